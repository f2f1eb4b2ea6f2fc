"""Cộng bằng cơ sở dữ liệu: what stands on each place, summed up there by one statement over the wide rows.

One row comes back for each place and each set of boxes given, with the sums, how many units these are and which.
Equals `models.rollup.gather` over the same units, which is also what answers where a filing has no wide row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, case, func, select
from sqlmodel import Session, col

from models.facts import Submission
from models.forms import Form
from models.lines import Leaf, Line
from models.obligations import REPORTED
from models.rollup import Gathering, Node, gather
from models.vocabulary import SubmissionKind
from models.wide_figures import BITS, VALUES, WIDE, layouts_of

SILENT, NIL, PAPER, FIGURES, UNREAD = range(5)  # what a unit did; unread: figures without a wide row this form can read
APART = "\n"


class Group(NamedTuple):
    """Units on one place that did the same: gave just these boxes, as an estimate or not."""

    place: str
    what: int
    is_provisional: bool
    layout: int | None
    given: int  # a bit for each slot
    units: int
    ids: str
    sums: Sequence[Any]  # of each slot, None where nobody gave it


class Way(NamedTuple):
    """How the slots of one layout fall into lines, for one set of given boxes."""

    mask: int  # of the lines given
    slots: tuple[tuple[int, int, int | None], ...]  # line, slot, slot of the denominator


def gathered(
    session: Session,
    form: Form,
    expected: tuple[Select[Any], Mapping[str, Any]],
    nodes: Mapping[str, Node],
    leaves: Callable[[bool], Sequence[Leaf]],
) -> Gathering:
    """The places with all below them. `expected`: the statement of `models.owed` for one deadline and its parameters.

    `leaves` gives the units one by one, asked only where there are texts (True: it need read nothing else) or a filing
    without a wide row (False).
    """
    layouts = layouts_of(session, form)
    groups = groups_of(session, expected, layouts)
    if any(group.what == UNREAD for group in groups):
        return gather(form, leaves(False), nodes)
    found = Gathering(form, {group.place for group in groups}, nodes)
    kinds = {(group.layout, group.given) for group in groups if group.what == FIGURES}
    boxes = {code for layout, given in kinds for n, code in enumerate(layouts[layout or 0]) if given >> n & 1}
    found.keep_asked(boxes)
    nothing = {SILENT: Way(0, ()), PAPER: Way(0, ()), NIL: Way(_said_by_nil(found.lines), ())}
    alike: dict[tuple[int, int | None, int], list[Group]] = defaultdict(list)
    for group in groups:
        alike[group.what, group.layout, group.given].append(group)
    for (what, layout, given), same in alike.items():
        _put(found, same, nothing.get(what) or way_of(found.lines, layouts[layout or 0], given))
    if any(line.is_text and line.code in boxes for line in found.lines):
        _put_texts(found, leaves(True))
    return found.climb()


def _put(found: Gathering, groups: Sequence[Group], way: Way) -> None:
    """Groups that gave the same boxes onto their places."""
    places = [found.at[group.place] for group in groups]
    for at, group in zip(places, groups, strict=True):
        tally = found.said[at][way.mask]
        tally.units += group.units
        if group.is_provisional:
            tally.estimates += group.units
        if way.mask != found.whole:
            tally.ids += group.ids.split(APART)
        if group.what == PAPER:
            found.paper[at] += group.units
    slots = list(zip(*(group.sums for group in groups), strict=True)) if way.slots else []
    for n, slot, below in way.slots:
        column = found.columns[n]
        _add(column.first, places, slots[slot])
        if below is not None:
            _add(column.second, places, slots[below])


def _add(sums: list[int], places: Sequence[int], more: Sequence[int]) -> None:
    for at, value in zip(places, more, strict=True):
        sums[at] += value


def _put_texts(found: Gathering, leaves: Sequence[Leaf]) -> None:
    for line, column in zip(found.lines, found.columns, strict=True):
        if line.is_text:
            for leaf in leaves:
                if text := leaf.figures.get(line.code):
                    told = {"unit": leaf.unit_id, "name": leaf.unit_name, "text": text}
                    column.texts[found.at[leaf.place]].append(told)


def way_of(lines: Sequence[Line], codes: Sequence[str], given: int) -> Way:
    """Which lines these boxes of a layout fill, and from which slots."""
    slot_of = {code: n for n, code in enumerate(codes) if given >> n & 1}
    mask, slots = 0, []
    for n, line in enumerate(lines):
        if line.is_text:
            mask |= 1 << n
        elif all(box in slot_of for box in line.boxes):
            mask |= 1 << n
            slots.append((n, slot_of[line.boxes[0]], slot_of[line.boxes[1]] if line.is_ratio else None))
    return Way(mask, tuple(slots))


def _said_by_nil(lines: Sequence[Line]) -> int:
    return sum(1 << n for n, line in enumerate(lines) if line.is_text or line.is_said_by_nil)


def groups_of(
    session: Session, expected: tuple[Select[Any], Mapping[str, Any]], layouts: Mapping[int, Sequence[str]]
) -> list[Group]:
    """One statement: the units expected, by place and by what they gave, with the sums of every slot of the layouts."""
    statement, values = expected
    width = width_of(layouts)
    dialect = session.get_bind().dialect.name
    rows = session.connection().execute(_summed(statement, width, dialect), values).all()
    whole = tuple if dialect == "sqlite" else _whole
    return [
        Group(
            row[0],
            UNREAD if row[1] == FIGURES and row[3] not in layouts else row[1],  # of another form, or of other boxes
            bool(row[2]),
            row[3],
            row[4] | row[5] << BITS,
            row[6],
            row[7],
            whole(row[8:]),
        )
        for row in rows
    ]


def width_of(layouts: Mapping[int, Sequence[str]]) -> int:
    """How many slots the widest of them fills."""
    return max(map(len, layouts.values()), default=0)


def _whole(sums: Sequence[Any]) -> tuple[int | None, ...]:
    return tuple(None if value is None else int(value) for value in sums)  # PostgreSQL adds bigints up to a numeric


@lru_cache
def _summed(statement: Select[Any], width: int, dialect: str) -> Select[Any]:
    rows = statement.subquery("expected")
    filed = and_(col(Submission.id) == rows.c.submission_id, rows.c.state.in_([str(state) for state in REPORTED]))
    what = case(
        (col(Submission.id).is_(None), SILENT),
        (col(Submission.kind) == SubmissionKind.NIL.value, NIL),
        (col(Submission.kind) != SubmissionKind.FIGURES.value, PAPER),
        (WIDE.c.submission_id.is_(None), UNREAD),
        else_=FIGURES,
    )
    key = (
        func.coalesce(rows.c.territory_id, rows.c.unit_id).label("place"),
        what.label("what"),
        func.coalesce(col(Submission.is_provisional), False).label("tentative"),
        WIDE.c.layout_id,
        func.coalesce(WIDE.c.given_low, 0).label("low"),
        func.coalesce(WIDE.c.given_high, 0).label("high"),
    )
    joined = func.string_agg if dialect == "postgresql" else func.group_concat
    return (
        select(*key, func.count(), joined(rows.c.unit_id, APART), *(func.sum(WIDE.c[name]) for name in VALUES[:width]))
        .select_from(rows)
        .join(Submission, filed, isouter=True)
        .join(WIDE, WIDE.c.submission_id == col(Submission.id), isouter=True)
        .where(rows.c.is_expected)
        .group_by(*(part.name for part in key[:3]), WIDE.c.layout_id, "low", "high")
    )
