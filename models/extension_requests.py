"""Đề nghị gia hạn: a unit asks for more time on its page; a person answers, or the filing itself settles it.

One may wait at a time, three may be asked of one duty and period. While one waits the reminders are silent, but not
for long: to the end of the third working day or of the day asked for, whichever comes first; then they speak again,
answered or not. What an answer grants is an `Extension` of its own (`models.granting`). Nothing here sends anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, or_, select, update

from models.audit import record
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.errors import Refused
from models.filing_facts import ExtensionRequest
from models.free_words import refuse_personal
from models.obligations import Obligation
from models.quiet_hours import day_in_hanoi
from models.secrecy import refuse_words
from models.vocabulary import AskState, ObligationState, Stage
from models.workdays import DAY, WorkCalendar
from models.writing import insert_new, table_of

S = ObligationState
ASKABLE = (S.OPEN, S.DUE, S.OVERDUE, S.EXTENDED)  # a returned filing keeps its first day: more time means nothing there
MOST = 3  # asked of one duty and period, withdrawn ones included
LONGEST = timedelta(days=60)  # after the day held to, or after today where that is past
LONGEST_REASON = 500
SILENT_DAYS = 3  # working days
SILENCED = tuple(stage for stage in Stage if stage is not Stage.RETURNED)
Key = tuple[str, str, str, str]  # of an obligation: programme, duty, period, unit
RungKey = tuple[str, str, str, str, str]  # the same and a stage


@dataclass(frozen=True)
class Standing:
    """Where the wishes of one unit for one duty and period stand, for its page and the officer's.

    `first`, `last`: the days that may be asked for; None where none may, and then `why_not` says why.
    """

    waiting: ExtensionRequest | None = None
    past: tuple[ExtensionRequest, ...] = ()  # answered, withdrawn or settled, the newest first
    first: date | None = None
    last: date | None = None
    left: int = 0  # how many more may be asked
    why_not: str = ""
    silent_until: date | None = None  # of the waiting one

    @property
    def may_ask(self) -> bool:
        return not self.why_not


def ask(
    session: Session,
    catalogue: Catalogue,
    owed: Obligation,
    *,
    until: date,
    reason: str,
    by: str,
    now: datetime,
) -> ExtensionRequest:
    """Ask for time through `until`. The same wish sent twice is one; `by` is `link:<id>` or an account's name.

    Errors: `Refused` with what to do instead: nothing owed, one waiting already, asked too often, a day outside
    `Standing.first` and `last`, no reason, or a reason that is too long or points to a person.
    """
    reason = reason.strip()
    now_known = standing(session, catalogue, owed, now)
    if (waiting := now_known.waiting) and (waiting.until, waiting.reason) == (until, reason):
        return waiting
    if now_known.why_not or now_known.first is None or now_known.last is None:
        raise Refused(now_known.why_not)
    _refuse_reason(reason)
    refuse_words(catalogue, owed.programme, owed.duty, reason)
    if not now_known.first <= until <= now_known.last:
        first, last = day_text(now_known.first), day_text(now_known.last)
        raise Refused(f"Đề nghị chọn ngày xin gia hạn từ ngày {first} đến ngày {last}.")
    row = {**_named(owed.key), "until": until, "reason": reason, "by": by, "at": now, "state": str(AskState.ASKED)}
    written = insert_new(session, ExtensionRequest, [{**row, "note": "", "decided_by": ""}], [_TABLE.c.id])
    if not written:  # somebody of the same unit was first
        raise Refused(_WAITS)
    asked = session.get_one(ExtensionRequest, written[0].id)
    record(session, by, "extension_ask", "/".join(owed.key), until.isoformat(), now=now)
    session.flush()
    return asked


def withdraw(session: Session, id: int, *, unit_id: str, by: str, now: datetime) -> ExtensionRequest:
    """The unit takes its wish back; withdrawn twice is withdrawn once. Errors: `Refused` once it was answered."""
    row = asked_for(session, id)
    if row.unit_id != unit_id:
        raise Refused(_UNKNOWN.format(id))
    if row.state == AskState.WITHDRAWN:
        return row
    claimed = claim(session, row, AskState.WITHDRAWN, by=by, now=now)
    record(session, by, "extension_withdraw", f"extension_request:{id}", now=now)
    return claimed


def settle(session: Session, key: Key, *, by: str, now: datetime) -> int:
    """What waits for this obligation is no longer needed: it was filed or waived. How many were settled: 0 or 1."""
    done = update(ExtensionRequest).where(*_of(key), _ASKED)
    values = {"state": str(AskState.SETTLED), "decided_by": by, "decided_at": now}
    return session.exec(done.values(values)).rowcount


def standing(session: Session, catalogue: Catalogue, owed: Obligation, now: datetime) -> Standing:
    """Where the unit's wishes stand, and whether it may ask (again)."""
    query = select(ExtensionRequest).where(*_of(owed.key)).order_by(col(ExtensionRequest.id).desc())
    rows = list(session.exec(query))
    waiting = next((row for row in rows if row.state == AskState.ASKED), None)
    past = tuple(row for row in rows if row.state != AskState.ASKED)
    today, left = day_in_hanoi(now), max(0, MOST - len(rows))
    first = max(owed.due_on, today) + DAY
    last = max(owed.due_on, today) + LONGEST
    if waiting:
        return Standing(waiting, past, None, None, left, _WAITS, silent_until(catalogue.calendar, waiting))
    why_not = ""
    if owed.state not in ASKABLE:
        why_not = f"Việc này {owed.state.label}; không xin gia hạn."
    elif owed.ended_on and owed.ended_on < today:
        why_not = "Việc này đã kết thúc; không xin gia hạn."
    elif not left:
        why_not = f"Đơn vị đã đề nghị gia hạn {MOST} lần cho kỳ này. Đề nghị nộp hoặc trao đổi với đầu mối theo dõi."
    return Standing(None, past, None if why_not else first, None if why_not else last, left, why_not)


