"""The sheets that runs leave in Prefect: where each programme stands, what is overdue, what a round did.

Reads our own database and says it in Vietnamese; decides nothing, changes nothing.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from models.catalogue import Catalogue, home_catalogue
from models.dates_in_words import day_text
from models.deadlines import Deadline
from models.obligations import REPORTED, Obligation, owes
from models.settings import Home
from models.vocabulary import ObligationState as S
from tasks.session import open_session

LOOKS_BACK = timedelta(days=400)  # a matrix shows a year and a bit of what is past
NAMES = 6
REHEARSAL = "**Chạy thử:** không ghi gì, không gửi gì."


@dataclass(frozen=True)
class Sheet:
    """A titled table for people. `key` is stable, so that Prefect keeps its versions together."""

    key: str
    title: str
    lines: tuple[str, ...] = ()  # said above the table
    rows: Sequence[Mapping[str, Any]] = field(default_factory=list)
    when_empty: str = "Không có dòng nào."
    links: tuple[tuple[str, str], ...] = ()  # (words, address) of pages to go on with


@dataclass(frozen=True)
class Picture:
    """A drawing for people, as SVG. `key` is stable, like a sheet's."""

    key: str
    title: str
    svg: str

    @property
    def address(self) -> str:
        """The whole picture as an address: nothing is fetched to show it."""
        return f"data:image/svg+xml;base64,{b64encode(self.svg.encode()).decode()}"


def sheet_key(*parts: str) -> str:
    """An artifact key from Vietnamese words: `ma-tran-05-ctrph-cat-mttq`. Prefect allows only a–z, 0–9 and dashes."""
    text = unicodedata.normalize("NFD", "-".join(parts).lower().replace("đ", "d"))
    return re.sub(r"[^a-z0-9]+", "-", "".join(c for c in text if not unicodedata.combining(c))).strip("-")


def portal_link(home: Home, words: str, path: str) -> tuple[str, str]:
    """A page of the portal for the links of a sheet, by the address people reach it under."""
    settings = home.settings()
    root = settings.public_url or f"http://127.0.0.1:{settings.portal_port}"
    return words, f"{root.rstrip('/')}{path}"


def matrix_sheet(home: Home, programme: str, as_of: date) -> Sheet:
    """One programme: every period of the last year, those open and the next, with n/N and who is missing."""
    catalogue = home_catalogue(home)
    law = catalogue.programme(programme)
    with open_session(home) as session:
        found = owes(session, catalogue, as_of, programme=programme, due_from=as_of - LOOKS_BACK)
    rows = [_matrix_row(deadline, of_it) for deadline, of_it in _by_deadline(found).items()]
    overdue = sum(o.state is S.OVERDUE for o in found)
    lines = [f"Tính đến hết ngày {day_text(as_of)}: {len(rows)} kỳ đang theo dõi, {overdue} lượt quá hạn."]
    if law.waiting_from and law.waiting_from <= as_of:
        lines.append(f"**Chờ xác nhận** từ ngày {day_text(law.waiting_from)}: {law.waiting_reason}")
    if law.valid_to < as_of:
        lines.append(f"Chương trình đã kết thúc ngày {day_text(law.valid_to)}.")
    return Sheet(
        sheet_key("ma-tran", programme), f"Ma trận tình hình · {law.short_title}", tuple(lines), rows, _no_rows(law)
    )


def overview_rows(session: Session, catalogue: Catalogue, as_of: date) -> list[dict[str, Any]]:
    """One row per programme: how many obligations stand in each state that asks for somebody's attention."""
    rows = []
    for slug, law in catalogue.programmes.items():
        states = Counter(o.state for o in owes(session, catalogue, as_of, programme=slug, due_from=as_of - LOOKS_BACK))
        rows.append(
            {
                "Chương trình": law.short_title,
                "Đã nộp": states[S.FILED] + states[S.ACCEPTED],
                "Trả lại": states[S.RETURNED],
                "Quá hạn": states[S.OVERDUE],
                "Đến hạn": states[S.DUE],
                "Đang trong kỳ": states[S.OPEN],
                "Gia hạn": states[S.EXTENDED],
                "Chờ xác nhận": states[S.WAITING],
            }
        )
    return rows


def named(names: Sequence[str]) -> str:
    """`A; B; C và 12 đơn vị khác`."""
    shown, rest = names[:NAMES], len(names) - NAMES
    return "; ".join(shown) + (f" và {rest:02} đơn vị khác" if rest > 0 else "")


def _by_deadline(found: Iterable[Obligation]) -> dict[Deadline, list[Obligation]]:
    grouped: dict[Deadline, list[Obligation]] = defaultdict(list)
    for obligation in found:
        grouped[obligation.deadline].append(obligation)
    return grouped


def _matrix_row(deadline: Deadline, of_it: list[Obligation]) -> dict[str, Any]:
    states = Counter(o.state for o in of_it)
    silent = [o.unit_name for o in of_it if o.state in (S.OVERDUE, S.DUE, S.RETURNED)]
    return {
        "Nhiệm vụ": of_it[0].title,
        "Mã": deadline.duty,
        "Kỳ": deadline.label,
        "Hạn": day_text(deadline.due_on) if deadline.has_day else f"trong {deadline.label} (chưa ấn định ngày)",
        "Đã nộp": f"{sum(states[s] for s in REPORTED)}/{sum(o.is_expected for o in of_it)}",
        "Quá hạn": states[S.OVERDUE],
        "Trả lại": states[S.RETURNED],
        "Gia hạn": states[S.EXTENDED],
        "Được miễn": states[S.WAIVED],
        "Chờ xác nhận": states[S.WAITING],
        "Còn chờ": named(silent) or "—",
    }


def _no_rows(law: Any) -> str:
    return "Chưa có kỳ nào có đơn vị phải báo cáo" + (" trong phạm vi đã nạp." if law.unloaded else ".")
