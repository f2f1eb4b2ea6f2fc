"""Punctuality: five metrics over what fell due, by any grouping, uncapped; what is left out counts on neither side."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from models.catalogue import Catalogue
from models.errors import Refused
from models.facts import Decision, Extension, Hold, Submission, Waiver
from models.obligations import owes
from models.punctuality import DEFINITIONS, GROUPS, Punctuality, punctuality
from models.quiet_hours import begin_of_day, end_of_day
from models.units import Assignment, Unit

P05 = "05-ctrph-cat-mttq"
MEETING, PERIOD = "S000-16", "2025-03"  # due T2 31/03/2025
DUE = date(2025, 3, 31)
KEY = {"programme": P05, "duty": MEETING, "period": PERIOD}
ONE = {"programme": P05, "duty": MEETING, "among": {(P05, MEETING, PERIOD)}}


def units(session: Session, count: int) -> list[str]:
    for n in range(count):
        session.add(Unit(id=f"police/x/{n}", tree="police", level="xa", name=f"Công an xã Số {n}"))
        session.flush()
        session.add(Assignment(programme=P05, duty=MEETING, unit_id=f"police/x/{n}", reason="catalogue"))
    session.flush()
    return [f"police/x/{n}" for n in range(count)]


def filed(session: Session, unit: str, on: date, version: int = 1, **more) -> Submission:
    at = begin_of_day(on) + timedelta(hours=10)
    row = Submission(**KEY, unit_id=unit, version=version, kind="nil", filed_at=at, **more)
    session.add(row)
    session.flush()
    return row


def returned(session: Session, row: Submission, on: date) -> None:
    at = begin_of_day(on) + timedelta(hours=11)
    session.add(Decision(submission_id=row.id, action="return", note="thiếu", by="an", at=at))
    session.flush()


def one(session: Session, catalogue: Catalogue, on: date) -> Punctuality:
    [found] = punctuality(session, catalogue, on, by=(), **ONE)
    return found


def test_the_day_in_the_examples_is_what_it_says(day, catalogue):
    assert day("T2 31/03/2025") == DUE


def test_what_is_not_over_yet_is_not_expected(session, catalogue):
    units(session, 2)
    assert one(session, catalogue, DUE).expected == 0
    found = one(session, catalogue, DUE + timedelta(days=1))
    assert (found.expected, found.missing, found.rate, found.on_time_rate) == (2, 2, Decimal(0), Decimal(0))


def test_in_time_late_and_missing_share_out_what_was_expected(session, catalogue):
    first, second, _third = units(session, 3)
    filed(session, first, DUE)
    filed(session, second, DUE + timedelta(days=5))
    found = one(session, catalogue, date(2025, 5, 1))
    assert (found.expected, found.actual, found.on_time, found.late, found.missing) == (3, 2, 1, 1, 1)
    assert (found.rate, found.on_time_rate) == (Decimal("66.67"), Decimal("33.33"))
    assert (found.days_late, found.most_days_late) == (5, 5)


def test_the_first_filing_counts_when_a_return_asked_for_a_correction(session, catalogue):
    [unit] = units(session, 1)
    first = filed(session, unit, DUE - timedelta(days=3))
    returned(session, first, DUE + timedelta(days=2))
    lying = one(session, catalogue, DUE + timedelta(days=5))
    assert (lying.actual, lying.returned, lying.missing) == (0, 1, 0)
    filed(session, unit, DUE + timedelta(days=9), version=2)
    assert one(session, catalogue, DUE + timedelta(days=10)).on_time == 1


def test_an_extension_makes_it_in_time_and_says_so_apart(session, catalogue):
    first, second = units(session, 2)
    until = DUE + timedelta(days=10)
    for unit in (first, second):
        granted = {"until": until, "reason": "mưa bão", "granted_by": "an", "granted_at": begin_of_day(DUE)}
        session.add(Extension(**KEY, unit_id=unit, **granted))
    filed(session, first, until)
    filed(session, second, until + timedelta(days=1))
    assert one(session, catalogue, until).expected == 0
    found = one(session, catalogue, until + timedelta(days=2))
    assert (found.on_time, found.by_extension, found.late, found.days_late) == (1, 1, 1, 1)


def test_waived_and_waiting_are_left_out_and_counted_apart(session, catalogue):
    waived, waiting, owing = units(session, 3)
    at = begin_of_day(DUE)
    session.add(Waiver(**KEY, unit_id=waived, reason="sáp nhập", granted_by="an", granted_at=at))
    session.add(Hold(programme=P05, duty=MEETING, unit_id=waiting, from_on=date(2025, 3, 1), reason="chờ văn bản"))
    filed(session, owing, DUE)
    found = one(session, catalogue, date(2025, 5, 1))
    assert (found.expected, found.waived, found.waiting, found.rate) == (1, 1, 1, Decimal(100))


def test_a_unit_that_ended_before_the_day_owes_nothing_and_one_that_ended_silent_after_it_still_counts(
    session, catalogue
):
    before, after = units(session, 2)
    session.get_one(Unit, before).valid_to = DUE - timedelta(days=1)
    session.get_one(Unit, after).valid_to = DUE + timedelta(days=1)
    session.flush()
    found = punctuality(session, catalogue, date(2025, 6, 1), by=("unit",), **ONE)
    assert [(p.unit_id, p.expected, p.missing) for p in found] == [(after, 1, 1)]


def test_only_what_was_known_on_the_day_counts(session, catalogue):
    [unit] = units(session, 1)
    filed(session, unit, DUE + timedelta(days=4))
    assert one(session, catalogue, DUE + timedelta(days=3)).missing == 1
    assert one(session, catalogue, DUE + timedelta(days=4)).late == 1


def test_nothing_due_has_no_rate(session, catalogue):
    found = one(session, catalogue, DUE)
    assert (found.rate, found.on_time_rate) == (None, None)
    assert found.as_json()["rate"] is None


def test_an_unknown_grouping_is_refused_with_the_known_ones(session, catalogue):
    with pytest.raises(Refused, match="unit, duty, period, tree, level, programme, year"):
        punctuality(session, catalogue, DUE, by=("phong",))


def test_the_definitions_speak_of_every_metric():
    words = " ".join(term for term, _ in DEFINITIONS)
    assert all(metric in words for metric in ("Phải nộp", "Đã nộp", "Đúng hạn", "Tỷ lệ nộp", "Tỷ lệ đúng hạn"))


deeds = st.sampled_from(["none", "early", "last", "late", "returned", "refiled", "waived", "extended"])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(deeds, min_size=1, max_size=7))
def test_every_grouping_adds_up_to_the_same_whole_and_agrees_with_the_obligations(session, catalogue, done):
    session.rollback()
    for unit, deed in zip(units(session, len(done)), done, strict=True):
        if deed in ("early", "returned", "refiled"):
            row = filed(session, unit, DUE - timedelta(days=2))
            if deed != "early":
                returned(session, row, DUE + timedelta(days=1))
            if deed == "refiled":
                filed(session, unit, DUE + timedelta(days=3), version=2)
        elif deed in ("last", "late", "extended"):
            filed(session, unit, DUE + timedelta(days={"last": 0, "late": 4, "extended": 4}[deed]))
        if deed == "extended":
            granted = {"until": DUE + timedelta(days=6), "granted_by": "an", "granted_at": begin_of_day(DUE)}
            session.add(Extension(**KEY, unit_id=unit, reason="x", **granted))
        if deed == "waived":
            session.add(Waiver(**KEY, unit_id=unit, reason="x", granted_by="an", granted_at=begin_of_day(DUE)))
    session.flush()
    on = DUE + timedelta(days=20)
    whole = one(session, catalogue, on)
    happened = Counter(done)
    assert whole.on_time == sum(happened[deed] for deed in ("early", "last", "refiled", "extended"))
    assert (whole.late, whole.returned, whole.missing, whole.waived) == tuple(
        happened[deed] for deed in ("late", "returned", "none", "waived")
    )
    assert whole.expected == whole.on_time + whole.late + whole.returned + whole.missing
    for group in GROUPS:
        parts = punctuality(session, catalogue, on, by=(group,), **ONE)
        for metric in ("expected", "actual", "on_time", "late", "returned", "missing", "by_extension", "days_late"):
            assert sum(getattr(part, metric) for part in parts) == getattr(whole, metric)
        assert all(0 <= part.on_time <= part.actual <= part.expected for part in parts)
    asked = owes(session, catalogue, on, programme=P05, duty=MEETING, period=PERIOD)
    assert whole.expected == sum(o.is_expected for o in asked)
    assert whole.days_late == sum(o.days_late or 0 for o in asked if o.is_late and o.state in ("filed", "accepted"))


@pytest.mark.postgres
def test_postgresql_and_sqlite_agree_to_the_last_instant(province_on_postgres, province, catalogue):
    told = []
    for session in (province_on_postgres, province):
        holders = sorted(o.unit_id for o in owes(session, catalogue, DUE, **KEY))[:4]
        for unit, at in zip(holders, (0, 0, 1, -1), strict=True):
            row = Submission(**KEY, unit_id=unit, kind="nil", filed_at=end_of_day(DUE) + timedelta(microseconds=at))
            session.add(row)
        until = DUE + timedelta(days=3)
        session.add(
            Extension(**KEY, unit_id=holders[2], until=until, reason="x", granted_by="an", granted_at=begin_of_day(DUE))
        )
        session.flush()
        told.append([p.as_json() for p in punctuality(session, catalogue, date(2025, 6, 1), by=("unit",), **ONE)])
    assert told[0] == told[1]
    assert sum(p["on_time"] for p in told[0]) == 4
    assert sum(p["by_extension"] for p in told[0]) == 1


def test_a_province_with_two_years_behind_it_is_grouped_by_legal_year(province, catalogue):
    found = punctuality(province, catalogue, date(2026, 1, 5), by=("year",), programme=P05, duty=MEETING)
    assert [(p.year, p.expected, p.actual) for p in found] == [
        (year, sum(o.is_expected for o in rows), 0) for year, rows in _by_year(province, catalogue).items()
    ]


def _by_year(session: Session, catalogue: Catalogue) -> dict[int, list]:
    on = date(2026, 1, 5)
    found: dict[int, list] = {}
    for owed in owes(session, catalogue, on, programme=P05, duty=MEETING, due_until=on - timedelta(days=1)):
        found.setdefault(owed.last_valid_on.year, []).append(owed)
    return found
