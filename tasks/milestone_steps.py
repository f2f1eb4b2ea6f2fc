"""What a milestone asks for when its morning comes.

Each step looks at the world first: too early, waiting or done already means that nothing is done, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlmodel import select

from models.catalogue import home_catalogue
from models.closing import closing_day
from models.dates_in_words import day_text
from models.deadlines import deadline_of
from models.facts import Ruling
from models.milestones import MilestoneKind
from models.obligations import REPORTED, find_deadline, owes
from models.settings import Home
from models.vocabulary import DutyKind, Level
from tasks.act_sheets import closing_sheet
from tasks.closing import TIMETABLE, close_and_total
from tasks.session import open_session
from tasks.sheets import Sheet, named, sheet_key

Step = Callable[..., Sheet]


def take_step(
    home: Home,
    milestone: MilestoneKind | None,
    programme: str,
    duty: str,
    period: str,
    level: str,
    as_of: date,
    now: datetime,
    *,
    dry_run: bool = False,
) -> Sheet | None:
    """Do what this kind of milestone asks; None where looking at the programme is all."""
    if milestone is MilestoneKind.CLOSES:
        return _close(home, programme, duty, period, as_of, now, dry_run)
    if milestone in (MilestoneKind.UNDATED, MilestoneKind.REVIEW):
        return _ask_for_day(home, programme, duty, period)
    if milestone is MilestoneKind.MEETINGS:
        return _sum_up_meetings(home, programme, period, level, as_of)
    return None


def _close(home: Home, programme: str, duty: str, period: str, as_of: date, now: datetime, dry_run: bool) -> Sheet:
    catalogue = home_catalogue(home)
    law = catalogue.programme(programme)
    with open_session(home) as session:
        deadline = find_deadline(session, catalogue, programme, duty, period)
    why = ""
    if law.waiting_from and law.waiting_from <= as_of:
        why = f"Chương trình đang chờ xác nhận ({law.waiting_reason}); chưa khóa kỳ nào."
    elif as_of <= deadline.due_on:
        first = day_text(closing_day(law, deadline, catalogue.calendar))
        why = f"Hạn đến hết ngày {day_text(deadline.due_on)}; chưa khóa. Vòng nhắc việc từ ngày {first} sẽ khóa."
    if why:
        return Sheet(
            sheet_key("tong-hop", programme, duty, period), f"Chưa khóa · {duty} · {deadline.label}", (why,), (), ""
        )
    asked = (home, programme, duty, period, as_of, now)
    return closing_sheet(close_and_total(*asked, by=TIMETABLE, dry_run=dry_run))


def _ask_for_day(home: Home, programme: str, duty: str, period: str) -> Sheet:
    catalogue = home_catalogue(home)
    deadline, task = deadline_of(catalogue, programme, duty, period), catalogue.duty(programme, duty)
    with open_session(home) as session:
        key = (Ruling.programme == programme, Ruling.duty == duty, Ruling.period == period)
        ruling = session.exec(select(Ruling).where(*key)).first()
    lines = [f"{task.source.citation} ({task.clause}) ghi “{task.wording}”, không ấn định ngày."]
    if ruling:
        lines.append(f"Đã thống nhất ngày {day_text(ruling.held_on)} (người ấn định: {ruling.by}).")
    else:
        lead = task.lead or catalogue.programme(programme).tracker
        lines.append(f"Đề nghị {lead} thống nhất ngày và ghi lại bằng “Ấn định ngày”: mã {duty}, kỳ {period}.")
    if task.kind in (DutyKind.REVIEW_MID, DutyKind.REVIEW_FINAL):
        lines.append("Ngày chốt số liệu cũng do lãnh đạo quyết định; sau đó chạy “Sơ kết” hoặc “Tổng kết”.")
    lines.append("Đây là việc cần ấn định ngày, không phải hạn.")
    return Sheet(
        sheet_key("an-dinh", programme, duty, period), f"{task.title} · {deadline.label}", tuple(lines), (), ""
    )


def _sum_up_meetings(home: Home, programme: str, period: str, level: str, as_of: date) -> Sheet:
    catalogue = home_catalogue(home)
    meetings = [d.id for d in catalogue.programme(programme).duties.values() if d.kind is DutyKind.MEETING]
    with open_session(home) as session:
        found = owes(session, catalogue, as_of, programme=programme, period=period)
    held = [o for o in found if o.duty in meetings and (not level or level in o.deadline.levels) and o.is_expected]
    done = [o for o in held if o.state in REPORTED]
    silent = sorted({o.unit_name for o in held} - {o.unit_name for o in done})
    where = Level.of(level).label if level else "các cấp"
    label = held[0].deadline.label if held else period
    lines = [f"{len(done)}/{len(held)} đơn vị {where} đã ghi kết quả họp định kỳ {label}."]
    if silent:
        lines.append(f"Chưa ghi kết quả: {named(silent)}.")
    rows = [{"Đơn vị": o.unit_name, "Tình trạng": o.state.label} for o in sorted(held, key=lambda o: o.unit_name)]
    title = f"Họp định kỳ {where} · {label}"
    return Sheet(
        sheet_key("hop", programme, period, level), title, tuple(lines), rows, "Kỳ này không có đơn vị phải họp."
    )
