"""The consolidated workbook: the whole on one sheet, what each unit filed, who has not reported, every place.

Totals are written as values, not formulas: a formula would read an empty cell as 0, and empty means "chưa báo cáo".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from io import BytesIO
from typing import Any

import xlsxwriter

from models.dates_in_words import day_text
from models.forms import Indicator
from models.vocabulary import IndicatorType
from reports.consolidated_report import ConsolidatedReport, TotalLike, lines_of, ratio_of
from reports.grids import printable
from reports.nd30 import DEMO, FONT
from reports.numerals import number
from reports.packing import settled
from reports.sentences import NAMES_SHOWN

LINE = 15  # points
TALLEST = 27  # lines: no row may be taller than 409 points
WORDS = 40  # characters across a column of what units wrote
COLUMNS_A_PAGE = 13  # beside the names, on A4 turned: about 7 pt as printed

Column = tuple[Indicator, str, str]  # indicator, code of the figure, words of the column head


def consolidated_xlsx(report: ConsolidatedReport) -> bytes:
    """The workbook as .xlsx bytes; the same report gives the same bytes."""
    out = BytesIO()
    options: dict[str, Any] = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    options["default_format_properties"] = {"font_name": FONT, "font_size": 11}
    book = xlsxwriter.Workbook(out, options)
    book.set_properties(
        {
            "title": printable(f"{report.programme_title} – {report.period_label}"),
            "created": datetime.combine(report.as_of, time()) if report.as_of else datetime(2000, 1, 1),  # noqa: DTZ001
        }
    )
    looks = _looks(book)
    _whole(book, report, looks)
    _units(book, report, looks)
    _silent(book, report, looks)
    _places(book, report, looks)
    book.close()
    return settled(out.getvalue())


def _looks(book: Any) -> Mapping[str, Any]:
    base: dict[str, Any] = {"font_name": FONT, "font_size": 11, "valign": "vcenter"}
    boxed = base | {"border": 1}
    return {
        name: book.add_format(look)
        for name, look in {
            "title": base | {"bold": True, "font_size": 14},
            "plain": base | {"text_wrap": True, "valign": "top"},
            "note": base,
            "head": boxed | {"bold": True, "align": "center", "text_wrap": True, "bg_color": "#E7ECF3"},
            "text": boxed | {"text_wrap": True},
            "line": boxed,
            "centre": boxed | {"align": "center"},
            "count": boxed | {"num_format": "#,##0"},
            "money": boxed | {"num_format": "#,##0.###"},
            "rate": boxed | {"num_format": '0.0"%"'},
            "total_text": boxed | {"bold": True},
            "total_count": boxed | {"bold": True, "num_format": "#,##0"},
            "total_money": boxed | {"bold": True, "num_format": "#,##0.###"},
            "total_rate": boxed | {"bold": True, "num_format": '0.0"%"'},
        }.items()
    }


def _sheet(
    book: Any,
    name: str,
    report: ConsolidatedReport,
    looks: Mapping[str, Any],
    title: str,
    heads: Sequence[tuple[str, int]],
    *,
    across: int = 0,
) -> Any:
    """A new sheet with its three lines of heading and the heads of its table in row 5, printed a page wide.

    `heads`: (words, width in characters); `across`: columns the lines of heading may run over, all of them when 0.
    """
    sheet = book.add_worksheet(name)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.6, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(4)
    for column, (head, width) in enumerate(heads):
        sheet.set_column(column, column, width)
        sheet.write_string(4, column, printable(head), looks["head"])
    last = (across or len(heads)) - 1
    room = sum(width for _, width in heads[: last + 1])
    sheet.set_footer(f"&C{DEMO + ' – ' if report.is_demo else ''}Trang &P/&N")
    sheet.write_string(0, 0, printable(title), looks["title"])
    about = printable(f"{report.programme_title} – {report.period_label}")
    told = f"{report.coverage}{_window(report)}{f'. {DEMO}' if report.is_demo else ''}"
    for row, words in ((1, about), (2, told)):
        sheet.merge_range(row, 0, row, last, words, looks["plain"])
        sheet.set_row(row, LINE * (1 + len(words) // room))
    return sheet


def _window(report: ConsolidatedReport) -> str:
    if report.window is None:
        return ""
    return f"; số liệu từ ngày {day_text(report.window[0])} đến hết ngày {day_text(report.window[1])}"


def _whole(book: Any, report: ConsolidatedReport, looks: Mapping[str, Any]) -> None:
    """The totals of the whole: what is read first, and printed."""
    totals = [total for total in report.totals if total.node == report.root_node]
    title = f"TỔNG HỢP CHỈ TIÊU: {totals[0].node_name.upper()}" if totals else "TỔNG HỢP CHỈ TIÊU"
    _totals(book, "Tổng hợp", report, looks, title, totals)


def _places(book: Any, report: ConsolidatedReport, looks: Mapping[str, Any]) -> None:
    """Every place, one line for each of its figures: for filters and other programs."""
    _totals(book, "Theo địa bàn", report, looks, "TỔNG HỢP CHỈ TIÊU THEO ĐỊA BÀN", report.totals)


def _totals(
    book: Any,
    name: str,
    report: ConsolidatedReport,
    looks: Mapping[str, Any],
    title: str,
    totals: Sequence[TotalLike],
) -> None:
    heads = (
        ("Địa bàn", 20),
        ("Mã", 13),
        ("Chỉ tiêu", 42),
        ("Đơn vị tính", 12),
        ("Giá trị", 14),
        ("Tử số", 10),
        ("Mẫu số", 10),
        ("Đã báo cáo", 10),
        ("Phải báo cáo", 10),
        ("Số ước", 8),
        ("Chưa có số liệu của", 60),
    )
    sheet = _sheet(book, name, report, looks, title, heads)
    known = {code: (indicator, words) for indicator, code, words in columns(report)}
    row = 5
    for total in totals:
        if total.indicator not in known:
            continue
        indicator, words = known[total.indicator]
        measure = next(line.unit for line in lines_of(indicator) if line.code == total.indicator)
        sheet.write_string(row, 0, printable(total.node_name), looks["text"])
        sheet.write_string(row, 1, total.indicator, looks["centre"])
        sheet.write_string(row, 2, printable(words), looks["text"])
        sheet.write_string(row, 3, measure, looks["text"])
        _value(sheet, row, 4, _number(total, indicator), _look(indicator), looks)
        _value(sheet, row, 5, total.numerator, "count", looks)
        _value(sheet, row, 6, total.denominator, "count", looks)
        sheet.write_number(row, 7, total.reported, looks["count"])
        sheet.write_number(row, 8, total.expected, looks["count"])
        sheet.write_string(row, 9, "ước" if total.provisional else "", looks["centre"])
        missing = _some_of(report.missing_of(total))
        sheet.write_string(row, 10, printable(missing), looks["text"])
        sheet.set_row(row, LINE * (1 + max(len(words) // 38, len(missing) // 55)))
        row += 1
    sheet.set_row(4, 32)
    sheet.print_area(0, 0, max(row - 1, 5), len(heads) - 1)
    sheet.autofilter(4, 0, max(row - 1, 5), len(heads) - 1)
    sheet.freeze_panes(5, 3)


def _some_of(names: Sequence[str]) -> str:
    """The first names; the others are counted, and stand on the sheets of the units."""
    more = len(names) - NAMES_SHOWN
    return "; ".join(names) if more <= 0 else f"{'; '.join(names[:NAMES_SHOWN])} và {more} đơn vị khác"


def _units(book: Any, report: ConsolidatedReport, looks: Mapping[str, Any]) -> None:
    shown = columns(report)
    heads = [("TT", 5), ("Đơn vị", 30), ("Địa bàn", 22), ("Tình trạng", 16)]
    heads += [(f"{code}. {words}", WORDS if i.type == IndicatorType.TEXT else 14) for i, code, words in shown]
    sheet = _sheet(book, "Theo đơn vị", report, looks, "SỐ LIỆU THEO ĐƠN VỊ", heads, across=min(len(heads), 9))
    sheet.fit_to_pages(-(-len(shown) // COLUMNS_A_PAGE) or 1, 0)
    sheet.write_string(3, 0, "Ô trống là chưa có số liệu, không phải số 0.", looks["note"])
    for column, (indicator, code, _) in enumerate(shown, 4):
        _grand_total(sheet, 5, column, report.total(code), indicator, looks)
    sheet.merge_range(5, 0, 5, 3, f"Tổng cộng ({report.coverage})", looks["total_text"])
    for row, unit in enumerate(report.unit_rows, 6):
        sheet.write_number(row, 0, row - 5, looks["centre"])
        sheet.write_string(row, 1, printable(unit.name), looks["text"])
        sheet.write_string(row, 2, printable(report.place_of(unit)), looks["text"])
        sheet.write_string(row, 3, _status(unit), looks["centre"])
        said = [str((unit.figures or {}).get(code) or "") for i, code, _ in shown if i.type == IndicatorType.TEXT]
        sheet.set_row(row, LINE * min(TALLEST, 1 + max((len(words) // (WORDS - 4) for words in said), default=0)))
        for column, (indicator, code, _) in enumerate(shown, 4):
            _filed(sheet, row, column, unit.figures or {}, indicator, code, looks)
    sheet.set_row(4, 110)
    sheet.freeze_panes(6, 2)
    sheet.repeat_columns(0, 1)


def _silent(book: Any, report: ConsolidatedReport, looks: Mapping[str, Any]) -> None:
    sheet = _sheet(book, "Chưa báo cáo", report, looks, "ĐƠN VỊ CHƯA BÁO CÁO", (("TT", 6), ("Đơn vị", 80)))
    sheet.set_portrait()
    for row, name in enumerate(report.missing, 5):
        sheet.write_number(row, 0, row - 4, looks["centre"])
        sheet.write_string(row, 1, printable(name), looks["text"])
    if not report.missing:
        sheet.write_string(5, 1, "Không có: mọi đơn vị đã báo cáo.", looks["text"])
    sheet.freeze_panes(5, 0)


def columns(report: ConsolidatedReport) -> list[Column]:
    """Every number the form totals, with the words above its column; narrative indicators last."""
    out: list[Column] = []
    for indicator in sorted(report.indicators, key=lambda i: i.type == IndicatorType.TEXT):
        for line in lines_of(indicator):
            words = line.label if line.code == indicator.code else f"{indicator.label}: {line.label}"
            out.append((indicator, line.code, words))
    return out


def _grand_total(
    sheet: Any, row: int, column: int, total: TotalLike | None, indicator: Indicator, looks: Mapping[str, Any]
) -> None:
    if total is None or indicator.type == IndicatorType.TEXT:
        sheet.write_blank(row, column, None, looks["total_text"])
        return
    _value(sheet, row, column, _number(total, indicator), f"total_{_look(indicator)}", looks)
    note = f"Tính từ {total.reported}/{total.expected} đơn vị có số liệu."
    if total.denominator is not None:
        note += f" Tổng tử số {number(total.numerator or 0)} trên tổng mẫu số {number(total.denominator)}."
    if total.provisional:
        note += " Có số ước."
    sheet.write_comment(row, column, note, {"author": "Đôn Đốc"})


def _filed(
    sheet: Any,
    row: int,
    column: int,
    figures: Mapping[str, Any],
    indicator: Indicator,
    code: str,
    looks: Mapping[str, Any],
) -> None:
    if indicator.type == IndicatorType.RATIO:
        pair = ratio_of(figures, code)
        _value(sheet, row, column, 100 * pair[0] / pair[1] if pair and pair[1] else None, "rate", looks)
        if pair:
            sheet.write_comment(row, column, f"{number(pair[0])}/{number(pair[1])}", {"author": "Đôn Đốc"})
        return
    value = figures.get(code)
    if indicator.type == IndicatorType.TEXT:
        sheet.write_string(row, column, printable(str(value or "")), looks["text"])
    elif indicator.type == IndicatorType.BOOL:
        sheet.write_string(row, column, "" if value is None else "có" if value else "không", looks["centre"])
    else:
        _value(sheet, row, column, value, _look(indicator), looks)


def _number(total: TotalLike, indicator: Indicator) -> float | None:
    """What stands in the cell: nothing at all when nobody reported, or when the denominator is 0."""
    if not total.reported or indicator.type == IndicatorType.TEXT:
        return None
    if indicator.type == IndicatorType.RATIO:
        return 100 * (total.numerator or 0) / total.denominator if total.denominator else None
    return None if total.value is None else float(total.value)


def _value(sheet: Any, row: int, column: int, value: Any, look: str, looks: Mapping[str, Any]) -> None:
    if value is None:
        sheet.write_blank(row, column, None, looks[look])
    else:
        sheet.write_number(row, column, float(value), looks[look])


def _look(indicator: Indicator) -> str:
    return {IndicatorType.RATIO: "rate", IndicatorType.MONEY: "money"}.get(indicator.type, "count")


def _status(unit: Any) -> str:
    if not unit.has_reported:
        return "chưa báo cáo"
    marks = ["không phát sinh" if unit.is_nil else "đã báo cáo"]
    marks += ["số ước"] if unit.is_provisional else []
    marks += ["quá hạn"] if unit.is_late else []
    return ", ".join(marks)
