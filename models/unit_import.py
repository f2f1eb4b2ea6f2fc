"""Nhập đơn vị và liên hệ from a filled sheet: every mistake named by cell, then all of it or nothing.

Rows are compared with what is held, so a second import of the same file changes nothing. Deletes no unit and no
contact: an ended one carries its last day. Opens no file; the workbook is read by `reports.unit_sheets`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from models import import_cells
from models.contact_import import filled_in, read_contacts, write_contacts
from models.errors import Refused
from models.import_graph import double_problems, graph_problems, parents_first
from models.import_rows import (
    CONTACT_SHEET,
    UNIT_COLUMNS,
    UNIT_SHEET,
    ImportProblem,
    SheetRow,
    problem_at,
    read_cell,
    read_days,
)
from models.units import Unit
from models.vocabulary import Level, Tree

SOURCE = "nhập từ tệp Excel"
MOST_PROBLEMS_TOLD = 20


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


def import_units(session: Session, rows: Iterable[SheetRow], on: date, services: Collection[str] = ()) -> ImportCounts:
    """Check and write. `services`: names of the extra services that are set up.

    Errors: `ImportRefused` with every problem; then nothing has been written.
    """
    plan, problems = check_import(rows, held_units(session), on, services)
    if problems:
        raise ImportRefused(problems)
    return apply_import(session, replace(plan, contacts=filled_in(session, plan.contacts)))


def held_units(session: Session) -> dict[str, dict[str, Any]]:
    """Every unit there is, as plain rows by id."""
    columns = Unit.__table__.columns  # type: ignore[attr-defined]
    return {row.id: row._asdict() for row in session.connection().execute(select(*columns))}


def check_import(
    rows: Iterable[SheetRow],
    held: Mapping[str, Mapping[str, Any]],
    on: date,
    services: Collection[str] = (),
) -> tuple[ImportPlan, list[ImportProblem]]:
    """Read every row against the units already held; names of contacts' units are looked up as of `on`."""
    rows = list(rows)
    problems: list[ImportProblem] = []
    units = [(row, _unit(row, problems)) for row in rows if row.sheet == UNIT_SHEET]
    by_id: dict[str, tuple[SheetRow, dict[str, Any]]] = {}
    for row, unit in units:
        if unit["id"] in by_id:
            first = by_id[unit["id"]][0].row
            problems.append(problem_at(row, "id", f"mã “{unit['id']}” đã ghi ở dòng {first}; mỗi đơn vị một dòng"))
        elif unit["id"]:
            by_id[unit["id"]] = (row, unit)
    every = {**held, **{key: unit for key, (_, unit) in by_id.items()}}
    given = [unit for _, unit in by_id.values()]
    for key, column, message in (*graph_problems(given, every, held), *double_problems(given, every)):
        problems.append(problem_at(by_id[key][0], column, message))
    contacts = read_contacts([row for row in rows if row.sheet == CONTACT_SHEET], every, on, services, problems)
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
    added, altered = write_contacts(session, plan.contacts)
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
    unit = {key: read_cell(row, key, import_cells.text, problems) for key in UNIT_COLUMNS}
    unit["id"] = read_cell(row, "id", import_cells.unit_id, problems) or ""
    if not unit["name"]:
        problems.append(problem_at(row, "name", "chưa ghi tên đơn vị"))
    unit["tree"] = read_cell(row, "tree", lambda v: str(import_cells.word(v, Tree)), problems)
    unit["level"] = read_cell(row, "level", lambda v: str(import_cells.word(v, Level)), problems)
    for key in ("parent_id", "territory_id"):
        unit[key] = unit[key] or None
    if unit["tree"] == Tree.TERRITORY:
        unit["territory_id"] = unit["territory_id"] or unit["id"]  # a place sits on itself, as on the maps
    return {**unit, **read_days(row, problems)}


def _differs(unit: Mapping[str, Any], held: Mapping[str, Any]) -> bool:
    """A blank "Căn cứ" asks for no change of the source."""
    return any(held[key] != value for key, value in unit.items() if key != "source" or value)
