"""Số liệu được dùng ở đâu: whoever reads figures for a purpose leaves a mark, so that what nobody reads comes to light.

One row an indicator of a form and place of use, with the first and the last time and how often. Says that a figure was
read, never what it was. Never commits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from models.filing_facts import FigureUse
from models.forms import Form
from models.vocabulary import FigurePlace
from models.writing import table_of


@dataclass(frozen=True, slots=True)
class Use:
    """One indicator: the places that read it, how often in all, when first and when last."""

    indicator: str
    places: tuple[FigurePlace, ...]
    times: int
    first_at: datetime
    last_at: datetime


def used(session: Session, form: Form | str, codes: Iterable[str], place: FigurePlace | str, now: datetime) -> None:
    """Mark these indicators (a code or one of its parts) of a form as read at a place; one statement.

    Errors: `ValueError` for a place there is not.
    """
    where = FigurePlace(place)
    form_id = form.id if isinstance(form, Form) else form
    indicators = sorted({code.partition(".")[0] for code in codes})
    if not indicators:
        return
    rows = [
        {"form": form_id, "indicator": code, "place": str(where), "first_at": now, "last_at": now, "times": 1}
        for code in indicators
    ]
    session.connection().execute(_mark(session.get_bind().dialect.name), rows)


def uses(session: Session, form: Form | str, *, since: datetime | None = None) -> dict[str, Use]:
    """The indicators of a form that somebody has read, by code; `since`: read at that instant or later."""
    form_id = form.id if isinstance(form, Form) else form
    query = select(FigureUse).where(col(FigureUse.form) == form_id).order_by(col(FigureUse.indicator))
    if since is not None:
        query = query.where(col(FigureUse.last_at) >= since)
    read: dict[str, list[FigureUse]] = defaultdict(list)
    for row in session.scalars(query):
        read[row.indicator].append(row)
    return {
        code: Use(
            code,
            tuple(sorted((FigurePlace.of(row.place) for row in rows), key=list(FigurePlace).index)),
            sum(row.times for row in rows),
            min(row.first_at for row in rows),
            max(row.last_at for row in rows),
        )
        for code, rows in read.items()
    }


def unread(session: Session, form: Form, *, since: datetime | None = None) -> list[str]:
    """The codes of a form's indicators that nobody has read (since an instant), in the form's order."""
    read = uses(session, form, since=since)
    return [indicator.code for indicator in form.indicators if indicator.code not in read]


@lru_cache
def _mark(dialect: str) -> Any:
    """Insert the rows, or count one more reading; marks may be made in any order of their instants."""
    use = table_of(FigureUse)
    statement = (postgresql if dialect == "postgresql" else sqlite).insert(use)
    new = statement.excluded
    earliest, latest = (func.least, func.greatest) if dialect == "postgresql" else (func.min, func.max)
    again = {
        "times": use.c.times + 1,
        "first_at": earliest(use.c.first_at, new.first_at),
        "last_at": latest(use.c.last_at, new.last_at),
    }
    return statement.on_conflict_do_update(index_elements=["form", "indicator", "place"], set_=again)
