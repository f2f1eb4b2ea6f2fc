"""Số đo vận hành: a few counts and instants that tell a monitor how an installation lives. Counts only, of the whole:
no unit, no person, no figure of a report.

Works on a session handed in, reads only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, func, select

from models.alarms import open_alarms
from models.facts import Audit, Submission
from models.messages import Message
from models.outbox import is_stopped
from models.pulses import last_pulse
from models.units import Unit
from models.vocabulary import MessageState, SubmissionState, Work


@dataclass(frozen=True)
class Vital:
    """One measure: its name and meaning, and a value for each set of labels. `is_total`: it only grows."""

    name: str
    about: str
    values: dict[str, float] = field(default_factory=dict)  # by label; "" where there is none
    label: str = ""
    is_total: bool = False


def vitals(session: Session, now: datetime) -> Iterator[Vital]:
    """Every measure, with a value for every state there is, also where it is 0."""
    states = dict(session.exec(select(Message.state, func.count()).group_by(Message.state)).all())
    yield Vital(
        "dondoc_messages",
        "Messages in the outbox, by state.",
        {state.value: states.get(state.value, 0) for state in MessageState},
        "state",
    )
    due = select(func.count()).select_from(Message)
    due = due.where(Message.state == MessageState.PLANNED, col(Message.not_before) <= now)
    yield Vital("dondoc_messages_due", "Planned messages that may leave now.", {"": session.exec(due).one()})
    filed = dict(session.exec(select(Submission.state, func.count()).group_by(Submission.state)).all())
    yield Vital(
        "dondoc_submissions",
        "Versions of filings, by state.",
        {state.value: filed.get(state.value, 0) for state in SubmissionState},
        "state",
    )
    yield Vital("dondoc_units", "Units of all times.", {"": _count(session, Unit)})
    yield Vital("dondoc_journal_lines", "Lines of the journal.", {"": _count(session, Audit)}, is_total=True)
    yield Vital("dondoc_alarms_open", "Alarms that still ring.", {"": len(open_alarms(session))})
    yield Vital("dondoc_sending_stopped", "1 while the kill switch is on.", {"": float(is_stopped(session))})
    last = {work: last_pulse(session, work) for work in Work}
    yield Vital(
        "dondoc_work_last_success_timestamp_seconds",
        "When each regular work last came to its end; 0: never.",
        {w.value: p.finished_at.timestamp() if p and p.finished_at else 0 for w, p in last.items()},
        "work",
    )


def _count(session: Session, table: type) -> int:
    return session.exec(select(func.count()).select_from(table)).one()
