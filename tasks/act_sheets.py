"""The sheets of things done: a period closed, a request opened, a review gathered, a day agreed on, pages synced."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from models.catalogue import home_catalogue
from models.dates_in_words import day_text, full_day_text
from models.deadlines import deadline_sentence
from models.settings import Home
from reports.numerals import moment, number
from reports.review_report import year_lines
from tasks.figures_in_words import lines_with_totals
from tasks.sheets import Sheet, named, sheet_key

if TYPE_CHECKING:
    from tasks.closing import Closing
    from tasks.lifecycle import Synced
    from tasks.requests import Opened
    from tasks.reviews import Review
    from tasks.rulings import Agreed

REHEARSAL = "**Chạy thử:** không ghi gì, không gửi gì."


def closing_sheet(closing: Closing) -> Sheet:
    """The totals of the top place and of those right below it, each with n/N and the names of the missing."""
    figures = closing.figures
    deadline, closed = figures.deadline, figures.closed
    done = f"{figures.reported}/{len(figures.leaves)} đơn vị đã báo cáo"
    if closed:
        lines = [f"{done}. Đã khóa lúc {moment(closed.at)}, người khóa: {closed.by}."]
        lines.append(f"Dấu vết SHA-256: `{closed.sha256}`")
    else:
        lines = [f"{done}.", REHEARSAL]
    if figures.missing:
        lines.append(f"Chưa có số liệu: {named(figures.missing)}.")
    lines += [f"Tệp: `{file}`" for file in closing.files]
    lines += closing.notices
    names = {leaf.unit_id: leaf.unit_name for leaf in figures.leaves}
    shown = lines_with_totals(closing.form, figures.totals) if closing.form else ()
    rows = [
        {
            "Địa bàn": line.total.node_name,
            "Chỉ tiêu": line.label,
            "Đơn vị tính": line.unit,
            "Kết quả": line.value or "chưa có số liệu",
            "Đã có số liệu": f"{line.total.reported}/{line.total.expected}",
            "Chưa có số liệu": named([names.get(unit, unit) for unit in line.total.missing]) or "—",
        }
        for line in shown
    ]
    key = sheet_key("tong-hop", deadline.programme, deadline.duty, deadline.period)
    return Sheet(
        key, f"Tổng hợp · {figures.title} · {deadline.label}", tuple(lines), rows, "Kỳ này không có biểu số liệu."
    )


def request_sheet(home: Home, opened: Opened) -> Sheet:
    """Whom the request asks, and by when."""
    request, count = opened.request, len(opened.units)
    said = deadline_sentence(opened.deadline, home_catalogue(home).calendar)
    lines = [f"{count} đơn vị được yêu cầu gửi “{request.title}” {said}.", f"Mã yêu cầu: {request.code}."]
    lines.append(REHEARSAL if opened.dry_run else "Tin yêu cầu đi trong vòng nhắc việc kế tiếp.")
    rows = [{"Đơn vị": unit.name, "Mã": unit.id} for unit in opened.units]
    return Sheet(sheet_key("yeu-cau", request.code), f"Yêu cầu đột xuất · {request.title}", tuple(lines), rows)


def review_sheet(review: Review) -> Sheet:
    """How each duty was kept in each year up to the cut-off, and what each form came to."""
    report = review.report
    whole = report.whole
    lines = [
        f"Số liệu chốt đến hết ngày {day_text(report.cutoff)}: {whole.expected} việc đến hạn, đã gửi {whole.actual}, "
        f"đúng hạn {whole.on_time}."
    ]
    lines += review.notices
    lines.append(f"Dự thảo: `{review.file}`" if review.file else REHEARSAL)
    rows = [
        {
            "Nội dung": report.titles.get(p.duty, p.duty),
            "Năm": p.year,
            "Đã gửi": f"{p.actual}/{p.expected}",
            "Đúng hạn": p.on_time,
            "Kết quả": "",
        }
        for p in report.by_duty
        if p.expected
    ]
    rows += [
        {
            "Nội dung": line.label,
            "Năm": column.year,
            "Đã gửi": f"{total.reported}/{total.expected}",
            "Đúng hạn": "",
            "Kết quả": f"{number(total.value, 1).removesuffix(',0')} {line.line.unit}".strip(),
        }
        for section in report.sections
        for line in year_lines(section)
        for column in section.columns
        if (total := line.total(column.year)) and total.reported and total.value is not None
    ]
    key = sheet_key(report.kind.split(",")[0], review.programme)
    return Sheet(
        key, f"{report.kind.capitalize()} · {report.programme_title}", tuple(lines), rows, "Chưa có kỳ nào đến hạn."
    )


def agreed_sheet(agreed: Agreed) -> Sheet:
    held = full_day_text(agreed.held_on)
    before = f" (thay ngày {day_text(agreed.before)})" if agreed.before and agreed.before != agreed.held_on else ""
    lines = [
        f"{agreed.title} · {agreed.deadline.label}: thống nhất {held}{before}.",
        "Đây là ngày làm việc, không phải hạn.",
    ]
    if agreed.dry_run:
        lines.append(REHEARSAL)
    return Sheet(sheet_key("an-dinh", *agreed.deadline.key), "Ấn định ngày", tuple(lines), (), "")


def sync_sheet(synced: Iterable[Synced], *, dry_run: bool = False) -> Sheet:
    rows: list[dict[str, Any]] = [
        {"Chương trình": s.programme, "Tạo mới": s.made, "Bỏ đi": s.removed, "Giữ nguyên": s.kept} for s in synced
    ]
    made, removed = sum(r["Tạo mới"] for r in rows), sum(r["Bỏ đi"] for r in rows)
    lines = [f"Tạo {made}, bỏ {removed} lần chạy của các mốc."]
    return Sheet("dong-bo-vong-doi", "Đồng bộ vòng đời", (*lines, REHEARSAL) if dry_run else tuple(lines), rows)
