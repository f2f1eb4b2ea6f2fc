"""Chuỗi dấu niêm phong: every line of the journal is sealed over the one before it, so that none can go unnoticed.

A line's seal is the SHA-256 of its canonical JSON, which holds the seal before it. Seals are put on in the order of
their commits, inside the transaction that writes the lines: nothing is ever written without one. The database itself
refuses to change or remove a line; whoever gets round that breaks the chain, and whoever cuts off its end is found
out by a head that was printed elsewhere (digests of officers, manifests of backups).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Table, event, func, insert, select, text
from sqlmodel import Field, Session, SQLModel

from models.canonical import canonical
from models.facts import Audit
from models.quiet_hours import end_of_day
from models.writing import table_of

FIRST = ""  # what stands before the first line
_ONE_AT_A_TIME = 0x6E6861746B79  # the lock of the chain: “nhatky”
_PORTION = 5_000
_WAITING = "journal lines without a seal"
_REFUSAL = "the journal is only ever added to"


class AuditSeal(SQLModel, table=True):
    """Dấu của một dòng: the n-th seal of the chain, without gaps, and the line it is on."""

    __tablename__ = "audit_seal"
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    audit_id: int = Field(foreign_key="audit.id", unique=True)
    sha256: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last line sealed: whoever keeps this elsewhere can tell later whether anything up to it was touched."""

    n: int
    sha256: str
    at: datetime

    @property
    def short(self) -> str:
        """Enough of the seal to compare by eye: `9f3a 01c2 77de 0b1c`."""
        return " ".join(self.sha256[i : i + 4] for i in range(0, 16, 4))


def head(session: Session, on: date | None = None) -> Head | None:
    """The last line sealed, or the last of those written by the end of a day in Hanoi; None before the first."""
    a, s = table_of(Audit), table_of(AuditSeal)
    query = select(s.c.n, s.c.sha256, a.c.at).join(a, a.c.id == s.c.audit_id).order_by(s.c.n.desc()).limit(1)
    if on is not None:
        query = query.where(a.c.at <= end_of_day(on))
    found = session.connection().execute(query).first()
    return Head(*found) if found else None


def seal_at(session: Session, n: int) -> str | None:
    """The n-th seal; None where the chain is shorter."""
    s = table_of(AuditSeal)
    return session.connection().execute(select(s.c.sha256).where(s.c.n == n)).scalar()


def sealed_lines(session: Session, first: int = 1, last: int | None = None) -> Iterator[dict[str, Any]]:
    """The chain from its n-th line on, as it is exported: one plain dictionary a line, each with its seal.

    A seal whose line is gone comes without the line's own words.
    """
    a, s = table_of(Audit), table_of(AuditSeal)
    query = select(s.c.n, s.c.sha256, s.c.audit_id, *_words(a)).join_from(s, a, a.c.id == s.c.audit_id, isouter=True)
    before = session.connection().execute(select(s.c.sha256).where(s.c.n == first - 1)).scalar() or FIRST
    n = first
    while True:
        portion = query.where(s.c.n >= n, s.c.n < n + _PORTION).order_by(s.c.n)
        for row in session.connection().execute(portion):
            if last is not None and row.n > last:
                return
            line = {"n": row.n, "prev": before, "sha256": row.sha256, "id": row.audit_id}
            if row.id is not None:
                line = {**as_sealed(row.n, before, row._asdict()), "sha256": row.sha256}
            yield line
            before = row.sha256
        n += _PORTION
        if n > (session.connection().execute(select(func.max(s.c.n))).scalar() or 0):
            return


def lines_without_seal(session: Session) -> list[int]:
    """Ids of lines that somebody put into the journal past this program."""
    a, s = table_of(Audit), table_of(AuditSeal)
    query = select(a.c.id).where(~select(s.c.n).where(s.c.audit_id == a.c.id).exists()).order_by(a.c.id)
    return list(session.connection().execute(query).scalars())


def as_sealed(n: int, before: str, line: Mapping[str, Any]) -> dict[str, Any]:
    """What the n-th seal is put on; its canonical JSON is what is hashed."""
    at = line["at"].astimezone(UTC).isoformat(timespec="microseconds")
    words = {name: line[name] for name in ("id", "actor", "action", "subject", "detail")}
    return {"n": n, "prev": before, "at": at, **words}


def seal(connection: Connection, ids: Collection[int] | None = None) -> int:
    """Seal these lines (None: all that have none), the oldest id first. How many were sealed.

    Whoever comes second waits until the first has committed, so that no two lines follow the same one.
    """
    a, s = table_of(Audit), table_of(AuditSeal)
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    last = connection.execute(select(s.c.n, s.c.sha256).order_by(s.c.n.desc()).limit(1)).first()
    n, before = (last.n, last.sha256) if last else (0, FIRST)
    bare = select(*_words(a)).where(~select(s.c.n).where(s.c.audit_id == a.c.id).exists()).order_by(a.c.id)
    portions = [None] if ids is None else _portions(sorted(ids))
    rows: list[dict[str, Any]] = []
    for portion in portions:
        for line in connection.execute(bare if portion is None else bare.where(a.c.id.in_(portion))):
            n += 1
            before = sha256(canonical(as_sealed(n, before, line._asdict())).encode()).hexdigest()
            rows.append({"n": n, "audit_id": line.id, "sha256": before})
    if rows:
        connection.execute(insert(s), rows)
    return len(rows)


def forbid_changes(connection: Connection, tables: Collection[str] = ("audit", "audit_seal")) -> None:
    """Have the database refuse to change or delete a line. Done again it does nothing more.

    A table that SQLite makes anew (a migration in batch mode) loses this: call it again after such a change.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(
            text(
                "CREATE OR REPLACE FUNCTION journal_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
            )
        )
    for table in tables:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_only_grows ON {table}"))
            connection.execute(
                text(
                    f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION journal_only_grows()"
                )
            )
        else:
            for change in ("UPDATE", "DELETE"):
                connection.execute(
                    text(
                        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{change.lower()} BEFORE {change} ON {table} "
                        f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
                    )
                )


def _words(audit: Table) -> list[Any]:
    """Named one by one: a migration seals with this, whatever columns come later."""
    return [audit.c[name] for name in ("id", "at", "actor", "action", "subject", "detail")]


def _portions(ids: list[int]) -> list[Any]:
    return [ids[i : i + _PORTION] for i in range(0, len(ids), _PORTION)]


def _forbid(target: Table, connection: Connection, **_: Any) -> None:
    forbid_changes(connection, [target.name])


for _model in (Audit, AuditSeal):
    event.listen(table_of(_model), "after_create", _forbid)


@event.listens_for(Session, "after_flush")
def _note_lines(session: Session, _context: Any) -> None:
    if lines := [line for line in session.new if isinstance(line, Audit)]:
        session.info.setdefault(_WAITING, set()).update(line.id for line in lines)


@event.listens_for(Session, "before_commit")
def _seal_lines(session: Session) -> None:
    """The lock is taken last, when everything else has been written, and held only for the commit itself.

    Ids of lines that were rolled back find nothing to seal.
    """
    if session.in_nested_transaction():
        return
    session.flush()
    if ids := session.info.pop(_WAITING, None):
        seal(session.connection(), ids)
