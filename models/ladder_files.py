"""ladders.yaml: the rungs each group of duties is reminded on, read strictly, each complaint with its line.

A home's file lies over the built-in one, ladder by ladder; what must hold for all of them together is checked on both.
Knows nothing of days: which rung stands when is `models.ladder`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from models.rule_files import REQUIRED, RuleFile, Section, one_among
from models.vocabulary import DutyKind, Stage

ALWAYS = ("requests", "urgent", "within", "returned", "final")  # chosen by circumstance, not by the kind of duty
AFTER_THE_DAY = (Stage.CHASER_1, Stage.CHASER_2, Stage.RESULT)
HOUR = "hour"  # the instant a deadline with an hour ends at
ANCHORS = ("opens", "target", "due", HOUR, "returned", "closes")
_LIMITS = {"working_days": (-260, 60), "months": (-24, 0), "hours": (-240, 72), "lasts": (1, 60)}


@dataclass(frozen=True, slots=True)
class Step:
    """One rung as written: its stage, the day it hangs on, how far from it, how long it still makes sense."""

    stage: Stage
    anchor: str
    working_days: int = 0
    months: int = 0
    hours: int = 0  # only from the hour
    lasts: int | None = None


@dataclass(frozen=True, slots=True)
class Ladder:
    """The rungs of one group of duties, in the order they are climbed."""

    title: str
    kinds: tuple[DutyKind, ...]
    rungs: tuple[Step, ...]


def read_ladders(file: RuleFile, below: Mapping[str, Ladder]) -> dict[str, Ladder]:
    """The file's ladders laid over those below; the latter alone when the file is not sound."""
    root = file.root(None)
    if root is None:
        return dict(below)
    own = {name: ladder for name in root.keys if (ladder := _ladder(root, name))}
    together = {**below, **own}
    if file.is_sound:
        _check_together(root, own, together)
    return together if file.is_sound else dict(below)


def _ladder(root: Section, name: str) -> Ladder | None:
    section = root.section(name, ["title", "kinds", "rungs"], REQUIRED)
    if section is None:
        return None
    rungs = tuple(_step(s) for s in section.sections("rungs", ["stage", "from", *_LIMITS], REQUIRED))
    if "rungs" in section and not rungs:
        section.complain("rungs", "cần ít nhất một nấc")
    kinds = section.choices("kinds", DutyKind, REQUIRED)
    if "kinds" in section and not kinds and name not in ALWAYS:
        section.complain("kinds", "thang này không dành cho loại nhiệm vụ nào", [str(kind) for kind in DutyKind])
    return Ladder(section.text("title"), kinds, rungs)


def _step(s: Section) -> Step:
    stage, anchor = s.choice("stage", Stage), s.read("from", one_among(ANCHORS))
    defaults = (0, 0, 0, None)
    working_days, months, hours, lasts = (
        _within(s, key, default) for key, default in zip(_LIMITS, defaults, strict=True)
    )
    if anchor == HOUR and (working_days or months):
        s.complain("from", "nấc tính từ giờ hạn chỉ cộng, trừ số giờ (hours)", ["hours"])
    if anchor != HOUR and hours:
        s.complain("hours", "số giờ chỉ đi với nấc tính từ giờ hạn", ["from: hour"])
    begins_after = (anchor == "due" and (working_days or 0) >= 1) or (anchor == HOUR and (hours or 0) >= 1)
    if stage in AFTER_THE_DAY and not begins_after:
        s.complain(
            "stage", f"{stage} chỉ bắt đầu sau hạn", ["from: due, working_days: từ 1", "from: hour, hours: từ 1"]
        )
    return Step(stage, anchor or "", working_days or 0, months or 0, hours or 0, lasts)


def _within(s: Section, key: str, default: int | None) -> int | None:
    value, (low, high) = s.number(key, default), _LIMITS[key]
    if value is not None and value != default and not low <= value <= high:
        s.complain(key, f"{value} ngoài phạm vi", [f"từ {low} đến {high}"])
    return value


def _check_together(root: Section, own: Mapping[str, Ladder], together: Mapping[str, Ladder]) -> None:
    """One ladder a kind, and none missing that circumstance may call for."""
    for name in ALWAYS:
        if name not in together:
            root.complain(name, "thiếu thang nhắc này", ALWAYS)
    owner: dict[DutyKind, str] = {}
    for name, ladder in sorted(together.items(), key=lambda item: item[0] in own):
        for kind in ladder.kinds:
            if kind in owner:
                root.complain(name, f"loại {kind} đã thuộc thang {owner[kind]}")
            owner.setdefault(kind, name)
