"""The calendar address of a unit or an officer as a page shows it, and what a press of a button does to it."""

from __future__ import annotations

from datetime import datetime

from fastapi import Request
from sqlmodel import Session
from starlette.datastructures import FormData

from models.audit import record
from models.feeds import feed_in_use, feed_url, open_feed, revoke_feed


def address_in_use(request: Request, db: Session, *, unit_id: str | None = None, officer: str | None = None) -> str:
    """The address to give a calendar program; empty where none was asked for yet."""
    feed = feed_in_use(db, unit_id=unit_id, officer=officer)
    base = request.app.state.home.settings().public_url or str(request.base_url)
    return feed_url(base, feed, request.app.state.secret) if feed else ""


def change_address(
    request: Request,
    db: Session,
    sent: FormData,
    now: datetime,
    by: str,
    *,
    unit_id: str | None = None,
    officer: str | None = None,
) -> str:
    """Open an address, change it for a new one, or close it (`what`: open, renew, close). Returns what was done."""
    what = str(sent.get("what") or "open")
    subject = f"unit:{unit_id}" if unit_id else f"officer:{officer}"
    feed = feed_in_use(db, unit_id=unit_id, officer=officer)
    if feed is not None and what in ("renew", "close"):
        revoke_feed(db, feed, now)
        record(db, by, "feed_revoke", subject, now=now)
    if what == "close":
        return "dong"
    if feed is None or what == "renew":
        open_feed(db, unit_id=unit_id, officer=officer, by=by, now=now, secret=request.app.state.secret)
        record(db, by, "feed_open", subject, now=now)
    return "doi" if what == "renew" else "mo"


SAID = {
    "mo": "Đã lập địa chỉ lịch.",
    "doi": "Đã đổi địa chỉ lịch; địa chỉ cũ không đọc được nữa.",
    "dong": "Đã thu hồi địa chỉ lịch.",
}
