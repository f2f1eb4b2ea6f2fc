"""What a round must not overlook: who writes makes the next one whole; two at once, or one broken, do no harm."""

import re
import shutil
import threading
from datetime import date

import pytest
from sqlalchemy import event
from sqlmodel import Session, SQLModel, func, select

from models.access import Switch
from models.audit import record
from models.catalogue import home_catalogue
from models.contacts import prefer
from models.contents import Content
from models.facts import Decision, Extension, Hold, Mute, Request, Ruling, Submission, Waiver
from models.granting import extend, waive
from models.messages import Message, MessageItem, Suppression
from models.mutes import mute, unmute
from models.outbox import suppress, turn_kill_switch
from models.pulses import Pulse
from models.reach import contacts_on
from models.review import decide
from models.round_mark import _ADDED
from models.round_messages import OVERTAKEN
from models.round_tables import STANDING
from models.settings import BUILTIN_PROGRAMMES
from models.units import Assignment, Unit
from tasks.plan_reminders import plan_reminders
from tasks.rulings import agree_day
from tasks.send_messages import drain
from tasks.session import engine_of, open_session

P05, MEETING, PLAN = "05-ctrph-cat-mttq", "S000-16", "S000-12"
KEY = {"programme": P05, "duty": MEETING, "period": "2024-03"}
FRIDAY = "T6 22/3/2024"
UNIT = "police/x/1"
CHANGED_WITH_AN_AUDIT = {Unit, Ruling}
THE_ROUNDS_OWN = {Message, MessageItem, Content, Pulse}


@pytest.fixture(params=["province", "province_on_postgres"])
def anywhere(request):
    return request.getfixturevalue(request.param)


def tables_read(province, work) -> set[str]:
    """The tables of ours that statements name while this work is done."""
    ours, said = set(SQLModel.metadata.tables), []

    def hear(_connection, _cursor, statement, *_):
        said.append(statement)

    event.listen(engine_of(province.home), "before_cursor_execute", hear)
    try:
        work()
    finally:
        event.remove(engine_of(province.home), "before_cursor_execute", hear)
    return {name for text in said for name in re.findall(r'(?:FROM|JOIN|,)\s+"?(\w+)"?', text)} & ours


def test_every_table_a_round_reads_is_in_the_print_it_leaves(province, at, day):
    units = [province.commune(n, (MEETING, PLAN)) for n in (1, 2)]
    province.request(units, date(2024, 3, 20), date(2024, 3, 29), urgent=True)
    province.head(units[0], "truong@demo.example")
    filed = province.file(units[0], MEETING, "2024-03", at("19/03/2024 08:00"))
    province.add(Decision(submission_id=filed, action="return", note="x", by="y", at=at("20/03/2024 08:00")))
    plan_reminders(province.home, day("T2 11/3/2024"), at("11/03/2024 08:00"))
    read = tables_read(province, lambda: plan_reminders(province.home, day(FRIDAY), at("22/03/2024 08:00")))
    known = {*_ADDED, *CHANGED_WITH_AN_AUDIT, *THE_ROUNDS_OWN, Switch}
    assert {"assignment", "unit", "contact", "submission", "mute"} <= read
    assert read - {model.__tablename__ for model in known} == set()


def session_of(province):
    return open_session(province.home)


def returns(p, at):
    with session_of(p) as s:
        id = s.exec(select(Submission.id)).first()
        decide(s, id, "return", "thiếu phụ lục", "tham-muu", at("22/03/2024 08:30"))


def extends(p, at):
    with session_of(p) as s:
        extend(s, home_catalogue(p.home), **KEY, unit_id=UNIT, until=date(2024, 4, 26), reason="x", by="tham-muu",
               now=at("22/03/2024 08:30"))  # fmt: skip


def waives(p, at):
    with session_of(p) as s:
        waive(s, home_catalogue(p.home), **KEY, unit_id=UNIT, reason="x", by="tham-muu", now=at("22/03/2024 08:30"))


def mutes(p, at):
    told = {"until": date(2024, 3, 29), "reason": "x", "by": "tham-muu", "now": at("22/03/2024 08:30")}
    with session_of(p) as s:
        return mute(s, home_catalogue(p.home), unit_id=UNIT, **told).id


def lifts(p, at):
    with session_of(p) as s:
        unmute(s, s.exec(select(Mute.id)).one(), by="tham-muu", now=at("22/03/2024 08:40"))


def prefers(p, at):
    with session_of(p) as s:
        prefer(s, contacts_on(s, [UNIT], date(2024, 3, 22))[UNIT], "zalo")
        record(s, UNIT, "prefer_channel", f"unit:{UNIT}", now=at("22/03/2024 08:30"))


def dies_again(p, at):
    with session_of(p) as s:
        suppress(s, "email", "cu@x.example", "550", at("22/03/2024 08:30"), None)


