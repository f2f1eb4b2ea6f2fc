"""Who owes what on a day: over the map change of 2025, through every state, and as it was known then."""

from __future__ import annotations

import dataclasses
import itertools
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session

from models.access import Switch
from models.assignments import assign
from models.catalogue import Catalogue
from models.facts import Decision, Extension, Hold, PeriodClose, Request, Submission, Waiver
from models.obligations import known_deadlines, owes
from models.period_counts import periods
from models.quiet_hours import HANOI
from models.requests import open_request
from models.unit_map import builtin_units, find_unit, load_units
from models.units import Unit
from models.vocabulary import ObligationState, PeriodState

P05 = "05-ctrph-cat-mttq"
PLAN = {"programme": P05, "duty": "S000-12", "period": "2024-03-15"}


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=HANOI).astimezone(UTC)


def filed(unit_id: str, on: date, *, version: int = 1, hour: int = 9, **key: str) -> Submission:
    return Submission(
        **{**PLAN, **key},
        unit_id=unit_id,
        version=version,
        kind="document",
        receipt=f"x{unit_id}{version}",
        filed_at=at(on, hour),
    )


def states(found) -> Counter:
    return Counter(str(o.state) for o in found)


def state_of(session: Session, catalogue: Catalogue, unit_id: str, on: date, **key: str) -> str:
    [only] = owes(session, catalogue, on, unit_id=unit_id, **{**PLAN, **key})
    return str(only.state)


@pytest.fixture
def commune(province: Session) -> Unit:
    return find_unit(province, "Công an xã Tân Hộ Cơ", date(2024, 3, 1))


def test_the_plan_of_march_2024_is_due_from_all_141_communes_and_12_districts_and_overdue_from_the_15th(
    province, catalogue, day
):
    for on, state in [
        ("T5 29/02/2024", "open"),
        ("T4 13/03/2024", "open"),
        ("T5 14/03/2024", "due"),
        ("T6 15/03/2024", "overdue"),
        ("T2 30/06/2025", "overdue"),
    ]:
        found = owes(province, catalogue, day(on), programme=P05, duty="S000-12")
        communes = [o for o in found if o.deadline.period == "2024-03-15" and o.ended_on == date(2025, 6, 30)]
        assert states(communes) == {state: 141}
        assert len(found) == 153
    [one] = [o for o in found if o.unit_name == "Công an xã Tân Hộ Cơ"]
    assert one.last_valid_on == date(2024, 3, 14)
    assert one.days_left == (date(2024, 3, 14) - date(2025, 6, 30)).days
    assert one.route == "Công an Tỉnh (qua Phòng Tham mưu)"  # no district police since 01/3/2025
    assert list(one.as_json()) == [
        "unit", "programme", "duty", "period", "state", "last_valid_on", "due_on", "days_left", "route"
    ]  # fmt: skip


def test_district_police_are_never_overdue_once_they_ended(province, catalogue, day):
    def district(on: str) -> Counter:
        found = owes(province, catalogue, day(on), programme=P05)
        return states(o for o in found if o.unit_id.startswith("police/") and o.ended_on == date(2025, 2, 28))

    assert district("T6 28/02/2025")["overdue"] == 12 * (1 + 4 + 2)  # the plan, four quarters, the two events of 2024
    assert set(district("T7 01/03/2025")) == {"ended"}
    plan_of_districts = owes(province, catalogue, day("T4 13/03/2024"), programme=P05, duty="S000-12")
    route = next(o.route for o in plan_of_districts if o.unit_name == "Công an huyện Tháp Mười")
    assert route == "Công an Tỉnh (qua Phòng Tham mưu)"


def test_the_monthly_meeting_passes_from_141_holders_to_45_in_july_2025(province, catalogue, day):
    def holders(period: str, on: str) -> Counter:
        found = owes(province, catalogue, day(on), programme=P05, duty="S000-16", period=period)
        return states(found)

    assert holders("2025-06", "T2 30/06/2025") == {"due": 141}
    assert holders("2025-06", "T3 01/07/2025") == {"ended": 141}
    assert holders("2025-07", "T2 30/06/2025") == {}
    assert holders("2025-07", "T3 01/07/2025") == {"open": 45}
    assert holders("2025-07", "T6 01/08/2025") == {"overdue": 45}
    assert holders("2025-08", "T3 01/07/2025") == {"upcoming": 45}


