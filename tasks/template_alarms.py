"""Mẫu văn bản hỏng: a template edited in this home that could not be filled rings for an operator until it can again.

The document itself was made from the packaged template; what rings is that nobody would otherwise notice.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from models.alarms import clear_alarm, raise_alarm
from models.vocabulary import AlarmCode, DocumentStyle
from reports.templates import TemplateFault, file_name

USED_INSTEAD = "Văn bản đã được lập theo mẫu gốc."


def settle(
    session: Session, name: str, style: DocumentStyle, troubles: Sequence[TemplateFault], now: datetime
) -> list[str]:
    """Ring for what went wrong with one template, or clear what rang before; the words for whoever asked."""
    subject = file_name(name, style)
    if not troubles:
        clear_alarm(session, AlarmCode.DOCUMENT_TEMPLATE, subject, now)
        return []
    told = [f"{fault.reason} {USED_INSTEAD}" for fault in troubles]
    raise_alarm(session, AlarmCode.DOCUMENT_TEMPLATE, subject, " ".join(told), now)
    return told
