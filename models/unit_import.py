"""Nhập đơn vị và liên hệ from a filled sheet: every mistake named by cell, then all of it or nothing.

Rows are compared with what is held, so a second import of the same file changes nothing. Deletes no unit and no
contact: an ended one carries its last day. Opens no file; the workbook is read by `reports.unit_sheets`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from models import import_cells
from models.errors import Refused
from models.import_graph import double_problems, find_by_name, graph_problems, parents_first
from models.units import Contact, Unit
from models.vocabulary import Level, Tree

UNIT_SHEET, CONTACT_SHEET = "Đơn vị", "Liên hệ"
SOURCE = "nhập từ tệp Excel"
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
}
MOST_PROBLEMS_TOLD = 20


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


class ImportRefused(Refused):
    """A file that cannot be imported; `problems` lists every wrong cell, nothing was written."""

    def __init__(self, problems: Sequence[ImportProblem]):
        self.problems = list(problems)
        told = [f"{p}." for p in self.problems[:MOST_PROBLEMS_TOLD]]
        more = len(self.problems) - len(told)
        tail = [f"Và {more} chỗ khác."] if more else []
        super().__init__(
            "\n".join(
                [
                    f"Tệp có {len(self.problems)} chỗ cần sửa, chưa nhập dòng nào. Đề nghị sửa rồi nhập lại.",
                    *told,
                    *tail,
                ]
            )
        )


@dataclass(frozen=True)
class ImportPlan:
    """Clean rows, units with parents before children, ready to be written."""

    units: tuple[dict[str, Any], ...] = ()
    contacts: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class ImportCounts:
    units_added: int = 0
    units_changed: int = 0
    units_same: int = 0
    contacts_added: int = 0
    contacts_changed: int = 0
    contacts_same: int = 0

    @property
    def changed(self) -> int:
        return self.units_added + self.units_changed + self.contacts_added + self.contacts_changed


def import_units(session: Session, rows: Iterable[SheetRow], on: date) -> ImportCounts:
    """Check and write. Errors: `ImportRefused` with every problem; then nothing has been written."""
    plan, problems = check_import(rows, held_units(session), on)
    if problems:
        raise ImportRefused(problems)
    return apply_import(session, plan)


def held_units(session: Session) -> dict[str, dict[str, Any]]:
    """Every unit there is, as plain rows by id."""
    columns = Unit.__table__.columns  # type: ignore[attr-defined]
    return {row.id: row._asdict() for row in session.connection().execute(select(*columns))}


def check_import(
    rows: Iterable[SheetRow], held: Mapping[str, Mapping[str, Any]], on: date
) -> tuple[ImportPlan, list[ImportProblem]]:
    """Read every row against the units already held; names of contacts' units are looked up as of `on`."""
    rows = list(rows)
    problems: list[ImportProblem] = []
    units = [(row, _unit(row, problems)) for row in rows if row.sheet == UNIT_SHEET]
    by_id: dict[str, tuple[SheetRow, dict[str, Any]]] = {}
    for row, unit in units:
        if unit["id"] in by_id:
            first = by_id[unit["id"]][0].row
            problems.append(_problem(row, "id", f"mã “{unit['id']}” đã ghi ở dòng {first}; mỗi đơn vị một dòng"))
        elif unit["id"]:
            by_id[unit["id"]] = (row, unit)
    every = {**held, **{key: unit for key, (_, unit) in by_id.items()}}
    given = [unit for _, unit in by_id.values()]
    for key, column, message in (*graph_problems(given, every, held), *double_problems(given, every)):
        problems.append(_problem(by_id[key][0], column, message))
    contacts = _contacts([row for row in rows if row.sheet == CONTACT_SHEET], every, on, problems)
    if not rows:
        problems.append(ImportProblem(UNIT_SHEET, 2, "A", "tệp chưa có dòng nào; ghi ít nhất một đơn vị hoặc liên hệ"))
    order = {row: n for n, row in enumerate((UNIT_SHEET, CONTACT_SHEET))}
    problems.sort(key=lambda p: (order[p.sheet], p.row, len(p.column.split()[0]), p.column))
    ordered = () if problems else tuple(parents_first([unit for _, unit in by_id.values()]))
    return ImportPlan(ordered, tuple(contacts)), problems


def apply_import(session: Session, plan: ImportPlan) -> ImportCounts:
    """Write a checked plan; rows that say what is held already are left alone."""
    held = held_units(session)
    connection = session.connection()
    new = [
        {"generated": False, **unit, "source": unit["source"] or SOURCE}
        for unit in plan.units
        if unit["id"] not in held
    ]
    changed = [unit for unit in plan.units if unit["id"] in held and _differs(unit, held[unit["id"]])]
    if new:
        connection.execute(insert(Unit), new)
    for unit in changed:
        values = {**unit, "generated": False, "source": unit["source"] or SOURCE}
        connection.execute(update(Unit).where(col(Unit.id) == unit["id"]).values(**values))
    added, altered = _write_contacts(session, plan.contacts)
    session.expire_all()
    return ImportCounts(
        units_added=len(new),
        units_changed=len(changed),
        units_same=len(plan.units) - len(new) - len(changed),
        contacts_added=added,
        contacts_changed=altered,
        contacts_same=len(plan.contacts) - added - altered,
    )


