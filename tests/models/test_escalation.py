"""Draft letters to the late: when they are called for, below whom, and what ends them."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.acknowledgements import acknowledge
from models.chaser_letters import ChaserLetter, drop, issue, letters
from models.errors import Refused
from models.escalation import addressed_superior, over, standing_of, superior_of, time_of, to_raise
from models.facts import Extension, Submission
from models.map_of_day import units_on
from models.mutes import mute
from models.obligations import owes
from models.quiet_hours import begin_of_day
from models.vocabulary import LetterState
from models.workdays import DAY

P05, PLAN, PERIOD = "05-ctrph-cat-mttq", "S000-12", "2024-03-15"
TOP = "police/2025-06/87"  # Công an tỉnh Đồng Tháp, above twelve districts
SEVENTH, SEVENTEENTH = "T2 25/3/2024", "T2 8/4/2024"  # working days after T5 14/3/2024


def noon(on: date) -> datetime:
    return begin_of_day(on) + timedelta(hours=12)


def of_the_plan(session, catalogue, on: date, now: datetime | None = None):
    """The letters called for about the plan of 2024."""
    return [r for r in to_raise(session, catalogue, on, now or noon(on)) if r.deadline.key == (P05, PLAN, PERIOD)]


def raised(session, catalogue, on: date, now: datetime | None = None):
    """Those below the province."""
    return [r for r in of_the_plan(session, catalogue, on, now) if r.superior_id == TOP]


def late_units(session, catalogue, on: date):
    """The districts' police that are late."""
    late = owes(session, catalogue, on, programme=P05, duty=PLAN, period=PERIOD, states=["overdue"])
    return [o for o in late if "huyện" in o.unit_name or "thành phố" in o.unit_name]


def letter_to(session, catalogue, on: date) -> ChaserLetter:
    [found] = raised(session, catalogue, on)
    row = ChaserLetter(programme=P05, duty=PLAN, period=PERIOD, superior_id=found.superior_id, number=found.number,
                       made_on=on, made_at=noon(on), units=list(found.units))  # fmt: skip
    session.add(row)
    session.flush()
    return row


def test_a_deadline_is_raised_on_the_seventh_and_the_seventeenth_working_day_and_never_after(province, catalogue, day):
    numbers = {}
    for text in ("T6 22/3/2024", SEVENTH, "T6 5/4/2024", SEVENTEENTH, "T2 22/4/2024", "T3 23/4/2024", "T2 1/7/2024"):
        found = raised(province, catalogue, day(text))
        assert len(found) <= 1
        numbers[text] = found[0].number if found else 0
    assert list(numbers.values()) == [0, 1, 1, 2, 2, 0, 0]


def test_the_late_of_one_superior_stand_in_one_letter_under_the_unit_above_them_in_their_own_tree(
    province, catalogue, day
):
    on = day(SEVENTH)
    found = of_the_plan(province, catalogue, on)
    nodes = units_on(province, on)
    for r in found:
        assert {nodes[unit].parent_id for unit in r.units} == {r.superior_id}
        assert {nodes[unit].tree for unit in (*r.units, r.superior_id)} == {"police"}
    late = owes(province, catalogue, on, programme=P05, duty=PLAN, period=PERIOD, states=["overdue"])
    assert Counter(unit for r in found for unit in r.units) == Counter(o.unit_id for o in late)
    assert len(found) == 13  # the province above the districts, each district above its communes


def test_the_second_letter_about_communes_and_districts_stands_under_the_province(province, catalogue, day):
    on = day(SEVENTEENTH)
    [found] = of_the_plan(province, catalogue, on)
    late = owes(province, catalogue, on, programme=P05, duty=PLAN, period=PERIOD, states=["overdue"])
    assert (found.number, found.superior_id) == (2, TOP)
    assert Counter(found.units) == Counter(o.unit_id for o in late)


