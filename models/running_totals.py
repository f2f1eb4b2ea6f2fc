"""Số lũy kế: Σ over what stands filed, for one period and every node, kept right by each later filing and return.

Begun when a period closes; from then on a correction costs a few rows instead of a roll-up, and what has moved since
the sending is read off at once. Kept apart by layout of the form and by số ước, so nothing is mixed. While the map or
the assignments are not those the sums were made on they are not used, and the next closing makes them anew.
`models.totals` stays the judge: it adds up from the filings, as of any day, and a test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Integer,
    String,
    Table,
    delete,
    func,
    select,
    text,
    update,
)
from sqlmodel import Session, SQLModel, col

from models.facts import Submission
from models.map_of_day import pasts
from models.units import Assignment, Disposition, Succession, Unit, UnitChange, UnitPast
from models.vocabulary import SubmissionKind
from models.wide_figures import BITS, SLOTS, VALUES, WIDE
from models.writing import table_of

COUNTS = tuple(f"n{n:03}" for n in range(SLOTS))
KEY = ("programme", "duty", "period")
PART = (*KEY, "node", "what", "layout_id", "is_provisional")  # what is kept apart
PAPERS = "paper"  # `what` of those that reported without figures


def _key() -> list[Column[Any]]:
    return [Column(name, String, primary_key=True) for name in KEY]


HEAD = Table(
    "running_head",
    SQLModel.metadata,
    *_key(),
    Column("on", Date, nullable=False),  # the day whose map the nodes are of
    Column("mark", String, nullable=False),  # print of map and assignments
)
COUNTED = Table(
    "counted_filing",
    SQLModel.metadata,
    *_key(),
    Column("unit_id", String, primary_key=True),
    Column("submission_id", Integer, nullable=False),
    Column("place", String, nullable=False),
)
RUNNING = Table(
    "running_total",
    SQLModel.metadata,
    Column("id", Integer, primary_key=True),
    *(Column(name, String, nullable=False) for name in (*KEY, "node")),
    Column("what", String, nullable=False),  # figures, nil or paper
    Column("layout_id", Integer, nullable=False),  # 0 where no figures are
    Column("is_provisional", Boolean, nullable=False),
    Column("units", BigInteger, nullable=False),
    *(Column(name, BigInteger, nullable=False, server_default="0") for name in (*VALUES, *COUNTS)),
    Index("ux_running_total", *PART, unique=True),
)


class Share:
    """What one filing (or many) puts on a node: how many filings, the sum of each slot, how many gave it."""

    __slots__ = ("counts", "units", "values")

    def __init__(self, width: int):
        self.units = 0
        self.values = [0] * width
        self.counts = [0] * width

    def add(self, other: Share) -> None:
        self.units += other.units
        self.values = [a + b for a, b in zip(self.values, other.values, strict=True)]
        self.counts = [a + b for a, b in zip(self.counts, other.counts, strict=True)]

    def taken_back(self) -> Share:
        less = Share(0)
        less.units = -self.units
        less.values, less.counts = [-n for n in self.values], [-n for n in self.counts]
        return less


Kind = tuple[str, int, bool]  # what, layout, is it an estimate


def follow(session: Session, submission: Submission, *, stands: bool) -> None:
    """A filing has come (`stands`) or was returned: the sums of its period follow, where they are kept."""
    key = (submission.programme, submission.duty, submission.period)
    hold(session, key, alone=False)
    head = session.connection().execute(select(HEAD).where(*_is(HEAD, key))).first()
    if head is None or head.mark != mark(session):
        return
    if stands and is_unread(session, submission):  # more boxes than slots: nothing can be kept any more
        session.connection().execute(delete(HEAD).where(*_is(HEAD, key)))
        return
    unit = (*key, submission.unit_id)
    place = _place(session, submission.unit_id)
    if stands:
        row = dict(zip((*KEY, "unit_id"), unit, strict=True))
        is_first = _insert_counted(session, {**row, "submission_id": submission.id, "place": place})
    before = None if stands and is_first else _counted(session, unit)
    if stands and before is not None:
        if before.submission_id >= (submission.id or 0):  # somebody of the unit filed a newer one meanwhile
            return
        moved = update(COUNTED).where(*_is(COUNTED, unit))
        session.connection().execute(moved.values(submission_id=submission.id, place=place))
    elif not stands:
        session.connection().execute(delete(COUNTED).where(*_is(COUNTED, unit)))
    if stands:
        nodes = above(session, place, head.on)
        _put(session, key, nodes, *share_of(session, submission))
    if before is not None:
        kind, share = share_of(session, session.get_one(Submission, before.submission_id))
        nodes = nodes if stands and before.place == place else above(session, before.place, head.on)
        _put(session, key, nodes, kind, share.taken_back())


def share_of(session: Session, submission: Submission) -> tuple[Kind, Share]:
    """What one filing puts on every node above it."""
    row = session.connection().execute(select(WIDE).where(WIDE.c.submission_id == submission.id)).first()
    if row is None:
        share = Share(0)
        share.units = 1
        return (
            submission.kind if submission.kind == SubmissionKind.NIL else PAPERS,
            0,
            submission.is_provisional,
        ), share
    given = row.given_low | row.given_high << BITS
    values = row[-SLOTS:]
    width = max(given.bit_length(), 1)
    share = Share(width)
    share.units = 1
    share.values = [value or 0 for value in values[:width]]
    share.counts = [given >> n & 1 for n in range(width)]
    return (submission.kind, row.layout_id, submission.is_provisional), share


def is_unread(session: Session, submission: Submission) -> bool:
    """Whether a filing of figures has no wide row."""
    wide = select(WIDE.c.submission_id).where(WIDE.c.submission_id == submission.id)
    return submission.kind == SubmissionKind.FIGURES and session.connection().execute(wide).first() is None


def above(session: Session, place: str, on: Any) -> list[str]:
    """A place and all above it on the map of a day, in an order of their own: whoever writes many takes them in it."""
    then, unit = pasts(session, on), table_of(Unit)
    found: list[str] = []
    at: str | None = place
    while at is not None and at not in found:
        found.append(at)
        if at in then:
            at = then[at]["parent_id"]
        else:
            at = session.connection().execute(select(unit.c.parent_id).where(unit.c.id == at)).scalar_one_or_none()
    return sorted(found)


def put(session: Session, key: Sequence[str], shares: Iterable[tuple[str, Kind, Share]], width: int) -> None:
    """Add what these nodes are given to what stands on them."""
    rows = [(*key, node, *kind, share.units, *share.values, *share.counts) for node, kind, share in shares]
    if rows:
        session.connection().exec_driver_sql(_adding(session.get_bind().dialect.name, width), rows)


def mark(session: Session) -> str:
    """The print of the map and the assignments: another one, and sums over nodes may mean something else."""
    found = session.connection().execute(_MARKS).one()
    return sha256("|".join(map(str, found)).encode()).hexdigest()


def hold(session: Session, key: Sequence[str], *, alone: bool) -> None:
    """Until the end of the transaction: whoever makes the sums anew is alone with them.

    SQLite has one writer anyway; PostgreSQL would let a filing slip in unseen between the sums and their head.
    """
    if session.get_bind().dialect.name == "postgresql":
        number = int.from_bytes(sha256("|".join(key).encode()).digest()[:8], signed=True)
        lock = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
        session.connection().execute(text(f"SELECT {lock}(:n)"), {"n": number})


def _put(session: Session, key: Sequence[str], nodes: Sequence[str], kind: Kind, share: Share) -> None:
    put(session, key, [(node, kind, share) for node in nodes], len(share.values))


def _insert_counted(session: Session, row: dict[str, Any]) -> bool:
    """Whether this is the unit's first filing in the sums; of two at once only one is."""
    inserted = _insert(session.get_bind().dialect.name, COUNTED).on_conflict_do_nothing().returning(COUNTED.c.place)
    return session.connection().execute(inserted, row).first() is not None


