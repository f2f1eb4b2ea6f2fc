"""Tính lại: what is kept beside the facts to be read faster, derived from them once more and compared row by row.

Assignments from rules, successions and words; wide rows from filings; running totals of closed periods from both.
Facts, decisions and sendings are never touched. In a healthy installation nothing differs. Never commits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table, delete, select, update
from sqlmodel import Session, col

from models.assignments import assign
from models.catalogue import Catalogue
from models.errors import Refused
from models.facts import Submission
from models.forms import Form
from models.obligations import find_deadline
from models.row_journal import difference, picture
from models.running_figures import begin
from models.running_totals import COUNTED, HEAD, RUNNING
from models.units import Assignment
from models.vocabulary import DerivedPart, SubmissionKind
from models.wide_figures import WIDE, layouts_of, wide_row, widen

AT_A_TIME = 1000  # filings
KEY = ("programme", "duty", "period")


@dataclass(frozen=True)
class Difference:
    """What one place of one derived part says otherwise when derived again: rows to add, to change, to take away."""

    part: DerivedPart
    where: str
    added: int
    changed: int
    gone: int


def recalculate(session: Session, catalogue: Catalogue, parts: Iterable[DerivedPart], today: date) -> list[Difference]:
    """Derive these parts again, in this session; returns what differed, by part and place, in order.

    The caller commits, or rolls back to have only looked.
    """
    asked = set(parts)
    return [found for part in DerivedPart if part in asked for found in _WAYS[part](session, catalogue, today)]


def _assignments(session: Session, catalogue: Catalogue, today: date) -> list[Difference]:
    before = picture(session, (Assignment,))
    assign(session, catalogue)
    after = picture(session, (Assignment,))
    places: dict[str, Counter[str]] = {}
    for was, now in difference(before, after)[str(Assignment.__tablename__)].values():
        row = now or was or {}
        where = f"{row['programme']} · {row['duty']}"
        places.setdefault(where, Counter())["changed" if was and now else "added" if now else "gone"] += 1
    return [_difference(DerivedPart.ASSIGNMENTS, where, n) for where, n in sorted(places.items())]


def _wide_figures(session: Session, catalogue: Catalogue, today: date) -> list[Difference]:
    places: dict[str, Counter[str]] = {}
    for form in catalogue.forms.values():
        for filings in _filings(session, form):
            found = _widened(session, form, filings)
            for filing, what in found:
                places.setdefault(f"{filing.programme} · {filing.duty} · {filing.period}", Counter())[what] += 1
    return [_difference(DerivedPart.WIDE_FIGURES, where, n) for where, n in sorted(places.items())]


def _filings(session: Session, form: Form) -> Iterator[list[Submission]]:
    """Every filing with figures of a form, a thousand at a time."""
    last = 0
    while True:
        query = select(Submission).where(
            col(Submission.form) == form.id,
            col(Submission.kind) == SubmissionKind.FIGURES.value,
            col(Submission.id) > last,
        )
        found = list(session.scalars(query.order_by(col(Submission.id)).limit(AT_A_TIME)))
        if not found:
            return
        last = found[-1].id or 0
        yield found


def _widened(session: Session, form: Form, filings: list[Submission]) -> Iterator[tuple[Submission, str]]:
    """Write the rows that are missing or read otherwise; a row of an older layout says what it said then and stays."""
    ids = [f.id for f in filings]
    rows = {r.submission_id: r for r in session.connection().execute(select(WIDE).where(WIDE.c.submission_id.in_(ids)))}
    missing = [f for f in filings if f.id not in rows]
    widen(session, form, missing)
    written = set(
        session.connection()
        .execute(select(WIDE.c.submission_id).where(WIDE.c.submission_id.in_([f.id for f in missing])))
        .scalars()
    )
    yield from ((f, "added") for f in missing if f.id in written)
    names = [column.name for column in WIDE.columns][2:]
    codes = [box.code for box in form.fields()]
    current = {id for id, slots in layouts_of(session, form).items() if slots == codes}
    for filing in filings:
        row = rows.get(filing.id)
        if row is None or row.layout_id not in current:
            continue
        wanted = wide_row(form, filing.figures)
        if tuple(row)[2:] != wanted:
            values = dict(zip(names, wanted, strict=True))
            session.connection().execute(update(WIDE).where(WIDE.c.submission_id == filing.id).values(values))
            yield filing, "changed"


def _running_totals(session: Session, catalogue: Catalogue, today: date) -> list[Difference]:
    found = []
    for key in [tuple(row) for row in session.connection().execute(select(*(HEAD.c[k] for k in KEY)).order_by(*KEY))]:
        before = _running(session, key)
        try:
            kept = begin(session, catalogue, find_deadline(session, catalogue, *key), today)
        except Refused:  # a rule no longer names this period
            kept = False
        if not kept:
            _forget(session, key)
        after = _running(session, key)
        count = Counter(
            "added" if k not in before else "gone" if k not in after else "changed"
            for k in before.keys() | after.keys()
            if before.get(k) != after.get(k)
        )
        if count:
            found.append(_difference(DerivedPart.RUNNING_TOTALS, " · ".join(key), count))
    return found


def _running(session: Session, key: tuple[str, ...]) -> dict[Any, Any]:
    """The rows of one period as they stand, without the numbers the database gave them."""
    rows = session.connection().execute(select(RUNNING).where(*_of(RUNNING, key)))
    return {tuple(row)[4:8]: tuple(row)[8:] for row in rows}


def _forget(session: Session, key: tuple[str, ...]) -> None:
    """Sums that cannot be made are not kept: whoever reads adds up from the filings."""
    for table in (RUNNING, COUNTED, HEAD):
        session.connection().execute(delete(table).where(*_of(table, key)))


def _of(table: Table, key: tuple[str, ...]) -> list[Any]:
    return [table.c[name] == value for name, value in zip(KEY, key, strict=True)]


def _difference(part: DerivedPart, where: str, count: Mapping[str, int]) -> Difference:
    return Difference(part, where, count.get("added", 0), count.get("changed", 0), count.get("gone", 0))


_WAYS: Mapping[DerivedPart, Callable[[Session, Catalogue, date], list[Difference]]] = {
    DerivedPart.ASSIGNMENTS: _assignments,
    DerivedPart.WIDE_FIGURES: _wide_figures,
    DerivedPart.RUNNING_TOTALS: _running_totals,
}
