"""Last round, next round: the health address for monitors outside, the officers' page, and alarms put away by name."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, datetime, timedelta

import pytest
from sqlmodel import SQLModel, select

from models.alarms import Alarm, raise_alarm
from models.database import engine_for
from models.facts import Audit
from models.outbox import turn_kill_switch
from models.pulses import beat, stumble
from models.vocabulary import AlarmCode, Work
from tests.portal.people import MONDAY, Portal, seal_in
from tests.ready_tables import tables_on

TODAY = date(2026, 11, 23)
assert TODAY.isoweekday() == 1


def beat_at(portal: Portal, work: Work, at: datetime) -> None:
    with portal.session() as session:
        beat(session, work, TODAY, at)
        session.commit()


@pytest.fixture
def beating(portal: Portal) -> Portal:
    """09:00 on Monday; the round of 07:30 and the last drain are done."""
    beat_at(portal, Work.ROUND, MONDAY - timedelta(minutes=89))
    beat_at(portal, Work.DRAIN, MONDAY - timedelta(minutes=4))
    return portal


def test_while_all_keeps_its_time_a_monitor_hears_200(beating):
    answer = beating.stranger().get("/suc-khoe/nhip")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "ok": True,
        "database": True,
        "works": [
            {"work": "round", "ok": True, "last": "2026-11-23T00:31:00+00:00", "next": "2026-11-24T00:30:00+00:00"},
            {"work": "drain", "ok": True, "last": "2026-11-23T01:56:00+00:00", "next": "2026-11-23T02:05:00+00:00"},
        ],
        "alarms": 0,
    }


def test_a_drain_that_fell_silent_is_503_and_names_only_the_work(beating):
    beating.clock.now += timedelta(minutes=31)
    answer = beating.stranger().get("/suc-khoe/nhip")
    assert answer.status_code == 503
    assert [work["ok"] for work in answer.json()["works"]] == [True, False]


def test_before_the_first_round_nobody_can_say_that_it_is_well(portal):
    assert portal.stranger().get("/suc-khoe/nhip").status_code == 503


def test_words_of_failures_and_of_alarms_stay_inside(beating):
    with beating.session() as session:
        stumble(session, Work.ROUND, TODAY, MONDAY, "máy chủ bi-mat không trả lời")
        raise_alarm(session, AlarmCode.CHANNEL_DOWN, "email", "máy chủ bi-mat", MONDAY)
        session.commit()
    told = beating.stranger().get("/suc-khoe/nhip")
    assert told.json()["alarms"] == 1
    assert "bi-mat" not in json.dumps(told.json())


def test_a_database_that_does_not_answer_is_503_without_a_traceback(beating):
    with beating.app.state.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE pulse RENAME TO pulse_gone")
    answer = beating.stranger().get("/suc-khoe/nhip")
    assert (answer.status_code, answer.json()) == (503, {"ok": False, "database": False})
    assert beating.stranger().get("/suc-khoe").json() == {"ok": True}  # asks whether anything answers, not what is well
    with beating.app.state.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE alarm RENAME TO alarm_gone")
    answer = beating.stranger().get("/suc-khoe")
    assert (answer.status_code, answer.json()) == (503, {"ok": False})


def test_the_first_page_says_when_the_last_round_was_and_when_the_next_one_is(beating):
    page = beating.officer().get("/can-bo").text
    assert "07:31 23/11/2026</a> · vòng tới: 07:30 24/11/2026" in page
    assert "đã lỡ giờ" not in page


def test_the_first_page_turns_red_when_something_is_missed_stopped_or_rings(beating):
    with beating.session() as session:
        turn_kill_switch(session, on=True, by="vanhanh", now=MONDAY)
        raise_alarm(session, AlarmCode.CHANNEL_DOWN, "email", "máy chủ không trả lời", MONDAY)
        session.commit()
    beating.clock.now += timedelta(minutes=31)
    page = beating.officer().get("/can-bo").text
    assert "Gửi tin đã lỡ giờ; xong gần nhất: 08:56 23/11/2026." in page
    assert "Đang dừng gửi tin" in page
    assert "01 báo động đang mở." in page


def test_a_portal_that_has_just_begun_waits_before_it_calls_anything_missed(portal):
    portal.app.state.since = MONDAY - timedelta(minutes=1)
    client = portal.officer()
    assert "đã lỡ giờ" not in client.get("/can-bo").text
    page = client.get("/can-bo/nhip").text
    assert "đã lỡ giờ" not in page
    assert page.count("vừa khởi động, đang chờ") == 2
    assert portal.stranger().get("/suc-khoe/nhip").status_code == 503  # a monitor outside has its own patience
    portal.clock.now += timedelta(minutes=90)  # longer than the grace, shorter than a visit may rest
    assert "Vòng nhắc việc đã lỡ giờ" in client.get("/can-bo").text


def test_the_page_shows_every_regular_work_and_why_one_failed(beating):
    with beating.session() as session:
        stumble(session, Work.RECONCILE, TODAY, MONDAY, "đĩa đầy")
        session.commit()
    page = beating.officer().get("/can-bo/nhip").text
    for work in Work:
        assert work.label.capitalize() in page
    assert "lần gần nhất báo lỗi" in page
    assert "Đĩa đầy" in page


def test_the_page_shows_a_watcher_that_has_gone(beating):
    beat_at(beating, Work.WATCH, MONDAY - timedelta(hours=1))
    assert "đã lỡ giờ" in beating.officer().get("/can-bo/nhip").text


def test_an_alarm_is_put_away_by_name_and_rings_again_when_the_trouble_lasts(beating):
    with beating.session() as session:
        raise_alarm(session, AlarmCode.WALLET, "zalo", "ví không đủ tiền", MONDAY)
        session.commit()
    client = beating.officer()
    page = client.get("/can-bo/nhip").text
    assert "Hết tiền trong ví" in page
    for _ in range(2):
        assert client.post("/can-bo/nhip/bao-dong/1", data={"seal": seal_in(page)}).status_code == 303
    assert "Không có báo động nào." in client.get("/can-bo/nhip?xong=1").text
    with beating.session() as session:
        assert session.exec(select(Alarm.cleared_by)).one() == "thammuu"
        assert len(session.exec(select(Audit).where(Audit.action == "clear_alarm")).all()) == 1
        raise_alarm(session, AlarmCode.WALLET, "zalo", "ví không đủ tiền", MONDAY + timedelta(minutes=1))
        session.commit()
    assert "Hết tiền trong ví" in client.get("/can-bo/nhip").text


def test_a_leader_sees_the_alarms_and_has_no_button_to_put_them_away(beating):
    with beating.session() as session:
        raise_alarm(session, AlarmCode.WALLET, "zalo", "ví không đủ tiền", MONDAY)
        session.commit()
    page = beating.officer("lanhdao").get("/can-bo/nhip").text
    assert "Hết tiền trong ví" in page
    assert "Đã xử lý" not in page


@pytest.mark.sqlite
def test_a_monitor_is_answered_while_somebody_holds_the_database(beating):
    with sqlite3.connect(beating.app.state.engine.url.database, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert beating.stranger().get("/suc-khoe/nhip").status_code == 200
        other.execute("ROLLBACK")


@pytest.mark.postgres
def test_on_postgres_a_monitor_is_told_that_nobody_can_tell_while_a_lock_is_held(portal, postgres_url, monkeypatch):
    monkeypatch.setattr("portal.routes.officer_pulse.IMPATIENT", 50)
    engine = engine_for(postgres_url)
    SQLModel.metadata.drop_all(engine)
    tables_on(engine)
    monkeypatch.setattr(portal.app.state, "engine", engine)
    with engine.begin() as other:
        other.exec_driver_sql("LOCK TABLE pulse IN ACCESS EXCLUSIVE MODE")
        answer = portal.stranger().get("/suc-khoe/nhip")
    assert (answer.status_code, answer.json()) == (503, {"ok": False, "database": False})
    engine.dispose()