def test_the_57_communes_of_former_tien_giang_and_the_units_of_tien_giang_owe_nothing(province, catalogue, day):
    found = owes(province, catalogue, day("CN 22/11/2026"))
    new = {o.unit_id for o in found if o.unit_id.startswith("police/2025-07/")}
    assert len(new) == 45 + 1
    tien_giang = find_unit(province, "Công an huyện Cái Bè", date(2024, 5, 5))
    assert owes(province, catalogue, day("T4 15/05/2024"), unit_id=tien_giang.id) == []


def test_no_state_ever_says_overdue_of_a_unit_that_is_gone(province, catalogue):
    for on in (date(2025, 3, 1), date(2025, 7, 1), date(2026, 11, 22), date(2033, 12, 31)):
        late = owes(province, catalogue, on, states=["overdue"])
        assert all(o.ended_on is None or o.ended_on >= on for o in late)


def test_one_programme_for_another_province_binds_nobody_loaded_here(province, catalogue, day):
    assert owes(province, catalogue, day("T6 14/06/2024"), programme="7294-ctrph-ca-mttq") == []


def test_a_plan_of_one_year_ends_with_its_year(province, catalogue, day):
    def thanh_tra(on: str) -> dict[str, str]:
        return {o.period: str(o.state) for o in owes(province, catalogue, day(on), duty="S003-07")}

    assert thanh_tra("T7 09/11/2024") == {"2024-11-10": "due"}
    assert thanh_tra("CN 10/11/2024") == {"2024-11-10": "overdue"}
    assert thanh_tra("T4 01/01/2025") == {"2024-11-10": "ended"}


def test_filing_return_and_acceptance_are_seen_from_the_day_they_happened(province, catalogue, commune):
    unit, due = commune.id, date(2024, 3, 14)
    first = filed(unit, due - timedelta(3))
    province.add(first)
    province.flush()
    province.add(Decision(submission_id=first.id, action="return", note="thiếu", by="an", at=at(due - timedelta(1))))
    second = filed(unit, due + timedelta(2), version=2)
    province.add(second)
    province.flush()
    province.add(Decision(submission_id=second.id, action="accept", by="an", at=at(due + timedelta(5))))
    province.flush()
    seen = {n: state_of(province, catalogue, unit, due + timedelta(n)) for n in (-4, -3, -1, 1, 2, 4, 5)}
    assert seen == {-4: "open", -3: "filed", -1: "returned", 1: "returned", 2: "filed", 4: "filed", 5: "accepted"}
    [now] = owes(province, catalogue, due + timedelta(9), unit_id=unit, **PLAN)
    assert (now.version, now.first_filed_at, now.filed_at) == (2, first.filed_at, second.filed_at)
    assert now.days_late == 0  # judged by the first filing


def test_a_filing_counts_for_the_hanoi_day_it_was_made_on(province, catalogue, commune, day):
    province.add(filed(commune.id, day("T6 15/03/2024"), hour=0))  # 17:00 the day before in UTC
    province.flush()
    assert state_of(province, catalogue, commune.id, day("T5 14/03/2024")) == "due"
    assert state_of(province, catalogue, commune.id, day("T6 15/03/2024")) == "filed"
    [late] = owes(province, catalogue, day("T6 15/03/2024"), unit_id=commune.id, **PLAN)
    assert late.days_late == 1


def test_an_extension_moves_the_day_held_to_from_the_day_it_was_granted(province, catalogue, commune, day):
    granted = {"until": day("T4 20/03/2024"), "reason": "x", "granted_by": "an", "granted_at": at(day("T6 15/03/2024"))}
    province.add(Extension(**PLAN, unit_id=commune.id, **granted))
    province.flush()
    on = ["T5 14/03/2024", "T6 15/03/2024", "T4 20/03/2024", "T5 21/03/2024"]
    assert [state_of(province, catalogue, commune.id, day(d)) for d in on] == ["due", "extended", "extended", "overdue"]
    [row] = owes(province, catalogue, day("T2 18/03/2024"), unit_id=commune.id, **PLAN)
    assert (row.due_on, row.days_left, row.last_valid_on) == (day("T4 20/03/2024"), 2, day("T5 14/03/2024"))


def test_the_latest_extension_counts(province, catalogue, commune, day):
    for n, until in enumerate([day("T4 27/03/2024"), day("T4 20/03/2024")]):
        granted = at(day("T2 11/03/2024") + timedelta(n))
        province.add(
            Extension(**PLAN, unit_id=commune.id, until=until, reason="x", granted_by="an", granted_at=granted)
        )
        province.flush()
    [row] = owes(province, catalogue, day("T2 18/03/2024"), unit_id=commune.id, **PLAN)
    assert row.extended_until == day("T4 20/03/2024")


