"""Còn phải quyết định: duties for which the law leaves the day open, and what a human has to say before there is one.

The engine never invents a date; this is its list of questions. On-demand and continuous duties are not on it: the
first get their day with each request, the second need none. Knows no units and no facts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.catalogue import Catalogue
from models.programmes import Duty, Programme
from models.shapes import FromEvent
from models.vocabulary import Bound, DutyKind, Mode, OpenPoint

_ANY_DAY_WILL_DO = (DutyKind.STANDING, DutyKind.MEETING)  # a meeting is held at any time of its period


@dataclass(frozen=True, slots=True)
class Undecided:
    """One duty without a day. `decide` says in Vietnamese what a human must decide, and where it is written down."""

    programme: str
    duty: str
    title: str
    what: OpenPoint
    decide: str
    clause: str
    wording: str


def undecided(catalogue: Catalogue, programme: str | None = None) -> list[Undecided]:
    """Every such duty of one programme or of all, in the order of the catalogue. Errors: `Refused` (no programme)."""
    chosen = [catalogue.programme(programme)] if programme else list(catalogue.programmes.values())
    return [found for each in chosen for found in _of_programme(each)]


def _of_programme(programme: Programme) -> Iterator[Undecided]:
    for duty in programme.duties.values():
        if point := open_point(duty, programme):
            yield Undecided(
                programme.slug, duty.id, duty.title, point, _decide(duty, point), duty.clause, duty.wording
            )  # fmt: skip


def open_point(duty: Duty, programme: Programme) -> OpenPoint | None:
    """What a duty leaves open; None where it has a day, or needs none."""
    shape, mode = duty.rule.shape, duty.rule.mode
    if isinstance(shape, FromEvent):
        other = programme.duties.get(shape.of_duty)
        waits = not shape.is_dated or (shape.of_duty and (other is None or not _has_occurrences(other, programme)))
        return OpenPoint.EVENT if waits and mode is not Mode.ADHOC else None
    if shape is None:  # “định kỳ” whose cycle nobody named has no period either
        return OpenPoint.TIME if mode in (Mode.UNDATED, Mode.RECURRING) else None
    is_open = duty.rule.bound is Bound.WITHIN and duty.kind not in _ANY_DAY_WILL_DO
    return OpenPoint.DAY if is_open else None


def _has_occurrences(duty: Duty, programme: Programme) -> bool:
    """Whether a term can be counted from this duty at all."""
    if isinstance(duty.rule.shape, FromEvent):
        return open_point(duty, programme) is None
    return duty.rule.shape is not None


def _decide(duty: Duty, point: OpenPoint) -> str:
    shape = duty.rule.shape
    if isinstance(shape, FromEvent) and shape.of_duty:
        return (
            f"Thời hạn tính từ nhiệm vụ {shape.of_duty}, mà nhiệm vụ ấy chưa có ngày. "
            f"Cần người có thẩm quyền ấn định ngày cho {shape.of_duty} trước."
        )
    if isinstance(shape, FromEvent):
        return (
            f"Thời hạn là {shape.term.words} {'trước' if shape.is_before else 'kể từ'} “{shape.event}”, chưa rõ ngày. "
            "Khi sự kiện diễn ra, ghi ngày vào mục on của quy tắc rồi nhập bằng dondoc programme import."
        )
    if point is OpenPoint.TIME and duty.rule.mode is Mode.RECURRING:
        return "Văn bản nói định kỳ mà không nêu chu kỳ. Cần người có thẩm quyền cho biết bao lâu một lần, ngày nào."
    if point is OpenPoint.TIME:
        return (
            "Văn bản không ấn định thời gian. Cần người có thẩm quyền cho biết thời gian thực hiện, "
            "hoặc xác nhận đây là việc thường xuyên; khi cần số liệu thì mở yêu cầu đột xuất."
        )
    words = shape.words if shape else ""
    return f"Văn bản chỉ nêu kỳ ({words}), không nêu ngày. Cần thống nhất ngày thực hiện trong kỳ."
