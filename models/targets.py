"""Tiến độ chỉ tiêu: whether figures are on their way to a target by 2028 and 2033, with the arithmetic shown.

One figure a year at one place, on the map of the last one. The way begins at the earliest year that every later one may
be compared with (`models.comparison`): where the map of 2025 breaks the comparison it begins anew behind the break.
A target that adds up counts from nought. What cannot be said is said to be so, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlmodel import Session

from models.catalogue import Catalogue
from models.comparable_ground import MapHistory
from models.deadlines import Deadline
from models.errors import Refused
from models.forms import Form
from models.goals import Goal, Target
from models.obligations import known_deadlines
from models.period_told import part_of_year
from models.quiet_hours import end_of_day
from models.totals import form_of
from models.trend import Comparison, Point, Trend, trend_of
from models.vocabulary import Nature, TargetState

ENOUGH = Decimal("0.80")  # of the units must have reported, or nothing is said
STEP, SHOWN = Decimal("0.01"), Decimal("0.1")  # what is judged; of a percentage what is written
S = TargetState

RULES = (
    "Đường tiến độ: đường thẳng từ số của năm đầu so sánh được đến chỉ tiêu của năm mốc; chỉ tiêu cộng dồn tính từ 0.",
    "Đúng tiến độ: số của năm gần nhất không kém đường tiến độ. Đã đạt: số ấy đã bằng hoặc vượt chỉ tiêu.",
    "Số còn ước hoặc kỳ chưa chốt: ghi “theo số ước”, “theo số tạm tính” sau tình trạng; kết luận còn có thể đổi.",
    "Chưa kết luận: chưa có số, chưa đủ 80% đơn vị báo cáo, hoặc chưa có hai năm so sánh được.",
    "Chỉ tiêu ghi “đề xuất” là văn bản không nêu, chờ cơ quan có thẩm quyền ấn định.",
)


@dataclass(frozen=True, slots=True)
class Reached:
    """What one year came to: its own figure, or, of a target that adds up, all since the first year."""

    year: int
    value: Decimal
    point: Point


@dataclass(frozen=True, slots=True)
class Progress:
    """One goal of one target at one place. `arithmetic` and `why` are Vietnamese clauses without a full stop.

    `start`: where the way begins (None: nowhere); `needed`: what the latest year should have come to on a straight way.
    """

    programme: str
    target: Target
    goal: Goal
    node: str
    node_name: str
    state: TargetState
    latest: Reached | None = None
    start: tuple[int, Decimal] | None = None
    needed: Decimal | None = None
    arithmetic: str = ""
    why: str = ""
    years: tuple[Reached, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def goal_words(self) -> str:
        """`≥ 75% (2028)`."""
        return f"{_sign(self.target)} {_with_unit(self.goal.value, self.target)} ({self.goal.year})"

    @property
    def rests_on(self) -> str:
        """What a verdict that may still change rests on: `theo số ước`, `theo số tạm tính`; empty where it is firm."""
        if self.latest is None or self.state is S.CANNOT_SAY:
            return ""
        if self.latest.point.has_estimates:
            return "theo số ước"
        return "" if self.latest.point.is_closed else "theo số tạm tính"

    @property
    def verdict(self) -> str:
        """`đã đạt`, `đã đạt theo số ước`."""
        return f"{self.state.label} {self.rests_on}".rstrip()

    @property
    def latest_words(self) -> str:
        """`88,7%`, `431 điểm`; empty where there is no figure."""
        return _with_unit(self.latest.value, self.target) if self.latest else ""

    def path(self) -> list[tuple[int, Decimal]]:
        """The straight way, year by year, for a chart; empty where it begins nowhere."""
        if self.start is None:
            return []
        first = self.start[0]
        return [(year, _on_the_way(self.start, self.goal, year)) for year in range(first, self.goal.year + 1)]

    def as_json(self) -> dict[str, Any]:
        """The object `dondoc targets --json` prints."""
        return {
            "programme": self.programme,
            "target": self.target.id,
            "indicator": self.target.indicator,
            "op": self.target.op,
            "goal": self.goal.value,
            "year": self.goal.year,
            "proposed": self.target.is_proposed,
            "node": self.node or None,
            "state": str(self.state),
            "latest_year": self.latest.year if self.latest else None,
            "latest": self.latest.value if self.latest else None,
            "needed": self.needed,
            "start": {"year": self.start[0], "value": self.start[1]} if self.start else None,
            "years": [{"year": each.year, "value": each.value, **_of(each.point)} for each in self.years],
            "arithmetic": self.arithmetic or None,
            "why": self.why or None,
            "notes": list(self.notes),
        }


def progress(
    session: Session,
    catalogue: Catalogue,
    on: date,
    *,
    programme: str | None = None,
    node: str | None = None,
) -> list[Progress]:
    """Every goal of every target, in the order of the files, as known at the end of `on`.

    `node`: a place of any map, shown on the map of the latest year; default: the lowest above all who reported.
    """
    slugs = [programme] if programme else list(catalogue.programmes)
    looked_up = _Trends(session, catalogue, on, node)
    return [
        each
        for slug in slugs
        for target in catalogue.programme(slug).targets
        for each in _of_target(looked_up, slug, target)
    ]


class _Trends:
    """The trends that targets are judged by: what several targets of one form share is looked up once."""

    def __init__(self, session: Session, catalogue: Catalogue, on: date, node: str | None):
        self.session, self.catalogue, self.on, self.node = session, catalogue, on, node
        self._maps = MapHistory(session)
        self._found: dict[tuple[tuple[str, str, str], ...], list[Trend]] = {}

    def of(self, chosen: Sequence[Deadline]) -> list[Trend]:
        """Every line over these periods. Errors: as `models.trend.trend_of`."""
        key = tuple(deadline.key for deadline in chosen)
        if key not in self._found:
            of_day: dict[str, Any] = {"as_of": self.on, "node": self.node, "maps": self._maps}
            self._found[key] = trend_of(self.session, self.catalogue, chosen, **of_day)
        return self._found[key]


def _of_target(trends: _Trends, slug: str, target: Target) -> list[Progress]:
    on, node = trends.on, trends.node
    chosen = _yearly(trends.session, trends.catalogue, slug, target, on)
    trend: Trend | None = None
    if chosen:
        try:
            found = trends.of(list(chosen.values()))
        except Refused as e:
            return [Progress(slug, target, goal, node or "", "", S.CANNOT_SAY, why=_clause(e)) for goal in target.goals]
        trend = next((each for each in found if each.indicator == target.indicator), None)
    return [_judged(slug, target, goal, trend, list(chosen), on) for goal in target.goals]


def _yearly(session: Session, catalogue: Catalogue, slug: str, target: Target, on: date) -> dict[int, Deadline]:
    """Of each year the period whose figure is the year's: the yearly one, else (of a stock) the last in it."""
    last_year = max(goal.year for goal in target.goals)
    found: dict[int, list[Deadline]] = {}
    for deadline in known_deadlines(session, catalogue, slug, by=end_of_day(on)):
        year = int(deadline.period[:4])
        if deadline.last_valid_on > on or year > last_year:
            continue
        form = form_of(session, catalogue, deadline)
        if form is None or not _has(form, target):
            continue
        nature = form.indicator(target.indicator.partition(".")[0]).nature
        if part_of_year(deadline.period) == "" or nature is Nature.STOCK:
            found.setdefault(year, []).append(deadline)
    return {year: max(of_year, key=_standing) for year, of_year in sorted(found.items())}


