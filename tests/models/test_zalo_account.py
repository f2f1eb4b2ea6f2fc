"""The row of keys under any order of events: a refresh token is spent by one, and no good key is ever written over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import Session, SQLModel, create_engine

from models.vocabulary import ZaloState
from models.zalo_account import TURN, ZaloAccount, end_turn, keep_keys, take_turn, the_account

WORKERS = st.sampled_from(["a", "b", "c"])


class Keys(RuleBasedStateMachine):
    """Workers that take turns, spend, die and come back late; a service that takes each refresh token once."""

    @initialize()
    def connect(self) -> None:
        self.engine = create_engine("sqlite://")
        SQLModel.metadata.create_all(self.engine, tables=[ZaloAccount.__table__])  # type: ignore[attr-defined]
        self.session = Session(self.engine)
        self.now = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # T2 23/11/2026
        self.issued, self.good = 0, ""  # what the service would take now
        self.read: dict[str, tuple[int, str]] = {}  # worker → version and refresh token it took its turn for
        self.answer: dict[str, str] = {}  # worker → new token on its way back
        self.turns: dict[str, datetime] = {}
        assert self.keep(the_account(self.session).version, self.issue())

    def issue(self) -> str:
        self.issued += 1
        self.good = f"r{self.issued}"
        return self.good

    def keep(self, version: int, token: str) -> bool:
        later = self.now + timedelta(hours=25)
        return keep_keys(
            self.session, version, access_sealed=f"a{token}", access_expires_at=later, refresh_sealed=token,
            now=self.now,
        )  # fmt: skip

    @rule(worker=WORKERS)
    def wants_a_turn(self, worker: str) -> None:
        account = the_account(self.session)
        others = [w for w, since in self.turns.items() if w != worker and self.now < since + TURN]
        taken = take_turn(self.session, account.version, worker, self.now)
        if others:
            assert not taken
        if taken:
            self.turns, self.read[worker] = {worker: self.now}, (account.version, account.refresh_sealed)
            self.answer.pop(worker, None)

    @precondition(lambda self: self.turns)
    @rule(data=st.data())
    def spends(self, data: st.DataObject) -> None:
        """Only within its turn: nobody waits longer for an answer."""
        worker = data.draw(st.sampled_from(sorted(self.turns)))
        if self.now < self.turns[worker] + TURN and self.read[worker][1] == self.good:
            self.answer[worker] = self.issue()

    @precondition(lambda self: self.answer)
    @rule(data=st.data())
    def hears_the_answer(self, data: st.DataObject) -> None:
        worker = data.draw(st.sampled_from(sorted(self.answer)))
        token, version = self.answer.pop(worker), self.read[worker][0]
        before = the_account(self.session)
        known, held = before.version, before.refresh_sealed
        kept = self.keep(version, token)
        assert kept == (version == known)  # late answers never take the place of newer keys
        assert the_account(self.session).refresh_sealed == (token if kept else held)
        self.turns.pop(worker, None)

    @precondition(lambda self: self.answer)
    @rule(data=st.data())
    def loses_the_answer(self, data: st.DataObject) -> None:
        worker = data.draw(st.sampled_from(sorted(self.answer)))
        del self.answer[worker]
        end_turn(self.session, worker, ZaloState.UNCERTAIN)
        self.turns.pop(worker, None)

    @rule(worker=WORKERS)
    def gives_up(self, worker: str) -> None:
        held = self.turns.get(worker)
        ended = end_turn(self.session, worker)
        assert ended == (held is not None)
        if ended:
            del self.turns[worker]
            self.answer.pop(worker, None)

    @rule(seconds=st.sampled_from([1, 30, 61]))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule()
    def somebody_connects_again(self) -> None:
        assert self.keep(the_account(self.session).version, self.issue())
        self.turns.clear()

    @invariant()
    def access_and_refresh_come_from_one_answer(self) -> None:
        if hasattr(self, "session"):
            account = the_account(self.session)
            assert account.access_sealed == f"a{account.refresh_sealed}"

    def teardown(self) -> None:
        if hasattr(self, "session"):
            self.session.close()
            self.engine.dispose()


Keys.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestKeys = Keys.TestCase
