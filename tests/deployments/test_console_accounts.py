"""`dondoc officer`: accounts of units, and who stands in for whom."""

from __future__ import annotations

import json

import pytest

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


def tomorrow() -> str:
    from datetime import timedelta

    from deployments.commands.opening import today

    return (today() + timedelta(days=1)).isoformat()
