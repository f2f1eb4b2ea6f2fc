"""Truy xuất: from one number of a total down to the cells it is made of, each with its unit, filer, time and filing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlmodel import Session, col, select
from starlette.responses import Response

from models.access import Officer
from models.drill import Cell, cells_of
from models.figure_use import used
from models.map_views import map_for
from models.unit_map import fold
from models.vocabulary import FigurePlace, IndicatorType, MapView
from portal import words
from portal.doors import AnOfficer, Db, Law, NotFound, Now, Today
from portal.pages import page
from portal.periods_asked import APeriod
from portal.routes.officer_totals import labels_of

router = APIRouter()
VIAS = {
    "portal": "trên trang",
    "workbook": "biểu Excel",
    "mail": "thư trả lời",
    "officer": "cán bộ ghi nhận",
    "demo": "số liệu demo",
    "dien-tap": "diễn tập",
}


@dataclass(frozen=True)
class CellLine:
    """One cell as the page shows it."""

    cell: Cell
    value: str
    filer: str
    way: str


@router.get("/can-bo/tong-hop/o/{programme}/{duty}/{period:path}")
def cells_page(
    request: Request,
    visit: AnOfficer,
    head: APeriod,
    db: Db,
    law: Law,
    now: Now,
    today: Today,
    dong: str = "",
    dia_ban: str = "",
    ban_do: str = MapView.DAY.value,
) -> Response:
    """Looking at a number's cells is a use of it, and counted as one."""
    if ban_do not in list(MapView):
        raise NotFound("Không có cách xem này. Đề nghị chọn lại trên trang tổng hợp.")
    form, deadline = head.form_to("tổng hợp"), head.deadline
    labels = labels_of(form)
    if dong not in labels:
        raise NotFound("Biểu không có dòng này. Đề nghị chọn lại trên bảng tổng hợp.")
    label = labels[dong]
    shown = map_for(db, ban_do, day=deadline.last_valid_on, on=today)
    node = shown.main(dia_ban) if dia_ban else None
    if node and node not in shown.nodes:
        raise NotFound("Không có địa bàn này trên bản đồ của kỳ. Đề nghị chọn lại trên bảng tổng hợp.")
    found = cells_of(db, law, *deadline.key, dong, node=node, as_of=today, view=ban_do)
    cells = sorted(found, key=lambda cell: (fold(cell.unit_name), cell.unit_id))
    used(db, form, [dong], FigurePlace.BOARD, now)
    filers = _filers(db, cells)
    lines = [CellLine(c, _value(c, label.type), _filer(c, filers), VIAS.get(c.via, c.via)) for c in cells if c.is_given]
    return page(
        request,
        "cells.html",
        head=head,
        code=dong,
        label=label,
        node_name=shown.nodes[node].name if node else "Toàn bộ",
        back=f"?dia_ban={dia_ban}&ban_do={ban_do}",
        lines=lines,
        missing=[c for c in cells if not c.is_given],
    )


def _value(cell: Cell, kind: IndicatorType) -> str:
    if kind is IndicatorType.RATIO:
        return f"{words.number(cell.value)} / {words.number(cell.denominator)}"
    return words.number(cell.value)


def _filers(db: Session, cells: Iterable[Cell]) -> dict[str, str]:
    """Full names of the accounts that filed."""
    names = {c.by for c in cells if c.by and not c.by.startswith("link:")}
    query = select(Officer.username, Officer.full_name).where(col(Officer.username).in_(names))
    return dict(db.exec(query).all()) if names else {}


def _filer(cell: Cell, names: dict[str, str]) -> str:
    if cell.by.startswith("link:"):
        return "đơn vị, qua liên kết"
    return names.get(cell.by) or "đơn vị"
