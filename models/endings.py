"""Điều đã hết: levels of a tree, agencies called by name and standards that are no more, each with day and source.

What the rule files say about the end of things, so that a duty which still counts on one of them can be found. Which
unit of the map ended on which day is the business of `models.units`; nothing here ends anything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from models.vocabulary import Level, Tree


@dataclass(frozen=True, slots=True)
class EndedLevel:
    """One level of one tree, to the end of its last day: `Công an cấp huyện`, 28/02/2025."""

    tree: Tree
    level: Level
    last_on: date
    basis: str

    @property
    def words(self) -> str:
        return f"{self.tree.label} {self.level.label}"


@dataclass(frozen=True, slots=True)
class EndedAgency:
    """An agency that documents call by name, no more anywhere in the country after its last day."""

    name: str
    last_on: date
    basis: str


@dataclass(frozen=True, slots=True)
class RepealedText:
    """A standard or law that another text replaced; `since` is the day it stopped counting, or the new text's date."""

    number: str
    replaced_by: str
    since: date
    source: str

    def is_cited_in(self, text: str) -> bool:
        """Whether the text counts on it; one that names the replacement, too, knows already."""
        found = re.search(rf"(?<![\w/-]){re.escape(self.number)}(?![\w/-])", text)
        return found is not None and self.replaced_by not in text


@dataclass(frozen=True)
class Endings:
    """All of them together."""

    levels: Mapping[tuple[Tree, Level], EndedLevel] = field(default_factory=dict)
    agencies: Mapping[str, EndedAgency] = field(default_factory=dict)
    repealed: Mapping[str, RepealedText] = field(default_factory=dict)

    def over(self, below: Endings) -> Endings:
        """These laid over those of a lower folder."""
        return Endings(
            {**below.levels, **self.levels},
            {**below.agencies, **self.agencies},
            {**below.repealed, **self.repealed},
        )

    def level_ended(self, tree: Tree, level: Level, on: date) -> EndedLevel | None:
        """The end of a level that exists no more on this day; None where it does."""
        found = self.levels.get((tree, level))
        return found if found and found.last_on < on else None

    def agencies_ended_in(self, text: str, on: date) -> list[EndedAgency]:
        """The agencies a text calls by name that exist no more on this day."""
        return [a for a in self.agencies.values() if a.last_on < on and re.search(rf"\b{re.escape(a.name)}\b", text)]
