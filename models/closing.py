"""Chốt kỳ: a period is closed once, and what was known then is kept byte for byte, for ever.

The snapshot is canonical JSON (sorted keys, no spaces, UTF-8, NFC as filed) with its SHA-256; a second closing answers
with the first. Filings that come later are still accepted and show in today's totals, never in the snapshot: where they
must go upward too, the period is closed again with a reason, as a further snapshot (`models.snapshots`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.audit import record
from models.canonical import canonical
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.deadline import closes_on
from models.deadlines import Deadline
from models.errors import Refused
from models.facts import PeriodClose
from models.free_words import refuse_personal
from models.obligations import find_deadline, known_deadlines
from models.period_counts import periods
from models.programmes import Programme
from models.quiet_hours import day_in_hanoi, end_of_day
from models.reopenings import end_reopening
from models.rollup import Total, roll_up
from models.running_figures import begin
from models.secrecy import refuse_words
from models.snapshots import LaterSnapshot, Snapshot, newest_of, sending_of
from models.totals import form_of, leaves_of, places
from models.workdays import WorkCalendar
from models.writing import insert_new, table_of

LATECOMERS = timedelta(days=60)  # how long after a programme's end its last periods may still be closed
LONGEST_REASON = 500
NAMES = ("name", "unit_name", "node_name")  # in a snapshot
_KEY = (col(PeriodClose.programme), col(PeriodClose.duty), col(PeriodClose.period))


def close_period(
    session: Session,
    catalogue: Catalogue,
    programme: str,
    duty: str,
    period: str,
    as_of: date,
    now: datetime,
    by: str,
) -> PeriodClose:
    """Close one period with the totals known on `as_of`. Errors: `Refused` for a period unknown or not yet begun."""
    deadline = find_deadline(session, catalogue, programme, duty, period)
    if earlier := closing_of(session, programme, duty, period):
        return earlier
    if deadline.period_from > as_of:
        raise Refused(f"Kỳ {deadline.label} bắt đầu từ ngày {day_text(deadline.period_from)}, chưa thể chốt.")
    content = content_of(session, catalogue, deadline, as_of, now)
    row = _row(content, by, now)
    if insert_new(session, PeriodClose, [row], returning=[table_of(PeriodClose).c.id]):
        record(session, by, "close_period", f"{programme}/{duty}/{period}", _told(row), now=now)
        begin(session, catalogue, deadline, day_in_hanoi(now))
    session.flush()
    closed = closing_of(session, programme, duty, period)
    assert closed is not None
    return closed


def close_again(
    session: Session,
    catalogue: Catalogue,
    programme: str,
    duty: str,
    period: str,
    as_of: date,
    now: datetime,
    by: str,
    why: str,
) -> Snapshot:
    """Chốt lại: one more snapshot of a closed period, as known on `as_of`; what was sent before stays.

    Errors: `Refused` for a period that is open or where nothing has changed, and without a reason.
    """
    deadline = find_deadline(session, catalogue, programme, duty, period)
    last = newest_of(session, programme, duty, period)
    if last is None:
        raise Refused(f"Kỳ {deadline.label} chưa chốt lần nào. Đề nghị khóa kỳ trước, khi có thay đổi mới chốt lại.")
    reason = plain_reason(why)
    refuse_words(catalogue, programme, duty, reason)
    content = content_of(session, catalogue, deadline, as_of, now)
    if said_by(content) == said_by(last.content):
        sent = day_text(day_in_hanoi(last.at))
        raise Refused(f"Số liệu kỳ {deadline.label} không thay đổi so với bản đã gửi ngày {sent}, không cần chốt lại.")
    row = {**_row(content, by, now), "n": last.n + 1, "why": reason}
    if not insert_new(session, LaterSnapshot, [row], returning=[table_of(LaterSnapshot).c.id]):
        raise Refused(f"Kỳ {deadline.label} vừa được người khác chốt lại. Đề nghị tải lại để xem bản mới.")
    record(session, by, "close_again", f"{programme}/{duty}/{period}", f"lần {row['n']}, {_told(row)}", now=now)
    begin(session, catalogue, deadline, day_in_hanoi(now))
    end_reopening(session, last.key, by=by, now=now)
    session.flush()
    again = newest_of(session, programme, duty, period)
    assert again is not None
    return again


def plain_reason(why: str) -> str:
    """Why it is sent again, in a line. Errors: `Refused` for none, and for one that points to a person."""
    reason = " ".join(why.split())
    if not reason:
        raise Refused("Chốt lại phải ghi rõ lý do, ví dụ: bổ sung số liệu của 02 đơn vị nộp sau ngày chốt.")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"Lý do chốt lại dài quá {LONGEST_REASON} ký tự. Đề nghị ghi gọn lại.")
    refuse_personal(reason, named="Lý do")
    return reason


def said_by(content: dict[str, Any]) -> Any:
    """What a snapshot says, without when it was taken; the very filings count, also where another says the same."""
    return nameless(content["totals"]), nameless(content["units"]), content["missing"]


def nameless(told: Any) -> Any:
    """The same without what units and places are called: a name put right changes no figure."""
    if isinstance(told, list):
        return [nameless(each) for each in told]
    if isinstance(told, dict):
        return {word: nameless(each) for word, each in told.items() if word not in NAMES}
    return told


def closing_day(law: Programme, deadline: Deadline, calendar: WorkCalendar) -> date:
    """The first day a period may be closed: after the chasers or with its programme, and once the due day is over."""
    day = closes_on(deadline, calendar)
    if deadline.duty in law.duties:  # a request may outlive the programme
        day = min(day, law.valid_to)
    return max(day, deadline.due_on + timedelta(days=1))


def to_close(session: Session, catalogue: Catalogue, on: date) -> list[Deadline]:
    """The periods that have come to their closing day and that nobody has closed, oldest first.

    Left out: what no unit owes, what waits for a decision, and programmes that were over long ago.
    """
    closed = {tuple(key) for key in session.connection().execute(select(*_KEY))}
    ripe: dict[tuple[str, str, str], date] = {}
    for deadline in known_deadlines(session, catalogue, by=end_of_day(on)):
        law = catalogue.programme(deadline.programme)
        day = closing_day(law, deadline, catalogue.calendar)
        is_time = day <= on <= max(day, law.valid_to) + LATECOMERS
        waits = law.waiting_from is not None and law.waiting_from <= day
        if is_time and not waits and deadline.key not in closed:
            ripe[deadline.key] = day
    if not ripe:  # most days: nobody need be counted
        return []
    owed = [status.deadline for status in periods(session, catalogue, on, among=ripe) if status.expected]
    return sorted(owed, key=lambda deadline: (ripe[deadline.key], deadline.key))


def closing_of(session: Session, programme: str, duty: str, period: str) -> PeriodClose | None:
    query = select(PeriodClose).where(
        col(PeriodClose.programme) == programme, col(PeriodClose.duty) == duty, col(PeriodClose.period) == period
    )
    return session.scalars(query).first()


def snapshot_of(closed: PeriodClose) -> dict[str, Any]:
    """What was known at closing. Errors: `Refused` when the bytes no longer match their fingerprint."""
    return sending_of(closed).content


def content_of(
    session: Session, catalogue: Catalogue, deadline: Deadline, as_of: date, now: datetime
) -> dict[str, Any]:
    """What would be sent if the period were closed now: plain values, ready to be written down."""
    leaves = leaves_of(session, catalogue, deadline, as_of)
    form = form_of(session, catalogue, deadline)
    totals: list[Total] = roll_up(form, leaves, places(session, deadline.last_valid_on)) if form else []
    return {
        "programme": deadline.programme,
        "duty": deadline.duty,
        "period": deadline.period,
        "as_of": as_of.isoformat(),
        "closed_at": now.isoformat(),
        "deadline": deadline.as_json(),
        "form": {"id": form.id, "version": form.version} if form else None,
        "reported": sum(leaf.is_reported for leaf in leaves),
        "expected": len(leaves),
        "missing": sorted(leaf.unit_id for leaf in leaves if not leaf.is_reported),
        "units": [leaf._asdict() for leaf in sorted(leaves, key=lambda leaf: leaf.unit_id) if leaf.is_reported],
        "totals": [{**row.as_json(), "node_name": row.node_name, "paper": row.paper} for row in totals],
    }


def _row(content: Mapping[str, Any], by: str, now: datetime) -> dict[str, Any]:
    """What both tables of sendings keep of one."""
    text = canonical(content)
    told = {name: content[name] for name in ("programme", "duty", "period", "reported", "expected")}
    return {**told, "by": by, "at": now, "snapshot": text, "sha256": sha256(text.encode()).hexdigest()}


def _told(row: Mapping[str, Any]) -> str:
    """In the journal, by which a sending is known again."""
    return f"{row['reported']}/{row['expected']} đơn vị, sha256 {row['sha256']}"
