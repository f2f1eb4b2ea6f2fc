"""The calendar file of one feed as it stands at a moment, the marks of what was told kept with it."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from models.catalogue import Catalogue
from models.feed_contents import officer_events, unit_events
from models.feed_marks import tell
from models.feeds import Feed
from models.quiet_hours import day_in_hanoi
from models.settings import Settings
from models.units import Unit
from reports.ics import calendar_file


def feed_file(session: Session, catalogue: Catalogue, settings: Settings, feed: Feed, now: datetime) -> bytes:
    """The .ics a calendar program gets at this address. Writes only where a date or a word changed since last time."""
    on = day_in_hanoi(now)
    if feed.unit_id is not None:
        name = session.get_one(Unit, feed.unit_id).name
        events = unit_events(session, catalogue, feed.unit_id, on)
    else:
        name = "theo dõi thời hạn"
        events = officer_events(session, catalogue, on)
    return calendar_file(f"Đôn Đốc – {name}", tell(session, events, now), settings.public_url)