def waiting(session: Session) -> list[ExtensionRequest]:
    """Every wish that waits for an answer, the oldest first: the officer's queue."""
    query = select(ExtensionRequest).where(_ASKED)
    return list(session.exec(query.order_by(col(ExtensionRequest.at), col(ExtensionRequest.id))))


def wish_of(session: Session, key: Key) -> ExtensionRequest | None:
    """The wish that waits for this obligation, if any."""
    return session.exec(select(ExtensionRequest).where(*_of(key), _ASKED)).first()


def silent_until(calendar: WorkCalendar, row: ExtensionRequest) -> date:
    """The last day a waiting wish keeps the reminders silent."""
    return min(row.until, calendar.add_working_days(day_in_hanoi(row.at), SILENT_DAYS))


def rungs_asked(
    session: Session, calendar: WorkCalendar, on: date, now: datetime, units: Collection[str] | None = None
) -> Mapping[RungKey, str]:
    """The rungs that are silent on a day because a wish waits, each with the reason a preview shows.

    As far as was known by that instant: a wish answered later waited still.
    """
    return {
        (row.programme, row.duty, row.period, row.unit_id, str(stage)): why
        for row, why in _silent(session, calendar, on, now, units)
        for stage in SILENCED
    }


def asked_for(session: Session, id: int) -> ExtensionRequest:
    """One wish by its number. Errors: `Refused` for an unknown one."""
    row = session.get(ExtensionRequest, id, populate_existing=True)
    if row is None:
        raise Refused(_UNKNOWN.format(id))
    return row


def claim(session: Session, row: ExtensionRequest, state: AskState, *, by: str, now: datetime, **said: Any) -> Any:
    """Move a waiting wish on, once: of two who answer at the same moment the second is told.

    Errors: `Refused` where it no longer waits.
    """
    values = {"state": str(state), "decided_by": by, "decided_at": now, **said}
    mine = update(ExtensionRequest).where(col(ExtensionRequest.id) == row.id, _ASKED)
    if session.exec(mine.values(values)).rowcount != 1:
        label = AskState(asked_for(session, row.id or 0).state).label
        raise Refused(f"Đề nghị gia hạn này đã có kết quả: {label}. Đề nghị tải lại trang.")
    return asked_for(session, row.id or 0)


_TABLE = table_of(ExtensionRequest)
_ASKED = col(ExtensionRequest.state) == str(AskState.ASKED)
_WAITS = "Đơn vị đã có một đề nghị gia hạn đang chờ trả lời. Muốn đổi ngày, đề nghị rút đề nghị ấy trước."
_UNKNOWN = "Không có đề nghị gia hạn số {}. Đề nghị mở lại danh sách."


def _silent(
    session: Session, calendar: WorkCalendar, on: date, now: datetime, units: Collection[str] | None
) -> Iterator[tuple[ExtensionRequest, str]]:
    query = select(ExtensionRequest).where(
        col(ExtensionRequest.at) <= now,
        col(ExtensionRequest.until) >= on,
        or_(col(ExtensionRequest.decided_at).is_(None), col(ExtensionRequest.decided_at) > now),
    )
    for row in session.exec(query.order_by(col(ExtensionRequest.id))):
        last = silent_until(calendar, row)
        if day_in_hanoi(row.at) <= on <= last and (units is None or row.unit_id in units):
            asked = f"đơn vị đề nghị gia hạn đến hết ngày {day_text(row.until)}, đang chờ trả lời"
            yield row, f"{asked}; chưa nhắc đến hết ngày {day_text(last)}"


def _refuse_reason(reason: str) -> None:
    if not reason:
        raise Refused("Đề nghị gia hạn cần ghi lý do, ví dụ: đang chờ số liệu của các tổ.")
    if len(reason) > LONGEST_REASON:
        raise Refused(f"Lý do không quá {LONGEST_REASON} ký tự; đang có {len(reason)}. Đề nghị viết gọn lại.")
    refuse_personal(reason, named="Lý do")


def _named(key: Key) -> dict[str, str]:
    return dict(zip(("programme", "duty", "period", "unit_id"), key, strict=True))


def _of(key: Key) -> list[Any]:
    return [getattr(ExtensionRequest, name) == value for name, value in _named(key).items()]
