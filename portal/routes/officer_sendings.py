"""Gửi lại sau khi chốt: closed periods whose figures moved after they were sent; a person sends again, or lets it stay.

What is confirmed is what stood on the page: a filing that came meanwhile shows the page anew, with nothing typed lost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.catalogue import Catalogue
from models.closing import LONGEST_REASON
from models.corrections import Changes, Delta, changes_since
from models.errors import Refused
from models.overtaken import (
    Overtaken,
    keep_all_as_sent,
    keep_as_sent,
    kept_sendings,
    leave_totals,
    overtaken,
    overtaken_at,
    refuse_unseen,
)
from models.secrecy import refuse_words
from models.snapshots import Key, Snapshot, snapshots_of
from models.unit_map import fold
from portal import words
from portal.doors import AnActingOfficer, AnOfficer, Db, Law, NotFound, Now, OwnHome, Today
from portal.headings import Heading, heading
from portal.pages import page, see_other
from portal.periods_asked import APeriod, PeriodAsked
from portal.sealed_forms import FromOfficer
from tasks.sending_again import sent_again

router = APIRouter()
PATH = "/can-bo/gui-lai"
KEY = "/{programme}/{duty}/{period:path}"
DONE = {
    "gui": "Đã chốt lại: bản gửi mới, báo cáo và thông báo điều chỉnh đã lưu cùng kỳ này.",
    "giu": "Đã ghi nhận giữ nguyên bản đã gửi. Có thay đổi mới, kỳ này lại hiện ở đây.",
}


@dataclass(frozen=True)
class Waiting:
    """One period that waits for a word."""

    head: Heading
    found: Overtaken

    @property
    def sent(self) -> Snapshot:
        return self.found.sent

    @property
    def units(self) -> int:
        return len(self.found.moved)

    @property
    def seen(self) -> str:
        """The period and what was seen of it, as a box of the list says it back."""
        return f"{'/'.join(self.found.deadline.key)} {self.found.mark}"


@dataclass(frozen=True)
class MovedLine:
    """One line of the totals, before and after, in words."""

    code: str
    label: str
    unit: str
    before: str
    after: str
    counted_before: str
    counted_after: str


@dataclass(frozen=True)
class MovedUnit:
    """One unit behind the changes."""

    id: str
    name: str
    why: str
    receipt: str
    at: datetime | None


@router.get(PATH)
def sendings_page(request: Request, visit: AnOfficer, db: Db, law: Law, today: Today, xong: int = 0) -> Response:
    done = (
        f"Đã ghi nhận giữ nguyên bản đã gửi của {xong:02d} kỳ. Có thay đổi mới, kỳ ấy lại hiện ở đây." if xong else ""
    )
    return _list(request, db, law, today, done=done)


@router.post(PATH)
def keep_several(
    request: Request, visit: AnActingOfficer, sent: FromOfficer, db: Db, law: Law, today: Today, now: Now
) -> Response:
    """What was sent stays for every period chosen among those whose totals are as they were sent."""
    why, chosen = str(sent.get("why") or "").strip()[: 2 * LONGEST_REASON], [str(one) for one in sent.getlist("ky")]
    seen = {key: mark for key, mark in map(_key_seen, chosen) if len(key) == 3}
    try:
        kept = keep_all_as_sent(db, law, overtaken(db, law, today), seen, why, visit.officer.username, now)
    except Refused as no:
        db.rollback()
        return _list(request, db, law, today, problem=no.reason, why=why, chosen=chosen)
    return see_other(f"{PATH}?xong={len(kept)}")


@router.get(PATH + KEY)
def sending_page(
    request: Request,
    visit: AnOfficer,
    head: APeriod,
    db: Db,
    law: Law,
    today: Today,
    now: Now,
    xong: str = "",
) -> Response:
    return _show(request, db, law, head, today, now, done=DONE.get(xong, ""))


@router.post(PATH + KEY)
def decide_on_sending(
    request: Request,
    visit: AnActingOfficer,
    sent: FromOfficer,
    head: APeriod,
    db: Db,
    law: Law,
    home: OwnHome,
    today: Today,
    now: Now,
) -> Response:
    by = visit.officer.username
    what, why = str(sent.get("what") or ""), str(sent.get("why") or "").strip()[: 2 * LONGEST_REASON]
    try:
        if what not in DONE:
            raise Refused("Đề nghị chọn gửi lại hoặc giữ nguyên bản đã gửi.")
        found = refuse_unseen(overtaken_at(db, law, head.deadline, today), str(sent.get("seen") or ""))
        if what == "gui":
            sent_again(db, law, home, head.deadline.key, today, now, by=by, why=why)
        else:
            refuse_words(law, head.programme, head.duty, why)
            keep_as_sent(db, found, why, by, now)
    except Refused as no:
        db.rollback()
        return _show(request, db, law, head, today, now, problem=no.reason, why=why)
    return see_other(f"{PATH}/{head.key}?xong={what}")


def _list(
    request: Request,
    db: Session,
    law: Catalogue,
    today: date,
    *,
    done: str = "",
    problem: str = "",
    why: str = "",
    chosen: Sequence[str] | None = None,
) -> Response:
    found = overtaken(db, law, today)
    quiet = leave_totals(db, law, found)
    waiting = [Waiting(heading(db, law, *one.deadline.key), one) for one in found]
    return page(
        request,
        "sendings.html",
        422 if problem else 200,
        moved=[one for one in waiting if one.found.deadline.key not in quiet],
        quiet=[one for one in waiting if one.found.deadline.key in quiet],
        chosen=chosen,
        why=why,
        longest=LONGEST_REASON,
        done=done,
        problem=problem,
    )


def _key_seen(text: str) -> tuple[Key, str]:
    """A box of the list read back; another shape is no key."""
    key, _, mark = text.rpartition(" ")
    return tuple(key.split("/", 2)), mark  # type: ignore[return-value]


def _show(
    request: Request,
    db: Session,
    law: Catalogue,
    head: PeriodAsked,
    today: date,
    now: datetime,
    *,
    done: str = "",
    problem: str = "",
    why: str = "",
) -> Response:
    key = head.deadline.key
    found, sent = overtaken_at(db, law, head.deadline, today), snapshots_of(db, *key)
    if not sent:
        raise NotFound("Kỳ này chưa chốt lần nào nên chưa có bản đã gửi.")
    moved = changes_since(db, law, sent[-1], today, now) if found else None
    return page(
        request,
        "sending.html",
        422 if problem else 200,
        head=head,
        sent=sent,
        kept=[word for word in kept_sendings(db, key) if word.n == sent[-1].n],
        found=found,
        lines=_lines(moved.at_node(moved.deltas[0].node)) if moved and moved.deltas else [],
        node_name=moved.deltas[0].node_name if moved and moved.deltas else "",
        units=_units(moved) if moved else [],
        why=why,
        longest=LONGEST_REASON,
        done=done,
        problem=problem,
    )


def _lines(deltas: Sequence[Delta]) -> list[MovedLine]:
    return [
        MovedLine(
            d.indicator,
            d.label,
            d.measure,
            _value(d, 0),
            _value(d, 1),
            f"{d.reported_before}/{d.expected_before}",
            f"{d.reported_after}/{d.expected_after}",
        )
        for d in deltas
    ]


def _value(delta: Delta, side: int) -> str:
    value = (delta.before, delta.after)[side]
    if isinstance(value, list):
        return f"{len(value)} ý kiến"
    return words.percent(value) if delta.numerators != (None, None) else words.number(value)


def _units(moved: Changes) -> list[MovedUnit]:
    """Each unit once, by name, with why."""
    found = {
        w.unit_id: MovedUnit(w.unit_id, w.unit_name, w.why, w.receipt, w.at) for d in moved.deltas for w in d.whose
    }
    return sorted(found.values(), key=lambda unit: (fold(unit.name), unit.id))
