"""Bản tin cho cán bộ, lãnh đạo: the morning's brief to who follows up or has a say, the week's page to who leads.

Counts, titles and days, never a figure that a unit reported. Pure: no clock, no database, no channel.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from models.alarms import Alarm
from models.contents import Words
from models.dates_in_words import day_text, full_day_text, instant_text
from models.day_brief import DayBrief, Received, ReviewBrief
from models.desk import Desk
from models.quiet_hours import HANOI
from models.tallies import Behind, Tally
from models.vocabulary import AlarmCode
from models.week_brief import Due, Line, WeekBrief
from notifications.papers import Count, Paper, Row, Section, written
from notifications.typesetting import capital, count_text

SHOWN = 6  # rows of one section; the page behind the link has them all
NO_FIGURES = "Tin tự động; chỉ nêu số việc, số đơn vị và thời hạn, không nêu số liệu báo cáo."
DAY_WHY = (
    "Bản tin này được gửi sáng mỗi ngày làm việc tới cán bộ tham mưu, quản trị vận hành có địa chỉ thư; "
    f"đã qua ngày thì không gửi bù. {NO_FIGURES}"
)
REVIEW_WHY = (
    "Thư này được gửi sáng ngày làm việc có báo cáo chờ ý kiến, tới tài khoản có quyền duyệt và có địa chỉ thư. "
    f"{NO_FIGURES}"
)
WEEK_WHY = (
    "Bản tin này được gửi đầu mỗi tuần làm việc tới lãnh đạo có địa chỉ thư, kể cả khi không có việc đến hạn. "
    f"{NO_FIGURES}"
)


@dataclass(frozen=True)
class Reader:
    """To whom, from whom: `base` is where the portal stands, without a slash at its end."""

    name: str
    post: str
    agency: str
    base: str
    is_demo: bool = False


def write_day(brief: DayBrief, reader: Reader) -> Words:
    """`[Việc theo dõi] 23/11/2026`: the morning's brief to one officer."""
    due, soon = _units(brief.due_today), _units(brief.due_soon)
    overdue, came = _units(brief.overdue), sum(r.filings for r in brief.received)
    put_off = f" (trong đó {count_text(brief.put_off_late)} việc hẹn lại, chờ phản hồi)" if brief.put_off_late else ""
    since = instant_text(brief.received_since.astimezone(HANOI))

    def page(path: str) -> str:
        return reader.base + path

    soon_title = f"Trong 03 ngày làm việc tới (đến hết {full_day_text(brief.soon_until)})"
    sections = (
        Section("Báo động", tuple(_alarm(alarm, page) for alarm in _alarms(brief.desk))),
        _section("Đến hạn hôm nay", brief.due_today, _tally(page), "Hôm nay không có việc nào đến hạn."),
        _section(soon_title, brief.due_soon, _tally(page), "Không có hạn nào trong 03 ngày làm việc tới."),
        Section("Chờ cán bộ xử lý", tuple(_on_desk(brief, page))),
        _section("Cần người xác nhận", brief.questions, lambda q: Row(q.text, q.link, page(q.path) if q.path else "")),
        _section("Quá hạn", brief.overdue, _tally(page), "Không có đơn vị nào quá hạn."),
        _section("Đã trả lại, chờ bổ sung", brief.returned, _tally(page)),
        _section(f"Báo cáo mới nhận từ {since}", brief.received, _received, "Chưa có báo cáo mới."),
        Section("Dấu cuối của nhật ký, cất giữ để đối chiếu", tuple(_seal(brief))),
    )
    paper = Paper(
        subject=f"[Việc theo dõi] {day_text(brief.on)}",
        greeting=f"Kính gửi: {', '.join(part for part in (reader.name, reader.post) if part)}.",
        lead=(f"Tình hình {full_day_text(brief.on)}, tính theo số việc của từng đơn vị:",),
        counts=(
            Count(due, "đến hạn hôm nay"),
            Count(soon, "trong 03 ngày làm việc tới"),
            Count(overdue, f"quá hạn{put_off}", is_bad=overdue > 0),
            Count(came, "báo cáo mới nhận"),
            Count(len(brief.questions), "việc cần người xác nhận", is_bad=bool(brief.questions)),
        ),
        sections=sections,
        link=f"{reader.base}/can-bo",
        link_words="Mở trang theo dõi",
        why=DAY_WHY,
        agency=reader.agency,
        is_demo=reader.is_demo,
    )
    return written(paper)


