"""Trí nhớ của Zalo giả lập: what it holds survives a restart, in one folder of the demo's home.

Messages are lines that are only added to; tokens, people and switches are one small file, replaced whole. The real
service does not forget either: a token that died with the emulator would look like a fault of the house.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from notifications.emulators.zalo_phones import Person, Received
from notifications.emulators.zalo_rules import KEPT, ZaloEmulator

SWITCHES = ("without_zalo", "refusing", "inactive", "switched_off", "waiting", "seen")


def remember_in(folder: Path, emulator: ZaloEmulator) -> None:
    """Recall what the folder holds, and from now on keep in it what changes."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    messages, state = folder / "tin.jsonl", folder / "trang-thai.json"
    _recall(emulator, messages, state)

    def add(message: Received) -> None:
        with messages.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps({**asdict(message), "at": message.at.isoformat()}, ensure_ascii=False) + "\n")

    def save() -> None:
        draft = state.with_suffix(".part")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(_state(emulator)), "utf-8")
        draft.replace(state)

    emulator.on_received, emulator.on_change = add, save


def _recall(emulator: ZaloEmulator, messages: Path, state: Path) -> None:
    if messages.exists():
        lines = messages.read_text("utf-8").splitlines()[-KEPT:]
        for line in lines:
            try:
                told = json.loads(line)
            except ValueError:  # the last line of a process that was killed
                continue
            emulator.received.append(Received(**{**told, "at": datetime.fromisoformat(told["at"])}))
    if not state.exists():
        return
    kept: dict[str, Any] = json.loads(state.read_text("utf-8"))
    for name in SWITCHES:
        setattr(emulator, name, set(kept[name]))
    for person in kept["people"]:
        spoke = person["spoke_at"] and datetime.fromisoformat(person["spoke_at"])
        emulator.people[person["phone"]] = Person(**{**person, "spoke_at": spoke})
    for name in ("access", "refresh"):
        setattr(emulator.grants, name, {t: datetime.fromisoformat(at) for t, at in kept[name].items()})
    emulator.ahead = timedelta(seconds=kept["ahead"])


def _state(emulator: ZaloEmulator) -> dict[str, Any]:
    people = [asdict(p) | {"spoke_at": p.spoke_at and p.spoke_at.isoformat()} for p in emulator.people.values()]
    return {
        **{name: sorted(getattr(emulator, name)) for name in SWITCHES},
        "people": people,
        "access": {token: at.isoformat() for token, at in emulator.grants.access.items()},
        "refresh": {token: at.isoformat() for token, at in emulator.grants.refresh.items()},
        "ahead": emulator.ahead.total_seconds(),
    }
