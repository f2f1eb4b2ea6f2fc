"""Bản nhập dở: what stands in the boxes of a page that was not filed yet, kept on the server page by page.

A page saves under its own form token, so two open pages never write over each other. A page that began with an earlier
draft takes it over at its first save, unless whoever wrote that draft has gone on meanwhile: then both are kept. A save
that arrives late never undoes a later one, and none outlives its own filing. Drafts belong to the unit, not to a link:
the next link finds them. Nothing that points to a person is kept. Knows no pages and checks no figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete
from sqlmodel import Session, col, select, update

from models.errors import Refused
from models.facts import Submission
from models.filing_facts import Draft
from models.free_words import blocked_in
from models.writing import insert_new, table_of

Key = tuple[str, str, str, str]  # programme, duty, period, unit
MOST_PAGES = 12  # of one obligation; the oldest makes room
FORGOTTEN_AFTER = timedelta(days=400)  # as long as anything is asked for
MOST_LETTERS = 60_000  # of one draft, names of the fields included


class Taken(NamedTuple):
    """The draft a page began with, and how often it had been saved by then."""

    id: int
    saves: int


def drafts_of(session: Session, key: Key) -> list[Draft]:
    """What the unit has begun to type for one obligation, the newest first."""
    query = select(Draft).where(*_of(key)).order_by(col(Draft.saved_at).desc(), col(Draft.id).desc())
    return list(session.exec(query))


def drafts_of_unit(session: Session, unit_id: str) -> dict[Key, Draft]:
    """The newest draft of each obligation of a unit."""
    query = select(Draft).where(Draft.unit_id == unit_id).order_by(col(Draft.saved_at), col(Draft.id))
    return {(d.programme, d.duty, d.period, d.unit_id): d for d in session.exec(query)}


def keep_draft(
    session: Session,
    key: Key,
    tab: str,
    typed: Mapping[str, str],
    *,
    saves: int,
    over_version: int,
    by: str,
    now: datetime,
    taken: Taken | None = None,
) -> tuple[str, ...]:
    """Keep what stands in the boxes of a page (field name → text; blanks are left out).

    `tab`: the form token as it would be filed under; `saves`: how often this page has saved. Returns the fields that
    were not kept because they hold something that points to a person. Errors: `Refused` for more than a form can hold.
    """
    if session.exec(select(Submission.id).where(Submission.token == tab)).first() is not None:
        return ()  # filed already: a save that was on its way
    said = {name: text for name, text in typed.items() if text.strip()}
    if sum(len(name) + len(text) for name, text in said.items()) > MOST_LETTERS:
        raise Refused("Nội dung đang nhập dài hơn mức lưu được. Đề nghị rút gọn phần lời hoặc đính kèm tệp.")
    personal = tuple(name for name, text in said.items() if blocked_in(text))
    row: dict[str, Any] = {
        "tab": tab,
        "typed": {name: text for name, text in said.items() if name not in personal},
        "saves": saves,
        "over_version": over_version,
        "by": by,
        "saved_at": now,
    }
    mine = [*_of(key), col(Draft.tab) == tab]
    if _changed(session, [*mine, col(Draft.saves) < saves], row):
        return personal
    if session.exec(select(Draft.id).where(*mine)).first() is not None:
        return personal  # a later save came first
    begun = [*_of(key), col(Draft.id) == taken.id, col(Draft.saves) == taken.saves] if taken else []
    if begun and _changed(session, begun, row):
        return personal
    whole = {**dict(zip(("programme", "duty", "period", "unit_id"), key, strict=True)), **row}
    if not insert_new(session, Draft, [whole], [table_of(Draft).c.id]):
        _changed(session, [*mine, col(Draft.saves) < saves], row)  # the same page saved at this very moment
    for old in drafts_of(session, key)[MOST_PAGES:]:
        session.delete(old)
    session.exec(delete(Draft).where(col(Draft.unit_id) == key[3], col(Draft.saved_at) < now - FORGOTTEN_AFTER))
    return personal


def drop_draft(session: Session, key: Key, id: int) -> bool:
    """Throw one draft of this obligation away; False where there is none."""
    return session.exec(delete(Draft).where(*_of(key), col(Draft.id) == id)).rowcount > 0


def settle_draft(session: Session, submission: Submission, taken: Taken | None = None) -> None:
    """The page that was filed needs its draft no more, nor the one it began with, if that stands as it was."""
    key = submission.programme, submission.duty, submission.period, submission.unit_id
    session.exec(delete(Draft).where(*_of(key), col(Draft.tab) == submission.token))
    if taken:
        session.exec(delete(Draft).where(*_of(key), col(Draft.id) == taken.id, col(Draft.saves) == taken.saves))


def _changed(session: Session, which: list[Any], row: dict[str, Any]) -> bool:
    return session.exec(update(Draft).where(*which).values(**row)).rowcount > 0


def _of(key: Key) -> list[Any]:
    programme, duty, period, unit_id = key
    return [
        col(Draft.programme) == programme,
        col(Draft.duty) == duty,
        col(Draft.period) == period,
        col(Draft.unit_id) == unit_id,
    ]