def _seal(brief: DayBrief) -> Iterator[Row]:
    """The last line of the journal of the evening before; compared by `dondoc journal verify --head`."""
    if brief.journal:
        yield Row(f"Dòng {brief.journal.n}: {brief.journal.short}")


def write_reviews(brief: ReviewBrief, reader: Reader) -> Words:
    """`[Chờ duyệt] 23/11/2026`: what waits for the word of a unit's head, or of a superior's officer."""
    waits = f"{count_text(brief.filings)} báo cáo {'của đơn vị ' if brief.is_head else ''}chờ đồng chí cho ý kiến"
    paper = Paper(
        subject=f"[Chờ duyệt] {day_text(brief.on)}",
        greeting=f"Kính gửi: {', '.join(part for part in (reader.name, reader.post) if part)}.",
        lead=(f"Hiện có {waits} trước khi chuyển lên bước trên.",),
        counts=(),
        sections=(_section("Báo cáo chờ ý kiến", brief.waiting, _received),),
        link=f"{reader.base}{'/don-vi/duyet' if brief.is_head else '/can-bo/cho-duyet'}",
        link_words="Mở danh sách chờ duyệt",
        why=REVIEW_WHY,
        agency=reader.agency,
        is_demo=reader.is_demo,
    )
    return written(paper)


def write_week(brief: WeekBrief, reader: Reader) -> Words:
    """`[Tổng hợp tuần 48] …`: the week's one page to one leader, also when nothing is due."""
    before = _before(brief)
    last_week = f"{before} (từ ngày {day_text(brief.since)} đến ngày {day_text(brief.begins_on - timedelta(days=1))})"
    if brief.per_mille is None:
        in_time = f"{last_week} không có việc nào đến hạn."
    else:
        share = f"{brief.per_mille // 10},{brief.per_mille % 10}%".replace(",0%", "%")
        of = f"{count_text(brief.in_time)}/{count_text(brief.expected)}"
        in_time = f"{last_week}: {of} việc đến hạn được gửi đúng hạn ({share})."
    late = "Hiện không có đơn vị nào quá hạn."
    if brief.late_units:
        names = "; ".join(_behind(behind) for behind in brief.late)
        others = brief.late_units - len(brief.late)
        late = f"Hiện có {count_text(brief.late_units)} đơn vị quá hạn, gồm: {names}"
        late += f"; và {count_text(others)} đơn vị khác." if others else "."
    this_week = "Tuần này không phát sinh mốc đến hạn."
    if brief.has_passed and not brief.ahead:
        this_week = "Từ nay đến hết tuần không còn mốc đến hạn."
    elif brief.ahead:
        this_week = f"Tuần này (đến hết ngày {day_text(brief.ends_on)}) có {count_text(len(brief.ahead))} mốc đến hạn."
    to_sign = (Row(f"{count_text(brief.letters)} dự thảo công văn đôn đốc chờ xem xét, ký."),) if brief.letters else ()
    asked = _section("Việc cần ý kiến chỉ đạo", brief.questions, lambda q: Row(q.text), "Không có.")
    paper = Paper(
        subject=f"[Tổng hợp tuần {brief.number:02}] Tình hình thực hiện các chương trình, kế hoạch",
        greeting=f"Kính báo cáo: {reader.post or reader.name}.",
        lead=(in_time, late, this_week),
        counts=(),
        sections=(
            _section("Mốc trong tuần", brief.ahead, _due),
            Section("Từng chương trình", tuple(_line(line, before.lower()) for line in brief.lines)),
            replace(asked, rows=(*to_sign, *asked.rows)),
        ),
        link=f"{reader.base}/lanh-dao",
        link_words="Mở trang tổng quan",
        why=WEEK_WHY,
        agency=reader.agency,
        is_demo=reader.is_demo,
    )
    return written(paper)


