"""Vòng đời của một chương trình: all its deadlines with what came in, messages a month, takings-over of its units.

As known at the end of a day, from the first year to the last; the picture of `reports.timeline_svg` takes these events,
the same kind a rehearsal writes. Counts only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.messages import Message, MessageItem
from models.obligations import duty_title, requests_by_duty
from models.period_counts import PeriodStatus, periods
from models.quiet_hours import end_of_day
from models.units import Assignment, Succession
from models.vocabulary import MessageState, PeriodState, Stage

CHASERS = (Stage.CHASER_1.value, Stage.CHASER_2.value)
LEFT = (MessageState.SENT.value, MessageState.UNKNOWN.value)  # what went out, as far as anybody knows


@dataclass(frozen=True)
class YearCell:
    """One duty in one year: n reported of N expected over `periods` deadlines, of which so many are still ahead."""

    reported: int
    expected: int
    periods: int
    ahead: int
    first_key: str  # of its first deadline of the year


@dataclass(frozen=True)
class DutyYears:
    """One duty over the years."""

    duty: str
    title: str
    cells: Mapping[int, YearCell]


@dataclass(frozen=True)
class Life:
    """A programme over its years. `events`: see `reports.timeline_svg`."""

    first: date
    last: date
    years: range
    titles: Mapping[str, str]
    events: Sequence[Mapping[str, Any]]
    duties: Sequence[DutyYears]


def life(session: Session, law: Catalogue, slug: str, on: date) -> Life:
    """Everything of one programme. Its picture begins with the year in which it was signed or had its first deadline.

    Errors: `Refused` for a programme nobody knows.
    """
    programme = law.programme(slug)
    statuses = [s for s in periods(session, law, on, slug) if s.deadline.has_day or s.expected]
    requests = requests_by_duty(session, end_of_day(on))
    titles = {s.duty: duty_title(law, requests, s.deadline) for s in statuses}
    days = [programme.valid_from, programme.valid_to, *(s.deadline.due_on for s in statuses)]
    first_year = min(programme.years[0], min(days).year)
    years = range(first_year, max(days).year + 1)
    events: list[dict[str, Any]] = [_deadline_event(s, on) for s in statuses]
    events += [
        {"what": "phase", "on": p.first_on.isoformat(), "until": p.last_on.isoformat(), "label": p.label}
        for p in programme.phases
    ]
    if programme.waiting_from:
        events.append({"what": "waiting", "on": programme.waiting_from.isoformat()})
    events += _months_of_messages(session, slug, on)
    events += _successions(session, slug)
    in_order = sorted(titles, key=lambda duty: (duty not in programme.duties, duty))
    duties = [DutyYears(duty, titles[duty], _by_year([s for s in statuses if s.duty == duty], on)) for duty in in_order]
    return Life(date(years.start, 1, 1), date(years.stop - 1, 12, 31), years, titles, tuple(events), tuple(duties))


def _deadline_event(s: PeriodStatus, on: date) -> dict[str, Any]:
    return {
        "what": "deadline",
        "on": s.deadline.due_on.isoformat(),
        "duty": s.duty,
        "period": s.deadline.label,
        "reported": s.reported,
        "expected": s.expected,
        "is_ahead": s.deadline.due_on >= on and s.state is not PeriodState.CLOSED,
    }


def _months_of_messages(session: Session, slug: str, on: date) -> list[dict[str, Any]]:
    """Messages that left, a month: reminders, and those with a chaser in them."""
    named = select(col(MessageItem.message_id)).where(col(MessageItem.programme) == slug)
    chasing = named.where(col(MessageItem.stage).in_(CHASERS))
    day, is_chaser = col(Message.as_of), col(Message.id).in_(chasing).label("is_chaser")
    left = (col(Message.id).in_(named), col(Message.state).in_(LEFT), day <= on)
    counted = select(day, is_chaser, func.count()).where(*left).group_by(day, "is_chaser")
    found: dict[str, dict[bool, int]] = defaultdict(lambda: {True: 0, False: 0})
    for sent_on, chases, count in session.connection().execute(counted):
        found[f"{sent_on:%Y-%m}"][bool(chases)] += count
    return [
        {"what": "messages", "month": month, "reminders": n[False], "chasers": n[True]}
        for month, n in sorted(found.items())
    ]


def _successions(session: Session, slug: str) -> list[dict[str, Any]]:
    """Days on which units that hold a duty of the programme took over or were taken over."""
    holders = select(col(Assignment.unit_id)).where(col(Assignment.programme) == slug)
    links = select(col(Succession.takes_over_on), func.count()).where(
        or_(col(Succession.from_id).in_(holders), col(Succession.to_id).in_(holders))
    )
    rows = session.connection().execute(links.group_by(col(Succession.takes_over_on)))
    return [{"what": "succession", "on": day.isoformat(), "count": count} for day, count in rows]


def _by_year(statuses: Sequence[PeriodStatus], on: date) -> dict[int, YearCell]:
    of_year: dict[int, list[PeriodStatus]] = defaultdict(list)
    for s in statuses:
        of_year[s.deadline.due_on.year].append(s)
    return {
        year: YearCell(
            sum(s.reported for s in found),
            sum(s.expected for s in found),
            len(found),
            sum(s.deadline.due_on >= on for s in found),
            "/".join(found[0].deadline.key),
        )
        for year, found in of_year.items()
    }
