"""Nên gọi ai trước: the units that keep a total waiting, in the order in which a telephone call helps most.

Every point of a unit's score is a sentence somebody can check: how long it is late, how much its share weighs in what
is still missing, how often it was chased in vain, whether the messages reached it at all, whether it was ever late
before. Who asked for time, said when, was muted or was called today comes last, with the reason. Never writes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from sqlalchemy import String, select
from sqlmodel import Session

from models.call_weights import Key, weights
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.given_rows import given, given_rows
from models.hush import hushed
from models.messages import Message, MessageItem
from models.obligations import Obligation, known_deadlines, owes
from models.punctuality import punctuality
from models.quiet_hours import day_in_hanoi, end_of_day
from models.reach import Contacts, contacts_on
from models.vocabulary import Channel, MessageState, ObligationState, Stage
from models.writing import table_of

S = ObligationState
LOOKS_BACK = timedelta(days=120)  # what fell due before that is a matter for a letter, not for a call
A_YEAR = timedelta(days=365)
MOST_BY_DAYS, MOST_BY_ITEMS, MOST_BY_WEIGHT = 10, 3, 10
PERCENT_A_POINT = 2
CHASED = {Stage.CHASER_1: 2, Stage.CHASER_2: 4}
NOT_HEARD, FIRST_TIME = 5, 3

RULES = (
    f"Mỗi ngày quá hạn của việc chậm nhất: 1 điểm, nhiều nhất {MOST_BY_DAYS}; mỗi việc còn thiếu thêm: 1 điểm, nhiều "
    f"nhất {MOST_BY_ITEMS}.",
    f"Cứ {PERCENT_A_POINT}% của tổng số còn thiếu vì đơn vị (theo số kỳ trước; chưa có thì chia đều theo số đơn vị): 1 "
    f"điểm, nhiều nhất {MOST_BY_WEIGHT}.",
    f"Đã đôn đốc lần 1: {CHASED[Stage.CHASER_1]} điểm; đã đôn đốc lần 2: {CHASED[Stage.CHASER_2]} điểm.",
    f"Trong {LOOKS_BACK.days} ngày qua chưa có tin nào gửi được đến đơn vị, về bất cứ việc gì: {NOT_HEARD} điểm.",
    f"Ngoài việc đang chậm, 12 tháng qua luôn đúng hạn: {FIRST_TIME} điểm, vì thường là vướng mắc hoặc chưa nhận được "
    "tin.",
    "Đơn vị đã hẹn ngày, đang xin gia hạn, đang tạm ngừng nhắc hoặc đã gọi trong ngày: xếp sau cùng, có ghi lý do.",
    f"Chỉ xét việc đến hạn trong {LOOKS_BACK.days} ngày qua, kể cả việc trả lại chờ bổ sung; việc quá hạn lâu hơn xem "
    "ở trang Hôm nay, nên xử lý bằng văn bản.",
)


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing a unit still owes. `weight`: per cent of its total; `rest`: why it may wait today, else empty."""

    programme: str
    duty: str
    period: str
    title: str
    label: str
    due_on: date
    due_words: str
    state: ObligationState
    days_overdue: int
    weight: Decimal
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why so many points, as a clause without a full stop."""

    points: int
    words: str


@dataclass(frozen=True, slots=True)
class Call:
    """One unit to telephone. `phone` is that of the post that does the work, else of the head; empty: none known."""

    unit_id: str
    unit_name: str
    phone: str
    post: str
    head_phone: str
    missing: tuple[Missing, ...]
    reasons: tuple[Reason, ...]
    may_wait: str = ""  # why a call is not needed today

    @property
    def score(self) -> int:
        return sum(reason.points for reason in self.reasons)

    @property
    def words(self) -> str:
        """`quá hạn 05 ngày (5 điểm); đã đôn đốc lần 1 (2 điểm)`."""
        return "; ".join(f"{reason.words} ({reason.points} điểm)" for reason in self.reasons)

    def as_json(self) -> dict[str, Any]:
        """The object `dondoc calls --json` prints: no telephone, no name of a person."""
        return {
            "unit": self.unit_id,
            "unit_name": self.unit_name,
            "score": self.score,
            "has_phone": bool(self.phone),
            "may_wait": self.may_wait or None,
            "reasons": [{"points": reason.points, "words": reason.words} for reason in self.reasons],
            "missing": [
                {
                    "programme": item.programme,
                    "duty": item.duty,
                    "period": item.period,
                    "state": str(item.state),
                    "due_on": item.due_on,
                    "days_overdue": item.days_overdue,
                    "weight": item.weight,
                    "rest": item.rest or None,
                }
                for item in self.missing
            ],
        }


def calls(
    session: Session,
    catalogue: Catalogue,
    on: date,
    now: datetime,
    *,
    programme: str | None = None,
    duty: str | None = None,
    period: str | None = None,
    units: Collection[str] | None = None,
) -> list[Call]:
    """Whom to telephone, the most useful call first; those who may wait come last."""
    asked: dict[str, Any] = {"programme": programme, "duty": duty, "period": period, "units": units}
    found = owes(session, catalogue, on, **asked, states=(S.OVERDUE, S.RETURNED), due_from=on - LOOKS_BACK)
    late = [o for o in found if o.due_on < on and not catalogue.programme(o.programme).why_idle(on)]
    by_unit: dict[str, list[Obligation]] = defaultdict(list)
    for owed in late:
        by_unit[owed.unit_id].append(owed)
    if not by_unit:
        return []
    told = _told(session, by_unit, on, now)
    ever_told: dict[str, set[MessageState]] = defaultdict(set)
    for key, messages in told.items():
        ever_told[key[3]].update(message.state for message in messages)
    known = _Known(
        weights=weights(session, catalogue, late, on),
        told=told,
        ever_told=ever_told,
        hush=hushed(session, catalogue, on, now, set(by_unit)),
        steady=_steady(session, catalogue, late, on),
        on=on,
    )
    reached = contacts_on(session, by_unit, on)
    made = [_call(of_unit, known, reached.get(unit, Contacts())) for unit, of_unit in by_unit.items()]
    return sorted(made, key=lambda call: (bool(call.may_wait), -call.score, call.unit_name, call.unit_id))


class _Told(NamedTuple):
    """A message about one obligation."""

    stage: Stage
    state: MessageState
    channel: Channel
    sent_at: datetime | None


@dataclass(frozen=True)
class _Known:
    """What is looked up once for all units."""

    weights: Mapping[Key, Decimal]
    told: Mapping[Key, list[_Told]]
    ever_told: Mapping[str, Collection[MessageState]]  # by unit: how its messages ended, whatever they were about
    hush: Any
    steady: Collection[str]
    on: date


def _call(of_unit: Sequence[Obligation], known: _Known, contacts: Contacts) -> Call:
    items = tuple(_missing(owed, known) for owed in sorted(of_unit, key=lambda o: (o.due_on, o.duty, o.period)))
    told = [message for owed in of_unit for message in known.told.get(owed.key, ())]
    ever_told = known.ever_told.get(of_unit[0].unit_id, ())
    first, head = contacts.first, contacts.head
    phone = next((contact.phone for contact in (first, head) if contact and contact.phone), "")
    return Call(
        unit_id=of_unit[0].unit_id,
        unit_name=of_unit[0].unit_name,
        phone=phone,
        post=first.post if first else "",
        head_phone=head.phone if head and head.phone != phone else "",
        missing=items,
        reasons=tuple(_reasons(items, told, ever_told, of_unit[0].unit_id in known.steady)),
        may_wait=_may_wait(items, told, known.on),
    )


def _missing(owed: Obligation, known: _Known) -> Missing:
    stage = Stage.RETURNED if owed.state is S.RETURNED else Stage.CHASER_2
    return Missing(
        *owed.key[:3],
        owed.title,
        owed.deadline.label,
        owed.due_on,
        owed.due_words,
        owed.state,
        (known.on - owed.due_on).days,
        known.weights.get(owed.key, Decimal(0)),
        known.hush.why(owed.key, stage),
    )


def _reasons(
    items: Sequence[Missing], told: Sequence[_Told], ever_told: Collection[MessageState], is_steady: bool
) -> Iterable[Reason]:
    longest = max(items, key=lambda item: item.days_overdue)
    is_returned = longest.state is S.RETURNED
    days = f"{longest.days_overdue:02} ngày"
    words = f"trả lại, chưa nộp lại, hạn đã qua {days}" if is_returned else f"quá hạn {days}"
    yield Reason(min(longest.days_overdue, MOST_BY_DAYS), words)
    if len(items) > 1:
        yield Reason(min(len(items) - 1, MOST_BY_ITEMS), f"còn thiếu {len(items):02} việc")
    heaviest = max(item.weight for item in items)
    if points := min(int(heaviest / PERCENT_A_POINT), MOST_BY_WEIGHT):
        yield Reason(points, f"chiếm khoảng {_comma(heaviest)}% tổng số đang chờ")
    sent = {message.stage for message in told if message.state is MessageState.SENT}
    chased = [stage for stage in CHASED if stage in sent]
    if chased:
        yield Reason(CHASED[chased[-1]], f"đã {chased[-1].label}")
    if MessageState.SENT not in ever_told:
        unsure = MessageState.UNKNOWN in ever_told
        words = "tin đã gửi chưa rõ đến hay chưa" if unsure else "chưa có tin nào đến được đơn vị"
        yield Reason(NOT_HEARD, words)
    if is_steady:
        yield Reason(
            FIRST_TIME, f"ngoài {'việc này' if len(items) == 1 else 'các việc này'}, 12 tháng qua luôn đúng hạn"
        )


def _may_wait(items: Sequence[Missing], told: Sequence[_Told], on: date) -> str:
    """Why nobody need call today: called already, or silence was agreed on for all that is missing."""
    by_hand = [m for m in told if m.channel is Channel.HAND and m.state is MessageState.SENT and m.sent_at]
    if any(m.sent_at and day_in_hanoi(m.sent_at) == on for m in by_hand):
        return f"đã chuyển tay trong ngày {day_text(on)}"
    if all(item.rest for item in items):
        return "; ".join(dict.fromkeys(item.rest for item in items))
    return ""


def _told(session: Session, units: Collection[str], on: date, now: datetime) -> dict[Key, list[_Told]]:
    """What was said about each obligation of these units since calls look back."""
    item, message = table_of(MessageItem).c, table_of(Message).c
    these = given_rows(session.get_bind().dialect.name, "these", {"id": String()})
    key = (item.programme, item.duty, item.period, item.unit_id)
    query = (
        select(*key, item.stage, message.state, message.channel, message.sent_at)
        .select_from(table_of(MessageItem).join(these, these.c.id == item.unit_id))
        .join(table_of(Message), message.id == item.message_id)
        .where(message.recipient == item.unit_id)  # not what officers were told about it
        .where(message.as_of >= on - LOOKS_BACK, message.as_of <= on, message.planned_at <= now)
        .order_by(message.id)
    )
    found: dict[Key, list[_Told]] = defaultdict(list)
    for *of, stage, state, channel, sent_at in session.connection().execute(
        query, {"these": given((unit,) for unit in units)}
    ):
        said = _Told(Stage.of(stage), MessageState.of(state), Channel.of(channel), sent_at)
        found[of[0], of[1], of[2], of[3]].append(said)
    return found


def _steady(session: Session, catalogue: Catalogue, late: Sequence[Obligation], on: date) -> set[str]:
    """The units that met every deadline of the last twelve months but those they themselves are late with now."""
    now_late = {owed.key for owed in late}
    known = known_deadlines(session, catalogue, by=end_of_day(on))
    among = {d.key for d in known if on - A_YEAR <= d.last_valid_on < on}
    units = {unit_id for *_, unit_id in now_late}
    found = punctuality(session, catalogue, on, by=("unit", "period"), units=units, among=among)
    fell_due = [p for p in found if p.expected and (p.programme, p.duty, p.period, p.unit_id) not in now_late]
    return {p.unit_id for p in fell_due} - {p.unit_id for p in fell_due if p.on_time < p.expected}


def _comma(size: Decimal) -> str:
    return f"{size:f}".replace(".", ",")
