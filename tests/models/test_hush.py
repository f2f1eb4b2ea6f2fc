"""Silences: an officer's mute, a unit's own word, a budget used up; and that each ends when it should."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from models.acknowledgements import acknowledge, snooze, stage_answered, words_on
from models.errors import Refused
from models.facts import Acknowledgement, Audit, Decision, Extension, Request, Submission
from models.hush import Hushed, hushed
from models.messages import Message, MessageItem
from models.mutes import LONGEST, mute, mutes_on, unmute
from models.obligations import owes
from models.quiet_hours import HANOI, begin_of_day
from models.rests import LATE, rungs_rested
from models.vocabulary import ObligationState, Stage
from models.workdays import DAY

P05, PLAN, MEETING = "05-ctrph-cat-mttq", "S000-12", "S000-16"


def at(text: str) -> datetime:
    """`15/03/2024 08:00` in Hanoi, as UTC."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=HANOI).astimezone(UTC)


@pytest.fixture
def plan_of(province, catalogue):
    """The plan a district police owed before T6 15/03/2024, as it stands on a day."""

    def find(on: date):
        return next(o for o in owes(province, catalogue, on, programme=P05, duty=PLAN) if o.period == "2024-03-15")

    return find


def why(session, catalogue, o, stage, on, now=None) -> str:
    return hushed(session, catalogue, on, now or begin_of_day(on) + timedelta(hours=8)).why(o.key, Stage.of(stage))


# mutes


def test_a_mute_silences_its_scope_through_its_last_day_and_no_other(province, catalogue, plan_of, day):
    on = day("T2 11/3/2024")
    o = plan_of(on)
    mute(province, catalogue, programme=P05, duty=PLAN, unit_id=o.unit_id, until=day("T4 13/3/2024"),
         reason="đang chuyển trụ sở", by="thammuu", now=at("11/03/2024 07:00"))  # fmt: skip
    said = why(province, catalogue, o, "soon", on)
    assert said == "tạm ngừng nhắc đến hết ngày 13/3/2024 (đang chuyển trụ sở)"
    assert why(province, catalogue, o, "last_day", day("T4 13/3/2024"))
    assert not why(province, catalogue, o, "last_day", day("T5 14/3/2024"))
    assert not why(province, catalogue, replace(o, unit_id="police/khac"), "soon", on)
    assert not why(province, catalogue, replace(o, duty=MEETING), "soon", on)


@pytest.mark.parametrize("scope", [{"programme": P05}, {"programme": P05, "duty": PLAN}, {"unit_id": "own"}])
def test_what_a_mute_leaves_open_means_all(province, catalogue, plan_of, day, scope):
    on = day("T2 11/3/2024")
    o = plan_of(on)
    scope = {name: o.unit_id if value == "own" else value for name, value in scope.items()}
    mute(province, catalogue, **scope, until=on, reason="sắp xếp", by="thammuu", now=at("11/03/2024 07:00"))
    assert why(province, catalogue, o, "last_day", on)


def test_a_lifted_mute_is_heard_again_at_once_and_both_words_are_kept_with_their_names(
    province, catalogue, plan_of, day
):
    on = day("T2 11/3/2024")
    o, now = plan_of(on), at("11/03/2024 07:00")
    asked = {"unit_id": o.unit_id, "until": on, "reason": "nhầm", "by": "thammuu", "now": now}
    row = mute(province, catalogue, **asked)
    assert mute(province, catalogue, **asked).id == row.id
    unmute(province, row.id, by="vanhanh", now=at("11/03/2024 09:00"))
    unmute(province, row.id, by="lanhdao", now=at("11/03/2024 10:00"))
    assert why(province, catalogue, o, "soon", on, at("11/03/2024 08:59"))
    assert not why(province, catalogue, o, "soon", on, at("11/03/2024 09:00"))
    assert mutes_on(province, on, at("11/03/2024 10:00")) == []
    lines = [(a.actor, a.action) for a in province.exec(select(Audit).where(Audit.subject == f"mute:{row.id}"))]
    assert lines == [("thammuu", "mute"), ("vanhanh", "unmute")]


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        ({}, "công tắc dừng gửi"),
        ({"duty": PLAN, "unit_id": "police/khong-co"}, "chọn chương trình"),
        ({"programme": "99"}, "Không có chương trình"),
        ({"programme": P05, "duty": "S000-99"}, "không có nhiệm vụ"),
        ({"unit_id": "police/khong-co"}, "Không có đơn vị"),
        ({"programme": P05, "reason": " "}, "lý do"),
        ({"programme": P05, "until": date(2024, 3, 10)}, "từ hôm nay"),
        ({"programme": P05, "until": date(2024, 3, 11) + LONGEST + DAY}, "không quá 90 ngày"),
    ],
)
def test_a_mute_that_cannot_be_is_refused_and_leaves_nothing(province, catalogue, scope, words):
    asked = {"until": date(2024, 3, 12), "reason": "x", "by": "thammuu", "now": at("11/03/2024 07:00"), **scope}
    with pytest.raises(Refused, match=words):
        mute(province, catalogue, **asked)
    assert not province.exec(select(Audit).where(Audit.action == "mute")).all()


