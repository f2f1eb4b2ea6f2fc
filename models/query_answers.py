"""Giải trình: what a unit said about figures that were asked about, kept under the obligation and found again.

An answer belongs to the check and to the very figures it was asked about: it survives uploading again, filing again and
another door, and lapses when the figures change. Rows are added; the newest counts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from models.filing_facts import QueryAnswer
from models.free_words import blocked_in

LONGEST = 500
Asked = tuple[str, str]  # check id, canonical JSON of the figures it was asked about


def answers_kept(
    session: Session, programme: str, duty: str, period: str, unit_ids: Collection[str]
) -> dict[str, dict[Asked, str]]:
    """Unit id → what it answered for this period, the newest word on each question."""
    query = (
        select(col(QueryAnswer.unit_id), col(QueryAnswer.query), col(QueryAnswer.stated), col(QueryAnswer.text))
        .where(
            col(QueryAnswer.programme) == programme,
            col(QueryAnswer.duty) == duty,
            col(QueryAnswer.period) == period,
        )
        .order_by(col(QueryAnswer.id))
    )
    if len(unit_ids) == 1:
        query = query.where(col(QueryAnswer.unit_id) == next(iter(unit_ids)))
    found: dict[str, dict[Asked, str]] = {unit_id: {} for unit_id in unit_ids}
    for unit_id, check, stated, text in session.connection().execute(query):
        if unit_id in found:
            found[unit_id][check, stated] = text
    return found


def keep_answers(
    session: Session,
    programme: str,
    duty: str,
    period: str,
    unit_id: str,
    given: Iterable[tuple[Asked, str]],
    *,
    by: str,
    now: datetime,
) -> None:
    """Add what was answered and is not known yet."""
    known = answers_kept(session, programme, duty, period, [unit_id])[unit_id]
    for (check, stated), text in given:
        if text and known.get((check, stated)) != text:
            row = QueryAnswer(
                programme=programme,
                duty=duty,
                period=period,
                unit_id=unit_id,
                query=check,
                stated=stated,
                text=text,
                by=by,
                at=now,
            )
            session.add(row)
    session.flush()


def why_not(text: str) -> str:
    """Why a text cannot stand as an explanation; empty where it can."""
    if len(text) > LONGEST:
        return f"phần giải trình không quá {LONGEST} ký tự, đề nghị viết gọn lại"
    if what := blocked_in(text):
        return f"phần giải trình có nội dung giống {what}; không ghi thông tin về cá nhân, đề nghị bỏ"
    return ""
