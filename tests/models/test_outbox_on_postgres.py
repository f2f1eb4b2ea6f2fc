"""The outbox on PostgreSQL: the same keys, the same single winner, the same recovery."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, SQLModel, select

import models.access
import models.facts
import models.units  # noqa: F401
from models import sending
from models.database import engine_for
from models.interrupted import recover
from models.links import issue_links
from models.messages import Message, MessageItem
from models.outbox import Draft, ItemKey, hold_outbox, plan, supersede
from models.outcomes import Outcome
from models.sending import LEASE, Ending, begin_attempts, ready
from models.spoken import rungs_spoken
from models.units import Unit
from tests.ready_tables import tables_on

NOW = datetime(2026, 6, 12, 1, 0, tzinfo=UTC)
DAY = date(2026, 6, 12)


@pytest.fixture
def engine(postgres_url) -> Iterator:
    engine = engine_for(postgres_url)
    SQLModel.metadata.drop_all(engine)
    tables_on(engine)
    yield engine
    engine.dispose()


def claim(session, id, owner, now) -> bool:
    return [m.id for m in sending.claim(session, [id], owner, now)] == [id]


def drafts(count: int, as_of=DAY) -> list[Draft]:
    return [
        Draft(
            recipient=f"u{n}",
            channel="email",
            slot=as_of.isoformat(),
            address=f"u{n}@x.example",
            subject="Nhắc",
            body_text="Nội dung",
            as_of=as_of,
            not_before=NOW,
            expires_at=NOW + timedelta(days=3),
            items=(ItemKey("p", "D", "2026", f"u{n}", "soon"),),
        )
        for n in range(count)
    ]


@pytest.mark.postgres
def test_planning_claiming_finishing_and_recovering_are_the_same_there(engine):
    with Session(engine) as s:
        assert plan(s, drafts(1500, DAY - timedelta(days=1)), NOW) == 1500
        assert plan(s, drafts(1500), NOW) == 1500
        assert plan(s, drafts(1500), NOW) == 0
        assert supersede(s, DAY) == 1500
        assert len(s.exec(select(MessageItem)).all()) == 3000
        assert len(rungs_spoken(s, DAY, DAY)) == 1500
        s.commit()
        first, second, third = ready(s, NOW, 3)
        for id in (first, second, third):
            assert claim(s, id, "a", NOW)
            assert not claim(s, id, "b", NOW)
        assert begin_attempts(s, [first, second], "a", NOW) == {first: 1, second: 1}
        ending = Ending(first, 1, Outcome("sent", provider_id="q"), NOW)
        assert sending.finish(s, [ending], "a", NOW) == {first: "sent"}
        s.commit()
        assert recover(s, NOW + LEASE).unknown == 1
        s.expire_all()
        assert [s.get(Message, id).state for id in (first, second, third)] == ["sent", "unknown", "planned"]
        assert s.get(Message, first).sent_at == NOW


@pytest.mark.postgres
def test_of_two_open_transactions_only_one_claims(engine):
    with Session(engine) as s:
        plan(s, drafts(1), NOW)
        s.commit()
        (id,) = ready(s, NOW, 1)
    with Session(engine) as one, Session(engine) as other:
        other.connection().execute(text("SET lock_timeout = '5s'"))
        assert claim(one, id, "a", NOW)
        one.commit()
        assert not claim(other, id, "b", NOW)


@pytest.mark.postgres
def test_while_a_round_holds_the_outbox_nobody_claims(engine):
    with Session(engine) as s:
        plan(s, drafts(1), NOW)
        s.commit()
        (id,) = ready(s, NOW, 1)
    with Session(engine) as planner, Session(engine) as drain:
        hold_outbox(planner)
        drain.connection().execute(text("SET lock_timeout = '200ms'"))
        with pytest.raises(OperationalError, match="lock timeout"):
            claim(drain, id, "b", NOW)
        drain.rollback()
        planner.commit()
        assert claim(drain, id, "b", NOW)


@pytest.mark.postgres
def test_links_are_issued_once_there_too(engine):
    with Session(engine) as s:
        s.add_all([Unit(id=f"u{n}", tree="police", level="xa", name=f"Xã {n}") for n in range(300)])
        s.flush()
        ids = [f"u{n}" for n in range(300)]
        assert issue_links(s, ids, NOW, 14, "k") == issue_links(s, ids, NOW + timedelta(hours=1), 14, "k")
