"""The wall calendar of one year: of every programme, of one, or of one unit with the days it was given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlmodel import Session

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.deadline import Deadline
from models.deadlines import deadline_sentence, deadlines
from models.errors import Refused
from models.feed_events import clock_time
from models.obligations import duty_title, known_deadlines, owes, requests_by_duty
from models.quiet_hours import HANOI
from models.settings import Settings
from models.units import Unit
from models.vocabulary import ObligationState
from reports.wall_calendar import SHEETS, WallCalendar, WallEntry, wall_calendar_docx

GONE = (ObligationState.WAIVED, ObligationState.ENDED)


def wall_calendar_file(
    session: Session | None,
    catalogue: Catalogue,
    settings: Settings,
    year: int,
    today: date,
    *,
    programme: str | None = None,
    unit_id: str | None = None,
    paper: str = "A3",
) -> tuple[str, bytes]:
    """Its name and its bytes (.docx). Without a session only what the rules say. Errors: `Refused`."""
    if not 1900 <= year <= 2200:
        raise Refused(f"Năm {year} ngoài phạm vi lịch (1900–2200).")
    sheet = SHEETS.get(paper.upper())
    if sheet is None:
        raise Refused(f"Không có khổ giấy “{paper}”. Chọn một trong: {', '.join(SHEETS)}.")
    of_programme = catalogue.programme(programme).short_title if programme else "Tất cả chương trình"
    if session is not None and unit_id is not None:
        subject = f"{session.get_one(Unit, unit_id).name} · {of_programme}"
        entries = _of_unit(session, catalogue, year, today, programme, unit_id)
    else:
        subject, entries = of_programme, _of_rules(session, catalogue, year, programme)
    wall = WallCalendar(
        year=year,
        subject=subject,
        agency=settings.agency,
        calendar=catalogue.calendar,
        entries=sorted(entries, key=lambda e: (e.on, e.clock, e.what)),
        is_demo=settings.is_demo,
    )
    return f"lich-thoi-han-{year}-{sheet.name.lower()}.docx", wall_calendar_docx(wall, sheet)


def _of_unit(
    session: Session, catalogue: Catalogue, year: int, today: date, programme: str | None, unit_id: str
) -> Iterable[WallEntry]:
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = owes(session, catalogue, today, programme=programme, unit_id=unit_id, due_from=first, due_until=last)
    for o in found:
        if o.unit_id == unit_id and o.state not in GONE and o.due_on.year == year:
            yield _entry(catalogue, o.deadline, o.title, o.due_on)


def _of_rules(session: Session | None, catalogue: Catalogue, year: int, programme: str | None) -> Iterable[WallEntry]:
    known = deadlines(catalogue, programme) if session is None else known_deadlines(session, catalogue, programme)
    requests = {} if session is None else requests_by_duty(session)
    for deadline in known:
        duty = catalogue.programme(deadline.programme).duties.get(deadline.duty)
        if deadline.due_on.year == year and (duty is None or duty.owed):
            yield _entry(catalogue, deadline, duty_title(catalogue, requests, deadline), deadline.due_on)


def _entry(catalogue: Catalogue, deadline: Deadline, title: str, held_on: date) -> WallEntry:
    sentence = deadline_sentence(deadline, catalogue.calendar)
    if held_on != deadline.due_on:
        sentence = f"{sentence}; được gia hạn đến hết ngày {day_text(held_on)}"
    label = "" if deadline.label == f"năm {held_on.year}" else f" – {deadline.label}"
    document = f"văn bản số {deadline.basis.document}" if deadline.basis.document else "văn bản chưa có số"
    clock = clock_time(deadline) if held_on == deadline.due_on else None
    return WallEntry(
        on=held_on,
        what=f"{title}{label}",
        sentence=sentence,
        basis=f"{deadline.basis.clause}, {document}" if deadline.basis.clause else document,
        clock=f"{clock.astimezone(HANOI):%H} giờ {clock.astimezone(HANOI):%M}" if clock else "",
        ends_a_period=not deadline.has_day,
    )
