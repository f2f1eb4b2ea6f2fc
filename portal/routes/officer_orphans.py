"""Duties of units that are no more: who took them on and on what ground, what waits, and an officer's word on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.catalogue import Catalogue
from models.disposing import dispose
from models.dispositions import Disposed, dispositions
from models.errors import Refused
from models.unit_map import find_unit, fold
from models.vocabulary import DispositionKind
from models.workdays import DAY
from portal.doors import AnActingOfficer, AnOfficer, Db, Law, Now, Today
from portal.pages import page, see_other
from portal.sealed_forms import FromOfficer
from portal.words import read_day

router = APIRouter()
PATH = "/can-bo/don-vi-cu"
K = DispositionKind
FIELDS = ("programme", "duty", "role", "unit", "kind", "to", "since", "basis")


@dataclass(frozen=True)
class Group:
    """One duty with the units that share its fate: one line of the page."""

    programme: str
    programme_title: str
    duty: str
    title: str
    kind: str
    is_receiver: bool
    by: str
    units: Sequence[Disposed]

    @property
    def anchor(self) -> str:
        apart = ["noi-nhan"] if self.is_receiver else []
        return "-".join(["nv", self.duty, self.kind, *apart, *([self.by] if self.by else [])])

    @property
    def grounds(self) -> list[str]:
        return list(dict.fromkeys(unit.basis for unit in self.units))

    @property
    def choices(self) -> list[DispositionKind]:
        """What an officer may say of it."""
        return [K.REROUTED] if self.is_receiver else [K.PASSED, K.SHARED, K.ENDED, K.WAITING]


@router.get(PATH)
def orphans_page(
    request: Request, visit: AnOfficer, db: Db, law: Law, today: Today, ngay: str = "", tat_ca: str = "", xong: str = ""
) -> Response:
    try:
        on, problem = (read_day(ngay) if ngay.strip() else today), ""
    except Refused as no:
        on, problem = today, no.reason
    done = "Đã ghi quyết định; nhiệm vụ của các đơn vị liên quan được tính lại." if xong else ""
    return _show(request, db, law, on, bool(tat_ca), done=done, problem=problem)


@router.post(PATH)
def decide_on_duty(
    request: Request, visit: AnActingOfficer, sent: FromOfficer, db: Db, law: Law, now: Now, today: Today
) -> Response:
    typed = {name: str(sent.get(name) or "").strip()[:300] for name in FIELDS}
    try:
        _decide(db, law, typed, visit.officer.username, now, today)
    except Refused as no:
        db.rollback()
        return _show(request, db, law, today, True, typed=typed, problem=no.reason)
    return see_other(f"{PATH}?xong=1")


def _decide(db: Session, law: Catalogue, typed: dict[str, str], by: str, now: Now, today: date) -> None:
    """One word on one unit, or on every unit that shares its duty's fate."""
    is_receiver = typed["role"] == "receiver"
    here = [
        d
        for d in dispositions(db, law, today, typed["programme"] or None)
        if (d.duty, d.is_receiver) == (typed["duty"], is_receiver) and typed["unit"] in (d.unit_id, f"*{d.kind}")
    ]
    if not here:
        raise Refused("Không có đơn vị nào như vậy. Đề nghị tải lại trang và chọn đơn vị.")
    since = read_day(typed["since"]) if typed["since"] else None
    together: dict[tuple[str, date], list[str]] = {}
    for d in here:
        together.setdefault((d.programme, since or d.ended_on + DAY), []).append(d.unit_id)
    for (programme, begins), units in together.items():
        dispose(
            db,
            law,
            programme=programme,
            duty=typed["duty"],
            units=units,
            kind=typed["kind"],
            to=[find_unit(db, name, begins).id for name in typed["to"].split(";") if name.strip()],
            effective_on=begins,
            basis=typed["basis"],
            by=by,
            now=now,
        )


def _show(
    request: Request,
    db: Session,
    law: Catalogue,
    on: date,
    with_settled: bool,
    *,
    typed: dict[str, str] | None = None,
    done: str = "",
    problem: str = "",
) -> Response:
    found = dispositions(db, law, on)
    shown = [d for d in found if with_settled or d.is_orphan]
    return page(
        request,
        "orphans.html",
        422 if problem else 200,
        on=on,
        groups=_groups(law, shown),
        with_settled=with_settled,
        waiting=sum(d.is_orphan and d.kind is K.WAITING for d in found),
        settled=sum(not d.is_orphan for d in found),
        typed=typed or dict.fromkeys(FIELDS, ""),
        done=done,
        problem=problem,
    )


def _groups(law: Catalogue, found: Sequence[Disposed]) -> list[Group]:
    """Waiting ones first, then what ended without a holder, then what was taken on."""
    units: dict[tuple[str, str, bool, DispositionKind, str], list[Disposed]] = {}
    for d in found:
        units.setdefault((d.programme, d.duty, d.is_receiver, d.kind, d.by), []).append(d)
    groups = [
        Group(
            programme=programme,
            programme_title=law.programme(programme).short_title,
            duty=duty,
            title=of_group[0].title,
            kind=kind.value,
            is_receiver=is_receiver,
            by=by,
            units=sorted(of_group, key=lambda d: fold(d.unit_name)),
        )
        for (programme, duty, is_receiver, kind, by), of_group in units.items()
    ]
    order = [K.WAITING, K.ENDED, K.REROUTED, K.SHARED, K.PASSED]
    return sorted(groups, key=lambda g: (order.index(K(g.kind)), g.programme, g.duty, g.is_receiver))
