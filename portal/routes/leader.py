"""The leader's one page: each programme a line, its latest count, who is late, what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.catalogue import Programme
from models.obligations import owes, requests_by_duty
from models.period_counts import PeriodStatus, periods
from models.questions import questions
from models.vocabulary import ObligationState
from portal.doors import AnOfficer, Db, Law, Now, OwnSettings, Today
from portal.pages import page
from portal.routes.leader_files import leader_page_used
from portal.routes.officer_programmes import Milestone, PeriodLine, milestones_of, period_line
from reports.leader_words import page_words

router = APIRouter()
S = ObligationState
NAMES_SHOWN = 5
RUNNING_SHOWN = 3


@dataclass(frozen=True)
class ProgrammeLine:
    """One programme as its leader reads it."""

    programme: Programme
    running: list[PeriodLine]
    standing: str
    late: list[str]
    late_count: int
    next: list[Milestone]


@router.get("/lanh-dao")
def leader_page(
    request: Request, visit: AnOfficer, db: Db, law: Law, settings: OwnSettings, today: Today, now: Now
) -> Response:
    requests = requests_by_duty(db)
    overdue = owes(db, law, today, states=[S.OVERDUE])
    asked = questions(db, law, today, [])
    told = leader_page_used(db, law, today, now, asked=asked, overdue=overdue)
    statuses = periods(db, law, today)
    lines = []
    for programme in law.programmes.values():
        late = sorted({o.unit_name for o in overdue if o.programme == programme.slug})
        standing = programme.why_idle(today)
        running = [] if standing else _running([s for s in statuses if s.programme == programme.slug], today)
        lines.append(
            ProgrammeLine(
                programme=programme,
                running=[period_line(law, requests, s) for s in running],
                standing=standing or "chưa có kỳ phải báo cáo",
                late=late[:NAMES_SHOWN],
                late_count=len(late),
                next=[] if standing else _ahead(milestones_of(db, law, programme.slug, today, 9), running),
            )
        )
    in_force = sum(not p.why_idle(today) for p in law.programmes.values())
    late_units = len({o.unit_id for o in overdue})
    said = f"Đang thực hiện {in_force:02d} chương trình, kế hoạch; {late_units:02d} đơn vị có việc quá hạn."
    printed = page_words(told, settings.agency, is_demo=settings.is_demo)
    return page(
        request, "leader.html", told=told, words=printed, today=today, lines=lines, summary=said, questions=asked
    )


def _running(statuses: list[PeriodStatus], today: date) -> list[PeriodStatus]:
    """The periods a leader asks about: those begun and due next; where none runs, the last one due."""
    begun = sorted(
        (s for s in statuses if s.expected and s.deadline.period_from <= today), key=lambda s: s.deadline.due_on
    )
    ahead = [s for s in begun if s.deadline.due_on >= today]
    return ahead[:RUNNING_SHOWN] or begun[-1:]


def _ahead(milestones: list[Milestone], running: list[PeriodStatus]) -> list[Milestone]:
    """What comes after the periods already shown."""
    shown = {f"{s.programme}/{s.duty}/{s.period}" for s in running}
    return [m for m in milestones if m.key not in shown][:RUNNING_SHOWN]
