"""One round: only who owes, once, on the right channel, at the right hour; a second round writes nothing."""

import threading
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.access import Link
from models.errors import Refused
from models.facts import Decision, Extension, Hold, Submission, Waiver
from models.map_of_day import name_on
from models.messages import MessageItem
from models.round_messages import OVERTAKEN
from models.settings import Settings
from models.units import Unit, UnitPast
from tasks.plan_reminders import plan_reminders
from tasks.send_messages import drain
from tasks.session import open_session

P05, MEETING, PLAN, YEARLY = "05-ctrph-cat-mttq", "S000-16", "S000-12", "S000-13"


def live(province, **kw) -> None:
    """The same home, set up for real work."""
    facts = {"agency": "Công an tỉnh", "public_url": "https://nop.example", "smtp_host": "mail.example"}
    province.home.save(Settings(mode="live", **{**facts, "sender_email": "nhac@mail.example", **kw}))


def said(province) -> list[tuple[str, str, str]]:
    """What was planned to be told, in the order of planning."""
    told = [m for m in province.messages() if m.reason != OVERTAKEN]
    return [(m.recipient, m.channel, m.subject.split("]")[0][1:]) for m in told]


def test_a_round_writes_one_digest_a_unit_and_a_second_one_nothing(province, at, day):
    for n in range(1, 6):
        province.commune(n)
    friday = day("T6 22/3/2024")
    first = plan_reminders(province.home, friday, at("22/03/2024 08:00"))
    assert (first.messages, first.planned) == (5, 5)
    assert first.stages == {"soon": 5}
    assert first.channels == {"email": 5}
    second = plan_reminders(province.home, friday, at("22/03/2024 09:00"))
    assert (second.messages, second.planned) == (0, 0)
    with open_session(province.home) as s:
        assert len(s.exec(select(MessageItem)).all()) == 5
        assert s.exec(select(Link)).all() == [], "a way in is made when its letter leaves"


def test_a_unit_to_be_renamed_is_still_called_as_today_until_then(province, at, day):
    unit = province.commune(1)
    with open_session(province.home) as s:
        s.add(UnitPast(unit_id=unit, name="Công an xã Tên Cũ", valid_to=date(2024, 6, 30)))
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    assert "Công an xã Tên Cũ" in province.words(province.messages()[0])
    assert "Công an xã Số 1" not in province.words(province.messages()[0])
    drain(province.home, at("22/03/2024 08:05"))
    assert province.messages()[0].state == "sent"
    with open_session(province.home) as s:
        assert name_on(s, s.get_one(Unit, unit), day("CN 30/6/2024")) == "Công an xã Tên Cũ"
        assert name_on(s, s.get_one(Unit, unit), day("T2 01/7/2024")) == "Công an xã Số 1"


def test_forty_late_rounds_have_one_effect(province, at, day):
    province.commune(1)
    for n in range(40):
        plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00") + timedelta(minutes=7 * n))
    assert len(province.messages()) == 1


def test_the_same_rung_is_said_once_over_all_its_days(province, at, day):
    province.commune(1)
    for n in range(4):
        today = day("T6 22/3/2024") + timedelta(days=n)
        now = at("22/03/2024 08:00") + timedelta(days=n)
        plan_reminders(province.home, today, now)
        drain(province.home, now)
    assert len(province.mails()) == 1


def test_after_a_silence_only_what_is_true_today_is_said(province, at, day):
    """Nobody ran a round in March; on T3 2/4 the reminders of March are stale, the chaser of the meeting is not."""
    province.commune(1, (MEETING, PLAN))
    report = plan_reminders(province.home, day("T3 2/4/2024"), at("02/04/2024 08:00"))
    assert report.stages == {"chaser_1": 1, "chaser_2": 1}
    assert len({m.recipient for m in province.messages()}) == 1
    assert [m.subject.startswith("[Đôn đốc lần 2] 02 việc") for m in province.messages()] == [True, True]


def test_who_has_filed_is_extended_waived_or_held_hears_nothing(province, at, day):
    now = at("22/03/2024 08:00")
    filed, waived, held, extended, owing = (province.commune(n) for n in range(1, 6))
    province.file(filed, MEETING, "2024-03", at("20/03/2024 08:00"))
    key = {"programme": P05, "duty": MEETING, "period": "2024-03"}
    granted = {"reason": "x", "granted_by": "y", "granted_at": at("20/03/2024 08:00")}
    province.add(
        Waiver(**key, unit_id=waived, **granted),
        Hold(programme=P05, unit_id=held, from_on=date(2024, 1, 1), reason="chờ"),
        Extension(**key, unit_id=extended, until=date(2024, 4, 26), **granted),
    )
    plan_reminders(province.home, day("T6 22/3/2024"), now)
    assert {m.recipient for m in province.messages()} == {owing}


