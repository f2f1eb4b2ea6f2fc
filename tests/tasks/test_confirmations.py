"""Whoever is granted more time, or refused it, is told so once, the way it is reached, while it still matters."""

from datetime import date, timedelta

from models.catalogue import home_catalogue
from models.extension_requests import ask
from models.facts import Extension
from models.filing import owed_by
from models.granting import answer, extend
from models.obligations import find_deadline
from models.vocabulary import MessageState
from tasks.confirmations import plan_confirmations
from tasks.plan_reminders import plan_reminders
from tasks.send_messages import drain
from tasks.session import open_session
from tests.province import P05, PLAN

NOW, DAY = "13/03/2024 08:00", date(2024, 3, 20)


def grant(province, unit: str, until: date, now) -> None:
    with open_session(province.home) as session:
        key = {"unit_id": unit, "programme": P05, "duty": PLAN, "period": "2024-03-15"}
        extend(session, home_catalogue(province.home), **key, until=until, reason="chờ số liệu", by="tham-muu", now=now)


def test_a_granted_extension_is_told_once_with_its_new_day(province, at):
    unit = province.commune(1, (PLAN,))
    grant(province, unit, DAY, at(NOW))
    assert plan_confirmations(province.home, at(NOW)) == 1
    assert plan_confirmations(province.home, at(NOW) + timedelta(minutes=5)) == 0
    drain(province.home, at("13/03/2024 08:06"))
    [mail] = province.mailbox.mails()
    assert mail.subject == (
        "[Gia hạn] Kế hoạch thực hiện Chương trình phối hợp (giai đoạn 2023 - 2033) – chậm nhất hết ngày 20/3/2024"
    )
    assert plan_confirmations(province.home, at("13/03/2024 09:00")) == 0
    [message] = province.messages()
    assert (message.recipient, message.state, message.expires_at.date()) == (unit, MessageState.SENT, DAY)


def test_its_link_is_put_in_only_when_it_leaves(province, at):
    unit = province.commune(1, (PLAN,))
    grant(province, unit, DAY, at(NOW))
    plan_confirmations(province.home, at(NOW))
    [message] = province.messages()
    kept = province.words(message)
    assert "LINK" in kept, "a mark, no link"
    assert "thống nhất gia hạn kế hoạch thực hiện Chương trình phối hợp" in kept
    assert "Kính gửi: Công an xã Số 1." in kept
    assert "chờ số liệu" not in kept, "the reason stays with the agency"


def test_a_later_grant_takes_the_place_of_one_that_has_not_left(province, at):
    unit = province.commune(1, (PLAN,))
    grant(province, unit, DAY, at(NOW))
    plan_confirmations(province.home, at(NOW))
    later = at("13/03/2024 08:30")
    grant(province, unit, date(2024, 3, 22), later)
    assert plan_confirmations(province.home, later) == 1
    assert province.states() == {"skipped": 1, "planned": 1}
    [left] = [m for m in province.messages() if m.state == MessageState.PLANNED]
    assert "22/3/2024" in left.subject


def test_what_was_filed_meanwhile_or_granted_long_ago_is_not_told(province, at):
    filed, old = province.commune(1, (PLAN,)), province.commune(2, (PLAN,))
    grant(province, filed, DAY, at(NOW))
    grant(province, old, DAY, at(NOW) - timedelta(days=3))
    province.file(filed, PLAN, "2024-03-15", at("13/03/2024 08:10"))
    assert plan_confirmations(province.home, at("13/03/2024 08:20")) == 0
    assert province.messages() == []


def test_who_cannot_be_reached_is_put_on_the_call_list(province, at):
    unit = province.commune(1, (PLAN,), exists=False)
    grant(province, unit, DAY, at(NOW))
    assert plan_confirmations(province.home, at(NOW)) == 1
    assert [m.channel for m in province.messages()] == ["hand"]


def test_a_confirmation_stands_beside_the_reminder_of_the_day(province, at):
    unit = province.commune(1, (PLAN,))
    plan_reminders(province.home, date(2024, 3, 14), at("14/03/2024 07:30"))
    drain(province.home, at("14/03/2024 07:31"))
    now = at("14/03/2024 09:00")
    grant(province, unit, DAY, now)
    assert plan_confirmations(province.home, now) == 1
    drain(province.home, at("14/03/2024 09:01"))
    subjects = [mail.subject for mail in province.mailbox.mails()]
    assert sum(s.startswith("[Gia hạn]") for s in subjects) == 1
    assert sum(s.startswith("[Nhắc việc]") for s in subjects) == 1
    with open_session(province.home) as session:
        assert len(session.exec(Extension.__table__.select()).all()) == 1


