"""How the console takes a command line: Vietnamese help, one line for a mistake, exit codes, nothing heavy."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from deployments.console import app
from models.settings import Home

ROOT = Path(__file__).resolve().parents[2]


def _commands(group=None, path=()):
    group = group or typer.main.get_command(app)
    for name, command in group.commands.items():
        yield (*path, name), command
        if hasattr(command, "commands"):
            yield from _commands(command, (*path, name))


def test_help_lists_every_command_in_vietnamese(dondoc):
    told = dondoc("--help")
    assert told.exit_code == 0
    assert told.output.startswith("Cách dùng: dondoc [TÙY CHỌN] LỆNH")
    for word in ("programmes", "check", "deadlines", "calendar", "explain", "owes", "periods", "total", "report",
                 "units", "demo", "init", "officer", "programme", "outbox", "up", "settings", "version"):  # fmt: skip
        assert re.search(rf"^  {word}\s", told.output, re.MULTILINE), word


@pytest.mark.parametrize("path", [path for path, _ in _commands()], ids=" ".join)
def test_every_command_explains_itself_without_a_word_of_english(dondoc, path):
    told = dondoc(*path, "--help")
    assert told.exit_code == 0
    assert told.output.startswith("Cách dùng: dondoc " + " ".join(path))
    assert not re.search(r"Usage|Options|Arguments|Commands:|Show this|required|default", told.output)
    assert re.search(r"[ạảấầậắặẹếềệịọốồộớợụứừựđĐ]", told.output)


@pytest.mark.parametrize("command", [pytest.param(command, id=" ".join(path)) for path, command in _commands()])
def test_every_argument_and_option_says_what_it_is(command):
    silent = [param.name for param in command.params if not param.help and param.name != "help"]
    assert silent == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ows"], "Không có lệnh “ows”. Có phải: owes"),
        (["owes", "--unitt", "x"], "Không có tùy chọn --unitt."),
        (["owes", "--on", "2026-02-30"], "“2026-02-30” không phải là ngày"),
        (["owes", "--on"], "Tùy chọn --on cần một giá trị"),
        (["explain", "05"], "Thiếu NHIỆM_VỤ."),
        (["calendar", "nay"], "“nay” không phải là số nguyên"),
        (["version", "thừa"], "Thừa tham số: thừa."),
        (["demo"], "Thiếu tên lệnh, chọn một trong: load, reset."),
        (["report", "05", "2024"], "Thiếu --out."),
    ],
)
def test_a_line_that_cannot_be_understood_costs_one_line_and_exit_code_2(dondoc, words, said):
    told = dondoc(*words)
    assert told.exit_code == 2
    assert told.stdout == ""
    assert said in told.stderr
    assert "Traceback" not in told.output
    assert told.stderr.count("\n") == 1
    assert "--help" in told.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["owes"],
        ["periods"],
        ["total", "05", "2024-06"],
        ["report", "05", "2024-06", "--out", "x"],
        ["units"],
        ["outbox"],
        ["officer", "list"],
        ["programme", "import", ".", "--officer", "x"],
        ["settings", "set", "agency", "x"],
    ],
    ids=" ".join,
)
def test_a_command_that_needs_data_says_how_to_get_some(dondoc, tmp_path, words):
    told = dondoc(*words, home=Home(tmp_path / "trống"))
    assert told.exit_code == 1
    assert "dondoc demo load" in told.stderr
    assert "dondoc init" in told.stderr
    assert told.stdout == ""
    assert not (tmp_path / "trống").exists()


def test_the_home_may_be_named_before_or_after_the_command(dondoc, loaded_demo):
    before = dondoc("--home", str(loaded_demo.path), "officer", "list", "--json")
    after = dondoc("officer", "list", "--json", f"--home={loaded_demo.path}")
    from_environment = dondoc("officer", "list", "--json", env={"DONDOC_HOME": str(loaded_demo.path)})
    assert before.stdout == after.stdout == from_environment.stdout
    assert before.exit_code == 0


def test_dates_are_taken_as_written_here_and_as_written_in_machines(dondoc):
    assert dondoc("deadlines", "05", "--from", "01/3/2024", "--to", "31/3/2024", "--json").stdout == (
        dondoc("deadlines", "05", "--from", "2024-03-01", "--to", "2024-03-31", "--json").stdout
    )


def test_a_broken_settings_file_is_named(dondoc, tmp_path):
    home = Home(tmp_path)
    home.settings_file.write_text('mode = "demo"\nportal_port = "cổng"\n', "utf-8")
    told = dondoc("owes", home=home)
    assert told.exit_code == 1
    assert "“portal_port” không hợp lệ: cần một số nguyên" in told.stderr


def test_a_file_that_is_no_database_is_an_answer_not_a_traceback(dondoc, tmp_path):
    home = Home(tmp_path)
    home.settings_file.write_text('mode = "demo"\n', "utf-8")
    (tmp_path / "dondoc.db").write_text("đây không phải cơ sở dữ liệu " * 50, "utf-8")
    told = dondoc("owes", home=home)
    assert told.exit_code == 1
    assert told.stderr.startswith("Cơ sở dữ liệu không dùng được")


HEAVY = ("prefect", "apprise", "fastapi", "starlette", "uvicorn", "docx", "xlsxwriter", "aiosmtpd", "httpx", "alembic")


@pytest.mark.parametrize("words", [["--help"], ["deadlines", "--json"], ["programmes"], ["version"]], ids=" ".join)
def test_a_light_command_imports_nothing_heavy(words):
    code = (
        "import sys\nfrom deployments.console import main\n"
        f"sys.argv = ['dondoc', *{words!r}]\n"
        "try:\n    main()\nexcept SystemExit as e:\n    assert not e.code, e.code\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr
    assert told.stderr.strip() == "[]"


def test_asking_who_owes_imports_neither_prefect_nor_the_portal(loaded_demo):
    code = (
        "import sys\nfrom deployments.console import main\n"
        f"sys.argv = ['dondoc', 'owes', '--home', {str(loaded_demo.path)!r}, '--json']\n"
        "try:\n    main()\nexcept SystemExit as e:\n    assert not e.code, e.code\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert told.stderr.strip() == "[]", told.stderr
