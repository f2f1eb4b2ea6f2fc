"""A mail as bytes: read back by Python's own parser it says what was written, whatever the words are."""

from __future__ import annotations

import email
import email.policy
import re
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from models.settings import Settings
from notifications.channels import Letter, PostOffice, deliver
from notifications.channels.bounces import is_about_the_address
from notifications.channels.email import MailLine, compose
from notifications.channels.letter import Attached
from notifications.channels.mail_bytes import in_words
from notifications.channels.smtp import MailServer, SmtpLine
from notifications.emulators.mailbox import Fault

KEY = "<dondoc.0123456789abcdef01234567@dongthap.example>"
NAMES = ["Báo cáo 6 tháng.docx", "plain.pdf", 'Biểu "số 1"; bản 2.xlsx', "Kế hoạch " * 12 + ".pdf", "Đ" * 60 + ".pdf"]
LINE = MailLine(
    SmtpLine(MailServer("127.0.0.1", 25, "none")),
    Settings(mode="demo", sender_name="Phòng Tham mưu, Công an tỉnh Đồng Tháp", sender_email="nhac@dongthap.example"),
)


def letter(**kw) -> Letter:
    given = {"subject": "Nhắc việc", "body_text": "Kính gửi", "recipient_name": "Công an xã An Bình"}
    return Letter("email", "xa-1@demo.example", key=KEY, **{**given, **kw})


def written(**kw):
    made = letter(**kw)
    raw = compose(LINE, made, made.subject, made.body_text)
    assert b"\n" not in raw.replace(b"\r\n", b""), "every line ends in CR LF"
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.isascii()
    return email.message_from_bytes(raw, policy=email.policy.default)


def header(mail, name: str) -> str:
    return str(make_header(decode_header(dict(mail.raw_items())[name].replace("\r", "").replace("\n", ""))))


@pytest.mark.parametrize("name", NAMES)
def test_a_file_keeps_its_vietnamese_name_and_its_bytes(name):
    data = bytes(range(256)) * 40
    mail = written(body_html="<p>x</p>", attachments=(Attached(name, "application/pdf", data),))
    [file] = mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type(), file.get_content()) == (name, "application/pdf", data)
    assert mail.get_body(("html",)).get_content().strip() == "<p>x</p>"
    shown = str(make_header(decode_header(file["Content-Type"].params["name"])))
    assert shown.replace("_", '"') == name or shown == name, "readers that know no RFC 2231 see it, too"


def test_a_name_from_outside_orders_nothing():
    [file] = written(
        attachments=(Attached('a"\r\nX-Evil: 1\r\n.pdf\u202e', "application/pdf", b"x"),)
    ).iter_attachments()
    assert file.get_filename() == 'a"X-Evil: 1.pdf'
    assert file["X-Evil"] is None


@given(
    subject=st.text(max_size=300),
    names=st.lists(st.text(min_size=1, max_size=300), max_size=3),
    text=st.text(max_size=400),
    html=st.text(max_size=200),
    data=st.binary(max_size=300),
)
def test_any_mail_is_read_back_as_it_was_written_and_no_line_is_too_long(subject, names, text, html, data):
    files = tuple(Attached(name, "application/pdf", data) for name in names)
    made = letter(subject=subject, body_text=text, body_html=html, attachments=files, recipient_name=subject)
    raw = compose(LINE, made, subject, text)
    assert raw.isascii()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert b"\r" not in raw.replace(b"\r\n", b"")
    for line in raw.split(b"\r\n"):
        assert len(line) <= (76 if b"=?" in line else 998), "RFC 2047 and RFC 5322"
        assert line.strip(b" \t") or not line, "no line of blanks alone: some servers end the headers there"
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert [part.defects for part in mail.walk()] == [[]] * len(list(mail.walk()))
    kept = " ".join(subject.encode("utf-8", "replace").decode().split())
    assert header(mail, "Subject") == kept if kept else mail["Subject"] == ""
    assert [a for _, a in getaddresses([dict(mail.raw_items())["To"]])] == ["xa-1@demo.example"]
    said = text.rstrip() + "\n"
    plain = mail.get_body(("plain",)).get_payload(decode=True).decode()
    assert plain == "\r\n".join([*re.split("\r\n|\r|\n", said.encode("utf-8", "replace").decode().rstrip("\n\r")), ""])
    assert [part.get_content() for part in mail.iter_attachments()] == [data for _ in names]
    shown = ["".join(letter for letter in name if letter.isprintable()).strip() or "tep" for name in names]
    told = [part["Content-Disposition"].params["filename"] for part in mail.iter_attachments()]
    assert told == shown, "`get_filename` would take <signs> around a name for quotes"


def test_a_kind_of_file_from_outside_orders_nothing():
    for kind in ("text/html\r\nX-Evil: 1", "multipart/mixed; boundary=x", "message/rfc822", "pdf"):
        [file] = written(attachments=(Attached("a.pdf", kind, b"x"),)).iter_attachments()
        assert (file.get_content_type(), file["X-Evil"]) == ("application/octet-stream", None)


