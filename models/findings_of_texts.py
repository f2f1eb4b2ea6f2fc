"""What a programme's texts lack or have outlived: numbers, dates, years, and standards that another text replaced."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.finding import Finding, about
from models.programmes import Document, Duty, Programme
from models.vocabulary import DocumentRelation, FindingCode

_MARK_OF_SECRECY = re.compile(r"tuyệt mật|tối mật|độ mật", re.IGNORECASE)
_MARKS_OF_A_BLANK = ("…", "...")
_ROLES = {
    DocumentRelation.SELF: "văn bản của chương trình",
    DocumentRelation.IMPLEMENTS: "văn bản mà chương trình thực hiện",
    DocumentRelation.BASED_ON: "văn bản làm căn cứ",
    DocumentRelation.REPLACES: "văn bản bị thay thế",
    DocumentRelation.MENTIONS: "văn bản được viện dẫn",
    DocumentRelation.SUCCEEDED_BY: "văn bản tiếp nối",
}


def about_texts(programme: Programme, as_of: date) -> Iterator[Finding]:
    """Past its years; and which of its documents lack a number or a date in the copies at hand."""
    if programme.valid_to < as_of:
        yield _ended(programme)
    for document in programme.documents:
        if "số" in document.blanks or not document.number or any(m in document.number for m in _MARKS_OF_A_BLANK):
            yield _missing(programme, document, FindingCode.MISSING_NUMBER, "số")
        if "ngày" in document.blanks or document.date is None:
            yield _missing(programme, document, FindingCode.MISSING_DATE, "ngày")


def about_citations(catalogue: Catalogue, duty: Duty, as_of: date) -> Iterator[Finding]:
    """Goals and orders measured by a standard that was replaced."""
    said = " ".join((duty.title, duty.wording, *_texts_in(duty.target)))
    for text in catalogue.endings.repealed.values():
        if text.since <= as_of and text.is_cited_in(said):
            yield about(
                duty,
                FindingCode.REPEALED,
                f"Viện dẫn {text.number}, nay đã được thay bằng {text.replaced_by} ({text.source}).",
                f"Đề nghị đối chiếu {duty.kind.label} với {text.replaced_by} trước khi áp dụng cho kỳ tiếp theo.",
            )


def about_secrecy(duty: Duty) -> Iterator[Finding]:
    """A secret duty, so that its programme's words are looked at, too; and a mark of secrecy without the key."""
    if duty.secrecy:
        yield about(
            duty,
            FindingCode.SECRET,
            f"Nhiệm vụ có độ mật ({duty.secrecy.label}): chỉ theo dõi số và ngày văn bản, không ghi nội dung.",
            "Đề nghị xem lại tên chương trình và trích yếu văn bản, bảo đảm không nêu nội dung có độ mật.",
        )
    elif _MARK_OF_SECRECY.search(" ".join((duty.title, duty.wording, duty.note))):
        yield about(
            duty,
            FindingCode.SECRET,
            "Nội dung có chữ ghi độ mật nhưng tệp chưa khai secrecy.",
            "Nếu nhiệm vụ có độ mật, đề nghị khai secrecy và bỏ nội dung khỏi tệp.",
        )


def _ended(programme: Programme) -> Finding:
    first, last = programme.years
    heir = next((d for d in programme.documents if d.relation is DocumentRelation.SUCCEEDED_BY), None)
    advice = (
        f"Đề nghị theo dõi theo văn bản tiếp nối: {heir.citation}."
        if heir
        else "Đề nghị bổ sung văn bản tiếp nối nếu có; không có văn bản mới thì không sinh kỳ mới."
    )
    years = f"năm {first}" if first == last else f"giai đoạn {first} - {last}"
    message = f"Thời gian thực hiện là {years}, đến hết ngày {day_text(programme.valid_to)}."
    return Finding(FindingCode.ENDED, programme.slug, None, None, message, advice)


def _missing(programme: Programme, document: Document, code: FindingCode, what: str) -> Finding:
    is_own = document.relation is DocumentRelation.SELF
    month = ""
    if what == "ngày" and document.dated:
        month = f" (chỉ còn tháng {int(document.dated[5:])}/{document.dated[:4]})"
    advice = f"Đề nghị bổ sung {what} từ bản chính; hệ thống không tự đặt {what}."
    if is_own and month and document.certain_on:
        advice += f" Trong khi chờ, chỉ tính các kỳ đến hạn sau ngày {day_text(document.certain_on)}."
    message = f"{_name(document)} ({_ROLES[document.relation]}): bản có trong tay thiếu {what}{month}."
    return Finding(code, programme.slug, None, document.clause or None, message, advice)


def _name(document: Document) -> str:
    """`Kết luận số 44-KL/TW của Ban Bí thư …`, or by its title where it has no number."""
    by = f" của {document.issuer}" if document.issuer else ""
    if document.number:
        return f"{document.kind or 'Văn bản'} số {document.number}{by}"
    return f"{document.kind or 'Văn bản'}{f' “{document.title}”' if document.title else ''}{by}"


def _texts_in(value: Any) -> Iterator[str]:
    """Every text inside a target, however it is nested."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts_in(each)
