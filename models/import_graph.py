"""How imported units hang together: parents exist in the same tree and not below, no circle, no two in one place.

Pure: rows by id in, (unit id, column, what is wrong) out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from models.unit_map import fold
from models.vocabulary import Level, Tree

Rows = Mapping[str, Mapping[str, Any]]
_ORDER = {str(level): n for n, level in enumerate(Level)}
MOST_CANDIDATES = 5


def graph_problems(units: Iterable[Mapping[str, Any]], every: Rows, held: Rows) -> Iterator[tuple[str, str, str]]:
    """`every`: units held and imported together, imported ones on top; `held`: as they were before."""
    for unit in units:
        yield from _own_problems(unit, every, held)
        if unit["id"] in _above(unit["id"], every):
            yield unit["id"], "parent_id", "các đơn vị cấp trên tạo thành vòng tròn; sửa lại mã đơn vị cấp trên"


def double_problems(units: Sequence[Mapping[str, Any]], every: Rows) -> Iterator[tuple[str, str, str]]:
    """Imported units that stand where another stands at the same time: by name below one parent, or by code."""
    alike: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for key, unit in every.items():
        for column in ("name", "code"):
            if mark := _mark(unit, column):
                alike[mark].append(key)
    for unit in units:
        for column, words in (("name", "cùng tên, cùng cấp trên"), ("code", "cùng mã số")):
            same = alike.get(_mark(unit, column) or (), [])
            other = next((key for key in same if key != unit["id"] and shared_days(unit, every[key])), None)
            if other:
                message = f"trùng thời gian với “{other}” ({words}); ghi ngày kết thúc cho một trong hai hoặc bỏ bớt"
                yield unit["id"], column, message


def parents_first(units: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """The same units, each after the parent and the place it refers to, so that foreign keys hold at every step."""
    waiting = {unit["id"]: dict(unit) for unit in units}

    def release(key: str | None) -> Iterator[dict[str, Any]]:
        if key in waiting and key is not None:
            unit = waiting.pop(key)
            yield from release(unit["parent_id"])
            yield from release(unit["territory_id"])
            yield unit

    for unit in units:
        yield from release(unit["id"])


def find_by_name(wanted: str, units: Rows, on: date) -> str:
    """The unit of this id or name; a name without accents will do while it stays unambiguous. Errors: `ValueError`."""
    if wanted in units:
        return wanted
    if not wanted:
        raise ValueError("chưa ghi đơn vị; ghi mã hoặc tên đầy đủ")
    for same in (lambda name: name.casefold() == wanted.casefold(), lambda name: fold(name) == fold(wanted)):
        named = [key for key, unit in units.items() if same(unit["name"] or "")]
        alive = [key for key in named if exists(units[key], on)]
        if found := alive or named:
            if len(found) == 1:
                return found[0]
            listed = "; ".join(sorted(found)[:MOST_CANDIDATES])
            more = f" và {len(found) - MOST_CANDIDATES} mã khác" if len(found) > MOST_CANDIDATES else ""
            raise ValueError(f"“{wanted}” ứng với {len(found)} đơn vị; ghi một trong các mã: {listed}{more}")
    raise ValueError(f"không có đơn vị “{wanted}”; ghi mã hoặc tên có trong trang Đơn vị hoặc đã có trong hệ thống")


def exists(unit: Mapping[str, Any], on: date) -> bool:
    """Whether a unit existed on a day; its first and last days count."""
    first, last = unit["valid_from"], unit["valid_to"]
    return (first is None or first <= on) and (last is None or last >= on)


def shared_days(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[date, date] | None:
    """The first and last day on which both existed."""
    first = max(unit["valid_from"] or date.min for unit in (one, other))
    last = min(unit["valid_to"] or date.max for unit in (one, other))
    return (first, last) if first <= last else None


def _own_problems(unit: Mapping[str, Any], every: Rows, held: Rows) -> Iterator[tuple[str, str, str]]:
    key, parent, place = unit["id"], unit["parent_id"], unit["territory_id"]
    if key in held and unit["tree"] and held[key]["tree"] != unit["tree"]:
        yield key, "tree", f"đơn vị đã có thuộc hệ {held[key]['tree']}, không đổi hệ được; lập đơn vị mới với mã khác"
    if parent and parent not in every:
        yield key, "parent_id", f"không có đơn vị “{parent}” trong tệp hoặc trong hệ thống"
    elif parent and unit["tree"] and every[parent]["tree"] and every[parent]["tree"] != unit["tree"]:
        yield (
            key,
            "parent_id",
            f"“{parent}” thuộc hệ {every[parent]['tree']}; đơn vị cấp trên phải cùng hệ {unit['tree']}",
        )
    elif parent and unit["level"] and every[parent]["level"] and _ORDER[every[parent]["level"]] > _ORDER[unit["level"]]:
        yield key, "parent_id", f"“{parent}” ở cấp thấp hơn; đơn vị cấp trên phải cùng cấp hoặc cao hơn"
    if unit["tree"] == Tree.TERRITORY:
        if place and place != key:
            yield key, "territory_id", "đơn vị thuộc hệ địa bàn hành chính thì để trống cột này"
    elif unit["tree"] and not place:
        yield key, "territory_id", "chưa ghi địa bàn; ghi mã xã, huyện hoặc tỉnh nơi đơn vị hoạt động"
    elif unit["tree"] and place not in every:
        yield key, "territory_id", f"không có địa bàn “{place}” trong tệp hoặc trong hệ thống"
    elif unit["tree"] and every[place]["tree"] not in (Tree.TERRITORY, None):
        yield key, "territory_id", f"“{place}” không phải địa bàn hành chính; ghi mã thuộc hệ territory"


def _above(key: str, every: Rows) -> set[str]:
    """Every unit met on the way up from this one."""
    met: set[str] = set()
    parent = every[key]["parent_id"]
    while parent and parent in every and parent not in met:
        met.add(parent)
        parent = every[parent]["parent_id"]
    return met


def _mark(unit: Mapping[str, Any], column: str) -> tuple[Any, ...] | None:
    """What no two units may share on one day; codes are unique among places only."""
    if column == "code":
        return ("code", unit["level"], unit["code"]) if unit["tree"] == Tree.TERRITORY and unit["code"] else None
    where = unit["parent_id"] if unit["tree"] == Tree.TERRITORY else unit["territory_id"]
    return ("name", unit["tree"], unit["level"], where, (unit["name"] or "").casefold()) if unit["name"] else None