# acknowledgements


def test_an_acknowledgement_silences_further_reminders_but_never_the_last_day_or_a_chaser(
    province, catalogue, plan_of, day
):
    o = plan_of(day("T4 6/3/2024"))
    acknowledge(province, catalogue, o, by="unit", now=at("06/03/2024 09:00"))
    on = day("T2 11/3/2024")
    assert (
        why(province, catalogue, o, "soon", on) == "đơn vị báo đã nhận ngày 06/3/2024, không nhắc thêm trước ngày cuối"
    )
    assert not why(province, catalogue, o, "soon", on, at("06/03/2024 08:59"))
    for stage in ("last_day", "chaser_1", "chaser_2", "returned"):
        assert not why(province, catalogue, o, stage, on)


def test_an_acknowledgement_given_late_rests_the_climb_for_three_working_days(province, catalogue, plan_of, day):
    """Due T5 14/3/2024; said T3 19/3: silent through T6 22/3, chased again on T2 25/3."""
    o = plan_of(day("T3 19/3/2024"))
    row = acknowledge(province, catalogue, o, by="unit", now=at("19/03/2024 09:00"))
    assert row.stage == "chaser_1"
    assert why(province, catalogue, o, "chaser_2", day("T6 22/3/2024"))
    assert not why(province, catalogue, o, "chaser_2", day("T2 25/3/2024"))


def test_said_twice_in_a_day_it_is_one(province, catalogue, plan_of, day):
    o = plan_of(day("T4 6/3/2024"))
    first = acknowledge(province, catalogue, o, by="unit", now=at("06/03/2024 09:00"))
    assert acknowledge(province, catalogue, o, by="unit", now=at("06/03/2024 09:00")).id == first.id
    assert len(province.exec(select(Acknowledgement)).all()) == 1


def test_a_word_on_what_was_sent_back_silences_only_that(province, catalogue, plan_of, day):
    o = replace(plan_of(day("T3 19/3/2024")), state=ObligationState.RETURNED)
    assert stage_answered(catalogue, o, at("19/03/2024 09:00")) is Stage.RETURNED
    said = Acknowledgement(**dict(zip(("programme", "duty", "period", "unit_id"), o.key, strict=True)),
                           stage="returned", by="unit", at=at("19/03/2024 09:00"))  # fmt: skip
    rested = rungs_rested(catalogue.calendar, [said], day("T4 20/3/2024"))
    assert {key[4] for key in rested} == {"returned"}


# hold-offs


def test_a_hold_off_reaches_at_most_the_day_before_the_target(province, catalogue, plan_of, day):
    """Target T5 14/3/2024: T4 13/3 is the last silent day there may be, and the last day is spoken of all the same."""
    o = plan_of(day("T4 6/3/2024"))
    asked = {"reason": "chờ số liệu của các tổ", "by": "unit", "now": at("06/03/2024 09:00")}
    for wrong in ("T5 14/3/2024", "T7 9/3/2024", "T3 5/3/2024"):
        with pytest.raises(Refused, match="từ hôm nay đến 13/3/2024"):
            snooze(province, catalogue, o, until=day(wrong), **asked)
    snooze(province, catalogue, o, until=day("T4 13/3/2024"), **asked)
    assert why(province, catalogue, o, "soon", day("T4 13/3/2024")).startswith("đơn vị hẹn lại đến hết ngày 13/3/2024")
    assert not why(province, catalogue, o, "last_day", day("T4 13/3/2024"))
    assert not why(province, catalogue, o, "soon", day("T5 14/3/2024"))


def test_a_hold_off_needs_a_reason_and_a_day_left(province, catalogue, plan_of, day):
    o = plan_of(day("T5 14/3/2024"))
    with pytest.raises(Refused, match="lý do"):
        snooze(province, catalogue, o, until=day("T5 14/3/2024"), reason=" ", by="unit", now=at("14/03/2024 09:00"))
    asked = {"until": day("T5 14/3/2024"), "reason": "gọi 0912 345 678"}
    with pytest.raises(Refused, match="thông tin về cá nhân"):
        snooze(province, catalogue, o, **asked, by="unit", now=at("14/03/2024 09:00"))
    with pytest.raises(Refused, match="không hẹn lại được nữa"):
        snooze(province, catalogue, o, until=day("T5 14/3/2024"), reason="x", by="unit", now=at("14/03/2024 09:00"))


