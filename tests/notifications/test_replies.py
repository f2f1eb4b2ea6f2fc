"""The reply box over real IMAP and in the demo, and what a mail in it says of itself."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from models.settings import Home, Settings
from notifications.answers import without_figures
from notifications.channels.letter import Attached
from notifications.emulators.mailbox import Mailbox
from notifications.mail_addresses import key_in, plus_address
from notifications.replies import BoxClosed, boxes, open_reply_box, read_reply
from notifications.replies.boxes import DemoBox
from tests.imap_server import PASSWORD, USER, ImapServer, imap_server

KEY = "0123456789abcdef01234567"
OURS = f"<dondoc.{KEY}@dongthap.example>"
PLAIN = b"From: Xa <xa-1@demo.example>\r\nTo: tra-loi+%s@dongthap.example\r\nSubject: Re: x\r\n" % KEY.encode()


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[ImapServer]:
    yield from imap_server(tmp_path_factory.mktemp("imap"))


@pytest.fixture
def imap(running: ImapServer) -> ImapServer:
    running.empty()
    return running


@pytest.fixture
def imap_home(tmp_path, imap) -> Home:
    home = Home(tmp_path / "home")
    home.save(imap.settings())
    return home


def take(home: Home, tls=None, largest: int = 10**6) -> list[bytes]:
    with open_reply_box(home, tls=tls) as box:
        return [arrived.raw for arrived in box.waiting(50, largest)]


def test_a_mail_is_shown_until_it_is_marked_and_then_no_more(imap, imap_home):
    imap.put(PLAIN + b"\r\nOne\r\n", PLAIN + b"\r\nTwo\r\n")
    with open_reply_box(imap_home, tls=imap.trusted()) as box:
        first, second = box.waiting(50, 10**6)
        assert (b"One" in first.raw, b"Two" in second.raw) == (True, True)
        assert imap.unseen() == 2, "looking marks nothing"
        box.done(first.handle)
    assert imap.unseen() == 1
    assert [b"Two" in raw for raw in take(imap_home, imap.trusted())] == [True]


def test_the_instant_of_arrival_is_the_servers(imap, imap_home):
    imap.put(PLAIN + b"Date: Mon, 01 Jan 2024 00:00:00 +0000\r\n\r\nx\r\n")
    with open_reply_box(imap_home, tls=imap.trusted()) as box:
        [arrived] = box.waiting(50, 10**6)
    assert arrived.at == datetime(2026, 11, 23, 2, 0, tzinfo=UTC), "what the sender claims is not asked"


def test_a_mail_too_large_comes_with_its_headers_alone(imap, imap_home):
    imap.put(PLAIN + b"\r\n" + b"x" * 5000)
    with open_reply_box(imap_home, tls=imap.trusted()) as box:
        [arrived] = box.waiting(50, 1000)
    assert (arrived.is_whole, len(arrived.raw) < 500) == (False, True)
    assert read_reply(arrived.raw).keys == (KEY,)


def test_a_certificate_nobody_vouches_for_closes_the_box(imap, imap_home):
    with pytest.raises(BoxClosed, match="chứng thư của máy chủ thư không được tin cậy"):
        take(imap_home)


@pytest.mark.parametrize("wrong", [{"imap_password": "sai"}, {"imap_folder": "Khong-co"}, {"imap_port": 9}])
def test_a_box_that_cannot_be_opened_says_so_without_the_account(imap, imap_home, wrong):
    imap_home.save(imap.settings(**wrong))
    with pytest.raises(BoxClosed) as closed:
        take(imap_home, imap.trusted())
    assert not {USER, PASSWORD, "sai"} & set(str(closed.value).split())


class Dying(socketserver.StreamRequestHandler):
    """An IMAP server that says what it must, and in the middle of the first mail nothing more or goodbye."""

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _, said = line.strip().partition(b" ")
            word = said.upper()
            if word.startswith(b"CAPABILITY"):
                self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
            elif word.startswith(b"SELECT"):
                self.wfile.write(b"* 1 EXISTS\r\n")
            elif word.startswith(b"UID SEARCH"):
                self.wfile.write(b"* SEARCH 7\r\n")
            elif b"RFC822.SIZE" in word:
                self.wfile.write(b'* 1 FETCH (UID 7 INTERNALDATE "32-Abc-2026" RFC822.SIZE 900)\r\n')
            elif b"BODY.PEEK" in word:
                self.wfile.write(b"* 1 FETCH (UID 7 BODY[] {900}\r\nFrom: x")
                if self.server.hangs:
                    self.server.let_go.wait(30)
                return
            self.wfile.write(tag + b" OK done\r\n")


@pytest.mark.parametrize("hangs", [False, True])
def test_a_server_that_dies_or_hangs_in_the_middle_of_a_mail_closes_the_box(tmp_path, monkeypatch, hangs):
    monkeypatch.setattr(boxes, "TIMEOUT", 0.3)
    home = Home(tmp_path / "home")
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Dying) as server:
        server.hangs, server.let_go = hangs, threading.Event()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        given = {"imap_host": "127.0.0.1", "imap_port": server.server_address[1], "imap_security": "none"}
        home.save(Settings(mode="demo", imap_user="u", imap_password="p", **given))
        with pytest.raises(BoxClosed, match="không tải được thư"):
            take(home)
        server.let_go.set()
        server.shutdown()


@pytest.mark.parametrize(
    "settings",
    [
        Settings(mode="demo", imap_host="imap.tinh.example"),
        Settings(mode="live", imap_host="imap.tinh.example", imap_security="none"),
        Settings(mode="live", imap_host="127.0.0.1", imap_security="tls"),
    ],
)
def test_settings_that_may_not_be_are_refused(tmp_path, settings):
    home = Home(tmp_path / "home")
    home.save(settings)
    with pytest.raises(Refused):
        open_reply_box(home)


def test_a_live_home_without_imap_has_no_box(tmp_path):
    home = Home(tmp_path / "home")
    home.save(Settings(mode="live", sender_email="nhac@tinh.example"))
    assert open_reply_box(home) is None


def test_the_demo_shows_answers_only_and_each_until_it_is_marked(home):
    mailbox = Mailbox(home.mail)
    mailbox.keep(b"To: xa-1@demo.example\r\n\r\nreminder\r\n")
    mailbox.keep(b"To: =?utf-8?b?VHLhuqM=?= <Tra-Loi+%s@dondoc.example>\r\n\r\nanswer\r\n" % KEY.encode())
    with open_reply_box(home) as box:
        [arrived] = box.waiting(50, 10**6)
        assert b"answer" in arrived.raw
        assert abs(arrived.at - datetime.now(UTC)) < timedelta(minutes=5)
        box.done(arrived.handle)
    later = f"{int(arrived.handle[:19]) + 20 * 10**9:019}-0123abcd"
    (mailbox.folder / f"{later}.eml").write_bytes(b"To: tra-loi@dondoc.example\r\n\r\nlater\r\n")
    with open_reply_box(home) as box:
        shown = [a for a in box.waiting(50, 10**6) if a.handle != arrived.handle]
        assert [b"later" in a.raw for a in shown] == [True]
        box.done(later)
    with open_reply_box(home) as box:
        assert arrived.handle not in [a.handle for a in box.waiting(50, 10**6)], "only the last moments are looked at"


def test_a_flood_within_a_moment_is_worked_off(home):
    mailbox, at = Mailbox(home.mail), 10**18
    for n in range(500):
        (mailbox.folder / f"{at + n:019}-{n:08x}.eml").write_bytes(b"To: tra-loi@dondoc.example\r\n\r\nx")
    seen = []
    for _ in range(3):
        with open_reply_box(home) as box:
            for arrived in box.waiting(200, 10**6):
                seen.append(arrived.handle)
                box.done(arrived.handle)
    assert len(seen) == len(set(seen)) == 500


def test_a_mail_that_comes_to_its_place_after_a_later_one_is_shown(home):
    mailbox, at = Mailbox(home.mail), 10**18
    for n in (2, 1):
        (mailbox.folder / f"{at + n:019}-0000000{n}.eml").write_bytes(b"To: tra-loi@dondoc.example\r\n\r\nx")
        with open_reply_box(home) as box:
            [arrived] = box.waiting(200, 10**6)
            box.done(arrived.handle)


def test_what_is_no_answer_is_looked_at_once(home, monkeypatch):
    mailbox, long_ago = Mailbox(home.mail), 10**18
    for n in range(3):
        (mailbox.folder / f"{long_ago + n * 60 * 10**9:019}-0000000{n}.eml").write_bytes(
            b"To: xa@demo.example\r\n\r\nx"
        )
    looked = []
    look = DemoBox._is_answer
    monkeypatch.setattr(DemoBox, "_is_answer", lambda self, head: looked.append(1) or look(self, head))
    for _ in range(3):
        with open_reply_box(home) as box:
            assert list(box.waiting(50, 10**6)) == []
        assert len(looked) == 3


def test_an_address_of_its_own_leads_back_to_the_message():
    address = plus_address("tra-loi@tinh.example", OURS)
    assert address == f"tra-loi+{KEY}@tinh.example"
    assert key_in(address.upper()) == KEY
    assert plus_address("tra-loi@tinh.example", "<khac@x>") == "tra-loi@tinh.example"
    assert key_in("tra-loi+khac@tinh.example") == key_in("") == ""


@pytest.mark.parametrize(
    ("header", "is_machine"),
    [
        (b"Auto-Submitted: auto-replied", True),
        (b"Auto-Submitted: no", False),
        (b"Precedence: bulk", True),
        (b"X-Autoreply: yes", True),
        (b"List-Id: <nhom.example>", True),
        (b"Return-Path: <>", True),
        (b"X-Priority: 1", False),
    ],
)
def test_machines_are_known_by_their_headers(header, is_machine):
    assert bool(read_reply(PLAIN + header + b"\r\n\r\nx\r\n").by_machine) is is_machine


def test_who_answers_what_is_read_from_the_headers():
    reply = read_reply(
        PLAIN + b"Message-ID: <a1@xa>\r\nIn-Reply-To: " + OURS.encode() + b"\r\nReferences: <z@y>\r\n\t<w@y>\r\n\r\nx"
    )
    assert (reply.message_id, reply.sender, reply.keys) == ("<a1@xa>", "xa-1@demo.example", (KEY,))
    assert reply.answers == (OURS, "<z@y>", "<w@y>")


def test_a_mail_without_a_name_gets_one_from_its_bytes():
    assert read_reply(PLAIN + b"\r\nx").message_id == read_reply(PLAIN + b"\r\nx").message_id
    assert read_reply(PLAIN + b"\r\nx").message_id != read_reply(PLAIN + b"\r\ny").message_id


def test_pictures_of_a_signature_are_no_files():
    mail = (
        PLAIN + b'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<img>\r\n'
        b'--b\r\nContent-Type: image/png; name="logo.png"\r\nContent-ID: <l>\r\n'
        b"Content-Disposition: inline\r\n\r\nPNG\r\n"
        b'--b\r\nContent-Type: application/pdf; name="=?utf-8?b?QsOhbyBjw6FvLnBkZg==?="\r\n\r\n%PDF\r\n--b--\r\n'
    )
    assert [file.name for file in read_reply(mail).files] == ["Báo cáo.pdf"]


@pytest.mark.parametrize(
    ("line", "sender"),
    [
        ("=?utf-8?b?Q8O0bmcgYW4geMOjLCBBbiBCw6xuaA==?= <XA-1@demo.example>", "xa-1@demo.example"),
        ("=?utf-8?q?C=C3=B4ng_an_x=C3=A3=2C_An_B=C3=ACnh?= <xa-1@demo.example>", "xa-1@demo.example"),
        ('"Công an xã, An Bình" <xa-1@demo.example>', "xa-1@demo.example"),
        ("Cong an xa, An Binh <xa-1@demo.example>", "xa-1@demo.example"),
        ('"xa-1@demo.example" <la@ngoai.example>', "la@ngoai.example"),
        ("la@ngoai.example, xa-1@demo.example", ""),
        ("la@ngoai.example\r\nFrom: xa-1@demo.example", ""),
        ("=?utf-8?b?x?= <xa-1@demo.example>", "xa-1@demo.example"),
        ("không có địa chỉ", ""),
    ],
)
def test_the_sender_is_the_one_address_of_the_line_whatever_the_name_says(line, sender):
    reply = read_reply(f"From: {line}\r\nSubject: x\r\n\r\nx".encode())
    assert (reply.sender, reply.by_machine) == (sender, "")


@pytest.mark.parametrize(
    ("subject", "shown"),
    [
        (b"=?nonsense-8?b?xJDhu6c=?=", "Đủ"),
        (b"=?utf-8?b?x?=", "=?utf-8?b?x?="),
        ("Đủ".encode(), "Đủ"),
        (b"a\x00b\x1b[31m", "ab[31m"),
    ],
)
def test_a_subject_in_no_known_charset_does_not_spoil_the_mail(subject, shown):
    assert read_reply(b"From: a@x.example\r\nSubject: " + subject + b"\r\n\r\nx").subject == shown


def part(kind: str, name: str = "", content: bytes = b"x", disposition: str = "attachment") -> bytes:
    named = f'; filename="{name}"' if name else ""
    return (
        f"--b\r\nContent-Type: {kind}\r\nContent-Disposition: {disposition}{named}\r\n\r\n".encode() + content + b"\r\n"
    )


def mixed(*parts: bytes) -> bytes:
    return PLAIN + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"".join(parts) + b"--b--\r\n"


def test_seals_cards_and_what_lies_in_a_mail_sent_along_are_no_files():
    inside = (
        b"Subject: cu\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=cu.pdf\r\n\r\n%PDF"
    )
    raw = mixed(
        part("application/pdf", "bao-cao.pdf", b"%PDF"),
        part("application/pkcs7-signature", "smime.p7s"),
        part("text/vcard", "toi.vcf"),
        part("text/calendar", "hop.ics"),
        part("text/html", "ATT00001.htm"),
        part("message/rfc822", "cu.eml", inside),
    )
    assert [file.name for file in read_reply(raw).files] == ["bao-cao.pdf"]


def test_files_beyond_those_taken_are_counted_and_not_forgotten():
    reply = read_reply(mixed(*(part("application/pdf", f"{n}.pdf") for n in range(13))))
    assert ([file.name for file in reply.files], reply.left_out) == ([f"{n}.pdf" for n in range(10)], 3)


def test_a_mail_that_claims_to_answer_everything_leads_to_a_few_only():
    keys = b"".join(b"To: a+%024x@x\r\n" % n for n in range(5000))
    reply = read_reply(PLAIN + keys + b"References: " + b" ".join(b"<a%d@x>" % n for n in range(5000)) + b"\r\n\r\nx")
    assert (len(reply.keys), reply.keys[0], len(reply.answers), reply.answers[-1]) == (50, KEY, 50, "<a4999@x>")


def test_a_mail_built_to_keep_the_parser_busy_is_not_parsed():
    deep = b"".join(b"--b%d\r\nContent-Type: multipart/mixed; Boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(200))
    with pytest.raises(ValueError, match="too many lines"):
        read_reply(PLAIN + b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n" + deep + b"x\r\n" * 200_000)


@given(st.binary(max_size=400))
def test_any_bytes_can_be_read_and_give_words_a_database_can_hold(raw):
    reply = read_reply(b"Subject: " + raw)
    for text in (reply.message_id, reply.sender, reply.subject):
        text.encode("utf-8")
        assert "\x00" not in text


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("B01 (Số cuộc): “12.5” chưa rõ nghĩa.", "B01 (Số cuộc): nội dung đã ghi chưa rõ nghĩa."),
        ("Tử số lớn hơn mẫu số (đã ghi D01.tu_so = 15, D01.mau_so = 12).", "Tử số lớn hơn mẫu số."),
        ("Đề nghị chọn “Không phát sinh”.", "Đề nghị chọn “Không phát sinh”."),
    ],
)
def test_what_was_typed_is_never_repeated(said, left):
    assert without_figures(said) == left


def test_a_file_shown_in_a_log_shows_no_content():
    assert "bí mật" not in repr(Attached("a.pdf", "application/pdf", "bí mật".encode()))


def test_a_folded_subject_keeps_the_blank_between_its_lines():
    folded = b"Subject: Re: =?utf-8?b?aOG6v3QgbmfDoHk=?=\r\n 02/12/2026\r\n"
    assert (
        read_reply(folded + PLAIN.replace(b"Subject: Re: x\r\n", b"") + b"\r\nx\r\n").subject
        == "Re: hết ngày 02/12/2026"
    )
