"""Nhật ký: who did what to which object, when. Append-only; never figures, contents, addresses or passwords.

Every line is sealed into a chain when its transaction commits (`models.audit_chain`).
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

import models.audit_chain  # noqa: F401 - whoever writes a line has it sealed
from models.facts import Audit
from models.masking import without_addresses


def record(session: Session, actor: str, action: str, subject: str, detail: str = "", *, now: datetime) -> Audit:
    """Add one line. `subject` names the object, e.g. `submission:12` or an obligation's key.

    An address inside `detail` is masked: the line stays for good, the address may have to go (`models.retention`).
    """
    line = Audit(at=now, actor=actor, action=action, subject=subject, detail=without_addresses(detail))
    session.add(line)
    return line
