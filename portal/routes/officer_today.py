"""The staff officer's picture of today: what is due, overdue, newly received, and what waits for a human word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fastapi import APIRouter, Request
from sqlmodel import Session, col, func, select
from starlette.responses import Response

from models.catalogue import Catalogue
from models.chaser_letters import letters
from models.deadline_words import due_clock
from models.errors import Refused
from models.extension_requests import waiting
from models.facts import Submission
from models.handovers import handed_to
from models.messages import Message
from models.obligations import Obligation, owes
from models.orders import waiting_orders
from models.overtaken import overtaken
from models.questions import Question, questions
from models.review_queue import waiting_for
from models.rights import OUT_OF_REACH
from models.unit_map import find_unit
from models.units import Unit
from models.vocabulary import LetterState, MessageState, ObligationState, SubmissionState
from models.voices import voices_of
from portal import words
from portal.doors import AnOfficer, Db, Law, Now, OfficerVisit, OwnSettings, Today
from portal.headings import heading
from portal.pages import page
from portal.routes.officer_pulse import pulse_of
from portal.works import UNFINISHED, grouped, works_of

router = APIRouter()
S = ObligationState
RECENT = timedelta(days=7)
LATEST = 12


@dataclass(frozen=True)
class Pile:
    """One duty and period with how many units stand in one state."""

    key: str
    title: str
    label: str
    programme_title: str
    due_on: date
    due_words: str
    left: str
    state: str
    units: int


@dataclass(frozen=True)
class Received:
    """A filing that came in lately."""

    id: int
    unit_name: str
    title: str
    label: str
    filed_at: datetime
    state: str
    is_late: bool


@router.get("/can-bo")
def today_page(
    request: Request,
    visit: AnOfficer,
    db: Db,
    law: Law,
    settings: OwnSettings,
    now: Now,
    today: Today,
    chuong_trinh: str = "",
    don_vi: str = "",
) -> Response:
    chosen = law.programmes.get(chuong_trinh)
    slug = chosen.slug if chosen else None
    unit, problem = _unit(db, don_vi, today)
    if unit is not None and not visit.holds(unit_id=unit.id):
        unit, problem = None, OUT_OF_REACH
    owed = owes(db, law, today, programme=slug, unit_id=unit.id if unit else None, states=UNFINISHED, units=visit.units)
    soon = law.calendar.add_working_days(today, 3)
    pressing = [o for o in owed if o.state in (S.DUE, S.OPEN, S.EXTENDED)]
    received, received_count = _received(db, law, now, slug, unit, visit)
    return page(
        request,
        "today.html",
        today=today,
        day_off="" if law.calendar.is_working(today) else law.calendar.why(today).why,
        programmes=law.programmes.values(),
        chosen=chosen,
        unit_text=don_vi,
        unit=unit,
        unit_problem=problem,
        unit_works=works_of(db, law, [o for o in owed if o.state in UNFINISHED]) if unit else [],
        due_today=_piles(law, [o for o in pressing if o.due_on == today]),
        due_soon=_piles(law, [o for o in pressing if today < o.due_on <= soon]),
        soon_until=soon,
        overdue=_piles(law, [o for o in owed if o.state == S.OVERDUE], latest_first=True),
        returned=_piles(law, [o for o in owed if o.state == S.RETURNED], latest_first=True),
        extended=sum(o.state == S.EXTENDED for o in owed),
        received=received,
        received_count=received_count,
        questions=_questions(db, law, visit, now, today, owed),
        messages_to_check=_messages_to_check(db) if visit.opens("/can-bo/tin") else 0,
        pulse=pulse_of(db, settings, now, request.app.state.since),
    )


def _questions(
    db: Session, law: Catalogue, visit: OfficerVisit, now: datetime, today: date, owed: list[Obligation]
) -> list[Question]:
    """What waits for a human word; for an account of limited reach, what it may answer."""
    theirs = [*_reviews(db, law, visit, today), *_wishes(db, visit)]
    if visit.reach.is_limited:
        return theirs
    return [
        *_handed(db, visit.officer.username),
        *theirs,
        *_orders(db, now),
        *_sent_before(db, law, today),
        *questions(db, law, today, owed),
        *_to_sign(db),
    ]


def _reviews(db: Session, law: Catalogue, visit: OfficerVisit, today: date) -> list[Question]:
    """Filings from below that wait for this officer of a superior; the agency finds its own among what came in."""
    if visit.officer.unit_id is None:
        return []
    found = waiting_for(db, law, voices_of(db, visit.officer, today), today)
    waits = sum(visit.holds(w.submission.unit_id, w.submission.programme) for w in found)
    return [Question(f"{waits:02d} báo cáo chờ ý kiến duyệt.", "/can-bo/cho-duyet", "Xem và duyệt")] if waits else []


def _wishes(db: Session, visit: OfficerVisit) -> list[Question]:
    """Units that asked for more time and wait for an answer."""
    asked = sum(visit.holds(wish.unit_id, wish.programme) for wish in waiting(db))
    return [Question(f"{asked:02d} đề nghị gia hạn chờ trả lời.", "/can-bo/gia-han", "Trả lời")] if asked else []


def _orders(db: Session, now: datetime) -> list[Question]:
    """What was ordered in Prefect and waits for an officer's word."""
    asked = len(waiting_orders(db, now))
    return [Question(f"{asked:02d} lệnh điều hành chờ xác nhận.", "/can-bo/lenh", "Xem và quyết định")] if asked else []


