"""Nếp của đơn vị trong diễn tập: who answers in time, late or not at all, as a file of shares and a seed say.

What a unit does about an obligation follows from the seed and the obligation's key alone: not from order, not from how
far one plays, not from other units. Pure: no clock, no database; nothing here is ever applied to a real installation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from struct import unpack

from models.deadlines import Deadline
from models.errors import CatalogueError, why_unreadable
from models.rule_files import RuleFile, Section, Unreadable
from models.vocabulary import DutyKind, Level, Tree
from models.workdays import DAY

MOST_DAYS = 25  # nobody prepares longer than that before filing
MORNING, AFTERNOON = (480, 690), (810, 1020)  # minutes after midnight: 08:00-11:30 and 13:30-17:00
_SHARES = ("on_time", "late", "silent", "returned", "by_hand")
_GROUP = (*_SHARES, "late_days", "trees", "levels")

IsWorking = Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Habit:
    """Shares of one group of units, 0..1: the rest of `on_time` + `late` says nothing at all."""

    on_time: float = 0.85
    late: float = 0.1
    returned: float = 0.03  # of what was filed: sent back once, filed again
    by_hand: float = 0.05  # units without an address, where the rehearsal makes up the contacts
    late_days: tuple[int, int] = (1, 12)
    trees: tuple[Tree, ...] = ()  # empty: every tree
    levels: tuple[Level, ...] = ()

    def fits(self, tree: str, level: str) -> bool:
        return (not self.trees or tree in self.trees) and (not self.levels or level in self.levels)


@dataclass(frozen=True, slots=True)
class Act:
    """One thing done about an obligation: `file` or `return`, on which day, so many minutes after midnight."""

    what: str
    on: date
    minute: int


@dataclass(frozen=True)
class Behaviour:
    """How everybody behaves: the habit of all, and of groups that differ; the last group that fits counts."""

    seed: str = "1"
    everyone: Habit = Habit()
    groups: tuple[Habit, ...] = ()

    def habit(self, tree: str, level: str) -> Habit:
        return next((group for group in reversed(self.groups) if group.fits(tree, level)), self.everyone)

    def chance(self, *key: str) -> tuple[float, ...]:
        """Eight numbers 0 ≤ x < 1 that belong to this key and no other."""
        digest = blake2b("|".join((self.seed, *key)).encode(), digest_size=32).digest()
        return tuple(n / 2**32 for n in unpack("<8I", digest))

    def is_by_hand(self, unit_id: str, tree: str, level: str) -> bool:
        return self.chance("contact", unit_id)[0] < self.habit(tree, level).by_hand

    def answer(
        self, unit_id: str, habit: Habit, deadline: Deadline, first: date, last: date, is_working: IsWorking
    ) -> list[Act]:
        """What this unit does about this deadline, while it exists (`first`..`last`, inclusive), in order."""
        luck, when, hour, sent_back, wait, again, *_ = self.chance(*deadline.key, unit_id)
        if luck >= habit.on_time + habit.late:
            return []
        opens = max(first, deadline.period_from)
        if luck < habit.on_time:
            day = _in_time(deadline, opens, when, is_working)
        else:
            shortest, longest = habit.late_days
            day = _worked(
                max(deadline.due_on, opens) + (shortest + int(when * (longest - shortest + 1))) * DAY, is_working
            )
        acts = [Act("file", day, _minute(hour))]
        if sent_back < habit.returned:
            back = _worked(day + (1 + int(wait * 3)) * DAY, is_working)
            acts.append(Act("return", back, _minute(wait)))
            acts.append(Act("file", _worked(back + (1 + int(again * 5)) * DAY, is_working), _minute(again)))
        return [act for act in acts if act.on <= last]


def read_behaviour(path: Path | None) -> Behaviour:
    """The file's behaviour, or the built-in one. Errors: `CatalogueError` with line, field and what is allowed."""
    if path is None:
        return Behaviour()
    complaints: list[CatalogueError] = []
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as e:
        said = "không phải UTF-8; đề nghị lưu lại bằng UTF-8"
        raise CatalogueError(str(path), None, "(toàn tệp)", said) from e
    except OSError as e:
        raise CatalogueError(str(path), None, "(toàn tệp)", f"không đọc được: {why_unreadable(e)}") from e
    root = RuleFile(str(path), text, complaints).root(["seed", *_SHARES, "late_days", "groups"])
    found = Behaviour()
    if root is not None:
        everyone = _habit(root, found.everyone)
        groups = tuple(_habit(section, everyone) for section in root.sections("groups", _GROUP))
        found = Behaviour(root.text("seed", found.seed), everyone, groups)
    if complaints:
        raise complaints[0]
    return found


def _habit(section: Section, base: Habit) -> Habit:
    """A group says only what differs from everyone."""
    on_time, late, silent = (section.read(name, _share, None) for name in ("on_time", "late", "silent"))
    if silent is not None and on_time is None:
        on_time = max(0.0, 1 - silent - (base.late if late is None else late))
    late = base.late if late is None and silent is None else late
    on_time = base.on_time if on_time is None else on_time
    late = round(1 - silent - on_time, 9) if late is None else late
    if late < 0 or on_time + late > 1 + 1e-9 or (silent is not None and abs(on_time + late + silent - 1) > 1e-6):
        section.complain(
            "on_time", "on_time + late + silent phải bằng 1", ["ví dụ on_time: 0.8, late: 0.15, silent: 0.05"]
        )
    days = section.texts("late_days", _days, base.late_days, distinct=False)
    if len(days) != 2 or None in days or days[0] > days[1]:
        section.complain("late_days", "cần hai số ngày, số trước không lớn hơn số sau", ["ví dụ [1, 12]"])
        days = base.late_days
    return replace(
        base,
        on_time=on_time,
        late=late,
        returned=section.read("returned", _share, base.returned),
        by_hand=section.read("by_hand", _share, base.by_hand),
        late_days=(days[0], days[1]),
        trees=section.choices("trees", Tree),
        levels=section.choices("levels", Level),
    )


def _share(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise Unreadable(f"“{text}” không phải một phần của toàn thể", ["từ 0 đến 1, ví dụ 0.85"])
    return value


def _days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 365:
        raise Unreadable(f"“{text}” không phải số ngày", ["từ 1 đến 365"])
    return int(text)


def _in_time(deadline: Deadline, opens: date, when: float, is_working: IsWorking) -> date:
    """A working day up to the day held to, most often in the last week; festivals fall close to their day."""
    span = max((deadline.due_on - opens).days, 0)
    most = 4 if deadline.kind is DutyKind.EVENT else MOST_DAYS
    day = deadline.due_on - int(when * when * (min(span, most) + 1)) * DAY
    while day > opens and not is_working(day):
        day -= DAY
    return max(day, opens)


def _worked(day: date, is_working: IsWorking) -> date:
    while not is_working(day):
        day += DAY
    return day


def _minute(luck: float) -> int:
    """Some minute of office hours."""
    (first, noon), (one, last) = MORNING, AFTERNOON
    minute = first + int(luck * (noon - first + last - one))
    return minute if minute < noon else minute - noon + one
