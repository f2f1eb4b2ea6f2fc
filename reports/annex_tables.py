"""Tables of the annex: units down, indicators across, cut into sheets that still can be read on A4.

A unit that has not reported is a row that says so, never a row of zeros.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.forms import Indicator
from models.vocabulary import IndicatorType
from reports import nd30
from reports.consolidated_report import ConsolidatedReport, TotalLike, lines_of, ratio_of
from reports.grids import Cell, grid
from reports.numerals import number, percent
from reports.sentences import origin_of
from reports.tracing import Origin, marked, plain

PORTRAIT_COLUMNS = 5
LANDSCAPE_COLUMNS = 11  # 17 mm each beside the names: the least that holds `(627/707)` at 10 pt
NUMBER_WIDTH, NAME_WIDTH = 567, 2835
WIDE_NAME = 2494
MAY_BREAK = "/\u200b"  # a narrow column head may end a line after a stroke: “cổng/trang”


@dataclass(frozen=True)
class AnnexTable:
    heading: str
    element: Any
    is_wide: bool


def unit_tables(report: ConsolidatedReport) -> list[AnnexTable]:
    """One table for each run of indicators that fits a page width, about as wide as each other; none for narratives."""
    shown = [i for i in report.indicators if i.type != IndicatorType.TEXT]
    columns = sum(len(lines_of(i)) for i in shown)
    if not shown or not report.unit_rows:
        return []
    is_wide = columns > PORTRAIT_COLUMNS
    sheets = _sheets(shown, LANDSCAPE_COLUMNS if is_wide else PORTRAIT_COLUMNS)
    return [_table(report, sheet, is_wide) for sheet in sheets]


def missing_table(report: ConsolidatedReport) -> AnnexTable:
    """Names of the units without figures, in full."""
    rows = [[Cell("TT"), Cell("Đơn vị chưa có số liệu")]]
    rows += [[Cell(str(i), align="center"), Cell(name)] for i, name in enumerate(report.missing, 1)]
    return AnnexTable("Đơn vị chưa báo cáo", grid([NUMBER_WIDTH, nd30.BODY_WIDTH - NUMBER_WIDTH], rows), False)


def words_of_units(report: ConsolidatedReport, indicator: Indicator) -> list[tuple[str, str]]:
    """(unit, its own words) of a narrative indicator, units that wrote nothing left out."""
    found = [(row.name, plain(str((row.figures or {}).get(indicator.code) or "")).strip()) for row in report.unit_rows]
    return [(name, text) for name, text in found if text]


def word_tables(report: ConsolidatedReport, *, beyond: int) -> list[AnnexTable]:
    """What units wrote, where more than `beyond` of them wrote something."""
    tables = []
    widths = [NUMBER_WIDTH, NAME_WIDTH, nd30.BODY_WIDTH - NUMBER_WIDTH - NAME_WIDTH]
    for indicator in report.indicators:
        words = words_of_units(report, indicator) if indicator.type == IndicatorType.TEXT else []
        if len(words) > beyond:
            rows = [[Cell("TT"), Cell("Đơn vị"), Cell("Nội dung")]]
            rows += [[Cell(str(i), align="center"), Cell(name), Cell(text)] for i, (name, text) in enumerate(words, 1)]
            tables.append(AnnexTable(indicator.label, grid(widths, rows, size=10), False))
    return tables


def figure(figures: Mapping[str, Any], indicator: Indicator, code: str) -> str:
    """What a unit filed for one column, as printed; "" where it filed nothing."""
    if indicator.type == IndicatorType.RATIO:
        pair = ratio_of(figures, code)
        return percent(*pair).replace(" (", "\n(") if pair else ""
    value = figures.get(code)
    if value is None:
        return ""
    if indicator.type == IndicatorType.BOOL:
        return "có" if value else "không"
    return number(value)


def _filed(figures: Mapping[str, Any], indicator: Indicator, code: str, unit: str) -> Cell:
    words = figure(figures, indicator, code)
    value = figures.get(code)
    if indicator.type == IndicatorType.RATIO and words:
        value = "{}/{}".format(*(ratio_of(figures, code) or ("", "")))
    return Cell(_marked(words, Origin(code, unit=unit, value="" if value is None else str(value))), align="right")


def _marked(words: str, origin: Origin) -> str:
    """A rate stands on two lines of its cell; each leads to the same origin."""
    return "\n".join(marked(line, origin) if line else "" for line in words.split("\n"))


def _sheets(indicators: list[Indicator], limit: int) -> list[list[Indicator]]:
    """As few runs as fit `limit` columns, the widest as narrow as it can be: no last table of a single column."""
    fewest = len(_runs(indicators, limit))
    return next(runs for width in range(1, limit + 1) if len(runs := _runs(indicators, width)) == fewest)


def _runs(indicators: list[Indicator], limit: int) -> list[list[Indicator]]:
    sheets: list[list[Indicator]] = [[]]
    used = 0
    for indicator in indicators:
        width = len(lines_of(indicator))
        if sheets[-1] and used + width > limit:
            sheets.append([])
            used = 0
        sheets[-1].append(indicator)
        used += width
    return sheets


def _table(report: ConsolidatedReport, indicators: list[Indicator], is_wide: bool) -> AnnexTable:
    room = (nd30.A4[1] if is_wide else nd30.A4[0]) - nd30.LEFT - nd30.RIGHT
    lines = [(indicator, line.code) for indicator in indicators for line in lines_of(indicator)]
    each = (room - NUMBER_WIDTH - (WIDE_NAME if len(lines) >= LANDSCAPE_COLUMNS else NAME_WIDTH)) // len(lines)
    each = min(each, 2268)
    name_width = room - NUMBER_WIDTH - each * len(lines)
    heading = _heading(indicators)
    rows = [*heading, _total_row(report, lines)]
    for i, unit in enumerate(report.unit_rows, 1):
        first = [Cell(str(i), align="center"), Cell(unit.name)]
        if unit.figures is None or (unit.is_nil and not unit.figures):
            words = "không phát sinh" if unit.is_nil else "chưa báo cáo"
            rows.append([*first, Cell(words, italic=True, align="center", span=len(lines))])
        else:
            mark = " (ước)" if unit.is_provisional else ""
            first[1] = Cell(unit.name + mark)
            rows.append([*first, *(_filed(unit.figures, ind, code, unit.unit_id) for ind, code in lines)])
    element = grid([NUMBER_WIDTH, name_width] + [each] * len(lines), rows, heading_rows=len(heading), size=10)
    codes = f"{indicators[0].code} – {indicators[-1].code}" if len(indicators) > 1 else indicators[0].code
    return AnnexTable(f"Chỉ tiêu {codes}", element, is_wide)


def _heading(indicators: list[Indicator]) -> list[list[Cell]]:
    is_split = any(len(lines_of(i)) > 1 for i in indicators)
    down = "restart" if is_split else ""
    top = [Cell("TT", down=down), Cell("Đơn vị", down=down)]
    low = [Cell(down="continue"), Cell(down="continue")]
    for indicator in indicators:
        lines = lines_of(indicator)
        unit = f"\n({indicator.unit})" if indicator.unit and indicator.unit != "có/không" else ""
        words = f"{indicator.code}. {indicator.label.replace('/', MAY_BREAK)}{unit}"
        top.append(Cell(words, span=len(lines), down=down if len(lines) == 1 else ""))
        low += [Cell(down="continue")] if len(lines) == 1 else [Cell(line.label) for line in lines]
    return [top, low] if is_split else [top]


def _total_row(report: ConsolidatedReport, lines: list[tuple[Indicator, str]]) -> list[Cell]:
    cells = [Cell(f"Tổng cộng ({report.reported}/{report.expected} đơn vị)", bold=True, span=2)]
    return cells + [Cell(_total(report, report.total(code), ind), bold=True, align="right") for ind, code in lines]


def _total(report: ConsolidatedReport, total: TotalLike | None, indicator: Indicator) -> str:
    if total is None or not total.reported:
        return "chưa có số liệu"
    if indicator.type == IndicatorType.RATIO:
        written = percent(total.numerator or 0, total.denominator or 0).replace(" (", "\n(")
    elif total.value is None:
        return "không cộng"
    elif indicator.type == IndicatorType.BOOL:
        written = f"{number(total.value)} đơn vị có"
    else:
        written = number(total.value)
    written = _marked(written, origin_of(total))
    same = (total.reported, total.expected) == (report.reported, report.expected)
    partial = "" if same else f"\n({total.reported}/{total.expected} đơn vị)"
    return f"{'ước ' if total.provisional else ''}{written}{partial}"
