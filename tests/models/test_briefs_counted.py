"""What the briefs count is what `owes` lists, unit by unit, on the real map; only counted by the database."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from models.day_brief import UNFINISHED, day_brief
from models.desk import desk
from models.facts import Acknowledgement, Extension, Hold, Submission, Waiver
from models.messages import Message
from models.obligations import known_deadlines, owes
from models.quiet_hours import HANOI, end_of_day
from models.tallies import lateness, tallies
from models.units import Assignment, UnitPast
from models.vocabulary import ObligationState
from models.week_brief import monday_of, week_brief, week_slot

S = ObligationState
P05, P7294 = "05-ctrph-cat-mttq", "7294-ctrph-ca-mttq"


@pytest.fixture
def told(province) -> None:
    """Facts of every kind, drawn by the number of the unit, on two deadlines of 2025."""
    key = {"programme": P05, "duty": "S000-16", "period": "2025-05"}
    holders = select(Assignment.unit_id).where(Assignment.programme == P05, Assignment.duty == "S000-16")
    units = sorted(province.exec(holders))
    at = datetime(2025, 5, 30, 3, tzinfo=UTC)
    for n, unit in enumerate(units):
        who = {**key, "unit_id": unit}
        late = at + timedelta(days=5)
        if n % 7 in (0, 1):
            province.add(Submission(**who, kind="document", filed_at=at if n % 2 else late, filed_by="x"))
        elif n % 7 == 2:
            province.add(Extension(**who, until=date(2025, 6, 5), reason="x", granted_by="x", granted_at=at))
        elif n % 7 == 3:
            province.add(Waiver(**who, reason="x", granted_by="x", granted_at=at))
        elif n % 35 == 4:
            province.add(
                Acknowledgement(
                    **who, stage="chaser_1", until=date(2025, 6, 4), reason="x", by="unit", at=at + timedelta(days=3)
                )
            )
    province.add(Hold(programme=P7294, from_on=date(2025, 6, 1), reason="x"))
    province.commit()


def counted(found):
    return Counter((o.deadline.key, o.state, o.due_on, o.extended_until is not None) for o in found)


@pytest.mark.parametrize("day_text", ["T6 30/05/2025", "T2 02/06/2025", "T4 04/06/2025", "T2 09/06/2025"])
def test_a_tally_is_the_count_of_who_owes(province, told, catalogue, day, day_text):
    on = day(day_text)
    known = tallies(province, catalogue, on, UNFINISHED)
    listed = owes(province, catalogue, on, states=UNFINISHED)
    assert Counter({(t.deadline.key, t.state, t.due_on, t.is_extended): t.units for t in known}) == counted(listed)
    assert {(t.title, t.due_words) for t in known} == {(o.title, o.due_words) for o in listed}
    assert [t.due_on for t in known] == sorted(t.due_on for t in known)


def test_the_units_most_behind_come_first_and_are_all_counted(province, told, catalogue, day):
    on = day("T2 09/06/2025")
    past = [d for d in known_deadlines(province, catalogue, by=end_of_day(on)) if d.due_on < on]
    late = Counter(o.unit_id for o in owes(province, catalogue, on, states=[S.OVERDUE]))
    found = lateness(province, catalogue, on, past, 10)
    assert found.units == len(late)
    assert [b.duties for b in found.first] == sorted(late.values(), reverse=True)[:10]
    assert all(late[b.unit_id] == b.duties for b in found.first)
    by_programme = {(o.programme, o.unit_id) for o in owes(province, catalogue, on, states=[S.OVERDUE])}
    assert found.by_programme == Counter(programme for programme, _ in by_programme)


def test_a_unit_most_behind_is_called_as_it_was_that_day(province, told, catalogue, day):
    on = day("T2 09/06/2025")
    past = [d for d in known_deadlines(province, catalogue, by=end_of_day(on)) if d.due_on < on]
    [first] = lateness(province, catalogue, on, past, 1).first
    province.add(UnitPast(unit_id=first.unit_id, name="Tên ngày ấy", valid_to=date(2025, 6, 30)))
    province.flush()
    assert lateness(province, catalogue, on, past, 1).first[0].name == "Tên ngày ấy"


def test_the_first_page_after_tet_speaks_of_the_last_week_that_was_worked_too(province, catalogue, day):
    """Tết 2026 takes the whole week of T2 16/2: nobody was sent a page then, nor told of the week before it."""
    calendar, monday = catalogue.calendar, day("T2 23/2/2026")
    assert calendar.next_working_after(day("T6 13/2/2026")) == monday
    assert week_brief(province, catalogue, monday).since == day("T2 9/2/2026")
    assert week_brief(province, catalogue, day("T6 27/2/2026")).since == day("T2 9/2/2026")
    assert week_brief(province, catalogue, day("T2 2/3/2026")).since == monday


def test_the_week_counts_who_filed_in_time_extensions_included(province, told, catalogue, day):
    on = day("T2 09/06/2025")
    brief = week_brief(province, catalogue, on)
    week = (date(2025, 6, 2), date(2025, 6, 8))
    owed = owes(province, catalogue, on, due_from=date(2025, 2, 1))
    due = [o for o in owed if week[0] <= o.due_on <= week[1] and o.is_expected]
    assert brief.expected == len(due) > 0
    in_time = [o for o in due if o.first_filed_at and o.first_filed_at <= o.due_at]
    assert brief.in_time == len(in_time)
    assert sum(line.expected for line in brief.lines) == brief.expected
    assert sum(line.late_units for line in brief.lines) >= brief.late_units > 0


def test_the_month_s_end_is_counted_in_the_week_it_lies_in(province, told, catalogue, day):
    brief = week_brief(province, catalogue, day("T2 02/06/2025"))
    owed = owes(province, catalogue, day("T2 02/06/2025"), due_from=date(2025, 5, 26))
    due = [o for o in owed if o.due_on <= date(2025, 6, 1) and o.is_expected]
    assert (brief.expected, brief.in_time) == (len(due), sum(not o.is_late for o in due if o.first_filed_at))
    assert brief.in_time > 0


def test_the_morning_knows_who_asked_for_time_and_what_came_in(province, told, catalogue, day):
    on = day("T4 04/06/2025")
    now = datetime(2025, 6, 4, 7, 30, tzinfo=HANOI)
    brief = day_brief(province, catalogue, on, now)
    asked = set(province.exec(select(Acknowledgement.unit_id)))
    late = owes(province, catalogue, on, duty="S000-16", period="2025-05", states=[S.OVERDUE])
    assert brief.put_off == brief.put_off_late == sum(o.unit_id in asked for o in late) > 0
    came = province.exec(select(Submission).where(Submission.filed_at > datetime(2025, 6, 1, tzinfo=UTC))).all()
    assert sum(r.filings for r in brief.received) == 0, "they came after half past seven"
    assert sum(r.filings for r in day_brief(province, catalogue, on, end_of_day(on)).received) == len(came) > 0
    assert brief.received_since == datetime(2025, 6, 3, 7, 30, tzinfo=HANOI)
    after = day_brief(province, catalogue, day("T5 05/06/2025"), now + timedelta(days=1))
    assert after.put_off == 0, "the time they asked for has run out"


def test_a_morning_after_a_holiday_looks_back_to_the_last_working_day(province, catalogue, day):
    brief = day_brief(province, catalogue, day("T2 05/05/2025"), datetime(2025, 5, 5, 7, 30, tzinfo=HANOI))
    assert brief.received_since.date() < date(2025, 5, 1)


@pytest.mark.postgres
def test_postgresql_counts_the_same(province_on_postgres, catalogue, day):
    on = day("T2 09/06/2025")
    brief = week_brief(province_on_postgres, catalogue, on)
    owed = owes(province_on_postgres, catalogue, on, states=[S.OVERDUE])
    assert brief.late_units == len({o.unit_id for o in owed}) > 0
    morning = day_brief(province_on_postgres, catalogue, on, datetime(2025, 6, 9, 7, 30, tzinfo=HANOI))
    assert sum(t.units for t in morning.overdue) == len(owed)


def test_an_empty_desk_is_no_desk(province):
    assert not desk(province, date(2025, 6, 9))


def test_old_troubles_leave_the_desk(province):
    now = datetime(2025, 6, 9, tzinfo=UTC)
    province.add(
        Message(
            recipient="u", channel="email", slot="s", state="unknown", address="a", subject="s",
            as_of=date(2025, 6, 9), planned_at=now, not_before=now, expires_at=now,
        )
    )  # fmt: skip
    province.flush()
    assert desk(province, date(2025, 7, 9)).unknown == 1
    assert desk(province, date(2025, 7, 10)).unknown == 0


@pytest.mark.parametrize(
    ("day_text", "slot", "monday"),
    [
        ("CN 22/11/2026", "2026-W47", "T2 16/11/2026"),
        ("T2 23/11/2026", "2026-W48", "T2 23/11/2026"),
        ("T6 01/01/2027", "2026-W53", "T2 28/12/2026"),
        ("T2 04/01/2027", "2027-W01", "T2 04/01/2027"),
    ],
)
def test_a_week_is_named_as_iso_names_it(day, day_text, slot, monday):
    assert week_slot(day(day_text)) == slot
    assert monday_of(day(day_text)) == day(monday)
