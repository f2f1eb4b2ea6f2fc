"""Hàng rộng: the numbers of one filing side by side in one row of whole numbers, for the database to add up.

`Submission.figures` stays what was filed; this is the same once more in a shape that SQL sums ten times as fast. Which
box stands in which slot is a `figure_layout`, made from the form as it was filed, so that a form that grows never
shifts old rows and one whose box becomes money never reads an old count as thousandths. Money stands in thousandths of
a triệu đồng, yes as 1 and no as 0, half a ratio as nothing, a text only as a bit of `given`. A filing without a row
here (older, or a form of more boxes than slots) is read from its figures.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Integer, String, Table, select
from sqlmodel import Session, SQLModel, col

from models.canonical import canonical
from models.facts import Submission
from models.forms import Form
from models.given_rows import given, given_rows
from models.lines import thousandths
from models.vocabulary import IndicatorType, SubmissionKind

SLOTS = 120
BITS = 60  # of one mask: a signed 64-bit number with room to spare
VALUES = tuple(f"v{n:03}" for n in range(SLOTS))

LAYOUT = Table(
    "figure_layout",
    SQLModel.metadata,
    Column("id", Integer, primary_key=True),
    Column("form", String, nullable=False),
    Column("form_version", String, nullable=False),
    Column("codes", String, nullable=False),  # canonical JSON: "code type" of each box, in the order of their slots
    Column("sha256", String, nullable=False, unique=True),
)
WIDE = Table(
    "wide_figures",
    SQLModel.metadata,
    Column("submission_id", Integer, ForeignKey("submission.id"), primary_key=True, autoincrement=False),
    Column("layout_id", Integer, ForeignKey("figure_layout.id"), nullable=False),
    Column("given_low", BigInteger, nullable=False),  # bit n: slot n is given
    Column("given_high", BigInteger, nullable=False),  # bit n: slot BITS + n
    Column("has_text", Boolean, nullable=False),
    *(Column(name, BigInteger) for name in VALUES),
)


def layout_of(session: Session, form: Form) -> int:
    """The id of the layout of a form as it stands; made where it is new."""
    codes = canonical([f"{box.code} {box.type}" for box in form.fields()])
    print_ = sha256("|".join((form.id, form.version, codes)).encode()).hexdigest()
    query = select(LAYOUT.c.id).where(LAYOUT.c.sha256 == print_)
    connection = session.connection()
    found = connection.execute(query).scalar_one_or_none()
    if found is None:
        row = {"form": form.id, "form_version": form.version, "codes": codes, "sha256": print_}
        connection.execute(_insert_new(session).values(row))
        found = connection.execute(query).scalar_one()
    return found


def layouts_of(session: Session, form: Form) -> dict[int, list[str]]:
    """Every layout that a form can read: id → codes by slot. Left out: one with a box that was of another type then."""
    types = {box.code: box.type for box in form.fields()}
    query = select(LAYOUT.c.id, LAYOUT.c.codes).where(LAYOUT.c.form == form.id)
    found = {}
    for id, slots in session.connection().execute(query):
        boxes = [slot.partition(" ")[::2] for slot in json.loads(slots)]
        if all(types.get(code, type) == type for code, type in boxes):
            found[id] = [code for code, _ in boxes]
    return found


def widen(session: Session, form: Form | None, submissions: Iterable[Submission]) -> None:
    """Write the wide rows of filings with figures; one that has its row keeps it."""
    if form is None or len(form.fields()) > SLOTS:
        return
    filed = [s for s in submissions if s.kind == SubmissionKind.FIGURES and s.form == form.id and s.id]
    dialect = session.get_bind().dialect.name
    these = given_rows(dialect, "filings", {"id": Integer()})  # a nation's are more than a statement takes parameters
    there = select(WIDE.c.submission_id).where(WIDE.c.submission_id.in_(select(these.c.id)))
    known = set(session.connection().execute(there, {"filings": given((s.id,) for s in filed)}).scalars())
    if new := [s for s in filed if s.id not in known]:
        layout = layout_of(session, form)
        rows = [(s.id, layout, *wide_row(form, s.figures)) for s in new]
        session.connection().exec_driver_sql(_writing(dialect), rows)


def widen_period(session: Session, form: Form | None, programme: str, duty: str, period: str) -> None:
    """The wide rows of every filing of a period that has none yet."""
    query = (
        select(Submission)
        .outerjoin(WIDE, WIDE.c.submission_id == col(Submission.id))
        .where(
            col(Submission.programme) == programme,
            col(Submission.duty) == duty,
            col(Submission.period) == period,
            col(Submission.kind) == str(SubmissionKind.FIGURES),
            WIDE.c.submission_id.is_(None),
        )
    )
    widen(session, form, session.scalars(query))


def wide_row(form: Form, figures: Mapping[str, Any]) -> tuple[Any, ...]:
    """The bits of what is given, whether a text is, and every value by its slot, blank as None."""
    values: list[int | None] = []
    given, has_text = 0, False
    for indicator in form.indicators:
        boxes = indicator.fields()
        is_half = indicator.type is IndicatorType.RATIO and any(figures.get(box.code) is None for box in boxes)
        for box in boxes:
            value, stored = figures.get(box.code), None
            if value is not None and not is_half:
                is_text = box.type is IndicatorType.TEXT
                has_text |= is_text and bool(value)
                given |= (bool(value) if is_text else 1) << len(values)
                if not is_text:
                    stored = thousandths(value) if box.type is IndicatorType.MONEY else int(value)
            values.append(stored)
    blanks = [None] * (SLOTS - len(values))
    return (given & (1 << BITS) - 1, given >> BITS, has_text, *values, *blanks)


@lru_cache
def _writing(dialect: str) -> str:
    """Written out, because SQLAlchemy would put all the columns together anew for every filing."""
    names = [column.name for column in WIDE.columns]
    holes = ", ".join(["?" if dialect == "sqlite" else "%s"] * len(names))
    return f"INSERT INTO wide_figures ({', '.join(names)}) VALUES ({holes})"  # noqa: S608  (names of our own)


def _insert_new(session: Session) -> Any:
    from sqlalchemy.dialects import postgresql, sqlite

    kind = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return kind.insert(LAYOUT).on_conflict_do_nothing()
