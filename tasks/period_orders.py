"""Lệnh với một kỳ: close it, open it again, publish its consolidated report once a named officer has approved it.

What is shown before carries the print of every figure, so that a report approved is the report that was looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, ClassVar

from models.audit import record
from models.canonical import canonical
from models.closing import content_of, plain_reason, said_by
from models.dates_in_words import day_text
from models.errors import Refused
from models.obligations import duty_title, find_deadline, requests_by_duty
from models.orders import Told
from models.quiet_hours import day_in_hanoi
from models.reopenings import end_reopening, refuse_reopening, reopen_period, reopening_of
from models.secrecy import refuse_words
from models.snapshots import Key, Snapshot, newest_of
from models.totals import form_of
from models.vocabulary import OrderKind
from tasks.closing import closed_and_totalled
from tasks.consolidated import PeriodFigures, known_figures
from tasks.figures_in_words import lines_with_totals
from tasks.order_ground import Ground
from tasks.sending_again import sent_again
from tasks.sheets import named

COLUMNS = ("Chỉ tiêu", "Đơn vị tính", "Kết quả", "Đã có số liệu")


@dataclass(frozen=True)
class PeriodStanding:
    """One period as it stands: its figures now, the last sending, and what a closing would mean."""

    figures: PeriodFigures
    content: dict[str, Any]
    sent: Snapshot | None
    is_reopened: bool

    @property
    def has_changed(self) -> bool:
        return self.sent is not None and said_by(self.content) != said_by(self.sent.content)

    @property
    def print(self) -> str:
        """Of every figure, every filing counted and every unit missing."""
        times = self.sent.n if self.sent else 0
        return sha256(canonical([times, self.is_reopened, *said_by(self.content)]).encode()).hexdigest()


@dataclass(frozen=True)
class OfPeriod:
    """One period of one duty."""

    programme: str
    duty: str
    period: str

    moves_pages: ClassVar[bool] = False

    @property
    def key(self) -> Key:
        return self.programme, self.duty, self.period

    def units_asked(self, ground: Ground) -> None:
        return None

    def named(self, ground: Ground) -> str:
        deadline = find_deadline(ground.session, ground.catalogue, *self.key)
        title = duty_title(ground.catalogue, requests_by_duty(ground.session), deadline)
        return f"{title}, {deadline.label}"

    def standing(self, ground: Ground) -> PeriodStanding:
        session, catalogue, today = ground.session, ground.catalogue, ground.today
        figures = known_figures(session, catalogue, *self.key, today)
        content = content_of(session, catalogue, figures.deadline, today, ground.now)
        is_reopened = reopening_of(session, self.key, ground.now) is not None
        return PeriodStanding(figures, content, newest_of(session, *self.key), is_reopened)

    def shown(self, ground: Ground, standing: PeriodStanding, lines: list[str]) -> Told:
        """The lines, then n/N, who is missing, and the totals of the top of the map."""
        figures = standing.figures
        lines = [*lines, f"{figures.reported}/{len(figures.leaves)} đơn vị đã báo cáo."]
        warnings = []
        if figures.missing:
            warnings.append(f"Chưa có số liệu của {len(figures.missing):02} đơn vị: {named(figures.missing)}.")
        if figures.missing and not standing.sent and ground.today <= figures.deadline.due_on:
            due = day_text(figures.deadline.due_on)
            warnings.append(f"Chưa qua hạn (hết ngày {due}): đơn vị chưa nộp vẫn còn đúng hạn; nên chờ qua hạn.")
        form = form_of(ground.session, ground.catalogue, figures.deadline)
        top = figures.totals[0].node if figures.totals else ""
        totals = [row for row in figures.totals if row.node == top]
        rows = [
            (line.label, line.unit, line.value or "chưa có số liệu", f"{line.total.reported}/{line.total.expected}")
            for line in (lines_with_totals(form, totals) if form else ())
        ]
        path = "/".join(self.key)
        pages = [("Bảng tổng hợp của kỳ", f"/can-bo/tong-hop/{path}")] if form else []
        if form:
            drafted = "Báo cáo đã gửi" if standing.sent else "Dự thảo báo cáo"
            pages.append((f"{drafted} (Word)", f"/can-bo/tong-hop/docx/{path}"))
            pages.append((f"{drafted} (Excel)", f"/can-bo/tong-hop/xlsx/{path}"))
        return Told(
            tuple(lines),
            COLUMNS if rows else (),
            tuple(rows),
            tuple(warnings),
            tuple(pages),
            standing.print,
        )

    def settle(self, ground: Ground, standing: PeriodStanding, why: str, by: str) -> tuple[str, tuple[str, ...]]:
        """Close or send again as the period stands; what was done, and the files of it.

        Errors: `Refused` where what is written down is not what stood here a moment before.
        """
        asked = (ground.session, ground.catalogue, ground.home, self.key, ground.today, ground.now)
        if standing.sent is None:
            closed = closed_and_totalled(*asked, by=by)
            assert closed.figures.closed is not None
            self._same(standing, closed.figures.closed)
            return "Đã khóa kỳ", tuple(file.name for file in closed.files)
        if standing.has_changed:
            again = sent_again(*asked, by=by, why=why)
            assert again.snapshot is not None
            self._same(standing, again.snapshot)
            return f"Đã chốt lại lần {again.snapshot.n - 1:02}", tuple(file.name for file in again.files)
        end_reopening(ground.session, self.key, by=by, now=ground.now)
        closed = closed_and_totalled(*asked, by=by)
        return "Số liệu không đổi so với bản đã gửi; giữ nguyên bản ấy", tuple(file.name for file in closed.files)

    @staticmethod
    def _same(standing: PeriodStanding, sent: Snapshot) -> None:
        if said_by(sent.content) != said_by(standing.content):
            raise Refused("Số liệu của kỳ vừa thay đổi trong lúc xác nhận. Đề nghị tải lại trang để xem bản mới.")


@dataclass(frozen=True)
class ClosingOrder(OfPeriod):
    """Khóa kỳ; one that was opened again is closed once more, `why` says then what was corrected."""

    why: str = ""

    kind: ClassVar[OrderKind] = OrderKind.CLOSE

    def about(self, ground: Ground) -> str:
        return f"Khóa kỳ và tổng hợp: {self.named(ground)}"

    def told(self, ground: Ground) -> Told:
        """Errors: `Refused` for a period closed already or not yet begun, and without a reason where one is due."""
        standing = self.standing(ground)
        deadline = standing.figures.deadline
        if deadline.period_from > ground.today:
            raise Refused(f"Kỳ {deadline.label} bắt đầu từ ngày {day_text(deadline.period_from)}, chưa thể khóa.")
        if standing.sent and not standing.is_reopened:
            on = day_text(day_in_hanoi(standing.sent.at))
            raise Refused(
                f"Kỳ {deadline.label} đã khóa ngày {on}. Cần bổ sung số liệu thì mở lại kỳ; "
                "cần gửi lại số liệu đã thay đổi thì dùng “Ban hành báo cáo tổng hợp”."
            )
        if standing.has_changed:
            plain_reason(self.why)
        refuse_words(ground.catalogue, *self.key[:2], self.why)
        return self.shown(ground, standing, [f"{self.about(ground)}.", *_why(self.why)])

    def carry_out(self, ground: Ground, by: str) -> Told:
        standing = self.standing(ground)
        done, files = self.settle(ground, standing, self.why, by)
        return self.shown(ground, self.standing(ground), [f"{done}: {self.named(ground)}.", *_files(files)])


@dataclass(frozen=True)
class ReopeningOrder(OfPeriod):
    """Mở lại kỳ to the end of `until`."""

    until: date
    why: str

    kind: ClassVar[OrderKind] = OrderKind.REOPEN_PERIOD

    def about(self, ground: Ground) -> str:
        return f"Mở lại kỳ đến hết ngày {day_text(self.until)}: {self.named(ground)}"

    def told(self, ground: Ground) -> Told:
        """Errors: `Refused`, as `models.reopenings.reopen_period`."""
        asked = (ground.session, ground.catalogue, self.key)
        refuse_reopening(*asked, until=self.until, why=self.why, now=ground.now)
        standing = self.standing(ground)
        sent = standing.sent
        assert sent is not None
        lines = [
            f"{self.about(ground)}.",
            f"Lý do: {self.why}",
            f"Bản đã gửi ngày {day_text(day_in_hanoi(sent.at))} được giữ nguyên.",
            "Số liệu của kỳ là số tạm đến khi khóa lại.",
            "Hết ngày trên mà chưa khóa lại thì bản đã gửi có hiệu lực như trước, thay đổi (nếu có) chờ cán bộ xem.",
        ]
        return self.shown(ground, standing, lines)

    def carry_out(self, ground: Ground, by: str) -> Told:
        opened = reopen_period(
            ground.session, ground.catalogue, self.key, until=self.until, why=self.why, by=by, now=ground.now
        )
        said = f"Đã mở lại kỳ đến hết ngày {day_text(opened.until)}: {self.named(ground)}."
        return self.shown(ground, self.standing(ground), [said, f"Lý do: {opened.why}"])


@dataclass(frozen=True)
class PublicationOrder(OfPeriod):
    """Ban hành báo cáo tổng hợp: the figures are closed, or sent again, and the documents written."""

    why: str = ""  # needed where the period was sent before and has changed since

    kind: ClassVar[OrderKind] = OrderKind.PUBLISH

    def about(self, ground: Ground) -> str:
        return f"Ban hành báo cáo tổng hợp: {self.named(ground)}"

    def told(self, ground: Ground) -> Told:
        """Errors: `Refused` for a duty without figures, a period not begun, a missing reason for sending again."""
        standing = self.standing(ground)
        deadline = standing.figures.deadline
        if form_of(ground.session, ground.catalogue, deadline) is None:
            raise Refused(f"“{standing.figures.title}” không có biểu số liệu nên không có báo cáo tổng hợp số liệu.")
        if deadline.period_from > ground.today:
            raise Refused(f"Kỳ {deadline.label} bắt đầu từ ngày {day_text(deadline.period_from)}, chưa thể ban hành.")
        if standing.has_changed:
            plain_reason(self.why)
        return self.shown(ground, standing, [f"{self.about(ground)}.", _means(standing), *_why(self.why)])

    def carry_out(self, ground: Ground, by: str) -> Told:
        standing = self.standing(ground)
        done, files = self.settle(ground, standing, self.why, by)
        sent = newest_of(ground.session, *self.key)
        assert sent is not None
        detail = f"lần {sent.n}, {sent.reported}/{sent.expected} đơn vị, sha256 {sent.sha256}"
        record(ground.session, by, "publish_report", "/".join(self.key), detail, now=ground.now)
        lines = [f"Đã ban hành báo cáo tổng hợp: {self.named(ground)}.", f"{done}.", *_files(files)]
        return self.shown(ground, self.standing(ground), [*lines, f"Dấu vết SHA-256: {sent.sha256}"])


def _means(standing: PeriodStanding) -> str:
    if standing.sent is None:
        return "Đồng ý thì kỳ được khóa, số liệu dưới đây giữ nguyên mãi, báo cáo được lập và lưu."
    on = day_text(day_in_hanoi(standing.sent.at))
    if standing.has_changed:
        return f"Kỳ đã gửi ngày {on}; số liệu nay khác. Đồng ý thì chốt lại, lập báo cáo mới, bản cũ giữ nguyên."
    return f"Kỳ đã gửi ngày {on}, số liệu không đổi. Đồng ý thì giữ nguyên bản ấy và ghi nhận ban hành."


def _why(why: str) -> list[str]:
    return [f"Lý do: {why}"] if why else []


def _files(files: tuple[str, ...]) -> list[str]:
    return [f"Tệp báo cáo trong thư mục reports của nhà: {'; '.join(files)}."] if files else []
