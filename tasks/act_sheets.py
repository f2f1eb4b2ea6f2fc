"""The sheets of things done: a period closed, a review gathered, pages synced."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from models.catalogue import home_catalogue
from models.dates_in_words import day_text
from models.settings import Home
from reports.numerals import moment, number
from reports.review_report import year_lines
from tasks.figures_in_words import lines_with_totals
from tasks.sheets import REHEARSAL, Sheet, named, sheet_key

if TYPE_CHECKING:
    from tasks.closing import Closing
    from tasks.lifecycle import Synced
    from tasks.reviews import Review


def closing_sheet(closing: Closing) -> Sheet:
    """The totals of the top place and of those right below it, each with n/N and the names of the missing."""
    figures = closing.figures
    deadline, closed = figures.deadline, figures.closed
    done = f"{figures.reported}/{len(figures.leaves)} đơn vị đã báo cáo"
    if closed:
        lines = [f"{done}. Đã khóa lúc {moment(closed.at)}, người khóa: {closed.by}."]
        lines.append(f"Dấu vết SHA-256: `{closed.sha256}`")
    else:
        lines = [f"{done}.", "Số để xem: không khóa kỳ, không ghi gì."]
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


def sync_sheet(home: Home, synced: Iterable[Synced], *, dry_run: bool = False) -> Sheet:
    called = home_catalogue(home).called
    rows: list[dict[str, Any]] = [
        {"Chương trình": called(s.programme), "Tạo mới": s.made, "Bỏ đi": s.removed, "Giữ nguyên": s.kept}
        for s in synced
    ]
    made, removed = sum(r["Tạo mới"] for r in rows), sum(r["Bỏ đi"] for r in rows)
    lines = [f"Tạo {made}, bỏ {removed} lần chạy của các mốc."]
    return Sheet("dong-bo-vong-doi", "Đồng bộ vòng đời", (*lines, REHEARSAL) if dry_run else tuple(lines), rows)
