"""Yêu cầu báo cáo đột xuất: an officer asks chosen units for one report, with a deadline of its own.

The request and its assignments are written together; opening the same code again with the same content changes nothing
and answers with the first one. It owes its day to the letter that asks, never to a programme file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session, col

from models.assignments import assign_request
from models.audit import record
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.deadline_words import due_clock
from models.deadlines import Deadline, request_deadline
from models.errors import Refused
from models.facts import Request
from models.quiet_hours import day_in_hanoi
from models.units import Unit
from models.writing import insert_new

_OWN = ("id", "by", "at", "period")  # not part of what is asked


def open_request(
    session: Session, catalogue: Catalogue, request: Request, unit_ids: Iterable[str], *, by: str, now: datetime
) -> Request:
    """Open an on-demand request for these units. `request.by` and `request.at` are set here. Idempotent by its code.

    What is due the very day it is opened is urgent: today's digest may be gone already, its own message is not.

    Errors: `Refused` for an unknown programme or form, a code already used otherwise, a deadline that cannot be or has
    passed, no units, or units that are unknown or gone. Nothing is written then.
    """
    chosen = list(dict.fromkeys(unit_ids))
    wanted = {name: value for name, value in request.model_dump().items() if name not in _OWN}
    if earlier := _same_code(session, request):
        wanted["is_urgent"] |= _is_due_at_once(earlier, catalogue, earlier.at)
        held = {name: value for name, value in earlier.model_dump().items() if name not in _OWN}
        if held != wanted:
            raise Refused(f"Mã yêu cầu “{request.code}” đã dùng cho “{earlier.title}”. Đề nghị đặt mã khác.")
        return earlier
    deadline = refuse_request(session, catalogue, request, chosen, now)
    wanted["is_urgent"] |= _is_due_at_once(request, catalogue, now)
    insert_new(session, Request, [{**wanted, "period": deadline.period, "by": by, "at": now}])
    opened = _same_code(session, request)
    assert opened is not None
    count = assign_request(session, opened, chosen)
    record(session, by, "open_request", f"request:{opened.code}", f"{count} đơn vị", now=now)
    session.flush()
    return opened


def refuse_request(
    session: Session, catalogue: Catalogue, request: Request, unit_ids: Iterable[str], now: datetime
) -> Deadline:
    """The deadline of a request that could be opened now. Errors: `Refused` for one that could not, as above."""
    programme = catalogue.programme(request.programme)
    if request.code in programme.duties:
        raise Refused(f"“{request.code}” là mã nhiệm vụ của chương trình. Đề nghị đặt mã khác, ví dụ DX-2026-01.")
    for name, words in (("code", "mã"), ("title", "nội dung yêu cầu"), ("document", "số văn bản yêu cầu")):
        if not str(getattr(request, name)).strip():
            raise Refused(f"Yêu cầu đột xuất còn thiếu {words}.")
    if request.form:
        catalogue.form(request.form)
    if request.window_from and request.window_to and request.window_to < request.window_from:
        raise Refused("Khoảng số liệu kết thúc trước khi bắt đầu. Đề nghị kiểm tra lại hai ngày.")
    deadline = request_deadline(request, catalogue.calendar)
    if deadline.due_at < now:
        due = f"{due_clock(deadline)} ngày {day_text(deadline.due_on)}".removeprefix(" ngày ")
        raise Refused(f"Hạn của yêu cầu ({due}) đã qua. Đề nghị ấn định thời hạn khác.")
    _refuse_gone(session, list(dict.fromkeys(unit_ids)), deadline.period_from, deadline.last_valid_on)
    return deadline


def _is_due_at_once(request: Request, catalogue: Catalogue, opened_at: datetime) -> bool:
    return request_deadline(request, catalogue.calendar).due_on == day_in_hanoi(opened_at)


def _same_code(session: Session, request: Request) -> Request | None:
    with session.no_autoflush:
        query = select(Request).where(col(Request.programme) == request.programme, col(Request.code) == request.code)
        return session.scalars(query).first()


def _refuse_gone(session: Session, chosen: list[str], first: date, last: date) -> None:
    if not chosen:
        raise Refused("Yêu cầu đột xuất phải có ít nhất một đơn vị nhận.")
    known = {unit.id: unit for unit in session.scalars(select(Unit).where(col(Unit.id).in_(chosen)))}
    if unknown := [unit_id for unit_id in chosen if unit_id not in known]:
        raise Refused(f"Không có đơn vị mang mã: {', '.join(unknown[:5])}. Đề nghị kiểm tra lại danh sách đơn vị.")
    gone = [
        u.name for u in known.values() if (u.valid_to and u.valid_to < last) or (u.valid_from and u.valid_from > last)
    ]
    if gone:
        names = "; ".join(sorted(gone)[:5])
        raise Refused(f"{len(gone)} đơn vị không hoạt động đến hạn nộp: {names}. Đề nghị chọn đơn vị kế thừa.")
