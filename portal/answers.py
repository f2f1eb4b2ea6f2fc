"""What a unit may answer to each of its works (đã nhận, hẹn lại), what it answered, and what follows from that."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from models.acknowledgements import acknowledged, last_snooze, stage_answered, words_on
from models.catalogue import Catalogue
from models.facts import Acknowledgement
from models.ladder import REMINDED
from models.obligations import Obligation
from models.quiet_hours import day_in_hanoi
from models.rests import LATE, rungs_rested

CHOICES = 30  # days offered at most
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Answer:
    """For one work: what was said and holds today, whether one may say so now, the days it may be put off to."""

    said: str = ""
    may_acknowledge: bool = False
    days: tuple[date, ...] = ()


NOTHING = Answer()


def answers(
    session: Session, catalogue: Catalogue, unit_id: str, owed: Iterable[Obligation], now: datetime
) -> Mapping[Key, Answer]:
    """By the key of the obligation; what is settled or has not begun has no answer."""
    said: dict[Key, list[Acknowledgement]] = {}
    for row in words_on(session, unit_id, now):
        said.setdefault((row.programme, row.duty, row.period, row.unit_id), []).append(row)
    return {o.key: _answer(catalogue, o, said.get(o.key, []), now) for o in owed if o.state in REMINDED}


def _answer(catalogue: Catalogue, o: Obligation, said: list[Acknowledgement], now: datetime) -> Answer:
    today, calendar = day_in_hanoi(now), catalogue.calendar
    stage = stage_answered(catalogue, o, now)
    holds = list(rungs_rested(calendar, said, today).values())
    same = [row for row in said if row.until is None and (row.stage in LATE) == (stage in LATE)]
    is_known = bool(rungs_rested(calendar, same, today))
    last = last_snooze(calendar, o, stage, [row for row in said if row.until is not None], today)
    days: list[date] = []
    day = calendar.next_working_after(today)
    while last is not None and day <= last and len(days) < CHOICES:
        days.append(day)
        day = calendar.next_working_after(day)
    may_acknowledge = not is_known and not acknowledged(said, o, stage, now)
    return Answer(holds[-1] if holds else "", may_acknowledge, tuple(days))
