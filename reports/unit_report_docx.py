"""BÁO CÁO của đơn vị as a Word draft, from what the unit itself filed: parts I–V and its figures as an annex.

A help for the unit, which completes and signs it: figures are written out with the year before beside them, assessment
and causes are dotted lines. Nothing is counted over units here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from models.forms import Indicator
from models.vocabulary import IndicatorType
from reports import nd30
from reports.consolidated_docx import DIRECTION, results, subject, variables_by_code, window_words
from reports.consolidated_report import ConsolidatedReport, Line, UnitRow, lines_of
from reports.numerals import number, percent
from reports.sentences import comparison_notes, origin_of, sentences
from reports.templates import TemplateFault, filled
from reports.tracing import bookmark, marked, plain

TEMPLATE = "bao-cao-don-vi"
NIL_RESULT = "Trong kỳ không phát sinh nội dung phải báo cáo."
PROVISIONAL = "Số liệu là số ước; số chính thức được gửi khi hết kỳ."
APART = "không so sánh"


def unit_report_docx(report: ConsolidatedReport, troubles: list[TemplateFault] | None = None) -> bytes:
    """The draft as .docx bytes; `report` is of one unit (`is_single`)."""
    head = report.head
    document = filled(head.folder, TEMPLATE, variables(report), style=head.style, troubles=troubles)
    nd30.name(document, f"Báo cáo {report.period_label} của {head.agency}")
    bookmark(document, report.source)
    return nd30.saved(document)


def variables(report: ConsolidatedReport) -> dict[str, Any]:
    """What the template may print."""
    row = report.unit_rows[0]
    notes = [*report.notes, *([PROVISIONAL] if row.is_provisional else [])]
    notes += [] if row.is_nil else comparison_notes(report)
    return {
        **report.head.variables("BC", report.recipients or ("Như trên",)),
        "don_vi": report.head.agency,
        "ten_chuong_trinh": report.programme_title,
        "trich_yeu": subject(report.duty_title, report.programme_title, report.period_label),
        "ky": report.period_label,
        "cua_so": window_words(report.window),
        "can_cu": report.basis,
        "kinh_gui": report.addressee or "……………………………",
        "luu_y": notes,
        "chi_dao": [] if row.is_nil else sentences(report, report.group(DIRECTION)),
        "ket_qua": [{"ten": "Kết quả trong kỳ", "cau": [NIL_RESULT]}] if row.is_nil else results(report),
        "kien_nghi": list(_own_words(report, row)),
        "bieu_so_lieu": [] if row.is_nil else list(_figures(report)),
        "so": variables_by_code(report),
    }


def _own_words(report: ConsolidatedReport, row: UnitRow) -> Iterator[str]:
    for indicator in (i for i in report.indicators if i.type == IndicatorType.TEXT):
        words = plain(str((row.figures or {}).get(indicator.code) or ""))
        yield from (line.strip() for line in words.splitlines() if line.strip())


def _figures(report: ConsolidatedReport) -> Iterator[dict[str, Any]]:
    """One row a line of the form, as filed; blank where nothing was."""
    for indicator in (i for i in report.indicators if i.type != IndicatorType.TEXT):
        for line in lines_of(indicator):
            label = line.label if line.code == indicator.code else f"{indicator.label}: {line.label}"
            beside = report.comparisons.get(line.code)
            then = beside.then if beside else None
            yield {
                "ma": line.code.partition(".")[0],
                "ten": label,
                "don_vi_tinh": "" if indicator.type == IndicatorType.BOOL else line.unit,
                "so": _filed(report, indicator, line),
                "cung_ky": _printed(indicator, then) if then else "",
                "tang_giam": beside.words if beside and not beside.why_not else "",
                "ghi_chu": APART if beside and beside.why_not else "",
            }


def _filed(report: ConsolidatedReport, indicator: Indicator, line: Line) -> str:
    total = report.total(line.code)
    words = _printed(indicator, total) if total is not None and total.reported else ""
    return marked(words, origin_of(total)) if words and total is not None else ""


def _printed(indicator: Indicator, figure: Any) -> str:
    """A total, or a point of another period, as it stands in a cell."""
    if not figure.reported:
        return ""
    if indicator.type == IndicatorType.RATIO:
        return percent(figure.numerator or 0, figure.denominator or 0)
    if figure.value is None:
        return ""
    if indicator.type == IndicatorType.BOOL:
        return "có" if figure.value else "không"
    return number(figure.value)
