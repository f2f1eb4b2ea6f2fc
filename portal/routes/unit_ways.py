"""Cách nhận tin: which channel a unit asks to be reached by first. Nothing can be turned off here."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.audit import record
from models.contacts import choices_of, prefer
from models.errors import Refused
from models.further_channels import service_and_address
from models.masking import masked
from models.reach import Contacts, contacts_on
from models.retention import PURPOSE
from models.settings import Settings
from models.vocabulary import Channel
from notifications.zalo.forms import without_way_in
from portal.doors import AUnit, Db, Now, OwnSettings, Today
from portal.pages import page, see_other
from portal.sealed_forms import FromUnit

router = APIRouter()
PATH = "/don-vi/cach-nhan"


@router.get(PATH)
def ways_page(request: Request, visit: AUnit, db: Db, settings: OwnSettings, today: Today, xong: str = "") -> Response:
    return _show(request, settings, _contacts(db, visit.unit.id, today), done=xong == "1")


@router.post(PATH)
def choose_first(
    request: Request, visit: AUnit, sent: FromUnit, db: Db, settings: OwnSettings, now: Now, today: Today
) -> Response:
    contacts, first = _contacts(db, visit.unit.id, today), str(sent.get("first") or "")[:20]
    mute = without_way_in(settings)
    try:
        before = prefer(db, contacts, first, mute)
    except Refused as no:
        return _show(request, settings, contacts, problem=no.reason)
    if before != first:
        told = f"{before or 'mặc định'} → {first or 'mặc định'}"
        record(db, visit.unit.id, "prefer_channel", f"unit:{visit.unit.id}", told, now=now)
    return see_other(f"{PATH}?xong=1")


def _contacts(db: Db, unit_id: str, today: Today) -> Contacts:
    return contacts_on(db, [unit_id], today).get(unit_id, Contacts())


def _show(
    request: Request, settings: Settings, contacts: Contacts, *, problem: str = "", done: bool = False
) -> Response:
    mute = without_way_in(settings)
    choices, first = choices_of(contacts, mute), contacts.first
    shown = [(channel, _shown(channel, address)) for channel, address in choices.items()]
    return page(
        request,
        "unit_ways.html",
        422 if problem else 200,
        choices=shown,
        prefers=first.prefers if first and first.prefers in choices else "",
        left_out=[channel for channel in choices_of(contacts) if channel not in choices],
        by_hand=bool(first and first.by_hand),
        problem=problem,
        done=done,
        purpose=PURPOSE.format(days=settings.contact_keep_days),
    )


def _shown(channel: Channel, address: str) -> str:
    """Enough to recognise; of an extra service its name beside it."""
    if channel is not Channel.EXTRA:
        return masked(address)
    service, own = service_and_address(address)
    return f"{service}, {masked(own)}"
