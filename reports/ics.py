"""A calendar file after RFC 5545 (iCalendar): the events of one feed as bytes a calendar program reads.

The library folds lines, escapes text and counts octets; this module says which properties an event carries. The same
events give the same bytes. Knows no database and asks no clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Alarm, Calendar, Event, vDuration, vUri

from models.feed_marks import Told
from models.quiet_hours import HANOI

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Don Doc//Lich thoi han//VI"
ASKS_AGAIN = timedelta(hours=6)


def calendar_file(name: str, told: Sequence[Told], public_url: str = "") -> bytes:
    """One VCALENDAR. `public_url` is put before an event's page, where it has one."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):  # RFC 7986, and what programs understood before it
        calendar.add(key, name)
    calendar.add("x-wr-timezone", HANOI.key)
    calendar.add("refresh-interval", vDuration(ASKS_AGAIN), {"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(ASKS_AGAIN))
    for each in sorted(told, key=lambda t: (_begins(t.event.starts), t.event.uid)):
        calendar.add_component(_event(each, public_url))
    return calendar.to_ical()


def _event(told: Told, public_url: str) -> Event:
    said, event = told.event, Event()
    event.add("uid", said.uid)
    event.add("dtstamp", told.changed_at)
    event.add("last-modified", told.changed_at)
    event.add("sequence", told.sequence)
    if isinstance(said.starts, datetime):
        event.add("dtstart", said.starts.astimezone(UTC))  # without an end: it ends where it starts
    else:
        event.add("dtstart", said.starts)
        event.add("dtend", said.starts + timedelta(days=1))  # the first day no longer in it
    event.add("summary", said.summary)
    event.add("description", said.description)
    event.add("categories", [said.category])
    event.add("status", said.status)
    event.add("transp", "TRANSPARENT")  # a deadline leaves the day free
    if said.path and public_url:
        event.add("url", vUri(f"{public_url.rstrip('/')}{said.path}"))
    for rings_at, words in said.rings:
        event.add_component(_alarm(rings_at - _begins(said.starts), words))
    return event


def _alarm(trigger: timedelta, words: str) -> Alarm:
    """Counted from the start of the event: of a whole day, from its midnight in the reader's own zone."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", trigger)
    alarm.add("description", words)
    return alarm


def _begins(starts: date | datetime) -> datetime:
    return starts if isinstance(starts, datetime) else datetime.combine(starts, time(), HANOI)
