"""BÁO CÁO sơ kết, tổng kết as a Word draft: the frame of the report, and the tables the system can fill by itself.

Figures by period and the record of who reported are written out; assessment, lessons and direction are left to people.
Adds nothing up and chooses no cut-off day.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.dates_in_words import day_text
from reports import nd30
from reports.grids import Cell, grid

PARTS = {
    "Phần thứ nhất – Tình hình và kết quả": (
        "I. Đặc điểm tình hình; thay đổi tổ chức trong giai đoạn",
        "II. Công tác chỉ đạo, phân công, ký kết",
        "III. Kết quả theo từng nội dung phối hợp",
        "IV. Kết quả của từng cơ quan, tổ chức",
        "V. Thực hiện chế độ họp, kiểm tra, báo cáo (Phụ lục 2)",
        "VI. Thi đua, khen thưởng",
        "VII. Kinh phí",
    ),
    "Phần thứ hai – Đánh giá": ("1. Ưu điểm", "2. Hạn chế, nguyên nhân", "3. Bài học kinh nghiệm"),
    "Phần thứ ba – Phương hướng, nhiệm vụ; kiến nghị": (),
}
NOTHING = "Chưa có kỳ nào có số liệu theo biểu đến ngày chốt."


@dataclass(frozen=True)
class Kept:
    """How one duty was kept in one period: n of N reported, how many of them late, how many still silent."""

    title: str
    period: str
    reported: int
    expected: int
    late: int
    overdue: int


@dataclass(frozen=True)
class Figure:
    """One indicator in one period at the top of the map, as printed, with how many units it stands on."""

    period: str
    label: str
    unit: str
    value: str
    coverage: str


@dataclass(frozen=True)
class ReviewReport:
    """What a review draft tells."""

    kind: str  # "sơ kết", "tổng kết"
    programme_title: str
    years: tuple[int, int]
    basis: str
    issuer: str
    cutoff: date
    kept: Sequence[Kept]
    figures: Sequence[Figure]
    is_demo: bool = False


def review_docx(report: ReviewReport) -> bytes:
    """The draft as .docx bytes."""
    first, last = report.years
    subject = f"{report.kind.capitalize()} thực hiện {report.programme_title}"
    document = nd30.paper(subject, is_demo=report.is_demo)
    nd30.masthead(document, (report.issuer,))
    window = f"(Số liệu chốt đến hết ngày {day_text(report.cutoff)})"
    years = "" if f"{first} - {last}" in report.programme_title else f"giai đoạn {first} - {last}"
    nd30.title(document, "BÁO CÁO", [f"{subject} {years}".strip()], window=window, is_demo=report.is_demo)
    nd30.prose(document, f"Thực hiện {report.basis}, {report.issuer} báo cáo kết quả {report.kind} như sau:")
    for part, clauses in PARTS.items():
        nd30.section_heading(document, part)
        for clause in clauses:
            nd30.clause_heading(document, clause)
            nd30.dotted(document)
        if not clauses:
            nd30.dotted(document)
    nd30.signatures(document, ("Như trên;", "Lưu: VT, …."))
    _figures(document, report)
    _kept(document, report)
    return nd30.saved(document)


def _figures(document: Any, report: ReviewReport) -> None:
    _annex(document, "Phụ lục 1", "CHỈ TIÊU THEO KỲ", "Ô trống là chưa có số liệu, không phải số 0.")
    if not report.figures:
        nd30.prose(document, NOTHING)
        return
    heading = [Cell(t, bold=True, align="center") for t in ("Kỳ", "Chỉ tiêu", "Đơn vị tính", "Kết quả", "Số đơn vị")]
    rows = [
        [Cell(f.period), Cell(f.label), Cell(f.unit), Cell(f.value, align="right"), Cell(f.coverage, align="center")]
        for f in report.figures
    ]
    _table(document, (1700, 3600, 1300, 1500), [heading, *rows])


def _kept(document: Any, report: ReviewReport) -> None:
    _annex(document, "Phụ lục 2", "TÌNH HÌNH THỰC HIỆN CHẾ ĐỘ BÁO CÁO", "")
    titles = ("Nhiệm vụ", "Kỳ", "Đã báo cáo", "Nộp sau hạn", "Chưa nộp")
    heading = [Cell(t, bold=True, align="center") for t in titles]
    rows = [
        [Cell(k.title), Cell(k.period), *(Cell(t, align="center") for t in _counts(k))] for k in report.kept
    ]  # fmt: skip
    _table(document, (3700, 2000, 1300, 1200), [heading, *rows])


def _counts(kept: Kept) -> tuple[str, str, str]:
    return f"{kept.reported}/{kept.expected}", str(kept.late), str(kept.overdue)


def _annex(document: Any, number: str, heading: str, note: str) -> None:
    nd30.annex(document, landscape=False)
    nd30.line(document, number, bold=True)
    nd30.line(document, heading, bold=True, after=0 if note else 6)
    if note:
        nd30.line(document, note, size=12, after=6)


def _table(document: Any, widths: tuple[int, ...], rows: list[list[Cell]]) -> None:
    """The last column takes what is left of the line."""
    document.element.body.insert(-1, grid([*widths, nd30.BODY_WIDTH - sum(widths)], rows))
    nd30.gap(document, 1)
