"""What is asked again and again of a nation's outbox walks an index to a few rows, and never all that waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

import models.tables  # noqa: F401
from models.assignments import asks_alike
from models.database import engine_for
from models.deadlines import deadlines
from models.messages import Message, MessageItem
from models.owed import owed
from models.sending import ready
from models.spoken import rungs_carried
from models.units import Unit
from models.vocabulary import MessageState, Stage
from models.whom_it_moves import bearers
from tests.ready_tables import tables_on

NOW = datetime(2024, 6, 14, 3, tzinfo=UTC)
PROGRAMME, DUTY, PERIOD = "05-ctrph-cat-mttq", "S000-16", "2024-06"


@pytest.fixture
def outbox(tmp_path) -> Iterator[Session]:
    """A few hundred messages that wait on SQLite, some of them urgent, and one that was sent before."""
    engine = engine_for(f"sqlite:///{tmp_path / 'outbox.db'}")
    tables_on(engine)
    with Session(engine) as session:
        yield filled(session)
    engine.dispose()


def filled(session: Session) -> Session:
    units = [Unit(id=f"police/{n}", tree="police", level="xa", name=f"Công an xã {n}") for n in range(300)]
    session.add_all(units)
    session.flush()
    for n, unit in enumerate(units):
        session.add(message(unit.id, NOW - timedelta(minutes=n), is_urgent=n % 100 == 7))
    sent = message(units[0].id, NOW - timedelta(days=1))
    sent.slot, sent.state = "2024-06-13", MessageState.SENT.value
    session.add(sent)
    session.flush()
    item = {"programme": PROGRAMME, "duty": DUTY, "period": PERIOD, "stage": str(Stage.SOON)}
    session.add(MessageItem(message_id=sent.id, unit_id=units[0].id, **item))
    for waits in session.exec(select(Message).where(Message.state == MessageState.PLANNED)).all():
        session.add(MessageItem(message_id=waits.id, unit_id=waits.recipient, **item))
    session.flush()
    return session


def message(to: str, at: datetime, *, is_urgent: bool = False) -> Message:
    return Message(
        recipient=to, channel="email", slot="2024-06-14", address="xa@thu.example", subject="Nhắc việc",
        as_of=date(2024, 6, 14), planned_at=at, not_before=at, expires_at=NOW + timedelta(days=1), is_urgent=is_urgent,
    )  # fmt: skip


def plans_of(session: Session, ask) -> list[str]:
    """How the database goes about every question asked meanwhile."""
    asked = []

    def listen(_connection, _cursor, statement, parameters, *_):
        asked.append((statement, parameters))

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", listen)
    try:
        ask()
    finally:
        event.remove(engine, "before_cursor_execute", listen)
    run = session.connection().exec_driver_sql
    return [" ; ".join(row[3] for row in run(f"EXPLAIN QUERY PLAN {sql}", given)) for sql, given in asked]


def test_urgent_messages_are_taken_first_and_then_the_oldest(outbox):
    found = ready(outbox, NOW, 5)
    urgent = [outbox.get_one(Message, id).is_urgent for id in found]
    times = [outbox.get_one(Message, id).not_before for id in found]
    assert urgent == [True, True, True, False, False]
    assert times[:3] == sorted(times[:3])
    assert times[3:] == sorted(times[3:])
    assert len(ready(outbox, NOW, 2)) == 2


def test_taking_a_few_messages_sorts_nothing(outbox):
    urgent, rest = plans_of(outbox, lambda: ready(outbox, NOW, 5))
    assert "ix_message_urgent" in urgent
    assert "ix_message_state" in rest
    assert "TEMP B-TREE" not in urgent + rest


def test_what_was_carried_is_looked_up_for_these_units_only(outbox):
    outbox.connection().exec_driver_sql("ANALYZE")
    told = [outbox.get_one(Message, id) for id in ready(outbox, NOW, 300) if id]
    rung = {(PROGRAMME, DUTY, PERIOD, str(Stage.SOON))}
    found = {}
    (plan,) = plans_of(outbox, lambda: found.update(rungs_carried(outbox, told, rung)))
    assert [key[3] for carried in found.values() for key in carried] == ["police/0"]
    assert "SCAN message" not in plan
    assert "unit_id=?" in plan or "(recipient=?)" in plan


def test_units_counted_by_lots_are_those_counted_one_by_one(catalogue, province):
    on = date(2024, 6, 1)
    chosen = [d for d in deadlines(catalogue, PROGRAMME) if d.due_on.year == 2024]
    bear = bearers(province, catalogue, chosen, on)
    statement, values = owed(province, catalogue, chosen, on, ahead=True)
    expected: dict[tuple[str, str, str], int] = {d.key: 0 for d in chosen}
    for row in province.connection().execute(statement, values):
        expected[chosen[row.n].key] += row.is_expected
    assert any(expected.values())
    assert {d.key: bear.owing(d.key) for d in chosen} == expected


def test_rules_that_only_move_days_ask_the_same_units(catalogue):
    programme = catalogue.programmes[PROGRAMME]
    duty = next(duty for duty in programme.duties.values() if duty.owed)

    def with_duty(changed):
        duties = {**programme.duties, changed.id: changed}
        return replace(catalogue, programmes={**catalogue.programmes, PROGRAMME: replace(programme, duties=duties)})

    assert asks_alike(catalogue, with_duty(replace(duty, title="Việc khác")))
    assert not asks_alike(catalogue, with_duty(replace(duty, audience=())))
