"""What the pages for developers build is built, as they say it, in a scratch copy; nothing of it is written by us."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deployments.console import app
from tests.pages import ROOT, Fence, fences, is_dondoc

PAGES = ROOT / "docs/developers"
RULES = ["a-programme.md", "a-duty.md", "a-form.md"]
CODE = ["a-channel.md", "a-flow.md", "a-report.md"]
WRITTEN = ("yaml", "python", "diff", "markdown", "text")
LEFT_BEHIND = shutil.ignore_patterns(
    ".*", "__pycache__", "pictures", "benchmarks", "corpus", "*.sql", "*.egg-info", "build", "dist"
)


def put(fence: Fence, folder: Path) -> None:
    """The file of a fence into the scratch copy: whole, or the lines of a diff where its other lines stand."""
    kind, name = fence.info.split(" ", 1)
    file = folder / name
    if kind != "diff":
        assert not file.exists(), f"{fence.where}: {name} is there already"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(fence.text, "utf-8")
        return
    lines = fence.text.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if not line.startswith("+"))
    text = file.read_text("utf-8")
    assert text.count(before) == 1, f"{fence.where}: {name} no longer has these lines once:\n{before}"
    file.write_text(text.replace(before, "".join(line[1:] for line in lines if not line.startswith("-"))), "utf-8")


def is_a_file(fence: Fence) -> bool:
    kind, _, name = fence.info.partition(" ")
    return kind in WRITTEN and bool(name)


@pytest.mark.parametrize("name", RULES)
def test_rules_of_a_page_come_into_force(name: str, copied_demo: Callable, tmp_path: Path, monkeypatch) -> None:
    home, password = copied_demo(tmp_path / "home")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (scratch / "programmes").symlink_to(ROOT / "programmes")
    monkeypatch.chdir(scratch)
    env = {"DONDOC_HOME": str(home.path), "DONDOC_OFFICER_PASSWORD": password}
    for fence in fences(PAGES / name):
        if is_a_file(fence):
            put(fence, scratch)
        for line, is_refused in fence.commands() if fence.is_run else ():
            word, *rest = shlex.split(line)
            if is_dondoc(line):
                said = CliRunner().invoke(app, rest, env=env)
                assert said.exit_code == int(is_refused), f"{fence.where}: {line}\n{said.output}"
            else:
                subprocess.run([word, *rest], check=True)


@pytest.fixture(scope="module")
def scratch_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the house without its pictures and benchmarks: the pages add to it one after the other."""
    folder = tmp_path_factory.mktemp("house") / "dondoc"
    shutil.copytree(ROOT, folder, ignore=LEFT_BEHIND)
    return folder


@pytest.mark.prefect
@pytest.mark.parametrize("name", CODE)
def test_code_of_a_page_works_in_the_house_it_is_added_to(name: str, scratch_house: Path) -> None:
    for fence in fences(PAGES / name):
        if is_a_file(fence):
            put(fence, scratch_house)
        for line, _ in fence.commands() if fence.is_run else ():
            said = in_house(line, scratch_house)
            assert said.returncode == 0, f"{fence.where}: {line}\n{said.stdout[-6000:]}{said.stderr[-3000:]}"


def in_house(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """A line typed in the scratch copy, with the tools of this environment and the code of the copy."""
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    env = {k: v for k, v in os.environ.items() if not k.startswith(("DONDOC_", "PREFECT_", "PYTEST_"))}
    return subprocess.run(
        shlex.split(line),
        cwd=folder,
        env={**env, "PATH": tools, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
