"""Lệnh với nhiều đơn vị một lúc: more time, a waiver, an accepted filing opened again, for one period of one duty.

Every unit has its line: what it is held to, what would be done, or why nothing is. Carried out for all of those or for
none.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.dates_in_words import day_text
from models.deadline import key_by_name
from models.deadlines import Deadline
from models.errors import Refused
from models.free_words import refuse_personal
from models.granting import extend, waive
from models.map_of_day import names_on
from models.obligations import REPORTED, Obligation, duty_title, find_deadline, owes, requests_by_duty
from models.orders import Told
from models.review import decide
from models.secrecy import refuse_words
from models.snapshots import Key
from models.vocabulary import ObligationState, OrderKind, ReviewAction
from tasks.order_ground import Ground

S = ObligationState
COLUMNS = ("Đơn vị", "Tình trạng, hạn hiện nay", "Thực hiện")


@dataclass(frozen=True)
class UnitLine:
    """One unit of an order. `obligation`: None where it owes nothing here; `why_not`: empty where it is acted on."""

    unit_id: str
    name: str
    obligation: Obligation | None
    does: str
    why_not: str

    @property
    def cells(self) -> tuple[str, str, str]:
        o = self.obligation
        now = f"{o.state.label}, {o.due_words}" if o else "không có việc này"
        return self.name, now, f"giữ nguyên: {self.why_not}" if self.why_not else self.does


@dataclass(frozen=True)
class OfUnits:
    """One period of one duty, some units (their ids), and why."""

    programme: str
    duty: str
    period: str
    unit_ids: tuple[str, ...]
    reason: str

    moves_pages: ClassVar[bool] = False

    @property
    def key(self) -> Key:
        return self.programme, self.duty, self.period

    def units_asked(self, ground: Ground) -> Collection[str]:
        return self.unit_ids

    def about(self, ground: Ground) -> str:
        deadline = self.deadline(ground)
        title = duty_title(ground.catalogue, requests_by_duty(ground.session), deadline)
        acted = sum(not line.why_not for line in self.lines(ground))
        return f"{self._verb()}: {title}, {deadline.label} ({acted:02} đơn vị)"

    def told(self, ground: Ground) -> Told:
        """Errors: `Refused` where no unit would be acted on, for a reason missing or pointing to a person."""
        refuse_personal(self.reason, *self._further_words())
        refuse_words(ground.catalogue, self.programme, self.duty, self.reason, *self._further_words())
        lines = self.lines(ground)
        acted = [line for line in lines if not line.why_not]
        if not acted:
            raise Refused("Không đơn vị nào thuộc diện thực hiện: " + _whys(lines))
        return self._said(lines, f"{self._verb()} cho {len(acted):02} đơn vị.")

    def carry_out(self, ground: Ground, by: str) -> Told:
        lines = self.lines(ground)
        acted = [line for line in lines if not line.why_not]
        for line in acted:
            self._act(ground, line, by)
        return self._said(lines, f"Đã {self._verb().lower()} cho {len(acted):02} đơn vị.")

    def deadline(self, ground: Ground) -> Deadline:
        return find_deadline(ground.session, ground.catalogue, *self.key)

    def lines(self, ground: Ground) -> list[UnitLine]:
        deadline = self.deadline(ground)
        key = key_by_name(self.key)
        owed = owes(ground.session, ground.catalogue, ground.today, **key, units=set(self.unit_ids))  # type: ignore[arg-type]
        by_unit = {o.unit_id: o for o in owed}
        names = names_on(ground.session, set(self.unit_ids), ground.today)
        found = []
        for unit_id in self.unit_ids:
            o = by_unit.get(unit_id)
            does, why_not = self._line(ground, deadline, o) if o else ("", "đơn vị không có việc này trong kỳ")
            found.append(UnitLine(unit_id, names.get(unit_id, unit_id), o, does, why_not))
        return sorted(found, key=lambda line: (bool(line.why_not), line.name))

    def _said(self, lines: Sequence[UnitLine], first: str) -> Told:
        kept = sum(bool(line.why_not) for line in lines)
        said = [first, f"Lý do: {self.reason}", *self._further()]
        warnings = (f"{kept:02} đơn vị giữ nguyên, lý do ghi ở từng dòng.",) if kept else ()
        page = ("Mở nhiệm vụ của kỳ", "/can-bo/han/" + "/".join(self.key))
        return Told(tuple(said), COLUMNS, tuple(line.cells for line in lines), warnings, (page,))

    def _further(self) -> list[str]:
        return []

    def _further_words(self) -> list[str]:
        """What was typed beside the reason."""
        return []

    @abstractmethod
    def _verb(self) -> str: ...

    @abstractmethod
    def _line(self, ground: Ground, deadline: Deadline, o: Obligation) -> tuple[str, str]:
        """What would be done to a unit that owes this, and why nothing is; one of the two is empty."""

    @abstractmethod
    def _act(self, ground: Ground, line: UnitLine, by: str) -> None: ...


@dataclass(frozen=True)
class ExtensionOrder(OfUnits):
    """Gia hạn to the end of `until`."""

    until: date

    kind: ClassVar[OrderKind] = OrderKind.EXTEND

    def _verb(self) -> str:
        return f"Gia hạn đến hết ngày {day_text(self.until)}"

    def _line(self, ground: Ground, deadline: Deadline, o: Obligation) -> tuple[str, str]:
        if o.state in REPORTED:
            return "", "đã nộp"
        if o.state is S.WAIVED:
            return "", "đã được miễn"
        if o.ended_on is not None and o.ended_on < ground.today:
            return "", f"đã kết thúc ngày {day_text(o.ended_on)}"
        if o.extended_until == self.until:
            return "", "đã được gia hạn đến ngày này"
        if self.until <= deadline.due_on or self.until < ground.today:
            return "", "ngày gia hạn không sau hạn của văn bản hoặc đã qua"
        return f"gia hạn đến hết ngày {day_text(self.until)}", ""

    def _act(self, ground: Ground, line: UnitLine, by: str) -> None:
        said = {"unit_id": line.unit_id, "until": self.until, "reason": self.reason, "by": by, "now": ground.now}
        key = key_by_name(self.key)
        extend(ground.session, ground.catalogue, **key, **said)  # type: ignore[arg-type]


@dataclass(frozen=True)
class WaiverOrder(OfUnits):
    """Miễn. `approver`: the post, and the paper, by which it was approved."""

    approver: str

    kind: ClassVar[OrderKind] = OrderKind.WAIVE

    def _verb(self) -> str:
        return "Miễn báo cáo"

    def _further_words(self) -> list[str]:
        return [self.approver]

    def _further(self) -> list[str]:
        return [f"Phê duyệt: {self.approver}"]

    def _line(self, ground: Ground, deadline: Deadline, o: Obligation) -> tuple[str, str]:
        if o.state in REPORTED:
            return "", "đã nộp"
        if o.state is S.WAIVED:
            return "", "đã được miễn"
        return "miễn trong kỳ này", ""

    def _act(self, ground: Ground, line: UnitLine, by: str) -> None:
        said = {"unit_id": line.unit_id, "reason": self.reason, "approver": self.approver, "by": by, "now": ground.now}
        key = key_by_name(self.key)
        waive(ground.session, ground.catalogue, **key, **said)  # type: ignore[arg-type]


@dataclass(frozen=True)
class FilingsOrder(OfUnits):
    """Mở lại filings that were accepted, so that their units may correct them."""

    kind: ClassVar[OrderKind] = OrderKind.REOPEN_FILING

    def _verb(self) -> str:
        return "Mở lại báo cáo đã tiếp nhận"

    def _line(self, ground: Ground, deadline: Deadline, o: Obligation) -> tuple[str, str]:
        if o.state is not S.ACCEPTED or o.submission_id is None:
            return "", "chưa có báo cáo đã tiếp nhận"
        return f"mở lại bản {o.version:02}", ""

    def _act(self, ground: Ground, line: UnitLine, by: str) -> None:
        assert line.obligation
        assert line.obligation.submission_id
        said = (ReviewAction.REOPEN.value, self.reason, by, ground.now)
        decide(ground.session, line.obligation.submission_id, *said, catalogue=ground.catalogue)


def _whys(lines: Sequence[UnitLine]) -> str:
    shown = [f"{line.name} ({line.why_not})" for line in lines[:5]]
    more = f" và {len(lines) - 5} đơn vị khác" if len(lines) > 5 else ""
    return "; ".join(shown) + more + "."
