"""Tim còn đập hay không: how each regular work stands at an instant: last success, next time, missed or not.

The portal, the health address and the watcher ask here. Works on a session handed in, reads only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from models.pulses import Pulse
from models.rhythm import RHYTHMS
from models.settings import Settings
from models.vocabulary import AlarmCode, Work

MISSED = {Work.ROUND: AlarmCode.ROUND_MISSED, Work.DRAIN: AlarmCode.DRAIN_MISSED}  # what the dead-man switch is about
CLOCKS_DIFFER = timedelta(minutes=10)  # a success further in the future was written under a wrong clock


@dataclass(frozen=True)
class Standing:
    """One work at one instant. `is_missed`: its planned time and the grace after it passed without a success.

    `is_awaited`: the same, but who asks has not been looking for as long as that grace.
    """

    work: Work
    last_at: datetime | None  # the last success
    failed_at: datetime | None  # a failure after it
    said: str  # what the last run said, or why it failed
    next_at: datetime
    is_missed: bool
    is_awaited: bool = False


def grace_of(settings: Settings, work: Work) -> timedelta:
    """How late a work may be before somebody is called."""
    minutes = {Work.ROUND: settings.round_grace_minutes, Work.DRAIN: settings.drain_grace_minutes}
    return timedelta(minutes=minutes.get(work, settings.drain_grace_minutes))


def standing(
    session: Session, settings: Settings, work: Work, now: datetime, since: datetime | None = None
) -> Standing:
    """How one work stands. `since`: who asks has only been looking since then, and gives the grace from there."""
    known = (Pulse.work == work, col(Pulse.finished_at) <= now + CLOCKS_DIFFER)
    last_at = session.exec(select(func.max(Pulse.finished_at)).where(*known)).one()
    latest = session.exec(
        select(Pulse).where(Pulse.work == work).order_by(col(Pulse.as_of).desc(), col(Pulse.id).desc()).limit(1)
    ).first()
    rhythm, grace = RHYTHMS[work], grace_of(settings, work)
    is_late = last_at is None or last_at < rhythm.before(now - grace)
    has_grace = since is not None and now - grace < since <= now
    failed_at, said = (latest.failed_at, latest.said) if latest else (None, "")
    planned = rhythm.after(now)
    return Standing(work, last_at, failed_at, said, planned, is_late and not has_grace, is_late and has_grace)


def heartbeat(
    session: Session,
    settings: Settings,
    now: datetime,
    *,
    works: Iterable[Work] = MISSED,
    since: datetime | None = None,
) -> list[Standing]:
    """How each of these works stands; the ones whose silence is an alarm unless others are named."""
    return [standing(session, settings, work, now, since) for work in works]
