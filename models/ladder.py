"""Thang nhắc việc: which rung a duty stands on, on any day, from the state of things alone.

Level-triggered: a rung holds from its day until the next one begins, so a late round says only what is true now and
never yesterday's advice. Whether a rung was already said is the outbox's knowledge, not the ladder's.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from models.catalogue import Catalogue
from models.errors import CatalogueError
from models.obligations import Obligation
from models.vocabulary import DutyKind, ObligationState, Stage
from models.workdays import DAY, WorkCalendar

FILE = "ladders.yaml"
ALWAYS = ("requests", "within", "returned")  # ladders chosen by circumstance, not by the kind of duty
S = ObligationState
REMINDED = (S.OPEN, S.DUE, S.EXTENDED, S.OVERDUE, S.RETURNED)
AFTER_THE_DAY = (Stage.CHASER_1, Stage.CHASER_2, Stage.RESULT)
HAS_ITS_OWN = (DutyKind.MEETING, DutyKind.EVENT, DutyKind.REVIEW_MID, DutyKind.REVIEW_FINAL)


class Step(BaseModel):
    """One rung as written: its stage, the day it hangs on, how far from it, how long it still makes sense."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    stage: Stage
    anchor: Literal["opens", "target", "due", "returned"] = Field(alias="from")
    working_days: int = Field(default=0, ge=-260, le=60)
    months: int = Field(default=0, ge=-24, le=0)
    lasts: int | None = Field(default=None, ge=1, le=60)


class Ladder(BaseModel):
    """The rungs of one group of duties, in the order they are climbed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1)
    kinds: tuple[DutyKind, ...]
    rungs: tuple[Step, ...] = Field(min_length=1)

    @field_validator("rungs")
    @classmethod
    def _after_due_only_chasers(cls, rungs: tuple[Step, ...]) -> tuple[Step, ...]:
        """Nobody is chased before the day is over."""
        if any(r.stage in AFTER_THE_DAY and (r.anchor != "due" or r.working_days < 1) for r in rungs):
            raise ValueError("đôn đốc và đề nghị kết quả chỉ bắt đầu sau ngày hạn (from: due, working_days từ 1)")
        return rungs


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung on the calendar, both days inclusive."""

    stage: Stage
    from_on: date
    until_on: date


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one obligation that rungs hang on."""

    opens: date
    target: date
    due: date
    returned: date | None = None


def ladders(catalogue: Catalogue) -> dict[str, Ladder]:
    """The catalogue's ladders, checked. Errors: `CatalogueError` naming the field."""
    if "ladders" not in catalogue.memo:
        catalogue.memo["ladders"] = read_ladders(catalogue.ladders)
    return catalogue.memo["ladders"]


def read_ladders(raw: Any) -> dict[str, Ladder]:
    """Check ladders as they stand in a file: known stages and anchors, one ladder a kind, none missing."""
    found: dict[str, Ladder] = {}
    for name, rungs in dict(raw).items():
        try:
            found[name] = Ladder.model_validate(rungs)
        except ValidationError as e:
            first = e.errors()[0]
            where = ".".join([name, *map(str, first["loc"])])
            raise CatalogueError(FILE, None, where, first["msg"], _allowed(first["loc"])) from e
    for name in ALWAYS:
        if name not in found:
            raise CatalogueError(FILE, None, name, "thiếu thang nhắc này", list(ALWAYS))
    owner: dict[DutyKind, str] = {}
    for name, ladder in found.items():
        for kind in ladder.kinds:
            if kind in owner:
                raise CatalogueError(FILE, None, f"{name}.kinds", f"loại {kind} đã thuộc thang {owner[kind]}")
            owner[kind] = name
    return found


def ladder_of(catalogue: Catalogue, obligation: Obligation) -> Ladder | None:
    """The ladder this obligation is climbed on; None for kinds nobody is reminded of."""
    known, kind = ladders(catalogue), obligation.deadline.kind
    if obligation.state is S.RETURNED:
        return known["returned"]
    if obligation.duty not in catalogue.programme(obligation.programme).duties:
        return known["requests"]
    if not obligation.deadline.has_day and kind not in HAS_ITS_OWN:
        return known["within"]
    return next((ladder for ladder in known.values() if kind in ladder.kinds), None)


def rungs(ladder: Ladder, days: Days, calendar: WorkCalendar) -> list[Rung]:
    """The ladder laid on the calendar. A rung ends before the next begins; what prepares for the day ends with it.

    Rungs that would lie before the opening are overtaken by it: of those only the first, the announcement, is kept.
    """
    laid: list[Rung] = []
    for step in ladder.rungs:
        anchor = getattr(days, step.anchor)
        if anchor is None:
            continue
        begins = max(calendar.add_working_days(_moved(anchor, step.months), step.working_days), days.opens)
        if begins == days.opens and laid and laid[0].from_on == days.opens:
            continue
        prepares = step.stage not in AFTER_THE_DAY and step.stage is not Stage.RETURNED
        ends = calendar.add_working_days(begins, step.lasts) if step.lasts else date.max
        laid.append(Rung(step.stage, begins, min(ends, days.due) if prepares else ends))
    for n, later in enumerate(laid[1:]):
        laid[n] = replace(laid[n], until_on=min(laid[n].until_on, later.from_on - DAY))
    return [rung for rung in laid if rung.from_on <= rung.until_on]


def days_of(obligation: Obligation, calendar: WorkCalendar, returned_on: date | None = None) -> Days:
    """The days an obligation is held to: with an extension those of the extension, not of the law."""
    deadline = obligation.deadline
    extended = obligation.extended_until
    target = calendar.last_working_on_or_before(extended) if extended else deadline.target_on
    opens = min(deadline.period_from, target)
    return Days(opens, target, obligation.due_on, returned_on)


def rung_on(
    catalogue: Catalogue,
    obligation: Obligation,
    on: date,
    returned_on: date | None = None,
    *,
    whatever_state: bool = False,
) -> Rung | None:
    """The rung an obligation stands on that day; None: nothing is to be said.

    Accepted, filed, waived, ended, waiting and upcoming ones are silent whatever the calendar says; `whatever_state`
    tells where they would stand, so that a preview can say why they are silent.
    """
    if obligation.state not in REMINDED and not whatever_state:
        return None
    ladder = ladder_of(catalogue, obligation)
    if ladder is None:
        return None
    laid = rungs(ladder, days_of(obligation, catalogue.calendar, returned_on), catalogue.calendar)
    return next((rung for rung in reversed(laid) if rung.from_on <= on <= rung.until_on), None)


def stage_of(catalogue: Catalogue, obligation: Obligation, on: date, returned_on: date | None = None) -> Stage | None:
    """The stage of the rung an obligation stands on that day."""
    rung = rung_on(catalogue, obligation, on, returned_on)
    return rung.stage if rung else None


def _moved(day: date, months: int) -> date:
    """So many months away, always counted from the day itself; a day the month does not have is its last."""
    month = day.year * 12 + day.month - 1 + months
    year, month = month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _allowed(where: tuple[Any, ...]) -> list[str]:
    last = where[-1] if where else ""
    if last == "stage":
        return [str(stage) for stage in Stage]
    if last == "from":
        return ["opens", "target", "due", "returned"]
    if "kinds" in where:
        return [str(kind) for kind in DutyKind]
    return []
