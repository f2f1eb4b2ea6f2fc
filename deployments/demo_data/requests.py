"""Fictional on-demand requests of the demo province: two closed ones, and one opened on the day of loading.

Their text stands in `requests.yaml`. They are opened, filed to, judged and closed by the same models as real ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml
from sqlmodel import Session, col, select

from deployments.demo_data.chance import at, chance, office_hour
from deployments.demo_data.facts import STAFF, Facts, Filled
from deployments.demo_data.figures import fictional_figures, months_between, size_of
from deployments.demo_data.history import DAY, on_work_day
from models.assignments import bound_places
from models.catalogue import Catalogue
from models.facts import Request
from models.obligations import Obligation, owes
from models.request_deadlines import request_deadline
from models.requests import open_request
from models.units import Unit
from models.vocabulary import Level, Tree

PROGRAMME = "05-ctrph-cat-mttq"
FORM = "phong-trao-rut-gon"
UNCLEAR = "Hai chỉ tiêu chưa khớp với báo cáo tháng; đề nghị rà soát lại."
UNCLEAR_CELLS = {
    "B02": "Chưa khớp với tổng số lượt người của các báo cáo tháng.",
    "D01.tu_so": "Chưa khớp với danh sách khu dân cư được công nhận.",
}
Write = Callable[[Facts], int]
Close = Callable[[str, str], None]


@dataclass(frozen=True)
class Answering:
    """One request while its answers are told."""

    session: Session
    catalogue: Catalogue
    request: Request
    told: dict[str, Any]  # how many stay silent, are late, are returned
    obligations: Sequence[Obligation]

    @property
    def window(self) -> tuple[date, date]:
        first, last = self.request.window_from, self.request.window_to
        return first or self.request.document_on, last or self.request.document_on

    def luck(self, *more: str) -> Random:
        return chance("request", self.request.code, *more)

    def in_order_of_luck(self) -> list[Obligation]:
        return sorted(self.obligations, key=lambda o: self.luck("order", o.unit_id).random())

    def filled_by(self, obligation: Obligation, version: int = 1) -> Filled:
        unit = self.session.get_one(Unit, obligation.unit_id)
        form = self.catalogue.form(FORM)
        months = months_between(*self.window)
        figures = fictional_figures(form, self.luck("figures", unit.id), size_of(unit), months)
        if version > 1 and "B02" in figures:
            figures["B02"] += 5
        return Filled(form.id, form.version, figures, self.luck("estimate", unit.id).random() < 0.06)


def open_and_answer(session: Session, catalogue: Catalogue, until: date, now: datetime, write: Write) -> int:
    """Open every request ordered by `until`, tell its answers so far, and open the one of that day."""
    filed = 0
    earlier: list[Request] = []
    for told in yaml.safe_load((Path(__file__).parent / "requests.yaml").read_text("utf-8")):
        ordered_on = told.get("document_on", until)
        if ordered_on > until:
            continue
        asked_at = min(at(ordered_on, 7 * 60), now)
        request = Request(**_as_asked(told, until, earlier), at=asked_at, by=STAFF)
        due = request_deadline(request, catalogue.calendar).last_valid_on
        units = _communes(session, catalogue, due)
        earlier.append(request)
        request = open_request(session, catalogue, request, units, by=STAFF, now=asked_at)
        found = owes(session, catalogue, until, programme=PROGRAMME, duty=request.code)
        answering = Answering(session, catalogue, request, told, found)
        facts = _today(answering, asked_at, now) if "document_on" not in told else _past(answering, until, now)
        filed += write(facts)
    return filed


def _as_asked(told: dict[str, Any], until: date, earlier: Sequence[Request]) -> dict[str, Any]:
    """The columns of the request; what depends on the day of loading is worked out here."""
    month = until.replace(day=1)
    of_year = sum(request.document_on.year == until.year for request in earlier)
    dated = {
        "code": f"DX-{until.year}-{of_year + 1:02}",
        "document": f"DEMO-{len(earlier) + 1:02}/CAT-PTM",
        "document_on": until,
        "window_from": (month - 80 * DAY).replace(day=1),
        "window_to": month - DAY,
    }
    own = {name: value for name, value in told.items() if name in Request.model_fields}
    fixed = {"programme": PROGRAMME, "form": FORM, "is_demo": True}
    route = {"route_to": "Công an tỉnh Đồng Tháp", "route_via": "Phòng Tham mưu"}
    return {**dated, **own, **fixed, **route}


def _communes(session: Session, catalogue: Catalogue, on: date) -> list[str]:
    """The commune police existing on that day on the places the programme binds: the communes of former Đồng Tháp."""
    places = bound_places(session, catalogue.programme(PROGRAMME).scope, on)
    police = select(Unit).where(
        Unit.tree == Tree.POLICE.value, Unit.level == Level.COMMUNE.value, col(Unit.territory_id).in_(list(places))
    )
    alive = [u for u in session.exec(police) if (u.valid_from or on) <= on <= (u.valid_to or on)]
    return sorted(unit.id for unit in alive)


def _past(a: Answering, until: date, now: datetime) -> Facts:
    """Answers to a request whose day has passed or is near, as far as `until`."""
    facts, told = Facts(now), a.told
    order = a.in_order_of_luck()
    silent, late = told["silent"], told["late"]
    is_working = a.catalogue.calendar.is_working
    due = request_deadline(a.request, a.catalogue.calendar).last_valid_on
    for place, obligation in enumerate(order[silent:]):
        rng = a.luck("answer", obligation.unit_id)
        if place < late:
            day = on_work_day(due + rng.randint(1, 5) * DAY, is_working)
        else:
            day = _before(due - int(rng.triangular(0, (due - a.request.document_on).days - 1, 1)) * DAY, is_working)
        if day > until:
            continue
        facts.file(obligation, office_hour(rng, day), rng, a.filled_by(obligation))
        if late <= place < late + told["returned"]:
            returned = on_work_day(day + DAY, is_working)
            if returned <= until:
                facts.give_back(obligation, office_hour(rng, returned), UNCLEAR, UNCLEAR_CELLS)
            day = on_work_day(returned + rng.randint(1, 2) * DAY, is_working)
            if place < late + told["never_refiled"] or day > until:
                continue
            facts.file(obligation, office_hour(rng, day), rng, a.filled_by(obligation, 2))
        accepted = on_work_day(day + rng.randint(1, 3) * DAY, is_working)
        if accepted <= until:
            facts.accept(obligation, accepted, rng)
    return facts


def _today(a: Answering, opened_at: datetime, now: datetime) -> Facts:
    """The first answers, within hours of the request and before `now`."""
    facts, told = Facts(now), a.told
    last = min(opened_at + timedelta(hours=4), now)
    for place, obligation in enumerate(a.in_order_of_luck()[: told["filed_at_once"]]):
        rng = a.luck("answer", obligation.unit_id)
        when = opened_at + (last - opened_at) * rng.uniform(0.1, 0.9)
        facts.file(obligation, when, rng, a.filled_by(obligation))
        if place < told["returned"]:
            facts.give_back(obligation, when + (last - when) / 2, UNCLEAR, UNCLEAR_CELLS)
    return facts


def _before(day: date, is_working: Callable[[date], bool]) -> date:
    while not is_working(day):
        day -= DAY
    return day
