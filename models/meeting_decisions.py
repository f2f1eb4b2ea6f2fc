"""Kết luận cuộc họp: what minutes order of whom by when, and the duty each of them becomes.

A meeting may bind the unit that files its minutes and the units below it in its own line, nobody else. What it orders
of the unit itself is a duty at once; what it orders of others becomes one when the minutes are accepted. Minutes sent
back take their orders with them; a new version that says the same keeps the duty as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, select, update

from models.audit import record
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.errors import Refused
from models.facts import Request, Submission
from models.figures import FieldProblem
from models.filing_facts import MeetingDecision
from models.free_words import why_personal
from models.map_of_day import Node, unit_of_day, units_on
from models.quiet_hours import day_in_hanoi
from models.request_deadlines import request_wording
from models.requests import open_request
from models.units import Assignment
from models.vocabulary import Bound, SubmissionState
from models.workdays import DAY

MOST = 20
LOOKS_BACK = timedelta(days=60)  # from its day on: what was due before is not looked at again by every round
LONGEST_TEXT = 300
PREFIX = "k."  # of the boxes of the n-th decision: k.1.text, k.1.unit, k.1.due
S = SubmissionState


@dataclass(frozen=True, slots=True)
class Ordered:
    """One decision, read and checked: what is to be done, by which unit, by the end of which day."""

    text: str
    unit_id: str
    due_on: date


def may_be_ordered(session: Session, unit_id: str, on: date) -> list[Node]:
    """The unit itself, then every unit below it in its own line on the map of that day, by name."""
    own = unit_of_day(session, unit_id, on)
    if own is None:
        return []
    line = units_on(session, on, tree=own.tree)

    def is_below(node: Node) -> bool:
        above = node.parent_id
        while above and above != unit_id:
            above = line[above].parent_id if above in line else None
        return above == unit_id

    return [own, *sorted((node for node in line.values() if is_below(node)), key=lambda node: (node.name, node.id))]


def read_decisions(
    typed: Sequence[Mapping[str, Any]], allowed: Sequence[Node], today: date
) -> tuple[list[Ordered], list[FieldProblem]]:
    """What was typed (`text`, `unit` id, `due`), row by row from 1; a wholly blank row is none.

    `due` is a `date`, or text that `portal.words.read_day` could not read and is refused here.
    """
    units, found, problems = {node.id for node in allowed}, list[Ordered](), list[FieldProblem]()
    for n, row in enumerate(typed, 1):
        text, unit, due = str(row.get("text") or "").strip(), str(row.get("unit") or "").strip(), row.get("due")
        if not (text or due):
            continue
        wrong = _wrong_text(text) | _wrong_unit(unit, units) | _wrong_day(due, today)
        problems += [FieldProblem(f"{PREFIX}{n}.{box}", message) for box, message in wrong.items()]
        if not wrong and isinstance(due, date):
            found.append(Ordered(text, unit, due))
    if len(found) > MOST:
        problems.append(FieldProblem(f"{PREFIX}1.text", f"Mỗi biên bản ghi không quá {MOST} kết luận giao việc."))
    return found, problems


def keep_decisions(session: Session, submission: Submission, ordered: Sequence[Ordered]) -> list[MeetingDecision]:
    """Write what these minutes order. What the version before ordered in the same words keeps its duty."""
    earlier = _earlier(session, submission)
    kept = []
    for n, each in enumerate(ordered, 1):
        same = (each.text, each.unit_id, each.due_on)
        row = MeetingDecision(
            submission_id=submission.id or 0,
            n=n,
            text=each.text,
            unit_id=each.unit_id,
            due_on=each.due_on,
            request_code=earlier.get(same, ""),
        )
        session.add(row)
        kept.append(row)
    session.flush()
    return kept


def decisions_of(session: Session, submission_id: int) -> list[MeetingDecision]:
    """What one version of the minutes ordered, in its order."""
    query = select(MeetingDecision).where(MeetingDecision.submission_id == submission_id)
    return list(session.exec(query.order_by(col(MeetingDecision.n))))


def carry_out(session: Session, catalogue: Catalogue, now: datetime, of: Submission | None = None) -> int:
    """Make duties of what stands and take back what fell: of one duty's minutes (`of` any version), or of all.

    Done twice it is done once.

    How many duties were opened, taken back or given back. A day that went by before the minutes were accepted opens
    nothing: nobody is asked for what is late before it is known.
    """
    query = select(MeetingDecision, Submission).join(Submission, col(Submission.id) == MeetingDecision.submission_id)
    if of is not None:
        query = query.where(*_same_minutes(of))
    else:
        query = query.where(MeetingDecision.due_on >= day_in_hanoi(now) - LOOKS_BACK)
    shown = query.options(defer(Submission.figures), defer(Submission.fields))  # type: ignore[arg-type]
    rows = session.exec(shown.order_by(col(MeetingDecision.id))).all()
    standing = {d.request_code for d, minutes in rows if d.request_code and minutes.state in (S.FILED, S.ACCEPTED)}
    done = 0
    for decision, minutes in rows:
        is_own = decision.unit_id == minutes.unit_id
        if minutes.state == S.ACCEPTED or (is_own and minutes.state == S.FILED):
            done += _order(session, catalogue, decision, minutes, now)
        elif decision.request_code and decision.request_code not in standing and minutes.state != S.FILED:
            done += _take_back(session, decision, minutes, now)
    return done


def _order(
    session: Session, catalogue: Catalogue, decision: MeetingDecision, minutes: Submission, now: datetime
) -> int:
    """Open the duty, or give it back where the minutes it came from had been sent back."""
    today = day_in_hanoi(now)
    if decision.request_code:
        given_back = _assignment(decision, minutes).where(col(Assignment.valid_to) < decision.due_on)
        return session.exec(given_back.values(valid_to=None)).rowcount if decision.due_on >= today else 0
    if decision.due_on < today:
        return 0
    code = f"KL-{minutes.id}-{decision.n}"
    request = Request(
        programme=minutes.programme,
        code=code,
        title=decision.text,
        document=minutes.document_number,
        document_on=minutes.document_on or today,
        clause=f"kết luận số {decision.n:02d} của cuộc họp",
        bound=str(Bound.BY),
        named_on=decision.due_on,
        route_to="" if decision.unit_id == minutes.unit_id else _name(session, minutes.unit_id, today),
        by=minutes.filed_by,
        at=now,
    )
    request.wording = request_wording(request)
    try:
        open_request(session, catalogue, request, [decision.unit_id], by=minutes.filed_by or minutes.unit_id, now=now)
    except Refused:  # the unit has come to its end meanwhile: its heir is for a person to name
        return 0
    decision.request_code = code
    session.add(decision)
    session.flush()
    return 1


def _take_back(session: Session, decision: MeetingDecision, minutes: Submission, now: datetime) -> int:
    """The duty ends the day before, unless it was filed already."""
    filed = select(Submission.id).where(
        Submission.programme == minutes.programme,
        Submission.duty == decision.request_code,
        Submission.unit_id == decision.unit_id,
    )
    if session.exec(filed).first() is not None:
        return 0
    last = day_in_hanoi(now) - DAY
    ended = session.exec(
        _assignment(decision, minutes).where(col(Assignment.valid_to).is_(None)).values(valid_to=last)
    ).rowcount
    if ended:
        why = f"biên bản mã {minutes.receipt} không còn hiệu lực"
        record(session, minutes.unit_id, "decision_withdraw", f"request:{decision.request_code}", why, now=now)
    return ended


def _assignment(decision: MeetingDecision, minutes: Submission) -> Any:
    return update(Assignment).where(
        col(Assignment.programme) == minutes.programme,
        col(Assignment.duty) == decision.request_code,
        col(Assignment.unit_id) == decision.unit_id,
    )


def _earlier(session: Session, submission: Submission) -> dict[tuple[str, str, date], str]:
    """What earlier versions of the same minutes ordered → the duty it became."""
    query = select(MeetingDecision).join(Submission, col(Submission.id) == MeetingDecision.submission_id)
    rows = session.exec(
        query.where(*_same_minutes(submission), Submission.id != submission.id).order_by(col(MeetingDecision.id))
    )
    return {(row.text, row.unit_id, row.due_on): row.request_code for row in rows if row.request_code}


def _same_minutes(minutes: Submission) -> list[Any]:
    names = ("programme", "duty", "period", "unit_id")
    return [getattr(Submission, name) == getattr(minutes, name) for name in names]


def _name(session: Session, unit_id: str, on: date) -> str:
    node = unit_of_day(session, unit_id, on)
    return node.name if node else unit_id


def _wrong_text(text: str) -> dict[str, str]:
    if not text:
        return {"text": "Đề nghị ghi nội dung kết luận."}
    if len(text) > LONGEST_TEXT:
        return {"text": f"Nội dung kết luận không quá {LONGEST_TEXT} ký tự; đang có {len(text)}."}
    if why := why_personal(text, "Kết luận"):
        return {"text": why}
    return {}


def _wrong_unit(unit: str, allowed: set[str]) -> dict[str, str]:
    if unit in allowed:
        return {}
    return {"unit": "Đề nghị chọn đơn vị thực hiện: chính đơn vị hoặc đơn vị cấp dưới trong cùng hệ."}


def _wrong_day(due: object, today: date) -> dict[str, str]:
    if not isinstance(due, date):
        return {"due": "Đề nghị ghi hạn thực hiện: ngày/tháng/năm, ví dụ 05/9/2026."}
    if due < today:
        return {"due": f"Hạn {day_text(due)} đã qua. Việc đã làm xong thì ghi trong phần tóm tắt kết quả."}
    if due.year > today.year + 5:
        return {"due": "Hạn không quá năm năm. Đề nghị kiểm tra lại."}
    return {}
