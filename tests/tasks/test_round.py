"""A round as one statement: a second one writes nothing, a late one says what is true today, a preview is the round."""

from datetime import date, timedelta

import pytest
from sqlmodel import func, select

from models.access import Link
from models.contents import words_of
from models.facts import Acknowledgement, Extension, Mute, Waiver
from models.hush import Hushed
from models.messages import Content, Message, MessageItem, Suppression
from models.outbox import turn_kill_switch
from models.pulses import Pulse, last_pulse
from models.round_messages import OVERTAKEN
from models.units import Contact
from models.vocabulary import Work
from tasks.plan_reminders import plan_reminders
from tasks.preview import preview_day
from tasks.send_messages import drain
from tasks.session import open_session
from tests.shown_and_sent import shown_and_sent

P05, MEETING, PLAN = "05-ctrph-cat-mttq", "S000-16", "S000-12"


def pulse(province):
    with open_session(province.home) as s:
        return last_pulse(s, Work.ROUND)


def items(province, message) -> list[str]:
    with open_session(province.home) as s:
        return sorted(s.exec(select(MessageItem.stage).where(MessageItem.message_id == message.id)))


def test_a_thousand_units_share_one_text_and_no_link_is_kept(province, at, day):
    for n in range(1, 6):
        province.commune(n)
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    with open_session(province.home) as s:
        assert s.scalar(select(func.count()).select_from(Content)) == 1
        assert s.exec(select(Link)).all() == []
        (text,) = (words.text for words in words_of(s, [province.messages()[0].content_id]).values())
    assert "/n/" not in text
    drain(province.home, at("22/03/2024 08:05"))
    bodies = [mail.body("plain") for mail in province.mailbox.mails()]
    assert len({body for body in bodies}) == 5
    assert all("/n/" in body for body in bodies)
    assert {m.link_id is not None and m.message_id != "" for m in province.messages()} == {True}


def test_a_second_round_of_the_day_knows_that_nothing_moved(province, at, day):
    province.commune(1)
    friday = day("T6 22/3/2024")
    assert not plan_reminders(province.home, friday, at("22/03/2024 08:00")).is_repeat
    assert pulse(province).runs == 1
    again = plan_reminders(province.home, friday, at("22/03/2024 09:00"))
    assert (again.is_repeat, again.planned) == (True, 0)
    assert pulse(province).runs == 1, "a round that looked at nothing leaves no trace"


def change_contact(province, unit):
    with open_session(province.home) as s:
        old = s.exec(select(Contact).where(Contact.unit_id == unit)).one()
        old.valid_to = date(2024, 3, 21)
        s.add_all([old, Contact(unit_id=unit, email="moi@demo.example", valid_from=date(2024, 3, 22))])


KEY = {"programme": P05, "duty": MEETING, "period": "2024-03"}
GRANTED = {"reason": "x", "granted_by": "y"}


@pytest.mark.parametrize(
    "write",
    [
        lambda p, u, at: p.file(u, MEETING, "2024-03", at("22/03/2024 08:30")),
        lambda p, u, at: p.add(Waiver(**KEY, unit_id=u, **GRANTED, granted_at=at("22/03/2024 08:30"))),
        lambda p, u, at: p.add(
            Extension(**KEY, unit_id=u, until=date(2024, 4, 26), **GRANTED, granted_at=at("22/03/2024 08:30"))
        ),
        lambda p, u, at: p.add(Mute(unit_id=u, until=date(2024, 3, 30), reason="x", by="y", at=at("22/03/2024 08:30"))),
        lambda p, u, at: p.add(Acknowledgement(**KEY, unit_id=u, stage="soon", by="unit", at=at("22/03/2024 08:30"))),
        lambda p, u, at: change_contact(p, u),
        lambda p, u, at: p.add(
            Suppression(channel="email", address="x@x.example", reason="", since=at("22/03/2024 08:30"))
        ),
        lambda p, u, at: p.request([u], date(2024, 3, 22), date(2024, 4, 26)),
        lambda p, u, at: p.commune(2),
        lambda p, u, at: p.home.save(p.home.settings().model_copy(update={"focal_point": "Đội khác"})),
    ],
    ids=["filed", "waived", "extended", "muted", "acknowledged", "contact", "dead", "request", "unit", "settings"],
)
def test_whatever_moved_makes_the_next_round_of_the_day_a_whole_one(province, at, day, write):
    unit, friday = province.commune(1), day("T6 22/3/2024")
    plan_reminders(province.home, friday, at("22/03/2024 08:00"))
    write(province, unit, at)
    assert not plan_reminders(province.home, friday, at("22/03/2024 09:00")).is_repeat
    assert plan_reminders(province.home, friday, at("22/03/2024 09:10")).is_repeat


