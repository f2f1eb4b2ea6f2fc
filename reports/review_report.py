"""Sơ kết, tổng kết as plain data: what the Word draft of a review tells. Computes no figure, chooses no cut-off day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from models.forms import Indicator
from models.issued_documents import Issued
from models.organisation_changes import Organisation
from models.punctuality import Punctuality
from models.review_years import TreeFigures, YearSection
from models.rollup import Total
from models.targets import Progress
from models.vocabulary import IndicatorType
from reports.consolidated_report import Line, lines_of
from reports.letterhead import Letterhead

TOGETHER = 0  # stands for all years where a year is asked for


@dataclass(frozen=True)
class ReviewReport:
    """One programme up to a cut-off day that people chose. `as_of`: the day up to which filings were looked at.

    `review_year`: the year the document orders the review in. `by_year`, `by_duty` (and year), `by_tree`: how it was
    kept; `by_agency`: what the units of each tree came to in the latest year; `titles`: duty → what it delivers.
    """

    kind: str  # "sơ kết", "tổng kết"
    head: Letterhead
    programme_title: str
    years: tuple[int, int]
    review_year: int
    basis: str
    addressee: str
    cutoff: date
    as_of: date
    sections: Sequence[YearSection]
    organisation: Organisation
    whole: Punctuality
    by_year: Sequence[Punctuality]
    by_duty: Sequence[Punctuality]
    by_tree: Sequence[Punctuality]
    by_agency: Sequence[TreeFigures]
    titles: Mapping[str, str]
    definitions: Sequence[tuple[str, str]]
    targets: Sequence[Progress]
    documents: Sequence[Issued]
    source: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_midterm(self) -> bool:
        return self.kind == "sơ kết"

    @cached_property
    def columns(self) -> tuple[int, ...]:
        """The years that stand in the tables, the first of the programme to that of the cut-off."""
        return tuple(range(min(self.years[0], self.cutoff.year), self.cutoff.year + 1))


@dataclass(frozen=True)
class YearLine:
    """One line of one section over the years."""

    section: YearSection
    indicator: Indicator
    line: Line

    @property
    def code(self) -> str:
        return self.line.code

    @property
    def label(self) -> str:
        """`Tập thể được khen thưởng: cấp xã`; an indicator without parts as it is called."""
        if self.line.label == self.indicator.label:
            return self.indicator.label
        return f"{self.indicator.label}: {self.line.label}"

    def total(self, year: int) -> Total | None:
        """Of one year, or of all of them; its code says of which section and year it is, for its trace."""
        section = self.section
        row = section.together.get(self.code) if year == TOGETHER else section.totals.get((year, self.code))
        return row._replace(indicator=f"{section.key}/{self.code}:{self.span(year)}") if row else None

    def span(self, year: int) -> str:
        filled = [column.year for column in self.section.columns if column.parts]
        return str(year) if year != TOGETHER else f"{filled[0]}-{filled[-1]}"


def year_lines(section: YearSection) -> list[YearLine]:
    """Every line of a section that can stand in a cell and was asked in any year; narrative indicators have none."""
    asked = {code for _, code in section.totals}
    return [
        YearLine(section, indicator, line)
        for indicator in section.form.indicators
        if indicator.type != IndicatorType.TEXT
        for line in lines_of(indicator)
        if line.code in asked
    ]
