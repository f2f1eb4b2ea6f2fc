"""Commands as an operator runs them: each in a process of its own, where nothing was imported before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from models.access import Officer
from models.entering import ask_to_enter
from models.facts import Audit
from models.settings import BUILTIN_PROGRAMMES
from tasks.session import open_session

ROOT = Path(__file__).resolve().parents[2]
SLUG = "05-ctrph-cat-mttq"
TABLES = [p.stem for p in sorted((ROOT / "models").glob("*.py")) if "table=True" in p.read_text("utf-8")]


@pytest.fixture
def alone(own_demo):
    """`alone("owes", "--json")`: the command in a fresh interpreter on a demo of its own."""
    secret = {"DONDOC_OFFICER_PASSWORD": own_demo.settings().ui_password}
    outside = {name: value for name, value in os.environ.items() if not name.startswith("DONDOC_")}

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "deployments.console", "--home", str(own_demo.path), *words]
        return subprocess.run(line, cwd=ROOT, env=outside | secret, capture_output=True, text=True, check=False)

    return run


@pytest.mark.parametrize("module", TABLES)
def test_a_module_of_tables_knows_every_table_its_rows_point_at(module):
    code = f"import models.{module}; from sqlmodel import SQLModel; print(len(SQLModel.metadata.sorted_tables))"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert int(told.stdout) > 0


def test_an_officer_is_added_and_given_a_new_password(alone):
    assert alone("officer", "add", "nguyen-van-b", "--name", "Nguyễn Văn B").returncode == 0
    told = alone("officer", "password", "nguyen-van-b")
    assert (told.returncode, told.stderr) == (0, "")


def test_a_changed_rule_is_proposed_listed_confirmed_and_moves_the_deadline_at_once(alone, tmp_path):
    shutil.copytree(BUILTIN_PROGRAMMES / SLUG, tmp_path / SLUG)
    file = tmp_path / SLUG / "duties" / "S000-02.yaml"
    file.write_text(file.read_text("utf-8").replace("11-18", "11-25"), "utf-8")
    assert alone("programme", "import", str(tmp_path / SLUG), "--officer", "tham-muu").returncode == 0
    assert "chờ xác nhận" in alone("programme", "list").stdout
    told = alone("programme", "confirm", "1", "--officer", "tham-muu")
    assert (told.returncode, told.stderr) == (0, "")
    assert "đã áp dụng" in alone("programme", "list").stdout
    assert '"named_on": "2026-11-25"' in alone("deadlines", "05", "--duty", "S000-02", "--json").stdout


def test_the_book_of_units_goes_out_and_comes_back(alone, tmp_path):
    book = str(tmp_path / "đơn vị.xlsx")
    assert alone("units", "template", book).returncode == 0
    told = alone("units", "import", book)
    assert (told.returncode, told.stderr) == (0, "")


def test_a_closed_account_lets_nobody_in_and_every_account_command_leaves_its_trace(alone, own_demo):
    alone("officer", "add", "nguyen-van-c", "--name", "Nguyễn Văn C")
    alone("officer", "password", "nguyen-van-c")
    told = alone("officer", "close", "nguyen-van-c")
    assert (told.returncode, told.stderr) == (0, "")
    with open_session(own_demo) as session:
        assert not session.get(Officer, "nguyen-van-c").is_active
        trace = session.exec(select(Audit.action).where(Audit.subject == "officer:nguyen-van-c")).all()
        assert list(trace) == ["add_officer", "set_password", "close_account"]
        password = own_demo.settings().ui_password
        assert ask_to_enter(session, "nguyen-van-c", password, datetime.now(UTC)).officer is None
