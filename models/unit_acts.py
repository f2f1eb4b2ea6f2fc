"""Văn bản về đơn vị: what one resolution or decision does to units, as it is written down and kept.

Units are named by id or, as people write them, by name; `models.unit_act_plan` finds out which are meant and what
follows. Knows neither files nor tables.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from models.dates_in_words import day_text
from models.vocabulary import Level, Tree, UnitChangeKind

# the sections a kind may have
SECTIONS_OF: dict[UnitChangeKind, tuple[str, ...]] = {
    UnitChangeKind.CREATE: ("create",),
    UnitChangeKind.RENAME: ("rename",),
    UnitChangeKind.MERGE: ("end", "create"),
    UnitChangeKind.SPLIT: ("end", "create"),
    UnitChangeKind.MOVE: ("move",),
    UnitChangeKind.LEVEL_ABOLISHED: ("end_level", "end", "move", "functions"),
    UnitChangeKind.ABSORBED: ("end", "end_level", "move", "functions"),
    UnitChangeKind.FUNCTIONS: ("functions",),
    UnitChangeKind.REORGANISATION: ("end", "create", "rename", "move", "end_level", "functions"),
}
# what makes a kind what it is, where that is not simply its first section: any one of these
ANY_OF: dict[UnitChangeKind, tuple[str, ...]] = {
    UnitChangeKind.ABSORBED: ("end", "end_level"),
    UnitChangeKind.REORGANISATION: SECTIONS_OF[UnitChangeKind.REORGANISATION],
}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Birth(_Part):
    """A unit that begins on the day. A place needs no territory; every other body sits on one."""

    id: str
    name: str
    tree: Tree
    level: Level
    kind: str = ""
    code: str = ""
    parent: str = ""
    territory: str = ""


class Renaming(_Part):
    """A unit that lives on under another name; kind and code stay where they are not given."""

    unit: str
    name: str
    kind: str = ""
    code: str = ""


class Moving(_Part):
    """A unit that lives on below another parent."""

    unit: str
    parent: str


class Heir(_Part):
    """Who takes over; `share` of the figures as a fraction in text ("3/10"), "" where the act states none."""

    to: str
    share: str = ""
    default: bool = False

    @property
    def weight(self) -> Fraction | None:
        return Fraction(self.share) if self.share else None


class Ending(_Part):
    """A unit that ends the day before, with its heirs or the reason why it has none."""

    unit: str
    heirs: tuple[Heir, ...] = ()
    without_heir: str = ""


class LevelEnding(_Part):
    """Every unit of one tree and level in or below a place ends.

    One `heir` takes over from all, or from each the body of the same place in `heir_tree`; `functions_to` get tasks.
    """

    tree: Tree
    level: Level
    under: str
    heir: str = ""
    heir_tree: Tree | None = None
    functions_to: tuple[str, ...] = ()
    without_heir: str = ""


class Handing(_Part):
    """Functions that pass from one unit to another; the giver may live on."""

    frm: str
    to: str
    what: str


class UnitAct(_Part):
    """One act of an authority, whole."""

    kind: UnitChangeKind
    title: str
    effective_on: date
    document: str = ""  # "Nghị quyết số 1663/NQ-UBTVQH15"
    document_on: date | None = None
    article: str = ""
    issuer: str = ""
    create: tuple[Birth, ...] = ()
    rename: tuple[Renaming, ...] = ()
    move: tuple[Moving, ...] = ()
    end: tuple[Ending, ...] = ()
    end_level: tuple[LevelEnding, ...] = ()
    functions: tuple[Handing, ...] = ()

    @property
    def last_day(self) -> date:
        """The last day of the old state of things."""
        return self.effective_on - timedelta(days=1)

    @property
    def citation(self) -> str:
        """`Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025, Điều 1`; what is not known is left out."""
        signed = f" ngày {day_text(self.document_on)}" if self.document and self.document_on else ""
        return ", ".join(part for part in (f"{self.document}{signed}", self.article) if part)

    @property
    def blanks(self) -> list[str]:
        """What an act must carry before anybody can confirm it, and does not yet."""
        asked = (
            (self.document, "số, ký hiệu văn bản (document)"),
            (self.document_on, "ngày văn bản (document_on)"),
            (self.article, "điều, khoản (article; ghi “toàn văn” nếu cả văn bản)"),
        )
        return [words for value, words in asked if not value]