def test_a_new_request_after_the_digest_of_the_day_waits_for_the_next_one_and_the_preview_says_so(province, at, day):
    unit, friday = province.commune(1), day("T6 22/3/2024")
    plan_reminders(province.home, friday, at("22/03/2024 08:00"))
    province.request([unit], friday, date(2024, 4, 26))
    shown = plan_reminders(province.home, friday, at("22/03/2024 09:00"), dry_run=True)
    assert shown.messages == 0
    assert "đơn vị đã có bản tin của ngày; việc này vào bản tin ngày sau" in shown.reasons
    assert plan_reminders(province.home, friday, at("22/03/2024 09:00")).planned == 0
    drain(province.home, at("22/03/2024 09:10"))
    assert plan_reminders(province.home, day("T2 25/3/2024"), at("25/03/2024 08:00")).stages == {"opened": 1}


def test_the_tick_of_every_few_minutes_plans_urgent_requests_only(province, at, day):
    unit, friday = province.commune(1), day("T6 22/3/2024")
    assert plan_reminders(province.home, friday, at("22/03/2024 09:00"), only_urgent=True).planned == 0
    province.request([unit], friday, date(2024, 3, 26), urgent=True)
    for minute in ("09:10", "09:20"):
        plan_reminders(province.home, friday, at(f"22/03/2024 {minute}"), only_urgent=True)
    assert {(m.slot, m.channel) for m in province.messages()} == {
        (f"{P05}|DX-01|2024-03-26|opened", "email"),
        (f"{P05}|DX-01|2024-03-26|opened", "zalo"),
    }
    assert pulse(province) is None, "the daily round is still to come"
    assert plan_reminders(province.home, friday, at("22/03/2024 09:30")).stages == {"soon": 1}


def test_after_days_without_a_round_what_was_overtaken_is_kept_as_skipped_and_never_said(province, at, day):
    unit = province.commune(1, (PLAN,))
    plan_reminders(province.home, day("T2 11/3/2024"), at("11/03/2024 08:00"))
    drain(province.home, at("11/03/2024 08:05"))
    late = plan_reminders(province.home, day("T4 20/3/2024"), at("20/03/2024 08:00"))
    assert (late.stages, late.overtaken) == ({"chaser_2": 1}, 2)
    stale = [m for m in province.messages() if m.reason == OVERTAKEN]
    assert [(m.recipient, m.state, m.slot, items(province, m)) for m in stale] == [
        (unit, "skipped", "2024-03-14", ["last_day"]),
        (unit, "skipped", "2024-03-15", ["chaser_1"]),
    ]
    for n in range(40):
        plan_reminders(province.home, day("T4 20/3/2024"), at("20/03/2024 08:10") + timedelta(minutes=7 * n))
    assert len([m for m in province.messages() if m.reason == OVERTAKEN]) == 2
    drain(province.home, at("20/03/2024 16:00"))
    subjects = [mail.subject.split("]")[0][1:] for mail in province.mailbox.mails()]
    assert subjects == ["Đôn đốc lần 2", "Nhắc việc"]


def test_a_first_round_ever_holds_nothing_against_the_days_before(province, at, day):
    province.commune(1, (PLAN,))
    assert plan_reminders(province.home, day("T4 20/3/2024"), at("20/03/2024 08:00")).overtaken == 0


def test_a_muted_unit_hears_nothing_and_the_preview_says_why(province, at, day):
    unit, other = province.commune(1), province.commune(2)
    province.add(
        Mute(unit_id=unit, until=date(2024, 3, 30), reason="sáp nhập", by="tham-muu", at=at("21/03/2024 08:00"))
    )
    shown = plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"), dry_run=True)
    assert [(line.unit_id, "sáp nhập" in line.silent_because) for line in shown.silent] == [(unit, True)]
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    assert [m.recipient for m in province.messages()] == [other]


def test_who_asks_for_silence_after_the_round_hears_nothing_either(province, at, day):
    muted, rested, owing = (province.commune(n) for n in (1, 2, 3))
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    said = {"by": "tham-muu", "at": at("22/03/2024 08:01")}
    province.add(
        Mute(unit_id=muted, until=date(2024, 3, 30), reason="sáp nhập", **said),
        Acknowledgement(**KEY, unit_id=rested, stage="soon", **said),
    )
    drain(province.home, at("22/03/2024 08:05"))
    assert {m.recipient: m.state for m in province.messages()} == {muted: "skipped", rested: "skipped", owing: "sent"}
    assert [m.reason != "" for m in province.messages() if m.state == "skipped"] == [True, True]


def test_an_address_that_died_after_the_round_is_not_tried_the_next_channel_is(province, at, day):
    unit = province.commune(1)
    plan_reminders(province.home, day("T6 22/3/2024"), at("22/03/2024 08:00"))
    province.add(Suppression(channel="email", address="xa-1@demo.example", reason="550", since=at("22/03/2024 08:01")))
    drain(province.home, at("22/03/2024 08:05"))
    drain(province.home, at("22/03/2024 08:06"))
    assert [(m.recipient, m.channel, m.state) for m in province.messages()] == [
        (unit, "email", "skipped"),
        (unit, "zalo", "sent"),
    ]
    assert province.mails() == []