def test_a_waiver_and_a_hold_silence_an_obligation_and_take_it_out_of_n(province, catalogue, commune, day):
    on = day("T6 15/03/2024")
    province.add(Waiver(**PLAN, unit_id=commune.id, reason="x", granted_by="an", granted_at=at(on)))
    province.add(Hold(programme=P05, duty="S000-10", from_on=on, until=day("T6 22/03/2024"), reason="chờ", by="an"))
    province.flush()
    assert state_of(province, catalogue, commune.id, on - timedelta(1)) == "due"
    assert state_of(province, catalogue, commune.id, on) == "waived"
    held = {"duty": "S000-10", "period": "2024-03-15"}
    assert states(owes(province, catalogue, on, programme=P05, **held)) == {"waiting": 7}
    assert states(owes(province, catalogue, day("T7 23/03/2024"), programme=P05, **held)) == {"overdue": 7}
    counts = {
        p.duty: (p.reported, p.expected) for p in periods(province, catalogue, on, P05) if p.period == "2024-03-15"
    }
    assert counts == {"S000-10": (0, 0), "S000-12": (0, 152)}


def test_n_leaves_out_who_was_gone_before_the_day_but_keeps_who_was_there_and_stayed_silent(province, catalogue, day):
    province.add(filed("police/2025-06/87", day("T2 11/03/2024"), duty="S000-10"))
    province.flush()
    later = {(p.duty, p.period): p for p in periods(province, catalogue, day("CN 22/11/2026"), P05)}
    assert (later["S000-10", "2024-03-15"].reported, later["S000-10", "2024-03-15"].expected) == (1, 7)
    assert later["S000-12", "2024-03-15"].expected == 153  # silent, and gone since: still counted
    assert later["S000-15", "2025-Q1"].expected == 0  # gone on 28/02, before the quarter's end
    assert later["S000-16", "2025-06"].expected == 141
    assert later["S000-16", "2025-07"].expected == 45
    assert later["S000-16", "2030-01"].expected == 45
    assert later["S000-16", "2030-01"].state is PeriodState.UPCOMING


def test_a_period_is_open_until_it_is_closed_its_closing_day_is_past_or_its_programme_is_over(province, catalogue, day):
    on = day("T2 18/03/2024")
    province.add(PeriodClose(**PLAN, by="an", at=at(on), reported=0, expected=153))
    province.flush()

    def state(period_day: str, duty: str) -> PeriodState:
        return next(p.state for p in periods(province, catalogue, day(period_day)) if p.duty == duty)

    assert state("CN 17/03/2024", "S000-12") is PeriodState.OPEN
    assert state("T2 18/03/2024", "S000-12") is PeriodState.CLOSED  # by a person
    assert state("T5 21/03/2024", "S000-10") is PeriodState.OPEN  # five working days after the due day
    assert state("T6 22/03/2024", "S000-10") is PeriodState.CLOSED
    assert state("T4 01/01/2025", "S003-06") is PeriodState.CLOSED
    assert state("T2 30/12/2024", "S001-15") is PeriodState.CLOSED  # before Hải Dương's programme began to wait
    assert state("CN 22/11/2026", "S001-14") is PeriodState.CLOSED


def test_what_was_due_before_an_installation_keeps_count_is_nobody_s_debt_there(province, catalogue, commune, day):
    since = day("T6 15/03/2024")
    province.add(Switch(key="in_use_since", value=since.isoformat(), at=at(since)))
    province.flush()
    assert assign(province, catalogue) > 0
    found = {o.duty for o in owes(province, catalogue, day("T2 01/04/2024"), unit_id=commune.id)}
    assert "S000-12" not in found  # due on 14/3
    assert "S000-16" in found  # the meeting of March, due on 31/3
    assert assign(province, catalogue) == 0


