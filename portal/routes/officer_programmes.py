"""A programme as an officer reads it: its documents, everything it demands, its periods with n/N."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import Response

from models.budget import burdens
from models.catalogue import Catalogue, Duty, Programme
from models.deadline_words import due_words
from models.facts import Request as OnDemand
from models.findings import findings
from models.obligations import duty_title, known_deadlines, requests_by_duty
from models.period_counts import PeriodStatus, periods
from models.vocabulary import PeriodState
from portal.doors import AnOfficer, Db, Law, NotFound, Today
from portal.pages import page

router = APIRouter()
BACK, AHEAD = timedelta(days=200), timedelta(days=100)


@dataclass(frozen=True)
class Milestone:
    """A coming day of a programme."""

    key: str
    title: str
    label: str
    due_words: str


@dataclass(frozen=True)
class PeriodLine:
    """One period of one duty with how many have filed."""

    key: str
    title: str
    label: str
    due_words: str
    state: str
    reported: int
    expected: int
    has_form: bool


@dataclass(frozen=True)
class DutyLine:
    """One demand, dated or not."""

    id: str
    title: str
    clause: str
    wording: str
    kind: str
    rule_words: str
    owed: bool
    who: str


@dataclass(frozen=True)
class ProgrammeLine:
    """One programme in the list."""

    programme: Programme
    dated: int
    ended: bool
    next: Milestone | None


@router.get("/can-bo/chuong-trinh")
def programmes_page(request: Request, visit: AnOfficer, db: Db, law: Law, today: Today) -> Response:
    lines = [
        ProgrammeLine(
            programme=p,
            dated=sum(d.owed for d in p.duties.values()),
            ended=p.valid_to < today,
            next=next(iter(milestones_of(db, law, p.slug, today)), None),
        )
        for p in law.programmes.values()
    ]
    return page(request, "programmes.html", lines=lines)


@router.get("/can-bo/chuong-trinh/{slug}")
def programme_page(
    request: Request, slug: str, visit: AnOfficer, db: Db, law: Law, today: Today, tat_ca: str = ""
) -> Response:
    programme = law.programmes.get(slug)
    if programme is None:
        raise NotFound
    requests = requests_by_duty(db)
    every = [s for s in periods(db, law, today, slug) if s.expected]
    near = [s for s in every if today - BACK <= s.deadline.due_on <= today + AHEAD]
    shown = every if tat_ca or not near else near
    shown.sort(key=lambda s: (s.state == PeriodState.CLOSED, abs((s.deadline.due_on - today).days)))
    return page(
        request,
        "programme.html",
        programme=programme,
        periods=[period_line(law, requests, s) for s in shown],
        hidden_periods=len(every) - len(shown),
        duties=[_duty_line(d) for d in programme.duties.values()],
        findings=findings(law, today, slug),
        burdens=burdens(law, today.year, slug),
        year=today.year,
    )


def milestones_of(db: Session, law: Catalogue, slug: str, today: date, most: int = 3) -> list[Milestone]:
    """The next days of a programme, soonest first, one a duty and period."""
    requests = requests_by_duty(db)
    ahead = [d for d in known_deadlines(db, law, slug) if d.due_on >= today]
    return [
        Milestone(f"{d.programme}/{d.duty}/{d.period}", duty_title(law, requests, d), d.label, due_words(d))
        for d in ahead[:most]
    ]


def period_line(law: Catalogue, requests: dict[tuple[str, str], OnDemand], s: PeriodStatus) -> PeriodLine:
    duty = law.programmes[s.programme].duties.get(s.duty)
    form = duty.form if duty else requests[(s.programme, s.duty)].form
    return PeriodLine(
        key=f"{s.programme}/{s.duty}/{s.period}",
        title=duty_title(law, requests, s.deadline),
        label=s.deadline.label,
        due_words=due_words(s.deadline),
        state=s.state.value,
        reported=s.reported,
        expected=s.expected,
        has_form=bool(form),
    )


def _duty_line(duty: Duty) -> DutyLine:
    return DutyLine(
        id=duty.id,
        title=duty.title,
        clause=duty.clause,
        wording=duty.wording,
        kind=duty.kind.value,
        rule_words=duty.rule.words,
        owed=duty.owed,
        who=_who(duty),
    )


def _who(duty: Duty) -> str:
    """The addressees in the document's words; in a joint duty, who leads it."""
    named = _joined(duty.actors) or _joined(level.label for level in duty.levels)
    return f"{named} (chủ trì: {duty.lead})" if duty.joint and duty.lead else named


def _joined(names: Iterable[str]) -> str:
    return "; ".join(names)
