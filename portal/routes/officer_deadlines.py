"""One duty in one period: how its day was reached, where each unit stands, and extending or waiving for one of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from fastapi import APIRouter, Request
from sqlmodel import Session, col, select
from starlette.responses import Response

from models.catalogue import Catalogue
from models.errors import Refused
from models.facts import Decision, Extension, Waiver
from models.granting import extend, waive
from models.obligations import REPORTED, Obligation, owes
from models.unit_map import fold
from models.vocabulary import ObligationState
from portal.doors import AnActingOfficer, AnOfficer, Db, Law, Now, Today
from portal.pages import page, see_other
from portal.periods_asked import APeriod, PeriodAsked, counted
from portal.sealed_forms import FromOfficer
from portal.visitors import OfficerVisit
from portal.words import read_day

router = APIRouter()
S = ObligationState
UNDECIDED = (S.OVERDUE, S.EXTENDED, S.DUE, S.OPEN, S.RETURNED, S.UPCOMING)


@dataclass(frozen=True)
class UnitLine:
    """One unit's standing in this period."""

    unit_id: str
    unit_name: str
    state: str
    due_words: str
    extended_until: date | None
    submission_id: int | None
    filed_at: object
    may_decide: bool
    decision: str


@dataclass
class TypedDecision:
    unit_id: str = ""
    until: str = ""
    reason: str = ""
    approver: str = ""  # of a waiver


@router.get("/can-bo/han/{programme}/{duty}/{period:path}")
def deadline_page(
    request: Request, visit: AnOfficer, asked: APeriod, db: Db, law: Law, today: Today, tinh_trang: str = ""
) -> Response:
    return show(request, db, law, today, visit, asked, wanted=tinh_trang)


@router.post("/can-bo/han/gia-han/{programme}/{duty}/{period:path}")
def decide_on_time(
    request: Request,
    visit: AnActingOfficer,
    sent: FromOfficer,
    asked: APeriod,
    db: Db,
    law: Law,
    now: Now,
    today: Today,
) -> Response:
    typed = TypedDecision(
        *(str(sent.get(name) or "").strip()[:500] for name in ("unit_id", "until", "reason", "approver"))
    )
    key = {"programme": asked.programme, "duty": asked.duty, "period": asked.period, "unit_id": typed.unit_id}
    by = visit.officer.username
    try:
        if not typed.unit_id:
            raise Refused("Đề nghị chọn đơn vị.")
        if not typed.reason:
            raise Refused("Đề nghị ghi lý do.")
        if sent.get("what") == "waive":
            if not typed.approver:
                raise Refused("Miễn báo cáo phải ghi ai phê duyệt: chức vụ, số văn bản hoặc phiếu trình.")
            waive(db, law, **key, reason=typed.reason, approver=typed.approver, by=by, now=now)
        else:
            extend(db, law, **key, until=_until(typed.until), reason=typed.reason, by=by, now=now)
    except Refused as no:
        db.rollback()
        return show(request, db, law, today, visit, asked, typed=typed, problem=no.reason)
    return see_other(f"/can-bo/han/{asked.key}#don-vi")


def show(
    request: Request,
    db: Session,
    law: Catalogue,
    today: date,
    visit: OfficerVisit,
    asked: PeriodAsked,
    *,
    wanted: str = "",
    typed: TypedDecision | None = None,
    problem: str = "",
) -> Response:
    head = counted(db, law, today, asked)
    owed = owes(db, law, today, programme=head.programme, duty=head.duty, period=head.period, units=visit.units)
    if visit.units is not None:
        reported = sum(o.state in REPORTED for o in owed)
        head = replace(head, reported=reported, expected=sum(o.is_expected for o in owed))
    lines = _lines(db, owed, head.deadline.key)
    counts = Counter(line.state for line in lines)
    return page(
        request,
        "duty_period.html",
        422 if problem else 200,
        head=head,
        deadline=head.deadline,
        rerouted=sorted({(o.old_route_until, o.route) for o in owed if o.old_route_until}),
        units=lines,
        shown=[line for line in lines if wanted in ("", line.state)],
        counts=[(s.value, counts[s.value]) for s in S if counts[s.value]],
        wanted_state=wanted,
        typed=typed or TypedDecision(),
        problem=problem,
    )


def _lines(db: Session, owed: list[Obligation], key: tuple[str, str, str]) -> list[UnitLine]:
    words, order = _decisions(db, owed, key), list(S)
    return [
        UnitLine(
            unit_id=o.unit_id,
            unit_name=o.unit_name,
            state=o.state.value,
            due_words=o.due_words,
            extended_until=o.extended_until,
            submission_id=o.submission_id,
            filed_at=o.filed_at,
            may_decide=o.state in UNDECIDED,
            decision=words.get(o.unit_id, ""),
        )
        for o in sorted(owed, key=lambda o: (-1 if o.state == S.OVERDUE else order.index(o.state), fold(o.unit_name)))
    ]


def _decisions(db: Session, owed: list[Obligation], key: tuple[str, str, str]) -> dict[str, str]:
    """The last human word on each unit's obligation: extension, waiver, return."""
    words: dict[str, str] = {}
    extended = (Extension.programme == key[0], Extension.duty == key[1], Extension.period == key[2])
    for e in db.exec(select(Extension).where(*extended).order_by(col(Extension.id))):
        words[e.unit_id] = f"Gia hạn: {e.reason} ({e.granted_by})"
    waived = (Waiver.programme == key[0], Waiver.duty == key[1], Waiver.period == key[2])
    for w in db.exec(select(Waiver).where(*waived)):
        approved = f"{w.approver} phê duyệt; " if w.approver else ""
        words[w.unit_id] = f"Miễn: {w.reason} ({approved}{w.granted_by} ghi)"
    returned = {o.submission_id: o.unit_id for o in owed if o.state == S.RETURNED and o.submission_id}
    if returned:
        for d in db.exec(select(Decision).where(col(Decision.submission_id).in_(returned)).order_by(col(Decision.at))):
            words[returned[d.submission_id]] = f"Trả lại: {d.note} ({d.by})"
    return words


def _until(text: str) -> date:
    if not text:
        raise Refused("Đề nghị ghi ngày gia hạn.")
    return read_day(text)
