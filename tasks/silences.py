"""Giữ im lặng: why what stands on a rung of a day is not said, counted by reason inside the database. Writes nothing.

The same look as a preview's, without its lines and letters: a nation's day is counted, not read out.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select

from models.catalogue import home_catalogue
from models.hush import hushed
from models.quiet_hours import day_in_hanoi
from models.round_fresh import find_fresh, keep_kinds
from models.round_kinds import gather, kinds_of
from models.round_sight import sight
from models.round_tables import FRESH, clear_tables, open_tables
from models.settings import Home
from tasks.round_report import silent_because
from tasks.session import open_session


def silent_reasons(home: Home, as_of: date, now: datetime) -> dict[str, int]:
    """Obligations by the reason of their silence, the commonest first; what was said already is among them."""
    catalogue, at = home_catalogue(home), now + (as_of - day_in_hanoi(now))
    found: dict[str, int] = {}
    with open_session(home) as session:
        seen = sight(session, catalogue, as_of)
        if not seen.chosen:
            return found
        open_tables(session)
        keys = gather(session, catalogue, seen.chosen, as_of, every_state=True)
        kinds = kinds_of(session, catalogue, keys, seen.chosen, seen.requests, as_of, at, seen.since)
        keep_kinds(session, kinds, as_of)
        if any(kind.rung for kind in kinds):
            find_fresh(session, kinds, hushed(session, catalogue, as_of, at), as_of, with_silent=True)
            counted = select(FRESH.c.why, FRESH.c.said_on, func.count()).where(FRESH.c.why != "")
            for why, said_on, count in session.connection().execute(counted.group_by(FRESH.c.why, FRESH.c.said_on)):
                words = silent_because(why, said_on)
                found[words] = found.get(words, 0) + count
        clear_tables(session)
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))
