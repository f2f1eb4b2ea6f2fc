"""Days a rehearsal passes over: whatever facts there are, a round on such a day would have had nothing to say.

One home, one history drawn at random; every single day has its round, and on each day that the look before it called
silent the round must come back with empty hands.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import select

from models.behaviour import Behaviour
from models.catalogue import home_catalogue
from models.facts import Decision, Extension, Hold, Request, Ruling, Submission, Waiver
from models.filing_facts import ExtensionRequest
from models.next_look import next_look
from models.obligations import known_deadlines
from models.outbox import turn_kill_switch
from models.units import Assignment, Contact, Unit, UnitPast
from tasks.plan_reminders import plan_reminders
from tasks.scratch import scratch_home
from tasks.send_messages import drain
from tasks.session import open_session
from tasks.simulated_units import instant_at

P05 = "05-ctrph-cat-mttq"
DUTIES = ("S000-12", "S000-13", "S000-16")  # once, yearly, monthly
UNITS = tuple(f"police/x/{n}" for n in range(1, 4))
FIRST, DAYS = date(2024, 3, 1), 60
ROUND = 450  # 07:30

days_on = st.integers(0, DAYS - 1).map(lambda n: FIRST + timedelta(n))
keys = st.tuples(st.sampled_from(DUTIES), st.integers(0, 5), st.sampled_from(UNITS))  # duty, n-th period, unit
acts = st.tuples(
    st.sampled_from(
        ["file", "return", "extend", "ask", "answer", "waive", "hold", "request", "rule", "rename", "contact", "kill"]
    ),
    days_on,
    st.integers(360, 1200),  # minutes after midnight, before and after the round
    keys,
    st.integers(1, 60),  # days granted, held back or given
)
births = st.lists(st.one_of(st.none(), days_on), min_size=len(UNITS), max_size=len(UNITS))
ends = st.lists(st.one_of(st.none(), days_on), min_size=len(UNITS), max_size=len(UNITS))


@pytest.fixture
def scratch(catalogue, tmp_path):
    """Makes a scratch home without any unit; hypothesis would print a whole catalogue."""
    return lambda: scratch_home(catalogue, P05, tmp_path, Behaviour(), FIRST)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(births=births, given_from=births, ends=ends, story=st.lists(acts, max_size=12))
def test_on_a_day_called_silent_a_round_has_nothing_to_say(scratch, births, given_from, ends, story):
    with scratch() as home:
        with open_session(home) as s:
            for unit, born, granted, end in zip(UNITS, births, given_from, ends, strict=True):
                s.add(Unit(id=unit, tree="police", level="xa", name=unit, valid_from=born, valid_to=end))
                s.flush()
                s.add(Contact(unit_id=unit, email="a@b.example"))
                for duty in DUTIES:
                    s.add(Assignment(programme=P05, duty=duty, unit_id=unit, reason="catalogue", valid_from=granted))
        by_day: dict[date, list] = {}
        for act in story:
            by_day.setdefault(act[1], []).append(act)
        number, silent_until = count(1), FIRST
        for n in range(DAYS):
            day = FIRST + timedelta(n)
            todays = sorted(by_day.get(day, ()), key=lambda a: a[2])
            for act in todays:
                if act[2] < ROUND:
                    _do(home, act, number)
            now = instant_at(day, ROUND)
            was_touched = bool(todays) and any(a[2] < ROUND for a in todays)
            report = plan_reminders(home, day, now)
            drain(home, now, clock=lambda now=now: now)
            if day < silent_until and not was_touched:
                assert report.messages == 0, (day, silent_until)
            for act in todays:
                if act[2] >= ROUND:
                    _do(home, act, number)
            touched_since = any(a[2] >= ROUND for a in todays)
            if day >= silent_until or was_touched or touched_since:
                with open_session(home) as s:
                    silent_until = next_look(s, home_catalogue(home), now)


def _do(home, act, number) -> None:
    """One thing somebody does about one obligation; what is not possible then is not done."""
    what, day, minute, (duty, nth, unit), days = act
    at = instant_at(day, minute)
    with open_session(home) as s:
        periods = [d.period for d in known_deadlines(s, home_catalogue(home), P05, duty) if d.due_on >= FIRST]
        period = periods[min(nth, len(periods) - 1)]
        key = {"programme": P05, "duty": duty, "period": period, "unit_id": unit}
        same = [getattr(Submission, name) == value for name, value in key.items()]
        filed = s.exec(select(Submission).where(*same).order_by(Submission.version.desc())).first()
        if what == "file":
            version = filed.version + 1 if filed else 1
            s.add(Submission(**key, version=version, kind="document", filed_at=at, filed_by="x"))
        elif what == "return" and filed and filed.filed_at <= at:
            s.add(Decision(submission_id=filed.id, action="return", by="y", at=at))
        elif what == "extend":
            until = day + timedelta(days)
            s.add(Extension(**key, until=until, reason="x", granted_by="y", granted_at=at))
        elif what == "ask" and _wish(s, key) is None:
            s.add(ExtensionRequest(**key, until=day + timedelta(days), reason="x", by="x", at=at))
        elif what == "answer" and (wish := _wish(s, key)) and wish.at <= at:
            wish.state, wish.decided_by, wish.decided_at = "refused", "y", at
            s.add(wish)
        elif what == "waive" and not s.exec(select(Waiver).where(Waiver.unit_id == unit, Waiver.duty == duty)).first():
            s.add(Waiver(**key, reason="x", granted_by="y", granted_at=at))
        elif what == "hold":
            s.add(Hold(programme=P05, unit_id=unit, from_on=day, until=day + timedelta(days), reason="x"))
        elif what == "request":
            code, named = f"DX-{next(number)}", day + timedelta(days)
            s.add(
                Request(
                    programme=P05, code=code, title="Báo cáo đột xuất", document="1", document_on=day, bound="by",
                    named_on=named, is_urgent=days % 2 == 0, by="x", at=at,
                )
            )  # fmt: skip
            s.add(Assignment(programme=P05, duty=code, unit_id=unit, reason="request"))
        elif what == "rule" and not s.exec(select(Ruling).where(Ruling.duty == duty, Ruling.period == period)).first():
            s.add(Ruling(programme=P05, duty=duty, period=period, held_on=day, by="x", at=at))
        elif what == "rename":
            s.add(UnitPast(unit_id=unit, name="Tên cũ", valid_to=day))
        elif what == "contact":
            s.add(Contact(unit_id=unit, email="moi@b.example", valid_from=day + timedelta(days)))
        elif what == "kill":
            turn_kill_switch(s, on=days % 2 == 0, by="x", now=at)


def _wish(s, key) -> ExtensionRequest | None:
    """The wish for more time that waits for this obligation."""
    return s.exec(select(ExtensionRequest).filter_by(**key).where(ExtensionRequest.state == "asked")).first()
