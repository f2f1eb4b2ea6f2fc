"""Đủ và đúng hạn: of what had to be filed, how much was filed and how much in time. Five metrics, never capped.

Counted are obligations whose day held to (an extension included) is over by `on`; both numerators are parts of that
same set, so a rate above 100 % would be a fault to be seen and not one to be hidden. The year is that of the legal day.
The first filing decides whether it was in time, also when a return asked for a correction. What each word means is in
`DEFINITIONS`, printed beside the numbers. Counts only; set-based, and as known at the end of `on`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Integer, Select, and_, case, func, literal, or_, select
from sqlmodel import Session

from models.catalogue import Catalogue
from models.database import Instant
from models.deadlines import Deadline
from models.errors import Refused
from models.given_rows import given, given_rows
from models.namesakes import names_apart
from models.obligations import REPORTED, known_deadlines
from models.owed import ON, owed
from models.quiet_hours import day_in_hanoi, end_of_day
from models.vocabulary import ObligationState

S = ObligationState
GROUPS = ("unit", "duty", "period", "tree", "level", "programme", "year")
SHARE_STEP = Decimal("0.01")
FILED_LATER = "filed later"  # than the deadline said: an extension may have covered it

DEFINITIONS = (
    ("Phải nộp", "việc của đơn vị đã qua hạn tính đến ngày xem (hạn được gia hạn thì tính ngày gia hạn). Không tính: "
                 "việc được miễn, việc chờ xác nhận, đơn vị kết thúc hoạt động trước ngày hạn"),
    ("Đã nộp", "phần phải nộp đã có bài, không kể bài đang trả lại để bổ sung"),
    ("Đúng hạn", "phần đã nộp mà lần gửi đầu không muộn hơn hạn; bài đã bổ sung vẫn tính theo lần gửi đầu"),
    ("Tỷ lệ nộp", "đã nộp chia phải nộp, để nguyên, không giới hạn ở 100%"),
    ("Tỷ lệ đúng hạn", "đúng hạn chia phải nộp"),
    ("Trả lại, chưa nộp", "phần còn lại của phải nộp: bài đang chờ đơn vị bổ sung, và chưa có bài nào"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Punctuality:
    """The five metrics of one group. What it was not grouped by is empty.

    `expected` = `on_time` + `late` + `returned` + `missing`. `by_extension`: those of `on_time` that are so only for an
    extension. `waived`, `waiting`: left out of `expected`. Days late are calendar days of the late filings.
    """

    unit_id: str = ""
    unit_name: str = ""
    programme: str = ""
    duty: str = ""
    period: str = ""
    tree: str = ""
    level: str = ""
    year: int | None = None
    on_time: int = 0
    late: int = 0
    returned: int = 0
    missing: int = 0
    by_extension: int = 0
    waived: int = 0
    waiting: int = 0
    days_late: int = 0
    most_days_late: int = 0

    @property
    def expected(self) -> int:
        return self.on_time + self.late + self.returned + self.missing

    @property
    def actual(self) -> int:
        return self.on_time + self.late

    @property
    def rate(self) -> Decimal | None:
        """Percent filed; None where nothing was expected."""
        return share(self.actual, self.expected)

    @property
    def on_time_rate(self) -> Decimal | None:
        """Percent filed in time; None where nothing was expected."""
        return share(self.on_time, self.expected)

    def as_json(self) -> dict[str, Any]:
        """The object `dondoc punctuality --json` prints."""
        return {
            "unit": self.unit_id or None,
            "unit_name": self.unit_name or None,
            "programme": self.programme or None,
            "duty": self.duty or None,
            "period": self.period or None,
            "tree": self.tree or None,
            "level": self.level or None,
            "year": self.year,
            "expected": self.expected,
            "actual": self.actual,
            "on_time": self.on_time,
            "rate": self.rate,
            "on_time_rate": self.on_time_rate,
            "late": self.late,
            "returned": self.returned,
            "missing": self.missing,
            "by_extension": self.by_extension,
            "waived": self.waived,
            "waiting": self.waiting,
            "days_late": self.days_late,
            "most_days_late": self.most_days_late,
        }


def punctuality(
    session: Session,
    catalogue: Catalogue,
    on: date,
    *,
    by: Sequence[str] = ("unit",),
    programme: str | None = None,
    duty: str | None = None,
    unit_id: str | None = None,
    units: Collection[str] | None = None,
    year: int | None = None,
    among: Collection[tuple[str, str, str]] | None = None,
) -> list[Punctuality]:
    """The metrics by any of `GROUPS` (none: one line for all), in the order of their keys.

    `unit_id` may be a place: then all bodies on it. `year`: of the legal day; `among`: these deadlines only. A group of
    which nothing has fallen due is not in the answer; asked for one line for all, that line always is.
    Errors: `Refused` for a group there is not.
    """
    which: dict[str, Any] = {"programme": programme, "duty": duty, "unit_id": unit_id, "units": units}
    (found,) = punctualities(session, catalogue, on, [by], **which, year=year, among=among)
    return found


def punctualities(
    session: Session,
    catalogue: Catalogue,
    on: date,
    bys: Sequence[Sequence[str]],
    *,
    programme: str | None = None,
    duty: str | None = None,
    unit_id: str | None = None,
    units: Collection[str] | None = None,
    year: int | None = None,
    among: Collection[tuple[str, str, str]] | None = None,
) -> list[list[Punctuality]]:
    """The same grouped in several ways, an answer for each, read in one statement. Errors: as above."""
    strange = [group for by in bys for group in by if group not in GROUPS]
    if strange:
        raise Refused(f"Không gộp được theo “{strange[0]}”. Các cách gộp: {', '.join(GROUPS)}.")
    chosen = [
        d
        for d in known_deadlines(session, catalogue, programme, duty, by=end_of_day(on))
        if d.due_on < on and year in (None, d.last_valid_on.year) and (among is None or d.key in among)
    ]
    found: list[dict[tuple[Any, ...], Punctuality]] = [{} for _ in bys]
    with_units = any("unit" in by for by in bys)
    for case_ in _cases(session, catalogue, chosen, on, with_units=with_units, unit_id=unit_id, units=units):
        for by, lines in zip(bys, found, strict=True):
            key = tuple(case_.key(group) for group in by)
            lines[key] = _added(lines.get(key) or _group(by, case_), case_)
    return [_in_order(session, lines.values(), by, on) for by, lines in zip(bys, found, strict=True)]


def share(part: int, whole: int) -> Decimal | None:
    """A percentage with two decimals; None over nothing."""
    return (Decimal(100 * part) / whole).quantize(SHARE_STEP, ROUND_HALF_UP) if whole else None


class _Case(NamedTuple):
    """So many obligations that came out the same way; each late or extended one by itself."""

    deadline: Deadline
    unit_id: str
    unit_name: str
    tree: str
    level: str
    outcome: str
    units: int = 1
    days_late: int = 0
    is_by_extension: bool = False

    def key(self, group: str) -> Any:
        if group == "unit":
            return self.unit_id
        if group in ("tree", "level"):
            return getattr(self, group)
        if group == "year":
            return self.deadline.last_valid_on.year
        if group == "programme":
            return self.deadline.programme
        width = {"duty": 2, "period": 3}[group]
        return self.deadline.key[:width]


def _cases(
    session: Session,
    catalogue: Catalogue,
    chosen: Sequence[Deadline],
    on: date,
    *,
    with_units: bool,
    unit_id: str | None,
    units: Collection[str] | None,
) -> Iterator[_Case]:
    if not chosen:
        return
    dialect = session.get_bind().dialect.name
    statement, values = owed(session, catalogue, chosen, on, unit_id=unit_id, units=units)
    values["ends"] = given((n, _as_stored(deadline.due_at, dialect)) for n, deadline in enumerate(chosen))
    for row in session.connection().execute(_outcomes(statement, dialect, with_units), values):
        deadline, outcome, days, is_by_extension = chosen[row.n], row.outcome, 0, False
        if outcome == FILED_LATER:
            due_at = end_of_day(row.extended_until) if row.extended_until else deadline.due_at
            outcome = "on_time" if row.first_filed_at <= due_at else "late"
            is_by_extension = outcome == "on_time" and row.first_filed_at > deadline.due_at
            if outcome == "late":
                days = max(0, (day_in_hanoi(row.first_filed_at) - (row.extended_until or deadline.due_on)).days)
        who = row.unit_id, row.unit_name, row.tree, row.level
        yield _Case(deadline, *who, outcome, row.obligations, days, is_by_extension)


@lru_cache
def _outcomes(statement: Select[Any], dialect: str, with_units: bool) -> Select[Any]:
    """How many obligations of each deadline came out how; those that were not plainly in time with their instants."""
    every = statement.subquery("of_its_time")
    ends = given_rows(dialect, "ends", {"n": Integer(), "due_at": Instant()})
    rows = every.c
    is_reported = rows.state.in_([str(state) for state in REPORTED])
    outcome = case(
        (rows.state == S.WAIVED.value, "waived"),
        (rows.state == S.WAITING.value, "waiting"),
        (and_(is_reported, rows.first_filed_at <= ends.c.due_at), "on_time"),
        (is_reported, FILED_LATER),
        (rows.state == S.RETURNED.value, "returned"),
        else_="missing",
    )
    later = outcome == FILED_LATER
    key = [
        rows.n,
        rows.tree,
        rows.level,
        (rows.unit_id if with_units else literal("")).label("unit_id"),
        (rows.unit_name if with_units else literal("")).label("unit_name"),
        outcome.label("outcome"),
        case((later, rows.extended_until)).label("extended_until"),
        case((later, rows.first_filed_at)).label("first_filed_at"),
    ]
    counts = or_(rows.is_expected, rows.state.in_([S.WAIVED.value, S.WAITING.value]))
    one_each = (
        select(*key).select_from(every.join(ends, ends.c.n == rows.n)).where(rows.held_on < ON, counts).subquery("one")
    )
    return select(*one_each.c, func.count().label("obligations")).group_by(*one_each.c)


def _as_stored(moment: datetime, dialect: str) -> str:
    """An instant as this database keeps it: SQLite without a zone, in UTC."""
    text = f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    return text if dialect == "sqlite" else f"{text}+00"


def _group(by: Sequence[str], case_: _Case) -> Punctuality:
    """The empty line of the group that this case belongs to."""
    found = Punctuality()
    deadline = case_.deadline
    for group in by:
        match group:
            case "unit":
                found = replace(found, unit_id=case_.unit_id, unit_name=case_.unit_name)
            case "duty":
                found = replace(found, programme=deadline.programme, duty=deadline.duty)
            case "period":
                found = replace(found, programme=deadline.programme, duty=deadline.duty, period=deadline.period)
            case "programme":
                found = replace(found, programme=deadline.programme)
            case "tree":
                found = replace(found, tree=case_.tree)
            case "level":
                found = replace(found, level=case_.level)
            case "year":
                found = replace(found, year=deadline.last_valid_on.year)
    return found


def _added(so_far: Punctuality, case_: _Case) -> Punctuality:
    counted: dict[str, Any] = {case_.outcome: getattr(so_far, case_.outcome) + case_.units}
    if case_.is_by_extension:
        counted["by_extension"] = so_far.by_extension + case_.units
    if case_.days_late:
        counted["days_late"] = so_far.days_late + case_.units * case_.days_late
        counted["most_days_late"] = max(so_far.most_days_late, case_.days_late)
    return replace(so_far, **counted)


def _in_order(session: Session, lines: Collection[Punctuality], by: Sequence[str], on: date) -> list[Punctuality]:
    """The lines of one grouping, units of the same name told apart."""
    if not by and not lines:
        return [Punctuality()]
    names = names_apart(session, {p.unit_id: p.unit_name for p in lines}, on) if "unit" in by else {}
    named = [replace(p, unit_name=names.get(p.unit_id, "")) for p in lines]
    return sorted(named, key=lambda p: tuple(_order(p, group) for group in by))


def _order(found: Punctuality, group: str) -> tuple[Any, ...]:
    match group:
        case "unit":
            return found.unit_name, found.unit_id
        case "duty":
            return found.programme, found.duty
        case "period":
            return found.programme, found.duty, found.period
        case "year":
            return (found.year,)
        case _:
            return (getattr(found, group),)
