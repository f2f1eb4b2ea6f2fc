"""The calendar file as RFC 5545 wants it, read back by hand and by the library."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest

from models.feed_events import FeedEvent
from models.feed_marks import Told
from models.quiet_hours import HANOI
from reports.ics import calendar_file

CHANGED = datetime(2026, 6, 1, 2, tzinfo=UTC)
EVENT = FeedEvent(
    uid="5f0e@dondoc",
    starts=date(2026, 6, 14),
    status="CONFIRMED",
    summary="Hạn: Báo cáo 6 tháng kết quả thực hiện Chương trình; số 05, “đợt 1” – 6 tháng đầu năm 2026",
    description="Hạn: trước ngày 15/6/2026 (chậm nhất hết ngày 14/6/2026).\nCăn cứ: IV.2, văn bản số 05\\CTrPH.",
    category="Chương trình phối hợp số 05",
    path="/can-bo/han/05/S000-16/2026-H1",
    rings=(
        (datetime(2026, 6, 9, 8, tzinfo=HANOI), "Còn 03 ngày làm việc: Báo cáo"),
        (datetime(2026, 6, 14, 8, tzinfo=HANOI), "Hôm nay là ngày cuối: Báo cáo"),
    ),
)


def unfolded(content: bytes) -> list[str]:
    """The logical lines, by the words of RFC 5545, 3.1: a line that begins with a space goes on the one before."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode("utf-8")  # no letter is cut in two
    return content.decode("utf-8").replace("\r\n ", "").split("\r\n")[:-1]


def lines_of(*events: FeedEvent, sequence: int = 2) -> list[str]:
    told = [Told(event, sequence, CHANGED) for event in events]
    return unfolded(calendar_file("Đôn Đốc – Công an xã An Bình", told, "https://nop.example"))


def test_an_event_is_written_line_by_line():
    assert lines_of(EVENT) == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Don Doc//Lich thoi han//VI",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Đôn Đốc – Công an xã An Bình",
        "X-WR-CALNAME:Đôn Đốc – Công an xã An Bình",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        "X-WR-TIMEZONE:Asia/Ho_Chi_Minh",
        "BEGIN:VEVENT",
        r"SUMMARY:Hạn: Báo cáo 6 tháng kết quả thực hiện Chương trình\; số 05\, “đợt 1” – 6 tháng đầu năm 2026",
        "DTSTART;VALUE=DATE:20260614",
        "DTEND;VALUE=DATE:20260615",
        "DTSTAMP:20260601T020000Z",
        "UID:5f0e@dondoc",
        "SEQUENCE:2",
        "CATEGORIES:Chương trình phối hợp số 05",
        r"DESCRIPTION:Hạn: trước ngày 15/6/2026 (chậm nhất hết ngày 14/6/2026).\nCăn cứ: IV.2\, văn bản số 05\\CTrPH.",
        "LAST-MODIFIED:20260601T020000Z",
        "STATUS:CONFIRMED",
        "TRANSP:TRANSPARENT",
        "URL:https://nop.example/can-bo/han/05/S000-16/2026-H1",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Còn 03 ngày làm việc: Báo cáo",
        "TRIGGER:-P4DT16H",
        "END:VALARM",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "DESCRIPTION:Hôm nay là ngày cuối: Báo cáo",
        "TRIGGER:PT8H",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_an_hour_is_written_in_utc_and_its_bell_counts_from_it():
    lines = lines_of(replace(EVENT, starts=datetime(2026, 6, 14, 16, tzinfo=HANOI), rings=EVENT.rings[1:]))
    assert "DTSTART:20260614T090000Z" in lines
    assert not any(line.startswith("DTEND") for line in lines)
    assert "TRIGGER:-PT8H" in lines  # 08:00 before 16:00


@pytest.mark.parametrize("status", ["CONFIRMED", "TENTATIVE", "CANCELLED"])
def test_the_standing_is_written(status):
    assert f"STATUS:{status}" in lines_of(replace(EVENT, status=status))


def test_a_unit_gets_no_address_of_the_officers_pages():
    assert not any(line.startswith("URL") for line in lines_of(replace(EVENT, path="")))


def test_the_same_events_give_the_same_bytes_in_whatever_order_they_come():
    events = [
        replace(EVENT, uid=f"{n}@dondoc", starts=starts)
        for n, starts in enumerate([date(2026, 6, 14), datetime(2026, 6, 13, 16, tzinfo=HANOI), date(2026, 1, 1)])
    ]
    assert lines_of(*events) == lines_of(*reversed(events))
    assert [line for line in lines_of(*events) if line.startswith("DTSTART")] == [
        "DTSTART;VALUE=DATE:20260101", "DTSTART:20260613T090000Z", "DTSTART;VALUE=DATE:20260614",
    ]  # fmt: skip


def test_what_is_read_back_is_what_was_said():
    content = calendar_file("x", [Told(EVENT, 7, CHANGED)])
    [event] = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert str(event["summary"]) == EVENT.summary
    assert str(event["description"]) == EVENT.description
    assert event["sequence"] == 7
    assert event.decoded("dtstart") == EVENT.starts
    assert [a.decoded("trigger") for a in event.walk("VALARM")] == [-timedelta(days=4, hours=16), timedelta(hours=8)]


def test_no_word_can_add_a_property_of_its_own():
    nasty = replace(
        EVENT, summary="a\r\nATTENDEE:mailto:x@evil.example\nBEGIN:VEVENT", description="b\r\n\r\nEND:VEVENT"
    )
    lines = lines_of(nasty)
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 1
    assert not any(line.startswith("ATTENDEE") for line in lines)


def test_an_empty_calendar_is_still_one():
    lines = lines_of()
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
