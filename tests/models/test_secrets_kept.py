"""Passwords and keys: from files, credentials or the environment; sealed where kept; in no word that is shown."""

from __future__ import annotations

import pytest

from models.errors import Refused
from models.settings import Home, Settings

SECRETS = {
    "smtp_password": "mat-khau-thu-123",
    "zalo_app_secret": "khoa-zalo-456",
    "ui_password": "dieu-hanh-789",
    "database_url": "postgresql+psycopg://dondoc:bi-mat-0@db.example/dondoc",
}


@pytest.fixture
def live(tmp_path) -> Home:
    home = Home(tmp_path / "live")
    home.save(Settings(mode="live", agency="Phòng thử", **SECRETS))
    return home


def test_a_live_home_keeps_its_secrets_sealed_and_reads_them_back(live):
    text = live.settings_file.read_text("utf-8")
    assert not [secret for secret in SECRETS.values() if secret in text]
    assert 'agency = "Phòng thử"' in text
    assert {name: getattr(live.settings(), name) for name in SECRETS} == SECRETS


def test_a_line_written_by_hand_serves_and_is_sealed_with_the_next_change(live):
    text = live.settings_file.read_text("utf-8")
    live.settings_file.write_text(text + 'imap_password = "tu-go"\n', "utf-8")
    settings = live.settings_in_file()
    assert settings.imap_password == "tu-go"
    live.save(settings)
    assert "tu-go" not in live.settings_file.read_text("utf-8")
    assert live.settings().imap_password == "tu-go"


def test_without_its_key_a_sealed_setting_is_named_and_nothing_of_it_said(live):
    (live.path / "secret.key").write_text("0" * 64, "ascii")
    with pytest.raises(Refused, match=r"secret\.key") as no:
        live.settings()
    assert "smtp_password" in no.value.reason or "database_url" in no.value.reason
    assert "sealed:" not in no.value.reason
    (live.path / "secret.key").unlink()
    with pytest.raises(Refused, match=r"secret\.key"):
        live.settings()
    assert not (live.path / "secret.key").exists()


def test_a_secret_may_come_from_a_file_a_credential_or_the_environment(live, tmp_path, monkeypatch):
    (tmp_path / "mat-khau").write_text("tu-tep\n", "utf-8")
    (tmp_path / "dondoc.smtp_password").write_text("tu-systemd\n", "utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert live.settings().smtp_password == "tu-systemd"
    monkeypatch.setenv("DONDOC_SMTP_PASSWORD_FILE", str(tmp_path / "mat-khau"))
    assert live.settings().smtp_password == "tu-tep"
    monkeypatch.setenv("DONDOC_SMTP_PASSWORD", "tu-bien")
    assert live.settings().smtp_password == "tu-bien"

    monkeypatch.setenv("DONDOC_IMAP_PASSWORD_FILE", str(tmp_path / "khong-co"))
    with pytest.raises(Refused, match="DONDOC_IMAP_PASSWORD_FILE"):
        live.settings()


def test_the_signing_key_may_be_kept_outside_the_home(tmp_path, monkeypatch):
    (tmp_path / "khoa").write_text("f" * 64 + "\n", "ascii")
    monkeypatch.setenv("DONDOC_SECRET_KEY_FILE", str(tmp_path / "khoa"))
    home = Home(tmp_path / "live")
    home.save(Settings(mode="live", smtp_password="mat-khau-thu"))
    assert home.secret() == "f" * 64
    assert not (home.path / "secret.key").exists()
    assert home.settings().smtp_password == "mat-khau-thu"


def test_no_secret_stands_in_what_settings_say_of_themselves(live):
    said = f"{live.settings()!r} {live.settings()}"
    shown = {name for name, secret in SECRETS.items() if secret in said}
    assert shown == set()
