"""Đôn đốc bằng công văn: which late units call for a draft letter on a day, and below which superior of theirs.

Bounded: a deadline is raised seven and seventeen working days after the day a unit was held to, never again, and never
for what is longer past than that. The first draft stands under the direct superior in the unit's own tree of that day,
the second one step higher where there is one. Filed, extended, acknowledged and muted ones are left out; whoever is
late only later joins the draft that still waits, or gets one of their own. Never writes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models.catalogue import Catalogue
from models.chaser_letters import ChaserLetter
from models.dates_in_words import day_text
from models.deadline import Deadline
from models.facts import Extension
from models.hush import Hushed, hushed
from models.ladder import ladder_for
from models.map_of_day import Node, unit_of_day, units_on
from models.obligations import REPORTED, Obligation, find_deadline, known_deadlines, owes
from models.vocabulary import LetterState, ObligationState, Stage
from models.workdays import WorkCalendar

RAISED_AFTER = (7, 17)  # working days after the day held to
LASTS = 10  # working days each time
LOOKS_BACK = timedelta(days=75)  # twenty-seven working days, over the longest Tết
NO_LONGER_LATE = "không còn đơn vị nào trong dự thảo quá hạn"
S = ObligationState


@dataclass(frozen=True)
class Raised:
    """One letter that is called for: a deadline, the time it is raised, the superior, the ids of the late."""

    deadline: Deadline
    number: int
    superior_id: str
    units: tuple[str, ...]


@dataclass(frozen=True)
class Called:
    """What the letters of a day come to: new ones, and units that belong into drafts which wait already."""

    new: tuple[Raised, ...]
    joining: tuple[tuple[ChaserLetter, tuple[str, ...]], ...]

    @property
    def units(self) -> int:
        """How many units are written to that were not before."""
        return sum(len(r.units) for r in self.new) + sum(len(units) for _, units in self.joining)


@dataclass(frozen=True)
class Standing:
    """How the units of one letter stand on a day. `apart`: not to be chased by it, each with the reason."""

    deadline: Deadline
    late: tuple[Obligation, ...]
    apart: tuple[tuple[Obligation, str], ...]
    reported: int
    expected: int


def called(raised: Iterable[Raised], known: Iterable[ChaserLetter]) -> Called:
    """Raised beside the letters there are: nobody is written to twice a time, under an old superior or a new one."""
    written: set[tuple[tuple[str, str, str], int, str]] = set()
    waiting: dict[tuple[tuple[str, str, str], int, str], ChaserLetter] = {}
    for letter in known:
        if letter.closed_by_itself:
            continue
        written.update((letter.key, letter.number, unit) for unit in letter.units)
        if letter.state == LetterState.DRAFTED:
            waiting[letter.key, letter.number, letter.superior_id] = letter
    new, joining = list[Raised](), list[tuple[ChaserLetter, tuple[str, ...]]]()
    for r in raised:
        key = r.deadline.key
        units = tuple(unit for unit in r.units if (key, r.number, unit) not in written)
        if units and (draft := waiting.get((key, r.number, r.superior_id))):
            joining.append((draft, units))
        elif units:
            new.append(replace(r, units=units))
    return Called(tuple(new), tuple(joining))


def over(session: Session, catalogue: Catalogue, drafts: Sequence[ChaserLetter], on: date) -> list[ChaserLetter]:
    """Drafts in which nobody is overdue any more; one whose deadline the rules no longer know waits for a person."""
    among = {d.key for d in known_deadlines(session, catalogue)} & {letter.key for letter in drafts}
    units = {unit for letter in drafts for unit in letter.units}
    late = owes(session, catalogue, on, states=[S.OVERDUE], among=among, units=units) if among else []
    still = {(o.deadline.key, o.unit_id) for o in late}
    return [d for d in drafts if d.key in among and not any((d.key, unit) in still for unit in d.units)]


def to_raise(session: Session, catalogue: Catalogue, on: date, now: datetime) -> list[Raised]:
    """Every letter called for on this day, drafted already or not, by deadline and superior."""
    among = _chased(session, catalogue, on)
    overdue = owes(session, catalogue, on, states=[S.OVERDUE], among=among) if among else []
    due = [(o, n) for o in overdue if (n := time_of(catalogue.calendar, o.due_on, on))]
    if not due:
        return []
    silent, nodes = hushed(session, catalogue, on, now), units_on(session, on)
    found: dict[tuple[tuple[str, str, str], int, str], list[Obligation]] = defaultdict(list)
    for o, number in due:
        if not silent.why(o.key, Stage.CHASER_2):
            found[(o.deadline.key, number, superior_of(nodes, o.unit_id, number))].append(o)
    return [
        Raised(late[0].deadline, number, superior, tuple(o.unit_id for o in late))
        for (_, number, superior), late in sorted(found.items())
    ]


def time_of(calendar: WorkCalendar, due_on: date, on: date) -> int:
    """The how many-th letter a unit held to `due_on` calls for on this day; 0: none."""
    for number, after in enumerate(RAISED_AFTER, 1):
        first = calendar.add_working_days(due_on, after)
        if first <= on < calendar.add_working_days(first, LASTS):
            return number
    return 0


def superior_of(nodes: Mapping[str, Node], unit_id: str, steps: int) -> str:
    """So many steps up the unit's own tree, as far as it reaches; empty where nobody stands above it."""
    above = ""
    node = nodes.get(unit_id)
    for _ in range(steps):
        node = nodes.get(node.parent_id or "") if node else None
        above = node.id if node else above
    return above


