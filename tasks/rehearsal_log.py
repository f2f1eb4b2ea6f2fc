"""Nhật ký diễn tập: what happened in a scratch home, read back as one event a line, in the order it happened.

Holds units and what became of them, never an address or a text; the same rehearsal always gives the same bytes.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.behaviour import Behaviour
from models.catalogue import Catalogue
from models.closing import snapshot_of
from models.facts import Decision, PeriodClose, Submission
from models.messages import Message, MessageItem
from models.outbox import HEAD, unit_of
from models.period_counts import periods
from models.quiet_hours import HANOI, day_in_hanoi
from models.units import Assignment, Succession
from models.vocabulary import MessageState, Stage

Event = dict[str, Any]
ORDER = ("succession", "deadline", "message", "escalation", "close", "total", "filed", "returned")
NOBODY = (MessageState.FAILED.value, MessageState.EXPIRED.value, MessageState.UNKNOWN.value)


@dataclass(frozen=True)
class Played:
    """One rehearsal: what was asked, every event in order, and the counts that sum it up."""

    asked: Event
    events: list[Event]
    summary: Event

    @cached_property
    def text(self) -> str:
        """The log as JSON lines: what was asked, the events, the summary."""
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in (self.asked, *self.events, self.summary))

    @property
    def sha256(self) -> str:
        return sha256(self.text.encode()).hexdigest()


def read_log(
    session: Session, catalogue: Catalogue, programme: str, first: date, last: date, behaviour: Behaviour
) -> Played:
    """Everything that happened from `first` to `last`."""
    events = [
        *_successions(session, first, last),
        *_deadlines(session, catalogue, first, last),
        *_messages(session, last),
        *_closings(session),
        *_filings(session),
    ]
    events.sort(key=lambda e: (e["on"], ORDER.index(e["what"]), e.get("at", ""), _key(e)))
    law = catalogue.programme(programme)
    asked = {
        "what": "rehearsal",
        "programme": programme,
        "title": law.short_title,
        "from": first.isoformat(),
        "to": last.isoformat(),
        "seed": behaviour.seed,
    }
    return Played(asked, events, _summary(events))


def _key(event: Event) -> str:
    return "|".join(
        str(event.get(name, "")) for name in ("duty", "period", "unit", "from", "to", "channel", "node", "n")
    )


def _successions(session: Session, first: date, last: date) -> Iterator[Event]:
    """Who took over from whom, among those who owe anything here."""
    owing = select(col(Assignment.unit_id)).distinct()
    query = select(Succession.__table__).where(  # type: ignore[attr-defined]
        col(Succession.takes_over_on).between(first, last), col(Succession.from_id).in_(owing)
    )
    for row in session.connection().execute(query):
        yield {
            "on": row.takes_over_on.isoformat(),
            "what": "succession",
            "from": row.from_id,
            "to": row.to_id,
            "kind": row.kind,
            "basis": row.basis,
        }


def _deadlines(session: Session, catalogue: Catalogue, first: date, last: date) -> Iterator[Event]:
    for status in periods(session, catalogue, last):
        deadline = status.deadline
        if first <= deadline.due_on <= last:
            yield {
                "on": deadline.due_on.isoformat(),
                "what": "deadline",
                "duty": deadline.duty,
                "period": deadline.period,
                "named_on": deadline.named_on.isoformat() if deadline.named_on else None,
                "last_valid_on": deadline.last_valid_on.isoformat(),
                "target_on": deadline.target_on.isoformat(),
                "provisional": deadline.provisional,
                "expected": status.expected,
                "reported": status.reported,
            }


def _messages(session: Session, last: date) -> Iterator[Event]:
    """Every row of the outbox in its last state; to the head of a unit it is an escalation."""
    items: dict[int, list[dict[str, str]]] = {}
    inside = select(
        *(col(c) for c in (MessageItem.message_id, MessageItem.duty, MessageItem.period, MessageItem.stage))
    )
    for id, duty, period, stage in session.connection().execute(inside.order_by(col(MessageItem.id))):
        items.setdefault(id, []).append({"duty": duty, "period": period, "stage": stage})
    columns = (
        Message.id, Message.recipient, Message.channel, Message.state, Message.reason, Message.as_of,
        Message.planned_at, Message.sent_at, Message.is_urgent, Message.resend,
    )  # fmt: skip
    query = select(*(col(c) for c in columns)).order_by(col(Message.id))
    for row in session.connection().execute(query):
        at = row.sent_at or row.planned_at
        yield {
            "on": day_in_hanoi(at).isoformat(),
            "at": _hour(at),
            "what": "escalation" if row.recipient.startswith(HEAD) else "message",
            "unit": unit_of(row.recipient),
            "channel": row.channel,
            "state": row.state,
            "reason": row.reason,
            "planned_on": row.as_of.isoformat(),
            "items": items.get(row.id, []),
        }


def _closings(session: Session) -> Iterator[Event]:
    """Each closing, and the totals of the top of the map as they were kept."""
    for closed in session.scalars(select(PeriodClose).order_by(col(PeriodClose.id))):
        on, key = day_in_hanoi(closed.at).isoformat(), {"duty": closed.duty, "period": closed.period}
        told = {"reported": closed.reported, "expected": closed.expected, "sha256": closed.sha256}
        yield {"on": on, "what": "close", **key, **told}
        totals = snapshot_of(closed)["totals"]
        top = totals[0]["node"] if totals else None
        for n, row in enumerate(row for row in totals if row["node"] == top):
            kept = {name: row[name] for name in ("node", "indicator", "value", "reported", "expected")}
            yield {"on": on, "what": "total", **key, **kept, "n": f"{n:04}"}


def _filings(session: Session) -> Iterator[Event]:
    filing = Submission.__table__.c  # type: ignore[attr-defined]
    columns = (filing.id, filing.unit_id, filing.duty, filing.period, filing.version, filing.filed_at)
    key: dict[int, dict[str, str]] = {}
    for row in session.connection().execute(select(*columns)):
        key[row.id] = {"unit": row.unit_id, "duty": row.duty, "period": row.period}
        yield {**_when(row.filed_at), "what": "filed", **key[row.id], "version": row.version}
    for id, at in session.connection().execute(select(col(Decision.submission_id), col(Decision.at))):
        yield {**_when(at), "what": "returned", **key[id]}


def _when(at: datetime) -> dict[str, str]:
    return {"on": day_in_hanoi(at).isoformat(), "at": _hour(at)}


def _hour(at: datetime) -> str:
    """In Hanoi."""
    return at.astimezone(HANOI).isoformat(timespec="minutes")


def _summary(events: list[Event]) -> Event:
    what = Counter(e["what"] for e in events)
    told = [e for e in events if e["what"] in ("message", "escalation")]
    late = sum(e["state"] in NOBODY for e in told)
    due = [e for e in events if e["what"] == "deadline" and e["expected"]]
    return {
        "what": "summary",
        "deadlines": len(due),
        "obligations": sum(e["expected"] for e in due),
        "reported": sum(e["reported"] for e in due),
        "filed": what["filed"],
        "returned": what["returned"],
        "messages": len(told),
        "by_state": dict(sorted(Counter(e["state"] for e in told).items())),
        "by_channel": dict(sorted(Counter(e["channel"] for e in told).items())),
        "by_stage": {str(s): n for s in Stage if (n := sum(i["stage"] == s for e in told for i in e["items"]))},
        "not_delivered": late,
        "escalations": what["escalation"],
        "closed": what["close"],
        "successions": what["succession"],
        "days_with_messages": len({e["on"] for e in told}),
    }
