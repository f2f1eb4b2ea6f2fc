"""Đơn vị giả định: in a rehearsal the units file, late or never, and one desk sends a few filings back.

Only what people would do is made up here, and only in a scratch home; what follows from it is the live code's business.
Written in one statement a day and kind, under the same keys as a real filing.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from models.behaviour import Act, Behaviour
from models.catalogue import Catalogue
from models.deadlines import Deadline
from models.facts import Decision, Submission
from models.figures import check_figures
from models.forms import Form
from models.obligations import known_deadlines
from models.owed import owed
from models.quiet_hours import HANOI
from models.receipts import receipt_of
from models.units import Unit
from models.vocabulary import IndicatorType, ObligationState, SubmissionKind, SubmissionState
from models.writing import table_of

DESK = "dien-tap"  # who sends back and calls in a rehearsal
FAR = date.max
SAMPLES = 16  # different filled forms; a rehearsal shows that figures add up, not what they are
TRIES = 50
SILENT = (ObligationState.WAITING.value, ObligationState.WAIVED.value)


@dataclass(frozen=True, slots=True)
class _Due:
    """One act of one unit about one deadline, waiting for its day."""

    deadline: Deadline
    unit_id: str
    act: Act


class SimulatedUnits:
    """What every unit will do, laid out by day."""

    def __init__(self, session: Session, catalogue: Catalogue, behaviour: Behaviour, first: date, last: date):
        self._catalogue, self._samples = catalogue, dict[str, list[dict[str, Any]]]()
        self._behaviour, self._filed = behaviour, dict[tuple[str, ...], int]()
        self._versions: dict[tuple[str, ...], int] = {}
        self._last_id = 0  # nobody else files in a scratch home
        self._days: dict[date, list[_Due]] = defaultdict(list)
        known = [d for d in known_deadlines(session, catalogue) if d.period_from <= last and d.due_on >= first]
        units = {u.id: u for u in session.connection().execute(select(*table_of(Unit).c))}
        statement, values = owed(session, catalogue, known, last, ahead=True)
        is_working = catalogue.calendar.is_working
        for row in session.connection().execute(statement.order_by("n", "unit_id"), values):
            if row.state in SILENT:
                continue
            unit, deadline = units[row.unit_id], known[row.n]
            begins = max(first, unit.valid_from or first)
            habit = behaviour.habit(unit.tree, unit.level)
            for act in behaviour.answer(unit.id, habit, deadline, begins, row.ended_on or FAR, is_working):
                if act.on <= last:
                    self._days[act.on].append(_Due(deadline, unit.id, act))

    def busy(self, day: date) -> bool:
        """Whether anybody does anything on this day."""
        return day in self._days

    def act(self, session: Session, day: date) -> bool:
        """Write everything that is done on this day; whether a filing was sent back, which opens a mouth tomorrow."""
        due = sorted(self._days.pop(day, ()), key=lambda d: (d.act.minute, d.deadline.key, d.unit_id))
        filings = [self._filing(one) for one in due if one.act.what == "file"]
        if filings:
            again = [row for row in filings if row["version"] > 1]
            if again:
                submission = table_of(Submission)
                older = update(submission).where(submission.c.id == bindparam("older"))
                ids = [{"older": row.pop("older")} for row in again]
                session.connection().execute(older.values(state=SubmissionState.SUPERSEDED.value), ids)
            session.connection().execute(insert(Submission), filings)
        returns = [self._return(one) for one in due if one.act.what == "return"]
        if returns:
            session.connection().execute(insert(Decision), returns)
            ids = [{"returned": row["submission_id"]} for row in returns]
            sent_back = update(table_of(Submission)).where(table_of(Submission).c.id == bindparam("returned"))
            session.connection().execute(sent_back.values(state=SubmissionState.RETURNED.value), ids)
        return bool(returns)

    def _filing(self, due: _Due) -> dict[str, Any]:
        key = (*due.deadline.key, due.unit_id)
        older, version = self._filed.get(key), self._versions.get(key, 0) + 1
        self._last_id = id = self._last_id + 1
        self._filed[key], self._versions[key] = id, version
        form = self._form(due.deadline)
        at = instant_at(due.act.on, due.act.minute)
        row = {
            "id": id,
            "programme": due.deadline.programme,
            "duty": due.deadline.duty,
            "period": due.deadline.period,
            "unit_id": due.unit_id,
            "version": version,
            "kind": (SubmissionKind.FIGURES if form else SubmissionKind.DOCUMENT).value,
            "state": SubmissionState.FILED.value,
            "form": form.id if form else "",
            "form_version": form.version if form else "",
            "figures": self._figures(form, due) if form else {},
            "note": "(diễn tập)",
            "document_number": "",
            "document_on": None,
            "is_provisional": False,
            "receipt": receipt_of(id, due.act.on.year),
            "filed_via": DESK,
            "filed_by": due.unit_id,
            "filed_at": at,
        }
        return {**row, "older": older} if older else row

    def _return(self, due: _Due) -> dict[str, Any]:
        return {
            "submission_id": self._filed[(*due.deadline.key, due.unit_id)],
            "action": "return",
            "note": "Trả lại (diễn tập).",
            "by": DESK,
            "at": instant_at(due.act.on, due.act.minute),
        }

    def _form(self, deadline: Deadline) -> Form | None:
        duty = self._catalogue.programme(deadline.programme).duties.get(deadline.duty)
        return self._catalogue.form(duty.form) if duty and duty.form else None

    def _figures(self, form: Form, due: _Due) -> dict[str, Any]:
        if form.id not in self._samples:
            self._samples[form.id] = [sample(form, self._behaviour, n) for n in range(SAMPLES)]
        luck = self._behaviour.chance("figures", *due.deadline.key, due.unit_id)[0]
        return self._samples[form.id][int(luck * SAMPLES)]


def sample(form: Form, behaviour: Behaviour, n: int) -> dict[str, Any]:
    """A filled form that passes its own checks; all noughts where chance finds none."""
    noughts: dict[str, Any] = {f.code: 0 for f in form.fields() if f.type in (IndicatorType.COUNT, IndicatorType.MONEY)}
    for attempt in range(TRIES):
        drawn = {code: int(behaviour.chance(form.id, code, str(n), str(attempt))[0] * 10) for code in noughts}
        clean, problems = check_figures(form, drawn)
        if not problems:
            return clean
    return check_figures(form, noughts)[0]


def instant_at(day: date, minute: int) -> datetime:
    """So many minutes after midnight of a Hanoi day."""
    return datetime.combine(day, time(), HANOI).astimezone(UTC) + timedelta(minutes=minute)