@pytest.mark.parametrize(
    "sender", ["nhắc@tinh.example", "Phòng <a@x.example>", "nhac", "a@x.example\r\nBcc: b@y.example"]
)
def test_a_sender_that_is_no_address_is_refused_before_a_unit_seems_to_have_a_dead_one(sender):
    with pytest.raises(Refused, match="sender_email"):
        MailLine(LINE.smtp, Settings(mode="live", sender_email=sender))


@given(st.text(max_size=200))
def test_any_words_survive_a_header(words):
    travelled = in_words(words).replace("\r\n", "")
    assert travelled.isascii()
    kept = " ".join(words.encode("utf-8", "replace").decode().split())
    assert str(make_header(decode_header(travelled))) == kept if kept else travelled == ""


@given(st.text(max_size=60))
def test_no_name_changes_whom_a_mail_is_from(name):
    line = MailLine(LINE.smtp, Settings(mode="demo", sender_name=name, sender_email="nhac@dongthap.example"))
    raw = compose(line, letter(recipient_name=name), "x", "y")
    mail = email.message_from_bytes(raw)
    assert [address for _, address in getaddresses([mail["From"]])] == ["nhac@dongthap.example"]
    assert [address for _, address in getaddresses([mail["To"]])] == ["xa-1@demo.example"]


def test_answers_go_to_an_address_of_this_mail_alone():
    assert written()["Reply-To"] == "tra-loi+0123456789abcdef01234567@dondoc.example"
    assert written(reply_to="truc-ban@dongthap.example")["Reply-To"] == "truc-ban@dongthap.example"
    line = MailLine(LINE.smtp, Settings(mode="live", sender_email="nhac@dongthap.example"))
    assert b"Reply-To" not in compose(line, letter(), "x", "y"), "nobody reads answers there"


def test_a_reply_box_that_is_no_address_is_refused_before_a_unit_seems_to_have_a_dead_one():
    with pytest.raises(Refused, match="reply_to_email"):
        MailLine(LINE.smtp, Settings(mode="live", reply_to_email="tra-loi"))


def test_an_answer_stands_in_its_thread_and_a_false_name_of_one_does_not():
    mail = written(in_reply_to="<a1@xa.example>")
    assert (mail["In-Reply-To"], mail["References"]) == ("<a1@xa.example>", "<a1@xa.example>")
    assert written(in_reply_to="<a>\r\nBcc: x@y.example")["In-Reply-To"] is None


def test_the_way_to_choose_is_a_page_and_never_one_click():
    mail = written(preferences_url="http://127.0.0.1:8642/n/abc?den=cach-nhan")
    assert mail["List-Unsubscribe"] == "<http://127.0.0.1:8642/n/abc?den=cach-nhan>"
    assert mail["List-Unsubscribe-Post"] is None
    assert written(preferences_url="javascript:alert(1)")["List-Unsubscribe"] is None


def test_the_same_letter_is_the_same_mail_but_for_its_date():
    first, second = (written(body_html="<p>x</p>").as_string() for _ in range(2))
    assert [
        a for a, b in zip(first.splitlines(), second.splitlines(), strict=True) if a != b and "Date:" not in a
    ] == []


def test_a_server_that_takes_several_lines_at_once_gets_them_and_one_that_does_not_is_asked_step_by_step(
    smtp, mailbox, demo, monkeypatch
):
    for offered in (True, False):
        if not offered:
            monkeypatch.delattr(type(mailbox), "handle_EHLO")
        assert deliver(demo(smtp_demo_port=smtp()), letter(body_text=".\n..\n.x")).status == "sent"
        assert mailbox.read(mailbox.names()[0]).body("plain") == ".\n..\n.x\n"


@pytest.mark.parametrize(
    ("reply", "status", "code"),
    [
        ("550 5.1.1 No such user", "fallback", "550"),
        ("550 No such user", "fallback", "550"),
        ("550 5.7.1 Blocked by policy", "fallback", "5.7.1"),
        ("550 5.2.2 Mailbox full", "fallback", "5.2.2"),
        ("450 4.2.1 Busy", "retry", "450"),
    ],
)
def test_only_a_word_about_the_address_makes_it_a_dead_one(smtp, mailbox, demo, reply, status, code):
    mailbox.faults.append(Fault("recipient", reply, match="gone@", times=1))
    with PostOffice(demo(smtp_demo_port=smtp())) as office:
        gone = office.deliver(Letter("email", "gone@demo.example", "x", "y", KEY))
        assert (gone.status, gone.code) == (status, code)
        assert office.deliver(letter()).status == "sent", "the next one of the batch is untouched"
    assert len(mailbox.names()) == 1


@pytest.mark.parametrize(
    ("reply", "status"),
    [("251 taken", "sent"), ("rubbish", "unknown"), ("354 go on", "unknown"), ("554 no", "permanent")],
)
def test_only_an_answer_of_the_protocol_says_what_became_of_a_mail(smtp, mailbox, demo, reply, status):
    mailbox.faults.append(Fault("data", reply, times=1))
    with PostOffice(demo(smtp_demo_port=smtp())) as office:
        assert office.deliver(letter()).status == status
        assert office.deliver(letter()).status == "sent", "the next one goes over a line that is in step"


def test_codes_are_told_apart():
    assert is_about_the_address("5.1.10 Recipient address rejected")
    assert not is_about_the_address("5.7.26 unauthenticated")
