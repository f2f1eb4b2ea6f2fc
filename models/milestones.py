"""Mốc của vòng đời: the days of one programme that deserve an entry in its timetable, from today to its last year.

A milestone is a reminder to look, not a fact: losing or doubling one changes nothing. Computed from the catalogue, the
requests on hand and the days people have agreed on; never stored, never in the past. Does not know Prefect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models.catalogue import Catalogue
from models.closing import closing_day
from models.dates_in_words import day_text
from models.deadline_words import deadline_opening
from models.deadlines import Deadline, deadlines, request_deadline
from models.facts import Request, Ruling
from models.programmes import Duty, Programme
from models.vocabulary import Bound, DutyKind, Labelled, Level
from models.workdays import WorkCalendar

REVIEWS = (DutyKind.REVIEW_MID, DutyKind.REVIEW_FINAL)
LONGEST_TITLE = 90


class MilestoneKind(Labelled):
    """What happens at a milestone."""

    OPENS = "opens", "mở kỳ"
    DUE = "due", "hạn"
    CLOSES = "closes", "khóa số liệu và tổng hợp"
    EVENT = "event", "ngày hội, ngày truyền thống"
    MEETINGS = "meeting_summary", "tổng hợp họp định kỳ"
    REVIEW = "review", "sơ kết, tổng kết"
    UNDATED = "undated", "chưa ấn định ngày"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One entry: looked at on the morning (08:00, Hanoi) of `on`. `name` is what an officer reads in the timetable."""

    programme: str
    duty: str
    period: str
    what: MilestoneKind
    on: date
    name: str
    level: str = ""
    tags: tuple[str, ...] = field(default=())

    @property
    def key(self) -> str:
        """Stable as long as the milestone is the same one on the same day: a moved date makes another key."""
        duty = f"{self.duty}@{self.level}" if self.level else self.duty
        return f"{self.programme}|{duty}|{self.period}|{self.what}|{self.on}"

    @property
    def parameters(self) -> dict[str, Any]:
        """What the lifecycle round is told."""
        told = {"programme": self.programme, "milestone": self.what.label, "duty": self.duty, "period": self.period}
        return {**told, "level": self.level} if self.level else told


def milestones(
    catalogue: Catalogue,
    programme: str,
    today: date,
    *,
    requests: Iterable[Request] = (),
    rulings: Iterable[Ruling] = (),
) -> list[Milestone]:
    """Every milestone of `programme` from `today` on, in order. None for a programme that has ended."""
    law = catalogue.programme(programme)
    if law.valid_to < today:
        return []
    agreed = {(r.duty, r.period): r.held_on for r in rulings if r.programme == programme}
    found: dict[str, Milestone] = {}
    for deadline in deadlines(catalogue, programme):
        duty = law.duties[deadline.duty]
        for milestone in _of_duty(law, duty, deadline, catalogue.calendar, agreed.get((duty.id, deadline.period))):
            found.setdefault(_once(milestone), milestone)
    for request in requests:
        if request.programme == programme:
            for milestone in _of_request(law, request, catalogue.calendar):
                found.setdefault(milestone.key, milestone)
    return sorted((m for m in found.values() if m.on >= today), key=lambda m: (m.on, m.key))


def _once(milestone: Milestone) -> str:
    """Meetings of one level and period are summed up once, whichever duties order them."""
    if milestone.what is MilestoneKind.MEETINGS:
        return f"{milestone.what}|{milestone.period}|{milestone.level}"
    return milestone.key


def _of_duty(
    law: Programme, duty: Duty, d: Deadline, calendar: WorkCalendar, held_on: date | None
) -> Iterator[Milestone]:
    if not duty.owed:
        return
    make = _maker(law, d)
    title = _title(law, duty)
    if duty.kind is DutyKind.EVENT and d.has_day:
        yield make(MilestoneKind.EVENT, d.due_on, f"{title} · {day_text(d.due_on)}")
    elif not d.has_day:
        what = MilestoneKind.REVIEW if duty.kind in REVIEWS else MilestoneKind.UNDATED
        if held_on:
            yield make(what, held_on, f"{title} · {d.label} · ngày đã thống nhất {day_text(held_on)}")
        else:
            yield make(what, d.period_from, f"{title} · {d.label} · chưa ấn định ngày")
        if duty.kind is DutyKind.MEETING:
            on = min(calendar.next_working_after(d.period_to), law.valid_to)
            for level in d.levels:
                what_kind = title if duty.secrecy else "họp định kỳ"
                name = f"Tổng hợp {what_kind} {Level(level).label} · {d.label}"
                yield make(MilestoneKind.MEETINGS, on, name, str(Level(level)))
    else:
        closing_on = closing_day(law, d, calendar)
        if d.due_on <= law.valid_to:
            closing_on = min(closing_on, law.valid_to)  # the page ends with its programme
        yield from _dated(make, title, d, closing_on)


def _of_request(law: Programme, request: Request, calendar: WorkCalendar) -> Iterator[Milestone]:
    deadline = request_deadline(request, calendar)
    closing_on = closing_day(law, deadline, calendar)
    for milestone in _dated(_maker(law, deadline), _short(request.title), deadline, closing_on):
        if milestone.what is not MilestoneKind.OPENS:
            yield milestone


def _dated(make: Callable[..., Milestone], title: str, d: Deadline, closing_on: date) -> Iterator[Milestone]:
    yield make(MilestoneKind.OPENS, d.period_from, f"Mở kỳ · {title} · {d.label}")
    yield make(MilestoneKind.DUE, d.due_on, f"Hạn · {title} · {_bound_text(d)}")
    yield make(MilestoneKind.CLOSES, closing_on, f"Khóa số liệu và tổng hợp · {title} · {d.label}")


def _maker(law: Programme, d: Deadline) -> Callable[..., Milestone]:
    def make(what: MilestoneKind, on: date, name: str, level: str = "") -> Milestone:
        waits = law.waiting_from is not None and on >= law.waiting_from
        tags = ["mốc", f"ct:{law.slug}", f"loai:{what.label}", f"ky:{d.period}", f"năm:{on.year}"]
        tags += [f"gđ:{n}" for n, p in enumerate(law.phases, 1) if p.first_on <= on <= p.last_on]
        if waits:
            tags.append("chờ xác nhận")
        return Milestone(
            law.slug, d.duty, d.period, what, on, f"{name} · chờ xác nhận" if waits else name, level, tuple(tags)
        )

    return make


def _bound_text(d: Deadline) -> str:
    if d.has_hour:
        return deadline_opening(d)
    if d.bound is Bound.BEFORE and d.named_on:
        return f"trước {day_text(d.named_on)}"
    if d.bound is Bound.EXACT:
        return f"ngày {day_text(d.due_on)}"
    return f"chậm nhất hết ngày {day_text(d.due_on)}"


def _title(law: Programme, duty: Duty) -> str:
    """What is to be delivered; two duties of one name are told apart by their levels."""
    twins = [other for other in law.duties.values() if other.title == duty.title and other.id != duty.id]
    levels = f" ({', '.join(level.label for level in duty.levels)})" if twins and duty.levels else ""
    return _short(duty.title) + levels


def _short(title: str) -> str:
    if len(title) <= LONGEST_TITLE:
        return title
    return title[:LONGEST_TITLE].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
