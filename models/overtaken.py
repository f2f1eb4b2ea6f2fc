"""Số đã gửi bị vượt qua: closed periods whose filings are no longer those that were sent, each waiting for a person.

A correction after the closing takes the word of the last sending back: until somebody sends the period once more
(`models.closing.close_again`), or says with a reason that what was sent stays, the period is listed here. Nothing is
sent by itself, and what is confirmed is what was shown: `Overtaken.mark`. A later fact opens the question anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Index, Integer, func, literal, select, union_all
from sqlmodel import Field, Session, SQLModel, col

from models.audit import record
from models.canonical import canonical
from models.catalogue import Catalogue
from models.closing import plain_reason
from models.deadline import key_by_name
from models.deadlines import Deadline
from models.errors import Refused
from models.facts import Decision, PeriodClose, Submission, Waiver, instant
from models.given_rows import given, given_rows
from models.obligations import REPORTED, known_deadlines
from models.owed import owed
from models.quiet_hours import end_of_day
from models.reopenings import reopened_on
from models.secrecy import refuse_words
from models.snapshots import Key, LaterSnapshot, Snapshot, newest_of
from models.totals import form_of
from models.vocabulary import ReviewAction
from models.writing import table_of

SLACK = timedelta(days=1)  # a filing may be on its way into the database while its period is being closed
_KNOWN_ON = re.compile(r'"as_of":"(\d{4}-\d\d-\d\d)"')  # canonical JSON begins with it


class KeptSending(SQLModel, table=True):
    """Giữ bản đã gửi: somebody saw what had changed since the n-th sending, and it is not sent again for that."""

    __tablename__ = "kept_sending"
    __table_args__ = (Index("ix_kept_sending", "programme", "duty", "period", "n"),)
    id: int | None = Field(default=None, primary_key=True)
    programme: str
    duty: str
    period: str
    n: int  # of the snapshot
    why: str
    by: str
    at: datetime = instant()


@dataclass(frozen=True, slots=True)
class Overtaken:
    """One closed period that stands otherwise than it was sent.

    `moved`: unit → the filing that stands now, None where it is expected and has none, 0 where it is expected no more.
    """

    deadline: Deadline
    sent: Snapshot
    moved: Mapping[str, int | None]

    @property
    def mark(self) -> str:
        """The print of this very change: what a person saw is what they confirm."""
        return sha256(canonical([self.sent.n, dict(self.moved)]).encode()).hexdigest()


def overtaken(session: Session, catalogue: Catalogue, as_of: date) -> list[Overtaken]:
    """Every closed period that waits for a word, the oldest first; one that is open again is expected to change."""
    since = _since(session)
    if not since:
        return []
    later = {key for key, at in latest_facts(session, min(since.values())) if key in since and at > since[key]}
    later = later and later - reopened_on(session, as_of)
    chosen = [d for d in known_deadlines(session, catalogue) if d.key in later] if later else []
    return _standing_otherwise(session, catalogue, chosen, as_of)


def overtaken_at(session: Session, catalogue: Catalogue, deadline: Deadline, as_of: date) -> Overtaken | None:
    """What stands otherwise than it was last sent, whether or not somebody settled for that; None where nothing does.

    None too for a period that was never sent.
    """
    return next(iter(_standing_otherwise(session, catalogue, [deadline], as_of)), None)


def leave_totals(session: Session, catalogue: Catalogue, found: Sequence[Overtaken]) -> set[Key]:
    """Those of the periods whose totals are as they were sent: nothing is counted, or every filing that moved says the
    same as the one before it. A unit more or less is a change, for it is one of n/N. One statement for all of them."""
    before = {
        one.deadline.key: {u["unit_id"]: u.get("submission_id") for u in one.sent.content["units"]} for one in found
    }
    pairs = {
        one.deadline.key: [(before[one.deadline.key].get(unit), now) for unit, now in one.moved.items()]
        for one in found
        if form_of(session, catalogue, one.deadline) is not None
    }
    ids = {id for moved in pairs.values() for pair in moved for id in pair if id}
    s, these = table_of(Submission), given_rows(session.get_bind().dialect.name, "these", {"id": Integer()})
    query = select(s.c.id, s.c.kind, s.c.figures, s.c.is_provisional).join(these, these.c.id == s.c.id)
    rows = session.connection().execute(query, {"these": given((id,) for id in ids)})
    said = {row.id: (row.kind, row.figures, row.is_provisional) for row in rows}
    return {
        one.deadline.key
        for one in found
        if all(
            then in said and now in said and said[then] == said[now] for then, now in pairs.get(one.deadline.key, ())
        )
    }


def keep_all_as_sent(
    session: Session,
    catalogue: Catalogue,
    found: Sequence[Overtaken],
    seen: Mapping[Key, str],
    why: str,
    by: str,
    now: datetime,
) -> list[KeptSending]:
    """What was sent stays, for each of the periods seen, with one reason and a word of its own in the journal.

    Errors: `Refused` where none is chosen, one of them stands otherwise than it was seen, or would change a total.
    """
    if not seen:
        raise Refused("Đề nghị chọn ít nhất một kỳ để giữ nguyên bản đã gửi.")
    for programme, duty, _ in seen:
        refuse_words(catalogue, programme, duty, why)
    standing = {one.deadline.key: one for one in found}
    chosen = [refuse_unseen(standing.get(key), mark) for key, mark in seen.items()]
    if leave_totals(session, catalogue, chosen) != set(seen):
        raise Refused("Có kỳ làm đổi số tổng hợp; đề nghị mở từng kỳ ấy để xem số thay đổi rồi xác nhận.")
    return [keep_as_sent(session, one, why, by, now) for one in chosen]


def keep_as_sent(session: Session, found: Overtaken, why: str, by: str, now: datetime) -> KeptSending:
    """What was sent stays. Errors: `Refused` without a reason, or for one that points to a person."""
    programme, duty, period = found.sent.key
    said = plain_reason(why)
    row = KeptSending(programme=programme, duty=duty, period=period, n=found.sent.n, why=said, by=by, at=now)
    session.add(row)
    detail = f"lần {row.n}, {len(found.moved)} đơn vị thay đổi: {row.why}"
    record(session, by, "keep_as_sent", "/".join(found.sent.key), detail, now=now)
    return row


def refuse_unseen(found: Overtaken | None, seen: str) -> Overtaken:
    """Errors: `Refused` where nothing stands otherwise any more, or something else than the person was shown."""
    if found is None:
        raise Refused("Số liệu của kỳ này không còn khác bản đã gửi.")
    if found.mark != seen:
        raise Refused("Số liệu vừa có thêm thay đổi. Đề nghị xem lại bảng dưới đây rồi xác nhận.")
    return found


def kept_sendings(session: Session, key: Key) -> list[KeptSending]:
    """The words that what was sent stays, the oldest first."""
    query = select(KeptSending).filter_by(**key_by_name(key))
    return list(session.scalars(query.order_by(col(KeptSending.at), col(KeptSending.id))))


def _since(session: Session) -> dict[Key, datetime]:
    """From when on a fact of each sent period may not be in its last sending, nor in the word that it stays."""
    connection = session.connection()
    sent = union_all(
        *(
            select(*_key(of), n, col(of.at), func.substr(col(of.snapshot), 1, 40))
            for of, n in ((PeriodClose, literal(1)), (LaterSnapshot, col(LaterSnapshot.n)))
        )
    )
    newest: dict[Key, tuple[int, datetime]] = {}
    for *key, n, at, head in connection.execute(sent):
        if n >= newest.get((key[0], key[1], key[2]), (0, at))[0]:
            known = _KNOWN_ON.search(head)
            until = end_of_day(date.fromisoformat(known[1])) if known else at
            newest[key[0], key[1], key[2]] = n, min(at - SLACK, until)
    since = {key: at for key, (_, at) in newest.items()}
    for *key, n, at in connection.execute(select(*_key(KeptSending), col(KeptSending.n), col(KeptSending.at))):
        if newest.get((key[0], key[1], key[2]), (0, at))[0] == n:
            since[key[0], key[1], key[2]] = max(at, since[key[0], key[1], key[2]])
    return since


def latest_facts(session: Session, after: datetime) -> Iterable[tuple[Key, datetime]]:
    """The last filing, return and waiver of each period later than an instant."""
    words = select(*_key(Submission), col(Decision.at).label("at"))
    facts = union_all(
        select(*_key(Submission), col(Submission.filed_at).label("at")).where(col(Submission.filed_at) > after),
        words.join(Decision, col(Decision.submission_id) == col(Submission.id)).where(
            col(Decision.at) > after, col(Decision.action) == ReviewAction.RETURN.value
        ),
        select(*_key(Waiver), col(Waiver.granted_at).label("at")).where(col(Waiver.granted_at) > after),
    ).subquery()
    key = facts.c.programme, facts.c.duty, facts.c.period
    for *of, last in session.connection().execute(select(*key, func.max(facts.c.at)).group_by(*key)):
        yield (of[0], of[1], of[2]), last


def _standing_otherwise(
    session: Session, catalogue: Catalogue, chosen: Sequence[Deadline], as_of: date
) -> list[Overtaken]:
    """One statement for all of them: who is expected now, and which filing stands."""
    sent = [(d, last) for d in chosen if (last := newest_of(session, *d.key))]
    if not sent:
        return []
    standing: list[dict[str, int | None]] = [{} for _ in sent]
    statement, values = owed(session, catalogue, [d for d, _ in sent], as_of, ahead=True)
    for row in session.connection().execute(statement, values):
        if row.is_expected:
            standing[row.n][row.unit_id] = row.submission_id if row.state in REPORTED else None
    found = []
    for (deadline, last), now in zip(sent, standing, strict=True):
        content = last.content
        told = dict.fromkeys(content["missing"]) | {u["unit_id"]: u.get("submission_id") for u in content["units"]}
        moved = {unit: now.get(unit, 0) for unit in told.keys() | now.keys() if told.get(unit, 0) != now.get(unit, 0)}
        if moved:
            found.append(Overtaken(deadline, last, dict(sorted(moved.items()))))
    return found


def _key(of: type[PeriodClose | LaterSnapshot | KeptSending | Submission | Waiver]) -> tuple[Any, Any, Any]:
    return col(of.programme), col(of.duty), col(of.period)
