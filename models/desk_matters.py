"""Việc đang chờ trên bàn của một cán bộ: one line each, named so that whoever takes over finds it again.

What waits for the account's own word on filings, and for the agency's staff all that waits for the agency: returned
filings, wishes for more time, drafts of letters, replies, questions, alarms. Reads, decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlmodel import Session

from models.access import Officer
from models.alarms import open_alarms
from models.catalogue import Catalogue
from models.chaser_letters import letters
from models.dates_in_words import day_text
from models.extension_requests import waiting
from models.inbound import waiting_mails
from models.map_of_day import pasts
from models.obligations import Obligation, duty_title, known_deadlines, owes, requests_by_duty
from models.officers import acts_for_agency
from models.orders import waiting_orders
from models.questions import questions
from models.quiet_hours import day_in_hanoi, end_of_day
from models.review_queue import waiting_for
from models.secrecy import shown
from models.units import Unit
from models.vocabulary import AlarmCode, LetterState, MatterKind, ObligationState
from models.voices import voices_of


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that waits. `ref` names it in its home (`submission:12`); `path`: its page there."""

    kind: MatterKind
    ref: str
    title: str
    detail: str = ""
    path: str = ""
    due_on: date | None = None


def matters(session: Session, catalogue: Catalogue, officer: Officer, on: date) -> list[Matter]:
    """All that waits for this account on a day, kind by kind, the oldest first."""
    names = Names(session, catalogue, on)
    found = list(_to_review(session, catalogue, officer, on, names))
    if acts_for_agency(officer):
        found += _of_the_agency(session, catalogue, on, names)
    return found


class Names:
    """What units and duties are called, looked up once."""

    def __init__(self, session: Session, catalogue: Catalogue, on: date):
        self.session, self.catalogue = session, catalogue
        self.then: Mapping[str, Mapping[str, str]] = pasts(session, on)
        self.requests = requests_by_duty(session)
        self.deadlines = {deadline.key: deadline for deadline in known_deadlines(session, catalogue)}

    def unit(self, unit_id: str | None) -> str:
        if not unit_id:
            return "cơ quan theo dõi"
        if unit_id in self.then:
            return self.then[unit_id]["name"]
        unit = self.session.get(Unit, unit_id)
        return unit.name if unit else unit_id

    def work(self, programme: str, duty: str, period: str) -> str:
        """`Báo cáo năm – năm 2026`; what the rules no longer know keeps its codes."""
        deadline = self.deadlines.get((programme, duty, period))
        if deadline is None:
            return f"{duty} – {period}"
        return f"{duty_title(self.catalogue, self.requests, deadline)} – {deadline.label}"


def _to_review(session: Session, catalogue: Catalogue, officer: Officer, on: date, names: Names) -> Iterator[Matter]:
    for one in waiting_for(session, catalogue, voices_of(session, officer, on), on):
        s = one.submission
        title = f"{names.unit(s.unit_id)}: {names.work(s.programme, s.duty, s.period)}"
        detail = f"bản {s.version}, mã {s.receipt}, nhận ngày {day_text(day_in_hanoi(s.filed_at))}"
        yield Matter(MatterKind.REVIEW, f"submission:{s.id}", title, detail, f"/can-bo/bai-nop/{s.id}")


def _of_the_agency(session: Session, catalogue: Catalogue, on: date, names: Names) -> Iterator[Matter]:
    owed = owes(session, catalogue, on, states=(ObligationState.RETURNED, *_UNFINISHED))
    yield from _returned(o for o in owed if o.state is ObligationState.RETURNED)
    for wish in waiting(session):
        title = f"{names.unit(wish.unit_id)}: {names.work(wish.programme, wish.duty, wish.period)}"
        reason = shown(catalogue, wish.programme, wish.duty, wish.reason)
        detail = f"xin đến hết ngày {day_text(wish.until)}; lý do: {reason}"
        yield Matter(MatterKind.WISH, f"extension_request:{wish.id}", title, detail, "/can-bo/gia-han")
    for letter in sorted(letters(session, LetterState.DRAFTED), key=lambda letter: letter.id or 0):
        detail = f"lần {letter.number}, {len(letter.units):02} đơn vị, lập ngày {day_text(letter.made_on)}"
        title = f"Dự thảo công văn đôn đốc: {names.work(*letter.key)}"
        yield Matter(MatterKind.LETTER, f"letter:{letter.id}", title, detail, f"/can-bo/tin/cong-van/{letter.id}")
    for mail in waiting_mails(session):
        whose = names.unit(mail.unit_id) if mail.unit_id else "chưa rõ đơn vị"
        detail = f"nhận ngày {day_text(day_in_hanoi(mail.received_at))}; {len(mail.files):02} tệp"
        yield Matter(MatterKind.MAIL, f"inbound:{mail.id}", whose, detail, f"/can-bo/thu-tra-loi/{mail.id}")
    for asked in questions(session, catalogue, on, [o for o in owed if o.state in _UNFINISHED]):
        ref = f"question:{sha256(asked.text.encode()).hexdigest()[:16]}"
        yield Matter(MatterKind.QUESTION, ref, asked.text, "", asked.path)
    for order in waiting_orders(session, end_of_day(on)):
        detail = f"đề nghị: {order.asked_by}, ngày {day_text(day_in_hanoi(order.asked_at))}"
        yield Matter(MatterKind.ORDER, order.subject, f"Lệnh số {order.id}: {order.about}", detail, order.path)
    for alarm in open_alarms(session):
        detail = f"từ ngày {day_text(day_in_hanoi(alarm.raised_at))}"
        label = AlarmCode.of(alarm.code).label
        yield Matter(MatterKind.ALARM, f"alarm:{alarm.id}", label, detail, "/can-bo/nhip")


def _returned(owed: Iterable[Obligation]) -> Iterator[Matter]:
    for o in sorted(owed, key=lambda o: (o.due_on, o.unit_name)):
        title = f"{o.unit_name}: {o.title} – {o.deadline.label}"
        path = f"/can-bo/bai-nop/{o.submission_id}" if o.submission_id else ""
        yield Matter(MatterKind.RETURNED, "returned:" + "/".join(o.key), title, o.due_words, path, o.due_on)


_UNFINISHED = (ObligationState.OPEN, ObligationState.DUE, ObligationState.EXTENDED, ObligationState.OVERDUE)
