"""Lặng: what is owed and stands on a rung, and is not said all the same; each silence with its reason.

Four voices silence a rung: an officer's mute, a unit's own word (đã nhận, hẹn lại), its wish for more time while that
waits, a yearly budget used up. One answer for the round and for the second look at the moment of sending. Never writes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import product

from sqlmodel import Session

from models.budget import SAID_ANYWAY, units_spent
from models.catalogue import Catalogue
from models.extension_requests import rungs_asked
from models.mutes import Scope, scopes_muted
from models.obligations import requests_known
from models.rests import RungKey, rungs_rested, said_by_units
from models.vocabulary import Stage

ObligationKey = tuple[str, str, str, str]  # programme, duty, period, unit


@dataclass(frozen=True)
class Hushed:
    """Every silence of one day with its reason, looked up one by one (`why`) or joined as rows.

    `scopes`: (programme, duty, unit), empty meaning all. `keys`: single rungs. `spent`: (programme, unit) over the
    budget, silent but for the stages `SAID_ANYWAY` and for the duties in `asked`: every request, for it is a person's
    word and news to the unit, whatever the year has brought before.
    """

    scopes: Mapping[Scope, str] = field(default_factory=dict)
    keys: Mapping[RungKey, str] = field(default_factory=dict)
    spent: Mapping[tuple[str, str], str] = field(default_factory=dict)
    asked: frozenset[tuple[str, str]] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.scopes or self.keys or self.spent)

    def why(self, key: ObligationKey, stage: Stage) -> str:
        """Why this rung of this obligation is silent; empty: speak."""
        programme, duty, _, unit = key
        muted = product((programme, ""), (duty, ""), (unit, "")) if self.scopes else ()
        if why := min((self.scopes[scope] for scope in muted if scope in self.scopes), default=""):
            return why
        if why := self.keys.get((*key, str(stage)), ""):
            return why
        if stage in SAID_ANYWAY or (programme, duty) in self.asked:
            return ""
        return self.spent.get((programme, unit), "")


def hushed(
    session: Session, catalogue: Catalogue, on: date, now: datetime, units: Collection[str] | None = None
) -> Hushed:
    """What is silent on a day, as far as is known by this instant; `units`: of these only."""
    spent = units_spent(session, catalogue, on, units)
    requests = requests_known(session) if spent else []
    return Hushed(
        scopes=scopes_muted(session, on, now),
        keys={
            **rungs_rested(catalogue.calendar, said_by_units(session, catalogue, on, now, units), on),
            **rungs_asked(session, catalogue.calendar, on, now, units),
        },
        spent=spent,
        asked=frozenset((r.programme, r.code) for r in requests),
    )
