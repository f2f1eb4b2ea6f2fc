"""The reply box over real IMAP and in the demo, and what a mail in it says of itself."""

from __future__ import annotations

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
from notifications.replies import BoxClosed, open_reply_box, read_reply
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
    with pytest.raises(BoxClosed, match="SSLCertVerificationError"):
        take(imap_home)


@pytest.mark.parametrize("wrong", [{"imap_password": "sai"}, {"imap_folder": "Khong-co"}, {"imap_port": 9}])
def test_a_box_that_cannot_be_opened_says_so_without_the_account(imap, imap_home, wrong):
    imap_home.save(imap.settings(**wrong))
    with pytest.raises(BoxClosed) as closed:
        take(imap_home, imap.trusted())
    assert not {USER, PASSWORD, "sai"} & set(str(closed.value).split())


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


def test_what_is_no_answer_is_looked_at_once(home, monkeypatch):
    mailbox, long_ago = Mailbox(home.mail), 10**18
    for n in range(3):
        (mailbox.folder / f"{long_ago + n * 60 * 10**9:019}-0000000{n}.eml").write_bytes(
            b"To: xa@demo.example\r\n\r\nx"
        )
    looked = []
    look = DemoBox._is_answer
    monkeypatch.setattr(DemoBox, "_is_answer", lambda self, head: looked.append(1) or look(self, head))
    for seen in (3, 4, 5):  # the last one is inside the moments always looked at again
        with open_reply_box(home) as box:
            assert list(box.waiting(50, 10**6)) == []
        assert len(looked) == seen


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