def test_the_preview_names_the_dead_address_and_a_stopped_outbox(province, at, day):
    province.commune(1)
    province.add(Suppression(channel="email", address="xa-1@demo.example", reason="550", since=at("21/03/2024 08:00")))
    with open_session(province.home) as s:
        turn_kill_switch(s, on=True, by="admin", now=at("21/03/2024 09:00"))
    shown = preview_day(province.home, day("T6 22/3/2024"), at("21/03/2024 10:00"))
    assert [(letter.channel, letter.instead_of) for letter in shown.letters] == [("zalo", ("email",))]
    assert shown.is_stopped


@pytest.mark.parametrize("where", ["province", "province_on_postgres"])
def test_what_is_shown_of_tomorrow_is_what_is_sent_tomorrow(request, at, day, where):
    province = request.getfixturevalue(where)
    for n in range(1, 9):
        province.commune(n, (MEETING, PLAN) if n % 2 else (MEETING,), **({"zalo": ""} if n % 3 else {}))
    province.head("police/x/1", "truong@demo.example")
    province.commune(9, by_hand=True)
    province.file("police/x/2", MEETING, "2024-03", at("10/03/2024 08:00"))
    days = (
        "T2 11/3/2024",
        "T5 14/3/2024",
        "T6 15/3/2024",
        "T4 20/3/2024",
        "T6 22/3/2024",
        "T6 29/3/2024",
        "T2 1/4/2024",
    )
    assert sum(shown_and_sent(province, day(text)) for text in days) > 20


def test_a_round_on_postgres_says_the_same_and_a_second_one_nothing(province_on_postgres, at, day):
    province = province_on_postgres
    units = [province.commune(n, (MEETING, PLAN)) for n in range(1, 4)]
    province.head(units[0], "truong@demo.example")
    province.add(Mute(unit_id=units[1], until=date(2024, 3, 30), reason="sáp nhập", by="x", at=at("10/03/2024 08:00")))
    friday = day("T6 22/3/2024")
    first = plan_reminders(province.home, friday, at("22/03/2024 08:00"))
    assert first.planned == len(province.messages()) > 0
    assert units[1] not in {m.recipient for m in province.messages()}
    assert plan_reminders(province.home, friday, at("22/03/2024 09:00")).is_repeat
    with open_session(province.home) as s:
        assert s.scalar(select(func.count()).select_from(MessageItem)) >= first.planned
        assert s.scalar(select(func.count()).select_from(Pulse)) == 1
        assert s.exec(select(Message).where(Message.content_id == None)).all() == []  # noqa: E711


def test_everybody_with_a_rung_is_either_told_or_silent_for_a_reason(province, at, day):
    for n in range(1, 7):
        province.commune(n, (MEETING, PLAN))
    province.file("police/x/1", MEETING, "2024-03", at("10/03/2024 08:00"))
    province.add(
        Waiver(**KEY, unit_id="police/x/2", **GRANTED, granted_at=at("10/03/2024 08:00")),
        Mute(unit_id="police/x/3", until=date(2024, 3, 30), reason="x", by="y", at=at("10/03/2024 08:00")),
    )
    shown = preview_day(province.home, day("T6 22/3/2024"), at("21/03/2024 17:00"))
    told = {(line.unit_id, line.duty, line.period) for line in shown.lines}
    silent = {(line.unit_id, line.duty, line.period) for line in shown.silent}
    assert not told & silent
    of_march = {key for key in told | silent if key[1:] == (MEETING, "2024-03")}
    assert of_march == {(f"police/x/{n}", MEETING, "2024-03") for n in range(1, 7)}
    assert all(line.silent_because for line in shown.silent)


@pytest.mark.parametrize("where", ["province", "province_on_postgres"])
def test_silence_joined_in_the_database_is_the_silence_asked_one_by_one(request, at, day, monkeypatch, where):
    province = request.getfixturevalue(where)
    units = [province.commune(n, (MEETING, PLAN)) for n in range(1, 7)]
    province.request(units, date(2024, 3, 20), date(2024, 3, 29), urgent=True)
    hush = Hushed(
        scopes={("", "", units[0]): "một", (P05, PLAN, units[1]): "hai", (P05, MEETING, ""): "ba"},
        keys={(P05, PLAN, "2024-03-15", units[2], "chaser_2"): "bốn"},
        spent={(P05, units[3]): "năm", (P05, units[4]): "sáu"},
        asked=frozenset({(P05, "DX-01")}),
    )
    friday = day("T6 22/3/2024")
    loud = plan_reminders(province.home, friday, at("22/03/2024 08:00"), dry_run=True)
    monkeypatch.setattr("tasks.plan_reminders.hushed", lambda *_: hush)
    shown = plan_reminders(province.home, friday, at("22/03/2024 08:00"), dry_run=True)
    why = {
        (line.unit_id, line.duty): hush.why((line.programme, line.duty, line.period, line.unit_id), line.stage)
        for line in loud.lines
    }
    assert {(line.unit_id, line.duty): line.silent_because for line in shown.silent} == {
        key: words for key, words in why.items() if words
    }
    assert {(line.unit_id, line.duty) for line in shown.lines} == {key for key, words in why.items() if not words}
    assert {"một", "hai", "ba", "bốn"} <= set(shown.reasons)
