"""A unit asks for more time: who may, how often, what is silent meanwhile, and every way it can end."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from functools import partial
from threading import Barrier

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import Session, create_engine, delete, select

import models.tables  # noqa: F401  (makes every table known)
from models.access import Link, Officer
from models.catalogue import Catalogue, load_catalogue
from models.errors import Refused
from models.extension_requests import (
    ASKABLE,
    LONGEST,
    MOST,
    SILENCED,
    ask,
    rungs_asked,
    silent_until,
    standing,
    waiting,
    withdraw,
)
from models.facts import Extension, Waiver
from models.filing import file_submission, owed_by
from models.filing_facts import ExtensionRequest
from models.granting import answer, extend, waive
from models.hush import hushed
from models.obligations import REPORTED, find_deadline, owes
from models.quiet_hours import HANOI, day_in_hanoi
from models.review import decide
from models.round_mark import round_mark
from models.same_person import used_link
from models.settings import BUILTIN_PROGRAMMES, Settings
from models.unit_map import find_unit
from models.units import Assignment, Unit
from models.vocabulary import AskState, ObligationState, Stage
from models.workdays import DAY
from tests.ready_tables import tables_on

P05 = "05-ctrph-cat-mttq"
MEETING = {"programme": P05, "duty": "S000-16", "period": "2024-05"}
NOW = datetime(2024, 5, 28, 9, 0, tzinfo=HANOI).astimezone(UTC)  # T3 28/5/2024; held to T6 31/5/2024
UNTIL = date(2024, 6, 7)  # T6


@pytest.fixture
def commune(province: Session) -> str:
    return find_unit(province, "Công an xã Tân Hộ Cơ", NOW.date()).id


@pytest.fixture
def ask_for(province: Session, catalogue: Catalogue, commune: str) -> Callable[..., ExtensionRequest]:
    def _ask(until: date = UNTIL, reason: str = "chờ số liệu của các tổ", now: datetime = NOW) -> ExtensionRequest:
        return ask(
            province,
            catalogue,
            owed(province, catalogue, commune, now),
            until=until,
            reason=reason,
            by="link:a",
            now=now,
        )

    return _ask


def owed(session: Session, catalogue: Catalogue, unit_id: str, now: datetime):
    deadline = find_deadline(session, catalogue, *MEETING.values())
    return owed_by(session, catalogue, deadline, unit_id, day_in_hanoi(now))


def silent(session: Session, catalogue: Catalogue, unit_id: str, on: date, stage: Stage = Stage.SOON) -> str:
    at = datetime.combine(on, datetime.max.time(), HANOI).astimezone(UTC)
    return hushed(session, catalogue, on, at).why((*MEETING.values(), unit_id), stage)


def test_a_wish_waits_and_is_in_the_queue(ask_for, province, catalogue, commune):
    row = ask_for()
    assert (row.state, row.until, row.by) == ("asked", UNTIL, "link:a")
    assert [r.id for r in waiting(province)] == [row.id]
    known = standing(province, catalogue, owed(province, catalogue, commune, NOW), NOW)
    assert (known.waiting.id, known.left, known.silent_until) == (row.id, 2, date(2024, 5, 31))
    assert not known.may_ask


def test_the_same_wish_sent_twice_is_one_and_another_one_must_wait(ask_for):
    assert ask_for().id == ask_for().id
    with pytest.raises(Refused, match="đang chờ trả lời"):
        ask_for(until=date(2024, 6, 10))


@pytest.mark.parametrize("until", [date(2024, 5, 30), date(2024, 5, 31), date(2024, 5, 31) + LONGEST + DAY])
def test_a_day_that_is_no_more_time_or_far_too_much_is_refused(ask_for, until):
    with pytest.raises(Refused, match="từ ngày 01/6/2024 đến ngày 30/7/2024"):
        ask_for(until=until)


@pytest.mark.parametrize(
    ("reason", "said"),
    [("   ", "cần ghi lý do"), ("x" * 501, "không quá 500 ký tự"), ("số 012345678901", "căn cước")],
)
def test_a_reason_is_asked_for_short_and_about_nobody(ask_for, reason, said):
    with pytest.raises(Refused, match=said):
        ask_for(reason=reason)


def test_reminders_are_silent_while_it_waits_but_for_three_working_days_at_most(ask_for, province, catalogue, commune):
    ask_for()
    for stage in (Stage.SOON, Stage.LAST_DAY, Stage.CHASER_1):
        assert "đề nghị gia hạn đến hết ngày 07/6/2024" in silent(
            province, catalogue, commune, date(2024, 5, 31), stage
        )
    assert not silent(province, catalogue, commune, date(2024, 5, 31), Stage.RETURNED)
    assert not silent(province, catalogue, commune, date(2024, 6, 1))  # T7: the fourth day
    assert not silent(province, catalogue, commune, date(2024, 5, 27))  # the day before it was asked


def test_the_silence_never_outlives_the_day_asked_for(ask_for, province, catalogue, commune):
    late = datetime(2024, 6, 3, 9, 0, tzinfo=HANOI).astimezone(UTC)  # T2, overdue
    row = ask_for(until=date(2024, 6, 4), now=late)
    assert silent_until(catalogue.calendar, row) == date(2024, 6, 4)
    assert silent(province, catalogue, commune, date(2024, 6, 4), Stage.CHASER_1)
    assert not silent(province, catalogue, commune, date(2024, 6, 5), Stage.CHASER_1)


def test_what_is_silent_can_be_asked_of_a_few_units_only(ask_for, province, catalogue, commune):
    ask_for()
    assert rungs_asked(province, catalogue.calendar, NOW.date(), NOW, [commune])
    assert not rungs_asked(province, catalogue.calendar, NOW.date(), NOW, ["police/khac"])


def test_an_answer_ends_the_silence_at_once(ask_for, province, catalogue, commune):
    row = ask_for()
    answer(province, catalogue, row.id, until=None, note="phải tổng hợp trong tuần", by="thammuu", now=NOW)
    assert not silent(province, catalogue, commune, NOW.date())


@pytest.mark.parametrize(("until", "state"), [(UNTIL, AskState.GRANTED), (date(2024, 6, 4), AskState.GRANTED_PART)])
def test_a_grant_is_an_extension_that_ends_by_itself(ask_for, province, catalogue, commune, until, state):
    row = answer(province, catalogue, ask_for().id, until=until, by="thammuu", now=NOW)
    [granted] = province.exec(select(Extension)).all()
    assert (row.state, row.granted_until, row.extension_id) == (state, until, granted.id)
    [held] = [o for o in owes(province, catalogue, until, unit_id=commune, **MEETING)]
    assert (held.state, held.due_on) == (ObligationState.EXTENDED, until)
    [late] = owes(province, catalogue, until + DAY, unit_id=commune, **MEETING)
    assert late.state is ObligationState.OVERDUE


def test_the_same_answer_twice_is_one_and_another_is_told(ask_for, province, catalogue):
    row = ask_for()
    for _ in range(2):
        answer(province, catalogue, row.id, until=UNTIL, by="thammuu", now=NOW)
    assert len(province.exec(select(Extension)).all()) == 1
    with pytest.raises(Refused, match="đã có kết quả: đồng ý"):
        answer(province, catalogue, row.id, until=None, note="không", by="vanhanh", now=NOW)


@pytest.mark.parametrize(
    ("until", "note", "said"),
    [
        (None, " ", "ghi rõ lý do"),
        (None, "gọi 0912345678", "số điện thoại"),
        (None, "x" * 501, "không quá 500"),
        (date(2024, 5, 31), "", "Hạn hiện nay đã là"),
        (date(2024, 6, 8), "", "chỉ đề nghị đến hết ngày 07/6/2024"),
    ],
)
def test_an_answer_that_cannot_be_leaves_the_wish_waiting(ask_for, province, catalogue, until, note, said):
    row = ask_for()
    with pytest.raises(Refused, match=said):
        answer(province, catalogue, row.id, until=until, note=note, by="thammuu", now=NOW)
    assert waiting(province)
    assert not province.exec(select(Extension)).all()


def test_another_unit_withdraws_nothing(ask_for, province):
    row = ask_for()
    with pytest.raises(Refused, match="Không có đề nghị"):
        withdraw(province, row.id, unit_id="police/khac", by="link:b", now=NOW)
    assert withdraw(province, row.id, unit_id=row.unit_id, by="link:a", now=NOW).state == "withdrawn"
    assert withdraw(province, row.id, unit_id=row.unit_id, by="link:a", now=NOW).state == "withdrawn"


def test_a_waiver_settles_the_wish(ask_for, province, catalogue, commune):
    row = ask_for()
    waive(province, catalogue, unit_id=commune, **MEETING, reason="sáp nhập", by="thammuu", now=NOW)
    province.refresh(row)
    assert row.state == "settled"
    known = standing(province, catalogue, owed(province, catalogue, commune, NOW), NOW)
    assert "không xin gia hạn" in known.why_not


def test_nobody_grants_what_they_asked_for_themselves(ask_for, province, catalogue, commune):
    row = ask_for()
    province.add(Link(id="a", unit_id=commune, expires_at=NOW + timedelta(days=90), created_at=NOW))
    province.flush()
    used_link(province, "thammuu", "a", NOW)
    province.flush()
    deeds = {
        answer: {"id": row.id, "until": UNTIL, "by": "thammuu"},
        extend: {**MEETING, "unit_id": commune, "until": UNTIL, "reason": "đã trao đổi", "by": "thammuu"},
        waive: {**MEETING, "unit_id": commune, "reason": "sáp nhập", "by": "thammuu"},
    }
    province.commit()
    for deed, asked in deeds.items():
        with pytest.raises(Refused, match="người đề nghị không tự quyết định"):
            deed(province, catalogue, **asked, now=NOW)
        province.rollback()
    assert [r.state for r in waiting(province)] == ["asked"]
    assert answer(province, catalogue, row.id, until=UNTIL, by="vanhanh", now=NOW).state == "granted"


def test_an_account_of_the_unit_gives_the_unit_no_more_time(province, catalogue, commune):
    province.add(Officer(username="nguoinop", full_name="Người nộp", role="filer", unit_id=commune))
    province.flush()
    with pytest.raises(Refused, match="thuộc chính đơn vị này"):
        extend(province, catalogue, unit_id=commune, **MEETING, until=UNTIL, reason="x", by="nguoinop", now=NOW)


@pytest.mark.parametrize("approver", ["thammuu", "Trực ban", " trực BAN "])
def test_who_writes_a_waiver_down_did_not_approve_it(province, catalogue, commune, approver):
    province.add(Officer(username="thammuu", full_name="Trực ban", role="staff"))
    province.flush()
    with pytest.raises(Refused, match="phải khác cán bộ ghi nhận"):
        waive(province, catalogue, unit_id=commune, **MEETING, reason="x", approver=approver, by="thammuu", now=NOW)
    assert not province.exec(select(Waiver)).all()


@pytest.mark.parametrize("deed", [waive, partial(extend, until=UNTIL)], ids=["waive", "extend"])
def test_the_reason_an_officer_gives_is_about_nobody(province, catalogue, commune, deed):
    with pytest.raises(Refused, match="số điện thoại"):
        deed(province, catalogue, unit_id=commune, **MEETING, reason="gọi 0912345678", by="thammuu", now=NOW)


@pytest.mark.parametrize("until", [UNTIL, None])
def test_a_wish_of_a_unit_that_owes_nothing_any_more_leaves_the_queue(ask_for, province, catalogue, commune, until):
    row = ask_for()
    province.exec(delete(Assignment).where(Assignment.unit_id == commune, Assignment.duty == MEETING["duty"]))
    assert answer(province, catalogue, row.id, until=until, by="thammuu", now=NOW).state == "settled"
    assert not waiting(province)


def test_a_round_notices_a_wish_and_its_answer(ask_for, province, catalogue):
    marks = [round_mark(province, "rules", Settings())]
    row = ask_for()
    marks.append(round_mark(province, "rules", Settings()))
    withdraw(province, row.id, unit_id=row.unit_id, by="link:a", now=NOW)
    marks.append(round_mark(province, "rules", Settings()))
    assert len(set(marks)) == 3


def test_of_many_who_ask_at_once_one_wish_waits_on_postgres(province_on_postgres: Session, catalogue: Catalogue):
    session = province_on_postgres
    commune = find_unit(session, "Công an xã Tân Hộ Cơ", NOW.date()).id
    session.commit()
    gate, engine = Barrier(4), session.get_bind()

    def one(n: int) -> str:
        with Session(engine) as own:
            what = owed(own, catalogue, commune, NOW)
            gate.wait()
            try:
                ask(own, catalogue, what, until=UNTIL + n * DAY, reason="chờ", by=f"link:{n}", now=NOW)
                own.commit()
            except Refused as no:
                return no.reason
            return ""

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(one, range(4)))
    assert said.count("") == 1
    assert all("đang chờ trả lời" in words for words in said if words)
    assert len(waiting(session)) == 1


def test_of_two_answers_at_once_one_is_heard_on_postgres(province_on_postgres: Session, catalogue: Catalogue):
    session = province_on_postgres
    commune = find_unit(session, "Công an xã Tân Hộ Cơ", NOW.date()).id
    row = ask(
        session, catalogue, owed(session, catalogue, commune, NOW), until=UNTIL, reason="chờ", by="link:a", now=NOW
    )
    session.commit()
    gate, engine, id = Barrier(2), session.get_bind(), row.id

    def one(until: date | None) -> str:
        with Session(engine) as own:
            gate.wait()
            try:
                answer(own, catalogue, id, until=until, note="ý kiến", by="thammuu", now=NOW)
                own.commit()
            except Refused as no:
                return no.reason
            return ""

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(one, (UNTIL, None)))
    assert sorted(map(bool, said)) == [False, True]
    session.expire_all()
    assert len(session.exec(select(Extension)).all()) == (session.get_one(ExtensionRequest, id).state == "granted")


LAW = load_catalogue(BUILTIN_PROGRAMMES)
KEY = (*MEETING.values(), "police/x")


class AskingForTime(RuleBasedStateMachine):
    """Units ask and withdraw, officers answer, filings, returns and waivers come in between, days go by."""

    @initialize()
    def begin(self) -> None:
        self.engine = create_engine("sqlite://")
        tables_on(self.engine)
        self.session = Session(self.engine)
        self.session.add(Unit(id="police/x", tree="police", level="xa", name="Công an xã X"))
        self.session.flush()
        self.session.add(Assignment(programme=P05, duty="S000-16", unit_id="police/x", reason="catalogue"))
        self.session.commit()
        self.now, self.asked, self.is_waiting, self.n = NOW, 0, False, 0

    def teardown(self) -> None:
        self.session.close()
        self.engine.dispose()

    @property
    def owed(self):
        return owed(self.session, LAW, "police/x", self.now)

    @property
    def newest(self) -> ExtensionRequest | None:
        return self.session.exec(select(ExtensionRequest).order_by(ExtensionRequest.id.desc())).first()

    @rule(days=st.integers(1, 6))
    def days_go_by(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(ahead=st.integers(-3, 70))
    def the_unit_asks(self, ahead: int) -> None:
        self.n += 1
        self.now += timedelta(minutes=1)
        what, today = self.owed, day_in_hanoi(self.now)
        until = today + timedelta(days=ahead)
        base = max(what.due_on, today)
        may = what.state in ASKABLE and not self.is_waiting and self.asked < MOST and base < until <= base + LONGEST
        try:
            ask(self.session, LAW, what, until=until, reason=f"lý do {self.n}", by="link:a", now=self.now)
        except Refused:
            assert not may
        else:
            assert may
            self.asked, self.is_waiting = self.asked + 1, True

    @precondition(lambda self: self.asked)
    @rule()
    def the_unit_withdraws(self) -> None:
        self.now += timedelta(minutes=1)
        was = self.newest.state
        try:
            withdraw(self.session, self.newest.id, unit_id="police/x", by="link:a", now=self.now)
        except Refused:
            assert was not in (AskState.ASKED, AskState.WITHDRAWN)
        else:
            assert was in (AskState.ASKED, AskState.WITHDRAWN)
            self.is_waiting = False

    @precondition(lambda self: self.asked)
    @rule(share=st.sampled_from([None, 0.3, 0.7, 1.0]))
    def an_officer_answers(self, share: float | None) -> None:
        self.now += timedelta(minutes=1)
        row, what = self.newest, self.owed
        was, until = row.state, None
        if share:
            room = max(1, (row.until - what.due_on).days)
            until = what.due_on + timedelta(days=max(1, int(room * share)))
        repeats = (until is None and was == AskState.REFUSED) or (until is not None and row.granted_until == until)
        try:
            got = answer(self.session, LAW, row.id, until=until, note="ý kiến", by="thammuu", now=self.now)
        except Refused:
            past = until is not None and (until > row.until or until < day_in_hanoi(self.now))
            assert was != AskState.ASKED or past
        else:
            assert was == AskState.ASKED or repeats or what.state in (*REPORTED, ObligationState.WAIVED)
            self.is_waiting = False
            if got.state in (AskState.GRANTED, AskState.GRANTED_PART):
                assert (got.granted_until == got.until) == (got.state == AskState.GRANTED)

    @rule(days=st.integers(1, 20))
    def an_officer_extends_unasked(self, days: int) -> None:
        self.now += timedelta(minutes=1)
        until = max(self.owed.due_on, day_in_hanoi(self.now)) + timedelta(days=days)
        try:
            extend(
                self.session, LAW, unit_id="police/x", **MEETING, until=until, reason="r", by="thammuu", now=self.now
            )
        except Refused:
            assert self.owed.state in REPORTED
        else:
            self.is_waiting = False

    @rule()
    def the_unit_files(self) -> None:
        self.now += timedelta(minutes=1)
        try:
            file_submission(self.session, LAW, unit_id="police/x", **MEETING, kind="nil", by="link:a", now=self.now)
        except Refused:
            assert self.owed.state is ObligationState.ACCEPTED
        else:
            self.is_waiting = False

    @precondition(lambda self: self.owed.state is ObligationState.FILED)
    @rule()
    def it_is_sent_back(self) -> None:
        self.now += timedelta(minutes=1)
        decide(self.session, self.owed.submission_id, "return", "bổ sung", "thammuu", self.now)

    @precondition(lambda self: self.n > 4)
    @rule()
    def it_is_waived(self) -> None:
        self.now += timedelta(minutes=1)
        try:
            waive(self.session, LAW, unit_id="police/x", **MEETING, reason="r", by="thammuu", now=self.now)
        except Refused:
            assert self.owed.state in REPORTED
        else:
            self.is_waiting = self.is_waiting and self.owed.state not in (ObligationState.WAIVED,)

    @invariant()
    def one_waits_at_most_and_only_while_there_is_something_to_wait_for(self) -> None:
        if not hasattr(self, "session"):
            return
        rows = waiting(self.session)
        assert len(rows) == self.is_waiting
        assert self.owed.state not in (*REPORTED, ObligationState.WAIVED) or not rows

    @invariant()
    def it_is_silent_exactly_while_one_waits_and_not_for_long(self) -> None:
        if not hasattr(self, "session"):
            return
        today, row = day_in_hanoi(self.now), self.newest
        found = rungs_asked(self.session, LAW.calendar, today, self.now)
        expected = self.is_waiting and today <= silent_until(LAW.calendar, row)
        assert bool(found) == expected
        assert not found or {key[4] for key in found} == {str(stage) for stage in SILENCED}

    @invariant()
    def every_end_says_who_and_when_and_every_grant_stands(self) -> None:
        if not hasattr(self, "session"):
            return
        for row in self.session.exec(select(ExtensionRequest)):
            assert (row.state == AskState.ASKED) == (row.decided_at is None) == (row.decided_by == "")
            if row.state in (AskState.GRANTED, AskState.GRANTED_PART):
                granted = self.session.get_one(Extension, row.extension_id)
                assert granted.until == row.granted_until
            else:
                assert row.extension_id is None


TestAskingForTime = AskingForTime.TestCase
TestAskingForTime.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