def _sent_before(db: Session, law: Catalogue, today: date) -> list[Question]:
    """Closed periods whose figures are no longer those that were sent."""
    found = len(overtaken(db, law, today))
    text = f"{found:02d} kỳ đã chốt có số liệu thay đổi sau khi gửi, chờ xác nhận gửi lại hay giữ nguyên."
    return [Question(text, "/can-bo/gui-lai", "Xem thay đổi")] if found else []


def _to_sign(db: Session) -> list[Question]:
    """Draft letters that wait for whoever signs."""
    drafted = len(letters(db, LetterState.DRAFTED))
    text = f"{drafted:02d} dự thảo công văn đôn đốc chờ xem xét, ký."
    return [Question(text, "/can-bo/tin/cong-van", "Xem dự thảo")] if drafted else []


def _handed(db: Session, username: str) -> list[Question]:
    """What this officer took over and has not seen to."""
    left = sum(matter.done_at is None for matter, _ in handed_to(db, username))
    return [Question(f"{left:02d} việc nhận bàn giao chưa xử lý.", "/can-bo/ban-giao", "Xem")] if left else []


def _piles(law: Catalogue, owed: Iterable[Obligation], *, latest_first: bool = False) -> list[Pile]:
    piles = []
    for (slug, duty, period), members in grouped(owed).items():
        first = members[0]
        piles.append(
            Pile(
                key=f"{slug}/{duty}/{period}",
                title=first.title,
                label=first.deadline.label,
                programme_title=law.programmes[slug].short_title,
                due_on=first.due_on,
                due_words=first.due_words,
                left=words.days_left(
                    first.days_left, first.state, "" if first.extended_until else due_clock(first.deadline)
                ),
                state=first.state.value,
                units=len(members),
            )
        )
    return sorted(piles, key=lambda p: p.due_on, reverse=latest_first)


def _unit(db: Session, text: str, today: date) -> tuple[Unit | None, str]:
    if not text.strip():
        return None, ""
    try:
        return find_unit(db, text.strip()[:200], today), ""
    except Refused as no:
        return None, no.reason


def _received(
    db: Session, law: Catalogue, now: datetime, slug: str | None, unit: Unit | None, visit: OfficerVisit
) -> tuple[list[Received], int]:
    wanted = [col(Submission.filed_at) >= now - RECENT, col(Submission.state) != SubmissionState.SUPERSEDED]
    if slug:
        wanted.append(col(Submission.programme) == slug)
    if unit:
        wanted.append(col(Submission.unit_id) == unit.id)
    if visit.reach.limits_programmes:
        wanted.append(col(Submission.programme).in_(sorted(visit.reach.programmes)))
    query = select(Submission.id, Submission.unit_id).where(*wanted).order_by(col(Submission.filed_at).desc())
    theirs = [id for id, unit_id in db.exec(query) if visit.holds(unit_id=unit_id)]
    named = select(Submission, Unit.name).join(Unit, col(Unit.id) == Submission.unit_id)
    latest = named.where(col(Submission.id).in_(theirs[:LATEST])).order_by(col(Submission.filed_at).desc())
    found = []
    for submission, name in db.exec(latest):
        head = heading(db, law, submission.programme, submission.duty, submission.period)
        late = head.deadline is not None and submission.filed_at > head.deadline.due_at
        found.append(
            Received(submission.id or 0, name, head.title, head.label, submission.filed_at, submission.state, late)
        )
    return found, len(theirs)


def _messages_to_check(db: Session) -> int:
    wanted = col(Message.state).in_((MessageState.UNKNOWN, MessageState.FAILED))
    return db.exec(select(func.count()).select_from(Message).where(wanted)).one()
