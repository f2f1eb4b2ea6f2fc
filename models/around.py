"""What a filing stands beside: the unit's earlier figures, those of shorter periods, those below it, and its places.

Gathered for any number of units of one period at once: which periods matter follows from the deadline alone, so the
figures are one statement, whatever the number of units. Only filings that stand count: filed or accepted, not returned,
not replaced. Judges nothing; `models.checking` does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlmodel import Session

from models.catalogue import Catalogue
from models.deadline import Deadline
from models.facts import Request, Submission
from models.forms import Form, scope_of
from models.obligations import known_deadlines
from models.places_below import STANDING, add_places
from models.report_window import window_of
from models.vocabulary import IndicatorType, Nature, SubmissionKind
from models.workdays import DAY
from models.writing import table_of

BACK = 3  # how many earlier periods of the same duty are looked at for the last figures
LIKE = 0.85  # windows of like length: months of 28 and 31 days are, a quarter and five months are not

Key = tuple[str, str]  # duty, period


@dataclass(frozen=True)
class Around:
    """`values`: scoped field code → figure (`last.B01`, `map.communes`); `labels`: scope → which period that is.

    `last` is what every page and the workbook show as the last figures, and what queries compare with: the same duty's
    last filing, else that of another duty with the same form and a window of like length that ended before.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def of(self, scope: str) -> dict[str, Any]:
        """The figures of one scope by plain field code."""
        return {code.removeprefix(f"{scope}."): v for code, v in self.values.items() if scope_of(code) == scope}


NOTHING = Around()


def around(
    session: Session,
    catalogue: Catalogue,
    deadline: Deadline,
    form: Form,
    unit_ids: Collection[str],
    *,
    known_by: datetime | None = None,
) -> dict[str, Around]:
    """Unit id → what its filing of this period stands beside, for every unit asked about; with `known_by`, as far as
    it had been filed by that instant."""
    duties = _counted_by(session, catalogue, deadline.programme, form)
    periods = _Periods(known_deadlines(session, catalogue, deadline.programme), deadline, duties)
    asked = {scope_of(code) for check in form.checks() for code in check.codes} | {"last"}
    figures = _filed(session, deadline.programme, form, periods.keys, unit_ids, known_by)
    values: dict[str, dict[str, Any]] = {unit_id: {} for unit_id in unit_ids}
    labels: dict[str, dict[str, str]] = {unit_id: {} for unit_id in unit_ids}
    for unit_id in unit_ids:
        mine = figures.get(unit_id, {})
        for scope, keys in (("last", periods.earlier), ("opening", periods.closing_before)):
            if (found := next((key for key in keys if key in mine), None)) is not None:
                values[unit_id] |= {f"{scope}.{code}": value for code, value in mine[found].items()}
                labels[unit_id][scope] = periods.labels[found]
        contained, label = _largest(mine, periods, _flows(form))
        values[unit_id] |= {f"within.{code}": value for code, value in contained.items()}
        labels[unit_id] |= {"within": label} if label else {}
    if asked & {"below", "map"}:
        add_places(session, deadline, form, asked, values)
    return {unit_id: Around(values[unit_id], labels[unit_id]) for unit_id in unit_ids}


