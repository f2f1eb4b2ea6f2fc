"""Nhịp: at which instants each piece of regular work is planned, in Hanoi time; the timetable says the same to Prefect.

Pure arithmetic on instants handed in. Does not know what has run.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from models.quiet_hours import HANOI
from models.vocabulary import Work


@dataclass(frozen=True)
class Rhythm:
    """Once a day `at` an hour of Hanoi (once a week with a `weekday`, Monday 0), or at every full `minutes` of the hour
    (a divisor of 60).
    """

    at: time | None = None
    minutes: int = 0
    weekday: int | None = None

    def before(self, moment: datetime) -> datetime:
        """The latest planned instant that is not after `moment`, as UTC."""
        local = moment.astimezone(HANOI)
        if self.at is None:
            planned = local.replace(minute=local.minute - local.minute % self.minutes, second=0, microsecond=0)
        else:
            planned = datetime.combine(local.date(), self.at, HANOI)
            if planned > local:
                planned -= timedelta(days=1)
            if self.weekday is not None:
                planned -= timedelta(days=(planned.weekday() - self.weekday) % 7)
        return planned.astimezone(UTC)

    def after(self, moment: datetime) -> datetime:
        """The first planned instant after `moment`, as UTC. Hanoi keeps one offset all year."""
        days = 1 if self.weekday is None else 7
        return self.before(moment) + (timedelta(minutes=self.minutes) if self.at is None else timedelta(days=days))


RHYTHMS = {
    Work.ROUND: Rhythm(at=time(7, 30)),
    Work.DRAIN: Rhythm(minutes=5),
    Work.RECONCILE: Rhythm(minutes=15),
    Work.INBOUND: Rhythm(minutes=10),
    Work.WATCH: Rhythm(minutes=1),
    Work.BACKUP: Rhythm(at=time(2, 30)),
    Work.DRILL: Rhythm(at=time(3, 30), weekday=6),
}