def _standing(deadline: Deadline) -> tuple[bool, date, str]:
    """A whole year before a part of it, then the later one."""
    return part_of_year(deadline.period) == "", deadline.last_valid_on, deadline.duty


def _has(form: Form, target: Target) -> bool:
    return any(indicator.code == target.indicator.partition(".")[0] for indicator in form.indicators)


def _judged(slug: str, target: Target, goal: Goal, trend: Trend | None, asked: Sequence[int], on: date) -> Progress:
    """One goal, judged by the latest year that has a figure and is not past it."""
    if trend is None:
        why = (
            "chưa có kỳ trọn năm nào có chỉ tiêu này đến hạn; kỳ ngắn hơn không cộng vào"
            if not asked
            else "chưa có số liệu"
        )
        return Progress(slug, target, goal, "", "", S.CANNOT_SAY, why=why)
    reached, gap = _reached(target, trend)
    years = tuple(each for each in reached if each.year <= goal.year)
    about: dict[str, Any] = {"years": years, "notes": _notes(target, years[-1].point) if years else ()}
    who = slug, target, goal, trend.node, trend.node_name
    if not years:
        return Progress(*who, S.CANNOT_SAY, why="chưa có số liệu", **about)
    latest = years[-1]
    about["latest"] = latest
    reported, expected = latest.point.reported, latest.point.expected
    if Decimal(reported) < ENOUGH * expected:
        return Progress(
            *who, S.CANNOT_SAY, why=f"năm {latest.year} mới có {reported}/{expected} đơn vị báo cáo", **about
        )
    here = f"năm {latest.year}: {_n(latest.value, target)}{_per(target)}"
    is_over = goal.year < on.year or latest.year == goal.year
    if target.is_met(latest.value, goal):
        words = f"{here} {_sign(target)} {_with_unit(goal.value, target)}"
        return Progress(*who, S.MET, arithmetic=words, **about)
    if is_over:
        if latest.year < goal.year or gap:
            why = gap or f"chưa có số của năm {goal.year}, số gần nhất là của năm {latest.year}"
            return Progress(*who, S.CANNOT_SAY, why=why, **about)
        words = f"{here} so với chỉ tiêu {_with_unit(goal.value, target)}"
        return Progress(*who, S.MISSED, arithmetic=words, **about)
    start, why = (_nought(years), gap) if target.adds_up else _start(trend, years)
    if start is None or why:
        return Progress(*who, S.CANNOT_SAY, why=why, **about)
    needed = _on_the_way(start, goal, latest.year)
    is_well = latest.value >= needed if target.op == ">=" else latest.value <= needed
    first, begun, wanted, per = _n(start[1], target), start[0], _n(goal.value, target), _per(target)
    words = (
        f"từ {first}{per} (năm {begun}) đến {wanted}{per} (năm {goal.year}), năm {latest.year} cần "
        f"{_n(needed, target)}{per} = {first}{per} + ({wanted}{per} − {first}{per}) × "
        f"{latest.year - begun}/{goal.year - begun}; đã có "
        f"{_with_unit(latest.value, target)}"
    )
    state = S.ON_TRACK if is_well else S.BEHIND
    return Progress(*who, state, start=start, needed=needed, arithmetic=words, **about)


