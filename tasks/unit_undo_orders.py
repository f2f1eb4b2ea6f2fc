"""Lệnh hoàn tác biến động đơn vị: a confirmed change of units is taken back, row by row, once an officer confirms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from models.dates_in_words import day_text
from models.orders import Told
from models.unit_changes import show, undo, undoable
from models.vocabulary import OrderKind, UnitChangeKind
from tasks.order_ground import Ground
from tasks.proposal_sheets import unit_rows

COLUMNS = ("Việc", "Đơn vị", "Kết quả")


@dataclass(frozen=True)
class UndoUnitsOrder:
    """Hoàn tác: units, successions and assignments as they were before the change of this number."""

    number: int

    kind: ClassVar[OrderKind] = OrderKind.UNDO_UNITS
    moves_pages: ClassVar[bool] = True

    @property
    def programme(self) -> str:
        return ""

    def about(self, ground: Ground) -> str:
        return f"Hoàn tác biến động đơn vị số {self.number}: {undoable(ground.session, self.number).title}"

    def units_asked(self, ground: Ground) -> Collection[str]:
        shown = show(ground.session, self.number)
        return [each["unit"] for name in ("created", "ended", "renamed", "moved") for each in shown[name]]

    def told(self, ground: Ground) -> Told:
        undoable(ground.session, self.number)
        return self._said(ground, "sẽ trở lại")

    def carry_out(self, ground: Ground, by: str) -> Told:
        undo(ground.session, ground.catalogue, self.number, by, ground.now)
        return self._said(ground, "đã trở lại")

    def _said(self, ground: Ground, verb: str) -> Told:
        shown = show(ground.session, self.number)
        kind = UnitChangeKind.of(shown["kind"]).label
        lines = (
            f"Mọi dòng mà biến động số {self.number} đã ghi {verb} nguyên như trước: đơn vị, kế thừa và phân công.",
            f"{kind.capitalize()}, hiệu lực từ ngày {day_text(shown['effective_on'])}; "
            f"xác nhận bởi {shown['decided_by']}. Căn cứ: {shown['citation'] or 'chưa ghi'}.",
        )
        rows = tuple((row["Việc"], row["Đơn vị"], row["Kết quả"]) for row in unit_rows(shown))
        pages = (("Xem biến động", f"/can-bo/don-vi-bien-dong/{self.number}"),)
        return Told(lines, COLUMNS if rows else (), rows, pages=pages)