def _counted(session: Session, unit: Sequence[str]) -> Any:
    """The filing of a unit that is in the sums, kept from others until the end of the transaction."""
    query = select(COUNTED).where(*_is(COUNTED, unit)).with_for_update()
    return session.connection().execute(query).first()


def _place(session: Session, unit_id: str) -> str:
    return session.get_one(Unit, unit_id).territory_id or unit_id


def _is(table: Table, key: Sequence[str]) -> list[Any]:
    return [table.c[name] == value for name, value in zip((*KEY, "unit_id"), key, strict=False)]


@lru_cache
def _adding(dialect: str, width: int) -> str:
    """INSERT, or where the row is there, add to it: no reading before writing, so two filings at once both count.

    Written out, because SQLAlchemy would put two hundred columns together anew for every filing.
    """
    added = ("units", *VALUES[:width], *COUNTS[:width])
    names = (*PART, *added)
    holes = ", ".join(["?" if dialect == "sqlite" else "%s"] * len(names))
    sums = ", ".join(f"{name} = running_total.{name} + excluded.{name}" for name in added)
    into = f"INSERT INTO running_total ({', '.join(names)}) VALUES ({holes})"  # noqa: S608  (names of our own)
    return f"{into} ON CONFLICT ({', '.join(PART)}) DO UPDATE SET {sums}"


def _insert(dialect: str, table: Table) -> Any:
    from sqlalchemy.dialects import postgresql, sqlite

    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


_MARKS = select(
    *(
        select(func.max(column)).scalar_subquery().label(f"m{n}")
        for n, column in enumerate(
            (
                col(Assignment.id),
                col(Disposition.id),
                col(Succession.id),
                col(UnitPast.id),
                col(UnitChange.decided_at),
                col(UnitChange.undone_at),
            )
        )
    )
)
