"""What is not said at the moment, and why: an officer's mutes, to be set and lifted here, and units' own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from sqlmodel import Session, col, select
from starlette.responses import Response

from models.catalogue import Catalogue
from models.errors import Refused
from models.facts import Mute
from models.mutes import LONGEST, mute, mutes_on, unmute
from models.quiet_hours import day_in_hanoi
from models.rests import rungs_rested, said_by_units
from models.unit_map import find_unit
from models.units import Unit
from portal.doors import AnActingOfficer, AnOfficer, Db, Law, NotFound, Now, RowId
from portal.headings import heading
from portal.pages import page, see_other
from portal.sealed_forms import FromOfficer
from portal.words import read_day

router = APIRouter()
PATH = "/can-bo/tin/tam-ngung"
FIELDS = ("unit", "programme", "duty", "until", "reason")
SHOWN = 100
DONE = {"dat": "Đã tạm ngừng nhắc; có hiệu lực ngay, cả với tin đã lập mà chưa gửi.", "thoi": "Đã thôi tạm ngừng nhắc."}


@dataclass(frozen=True)
class MuteLine:
    """One mute in words."""

    mute: Mute
    unit: str
    scope: str


@dataclass(frozen=True)
class WordLine:
    """One unit's word that silences something today."""

    unit_id: str
    unit: str
    key: str
    work: str
    why: str


@router.get(PATH)
def silences_page(
    request: Request, visit: AnOfficer, db: Db, law: Law, now: Now, don_vi: str = "", xong: str = ""
) -> Response:
    typed = {**dict.fromkeys(FIELDS, ""), "unit": don_vi[:100]}
    return _show(request, db, law, now, typed, done=DONE.get(xong, ""))


@router.post(PATH)
def set_mute(request: Request, visit: AnActingOfficer, sent: FromOfficer, db: Db, law: Law, now: Now) -> Response:
    typed = {name: str(sent.get(name) or "").strip()[:300] for name in FIELDS}
    try:
        mute(
            db,
            law,
            programme=typed["programme"],
            duty=typed["duty"],
            unit_id=find_unit(db, typed["unit"], day_in_hanoi(now)).id if typed["unit"] else "",
            until=read_day(typed["until"]),
            reason=typed["reason"],
            by=visit.officer.username,
            now=now,
        )
    except Refused as no:
        db.rollback()
        return _show(request, db, law, now, typed, problem=no.reason)
    return see_other(f"{PATH}?xong=dat")


@router.post(PATH + "/{mute_id}")
def lift_mute(mute_id: RowId, visit: AnActingOfficer, sent: FromOfficer, db: Db, now: Now) -> Response:
    try:
        unmute(db, mute_id, by=visit.officer.username, now=now)
    except Refused as no:
        raise NotFound(no.reason) from no
    return see_other(f"{PATH}?xong=thoi")


def _show(
    request: Request,
    db: Session,
    law: Catalogue,
    now: datetime,
    typed: dict[str, str],
    *,
    done: str = "",
    problem: str = "",
) -> Response:
    mutes, words = mutes_on(db, day_in_hanoi(now), now), _words(db, law, now)
    names = _names(db, {row.unit_id for row in mutes})
    return page(
        request,
        "silences.html",
        422 if problem else 200,
        mutes=[MuteLine(m, names.get(m.unit_id, m.unit_id) or "Mọi đơn vị", _scope(law, m)) for m in mutes],
        words=words[:SHOWN],
        more=len(words) - SHOWN,
        programmes=list(law.programmes.values()),
        typed=typed,
        longest=LONGEST.days,
        done=done,
        problem=problem,
    )


def _words(db: Session, law: Catalogue, now: datetime) -> list[WordLine]:
    """The newest first, one a unit and work."""
    today = day_in_hanoi(now)
    holding = {
        (row.programme, row.duty, row.period, row.unit_id): next(iter(rested.values()))
        for row in said_by_units(db, law, today, now)
        if (rested := rungs_rested(law.calendar, [row], today))
    }
    newest = list(holding.items())[::-1]
    names = _names(db, {key[3] for key, _ in newest[:SHOWN]})
    heads = {key[:3]: heading(db, law, *key[:3]) for key, _ in newest[:SHOWN]}
    found = []
    for key, why in newest:
        head = heads.get(key[:3])
        work = f"{head.title} – {head.label}" if head else ""
        found.append(WordLine(key[3], names.get(key[3], key[3]), "/".join(key[:3]), work, why))
    return found


def _scope(law: Catalogue, row: Mute) -> str:
    if not row.programme:
        return "mọi chương trình"
    title = law.called(row.programme)
    return f"{title}, {row.duty}" if row.duty else title


def _names(db: Session, ids: set[str]) -> dict[str, str]:
    return dict(db.exec(select(Unit.id, Unit.name).where(col(Unit.id).in_(ids - {""}))).all())
