"""Gánh nặng báo cáo: how many cells units are asked to fill in a year, about how long that takes, and what for.

Cells × units × periods of every duty that has a form. Beside that what came of them: boxes that stayed blank or were
always nought, returns that only repeated the one before, and indicators nobody has read since (`models.figure_use`).
Minutes are an estimate by the rate stated beside them; nothing here times anybody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import String, select
from sqlmodel import Session, col

from models.canonical import canonical
from models.catalogue import Catalogue
from models.deadlines import Deadline
from models.facts import Submission
from models.figure_use import Use, uses
from models.forms import Form
from models.given_rows import given, given_rows
from models.obligations import duty_title, known_deadlines, requests_by_duty
from models.period_counts import periods
from models.quiet_hours import end_of_day
from models.totals import form_of
from models.vocabulary import IndicatorType, SubmissionKind, SubmissionState


@dataclass(frozen=True, slots=True)
class Rate:
    """About how long filling in takes. The house's own guess, to be replaced by what an agency has measured."""

    seconds_a_number: int = 60
    seconds_a_yes: int = 15
    seconds_a_text: int = 300
    minutes_a_return: int = 5  # to open, look over and send

    def seconds(self, form: Form) -> int:
        """For one return of this form."""
        of_type = {IndicatorType.BOOL: self.seconds_a_yes, IndicatorType.TEXT: self.seconds_a_text}
        cells = sum(of_type.get(box.type, self.seconds_a_number) for box in form.fields())
        return cells + 60 * self.minutes_a_return

    @property
    def words(self) -> str:
        return (
            f"Ước tính: mỗi ô số {self.seconds_a_number} giây, ô có/không {self.seconds_a_yes} giây, ô chữ "
            f"{self.seconds_a_text} giây, mở và gửi mỗi bài {self.minutes_a_return} phút (hệ thống đặt, chưa đo)."
        )


RATE = Rate()
TELLING = 3  # boxes filled in, from which on the same figures again say something


@dataclass(frozen=True, slots=True)
class FormBurden:
    """One duty and form in a year. `units`: the most in any period; `returns`: obligations over all periods."""

    programme: str
    duty: str
    title: str
    form: str
    year: int
    cells: int
    units: int
    periods: int
    returns: int
    minutes: int
    filed: int  # returns with figures that came
    identical: int  # of these, the same figures as that unit's return of the period before
    unread: tuple[str, ...]  # indicators nobody has read since, and no target is about
    never_filled: tuple[str, ...]  # indicators every return left blank
    always_nought: tuple[str, ...]  # indicators that were nought or “không” in every return

    @property
    def all_cells(self) -> int:
        return self.cells * self.returns

    @property
    def hours(self) -> Decimal:
        return Decimal(self.minutes) / 60

    def as_json(self) -> dict[str, Any]:
        """The object `dondoc burden --figures --json` prints."""
        return {
            "programme": self.programme,
            "duty": self.duty,
            "form": self.form,
            "year": self.year,
            "cells": self.cells,
            "units": self.units,
            "periods": self.periods,
            "returns": self.returns,
            "all_cells": self.all_cells,
            "minutes": self.minutes,
            "filed": self.filed,
            "identical": self.identical,
            "unread": list(self.unread),
            "never_filled": list(self.never_filled),
            "always_nought": list(self.always_nought),
        }


def figure_burdens(
    session: Session, catalogue: Catalogue, year: int, on: date, *, programme: str | None = None, rate: Rate = RATE
) -> list[FormBurden]:
    """Every duty with a form that falls due in a year, the heaviest first; filings as known at the end of `on`."""
    requests = requests_by_duty(session, end_of_day(on))
    known = known_deadlines(session, catalogue, programme, requests=requests.values())
    of_duty: dict[tuple[str, str], list[Deadline]] = defaultdict(list)
    for deadline in known:
        of_duty[deadline.programme, deadline.duty].append(deadline)
    found, read = [], dict[str, Mapping[str, Use]]()
    aimed = {t.indicator.partition(".")[0] for law in catalogue.programmes.values() for t in law.targets}
    for (slug, duty), every in of_duty.items():
        this_year = [d for d in every if d.last_valid_on.year == year]
        form = form_of(session, catalogue, this_year[0]) if this_year else None
        if form is None:
            continue
        counted = periods(session, catalogue, on, slug, among={d.key for d in this_year})
        returns = sum(status.expected for status in counted)
        filings = _filings(session, every, on)
        new = [each for d in this_year for each in filings.get(d.period, {}).values()]
        read.setdefault(form.id, uses(session, form))
        found.append(
            FormBurden(
                programme=slug,
                duty=duty,
                title=duty_title(catalogue, requests, this_year[0]),
                form=form.id,
                year=year,
                cells=len(form.fields()),
                units=max((status.expected for status in counted), default=0),
                periods=sum(bool(status.expected) for status in counted),
                returns=returns,
                minutes=returns * rate.seconds(form) // 60,
                filed=len(new),
                identical=_identical(every, this_year, filings),
                unread=tuple(i.code for i in form.indicators if i.code not in read[form.id] and i.code not in aimed),
                never_filled=_those(form, new, lambda values: all(value is None for value in values)),
                always_nought=_those(form, new, _is_nought),
            )
        )
    return sorted((each for each in found if each.returns), key=lambda each: (-each.minutes, each.programme, each.duty))


def _filings(session: Session, every: Sequence[Deadline], on: date) -> dict[str, dict[str, Mapping[str, Any]]]:
    """By period and unit: the figures that stood at the end of a day."""
    periods_of = given_rows(session.get_bind().dialect.name, "periods", {"period": String()})
    query = (
        select(col(Submission.period), col(Submission.unit_id), col(Submission.figures))
        .join(periods_of, periods_of.c.period == col(Submission.period))
        .where(
            col(Submission.programme) == every[0].programme,
            col(Submission.duty) == every[0].duty,
            col(Submission.kind) == SubmissionKind.FIGURES,
            col(Submission.filed_at) <= end_of_day(on),
            col(Submission.state) != SubmissionState.RETURNED,
        )
        .order_by(col(Submission.version))
    )
    found: dict[str, dict[str, Mapping[str, Any]]] = defaultdict(dict)
    for period, unit, figures in session.connection().execute(query, {"periods": given((d.period,) for d in every)}):
        found[period][unit] = figures
    return found


def _identical(
    every: Sequence[Deadline], this_year: Sequence[Deadline], filings: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> int:
    """How many returns of the year say just what the same unit said of the period before."""
    before = dict(zip(every[1:], every, strict=False))
    same = 0
    for deadline in this_year:
        earlier = filings.get(before[deadline].period, {}) if deadline in before else {}
        for unit, figures in filings.get(deadline.period, {}).items():
            is_telling = len(figures) >= TELLING  # one meeting a month is no repetition
            same += is_telling and unit in earlier and canonical(earlier[unit]) == canonical(figures)
    return same


def _those(form: Form, filed: Sequence[Mapping[str, Any]], says: Any) -> tuple[str, ...]:
    """The indicators of which this is true in all returns; none while nothing was filed."""
    if not filed:
        return ()
    boxes = {i.code: [box.code for box in i.fields()] for i in form.indicators}
    return tuple(code for code, of in boxes.items() if says([figures.get(box) for figures in filed for box in of]))


def _is_nought(values: Iterable[Any]) -> bool:
    given_values = [value for value in values if value is not None]
    return bool(given_values) and all(value in (0, False) for value in given_values)