def test_the_preview_says_for_each_unit_why_it_is_silent_and_writes_nothing(province, at, day):
    filed, owing = province.commune(1), province.commune(2)
    province.file(filed, MEETING, "2024-03", at("20/03/2024 08:00"))
    now = at("22/03/2024 08:00")
    preview = plan_reminders(province.home, day("T6 22/3/2024"), now, dry_run=True)
    assert [(line.unit_id, line.channel) for line in preview.lines] == [(owing, "email")]
    assert [(line.unit_id, line.silent_because) for line in preview.silent] == [(filed, "đã nộp")]
    assert province.messages() == []
    with open_session(province.home) as s:
        assert s.exec(select(Link)).all() == []
    plan_reminders(province.home, day("T6 22/3/2024"), now)
    later = plan_reminders(province.home, day("T7 23/3/2024"), at("23/03/2024 08:00"), dry_run=True)
    assert "đã nhắc nấc này" not in {line.silent_because for line in later.silent}, "what still waits was not said yet"
    same_day = plan_reminders(province.home, day("T6 22/3/2024"), now, dry_run=True)
    assert "đã nhắc nấc này ngày 22/3/2024" in {line.silent_because for line in same_day.silent}


def test_a_unit_nobody_answers_for_is_put_on_the_call_list(province, at, day):
    nobody = province.commune(1, exists=False)
    by_hand = province.commune(2, by_hand=True)
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    assert [(m.recipient, m.channel, m.address) for m in province.messages()] == [
        (nobody, "hand", ""),
        (by_hand, "hand", "02770002"),
    ]
    plan_reminders(province.home, day("T2 25/3/2024"), at("25/03/2024 08:00"))
    assert len(province.messages()) == 2, "who waits to be called is not listed again"


def test_the_call_list_forgets_who_has_filed(province, at, day):
    unit = province.commune(1, by_hand=True)
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    province.file(unit, MEETING, "2024-03", at("22/03/2024 10:00"))
    plan_reminders(province.home, day("T2 25/3/2024"), at("25/03/2024 08:00"))
    assert province.states() == {"skipped": 1}


def test_zalo_goes_beside_the_mail_from_the_last_day_on_and_the_head_is_told_last(province, at, day):
    unit = province.commune(1, (PLAN,))
    province.head(unit, "truong@demo.example")
    for text, when in (
        ("T2 11/3/2024", "11/03/2024 08:00"),
        ("T5 14/3/2024", "14/03/2024 08:00"),
        ("T4 20/3/2024", "20/03/2024 08:00"),
    ):
        plan_reminders(province.home, day(text), at(when))
    assert said(province) == [
        (unit, "email", "Nhắc việc"),
        (unit, "email", "Nhắc việc"),
        (unit, "zalo", "Nhắc việc"),
        (unit, "email", "Đôn đốc lần 2"),
        (unit, "zalo", "Đôn đốc lần 2"),
        (f"head:{unit}", "email", "Đôn đốc lần 2"),
    ]
    assert "Kính gửi: Thủ trưởng Công an xã Số 1." in province.words(province.messages()[-1])


def test_an_urgent_request_has_a_message_of_its_own(province, at, day):
    unit = province.commune(1)
    friday = day("T6 22/3/2024")
    province.request([unit], friday, date(2024, 3, 26), urgent=True)
    plan_reminders(province.home, friday, at("22/03/2024 08:00"))
    slots = {(m.slot, m.channel, m.is_urgent) for m in province.messages()}
    assert slots == {
        ("2024-03-22", "email", False),
        (f"{P05}|DX-01|2024-03-26|opened", "email", True),
        (f"{P05}|DX-01|2024-03-26|opened", "zalo", True),
    }
    plan_reminders(province.home, friday, at("22/03/2024 09:00"))
    assert len(province.messages()) == 3


def test_a_returned_filing_is_asked_for_again(province, at, day):
    unit = province.commune(1)
    submission = province.file(unit, MEETING, "2024-03", at("20/03/2024 08:00"))
    province.add(Decision(submission_id=submission, action="return", note="", by="x", at=at("21/03/2024 08:00")))
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    assert said(province) == [(unit, "email", "Đề nghị bổ sung")]
    assert "ngày 20/3/2024" in province.words(province.messages()[0])


def test_a_second_return_on_the_same_day_is_told_by_the_next_round(province, at, day):
    unit = province.commune(1)
    first = province.file(unit, MEETING, "2024-03", at("20/03/2024 08:00"))
    province.add(Decision(submission_id=first, action="return", note="", by="x", at=at("22/03/2024 07:00")))
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    drain(province.home, at("22/03/2024 08:01"))
    again = {"programme": P05, "duty": MEETING, "period": "2024-03", "unit_id": unit, "version": 2}
    second = Submission(**again, kind="document", filed_at=at("22/03/2024 09:00"), filed_by="x")
    province.add(second)
    province.add(Decision(submission_id=second.id, action="return", note="", by="x", at=at("22/03/2024 10:00")))
    for text, now in (("T2 25/3/2024", at("25/03/2024 08:00")), ("T3 26/3/2024", at("26/03/2024 08:00"))):
        plan_reminders(province.home, day(text), now)
        drain(province.home, now + timedelta(minutes=1))
    assert [m.subject.split("]")[0][1:] for m in province.messages()] == ["Đề nghị bổ sung"] * 2
    assert len(province.mails()) == 2


