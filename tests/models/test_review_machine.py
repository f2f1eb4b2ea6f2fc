"""The whole machine of review, walked at random by many people in two sessions, beside a model of a few lines."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import StaticPool
from sqlmodel import Session, create_engine, select

from models.audit_chain import sealed_lines
from models.catalogue import Catalogue, load_catalogue
from models.delegations import delegate, revoke_delegation
from models.errors import Refused
from models.facts import Decision, Submission
from models.filing import versions_of
from models.obligations import owes
from models.quiet_hours import day_in_hanoi
from models.replay import disagreements, from_facts, from_journal
from models.same_person import used_link
from models.settings import BUILTIN_PROGRAMMES
from models.voices import speak
from tests.models.review_house import COMMUNE, LINK, MEETING, NOW, PEOPLE, file, furnish, stepwise
from tests.ready_tables import tables_on

ACTIONS = ("approve", "unapprove", "return", "accept", "reopen")
STEPS = ("head", "district", "province", "agency")
CAN = {
    "thutruong": "head", "pho": "head", "huyen": "district", "tinh": "province", "an": "agency", "binh": "agency",
}  # fmt: skip
LOANS = (("thutruong", "nguoinop"), ("thutruong", "pho"), ("an", "binh"), ("binh", "an"))


class ReviewMachine(RuleBasedStateMachine):
    """`state`, `approved` and the rest are what should be; the database is what is."""

    def __init__(self) -> None:
        super().__init__()
        self.engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        tables_on(self.engine)
        self.sessions = [Session(self.engine, expire_on_commit=False) for _ in range(2)]
        self.state, self.filer, self.versions, self.words = "", "", 0, 0
        self.approved: set[str] = set()
        self.link_users: set[str] = set()
        self.loans: dict[int, tuple[str, str, Any]] = {}
        self.now = NOW

    @initialize()
    def begin(self) -> None:
        furnish(self.sessions[0])
        self.sessions[0].commit()
        self.law = law()

    def later(self) -> None:
        self.now += timedelta(minutes=1)

    @rule(who=st.sampled_from([*PEOPLE, LINK]), count=st.integers(1, 2), at=st.integers(0, 1))
    def files(self, who: str, count: int, at: int) -> None:
        self.later()
        session = self.sessions[at]
        try:
            file(session, self.law, who, count, self.now)
        except Refused:
            session.rollback()
            assert self.state == "accepted"
            return
        session.commit()
        assert self.state != "accepted"
        self.state, self.filer, self.versions, self.approved = "filed", who, self.versions + 1, set()

    @precondition(lambda self: self.versions)
    @rule(who=st.sampled_from(sorted(PEOPLE)), action=st.sampled_from(ACTIONS), at=st.integers(0, 1), old=st.booleans())
    def speaks(self, who: str, action: str, at: int, old: bool) -> None:
        self.later()
        session = self.sessions[at]
        known = session.scalars(select(Submission.id).order_by(Submission.version)).all()
        is_old = old and len(known) > 1
        voice = None if is_old else self.expected(who, action)
        try:
            said = speak(session, self.law, who, known[0] if is_old else known[-1], action, "vì lý do", self.now)
            session.commit()
        except Refused:
            session.rollback()
            assert voice is None, f"{who} should have been let {action}"
            return
        if voice is None:
            assert said.action == action, "only the same word said before is answered with"
            return
        step, lender = voice
        self.words += 1
        assert (said.by, said.on_behalf_of, said.step) == (who, lender, STEPS.index(step) + 1)
        if action in ("approve", "accept"):
            self.approved.add(step)
        elif action in ("unapprove", "reopen"):
            self.approved.discard(step)
        self.state = {"return": "returned", "accept": "accepted", "reopen": "filed"}.get(action, self.state)

    @precondition(lambda self: self.state == "filed")
    @rule(data=st.data(), at=st.integers(0, 1), times=st.integers(1, 4))
    def it_moves_up(self, data: st.DataObject, at: int, times: int) -> None:
        """Somebody who may says the next good word: without this few walks would come far."""
        for _ in range(times):
            words = [(who, "accept" if CAN.get(who) == "agency" else "approve") for who in sorted(PEOPLE)]
            if may := [word for word in words if self.expected(*word)]:
                self.speaks(*data.draw(st.sampled_from(may)), at, False)

    @precondition(lambda self: self.approved)
    @rule(data=st.data(), at=st.integers(0, 1))
    def somebody_has_second_thoughts(self, data: st.DataObject, at: int) -> None:
        """What was approved is touched, also from below what was approved above it."""
        who = data.draw(st.sampled_from([who for who, step in CAN.items() if step in self.approved]))
        self.speaks(who, data.draw(st.sampled_from(("unapprove", "return", "reopen"))), at, False)

    @precondition(lambda self: self.filer and self.state == "filed")
    @rule(data=st.data(), at=st.integers(0, 1))
    def who_filed_tries_to_approve(self, data: st.DataObject, at: int) -> None:
        mine = [who for who in sorted(PEOPLE) if self.is_filer(who)] or ["thutruong"]
        self.speaks(data.draw(st.sampled_from(mine)), data.draw(st.sampled_from(("approve", "accept"))), at, False)

    @rule(which=st.sampled_from(LOANS), days=st.integers(0, 2), at=st.integers(0, 1))
    def lends(self, which: tuple[str, str], days: int, at: int) -> None:
        today = day_in_hanoi(self.now)
        until = today + timedelta(days)
        session = self.sessions[at]
        given = delegate(
            session, from_username=which[0], to_username=which[1], from_on=today, until=until, reason="nghỉ phép",
            by=which[0], now=self.now,
        )  # fmt: skip
        session.commit()
        self.loans[given.id or 0] = (*which, until)

    @precondition(lambda self: self.loans)
    @rule(data=st.data(), at=st.integers(0, 1))
    def takes_back(self, data: st.DataObject, at: int) -> None:
        id = data.draw(st.sampled_from(sorted(self.loans)))
        revoke_delegation(self.sessions[at], id, "vanhanh", self.now)
        self.sessions[at].commit()
        del self.loans[id]

    @rule(who=st.sampled_from(["thutruong", "pho", "an"]))
    def opens_the_link(self, who: str) -> None:
        used_link(self.sessions[0], who, "lk", self.now)
        self.sessions[0].commit()
        self.link_users.add(who)

    @rule()
    def a_night_passes(self) -> None:
        self.now += timedelta(days=1)

    def expected(self, who: str, action: str) -> tuple[str, str] | None:
        """The step spoken for and whose voice was lent; None where nothing may happen."""
        today = day_in_hanoi(self.now)
        voices = [(CAN[who], "")] if who in CAN else []
        lenders = [frm for _, (frm, to, until) in sorted(self.loans.items()) if to == who and until >= today]
        voices += [(CAN[frm], frm) for frm in lenders]
        for step, lender in voices:
            if self.may(step, action):
                if action in ("approve", "accept") and any(map(self.is_filer, (who, lender))):
                    return None
                return step, lender
        return None

    def may(self, step: str, action: str) -> bool:
        n = STEPS.index(step)
        below, above = set(STEPS[:n]), set(STEPS[n + 1 :])
        if all(map(self.is_filer, ("thutruong", "pho"))):  # nobody is left to speak for the head
            below.discard("head")
        free = self.state == "filed" and not above & self.approved
        if step == "agency":
            return {
                "return": self.state in ("filed", "accepted"),
                "accept": self.state == "filed" and below <= self.approved,
                "reopen": self.state == "accepted",
            }.get(action, False)
        return {
            "approve": free and step not in self.approved and below <= self.approved,
            "unapprove": free and step in self.approved,
            "return": free and below <= self.approved,
        }.get(action, False)

    def is_filer(self, name: str) -> bool:
        return name == self.filer or (self.filer == LINK and name in self.link_users)

    @invariant()
    def the_database_says_the_same(self) -> None:
        if not self.versions:
            return
        with Session(self.engine) as session:
            newest, *older = versions_of(session, *MEETING.values(), COMMUNE)
            assert (newest.version, newest.state) == (self.versions, self.state)
            assert {s.state for s in older} <= {"superseded"}
            [owed] = owes(session, self.law, day_in_hanoi(self.now), unit_id=COMMUNE, **MEETING)
            assert str(owed.state) == self.state
            assert owed.first_filed_at == min(s.filed_at for s in (newest, *older)), "the first filing counts"

    @invariant()
    def every_word_is_kept_with_who_said_it(self) -> None:
        with Session(self.engine) as session:
            words = session.scalars(select(Decision).order_by(Decision.id)).all()
            assert len(words) == self.words
            assert [w.at for w in words] == sorted(w.at for w in words)
            filers = dict(session.execute(select(Submission.id, Submission.filed_by)).all())
            for w in words:
                assert w.by in PEOPLE
                assert w.action not in ("approve", "accept") or filers[w.submission_id] not in (w.by, w.on_behalf_of)

    def teardown(self) -> None:
        for session in self.sessions:
            session.rollback()
        told, lies = from_journal(sealed_lines(self.sessions[0])), from_facts(self.sessions[0])
        assert disagreements(told, lies) == []
        for session in self.sessions:
            session.close()
        self.engine.dispose()


@cache
def law() -> Catalogue:
    """The built-in rules with two superiors who approve."""
    return stepwise(load_catalogue(BUILTIN_PROGRAMMES))


class TestReviewAsItsModelHasIt(ReviewMachine.TestCase):
    """Whoever speaks, in whatever order."""

    settings = settings(max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck))
