"""Bảng tạm của một vòng: where one round gathers what it is about to say, inside the database.

Temporary tables of one connection: nobody else sees them, and nothing of them lasts. What units share (a kind, a text,
a way) stands here once; Python works out the few hundred distinct ones, the database joins them to the units.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Date, Index, Integer, MetaData, String, Table
from sqlmodel import Session

from models.database import Instant

_ALL = MetaData()


def _table(name: str, *columns: Column | Index, **options: Any) -> Table:
    return Table(name, _ALL, *columns, prefixes=["TEMPORARY"], **options)


STANDING = _table(  # every obligation that may be spoken of, and the kind it is of
    "round_standing",
    Column("n", Integer),
    Column("unit_id", String),
    Column("tree", String),
    Column("level", String),
    Column("kind", String),
)
KIND = _table(  # models.round_kinds: the rung all obligations of a kind stand on
    "round_kind",
    Column("kind", String, primary_key=True),
    Column("line", Integer),
    Column("programme", String),
    Column("duty", String),
    Column("period", String),
    Column("stage", String),
    Column("from_on", Date),
    Column("until_on", Date),
    Column("returned_at", Instant),
    Column("slot", String),  # the day, or what is urgent by itself
    Column("settled", String),  # why nothing is owed; empty: it is
    Column("was_said", Boolean),  # whether anybody was told of this rung
)
PASSED = _table(  # rungs that came and went since the last round
    "round_passed",
    Column("kind", String),
    Column("programme", String),
    Column("duty", String),
    Column("period", String),
    Column("stage", String),
    Column("from_on", Date),
    Column("until_on", Date),
)
FRESH = _table(  # what is to be said to each unit; `why`: what keeps it silent, in a preview only
    "round_fresh",
    Column("unit_id", String, primary_key=True),
    Column("slot", String, primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("kind", String),
    Column("tree", String),
    Column("level", String),
    Column("part", String),  # line, and the day of the first chaser a second one speaks of
    Column("why", String),
    Column("said_on", Date),
    sqlite_with_rowid=False,
)
STALE = _table(  # rungs overtaken in silence, by unit and the day they began
    "round_stale",
    Column("unit_id", String),
    Column("programme", String),
    Column("duty", String),
    Column("period", String),
    Column("stage", String),
    Column("from_on", Date),
    Index("round_stale_unit", "unit_id"),
)
DIGEST = _table(  # one message's worth for one unit
    "round_digest",
    Column("unit_id", String),
    Column("tree", String),
    Column("level", String),
    Column("slot", String),
    Column("parts", String),
)
WORDS = _table(  # what a digest reads like for units of one tree and level
    "round_words",
    Column("parts", String, primary_key=True),
    Column("tree", String, primary_key=True),
    Column("level", String, primary_key=True),
    Column("to_head", Boolean, primary_key=True),
    Column("subject", String),
    Column("content_id", String),
    Column("loud", Boolean),
    Column("chased", Boolean),
    Column("is_urgent", Boolean),
    Column("not_before", Instant),
    Column("expires_at", Instant),
)
CHANNELS = ("email", "zalo", "zalo_oa", "zalo_bot", "extra", "hand")
REACH = _table(  # how a unit and its head can be reached; `shape`: all of it that decides over which channel
    "round_reach",
    Column("unit_id", String, primary_key=True),
    Column("shape", String),
    *(Column(f"{who}_{channel}", String) for who in ("main", "head") for channel in CHANNELS),
)
WAY = _table(  # models.reach.choose, asked once for each distinct shape
    "round_way",
    Column("shape", String, primary_key=True),
    Column("loud", Boolean, primary_key=True),
    Column("chased", Boolean, primary_key=True),
    Column("to_head", Boolean, primary_key=True),
    Column("channel", String, primary_key=True),
)


def open_tables(session: Session) -> None:
    """Make the tables of this connection, or empty those an earlier round left."""
    connection = session.connection()
    _ALL.create_all(connection, checkfirst=False) if not _are_there(session) else clear_tables(session)


def clear_tables(session: Session) -> None:
    """Let go of what was gathered. PostgreSQL never sweeps temporary tables by itself: what is deleted would stay."""
    connection, tables = session.connection(), _ALL.sorted_tables
    if session.get_bind().dialect.name == "postgresql":
        connection.exec_driver_sql(f"TRUNCATE {', '.join(table.name for table in tables)}")
        return
    for table in tables:  # a dozen deletes twice a round, each as it is: most rounds have nothing to say
        connection.exec_driver_sql(f"DELETE FROM {table.name}")  # noqa: S608  (names of our own)


def weigh(session: Session, table: Table) -> None:
    """Tell PostgreSQL how many rows a table was filled with; SQLite plans without knowing."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().exec_driver_sql(f"ANALYZE {table.name}")


def _are_there(session: Session) -> bool:
    connection = session.connection()
    if session.get_bind().dialect.name == "postgresql":
        return connection.exec_driver_sql("SELECT to_regclass('pg_temp.round_way')").scalar() is not None
    known = connection.exec_driver_sql("SELECT 1 FROM sqlite_temp_master WHERE name = 'round_way'")
    return known.scalar() is not None
