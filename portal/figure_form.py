"""The form of figures as a page shows it: groups, boxes with what was typed, last time's value, errors and queries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.figures import FieldProblem, read_number
from models.forms import Form, Indicator
from models.vocabulary import IndicatorType
from portal import words

PREFIX = "f."
ANSWER = "q."


@dataclass(frozen=True)
class Asked:
    """One query beside its field: what looks unusual, and what the unit says to it."""

    check: str
    message: str
    answer: str = ""
    is_answered: bool = False

    @property
    def name(self) -> str:
        return ANSWER + self.check

    @property
    def anchor(self) -> str:
        return "giai-trinh-" + re.sub(r"[^A-Za-z0-9]+", "-", self.check)


@dataclass(frozen=True)
class Box:
    """One field of the page. `estimate`: what was filed as an estimate, where the final figure is being asked."""

    code: str
    label: str
    unit: str
    type: str
    value: str
    last: Any
    error: str = ""
    asked: tuple[Asked, ...] = ()
    estimate: Any = None

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
    def asked(self) -> list[Asked]:
        return [asked for box in self.boxes for asked in box.asked]

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


def typed_figures(sent: Mapping[str, Any]) -> dict[str, str]:
    """What stood in the boxes: field code → text, as typed."""
    return {name.removeprefix(PREFIX): v for name, v in sent.items() if name.startswith(PREFIX) and isinstance(v, str)}


def typed_answers(sent: Mapping[str, Any]) -> dict[str, str]:
    """What was said to the queries: check → text."""
    return {
        name.removeprefix(ANSWER): v.strip()
        for name, v in sent.items()
        if name.startswith(ANSWER) and isinstance(v, str) and v.strip()
    }


def kept_figures(figures: Mapping[str, Any]) -> dict[str, str]:
    """Filed values written back the way a person types them."""
    return {code: words.number(value) if not isinstance(value, str) else value for code, value in figures.items()}


def groups_of(
    form: Form,
    typed: Mapping[str, str],
    last: Mapping[str, Any],
    problems: Iterable[FieldProblem] = (),
    asked: Mapping[str, Sequence[Asked]] | None = None,
    estimate: Mapping[str, Any] | None = None,
) -> list[Group]:
    """The form group by group. `asked`: the queries by field; `estimate`: the figures filed as one."""
    asked, estimate = asked or {}, estimate or {}
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
                asked=tuple(asked.get(field.code, ())),
                estimate=estimate.get(field.code),
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
