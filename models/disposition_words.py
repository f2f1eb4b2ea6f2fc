"""Lời quyết định: what people said becomes of the duties of units that are no more, the latest act of each.

Rows written in one act (several heirs) bear the same instant. A later act replaces an earlier one, whether it spoke of
one duty or of the whole programme; nothing is deleted. Where nobody spoke, `models.dispositions` reads the successions.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session, col

from models.units import Disposition
from models.vocabulary import DispositionKind


class Word(NamedTuple):
    """One act: what becomes of the duty, who takes it on (empty: whoever the successions name), from when, and why."""

    kind: DispositionKind
    to: tuple[str, ...]
    effective_on: date
    basis: str
    by: str
    at: datetime


class Words:
    """Every word said, asked by programme, duty and unit."""

    def __init__(self, rows: Iterable[Disposition]):
        self._said: dict[tuple[str, str, str], Word] = {}
        for row in sorted(rows, key=lambda row: (row.at, row.id or 0)):
            key = row.programme, row.duty, row.unit_id
            to = (row.to_unit_id,) if row.to_unit_id else ()
            earlier = self._said.get(key)
            if earlier and earlier.at == row.at:
                to = (*earlier.to, *to)
            self._said[key] = Word(DispositionKind.of(row.kind), to, row.effective_on, row.basis, row.by, row.at)

    def __bool__(self) -> bool:
        return bool(self._said)

    def on(self, programme: str, duty: str, unit_id: str) -> Word | None:
        """The latest word on this duty, be it about the duty alone or about all duties of the programme."""
        said = [self._said.get((programme, of_duty, unit_id)) for of_duty in (duty, "")]
        return max((word for word in said if word), key=lambda word: word.at, default=None)

    @property
    def subjects(self) -> list[tuple[str, str, str]]:
        """Of whom there is a word: programme, duty (empty: all), unit."""
        return list(self._said)


def words_on_holders(session: Session, by: datetime | None = None) -> Words:
    """What was said, by that instant, of those who held duties."""
    return _words(session, by, col(Disposition.kind) != str(DispositionKind.REROUTED))


def words_on_receivers(session: Session, by: datetime | None = None) -> Words:
    """What was said, by that instant, of those whom work was sent to."""
    return _words(session, by, col(Disposition.kind) == str(DispositionKind.REROUTED))


def _words(session: Session, by: datetime | None, which: object) -> Words:
    query = select(Disposition).where(which)  # type: ignore[arg-type]  # a column comparison
    return Words(session.scalars(query.where(col(Disposition.at) <= by) if by else query))
