"""One unit as an officer keeps it: contacts corrected from a day on, its links revoked, what it still has to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Request
from sqlmodel import Session, col, select
from starlette.responses import Response

from models.access import Link
from models.audit import record
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.errors import Refused
from models.links import revoke_link
from models.map_of_day import name_on
from models.obligations import owes
from models.units import Contact, Succession, Unit
from portal.calendar_address import SAID, address_in_use
from portal.doors import AnActingOfficer, AnOfficer, Db, Law, NotFound, Now, Today, known_unit
from portal.pages import page, see_other
from portal.sealed_forms import FromOfficer
from portal.words import read_day
from portal.works import UNFINISHED, works_of

router = APIRouter()
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"\+?\d[\d .-]{6,18}")


@dataclass
class TypedContact:
    """What stood in the fields of the contact form."""

    post: str = ""
    email: str = ""
    zalo: str = ""
    phone: str = ""
    valid_from: str = ""
    is_head: bool = False
    by_hand: bool = False


@router.get("/can-bo/don-vi/{unit_id:path}")
def unit_page(
    request: Request,
    unit_id: str,
    visit: AnOfficer,
    db: Db,
    law: Law,
    now: Now,
    today: Today,
    sua: int = 0,
    xong: str = "",
) -> Response:
    unit = known_unit(db, unit_id)
    typed = TypedContact(valid_from=day_text(today))
    editing = db.get(Contact, sua) if 0 < sua < 2**31 else None
    if editing is not None and editing.unit_id == unit.id:
        typed = TypedContact(
            editing.post,
            editing.email,
            editing.zalo,
            editing.phone,
            day_text(today),
            is_head=editing.is_head,
            by_hand=editing.by_hand,
        )
    done = {"dau-moi": "Đã lưu đầu mối.", "thu-hoi": "Đã thu hồi mọi liên kết của đơn vị."}.get(xong, "")
    done = done or SAID.get(xong.removeprefix("lich-"), "")
    return _show(request, db, law, now, today, unit, typed, editing.id if editing else None, done=done)


@router.post("/can-bo/don-vi/dau-moi/{unit_id:path}")
def correct_contact(
    request: Request,
    unit_id: str,
    visit: AnActingOfficer,
    sent: FromOfficer,
    db: Db,
    law: Law,
    now: Now,
    today: Today,
) -> Response:
    """A corrected contact is a new row from a day on; the old one ends the day before."""
    unit = known_unit(db, unit_id)
    text = {name: str(sent.get(name) or "").strip()[:200] for name in ("post", "email", "zalo", "phone", "valid_from")}
    typed = TypedContact(
        post=text["post"],
        email=text["email"],
        zalo=text["zalo"],
        phone=text["phone"],
        valid_from=text["valid_from"],
        is_head=bool(sent.get("is_head")),
        by_hand=bool(sent.get("by_hand")),
    )
    number = str(sent.get("contact_id") or "")
    old = db.get(Contact, int(number)) if re.fullmatch(r"[0-9]{1,9}", number) else None
    if old is not None and old.unit_id != unit.id:
        raise NotFound
    ending = sent.get("what") == "end"
    try:
        begins = _first_day(typed)
        if not ending:
            _refuse_wrong(typed)
    except Refused as no:
        return _show(request, db, law, now, today, unit, typed, old.id if old else None, problem=no.reason)
    if old is not None:
        if old.valid_from and begins <= old.valid_from:
            db.delete(old)
        else:
            old.valid_to = begins - timedelta(days=1)
            db.add(old)
    if not ending:
        db.add(
            Contact(
                unit_id=unit.id,
                post=typed.post,
                email=typed.email,
                zalo=typed.zalo,
                phone=typed.phone,
                is_head=typed.is_head,
                by_hand=typed.by_hand,
                valid_from=begins,
            )
        )
    record(db, visit.officer.username, "contact_end" if ending else "contact_set", f"unit:{unit.id}", now=now)
    return see_other(f"/can-bo/don-vi/{unit.id}?xong=dau-moi")


@router.post("/can-bo/don-vi/thu-hoi/{unit_id:path}")
def revoke(unit_id: str, visit: AnActingOfficer, sent: FromOfficer, db: Db, now: Now) -> Response:
    unit = known_unit(db, unit_id)
    links = _open_links(db, unit.id, now)
    for link in links:
        revoke_link(db, link.id, now)
    record(db, visit.officer.username, "links_revoke", f"unit:{unit.id}", f"{len(links)} liên kết", now=now)
    return see_other(f"/can-bo/don-vi/{unit.id}?xong=thu-hoi")


def _show(
    request: Request,
    db: Session,
    law: Catalogue,
    now: datetime,
    today: date,
    unit: Unit,
    typed: TypedContact,
    editing: int | None,
    *,
    problem: str = "",
    done: str = "",
) -> Response:
    contacts = db.exec(select(Contact).where(Contact.unit_id == unit.id).order_by(col(Contact.id).desc())).all()
    owed = [o for o in owes(db, law, today, unit_id=unit.id, states=UNFINISHED) if o.unit_id == unit.id]
    return page(
        request,
        "unit.html",
        422 if problem else 200,
        unit=unit,
        name=name_on(db, unit, today),
        today=today,
        successions=_successions(db, unit),
        contacts=contacts,
        links=len(_open_links(db, unit.id, now)),
        address=address_in_use(request, db, unit_id=unit.id),
        works=works_of(db, law, owed),
        typed=typed,
        editing=editing,
        problem=problem,
        done=done,
    )


def _open_links(db: Session, unit_id: str, now: datetime) -> list[Link]:
    query = select(Link).where(Link.unit_id == unit_id, col(Link.revoked_at).is_(None), col(Link.expires_at) > now)
    return list(db.exec(query))


def _successions(db: Session, unit: Unit) -> list[str]:
    """Who took over from this unit, and from whom it took over."""
    heirs = select(Succession, Unit.name).join(Unit, col(Unit.id) == Succession.to_id)
    origins = select(Succession, Unit.name).join(Unit, col(Unit.id) == Succession.from_id)
    notes = [
        f"Từ ngày {day_text(s.takes_over_on)}, {name} kế thừa{_by(s)}."
        for s, name in db.exec(heirs.where(Succession.from_id == unit.id))
    ]
    notes += [
        f"Kế thừa {name} từ ngày {day_text(s.takes_over_on)}{_by(s)}."
        for s, name in db.exec(origins.where(Succession.to_id == unit.id))
    ]
    return notes


def _by(succession: Succession) -> str:
    return f" theo {succession.basis}" if succession.basis else ""


def _first_day(typed: TypedContact) -> date:
    if not typed.valid_from:
        raise Refused("Đề nghị ghi ngày áp dụng.")
    return read_day(typed.valid_from)


def _refuse_wrong(typed: TypedContact) -> None:
    if typed.email and not MAIL.fullmatch(typed.email):
        raise Refused("Địa chỉ thư điện tử chưa đúng. Đề nghị kiểm tra lại.")
    for number, what in ((typed.zalo, "Số Zalo"), (typed.phone, "Số điện thoại")):
        if number and not PHONE.fullmatch(number):
            raise Refused(f"{what} chưa đúng. Đề nghị chỉ ghi chữ số, ví dụ 0277 385 1234.")
    if not (typed.email or typed.zalo or typed.phone):
        raise Refused("Đề nghị ghi ít nhất một cách liên lạc: thư điện tử, Zalo hoặc điện thoại.")