def test_the_second_letter_climbs_one_step_where_there_is_one(province, day):
    nodes = units_on(province, day("T2 3/6/2024"), tree="police")
    commune = next(n for n in nodes.values() if n.level == "xa")
    district, top = nodes[commune.parent_id], nodes[nodes[commune.parent_id].parent_id]
    assert [superior_of(nodes, commune.id, steps) for steps in (1, 2, 3)] == [district.id, top.id, top.id]
    after = units_on(province, day("T4 1/10/2025"), tree="police")  # districts are no more
    commune = next(n for n in after.values() if n.level == "xa")
    assert after[superior_of(after, commune.id, 1)].level == "tinh"
    assert superior_of(after, "police/khong-co", 1) == ""


def test_who_filed_was_given_time_answered_or_was_muted_is_not_in_the_letter(province, catalogue, day):
    on = day(SEVENTH)
    filed, extended, answered, muted, *others = late_units(province, catalogue, on)
    key = {"programme": P05, "duty": PLAN, "period": PERIOD}
    province.add(Submission(**key, unit_id=filed.unit_id, kind="document", filed_at=noon(on), filed_by="x"))
    province.add(
        Extension(**key, unit_id=extended.unit_id, until=on, reason="x", granted_by="y", granted_at=noon(on - DAY))
    )
    acknowledge(province, catalogue, answered, by="unit", now=noon(day("T6 22/3/2024")))
    mute(province, catalogue, unit_id=muted.unit_id, until=on, reason="chuyển trụ sở", by="thammuu", now=noon(on))
    [found] = raised(province, catalogue, on, noon(on))
    assert Counter(found.units) == Counter(o.unit_id for o in others)
    [later] = raised(province, catalogue, day("T5 28/3/2024"))
    assert set(later.units) == {o.unit_id for o in others} | {answered.unit_id, muted.unit_id}


def test_an_extension_that_ran_out_is_raised_in_its_own_time(province, catalogue, day):
    first, *_ = late_units(province, catalogue, day(SEVENTH))
    until = day("T6 5/4/2024")
    province.add(
        Extension(programme=P05, duty=PLAN, period=PERIOD, unit_id=first.unit_id, until=until, reason="x",
                  granted_by="y", granted_at=noon(day("T2 18/3/2024")))
    )  # fmt: skip
    by_number = {r.number: r.units for r in raised(province, catalogue, day("T3 16/4/2024"))}
    assert by_number[1] == (first.unit_id,)
    assert first.unit_id not in by_number[2]


def test_how_the_units_of_a_letter_stand_is_told_anew_each_day(province, catalogue, day):
    on = day(SEVENTH)
    letter = letter_to(province, catalogue, on)
    first, second, *rest = late_units(province, catalogue, on)
    tomorrow = on + DAY
    province.add(
        Extension(programme=P05, duty=PLAN, period=PERIOD, unit_id=first.unit_id, until=day("T6 29/3/2024"), reason="x",
                  granted_by="y", granted_at=noon(tomorrow))
    )  # fmt: skip
    acknowledge(province, catalogue, second, by="unit", now=noon(tomorrow))
    now = noon(tomorrow) + timedelta(hours=1)
    standing = standing_of(province, catalogue, letter, tomorrow, now)
    assert {o.unit_id for o in standing.late} == {o.unit_id for o in rest}
    assert {o.unit_id: why for o, why in standing.apart} == {
        first.unit_id: "được gia hạn đến hết ngày 29/3/2024",
        second.unit_id: "đơn vị báo đã nhận ngày 26/3/2024, chưa nhắc tiếp đến hết ngày 29/3/2024",
    }
    assert standing.reported == 0
    assert over(province, catalogue, [letter], tomorrow) == []
    for o in (first, second, *rest):
        province.add(Submission(programme=P05, duty=PLAN, period=PERIOD, unit_id=o.unit_id, kind="document",
                                filed_at=now, filed_by="x"))  # fmt: skip
    assert over(province, catalogue, [letter], tomorrow) == [letter]


