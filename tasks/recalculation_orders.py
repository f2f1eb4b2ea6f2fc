"""Lệnh tính lại: derived rows made anew, after an officer has seen which of them differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar

from models.audit import record
from models.canonical import canonical
from models.orders import Told
from models.recalculation import Difference, recalculate
from models.vocabulary import DerivedPart, OrderKind
from tasks.order_ground import Ground, NothingToDo

COLUMNS = ("Dữ liệu", "Nơi", "Thêm", "Sửa", "Bỏ")
MOST = 200  # rows shown; the print covers all of them


@dataclass(frozen=True)
class RecalculationOrder:
    """Tính lại các phần này (codes of `DerivedPart`)."""

    parts: tuple[str, ...]

    kind: ClassVar[OrderKind] = OrderKind.RECALCULATE
    moves_pages: ClassVar[bool] = False

    @property
    def programme(self) -> str:
        return ""

    @property
    def named(self) -> str:
        return ", ".join(part.label for part in self._parts)

    @property
    def _parts(self) -> list[DerivedPart]:
        return [part for part in DerivedPart if part.value in self.parts]

    def about(self, ground: Ground) -> str:
        return f"Tính lại {self.named}"

    def units_asked(self, ground: Ground) -> None:
        return None

    def differences(self, ground: Ground) -> list[Difference]:
        """What would change; the session is left as it was."""
        with ground.session.begin_nested() as looking:
            found = recalculate(ground.session, ground.catalogue, self._parts, ground.today)
            looking.rollback()
        ground.session.expire_all()
        return found

    def told(self, ground: Ground) -> Told:
        """Errors: `NothingToDo` where nothing differs."""
        found = self.differences(ground)
        if not found:
            raise NothingToDo(f"Không dòng nào khác khi tính lại {self.named}. Không cần lập lệnh.")
        return self._said(found, "khác khi tính lại")

    def carry_out(self, ground: Ground, by: str) -> Told:
        found = recalculate(ground.session, ground.catalogue, self._parts, ground.today)
        said = self._said(found, "đã tính lại")
        record(ground.session, by, "recalculate", ",".join(self.parts), said.content, now=ground.now)
        return said

    def _said(self, found: Sequence[Difference], what: str) -> Told:
        count = sum(d.added + d.changed + d.gone for d in found)
        rows = [(d.part.label, d.where, f"{d.added}", f"{d.changed}", f"{d.gone}") for d in found]
        lines = [f"{count} dòng {what}: {self.named}."]
        lines.append("Chỉ dữ liệu suy ra; bài nộp, quyết định và bản đã gửi giữ nguyên.")
        if len(rows) > MOST:
            lines.append(f"Chỉ liệt kê {MOST}/{len(rows)} nơi.")
        warnings = []
        if any(d.part is DerivedPart.ASSIGNMENTS for d in found):
            warnings.append("Phân công thay đổi thì việc phải làm của đơn vị thay đổi theo.")
        content = sha256(canonical(rows).encode()).hexdigest()
        return Told(tuple(lines), COLUMNS if rows else (), tuple(rows[:MOST]), tuple(warnings), content=content)
