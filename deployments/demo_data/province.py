"""The demo province inside a session: units, contacts, accounts, a told history, requests, closed periods."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session, col

from deployments.demo_data.chance import at, chance
from deployments.demo_data.contacts import DOMAIN, contacts_for
from deployments.demo_data.facts import STAFF, Facts, Filled
from deployments.demo_data.figures import fictional_figures, months_between, size_of
from deployments.demo_data.history import tell
from deployments.demo_data.requests import open_and_answer
from models.assignments import assign
from models.audit import record
from models.catalogue import Catalogue
from models.closing import close_period
from models.deadline import closes_on as closing_day
from models.facts import Decision, Extension, PeriodClose, Submission, Waiver
from models.obligations import Obligation, known_deadlines, owes
from models.officers import create_officer
from models.overtaken import latest_facts
from models.period_counts import periods
from models.quiet_hours import day_in_hanoi
from models.receipts import receipt_of
from models.running_figures import begin
from models.snapshots import Key
from models.totals import form_of
from models.unit_map import builtin_units, load_units
from models.units import Assignment, Contact, Unit
from models.vocabulary import ObligationState, Role, Tree
from models.wide_figures import widen_period
from models.writing import table_of

BEGINS = date(2024, 3, 1)  # the day after the first programme was signed
ACCOUNTS = (
    (STAFF, "Cán bộ tham mưu (demo)", "Phòng Tham mưu", Role.STAFF),
    ("lanh-dao", "Lãnh đạo phòng (demo)", "Lãnh đạo Phòng Tham mưu", Role.LEADER),
    ("dieu-hanh", "Quản trị vận hành (demo)", "Bộ phận vận hành hệ thống", Role.OPERATOR),
)
STEPS = 5
Step = Callable[[str], None]


def fill(
    session: Session, catalogue: Catalogue, until: date, now: datetime, password: str, step: Step
) -> dict[str, int]:
    """Everything, in order. Returns how many rows of each kind, in Vietnamese."""
    step("Nạp bản đồ đơn vị, phân công nhiệm vụ…")
    units = load_units(session, builtin_units(), catalogue)
    assigned = assign(session, catalogue)
    step("Đặt đầu mối và tài khoản…")
    contacts = _contacts(session)
    for username, full_name, post, role in ACCOUNTS:
        about = {"full_name": full_name, "post": post, "email": f"{username}@{DOMAIN}"}
        create_officer(session, username=username, password=password, role=str(role), **about)
    step("Kể lại lịch sử nộp báo cáo…")
    filed = write_facts(session, _history(session, catalogue, until, now))
    step("Mở các yêu cầu đột xuất hư cấu…")
    filed += open_and_answer(session, catalogue, until, now, lambda facts: write_facts(session, facts))
    step("Chốt các kỳ đã qua…")
    closed = close_past(session, catalogue, until, now)
    follow_on(session, catalogue, until)
    record(session, "demo", "demo_load", "home", f"đến {until.isoformat()}", now=now)
    return {
        "Đơn vị": units.added,
        "Phân công": assigned,
        "Đầu mối liên hệ": contacts,
        "Bài đã nộp": filed,
        "Kỳ đã chốt": closed,
    }


def write_facts(session: Session, facts: Facts) -> int:
    """Bulk insert of a told story; receipts follow the numbers, decisions find their filing by its key."""
    if not facts.submissions:
        return 0
    connection = session.connection()
    c = table_of(Submission).c
    connection.execute(insert(table_of(Submission)), sorted(facts.submissions, key=lambda row: row["filed_at"]))
    without = select(c.id, c.filed_at, c.programme, c.duty, c.period, c.unit_id, c.version).where(c.receipt == "")
    new = connection.execute(without).all()
    numbered = update(table_of(Submission)).where(c.id == bindparam("n")).values(receipt=bindparam("mark"))
    connection.execute(
        numbered, [{"n": row.id, "mark": receipt_of(row.id, day_in_hanoi(row.filed_at).year)} for row in new]
    )
    ids = {tuple(row[2:]): row.id for row in new}
    for model, rows in (
        (Decision, [{**row, "submission_id": ids[key]} for key, row in facts.decisions]),
        (Extension, facts.extensions),
        (Waiver, facts.waivers),
    ):
        if rows:
            connection.execute(insert(table_of(model)), rows)
    return len(facts.submissions)


def close_past(session: Session, catalogue: Catalogue, until: date, now: datetime) -> int:
    """Close every period whose chasers were over by `until`: on the day the timetable would have, or two working days
    after its last late filing or return, so that only what came of late waits to be sent again."""
    closed, last = 0, dict(latest_facts(session, at(BEGINS, 0)))
    for deadline in [status.deadline for status in periods(session, catalogue, until) if status.expected]:
        programme, duty, period = deadline.key
        closes_on = closing_day(deadline, catalogue.calendar)
        closes_at = at(closes_on, 8 * 60)
        is_past = closes_on <= until and closes_at <= now
        if is_past and (fact := last.get(deadline.key)) and fact >= closes_at:
            after = catalogue.calendar.add_working_days(day_in_hanoi(fact), 2)
            if after <= until and at(after, 8 * 60) <= now:
                closes_on, closes_at = after, at(after, 8 * 60)
        if deadline.due_on >= BEGINS and is_past:
            close_period(session, catalogue, programme, duty, period, as_of=closes_on, now=closes_at, by=STAFF)
            closed += 1
    return closed


def follow_on(session: Session, catalogue: Catalogue, until: date) -> None:
    """The rows that each filing writes beside itself when it comes, which a story told all at once has not."""
    told_late, since = dict(latest_facts(session, at(BEGINS, 0))), dict[Key, datetime]()
    for closed in session.scalars(select(PeriodClose)):
        since[closed.programme, closed.duty, closed.period] = closed.at
    for deadline in known_deadlines(session, catalogue):
        if deadline.key not in told_late:
            continue
        if deadline.key not in since:
            widen_period(session, form_of(session, catalogue, deadline), *deadline.key)
        elif told_late[deadline.key] >= since[deadline.key]:
            begin(session, catalogue, deadline, until)


def _contacts(session: Session) -> int:
    owing = select(col(Assignment.unit_id)).distinct()
    units = list(session.scalars(select(Unit).where(col(Unit.id).in_(owing))))
    places = {unit.id: unit for unit in session.scalars(select(Unit).where(col(Unit.tree) == str(Tree.TERRITORY)))}
    rows = contacts_for(units, places)
    session.connection().execute(insert(table_of(Contact)), rows)
    return len(rows)


def _history(session: Session, catalogue: Catalogue, until: date, now: datetime) -> Facts:
    """The fictional answers to every duty of the catalogue since the programmes began."""
    untold = (ObligationState.UPCOMING, ObligationState.WAITING)
    owed = [o for o in owes(session, catalogue, until, due_from=BEGINS) if o.state not in untold]
    units = {unit.id: unit for unit in session.scalars(select(Unit))}

    def filled_by(obligation: Obligation) -> Filled:
        form_id = catalogue.duty(obligation.programme, obligation.duty).form
        if not form_id:
            return Filled()
        form, deadline = catalogue.form(form_id), obligation.deadline
        size, months = size_of(units[obligation.unit_id]), months_between(deadline.period_from, deadline.period_to)
        figures: dict[str, Any] = fictional_figures(form, chance("figures", *obligation.key), size, months)
        return Filled(form.id, form.version, figures)

    return tell(owed, units, until, now, catalogue.calendar.is_working, filled_by)
