"""Biểu đồ của báo cáo sơ kết, tổng kết: which figures of a review are drawn, and what each picture says in words."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from models.vocabulary import IndicatorType
from reports.charts import Bar, Chart, Panel, Stack, Way, panels, stacks, ways
from reports.numerals import number
from reports.review_report import ReviewReport, YearLine, year_lines

WIDTH = 160.0  # mm: the line of a page of the decree
TENTH = Decimal("0.1")
MOST_PANELS = 6  # a page of them
PARTS = ("đúng hạn", "sau hạn", "đang bổ sung", "chưa gửi")


def charts_of(report: ReviewReport) -> list[Chart]:
    """The pictures there are figures for; none at all is an answer."""
    drawn = (_punctuality(report), _indicators(report), _targets(report))
    return [chart for chart in drawn if chart]


def _punctuality(report: ReviewReport) -> Chart | None:
    years = [p for p in report.by_year if p.expected]
    if not years:
        return None
    shown = [
        Stack(
            str(p.year),
            (p.on_time, p.late, p.returned, p.missing),
            f"{number(p.on_time)}/{number(p.expected)}\n{_rate(p.on_time_rate)}",
        )
        for p in years
    ]
    png, height = stacks(shown, PARTS, width=WIDTH)
    told = "; ".join(
        f"năm {p.year} đúng hạn {p.on_time}/{p.expected}, sau hạn {p.late}, đang bổ sung {p.returned}, "
        f"chưa gửi {p.missing}"
        for p in years
    )
    return Chart("Việc đến hạn theo năm: đúng hạn trên tổng số", f"Biểu đồ cột: {told}.", png, WIDTH, height)


def _indicators(report: ReviewReport) -> Chart | None:
    """The first line of each group of indicators that has figures in two years or more."""
    chosen: dict[str, YearLine] = {}
    for line in (line for section in report.sections for line in year_lines(section)):
        known = [c for c in line.section.columns if (t := line.total(c.year)) and t.reported and t.value is not None]
        if len(known) > 1 and line.indicator.type != IndicatorType.BOOL:
            chosen.setdefault(line.code[0], line)
    lines = [chosen[letter] for letter in sorted(chosen)][:MOST_PANELS]
    if not lines:
        return None
    shown = [Panel(_title(line), [_bar(line, year) for year in _years(line)]) for line in lines]
    png, height = panels(shown, width=WIDTH, across=1 if len(shown) == 1 else 2)
    told = "; ".join(
        f"{panel.title}: "
        + ", ".join(f"{b.label} {b.words or 'chưa có số liệu'}".replace("\n", " ") for b in panel.bars)
        for panel in shown
    )
    heading = (
        "Một số chỉ tiêu theo năm (cột gạch chéo: số tạm tính, số ước hoặc một phần năm; vạch đứng: không so sánh)"
    )
    return Chart(heading, f"Biểu đồ cột: {told}.", png, WIDTH, height)


def _targets(report: ReviewReport) -> Chart | None:
    shown = [
        Way(
            f"{told.target.title}: {told.goal_words}",
            [(year, float(value)) for year, value in told.path()],
            [(each.year, float(each.value.quantize(TENTH, ROUND_HALF_UP))) for each in told.years],
            (told.goal.year, float(told.goal.value)),
        )
        for told in report.targets
        if told.years
    ][:MOST_PANELS]
    if not shown:
        return None
    png, height = ways(shown, width=WIDTH, across=1 if len(shown) == 1 else 2)
    told = "; ".join(
        f"{way.title}, " + ", ".join(f"năm {year} đạt {number(value)}" for year, value in way.reached) for way in shown
    )
    heading = "Tiến độ chỉ tiêu (nét liền: số đã đạt; nét đứt: đường tiến độ; hình thoi: chỉ tiêu)"
    return Chart(heading, f"Biểu đồ đường: {told}.", png, WIDTH, height)


def _years(line: YearLine) -> list[int]:
    return [column.year for column in line.section.columns if column.asked]


def _bar(line: YearLine, year: int) -> Bar:
    total, column = line.total(year), line.section.column(year)
    step = line.section.steps.get((year, line.code))
    parted = step is not None and bool(step.why_not)
    if total is None or not total.reported or total.value is None:
        return Bar(str(year), None, parted=parted)
    places = 1 if line.indicator.type == IndicatorType.RATIO else None
    words = number(total.value, places).removesuffix(",0")
    coverage = "" if total.reported == total.expected else f"\n({total.reported}/{total.expected})"
    is_tentative = total.provisional or not column.is_closed or not column.is_whole
    return Bar(str(year), float(total.value), words + coverage, is_tentative, parted)


def _title(line: YearLine) -> str:
    unit = f" ({line.line.unit})" if line.line.unit else ""
    return f"{line.label}{unit}"


def _rate(value: object) -> str:
    return f"{number(value, 1).removesuffix(',0')}%" if value is not None else "—"  # type: ignore[arg-type]
