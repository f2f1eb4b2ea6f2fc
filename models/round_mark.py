"""Dấu của một vòng: a cheap print of everything a round looks at, so that a second one of the day knows nothing moved.

Every fact is a row that is only ever added; who changes a row in place also writes an `Audit` line. So the newest ids
of the tables of facts, and counts of the few small tables that change by themselves, are enough: one statement.

Where many write at once an id given out early may be committed late, below one that is known: on PostgreSQL the rows
just below the newest are counted as well.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, SQLModel

from models.access import Switch
from models.facts import (
    Acknowledgement,
    Audit,
    Decision,
    Extension,
    Hold,
    Mute,
    Request,
    Submission,
    Waiver,
)
from models.filing_facts import ExtensionRequest
from models.messages import Suppression
from models.settings import Settings
from models.units import (
    Assignment,
    Contact,
    ContactChannel,
    Disposition,
    Succession,
    UnitChange,
    UnitPast,
)
from models.writing import table_of

_ADDED = (
    Acknowledgement,
    Assignment,
    Audit,
    Contact,
    ContactChannel,
    Decision,
    Disposition,
    Extension,
    ExtensionRequest,
    Hold,
    Mute,
    Request,
    Submission,
    Succession,
    Suppression,
    UnitChange,
    UnitPast,
    Waiver,
)
_SMALL: tuple[tuple[type[SQLModel], str], ...] = (
    (ExtensionRequest, "decided_at"),
    (Hold, "until"),
    (Mute, "lifted_at"),
    (Suppression, "since"),
    (UnitChange, "decided_at"),
    (UnitChange, "undone_at"),
    (Switch, "at"),
)
LATE = 500  # ids below the newest that may still be under way; an import keeps its own connection busy for longer


def round_mark(session: Session, rules: str, settings: Settings) -> str:
    """The print of the facts, the rules (`models.catalogue.rules_print`) and the settings of this instant."""
    facts = session.connection().execute(_prints(session.get_bind().dialect.name)).one()
    parts = (*facts, rules, settings.model_dump_json())
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


@lru_cache
def _prints(dialect: str) -> Select[Any]:
    newest = [select(func.max(_id(model))).scalar_subquery() for model in _ADDED]
    if dialect == "postgresql":
        newest += [_count_of_late(model) for model in _ADDED]
    small = [
        part
        for model, name in _SMALL
        for part in (
            select(func.count(table_of(model).c[name])).scalar_subquery(),
            select(func.max(table_of(model).c[name])).scalar_subquery(),
        )
    ]
    return select(*(part.label(f"p{n}") for n, part in enumerate([*newest, *small])))


def _count_of_late(model: type[SQLModel]) -> Any:
    id, known = _id(model), table_of(model).alias("known")
    newest = select(func.max(known.c[id.name])).scalar_subquery()
    return select(func.count()).where(id > newest - LATE).scalar_subquery()


def _id(model: type[SQLModel]) -> Any:
    (key,) = table_of(model).primary_key.columns
    return key
