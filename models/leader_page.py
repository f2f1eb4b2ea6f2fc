"""Một trang cho lãnh đạo: five numbers, the three units to ask about first, one decision, and how the last year went.

Everything is as known on a day, over all programmes in force. A number says on how many it stands; a tentative one says
so; what cannot be said is a dash with the reason. Never ten things where one is asked. Reads, never writes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select
from sqlmodel import Session, col

from models.calls import Call, calls
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.deadlines import Deadline
from models.desk import desk
from models.obligations import Obligation, known_deadlines, owes
from models.period_counts import periods
from models.punctuality import Punctuality, punctuality
from models.questions import Question, questions
from models.quiet_hours import end_of_day
from models.targets import Progress, progress
from models.units import Succession
from models.vocabulary import ObligationState, PeriodState, TargetState

A_YEAR = timedelta(days=365)
SOON = 10  # working days that count as ahead
MONTHS = 12
LATE_SHOWN = 3
MANY_LINKS = 5  # takings-over on one day that make a change of the map
ORDER = (TargetState.BEHIND, TargetState.MISSED, TargetState.ON_TRACK, TargetState.MET, TargetState.CANNOT_SAY)


@dataclass(frozen=True, slots=True)
class KeyNumber:
    """One of the five. `value` as read (`95,8%`, `07`, `—`); `stands_on`: n/N and the like; `note`: tentative, why not.

    `indicator`: form and code, where a figure that units filed is shown.
    """

    label: str
    value: str
    stands_on: str = ""
    note: str = ""
    indicator: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class LateUnit:
    """One unit to ask about first: what it owes longest, for how many days, and what else."""

    unit_id: str
    name: str
    title: str
    label: str  # of its period
    days: int
    more: int
    why_first: tuple[str, ...]  # clauses
    is_returned: bool = False  # it was filed and sent back, and not filed again


@dataclass(frozen=True, slots=True)
class Month:
    """One month's deadlines: how many had to be met, how many were in time."""

    year: int
    month: int
    on_time: int
    expected: int

    @property
    def label(self) -> str:
        return f"{self.month:02}/{self.year}"

    @property
    def percent(self) -> Decimal | None:
        return _percent(self.on_time, self.expected)


@dataclass(frozen=True)
class LeaderPage:
    """What stands on the page. `decision` is one; `waiting` others wait behind it. `trend_words`: the year and the one
    before, or what keeps them from being held beside each other."""

    on: date
    numbers: tuple[KeyNumber, ...]
    late: tuple[LateUnit, ...]
    late_units: int
    decision: str
    waiting: int
    months: tuple[Month, ...]
    trend_words: str


def leader_page(
    session: Session,
    law: Catalogue,
    on: date,
    now: datetime,
    *,
    asked: Sequence[Question] | None = None,
    overdue: Sequence[Obligation] | None = None,
) -> LeaderPage:
    """The page of one day. `asked`, `overdue`: what `questions` and `owes` said of it, where that is known already."""
    if asked is None:
        asked = questions(session, law, on, [])
    if overdue is None:
        overdue = owes(session, law, on, states=[ObligationState.OVERDUE])
    known = known_deadlines(session, law, by=end_of_day(on))
    year, before = _year(session, law, known, on), _year(session, law, known, on - A_YEAR, seen_on=on)
    late = calls(session, law, on, now)
    ahead = _ahead(session, law, known, on)
    in_force = [slug for slug, programme in law.programmes.items() if not programme.why_idle(on)]
    goal = _goal([told for told in progress(session, law, on) if told.programme in in_force])
    decisions = _decisions(session, on, asked, len(late))
    numbers = (
        _rate("Đã gửi trong 12 tháng qua", year.actual, year),
        _rate("Gửi đúng hạn trong 12 tháng qua", year.on_time, year),
        _overdue(overdue, on),
        ahead,
        goal,
    )
    return LeaderPage(
        on=on,
        numbers=numbers,
        late=tuple(_late(call) for call in late[:LATE_SHOWN]),
        late_units=len(late),
        decision=decisions[0],
        waiting=len(decisions) - 1,
        months=_months(session, law, known, on),
        trend_words=_trend_words(session, on, year, before),
    )


def _year(
    session: Session, law: Catalogue, known: Sequence[Deadline], last: date, *, seen_on: date | None = None
) -> Punctuality:
    """All that had to be met in the twelve months before a day, as known on `seen_on`."""
    among = {d.key for d in known if last - A_YEAR <= d.last_valid_on < last}
    return punctuality(session, law, seen_on or last, by=(), among=among)[0]


def _rate(label: str, part: int, of: Punctuality) -> KeyNumber:
    percent = _percent(part, of.expected)
    if percent is None:
        return KeyNumber(label, "—", "", "chưa có việc nào đến hạn")
    apart = f"không tính {of.waiting:02} việc chờ xác nhận" if of.waiting else ""
    return KeyNumber(label, f"{_comma(percent)}%", f"{_dots(part)}/{_dots(of.expected)} việc đến hạn", apart)


def _overdue(owed: Sequence[Obligation], on: date) -> KeyNumber:
    """Every unit that owes something past its day, however long ago: the same count as on the officers' pages."""
    found = [o for o in owed if o.due_on < on]
    of_units = len({o.unit_id for o in found})
    return KeyNumber("Đơn vị đang quá hạn", f"{of_units:02}", f"{len(found):02} việc còn thiếu")


