"""The boards as sheets beside a run: units against deadlines, the five metrics, whom to call, a programme's years.

The same answers as the portal's pages, for whoever works in Prefect. Counts and names of units only: no telephone, no
address, no figure.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from models.board import Board, Row, board
from models.calls import calls
from models.catalogue import Catalogue, home_catalogue
from models.dates_in_words import day_text
from models.obligations import Obligation
from models.programme_life import life
from models.punctuality import DEFINITIONS, punctualities
from models.settings import Home
from models.vocabulary import Level, ObligationState, Tree
from reports.timeline_svg import timeline_svg
from tasks.session import open_session
from tasks.sheets import Picture, Sheet, named, sheet_key

S = ObligationState
MARKS = {
    S.ACCEPTED: "✓ nhận",
    S.FILED: "✓ nộp",
    S.RETURNED: "↩ trả lại",
    S.OVERDUE: "! quá hạn",
    S.DUE: "● đến hạn",
    S.EXTENDED: "◔ gia hạn",
    S.OPEN: "○",
    S.UPCOMING: "○",
    S.WAITING: "? chờ",
    S.WAIVED: "– miễn",
    S.ENDED: "– hết",
}
MOST_CALLS = 50


def programmes_in_force(home: Home, as_of: date, programme: str = "") -> list[str]:
    """The programme asked for, or every one that runs on the day. Errors: `Refused` for one nobody knows."""
    catalogue = home_catalogue(home)
    if programme:
        return [catalogue.programme(programme).slug]
    return [p.slug for p in catalogue.programmes.values() if not p.why_idle(as_of)]


def board_sheet(home: Home, programme: str, as_of: date) -> Sheet:
    """Every unit of a programme against every deadline of the year."""
    catalogue = home_catalogue(home)
    law = catalogue.programme(programme)
    with open_session(home) as session:
        found = board(session, catalogue, as_of, as_of.year, programme=programme)
    said = found.count
    lines = [
        f"Năm {found.year}, tính đến hết ngày {day_text(as_of)}: đã nộp {said.reported}/{said.expected} lượt, "
        f"muộn {said.late}, quá hạn {said.overdue}, trả lại {said.returned}.",
        "✓ nhận: đã tiếp nhận; ✓ nộp: chờ tiếp nhận; +3: muộn 03 ngày; ○: chưa đến hạn; ô trống: không phải việc của "
        "đơn vị.",
    ]
    rows = [_row(found, row) for row in found.rows]
    key, title = sheet_key("bang-don-vi", programme), f"Bảng đơn vị × nhiệm vụ · {law.short_title}"
    return Sheet(key, title, tuple(lines), rows, "Năm nay chưa có thời hạn nào.")


def punctuality_sheet(home: Home, as_of: date) -> Sheet:
    """The five metrics of every line and level of the year, and of every duty, with their definitions."""
    catalogue = home_catalogue(home)
    with open_session(home) as session:
        groups = [(), ("tree", "level"), ("duty",)]
        [whole], by_level, by_duty = punctualities(session, catalogue, as_of, groups, year=as_of.year)
    lines_and_levels = [(f"{Tree.of(p.tree).label}, {Level.of(p.level).label}", p) for p in by_level]
    duties = [(_duty_name(catalogue, p.programme, p.duty), p) for p in by_duty]
    rows = [
        {
            "Nhóm": name,
            "Phải nộp": p.expected,
            "Đã nộp": p.actual,
            "Đúng hạn": p.on_time,
            "Tỷ lệ nộp": _percent(p.rate),
            "Tỷ lệ đúng hạn": _percent(p.on_time_rate),
            "Muộn nhất (ngày)": p.most_days_late,
        }
        for name, p in (*lines_and_levels, *duties)
    ]
    lines = [
        f"Năm {as_of.year}, tính đến hết ngày {day_text(as_of)}: đúng hạn {whole.on_time}/{whole.expected} "
        f"({_percent(whole.on_time_rate)}).",
        *(f"- **{word}**: {meaning}." for word, meaning in DEFINITIONS),
    ]
    return Sheet("dung-han", "Đủ và đúng hạn", tuple(lines), rows, "Chưa có việc nào qua hạn.")


def calls_sheet(home: Home, as_of: date, now: datetime) -> Sheet:
    """Whom to call first and why; the telephone stands on the portal's page."""
    catalogue = home_catalogue(home)
    with open_session(home) as session:
        found = calls(session, catalogue, as_of, now)
    pressing = [c for c in found if not c.may_wait]
    may_wait = len(found) - len(pressing)
    rows = [
        {
            "TT": n,
            "Đơn vị": c.unit_name,
            "Còn thiếu": named([f"{m.title} – {m.label}" for m in c.missing]),
            "Quá hạn (ngày)": max(m.days_overdue for m in c.missing),
            "Vì sao": c.words,
            "Điểm": c.score,
        }
        for n, c in enumerate(pressing[:MOST_CALLS], 1)
    ]
    lines = [
        f"Ngày {day_text(as_of)}: {len(pressing):02} đơn vị nên gọi, {may_wait:02} đơn vị có thể chờ.",
        "Số điện thoại ở trang “Nên gọi ai trước” của cổng.",
    ]
    return Sheet("nen-goi", "Nên gọi ai trước", tuple(lines), rows, "Không có đơn vị nào cần gọi.")


def life_picture(home: Home, programme: str, as_of: date) -> Picture:
    """A programme's years as one picture."""
    catalogue = home_catalogue(home)
    law = catalogue.programme(programme)
    with open_session(home) as session:
        found = life(session, catalogue, programme, as_of)
    subtitle = f"{law.number}, năm {found.first.year} – {found.last.year}, tính đến ngày {day_text(as_of)}"
    svg = timeline_svg(
        law.short_title, found.first, found.last, found.events, found.titles, subtitle=subtitle, today=as_of
    )
    return Picture(sheet_key("vong-doi", programme), f"Vòng đời · {law.short_title}", svg)


def _row(found: Board, row: Row) -> dict[str, Any]:
    cells = {
        f"{c.deadline.duty} · {c.deadline.label}": _mark(row.cells[c.deadline.key])
        if c.deadline.key in row.cells
        else ""
        for c in found.columns
    }
    count = row.count
    return {"Đơn vị": row.name, "Đã nộp": f"{count.reported}/{count.expected}", "Quá hạn": count.overdue, **cells}


def _mark(o: Obligation) -> str:
    is_late = o.is_late and o.state in (S.FILED, S.ACCEPTED)
    return f"{MARKS[o.state]} +{o.days_late}" if is_late else MARKS[o.state]


def _duty_name(catalogue: Catalogue, programme: str, duty: str) -> str:
    known = catalogue.programme(programme).duties.get(duty)
    return f"{duty} {known.title}" if known else f"{duty} (yêu cầu đột xuất)"


def _percent(rate: Any) -> str:
    return "—" if rate is None else f"{rate:.1f}%".replace(".", ",")
