"""Every flow and every command stands in one table of whose word it is, and keeps to it."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from deployments.console import build

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("who_decides.txt")
ASKS = ("named_officer(", "known_officer(")  # `deployments.commands.naming`: a name, a password, a code
NAMES = {"officer", "by"}


def written(part: str) -> dict[str, str]:
    text = re.search(rf"^\[{part}\]\n(.*?)(?=^\[|\Z)", TABLE.read_text("utf-8"), re.M | re.S)[1]
    lines = [line.rsplit(None, 1) for line in text.splitlines() if line.strip()]
    return {name.strip(): word for name, word in lines}


FLOWS, COMMANDS = written("flows"), written("commands")


def flow_modules() -> dict[str, ast.Module]:
    found = {}
    for file in sorted((ROOT / "flows").glob("*.py")):
        tree = ast.parse(file.read_text("utf-8"))
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        if any(ast.unparse(mark).startswith("flow") for node in functions for mark in node.decorator_list):
            found[file.stem] = tree
    return found


def imported(tree: ast.Module) -> set[str]:
    return {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_every_flow_stands_in_the_table_and_no_other() -> None:
    assert sorted(flow_modules()) == sorted(FLOWS), f"put into {TABLE.name} whose word each flow is"


@pytest.mark.parametrize("name", sorted(FLOWS))
def test_a_flow_waits_for_an_officer_exactly_where_the_table_says(name: str) -> None:
    waits = "flows.waiting" in imported(flow_modules()[name])
    assert waits == (FLOWS[name] == "order")


def commands(at: Any = None, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    at = at or typer.main.get_command(build())
    below = getattr(at, "commands", None)
    if below is None:
        yield " ".join(path), at
    for name, command in (below or {}).items():
        yield from commands(command, (*path, name))


def whose_word(command: Any) -> str:
    """`password`, `name` or `console`, read off the command and what it calls in its own module."""
    function = inspect.unwrap(command.callback)
    module = inspect.getmodule(function)
    source = inspect.getsource(function)
    for called in set(re.findall(r"\b(_\w+)\(", source)):
        if inspect.isfunction(beside := getattr(module, called, None)):
            source += inspect.getsource(beside)
    if any(ask in source for ask in ASKS):
        return "password"
    return "name" if NAMES & {parameter.name for parameter in command.params} else "console"


def test_every_command_asks_for_exactly_what_the_table_says() -> None:
    found = {name: whose_word(command) for name, command in commands()}
    assert not set(COMMANDS) - set(found), "commands of the table that are no more"
    wrong = {
        name: f"{word}, the table says {COMMANDS.get(name, 'console')}"
        for name, word in found.items()
        if word != COMMANDS.get(name, "console")
    }
    assert wrong == {}, f"put into {TABLE.name} whose word each command is"
