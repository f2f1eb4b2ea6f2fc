"""Đọc lại các quyết định: what was decided, as it stood at the end of any day: who, when, what and on what ground.

Read twice, independently: from the lines of the journal alone, which needs no other table, and from the facts as they
lie in their tables. The two must say the same; where they do not, somebody wrote past the program. The grounds people
gave stand in the facts only, so that the journal, which is for ever, carries no free text longer than needed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import select as sql
from sqlmodel import Session, col, select

from models.access import CatalogueChange
from models.dates_in_words import day_text
from models.facts import Decision, Extension, Mute, PeriodClose, Ruling, Waiver
from models.filing_facts import Delegation, ExtensionRequest
from models.orders import BY_ITSELF, Order
from models.overtaken import KeptSending
from models.reopenings import PeriodReopening
from models.snapshots import LaterSnapshot
from models.units import Disposition, UnitChange
from models.vocabulary import AskState, DecisionKind, DispositionKind, OrderState, ReviewAction
from models.writing import table_of

K = DecisionKind
Key = tuple[DecisionKind, str]  # of what kind, about which object


@dataclass(frozen=True, slots=True)
class Word:
    """One decision that stands: what it says, who said it, and when; its ground where the facts hold one."""

    says: str
    by: str
    at: datetime
    ground: str = ""

    @property
    def said(self) -> tuple[str, str]:
        """What both readings must agree on; the instant of a review may be a moment later in its row."""
        return self.says, self.by


_SHA = re.compile(r"sha256 ([0-9a-f]{64})")
_SENDING = re.compile(r"lần (\d+)")
_STATES = {  # of an act or a change of rules: action → the state it leaves
    "units_propose": "proposed",
    "units_confirm": "confirmed",
    "units_undo": "undone",
    "units_drop": "dropped",
    "programme_propose": "proposed",
    "programme_confirm": "confirmed",
    "programme_drop": "dropped",
}
_ORDERS = {"order_confirm": OrderState.DONE, "order_refuse": OrderState.REFUSED, "order_expire": OrderState.EXPIRED}
_ENDED = "ended"  # a period opened again and closed again before its day


def from_journal(lines: Iterable[Mapping[str, Any]]) -> dict[Key, Word]:
    """What stands after these lines, which come in the order of the chain (`models.audit_chain.sealed_lines`)."""
    standing: dict[Key, Word] = {}
    words = Counter[str]()
    for line in lines:
        if "action" not in line:  # torn out: whoever verifies the chain names it
            continue
        at = line["at"] if isinstance(line["at"], datetime) else datetime.fromisoformat(line["at"])
        for kind, subject, says in _decided(line["action"], line["subject"], line["detail"], words):
            if kind is K.WAIVER and (kind, subject) in standing:
                continue
            standing[kind, subject] = Word(says, line["actor"], at)
    return standing


def _decided(action: str, subject: str, detail: str, words: Counter[str]) -> Iterator[tuple[DecisionKind, str, str]]:
    """What one line decides; nothing for a line about anything else."""
    if action == "extend":
        yield K.EXTENSION, subject, detail
    elif action == "extension_refuse":
        yield K.EXTENSION_REFUSED, subject, AskState.REFUSED.value
    elif action == "waive":
        yield K.WAIVER, subject, ""
    elif action in set(ReviewAction) and subject.startswith("submission:"):
        words[subject] += 1
        yield K.REVIEW, f"{subject}/{words[subject]}", action
    elif action == "close_period":
        yield K.CLOSING, f"{subject}/1", _found(_SHA, detail)
    elif action == "close_again":
        yield K.CLOSING, f"{subject}/{_found(_SENDING, detail)}", _found(_SHA, detail)
    elif action == "keep_as_sent":
        yield K.KEPT, subject, _found(_SENDING, detail)
    elif action == "agree_day":
        yield K.RULING, subject, detail
    elif action in _STATES:
        yield (K.UNITS if subject.startswith("unit_change:") else K.PROGRAMME), subject, f"{_STATES[action]} {detail}"
    elif action == "dispose":
        yield K.DISPOSITION, subject, detail
    elif action in ("delegate", "revoke_delegation"):
        yield K.DELEGATION, subject, detail or "revoked"
    elif action in ("mute", "unmute"):
        yield K.MUTE, subject, detail if action == "mute" else "lifted"
    elif action in _ORDERS:
        yield K.ORDER, subject, _ORDERS[action].value
    elif action in ("reopen_period", "reopening_end"):
        yield K.REOPENING, subject, detail if action == "reopen_period" else _ENDED


def _found(pattern: re.Pattern[str], detail: str) -> str:
    found = pattern.search(detail)
    return found[1] if found else ""


def from_facts(session: Session) -> dict[Key, Word]:
    """What stands by the tables of facts, as they are now."""
    standing: dict[Key, Word] = {}
    for read in _FACTS:
        standing.update(read(session))
    return standing


def with_grounds(words: Mapping[Key, Word], facts: Mapping[Key, Word]) -> dict[Key, Word]:
    """The words of the journal with the grounds of the facts, where a fact says that very word."""
    return {
        key: Word(word.says, word.by, word.at, facts[key].ground)
        if key in facts and facts[key].said == word.said
        else word
        for key, word in words.items()
    }


def disagreements(journal: Mapping[Key, Word], facts: Mapping[Key, Word]) -> list[tuple[Key, Word | None, Word | None]]:
    """Where the two readings differ: what the journal says, and what the facts say (None: nothing)."""
    both = [(key, journal.get(key), facts.get(key)) for key in {*journal, *facts}]
    wrong = [(key, said, lies) for key, said, lies in both if said is None or lies is None or said.said != lies.said]
    return sorted(wrong, key=lambda one: (one[0][0].value, one[0][1]))


Found = Iterator[tuple[Key, Word]]


def _more_time(session: Session) -> Found:
    for e in session.exec(select(Extension).order_by(col(Extension.id))):
        yield (K.EXTENSION, _key(e)), Word(e.until.isoformat(), e.granted_by, e.granted_at, e.reason)
    for w in session.exec(select(Waiver)):
        ground = f"{w.reason} (phê duyệt: {w.approver})" if w.approver else w.reason
        yield (K.WAIVER, _key(w)), Word("", w.granted_by, w.granted_at, ground)
    refused = select(ExtensionRequest).where(ExtensionRequest.state == AskState.REFUSED.value)
    for r in session.exec(refused):
        assert r.decided_at is not None  # it was refused
        word = Word(AskState.REFUSED.value, r.decided_by, r.decided_at, r.note)
        yield (K.EXTENSION_REFUSED, f"extension_request:{r.id}"), word


def _reviews(session: Session) -> Found:
    rows = session.exec(select(Decision).order_by(col(Decision.submission_id), col(Decision.id)))
    for submission, words in groupby(rows, lambda d: d.submission_id):
        for n, d in enumerate(words, 1):
            yield (K.REVIEW, f"submission:{submission}/{n}"), Word(d.action, d.by, d.at, d.note)


def _sendings(session: Session) -> Found:
    closed, again = table_of(PeriodClose).c, table_of(LaterSnapshot).c  # the texts stay where they are
    first, later = ([t.programme, t.duty, t.period, t.by, t.at, t.sha256] for t in (closed, again))
    for programme, duty, period, by, at, sha in session.connection().execute(sql(*first)):
        yield (K.CLOSING, f"{programme}/{duty}/{period}/1"), Word(sha, by, at)
    rows = session.connection().execute(sql(*later, again.n, again.why))
    for programme, duty, period, by, at, sha, n, why in rows:
        yield (K.CLOSING, f"{programme}/{duty}/{period}/{n}"), Word(sha, by, at, why)
    for k in session.exec(select(KeptSending).order_by(col(KeptSending.id))):
        yield (K.KEPT, f"{k.programme}/{k.duty}/{k.period}"), Word(str(k.n), k.by, k.at, k.why)


def _days(session: Session) -> Found:
    for r in session.exec(select(Ruling)):
        yield (K.RULING, f"{r.programme}/{r.duty}/{r.period}"), Word(r.held_on.isoformat(), r.by, r.at, r.note)


def _proposals(session: Session) -> Found:
    for c in session.exec(select(UnitChange)):
        said = [(c.proposed_by, c.proposed_at), (c.decided_by, c.decided_at), (c.undone_by, c.undone_at)]
        by, at = next((by, at) for by, at in reversed(said) if at is not None)
        dated = f" ngày {day_text(c.document_on)}" if c.document_on else ""
        yield (K.UNITS, f"unit_change:{c.id}"), Word(f"{c.state} {c.sha256}", by, at, f"{c.document}{dated}".strip())
    for p in session.exec(select(CatalogueChange)):
        by, at = (p.decided_by, p.decided_at) if p.decided_at else (p.proposed_by, p.proposed_at)
        yield (K.PROGRAMME, f"catalogue_change:{p.id}"), Word(f"{p.state} {p.sha256}", by, at, p.programme)


def _dispositions(session: Session) -> Found:
    rows = session.exec(select(Disposition).order_by(col(Disposition.id)))
    for (programme, duty, unit, by, at, kind, since, basis), said in groupby(
        rows, lambda d: (d.programme, d.duty, d.unit_id, d.by, d.at, d.kind, d.effective_on, d.basis)
    ):
        to = [d.to_unit_id for d in said if d.to_unit_id]
        says = f"{DispositionKind.of(kind).label}{': ' if to else ''}{', '.join(to)} từ {since.isoformat()}"
        yield (K.DISPOSITION, f"{programme}/{duty or '*'}/{unit}"), Word(says, by, at, basis)


def _standing_in(session: Session) -> Found:
    for d in session.exec(select(Delegation)):
        says = f"{d.from_username} → {d.to_username}, {day_text(d.from_on)} – {day_text(d.until)}"
        said = ("revoked", d.revoked_by, d.revoked_at) if d.revoked_at else (says, d.by, d.at)
        yield (K.DELEGATION, f"delegation:{d.id}"), Word(*said, d.reason)


def _silences(session: Session) -> Found:
    for m in session.exec(select(Mute)):
        says = f"{m.programme or '*'}/{m.duty or '*'} {m.unit_id or '*'} đến {m.until.isoformat()}"
        said = ("lifted", m.lifted_by, m.lifted_at) if m.lifted_at else (says, m.by, m.at)
        yield (K.MUTE, f"mute:{m.id}"), Word(*said, m.reason)


def _orders(session: Session) -> Found:
    for o in session.exec(select(Order).where(Order.state != OrderState.WAITING.value)):
        assert o.decided_at is not None  # it waits no more
        yield (K.ORDER, o.subject), Word(o.state, o.decided_by or BY_ITSELF, o.decided_at, o.note)


def _reopenings(session: Session) -> Found:
    for r in session.exec(select(PeriodReopening).order_by(col(PeriodReopening.id))):
        said = (_ENDED, r.ended_by, r.ended_at) if r.ended_at else (f"đến {r.until.isoformat()}", r.by, r.at)
        yield (K.REOPENING, f"{r.programme}/{r.duty}/{r.period}"), Word(*said, r.why)


_FACTS = (
    _more_time,
    _reviews,
    _sendings,
    _days,
    _proposals,
    _dispositions,
    _standing_in,
    _silences,
    _orders,
    _reopenings,
)


def _key(row: Extension | Waiver) -> str:
    return f"{row.programme}/{row.duty}/{row.period}/{row.unit_id}"
