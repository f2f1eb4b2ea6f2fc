"""What becomes of messages of which nobody knows whether they arrived: a receipt, once more, another way, a person."""

from datetime import timedelta

import pytest
from sqlmodel import update

from models.alarms import open_alarms
from models.messages import Attempt, DeliveryReceipt, Message
from models.pulses import last_pulse
from models.vocabulary import Work
from notifications.channels.zalo import tracking_id
from notifications.emulators.mailbox import Fault
from notifications.emulators.zalo import Order
from notifications.wording import MAY_HAVE_ARRIVED, MAY_HAVE_ARRIVED_BRIEF
from tasks.plan_reminders import plan_reminders
from tasks.reconcile import reconcile
from tasks.send_messages import drain
from tasks.session import open_session

MINUTE = timedelta(minutes=1)


@pytest.fixture
def lost(province, at, day):
    """A message that was handed over and whose answer was lost; returns its instant."""

    def lose(channel="email", **contact):
        now = at("22/03/2024 08:00")
        province.commune(1, **(contact or ({} if channel == "email" else {"email": ""})))
        if channel == "email":
            province.mailbox.faults.append(Fault("data", drop=True, times=1))
        else:
            province.zalo.orders.append(Order("http", status=502))
        plan_reminders(province.home, day("T6 22/3/2024"), now)
        assert drain(province.home, now).states == {"unknown": 1}
        return now

    return lose


def told(province):
    return [(m.channel, m.state) for m in province.messages()]


def receipt(province, event, now, n=0):
    message = province.messages()[n]
    row = DeliveryReceipt(channel=message.channel, tracking_id=tracking_id(message.message_id), event=event)
    row.at = row.received_at = now
    province.add(row)


def test_within_ten_minutes_nothing_is_done(province, lost):
    now = lost()
    report = reconcile(province.home, now + 9 * MINUTE)
    assert (report.waiting, report.has_done) == (1, False)
    assert told(province) == [("email", "unknown")]


def test_a_mail_goes_once_more_under_the_same_message_id(province, lost):
    now = lost()
    assert reconcile(province.home, now + 11 * MINUTE).repeated == 1
    assert drain(province.home, now + 12 * MINUTE).sent == 1
    names = [mail.header("Message-ID") for mail in province.mailbox.mails()]
    assert len(names) == 2
    assert len(set(names)) == 1
    assert province.messages()[0].repeats == 1
    assert reconcile(province.home, now + 30 * MINUTE).has_done is False


def test_a_mail_lost_twice_turns_to_the_next_channel_with_a_note(province, lost):
    now = lost()
    reconcile(province.home, now + 11 * MINUTE)
    province.mailbox.faults.append(Fault("data", drop=True, times=1))
    drain(province.home, now + 12 * MINUTE)
    assert reconcile(province.home, now + 15 * MINUTE).waiting == 1
    assert reconcile(province.home, now + 25 * MINUTE).passed_on == 1
    drain(province.home, now + 26 * MINUTE)
    assert told(province) == [("email", "unknown"), ("zalo", "sent")]
    assert MAY_HAVE_ARRIVED_BRIEF in " ".join(province.zalo.received[0].data.values())
    assert len(province.mails()) == 2
    assert reconcile(province.home, now + 60 * MINUTE).listed == 0, "said another way, nobody has to ask"


def test_the_note_stands_above_a_letter_that_stands_in(province, lost):
    now = lost("zalo", prefers="zalo")
    reconcile(province.home, now + 11 * MINUTE)
    drain(province.home, now + 12 * MINUTE)
    assert told(province) == [("zalo", "unknown"), ("email", "sent")]
    mail = next(province.mailbox.mails())
    assert mail.body("plain").startswith(f"{MAY_HAVE_ARRIVED}\n\nKính gửi: ")
    assert f"{MAY_HAVE_ARRIVED}</p>" in mail.body("html")


