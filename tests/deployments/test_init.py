"""A real start: a live home made once, whole or not at all, never mixed with a demo, never with a loopback link."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime

import pytest
from aiosmtpd.controller import Controller
from sqlmodel import func, select

from deployments.live import checked_settings, public_address, start_live
from models.access import Officer
from models.entering import ask_to_enter
from models.errors import Refused
from models.facts import Audit
from models.settings import Home, Settings
from models.units import Assignment, Contact, Unit
from tasks.session import open_session

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SECRETS = {"DONDOC_OFFICER_PASSWORD": "một mật khẩu đủ dài"}
WORDS = (
    "init",
    "--agency", "Phòng Tham mưu, Công an tỉnh Đồng Tháp",
    "--public-url", "https://dondoc.dongthap.gov.vn/",
    "--officer", "tham-muu",
    "--officer-name", "Cán bộ tham mưu",
)  # fmt: skip


@pytest.fixture
def home(tmp_path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def mail_server():
    """A real SMTP server on a free port, and what it received."""

    class Keeps:
        def __init__(self):
            self.letters = []

        async def handle_DATA(self, server, session, envelope):
            self.letters.append(envelope)
            return "250 2.0.0 đã nhận".encode().decode("ascii", "replace")

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    keeps = Keeps()
    controller = Controller(keeps, hostname="127.0.0.1", port=port)
    controller.start()
    yield port, keeps.letters
    controller.stop()


def test_a_live_home_starts_with_its_officer_its_units_and_no_contacts(dondoc, home):
    told = dondoc(*WORDS, home=home, env=SECRETS)
    assert told.exit_code == 0, told.output
    settings = home.settings()
    assert settings.mode == "live"
    assert settings.public_url == "https://dondoc.dongthap.gov.vn"
    assert settings.ui_password
    assert settings.ui_password in told.stdout
    with open_session(home) as session:
        assert ask_to_enter(session, "tham-muu", SECRETS["DONDOC_OFFICER_PASSWORD"], NOW).officer
        assert session.exec(select(func.count()).select_from(Unit)).one() > 4000
        assert session.exec(select(func.count()).select_from(Assignment)).one() > 1000
        assert session.exec(select(Contact)).first() is None
        assert [a.action for a in session.exec(select(Audit))] == ["init"]


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX")
def test_the_settings_can_be_read_by_their_owner_only(dondoc, home):
    dondoc(*WORDS, "--no-units", home=home, env=SECRETS)
    assert home.settings_file.stat().st_mode & 0o077 == 0


def test_the_units_may_be_left_to_an_excel_import(dondoc, home):
    assert dondoc(*WORDS, "--no-units", home=home, env=SECRETS).exit_code == 0
    with open_session(home) as session:
        assert session.exec(select(Unit)).first() is None


def test_a_home_is_made_once(dondoc, home, loaded_demo):
    assert dondoc(*WORDS, "--no-units", home=home, env=SECRETS).exit_code == 0
    before = home.settings_file.read_bytes()
    again = dondoc(*WORDS, home=home, env=SECRETS)
    assert again.exit_code == 1
    assert "đã là thư mục dữ liệu thật" in again.stderr
    assert home.settings_file.read_bytes() == before
    on_a_demo = dondoc(*WORDS, home=loaded_demo, env=SECRETS)
    assert "dữ liệu thử (demo)" in on_a_demo.stderr
    assert loaded_demo.settings().is_demo


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (["--public-url", "http://127.0.0.1:8642"], "chỉ mở được trên chính máy chủ này"),
        (["--public-url", "dondoc.gov.vn"], "không hợp lệ"),
        (["--sender-email", "nhac-viec@dongthap.gov.vn"], "Thiếu --smtp-host"),
        (["--sender-email", "nhac-viec", "--smtp-host", "mail.vn"], "“nhac-viec” không hợp lệ"),
        (["--sender-email", "a@b.example", "--smtp-host", "mail.vn"], "tên miền dành cho ví dụ"),
        (["--sender-email", "a@b.vn", "--smtp-host", "mail.vn", "--smtp-security", "none"], "ở ngay trong máy này"),
        (["--sender-email", "a@b.vn", "--smtp-host", "mail.vn", "--smtp-port", "0"], "smtp_port"),
        (["--sender-email", "a@b.vn", "--smtp-host", "mail.vn", "--smtp-user", "u"], "DONDOC_SMTP_PASSWORD"),
        (["--zalo-url", "http://zalo.vn", "--zalo-oa", "1", "--zalo-template", "2"], "DONDOC_ZALO_TOKEN"),
        (
            ["--zalo-url", "http://zalo.vn", "--zalo-oa", "1", "--zalo-template", "2", "--zalo-app", "3"],
            "ZALO_APP_SECRET",
        ),
        (["--officer", "Tham Mưu"], "“tham mưu” không hợp lệ"),
    ],
)
def test_what_cannot_work_is_refused_and_leaves_no_home(dondoc, home, change, said):
    words = list(WORDS)
    for flag, value in zip(change[::2], change[1::2], strict=True):
        if flag in words:
            words[words.index(flag) + 1] = value
        else:
            words += [flag, value]
    told = dondoc(*words, "--no-units", home=home, env=SECRETS)
    assert told.exit_code == 1
    assert said in told.stderr
    assert "Traceback" not in told.output
    assert not home.exists()
    assert not list(home.path.glob("dondoc.db*"))


def test_without_a_screen_a_missing_answer_names_its_flag(dondoc, home):
    told = dondoc("init", home=home, env=SECRETS)
    assert told.exit_code == 1
    assert "Thiếu --agency" in told.stderr
    no_password = dondoc(*WORDS, home=home)
    assert "DONDOC_OFFICER_PASSWORD" in no_password.stderr
    assert not home.exists()


def test_a_database_without_settings_is_not_taken_over(dondoc, home):
    home.path.mkdir()
    (home.path / "dondoc.db").write_bytes(b"years of work")
    told = dondoc(*WORDS, home=home, env=SECRETS)
    assert told.exit_code == 1
    assert (home.path / "dondoc.db").read_bytes() == b"years of work"


def test_a_test_letter_goes_through_the_real_mail_server(dondoc, home, mail_server):
    port, letters = mail_server
    mail = ("--sender-email", "nhac-viec@dongthap.gov.vn", "--smtp-host", "127.0.0.1", "--smtp-port", str(port))
    told = dondoc(
        *WORDS, "--no-units", *mail, "--smtp-security", "none", "--test-to", "dieuhanh@dongthap.gov.vn",
        home=home, env=SECRETS,
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    assert [letter.rcpt_tos for letter in letters] == [["dieuhanh@dongthap.gov.vn"]]
    assert b"auto-generated" in letters[0].content


def test_a_mail_server_that_does_not_answer_is_said_and_the_home_stays(dondoc, home, mail_server):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    mail = ("--sender-email", "nhac-viec@dongthap.gov.vn", "--smtp-host", "127.0.0.1", "--smtp-port", str(port))
    told = dondoc(
        *WORDS, "--no-units", *mail, "--smtp-security", "none", "--test-to", "a@dongthap.gov.vn", home=home, env=SECRETS
    )
    assert told.exit_code == 1
    assert "Không gửi được thư thử" in told.stderr
    assert home.settings().mode == "live"


def test_a_start_that_fails_half_way_leaves_no_home(home, monkeypatch):
    from deployments import live

    def breaks(*_):
        raise RuntimeError("power cut")

    monkeypatch.setattr(live, "_add_units", breaks)
    settings = Settings(agency="x", sender_name="x", public_url="https://dondoc.vn")
    officer = live.FirstOfficer(username="tham-muu", full_name="x", password="một mật khẩu đủ dài")
    with pytest.raises(RuntimeError):
        start_live(home, settings, officer, with_units=True, now=NOW)
    assert not home.exists()
    assert not list(home.path.glob("dondoc.db*"))
    monkeypatch.undo()
    start_live(home, settings, officer, with_units=False, now=NOW)
    with open_session(home) as session:
        assert [o.username for o in session.exec(select(Officer))] == ["tham-muu"]


@pytest.mark.parametrize(
    "url",
    ["http://localhost:8642", "http://127.1.2.3", "http://[::1]/", "http://0.0.0.0:80", "http://a.localhost", "ftp://a.vn",
     "https://", "https://user:pass@a.vn", "https://a.vn/?x=1", "http://169.254.1.1", ""],
)  # fmt: skip
def test_an_address_no_unit_can_open_is_refused(url):
    with pytest.raises(Refused):
        public_address(url)


@pytest.mark.parametrize("url", ["https://dondoc.dongthap.gov.vn", "http://10.20.30.40:8642", "https://a.vn/dondoc/"])
def test_an_address_units_can_open_is_taken_without_its_last_slash(url):
    assert public_address(url) == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.1",
        "http://2130706433",
        "http://0x7f.1",
        "http://0177.0.0.1",
        "https://[::ffff:127.0.0.1]",
        "http://0",
    ],
)
def test_loopback_in_another_spelling_is_loopback(url):
    with pytest.raises(Refused, match="chỉ mở được trên chính máy chủ này"):
        public_address(url)


@pytest.mark.parametrize(
    ("name", "words"),
    [("smtp_user", "nhắc-việc"), ("smtp_password", "mật-khẩu"), ("sender_email", "nhắc@dongthap.gov.vn")],
)
def test_an_account_no_mail_server_can_be_told_of_is_refused_by_its_name(name, words):
    facts = {"agency": "Công an tỉnh", "public_url": "https://nop.dongthap.gov.vn", "smtp_host": "mail.dongthap.gov.vn"}
    facts |= {"sender_name": "Phòng Tham mưu", "sender_email": "nhac@dongthap.gov.vn", "smtp_user": "nhac"}
    assert checked_settings(Settings(mode="live", **facts))
    with pytest.raises(Refused, match=name) as refused:
        checked_settings(Settings(mode="live", **{**facts, name: words}))
    assert "mật-khẩu" not in refused.value.reason


def test_a_start_that_lies_ahead_or_a_bind_that_is_no_address_leaves_no_home(dondoc, home):
    ahead = dondoc(*WORDS, "--since", "2999-01-01", home=home, env=SECRETS)
    assert ahead.exit_code == 1
    assert "chưa tới" in ahead.stderr
    wrong = dondoc(*WORDS, "--bind", "abc def", home=home, env=SECRETS)
    assert wrong.exit_code == 1
    assert "bind" in wrong.stderr
    assert not home.exists()
