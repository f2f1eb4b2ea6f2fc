"""The pages keep up with the product: every command shown exists and runs, every link and picture is there."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from typer.testing import CliRunner

from deployments.console import app
from models.settings import Home
from tests.pages import (
    CONSOLE,
    NOT_RUN,
    ROOT,
    Fence,
    all_pages,
    anchors,
    complaints_about,
    fences,
    inline_commands,
    is_dondoc,
    links,
    name_of,
    prose,
)

PAGES = all_pages()
RUN = [page for page in PAGES if page.parent.name != "developers" and any(f.is_run for f in fences(page))]
TOOLS = {"cp", "mkdir", "cat", "ls"}  # beside `dondoc`, in a fence that is run
TARGETS = set(re.findall(r"(?m)^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8")))
SAID_OF_ALL = {"--help", "--home", "--json", "--force", "--officer"}  # at the head of the guide to commands


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_a_page_shows_exists_with_its_options(page: Path):
    wrong = [fault for shown in inline_commands(page) for fault in complaints_about(shown)]
    for fence in fences(page):
        for line, _ in fence.commands():
            if is_dondoc(line):
                if not fence.is_console:
                    wrong.append(f"{fence.where}: a command in a fence without `sh`")
                wrong += [f"{fence.where}: {fault}" for fault in complaints_about(line)]
            elif fence.is_console:
                wrong += [f"{fence.where}: {fault}" for fault in beside_the_console(line)]
        if fence.is_console and not fence.is_run and not re.fullmatch(rf"sh {NOT_RUN} \S.{{5,}}", fence.info):
            wrong.append(f"{fence.where}: say why it is not run, as in `sh {NOT_RUN} hỏi mật khẩu`")
    assert wrong == []


def beside_the_console(line: str) -> list[str]:
    """What of a line for make or Python does not exist."""
    if made := re.match(r"make ([a-z-]+)", line):
        return [] if made[1] in TARGETS else [f"no `make {made[1]}`"]
    if module := re.search(r"python\S* -m ([\w.]+)", line):
        return [] if importlib.util.find_spec(module[1]) else [f"no module {module[1]}"]
    return []


@pytest.mark.parametrize("page", RUN, ids=name_of)
def test_what_a_page_tells_to_type_does_run(page: Path, copied_demo: Callable, tmp_path: Path, monkeypatch):
    """One copy of the demo a page; its fences are typed one after the other, by an officer with a password."""
    home, password = copied_demo(tmp_path / "home")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (scratch / "programmes").symlink_to(ROOT / "programmes")
    monkeypatch.chdir(scratch)
    for fence in fences(page):
        for line, is_refused in fence.commands() if fence.is_run else ():
            code, said = typed(line, home, password)
            assert code == int(is_refused), f"{fence.where}: {line}\n{said}"


def typed(line: str, home: Home, password: str) -> tuple[int, str]:
    word, *rest = shlex.split(line)
    if is_dondoc(line):
        env = {"DONDOC_HOME": str(home.path), "DONDOC_OFFICER_PASSWORD": password}
        answer = CliRunner().invoke(app, rest, env=env)
        return answer.exit_code, answer.output + (repr(answer.exception) if answer.exception else "")
    assert word in TOOLS, f"“{line}” is no command a test may run: write `sh {NOT_RUN} …`"
    ran = subprocess.run([word, *rest], capture_output=True, text=True, env={"PATH": os.environ["PATH"]}, check=False)
    return ran.returncode, ran.stderr


def test_enough_of_what_is_shown_is_run():
    shown = [f for page in PAGES for f in fences(page) if f.is_console]
    assert sum(f.is_run for f in shown) >= 8
    assert len(RUN) >= 3


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_and_picture_leads_somewhere(page: Path):
    lost = []
    for link in links(page):
        place, _, anchor = unquote(link).partition("#")
        target = (page.parent / place).resolve() if place else page
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def test_every_picture_kept_is_shown_on_some_page():
    shown = {(page.parent / unquote(link)).resolve() for page in PAGES for link in links(page)}
    kept = [p for p in (ROOT / "docs/pictures").rglob("*") if p.suffix in (".png", ".svg")]
    assert [name_of(p) for p in kept if p.resolve() not in shown] == []


def test_every_page_can_be_reached_from_the_readme():
    seen: set[Path] = set()
    queue = [ROOT / "README.md"]
    while queue:
        page = queue.pop()
        if page in seen:
            continue
        seen.add(page)
        for link in links(page):
            target = (page.parent / unquote(link).partition("#")[0]).resolve()
            queue += [target] if target.suffix == ".md" else []
            queue += sorted(target.glob("*.md")) if target.is_dir() else []
    assert [name_of(page) for page in PAGES if page not in seen] == []


def words_of(group, path: str = ""):
    for name, command in group.commands.items():
        here = f"{path} {name}".strip()
        yield here, command
        if hasattr(command, "commands"):
            yield from words_of(command, here)


@pytest.mark.parametrize(("name", "command"), words_of(CONSOLE), ids=lambda x: x if isinstance(x, str) else "")
def test_every_option_of_a_command_is_told_where_the_command_is(name: str, command):
    rows = [r for r in (ROOT / "docs/lenh.md").read_text("utf-8").splitlines() if r.startswith("|")]
    mine = " ".join(row for row in rows if re.search(rf"`dondoc {name}(?![\w-])", row))
    options = [p.opts for p in command.params if p.param_type_name != "argument" and not SAID_OF_ALL & {*p.opts}]
    assert [names for names in options if not any(re.search(rf"{name}(?![\w-])", mine) for name in names)] == []


def test_a_fence_that_shows_what_is_not_there_is_found_out(tmp_path: Path):
    assert complaints_about("dondoc owes --on 2026-01-01 [--view CÁCH_XEM]") == []
    assert complaints_about("dondoc owe") == ["no command “owe” in “dondoc owe”"]
    assert complaints_about("dondoc order show 1 --all") == ["no option --all in “dondoc order show 1 --all”"]
    assert beside_the_console("make tests") == ["no `make tests`"]
    page = tmp_path / "page.md"
    page.write_text("# Một, hai\n```sh\ndondoc version  # mã thoát 1\n```\n[x](#một-hai)\n", "utf-8")
    assert fences(page) == [Fence(page, 2, "sh", "dondoc version  # mã thoát 1\n")]
    assert fences(page)[0].commands() == [("dondoc version", True)]
    assert anchors(page) == {"một-hai"}
    assert links(page) == ["#một-hai"]
    assert "dondoc" not in prose(page)