def test_late_one_may_hold_off_five_working_days_and_twice(province, catalogue, plan_of, day):
    o = plan_of(day("T3 19/3/2024"))
    now = at("19/03/2024 09:00")
    with pytest.raises(Refused, match="đến 26/3/2024"):
        snooze(province, catalogue, o, until=day("T4 27/3/2024"), reason="x", by="unit", now=now)
    snooze(province, catalogue, o, until=day("T3 26/3/2024"), reason="x", by="unit", now=now)
    assert why(province, catalogue, o, "chaser_2", day("T3 26/3/2024"))
    assert not why(province, catalogue, o, "chaser_2", day("T4 27/3/2024"))
    snooze(province, catalogue, o, until=day("T4 27/3/2024"), reason="y", by="unit", now=at("27/03/2024 09:00"))
    with pytest.raises(Refused, match="không hẹn lại được nữa"):
        snooze(province, catalogue, o, until=day("T6 29/3/2024"), reason="z", by="unit", now=at("28/03/2024 09:00"))


def test_pressing_again_does_not_put_off_the_chase_for_ever(province, catalogue, plan_of, day):
    """Late, each stage is answered once: three working days for the first chaser, three for the second, no more."""
    silent = []
    for n in range(30):
        on = day("T6 15/3/2024") + n * DAY
        o, now = plan_of(on), begin_of_day(on) + timedelta(hours=9)
        acknowledge(province, catalogue, o, by="unit", now=now)
        if catalogue.calendar.is_working(on) and why(province, catalogue, o, "chaser_2", on, now):
            silent.append(on)
    assert len(silent) <= 2 * 4
    assert silent[-1] < day("T2 1/4/2024")


def test_after_an_extension_that_ran_out_a_unit_may_answer_anew(province, catalogue, plan_of, day):
    o = plan_of(day("T6 15/3/2024"))
    first = acknowledge(province, catalogue, o, by="unit", now=at("15/03/2024 09:00"))
    province.add(
        Extension(programme=o.programme, duty=o.duty, period=o.period, unit_id=o.unit_id, until=day("T6 22/3/2024"),
                  reason="x", granted_by="thammuu", granted_at=at("15/03/2024 10:00"))
    )  # fmt: skip
    province.flush()
    late = plan_of(day("T2 25/3/2024"))
    assert acknowledge(province, catalogue, late, by="unit", now=at("25/03/2024 09:00")).id != first.id
    assert why(province, catalogue, late, "chaser_2", day("T5 28/3/2024"))


def test_a_word_on_a_return_does_not_silence_the_next_one(province, catalogue, plan_of, day):
    on = day("T2 18/3/2024")
    o = plan_of(on)
    key = {"programme": o.programme, "duty": o.duty, "period": o.period, "unit_id": o.unit_id}

    def send_back(version: int, when: datetime) -> None:
        filed = Submission(**key, version=version, kind="document", state="returned", filed_at=when, filed_by="x")
        province.add(filed)
        province.flush()
        province.add(Decision(submission_id=filed.id, action="return", note="x", by="thammuu", at=when))
        province.flush()

    send_back(1, at("18/03/2024 08:00"))
    returned = plan_of(on)
    assert returned.state is ObligationState.RETURNED
    first = acknowledge(province, catalogue, returned, by="unit", now=at("18/03/2024 09:00"))
    later = at("19/03/2024 10:00")
    assert why(province, catalogue, o, "returned", day("T3 19/3/2024"), later)
    send_back(2, at("19/03/2024 11:00"))
    assert not why(province, catalogue, o, "returned", day("T3 19/3/2024"), at("19/03/2024 12:00"))
    assert words_on(province, o.unit_id, at("19/03/2024 12:00")) == []
    again = acknowledge(province, catalogue, returned, by="unit", now=at("19/03/2024 13:00"))
    assert again.id != first.id
    assert acknowledge(province, catalogue, returned, by="unit", now=at("21/03/2024 13:00")).id == again.id


def test_nothing_can_be_said_of_what_is_settled(province, catalogue, plan_of, day):
    o = plan_of(day("T4 6/3/2024"))
    for state in ("filed", "accepted", "waived", "ended", "waiting", "upcoming"):
        with pytest.raises(Refused, match="không cần xác nhận"):
            acknowledge(
                province, catalogue, replace(o, state=type(o.state)(state)), by="unit", now=at("06/03/2024 9:00")
            )


