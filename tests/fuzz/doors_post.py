"""The door for mail: answers of units, notices of servers, mails of strangers; read, then dealt with."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from random import Random

from sqlmodel import Session

from models.inbound import take_once
from models.kept_files import XLSX
from models.messages import Message
from notifications.channels.letter import Attached
from notifications.emulators.mailbox import Kept
from notifications.emulators.replying import absence_of, bounce_of, reply_to
from notifications.replies import Arrived
from tasks.inbound import NOT_READABLE, _read
from tasks.replies import take_in
from tests.fuzz import bending
from tests.fuzz.house import MONDAY, House
from tests.fuzz.oracle import Door, Refusal

HEADERS = (
    "From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Content-Type", "MIME-Version",
    "Content-Transfer-Encoding", "Content-Disposition", "Auto-Submitted", "Precedence", "Return-Path", "List-Id",
    "List-Unsubscribe", "Delivered-To", "X-Autoreply", "Received", "Reply-To", "Sender", "Final-Recipient", "Action",
    "Status",
    "Diagnostic-Code",
)  # fmt: skip
ODD = (
    "=?utf-8?b?////?=", "=?x-unknown?q?=E1?=", "=?utf-8?q?=ZZ?=", "=?utf-8?b?" + "QQ" * 400 + "?=", "=?utf-7?q?+AAA-?=",
    "=?idna?q?a?=", "=?utf-8?b?w6E=?= =?utf-8?b?w6E=?=", "=?punycode?q?abc?=", "=?unicode_escape?q?=5Cx?=",
    "=?base64?q?a?=",
    "multipart/mixed", 'multipart/mixed; boundary=""', 'multipart/mixed; boundary="a"; boundary="b"',
    "text/plain; charset=x",
    "multipart/report; report-type=delivery-status; boundary=b", "message/rfc822", "message/delivery-status",
    "message/partial; id=1", "message/external-body", "text/plain; charset*0=u; charset*1=tf8",
    "application/x; name*=utf-8''%E1%BB",
    "attachment; filename*0*=utf-8''%41; filename*1=b", 'attachment; filename="a\\"b.xlsx"',
    "attachment; filename=../../x.pdf",
    "base64", "quoted-printable", "uuencode", "x-uue", "8bit", "auto-replied", "bulk", "<>", "<a@b>", "a@b, c@d",
    "a <b@c>, ",
    '"a@b" <c@d>', "undisclosed-recipients:;", "group: a@b, c@d;", "(((((", "a@b(" + "(" * 300,
    ",".join(["a@b.example"] * 500),
    "<" + "x" * 500 + "@y>", "<a b@c>", "rfc822; x@y", "failed", "delayed", "5.1.1", "đơn vị", "\udcff", "a\r\n b",
    "?" * 2000,
)  # fmt: skip


def mail_doors(house: House) -> list[Door]:
    samples = _samples(house)
    return [
        Door("mail", "Thư trả lời, thông báo trả thư", _bent(samples), _knock(house), watched=house, share=30),
    ]  # fmt: skip


def _samples(house: House) -> list[bytes]:
    """What came back on the reminder of the house: answers with files, absence, a notice that it did not arrive."""
    with Session(house.engine) as session:
        message = session.get_one(Message, 1)
        message.state, message.message_id = "sent", "<dondoc.0123456789abcdef01234567@demo.example>"
        session.commit()
    sent = EmailMessage(policy=SMTP)
    sent["From"], sent["To"] = "nhac@demo.example", "xa-1@demo.example"
    sent["Reply-To"] = "tra-loi+0123456789abcdef01234567@dondoc.example"
    sent["Subject"], sent["Message-ID"] = "[Nhắc việc] Báo cáo", "<dondoc.0123456789abcdef01234567@demo.example>"
    sent["List-Unsubscribe"] = "<http://127.0.0.1:8642/n/abcdefghijklmnopqrstuvwx.yz?den=cach-nhan>"
    sent.set_content("Kính gửi đơn vị.")
    kept = Kept("x", MONDAY, sent, sent.as_bytes(policy=SMTP))
    book = Attached("Biểu đã điền.xlsx", XLSX, house.workbook())
    paper = Attached("Báo cáo (đã ký).pdf", "application/pdf", b"%PDF-1.7\n...")
    made = (
        reply_to(kept, "", [book], MONDAY), reply_to(kept, "Kính gửi", [paper, book], MONDAY), reply_to(kept,
        "Đã nhận", [], MONDAY),
        reply_to(kept, "", [paper], MONDAY, "la@ngoai.example"), absence_of(kept, MONDAY), bounce_of(kept, MONDAY),
        bounce_of(kept, MONDAY, "4.2.2"),
    )  # fmt: skip
    return [_settled(raw) for raw in made]


def _settled(raw: bytes) -> bytes:
    """The marks that are drawn anew for every mail, fixed: the same samples in every run."""
    raw = re.sub(rb"<(tra-loi|bounce)\.[0-9a-f]+@", rb"<\1.1@", raw)
    for n, boundary in enumerate(dict.fromkeys(re.findall(rb"=+\d{10,}==", raw))):
        raw = raw.replace(boundary, b"==ranh-gioi-%d==" % n)
    return raw


def _bent(samples: Sequence[bytes]) -> Callable[[Random], bytes]:
    def bend(rng: Random) -> bytes:
        raw = rng.choice(samples)
        for _ in range(rng.choice((1, 1, 2, 3))):
            raw = _WAYS[rng.randrange(len(_WAYS))](rng, raw, rng.choice(samples))
        return raw[:400_000]

    return bend


def _value(rng: Random) -> bytes:
    said = rng.choice(ODD) if rng.random() < 0.75 else bending.text(rng)
    return said.encode("utf-8", "surrogateescape" if "\udcff" in said else "replace")


def _header_changed(rng: Random, raw: bytes, other: bytes) -> bytes:
    """One header, of the mail or of a part, says something else, or is gone."""
    found = [m for m in re.finditer(rb"(?m)^([A-Za-z-]+): ([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", raw[:8000])]
    if not found:
        return raw
    match = rng.choice(found)
    new = b"" if rng.random() < 0.15 else match[1] + b": " + _value(rng)
    return raw[: match.start()] + new + raw[match.end() :]


def _header_added(rng: Random, raw: bytes, other: bytes) -> bytes:
    return rng.choice(HEADERS).encode() + b": " + _value(rng) + b"\r\n" + raw


def _bytes(rng: Random, raw: bytes, other: bytes) -> bytes:
    return bending.data(rng, raw, other=other)


def _cut(rng: Random, raw: bytes, other: bytes) -> bytes:
    return raw[: rng.randrange(len(raw) + 1)]


def _boundary_broken(rng: Random, raw: bytes, other: bytes) -> bytes:
    marks = [m for m in re.finditer(rb"(?m)^--[^\r\n]+", raw)]
    if not marks:
        return raw
    match = rng.choice(marks)
    new = rng.choice(
        (b"", match[0] + b"--", match[0][:-1], match[0] + b"\r\n" + match[0], match[0] + b"\r\n\r\n" + other)
    )
    return raw[: match.start()] + new + raw[match.end() :]


def _lines_split(rng: Random, raw: bytes, other: bytes) -> bytes:
    return raw.replace(b"\r\n", rng.choice((b"\n", b"\r", b"\r\r\n", b"\n\n")), rng.choice((-1, 1, 5)))


def _inside(rng: Random, raw: bytes, other: bytes) -> bytes:
    """One mail inside another, some levels deep."""
    for _ in range(rng.choice((1, 2, 30))):
        raw = b"From: a@b.example\r\nContent-Type: message/rfc822\r\n\r\n" + raw
    return raw


def _joined(rng: Random, raw: bytes, other: bytes) -> bytes:
    """The head of one mail over the body of another."""
    head, _, _ = raw.partition(b"\r\n\r\n")
    return head + b"\r\n\r\n" + other.partition(b"\r\n\r\n")[2]


_WAYS: tuple[Callable[[Random, bytes, bytes], bytes], ...] = (
    _header_changed, _header_changed, _header_changed, _header_changed, _header_added, _header_added, _bytes, _cut,
    _boundary_broken, _lines_split, _inside, _joined,
)  # fmt: skip


def _knock(house: House) -> Callable[[bytes], str]:
    """Read as the poll reads it, dealt with in one transaction, then taken back."""

    def knock(data: bytes) -> str:
        reply, problem = _read(Arrived("1", MONDAY, data))
        with Session(house.engine) as session:
            try:
                row = {"message_id": reply.message_id, "sender": reply.sender, "subject": reply.subject}
                mail = take_once(session, **row, received_at=MONDAY, now=MONDAY)
                assert mail is not None
                take_in(session, house.home, mail, reply, MONDAY, problem)
                session.add(mail)
                session.flush()
                said = f"{mail.state}: {mail.reason}"
                said.encode()
            finally:
                session.rollback()
        if problem == NOT_READABLE:
            raise Refusal(said)
        return said

    return knock
