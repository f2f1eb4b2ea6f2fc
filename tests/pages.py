"""The pages a person reads, as tests take them apart: fences, commands, links and the places links lead to.

What a fence says after its three ticks decides what a test does with it:

    sh                      every line is run, in order, in a copy of the demo home and a scratch folder
    sh không-chạy: <reason>  every line is only looked at: its commands and their options exist
    <language> <path>       an example of `docs/developers`: a whole file, or a `diff` of one, put into a scratch copy
    anything else           shown, not run; a `dondoc` line is not allowed in it
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer.main

from deployments.console import build

ROOT = Path(__file__).resolve().parents[1]
NOT_RUN = "không-chạy:"
REFUSED = "mã thoát 1"  # in the remark behind a command that is meant to end so
CONSOLE = typer.main.get_command(build())


def all_pages() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@dataclass(frozen=True)
class Fence:
    """One block of code. `line` is where it opens."""

    page: Path
    line: int
    info: str
    text: str

    @property
    def is_run(self) -> bool:
        return self.info == "sh"

    @property
    def is_console(self) -> bool:
        return self.info.split(" ")[0] == "sh"

    @property
    def where(self) -> str:
        return f"{name_of(self.page)}:{self.line}"

    def commands(self) -> list[tuple[str, bool]]:
        """Each line without its remark, and whether it is meant to be refused. A trailing backslash goes on."""
        found = []
        for line in self.text.replace("\\\n", " ").splitlines():
            command, _, remark = re.sub(r"^\s*#", " #", line).partition(" #")
            if command.strip():
                found.append((" ".join(command.split()), REFUSED in remark))
        return found


def fences(page: Path) -> list[Fence]:
    found: list[Fence] = []
    opened: tuple[int, str] | None = None
    lines: list[str] = []
    for number, line in enumerate(page.read_text("utf-8").splitlines(), 1):
        if not line.lstrip().startswith("```"):
            lines.append(line)
        elif opened is None:
            opened, lines = (number, line.strip().strip("`").strip()), []
        else:
            found.append(Fence(page, *opened, "\n".join(lines) + "\n"))
            opened = None
    assert opened is None, f"{name_of(page)}: the fence of line {opened and opened[0]} is never closed"
    return found


def prose(page: Path) -> str:
    """The page without its fences."""
    return re.sub(r"(?ms)^ *```.*?^ *```", "", page.read_text("utf-8"))


def is_dondoc(line: str) -> bool:
    return bool(re.match(r"(\S*/)?dondoc(\s|$)", line))


def complaints_about(command: str) -> list[str]:
    """What of a line beginning with `dondoc` does not exist. Marks of grammar ([…], A|B, …) may stand in it."""
    words = shlex.split(re.sub(r"[\[\]…]|\\?\|", " ", command))[1:]
    at: Any = CONSOLE
    while words and words[0] == "--home":
        words = words[2:]
    while words and hasattr(at, "commands") and words[0] in at.commands:
        at = at.commands[words.pop(0)]
    if words and hasattr(at, "commands") and not words[0].startswith("-") and not at.invoke_without_command:
        return [f"no command “{words[0]}” in “{command}”"]
    known = {"--home", "--help", *(o for p in at.params for o in (*p.opts, *p.secondary_opts))}
    asked = [word.partition("=")[0].rstrip(",;.") for word in words if re.match(r"--?[a-z]", word)]
    return [f"no option {option} in “{command}”" for option in asked if option not in known]


def inline_commands(page: Path) -> Iterator[str]:
    for shown in re.findall(r"`([^`\n]+)`", prose(page)):
        if is_dondoc(shown):
            yield shown.replace("\\|", "|")


def links(page: Path) -> list[str]:
    """Where the page's links and pictures lead, addresses of the web left out."""
    text = re.sub(r"`[^`\n]*`", "", prose(page))
    return [t for t in re.findall(r"\]\(([^)\s]+)\)", text) if not re.match(r"[a-z]+:", t)]


def anchors(page: Path) -> set[str]:
    """The headings as the usual viewers name them: small letters, no punctuation, dashes for blanks."""
    heads = re.findall(r"(?m)^#+ (.+?)\s*$", prose(page))
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", head).lower() for head in heads]
    return {re.sub(r"[^\w\- ]", "", head).replace(" ", "-") for head in plain}
