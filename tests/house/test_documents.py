"""The guides keep up with the product: every rule key and every command is told. See test_pages for what is shown."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_key_of_a_rule_file_is_explained():
    from models.document_form_files import _FIELD, _FORM
    from models.duty_files import _DUTY, _ROUTE, _TARGET
    from models.goal_files import GOAL_KEYS, TARGET_KEYS
    from models.programme_files import _DOCUMENT, _PROGRAMME
    from models.rule_sections import RULE_KEYS

    text = (ROOT / "docs/viet-chuong-trinh.md").read_text("utf-8")
    keys = {*_DUTY, *_FIELD, *_FORM, *_ROUTE, *_TARGET, *_DOCUMENT, *_PROGRAMME, *TARGET_KEYS, *GOAL_KEYS, *RULE_KEYS}
    assert not [key for key in sorted(keys) if not re.search(rf"`[^`\n]*\b{key}\b", text)]


def commands(group, path: str = "") -> list[str]:
    found: list[str] = []
    for name, command in group.commands.items():
        here = f"{path} {name}".strip()
        found += commands(command, here) if hasattr(command, "commands") else [here]
    return found


def test_every_command_is_documented():
    import typer.main

    from deployments.console import app

    text = (ROOT / "docs/lenh.md").read_text("utf-8")
    assert not [c for c in commands(typer.main.get_command(app)) if f"dondoc {c}" not in text]