def follows(p, _at):
    with session_of(p) as s:
        s.delete(s.exec(select(Suppression)).one())


def agrees(p, at):
    key, now = (P05, "S000-20", "2033"), at("22/03/2024 08:30")
    with open_session(p.home) as session:
        agree_day(session, home_catalogue(p.home), key, date(2033, 10, 20), now, by="tham-muu")


def stops(p, at):
    with session_of(p) as s:
        turn_kill_switch(s, on=True, by="tham-muu", now=at("22/03/2024 08:30"))


def writes_rules(p, _at):
    shutil.copytree(BUILTIN_PROGRAMMES / P05, p.home.programmes / P05)


def holds(p, _at):
    p.add(Hold(programme=P05, from_on=date(2024, 3, 22), reason="x"))


def releases(p, _at):
    with session_of(p) as s:
        s.exec(select(Hold)).one().until = date(2024, 3, 21)


BEFORE = {
    "returned": lambda p, at: p.file(UNIT, PLAN, "2024-03-15", at("14/03/2024 08:30")),
    "unmuted": mutes,
    "follows again": lambda p, at: p.add(
        Suppression(channel="zalo_oa", address="1", reason="x", since=at("01/03/2024 08:00"))
    ),
    "dead once more": lambda p, at: p.add(
        Suppression(channel="email", address="cu@x.example", reason="550", since=at("01/03/2024 08:00"))
    ),
    "released": lambda p, at: p.add(Hold(programme="khac", from_on=date(2024, 3, 1), reason="x")),
}
WRITERS = {
    "returned": returns,
    "extended": extends,
    "waived": waives,
    "muted": mutes,
    "unmuted": lifts,
    "preferred": prefers,
    "dead once more": dies_again,
    "follows again": follows,
    "agreed": agrees,
    "stopped": stops,
    "rules": writes_rules,
    "held": holds,
    "released": releases,
}


@pytest.mark.parametrize("writer", WRITERS)
def test_whoever_writes_through_the_code_that_runs_live_makes_the_next_round_whole(province, at, day, writer):
    province.commune(1, (MEETING, PLAN))
    BEFORE.get(writer, lambda *_: None)(province, at)
    for _ in range(2):
        plan_reminders(province.home, day(FRIDAY), at("22/03/2024 08:00"))
    WRITERS[writer](province, at)
    assert not plan_reminders(province.home, day(FRIDAY), at("22/03/2024 09:00")).is_repeat
    assert plan_reminders(province.home, day(FRIDAY), at("22/03/2024 09:10")).is_repeat


def test_a_row_committed_late_below_a_known_one_is_seen(province_on_postgres, at, day):
    province = province_on_postgres
    province.commune(1), province.commune(2)
    granted = {"reason": "x", "granted_by": "y", "granted_at": at("22/03/2024 08:30")}
    plan_reminders(province.home, day(FRIDAY), at("22/03/2024 08:00"))
    with Session(engine_of(province.home)) as slow:
        slow.add(Waiver(**KEY, unit_id=UNIT, **granted))
        slow.flush()
        province.add(Waiver(**KEY, unit_id="police/x/2", **granted))
        assert not plan_reminders(province.home, day(FRIDAY), at("22/03/2024 08:40")).is_repeat
        slow.commit()
    assert not plan_reminders(province.home, day(FRIDAY), at("22/03/2024 08:50")).is_repeat


def test_two_rounds_at_once_say_it_once(anywhere, at, day):
    for n in range(1, 21):
        anywhere.commune(n, (MEETING, PLAN))
    start, reports = threading.Barrier(3), []

    def work():
        start.wait()
        reports.append(plan_reminders(anywhere.home, day(FRIDAY), at("22/03/2024 08:00")))

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(reports) == 3
    messages = anywhere.messages()
    assert sum(report.planned for report in reports) == len(messages) > 20
    assert len({(m.recipient, m.channel, m.slot) for m in messages}) == len(messages)
    with open_session(anywhere.home) as s:
        items = s.exec(select(MessageItem.message_id, MessageItem.duty, MessageItem.period, MessageItem.stage)).all()
        assert len(set(items)) == len(items)


def test_a_round_that_breaks_leaves_nothing_and_the_next_one_on_the_same_connection_is_whole(
    anywhere, at, day, monkeypatch
):
    anywhere.commune(1)

    def broken(*_):
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("tasks.plan_reminders.beat", broken)
        with pytest.raises(ZeroDivisionError):
            plan_reminders(anywhere.home, day(FRIDAY), at("22/03/2024 08:00"))
    with open_session(anywhere.home) as s:
        assert [s.scalar(select(func.count()).select_from(model)) for model in (Message, Content, Pulse)] == [0, 0, 0]
    assert plan_reminders(anywhere.home, day(FRIDAY), at("22/03/2024 08:10")).planned == 1
    with open_session(anywhere.home) as s:
        assert s.connection().execute(select(func.count()).select_from(STANDING)).scalar() == 0


