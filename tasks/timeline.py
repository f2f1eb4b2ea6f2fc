"""Các ngày sắp tới: every milestone of a programme from today to its last year, as a table and as a picture.

The scheduler of Prefect shows the next hundred days; this shows them all, days nobody has set yet said as such.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from models.catalogue import Catalogue, home_catalogue
from models.dates_in_words import day_text
from models.milestones import Milestone, MilestoneKind
from models.programme_life import life
from models.programmes import Programme
from models.settings import Home
from models.vocabulary import Level, TableStatus
from reports.timeline_svg import timeline_svg
from tasks.lifecycle import wanted_milestones
from tasks.session import open_session
from tasks.sheets import Picture, Sheet, portal_link, sheet_key

K = MilestoneKind


def programmes_ahead(home: Home, today: date, programme: str = "") -> list[str]:
    """The programme asked for, or every one that has not ended. Errors: `Refused` for one nobody knows."""
    catalogue = home_catalogue(home)
    if programme:
        return [catalogue.programme(programme).slug]
    return [p.slug for p in catalogue.programmes.values() if p.valid_to >= today]


def timeline_sheet(home: Home, slug: str, today: date) -> Sheet:
    """One row a milestone, in order; which years still rest on a provisional table of days off."""
    catalogue = home_catalogue(home)
    law = catalogue.programme(slug)
    ahead = wanted_milestones(home, today)[slug]
    rows = [_row(law, m, today) for m in ahead]
    lines = [*_said(law, ahead, today), *_phases(law, today), *_unsure(catalogue, ahead)]
    links = (portal_link(home, "Vòng đời trên cổng", f"/can-bo/chuong-trinh/{slug}/vong-doi"),)
    title = f"Các ngày sắp tới · {law.short_title}"
    return Sheet(sheet_key("ngay-sap-toi", slug), title, tuple(lines), rows, "Không còn mốc nào phía trước.", links)


def timeline_picture(home: Home, slug: str, today: date) -> Picture | None:
    """Every deadline still ahead on one line of years; None where nothing is ahead."""
    catalogue = home_catalogue(home)
    law = catalogue.programme(slug)
    with open_session(home) as session:
        found = life(session, catalogue, slug, today)
    ahead = [
        e
        for e in found.events
        if e["what"] in ("phase", "waiting") or (e["what"] == "deadline" and _is_after(e, today))
    ]
    if not any(e["what"] == "deadline" for e in ahead):
        return None
    subtitle = f"{law.number}, từ ngày {day_text(today)} đến ngày {day_text(found.last)}"
    svg = timeline_svg(law.short_title, today, found.last, ahead, found.titles, subtitle=subtitle, is_ahead=True)
    return Picture(sheet_key("dong-thoi-gian", slug), f"Dòng thời gian sắp tới · {law.short_title}", svg)


def _is_after(event: Mapping[str, Any], today: date) -> bool:
    return date.fromisoformat(event["on"]) >= today


def _row(law: Programme, m: Milestone, today: date) -> dict[str, str | int]:
    """Few columns, the longest last: Prefect's page is narrow. What happens and the period are in the words."""
    duty = law.duties.get(m.duty)
    return {
        "Ngày": day_text(m.on),
        "Còn (ngày)": (m.on - today).days,
        "Mã": m.duty,
        "Cấp": Level.of(m.level).label if m.level else ", ".join(v.label for v in duty.levels) if duty else "",
        "Nội dung": m.name,
    }


def _said(law: Programme, ahead: list[Milestone], today: date) -> list[str]:
    first, last = law.years
    count = Counter(m.what for m in ahead)
    kinds = ", ".join(f"{count[kind]} {kind.label}" for kind in K if count[kind])
    lines = [f"Từ ngày {day_text(today)} đến hết năm {last}: {len(ahead)} mốc" + (f" ({kinds})." if kinds else ".")]
    lines.append(
        f"{law.number}, thực hiện {first} - {last}. Mỗi mốc cũng là một lần chạy đặt sẵn trên trang chương trình."
    )
    if law.waiting_from and (not ahead or law.waiting_from <= ahead[-1].on):
        lines.append(f"**Chờ xác nhận** từ ngày {day_text(law.waiting_from)}: {law.waiting_reason}")
    if undated := [m for m in ahead if m.what in (K.UNDATED, K.REVIEW) and m.name.endswith("chưa ấn định ngày")]:
        reviews = sum(m.what is K.REVIEW for m in undated)
        also = f" (trong đó {reviews} mốc sơ kết, tổng kết)" if reviews else ""
        lines.append(f"{len(undated)} mốc văn bản không ấn định ngày{also}: ngày ghi là đầu kỳ, không phải hạn.")
    return lines


def _phases(law: Programme, today: date) -> list[str]:
    """The phases of the text that are not over."""
    phases = [p for p in law.phases if p.last_on >= today]
    spans = [f"{p.label}, từ ngày {day_text(p.first_on)} đến ngày {day_text(p.last_on)}" for p in phases]
    return [f"Giai đoạn: {'; '.join(spans)}."] if spans else []


def _unsure(catalogue: Catalogue, ahead: list[Milestone]) -> list[str]:
    """The years whose days off are still a forecast: their days may move by a few."""
    tables = catalogue.tables
    years = sorted({m.on.year for m in ahead})
    unsure = [y for y in years if y not in tables or tables[y].status is TableStatus.PROVISIONAL]
    if not unsure:
        return []
    span = str(unsure[0]) if len(unsure) == 1 else f"{unsure[0]} - {unsure[-1]}"
    return [f"Lịch nghỉ năm {span} còn dự kiến; hạn rơi vào ngày nghỉ có thể dời khi có thông báo chính thức."]
