"""Trang tin: one page for one reader, in text and in HTML: a greeting, a few counts, sections of rows, one way in.

Layout only; what stands on it is the business of `notifications.briefs`.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.contents import Words
from notifications.typesetting import plain, web


@dataclass(frozen=True)
class Count:
    """A number at the head of the page, and what is counted."""

    number: int
    words: str
    is_bad: bool = False


@dataclass(frozen=True)
class Row:
    """One thing: its words, what more there is to say, and the page about it."""

    words: str
    aside: str = ""
    url: str = ""


@dataclass(frozen=True)
class Section:
    """Rows under a heading. `more`: how many are left out. Without rows it says `empty`, or is left out altogether."""

    title: str
    rows: tuple[Row, ...]
    more: int = 0
    empty: str = ""

    def __bool__(self) -> bool:
        return bool(self.rows or self.empty)


@dataclass(frozen=True)
class Paper:
    """Everything on the page."""

    subject: str
    greeting: str
    lead: tuple[str, ...]
    counts: tuple[Count, ...]
    sections: tuple[Section, ...]
    link: str
    link_words: str
    why: str
    agency: str
    is_demo: bool = False


def written(paper: Paper) -> Words:
    """The page as a letter; it has no short form."""
    facts = {"paper": paper, "sections": [section for section in paper.sections if section]}
    text = plain.get_template("paper.txt.j2").render(facts).strip() + "\n"
    return Words(paper.subject, text, web.get_template("paper.html.j2").render(facts))
