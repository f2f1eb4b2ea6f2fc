"""The words of the console that keep an installation alive, as an operator types them; the services that start it."""

from __future__ import annotations

import configparser
import json
import re
from pathlib import Path

import pytest

from deployments.log_files import KEPT, turn_over, turn_over_all
from deployments.parts import PARTS
from models.settings import Home
from tests.old_homes import old_home

SERVICES = Path(__file__).parents[2] / "deployments" / "services"
DOCS = Path(__file__).parents[2] / "docs"
HARDENED = ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "RestrictNamespaces", "LockPersonality", "PrivateDevices")


def test_a_day_in_the_life_of_whoever_keeps_it(dondoc, tmp_path):
    """Upgrade an old home, examine it, back it up under a lock, drill, lose it, bring it back."""
    home, store = old_home(tmp_path / "home", "0005"), tmp_path / "kho"
    locked = {"DONDOC_BACKUP_PASSPHRASE": "ba con gà", "DONDOC_BACKUP_FOLDER": str(store)}

    before = dondoc("doctor", "--json", home=home, env=locked)
    assert before.exit_code == 1
    assert {row["name"]: row["state"] for row in json.loads(before.stdout)}["schema"] == "bad"

    raised = dondoc("upgrade", home=home, env=locked)
    assert "Đã nâng bảng dữ liệu từ 0005" in raised.stdout, raised.output
    assert dondoc("upgrade", home=home, env=locked).stdout.startswith("Dữ liệu đã ở đúng phiên bản này")

    made = json.loads(dondoc("backup", "--json", home=home, env=locked).stdout)
    assert (made["is_sealed"], made["has_keys"]) == (True, True)
    listed = json.loads(dondoc("backup", "list", "--json", home=home, env=locked).stdout)
    assert [row["sealed"] for row in listed] == [True, True]  # the one before the upgrade, and this one
    second = dondoc("backup", "--older-than", "12", home=home, env=locked)  # the timer's, after the timetable's
    assert (second.exit_code, Path(made["path"]).name in second.output) == (0, True)
    assert len(json.loads(dondoc("backup", "list", "--json", home=home, env=locked).stdout)) == 2
    assert dondoc("backup", "--plain", home=home, env=locked).exit_code == 0

    drilled = dondoc("restore-drill", "--json", home=home, env=locked)
    assert drilled.exit_code == 0, drilled.output
    assert json.loads(drilled.stdout)["is_equal"] is True
    after = {row["name"]: row for row in json.loads(dondoc("doctor", "--json", home=home, env=locked).stdout)}
    assert after["restore-drill"]["state"] == after["schema"]["state"] == after["journal"]["state"] == "ok"
    assert "phải xử lý" in dondoc("doctor", home=home, env=locked).stdout  # nothing runs here: the schedule is missed

    again = Home(tmp_path / "again")
    refused = dondoc("restore", made["path"], home=again)
    assert refused.exit_code == 1  # no passphrase, no screen to ask on
    assert not again.path.exists()
    back = dondoc("restore", made["path"], home=again, env=locked)
    assert "đúng bản kê" in back.stdout, back.output
    assert "Công tắc dừng gửi đang bật" in back.stdout
    assert re.search(r"lập lúc \d\d giờ \d\d phút ngày \d\d/\d\d/\d{4} bằng phiên bản", back.stdout)
    known = re.search(r"Dấu cuối của nhật ký lúc sao lưu: (\d+:[0-9a-f]{64})\n", back.stdout)
    assert known is not None
    assert dondoc("journal", "verify", "--head", known[1], home=again).exit_code == 0
    assert again.secret() == home.secret()
    twice = dondoc("restore", made["path"], home=again, env=locked)
    assert (twice.exit_code, "không trống" in twice.stderr) == (1, True)


def test_a_fresh_demo_has_nothing_that_must_be_done(dondoc, own_demo):
    own_demo.path.chmod(0o700)
    told = dondoc("doctor", home=own_demo)
    assert (told.exit_code, "0 phải xử lý" in told.stdout) == (0, True), told.output


def test_a_long_log_is_turned_over_while_somebody_writes_into_it(tmp_path):
    log = tmp_path / "cong-nop.log"
    with log.open("ab", buffering=0) as part:
        for n in range(KEPT + 2):
            part.write(b"%d" % n * 100)
            assert turn_over(log, limit=50)
            part.write(b"sau")
            assert log.read_bytes() == b"sau"
            log.write_bytes(b"")
    older = sorted(file.name for file in tmp_path.iterdir() if file != log)
    assert older == [f"cong-nop.log.{n}" for n in range(1, KEPT + 1)]
    assert (tmp_path / "cong-nop.log.1").read_bytes().startswith(b"%d" % (KEPT + 1))
    assert turn_over_all(tmp_path) == 0  # none is long


def unit_file(path: Path) -> configparser.ConfigParser:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str
    read.read(path, "utf-8")
    return read


@pytest.mark.parametrize("path", sorted(SERVICES.glob("*.service")), ids=lambda path: path.name)
def test_every_service_starts_a_word_of_the_console_and_is_kept_in(path: Path, dondoc):
    service = unit_file(path)["Service"]
    word, *rest = re.fullmatch(r"/opt/dondoc/\.venv/bin/dondoc (.+)", service["ExecStart"])[1].split()
    assert dondoc(word, "--help").exit_code == 0
    assert rest == {"part": ["%i"], "backup": ["--older-than", "12"]}.get(word, [])
    assert all(service[key] == "yes" for key in HARDENED)
    assert (service["ProtectSystem"], service["CapabilityBoundingSet"], service["UMask"]) == ("strict", "", "0077")
    assert service["User"] != "root"


@pytest.mark.parametrize("path", sorted(SERVICES.glob("*.service")), ids=lambda path: path.name)
def test_every_service_opens_the_home_of_the_guides_never_an_empty_one_and_may_write_its_backups(path: Path):
    unit, service = unit_file(path)["Unit"], unit_file(path)["Service"]
    home = re.search(r"DONDOC_HOME=(\S+)", service["Environment"])[1]
    assert unit["ConditionPathExists"] == f"{home}/settings.toml"
    installing, first_day = ((DOCS / name).read_text("utf-8") for name in ("cai-dat.md", "van-hanh/ngay-dau-tien.md"))
    assert re.findall(r"DONDOC_HOME=(\S+)", installing + first_day) == [home]
    assert "/opt/dondoc/.venv/bin:" in installing
    (kept_in,) = re.findall(r"settings set backup_folder (\S+)", first_day)
    assert service["ReadWritePaths"] == f"-{kept_in}"
    assert f"-o dondoc -g dondoc {home} {kept_in}" in installing


def test_the_parts_named_for_systemd_are_parts_there_are():
    named = re.findall(r"@(\w+)", (SERVICES / "dondoc-part@.service").read_text("utf-8").split("[Unit]")[0])
    assert set(named) <= set(PARTS)
    assert len(named) >= 5
    assert unit_file(SERVICES / "dondoc-backup.timer")["Timer"]["Persistent"] == "true"
