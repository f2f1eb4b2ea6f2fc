"""Fictional ways to reach every unit: posts instead of people, addresses under `.example`, made-up numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from deployments.demo_data.chance import chance
from models.unit_map import fold
from models.units import Unit
from models.vocabulary import Level, Tree

DOMAIN = "demo.example"
SHORT = {
    Tree.POLICE: "congan",
    Tree.FRONT: "mttq",
    Tree.VETERANS: "ccb",
    Tree.WOMEN: "phunu",
    Tree.YOUTH: "doantn",
    Tree.LABOUR: "congdoan",
    Tree.FARMERS: "nongdan",
    Tree.ELDERLY: "nct",
    Tree.GOVERNMENT: "ubnd",
    Tree.PRESS: "baochi",
    Tree.TERRITORY: "diaban",
}
POSTS = {
    Tree.POLICE: {Level.COMMUNE: "Cán bộ tổng hợp", Level.DISTRICT: "Đội Tổng hợp", Level.PROVINCE: "Phòng Tham mưu"},
    Tree.FRONT: {Level.PROVINCE: "Ban Phong trào"},
}
HEADS = {Tree.POLICE: "Trưởng Công an", Tree.FRONT: "Chủ tịch Ủy ban MTTQ", Tree.YOUTH: "Bí thư"}


def contacts_for(units: Iterable[Unit], places: dict[str, Unit]) -> list[dict[str, Any]]:
    """Two contacts a unit: who handles the work and who heads it. A few have only Zalo, a few are reached by hand."""
    rows: list[dict[str, Any]] = []
    taken: set[str] = set()
    # those that exist today get the plain address
    for number, unit in enumerate(sorted(units, key=lambda u: (u.valid_to is not None, u.id)), 1):
        rng = chance("contact", unit.id)
        tree, level = Tree(unit.tree), Level(unit.level)
        box = mailbox(unit, places.get(unit.territory_id or ""), taken)
        luck, also_zalo = rng.random(), rng.random() < 0.6
        by_hand, only_zalo = luck < 0.05, 0.05 <= luck < 0.13
        has_mail = not by_hand and not only_zalo
        common = {"unit_id": unit.id, "valid_from": unit.valid_from, "valid_to": unit.valid_to}
        number_text = f"0900{number:06}"
        rows.append(
            {
                **common,
                "post": POSTS.get(tree, {}).get(level, "Bộ phận văn phòng"),
                "email": f"{box}@{DOMAIN}" if has_mail else "",
                "zalo": number_text if only_zalo or (has_mail and also_zalo) else "",
                "phone": number_text,
                "by_hand": by_hand,
                "is_head": False,
            }
        )
        rows.append(
            {
                **common,
                "post": HEADS.get(tree, "Chủ tịch") if tree is not Tree.PRESS else "Thủ trưởng",
                "email": f"thutruong.{box}@{DOMAIN}" if has_mail else "",
                "zalo": number_text if only_zalo else "",
                "phone": number_text,
                "by_hand": by_hand,
                "is_head": True,
            }
        )
    return rows


def mailbox(unit: Unit, place: Unit | None, taken: set[str]) -> str:
    """`congan.xa-tan-hong`; a second unit of that name gets its code behind it."""
    name = _slug(place.name) if place and unit.generated else _slug(unit.name)
    box = f"{SHORT[Tree(unit.tree)]}.{name}"
    if box in taken:
        box = f"{box}-{(place or unit).code or len(taken)}"
    if box in taken:
        box = f"{box}-{(unit.territory_id or unit.id).split('/')[1]}"
    taken.add(box)
    return box


def _slug(name: str) -> str:
    return "-".join("".join(c if c.isalnum() else " " for c in fold(name)).split())
