"""The form of figures as a page shows it: groups, boxes with what was typed, last time's value, each error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select
from starlette.datastructures import FormData

from models.facts import Submission
from models.figures import FieldProblem, read_number
from models.forms import Form, Indicator
from models.vocabulary import IndicatorType, SubmissionKind, SubmissionState
from portal import words

PREFIX = "f."


@dataclass(frozen=True)
class Box:
    """One field of the page."""

    code: str
    label: str
    unit: str
    type: str
    value: str
    last: Any
    error: str = ""

    @property
    def name(self) -> str:
        return PREFIX + self.code

    @property
    def anchor(self) -> str:
        return anchor(self.code)

    @property
    def keyboard(self) -> str:
        return "decimal" if self.type == IndicatorType.MONEY else "numeric"


@dataclass(frozen=True)
class Row:
    """One indicator with its boxes."""

    indicator: Indicator
    boxes: list[Box]

    @property
    def ratio(self) -> float | None:
        """The rate of what is typed so far; None where it cannot be told."""
        try:
            top, bottom = (read_number(box.value) for box in self.boxes)
        except ValueError:
            return None
        return float(top * 100 / bottom) if bottom else None


@dataclass(frozen=True)
class Group:
    title: str
    rows: list[Row]


@dataclass(frozen=True)
class Problem:
    """One line of the summary of errors, leading to its field."""

    message: str
    anchor: str = ""


@dataclass(frozen=True)
class Figure:
    """One value as a receipt or a reviewer reads it."""

    code: str
    label: str
    unit: str
    value: Any
    is_words: bool = False
    is_part: bool = False


def anchor(code: str) -> str:
    return "o-" + code.replace(".", "-")


def typed_figures(sent: FormData) -> dict[str, str]:
    """What stood in the boxes: field code → text, as typed."""
    return {name.removeprefix(PREFIX): v for name, v in sent.items() if name.startswith(PREFIX) and isinstance(v, str)}


def kept_figures(figures: Mapping[str, Any]) -> dict[str, str]:
    """Filed values written back the way a person types them."""
    return {code: words.number(value) if not isinstance(value, str) else value for code, value in figures.items()}


def groups_of(
    form: Form, typed: Mapping[str, str], last: Mapping[str, Any], problems: Iterable[FieldProblem] = ()
) -> list[Group]:
    """The form group by group."""
    errors: dict[str, str] = {}
    for problem in problems:
        errors[problem.code] = (
            f"{errors[problem.code]} {problem.message}" if problem.code in errors else problem.message
        )
    letters = {title: letter for letter, title in form.groups}
    found: dict[str, Group] = {}
    for indicator in form.indicators:
        letter = letters.get(indicator.group, "")
        title = f"{letter}. {indicator.group}" if letter else indicator.group or "Chỉ tiêu"
        group = found.setdefault(indicator.group, Group(title, []))
        parts = dict(indicator.parts)
        boxes = [
            Box(
                code=field.code,
                label=parts.get(field.part or "", field.label),
                unit=field.unit,
                type=field.type.value,
                value=typed.get(field.code, ""),
                last=last.get(field.code),
                error=errors.get(field.code, ""),
            )
            for field in indicator.fields()
        ]
        group.rows.append(Row(indicator, boxes))
    return list(found.values())


def summary_of(problems: Iterable[FieldProblem]) -> list[Problem]:
    return [Problem(p.message, anchor(p.code) if p.code else "") for p in problems]


def figures_of(form: Form | None, figures: Mapping[str, Any]) -> list[Figure]:
    """Filed values in the order of the form; a ratio stands as its rate, with its two numbers below."""
    rows = []
    for indicator in form.indicators if form else ():
        fields, whole = indicator.fields(), figures.get(indicator.code)
        if indicator.type is IndicatorType.RATIO:
            top, bottom = (figures.get(f.code) for f in fields)
            whole = words.percent(top * 100 / bottom) if top is not None and bottom else "—"
        is_words = indicator.type is IndicatorType.TEXT
        is_whole = not indicator.parts or all(figures.get(f.code) is None for f in fields)
        if is_whole or indicator.type is IndicatorType.RATIO:
            rows.append(Figure(indicator.code, indicator.label, indicator.unit, whole, is_words))
        else:
            rows.append(Figure(indicator.code, indicator.label, "", ""))
        if not is_whole:
            parts = dict(indicator.parts)
            rows += [Figure("", parts[f.part or ""], f.unit, figures.get(f.code), is_part=True) for f in fields]
    return rows


def last_filing(session: Session, unit_id: str, form: str, programme: str, duty: str, period: str) -> Submission | None:
    """The unit's latest figures of the same form from another period: the same duty's first."""
    query = (
        select(Submission)
        .where(
            Submission.unit_id == unit_id,
            Submission.form == form,
            Submission.kind == SubmissionKind.FIGURES,
            col(Submission.state).in_((SubmissionState.FILED, SubmissionState.ACCEPTED)),
        )
        .order_by(col(Submission.filed_at).desc())
    )
    others = [s for s in session.exec(query) if (s.programme, s.duty, s.period) != (programme, duty, period)]
    earlier = [s for s in others if s.duty == duty and s.period < period]
    return max(earlier, key=lambda s: (s.period, s.version)) if earlier else next(iter(others), None)
