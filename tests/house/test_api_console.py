"""The page about JSON says of every question of the console which keys its answer has."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
from typer.testing import CliRunner

from deployments.console import app
from models.settings import Home
from tests.pages import CONSOLE, ROOT

PAGE = (ROOT / "docs/api.md").read_text("utf-8")
LINES = re.findall(r"(?m)^\| `dondoc ([^`]+) --json` \| (.*) \|$", PAGE)


def taking_json(group: Any, path: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        here = f"{path} {name}".strip()
        if any("--json" in p.opts for p in command.params):
            yield here
        if hasattr(command, "commands"):
            yield from taking_json(command, here)


def keys_of(answer: Any) -> list[str]:
    """The keys of the answer, in the order they first come; of a list those of its objects."""
    rows = answer if isinstance(answer, list) else [answer]
    return list(dict.fromkeys(key for row in rows for key in row))


@pytest.mark.parametrize(("line", "told"), LINES, ids=[line for line, _ in LINES])
def test_a_question_answers_with_the_keys_of_the_page(line: str, told: str, shown_demo: tuple[Home, str]) -> None:
    said = CliRunner().invoke(app, [*shlex.split(line), "--json"], env={"DONDOC_HOME": str(shown_demo[0].path)})
    answer = json.loads(said.stdout)
    assert isinstance(answer, list) == told.startswith("[…]")
    assert keys_of(answer) == re.findall(r"`(\w+)`", told)


def test_every_command_that_takes_json_is_named_on_the_page() -> None:
    assert [name for name in taking_json(CONSOLE) if not re.search(rf"`dondoc {name}(?![\w-])", PAGE)] == []
