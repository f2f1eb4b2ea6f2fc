"""The examination says what is wrong in words an operator can act on, and is well where all is well."""

from __future__ import annotations

import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from socket import create_server

import pytest
from sqlalchemy import text
from sqlmodel import select

from models.access import Officer
from models.alarms import raise_alarm
from models.messages import Message
from models.outbox import turn_kill_switch
from models.pulses import beat
from models.quiet_hours import day_in_hanoi
from models.sealed import Seal
from models.second_factor import PURPOSE
from models.settings import Home, Settings
from models.vocabulary import AlarmCode, Health, MessageState, Work
from tasks.backup import back_up
from tasks.health import Point, examine, worst
from tasks.health_of_certificates import look_at_certificates
from tasks.session import engine_of, ensure_database, open_session
from tasks.upgrade import upgrade
from tests.old_homes import old_home
from tests.waiting import free_port

pytestmark = pytest.mark.sqlite  # homes of old releases are SQLite files; those poured into PostgreSQL say so

NOW = datetime(2026, 6, 22, 2, 0, tzinfo=UTC)
LIVE = {"public_url": "https://dondoc.tinh.gov.vn", "smtp_host": "mail.tinh.gov.vn", "sender_email": "a@tinh.gov.vn"}


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    home = old_home(tmp_path_factory.mktemp("khoe") / "home", "0005")
    home.path.chmod(0o700)
    upgrade(home, passphrase="", now=NOW)
    return home


def points(home: Home, now: datetime = NOW) -> dict[str, Point]:
    return {point.name: point for point in examine(home, now)}


def set_to(home: Home, **settings: str) -> None:
    home.save(Settings(**{"mode": "live", "agency": "Công an tỉnh", **LIVE, **settings}))


def test_what_runs_well_is_said_to_be_well(home):
    with open_session(home) as session:
        for work in (Work.ROUND, Work.DRAIN):
            beat(session, work, day_in_hanoi(NOW), NOW)
    found = points(home)
    assert {name for name, point in found.items() if point.state is Health.BAD} == set()
    assert worst(found.values()) is Health.WARN  # no drill yet
    assert {point.name for point in found.values() if point.state is Health.WARN and not point.to_do} == set()
    assert json.dumps([point.as_row() for point in found.values()])


def test_links_that_only_open_here_and_letters_that_cannot_leave_are_found_in_a_live_home(home):
    for settings, state in (
        ({"public_url": "http://127.0.0.1:8642"}, Health.BAD),
        ({"public_url": "http://localhost"}, Health.BAD),
        ({"public_url": ""}, Health.BAD),
        ({"smtp_host": ""}, Health.WARN),
        ({"public_url": "http://dondoc.tinh.gov.vn"}, Health.WARN),
        ({}, Health.OK),
    ):
        set_to(home, **settings)
        assert points(home)["settings"].state is state, settings
    home.save(Settings(mode="demo"))


def test_a_clock_set_back_a_home_open_to_all_and_a_calendar_still_a_draft_are_found(home):
    assert points(home, datetime(2020, 1, 1, tzinfo=UTC))["clock"].state is Health.BAD
    assert points(home, NOW - timedelta(days=3))["time-of-data"].state is Health.WARN
    home.path.chmod(0o755)
    assert points(home)["permissions"].state is Health.BAD
    home.path.chmod(0o700)
    assert "propose" in points(home, datetime(2032, 12, 1, tzinfo=UTC))["calendar"].to_do


def test_what_waits_what_nobody_knows_and_what_rings_is_counted(home):
    with open_session(home) as session:
        message, other, *_ = session.exec(select(Message).order_by(Message.id))
        message.state, message.not_before = MessageState.PLANNED.value, NOW - timedelta(hours=2)
        other.state = MessageState.UNKNOWN.value
        raise_alarm(session, AlarmCode.WALLET, "zalo", "ví không đủ tiền", NOW)
    found = points(home)
    assert "1 tin đã đến giờ" in found["outbox"].said
    assert (found["unknowns"].said, found["alarms"].state) == ("1 tin.", Health.WARN)
    assert "hết tiền trong ví" in found["alarms"].said
    with open_session(home) as session:
        turn_kill_switch(session, on=True, by="thu", now=NOW)
    assert "Công tắc dừng gửi đang bật" in points(home)["outbox"].said


def test_a_backup_that_is_old_or_lies_beside_the_data_is_not_enough(home, tmp_path):
    back_up(home, passphrase="", now=NOW + timedelta(minutes=1))
    set_to(home)
    assert points(home, NOW + timedelta(minutes=2))["backup"].state is Health.OK
    assert "hỏng ổ thì mất cả hai" in points(home)["backup-place"].said
    assert points(home, NOW + timedelta(days=2))["backup"].state is Health.WARN
    assert points(home, NOW + timedelta(days=8))["backup"].state is Health.BAD
    home.save(Settings(mode="demo"))


