"""Việc bị ngắt: the messages of workers that did not come back, settled by what their journals tell.

What a journal says was answered is written down as if its worker had done it; what it says was not touched waits again;
the one letter on its way stays unknown. Without a journal of this start of this machine every open attempt is unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from models.interrupted import interrupted, recover, take_back
from models.settings import Home
from models.vocabulary import MessageState
from tasks.journal import Told, Try, forget, forget_old, read_back, this_boot
from tasks.session import open_session
from tasks.settling import settle


@dataclass(frozen=True)
class TakenOver:
    """What was found: nobody knows; not touched, planned again; answered, as the journal tells."""

    unknown: int = 0
    planned: int = 0
    answered: int = 0


def take_over(home: Home, now: datetime) -> TakenOver:
    """End the leases that ran out. Doing it again, or twice at the same moment, changes nothing more."""
    with open_session(home) as session:
        found = interrupted(session, now)
    by_owner: dict[str, set[Try]] = {}
    for one in found:
        by_owner.setdefault(one.owner, set()).add((one.id, one.number))
    boot = this_boot()
    told = {owner: read_back(home, owner, boot) for owner in by_owner}
    answered = unknown = 0
    with open_session(home) as session:
        for owner, journal in told.items():
            if journal is None or not journal.is_whole:
                continue
            said = {id: (number, journal.said[id, number]) for id, number in by_owner[owner] & set(journal.said)}
            states = settle(session, home, owner, said, now).states
            answered += len(states)
            unknown += sum(state is MessageState.UNKNOWN for state in states.values())
            take_back(session, dict(_untouched(by_owner[owner], journal)), owner)
        left = recover(session, now, not_of=[owner for owner, journal in told.items() if journal is None])
    for owner, journal in told.items():
        if journal is not None:
            forget(home, owner)
    forget_old(home, now)
    return TakenOver(left.unknown + unknown, left.planned, answered)


def _untouched(begun: set[Try], journal: Told) -> set[Try]:
    return begun - journal.going
