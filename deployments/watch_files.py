"""What the watcher leaves in the home: its memory of what it told, and the notice that lies there while trouble lasts.

A full or unreadable disk never ends the watch: what cannot be written is not written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from models.vigil import Told
from models.vocabulary import AlarmCode

MEMORY, NOTICE = "canh-nhip.json", "BAO-DONG.txt"


def remembered(folder: Path) -> dict[AlarmCode, Told]:
    """What earlier watchers of this home told; nothing where the file is missing or spoilt."""
    try:
        rows = json.loads((folder / MEMORY).read_text("utf-8"))
        instants = {code: {k: v and datetime.fromisoformat(v) for k, v in row.items()} for code, row in rows.items()}
        return {AlarmCode.of(code): Told(**row) for code, row in instants.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def remember(folder: Path, memory: Mapping[AlarmCode, Told]) -> None:
    rows = {code: {k: v and v.isoformat() for k, v in asdict(told).items()} for code, told in memory.items()}
    _write(folder / MEMORY, json.dumps(rows, indent=1))


def put_notice(folder: Path, words: str) -> None:
    """The notice with these words; none where there are no words."""
    if words:
        _write(folder / NOTICE, words)
        return
    with suppress(OSError):
        (folder / NOTICE).unlink(missing_ok=True)


def _write(file: Path, text: str) -> None:
    """Whole or not at all."""
    draft = file.with_name(f"{file.name}.new")
    with suppress(OSError):
        draft.touch(mode=0o600)
        draft.write_text(text, "utf-8")
        draft.replace(file)
