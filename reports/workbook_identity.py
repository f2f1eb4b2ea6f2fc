"""What an Excel form carries unseen: whose it is, for what, by which version of the form, and a signature over it.

The signature covers which box stands in which cell, so a moved or renamed box is noticed. Touches no file.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass

from models.forms import Form, Indicator

SHEET = "Biểu số liệu"
COMPARE = "Đối chiếu"
GUIDE = "Hướng dẫn"
HIDDEN = "_dondoc"
LAYOUT = "2"
FIRST_ROW = 10  # of the table below its head, counted from 1 as in Excel
CODE, LABEL, UNIT, INPUT, PREVIOUS, CHECK, ANSWER = range(7)  # columns
WHOLE_FORM = "BIỂU"  # stands for a code in the row of the whole form
COMPARED = {"last": 2, "opening": 3, "within": 4, "below": 5}  # columns of the sheet “Đối chiếu”, rows as in the form
FOUND = (6, 7)  # what is wrong, what is odd with a box, in words
FLAGS = (8, 9)  # comparable with last period; the same
MAP_ROWS = {"map.children": 4, "map.communes": 5}  # rows there, in the column of `last`
_PURPOSE = b"dondoc workbook"


@dataclass(frozen=True)
class Identity:
    """Whose filing this workbook is. The order of the fields is the order in the hidden sheet."""

    unit_id: str
    programme: str
    duty: str
    period: str
    form: str
    form_version: str


@dataclass(frozen=True)
class Box:
    """One input cell: the field it holds, the field's type, and its row in Excel's counting."""

    code: str
    type: str
    row: int

    @property
    def address(self) -> str:
        return f"{chr(65 + INPUT)}{self.row}"


@dataclass(frozen=True)
class GroupRow:
    title: str
    row: int


def layout(form: Form) -> list[GroupRow | tuple[Indicator, Box]]:
    """The rows of the table: a heading where a new group begins, then one row a box."""
    rows: list[GroupRow | tuple[Indicator, Box]] = []
    titles, group = dict(form.groups), ""
    row = FIRST_ROW
    for indicator in form.indicators:
        title = titles.get(indicator.group, indicator.group)
        if title and title != group:
            rows.append(GroupRow(title, row))
            group, row = title, row + 1
        for field in indicator.fields():
            rows.append((indicator, Box(field.code, str(field.type), row)))
            row += 1
    return rows


def boxes(form: Form) -> list[Box]:
    return [item[1] for item in layout(form) if not isinstance(item, GroupRow)]


def form_row(form: Form) -> int:
    """The row below the last box: what concerns the whole form is explained there."""
    return boxes(form)[-1].row + 1


def check_cell(row: int) -> str:
    return f"{chr(65 + CHECK)}{row}"


def answer_cell(row: int) -> str:
    return f"{chr(65 + ANSWER)}{row}"


def compared_cell(scope: str, row: int) -> str:
    """Where a figure of another period or of the units below stands."""
    return f"'{COMPARE}'!{chr(65 + COMPARED[scope])}{row}"


def map_cell(name: str) -> str:
    return f"'{COMPARE}'!{chr(65 + COMPARED['last'])}{MAP_ROWS[name]}"


def typed_cell(box: Box) -> str:
    return f"'{SHEET}'!{box.address}"


def found_cells(row: int) -> tuple[str, str]:
    wrong, odd = (f"'{COMPARE}'!{chr(65 + column)}{row}" for column in FOUND)
    return wrong, odd


def flag_cells(row: int) -> tuple[str, str]:
    comparable, same = (f"'{COMPARE}'!{chr(65 + column)}{row}" for column in FLAGS)
    return comparable, same


def workbook_signature(secret: str, form: Form, *, unit_id: str, programme: str, duty: str, period: str) -> str:
    """The signature `unit_workbook` puts into a form made for this unit, duty and period."""
    return signature(secret, Identity(unit_id, programme, duty, period, form.id, form.version), boxes(form))


def signature(secret: str, identity: Identity, places: list[Box]) -> str:
    """HMAC-SHA256 in hex over the identity and every box with its cell."""
    told = [LAYOUT, *vars(identity).values(), *([b.code, b.type, b.row] for b in places)]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(secret.encode(), _PURPOSE + text.encode(), hashlib.sha256).hexdigest()


def is_signed(secret: str, identity: Identity, places: list[Box], given: str) -> bool:
    return hmac.compare_digest(signature(secret, identity, places).encode(), given.encode())