def _reached(target: Target, trend: Trend) -> tuple[list[Reached], str]:
    """The years that have a figure; of what adds up, why the sum is not whole, where it is not."""
    given = [(int(p.period[:4]), p) for p in trend.points if p.value is not None]
    if not target.adds_up:
        return [Reached(year, _exact(p), p) for year, p in given], ""
    total, found = Decimal(0), []
    for year, point in given:
        total += _exact(point)
        found.append(Reached(year, total, point))
    every = {int(p.period[:4]) for p in trend.points}
    first, last = min(every), max(every)
    holes = [str(year) for year in range(first, last + 1) if year not in dict(given)]
    if holes:
        return found, f"năm {', '.join(holes)} chưa có số liệu nên số cộng dồn chưa đủ"
    apart = next((step for step in trend.steps if _is_other_ground(step)), None)
    return found, "; ".join(apart.why_not) if apart else ""


def _is_other_ground(step: Comparison) -> bool:
    return any("thay đổi" in why for why in step.why_not)


def _start(trend: Trend, years: Sequence[Reached]) -> tuple[tuple[int, Decimal] | None, str]:
    """The earliest year that every later one, up to the latest, may be compared with; else why there is none."""
    upto = [p.period for p in trend.points].index(years[-1].point.period)
    first = upto
    while first > 0 and trend.steps[first - 1].is_comparable:
        first -= 1
    if first == upto:
        last = years[-1].year
        if upto == 0:
            return None, f"mới có số liệu của năm {last}, chưa có năm trước để so"
        return None, f"năm {last} không so được với năm trước: {'; '.join(trend.steps[upto - 1].why_not)}"
    point = trend.points[first]
    return (int(point.period[:4]), _exact(point)), ""


def _nought(years: Sequence[Reached]) -> tuple[int, Decimal]:
    return years[0].year - 1, Decimal(0)


def _on_the_way(start: tuple[int, Decimal], goal: Goal, year: int) -> Decimal:
    """What a straight line from the start to the goal comes to at the end of a year."""
    done = Decimal(year - start[0]) / (goal.year - start[0])
    return (start[1] + (goal.value - start[1]) * done).quantize(STEP, ROUND_HALF_UP)


def _exact(point: Point) -> Decimal:
    """The figure; of a ratio in per cent from its own numerator and denominator."""
    if point.denominator:
        return (Decimal(100 * (point.numerator or 0)) / point.denominator).quantize(STEP, ROUND_HALF_UP)
    return Decimal(str(point.value))


def _notes(target: Target, point: Point) -> tuple[str, ...]:
    said = [
        ("chỉ tiêu đề xuất, văn bản không nêu", target.is_proposed),
        (f"{point.label} còn số ước", point.has_estimates),
        (f"{point.label} chưa chốt, số tạm tính", not point.is_closed),
        (f"{point.reported}/{point.expected} đơn vị có số liệu", point.reported < point.expected),
    ]
    return tuple(words for words, is_so in said if is_so)


def _of(point: Point) -> Mapping[str, Any]:
    return {key: value for key, value in point.as_json().items() if key != "value"}


def _clause(e: Refused) -> str:
    return e.reason[0].lower() + e.reason[1:].rstrip(".")


def _sign(target: Target) -> str:
    return {">=": "≥", "<=": "≤"}[target.op]


def _with_unit(value: Decimal, target: Target) -> str:
    """`75%`, `500 điểm`."""
    return f"{_n(value, target)}{'' if target.unit == '%' else ' '}{target.unit}"


def _per(target: Target) -> str:
    return "%" if target.unit == "%" else ""


def _n(value: Decimal, target: Target) -> str:
    if target.unit == "%":
        value = value.quantize(SHOWN, ROUND_HALF_UP)
    text = f"{value:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).translate(str.maketrans(",.", ".,"))
