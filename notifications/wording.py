"""Lời nhắc: what is written, rendered once for all units that get the same text.

Templates stand in `templates/`; the unit's name and its link are put in when a letter leaves (models.contents), so that
ten thousand letters with nine different contents cost nine renderings. Pure: no clock, no database, no channel.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby

from models.contents import LINK, LONGEST_SHORT, UNIT, Words, clip
from models.vocabulary import Stage
from notifications.lines import Line
from notifications.relation import Relation
from notifications.typesetting import capital, plain, web

MAY_HAVE_ARRIVED = "Có thể đơn vị đã nhận được tin này qua kênh khác; nếu đã nhận, đề nghị bỏ qua tin lặp lại."
MAY_HAVE_ARRIVED_BRIEF = "(Có thể đã nhận qua kênh khác.)"
NO_FOCAL_POINT = "cơ quan theo dõi"
NAME_ROOM = 60  # letters of a short form kept for the unit's name, however long the other names are
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


@lru_cache(maxsize=512)
def words(sheet: Sheet) -> Words:
    """The letter to everybody whom this sheet fits, with marks where the unit's name and its link belong."""
    subject, text, html = _rendered(sheet)
    return Words(subject, text, html, _short_for_all(sheet))


def write(sheet: Sheet, unit_name: str, link: str) -> Words:
    """The letter to one unit."""
    return words(sheet).to(unit_name, link)


def _rendered(sheet: Sheet) -> tuple[str, str, str]:
    """Subject, text and HTML with marks where name and link belong."""
    lines = _sorted(sheet)
    facts = {
        "agency": sheet.agency,
        "focal": sheet.focal_point or NO_FOCAL_POINT,
        **_asking(sheet),
        "you": sheet.relation.you,
        "closing": sheet.relation.closing,
        "on": sheet.on,
        "others": len(lines) - 1,
        "is_demo": sheet.is_demo,
        "to_head": sheet.to_head,
        "unit": UNIT,
        "link": LINK,
    }
    subject = " ".join(plain.get_template("subject.j2").render(facts, line=lines[0]).split())
    facts |= {"groups": _groups(lines, facts), "subject": subject}
    text = plain.get_template("letter.txt.j2").render(facts).strip() + "\n"
    return subject, text, web.get_template("letter.html.j2").render(facts)


def _asking(sheet: Sheet) -> dict[str, str]:
    """The verb the relation of the two offices asks for, inside a sentence and at its beginning."""
    return {"ask": sheet.relation.ask, "Ask": capital(sheet.relation.ask)}


def _short_for_all(sheet: Sheet) -> str:
    """The short form; the agency and the title are clipped at a word where a unit's name would find no room."""
    names = (sheet.agency, _sorted(sheet)[0].title)
    room = LONGEST_SHORT - NAME_ROOM - len(_short(sheet, "", "", ""))
    agency, title = names
    if len(agency) + len(title) > room:
        shares = shares_of([len(name) for name in names], room)
        agency, title = (clip(name, share) for name, share in zip(names, shares, strict=True))
    return _short(sheet, agency, UNIT, title)


def _short(sheet: Sheet, agency: str, unit: str, title: str) -> str:
    facts = {"line": _sorted(sheet)[0], "others": len(sheet.lines) - 1, "on": sheet.on, **_asking(sheet)}
    return " ".join(plain.get_template("short.j2").render(facts, agency=agency, unit=unit, title=title).split())


def _groups(lines: list[Line], facts: dict[str, object]) -> list[_Group]:
    """By programme, each programme where its most pressing duty puts it."""
    first_seen = {line.heading: n for n, line in reversed(list(enumerate(lines)))}
    by_programme = sorted(lines, key=lambda line: first_seen[line.heading])
    paragraph, many, groups, number = plain.get_template("paragraph.j2"), len(lines) > 1, [], 0
    for heading, members in groupby(by_programme, key=lambda line: line.heading):
        entries = []
        for line in members:
            number += 1
            entries.append(
                _Entry(
                    number=f"{number}. " if many else "",
                    title=line.what,
                    stage=capital(line.stage.label),
                    deadline=line.deadline,
                    paragraph=capital(" ".join(paragraph.render(facts, line=line).split())),
                    why=_why(line),
                    colour=_COLOUR.get(line.stage, "#12456b"),
                )
            )
        groups.append(_Group(heading, entries))
    return groups


def _why(line: Line) -> str:
    clause = (
        f"được giao tại mục {line.clause} của văn bản nêu trên" if line.clause else "được nêu trong văn bản yêu cầu"
    )
    return f"{line.what}: {clause}; nấc “{line.stage.label}”; cơ quan theo dõi: {line.tracker}."


def _sorted(sheet: Sheet) -> list[Line]:
    return sorted(sheet.lines, key=lambda line: line.order)


def shares_of(lengths: list[int], room: int) -> list[int]:
    """How much of the room each name gets: short names whole, the long ones an equal part of what is left."""
    shares = [0] * len(lengths)
    left, waiting = max(room, 0), sorted(range(len(lengths)), key=lambda n: lengths[n])
    while waiting:
        n = waiting.pop(0)
        shares[n] = min(lengths[n], left // (len(waiting) + 1))
        left -= shares[n]
    return shares
