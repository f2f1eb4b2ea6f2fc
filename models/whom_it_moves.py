"""Ai chịu ảnh hưởng: which units bear some deadlines on a day, and which of them would hear of it, when and how.

Asks the one statement of `models.owed` and the ladder that runs live, so that a preview says what a round would do.
Units that filed, were waived or wait are not told; a unit with an extension keeps its own day and is not told either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, String, case, cast, func, select
from sqlmodel import Session

from models.catalogue import Catalogue
from models.deadline import key_by_name
from models.deadlines import Deadline
from models.ladder import Rung, days_of, ladder_of, rungs
from models.obligations import Obligation
from models.outbox import suppressed
from models.owed import owed
from models.reach import Contacts, choose, contacts_on, is_loud, shape_of
from models.vocabulary import Channel, ObligationState, Stage

Key = tuple[str, str, str]
S = ObligationState
TO_DO = (S.OVERDUE, S.DUE, S.OPEN, S.UPCOMING, S.RETURNED)
WHY_SILENT = {  # in the words of the preview, in the order they are asked
    S.ACCEPTED: "đã tiếp nhận", S.FILED: "đã nộp", S.WAIVED: "được miễn", S.ENDED: "đơn vị hoặc nhiệm vụ đã kết thúc",
    S.WAITING: "đang chờ xác nhận", S.EXTENDED: "đang được gia hạn, giữ ngày gia hạn",
}  # fmt: skip
NOTHING_SAID = "không còn nấc nhắc nào"
_BAR, _APART = "|", ","


class Borne(NamedTuple):
    """One deadline as one unit bears it on the day of the preview: how it stands, and whether it counts in N."""

    n: int
    state: ObligationState
    is_expected: bool
    extended_until: date | None


Lot = tuple[Borne, ...]  # all that one unit bears, as many thousands of others do


@dataclass(frozen=True)
class Bearers:
    """Who bears some deadlines. A nation has a few lots, and as many units of each as there are."""

    chosen: Sequence[Deadline]
    units: Mapping[Lot, list[tuple[str, str]]]  # (id, name) of those that bear just this

    def owing(self, key: Key) -> int:
        """How many units the period counts (N)."""
        return self._expected[key]

    def extended(self, key: Key) -> list[tuple[str, str, date]]:
        """(unit, its name, its own day) of those granted more time and still to file, in their order."""
        return sorted(self._extended[key])

    @cached_property
    def _expected(self) -> Counter[Key]:
        found: Counter[Key] = Counter()
        for lot, units in self.units.items():
            for borne in lot:
                found[self.chosen[borne.n].key] += borne.is_expected * len(units)
        return found

    @cached_property
    def _extended(self) -> dict[Key, list[tuple[str, str, date]]]:
        found: dict[Key, list[tuple[str, str, date]]] = defaultdict(list)
        for lot, units in self.units.items():
            for borne in lot:
                if borne.extended_until and borne.state in (*TO_DO, S.EXTENDED):
                    found[self.chosen[borne.n].key] += [(*unit, borne.extended_until) for unit in units]
        return found


def bearers(session: Session, catalogue: Catalogue, chosen: Sequence[Deadline], on: date) -> Bearers:
    """Who bears these deadlines on that day; for periods to come, who will. One row a unit comes back, whatever it
    bears, and each distinct lot is read once.
    """
    if not chosen:
        return Bearers((), {})
    statement, values = owed(session, catalogue, chosen, on, ahead=True)
    written: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for unit_id, name, lot in session.connection().execute(_lots(session.get_bind().dialect.name, statement), values):
        written[lot].append((unit_id, name))
    units: dict[Lot, list[tuple[str, str]]] = defaultdict(list)
    for lot, those in written.items():
        units[_read(lot)] += those
    return Bearers(chosen, units)


@lru_cache
def _lots(dialect: str, statement: Select[Any]) -> Select[Any]:
    r = statement.subquery("r").c
    until = func.coalesce(cast(r.extended_until, String), "")
    counts = case((r.is_expected, "1"), else_="0")
    borne = cast(r.n, String).concat(_BAR).concat(r.state).concat(_BAR).concat(counts).concat(_BAR).concat(until)
    joined = func.string_agg if dialect == "postgresql" else func.group_concat
    return select(r.unit_id, r.unit_name, joined(borne, _APART)).group_by(r.unit_id, r.unit_name).order_by(r.unit_id)


def _read(lot: str) -> Lot:
    """A lot as the database wrote it, put in order."""
    found = []
    for borne in lot.split(_APART):
        n, state, counts, until = borne.split(_BAR)
        found.append(Borne(int(n), S(state), counts == "1", date.fromisoformat(until) if until else None))
    return tuple(sorted(found, key=lambda borne: borne.n))


def told(
    session: Session,
    catalogue: Catalogue,
    bear: Bearers,
    chosen: Iterable[Deadline],
    on: date,
    open_channels: Collection[Channel],
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """(one row a unit that the ladder will speak to about these, how many will not hear of it by reason)."""
    next_rungs = {deadline.key: next_rung(catalogue, deadline, on) for deadline in chosen}
    silent: Counter[str] = Counter()
    hears: dict[str, tuple[str, Rung, dict[str, Any]]] = {}
    for lot, units in bear.units.items():
        said: list[tuple[Rung, Deadline]] = []
        for borne in lot:
            deadline = bear.chosen[borne.n]
            rung = next_rungs[deadline.key]
            if borne.state not in TO_DO:
                silent[WHY_SILENT[borne.state]] += len(units)
            elif rung is None:
                silent[NOTHING_SAID] += len(units)
            else:
                said.append((rung, deadline))
        if said:
            rung, deadline = min(said, key=lambda pair: (pair[0].from_on, pair[1].due_on, pair[1].key))
            first = {
                "deadlines": len(said),
                "first_on": max(rung.from_on, on).isoformat(),
                "stage": str(rung.stage),
                **key_by_name(deadline.key),
            }
            hears |= {unit_id: (name, rung, first) for unit_id, name in units}
    contacts, dead = contacts_on(session, hears, on), suppressed(session, on)
    rows = []
    for unit_id, (name, rung, first) in hears.items():
        shape = shape_of(contacts.get(unit_id, Contacts()), open_channels, dead)
        (_, channel), *_ = choose(shape, is_loud({rung.stage}, False), rung.stage is Stage.CHASER_2)
        rows.append({"unit": unit_id, "name": name, "channel": str(channel), **first})
    return sorted(rows, key=lambda r: (r["first_on"], r["name"], r["unit"])), dict(silent)


def next_rung(catalogue: Catalogue, deadline: Deadline, on: date) -> Rung | None:
    """The rung a unit with nothing filed stands on that day, or the next one it comes to; None: no more is said."""
    owing = Obligation("", "", *deadline.key, S.OPEN, deadline.last_valid_on, deadline.due_on, 0, "", "", deadline)
    ladder = ladder_of(catalogue, owing)
    if ladder is None:
        return None
    laid = rungs(ladder, days_of(owing, catalogue.calendar), catalogue.calendar)
    return next((rung for rung in laid if rung.until_on >= on), None)
