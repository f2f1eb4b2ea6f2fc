"""`dondoc extension` and `waive`: more time asked for, answered and given, from the console."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from models.catalogue import home_catalogue
from models.extension_requests import ASKABLE, ask
from models.facts import Extension, Waiver
from models.filing_facts import ExtensionRequest
from models.obligations import Obligation, owes
from models.quiet_hours import day_in_hanoi
from tasks.session import open_session

NOW = datetime.now(UTC)
TODAY = day_in_hanoi(NOW)


@pytest.fixture(autouse=True)
def _password(monkeypatch, own_demo) -> None:
    monkeypatch.setenv("DONDOC_OFFICER_PASSWORD", own_demo.settings().ui_password)


@pytest.fixture
def asked(own_demo) -> tuple[Obligation, int]:
    """An unfinished duty of the demo whose unit asked for a week and two days more."""
    with open_session(own_demo) as session:
        law = home_catalogue(own_demo)
        owed = next(o for o in owes(session, law, TODAY, states=ASKABLE) if o.ended_on is None)
        until = max(owed.due_on, TODAY) + timedelta(days=9)
        row = ask(session, law, owed, until=until, reason="chờ số liệu của các tổ", by="link:a", now=NOW)
        return owed, row.id


def test_the_queue_is_listed_for_people_and_machines(dondoc, own_demo, asked):
    owed, id = asked
    [row] = json.loads(dondoc("extension", "list", "--json", home=own_demo).stdout)
    assert (row["id"], row["unit"], row["reason"]) == (id, owed.unit_id, "chờ số liệu của các tổ")
    assert owed.unit_name in dondoc("extension", "list", home=own_demo).stdout


def test_a_wish_is_granted_as_asked_or_in_part(dondoc, own_demo, asked):
    owed, id = asked
    until = max(owed.due_on, TODAY) + timedelta(days=5)
    said = dondoc("extension", "grant", str(id), "--until", until.isoformat(), "--officer", "tham-muu", home=own_demo)
    assert said.exit_code == 0, said.output
    with open_session(own_demo) as session:
        row = session.get_one(ExtensionRequest, id)
        assert (row.state, row.granted_until, row.decided_by) == ("granted_part", until, "tham-muu")
        assert session.get_one(Extension, row.extension_id).until == until
    assert "Không có đề nghị" in dondoc("extension", "list", home=own_demo).stdout


def test_without_the_officer_s_password_nothing_is_decided(dondoc, own_demo, asked):
    owed, id = asked
    wrong = {"DONDOC_OFFICER_PASSWORD": "mot-mat-khau-khac"}
    key = ["-p", owed.programme, "--duty", owed.duty, "--period", owed.period, "--unit", owed.unit_id]
    by = ["--reason", "theo công văn", "--officer", "tham-muu"]
    for words in (
        ["extension", "grant", str(id), "--officer", "tham-muu"],
        ["extension", "refuse", str(id), "--note", "phải tổng hợp", "--officer", "tham-muu"],
        ["extension", "give", *key, "--until", "2033-12-31", *by],
        ["waive", *key, *by, "--approver", "Trưởng phòng"],
    ):
        said = dondoc(*words, home=own_demo, env=wrong)
        assert said.exit_code == 1
        assert "mật khẩu không đúng" in said.output
    with open_session(own_demo) as session:
        assert session.get_one(ExtensionRequest, id).state == "asked"
        assert session.exec(select(Waiver).where(Waiver.unit_id == owed.unit_id)).first() is None


def test_a_wish_is_refused_with_words(dondoc, own_demo, asked):
    _, id = asked
    said = dondoc("extension", "refuse", str(id), "--note", "phải tổng hợp", "--officer", "tham-muu", home=own_demo)
    assert "không gia hạn" in said.stdout
    again = dondoc("extension", "grant", str(id), "--officer", "tham-muu", home=own_demo)
    assert again.exit_code == 1
    assert "đã có kết quả" in again.output
    assert dondoc("extension", "grant", "999", "--officer", "tham-muu", home=own_demo).exit_code == 1


def test_time_is_given_and_a_period_waived_without_being_asked(dondoc, own_demo, asked):
    owed, id = asked
    key = ["-p", owed.programme, "--duty", owed.duty, "--period", owed.period, "--unit", owed.unit_id]
    until = (max(owed.due_on, TODAY) + timedelta(days=9)).isoformat()
    by = ["--reason", "theo công văn", "--officer", "tham-muu"]
    assert dondoc("extension", "give", *key, "--until", until, *by, home=own_demo).exit_code == 0
    with open_session(own_demo) as session:
        assert session.get_one(ExtensionRequest, id).state == "granted"  # the same wish, answered another way
    assert dondoc("waive", *key, *by, "--approver", "Trưởng phòng", home=own_demo).exit_code == 0
    with open_session(own_demo) as session:
        assert session.exec(select(Waiver).where(Waiver.unit_id == owed.unit_id)).first() is not None
