"""Phiếu tiếp nhận: what a unit keeps after filing: number, hour, whether in time, a copy of what it filed.

Not a signed document: it carries no seal and says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.deadline_words import lateness_text
from models.forms import Form
from models.vocabulary import IndicatorType, SubmissionKind
from reports import nd30
from reports.grids import Cell, grid
from reports.numerals import counted, moment, number

FACTS = (2835, nd30.BODY_WIDTH - 2835)
FIGURES = (1531, 4705, 1417, nd30.BODY_WIDTH - 1531 - 4705 - 1417)


@dataclass(frozen=True)
class Receipt:
    """One filing as its unit should remember it. Neither `days_late` nor `is_late`: in time; no `form`: no figures."""

    number: str
    unit: str
    duty: str
    period: str
    deadline_sentence: str
    filed_at: datetime
    kind: SubmissionKind
    agency: str
    days_late: int = 0
    is_late: bool = False  # also on its very day, after the hour it was due
    version: int = 1
    form: Form | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)
    is_provisional: bool = False
    document: str = ""  # number and date of the document filed
    note: str = ""
    attachments: tuple[str, ...] = ()
    is_demo: bool = False


def receipt_docx(receipt: Receipt) -> bytes:
    """The receipt as .docx bytes."""
    document = nd30.paper(f"Phiếu tiếp nhận {receipt.number}", is_demo=receipt.is_demo)
    nd30.line(document, receipt.agency.upper(), size=12, bold=True)
    nd30.gap(document, 10)
    nd30.line(document, "PHIẾU TIẾP NHẬN BÁO CÁO", bold=True)
    nd30.line(document, f"Mã tiếp nhận: {receipt.number}", bold=True, after=6)
    if receipt.is_demo:
        nd30.line(document, nd30.DEMO, size=12, after=6)
    rows = [[Cell(label, bold=True), Cell(value)] for label, value in _facts(receipt) if value]
    document.element.body.insert(-1, grid(FACTS, rows, heading_rows=0, size=12))
    nd30.gap(document, 10)
    if receipt.kind == SubmissionKind.FIGURES and receipt.form:
        _copy(document, receipt, receipt.form)
    nd30.prose(
        document,
        f"{receipt.agency} đã tiếp nhận báo cáo nêu trên. Trân trọng cảm ơn sự phối hợp của Quý cơ quan. "
        "Phiếu do hệ thống lập, không thay cho văn bản có chữ ký, đóng dấu.",
        italic=True,
    )
    return nd30.saved(document)


def _facts(receipt: Receipt) -> list[tuple[str, str]]:
    return [
        ("Đơn vị", receipt.unit),
        ("Nhiệm vụ", receipt.duty),
        ("Kỳ", receipt.period),
        ("Thời hạn", receipt.deadline_sentence),
        ("Thời điểm nộp", moment(receipt.filed_at)),
        ("Tình trạng", lateness_text(receipt.days_late, receipt.is_late)),
        ("Hình thức", receipt.kind.label + (" (số ước)" if receipt.is_provisional else "")),
        ("Lần gửi", f"lần {counted(receipt.version)}" if receipt.version > 1 else ""),
        ("Văn bản", receipt.document),
        ("Ghi chú", receipt.note),
        ("Tệp kèm theo", "\n".join(receipt.attachments)),
    ]


def _copy(document: Any, receipt: Receipt, form: Form) -> None:
    heading = nd30.line(document, "Bản sao số liệu đã nộp", bold=True, after=6)
    heading.paragraph_format.keep_with_next = True
    rows = [[Cell("Mã"), Cell("Chỉ tiêu"), Cell("Đơn vị tính"), Cell("Số liệu")]]
    for box in form.fields():
        text = filed_text(receipt.figures.get(box.code))
        if box.type == IndicatorType.TEXT:
            rows.append([Cell(box.code), Cell(f"{box.label}: {text}", span=3)])
        else:
            unit = "" if box.type == IndicatorType.BOOL else box.unit
            rows.append([Cell(box.code), Cell(box.label), Cell(unit), Cell(text, align="right")])
    document.element.body.insert(-1, grid(FIGURES, rows, size=11))
    nd30.line(document, f"{form.title}, phiên bản {form.version}. Ô ghi “–” là chưa có số liệu.", size=11, after=8)


def filed_text(value: Any) -> str:
    """One filed value as printed; a dash where nothing was filed."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "có" if value else "không"
    return number(value) if isinstance(value, int | float) else str(value)
