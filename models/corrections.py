"""Thay đổi sau khi gửi: from one snapshot to the next (or to what is known now), which numbers moved, whose, and why.

Compares what the two say and looks up the filings and words between them. Data only: the note itself is a document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.closing import NAMES, content_of, nameless
from models.deadlines import Deadline
from models.facts import Decision, Submission
from models.lines import Leaf, Line, lines_of
from models.obligations import find_deadline
from models.rollup import Node
from models.snapshots import Key, Snapshot
from models.totals import form_of, places
from models.units import Unit
from models.vocabulary import ReviewAction


@dataclass(frozen=True, slots=True)
class Whose:
    """One unit whose figure of one line changed, and by what. None where the unit gave none; of a ratio (tử, mẫu)."""

    unit_id: str
    unit_name: str
    before: Any
    after: Any
    why: str  # in words, with the officer's reason where there is one
    by: str = ""  # the officer who returned it; empty for the unit itself
    at: datetime | None = None
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Delta:
    """One line of one node before and after. Values as in `Total.as_json`; `measure` is its unit of measure."""

    node: str
    node_name: str
    indicator: str
    label: str
    measure: str
    before: Any
    after: Any
    reported_before: int
    reported_after: int
    expected_before: int
    expected_after: int
    whose: tuple[Whose, ...] = ()
    numerators: tuple[int | None, int | None] = (None, None)  # before, after; of a ratio
    denominators: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True)
class Changes:
    """Everything that moved between two sendings of one period; `second` is 0 against what is known now."""

    key: Key
    first: int  # n of the snapshot before
    first_at: datetime
    second: int
    second_at: datetime
    why: str  # what was said when it was sent again
    deltas: tuple[Delta, ...]

    def at_node(self, node: str) -> tuple[Delta, ...]:
        return tuple(delta for delta in self.deltas if delta.node == node)

    @property
    def units(self) -> tuple[str, ...]:
        """Names of the units behind all this."""
        return tuple(sorted({whose.unit_name for delta in self.deltas for whose in delta.whose}))


def changes(session: Session, catalogue: Catalogue, before: Snapshot, after: Snapshot) -> Changes:
    """What moved from one sending to another of the same period."""
    deadline = find_deadline(session, catalogue, *before.key)
    deltas = _deltas(session, catalogue, deadline, before.content, after.content)
    return Changes(before.key, before.n, before.at, after.n, after.at, after.why, deltas)


def changes_since(session: Session, catalogue: Catalogue, before: Snapshot, as_of: date, now: datetime) -> Changes:
    """What has moved since a sending, as known on that day."""
    deadline = find_deadline(session, catalogue, *before.key)
    content = content_of(session, catalogue, deadline, as_of, now)
    deltas = _deltas(session, catalogue, deadline, before.content, content)
    return Changes(before.key, before.n, before.at, 0, now, "", deltas)


def _deltas(
    session: Session,
    catalogue: Catalogue,
    deadline: Deadline,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> tuple[Delta, ...]:
    form = form_of(session, catalogue, deadline)
    if form is None:
        return ()
    lines = {line.code: line for line in lines_of(form)}
    measures = {box.code: box.unit for box in form.fields()} | {i.code: i.unit for i in form.indicators}
    nodes = places(session, deadline.last_valid_on)
    moved = _Moved(session, before, after, nodes)
    then, now = (_by_key(content["totals"]) for content in (before, after))
    found = []
    for key in [*now, *(key for key in then if key not in now)]:
        old, new = then.get(key, _NOTHING), now.get(key, _NOTHING)
        if all(nameless(old[name]) == nameless(new[name]) for name in _NOTHING if name not in NAMES):
            continue
        line = lines.get(key[1])
        found.append(
            Delta(
                node=key[0],
                node_name=new["node_name"] or old["node_name"],
                indicator=key[1],
                label=_label(line) if line else "chỉ tiêu không còn trong biểu hiện hành",
                measure=measures.get(key[1], ""),
                before=old["value"],
                after=new["value"],
                numerators=(old["numerator"], new["numerator"]),
                denominators=(old["denominator"], new["denominator"]),
                reported_before=old["reported"],
                reported_after=new["reported"],
                expected_before=old["expected"],
                expected_after=new["expected"],
                whose=moved.of(line, key[0]) if line else (),
            )
        )
    return tuple(found)


_NOTHING: dict[str, Any] = {
    "value": None, "numerator": None, "denominator": None, "reported": 0, "expected": 0, "node_name": "",
}  # fmt: skip


def _by_key(totals: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], Mapping[str, Any]]:
    return {(row["node"], row["indicator"]): row for row in totals}


def _label(line: Line) -> str:
    if line.is_ratio or not line.indicator.parts:
        return line.indicator.label
    return next(box.label for box in line.indicator.fields() if box.code == line.code)


class _Moved:
    """The units that say something else after than before, and why."""

    def __init__(
        self, session: Session, before: Mapping[str, Any], after: Mapping[str, Any], nodes: Mapping[str, Node]
    ) -> None:
        self.session, self.nodes = session, nodes
        self.before, self.after = (
            {unit["unit_id"]: Leaf(**unit) for unit in content["units"]} for content in (before, after)
        )
        units = self.before.keys() | self.after.keys()
        self.units = sorted(unit for unit in units if self.before.get(unit) != self.after.get(unit))
        self.expected = self.after.keys() | set(after["missing"])
        self.reasons = {unit: self._reason(unit) for unit in self.units}
        was_expected = self.before.keys() | set(before["missing"])
        self.silent = self._silent(was_expected - self.expected - units, "không còn thuộc diện báo cáo")
        self.silent |= self._silent(self.expected - was_expected - units, "thêm vào diện báo cáo, chưa nộp")
        self.below: dict[str, list[str]] = defaultdict(list)
        for unit in (*self.units, *self.silent):
            at: str | None = self._leaf(unit).place
            while at is not None:
                self.below[at].append(unit)
                at = self.nodes[at].parent if at in self.nodes else None

    def of(self, line: Line, node: str) -> tuple[Whose, ...]:
        found = []
        for unit in self.below.get(node, ()):
            if unit in self.silent:
                leaf, why = self.silent[unit]
                found.append(Whose(unit, leaf.unit_name, None, None, why))
                continue
            old, new = (self._given(line, side.get(unit)) for side in (self.before, self.after))
            if old != new:
                found.append(Whose(unit, self._leaf(unit).unit_name, old, new, *self.reasons[unit]))
        return tuple(found)

    def _leaf(self, unit: str) -> Leaf:
        return self.silent[unit][0] if unit in self.silent else self.after.get(unit) or self.before[unit]

    def _silent(self, units: Iterable[str], why: str) -> dict[str, tuple[Leaf, str]]:
        """Units without a figure before or after that count in n/N on one side only."""
        query = select(Unit).where(col(Unit.id).in_(sorted(units)))
        return {u.id: (Leaf(u.id, u.name, u.territory_id or u.id), why) for u in self.session.scalars(query)}

    @staticmethod
    def _given(line: Line, leaf: Leaf | None) -> Any:
        if leaf is None:
            return None
        value, below = line.given_by(leaf)
        return (value, below) if below is not None else value

    def _reason(self, unit: str) -> tuple[str, str, datetime | None, str]:
        """Why, by which officer, when, and the receipt of the filing."""
        old, new = self.before.get(unit), self.after.get(unit)
        returned = self._returned(old.submission_id) if old else None
        if new is None:
            if returned:
                return f"trả lại để bổ sung, chưa nộp lại: {returned.note}", returned.by, returned.at, ""
            is_gone = unit not in self.expected
            return ("không còn thuộc diện báo cáo" if is_gone else "bản đã nộp không còn hiệu lực"), "", None, ""
        filing = self.session.get(Submission, new.submission_id) if new.submission_id else None
        at, receipt = (filing.filed_at, filing.receipt) if filing else (None, "")
        if old is None:
            return "nộp sau khi chốt", "", at, receipt
        if old.is_provisional and not new.is_provisional:
            return "nộp số chính thức thay số ước", "", at, receipt
        if returned:
            return f"nộp lại theo yêu cầu bổ sung: {returned.note}", returned.by, at, receipt
        return "nộp bản thay thế", "", at, receipt

    def _returned(self, submission_id: int | None) -> Decision | None:
        query = select(Decision).where(
            col(Decision.submission_id) == submission_id, col(Decision.action) == ReviewAction.RETURN.value
        )
        return self.session.scalars(query.order_by(col(Decision.at).desc())).first() if submission_id else None
