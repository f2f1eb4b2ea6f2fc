"""Answers of units: what is filed, what is answered, what waits for a person, and what is left alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from models.alarms import open_alarms
from models.catalogue import home_catalogue
from models.facts import Attachment, Request, Submission
from models.inbound import InboundMail, threads_of
from models.kept_files import XLSX, kept
from models.messages import DeliveryReceipt, Message, Suppression
from models.obligations import find_deadline
from models.outbox import SHELF_LIFE, Draft, plan
from models.pulses import last_pulse
from models.quiet_hours import day_in_hanoi
from models.review import decide
from models.units import Assignment
from models.vocabulary import AlarmCode, Work
from notifications.channels.letter import Attached
from notifications.emulators.replying import absence_of, bounce_of, reply_to
from reports.workbook import unit_workbook
from reports.workbook_identity import workbook_signature
from tasks.inbound import poll_inbound
from tasks.mailed_documents import record_documents
from tasks.send_messages import drain
from tasks.session import open_session
from tests.filled_workbook import filled
from tests.province import P05, Province

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # T2 23/11/2026, 09:00 in Hanoi
CODE, FORM = "DX-2026-09", "phong-trao-rut-gon"
TYPED = {"B01": 12, "B02": 1250, "D01.tu_so": 9, "D01.mau_so": 12, "E03": 4, "E04": 3, "A02": "có", "G01": 35.5}
PDF = Attached("Báo cáo 6 tháng (đã ký).pdf", "application/pdf", b"%PDF-1.7\n...")


class Correspondence:
    """A commune that was reminded by a real mail, and answers."""

    def __init__(self, province: Province):
        self.province, self.home = province, province.home
        self.came = 0
        self.unit, self.other = province.commune(1, ()), province.commune(2, ())
        with open_session(self.home) as s:
            s.add(
                Request(
                    programme=P05, code=CODE, title="Kết quả phong trào ba tháng", document="99/CAT-PTM",
                    document_on=MONDAY.date(), wording="trong 07 ngày làm việc", bound="after", working_days=7,
                    form=FORM, route_to="Công an Tỉnh", by="tham-muu", at=MONDAY - timedelta(hours=1),
                )
            )  # fmt: skip
            for unit in (self.unit, self.other):
                s.add(Assignment(programme=P05, duty=CODE, unit_id=unit, reason="request"))
        self.period = "2026-12-03"  # T5 03/12/2026: seven working days on, T3 24/11 being off
        self.remind(self.unit, "xa-1@demo.example", "nhắc 1")

    def remind(self, unit: str, address: str, slot: str) -> None:
        with open_session(self.home) as s:
            draft = Draft(
                recipient=unit, channel="email", slot=slot, address=address, subject="[Nhắc việc] Báo cáo phong trào",
                body_text="Kính gửi đơn vị.", as_of=day_in_hanoi(MONDAY), not_before=MONDAY,
                expires_at=MONDAY + SHELF_LIFE, is_urgent=True, items=(),
            )  # fmt: skip
            plan(s, [draft], MONDAY)
        assert drain(self.home, MONDAY).sent == 1

    @property
    def reminder(self):
        return next(m for m in self.province.mailbox.mails() if m.subject.startswith("[Nhắc việc]"))

    def workbook(self, unit: str = "", explained: dict[str, str] | None = None, **values) -> Attached:
        law = home_catalogue(self.home)
        key = {"unit_id": unit or self.unit, "programme": P05, "duty": CODE, "period": self.period}
        with open_session(self.home) as s:
            label = find_deadline(s, law, P05, CODE, self.period).label
        form = law.form(FORM)
        book = unit_workbook(
            form, "Công an xã Số 1", **key, period_label=label, deadline_sentence="hạn",
            signature=workbook_signature(self.home.secret(), form, **key),
        )  # fmt: skip
        return Attached("Biểu đã điền.xlsx", XLSX, filled(book, TYPED | values, explained))

    def post(self, raw: bytes) -> None:
        """A mail that came into the box on Monday morning, after those before it."""
        self.came += 1
        nanoseconds = int(MONDAY.timestamp()) * 10**9 + self.came
        (self.province.mailbox.folder / f"{nanoseconds:019}-{self.came:08x}.eml").write_bytes(raw)

    def told(self):
        """Our latest answer, as it lies in the mailbox."""
        ours = (m for m in self.province.mailbox.mails() if m.header("From").endswith("<nhac@demo.example>"))
        return next(m for m in ours if m.subject.startswith("Re:"))

    def answer(self, *files: Attached, sender: str = "", text: str = "") -> bytes:
        raw = reply_to(self.reminder, text, files, MONDAY, sender)
        self.post(raw)
        return raw

    def poll(self, now: datetime | None = None):
        return poll_inbound(self.home, now or MONDAY + timedelta(minutes=5))

    def rows(self, kind):
        with open_session(self.home) as s:
            return list(s.exec(select(kind).order_by(kind.id)))

    def answers(self) -> list[Message]:
        return [m for m in self.rows(Message) if m.slot.startswith("reply:")]

    def alarms(self) -> set[str]:
        with open_session(self.home) as s:
            return {alarm.code for alarm in open_alarms(s)}


@pytest.fixture
def unit(province: Province) -> Correspondence:
    return Correspondence(province)


def test_every_mail_asks_for_answers_at_an_address_of_its_own(unit):
    key = re.search(r"dondoc\.([0-9a-f]{24})@", unit.reminder.header("Message-ID"))[1]
    assert unit.reminder.header("Reply-To") == f"tra-loi+{key}@dondoc.example"


def test_a_filled_workbook_sent_back_is_filed_and_answered_in_the_same_thread(unit):
    unit.answer(unit.workbook())
    [line] = unit.poll().lines
    assert (line.state, line.unit, line.sender) == ("filed", unit.unit, "x***@demo.example")
    [filed] = unit.rows(Submission)
    assert (filed.unit_id, filed.duty, filed.period, filed.filed_via) == (unit.unit, CODE, unit.period, "mail")
    assert filed.figures == {**TYPED, "A02": True}
    [mail] = unit.rows(InboundMail)
    assert (mail.matched_by, mail.submission_id, filed.filed_by) == ("plus-address", filed.id, f"mail:{mail.id}")
    drain(unit.home, MONDAY + timedelta(minutes=10))
    told = unit.told()
    assert told.subject == "Re: [Nhắc việc] Báo cáo phong trào"
    assert told.header("In-Reply-To") == mail.message_id == told.header("References")
    assert told.header("To").endswith("xa-1@demo.example")
    text = told.body("plain")
    assert filed.receipt in text
    assert "Kính gửi: Công an xã Số 1." in text
    assert "/n/" in text, "the unit's way in stands in it"
    assert not re.search(r"1\.?250|35,5", text + told.body("html")), "a message carries no figures"


def test_a_mail_shown_twice_is_dealt_with_once(unit):
    raw = unit.answer(unit.workbook())
    unit.poll()
    (unit.province.mailbox.folder / "da-doc").unlink()  # as after a crash before the mark was set
    unit.post(raw)  # and the server delivers it a second time
    report = unit.poll()
    assert (report.known, report.lines) == (2, [])
    assert len(unit.rows(Submission)) == len(unit.answers()) == 1


def test_a_wrong_cell_is_named_without_what_stands_in_it(unit):
    unit.answer(unit.workbook(E04=987654))
    [line] = unit.poll().lines
    assert line.state == "refused"
    assert unit.rows(Submission) == []
    [answer] = unit.answers()
    text = unit.province.words(answer)
    assert "+ Ô D" in text
    assert "987" not in text
    assert "đã ghi" not in text
    assert "Đề nghị đơn vị sửa tệp rồi trả lời lại thư này" in text


def test_odd_figures_are_asked_about_by_mail_and_an_explanation_in_the_form_files_them(unit):
    unit.answer(unit.workbook(B02=13))
    [line] = unit.poll().lines
    assert line.state == "refused"
    text = unit.province.words(unit.answers()[-1])
    assert "ghi giải trình" in text
    assert "+ Ô G" in text
    assert "= 13" not in text
    drain(unit.home, MONDAY + timedelta(minutes=10))
    explained = {"B01": "Sinh hoạt theo tổ nhỏ."}
    unit.post(reply_to(unit.told(), "", [unit.workbook(B02=13, explained=explained)], MONDAY))
    [line] = unit.poll(MONDAY + timedelta(minutes=15)).lines
    assert line.state == "filed"


def test_a_corrected_answer_to_our_answer_is_filed(unit):
    unit.answer(unit.workbook(E04=987654))
    unit.poll()
    drain(unit.home, MONDAY + timedelta(minutes=10))
    unit.post(reply_to(unit.told(), "", [unit.workbook()], MONDAY))
    [line] = unit.poll(MONDAY + timedelta(minutes=15)).lines
    assert line.state == "filed"


def test_the_thread_leads_to_the_message_where_the_address_lost_its_plus(unit):
    raw = reply_to(unit.reminder, "", [unit.workbook()], MONDAY)
    unit.post(re.sub(rb"tra-loi\+[0-9a-f]+@", b"tra-loi@", raw))
    unit.poll()
    [mail] = unit.rows(InboundMail)
    assert (mail.matched_by, mail.state) == ("in-reply-to", "filed")


def test_a_workbook_of_another_unit_is_not_taken(unit):
    unit.answer(unit.workbook(unit.other))
    [line] = unit.poll().lines
    assert line.state == "refused"
    assert "đơn vị khác" in line.reason
    assert unit.rows(Submission) == []


@pytest.mark.parametrize("sender", ["la@ngoai.example", "xa-2@demo.example"])
def test_whoever_is_no_contact_of_the_unit_files_nothing_and_gets_no_answer(unit, sender):
    unit.answer(unit.workbook(), sender=sender)
    report = unit.poll()
    assert [line.state for line in report.lines] == ["queued"]
    assert report.waiting == 1
    assert unit.rows(Submission) == unit.answers() == []
    assert AlarmCode.INBOUND_WAITING in unit.alarms()


def test_a_strangers_mail_that_answers_nothing_waits_and_its_files_are_not_kept(unit):
    raw = reply_to(unit.reminder, "", [PDF], MONDAY, "la@ngoai.example")
    bare = re.sub(rb"tra-loi\+[0-9a-f]+@", b"tra-loi@", raw)
    unit.post(re.sub(rb"(In-Reply-To|References): <[^>]+>\r\n", b"", bare))
    unit.poll()
    [mail] = unit.rows(InboundMail)
    assert (mail.state, mail.unit_id, mail.reply_to_id) == ("queued", None, None)
    assert mail.files == [{"name": PDF.name, "problem": "không giữ"}]
    assert not unit.home.files.exists()


def test_a_signed_document_waits_for_a_person_who_records_it_with_one_word(unit):
    unit.answer(PDF)
    [line] = unit.poll().lines
    assert line.state == "queued"
    with open_session(unit.home) as s:
        [mail] = s.exec(select(InboundMail)).all()
        key = (P05, CODE, unit.period)
        record_documents(
            s, unit.home, mail, key, document_number="12/BC", by="thammuu", now=MONDAY + timedelta(hours=1)
        )
    [filed] = unit.rows(Submission)
    assert (filed.kind, filed.filed_by, filed.document_number) == ("document", "thammuu", "12/BC")
    assert filed.filed_at == unit.rows(InboundMail)[0].received_at, "in time is judged by when the mail came"
    [file] = unit.rows(Attachment)
    assert (file.name, kept(unit.home, file.sha256).read_bytes()) == (PDF.name, PDF.data)
    assert unit.rows(InboundMail)[0].state == "settled"
    assert filed.receipt in unit.province.words(unit.answers()[0])
    assert unit.poll(MONDAY + timedelta(hours=2)).waiting == 0
    assert AlarmCode.INBOUND_WAITING not in unit.alarms()


def test_a_signed_copy_that_comes_after_the_figures_is_kept_with_them_and_replaces_nothing(unit):
    unit.answer(unit.workbook())
    unit.answer(PDF)
    assert [line.state for line in unit.poll().lines] == ["filed", "queued"]
    with open_session(unit.home) as s:
        mail = s.exec(select(InboundMail).where(InboundMail.state == "queued")).one()
        record_documents(s, unit.home, mail, (P05, CODE, unit.period), by="thammuu", now=MONDAY + timedelta(hours=1))
    [filed] = unit.rows(Submission)
    assert filed.figures["B01"] == 12
    assert [file.submission_id for file in unit.rows(Attachment)] == [filed.id]
    assert f"đã lưu kèm bài nộp mã {filed.receipt}" in unit.province.words(unit.answers()[1])


def test_a_unit_that_was_told_of_a_wrong_file_is_told_again_when_a_person_has_recorded_the_other(unit):
    unit.answer(unit.workbook(E04=987654), PDF)
    assert [line.state for line in unit.poll().lines] == ["queued"]
    with open_session(unit.home) as s:
        mail = s.exec(select(InboundMail)).one()
        record_documents(s, unit.home, mail, (P05, CODE, unit.period), by="thammuu", now=MONDAY + timedelta(hours=1))
    first, second = unit.answers()
    with open_session(unit.home) as s:
        assert set(threads_of(s, [first, second]).values()) == {unit.rows(InboundMail)[0].message_id}
    assert "cần sửa" in unit.province.words(first)
    assert "đã ghi nhận" in unit.province.words(second)


def test_a_document_beside_the_workbook_goes_along_with_the_filing(unit):
    unit.answer(unit.workbook(), PDF)
    [line] = unit.poll().lines
    assert line.state == "filed"
    assert [file.name for file in unit.rows(Attachment)] == [PDF.name]


def test_a_workbook_sent_again_brings_no_document_into_a_filing_that_was_accepted(unit):
    unit.answer(unit.workbook())
    unit.poll()
    [filed] = unit.rows(Submission)
    with open_session(unit.home) as s:
        decide(s, filed.id or 0, "accept", "", "thammuu", MONDAY + timedelta(minutes=20))
    unit.answer(unit.workbook(), PDF)
    [line] = unit.poll(MONDAY + timedelta(minutes=30)).lines
    assert line.state == "queued", "a person decides what becomes of it"
    assert unit.rows(Attachment) == []
    assert [each.id for each in unit.rows(Submission)] == [filed.id]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("../../etc/cron.d/evil.exe", b"MZ", "không thuộc loại"),
        ("bao-cao.pdf", b"MZ\x90", "không đúng loại PDF"),
        ("\u202efdp.exe", b"MZ", "không thuộc loại"),
        ("trong.pdf", b"", "không có nội dung"),
        ("bieu.xlsx", b"PK\x03\x04hong", "không đúng loại XLSX"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused_and_never_kept(unit, name, data, reason):
    unit.answer(Attached(name, "application/octet-stream", data))
    [line] = unit.poll().lines
    assert line.state == "refused"
    assert reason in line.reason
    assert not unit.home.files.exists()
    shown = unit.rows(InboundMail)[0].files[0]["name"]
    assert "/" not in shown
    assert "\u202e" not in shown


def test_absence_notices_and_our_own_mails_are_left_alone(unit):
    unit.post(absence_of(unit.reminder, MONDAY))
    unit.answer(text="vòng lặp", sender="nhac@demo.example")
    assert [line.state for line in unit.poll().lines] == ["ignored", "ignored"]
    assert unit.answers() == []


def test_a_bounce_marks_the_address_dead_and_turns_to_the_next_channel(unit):
    unit.post(bounce_of(unit.reminder, MONDAY))
    [line] = unit.poll().lines
    assert line.state == "ignored"
    [dead] = unit.rows(Suppression)
    assert (dead.channel, dead.address) == ("email", "xa-1@demo.example")
    first, second = unit.rows(Message)
    assert (first.state, second.fallback_of) == ("failed", first.id)
    assert second.channel != "email"
    assert [r.event for r in unit.rows(DeliveryReceipt)] == ["bounced"]


@pytest.mark.parametrize("status", ["5.2.2", "4.4.7"])
def test_a_full_mailbox_is_not_a_dead_address(unit, status):
    unit.post(bounce_of(unit.reminder, MONDAY, status))
    unit.poll()
    assert unit.rows(Suppression) == []
    assert unit.rows(Message)[0].state == "failed"


def test_a_bounce_that_names_another_recipient_is_not_believed(unit):
    raw = bounce_of(unit.reminder, MONDAY).replace(b"rfc822; xa-1@", b"rfc822; xa-2@")
    unit.post(raw)
    unit.poll()
    assert unit.rows(Suppression) == []
    assert unit.rows(Message)[0].state == "sent"


def test_two_machines_that_answer_each_other_come_to_an_end(unit):
    for _ in range(12):
        unit.answer(Attached("x.exe", "application/octet-stream", b"MZ"))
    assert [line.state for line in unit.poll().lines] == ["refused"] * 12
    assert len(unit.answers()) == 10


def test_words_without_a_file_wait_for_a_person(unit):
    unit.answer(text="Đơn vị xin lùi hạn.")
    [line] = unit.poll().lines
    assert (line.state, "không kèm tệp" in line.reason) == ("queued", True)


def test_a_mail_that_breaks_the_reader_waits_and_the_next_one_is_read(unit, monkeypatch):
    from tasks import inbound

    unit.answer(text="hỏng")
    unit.answer(unit.workbook())
    read, broken = inbound.read_reply, iter([ValueError])

    def fragile(raw):
        if wrong := next(broken, None):
            raise wrong
        return read(raw)

    monkeypatch.setattr(inbound, "read_reply", fragile)
    assert [line.state for line in unit.poll().lines] == ["queued", "filed"]


def test_a_look_leaves_its_pulse(unit):
    unit.poll()
    with open_session(unit.home) as s:
        assert last_pulse(s, Work.INBOUND).said == "0 thư mới, 0 thư chờ người xem"


def test_on_postgres_a_workbook_is_filed_and_answered_too(province_on_postgres):
    unit = Correspondence(province_on_postgres)
    unit.answer(unit.workbook())
    unit.answer(unit.workbook(E04=987654))
    assert [line.state for line in unit.poll().lines] == ["filed", "refused"]
    assert len(unit.answers()) == 2
