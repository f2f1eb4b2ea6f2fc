"""One unit as an officer keeps it: what it has to do, filed and went through; contacts corrected, links revoked."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime

from fastapi import APIRouter, Request
from sqlmodel import Session, col, select
from starlette.responses import Response

from models.access import Link
from models.audit import record
from models.catalogue import Catalogue
from models.contacts import Details, end_contact, keep_contact, print_of
from models.dates_in_words import day_text
from models.errors import Refused
from models.further_channels import FURTHER, further_of, service_templates
from models.links import revoke_link
from models.map_of_day import name_on
from models.obligations import owes
from models.reach import HOUSE_ORDER
from models.settings import Settings
from models.units import Contact, Unit
from models.vocabulary import Channel
from notifications.zalo.forms import without_way_in
from portal.calendar_address import SAID, address_in_use
from portal.doors import AnActingOfficer, AnOfficer, Db, Law, NotFound, Now, OwnHome, OwnSettings, Today, known_unit
from portal.pages import page, see_other
from portal.sealed_forms import FromOfficer
from portal.unit_story import story_of
from portal.words import read_day
from portal.works import UNFINISHED, works_of

router = APIRouter()
TYPED = ("post", "email", "zalo", "phone", "prefers", "valid_from")


@dataclass
class TypedContact:
    """What stood in the fields of the contact form."""

    post: str = ""
    email: str = ""
    zalo: str = ""
    phone: str = ""
    valid_from: str = ""
    prefers: str = ""
    is_head: bool = False
    by_hand: bool = False
    further: dict[Channel, str] = field(default_factory=dict)

    @property
    def details(self) -> Details:
        own = {name: getattr(self, name) for name in ("post", "email", "zalo", "phone", "prefers")}
        return Details(**own, is_head=self.is_head, by_hand=self.by_hand, further=self.further)


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
            editing.prefers,
            is_head=editing.is_head,
            by_hand=editing.by_hand,
            further=further_of(db, [unit.id]).get(editing.id or 0, {}),
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
    home: OwnHome,
    settings: OwnSettings,
    now: Now,
    today: Today,
) -> Response:
    """A corrected contact is a new row from a day on; the old one ends the day before."""
    unit = known_unit(db, unit_id)
    text = {name: str(sent.get(name) or "").strip()[:200] for name in (*TYPED, *FURTHER)}
    typed = TypedContact(
        **{name: text[name] for name in TYPED},
        is_head=bool(sent.get("is_head")),
        by_hand=bool(sent.get("by_hand")),
        further={channel: text[channel] for channel in FURTHER},
    )
    number = str(sent.get("contact_id") or "")
    old = db.get(Contact, int(number)) if re.fullmatch(r"[0-9]{1,9}", number) else None
    if old is not None and old.unit_id != unit.id:
        raise NotFound
    ending = sent.get("what") == "end"
    try:
        begins = _first_day(typed)
        details = None if ending else typed.details.checked(service_templates(settings), without_way_in(settings))
    except Refused as no:
        return _show(request, db, law, now, today, unit, typed, old.id if old else None, problem=no.reason)
    before, new = print_of(db, old, home.secret()), None
    if details is not None:
        new = keep_contact(db, unit.id, old, details, begins)
    elif old is not None:
        end_contact(db, old, begins)
    told = f"cũ {before}, mới {print_of(db, new, home.secret())}"
    record(db, visit.officer.username, "contact_end" if ending else "contact_set", f"unit:{unit.id}", told, now=now)
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
        story=story_of(db, law, unit, today, request.state.visit.reach.programmes),
        contacts=contacts,
        further=further_of(db, [unit.id]),
        channels=HOUSE_ORDER,
        services_hint=_services_hint(request.state.settings),
        links=len(_open_links(db, unit.id, now)),
        address=address_in_use(request, db, unit_id=unit.id),
        works=works_of(db, law, owed),
        typed=typed,
        editing=editing,
        problem=problem,
        done=done,
    )


def _services_hint(settings: Settings) -> str:
    """Which extra services an address may be given on, or why none can be."""
    try:
        names = sorted(service_templates(settings))
    except Refused as no:
        return no.reason
    return f"Dạng tên-kênh:địa-chỉ; đã thiết lập: {', '.join(names)}." if names else "Chưa có kênh khác được thiết lập."


def _open_links(db: Session, unit_id: str, now: datetime) -> list[Link]:
    query = select(Link).where(Link.unit_id == unit_id, col(Link.revoked_at).is_(None), col(Link.expires_at) > now)
    return list(db.exec(query))


def _first_day(typed: TypedContact) -> date:
    if not typed.valid_from:
        raise Refused("Đề nghị ghi ngày áp dụng.")
    return read_day(typed.valid_from)