def test_a_line_put_into_the_journal_past_the_program_is_found(home):
    with engine_of(home).begin() as connection:
        connection.execute(
            text("INSERT INTO audit (at, actor, action, subject, detail) VALUES ('2026-01-01', 'x', 'y', 'z', '')")
        )
    assert points(home)["journal"].state is Health.BAD


def test_a_key_that_is_gone_or_another_is_one_point_that_says_what_is_lost(tmp_path):
    home = Home(tmp_path / "home")
    set_to(home, smtp_password="mật khẩu thư", ui_password="mat-khau")
    ensure_database(home)
    assert points(home)["key"].state is Health.OK
    kept = home.secret()
    (home.path / "secret.key").unlink()
    for words in ("Không có secret.key", "không phải khóa đã niêm phong"):  # taken away; then another in its place
        bad = [point for point in examine(home, NOW) if point.state is Health.BAD]
        assert [point.name for point in bad] == ["key"]
        assert words in bad[0].said
        assert "smtp_password, ui_password" in bad[0].to_do
        (home.path / "secret.key").write_text("0" * 64, "ascii")

    home.settings_file.write_text("".join(_unsealed(home.settings_file)), "utf-8")  # no sealed line remains
    with open_session(home) as session:
        officer = Officer(username="thammuu", full_name="A", role="operator", password_hash="x")
        officer.second_factor = Seal(kept, PURPOSE).close("ABC")
        session.add(officer)
    for key in ("0" * 64, None):
        found = points(home)
        assert (found["key"].state, "reset-second-factor" in found["key"].to_do) == (Health.BAD, True)
        assert "dondoc up" in found["ui-password"].to_do
        if key:
            (home.path / "secret.key").unlink()
    (home.path / "secret.key").write_text(kept, "ascii")
    assert points(home)["key"].state is Health.OK


def _unsealed(file: Path) -> list[str]:
    return [line for line in file.read_text("utf-8").splitlines(keepends=True) if "sealed:" not in line]


def test_a_folder_that_was_open_to_all_is_closed_when_it_becomes_a_home_and_another_s_is_left(tmp_path):
    home, other = tmp_path / "home", tmp_path / "other"
    for folder in (home, other):
        folder.mkdir()
        folder.chmod(0o755)
    (other / "thu.txt").write_text("của người khác", "utf-8")
    Home(home).make()
    Home(other).make()
    assert [folder.stat().st_mode & 0o777 for folder in (home, other)] == [0o700, 0o755]


def test_a_database_that_cannot_be_read_is_a_finding_and_the_other_looks_go_on(tmp_path):
    home = Home(tmp_path / "spoilt")
    home.save(Settings(mode="demo"))
    (home.path / "dondoc.db").write_bytes(b"not a database" * 1000)
    found = examine(home, NOW)
    assert worst(found) is Health.BAD
    assert {"disk", "clock", "settings", "rules"} <= {point.name for point in found}
    assert sum("Không khám hết được" in point.said for point in found) == 3


@pytest.fixture(scope="module")
def own_certificate(tmp_path_factory) -> Path:
    """A certificate nobody vouches for, good for ten days."""
    place = tmp_path_factory.mktemp("chung-thu") / "both.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "10", "-subj", "/CN=localhost"]
    asked += ["-addext", "subjectAltName=DNS:localhost", "-keyout", place, "-out", f"{place}.crt"]
    subprocess.run([str(word) for word in asked], check=True, capture_output=True)
    place.write_text(place.read_text() + Path(f"{place}.crt").read_text())
    return place


@pytest.fixture
def mail_server(own_certificate) -> Iterator[int]:
    """A server that shakes hands over TLS and says nothing."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(own_certificate)
    with create_server(("127.0.0.1", 0)) as door:

        def shake() -> None:
            for _ in range(2):
                line, _ = door.accept()
                try:
                    context.wrap_socket(line, server_side=True).close()
                except OSError:
                    line.close()

        threading.Thread(target=shake, daemon=True).start()
        yield door.getsockname()[1]


def test_certificates_are_asked_for_only_when_wanted_and_judged(tmp_path, mail_server, own_certificate, monkeypatch):
    home = Home(tmp_path / "home")
    server = {"smtp_host": "localhost", "smtp_port": str(mail_server), "smtp_security": "ssl"}
    home.save(Settings(mode="live", imap_host="localhost", imap_port=free_port(), **server))
    smtp, imap = look_at_certificates(home, NOW)
    assert (smtp.state, "không được tin" in smtp.said) == (Health.BAD, True)
    assert (imap.state, "Không kết nối được" in imap.said) == (Health.BAD, True)
    monkeypatch.setenv("SSL_CERT_FILE", f"{own_certificate}.crt")
    (smtp, _) = look_at_certificates(home, datetime.now(UTC))
    assert (smtp.state, "còn hiệu lực" in smtp.said) == (Health.WARN, True)  # ten days are not long
