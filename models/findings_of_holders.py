"""Who is no more: duties whose holder has ended, and routes whose receiver has.

A duty set to several levels still has a holder while one of them lives; what becomes of each ended unit's share is
the business of `models.dispositions`. A body called by name holds its part alone, so its end shows at once. What ended
after the programme did, or no sooner than the duty by its own rule, is nobody's concern.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.endings import EndedLevel, Endings
from models.finding import Finding, about
from models.programmes import Duty, Programme, Stop
from models.vocabulary import FindingCode, SuccessionKind

_TASKS_ONLY = SuccessionKind.FUNCTIONS  # such a link hands over tasks, not the programme
_HOLDER = "Đề nghị xác định đơn vị tiếp nhận nhiệm vụ hoặc quyết định kết thúc; trong khi chờ, không tính quá hạn."


def about_holders(catalogue: Catalogue, programme: Programme, duty: Duty, as_of: date) -> Iterator[Finding]:
    """At most one finding about who holds the duty and one about where its work is sent."""
    on = min(as_of, programme.valid_to)
    if gone := [*_levels_gone(catalogue.endings, duty, on), *_named_gone(catalogue, duty, on)]:
        yield about(duty, FindingCode.NO_HOLDER, f"Nơi được giao trong văn bản: {'; '.join(gone)}.", _HOLDER)
    ended = {stop: words for stop in duty.route.stops if (words := _stop_gone(catalogue.endings, stop, on))}
    if ended:
        onward = next((stop.to for stop in duty.route.stops if stop not in ended), "cấp trên còn hoạt động")
        yield about(
            duty,
            FindingCode.NO_HOLDER,
            f"Nơi nhận trong văn bản không còn: {'; '.join(ended.values())}.",
            f"Đề nghị gửi thẳng {onward} cho đến khi có văn bản điều chỉnh; tuyến cũ vẫn giữ để tra cứu.",
        )


def _levels_gone(endings: Endings, duty: Duty, on: date) -> list[str]:
    """Nothing while any level of any tree that owes the duty is alive."""
    held = [(tree, level) for a in duty.audience for tree in a.trees for level in a.levels]
    ended = [endings.level_ended(tree, level, on) for tree, level in held]
    gone = [end for end in ended if end]
    if not gone or len(gone) < len(held):
        return []
    last = duty.rule.last_on
    if last and last <= max(end.last_on for end in gone):  # by its own rule it was over first
        return []
    return [_level_words(end) for end in dict.fromkeys(gone)]


def _named_gone(catalogue: Catalogue, duty: Duty, on: date) -> list[str]:
    """Bodies without an heir, and agencies that the document itself calls by a name no longer borne by anybody."""
    bodies = [catalogue.bodies[unit] for a in duty.addressees for unit in a.units if not _lives_on(catalogue, unit, on)]
    words = [_gone_words(body.name, body.valid_to) for body in bodies if body.valid_to]
    for agency in catalogue.endings.agencies_ended_in("; ".join(duty.actors), on):
        if not any(agency.name in body.name for body in bodies):
            words.append(f"{_gone_words(agency.name, agency.last_on)} ({agency.basis})")
    return words


def _lives_on(catalogue: Catalogue, unit: str, on: date) -> bool:
    """Whether a named body, or one that took over from it, exists on the day."""
    body = catalogue.bodies[unit]
    if body.valid_to is None or body.valid_to >= on:
        return True
    heirs = [link.to_id for link in catalogue.body_successions if link.from_id == unit and link.kind is not _TASKS_ONLY]
    return any(_lives_on(catalogue, heir, on) for heir in heirs)


def _stop_gone(endings: Endings, stop: Stop, on: date) -> str:
    """Why a step of a route leads nowhere any more; empty where it does not."""
    if stop.receiver and (end := endings.level_ended(stop.receiver.tree, stop.receiver.level, on)):
        return f"{stop.to}{f' (qua {stop.via})' if stop.via else ''}, vì {_level_words(end)}"
    agencies = endings.agencies_ended_in(f"{stop.to}; {stop.via}", on)
    return "; ".join(f"{_gone_words(agency.name, agency.last_on)} ({agency.basis})" for agency in agencies)


def _level_words(end: EndedLevel) -> str:
    return f"{_gone_words(end.words, end.last_on)} ({end.basis})"


def _gone_words(name: str, last_on: date) -> str:
    return f"{name} không còn từ ngày {day_text(last_on + timedelta(days=1))}"
