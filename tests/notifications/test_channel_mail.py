"""The e-mail channel against a real SMTP server: what arrives, and what is known when it does not."""

import email
import email.policy
import imaplib
import re
import smtplib
import socket
import socketserver
import ssl
import threading
import time
from email.header import decode_header, make_header

import pytest

from models.errors import CannotSend, Refused
from models.sending import LEASE
from notifications.channels import Letter, PostOffice, deliver, is_local
from notifications.channels import smtp as smtp_line
from notifications.channels.email import send_plain
from notifications.channels.letter import masked
from notifications.channels.mail_trouble import TIMED_OUT, trouble_text
from notifications.channels.smtp import SmtpLine, mail_server
from notifications.emulators.mailbox import Fault

KEY = "<dondoc.0123456789abcdef01234567@dongthap.example>"
SUBJECT = "[Đôn đốc lần 1] Báo cáo 6 tháng kết quả thực hiện Chương trình phối hợp số 7294 (6 tháng đầu năm 2025)"
TEXT = "Kính gửi: Công an xã An Bình.\n\n.Dòng bắt đầu bằng dấu chấm\nHết.\n"


def letter(address="congan.xa-an-binh@demo.example", **kw) -> Letter:
    parts = {"subject": SUBJECT, "body_text": TEXT, "body_html": "<p>Kính gửi: <b>Công an xã An Bình</b></p>"}
    return Letter("email", address, key=KEY, recipient_name="Công an xã An Bình", **{**parts, **kw})


def header(mail, name: str) -> str:
    return str(make_header(decode_header(dict(mail.raw_items())[name].replace("\r", "").replace("\n", ""))))


def test_a_mail_reads_right_at_the_other_end(smtp, mailbox, demo):
    outcome = deliver(demo(smtp_demo_port=smtp()), letter())
    assert (outcome.status, outcome.stage) == ("sent", "done")
    assert mailbox.names()[0] in outcome.provider_id, "the server's receipt is kept"
    raw = (mailbox.folder / f"{mailbox.names()[0]}.eml").read_bytes()
    assert b"\n" not in raw.replace(b"\r\n", b""), "every line ends in CR LF"
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert mail["From"].addresses[0].addr_spec == "nhac-viec@dongthap.example"
    assert header(mail, "From").startswith("Phòng Tham mưu, Công an tỉnh Đồng Tháp <")
    assert header(mail, "To") == "Công an xã An Bình <congan.xa-an-binh@demo.example>"
    assert header(mail, "Subject") == SUBJECT
    assert mail["Message-ID"] == KEY
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "multipart/alternative"
    kept = mailbox.read(mailbox.names()[0])
    assert kept.body("plain") == TEXT
    assert "<b>Công an xã An Bình</b>" in kept.body("html")


@pytest.mark.parametrize("words", [SUBJECT, SUBJECT * 3, "Ngắn", "ASCII only", "x" * 300, "Đ" * 300])
def test_no_space_of_a_folded_subject_is_lost(smtp, mailbox, demo, words):
    assert deliver(demo(smtp_demo_port=smtp()), letter(subject=words)).status == "sent"
    assert mailbox.read(mailbox.names()[0]).subject == words


def test_one_connection_serves_a_batch(smtp, mailbox, demo, monkeypatch):
    connected = []
    connect = SmtpLine._connect
    monkeypatch.setattr(SmtpLine, "_connect", lambda self: connected.append(1) or connect(self))
    with PostOffice(demo(smtp_demo_port=smtp())) as office:
        assert [office.deliver(letter()).status for _ in range(20)] == ["sent"] * 20
    assert len(connected) == 1
    assert len(mailbox.names()) == 20


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (Fault("recipient", "550 5.1.1 No such user"), "fallback", "550"),
        (Fault("recipient", "451 4.7.1 Greylisted"), "retry", "451"),
        (Fault("recipient", "554 5.7.1 Policy"), "permanent", "554"),
        (Fault("data", "552 5.3.4 Too big"), "permanent", "552"),
        (Fault("data", "452 4.3.1 Disk full"), "retry", "452"),
    ],
)
def test_an_explicit_refusal_is_certain(smtp, mailbox, demo, fault, status, code):
    mailbox.faults.append(fault)
    outcome = deliver(demo(smtp_demo_port=smtp()), letter())
    assert (outcome.status, outcome.code) == (status, code)
    assert mailbox.names() == []


def test_after_a_refusal_the_next_letter_of_the_batch_still_goes(smtp, mailbox, demo):
    mailbox.faults.append(Fault("recipient", "550 no", match="gone@"))
    with PostOffice(demo(smtp_demo_port=smtp())) as office:
        statuses = [office.deliver(letter(to)).status for to in ("a@x.example", "gone@x.example", "b@x.example")]
    assert statuses == ["sent", "fallback", "sent"]


