"""Addresses are kept as long as they serve: then they go, wherever they stood, and the journal keeps a fingerprint."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import inspect, text
from sqlmodel import select

from models.audit_chain import lines_without_seal
from models.facts import Audit
from models.inbound import InboundMail
from models.messages import Message, Suppression
from models.retention import ERASED
from models.units import Contact, ContactChannel, Unit
from tasks.retention import erase_old_contacts
from tasks.session import open_session

TODAY = date(2026, 11, 23)
OLD, NEW, SHARED, PHONE = "cu@cax.example", "moi@cax.example", "chung@cax.example", "0912345678"


@pytest.fixture(params=["province", pytest.param("province_on_postgres", marks=pytest.mark.postgres)])
def somebody(request, at):
    """A unit whose contact was replaced in 2025, one that ended, and what was written to them."""
    made = request.getfixturevalue(request.param)
    replaced, ended = made.commune(1, email=NEW, zalo="", phone=""), made.commune(2, email=SHARED, zalo=PHONE, phone="")
    now = at("01/06/2025 09:00")
    sent = {"channel": "email", "subject": "Nhắc", "as_of": date(2025, 6, 1), "planned_at": now, "not_before": now,
            "expires_at": now}  # fmt: skip
    with open_session(made.home) as s:
        gone = Contact(unit_id=replaced, post="Cán bộ tổng hợp", email=OLD, valid_to=date(2025, 8, 1))
        late = Contact(unit_id=replaced, post="Cán bộ trực", email=SHARED, valid_to=date(2026, 11, 1))
        s.add_all([gone, late])
        s.get_one(Unit, ended).valid_to = date(2025, 6, 30)
        s.flush()
        s.add(ContactChannel(contact_id=gone.id, channel="extra", address="sms/0987654321"))
        for n, (address, state) in enumerate([(OLD, "sent"), (OLD, "planned"), (SHARED, "sent"), (PHONE, "failed")]):
            s.add(Message(recipient=replaced, slot=f"x{n}", address=address, state=state, **sent))
        s.add(InboundMail(message_id="<1>", sender=OLD.title(), subject="Của Nguyễn Văn A", state="filed",
                          received_at=now, taken_at=now))  # fmt: skip
        s.add(Suppression(channel="email", address=OLD, reason="hỏng", since=now))
    (made.home.mail / "20250601T090000-00000001.eml").write_bytes(f"To: {OLD}\r\n\r\nthư".encode())
    return made


def test_what_no_longer_serves_is_erased_everywhere_and_nothing_else(somebody, at):
    now, home = at("23/11/2026 07:30"), somebody.home
    before = everything_in(home)
    assert erase_old_contacts(home, TODAY, now, dry_run=True).contacts == 2
    assert everything_in(home) == before

    erased = erase_old_contacts(home, TODAY, now)
    assert (erased.contacts, erased.messages, erased.mails) == (2, 3, 2)
    words = everything_in(home)
    assert "0987654321" not in words
    assert PHONE not in words
    assert OLD not in words  # nor in what had not gone yet: it would have kept the address for good
    assert "Nguyễn Văn A" not in words
    assert SHARED in words  # a contact of this year has it still
    assert NEW in words
    assert not list(home.mail.glob("*.eml"))
    with open_session(home) as s:
        kept = {c.post: c.email for c in s.exec(select(Contact).where(Contact.unit_id == "police/x/1"))}
        assert kept == {"": NEW, "Cán bộ tổng hợp": "", "Cán bộ trực": SHARED}
        assert s.exec(select(Message.address).order_by(Message.id)).all() == [ERASED, ERASED, SHARED, ERASED]
        assert s.exec(select(Message.state).order_by(Message.id)).all() == ["sent", "skipped", "sent", "failed"]
        lines = s.exec(select(Audit).where(Audit.action == "contact_erase").order_by(Audit.subject)).all()
        assert [(line.actor, line.subject) for line in lines] == [("hệ thống", f"unit:police/x/{n}") for n in (1, 2)]
        assert all(len(line.detail.removeprefix("xóa ")) == 12 for line in lines)
        assert lines_without_seal(s) == []

    again = erase_old_contacts(home, TODAY + timedelta(days=1), now)
    assert (again.contacts, again.messages, again.mails) == (0, 0, 0)


def test_whom_a_message_is_on_its_way_to_waits_for_the_next_day(somebody, at):
    now, home = at("23/11/2026 07:30"), somebody.home
    with open_session(home) as s:
        [sending] = s.exec(select(Message).where(Message.state == "planned"))
        sending.state = "sending"
    assert erase_old_contacts(home, TODAY, now).contacts == 1
    with open_session(home) as s:
        s.get_one(Message, sending.id).state = "sent"
    assert erase_old_contacts(home, TODAY + timedelta(days=1), now).contacts == 1
    assert OLD not in everything_in(home)


def test_an_officer_may_erase_the_past_contacts_of_one_unit_at_once(somebody, at):
    erased = erase_old_contacts(somebody.home, TODAY, at("23/11/2026 09:00"), by="an", unit_id="police/x/1")
    assert erased.contacts == 2  # the one replaced three weeks ago, too
    with open_session(somebody.home) as s:
        found = s.exec(select(Contact.email).where(Contact.unit_id == "police/x/1", Contact.email != "")).all()
        assert found == [NEW]
        assert {line.actor for line in s.exec(select(Audit).where(Audit.action == "contact_erase"))} == {"an"}


def everything_in(home) -> str:
    with open_session(home) as session:
        connection = session.connection()
        names = sorted(inspect(connection).get_table_names())
        return "\n".join(
            str(tuple(row)) for name in names for row in connection.execute(text(f'SELECT * FROM "{name}"'))
        )
