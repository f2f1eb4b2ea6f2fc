"""One unit's link of the day, as a letter to it would carry it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from models.access import Link
from models.links import issue_links


def issue_link(session: Session, unit_id: str, now: datetime, days: int, secret: str) -> tuple[Link, str]:
    """The link and its token."""
    id, token = issue_links(session, [unit_id], now, days, secret)[unit_id]
    return session.get_one(Link, id), token
