"""Nhật ký: who did what to which object, when. Append-only; never figures, contents or passwords."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from models.facts import Audit


def record(session: Session, actor: str, action: str, subject: str, detail: str = "", *, now: datetime) -> Audit:
    """Add one line. `subject` names the object, e.g. `submission:12` or an obligation's key."""
    line = Audit(at=now, actor=actor, action=action, subject=subject, detail=detail)
    session.add(line)
    return line
