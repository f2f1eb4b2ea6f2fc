"""Bảng của bản trích: the totals and the units' figures as two plain tables, one figure a row, each row complete.

A row says by itself which period, window, form and day it is of, so that it stays true wherever it is pasted. An empty
value means that nothing was said; zero is written as 0. The CSV and Excel files show these same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from models.extract import Extract, UnitFigures
from models.forms import Indicator
from models.lines import Line
from models.quiet_hours import HANOI

LONGEST = 30_000  # letters of one cell; Excel takes 32 767
ABOUT = (
    "Chương trình", "Nhiệm vụ", "Kỳ", "Số liệu từ ngày", "Số liệu đến ngày", "Biểu", "Phiên bản biểu", "Tính đến ngày",
    "Nguồn",
)  # fmt: skip
TOTALS = (
    *ABOUT, "Mã địa bàn", "Địa bàn", "Mã", "Chỉ tiêu", "Đơn vị tính", "Giá trị", "Tử số", "Mẫu số", "Đã báo cáo (n)",
    "Phải báo cáo (N)", "Báo cáo không kèm số liệu", "Tạm tính", "Chưa có số liệu của", "Ghi chú",
)  # fmt: skip
UNITS = (
    *ABOUT, "Mã đơn vị", "Đơn vị", "Mã địa bàn", "Mã", "Chỉ tiêu", "Đơn vị tính", "Giá trị", "Tử số", "Mẫu số",
    "Số ước", "Vì sao chưa có", "Mã tiếp nhận", "Bản", "Nộp lúc",
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """A sheet or a file: its name, its heads, its rows of text, whole numbers, decimals, days and blanks."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Words:
    """What a line is called, and in what it is counted."""

    label: str
    measure: str


def tables_of(told: Extract) -> tuple[Table, Table]:
    """`Tổng hợp` and `Đơn vị`."""
    return totals_table(told), units_table(told)


def totals_table(told: Extract) -> Table:
    """One row a node of the map and line."""
    about, words, names = about_of(told), words_of(told), told.names
    rows: list[tuple[Any, ...]] = []
    texts = {line.code for line in told.lines if line.is_text}
    for row in told.totals:
        said = words[row.indicator]
        is_text = row.indicator in texts
        value = None if is_text else plain(row.value)
        remark = f"{len(row.value)} ý kiến, xem bảng Đơn vị" if is_text and row.value else ""
        node = (row.node, row.node_name, row.indicator, said.label, said.measure)
        counts = (value, row.numerator, row.denominator, row.reported, row.expected, row.paper)
        silent = _joined([names.get(id, id) for id in row.missing])
        rows.append((*about, *node, *counts, _yes(row.provisional), silent, remark))
    return Table("Tổng hợp", TOTALS, rows)


def units_table(told: Extract) -> Table:
    """One row a unit and line, also where the unit gave nothing: the reason stands there instead."""
    about, words = about_of(told), words_of(told)
    ratios = {line.code for line in told.lines if line.is_ratio}
    rows: list[tuple[Any, ...]] = []
    for unit in told.units:
        leaf, filed = unit.leaf, _moment(unit)
        for given in unit.given:
            said, is_ratio = words[given.code], given.code in ratios
            values = (None, given.value, given.denominator) if is_ratio else (plain(given.value), None, None)
            whose = (leaf.unit_id, leaf.unit_name, leaf.place, given.code, said.label, said.measure)
            estimate = _yes(leaf.is_provisional and not given.why_missing)
            rows.append((*about, *whose, *values, estimate, given.why_missing, unit.receipt, leaf.version, filed))
    return Table("Đơn vị", UNITS, rows)


def about_of(told: Extract) -> tuple[Any, ...]:
    """The cells that every row begins with."""
    deadline, window = told.deadline, told.window
    days: tuple[date | None, date | None] = (window.first, window.last) if window else (None, None)
    form = (told.form.id, told.form.version)
    return (deadline.programme, deadline.duty, deadline.period, *days, *form, told.as_of, told.source)


def words_of(told: Extract) -> dict[str, Words]:
    """Every line in words, by its code: a whole indicator, or one part of it."""
    return {line.code: Words(label_of(line), measure_of(line)) for line in told.lines}


def label_of(line: Line) -> str:
    return line.indicator.label if line.code == line.indicator.code else _part(line.indicator, line.code).label


def measure_of(line: Line) -> str:
    return line.indicator.unit if line.code == line.indicator.code else _part(line.indicator, line.code).unit


def plain(value: Any) -> Any:
    """A figure as a cell holds it: yes and no in words, money as a decimal without idle noughts."""
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, str):
        return value[:LONGEST]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value.normalize()
    return value


def _part(indicator: Indicator, code: str) -> Any:
    return next(box for box in indicator.fields() if box.code == code)


def _yes(is_so: bool) -> str:
    return "có" if is_so else ""


def _moment(unit: UnitFigures) -> datetime | None:
    return unit.filed_at.astimezone(HANOI).replace(tzinfo=None, microsecond=0) if unit.filed_at else None


def _joined(names: Sequence[str]) -> str:
    """All of them, or as many as a cell holds and how many more."""
    text = "; ".join(names)
    if len(text) <= LONGEST:
        return text
    shown = text[:LONGEST].rpartition("; ")[0]
    return f"{shown}; và {len(names) - shown.count('; ') - 1} đơn vị khác"
