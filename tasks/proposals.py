"""Đề xuất từ một biểu mẫu: a change of units or a year's days off typed into Prefect becomes a proposal for officers.

The same text sent again, by the same run or another, is the same proposal. Nothing comes into force here: a named
officer confirms at the portal. The run that asked is noted, so that it goes on when there is a word.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from models import catalogue_change, unit_changes
from models.catalogue_change import preview_of
from models.errors import CatalogueError, Refused
from models.officers import acting_officer
from models.settings import Home
from models.unit_act_files import ReadAct, act_complaints, read_act
from models.waiting_runs import awaited_by, wait_for
from tasks.session import open_session

UNITS, RULES = "unit_change", "catalogue_change"
TYPED = "biểu mẫu"  # how a text without a file is called in complaints
MOST_TOLD = 8


def propose_units(home: Home, text: str, *, by: str, run: str, now: datetime) -> int:
    """The number of the proposal this text is, waiting for a word. Errors: `Refused` with what is wrong, by line."""
    with open_session(home) as session:
        if number := _awaited(awaited_by(session, run), UNITS):
            return number
        officer, read = acting_officer(session, by).username, _read(text)
        change = unit_changes.standing(session, read) or _told(unit_changes.propose, session, read, officer, now)
        wait_for(session, run, f"{UNITS}:{change.id}", now)
        return int(change.id or 0)


def rehearse_units(home: Home, text: str, *, by: str, now: datetime) -> dict[str, Any]:
    """What the act would do, as `models.unit_changes.show` says it; nothing is kept. Errors: `Refused`."""
    with open_session(home) as session:
        officer, read = acting_officer(session, by).username, _read(text)
        change = unit_changes.standing(session, read) or _told(unit_changes.propose, session, read, officer, now)
        shown = unit_changes.show(session, change.id or 0)
        session.rollback()
    return shown


def units_proposed(home: Home, number: int) -> dict[str, Any]:
    """A proposal and where it stands."""
    with open_session(home) as session:
        return unit_changes.show(session, number)


def propose_days_off(home: Home, year: int, text: str, *, by: str, run: str, now: datetime) -> int:
    """The number of the proposal that this year's table is. Errors: `Refused` with what is wrong, by line."""
    with open_session(home) as session:
        if number := _awaited(awaited_by(session, run), RULES):
            return number
        officer, archive = acting_officer(session, by).username, _table(home, year, text)
        change = catalogue_change.standing(session, home, archive)
        change = change or _told(catalogue_change.propose, session, home, archive, officer, now)
        wait_for(session, run, f"{RULES}:{change.id}", now)
        return int(change.id or 0)


def rehearse_days_off(home: Home, year: int, text: str, *, by: str, now: datetime) -> dict[str, Any]:
    """What would move; nothing is kept. Errors: `Refused`."""
    with open_session(home) as session:
        officer, archive = acting_officer(session, by).username, _table(home, year, text)
        change = catalogue_change.standing(session, home, archive)
        preview = preview_of(change or _told(catalogue_change.propose, session, home, archive, officer, now))
        session.rollback()
    return preview


def rules_proposed(home: Home, number: int) -> tuple[catalogue_change.CatalogueChange, dict[str, Any]]:
    """A proposal of rules, where it stands and what it moves."""
    with open_session(home) as session:
        change = session.get_one(catalogue_change.CatalogueChange, number)
        return change, preview_of(change)


def _read(text: str) -> ReadAct:
    _refuse(act_complaints(TYPED, text))
    return read_act(TYPED, text)


def _table(home: Home, year: int, text: str) -> Mapping[str, str]:
    archive = {f"days_off/{year}.yaml": text}
    _refuse(catalogue_change.problems(home, archive))
    return archive


def _told(propose: Any, *asked: Any) -> Any:
    """Propose; a complaint about one place of the text becomes a refusal a form can show."""
    try:
        return propose(*asked)
    except CatalogueError as no:
        raise Refused(str(no)) from no


def _refuse(wrong: list[CatalogueError]) -> None:
    if wrong:
        more = f" (và {len(wrong) - MOST_TOLD} lỗi nữa)" if len(wrong) > MOST_TOLD else ""
        raise Refused(f"Nội dung có lỗi, chưa lập đề xuất: {' | '.join(map(str, wrong[:MOST_TOLD]))}{more}")


def _awaited(subject: str, kind: str) -> int:
    found, _, number = subject.partition(":")
    return int(number) if found == kind else 0
