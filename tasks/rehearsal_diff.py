"""So sánh hai lần diễn tập: exactly what a changed rule, holiday or map of units changes, event by event.

Two logs go in; what is only in the old one, only in the new one, or in both but different comes out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import Refused, why_unreadable
from tasks.rehearsal_log import ORDER, Event, Played

# what names an event of each kind, and what is compared
KEYS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "succession": (("from", "to"), ("on", "kind", "basis")),
    "deadline": (
        ("duty", "period"),
        ("on", "named_on", "last_valid_on", "target_on", "provisional", "expected", "reported"),
    ),
    "message": (("unit", "channel", "duty", "period", "stage"), ("at", "state", "reason")),
    "escalation": (("unit", "channel", "duty", "period", "stage"), ("at", "state", "reason")),
    "close": (("duty", "period"), ("on", "reported", "expected")),
    "total": (("duty", "period", "node", "indicator"), ("value", "reported", "expected")),
    "filed": (("unit", "duty", "period", "version"), ("at",)),
    "returned": (("unit", "duty", "period"), ("at",)),
}
FIRST_OF_ALL = "rehearsal"


@dataclass(frozen=True)
class Difference:
    """One event that is not the same: `change` is added, gone or changed; `fields`: name → (old, new)."""

    what: str
    change: str
    key: dict[str, Any]
    fields: dict[str, tuple[Any, Any]]

    def as_json(self) -> dict[str, Any]:
        fields = {name: {"old": old, "new": new} for name, (old, new) in self.fields.items()}
        return {"what": self.what, "change": self.change, **self.key, "fields": fields}


def compare(old: Iterable[Event], new: Iterable[Event]) -> list[Difference]:
    """Every difference, kind by kind, in the order of the keys."""
    before, after = dict(_keyed(old)), dict(_keyed(new))
    found = []
    for place in sorted({*before, *after}, key=lambda p: (ORDER.index(p[0]), tuple(map(str, p[1:])))):
        was, now = before.get(place), after.get(place)
        names, compared = KEYS[place[0]]
        fields = {name: ((was or {}).get(name), (now or {}).get(name)) for name in compared}
        fields = {name: pair for name, pair in fields.items() if pair[0] != pair[1]}
        if was is None or now is None or fields:
            change = "added" if was is None else "gone" if now is None else "changed"
            found.append(Difference(place[0], change, dict(zip(names, place[1:], strict=False)), fields))
    return found


def counts(differences: Iterable[Difference]) -> dict[str, dict[str, int]]:
    """How many of each kind were added, are gone or changed."""
    counted = Counter((d.what, d.change) for d in differences)
    return {
        what: {change: counted[what, change] for change in ("added", "gone", "changed")}
        for what in ORDER
        if any(counted[what, change] for change in ("added", "gone", "changed"))
    }


def read_played(path: Path) -> Played:
    """A rehearsal from its log. Errors: `Refused` where the file is none, with its line."""
    lines = []
    try:
        for n, text in enumerate(path.read_text("utf-8").splitlines(), 1):
            line = json.loads(text)
            if not _is_line(line):
                raise Refused(f"{path}, dòng {n}: không phải dòng nhật ký diễn tập.")
            lines.append(line)
    except OSError as e:
        raise Refused(f"Không đọc được nhật ký diễn tập {path}: {why_unreadable(e)}.") from e
    except UnicodeDecodeError as e:
        raise Refused(f"{path}: không phải UTF-8. Cần tệp nhật ký do dondoc rehearse ghi.") from e
    except Refused:
        raise
    except (ValueError, RecursionError) as e:
        raise Refused(f"{path}, dòng {len(lines) + 1}: không phải JSON. Cần tệp nhật ký do dondoc rehearse ghi.") from e
    told = [line["what"] for line in lines]
    if len(lines) < 2 or told[0] != FIRST_OF_ALL or told[-1] != "summary" or not KEYS.keys() >= set(told[1:-1]):
        raise Refused(f"{path}: nhật ký diễn tập không trọn vẹn. Đề nghị diễn tập lại.")
    return Played(lines[0], lines[1:-1], lines[-1])


def _is_line(line: Any) -> bool:
    """Whether a line is one of ours: known by its word, and every name in it a plain word or number."""
    if not isinstance(line, dict) or not isinstance(line.get("what"), str):
        return False
    items = line.get("items", [])
    if line["what"] not in KEYS or not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        return line["what"] in ("summary", FIRST_OF_ALL)
    names = [{**line, **item}.get(part) for item in (items or [{}]) for part in KEYS[line["what"]][0]]
    return not any(isinstance(name, dict | list) for name in names)


def _keyed(events: Iterable[Event]) -> Iterator[tuple[tuple[Any, ...], Event]]:
    """Events by name; the second one of a name (a rung said again) is the second one there, too."""
    seen: Counter[tuple[Any, ...]] = Counter()
    for event in events:
        for told in [{**event, **item} for item in event["items"]] if "items" in event else [event]:
            name = (event["what"], *(told.get(part) for part in KEYS[event["what"]][0]))
            seen[name] += 1
            yield (*name, seen[name]), told
