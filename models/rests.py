"""Nghỉ nhắc: which rungs fall silent on a day because units spoke, and the reason a preview shows.

Said before the day: an acknowledgement silences further reminders until the last day, a hold-off whatever prepares.
Said late, or of what was sent back: both rest the chase for a while, an acknowledgement once a stage; a filing sent
back again is a new matter. The last day itself is always spoken of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import String, and_, or_, select
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.facts import Acknowledgement, Decision, Extension, Submission
from models.given_rows import given, given_rows
from models.obligations import known_deadlines
from models.quiet_hours import day_in_hanoi
from models.vocabulary import Stage
from models.workdays import WorkCalendar
from models.writing import table_of

CLIMB_RESTS = 3  # working days after an acknowledgement given late
LONGEST_REST = timedelta(days=4 * CLIMB_RESTS + 10)  # three working days over the longest Tết
AHEAD = (Stage.OPENED, Stage.SOON, Stage.EVENT_AHEAD, Stage.REVIEW_AHEAD)
CHASING = (Stage.CHASER_1, Stage.CHASER_2, Stage.RESULT)
LATE = (*CHASING, Stage.RETURNED)
_ANY = select(col(Acknowledgement.id)).limit(1)
RungKey = tuple[str, str, str, str, str]  # programme, duty, period, unit, stage


class Said(NamedTuple):
    """One word of a unit, read in bulk."""

    programme: str
    duty: str
    period: str
    unit_id: str
    stage: str
    until: date | None
    reason: str
    at: datetime


def said_by_units(
    session: Session, catalogue: Catalogue, on: date, now: datetime, units: Collection[str] | None = None
) -> list[Said]:
    """The words of units that may still silence something on a day, oldest first, as far as known by an instant.

    A word given in time is of no account once its deadline is past, so only those about open ones are read.
    """
    if session.connection().execute(_ANY).first() is None:
        return []
    word, dialect = table_of(Acknowledgement).c, session.get_bind().dialect.name
    names = ("programme", "duty", "period")
    running = given_rows(dialect, "running", {name: String() for name in names})
    is_running = select(running.c.programme).where(*(running.c[name] == word[name] for name in names)).exists()
    lately = word.at >= now - LONGEST_REST
    query = select(*(word[name] for name in Said._fields)).where(
        word.at <= now,
        ~said_of_an_earlier_return(now),
        or_(
            word.until >= on,
            and_(word.until.is_(None), word.stage.in_(LATE), lately),
            and_(word.until.is_(None), word.stage.not_in(LATE), is_running),
        ),
    )
    values = {"running": given(sorted(_running(session, catalogue, on)))}
    if units is not None:
        these = given_rows(dialect, "units", {"id": String()})
        query, values["units"] = query.where(word.unit_id.in_(select(these.c.id))), given((u,) for u in units)
    rows = session.connection().execute(query.order_by(word.at, word.id), values)
    return [Said(*row) for row in rows]


def said_of_an_earlier_return(now: datetime) -> Any:
    """Of a word on what was sent back: whether that filing has been sent back anew since."""
    word, filed, decision = (table_of(model).c for model in (Acknowledgement, Submission, Decision))
    same = (filed[name] == word[name] for name in ("programme", "duty", "period", "unit_id"))
    again = select(decision.id).where(
        decision.submission_id == filed.id,
        decision.action == "return",
        decision.at > word.at,
        decision.at <= now,
        *same,
    )
    return and_(word.stage == Stage.RETURNED.value, again.exists())


def _running(session: Session, catalogue: Catalogue, on: date) -> set[tuple[str, str, str]]:
    """The deadlines that are not past for everybody."""
    later = select(col(Extension.programme), col(Extension.duty), col(Extension.period)).where(
        col(Extension.until) >= on
    )
    extended = {(programme, duty, period) for programme, duty, period in session.connection().execute(later.distinct())}
    known = known_deadlines(session, catalogue)
    return extended | {d.key for d in known if d.period_from <= on <= d.due_on}


def rungs_rested(calendar: WorkCalendar, said: Sequence[Acknowledgement | Said], on: date) -> Mapping[RungKey, str]:
    """The rungs that are silent that day because the unit spoke, each with the reason a preview shows."""
    return {
        (row.programme, row.duty, row.period, row.unit_id, str(stage)): why
        for row in said
        for stage, why in _rested(calendar, row, on)
    }


def _rested(calendar: WorkCalendar, row: Acknowledgement | Said, on: date) -> Iterator[tuple[Stage, str]]:
    said_on, stage = day_in_hanoi(row.at), Stage.of(row.stage)
    is_late = stage in LATE
    if row.until is not None:
        stages, until = (_late_stages(stage) if is_late else AHEAD), row.until
        why = f"đơn vị hẹn lại đến hết ngày {day_text(until)} ({row.reason})"
    elif is_late:
        stages, until = _late_stages(stage), calendar.add_working_days(said_on, CLIMB_RESTS)
        why = f"đơn vị báo đã nhận ngày {day_text(said_on)}, chưa nhắc tiếp đến hết ngày {day_text(until)}"
    else:
        stages, until = (Stage.SOON,), date.max
        why = f"đơn vị báo đã nhận ngày {day_text(said_on)}, không nhắc thêm trước ngày cuối"
    if said_on <= on <= until:
        yield from ((each, why) for each in stages)


def _late_stages(stage: Stage) -> tuple[Stage, ...]:
    """What was sent back and what is late are two matters: a word on one silences nothing of the other."""
    return (Stage.RETURNED,) if stage is Stage.RETURNED else CHASING
