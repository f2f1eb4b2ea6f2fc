"""Một người, hai vai: whether the account that wants to approve is who filed, under its own name or through a link.

A link names nobody; but whoever opened it in a browser where an account was at work, or logged in where it stood open,
is remembered in the journal.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.access import Link
from models.audit import record
from models.facts import Audit

USED_LINK = "use_link"
LINK = "link:"  # before the id of a link that somebody filed through


def used_link(session: Session, username: str, link_id: str, now: datetime) -> None:
    """Remember that this account and this link were seen in one browser."""
    record(session, username, USED_LINK, f"{LINK}{link_id}", now=now)


def is_same_person(session: Session, username: str, did: str) -> bool:
    """Whether what `did` did (an account's name, or `link:<id>`) was done by this account, as far as anybody knows."""
    return username in accounts_behind(session, [did])[did]


def accounts_behind(session: Session, dids: Iterable[str]) -> dict[str, set[str]]:
    """The accounts that may have done what each of these did (an account's name, or `link:<id>`), asked at once."""
    found = {did: set() if did.startswith(LINK) else {did} for did in dids}
    links = [did for did in found if did.startswith(LINK)]
    if not links:
        return found
    made = select(func.min(col(Link.created_at))).where(col(Link.id).in_([link.removeprefix(LINK) for link in links]))
    seen = select(col(Audit.subject), col(Audit.actor)).where(
        col(Audit.action) == USED_LINK,
        col(Audit.subject).in_(links),
        col(Audit.at) >= made.scalar_subquery(),  # the journal is found by its time
    )
    for link, username in session.connection().execute(seen):
        found[link].add(username)
    return found