def _section(title: str, things: Sequence[Any], row: Callable[[Any], Row], empty: str = "") -> Section:
    return Section(title, tuple(row(thing) for thing in things[:SHOWN]), max(0, len(things) - SHOWN), empty)


def _units(counted: Iterable[Tally]) -> int:
    return sum(tally.units for tally in counted)


def _tally(page: Callable[[str], str]) -> Callable[[Tally], Row]:
    def row(tally: Tally) -> Row:
        programme, duty, period = tally.deadline.key
        extended = " (đã gia hạn)" if tally.is_extended else ""
        aside = f"{tally.programme_title}; hạn {tally.due_words}{extended}; {count_text(tally.units)} đơn vị"
        return Row(
            f"{capital(tally.title)} – {tally.deadline.label}",
            aside,
            page(quote(f"/can-bo/han/{programme}/{duty}/{period}")),
        )

    return row


def _received(received: Received) -> Row:
    return Row(f"{capital(received.title)} – {received.label}", f"{count_text(received.filings)} bài nộp")


def _on_desk(brief: DayBrief, page: Callable[[str], str]) -> Iterator[Row]:
    """What waits for a hand, each with its page."""
    desk = brief.desk
    for number, words, path in (
        (brief.put_off, "việc đơn vị đã hẹn lại, chờ phản hồi (gia hạn hoặc giữ hạn)", "/can-bo/tin/tam-ngung"),
        (desk.wishes, "đề nghị gia hạn chờ trả lời", "/can-bo/gia-han"),
        (desk.orders, "lệnh điều hành chờ xác nhận", "/can-bo/lenh"),
        (desk.to_call, "tin cần gọi điện hoặc chuyển tay", "/can-bo/tin/chuyen-tay"),
        (desk.unknown, "tin chưa rõ đã đến hay chưa", "/can-bo/tin?tinh_trang=unknown"),
        (desk.failed, "tin không gửi được", "/can-bo/tin?tinh_trang=failed"),
        (desk.inbound, "thư trả lời chờ người xem", "/can-bo/thu-tra-loi"),
        (desk.letters, "dự thảo công văn đôn đốc chờ xem xét, ký", "/can-bo/tin/cong-van"),
    ):
        if number:
            yield Row(f"{count_text(number)} {words}", url=page(path))


def _alarms(desk: Desk) -> Iterator[Alarm]:
    """Those that say more than the desk's own list does."""
    listed = {AlarmCode.INBOUND_WAITING: desk.inbound, AlarmCode.UNKNOWN_WAITING: desk.unknown}
    return (alarm for alarm in desk.alarms if not listed.get(AlarmCode.of(alarm.code)))


def _alarm(alarm: Alarm, page: Callable[[str], str]) -> Row:
    about = f" ({alarm.subject})" if alarm.subject else ""
    return Row(f"{capital(AlarmCode.of(alarm.code).label)}{about}", alarm.detail, page("/can-bo/nhip"))


def _behind(behind: Behind) -> str:
    return f"{behind.name} ({count_text(behind.duties)} việc)"


def _due(due: Due) -> Row:
    lead = f"; chủ trì: {due.lead}" if due.lead else ""
    return Row(
        f"{capital(due.title)} – {due.label}",
        f"{due.programme_title}; hạn {due.due_words}; {count_text(due.units)} đơn vị{lead}",
    )


def _before(brief: WeekBrief) -> str:
    """What lies behind: the week, or the weeks over a long holiday in which no page was sent."""
    weeks = (brief.begins_on - brief.since).days // 7
    return "Tuần trước" if weeks == 1 else f"{weeks:02} tuần qua"


def _line(line: Line, before: str) -> Row:
    if line.standing:
        said = [line.standing]
    elif line.expected:
        said = [f"{before} đúng hạn {count_text(line.in_time)}/{count_text(line.expected)} việc"]
    else:
        said = [f"{before} không có việc đến hạn"]
    if line.late_units:
        said.append(f"{count_text(line.late_units)} đơn vị quá hạn")
    if line.ahead:
        said.append(f"{count_text(line.ahead)} mốc trong tuần")
    return Row(line.title, "; ".join(said))
