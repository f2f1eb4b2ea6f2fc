"""Mails that wait for a person: recorded with one click, given to a unit, or settled otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from models.facts import Attachment, Submission
from models.inbound import InboundMail
from models.kept_files import Upload, keep
from models.messages import Message
from models.outbox import SHELF_LIFE, Draft, ItemKey, plan
from models.quiet_hours import day_in_hanoi
from tests.portal.people import MONDAY, PERIOD, PROGRAMME, REQUEST, Portal, seal_in

PAGE = "/can-bo/thu-tra-loi"
PDF = Upload("Báo cáo (đã ký).pdf", "application/pdf", b"%PDF-1.7 ...")


def came(portal: Portal, *, unit: str | None = "", files: bool = True, sender: str = "tonghop@cax.example") -> int:
    """A mail that waits, answering a reminder of that unit."""
    unit = portal.units[0] if unit == "" else unit
    keep(portal.home, PDF)
    kept = {"name": PDF.name, "media_type": PDF.media_type, "size": len(PDF.content), "sha256": PDF.sha256}
    with portal.session() as session:
        draft = Draft(
            recipient=portal.units[0], channel="email", slot="nhắc", address="tonghop@cax.example",
            subject="[Nhắc việc] Phong trào", body_text="Kính gửi", as_of=day_in_hanoi(MONDAY), not_before=MONDAY,
            expires_at=MONDAY + SHELF_LIFE, items=(ItemKey(PROGRAMME, REQUEST, PERIOD, portal.units[0], "soon"),),
        )  # fmt: skip
        plan(session, [draft], MONDAY)
        mail = InboundMail(
            message_id=f"<{sender}.{unit}@x>", sender=sender, subject="Re: <b>Nhắc</b>", received_at=MONDAY,
            taken_at=MONDAY, state="queued", reason="Có văn bản kèm theo.", unit_id=unit,
            reply_to_id=session.exec(select(Message.id)).first() if unit else None,
            files=[kept, {"name": "x.exe", "problem": "không giữ"}] if files else [],
        )  # fmt: skip
        session.add(mail)
        session.commit()
        return mail.id


def post(portal: Portal, id: int, **fields):
    portal.clock.now = MONDAY + timedelta(hours=2)
    client = portal.officer()
    return client, client.post(f"{PAGE}/{id}", data={"seal": seal_in(client.get("/can-bo").text), **fields})


def one(portal: Portal, kind):
    with portal.session() as session:
        return session.exec(select(kind)).one()


def test_a_document_that_answers_one_duty_is_recorded_with_one_click(portal: Portal) -> None:
    id = came(portal)
    page = portal.officer().get(PAGE).text
    assert "Nhiệm vụ: <b>Kết quả phong trào ba tháng" in page
    assert "<b>Nhắc</b>" not in page, "a stranger's words are never markup"
    key = f"{PROGRAMME}|{REQUEST}|{PERIOD}"
    assert f'name="key" value="{key}"' in page
    client, answer = post(portal, id, action="record", key=key, number="12/BC-CAX")
    assert answer.status_code == 303, answer.text
    filed = one(portal, Submission)
    assert (filed.kind, filed.unit_id, filed.filed_by) == ("document", portal.units[0], "thammuu")
    assert (filed.filed_via, filed.document_number, filed.filed_at) == ("mail", "12/BC-CAX", MONDAY)
    assert one(portal, Attachment).sha256 == PDF.sha256
    after = client.get(answer.headers["location"]).text
    assert "Đã ghi nhận. Thư do đầu mối" in after
    assert f"/can-bo/bai-nop/{filed.id}" in after
    with portal.session() as session:
        told = session.exec(select(Message).where(Message.slot == f"reply:{id}/ghi")).one()
    assert (told.recipient, told.address) == (portal.units[0], "tonghop@cax.example")
    assert filed.receipt in client.get(f"/can-bo/tin/{told.id}").text, "an officer can read what the unit was told"


def test_nobody_but_a_contact_is_answered(portal: Portal) -> None:
    id = came(portal, sender="la@ngoai.example")
    _, answer = post(portal, id, action="record", key=f"{PROGRAMME}|{REQUEST}|{PERIOD}")
    assert answer.status_code == 303
    with portal.session() as session:
        assert session.exec(select(Message).where(Message.slot == f"reply:{id}/ghi")).first() is None


def test_the_same_mail_is_not_recorded_twice(portal: Portal) -> None:
    id = came(portal)
    for status in (303, 422):
        _, answer = post(portal, id, action="record", key=f"{PROGRAMME}|{REQUEST}|{PERIOD}")
        assert answer.status_code == status
    one(portal, Submission)


def test_a_file_is_taken_under_its_name_and_one_not_kept_is_not_there(portal: Portal) -> None:
    id, client = came(portal), portal.officer()
    taken = client.get(f"{PAGE}/{id}/tep/1")
    assert taken.content == PDF.content
    assert taken.headers["content-disposition"].startswith("attachment")
    for number in ("2", "3", "0", "99999"):
        assert client.get(f"{PAGE}/{id}/tep/{number}").status_code in (404, 422)


def test_a_mail_of_nobody_known_is_given_to_a_unit_first(portal: Portal) -> None:
    id = came(portal, unit=None)
    client, answer = post(portal, id, action="unit", unit=portal.units[1])
    assert answer.status_code == 303
    assert one(portal, InboundMail).unit_id == portal.units[1]
    assert "Ghi nhận là bài nộp" in client.get(PAGE).text


def test_a_mail_taken_for_the_wrong_units_can_be_given_to_the_right_one(portal: Portal) -> None:
    id = came(portal, sender="ban.rieng@ngoai.example")
    assert "Thư của đơn vị khác" in portal.officer().get(PAGE).text
    _, answer = post(portal, id, action="unit", unit=portal.units[1])
    assert answer.status_code == 303
    assert one(portal, InboundMail).unit_id == portal.units[1]


@pytest.mark.parametrize(
    "fields",
    [
        {"action": "settle", "reason": " "},
        {"action": "record", "key": ""},
        {"action": "record", "key": "x|y|z"},
        {"action": "record", "key": f"{PROGRAMME}|S000-99|2026"},
        {"action": "unit", "unit": "không có đơn vị này"},
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(portal: Portal, fields: dict[str, str]) -> None:
    id = came(portal)
    _, answer = post(portal, id, **fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert one(portal, InboundMail).state == "queued"


def test_a_mail_settled_otherwise_keeps_who_and_how(portal: Portal) -> None:
    id = came(portal, files=False)
    client, answer = post(portal, id, action="settle", reason="Đã gọi điện cho đơn vị")
    assert answer.status_code == 303
    mail = one(portal, InboundMail)
    assert (mail.state, mail.decided_by, mail.reason) == ("settled", "thammuu", "Đã gọi điện cho đơn vị")
    assert "Không có thư nào chờ người xem" in client.get(PAGE).text
    assert "Đã gọi điện cho đơn vị (thammuu)" in client.get(PAGE).text


def test_the_list_of_messages_leads_here(portal: Portal) -> None:
    came(portal)
    assert "Thư trả lời chờ xử lý (1)" in portal.officer().get("/can-bo/tin").text
