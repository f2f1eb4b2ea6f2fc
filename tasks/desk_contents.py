"""What lies on a desk, as a pack of handing over carries it: plain values, and the documents beside them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from models.access import Officer
from models.calls import Call, calls
from models.catalogue import Catalogue
from models.chaser_letters import letters
from models.delegations import delegations_known
from models.desk import desk
from models.desk_matters import Names, matters
from models.errors import Refused
from models.facts import Audit, PeriodClose
from models.filing_facts import Delegation
from models.kept_files import harmless_name
from models.map_of_day import pasts
from models.officers import acts_for_agency
from models.quiet_hours import day_in_hanoi, end_of_day
from models.reach import contacts_on
from models.settings import Home, Settings
from models.snapshots import Snapshot, snapshots_of
from models.units import Unit
from models.vocabulary import LetterState
from reports.chaser_docx import chaser_docx
from reports.handover_pack import SCHEMA
from tasks.escalation import chaser_draft
from tasks.sent_files import sent_bytes

LOOKS_BACK = timedelta(days=190)  # half a year and the days of grace: sendings and contacts that are still at work


def contents(
    session: Session,
    catalogue: Catalogue,
    settings: Settings,
    officer: Officer,
    on: date,
    now: datetime,
    id: str,
    note: str,
) -> dict[str, Any]:
    """All of it as plain values: `ban-giao.json`."""
    is_agency = acts_for_agency(officer)
    lying = desk(session, on) if is_agency else None
    called = calls(session, catalogue, on, now) if is_agency else []
    names = Names(session, catalogue, on)
    return {
        "schema": SCHEMA,
        "id": id,
        "agency": settings.agency,
        "from": {"username": officer.username, "full_name": officer.full_name, "post": officer.post},
        "on": on.isoformat(),
        "made_at": now.isoformat(),
        "note": note,
        "desk": {k: v for k, v in asdict(lying).items() if k != "alarms"} if lying is not None else {},
        "matters": [_plain(asdict(matter)) for matter in matters(session, catalogue, officer, on)],
        "calls": [_call(call) for call in called],
        "delegations": [_delegation(d) for d in delegations_known(session, {officer.username}) if d.until >= on],
        "contacts": _contacts(session, officer, on),
        "sendings": [_sending(s, names) for s in _sendings(session, on)] if is_agency else [],
    }


def _call(call: Call) -> dict[str, Any]:
    return _plain(call.as_json()) | {"phone": call.phone, "head_phone": call.head_phone}


def _delegation(given: Delegation) -> dict[str, Any]:
    return {
        "from": given.from_username,
        "to": given.to_username,
        "from_on": given.from_on.isoformat(),
        "until": given.until.isoformat(),
        "reason": given.reason,
        "revoked": given.revoked_at is not None,
    }


def _contacts(session: Session, officer: Officer, on: date) -> list[dict[str, Any]]:
    """Who answers for the units whose contacts this officer saw to lately."""
    query = select(Audit.subject).where(
        Audit.actor == officer.username,
        col(Audit.action).in_(("contact_set", "contact_end")),
        col(Audit.at) >= end_of_day(on - LOOKS_BACK),
        col(Audit.at) <= end_of_day(on),
    )
    units = sorted({subject.removeprefix("unit:") for subject in session.exec(query)})
    known, then = contacts_on(session, units, on), pasts(session, on)
    found = []
    for unit_id in units:
        unit, contacts = session.get(Unit, unit_id), known.get(unit_id)
        name = then[unit_id]["name"] if unit_id in then else unit.name if unit else unit_id
        for contact in filter(None, (contacts.main, contacts.head) if contacts else ()):
            ways = {"post": contact.post, "phone": contact.phone, "email": contact.email}
            found.append({"unit": unit_id, "name": name, "is_head": contact.is_head, **ways})
    return found


def _sendings(session: Session, on: date) -> list[Snapshot]:
    """What was sent upward lately, each period's sendings in their order."""
    key = (col(PeriodClose.programme), col(PeriodClose.duty), col(PeriodClose.period))
    lately = (col(PeriodClose.at) >= end_of_day(on - LOOKS_BACK), col(PeriodClose.at) <= end_of_day(on))
    keys = session.exec(select(*key).where(*lately).order_by(col(PeriodClose.at), *key))
    found = (sent for one in keys.all() for sent in snapshots_of(session, *one))
    return [sent for sent in found if sent.at <= end_of_day(on)]


def _sending(sent: Snapshot, names: Names) -> dict[str, Any]:
    programme, duty, period = sent.key
    counts = {"reported": sent.reported, "expected": sent.expected, "why": sent.why, "sha256": sent.sha256}
    key = {"programme": programme, "duty": duty, "period": period, "n": sent.n, "title": names.work(*sent.key)}
    return {**key, "on": day_in_hanoi(sent.at).isoformat(), **counts, "folder": _folder(sent)}


def _folder(sent: Snapshot) -> str:
    stem = "-".join((*sent.key, f"lan-{sent.n}")).replace("/", "-").replace("..", "-den-")
    return f"ban-da-gui/{harmless_name(stem)}"


def files_of(
    session: Session,
    home: Home,
    catalogue: Catalogue,
    settings: Settings,
    officer: Officer,
    on: date,
    now: datetime,
) -> dict[str, bytes]:
    """Drafts of letters, and what was sent with its documents; a draft nobody need sign any more is left out."""
    if not acts_for_agency(officer):
        return {}
    found: dict[str, bytes] = {}
    for letter in letters(session, LetterState.DRAFTED):
        try:
            draft, standing = chaser_draft(session, catalogue, settings, letter, on, now, templates=home.templates)
        except Refused:
            continue
        if standing.late:
            found[f"van-ban/cong-van-don-doc-{letter.id}.docx"] = chaser_docx(draft)
    for sent in _sendings(session, on):
        found[f"{_folder(sent)}/ban-gui.json"] = sent.bytes
        for name, content in sent_bytes(session, home, sent).items():
            found[f"{_folder(sent)}/{harmless_name(name)}"] = content
    return found


def _plain(value: Any) -> Any:
    """Days as ISO, decimals as numbers: what JSON can hold."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, (str, int, float, bool, type(None))) else float(value)
