"""What fictionally happened since 2024: filed in time, late, not at all, returned and filed again, accepted.

Every unit has a habit, every obligation its own chance; both follow from keys alone, so that loading until a later day
only adds to what an earlier load holds. Nothing happens after `until`, nothing is filed by a unit that does not exist.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from deployments.demo_data.chance import chance, office_hour
from deployments.demo_data.facts import Facts, Filled
from models.obligations import Obligation
from models.units import Unit
from models.vocabulary import DutyKind

DAY = timedelta(days=1)
IsWorking = Callable[[date], bool]
FilledBy = Callable[[Obligation], Filled]
COMPLAINTS = (
    "Thiếu phần đánh giá trách nhiệm của từng thành viên; đề nghị bổ sung.",
    "Văn bản chưa có chữ ký của cơ quan phối hợp; đề nghị hoàn thiện và gửi lại.",
    "Chưa nêu thời gian tổ chức; đề nghị bổ sung.",
)
EXCUSES = (
    "Đơn vị đang tập trung phòng, chống thiên tai, đề nghị lùi thời gian.",
    "Trùng đợt cao điểm tấn công, trấn áp tội phạm.",
)


@dataclass(frozen=True)
class Window:
    """The days on which one obligation can be filed at all, and the last one in time."""

    opens: date
    due: date
    closes: date


def tell(
    obligations: Iterable[Obligation],
    units: Mapping[str, Unit],
    until: date,
    ends_at: datetime,
    is_working: IsWorking,
    filled_by: FilledBy,
) -> Facts:
    """The facts of all these obligations up to and including `until`, none after `ends_at`."""
    facts = Facts(ends_at)
    for obligation in obligations:
        unit, deadline = units[obligation.unit_id], obligation.deadline
        window = Window(
            max(day for day in (deadline.period_from, unit.valid_from) if day),
            deadline.due_on,
            min(day for day in (until, unit.valid_to) if day),
        )
        if window.opens <= window.closes:
            _one(facts, obligation, window, is_working, filled_by)
    return facts


def _one(facts: Facts, obligation: Obligation, window: Window, is_working: IsWorking, filled_by: FilledBy) -> None:
    rng = chance("history", *obligation.key)
    habit = chance("habit", obligation.unit_id).random()
    # nine units in ten are punctual; the rest make most of the trouble
    in_time, late = (0.93, 0.04) if habit < 0.9 else (0.62, 0.22)
    fate = rng.random()
    if fate >= in_time + late:
        _silence(facts, obligation, window, rng)
        return
    day = day_in_time(window, obligation.deadline.kind, rng, is_working)
    if fate >= in_time:
        day = on_work_day(window.due + rng.randint(1, 12) * DAY, is_working)
    if day > window.closes:
        return
    facts.file(obligation, office_hour(rng, day), rng, filled_by(obligation))
    luck = rng.random()
    if luck < 0.035:
        _return_and_file_again(facts, obligation, day, window.closes, rng, is_working, filled_by)
    else:
        accepted = on_work_day(day + rng.randint(1, 6) * DAY, is_working)
        if accepted <= window.closes:
            facts.accept(obligation, accepted, rng)


def day_in_time(window: Window, kind: DutyKind, rng: Random, is_working: IsWorking) -> date:
    """A working day up to the due day, most often in the last fortnight; festivals fall close to their day."""
    span = max((window.due - window.opens).days, 0)
    back = min(span, rng.randint(0, 4) if kind is DutyKind.EVENT else int(rng.triangular(0, min(span, 25), 3)))
    day = window.due - back * DAY
    while day > window.opens and not is_working(day):
        day -= DAY
    return max(day, window.opens)


def on_work_day(day: date, is_working: IsWorking) -> date:
    while not is_working(day):
        day += DAY
    return day


def _silence(facts: Facts, obligation: Obligation, window: Window, rng: Random) -> None:
    """Of those who stay silent, a few were given more time or let off."""
    luck, reason = rng.random(), rng.choice(EXCUSES)
    granted_on = max(window.opens, window.due - 2 * DAY)
    if granted_on > window.closes:
        return
    granted_at = office_hour(rng, granted_on)
    if luck < 0.12:
        facts.extend(obligation, window.due + rng.choice((5, 7, 10)) * DAY, reason, granted_at)
    elif luck < 0.18:
        facts.waive(obligation, reason, granted_at)


def _return_and_file_again(
    facts: Facts,
    obligation: Obligation,
    day: date,
    closes: date,
    rng: Random,
    is_working: IsWorking,
    filled_by: FilledBy,
) -> None:
    returned = on_work_day(day + rng.randint(1, 3) * DAY, is_working)
    if returned > closes:
        return
    facts.give_back(obligation, office_hour(rng, returned), rng.choice(COMPLAINTS))
    again = on_work_day(returned + rng.randint(1, 5) * DAY, is_working)
    never = rng.random() < 0.15
    if again > closes or never:
        return
    facts.file(obligation, office_hour(rng, again), rng, filled_by(obligation))
    accepted = on_work_day(again + rng.randint(1, 3) * DAY, is_working)
    if accepted <= closes:
        facts.accept(obligation, accepted, rng)
