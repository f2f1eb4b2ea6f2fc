"""Biến động đơn vị: proposed as evidence, confirmed by a named officer, undone byte for byte.

Nothing changes before the confirmation; then all of it at once, with the assignments derived anew and every row it
touched kept as it was. Undoing is refused, with the reason, once something hangs on the change: a filing, a contact,
a later change. Opens no session, reads no file, asks no clock.
"""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session, SQLModel, col, select

from models.assignments import assign
from models.audit import record
from models.canonical import canonical
from models.catalogue import Catalogue
from models.errors import CatalogueError, Refused
from models.field_lines import line_of
from models.import_graph import parents_first
from models.row_journal import Journal, Picture, difference, drifted, picture, put_back
from models.unit_act_draft import Plan
from models.unit_act_effects import effects
from models.unit_act_files import ReadAct
from models.unit_act_plan import plan_act
from models.unit_act_world import Problem, world_of
from models.unit_acts import UnitAct
from models.unit_undo import drop_derived, what_hangs_on
from models.units import Assignment, Disposition, Succession, Unit, UnitChange, UnitPast
from models.vocabulary import ChangeState
from models.writing import table_of

TOUCHED: tuple[type[SQLModel], ...] = (Unit, UnitPast, Succession, Assignment, Disposition)
_TOLD = 20


def problems(session: Session, read: ReadAct) -> list[CatalogueError]:
    """Everything that stands in the way of an act, by file, line and field."""
    return _located(plan_act(read.act, world_of(session)).problems, read)


def propose(session: Session, read: ReadAct, by: str, now: datetime) -> UnitChange:
    """Keep an act as a proposal with what it would do. Errors: the first `CatalogueError`, or `Refused`."""
    world = world_of(session)
    plan = plan_act(read.act, world)
    if plan.problems:
        raise _located(plan.problems, read)[0]
    digest, act = _print_of(plan)
    waiting = (ChangeState.PROPOSED.value, ChangeState.CONFIRMED.value)
    same = select(UnitChange).where(UnitChange.sha256 == digest, col(UnitChange.state).in_(waiting))
    if held := session.exec(same).first():
        raise Refused(f"Đề xuất này đã có, số {held.id} ({ChangeState.of(held.state).label}).")
    change = UnitChange(
        kind=str(read.act.kind),
        title=read.act.title,
        effective_on=read.act.effective_on,
        document=read.act.document,
        document_on=read.act.document_on,
        article=read.act.article,
        issuer=read.act.issuer,
        content=canonical({"act": act, "effects": effects(plan, world)}),
        sha256=digest,
        proposed_by=by,
        proposed_at=now,
    )
    session.add(change)
    session.flush()
    record(session, by, "units_propose", f"unit_change:{change.id}", digest, now=now)
    return change


def confirm(session: Session, catalogue: Catalogue, change_id: int, by: str, now: datetime) -> UnitChange:
    """Put a proposal in force, whole. Errors: `Refused` when it lacks its citation or no longer fits the units."""
    change = _in_state(session, change_id, ChangeState.PROPOSED)
    act = act_of(change)
    if blanks := act.blanks:
        raise Refused(
            f"Đề xuất số {change_id} chưa đủ căn cứ: còn thiếu {'; '.join(blanks)}. "
            "Đề nghị bổ sung vào tệp, bỏ đề xuất này và đề xuất lại."
        )
    world = world_of(session)
    plan = plan_act(act, world)
    if plan.problems:
        told = "\n".join(f"{p.where}: {p.message}." for p in plan.problems[:_TOLD])
        raise Refused(
            f"Đề xuất số {change_id} không còn khớp với các đơn vị hiện có:\n{told}\n"
            "Đề nghị sửa tệp, bỏ đề xuất này và đề xuất lại."
        )
    _take(session, change, ChangeState.CONFIRMED)
    before = picture(session, TOUCHED)
    _write(session, plan, change_id, by)
    assign(session, catalogue)
    after = picture(session, TOUCHED)
    change.undo = canonical({"rows": difference(before, after), "assignments": _seal(after)})
    change.content = canonical({"act": json.loads(act.model_dump_json()), "effects": effects(plan, world)})
    change.decided_by, change.decided_at = by, now
    session.add(change)
    record(session, by, "units_confirm", f"unit_change:{change_id}", change.sha256, now=now)
    session.flush()
    return change


def undo(session: Session, catalogue: Catalogue, change_id: int, by: str, now: datetime) -> UnitChange:
    """Take a confirmed change back: every row as it was. Errors: `Refused` with what hangs on it."""
    change, journal, moved, is_as_left = _undoable(session, change_id)
    _take(session, change, ChangeState.UNDONE)
    assignment = str(Assignment.__tablename__)
    exact = {**journal, assignment: {k: v for k, v in journal[assignment].items() if k not in moved[assignment]}}
    drop_derived(session, journal)
    put_back(session, exact, TOUCHED)
    if not is_as_left:  # rules or words on duties came in between: what they ask now is derived anew
        assign(session, catalogue)
    change.undone_by, change.undone_at = by, now
    session.add(change)
    record(session, by, "units_undo", f"unit_change:{change_id}", change.sha256, now=now)
    session.flush()
    return change


