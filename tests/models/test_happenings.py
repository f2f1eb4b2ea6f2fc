"""What came to pass is found though it was written down late, and is one row however often it is found."""

from __future__ import annotations

from datetime import UTC, date, datetime

from models.happenings import Seen, looked, note, seen
from models.orders import LASTS, Order
from models.quiet_hours import HANOI
from models.settings import Settings
from models.vocabulary import HappeningKind
from tests.models.closed_in_may import MAY, closed_in_may, noon


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=HANOI).astimezone(UTC)


def test_a_word_given_before_midnight_and_written_down_after_the_look_is_told_once(province, catalogue):
    for moment in (at(10, 23, 50), at(11, 0, 10)):
        looked(province, moment)
    said = {"state": "done", "decided_by": "an", "decided_at": at(10, 23, 59), "expires_at": at(9, 8) + LASTS}
    province.add(Order(kind="close", about="Khóa kỳ (thử)", fingerprint="x", asked_by="an", asked_at=at(9, 8), **said))
    province.flush()
    found = [
        each
        for each in seen(province, catalogue, Settings(mode="demo"), at(11, 0, 30))
        if each.what is HappeningKind.ORDER_DECIDED
    ]
    assert [each.words for each in found] == ["Lệnh số 1 (Khóa kỳ (thử)): đã thực hiện"]
    assert (note(province, found, at(11, 0, 30)), note(province, found, at(11, 0, 50))) == (1, 0)


def test_a_closed_period_is_told_by_the_name_of_its_duty_and_not_by_codes(province, catalogue):
    closed_in_may(province, catalogue)
    found = seen(province, catalogue, Settings(mode="demo"), noon(date(2025, 6, 2)))
    [told] = [each for each in found if each.what is HappeningKind.CLOSED]
    words = "Đã khóa kỳ · Báo cáo 5 tháng – theo yêu cầu ngày 12/5/2025"
    assert told == Seen(HappeningKind.CLOSED, "period_close:1", words, MAY)
