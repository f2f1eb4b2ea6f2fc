"""Điều không dịch chuyển: what people decided by name stays as decided when the rules or the days off move beneath it.

Extensions, agreed days and closed periods of the deadlines concerned, each as a sentence that says what stays and,
where the new day makes it odd, that somebody should look again. Moves nothing and decides nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from models.catalogue import Catalogue
from models.dates_in_words import day_text, full_day_text
from models.deadline import key_by_name
from models.deadlines import Deadline
from models.facts import Extension, PeriodClose, Ruling
from models.obligations import requests_known
from models.quiet_hours import day_in_hanoi
from models.units import Unit
from models.vocabulary import Bound
from models.whom_it_moves import Bearers
from models.writing import table_of

Key = tuple[str, str, str]


def what_stays(
    session: Session,
    before: Catalogue,
    after: Catalogue,
    old: Mapping[Key, Deadline],
    new: Mapping[Key, Deadline],
    concerned: Collection[Key],
    bear: Bearers,
    on: date,
) -> list[dict[str, Any]]:
    """Rows `{what, programme, duty, period, unit, text, look_again}`; `what`: extension, ruling, closed, request.

    `concerned`: the deadlines that move or go; `bear`: who bears them under the rules in force.
    """
    found = []
    for key in sorted(concerned):
        deadline = new.get(key)
        for unit_id, name, until in bear.extended(key):
            text, again = _extension(until, deadline, after)
            found.append(_row("extension", key, f"{name}: {text}", again, unit_id))
    found += _granted_days_off(session, before, after, new, concerned, on)
    found += _agreed_days(session, before, after, new, concerned)
    kept = table_of(PeriodClose).c  # the snapshots stay where they are
    columns = (kept.programme, kept.duty, kept.period, kept.at, kept.reported, kept.expected)
    for closed in session.connection().execute(sql(*columns).order_by(kept.at)):
        key = (closed.programme, closed.duty, closed.period)
        if key in concerned:
            day = day_text(day_in_hanoi(closed.at))
            text = f"kỳ đã chốt ngày {day} ({closed.reported}/{closed.expected} đơn vị); bản chốt giữ nguyên"
            found.append(_row("closed", key, text, False))
    for request in requests_known(session):
        key = (request.programme, request.code, request.period)
        if key in concerned and Bound(request.bound) is Bound.AFTER:
            text = f"mã kỳ {request.period} của yêu cầu giữ nguyên; ngày hạn tính lại theo số ngày của văn bản yêu cầu"
            found.append(_row("request", key, text, False))
    return found


def _extension(until: date, deadline: Deadline | None, after: Catalogue) -> tuple[str, bool]:
    """What becomes of a day granted to one unit: nothing; and whether it now looks odd."""
    stays = f"gia hạn đến hết ngày {day_text(until)} giữ nguyên"
    if deadline is None:
        return f"{stays}, hạn này không còn trong quy tắc mới; đề nghị xem lại", True
    if until < deadline.due_on:
        return f"{stays}, nay sớm hơn hạn mới ({day_text(deadline.due_on)}); đề nghị xem lại", True
    if not after.calendar.is_working(until):
        return f"{stays}, nay là ngày nghỉ ({after.calendar.why(until).why}); đề nghị xem lại", True
    return stays, False


def _granted_days_off(
    session: Session,
    before: Catalogue,
    after: Catalogue,
    new: Mapping[Key, Deadline],
    concerned: Collection[Key],
    on: date,
) -> list[dict[str, Any]]:
    """Extensions still running whose deadline does not move, but whose own day becomes a day off."""
    query = select(Extension, Unit.name).join(Unit, col(Unit.id) == Extension.unit_id)
    found = []
    for granted, name in session.exec(query.where(col(Extension.until) >= on).order_by(col(Extension.id))):
        key = (granted.programme, granted.duty, granted.period)
        falls = before.calendar.is_working(granted.until) and not after.calendar.is_working(granted.until)
        if falls and key not in concerned:
            text, again = _extension(granted.until, new.get(key), after)
            found.append(_row("extension", key, f"{name}: {text}", again, granted.unit_id))
    return found


def _agreed_days(
    session: Session, before: Catalogue, after: Catalogue, new: Mapping[Key, Deadline], concerned: Collection[Key]
) -> list[dict[str, Any]]:
    """Days agreed on for duties without a day: concerned by their deadline, or by the calendar beneath them."""
    found = []
    for ruling in session.exec(select(Ruling).order_by(col(Ruling.held_on))):
        key = (ruling.programme, ruling.duty, ruling.period)
        falls = before.calendar.is_working(ruling.held_on) and not after.calendar.is_working(ruling.held_on)
        if key not in concerned and not falls:
            continue
        text, again = f"ngày đã thống nhất {full_day_text(ruling.held_on)} giữ nguyên", falls
        if falls:
            text += f", nay là ngày nghỉ ({after.calendar.why(ruling.held_on).why}); đề nghị xem lại"
        elif key in concerned and (key not in new or new[key].has_day):
            text, again = f"{text}, quy tắc mới không còn chờ ấn định ngày; đề nghị xem lại", True
        found.append(_row("ruling", key, text, again))
    return found


def _row(what: str, key: Key, text: str, look_again: bool, unit: str = "") -> dict[str, Any]:
    return {
        "what": what,
        **key_by_name(key),
        "unit": unit,
        "text": text,
        "look_again": look_again,
    }
