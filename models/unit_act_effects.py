"""Tác động của một biến động: what a plan would do, as plain values that a page, a console or JSON can show.

Units are named as they were called the day before; bodies that only follow their place are counted, not listed.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from models.unit_act_draft import Plan
from models.unit_act_world import Row, World
from models.vocabulary import SuccessionKind


def effects(plan: Plan, world: World) -> dict[str, Any]:
    """`created, ended, renamed, moved, functions` one by one, `bodies` that follow as numbers, `notices` in words."""
    born = {row["id"]: row for row in plan.births}
    units = {**world.units, **born}
    links = [link for link in plan.links if link["kind"] != SuccessionKind.FUNCTIONS]
    handed = [link for link in plan.links if link["kind"] == SuccessionKind.FUNCTIONS]
    renamed = {k: row for k, row in plan.changed.items() if row["name"] != world.units[k]["name"]}
    moved = {k: row for k, row in plan.changed.items() if row["parent_id"] != world.units[k]["parent_id"]}
    heirs: dict[str, list[dict[str, Any]]] = {}
    for link in links:
        to = {"to": link["to_id"], "name": units[link["to_id"]]["name"]}
        rest = {"kind": link["kind"], "share": link["share"], "default": link["is_default"]}
        heirs.setdefault(link["from_id"], []).append({**to, **rest})
    touched: dict[str, Collection[str]] = {"created": born, "ended": plan.endings, "renamed": renamed, "moved": moved}

    def follows(what: str, key: str) -> bool:
        return units[key]["generated"] and units[key]["territory_id"] in touched[what]

    def named(key: str) -> dict[str, str]:
        return {"unit": key, "name": units[key]["name"]}

    def by_hand(what: str) -> list[str]:
        return [key for key in touched[what] if not follows(what, key)]

    def above(row: Row) -> dict[str, Any] | None:
        parent = row["parent_id"]
        return named(parent) if parent else None

    return {
        "created": [{**named(key), "below": above(born[key])} for key in by_hand("created")],
        "ended": [
            {**named(key), "heirs": heirs.get(key, []), "without_heir": plan.endings[key].without_heir}
            for key in by_hand("ended")
        ],
        "renamed": [{**named(key), "becomes": renamed[key]["name"]} for key in by_hand("renamed")],
        "moved": [{**named(key), "from": above(world.units[key]), "to": above(moved[key])} for key in by_hand("moved")],
        "functions": [
            {
                "from": link["from_id"],
                "from_name": units[link["from_id"]]["name"],
                "to": link["to_id"],
                "to_name": units[link["to_id"]]["name"],
                "basis": link["basis"],
            }
            for link in handed
        ],
        "bodies": {what: sum(follows(what, key) for key in keys) for what, keys in touched.items()},
        "notices": plan.notices,
    }