def addressed_superior(
    session: Session, letter: ChaserLetter, late: Sequence[Obligation], agency: str, on: date
) -> Node | None:
    """Above whom a letter is signed on a day: where its superior has ended, who has taken that place for all of them.

    None where nobody stands there, or the agency that writes is itself that superior or a part of it.
    """
    node = unit_of_day(session, letter.superior_id, on) if letter.superior_id else None
    if node and node.valid_to and node.valid_to < on:
        nodes = units_on(session, on, tree=node.tree)
        above = {superior_of(nodes, o.unit_id, letter.number) for o in late}
        node = nodes.get(above.pop()) if len(above) == 1 else None
    return None if node and node.name.casefold() in agency.casefold() else node


def standing_of(session: Session, catalogue: Catalogue, letter: ChaserLetter, on: date, now: datetime) -> Standing:
    """How the units of a letter stand now. Errors: `Refused` where the rules no longer know its deadline."""
    deadline = find_deadline(session, catalogue, *letter.key)
    asked = {"programme": letter.programme, "duty": letter.duty, "period": letter.period}
    every = owes(session, catalogue, on, **asked)  # type: ignore[arg-type]
    silent, own = hushed(session, catalogue, on, now, letter.units), set(letter.units)
    reasons = [(o, _why_apart(o, silent)) for o in every if o.unit_id in own]
    expected = [o for o in every if o.is_expected]
    return Standing(
        deadline=deadline,
        late=tuple(o for o, why in reasons if not why),
        apart=tuple((o, why) for o, why in reasons if why),
        reported=sum(o.state in REPORTED for o in expected),
        expected=len(expected),
    )


def _why_apart(o: Obligation, silent: Hushed) -> str:
    if o.state is S.EXTENDED:
        return f"được gia hạn đến hết ngày {day_text(o.due_on)}"
    if o.state is not S.OVERDUE:
        return o.state.label
    return silent.why(o.key, Stage.CHASER_2)


def _chased(session: Session, catalogue: Catalogue, on: date) -> set[tuple[str, str, str]]:
    """Deadlines lately past, by the law or by an extension, whose ladder comes to a second chaser."""
    since = on - LOOKS_BACK
    lately = select(col(Extension.programme), col(Extension.duty), col(Extension.period)).where(
        col(Extension.until) >= since, col(Extension.until) < on
    )
    extended = {tuple(key) for key in session.exec(lately.distinct())}
    known = known_deadlines(session, catalogue)
    return {
        d.key
        for d in known
        if (since <= d.due_on < on or d.key in extended) and _comes_to_a_second_chaser(catalogue, d)
    }


def _comes_to_a_second_chaser(catalogue: Catalogue, deadline: Deadline) -> bool:
    ladder = ladder_for(catalogue, deadline)
    rungs: Iterable[Stage] = (step.stage for step in ladder.rungs) if ladder else ()
    return Stage.CHASER_2 in rungs
