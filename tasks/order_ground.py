"""What an order stands on while it is told or carried out, and how units named in a form are found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from typing import ClassVar, Protocol

from sqlmodel import Session

from models.catalogue import Catalogue, home_catalogue
from models.dates_in_words import day_text
from models.errors import Refused, answers
from models.obligations import find_deadline, owes
from models.orders import Told
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from models.snapshots import Key
from models.unit_map import find_unit
from models.vocabulary import ObligationState, OrderKind

OWING = (ObligationState.OPEN, ObligationState.DUE, ObligationState.EXTENDED, ObligationState.OVERDUE)
MOST_UNITS = 500  # in one order


@dataclass(frozen=True)
class Ground:
    """One look at the world: a session at hand, the home, the instant."""

    session: Session
    home: Home
    now: datetime

    @cached_property
    def catalogue(self) -> Catalogue:
        return home_catalogue(self.home)

    @property
    def today(self) -> date:
        return day_in_hanoi(self.now)


class NothingToDo(Refused):
    """What was asked for is so already: no order is placed, and nothing is wrong."""


class Wish(Protocol):
    """What one kind of order needs, and how it is told and carried out. A frozen dataclass of plain values.

    `told` changes nothing and says what would be done; `carry_out` does exactly that in the session at hand, under the
    login of who confirmed, and says what it did. Errors of both: `Refused`.
    """

    kind: ClassVar[OrderKind]
    moves_pages: ClassVar[bool]  # whether runs of the programme's life move with it

    @property
    def programme(self) -> str: ...

    def about(self, ground: Ground) -> str: ...

    def units_asked(self, ground: Ground) -> Collection[str] | None: ...  # whose duties change; None: all of them

    def told(self, ground: Ground) -> Told: ...

    def carry_out(self, ground: Ground, by: str) -> Told: ...


def chosen_units(
    ground: Ground, names: Sequence[str], key: Key, *, everybody: bool = False, until: date | None = None
) -> tuple[str, ...]:
    """The ids of the units meant by these names or codes; `everybody`: of all that still owe this period.

    Errors: `Refused` with all that is wrong at once: every name unknown or ambiguous, the period, the day `until` which
    they are given time; or where nobody is meant.
    """
    typed = filter(None, (name.strip() for name in names))
    *units, _, _ = answers(
        *(partial(find_unit, ground.session, name, ground.today) for name in typed),
        partial(find_deadline, ground.session, ground.catalogue, *key),
        partial(_refuse_day, ground, key, until),
    )
    found = dict.fromkeys(unit.id for unit in units)
    if everybody:
        programme, duty, period = key
        owed = owes(ground.session, ground.catalogue, ground.today, programme=programme, duty=duty, period=period)
        found |= dict.fromkeys(o.unit_id for o in owed if o.state in OWING and o.is_expected)
    if not found:
        raise Refused("Chưa chọn đơn vị nào, hoặc không còn đơn vị nào nợ kỳ này. Đề nghị kiểm tra lại.")
    if len(found) > MOST_UNITS:
        raise Refused(f"Một lệnh nhiều nhất {MOST_UNITS} đơn vị, đang chọn {len(found)}. Đề nghị chia ra.")
    return tuple(sorted(found))


def _refuse_day(ground: Ground, key: Key, until: date | None) -> None:
    """A day that gives nobody more time. Errors: `Refused`."""
    if until is None:
        return
    if until < ground.today:
        raise Refused(f"Ngày {day_text(until)} đã qua. Đề nghị chọn ngày từ hôm nay trở đi.")
    deadline = find_deadline(ground.session, ground.catalogue, *key)
    if until <= deadline.due_on:
        raise Refused(f"Hạn của văn bản đã là ngày {day_text(deadline.due_on)}. Đề nghị chọn ngày sau ngày ấy.")
