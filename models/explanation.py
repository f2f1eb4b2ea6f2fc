"""Giải thích một hạn: one deadline in courteous prose, from the words of the text to the day, and for one unit.

For a unit it also says why the duty binds it, what people decided about it (extension, waiver, hold, agreed day), and
how it stands on a day. Computes no day of its own: it tells what the steps and the one statement of obligations say.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session, select

from models.bond import bond_of
from models.catalogue import Catalogue
from models.dates_in_words import day_text, full_day_text
from models.deadline import key_by_name
from models.deadlines import Deadline, deadline_of, deadline_sentence
from models.errors import Refused
from models.facts import Extension, Request, Ruling
from models.obligations import Obligation, find_deadline, owes, request_route
from models.standing import decided, extension_step, newest, standing
from models.steps import Step
from models.undecided import undecided
from models.units import Unit
from models.vocabulary import DutyKind, ObligationState
from models.windows import DecreeWindow, PeriodWindow

ASKED_BACK = "Nếu nội dung trên chưa đúng với chức năng, nhiệm vụ của đơn vị, đề nghị phản hồi cơ quan theo dõi."
PROVISIONAL = (
    "Lịch nghỉ của năm này chưa có thông báo chính thức. Khi có thông báo, mốc ngày làm việc có thể đổi; "
    "cơ quan theo dõi sẽ xem trước hạn nào dời rồi mới áp dụng."
)
ROUTE = "Nơi nhận"
_WINDOWS = {window.code: f", {window.words}" for window in (PeriodWindow(), DecreeWindow())}
_TOLD_APART = ("clause", "words", "period", "calendar", "roll", "policy")  # steps that have a paragraph of their own


@dataclass(frozen=True, slots=True)
class Paragraph:
    heading: str
    text: str


@dataclass(frozen=True)
class Explanation:
    """Everything there is to say about one deadline. `unit` … `due_on` only where it was asked for a unit.

    `steps`: the deadline's own and, after them, the unit's extension.
    """

    title: str
    deadline: Deadline
    sentence: str
    paragraphs: tuple[Paragraph, ...]
    steps: tuple[Step, ...]
    on: date | None = None
    unit_id: str = ""
    unit_name: str = ""
    is_bound: bool = False
    state: ObligationState | None = None
    due_on: date | None = None
    due_words: str = ""  # the end of it, `hết ngày 16/6/2026`

    def as_json(self) -> dict[str, Any]:
        """The object `dondoc explain --json` prints."""
        return {
            **key_by_name(self.deadline.key),
            "title": self.title,
            "label": self.deadline.label,
            "sentence": self.sentence,
            "unit": self.unit_id or None,
            "on": self.on.isoformat() if self.on else None,
            "bound": self.is_bound if self.unit_id else None,
            "state": str(self.state) if self.state else None,
            "due_on": (self.due_on or self.deadline.due_on).isoformat(),
            "paragraphs": [{"heading": p.heading, "text": p.text} for p in self.paragraphs],
            "steps": [dict(step) for step in self.steps],
        }


def explain_rule(catalogue: Catalogue, programme: str, duty: str, period: str) -> Explanation:
    """One deadline of the catalogue, for nobody in particular.

    Errors: `Refused` with the periods there are, or with what a human has to decide before there is one.
    """
    asked = catalogue.duty(programme, duty)
    question = _question(catalogue, programme, duty)
    try:
        deadline = deadline_of(catalogue, programme, duty, period)
    except Refused as no:
        raise Refused(f"{no.reason} {question}".strip()) from no
    return _told(asked.title, deadline, catalogue, asked.route.words, question)


def explain(
    session: Session,
    catalogue: Catalogue,
    programme: str,
    duty: str,
    period: str,
    on: date,
    unit_id: str = "",
) -> Explanation:
    """One deadline, a request's included, and on a day for one unit. Errors: `Refused` for an unknown key or unit."""
    unit = session.get_one(Unit, unit_id) if unit_id else None
    request = session.exec(select(Request).where(Request.programme == programme, Request.code == duty)).first()
    if request is None:
        told = explain_rule(catalogue, programme, duty, period)
    else:
        deadline = find_deadline(session, catalogue, programme, duty, period)
        told = _told(request.title, deadline, catalogue, request_route(request))
    if ruling := _ruling(session, told.deadline):
        told = replace(told, paragraphs=(*told.paragraphs, Paragraph("Ngày đã thống nhất", ruling)))
    told = replace(told, on=on)
    return _for_unit(session, catalogue, told, unit, on) if unit else told


def _told(title: str, deadline: Deadline, catalogue: Catalogue, route: str, question: str = "") -> Explanation:
    paragraphs = _of_the_day(deadline, catalogue, route)
    if question:
        paragraphs.append(Paragraph("Điều cần người quyết định", question))
    return Explanation(
        title, deadline, deadline_sentence(deadline, catalogue.calendar), tuple(paragraphs), deadline.steps
    )


def _question(catalogue: Catalogue, programme: str, duty: str) -> str:
    """What the law leaves open about this duty; empty where it leaves nothing."""
    return next((open_.decide for open_ in undecided(catalogue, programme) if open_.duty == duty), "")