def undoable(session: Session, change_id: int) -> UnitChange:
    """A confirmed change that could be taken back now. Errors: `Refused` with what hangs on it."""
    return _undoable(session, change_id)[0]


def standing(session: Session, read: ReadAct) -> UnitChange | None:
    """The proposal of the very same act that still waits for a word; None where there is none."""
    plan = plan_act(read.act, world_of(session))
    if plan.problems:
        return None
    digest, _ = _print_of(plan)
    waits = (UnitChange.sha256 == digest, UnitChange.state == ChangeState.PROPOSED.value)
    return session.exec(select(UnitChange).where(*waits)).first()


def drop(session: Session, change_id: int, by: str, now: datetime) -> UnitChange:
    """Put a proposal aside; it stays readable."""
    change = _in_state(session, change_id, ChangeState.PROPOSED)
    _take(session, change, ChangeState.DROPPED)
    change.decided_by, change.decided_at = by, now
    session.add(change)
    record(session, by, "units_drop", f"unit_change:{change_id}", change.sha256, now=now)
    session.flush()
    return change


def show(session: Session, change_id: int) -> dict[str, Any]:
    """One change with its citation, its state, who decided it, and what it does."""
    change = session.get(UnitChange, change_id)
    if change is None:
        raise Refused(f"Không có đề xuất biến động số {change_id}. Xem các số bằng: dondoc succession show")
    kept = ("title", "kind", "effective_on", "document", "document_on", "article", "issuer", "state")
    signed = ("proposed_by", "proposed_at", "decided_by", "decided_at", "undone_by", "undone_at")
    return {
        "number": change.id,
        **{key: getattr(change, key) for key in (*kept, *signed)},
        "citation": act_of(change).citation,
        **json.loads(change.content)["effects"],
    }


def list_changes(session: Session) -> list[UnitChange]:
    return list(session.exec(select(UnitChange).order_by(col(UnitChange.id))))


def act_of(change: UnitChange) -> UnitAct:
    return UnitAct.model_validate(json.loads(change.content)["act"])


def _print_of(plan: Plan) -> tuple[str, dict[str, Any]]:
    """The fingerprint of what is proposed, and the act as it is kept."""
    act = json.loads(plan.act.model_dump_json())
    return sha256(canonical(act).encode()).hexdigest(), act


def _undoable(session: Session, change_id: int) -> tuple[UnitChange, Journal, dict[str, list[str]], bool]:
    """A change that may be taken back: what it wrote, what moved since, whether assignments are as it left them."""
    change = _in_state(session, change_id, ChangeState.CONFIRMED)
    kept = json.loads(change.undo)
    journal: Journal = kept["rows"]
    is_as_left = _seal(picture(session, (Assignment,))) == kept["assignments"]
    moved = drifted(session, journal, TOUCHED)
    if reason := what_hangs_on(session, change, journal, moved):
        raise Refused(f"Chưa hoàn tác được thay đổi số {change_id}: {reason}")
    return change, journal, moved, is_as_left


def _write(session: Session, plan: Plan, change_id: int, by: str) -> None:
    connection = session.connection()
    if plan.births:
        connection.execute(insert(table_of(Unit)), list(parents_first(plan.births)))
    unit = table_of(Unit)
    if plan.changed:
        names = next(iter(plan.changed.values())).keys()
        to = update(unit).where(unit.c.id == bindparam("of_unit")).values({n: bindparam(f"to_{n}") for n in names})
        changed = ({f"to_{n}": row[n] for n in names} | {"of_unit": id} for id, row in plan.changed.items())
        connection.execute(to, list(changed))
    if plan.pasts:
        connection.execute(insert(table_of(UnitPast)), [{**row, "change_id": change_id} for row in plan.pasts])
    if plan.links:
        linked = {"change_id": change_id, "confirmed_by": by}
        connection.execute(insert(table_of(Succession)), [{**row, **linked} for row in plan.links])
    session.expire_all()


def _seal(taken: Picture) -> str:
    """A fingerprint of all assignments, to know at once whether anything happened to them since."""
    return sha256(canonical(taken[str(Assignment.__tablename__)]).encode()).hexdigest()


def _in_state(session: Session, change_id: int, state: ChangeState) -> UnitChange:
    change = session.get(UnitChange, change_id)
    if change is None:
        raise Refused(f"Không có đề xuất biến động số {change_id}. Xem các số bằng: dondoc succession show")
    if change.state != state:
        found = ChangeState.of(change.state).label
        who = change.undone_by or change.decided_by
        signed = f" bởi {who}" if who else ""
        raise Refused(f"Biến động số {change_id} đang ở tình trạng “{found}”{signed}, không phải “{state.label}”.")
    return change


def _take(session: Session, change: UnitChange, to: ChangeState) -> None:
    """Of two people who decide at once, one does: the database counts."""
    table = table_of(UnitChange)
    mine = update(table).where(table.c.id == change.id, table.c.state == change.state).values(state=to.value)
    if session.connection().execute(mine).rowcount != 1:
        raise Refused(f"Biến động số {change.id} vừa được người khác quyết định. Đề nghị xem lại tình trạng.")
    session.refresh(change)


def _located(found: list[Problem], read: ReadAct) -> list[CatalogueError]:
    return [CatalogueError(read.file, line_of(read.lines, p.where), p.where, p.message) for p in found]
