"""Phiếu tiếp nhận, before it has a shape: one filing as its unit should remember it, and the lines that tell it.

Word and PDF say the same because both are made from here. Not a signed document: it carries no seal and says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.deadline_words import lateness_text
from models.final_figures import Moved
from models.forms import Form
from models.vocabulary import IndicatorType, SubmissionKind
from reports.numerals import counted, moment, number


@dataclass(frozen=True)
class Receipt:
    """One filing as its unit should remember it. Neither `days_late` nor `is_late`: in time; no `form`: no figures.

    `moved`: what reads differently from the estimates filed before; `answers`: (question, answer) of each query.
    """

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
    stated: Sequence[tuple[str, str]] = ()  # what a plan, minutes, an event says about itself: name, words
    note: str = ""
    attachments: tuple[str, ...] = ()
    moved: Sequence[Moved] = ()
    answers: Sequence[tuple[str, str]] = ()
    verify_at: str = ""  # address at which anybody may ask whether the number is real
    is_demo: bool = False

    @property
    def has_figures(self) -> bool:
        return self.kind == SubmissionKind.FIGURES and self.form is not None

    @property
    def thanks(self) -> str:
        return (
            f"{self.agency} đã tiếp nhận báo cáo nêu trên. Trân trọng cảm ơn sự phối hợp của Quý cơ quan. "
            "Phiếu do hệ thống lập, không thay cho văn bản có chữ ký, đóng dấu."
        )

    @property
    def how_to_verify(self) -> str:
        return f"Kiểm tra mã tiếp nhận tại {self.verify_at}." if self.verify_at else ""


@dataclass(frozen=True)
class FigureLine:
    """One box as printed; `is_words`: a text, which takes the whole line."""

    code: str
    label: str
    unit: str
    value: str
    is_words: bool = False


def facts(receipt: Receipt) -> list[tuple[str, str]]:
    """What is known of the filing beside its figures: name → words, blanks left out."""
    told = [
        ("Đơn vị", receipt.unit),
        ("Nhiệm vụ", receipt.duty),
        ("Kỳ", receipt.period),
        ("Thời hạn", receipt.deadline_sentence),
        ("Thời điểm nộp", moment(receipt.filed_at)),
        ("Tình trạng", lateness_text(receipt.days_late, receipt.is_late)),
        ("Hình thức", receipt.kind.label + (" (số ước)" if receipt.is_provisional else "")),
        ("Lần gửi", f"lần {counted(receipt.version)}" if receipt.version > 1 else ""),
        ("Văn bản", receipt.document),
        *receipt.stated,
        ("Ghi chú", receipt.note),
        ("Tệp kèm theo", "\n".join(receipt.attachments)),
    ]
    return [(name, words) for name, words in told if words]


def figure_lines(receipt: Receipt) -> list[FigureLine]:
    """The copy of what was filed, in the order of the form."""
    lines = []
    for box in receipt.form.fields() if receipt.form and receipt.has_figures else ():
        unit = "" if box.type in (IndicatorType.BOOL, IndicatorType.TEXT) else box.unit
        value = filed_text(receipt.figures.get(box.code))
        lines.append(FigureLine(box.code.partition(".")[0], box.label, unit, value, box.type == IndicatorType.TEXT))
    return lines


def form_words(receipt: Receipt) -> str:
    """Which form the copy is of."""
    form = receipt.form
    return f"{form.title}, phiên bản {form.version}. Ô ghi “–” là chưa có số liệu." if form else ""


def filed_text(value: Any) -> str:
    """One filed value as printed; a dash where nothing was filed."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "có" if value else "không"
    return number(value) if isinstance(value, int | float) else str(value)
