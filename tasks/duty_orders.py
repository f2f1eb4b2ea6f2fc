"""Lệnh làm ra việc mới hoặc ngày mới: an on-demand request to chosen units, a day agreed on for a duty without one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from models.dates_in_words import day_text, full_day_text
from models.deadlines import deadline_sentence
from models.free_words import refuse_personal
from models.orders import Told
from models.snapshots import Key
from models.vocabulary import OrderKind
from tasks.order_ground import Ground
from tasks.requests import Asked, Opened, ask_units, asked_if
from tasks.rulings import Agreed, agree_day, agreed_if


@dataclass(frozen=True)
class RequestOrder(Asked):
    """Yêu cầu báo cáo đột xuất, as it was filled in."""

    kind: ClassVar[OrderKind] = OrderKind.REQUEST
    moves_pages: ClassVar[bool] = True

    def about(self, ground: Ground) -> str:
        return f"Yêu cầu báo cáo đột xuất: {self.title} (văn bản {self.document} ngày {day_text(self.document_on)})"

    def units_asked(self, ground: Ground) -> Collection[str]:
        return [unit.id for unit in asked_if(ground.session, ground.home, self, ground.now).units]

    def told(self, ground: Ground) -> Told:
        return self._said(ground, asked_if(ground.session, ground.home, self, ground.now), "sẽ được")

    def carry_out(self, ground: Ground, by: str) -> Told:
        return self._said(ground, ask_units(ground.session, ground.home, self, ground.now, by=by), "đã được")

    def _said(self, ground: Ground, opened: Opened, when: str) -> Told:
        request = opened.request
        said = deadline_sentence(opened.deadline, ground.catalogue.calendar)
        lines = (
            f"{len(opened.units)} đơn vị {when} yêu cầu gửi “{request.title}” {said}.",
            f"Văn bản: {request.document} ngày {day_text(request.document_on)}. Mã yêu cầu: {request.code}.",
            "Tin yêu cầu đi trong vòng nhắc việc kế tiếp sau khi được xác nhận.",
        )
        rows = tuple((unit.name, unit.id) for unit in opened.units)
        return Told(lines, ("Đơn vị", "Mã"), rows)


@dataclass(frozen=True)
class DayOrder:
    """Ấn định ngày for a duty whose document names none; a working day, no deadline."""

    programme: str
    duty: str
    period: str
    held_on: date
    note: str = ""

    kind: ClassVar[OrderKind] = OrderKind.AGREE_DAY
    moves_pages: ClassVar[bool] = True

    @property
    def key(self) -> Key:
        return self.programme, self.duty, self.period

    def about(self, ground: Ground) -> str:
        agreed = self._agreed(ground)
        return f"Ấn định ngày {day_text(self.held_on)}: {agreed.title}, {agreed.deadline.label}"

    def units_asked(self, ground: Ground) -> None:
        return None

    def told(self, ground: Ground) -> Told:
        refuse_personal(self.note)
        return self._said(self._agreed(ground), "Thống nhất")

    def carry_out(self, ground: Ground, by: str) -> Told:
        agreed = agree_day(ground.session, ground.catalogue, self.key, self.held_on, ground.now, note=self.note, by=by)
        return self._said(agreed, "Đã thống nhất")

    def _agreed(self, ground: Ground) -> Agreed:
        return agreed_if(ground.session, ground.catalogue, self.key, self.held_on)

    def _said(self, agreed: Agreed, verb: str) -> Told:
        before = agreed.before if agreed.before != agreed.held_on else None
        instead = f" (thay ngày {day_text(before)})" if before else ""
        lines = [f"{verb} {full_day_text(agreed.held_on)}{instead}: {agreed.title}, {agreed.deadline.label}."]
        lines += [f"Ghi chú: {self.note}"] if self.note else []
        lines.append("Đây là ngày làm việc, không phải hạn.")
        return Told(tuple(lines), pages=(("Mở nhiệm vụ của kỳ", "/can-bo/han/" + "/".join(self.key)),))