def test_a_draft_whose_deadline_the_rules_no_longer_know_is_left_to_a_person(province, catalogue, day):
    letter = letter_to(province, catalogue, day(SEVENTH))
    letter.period = "2019-03-15"
    assert over(province, catalogue, [letter], day(SEVENTH)) == []


def test_a_superior_that_has_ended_is_not_written_to_but_who_stands_there_now(province, catalogue, day):
    """The districts' police are no more on T3 1/7/2025; a draft from before is signed then."""
    june, july = day("T2 3/6/2024"), day("T3 1/7/2025")
    nodes = units_on(province, june, tree="police")
    district = next(n for n in nodes.values() if n.level == "huyen")
    commune = next(n for n in units_on(province, july, tree="police").values() if n.level == "xa")
    letter = ChaserLetter(programme=P05, duty=PLAN, period=PERIOD, superior_id=district.id, made_on=june,
                          made_at=noon(june), units=[commune.id])  # fmt: skip
    now = replace(late_units(province, catalogue, day(SEVENTH))[0], unit_id=commune.id)
    assert addressed_superior(province, letter, [now], "Ủy ban", june).id == district.id
    after = addressed_superior(province, letter, [now], "Ủy ban", july)
    assert (after.level, after.valid_to) == ("tinh", None)
    assert addressed_superior(province, letter, [], "Ủy ban", july) is None


def test_the_agency_does_not_write_to_itself(province, catalogue, day):
    on = day(SEVENTH)
    letter, late = letter_to(province, catalogue, on), late_units(province, catalogue, on)
    assert addressed_superior(province, letter, late, "Phòng Tham mưu, Công an Tỉnh Đồng Tháp (demo)", on) is None
    assert addressed_superior(province, letter, late, "Ủy ban MTTQ Việt Nam tỉnh Đồng Tháp", on).id == TOP


@given(data=st.data())
def test_no_unit_calls_for_more_than_two_letters_each_in_a_window_of_its_own(catalogue, data):
    due = data.draw(st.dates(date(2023, 1, 1), date(2030, 1, 1)))
    numbers = [time_of(catalogue.calendar, due, due + n * DAY) for n in range(80)]
    called = [n for n in numbers if n]
    assert called == sorted(called)
    assert set(called) == {1, 2}
    assert not any(numbers[:7])
    assert not any(numbers[60:])


# what a person does with a draft


def test_a_letter_is_issued_once_with_its_number_and_day(province, catalogue, day):
    letter = letter_to(province, catalogue, day(SEVENTH))
    now = noon(day("T4 27/3/2024"))
    for number, on, words in (
        (" ", day("T4 27/3/2024"), "số, ký hiệu"),
        ("12/CAT-PTM", day("T6 22/3/2024"), "Ngày ban hành"),
        ("12/CAT-PTM", day("T5 28/3/2024"), "Ngày ban hành"),
    ):
        with pytest.raises(Refused, match=words):
            issue(province, letter.id, number=number, on=on, by="thammuu", now=now)
    issue(province, letter.id, number=" 12/CAT-PTM ", on=day("T3 26/3/2024"), by="thammuu", now=now)
    assert (letter.state, letter.document_number, letter.by) == (LetterState.ISSUED, "12/CAT-PTM", "thammuu")
    with pytest.raises(Refused, match="không đổi được nữa"):
        drop(province, letter.id, reason="x", by="vanhanh", now=now)


def test_a_letter_is_dropped_with_a_reason_only(province, catalogue, day):
    letter = letter_to(province, catalogue, day(SEVENTH))
    now = datetime(2024, 3, 27, tzinfo=UTC)
    with pytest.raises(Refused, match="lý do"):
        drop(province, letter.id, reason=" ", by="thammuu", now=now)
    drop(province, letter.id, reason="đã gửi bản giấy", by="thammuu", now=now)
    assert [row.note for row in letters(province, LetterState.DROPPED)] == ["đã gửi bản giấy"]
    assert letters(province, LetterState.DRAFTED) == []
    with pytest.raises(Refused, match="Không có dự thảo"):
        drop(province, 999, reason="x", by="thammuu", now=now)
