"""A plan being drawn: how every unit will be, so far, and what is wrong with the act, so far. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from models.dates_in_words import day_text
from models.import_graph import exists
from models.unit_act_world import Problem, Row, World, source_of
from models.unit_acts import Ending, UnitAct
from models.vocabulary import SuccessionKind, Tree

SHOWN = 5  # names in one sentence


@dataclass
class Plan:
    """Rows to write: new units, units as they will be, what they were, and who takes over from whom."""

    act: UnitAct
    births: list[Row] = field(default_factory=list)
    changed: dict[str, Row] = field(default_factory=dict)
    pasts: list[Row] = field(default_factory=list)
    links: list[Row] = field(default_factory=list)
    endings: dict[str, Ending] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


class Draft:
    """`now` is how every unit will be, `where` the field of the act that names it."""

    def __init__(self, plan: Plan, world: World):
        self.plan, self.act, self.world = plan, plan.act, world
        self.now: dict[str, Row] = dict(world.units)
        self.where: dict[str, str] = {}
        self.born: set[str] = set()
        self.moved: set[str] = set()
        self.upward: set[str] = set()  # ended with their whole level: what lived below them goes up

    def wrong(self, where: str, message: str, unit_id: str = "") -> None:
        """What is wrong with a place is not said again, at the same field, of every body that follows it."""
        follows = unit_id in self.now and self.now[unit_id]["generated"]
        if not follows or all(problem.where != where for problem in self.plan.problems):
            self.plan.problems.append(Problem(where, message))

    def becomes(self, unit_id: str, **values: Any) -> None:
        self.now[unit_id] = {**self.now[unit_id], **values, "source": source_of(self.act)}
        self.plan.changed[unit_id] = self.now[unit_id]

    def link(
        self, from_id: str, to_id: str, kind: SuccessionKind, is_default: bool, share: float | None, basis: str
    ) -> None:
        row = {"from_id": from_id, "to_id": to_id, "kind": str(kind), "is_default": is_default, "share": share}
        self.plan.links.append({**row, "takes_over_on": self.act.effective_on, "basis": basis})

    def name(self, unit_id: str) -> str:
        return self.now[unit_id]["name"]

    def lives_on(self, unit_id: str, where: str) -> bool:
        row = self.now[unit_id]
        if unit_id in self.plan.endings:
            self.wrong(where, f"“{row['name']}” kết thúc theo chính tệp này")
        elif not exists(row, self.act.last_day) or not exists(row, self.act.effective_on):
            self.wrong(where, f"“{row['name']}” không có trong ngày {day_text(self.act.effective_on)}{days_of(row)}")
        else:
            return True
        return False

    def outlives(self, row: Row) -> bool:
        return exists(row, self.act.effective_on) and row["id"] not in self.plan.endings and row["id"] not in self.born

    def may_end(self, row: Row) -> bool:
        """Lives on past the day, or ended the day before with nobody named yet to take over."""
        if not exists(row, self.act.last_day):
            return False
        return row["valid_to"] is None or (
            row["valid_to"] == self.act.last_day and row["id"] not in self.world.succeeded
        )

    def places_of(self, row: Row) -> set[str]:
        """The place a body sits on, and every place above it; of a place, those above it."""
        place = row["parent_id"] if is_place(row) else row["territory_id"]
        met: set[str] = set()
        while place in self.world.units and place not in met:
            met.add(place)
            place = self.world.units[place]["parent_id"]
        return met


def is_place(row: Row) -> bool:
    return row["tree"] == Tree.TERRITORY


def days_of(row: Row) -> str:
    """` (từ 01/7/2025 đến hết 30/6/2026)`."""
    first = f"từ {day_text(row['valid_from'])}" if row["valid_from"] else ""
    last = f"đến hết {day_text(row['valid_to'])}" if row["valid_to"] else ""
    return f" ({' '.join(part for part in (first, last) if part)})" if first or last else ""
