"""Độ mật: duties about state secrets are followed here by number and day alone; what they say never comes in.

A rule file that names a degree of secrecy may not say what the duty is about, so there is nothing that a message, page,
calendar, document or export could show. A unit tells that it did its duty by the number and day of the paper it sent
over its own channel (Luật Bảo vệ bí mật nhà nước 2018, Điều 5: nothing secret on a network outside those for secrets).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from models.errors import Refused
from models.programmes import Document
from models.vocabulary import Secrecy, SubmissionKind

if TYPE_CHECKING:
    from models.catalogue import Catalogue

CLAUSE = re.compile(
    r"(?:(?:điều|khoản|điểm|mục|phần|chương|gạch|đoạn|ý|thứ|[ivxlcdm]{2,7}|[a-zđ]|\d{1,3})(?:[\s.,;)/-]+|$))+",
    re.IGNORECASE,
)  # a place in a document, and no words about anything
EVENT = "sự kiện nêu trong văn bản"
_NUMBER = r"\d{1,6}[a-zđ]?(?:/[\w&.–-]{1,40})*"
_NUMBER_ALONE = re.compile(_NUMBER, re.IGNORECASE)
_PAPER = re.compile(
    r"(?:(?:văn bản|công văn|tờ trình|báo cáo|kế hoạch|quyết định|biên bản|thông báo) )?(?:mật )?"
    rf"(?:số )?{_NUMBER},? ngày \d{{1,2}}/\d{{1,2}}/\d{{4}}\.?",
    re.IGNORECASE,
)
SILENT = ("title", "wording", "form", "target", "period_label", "note", "actors", "partners", "lead")
REFUSAL = (
    "Nhiệm vụ này có độ mật ({degree}): chỉ ghi số, ký hiệu và ngày của văn bản đã gửi qua đường mật. "
    "Không nhập số liệu, nội dung và không đính kèm tệp."
)

ONLY_A_PAPER = (
    "Nhiệm vụ này có độ mật ({degree}): không ghi nội dung; chỉ ghi số, ngày văn bản, "
    "ví dụ: văn bản số 12/CV-CAX ngày 20/11/2026."
)


def title_of(document: Document) -> str:
    """All that is ever said of the duty: `01 nhiệm vụ theo Kế hoạch số 12/KH-CAT ngày 05/01/2026`."""
    return f"01 nhiệm vụ theo {document.citation}"


def wording_of(secrecy: Secrecy) -> str:
    """What stands where other duties quote their text."""
    return f"[độ mật: {secrecy.label}, nội dung không ghi tại đây]"


def secrecy_of(catalogue: Catalogue, programme: str, duty: str) -> Secrecy | None:
    """The degree of a duty; None for one that is not secret, and for requests of officers."""
    law = catalogue.programmes.get(programme)
    found = law.duties.get(duty) if law else None
    return found.secrecy if found else None


def refuse_content(catalogue: Catalogue, programme: str, duty: str, kind: str = "", number: str = "") -> None:
    """Nothing but number and day of a paper may be filed for a secret duty. Errors: `Refused`."""
    secrecy = secrecy_of(catalogue, programme, duty)
    if secrecy and (kind != SubmissionKind.OFFLINE or not _NUMBER_ALONE.fullmatch(number.strip() or "0")):
        raise Refused(REFUSAL.format(degree=secrecy.label))


def refuse_words(catalogue: Catalogue, programme: str, duty: str, *texts: str) -> None:
    """Reasons, notes and answers about a secret duty name a paper and nothing else; blank ones are left to others.

    Errors: `Refused`.
    """
    secrecy = secrecy_of(catalogue, programme, duty)
    if secrecy and not all(_PAPER.fullmatch(" ".join(text.split())) for text in texts if text.strip()):
        raise Refused(ONLY_A_PAPER.format(degree=secrecy.label))


def shown(catalogue: Catalogue, programme: str, duty: str, text: str) -> str:
    """Words about a duty as they may leave the portal: what was written before it was secret stays behind."""
    secrecy = secrecy_of(catalogue, programme, duty)
    return wording_of(secrecy) if secrecy and not _PAPER.fullmatch(" ".join(text.split())) else text