def test_an_on_demand_request_is_owed_by_its_units_from_the_moment_it_was_opened(province, catalogue, commune, day):
    ask = Request(
        programme=P05,
        code="DX-2024-01",
        title="Báo cáo nhanh",
        document="12/CAT-PTM",
        document_on=day("T2 06/05/2024"),
        bound="after",
        working_days=7,
        route_to="Công an Tỉnh",
        route_via="Phòng Tham mưu",
    )
    open_request(province, catalogue, ask, [commune.id], by="an", now=at(day("T3 07/05/2024")))
    assert owes(province, catalogue, day("T2 06/05/2024"), duty="DX-2024-01") == []
    [row] = owes(province, catalogue, day("T3 07/05/2024"), duty="DX-2024-01")
    assert (row.unit_id, row.period, row.state, row.days_left) == (commune.id, "2024-05-15", "open", 8)
    assert (row.route, row.title) == ("Công an Tỉnh (qua Phòng Tham mưu)", "Báo cáo nhanh")
    assert states(owes(province, catalogue, day("T5 16/05/2024"), duty="DX-2024-01")) == {"overdue": 1}
    assert "DX-2024-01" in {d.duty for d in known_deadlines(province, catalogue, P05)}


def test_asking_for_a_place_gives_what_all_its_bodies_owe(province, catalogue, day):
    place = find_unit(province, "Tỉnh Đồng Tháp", date(2024, 3, 1))
    found = owes(province, catalogue, day("T5 14/03/2024"), unit_id=place.id, duty="S000-10")
    assert {o.unit_id.split("/")[0] for o in found} == {
        "police", "front", "veterans", "women", "youth", "labour", "farmers"
    }  # fmt: skip


def test_the_next_period_of_a_duty_is_shown_and_no_later_one(province, catalogue, commune, day):
    found = owes(province, catalogue, day("T6 15/03/2024"), unit_id=commune.id, duty="S000-16")
    assert [(o.period, str(o.state)) for o in found] == [("2024-03", "open"), ("2024-04", "upcoming")]


def test_the_states_come_in_the_order_of_the_list_whatever_facts_meet(province, catalogue, commune, day):
    """Every combination of facts on one obligation yields the first state that applies."""
    on, unit = day("T6 15/03/2024"), commune.id
    facts = {
        "accepted": lambda s: s.add(
            Decision(submission_id=_submission(s, unit, on).id, action="accept", by="a", at=at(on))
        ),
        "waived": lambda s: s.add(Waiver(**PLAN, unit_id=unit, reason="x", granted_by="a", granted_at=at(on))),
        "waiting": lambda s: s.add(Hold(programme=P05, unit_id=unit, from_on=on, reason="x", by="a")),
        "extended": lambda s: s.add(
            Extension(**PLAN, unit_id=unit, until=on + timedelta(3), reason="x", granted_by="a", granted_at=at(on))
        ),
    }
    order = [str(s) for s in ObligationState]
    for chosen in itertools.chain.from_iterable(itertools.combinations(facts, n) for n in range(len(facts) + 1)):
        with province.begin_nested() as nested:
            for name in chosen:
                facts[name](province)
            province.flush()
            expected = (
                min([*chosen, "overdue"], key=order.index)
                if "extended" not in chosen
                else (min(chosen, key=order.index))
            )
            assert state_of(province, catalogue, unit, on) == expected, chosen
            nested.rollback()


def _submission(session: Session, unit: str, on: date) -> Submission:
    made = filed(unit, on)
    session.add(made)
    session.flush()
    return made


@pytest.mark.postgres
def test_postgresql_gives_the_same_answers_as_sqlite(province_on_postgres, province, catalogue, day):
    on = [day("T6 15/03/2024"), day("T3 01/07/2025"), day("CN 22/11/2026")]
    both = (province_on_postgres, province)
    for session in both:
        assert load_units(session, builtin_units(), catalogue).changed == 0
        assert assign(session, catalogue) == 0
        unit = find_unit(session, "Công an xã Tân Hộ Cơ", date(2024, 3, 1)).id
        made = _submission(session, unit, on[0])
        session.add(Decision(submission_id=made.id, action="return", note="x", by="a", at=at(on[0], 10)))
        granted = {"reason": "x", "granted_by": "a", "granted_at": at(on[0])}
        other = find_unit(session, "Công an huyện Tháp Mười", date(2024, 3, 1)).id
        session.add(Extension(**PLAN, unit_id=other, until=on[0] + timedelta(9), **granted))
        session.add(Hold(programme=P05, duty="S000-10", from_on=on[0], reason="x", by="a"))
        session.flush()
    for day_ in on:
        for ask in ({}, {"states": ["overdue", "returned"]}, {"unit_id": "vn/2025-06/87"}):
            there, here = (owes(session, catalogue, day_, **ask) for session in both)
            assert [_plain(o) for o in there] == [_plain(o) for o in here]
        assert periods(province_on_postgres, catalogue, day_) == periods(province, catalogue, day_)


def _plain(obligation):
    return dataclasses.replace(obligation, submission_id=None)
