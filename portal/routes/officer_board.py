"""Bảng theo dõi: every unit against every deadline of a year, by programme, line and level; the same as CSV."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from sqlmodel import Session
from starlette.responses import Response

from models.board import Board, Column, Count, board, years_of
from models.catalogue import Catalogue
from models.deadline_words import due_words
from models.vocabulary import Level, Tree
from portal.board_words import KEY, CellWords, cell_words
from portal.doors import AnOfficer, Db, Law, NotFound, Today
from portal.pages import download, page
from portal.visitors import OfficerVisit
from reports.csv_table import CSV, csv_bytes

router = APIRouter()
MOST_ROWS = 250  # of one page; the file to take away has them all


@dataclass(frozen=True)
class Filters:
    """What was asked of the board, as it stands in the address."""

    year: int
    programme: str
    tree: str
    level: str
    with_ended: bool
    only_attention: bool

    @property
    def query(self) -> str:
        said = {"nam": self.year, "chuong_trinh": self.programme, "he": self.tree, "cap": self.level}
        said |= {"cu": "1" if self.with_ended else "", "can": "1" if self.only_attention else ""}
        return "&".join(f"{name}={value}" for name, value in said.items() if value)


def filters_asked(
    visit: AnOfficer,
    law: Law,
    today: Today,
    nam: int = 0,
    chuong_trinh: str = "",
    he: str = "",
    cap: str = "",
    cu: str = "",
    can: str = "",
) -> Filters:
    """What the address asks for; an unknown choice is none. Errors: `NotFound` for a year no programme runs in."""
    years = years_of(law)
    if nam and nam not in years:
        raise NotFound("Không có năm này trong thời gian của các chương trình đang theo dõi.")
    current = min(max(today.year, years.start), years.stop - 1) if years else today.year
    return Filters(
        year=nam or current,
        programme=chuong_trinh if chuong_trinh in law.programmes else "",
        tree=he if he in list(Tree) else "",
        level=cap if cap in list(Level) else "",
        with_ended=bool(cu),
        only_attention=bool(can),
    )


Asked = Annotated[Filters, Depends(filters_asked, scope="function")]


@dataclass(frozen=True)
class Head:
    """One duty over its deadlines of the year."""

    title: str
    programme: str
    slug: str
    duty: str
    columns: list[Column]


@dataclass(frozen=True)
class Line:
    """One unit's row, its cells in the order of the columns."""

    unit_id: str
    name: str
    under: str
    count: Count
    cells: list[CellWords | None]


@router.get("/can-bo/bang")
def board_page(
    request: Request, visit: AnOfficer, asked: Asked, db: Db, law: Law, today: Today, tu: int = 0
) -> Response:
    found = _board(db, law, today, asked, visit)
    start = max(0, min(tu, len(found.rows)))
    shown = found.rows[start : start + MOST_ROWS]
    lines = [
        Line(
            row.unit_id,
            row.name,
            f"{Tree.of(row.tree).label}, {Level.of(row.level).label}",
            row.count,
            [cell_words(row.cells[c.deadline.key]) if c.deadline.key in row.cells else None for c in found.columns],
        )
        for row in shown
    ]
    return page(
        request,
        "board.html",
        board=found,
        heads=_heads(found),
        lines=lines,
        asked=asked,
        years=years_of(law),
        programmes=law.programmes.values(),
        trees=list(Tree),
        levels=list(Level),
        legend=KEY,
        start=start,
        more=start + MOST_ROWS if start + MOST_ROWS < len(found.rows) else 0,
        due_words=due_words,
    )


@router.get("/can-bo/bang.csv")
def board_file(visit: AnOfficer, asked: Asked, db: Db, law: Law, today: Today) -> Response:
    """The same rows and columns in words, one line a unit."""
    found = _board(db, law, today, asked, visit)
    columns = [f"{c.title} – {c.deadline.label} (hạn {due_words(c.deadline)})" for c in found.columns]
    rows = [
        [
            row.unit_id,
            row.name,
            Tree.of(row.tree).label,
            Level.of(row.level).label,
            row.count.reported,
            row.count.expected,
            row.count.late,
            row.count.overdue,
            *(cell_words(row.cells[c.deadline.key]).long if c.deadline.key in row.cells else "" for c in found.columns),
        ]
        for row in found.rows
    ]
    head = ["Mã đơn vị", "Đơn vị", "Hệ", "Cấp", "Đã nộp", "Phải nộp", "Nộp muộn", "Quá hạn", *columns]
    return download(csv_bytes([head, *rows]), f"bang-theo-doi-{found.year}.csv", CSV)


def _board(db: Session, law: Catalogue, today: date, asked: Filters, visit: OfficerVisit) -> Board:
    return board(
        db,
        law,
        today,
        asked.year,
        programme=asked.programme or None,
        tree=asked.tree,
        level=asked.level,
        with_ended=asked.with_ended,
        only_attention=asked.only_attention,
        units=visit.units,
    )


def _heads(found: Board) -> list[Head]:
    """Columns of one duty stand under one head."""
    heads = []
    for (slug, duty), group in groupby(found.columns, key=lambda c: c.deadline.key[:2]):
        columns = list(group)
        heads.append(Head(columns[0].title, columns[0].programme_title, slug, duty, columns))
    return heads
