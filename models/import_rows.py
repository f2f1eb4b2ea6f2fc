"""Dòng nhập: the filled rows of an import book with their place, and the reading of one cell of them.

Knows the columns of both sheets; what their rows mean is for `models.unit_import` and `models.contact_import`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from models import import_cells

UNIT_SHEET, CONTACT_SHEET = "Đơn vị", "Liên hệ"
UNIT_COLUMNS = {
    "id": "Mã đơn vị",
    "name": "Tên đơn vị",
    "tree": "Hệ",
    "level": "Cấp",
    "kind": "Loại",
    "code": "Mã số",
    "parent_id": "Mã đơn vị cấp trên",
    "territory_id": "Mã địa bàn",
    "valid_from": "Từ ngày",
    "valid_to": "Đến hết ngày",
    "source": "Căn cứ",
}
CONTACT_COLUMNS = {
    "unit_id": "Đơn vị (mã hoặc tên)",
    "post": "Chức danh, bộ phận",
    "email": "Thư điện tử",
    "zalo": "Zalo",
    "phone": "Điện thoại",
    "by_hand": "Chuyển tay",
    "is_head": "Thủ trưởng",
    "valid_from": "Từ ngày",
    "valid_to": "Đến hết ngày",
    "prefers": "Ưu tiên",
    "zalo_oa": "Zalo OA",
    "zalo_bot": "Zalo Bot",
    "extra": "Kênh khác",
}
OPTIONAL = {"prefers", "zalo_oa", "zalo_bot", "extra"}  # a book of before has no such column: nothing changes there


@dataclass(frozen=True)
class SheetRow:
    """One filled row as typed: column key → cell. `row` counts as Excel does."""

    sheet: str
    row: int
    cells: Mapping[str, Any]
    letters: Mapping[str, str] = field(default_factory=dict)  # column key → A, B, C…


@dataclass(frozen=True)
class ImportProblem:
    """One cell that cannot be taken, and what would be allowed there."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.sheet}, dòng {self.row}, cột {self.column}: {self.message}"


def read_cell(row: SheetRow, key: str, reader: Callable[[Any], Any], problems: list[ImportProblem]) -> Any:
    """The clean value of a cell; None where it cannot be taken, and the problem is noted."""
    try:
        return reader(row.cells.get(key))
    except ValueError as e:
        problems.append(problem_at(row, key, str(e)))
        return None


def read_days(row: SheetRow, problems: list[ImportProblem]) -> dict[str, date | None]:
    """From which day to which a row holds."""
    first, last = (read_cell(row, key, import_cells.day, problems) for key in ("valid_from", "valid_to"))
    if first and last and last < first:
        problems.append(problem_at(row, "valid_to", "ngày kết thúc đứng trước ngày bắt đầu"))
    return {"valid_from": first, "valid_to": last}


def problem_at(row: SheetRow, key: str, message: str) -> ImportProblem:
    """A problem with the cell of this column."""
    titles = UNIT_COLUMNS if row.sheet == UNIT_SHEET else CONTACT_COLUMNS
    letter = row.letters.get(key, "")
    return ImportProblem(row.sheet, row.row, f"{letter} ({titles[key]})" if letter else titles[key], message)