def _unit(row: SheetRow, problems: list[ImportProblem]) -> dict[str, Any]:
    unit = {key: _read(row, key, import_cells.text, problems) for key in UNIT_COLUMNS}
    unit["id"] = _read(row, "id", import_cells.unit_id, problems) or ""
    if not unit["name"]:
        problems.append(_problem(row, "name", "chưa ghi tên đơn vị"))
    unit["tree"] = _read(row, "tree", lambda v: str(import_cells.word(v, Tree)), problems)
    unit["level"] = _read(row, "level", lambda v: str(import_cells.word(v, Level)), problems)
    for key in ("parent_id", "territory_id"):
        unit[key] = unit[key] or None
    if unit["tree"] == Tree.TERRITORY:
        unit["territory_id"] = unit["territory_id"] or unit["id"]  # a place sits on itself, as on the maps
    return {**unit, **_days(row, problems)}


def _contacts(
    rows: Sequence[SheetRow], units: Mapping[str, Mapping[str, Any]], on: date, problems: list[ImportProblem]
) -> list[dict[str, Any]]:
    contacts: list[dict[str, Any]] = []
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        contact = {
            "unit_id": _read(row, "unit_id", lambda v: find_by_name(import_cells.text(v), units, on), problems),
            "post": _read(row, "post", import_cells.text, problems),
            "email": _read(row, "email", import_cells.email, problems),
            "zalo": _read(row, "zalo", import_cells.phone, problems),
            "phone": _read(row, "phone", import_cells.phone, problems),
            "by_hand": _read(row, "by_hand", import_cells.yes, problems),
            "is_head": _read(row, "is_head", import_cells.yes, problems),
            **_days(row, problems),
        }
        if not any(row.cells.get(key) for key in ("email", "zalo", "phone")) and contact["by_hand"] is False:
            words = "cần ít nhất một cách liên hệ: thư điện tử, Zalo, điện thoại, hoặc ghi “có” ở cột Chuyển tay"
            problems.append(_problem(row, "email", words))
        key = _contact_key(contact)
        if contact["unit_id"] and key in seen:
            words = (
                f"đơn vị này đã có cùng chức danh và ngày bắt đầu ở dòng {seen[key]}; ghi chức danh khác để phân biệt"
            )
            problems.append(_problem(row, "post", words))
        seen.setdefault(key, row.row)
        contacts.append(contact)
    return contacts


def _write_contacts(session: Session, contacts: Sequence[dict[str, Any]]) -> tuple[int, int]:
    connection = session.connection()
    columns = Contact.__table__.columns  # type: ignore[attr-defined]
    held: dict[tuple[Any, ...], dict[str, Any]] = {}
    for found in connection.execute(select(*columns).order_by(col(Contact.id))):
        held[_contact_key(found._asdict())] = found._asdict()
    new = [contact for contact in contacts if _contact_key(contact) not in held]
    changed = [c for c in contacts if (old := held.get(_contact_key(c))) and any(old[k] != v for k, v in c.items())]
    if new:
        connection.execute(insert(Contact), new)
    for contact in changed:
        number = held[_contact_key(contact)]["id"]
        connection.execute(update(Contact).where(col(Contact.id) == number).values(**contact))
    return len(new), len(changed)


def _contact_key(contact: Mapping[str, Any]) -> tuple[Any, ...]:
    return contact["unit_id"], (contact["post"] or "").casefold(), contact["valid_from"]


def _differs(unit: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    """A blank "Căn cứ" asks for no change of the source."""
    return any(held[key] != value for key, value in unit.items() if key != "source" or value)


def _days(row: SheetRow, problems: list[ImportProblem]) -> dict[str, date | None]:
    first, last = (_read(row, key, import_cells.day, problems) for key in ("valid_from", "valid_to"))
    if first and last and last < first:
        problems.append(_problem(row, "valid_to", "ngày kết thúc đứng trước ngày bắt đầu"))
    return {"valid_from": first, "valid_to": last}


def _read(row: SheetRow, key: str, reader: Callable[[Any], Any], problems: list[ImportProblem]) -> Any:
    try:
        return reader(row.cells.get(key))
    except ValueError as e:
        problems.append(_problem(row, key, str(e)))
        return None


def _problem(row: SheetRow, key: str, message: str) -> ImportProblem:
    titles = UNIT_COLUMNS if row.sheet == UNIT_SHEET else CONTACT_COLUMNS
    letter = row.letters.get(key, "")
    return ImportProblem(row.sheet, row.row, f"{letter} ({titles[key]})" if letter else titles[key], message)
