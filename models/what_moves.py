"""Điều gì dịch chuyển: which deadlines a change of rules or of days off makes, moves and takes away, and for whom.

Two catalogues go in, the one in force and the one proposed; a preview comes out, plain enough for JSON. A deadline
keeps its identity (programme, duty, period); what a person decided about it is listed as staying (`models.what_stays`).
Changes nothing: the proposed assignments are derived in a savepoint and taken back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from models.assignments import asks_alike, assign
from models.catalogue import Catalogue
from models.day_off_drafts import omissions
from models.deadline import key_by_name
from models.deadline_words import due_clock
from models.deadlines import Deadline, deadlines, request_deadline
from models.facts import PeriodClose, Submission
from models.messages import Message, MessageItem
from models.obligations import duty_title, requests_by_duty, requests_known
from models.vocabulary import Channel, MessageState
from models.what_stays import what_stays
from models.whom_it_moves import Bearers, bearers, told
from models.workdays import WorkCalendar, YearTable

Key = tuple[str, str, str]
Known = dict[Key, Deadline]
Row = dict[str, Any]
DAYS = ("window_from", "window_to", "named_on", "last_valid_on", "last_valid_at", "due_on", "target_on")
BY_MACHINE = (Channel.EMAIL, Channel.ZALO)


def what_moves(
    session: Session,
    before: Catalogue,
    after: Catalogue,
    on: date,
    open_channels: Collection[Channel] = BY_MACHINE,
) -> dict[str, Any]:
    """The preview of a change as of a day. Keys:

    `new`, `moved`, `gone`: deadlines, each with its days before and after, how many units bear it, what was filed;
    `tables`, `days`: year tables and single days of the calendar that differ; `settled`: deadlines no longer
    provisional, without moving; `told`: who would hear of it, from which day, over which channel; `silent`: how many
    bear a moved deadline and would not, by reason; `stays`: extensions, agreed days and closed periods that are not
    moved; `notes`: what to look at again before confirming.
    """
    old, new = _known(session, before), _known(session, after)
    moved = [key for key in new if key in old and days_of(old[key]) != days_of(new[key])]
    added = [key for key in new if key not in old]
    gone = [key for key in old if key not in new]
    closed = set(session.exec(select(PeriodClose.programme, PeriodClose.duty, PeriodClose.period)).all())
    now_bear = bearers(session, before, [old[key] for key in [*moved, *gone]], on)
    will_bear = _bearers_after(session, before, after, [new[key] for key in [*moved, *added]], on)
    titles, hang = _titles(session, before, after), _what_hangs(session)

    def row(key: Key, bear: Bearers) -> Row:
        deadline = new.get(key) or old[key]
        filed, said = hang.get(key, (0, 0))
        return {
            **key_by_name(key),
            "title": titles(deadline),
            "label": deadline.label,
            "before": days_of(old.get(key)),
            "after": days_of(new.get(key)),
            "units": bear.owing(key),
            "filed": filed,
            "said": said,
            "closed": key in closed,
        }

    tables = _tables(before, after)
    settled = [k for k in new if k in old and k not in moved and old[k].provisional and not new[k].provisional]
    is_told, silent = told(session, after, will_bear, [new[key] for key in [*moved, *added]], on, open_channels)
    return {
        "as_of": on.isoformat(),
        "tables": [_table_row(*pair) for pair in tables],
        "days": _days_that_differ(before.calendar, after.calendar, tables),
        "new": [row(key, will_bear) for key in added],
        "moved": [row(key, will_bear) for key in moved],
        "gone": [row(key, now_bear) for key in gone],
        "settled": len(settled),
        "told": is_told,
        "silent": silent,
        "stays": what_stays(session, before, after, old, new, {*moved, *gone}, now_bear, on),
        "notes": [note for _, table in tables if table for note in omissions(table)],
    }


def days_of(deadline: Deadline | None) -> dict[str, str | None] | None:
    """The days and the last instant of a deadline, as ISO text; `hour` in words where it ends within its day."""
    if deadline is None:
        return None
    days = {name: value.isoformat() if (value := getattr(deadline, name)) else None for name in DAYS}
    return {**days, "hour": due_clock(deadline) or None}


def _known(session: Session, catalogue: Catalogue) -> Known:
    """Every deadline by its key; a request's day is computed anew, its period is the one it was opened with."""
    found = [*deadlines(catalogue), *(request_deadline(r, catalogue.calendar) for r in requests_known(session))]
    return {d.key: d for d in found}


def _bearers_after(session: Session, before: Catalogue, after: Catalogue, chosen: list[Deadline], on: date) -> Bearers:
    """Who would bear these under the proposed rules. Where other duties or units are asked, so may the assignments."""
    if asks_alike(before, after):
        return bearers(session, after, chosen, on)
    trial = session.begin_nested()
    try:
        assign(session, after)
        return bearers(session, after, chosen, on)
    finally:
        trial.rollback()


def _titles(session: Session, before: Catalogue, after: Catalogue) -> Any:
    requests = requests_by_duty(session)

    def title(deadline: Deadline) -> str:
        law = after.programmes.get(deadline.programme)
        has_it = (deadline.programme, deadline.duty) in requests or (law is not None and deadline.duty in law.duties)
        return duty_title(after if has_it else before, requests, deadline)

    return title


def _what_hangs(session: Session) -> dict[Key, tuple[int, int]]:
    """(filings, units already written to) of each deadline."""
    of = (Submission.programme, Submission.duty, Submission.period)
    filed = session.exec(select(*of, func.count()).group_by(*map(col, of)))
    item = (MessageItem.programme, MessageItem.duty, MessageItem.period)
    said = session.exec(
        select(*item, func.count(func.distinct(MessageItem.unit_id)))
        .join(Message, col(Message.id) == col(MessageItem.message_id))
        .where(Message.state == MessageState.SENT.value)
        .group_by(*map(col, item))
    )
    found: dict[Key, tuple[int, int]] = {(p, d, k): (n, 0) for p, d, k, n in filed}
    for p, d, k, n in said:
        found[(p, d, k)] = (found.get((p, d, k), (0, 0))[0], n)
    return found


def _tables(before: Catalogue, after: Catalogue) -> list[tuple[YearTable | None, YearTable | None]]:
    years = sorted({*before.tables, *after.tables})
    pairs = [(before.tables.get(year), after.tables.get(year)) for year in years]
    return [pair for pair in pairs if pair[0] != pair[1]]


def _table_row(before: YearTable | None, after: YearTable | None) -> Row:
    def told_as(table: YearTable | None) -> Row | None:
        return {"status": str(table.status), "source": table.source, "version": table.version} if table else None

    known: Mapping[str, Any] = {"before": told_as(before), "after": told_as(after)}
    return {"year": (after or before).year, **known}  # type: ignore[union-attr]


def _days_that_differ(
    before: WorkCalendar, after: WorkCalendar, tables: list[tuple[YearTable | None, YearTable | None]]
) -> list[Row]:
    """The days worked under one calendar and not under the other."""
    found = []
    for pair in tables:
        first = date((pair[1] or pair[0]).year, 1, 1)  # type: ignore[union-attr]
        for day in (first + timedelta(days=n) for n in range((date(first.year + 1, 1, 1) - first).days)):
            if before.is_working(day) != after.is_working(day):
                said = after.why(day)
                found.append({"date": day.isoformat(), "working": said.working, "why": said.why, "source": said.source})
    return found