def test_a_round_and_a_drain_at_the_same_moment_say_a_rung_once(province, at, day, monkeypatch):
    """While the round looks at what was said, a drain wants yesterday's digest: it waits, and finds it skipped."""
    import tasks.plan_reminders as this

    province.commune(1)
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    monday, looked, drained = at("25/03/2024 07:30"), this.find_fresh, []

    def slowly(session, *args, **kw):
        seen = looked(session, *args, **kw)
        drained.append(threading.Thread(target=drain, args=(province.home, monday)))
        drained[0].start()
        drained[0].join(1)  # without a lock the drain ends here, having sent
        return seen

    monkeypatch.setattr(this, "find_fresh", slowly)
    plan_reminders(province.home, day("T2 25/3/2024"), monday)
    drained[0].join(60)
    drain(province.home, monday + timedelta(minutes=1))
    assert [m.state for m in province.messages()] == ["skipped", "sent"]
    assert len(province.mails()) == 1


def test_a_digest_that_still_waits_gives_way_to_todays(province, at, day):
    unit = province.commune(1)
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    report = plan_reminders(province.home, day("T2 25/3/2024"), at("25/03/2024 08:00"))
    assert report.superseded == 1
    assert [(m.recipient, m.state) for m in province.messages()] == [(unit, "skipped"), (unit, "planned")]


@pytest.mark.parametrize(
    ("text", "when", "sent_at"),
    [
        ("CN 24/3/2024", "24/03/2024 08:00", "25/03/2024 07:30"),  # a Sunday
        ("T3 17/2/2026", "17/02/2026 08:00", "23/02/2026 07:30"),  # the first day of Tết
        ("T5 1/1/2026", "01/01/2026 08:00", "05/01/2026 07:30"),  # New Year, 02/01 off as well
        ("T6 22/3/2024", "22/03/2024 05:00", "22/03/2024 07:30"),
        ("T6 22/3/2024", "22/03/2024 21:00", "25/03/2024 07:30"),
    ],
)
def test_quiet_hours_hold_mail_back_in_a_live_home(province, at, day, text, when, sent_at):
    province.commune(1)
    on = day(text)
    live(province)
    province.request(["police/x/1"], on - timedelta(days=1), on + timedelta(days=40))
    plan_reminders(province.home, on, at(when))
    assert {m.not_before for m in province.messages()} == {at(sent_at)}


def test_in_the_demo_alone_quiet_hours_do_not_hold_mail_back(province, at, day):
    province.commune(1)
    plan_reminders(province.home, day("CN 24/3/2024"), at("24/03/2024 23:00"))
    assert [m.not_before for m in province.messages()] == [at("24/03/2024 23:00")]


def test_a_last_reminder_is_not_held_past_the_day_it_speaks_of(province, at, day):
    """Due T7 23/3: the round of that Saturday does not wait for Monday."""
    province.commune(1, ())
    live(province)
    province.request(["police/x/1"], date(2024, 3, 15), day("T7 23/3/2024"))
    plan_reminders(province.home, day("T7 23/3/2024"), at("23/03/2024 05:00"))
    assert [(m.subject[:11], m.not_before) for m in province.messages()] == [("[Nhắc việc]", at("23/03/2024 06:00"))]


def test_outside_the_demo_another_day_is_a_rehearsal_only(province, at, day):
    province.commune(1)
    live(province)
    now = at("25/03/2024 08:00")
    with pytest.raises(Refused, match="không phải hôm nay"):
        plan_reminders(province.home, day("T6 22/3/2024"), now)
    assert plan_reminders(province.home, day("T6 22/3/2024"), now, dry_run=True).messages == 1
    assert province.messages() == []


def test_a_home_without_any_server_gets_a_call_list(province, at, day):
    province.commune(1)
    live(province, smtp_host="")
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    assert [m.channel for m in province.messages()] == ["hand"]


def test_a_demo_pointed_outside_plans_nothing(province, at, day):
    province.commune(1)
    province.home.save(Settings(mode="demo", smtp_host="mail.example"))
    with pytest.raises(Refused, match="chỉ gửi trong máy"):
        plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    assert province.messages() == []


def test_a_yearly_duty_without_a_day_is_chased_no_sooner_than_the_year_is_over(province, at, day):
    province.commune(1, (YEARLY,))
    for text, when in (("T3 31/12/2024", "31/12/2024 08:00"), ("T4 1/1/2025", "01/01/2025 08:00")):
        plan_reminders(province.home, day(text), at(when))
    assert [tag for *_, tag in said(province)] == ["Thông báo"]
