"""Đề nghị gia hạn đang chờ: what units ask, for the officer who answers: as asked, in part, or not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Request
from sqlmodel import Session, col, select
from starlette.responses import Response

from models.catalogue import Catalogue
from models.errors import Refused
from models.extension_requests import Key, silent_until, waiting
from models.filing_facts import ExtensionRequest
from models.granting import LONGEST_NOTE, answer
from models.map_of_day import names_on
from models.obligations import Obligation, owes
from models.quiet_hours import day_in_hanoi
from models.vocabulary import AskState, ObligationState
from portal.doors import AnActingOfficer, AnOfficer, Db, Law, NotFound, Now, RowId
from portal.headings import heading
from portal.pages import page, see_other
from portal.review_page import names_of
from portal.sealed_forms import FromOfficer
from portal.visitors import OfficerVisit
from portal.words import read_day

router = APIRouter()
PATH = "/can-bo/gia-han"
SHOWN = 100
LATELY = timedelta(days=60)
ANSWERED = (AskState.GRANTED, AskState.GRANTED_PART, AskState.REFUSED)
DONE = {
    AskState.GRANTED.value: "Đã đồng ý gia hạn. Đơn vị được báo bằng tin nhắn.",
    AskState.GRANTED_PART.value: "Đã đồng ý gia hạn một phần. Đơn vị được báo bằng tin nhắn.",
    AskState.REFUSED.value: "Đã trả lời không gia hạn. Đơn vị được báo bằng tin nhắn và đọc lý do trên trang của mình.",
    AskState.SETTLED.value: "Đơn vị đã nộp hoặc được miễn; đề nghị này không còn cần trả lời.",
}


@dataclass(frozen=True)
class WishLine:
    """One wish in words, with the day its duty is held to now."""

    wish: ExtensionRequest
    unit: str
    title: str
    label: str
    held_on: date | None
    state: ObligationState | None
    silent_until: date
    decided_by: str  # the officer's name; empty where nobody decided
    earlier: int  # wishes of the unit for this duty and period before this one

    @property
    def key(self) -> str:
        return f"{self.wish.programme}/{self.wish.duty}/{self.wish.period}"


@router.get(PATH)
def extensions_page(request: Request, visit: AnOfficer, db: Db, law: Law, now: Now, xong: str = "") -> Response:
    return _show(request, db, law, now, visit, done=DONE.get(xong, ""))


@router.post(PATH + "/{wish_id}")
def answer_wish(
    request: Request, wish_id: RowId, visit: AnActingOfficer, sent: FromOfficer, db: Db, law: Law, now: Now
) -> Response:
    if db.get(ExtensionRequest, wish_id) is None:
        raise NotFound("Không có đề nghị gia hạn này.")
    typed = {"until": str(sent.get("until") or "").strip()[:20], "note": str(sent.get("note") or "").strip()[:2000]}
    what = str(sent.get("what") or "")
    try:
        if what not in ("dong-y", "khong"):
            raise Refused("Đề nghị chọn đồng ý hoặc không đồng ý.")
        until = read_day(typed["until"]) if what == "dong-y" else None
        row = answer(db, law, wish_id, until=until, note=typed["note"], by=visit.officer.username, now=now)
    except Refused as no:
        db.rollback()
        return _show(request, db, law, now, visit, problem=no.reason, typed=typed, wrong=wish_id)
    return see_other(f"{PATH}?xong={row.state}")


def _show(
    request: Request,
    db: Session,
    law: Catalogue,
    now: datetime,
    visit: OfficerVisit,
    *,
    done: str = "",
    problem: str = "",
    typed: dict[str, str] | None = None,
    wrong: int = 0,
) -> Response:
    rows = [row for row in waiting(db) if visit.holds(row.unit_id, row.programme)]
    lately = db.exec(
        select(ExtensionRequest)
        .where(col(ExtensionRequest.decided_at) >= now - LATELY)
        .order_by(col(ExtensionRequest.decided_at).desc(), col(ExtensionRequest.id).desc())
    )
    decided = [row for row in lately if visit.holds(row.unit_id, row.programme)][:SHOWN]
    return page(
        request,
        "extensions.html",
        422 if problem else 200,
        lines=_lines(db, law, rows[:SHOWN], now, with_state=True),
        count=len(rows),
        decided=_lines(db, law, decided, now),
        typed=typed or {},
        wrong=wrong,
        longest=LONGEST_NOTE,
        done=done,
        problem=problem,
    )


def _lines(
    db: Session, law: Catalogue, rows: Sequence[ExtensionRequest], now: datetime, *, with_state: bool = False
) -> list[WishLine]:
    today, names = day_in_hanoi(now), names_on(db, {row.unit_id for row in rows}, day_in_hanoi(now))
    heads = {key: heading(db, law, *key) for key in {_key(row)[:3] for row in rows}}
    officers = names_of(db, {row.decided_by for row in rows})
    owed = _owed(db, law, rows, today) if with_state else {}
    times = _times(db, rows) if with_state else {}
    found = []
    for row in rows:
        head, of = heads[_key(row)[:3]], owed.get(_key(row))
        found.append(
            WishLine(
                wish=row,
                unit=names.get(row.unit_id, row.unit_id),
                title=head.title,
                label=head.label,
                held_on=of.due_on if of else None,
                state=of.state if of else None,
                silent_until=silent_until(law.calendar, row),
                decided_by=officers.get(row.decided_by, "") if row.state in ANSWERED else "",
                earlier=max(0, times.get(_key(row), 1) - 1),
            )
        )
    return found


def _key(row: ExtensionRequest) -> Key:
    return row.programme, row.duty, row.period, row.unit_id


def _owed(db: Session, law: Catalogue, rows: Sequence[ExtensionRequest], today: date) -> dict[Key, Obligation]:
    among, units = {_key(row)[:3] for row in rows}, {row.unit_id for row in rows}
    return {o.key: o for o in owes(db, law, today, among=among, units=units)} if rows else {}


def _times(db: Session, rows: Sequence[ExtensionRequest]) -> Counter[Key]:
    """How often the units of these rows have asked, by key."""
    query = select(ExtensionRequest).where(col(ExtensionRequest.unit_id).in_({row.unit_id for row in rows}))
    return Counter(_key(row) for row in db.exec(query)) if rows else Counter()
