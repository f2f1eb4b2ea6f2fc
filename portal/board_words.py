"""One cell of the board in few words: a mark and a word readable without colour, and the same in full. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from models.dates_in_words import day_text
from models.deadline_words import lateness_text
from models.obligations import Obligation
from models.vocabulary import ObligationState
from portal import words

S = ObligationState
SHORT = {
    S.ACCEPTED: "nhận",
    S.FILED: "nộp",
    S.RETURNED: "trả lại",
    S.WAIVED: "miễn",
    S.ENDED: "hết",
    S.WAITING: "chờ",
    S.UPCOMING: "sắp tới",
}
KEY = (  # the legend: state, how it looks in a cell, what it means
    (S.ACCEPTED, "nhận", "đã tiếp nhận"),
    (S.FILED, "nộp", "đã nộp, chờ tiếp nhận; “+3”: nộp muộn 03 ngày"),
    (S.RETURNED, "trả lại", "trả lại, đề nghị bổ sung"),
    (S.OVERDUE, "quá 5", "quá hạn 05 ngày, chưa nộp"),
    (S.DUE, "còn 3", "đến hạn, còn 03 ngày"),
    (S.EXTENDED, "đến 5/12", "đang được gia hạn đến hết ngày 05/12"),
    (S.OPEN, "còn 24", "đang trong kỳ"),
    (S.UPCOMING, "sắp tới", "chưa đến kỳ"),
    (S.WAITING, "chờ", "chờ xác nhận"),
    (S.WAIVED, "miễn", "được miễn"),
    (S.ENDED, "hết", "đơn vị hoặc nhiệm vụ không còn"),
)


@dataclass(frozen=True)
class CellWords:
    """What one cell shows (`mark`, `tone`, `short`) and what is read out or hovered over (`long`)."""

    mark: str
    tone: str
    short: str
    long: str
    path: str = ""


def cell_words(o: Obligation) -> CellWords:
    """An obligation as one cell; a filing leads to its page."""
    state = o.state.value
    mark, tone, short = words.mark(state), words.tone(state), _short(o)
    if o.is_late and o.state in (S.FILED, S.ACCEPTED):
        tone, short = "late", f"{short} +{o.days_late}"
    path = f"/can-bo/bai-nop/{o.submission_id}" if o.submission_id else ""
    return CellWords(mark, tone, short, _long(o), path)


def _short(o: Obligation) -> str:
    if o.state is S.OVERDUE:
        return f"quá {-o.days_left}"
    if o.state is S.EXTENDED and o.extended_until:
        return f"đến {o.extended_until.day}/{o.extended_until.month}"
    if o.state in (S.DUE, S.OPEN):
        return f"còn {o.days_left}"
    return SHORT[o.state]


def _long(o: Obligation) -> str:
    """`Đã tiếp nhận, nộp quá hạn 03 ngày`; `Quá hạn 05 ngày, hạn hết ngày 17/11/2026`."""
    label = words.capital(o.state.label)
    if o.filed_at is not None and o.state in (S.FILED, S.ACCEPTED):
        return f"{label}, {lateness_text(o.days_late or 0, o.is_late)}"
    if o.state is S.RETURNED:
        return label
    if o.state is S.ENDED and o.ended_on:
        return f"{label} sau ngày {day_text(o.ended_on)}"
    left = words.days_left(o.days_left, o.state) if o.state in (S.OVERDUE, S.EXTENDED, S.DUE, S.OPEN) else ""
    said = label if o.state is S.OVERDUE or not left else f"{label}, {left}"
    return f"{words.capital(left) if o.state is S.OVERDUE else said}, hạn {o.due_words}"
