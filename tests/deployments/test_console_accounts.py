"""`dondoc officer`: accounts of units, and who stands in for whom."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pyotp
import pytest
from sqlmodel import select

from models.access import Officer
from models.facts import Audit
from models.second_factor import begin_with
from models.visits import begin
from models.vocabulary import Tree
from tasks.session import open_session

UNIT = "Công an phường Cao Lãnh"


@pytest.fixture
def run(dondoc, own_demo, monkeypatch):
    monkeypatch.setenv("DONDOC_OFFICER_PASSWORD", "mat-khau-kiem-thu")
    return lambda *words: dondoc("officer", *words, home=own_demo)


def add(run, username: str, role: str, *more: str):
    return run("add", username, "--name", f"Cán bộ {username}", "--role", role, *more)


def test_an_account_of_a_unit_is_made_by_the_unit_s_name_and_listed_with_it(run):
    made = add(run, "nguoinop", "filer", "--unit", UNIT)
    assert made.exit_code == 0, made.output
    [row] = [r for r in json.loads(run("list", "--json").stdout) if r["username"] == "nguoinop"]
    assert row["role"] == "filer"
    assert row["unit"].startswith("police/")
    assert "cán bộ báo cáo của đơn vị" in run("list").output


@pytest.mark.parametrize(
    ("role", "more", "why"),
    [
        ("filer", (), "phải gắn với một đơn vị"),
        ("head", (), "phải gắn với một đơn vị"),
        ("leader", ("--unit", UNIT), "không gắn với đơn vị"),
        ("operator", ("--unit", UNIT), "không gắn với đơn vị"),
        ("head", ("--unit", "đơn vị không có thật"), "Không có đơn vị"),
    ],
)
def test_a_role_that_does_not_fit_the_unit_is_refused(run, role, more, why):
    refused = add(run, "moi", role, *more)
    assert refused.exit_code == 1
    assert why in refused.stderr


def test_a_head_away_is_stood_in_for_until_it_is_taken_back(run):
    for username, role in (("thutruong", "head"), ("pho", "filer")):
        assert add(run, username, role, "--unit", UNIT).exit_code == 0
    made = run("delegate", "thutruong", "pho", "--until", "2099-01-01", "--reason", "nghỉ phép")
    assert made.exit_code == 1
    assert "nhiều nhất 184 ngày" in made.stderr
    told = run("delegate", "tham-muu", "dieu-hanh", "--until", tomorrow(), "--reason", "đi công tác")
    assert "Đã ghi ủy quyền số 1" in told.output
    [row] = json.loads(run("delegations", "--json").stdout)
    assert (row["from"], row["to"], row["reason"], row["revoked_by"]) == ("tham-muu", "dieu-hanh", "đi công tác", "")
    assert "đi công tác" in run("delegations").output
    assert run("undelegate", "1").exit_code == 0
    [row] = json.loads(run("delegations", "--json").stdout)
    assert row["revoked_by"] == "console"
    assert "Không có ủy quyền số 9" in run("undelegate", "9").stderr


def test_an_account_of_a_unit_decides_nothing_of_the_agency_s(run, dondoc, own_demo):
    assert add(run, "nguoinop", "filer", "--unit", UNIT).exit_code == 0
    refused = dondoc(
        "mute", "--until", tomorrow(), "--reason", "x", "--officer", "nguoinop", "--unit", UNIT, home=own_demo
    )
    assert refused.exit_code == 1
    assert "là cán bộ báo cáo của đơn vị" in refused.stderr


def test_the_reach_of_an_officer_is_set_and_lifted_with_a_line_each(run, own_demo):
    assert add(run, "gioihan", "staff").exit_code == 0
    told = run("reach", "gioihan", "--tree", "police", "--below", UNIT, "--programme", "05")
    words = f"hệ {Tree.POLICE.label}; {UNIT} và phía dưới; chương trình “"
    assert f"Đã giới hạn phạm vi của gioihan: {words}" in told.output
    assert "police" not in told.output
    assert "Không có phiên đăng nhập nào của gioihan" in run("visits", "gioihan").output
    assert "không còn giới hạn" in run("reach", "gioihan").output
    for words, why in (
        (("gioihan", "--tree", "khong-co"), "Không có hệ"),
        (("gioihan", "--programme", "khong-co"), "Không có chương trình"),
        (("dieu-hanh", "--tree", "police"), "không giới hạn phạm vi"),
    ):
        refused = run("reach", *words)
        assert (refused.exit_code, why in refused.stderr) == (1, True), words
    assert lines_of(own_demo, "gioihan") == ["add_officer", "set_reach", "set_reach"]


def test_visits_are_listed_and_ended_and_a_lost_telephone_is_forgotten(run, own_demo):
    assert add(run, "dienthoai", "staff").exit_code == 0
    at, secret = datetime.now(UTC), own_demo.secret()
    with open_session(own_demo) as session:
        officer = session.get_one(Officer, "dienthoai")
        key = pyotp.random_base32()
        begin_with(session, officer, key, pyotp.TOTP(key).at(at), secret, at)
        tokens = [begin(session, officer, at, device="Firefox trên Windows", address="192.0.2.7") for _ in range(3)]
    listed = run("visits", "dienthoai", "--json").stdout
    first, *_ = rows = json.loads(listed)
    assert [row["open"] for row in rows] == [True] * 3
    assert not any(told in listed for told in (*tokens, "192.0.2.7", key))
    assert run("end-visits", "dienthoai", "--visit", "abc").exit_code == 1
    assert "Đã kết thúc 01 phiên" in run("end-visits", "dienthoai", "--visit", first["id"]).output
    assert "Đã kết thúc 02 phiên" in run("end-visits", "dienthoai").output
    assert not any(row["open"] for row in json.loads(run("visits", "dienthoai", "--json").stdout))
    assert "Firefox trên Windows" in run("visits", "dienthoai").output
    assert "Đã đặt lại" in run("reset-second-factor", "dienthoai").output
    with open_session(own_demo) as session:
        assert session.get_one(Officer, "dienthoai").second_factor == ""
    assert lines_of(own_demo, "dienthoai") == ["add_officer", "end_visits", "end_visits", "second_factor_reset"]


def test_a_role_that_must_have_a_second_factor_decides_nothing_without_one(run, dondoc, own_demo):
    own_demo.save(own_demo.settings_in_file().model_copy(update={"second_factor_roles": "staff"}))
    assert add(run, "motbuoc", "staff").exit_code == 0
    refused = dondoc("contacts", "erase", "--officer", "motbuoc", "--yes", home=own_demo)
    assert refused.exit_code == 1
    assert "phải có bước xác thực thứ hai" in refused.stderr


def lines_of(home, username: str) -> list[str]:
    with open_session(home) as session:
        lines = session.exec(select(Audit.action).where(Audit.subject == f"officer:{username}").order_by(Audit.id))
        return list(lines)


def tomorrow() -> str:
    from datetime import timedelta

    from deployments.commands.opening import today

    return (today() + timedelta(days=1)).isoformat()
