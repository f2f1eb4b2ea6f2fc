"""Lời của tin: the words of messages, kept once for all who are told the same.

Two marks stand where the unit's name and its way into the portal belong. Both are put in when a letter leaves, so that
ninety thousand messages of one day rest on nine rows, and no link is ever kept. Never commits.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from html import escape

from sqlmodel import Session, col, select

from models.messages import Content
from models.writing import insert_new

UNIT, LINK = "\ue000đơn vị\ue001", "\ue000liên kết\ue001"  # private letters that no name holds
LONGEST_SHORT = 300
_BODY = re.compile(r"<body[^>]*>")
_NOTE = "max-width:616px;margin:0 auto;padding:16px 12px 0;font-size:14px"  # above the letter, as wide as it


@dataclass(frozen=True, slots=True)
class Words:
    """One text in all its forms: with the marks in it, or finished for one unit."""

    subject: str
    text: str
    html: str = ""
    short: str = ""  # ≤ 300 characters, for Zalo

    @property
    def id(self) -> str:
        """The same words always have the same id."""
        return hashlib.sha256("\0".join((self.subject, self.text, self.html, self.short)).encode()).hexdigest()

    def noting(self, note: str, brief: str) -> Words:
        """The same words under a sentence of this one message (`brief`: for the short form, where there is room).

        To be said before the letter is finished.
        """
        text, short = f"{note}\n\n{self.text}", f"{brief} {self.short}"
        above = f'<p style="{_NOTE}">{escape(note)}</p>'
        html = _BODY.sub(lambda found: found[0] + above, self.html, count=1)
        return replace(self, text=text, html=html, short=short if len(short) <= LONGEST_SHORT else self.short)

    def to(self, unit_name: str, link: str) -> Words:
        """The letter to one unit. In the short form its name gives way where there is no room for it."""
        room = LONGEST_SHORT - len(self.short) + len(UNIT) * self.short.count(UNIT)
        return replace(
            self,
            text=self.text.replace(UNIT, unit_name).replace(LINK, link),
            html=self.html.replace(UNIT, escape(unit_name)).replace(LINK, escape(link)),
            short=" ".join(self.short.replace(UNIT, clip(unit_name, room)).split())[:LONGEST_SHORT],
        )


def keep_words(session: Session, words: Iterable[Words]) -> None:
    """Keep these words; those that are kept already stay as they are."""
    rows = {w.id: {"id": w.id, "subject": w.subject, "text": w.text, "html": w.html, "short": w.short} for w in words}
    insert_new(session, Content, list(rows.values()))


def words_of(session: Session, ids: Collection[str | None]) -> dict[str, Words]:
    """The words kept under these ids, with their marks."""
    asked = {id for id in ids if id}
    rows = session.exec(select(Content).where(col(Content.id).in_(asked))) if asked else ()
    return {row.id: Words(row.subject, row.text, row.html, row.short) for row in rows}


def clip(text: str, most: int) -> str:
    """The text cut at a word, with an ellipsis, to at most so many characters."""
    if len(text) <= most:
        return text
    head = text[: max(most - 1, 0)]
    whole = head.rsplit(" ", 1)[0] if " " in head else head
    return f"{whole.rstrip(' ,;:-–')}…" if most > 0 else ""