def test_an_answer_lost_after_the_mail_was_taken_is_unknown(smtp, mailbox, demo):
    mailbox.faults.append(Fault("data", drop=True))
    outcome = deliver(demo(smtp_demo_port=smtp()), letter())
    assert (outcome.status, outcome.stage) == ("unknown", "handed_over")
    assert len(mailbox.names()) == 1, "it had been delivered all the same"


def test_a_line_the_server_closed_meanwhile_is_opened_again(smtp, mailbox, demo):
    with PostOffice(demo(smtp_demo_port=smtp())) as office:
        assert office.deliver(letter()).status == "sent"
        office._lines["email"].smtp._smtp.sock.shutdown(2)
        assert office.deliver(letter()).status == "sent"
    assert len(mailbox.names()) == 2


def test_a_server_that_is_not_there_is_nobodys_fault(demo):
    outcome = deliver(demo(smtp_demo_port=9), letter())
    assert (outcome.status, outcome.stage) == ("defer", "connect")


@pytest.mark.parametrize(
    "address", ["", "không-phải", "a@b@c", "a b@c.example", "ă@c.example", "a@c.example\r\nBcc: x@y"]
)
def test_an_address_that_is_none_never_reaches_the_server(smtp, mailbox, demo, address):
    assert deliver(demo(smtp_demo_port=smtp()), letter(address)).status == "fallback"
    assert mailbox.names() == []


def test_a_line_break_in_a_subject_makes_no_second_header(smtp, mailbox, demo):
    assert deliver(demo(smtp_demo_port=smtp()), letter(subject="Nhắc\r\nBcc: x@y.example")).status == "sent"
    mail = mailbox.read(mailbox.names()[0]).mail
    assert mail["Bcc"] is None


# --- TLS ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def server_tls(authority):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture
def trusting(authority):
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def over_tls(demo, port, **kw):
    return demo(smtp_host="127.0.0.1", smtp_port=port, smtp_security="starttls", **kw)


def test_starttls_with_a_trusted_certificate_delivers(smtp, mailbox, demo, server_tls, trusting):
    port = smtp(tls=server_tls, require_starttls=True)
    assert deliver(over_tls(demo, port), letter(), tls=trusting).status == "sent"
    assert len(mailbox.names()) == 1


def test_a_certificate_nobody_vouches_for_is_not_accepted(smtp, mailbox, demo, server_tls):
    outcome = deliver(over_tls(demo, smtp(tls=server_tls)), letter())
    assert (outcome.status, outcome.code) == ("defer", "certificate")
    assert mailbox.names() == []


def test_starttls_is_never_given_up_for_a_plain_line(smtp, mailbox, demo):
    outcome = deliver(over_tls(demo, smtp()), letter())
    assert (outcome.status, outcome.stage) == ("defer", "tls")
    assert mailbox.names() == []


def test_a_wrong_password_waits_for_the_operator_and_is_nowhere_to_be_read(
    smtp, mailbox, demo, server_tls, trusting, caplog
):
    from aiosmtpd.smtp import AuthResult

    caplog.set_level(1)
    caplog.set_level(1, logger="apprise")
    refuse = lambda *_: AuthResult(success=False, handled=False)  # noqa: E731
    port = smtp(tls=server_tls, authenticator=refuse, auth_required=True)
    settings = over_tls(demo, port, smtp_user="nhac", smtp_password="MatKhauRatBiMat")
    with PostOffice(settings, tls=trusting) as office:
        outcome = office.deliver(letter())
        shown = repr(
            (
                office._lines["email"],
                office._lines["email"].smtp,
                mail_server(settings),
                letter(),
                settings,
                vars(office),
            )
        )
    assert (outcome.status, outcome.stage) == ("defer", "auth")
    assert mailbox.names() == []
    assert "MatKhauRatBiMat" not in caplog.text + repr(outcome) + shown


def test_a_plain_line_exists_to_this_machine_only(demo):
    settings = demo(mode="live", smtp_host="mail.example", smtp_port=25, smtp_security="none")
    with pytest.raises(Refused, match="none"):
        deliver(settings, letter())


# --- a demo never leaves the machine ------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["demo", ""])
@pytest.mark.parametrize("host", ["mail.example", "10.0.0.5", "127.0.0.1.example", "0.0.0.0", "localhost.example"])
def test_a_home_that_is_not_live_reaches_nobody_outside(demo, mode, host):
    with pytest.raises(Refused, match="chỉ gửi trong máy"):
        deliver(demo(mode=mode, smtp_host=host, smtp_security="ssl"), letter())


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", True), ("example", False), ("", False)],
)
def test_what_this_machine_is_called(host, local):
    assert is_local(host) is local


