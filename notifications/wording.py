"""Lời nhắc: what is written, rendered once for all units that get the same text.

Templates stand in `templates/`; the unit's name and its link are put in afterwards, so that ten thousand letters with
nine different contents cost nine renderings. Pure: no clock, no database, no channel.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from html import escape
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from models.dates_in_words import day_text
from models.vocabulary import Stage
from notifications.lines import Line
from notifications.relation import Relation

LONGEST_SHORT = 300
NO_FOCAL_POINT = "cơ quan theo dõi"
_UNIT, _LINK = "\ue000đơn vị\ue001", "\ue000liên kết\ue001"  # private letters that no name holds
_COLOUR = {
    Stage.CHASER_1: "#8f1d21",
    Stage.CHASER_2: "#8f1d21",
    Stage.LAST_DAY: "#c79a3b",
    Stage.RETURNED: "#c79a3b",
}


@dataclass(frozen=True)
class Sheet:
    """One digest: who speaks, in which relation, on which day, about what. The same for every unit it fits."""

    agency: str
    focal_point: str
    relation: Relation
    on: date
    lines: tuple[Line, ...]
    to_head: bool = False
    is_demo: bool = False


@dataclass(frozen=True)
class Written:
    """A finished letter to one unit."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class _Entry:
    number: str
    title: str
    stage: str
    deadline: str
    paragraph: str
    why: str
    colour: str


@dataclass(frozen=True)
class _Group:
    heading: str
    entries: list[_Entry]


def write(sheet: Sheet, unit_name: str, link: str) -> Written:
    """The letter to one unit."""
    subject, text, html = _rendered(sheet)
    return Written(
        subject,
        text.replace(_UNIT, unit_name).replace(_LINK, link),
        html.replace(_UNIT, escape(unit_name)).replace(_LINK, escape(link)),
    )


def write_short(sheet: Sheet, unit_name: str) -> str:
    """The short form for Zalo: at most 300 characters, names clipped at a word where they must be."""
    full = " ".join(_short_for_all(sheet).replace(_UNIT, unit_name).split())
    if len(full) <= LONGEST_SHORT:
        return full
    names = (sheet.agency, unit_name, _sorted(sheet)[0].title)
    shares = _shares([len(name) for name in names], LONGEST_SHORT - len(_short(sheet, "", "", "")))
    return _short(sheet, *(clip(name, share) for name, share in zip(names, shares, strict=True)))


def clip(text: str, most: int) -> str:
    """The text cut at a word, with an ellipsis, to at most so many characters."""
    if len(text) <= most:
        return text
    head = text[: max(most - 1, 0)]
    whole = head.rsplit(" ", 1)[0] if " " in head else head
    return f"{whole.rstrip(' ,;:-–')}…" if most > 0 else ""


@lru_cache(maxsize=512)
def _rendered(sheet: Sheet) -> tuple[str, str, str]:
    """Subject, text and HTML with marks where name and link belong."""
    lines = _sorted(sheet)
    facts = {
        "agency": sheet.agency,
        "focal": sheet.focal_point or NO_FOCAL_POINT,
        "ask": sheet.relation.ask,
        "Ask": sheet.relation.ask[:1].upper() + sheet.relation.ask[1:],
        "you": sheet.relation.you,
        "closing": sheet.relation.closing,
        "on": sheet.on,
        "others": len(lines) - 1,
        "is_demo": sheet.is_demo,
        "to_head": sheet.to_head,
        "unit": _UNIT,
        "link": _LINK,
    }
    subject = " ".join(_plain.get_template("subject.j2").render(facts, line=lines[0]).split())
    facts |= {"groups": _groups(lines, facts), "subject": subject}
    text = _plain.get_template("letter.txt.j2").render(facts).strip() + "\n"
    return subject, text, _html.get_template("letter.html.j2").render(facts)


@lru_cache(maxsize=512)
def _short_for_all(sheet: Sheet) -> str:
    return _short(sheet, sheet.agency, _UNIT, _sorted(sheet)[0].title)


def _short(sheet: Sheet, agency: str, unit: str, title: str) -> str:
    facts = {"line": _sorted(sheet)[0], "others": len(sheet.lines) - 1, "on": sheet.on}
    return " ".join(_plain.get_template("short.j2").render(facts, agency=agency, unit=unit, title=title).split())


def _groups(lines: list[Line], facts: dict[str, object]) -> list[_Group]:
    """By programme, each programme where its most pressing duty puts it."""
    first_seen = {line.heading: n for n, line in reversed(list(enumerate(lines)))}
    by_programme = sorted(lines, key=lambda line: first_seen[line.heading])
    paragraph, many, groups, number = _plain.get_template("paragraph.j2"), len(lines) > 1, [], 0
    for heading, members in groupby(by_programme, key=lambda line: line.heading):
        entries = []
        for line in members:
            number += 1
            entries.append(
                _Entry(
                    number=f"{number}. " if many else "",
                    title=line.what,
                    stage=_capital(line.stage.label),
                    deadline=line.deadline,
                    paragraph=_capital(" ".join(paragraph.render(facts, line=line).split())),
                    why=_why(line),
                    colour=_COLOUR.get(line.stage, "#12456b"),
                )
            )
        groups.append(_Group(heading, entries))
    return groups


def _why(line: Line) -> str:
    clause = f"được giao tại {line.clause}" if line.clause else "được nêu trong văn bản yêu cầu"
    return f"{line.what}: {clause}; nấc “{line.stage.label}”; cơ quan theo dõi: {line.tracker}."


def _sorted(sheet: Sheet) -> list[Line]:
    return sorted(sheet.lines, key=lambda line: line.order)


def _shares(lengths: list[int], room: int) -> list[int]:
    """How much of the room each name gets: short names whole, the long ones an equal part of what is left."""
    shares = [0] * len(lengths)
    left, waiting = max(room, 0), sorted(range(len(lengths)), key=lambda n: lengths[n])
    while waiting:
        n = waiting.pop(0)
        shares[n] = min(lengths[n], left // (len(waiting) + 1))
        left -= shares[n]
    return shares


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _lower(words: str) -> str:
    """Inside a sentence: `báo cáo năm`, but `UBND tỉnh` as it is."""
    return words[:1].lower() + words[1:] if words[1:2].islower() else words


def _environment(autoescape: bool) -> Environment:
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=autoescape,  # noqa: S701  (subjects, text and short forms are no HTML)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"day": day_text, "two": lambda n: f"{n:02}", "low": _lower}
    return made


_plain, _html = _environment(False), _environment(True)
