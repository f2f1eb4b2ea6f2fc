"""What the watcher leaves in the home: its memory of what it told and to whom it writes, and the notice that lies there
while trouble lasts. A watcher that starts while the database is away still knows whom to call.

A full or unreadable disk never ends the watch: what cannot be written is not written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from models.masking import without_addresses
from models.quiet_hours import HANOI
from models.vigil import Told
from models.vocabulary import AlarmCode

MEMORY, NOTICE = "canh-nhip.json", "BAO-DONG.txt"


def remembered(folder: Path) -> tuple[dict[AlarmCode, Told], list[str]]:
    """What earlier watchers of this home told, and where operators read mail; nothing where the file is missing or
    spoilt.
    """
    try:
        kept = json.loads((folder / MEMORY).read_text("utf-8"))
        rows, operators = kept["told"], [str(address) for address in kept["operators"]]
        instants = {code: {k: v and datetime.fromisoformat(v) for k, v in row.items()} for code, row in rows.items()}
        return {AlarmCode.of(code): Told(**row) for code, row in instants.items()}, operators
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return {}, []


def remember(folder: Path, memory: Mapping[AlarmCode, Told], operators: Sequence[str]) -> None:
    rows = {code: {k: v and v.isoformat() for k, v in asdict(told).items()} for code, told in memory.items()}
    _write(folder / MEMORY, json.dumps({"told": rows, "operators": list(operators)}, indent=1))


def put_notice(folder: Path, words: str) -> None:
    """The notice with these words; none where there are no words."""
    if words:
        _write(folder / NOTICE, words)
        return
    with suppress(OSError):
        (folder / NOTICE).unlink(missing_ok=True)


def leave_word(folder: Path, reason: str, now: datetime) -> None:
    """Why everything has stopped, in the notice: nobody is left to watch. A watcher that runs again takes it away."""
    at = f"{now.astimezone(HANOI):%H:%M ngày %d/%m/%Y}"
    todo = "Việc cần làm: khởi động lại Đôn Đốc (dondoc up). Tin đang chờ không mất, không gửi trùng."
    put_notice(folder, f"Đôn Đốc, lúc {at}\n\nĐÔN ĐỐC ĐÃ DỪNG NGOÀI Ý MUỐN\n{without_addresses(reason)}\n{todo}\n")


def _write(file: Path, text: str) -> None:
    """Whole or not at all."""
    draft = file.with_name(f"{file.name}.new")
    with suppress(OSError):
        draft.touch(mode=0o600)
        draft.write_text(text, "utf-8")
        draft.replace(file)
