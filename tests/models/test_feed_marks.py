"""SEQUENCE counts the moves of a date; other words only renew the moment of change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from models.database import engine_for
from models.feed_events import FeedEvent
from models.feed_marks import FeedMark, tell
from tests.ready_tables import tables_on

NOW = datetime(2026, 6, 1, 2, tzinfo=UTC)
EVENT = FeedEvent("a@dondoc", date(2026, 6, 14), "CONFIRMED", "Hạn: báo cáo", "trước ngày 15/6/2026", "Số 05", "", ())


def told(session, event, hours=0):
    [only] = tell(session, [event], NOW + timedelta(hours=hours))
    return only.sequence, only.changed_at


def test_a_new_event_begins_at_nought(session):
    assert told(session, EVENT) == (0, NOW)


def test_reading_again_changes_nothing(session):
    assert [told(session, EVENT, hours) for hours in range(4)] == [(0, NOW)] * 4


def test_a_moved_date_counts_one_up_and_back_again_one_more(session):
    told(session, EVENT)
    moved = replace(EVENT, starts=date(2026, 6, 20))
    assert told(session, moved, 1) == (1, NOW + timedelta(hours=1))
    assert told(session, moved, 2) == (1, NOW + timedelta(hours=1))
    assert told(session, EVENT, 3) == (2, NOW + timedelta(hours=3))


def test_a_date_that_becomes_an_hour_counts_too(session):
    told(session, EVENT)
    assert told(session, replace(EVENT, starts=datetime(2026, 6, 14, 9, tzinfo=UTC)), 1)[0] == 1


def test_an_event_called_off_counts_and_so_does_one_called_back(session):
    told(session, EVENT)
    assert told(session, replace(EVENT, status="CANCELLED"), 1)[0] == 1
    assert told(session, EVENT, 2)[0] == 2


def test_other_words_renew_only_the_moment(session):
    told(session, EVENT)
    assert told(session, replace(EVENT, summary="Đã nộp: báo cáo"), 5) == (0, NOW + timedelta(hours=5))


def test_many_events_keep_their_own_count_and_their_order(session):
    events = [replace(EVENT, uid=f"{n}@dondoc", starts=date(2026, 1, 1) + timedelta(days=n)) for n in range(1200)]
    tell(session, events, NOW)
    events[700] = replace(events[700], starts=date(2030, 1, 1))
    found = tell(session, events, NOW)
    assert [t.event for t in found] == events
    assert [n for n, t in enumerate(found) if t.sequence] == [700]
    assert len(session.exec(select(FeedMark)).all()) == 1200


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    made = engine_for(f"sqlite:///{tmp_path_factory.mktemp('marks') / 'marks.db'}")
    tables_on(made)
    yield made
    made.dispose()


@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from(["CONFIRMED", "CANCELLED"]), st.integers(0, 1))))
def test_the_sequence_is_the_number_of_changes_of_date_or_standing(engine, history):
    with Session(engine) as session:
        changes, last, moment = 0, None, NOW
        for n, (days, status, words) in enumerate(history):
            stands = (days, status)
            changes += last is not None and stands != last[0]
            moment = NOW + timedelta(hours=n) if last != (stands, words) else moment
            last = (stands, words)
            event = replace(EVENT, starts=EVENT.starts + timedelta(days=days), status=status, description=str(words))
            assert told(session, event, n) == (changes, moment)
        session.rollback()