class _Periods:
    """Which other periods of the programme matter for one, and how each is called."""

    def __init__(self, known: Iterable[Deadline], deadline: Deadline, duties: Collection[str]):
        """`duties`: those counted by the same form."""
        others = [d for d in known if d.key != deadline.key]
        first, last = _stretch(deadline)
        self.labels = {(d.duty, d.period): d.label for d in others}
        same = [d for d in others if d.duty == deadline.duty and _stretch(d)[1] < last]
        same.sort(key=lambda d: (_stretch(d)[1], d.last_valid_on), reverse=True)
        alike = [d for d in others if d.duty in duties and d.duty != deadline.duty and _is_alike(d, deadline)]
        alike.sort(key=lambda d: (_stretch(d)[1], d.last_valid_on), reverse=True)
        self.earlier = [(d.duty, d.period) for d in (*same[:BACK], *alike[:BACK])]
        self.closing_before = [(d.duty, d.period) for d in others if window_of(d) and _stretch(d)[1] == first - DAY]
        self.contained: dict[str, list[Key]] = defaultdict(list)
        for d in others:
            begins, ends = _stretch(d)
            if window_of(d) and first <= begins and ends <= last and (begins, ends) != (first, last):
                self.contained[d.duty].append((d.duty, d.period))

    @property
    def keys(self) -> set[Key]:
        return {*self.earlier, *self.closing_before, *(key for keys in self.contained.values() for key in keys)}


def _stretch(deadline: Deadline) -> tuple[date, date]:
    """First and last day the figures are about."""
    window = window_of(deadline)
    return (window.first, window.last) if window else (deadline.period_from, deadline.period_to)


def _is_alike(before: Deadline, deadline: Deadline) -> bool:
    """Whether the window of another duty was over before this one's began, and is about as long."""
    then, now = window_of(before), window_of(deadline)
    if then is None or now is None or then.last >= now.first:
        return False
    one, other = ((window.last - window.first).days + 1 for window in (then, now))
    return min(one, other) >= LIKE * max(one, other)


def _counted_by(session: Session, catalogue: Catalogue, programme: str, form: Form) -> set[str]:
    """The duties of a programme with this form, those ordered on demand among them."""
    r = table_of(Request)
    asked = select(r.c.code).where(r.c.programme == programme, r.c.form == form.id)
    own = {duty.id for duty in catalogue.programme(programme).duties.values() if duty.form == form.id}
    return own | set(session.connection().execute(asked).scalars())


def _flows(form: Form) -> list[str]:
    """Boxes that add up over time."""
    kinds = (IndicatorType.COUNT, IndicatorType.MONEY)
    return [f.code for i in form.indicators if i.nature is Nature.FLOW and i.type in kinds for f in i.fields()]


def _largest(mine: Mapping[Key, Mapping[str, Any]], periods: _Periods, flows: list[str]) -> tuple[dict[str, Any], str]:
    """What was already reported inside this window: per box the largest of the sums each duty gives on its own.

    Two duties may cover the same months, so their sums are never added together.
    """
    found: dict[str, Any] = {}
    labels = []
    for keys in periods.contained.values():
        given = [key for key in keys if key in mine]
        labels += [periods.labels[key] for key in given]
        for code in flows:
            told = [mine[key][code] for key in given if code in mine[key]]
            if told:
                found[code] = max(found.get(code, 0), sum(told))
    return found, ", ".join(dict.fromkeys(labels))


def _filed(
    session: Session,
    programme: str,
    form: Form,
    keys: Collection[Key],
    unit_ids: Collection[str],
    known_by: datetime | None,
) -> dict[str, dict[Key, dict[str, Any]]]:
    """Unit → (duty, period) → the figures of its standing filing, of the same form; one statement."""
    found: dict[str, dict[Key, dict[str, Any]]] = defaultdict(dict)
    if not keys:
        return found
    s = table_of(Submission)
    query = select(s.c.unit_id, s.c.duty, s.c.period, s.c.figures).where(
        s.c.programme == programme,
        or_(*(and_(s.c.duty == duty, s.c.period == period) for duty, period in sorted(keys))),
        s.c.form == form.id,
        s.c.kind == SubmissionKind.FIGURES.value,
        s.c.state.in_(STANDING),
    )
    if len(unit_ids) == 1:
        query = query.where(s.c.unit_id == next(iter(unit_ids)))
    if known_by:
        query = query.where(s.c.filed_at <= known_by)
    for unit_id, duty, period, figures in session.connection().execute(query):
        found[unit_id][duty, period] = figures or {}
    return found
