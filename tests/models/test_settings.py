"""One home, one folder: closed to others, whole after every save, overridden by the environment, wrong values named."""

from __future__ import annotations

import os
import stat

import pytest

from models.errors import Refused
from models.settings import Home, Settings


@pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX")
def test_nobody_but_its_owner_looks_into_a_home(tmp_path):
    home = Home(tmp_path / "nhà mới")
    home.save(Settings(mode="live", smtp_password="bí mật"))
    assert stat.S_IMODE(home.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(home.settings_file.stat().st_mode) == 0o600
    assert len(home.secret()) == 64
    assert stat.S_IMODE((home.path / "secret.key").stat().st_mode) == 0o600


def test_what_is_saved_is_read_again_word_for_word(tmp_path):
    home = Home(tmp_path)
    settings = Settings(mode="live", agency='Phòng "Tham mưu" \\ Công an\ntỉnh', portal_port=8000)
    home.save(settings)
    assert Home(tmp_path).settings() == settings


def test_the_environment_goes_before_the_file(tmp_path, monkeypatch):
    home = Home(tmp_path)
    home.save(Settings(mode="demo", portal_port=8000))
    monkeypatch.setenv("DONDOC_PORTAL_PORT", "9000")
    assert home.settings().portal_port == 9000
    assert home.settings_in_file().portal_port == 8000


@pytest.mark.parametrize(
    ("text", "names"),
    [("portal_port = 99999\n", "portal_port"), ("cổng = 1\n", "settings.toml"), ("portal = 1\n", "portal")],
)
def test_a_wrong_setting_is_named(tmp_path, text, names):
    home = Home(tmp_path)
    home.settings_file.write_text(text, "utf-8")
    with pytest.raises(Refused, match=names):
        home.settings()


def test_a_secret_is_made_once(tmp_path):
    assert Home(tmp_path).secret() == Home(tmp_path).secret()


def test_what_a_home_is_cannot_be_changed_from_outside(tmp_path, monkeypatch):
    """A demo turned live by a variable could send off the machine."""
    home = Home(tmp_path)
    home.save(Settings(mode="demo"))
    monkeypatch.setenv("DONDOC_MODE", "live")
    assert home.settings().is_demo


@pytest.mark.parametrize(("mode", "leads"), [("demo", "http://127.0.0.1:9123"), ("live", "")])
def test_links_of_a_demo_at_work_lead_to_where_its_portal_stands(tmp_path, mode, leads):
    home = Home(tmp_path)
    home.save(Settings(mode=mode))
    assert home.settings().public_url == ""
    home.addresses_file.write_text('{"portal": "http://127.0.0.1:9123/"}', "utf-8")
    assert home.settings().public_url == leads
    assert home.settings_in_file().public_url == "", "the file keeps what was set"


@pytest.mark.parametrize("spoilt", ["", "[]", "{}", "{", '"x"'])
def test_a_spoilt_note_of_the_addresses_is_no_address(tmp_path, spoilt):
    home = Home(tmp_path)
    home.save(Settings(mode="demo"))
    home.addresses_file.write_text(spoilt, "utf-8")
    assert home.settings().public_url == ""
