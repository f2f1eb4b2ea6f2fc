"""BÁO CÁO sơ kết, tổng kết as a Word draft: its template filled in, then the annexes with year columns and charts.

What the system knows is written out; assessment, lessons and direction are dotted lines for people. Every number
carries a hidden bookmark that leads back to its year and origin (`reports.tracing`).
"""

from __future__ import annotations

from typing import Any

from models.dates_in_words import day_text
from reports import nd30
from reports.numerals import counted
from reports.review_annexes import add_annexes, levels_of
from reports.review_charts import charts_of
from reports.review_report import ReviewReport
from reports.review_sentences import (
    AWARDS,
    CONTENTS,
    discipline_sentences,
    lines_about,
    notes,
    organisation_sentences,
    target_sentences,
    tree_sentences,
)
from reports.templates import TemplateFault, filled
from reports.tracing import bookmark, plain

TEMPLATE = "bao-cao-so-ket"


def review_docx(report: ReviewReport, troubles: list[TemplateFault] | None = None) -> bytes:
    """The draft as .docx bytes; the same report gives the same bytes. `troubles`: as `reports.templates.filled`."""
    head = report.head
    document = filled(head.folder, TEMPLATE, variables(report), style=head.style, troubles=troubles)
    nd30.name(document, subject(report))
    add_annexes(document, report, charts_of(report))
    bookmark(document, report.source)
    return nd30.saved(document)


def variables(report: ReviewReport) -> dict[str, Any]:
    """What the template may print."""
    results = [(heading, lines_about(report, letter)) for letter, heading in CONTENTS.items()]
    return {
        **report.head.variables("BC", ("Như trên",)),
        "ten_chuong_trinh": report.programme_title,
        "trich_yeu": [subject(report)],
        "cua_so": f"(Số liệu chốt đến hết ngày {day_text(report.cutoff)})",
        "loai": report.kind,
        "la_so_ket": report.is_midterm,
        "can_cu": report.basis,
        "kinh_gui": report.addressee or "……………………………",
        "nam_cuoi": str(report.years[1]),
        "luu_y": notes(report),
        "dac_diem": organisation_sentences(report),
        "chi_dao": [*_issued(report), *lines_about(report, "A")],
        "ket_qua": [{"ten": heading, "cau": told} for heading, told in results if told],
        "co_quan_thuc_hien": tree_sentences(report),
        "che_do": [*discipline_sentences(report), *lines_about(report, "F", but=AWARDS)],
        "chi_tieu": target_sentences(report),
        "thi_dua": lines_about(report, "F", only=AWARDS),
        "kinh_phi": lines_about(report, "G"),
    }


def subject(report: ReviewReport) -> str:
    """`Sơ kết 05 năm thực hiện …`, `Tổng kết thực hiện … giai đoạn 2023 - 2033`; the years said once."""
    first, last = report.years
    title = report.programme_title
    if report.is_midterm:
        length = f" {report.review_year - first:02} năm" if report.review_year > first + 1 else ""
        return f"Sơ kết{length} thực hiện {title} ({first} - {report.review_year})"
    years = "" if f"{first} - {last}" in title else f" giai đoạn {first} - {last}"
    return f"{report.kind.capitalize()} thực hiện {title}{years}"


def _issued(report: ReviewReport) -> list[str]:
    return [
        f"{plain(issued.title)}: {counted(issued.count)} văn bản đã gửi ({levels_of(issued)})."
        for issued in report.documents
    ]