def _ahead(session: Session, law: Catalogue, known: Sequence[Deadline], on: date) -> KeyNumber:
    """What falls due in the next working days, and how much of it is there already."""
    last = law.calendar.add_working_days(on, SOON)
    among = {d.key for d in known if on <= d.due_on <= last}
    counted = [p for p in periods(session, law, on, among=among)] if among else []
    open_ones = [p for p in counted if p.expected and p.state is not PeriodState.CLOSED]
    expected, reported = sum(p.expected for p in open_ones), sum(p.reported for p in open_ones)
    label = f"Việc đến hạn đến hết ngày {day_text(last)}"
    note = f"{len(open_ones):02} hạn" if open_ones else "không có hạn nào"
    return KeyNumber(label, f"{expected:02}", f"đã gửi {_dots(reported)}/{_dots(expected)}" if expected else "", note)


def _goal(found: Sequence[Progress]) -> KeyNumber:
    """The target that most wants a leader's eye: behind before well, what cannot be said last."""
    if not found:
        return KeyNumber("Tiến độ chỉ tiêu", "—", "", "chương trình không nêu chỉ tiêu")
    told = min(found, key=lambda p: (ORDER.index(p.state), p.latest is None, p.goal.year))
    proposed = " (đề xuất)" if told.target.is_proposed else ""
    label = f"Chỉ tiêu {told.goal_words}{proposed}: {told.target.title}"
    if told.latest is None:
        return KeyNumber(label, "—", "", told.why or told.state.label)
    point = told.latest.point
    standing = f"năm {told.latest.year}: {point.reported}/{point.expected} đơn vị báo cáo"
    marks = [told.state.label]
    if not point.is_closed:
        marks.append("số tạm tính")
    if point.has_estimates:
        marks.append("có số ước")
    code = told.target.indicator.partition(".")[0]
    return KeyNumber(label, told.latest_words, standing, ", ".join(marks), (told.target.form, code))


def _late(call: Call) -> LateUnit:
    longest = max(call.missing, key=lambda missing: missing.days_overdue)
    reasons = (call.may_wait,) if call.may_wait else tuple(reason.words for reason in call.reasons[1:])
    more = len(call.missing) - 1
    return LateUnit(
        call.unit_id,
        call.unit_name,
        longest.title,
        longest.label,
        longest.days_overdue,
        more,
        reasons,
        longest.state is ObligationState.RETURNED,
    )


def _decisions(session: Session, on: date, asked: Sequence[Question], late: int) -> list[str]:
    """What waits for a leader's word, the first to be asked first; never empty."""
    waits, found = desk(session, on), []
    if waits.letters:
        found.append(f"Ký {waits.letters:02} dự thảo công văn đôn đốc đã lập.")
    if waits.wishes:
        found.append(f"Cho ý kiến về {waits.wishes:02} đề nghị gia hạn của đơn vị.")
    found += [question.text for question in asked]
    if late and not waits.letters:
        found.append(
            f"Giao bộ phận theo dõi gọi trực tiếp {late:02} đơn vị còn việc chậm, bắt đầu từ các đơn vị nêu trên."
        )
    return found or ["Hôm nay không có việc cần xin ý kiến."]


def _months(session: Session, law: Catalogue, known: Sequence[Deadline], on: date) -> tuple[Month, ...]:
    """The twelve months up to that of the day, by the month of the legal day."""
    first = on.year * MONTHS + on.month - MONTHS
    names = [divmod(n, MONTHS) for n in range(first, first + MONTHS)]
    months = {(year, month + 1): (year, month + 1) for year, month in names}
    of_month = {d.key: (d.last_valid_on.year, d.last_valid_on.month) for d in known}
    among = {key for key, month in of_month.items() if month in months}
    in_time, expected = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
    for p in punctuality(session, law, on, by=("period",), among=among) if among else ():
        month = of_month[p.programme, p.duty, p.period]
        in_time[month] += p.on_time
        expected[month] += p.expected
    return tuple(Month(*month, in_time[month], expected[month]) for month in months)


def _trend_words(session: Session, on: date, year: Punctuality, before: Punctuality) -> str:
    now, then = _percent(year.on_time, year.expected), _percent(before.on_time, before.expected)
    if now is None:
        return "12 tháng qua chưa có việc nào đến hạn."
    said = f"12 tháng qua đúng hạn {_dots(year.on_time)}/{_dots(year.expected)} ({_comma(now)}%)"
    if then is None:
        return f"{said}; 12 tháng trước đó chưa có việc nào đến hạn."
    said += f"; 12 tháng trước đó {_dots(before.on_time)}/{_dots(before.expected)} ({_comma(then)}%)"
    if changed := _map_changed(session, on - 2 * A_YEAR, on):
        return f"{said}. Không so sánh hai giai đoạn do thay đổi đơn vị hành chính từ ngày {day_text(changed)}."
    size = now - then
    way = (
        "không tăng, không giảm" if not size else f"{'tăng' if size > 0 else 'giảm'} {_comma(abs(size))} điểm phần trăm"
    )
    return f"{said}: {way}."


def _map_changed(session: Session, first: date, last: date) -> date | None:
    """The last day of these on which many units took over from others."""
    on = col(Succession.takes_over_on)
    query = select(on).where(on > first, on <= last).group_by(on).having(func.count() >= MANY_LINKS)
    return session.connection().execute(query.order_by(on.desc())).scalars().first()


def _percent(part: int, whole: int) -> Decimal | None:
    return (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else None


def _comma(value: Decimal) -> str:
    text = f"{value:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.translate(str.maketrans(",.", ".,"))


def _dots(count: int) -> str:
    return f"{count:,}".replace(",", ".")
