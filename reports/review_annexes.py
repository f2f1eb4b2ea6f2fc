"""Phụ lục của báo cáo sơ kết, tổng kết: indicators by year, documents issued, punctuality, organisation, charts.

A year in which the regime did not exist is crossed out; a year without figures says so; neither is a zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from models.dates_in_words import day_text
from models.issued_documents import Issued
from models.punctuality import Punctuality
from models.rollup import Total
from models.vocabulary import AcrossUnits, IndicatorType
from reports import nd30
from reports.charts import Chart
from reports.grids import Cell, grid
from reports.numerals import number, percent
from reports.review_report import TOGETHER, ReviewReport, YearLine, year_lines
from reports.sentences import MISSING, exact
from reports.tracing import Origin, marked, plain

WIDE = nd30.A4[1] - nd30.LEFT - nd30.RIGHT
LABEL, UNIT, TOGETHER_WIDTH = 3119, 851, 1134
MANY = 7  # more years than that are set in narrow columns
NARROW_LABEL, LONGEST = 2041, 9  # letters of a fraction that a narrow column holds on one line
NOT_YET = "chưa đến kỳ"
CROSSED = Cell("×", align="center", crossed=True)
MOST_PLACES = 120


def add_annexes(document: Any, report: ReviewReport, charts: Sequence[Chart]) -> None:
    """All annexes, each on a page of its own; those of tables lie on their side."""
    _indicators(document, report)
    _documents(document, report)
    _discipline(document, report)
    _organisation(document, report)
    if charts:
        _charts(document, report, charts)


def _begin(document: Any, report: ReviewReport, number_: int, heading: str, note: str = "", *, wide: bool) -> None:
    nd30.annex(document, landscape=wide)
    nd30.line(document, f"Phụ lục {number_}", bold=True)
    nd30.line(document, heading, bold=True)
    attached = f"(Kèm theo Báo cáo số {report.head.number('BC')} ngày … tháng … năm … của {report.head.agency})"
    nd30.line(document, attached, size=13, italic=True, after=0 if note else 6)
    if note:
        nd30.line(document, note, size=12, after=6)


def _indicators(document: Any, report: ReviewReport) -> None:
    note = "Ô gạch chéo (×): năm chưa có chế độ báo cáo này. Số trong ngoặc: số lượt báo cáo có số liệu, khi chưa đủ."
    _begin(document, report, 1, "CHỈ TIÊU THEO NĂM", note, wide=True)
    shown = [section for section in report.sections if year_lines(section)]
    if not shown:
        nd30.prose(document, "Chưa có kỳ nào có số liệu theo biểu đến ngày chốt.")
    for n, section in enumerate(shown, 1):
        title = f"Biểu {n}. {section.title}" if len(shown) > 1 else section.title
        _heading(document, title)
        years = len(report.columns)
        rows = _year_rows(report, year_lines(section))
        _table(document, _widths(years), rows, size=8 if years > MANY else 10)


def _widths(years: int) -> list[int]:
    label = NARROW_LABEL if years > MANY else LABEL
    each = (WIDE - label - UNIT - TOGETHER_WIDTH) // years
    return [WIDE - UNIT - TOGETHER_WIDTH - each * years, UNIT, *[each] * years, TOGETHER_WIDTH]


def _year_rows(report: ReviewReport, lines: Sequence[YearLine]) -> list[list[Cell]]:
    section = lines[0].section
    heads = ["Chỉ tiêu", "ĐVT", *(_year_head(section, year) for year in report.columns), "Cả giai đoạn"]
    rows = [[Cell(words) for words in heads]]
    for line in lines:
        cells = [Cell(plain(f"{line.indicator.code}. {line.label}")), Cell(line.line.unit, align="center")]
        is_narrow = len(report.columns) > MANY
        cells += [_year_cell(line, year, is_narrow=is_narrow) for year in report.columns]
        whole = line.total(TOGETHER)
        rows.append([*cells, Cell(_printed(line, whole) if whole else "—", bold=True, align="right")])
    return rows


def _year_head(section: Any, year: int) -> str:
    column = section.column(year)
    marks = [column.label] if column.label else []
    if column.parts and not column.is_closed:
        marks.append("tạm tính")
    return f"{year}\n({'; '.join(marks)})" if marks else str(year)


def _year_cell(line: YearLine, year: int, *, is_narrow: bool) -> Cell:
    column = line.section.column(year)
    if not column.asked:
        return CROSSED
    if not column.parts:
        return Cell(NOT_YET, italic=True, align="center")
    return Cell(_printed(line, line.total(year), is_narrow=is_narrow), align="right")


def _printed(line: YearLine, total: Total | None, *, is_narrow: bool = False) -> str:
    if total is None or not total.reported:
        return MISSING
    kind = line.indicator.type
    if kind == IndicatorType.RATIO:
        rate, _, fraction = percent(total.numerator or 0, total.denominator or 0).partition(" ")
        if is_narrow and len(fraction) > LONGEST:
            fraction = fraction.replace("/", "/\n")
        written = f"{rate}\n{fraction}".rstrip()
    elif total.value is None:
        return "không cộng" if line.indicator.across == AcrossUnits.NONE else MISSING
    elif kind == IndicatorType.BOOL:
        written = f"{number(total.value)} đơn vị"
    else:
        written = number(total.value)
    origin = Origin(total.indicator, total.node, value=exact(total))
    written = "\n".join(marked(part, origin) for part in written.split("\n"))
    coverage = "" if total.reported == total.expected else f"({number(total.reported)}/{number(total.expected)})"
    if is_narrow and len(coverage) > LONGEST:
        coverage = coverage.replace("/", "/\n")
    coverage = f"\n{coverage}" if coverage else ""
    return f"{'ước ' if total.provisional else ''}{written}{coverage}"


def _documents(document: Any, report: ReviewReport) -> None:
    _begin(document, report, 2, "VĂN BẢN ĐÃ BAN HÀNH", wide=False)
    if not report.documents:
        nd30.prose(document, "Chưa có văn bản nào được gửi kèm số, ngày đến ngày chốt.")
        return
    rows = [[Cell(head) for head in ("TT", "Số, ký hiệu", "Ngày", "Cơ quan, đơn vị ban hành")]]
    n = 0
    for issued in report.documents:
        head = plain(f"{issued.title}: {number(issued.count)} văn bản ({levels_of(issued)})")
        rows.append([Cell(head, bold=True, span=4)])
        for paper in issued.papers:
            n += 1
            day = day_text(paper.signed_on) if paper.signed_on else "chưa rõ ngày"
            name = plain(paper.number) or "chưa ghi số"
            cells = [Cell(str(n), align="center"), Cell(name), Cell(day, align="center"), Cell(paper.unit_name)]
            rows.append(cells)
    _table(document, (567, 2835, 1701, nd30.BODY_WIDTH - 5103), rows, size=12)


def levels_of(issued: Issued) -> str:
    """`cấp huyện 12, cấp xã 130`."""
    return ", ".join(f"{level.label} {number(count)}" for level, count in issued.by_level)


def _discipline(document: Any, report: ReviewReport) -> None:
    note = "Mỗi ô: đã gửi/phải gửi, dưới là số đúng hạn. Ô gạch chéo (×): năm không có việc đến hạn."
    _begin(document, report, 3, "TÌNH HÌNH THỰC HIỆN CHẾ ĐỘ HỌP, KIỂM TRA, BÁO CÁO", note, wide=True)
    by: dict[str, dict[int, Punctuality]] = {}
    for p in report.by_duty:
        by.setdefault(p.duty, {})[p.year or 0] = p
    each = (WIDE - LABEL) // (len(report.columns) + 1)
    widths = [WIDE - each * (len(report.columns) + 1), *[each] * (len(report.columns) + 1)]
    rows = [[Cell(words) for words in ("Nhiệm vụ", *map(str, report.columns), "Cả giai đoạn")]]
    for duty, years in by.items():
        cells = [_kept(years.get(year), f"{duty}:{year}") for year in report.columns]
        cells.append(_kept(_added(years.values()), f"{duty}:giai-doan"))
        rows.append([Cell(plain(report.titles.get(duty, duty))), *cells])
    by_year = {p.year: p for p in report.by_year}
    cells = [_kept(by_year.get(year), f"{year}") for year in report.columns]
    rows.append([Cell("Tổng số", bold=True), *cells, _kept(report.whole, "giai-doan")])
    _table(document, widths, rows)
    for name, words in report.definitions:
        _remark(document, f"{name}: {words}.")


def _kept(p: Punctuality | None, span: str) -> Cell:
    if p is None or not p.expected:
        return CROSSED
    filed = marked(number(p.actual), Origin(f"actual:{span}", value=str(p.actual)))
    asked = marked(number(p.expected), Origin(f"expected:{span}", value=str(p.expected)))
    in_time = marked(number(p.on_time), Origin(f"on_time:{span}", value=str(p.on_time)))
    gap = "\n" if len(number(p.actual) + number(p.expected)) >= LONGEST else ""
    return Cell(f"{filed}/{gap}{asked}\n{in_time}", align="center")


def _added(years: Any) -> Punctuality:
    every = list(years)
    names = ("on_time", "late", "returned", "missing")
    return Punctuality(**{name: sum(getattr(p, name) for p in every) for name in names})


def _organisation(document: Any, report: ReviewReport) -> None:
    told = report.organisation
    _begin(document, report, 4, "THAY ĐỔI TỔ CHỨC TRONG GIAI ĐOẠN", wide=False)
    _heading(document, "Biểu 1. Đơn vị được giao nhiệm vụ của chương trình" if told.places else "Đơn vị thực hiện")
    each = min(1417, (nd30.BODY_WIDTH - 2552) // max(1, len(told.days)))
    widths = [nd30.BODY_WIDTH - each * len(told.days), *[each] * len(told.days)]
    rows = [[Cell("Hệ, cấp"), *(Cell(f"Ngày {day_text(day)}") for day in told.days)]]
    for row in told.rows:
        counts = [Cell(number(count), align="center") for count in row.counts]
        rows.append([Cell(f"{row.tree.label} – {row.level.label}"), *counts])
    _table(document, widths, rows, size=12)
    if told.places:
        _heading(document, "Biểu 2. Địa bàn trước và sau sắp xếp")
        rows = [[Cell(head) for head in ("TT", "Từ ngày", "Địa bàn sau sắp xếp", "Trước sắp xếp")]]
        for n, place in enumerate(told.places[:MOST_PLACES], 1):
            cells = [Cell(str(n), align="center"), Cell(day_text(place.on), align="center"), Cell(place.name)]
            rows.append([*cells, Cell(", ".join(place.from_names))])
        _table(document, (567, 1247, 2268, nd30.BODY_WIDTH - 4082), rows, size=12)
        bases = dict.fromkeys(place.basis for place in told.places if place.basis)
        if bases:
            _remark(document, f"Căn cứ: {plain('; '.join(bases))}.")
        if len(told.places) > MOST_PLACES:
            nd30.line(document, f"Và {number(len(told.places) - MOST_PLACES)} địa bàn khác.", size=12)


def _charts(document: Any, report: ReviewReport, charts: Sequence[Chart]) -> None:
    _begin(document, report, 5, "BIỂU ĐỒ", wide=False)
    for n, chart in enumerate(charts, 1):
        head = nd30.line(document, f"Biểu đồ {n}. {chart.heading}", size=13, after=4)
        head.paragraph_format.keep_with_next = True
        paragraph = nd30.line(document, "", after=10)
        picture = paragraph.add_run().add_picture(BytesIO(chart.png), width=Mm(chart.width), height=Mm(chart.height))
        about = picture._inline.docPr
        about.set("descr", chart.alt)
        about.set("title", chart.heading)


def _remark(document: Any, words: str) -> None:
    nd30.line(document, words, size=12, after=2).alignment = WD_ALIGN_PARAGRAPH.JUSTIFY


def _heading(document: Any, words: str) -> None:
    head = nd30.line(document, plain(words), size=13, bold=True, after=4)
    head.paragraph_format.keep_with_next = True


def _table(document: Any, widths: Sequence[int], rows: list[list[Cell]], *, size: float = 10) -> None:
    document.element.body.insert(-1, grid(list(widths), rows, size=size))
    nd30.gap(document, 8).paragraph_format.space_after = Pt(2)