def test_a_test_letter_returns_the_answer_or_says_why_not(smtp, mailbox, demo):
    assert "queued as" in send_plain(demo(smtp_demo_port=smtp()), to="a@x.example", subject="Thử", text="Thử.\n")
    mailbox.faults.append(Fault("recipient", "550 no such user"))
    with pytest.raises(CannotSend, match="550 máy chủ thư không nhận địa chỉ này: no such user"):
        send_plain(demo(smtp_demo_port=smtp()), to="a@x.example", subject="Thử", text="Thử.\n")


def test_addresses_are_shown_masked():
    assert masked("congan.xa-an-binh@demo.example") == "c***@demo.example"
    assert masked("84912345678") == "849****678"
    assert masked("123") == "****"
    assert masked("") == ""
    assert "an-binh" not in repr(letter())


class SlowServer(socketserver.StreamRequestHandler):
    """Takes every mail, and thinks for a while before it says so."""

    def handle(self):
        self.wfile.write(b"220 slow\r\n")
        while line := self.rfile.readline():
            if line.strip() == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while self.rfile.readline().strip() != b".":
                    pass
                time.sleep(0.6)
            elif line.strip() == b"QUIT":
                return self.wfile.write(b"221 bye\r\n")
            self.wfile.write(b"250 ok\r\n")


def test_the_last_answer_may_take_longer_than_the_others(demo, monkeypatch):
    monkeypatch.setattr(smtp_line, "TIMEOUT", 0.3)
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), SlowServer) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings = demo(smtp_demo_port=server.server_address[1])
        with PostOffice(settings) as office:
            assert [office.deliver(letter()).status for _ in range(2)] == ["sent", "sent"]
            assert office._lines["email"].smtp._smtp.sock.gettimeout() == 0.3
        server.shutdown()
    assert smtp_line.TIMEOUT < smtp_line.TAKING_IT < LEASE.total_seconds()


@pytest.mark.parametrize("account", [("nhắc-việc", "mat-khau"), ("nhac-viec", "mật-khẩu")])
def test_an_account_no_server_can_be_told_of_closes_the_line_and_names_no_secret(smtp, mailbox, account):
    from aiosmtpd.smtp import AuthResult

    port = smtp(auth_require_tls=False, authenticator=lambda *_: AuthResult(success=True))
    line = SmtpLine(smtp_line.MailServer("127.0.0.1", port, "none", *account))
    outcome = line.send("nhac@x.example", "a@x.example", b"Subject: x\r\n\r\nx\r\n")
    line.close()
    assert (outcome.status, outcome.stage) == ("defer", "auth")
    assert "ASCII" in outcome.detail
    assert mailbox.names() == []


def test_a_sender_no_server_can_be_told_of_is_refused_not_unknown(smtp, mailbox):
    line = SmtpLine(smtp_line.MailServer("127.0.0.1", smtp(), "none"))
    assert line.send("nhắc@x.example", "a@x.example", b"x").status == "permanent"
    line.close()
    assert mailbox.names() == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed"), "máy chủ thư ngắt kết nối giữa chừng"),
        (smtplib.SMTPServerDisconnected("Connection unexpectedly closed: timed out"), TIMED_OUT),
        (TimeoutError("timed out"), TIMED_OUT),
        (ConnectionRefusedError(111, "Connection refused"), "máy chủ thư từ chối kết nối"),
        (ConnectionResetError(104, "Connection reset by peer"), "máy chủ thư ngắt kết nối giữa chừng"),
        (socket.gaierror(-2, "Name or service not known"), "không tìm thấy tên máy chủ thư"),
        (OSError(113, "No route to host"), "không có đường mạng tới máy chủ thư"),
        (ssl.SSLError(1, "WRONG_VERSION_NUMBER"), "không lập được kết nối bảo mật"),
        (smtplib.SMTPNotSupportedError("STARTTLS extension not supported"), "máy chủ thư không hỗ trợ"),
        (imaplib.IMAP4.error("LOGIN failed"), "máy chủ thư không nhận tài khoản"),
    ],
)
def test_trouble_with_the_server_is_told_in_vietnamese(error, words):
    told = trouble_text(error)
    assert told.startswith(words)
    assert not re.search(r"[A-Z][a-z]+[A-Z]|onnection|timed|known|supported|failed", told)


def test_a_lost_server_has_the_error_s_name_as_its_code_only(demo):
    outcome = deliver(demo(smtp_demo_port=9), letter())
    assert outcome.code == "ConnectionRefusedError"
    assert outcome.words.startswith("máy chủ thư từ chối kết nối")


def test_the_server_s_own_words_stand_after_ours(smtp, mailbox, demo):
    mailbox.faults.append(Fault("recipient", "550 5.1.1 No such user"))
    outcome = deliver(demo(smtp_demo_port=smtp()), letter())
    assert outcome.words == "550 máy chủ thư không nhận địa chỉ này: 5.1.1 No such user"
