"""The house stands: stairs, names, glossary, documents, and nothing that must not be committed."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import models.vocabulary as vocabulary
from models.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["models", "notifications", "reports", "tasks", "flows", "portal", "deployments"]
CLOCK = re.compile(r"\b(datetime\.now|date\.today|time\.time|utcnow|pendulum\.(now|today))\(")
SOURCES = [p for floor in FLOORS for p in sorted((ROOT / floor).rglob("*.py"))]


def tracked(*patterns: str) -> list[Path]:
    out = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / line for line in out.stdout.splitlines() if (ROOT / line).is_file()]


def test_imports_go_down_the_stairs_only():
    run = subprocess.run([Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout


def test_no_flow_file_bears_the_name_of_a_folder_or_of_the_standard_library():
    taken = set(sys.stdlib_module_names) | {p.name for p in ROOT.iterdir() if p.is_dir()}
    assert not taken & {p.stem for p in (ROOT / "flows").glob("*.py") if p.stem != "__init__"}


def test_no_module_is_named_for_nothing():
    vague = {
        "utils",
        "util",
        "helpers",
        "helper",
        "manager",
        "service",
        "services",
        "handler",
        "handlers",
        "common",
        "misc",
    }
    assert not [p for p in SOURCES if p.stem in vague]


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_says_what_it_is(path: Path):
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree) or not tree.body, "a module opens with what it is in the domain's words"


def test_the_clock_is_read_at_the_doors_only():
    """Models, wording, documents get `as_of` handed down; they never ask what time it is."""
    for path in SOURCES:
        floor = path.relative_to(ROOT).parts[0]
        if floor in ("models", "reports") or path.match("notifications/wording*.py"):
            found = re.search(
                r"\b(datetime\.now|date\.today|time\.time|utcnow|pendulum\.(now|today))\(", path.read_text("utf-8")
            )
            assert not found, f"{path.relative_to(ROOT)} reads the clock: {found and found[0]}"


def test_models_neither_open_nor_commit_a_session():
    for path in (ROOT / "models").rglob("*.py"):
        assert not re.search(r"\.commit\(\)|\bSession\(", path.read_text("utf-8")), path.name


def test_every_member_of_a_closed_list_stands_in_the_glossary():
    glossary = (ROOT / "docs/GLOSSARY.md").read_text("utf-8")
    missing = [
        f"{enum.__name__}.{member.value}"
        for enum in vars(vocabulary).values()
        if isinstance(enum, type) and issubclass(enum, vocabulary.Labelled) and enum is not vocabulary.Labelled
        for member in enum
        if f"`{member.value}`" not in glossary or member.label not in glossary
    ]
    assert not missing


def test_every_setting_is_documented():
    text = (ROOT / "docs/thiet-lap.md").read_text("utf-8")
    assert not [name for name in Settings.model_fields if f"`{name}`" not in text]


def test_every_decision_is_numbered_and_states_its_three_parts():
    decisions = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(p.name[:4]) for p in decisions] == list(range(1, len(decisions) + 1))
    for path in decisions:
        text = path.read_text("utf-8")
        assert all(f"## {part}" in text for part in ("Context", "Options", "Decision")), path.name


def test_nothing_committed_names_a_package_registry_or_a_builder_s_machine():
    hosts = re.compile(r"(?i)\b(files\.)?python" + r"hosted|\bpypi\." + r"org|registry\.npm" + r"js|deb\.deb" + r"ian")
    paths = re.compile(r"(?<![\w./])/(wo" + r"rk|ro" + r"ot|fa" + r"rm)/\w")
    for path in tracked():
        if path.suffix in {".png", ".jpg", ".ico", ".docx", ".xlsx"}:
            continue
        text = path.read_text("utf-8", errors="replace")
        assert not hosts.search(text), f"{path.relative_to(ROOT)} names a registry"
        assert not paths.search(text), f"{path.relative_to(ROOT)} names a path of a builder's machine"


def test_vietnamese_text_is_composed():
    import unicodedata

    for path in tracked("*.py", "*.yaml", "*.j2", "*.html", "*.md"):
        text = path.read_text("utf-8")
        assert unicodedata.is_normalized("NFC", text), f"{path.relative_to(ROOT)} holds decomposed letters"
