"""Ai chịu ảnh hưởng: which units bear some deadlines on a day, and which of them would hear of it, when and how.

Asks the one statement of `models.owed` and the ladder that runs live, so that a preview says what a round would do.
Units that filed, were waived or wait are not told; a unit with an extension keeps its own day and is not told either.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from models.catalogue import Catalogue
from models.deadlines import Deadline
from models.ladder import Rung, days_of, ladder_of, rungs
from models.obligations import Obligation
from models.outbox import suppressed
from models.owed import owed
from models.reach import Contacts, contacts_on, ways
from models.vocabulary import Channel, ObligationState

Key = tuple[str, str, str]
S = ObligationState
TO_DO = (S.OVERDUE, S.DUE, S.OPEN, S.UPCOMING, S.RETURNED)
WHY_SILENT = {  # in the words of the preview, in the order they are asked
    S.ACCEPTED: "đã tiếp nhận", S.FILED: "đã nộp", S.WAIVED: "được miễn", S.ENDED: "đơn vị hoặc nhiệm vụ đã kết thúc",
    S.WAITING: "đang chờ xác nhận", S.EXTENDED: "đang được gia hạn, giữ ngày gia hạn",
}  # fmt: skip
NOTHING_SAID = "không còn nấc nhắc nào"


@dataclass(frozen=True, slots=True)
class Bearer:
    """One unit that bears one deadline, as it stands on the day of the preview."""

    unit_id: str
    unit_name: str
    state: ObligationState
    extended_until: date | None
    is_expected: bool


@dataclass
class Bearers:
    """The units under each deadline."""

    by_key: dict[Key, list[Bearer]] = field(default_factory=lambda: defaultdict(list))

    def of(self, key: Key) -> list[Bearer]:
        return self.by_key.get(key, [])

    def owing(self, key: Key) -> int:
        """How many units the period counts (N)."""
        return sum(b.is_expected for b in self.of(key))


def bearers(session: Session, catalogue: Catalogue, chosen: Sequence[Deadline], on: date) -> Bearers:
    """Who bears these deadlines on that day; for periods to come, who will."""
    found = Bearers()
    if chosen:
        statement, values = owed(session, catalogue, chosen, on, ahead=True)
        for row in session.connection().execute(statement.order_by("n", "unit_id"), values):
            bearer = Bearer(row.unit_id, row.unit_name, S(row.state), row.extended_until, bool(row.is_expected))
            found.by_key[chosen[row.n].key].append(bearer)
    return found


def told(
    session: Session,
    catalogue: Catalogue,
    bear: Bearers,
    chosen: Iterable[Deadline],
    on: date,
    open_channels: Collection[Channel],
) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """(one row a unit that the ladder will speak to about these, how many will not hear of it by reason)."""
    hears: dict[str, list[tuple[Rung, Deadline]]] = defaultdict(list)
    names: dict[str, str] = {}
    silent: Counter[str] = Counter()
    for deadline in chosen:
        of_it = bear.of(deadline.key)
        rung = next_rung(catalogue, deadline, on) if of_it else None
        for bearer in of_it:
            if bearer.state not in TO_DO:
                silent[WHY_SILENT[bearer.state]] += 1
            elif rung is None:
                silent[NOTHING_SAID] += 1
            else:
                hears[bearer.unit_id].append((rung, deadline))
                names[bearer.unit_id] = bearer.unit_name
    contacts, dead = contacts_on(session, hears, on), suppressed(session, on)
    rows = []
    for unit_id, said in hears.items():
        rung, deadline = min(said, key=lambda pair: (pair[0].from_on, pair[1].due_on, pair[1].key))
        way, *_ = ways(
            unit_id,
            contacts.get(unit_id, Contacts()),
            [rung.stage],
            is_urgent=False,
            open_channels=open_channels,
            dead=dead,
        )
        rows.append(
            {
                "unit": unit_id,
                "name": names[unit_id],
                "channel": str(way.channel),
                "deadlines": len(said),
                "first_on": max(rung.from_on, on).isoformat(),
                "stage": str(rung.stage),
                **dict(zip(("programme", "duty", "period"), deadline.key, strict=True)),
            }
        )
    return sorted(rows, key=lambda r: (r["first_on"], r["name"], r["unit"])), dict(silent)


def next_rung(catalogue: Catalogue, deadline: Deadline, on: date) -> Rung | None:
    """The rung a unit with nothing filed stands on that day, or the next one it comes to; None: no more is said."""
    owing = Obligation("", "", *deadline.key, S.OPEN, deadline.last_valid_on, deadline.due_on, 0, "", "", deadline)
    ladder = ladder_of(catalogue, owing)
    if ladder is None:
        return None
    laid = rungs(ladder, days_of(owing, catalogue.calendar), catalogue.calendar)
    return next((rung for rung in laid if rung.until_on >= on), None)
