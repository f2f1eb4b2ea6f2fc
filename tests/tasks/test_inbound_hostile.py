"""Mails meant to deceive, flood or break: a stranger silences nobody, files nothing and holds up no other mail."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from models.errors import Refused
from models.facts import Attachment, Submission
from models.inbound import InboundMail
from models.kept_files import XLSX
from models.messages import DeliveryReceipt, Message, Suppression
from models.quiet_hours import day_in_hanoi
from models.units import Unit
from notifications.channels.letter import Attached
from notifications.emulators.replying import bounce_of, reply_to
from notifications.replies import open_reply_box
from tasks.mailed_documents import record_documents
from tasks.session import open_session
from tests.province import P05, Province
from tests.tasks.test_inbound import CODE, MONDAY, PDF, Correspondence


@pytest.fixture
def unit(province: Province) -> Correspondence:
    return Correspondence(province)


@pytest.mark.parametrize("cut", [rb"/n/[^?>]+", rb"List-Unsubscribe: [^\r]+(\r\n [^\r]+)*\r\n"])
def test_a_notice_that_cannot_show_the_mail_it_returns_silences_nobody(unit, cut):
    real = bounce_of(unit.reminder, MONDAY)
    assert re.search(cut, real)
    unit.post(re.sub(cut, b"/n/aaaaaaaaaaaaaaaaaaaaaaaa.gia" if cut.startswith(b"/n/") else b"", real))
    [line] = unit.poll().lines
    assert "không kèm phần đầu của thư gốc" in line.reason
    assert unit.rows(Suppression) == unit.rows(DeliveryReceipt) == []
    assert [m.state for m in unit.rows(Message)] == ["sent"]


def test_a_notice_with_the_way_in_of_another_unit_is_not_believed(unit):
    unit.remind(unit.other, "xa-2@demo.example", "nhắc 1")
    mine = next(m for m in unit.province.mailbox.mails() if "xa-1@" in m.recipient)
    other = next(m for m in unit.province.mailbox.mails() if "xa-2@" in m.recipient)
    link = re.compile(rb"/n/[^?>]+")
    unit.post(link.sub(link.search(other.raw)[0], bounce_of(mine, MONDAY)))
    unit.poll()
    assert unit.rows(Suppression) == []


def test_a_notice_that_names_no_recipient_is_not_believed(unit):
    unit.post(re.sub(rb"Final-Recipient: [^\r]+\r\n", b"", bounce_of(unit.reminder, MONDAY)))
    unit.poll()
    assert unit.rows(Suppression) == []


def test_a_sender_whose_name_holds_a_comma_is_known(unit):
    raw = reply_to(unit.reminder, "", [unit.workbook()], MONDAY)
    name = b"From: =?utf-8?b?Q8O0bmcgYW4geMOjLCBBbiBCw6xuaA==?= <xa-1@demo.example>\r\n"
    unit.post(re.sub(rb"From: [^\r]+\r\n", name, raw, count=1))
    assert [line.state for line in unit.poll().lines] == ["filed"]


def test_a_mail_that_names_no_sender_waits_for_a_person(unit):
    raw = reply_to(unit.reminder, "", [unit.workbook()], MONDAY)
    unit.post(re.sub(rb"From: [^\r]+\r\n", b"", raw, count=1))
    assert [line.state for line in unit.poll().lines] == ["queued"]
    assert unit.rows(Submission) == []


def test_a_group_mail_of_a_contact_with_a_file_waits_and_is_not_answered(unit):
    unit.post(b"List-Id: <nhom.example>\r\n" + reply_to(unit.reminder, "", [unit.workbook()], MONDAY))
    unit.post(b"List-Id: <nhom.example>\r\n" + reply_to(unit.reminder, "", [PDF], MONDAY, "la@ngoai.example"))
    assert [line.state for line in unit.poll().lines] == ["queued", "ignored"]
    assert unit.rows(Submission) == unit.answers() == []
    assert "gửi tự động nhưng kèm tệp" in unit.rows(InboundMail)[0].reason


def test_one_mail_that_cannot_be_dealt_with_waits_and_never_holds_up_the_next(unit, monkeypatch):
    from tasks import replies

    unit.answer(unit.workbook())
    unit.answer(unit.workbook(B01=13))
    file, broken = replies.file_workbook, iter([KeyError("hỏng")])

    def fragile(*given):
        if wrong := next(broken, None):
            raise wrong
        return file(*given)

    monkeypatch.setattr(replies, "file_workbook", fragile)
    lines = unit.poll().lines
    assert [line.state for line in lines] == ["queued", "filed"]
    assert lines[0].reason.endswith("để xem. (KeyError)")


def test_files_beyond_those_taken_are_told_to_the_unit(unit):
    unit.answer(unit.workbook(), *(Attached(f"{n}.pdf", "application/pdf", PDF.data) for n in range(11)))
    [line] = unit.poll().lines
    assert line.state == "filed"
    [answer] = unit.answers()
    assert "02 tệp khác" in unit.province.words(answer)
    assert "Mỗi thư nhận nhiều nhất 10 tệp" in unit.province.words(answer)
    assert len(unit.rows(Attachment)) == 9


def test_the_same_workbook_twice_in_one_mail_is_one_filing_with_its_document(unit):
    book = unit.workbook()
    unit.answer(book, Attached("Bản sao.xlsx", XLSX, book.data), PDF)
    [line] = unit.poll().lines
    assert line.state == "filed"
    assert len(unit.rows(Submission)) == 1
    assert [file.name for file in unit.rows(Attachment)] == [PDF.name]


def test_two_workbooks_in_one_mail_are_two_versions_and_a_foreign_one_beside_it_is_told(unit):
    unit.answer(unit.workbook(), unit.workbook(B01=13), unit.workbook(unit.other))
    [line] = unit.poll().lines
    assert line.state == "filed"
    assert "đơn vị khác" in line.reason
    assert [(s.version, s.figures["B01"]) for s in unit.rows(Submission)] == [(1, 12), (2, 13)]
    assert "Đề nghị đơn vị sửa tệp" in unit.province.words(unit.answers()[0])


def test_files_of_strangers_who_know_an_address_are_kept_for_a_few_mails_only(unit):
    for n in range(7):
        unit.answer(Attached("a.pdf", "application/pdf", b"%PDF-" + bytes([n])), sender="la@ngoai.example")
    unit.poll()
    kept_in = ["sha256" in mail.files[0] for mail in unit.rows(InboundMail)]
    assert kept_in == [True] * 5 + [False] * 2


def test_a_mail_too_large_still_says_whose_it_is(unit, monkeypatch):
    from tasks import inbound

    monkeypatch.setattr(inbound, "open_reply_box", lambda home, tls=None: Small(open_reply_box(home)))
    unit.answer(PDF)
    [line] = unit.poll().lines
    assert (line.state, line.unit) == ("queued", unit.unit)
    assert "lớn hơn dung lượng" in line.reason


class Small:
    """A box to which every mail is too large."""

    def __init__(self, box):
        self.box = box

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def waiting(self, most, largest):
        return self.box.waiting(most, 200)

    def done(self, handle):
        self.box.done(handle)


def test_an_answer_of_a_unit_that_ended_is_not_taken_by_itself(unit):
    with open_session(unit.home) as s:
        s.get_one(Unit, unit.unit).valid_to = day_in_hanoi(MONDAY) - timedelta(days=3)
    unit.answer(unit.workbook())
    [line] = unit.poll().lines
    assert line.state in ("refused", "queued")
    assert unit.rows(Submission) == []


def test_a_workbook_from_a_private_address_is_filed_with_its_figures_when_an_officer_vouches(unit):
    unit.answer(unit.workbook(), PDF, sender="ban.rieng@ngoai.example")
    assert [line.state for line in unit.poll().lines] == ["queued"]
    with open_session(unit.home) as s:
        mail = s.exec(select(InboundMail)).one()
        record_documents(s, unit.home, mail, (P05, CODE, unit.period), by="thammuu", now=MONDAY + timedelta(hours=1))
    [filed] = unit.rows(Submission)
    assert (filed.kind, filed.filed_by, filed.figures["B01"]) == ("figures", "thammuu", 12)
    assert [file.name for file in unit.rows(Attachment)] == [PDF.name]
    assert unit.answers() == [], "the way in is for contacts only"


@pytest.mark.parametrize(
    ("values", "of_other", "said"),
    [({"E04": 987654}, False, "còn điểm cần sửa"), ({}, True, "đơn vị khác")],
)
def test_a_form_an_officer_vouches_for_must_still_be_right(unit, values, of_other, said):
    unit.answer(unit.workbook(unit.other if of_other else "", **values), sender="ban.rieng@ngoai.example")
    unit.poll()
    with open_session(unit.home) as s:
        mail = s.exec(select(InboundMail)).one()
        with pytest.raises(Refused, match=said):
            record_documents(s, unit.home, mail, (P05, CODE, unit.period), by="thammuu", now=MONDAY)
    assert unit.rows(Submission) == []
    assert unit.rows(InboundMail)[0].state == "queued"