def test_a_zalo_message_with_a_receipt_is_sent(province, lost):
    now = lost("zalo")
    receipt(province, "delivered", now + 2 * MINUTE)
    assert reconcile(province.home, now + 3 * MINUTE).confirmed == 1
    message = province.messages()[0]
    assert (message.state, message.sent_at) == ("sent", now + 2 * MINUTE)


def test_a_zalo_message_without_a_receipt_is_never_sent_again_and_a_person_calls(province, lost):
    now = lost("zalo")
    assert reconcile(province.home, now + 11 * MINUTE).passed_on == 1
    drain(province.home, now + 12 * MINUTE)
    assert told(province) == [("zalo", "unknown"), ("hand", "planned")]
    assert reconcile(province.home, now + 30 * MINUTE).has_done is False


def test_a_receipt_that_comes_late_takes_back_what_stands_in(province, lost):
    now = lost("zalo")
    reconcile(province.home, now + 11 * MINUTE)
    receipt(province, "seen", now + 15 * MINUTE)
    assert reconcile(province.home, now + 16 * MINUTE).confirmed == 1
    assert told(province) == [("zalo", "sent"), ("hand", "skipped")]


def test_an_unknown_letter_to_an_officer_waits_for_a_person(province, lost):
    now = lost()
    with open_session(province.home) as s:
        s.exec(update(Message).values(recipient="officer:tham-muu", repeats=1))
    assert reconcile(province.home, now + 11 * MINUTE).listed == 1
    with open_session(province.home) as s:
        assert [(a.code, a.detail[:15]) for a in open_alarms(s)] == [("unknown-waiting", "1 tin chưa rõ đ")]
        s.exec(update(Message).values(state="sent"))
    reconcile(province.home, now + 12 * MINUTE)
    with open_session(province.home) as s:
        assert open_alarms(s) == []
        assert last_pulse(s, Work.RECONCILE).runs == 2


def test_what_is_too_old_to_be_said_again_is_listed(province, lost):
    now = lost()
    report = reconcile(province.home, now + timedelta(days=4))
    assert (report.listed, report.has_done) == (1, False)


def test_a_mail_to_go_once_more_that_comes_too_late_is_as_unknown_as_before(province, lost):
    now = lost()
    reconcile(province.home, now + 11 * MINUTE)
    drain(province.home, now + timedelta(days=4))
    assert told(province) == [("email", "unknown")]


def test_who_filed_meanwhile_is_not_written_to_once_more(province, lost, at):
    now = lost()
    reconcile(province.home, now + 11 * MINUTE)
    province.file("police/x/1", "S000-16", "2024-03", now + 11 * MINUTE)
    assert drain(province.home, now + 12 * MINUTE).states == {"skipped": 1}
    assert len(province.mails()) == 1


def test_a_short_message_beside_a_mail_that_arrived_needs_no_stand_in(province, at, day):
    now = at("14/03/2024 08:00")
    province.commune(1, ("S000-12",))
    province.zalo.orders.append(Order("http", status=502))
    plan_reminders(province.home, day("T5 14/3/2024"), now)
    drain(province.home, now)
    assert told(province) == [("email", "sent"), ("zalo", "unknown")]
    report = reconcile(province.home, now + 11 * MINUTE)
    assert (report.has_done, report.listed) == (False, 0)


def test_two_reconcilers_at_one_moment_resolve_it_once(province, lost):
    now = lost()
    reports = [reconcile(province.home, now + 11 * MINUTE) for _ in range(2)]
    assert [r.repeated for r in reports] == [1, 0]
    assert province.messages()[0].repeats == 1


def test_an_answer_that_came_after_the_lease_was_over_settles_it(province, lost):
    """Its worker was slow and somebody had ended its lease; what the server said stands in the attempt."""
    now = lost()
    with open_session(province.home) as s:
        s.exec(update(Attempt).values(outcome="sent", finished_at=now + MINUTE))
    assert reconcile(province.home, now + 11 * MINUTE).confirmed == 1
    assert told(province) == [("email", "sent")]
    drain(province.home, now + 12 * MINUTE)
    assert len(province.mails()) == 1
