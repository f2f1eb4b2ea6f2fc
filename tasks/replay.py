"""Đọc lại quyết định như đến hết một ngày, và đối chiếu nhật ký với dữ liệu hiện có."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from models.audit_chain import sealed_lines
from models.facts import Audit
from models.quiet_hours import end_of_day
from models.replay import Key, Word, disagreements, from_facts, from_journal, with_grounds


@dataclass(frozen=True)
class Told:
    """The decisions that stood, and where today's journal and today's facts do not say the same."""

    words: dict[Key, Word]
    disagreements: list[str]
    loaded: int = 0  # decisions of a demo's made-up past, which nobody took


def replayed(session: Session, on: date | None, *, is_demo: bool = False) -> Told:
    """As of the end of a day by the journal; without one as of now, held against the facts as well."""
    facts = from_facts(session)
    words = from_journal(_until(sealed_lines(session), on))
    if on is not None:
        return Told(with_grounds(words, facts), [])
    wrong = disagreements(words, facts)
    loaded = _loaded_at(session) if is_demo else None
    real = [one for one in wrong if one[1] or not (loaded and one[2] and one[2].at <= loaded)]
    return Told(with_grounds(words, facts), [_in_words(*one) for one in real], len(wrong) - len(real))


def _loaded_at(session: Session) -> datetime | None:
    """When the made-up past of a demo was put in."""
    query = select(Audit.at).where(Audit.action == "demo_load").order_by(col(Audit.id).desc())
    return session.exec(query).first()


def _until(lines: Iterator[Mapping[str, Any]], on: date | None) -> Iterator[Mapping[str, Any]]:
    for line in lines:
        if on is None or ("at" in line and datetime.fromisoformat(line["at"]) <= end_of_day(on)):
            yield line


def _in_words(key: Key, journal: Word | None, facts: Word | None) -> str:
    kind, subject = key
    name = f"{kind.label[0].upper()}{kind.label[1:]} {subject}"
    if journal is None:
        return f"{name}: có trong dữ liệu, không có dòng nhật ký."
    if facts is None:
        return f"{name}: có dòng nhật ký, không còn trong dữ liệu."
    return f"{name}: nhật ký ghi “{journal.says}” ({journal.by}), dữ liệu ghi “{facts.says}” ({facts.by})."
