"""Yêu cầu báo cáo đột xuất: work out which units are asked, and put the request on the books, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from hashlib import sha256

from sqlmodel import Session, col, select

from models.assignments import bound_places
from models.catalogue import Catalogue, home_catalogue
from models.deadlines import Deadline, request_deadline
from models.errors import Refused, answers
from models.facts import Request
from models.free_words import refuse_personal
from models.quiet_hours import HANOI
from models.request_deadlines import request_wording
from models.requests import open_request, refuse_request
from models.settings import Home
from models.unit_map import find_unit
from models.units import Unit
from models.vocabulary import Bound, Level, TermUnit, Tree


@dataclass(frozen=True)
class Asked:
    """What an operator filled in. `whole_level`: every police unit of it inside `scope` (empty: the programme's)."""

    programme: str
    title: str
    document: str
    document_on: date
    bound: Bound
    named_on: date | None = None
    clock: time | None = None  # the hour of named_on
    term_count: int | None = None  # with bound "after": so many of term_unit from the letter
    term_unit: TermUnit | None = None
    counts_from: time | None = None  # the hour of document_on that a term in hours starts at
    whole_level: Level | None = None
    scope: str = ""
    units: Sequence[str] = ()
    form: str = ""
    route_to: str = ""
    route_via: str = ""
    is_urgent: bool = False


@dataclass(frozen=True)
class Opened:
    """The request as it stands (or would stand), with the units asked."""

    request: Request
    deadline: Deadline
    units: list[Unit]


def ask_units(session: Session, home: Home, asked: Asked, now: datetime, *, by: str) -> Opened:
    """Open the request; the same form sent twice opens one. Errors: `Refused`, as `models.requests.open_request`."""
    catalogue = home_catalogue(home)
    request = _request(asked, home.settings().is_demo)
    units = _units(session, catalogue, asked, request_deadline(request, catalogue.calendar).due_on)
    opened = open_request(session, catalogue, request, [u.id for u in units], by=by, now=now)
    return Opened(opened, request_deadline(opened, catalogue.calendar), units)


def asked_if(session: Session, home: Home, asked: Asked, now: datetime) -> Opened:
    """Whom the request would ask, and by when. Errors: as above."""
    catalogue = home_catalogue(home)
    request = _request(asked, home.settings().is_demo)
    deadline = request_deadline(request, catalogue.calendar)
    units = _units(session, catalogue, asked, deadline.due_on)
    refuse_request(session, catalogue, request, [u.id for u in units], now)
    return Opened(request, deadline, units)


def _units(session: Session, catalogue: Catalogue, asked: Asked, due_on: date) -> list[Unit]:
    named = answers(*(partial(find_unit, session, text.strip(), asked.document_on) for text in asked.units))
    chosen = {unit.id: unit for unit in named}
    if asked.whole_level:
        scope = catalogue.programme(asked.programme).scope
        if asked.scope:
            scope = (find_unit(session, asked.scope, asked.document_on, tree=Tree.TERRITORY).id,)
        places = bound_places(session, scope, due_on)
        found = select(Unit).where(
            Unit.tree == Tree.POLICE,
            Unit.level == asked.whole_level,
            col(Unit.territory_id).in_(places),
            col(Unit.valid_from).is_(None) | (col(Unit.valid_from) <= due_on),
            col(Unit.valid_to).is_(None) | (col(Unit.valid_to) >= due_on),
        )
        chosen |= {unit.id: unit for unit in session.exec(found)}
    if not chosen:
        raise Refused("Không có đơn vị nào thuộc phạm vi đã chọn. Đề nghị kiểm tra lại cấp và phạm vi địa bàn.")
    return sorted(chosen.values(), key=lambda unit: unit.name)


def _request(asked: Asked, is_demo: bool) -> Request:
    """Its code comes from the letter that asks: the same letter is the same request. Errors: `Refused` for words that
    point to a person.
    """
    refuse_personal(asked.title, asked.document)
    letter = f"{asked.programme}|{asked.document}|{asked.document_on}|{asked.title}"
    code = f"DX-{asked.document_on:%Y%m%d}-{sha256(letter.encode()).hexdigest()[:4].upper()}"
    start = datetime.combine(asked.document_on, asked.counts_from, HANOI) if asked.counts_from else None
    request = Request(
        programme=asked.programme,
        code=code,
        title=asked.title,
        document=asked.document,
        document_on=asked.document_on,
        bound=asked.bound.value,
        named_on=asked.named_on,
        clock=asked.clock,
        term_count=asked.term_count,
        term_unit=asked.term_unit.value if asked.term_unit else None,
        counts_from_at=start.astimezone(UTC) if start else None,
        form=asked.form,
        route_to=asked.route_to,
        route_via=asked.route_via,
        is_urgent=asked.is_urgent,
        is_demo=is_demo,
        by="",
        at=None,  # type: ignore[arg-type]  # these two are set when it is opened
    )
    request.wording = request_wording(request)
    return request
