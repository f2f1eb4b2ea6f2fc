"""What one duty and period is called on a page: title, period, day, form, where it goes. Looked up by its key."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, select

from models.catalogue import Catalogue
from models.deadline_words import lateness_text
from models.deadlines import Deadline, deadline_sentence
from models.facts import Request
from models.forms import Form
from models.obligations import Obligation, known_deadlines, request_route


@dataclass(frozen=True)
class Heading:
    """The words over a page about one duty and period."""

    programme: str
    duty: str
    period: str
    title: str
    label: str
    programme_title: str
    number: str
    sentence: str
    route: str
    deadline: Deadline | None
    form: Form | None

    @property
    def key(self) -> str:
        return f"{self.programme}/{self.duty}/{self.period}"

    @property
    def has_form(self) -> bool:
        return self.form is not None


def heading(session: Session, catalogue: Catalogue, programme: str, duty: str, period: str) -> Heading:
    """The heading of that key. What the rules no longer know keeps its code as its name: its filings stay readable."""
    of = catalogue.programmes.get(programme)
    known = of.duties.get(duty) if of else None
    request = session.exec(select(Request).where(Request.programme == programme, Request.code == duty)).first()
    title, route, form = duty, "", ""
    if request is not None:
        title, route, form = request.title, request_route(request), request.form
    elif known is not None:
        title, route, form = known.title, known.route.words, known.form or ""
    is_known = of is not None and (request is not None or known is not None)
    deadlines = known_deadlines(session, catalogue, programme, duty) if is_known else []
    deadline = next((d for d in deadlines if d.period == period), None)
    return Heading(
        programme=programme,
        duty=duty,
        period=period,
        title=title,
        label=deadline.label if deadline else period,
        programme_title=of.short_title if of else programme,
        number=of.number if of else "",
        sentence=deadline_sentence(deadline, catalogue.calendar) if deadline else "không còn trong quy tắc hiện hành",
        route=route,
        deadline=deadline,
        form=catalogue.forms.get(form) if form else None,
    )


def punctuality(owed: Obligation | None) -> tuple[str, bool]:
    """`đúng hạn` or `quá hạn 02 ngày`, by the first filing; and whether it was late."""
    if owed is None or owed.days_late is None:
        return "chưa đánh giá được thời hạn", False
    return lateness_text(owed.days_late, owed.is_late), owed.is_late