@given(data=st.data())
def test_whatever_a_unit_says_before_its_day_the_last_day_and_every_chaser_are_spoken_of(catalogue, data):
    """By design of the arithmetic: no word given in time silences anything but what prepares."""
    stage = data.draw(st.sampled_from([s for s in Stage if s not in LATE]))
    said_at = at("01/01/2026 08:00") + timedelta(hours=data.draw(st.integers(0, 8000)))
    until = data.draw(st.none() | st.dates(date(2026, 1, 1), date(2027, 6, 1)))
    row = Acknowledgement(
        programme="p", duty="d", period="k", unit_id="u", stage=str(stage), until=until, by="unit", at=said_at
    )
    on = data.draw(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    silent = {Stage.of(key[4]) for key in rungs_rested(catalogue.calendar, [row], on)}
    assert silent <= {Stage.OPENED, Stage.SOON, Stage.EVENT_AHEAD, Stage.REVIEW_AHEAD}


# budget


def heard(session, unit: str, days: list[date], *, state="sent", urgent=False, channel="email") -> None:
    for on in days:
        moments = dict.fromkeys(("planned_at", "not_before", "expires_at"), begin_of_day(on))
        row = Message(
            recipient=unit, channel=channel, slot=on.isoformat(), state=state, address="x@y.example", subject="",
            as_of=on, is_urgent=urgent, **moments,
        )  # fmt: skip
        session.add(row)
        session.flush()
        session.add(MessageItem(message_id=row.id, programme=P05, duty=MEETING, period="k", unit_id=unit, stage="soon"))
    session.flush()


def with_budget(catalogue, most: int):
    programmes = {**catalogue.programmes, P05: replace(catalogue.programme(P05), message_budget=most)}
    return replace(catalogue, programmes=programmes, memo={})


def test_a_unit_that_had_its_share_hears_only_of_the_last_day_of_chasers_and_of_what_is_urgent(
    province, catalogue, plan_of, day
):
    on = day("T2 11/3/2024")
    o = plan_of(on)
    law = with_budget(catalogue, 2)
    urgent = Request(programme=P05, code="DX-9", title="x", document="1", document_on=on, bound="by", named_on=on,
                     is_urgent=True, by="thammuu", at=begin_of_day(on))  # fmt: skip
    province.add(urgent)
    heard(province, o.unit_id, [date(2024, 2, 1), date(2024, 2, 5)])
    assert "02 tin nhắc năm 2024" in why(province, law, o, "soon", on)
    for stage in ("last_day", "chaser_1", "chaser_2", "returned"):
        assert not why(province, law, o, stage, on)
    assert not why(province, law, replace(o, duty="DX-9"), "soon", on)
    urgent.is_urgent = False  # a request is news even where the year's share is spent
    province.flush()
    assert not why(province, law, replace(o, duty="DX-9"), "opened", on)
    assert not why(province, catalogue, o, "soon", on)  # no budget, no silence


def test_the_share_counts_days_not_channels_nor_what_nobody_heard_nor_today(province, catalogue, plan_of, day):
    on = day("T2 11/3/2024")
    o, law = plan_of(on), with_budget(catalogue, 2)
    first = date(2024, 2, 1)
    heard(province, o.unit_id, [first])
    heard(province, o.unit_id, [first], channel="zalo")
    heard(province, o.unit_id, [date(2024, 2, 2)], state="skipped")
    heard(province, o.unit_id, [date(2024, 2, 5)], urgent=True)
    heard(province, o.unit_id, [date(2023, 12, 29), on])
    assert not why(province, law, o, "soon", on)
    heard(province, o.unit_id, [date(2024, 2, 6)], state="planned")
    assert why(province, law, o, "soon", on)


def test_the_same_silences_are_found_for_some_units_only_and_on_postgres(province_on_postgres, catalogue, day):
    session, law = province_on_postgres, with_budget(catalogue, 1)
    on = day("T2 11/3/2024")
    first, second = [o for o in owes(session, law, on, programme=P05, duty=PLAN) if o.period == "2024-03-15"][:2]
    heard(session, first.unit_id, [date(2024, 2, 1)])
    acknowledge(session, law, second, by="unit", now=at("11/03/2024 07:00"))
    now = at("11/03/2024 08:00")
    everyone, only = hushed(session, law, on, now), hushed(session, law, on, now, [first.unit_id])
    assert everyone.why(first.key, Stage.SOON) == only.why(first.key, Stage.SOON) != ""
    assert everyone.why(second.key, Stage.SOON)
    assert not only.why(second.key, Stage.SOON)
    assert not Hushed()
    session.rollback()