def test_the_next_round_leaves_a_confirmation_alone(province, at):
    by_mail, by_hand = province.commune(1, (PLAN,)), province.commune(2, (PLAN,), exists=False)
    for unit in (by_mail, by_hand):
        grant(province, unit, DAY, at("13/03/2024 21:00"))
    plan_confirmations(province.home, at("13/03/2024 21:00"))
    plan_reminders(province.home, date(2024, 3, 15), at("15/03/2024 07:30"))
    told = {(m.recipient, m.channel): m.state for m in province.messages() if m.slot.startswith("gia-han:")}
    assert told == {(by_mail, "email"): MessageState.PLANNED, (by_hand, "hand"): MessageState.PLANNED}


# the answer to a wish


def wish(province, unit: str, now, until: date = DAY) -> int:
    with open_session(province.home) as session:
        law = home_catalogue(province.home)
        deadline = find_deadline(session, law, P05, PLAN, "2024-03-15")
        owed = owed_by(session, law, deadline, unit, now.date())
        return ask(session, law, owed, until=until, reason="chờ số liệu", by="link:a", now=now).id


def reply(province, id: int, until: date | None, now, note: str = "phải tổng hợp trong tuần") -> None:
    with open_session(province.home) as session:
        answer(session, home_catalogue(province.home), id, until=until, note=note, by="tham-muu", now=now)


def test_a_refusal_is_told_once_with_the_day_that_stands_and_without_the_officers_words(province, at):
    unit = province.commune(1, (PLAN,))
    reply(province, wish(province, unit, at(NOW)), None, at(NOW))
    assert plan_confirmations(province.home, at(NOW)) == 1
    assert plan_confirmations(province.home, at(NOW) + timedelta(minutes=5)) == 0
    [message] = province.messages()
    text = province.words(message)
    assert "chưa có cơ sở gia hạn kế hoạch thực hiện Chương trình phối hợp" in text
    assert "trước ngày 15/3/2024" in text
    assert "tổng hợp trong tuần" not in text
    drain(province.home, at("13/03/2024 08:06"))
    [mail] = province.mailbox.mails()
    assert mail.subject.startswith("[Trả lời gia hạn] Kế hoạch thực hiện Chương trình phối hợp")


def test_a_part_granted_says_what_was_asked_and_what_was_given(province, at):
    unit = province.commune(1, (PLAN,))
    reply(province, wish(province, unit, at(NOW), date(2024, 3, 29)), DAY, at(NOW))
    assert plan_confirmations(province.home, at(NOW)) == 1
    [message] = province.messages()
    text = province.words(message)
    assert "đến hết ngày 20/3/2024 (đơn vị đề nghị đến hết ngày 29/3/2024)" in text


def test_a_refusal_of_what_was_filed_or_granted_after_all_is_not_told(province, at):
    filed, granted = province.commune(1, (PLAN,)), province.commune(2, (PLAN,))
    for unit in (filed, granted):
        reply(province, wish(province, unit, at(NOW)), None, at(NOW))
    province.file(filed, PLAN, "2024-03-15", at("13/03/2024 08:01"))
    grant(province, granted, DAY, at("13/03/2024 08:02"))
    assert plan_confirmations(province.home, at("13/03/2024 08:05")) == 1
    [message] = province.messages()
    assert (message.recipient, message.subject[:9]) == (granted, "[Gia hạn]")


def test_a_wish_keeps_the_round_silent_and_its_answer_lets_it_speak(province, at):
    unit = province.commune(1, (PLAN,))
    id = wish(province, unit, at("12/03/2024 08:00"))
    day, now = date(2024, 3, 13), at("13/03/2024 07:30")
    plan_reminders(province.home, day, now)
    assert province.messages() == []
    reply(province, id, None, at("13/03/2024 07:40"))
    plan_reminders(province.home, day, at("13/03/2024 07:45"))
    assert [m.slot for m in province.messages()] == [day.isoformat()]


def test_a_wish_made_after_planning_stops_the_letter_at_the_door(province, at):
    unit = province.commune(1, (PLAN,))
    plan_reminders(province.home, date(2024, 3, 13), at("13/03/2024 07:30"))
    wish(province, unit, at("13/03/2024 07:31"))
    drain(province.home, at("13/03/2024 07:32"))
    [message] = province.messages()
    assert message.state == MessageState.SKIPPED
    assert "đơn vị đề nghị gia hạn" in message.reason.lower()