def _of_the_day(deadline: Deadline, catalogue: Catalogue, route: str) -> list[Paragraph]:
    """The law's part: where it stands, what is asked, how the words are read, what the calendar says."""
    said = {step["step"]: step for step in deadline.steps}
    readings = [step["text"] for step in deadline.steps if step["step"] not in _TOLD_APART]
    found = [
        Paragraph("Căn cứ", _sentences([f"{said['clause']['text']} ghi: “{deadline.basis.wording}”"])),
        Paragraph("Hạn", _sentences([deadline_sentence(deadline, catalogue.calendar)])),
        Paragraph("Kỳ và số liệu", _period(deadline, said.get("period"))),
    ]
    if route:
        found.append(Paragraph(ROUTE, _sentences([route])))
    found += [
        Paragraph("Cách đọc câu chữ", _sentences(readings)),
        Paragraph("Lịch làm việc", _sentences([said["calendar"]["text"], said["roll"]["text"]])),
    ]
    if deadline.provisional:
        found.append(Paragraph("Còn là dự kiến", PROVISIONAL))
    found.append(Paragraph("Khi gặp ngày nghỉ", _sentences([said["policy"]["text"]])))
    if deadline.readings and not deadline.is_all_days_off:
        safest, latest = (full_day_text(deadline.readings[name]) for name in ("safest", "latest"))
        found.append(
            Paragraph(
                "Chỗ có thể hiểu khác",
                f"Gửi trong {safest} thì không ai có thể nói là muộn. Cách hiểu rộng nhất còn có thể nêu là {latest}; "
                f"hệ thống theo dõi theo ngày {day_text(deadline.due_on)}.",
            )
        )
    law = catalogue.programme(deadline.programme)
    if law.waiting_from and law.waiting_from <= deadline.due_on:
        since = f"Từ ngày {day_text(law.waiting_from)} chương trình chờ xác nhận, không tính quá hạn"
        found.append(Paragraph("Chờ xác nhận", _sentences([since, law.waiting_reason])))
    return found


def _period(deadline: Deadline, step: Step | None) -> str:
    said = []
    if step:
        said.append(f"Văn bản đặt lịch: {step['rule']}; kỳ đang xét: {deadline.label}")
    else:
        said.append(f"Nội dung báo cáo {deadline.label}")
    if deadline.window_from and deadline.window_to:
        first, last = day_text(deadline.window_from), day_text(deadline.window_to)
        by = _WINDOWS.get(step["window_by"], "") if step else ""
        said.append(f"Số liệu lấy từ ngày {first} đến hết ngày {last}{by}")
    elif deadline.kind in (DutyKind.REPORT, DutyKind.AGGREGATE):
        said.append("Văn bản không nêu khoảng số liệu")
    return _sentences(said)


def _ruling(session: Session, deadline: Deadline) -> str:
    key = (Ruling.programme == deadline.programme, Ruling.duty == deadline.duty, Ruling.period == deadline.period)
    ruling = session.exec(select(Ruling).where(*key)).first()
    if ruling is None:
        return ""
    note = f" ({ruling.note})" if ruling.note else ""
    return (
        f"{ruling.by} đã ghi ngày thống nhất là {full_day_text(ruling.held_on)}{note}. "
        "Đây là ngày làm việc, không phải hạn của văn bản."
    )


def _for_unit(session: Session, catalogue: Catalogue, told: Explanation, unit: Unit, on: date) -> Explanation:
    """What is true of this unit alone, after what is true of everybody."""
    deadline = told.deadline
    bond = bond_of(session, catalogue, deadline.programme, deadline.duty, unit, on)
    heading = "Vì sao là việc của đơn vị" if bond.is_bound else "Vì sao không phải việc của đơn vị"
    paragraphs = [*told.paragraphs, Paragraph(heading, " ".join(bond.sentences))]
    steps, state, due_on, due_words = told.steps, None, None, ""
    if bond.is_bound:
        programme, duty, period = deadline.key
        owed = owes(session, catalogue, on, programme=programme, duty=duty, period=period, unit_id=unit.id)
        stands = [f"Đơn vị không có trong thời gian của kỳ này nên không có việc này cho {deadline.label}"]
        for obligation in (o for o in owed if o.unit_id == unit.id):
            state, due_on, due_words = obligation.state, obligation.due_on, obligation.due_words
            paragraphs = _with_own_way(paragraphs, obligation)
            granted = newest(session, Extension, deadline, unit, on, "granted_at")
            if granted is not None:
                steps = (*steps, extension_step(granted, catalogue.calendar))
            if words := decided(session, catalogue, deadline, unit, on, granted):
                paragraphs.append(Paragraph("Quyết định riêng cho đơn vị", _sentences(words)))
            stands = standing(session, obligation, on)
        paragraphs.append(Paragraph(f"Tình trạng đến hết ngày {day_text(on)}", _sentences(stands)))
        paragraphs.append(Paragraph("Phản hồi", ASKED_BACK))
    return replace(
        told,
        paragraphs=tuple(paragraphs),
        steps=steps,
        unit_id=unit.id,
        unit_name=unit.name,
        is_bound=bond.is_bound,
        state=state,
        due_on=due_on,
        due_words=due_words,
    )


def _with_own_way(paragraphs: list[Paragraph], owed: Obligation) -> list[Paragraph]:
    """Where this unit sends its work on that day, in place of the route as the text has it."""
    was = (
        f"Theo văn bản, đến hết ngày {day_text(owed.old_route_until)}: {owed.old_route}" if owed.old_route_until else ""
    )
    own = Paragraph(ROUTE, _sentences([owed.route, was]))
    return [own if paragraph.heading == ROUTE and owed.route else paragraph for paragraph in paragraphs]


def _sentences(parts: list[str]) -> str:
    """The parts as sentences: each begins with a capital and ends with a full stop."""
    return " ".join(f"{part[0].upper()}{part[1:].rstrip('.')}." for part in parts if part)