def sent_back(province, unit, code, version, filed_at, returned_at):
    with open_session(province.home) as s:
        about = {"programme": P05, "duty": code, "period": "2024-04-26", "unit_id": unit, "kind": "document"}
        row = Submission(**about, filed_at=filed_at, filed_by="x", version=version)
        s.add(row)
        s.flush()
        s.add(Decision(submission_id=row.id, action="return", note="x", by="y", at=returned_at))


def test_an_urgent_report_sent_back_twice_is_told_twice(anywhere, at, day):
    unit = anywhere.commune(1, ())
    anywhere.request([unit], date(2024, 3, 20), date(2024, 4, 26), urgent=True)
    with open_session(anywhere.home) as s:
        assert s.exec(select(Request.is_urgent)).one()
    sent_back(anywhere, unit, "DX-01", 1, at("21/03/2024 09:00"), at("21/03/2024 10:00"))
    first = plan_reminders(anywhere.home, day("T5 21/3/2024"), at("21/03/2024 11:00"))
    assert first.stages == {"returned": 1}
    drain(anywhere.home, at("21/03/2024 11:05"))
    sent_back(anywhere, unit, "DX-01", 2, at("21/03/2024 14:00"), at("21/03/2024 15:00"))
    again = plan_reminders(anywhere.home, day("T5 21/3/2024"), at("21/03/2024 15:05"))
    assert (again.stages, again.planned) == ({"returned": 1}, first.planned)


def test_an_urgent_report_late_again_after_more_time_is_chased_again(anywhere, at, day):
    unit = anywhere.commune(1, ())
    anywhere.request([unit], date(2024, 3, 18), date(2024, 3, 20), urgent=True)
    first = plan_reminders(anywhere.home, day("T5 21/3/2024"), at("21/03/2024 08:00"))
    assert first.stages == {"chaser_1": 1}
    drain(anywhere.home, at("21/03/2024 08:05"))
    granted = {"reason": "x", "granted_by": "y", "granted_at": at("21/03/2024 09:00")}
    key = {"programme": P05, "duty": "DX-01", "period": "2024-03-20", "unit_id": unit}
    anywhere.add(Extension(**key, until=date(2024, 3, 26), **granted))
    again = plan_reminders(anywhere.home, day("T4 27/3/2024"), at("27/03/2024 08:00"))
    assert (again.stages, again.planned) == ({"chaser_1": 1}, first.planned)


def test_who_was_not_there_yet_or_was_to_hear_nothing_has_no_overtaken_rung(anywhere, at, day):
    missed, muted, held, young, given = (anywhere.commune(n, (PLAN,)) for n in range(1, 6))
    plan_reminders(anywhere.home, day("T2 11/3/2024"), at("11/03/2024 08:00"))
    drain(anywhere.home, at("11/03/2024 08:05"))
    lifted = {"lifted_at": at("19/03/2024 09:00"), "lifted_by": "y"}
    anywhere.add(
        Mute(unit_id=muted, until=date(2024, 3, 29), reason="x", by="y", at=at("12/03/2024 09:00"), **lifted),
        Hold(programme=P05, unit_id=held, from_on=date(2024, 3, 12), until=date(2024, 3, 19), reason="x"),
    )
    with open_session(anywhere.home) as s:
        s.get_one(Unit, young).valid_from = date(2024, 3, 20)
        s.exec(select(Assignment).where(Assignment.unit_id == given)).one().valid_from = date(2024, 3, 20)
    late = plan_reminders(anywhere.home, day("T4 20/3/2024"), at("20/03/2024 08:00"))
    assert {m.recipient for m in anywhere.messages() if m.reason == OVERTAKEN} == {missed}
    assert late.overtaken == 2


@pytest.mark.sqlite
def test_no_statement_that_begins_with_WITH_writes_outside_a_transaction(province, at, day):
    """Python's sqlite3 opens one by itself for INSERT, UPDATE and DELETE only."""
    for n in (1, 2, 3):
        province.commune(n, (MEETING, PLAN))
    writes = []

    def look(connection, _cursor, statement, *_):
        if re.match(r"WITH\b.*(INSERT INTO|UPDATE|DELETE FROM) (?!round_)", statement, re.S):
            writes.append(connection.connection.dbapi_connection.in_transaction)

    event.listen(engine_of(province.home), "before_cursor_execute", look)
    plan_reminders(province.home, day(FRIDAY), at("22/03/2024 08:00"))
    drain(province.home, at("22/03/2024 08:05"))
    event.remove(engine_of(province.home), "before_cursor_execute", look)
    assert set(writes) == {True}
