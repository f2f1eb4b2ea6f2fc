"""The leader's one page: each programme a line, its latest count, who is late, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.catalogue import Programme
from models.dates_in_words import day_text
from models.obligations import PeriodStatus, owes, periods, requests_known
from models.vocabulary import ObligationState
from portal.doors import AnOfficer, Db, Law, Today
from portal.pages import page
from portal.routes.officer_programmes import Milestone, PeriodLine, milestones_of, period_line
from portal.routes.officer_today import questions

router = APIRouter()
S = ObligationState
NAMES_SHOWN = 5


@dataclass(frozen=True)
class ProgrammeLine:
    """One programme as its leader reads it."""

    programme: Programme
    current: PeriodLine | None
    standing: str
    late: list[str]
    late_count: int
    next: list[Milestone]


@router.get("/lanh-dao")
def leader_page(request: Request, visit: AnOfficer, db: Db, law: Law, today: Today) -> Response:
    requests = {(r.programme, r.code): r for r in requests_known(db)}
    overdue = owes(db, law, today, states=[S.OVERDUE])
    statuses = periods(db, law, today)
    lines = []
    for programme in law.programmes.values():
        late = sorted({o.unit_name for o in overdue if o.programme == programme.slug})
        standing = _standing(programme, today)
        current = None if standing else _current([s for s in statuses if s.programme == programme.slug], today)
        lines.append(
            ProgrammeLine(
                programme=programme,
                current=period_line(law, requests, current) if current else None,
                standing=standing or "chưa có kỳ phải báo cáo",
                late=late[:NAMES_SHOWN],
                late_count=len(late),
                next=[] if standing else milestones_of(db, law, programme.slug, today),
            )
        )
    running = sum(p.valid_from <= today <= p.valid_to for p in law.programmes.values())
    late_units = len({o.unit_id for o in overdue})
    said = f"Đang thực hiện {running:02d} chương trình, kế hoạch; {late_units:02d} đơn vị có việc quá hạn."
    asked = questions(db, law, today, [])
    return page(request, "leader.html", today=today, lines=lines, summary=said, questions=asked)


def _current(statuses: list[PeriodStatus], today: date) -> PeriodStatus | None:
    """The period a leader asks about: the one due next among those begun, else the last one due."""
    begun = [s for s in statuses if s.expected and s.deadline.period_from <= today]
    ahead = [s for s in begun if s.deadline.due_on >= today]
    if ahead:
        return min(ahead, key=lambda s: s.deadline.due_on)
    return max(begun, key=lambda s: s.deadline.due_on, default=None)


def _standing(programme: Programme, today: date) -> str:
    """Why nothing runs at present; empty for a programme in force."""
    if programme.valid_to < today:
        return f"đã kết thúc ngày {day_text(programme.valid_to)}"
    if programme.waiting_from and programme.waiting_from <= today:
        return f"chờ xác nhận từ ngày {day_text(programme.waiting_from)}"
    return ""
