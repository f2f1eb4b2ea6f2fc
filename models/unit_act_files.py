"""Tệp đề xuất biến động đơn vị read strictly: YAML or JSON in, one `UnitAct` and the line of each of its fields out.

Complaints name file, line, field and the allowed values, all of them at once. Says nothing about whether the units
exist; that is asked of the database by `models.unit_act_plan`. Opens no file.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from models import import_cells
from models.errors import CatalogueError
from models.field_lines import lines_of
from models.rule_files import RuleFile, Section, Unreadable, read_day
from models.unit_acts import ANY_OF, SECTIONS_OF, Birth, Ending, Handing, Heir, LevelEnding, Moving, Renaming, UnitAct
from models.vocabulary import Level, Tree, UnitChangeKind

HEAD = ("kind", "title", "effective_on", "document", "document_on", "article", "issuer")
KEYS = {
    "create": ("id", "name", "tree", "level", "kind", "code", "parent", "territory"),
    "rename": ("unit", "name", "kind", "code"),
    "move": ("unit", "parent"),
    "end": ("unit", "heirs", "without_heir"),
    "heirs": ("to", "share", "default"),
    "end_level": ("tree", "level", "under", "heir", "heir_tree", "functions_to", "without_heir"),
    "functions": ("from", "to", "what"),
}
SECTIONS = tuple(key for key in KEYS if key != "heirs")
MOST_CHARACTERS = 400
_HEIR = ("heir", "heir_tree", "without_heir")
NO_HEIR = "chưa ghi đơn vị kế thừa; nếu không có, ghi lý do ở without_heir"


class ReadAct(NamedTuple):
    """An act and where it stands in its file: `lines["end[2].unit"]`."""

    act: UnitAct
    file: str
    lines: dict[str, int]


def read_act(name: str, text: str) -> ReadAct:
    """Errors: the first `CatalogueError`; `act_complaints` lists them all."""
    read, complaints = _read(name, text)
    if read is None:
        raise complaints[0]
    return read


def act_complaints(name: str, text: str) -> list[CatalogueError]:
    """Everything wrong with the writing of a file."""
    return _read(name, text)[1]


def _read(name: str, text: str) -> tuple[ReadAct | None, list[CatalogueError]]:
    complaints: list[CatalogueError] = []
    file = RuleFile(name, text, complaints)
    top = file.root([*HEAD, *SECTIONS])
    if top is None or file.node is None:
        return None, complaints
    kind = top.choice("kind", UnitChangeKind)
    head = {
        "title": top.read("title", _words),
        "effective_on": top.read("effective_on", _day),
        "document": top.read("document", _words_or_blank, ""),
        "document_on": top.read("document_on", _day, None),
        "article": top.read("article", _words_or_blank, ""),
        "issuer": top.read("issuer", _words_or_blank, ""),
    }
    _check_sections(top, kind)
    parts = {
        "create": [_birth(s) for s in top.sections("create", KEYS["create"])],
        "rename": [_renaming(s) for s in top.sections("rename", KEYS["rename"])],
        "move": [_moving(s) for s in top.sections("move", KEYS["move"])],
        "end": [_ending(s) for s in top.sections("end", KEYS["end"])],
        "end_level": [_level_ending(s) for s in top.sections("end_level", KEYS["end_level"])],
        "functions": [_handing(s) for s in top.sections("functions", KEYS["functions"])],
    }
    for key, items in parts.items():
        if key in top and not items and not complaints:
            top.complain(key, "danh sách trống; ghi ít nhất một dòng hoặc bỏ mục này")
    if complaints:
        return None, complaints
    act = UnitAct.model_validate({"kind": kind, **head, **parts})
    return ReadAct(act, name, dict(lines_of(file.node))), []


def _check_sections(top: Section, kind: UnitChangeKind | None) -> None:
    """A kind of change has its own sections, and at least the one that makes it what it is."""
    if kind is None:
        return
    allowed = SECTIONS_OF[kind]
    for key in SECTIONS:
        if key in top and key not in allowed:
            top.complain(key, f"không đi với kind: {kind}", allowed)
    needed = ANY_OF.get(kind, allowed[:1])
    if not any(key in top for key in needed):
        top.complain(needed[0], f"thiếu: kind {kind} phải nói điều gì thay đổi", needed)


def _birth(s: Section) -> Birth | None:
    read = {
        "id": s.read("id", _unit_id),
        "name": s.read("name", _words),
        "tree": s.choice("tree", Tree),
        "level": s.choice("level", Level),
        **{key: s.read(key, _words_or_blank, "") for key in ("kind", "code", "parent", "territory")},
    }
    return None if None in read.values() else Birth.model_validate(read)


def _renaming(s: Section) -> Renaming | None:
    read = {"unit": s.read("unit", _words), "name": s.read("name", _words)}
    read |= {key: s.read(key, _words_or_blank, "") for key in ("kind", "code")}
    return None if None in read.values() else Renaming.model_validate(read)


def _moving(s: Section) -> Moving | None:
    unit, parent = s.read("unit", _words), s.read("parent", _words)
    return Moving(unit=unit, parent=parent) if unit and parent else None


def _handing(s: Section) -> Handing | None:
    frm, to, what = (s.read(key, _words) for key in KEYS["functions"])
    return Handing(frm=frm, to=to, what=what) if frm and to and what else None


def _ending(s: Section) -> Ending | None:
    unit, word = s.read("unit", _words), s.read("without_heir", _words_or_blank, "")
    heirs = []
    for h in s.sections("heirs", KEYS["heirs"]):
        share = h.read("share", _share, None) if "share" in h else ""
        heirs.append((h.read("to", _words), share, h.flag("default", False)))
    if heirs and word:
        s.complain("without_heir", "đã ghi đơn vị kế thừa thì để trống mục này")
    if not heirs and not word:
        s.complain("heirs", NO_HEIR, ["heirs", "without_heir"])
    if unit is None or any(to is None or share is None for to, share, _ in heirs):
        return None
    given = tuple(Heir(to=to, share=share, default=default) for to, share, default in heirs)
    return Ending(unit=unit, heirs=_with_default(s, given), without_heir=word)


def _with_default(s: Section, heirs: tuple[Heir, ...]) -> tuple[Heir, ...]:
    """Shares that add up, and exactly one heir that carries on the figures where nothing says how to split them."""
    shares = [heir.weight for heir in heirs]
    if len(heirs) == 1:
        if shares[0] not in (None, 1):
            s.complain("heirs", "chỉ có một đơn vị kế thừa thì tỷ lệ là 1, hoặc để trống")
        return (heirs[0].model_copy(update={"share": "", "default": True}),)
    stated = [share for share in shares if share is not None]
    if stated and len(stated) < len(heirs):
        s.complain("heirs", "có nơi ghi tỷ lệ, có nơi không; ghi đủ cho mọi đơn vị kế thừa hoặc không ghi đơn vị nào")
        return heirs
    if stated and sum(stated) != 1:
        s.complain("heirs", f"tỷ lệ cộng lại bằng {float(sum(stated)) * 100:.6g}%, phải bằng đúng 100%")
    chosen = [heir for heir in heirs if heir.default]
    if len(chosen) > 1:
        s.complain("heirs", "chỉ một đơn vị kế thừa được ghi default: true")
    if heirs and not chosen:
        largest = [heir for heir in heirs if stated and heir.weight == max(stated)]
        if len(largest) == 1:
            return tuple(h.model_copy(update={"default": h is largest[0]}) for h in heirs)
        s.complain("heirs", "ghi default: true ở đơn vị nối tiếp số liệu (tỷ lệ bằng nhau hoặc chưa ghi)")
    return heirs


def _level_ending(s: Section) -> LevelEnding | None:
    read = {
        "tree": s.choice("tree", Tree),
        "level": s.choice("level", Level),
        "under": s.read("under", _words),
        "heir": s.read("heir", _words_or_blank, ""),
        "without_heir": s.read("without_heir", _words_or_blank, ""),
        "functions_to": s.texts("functions_to", _words),
    }
    tree = s.choice("heir_tree", Tree, None)
    if not (said := [key for key in _HEIR if key in s]):
        s.complain("heir", NO_HEIR, _HEIR)
    elif len(said) > 1:
        s.complain(said[1], "chỉ ghi một trong các mục này", _HEIR)
    return None if None in read.values() else LevelEnding.model_validate({**read, "heir_tree": tree})


def _words(text: str) -> str:
    if not text:
        raise Unreadable("để trống")
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(f"dài quá {MOST_CHARACTERS} ký tự")
    return text


def _words_or_blank(text: str) -> str:
    return _words(text) if text else ""


def _day(text: str) -> date:
    try:
        return import_cells.sensible(read_day(text))
    except ValueError as e:
        raise e if isinstance(e, Unreadable) else Unreadable(str(e)) from None


def _unit_id(text: str) -> str:
    try:
        return import_cells.unit_id(text)
    except ValueError as e:
        raise Unreadable(str(e)) from None


def _share(text: str) -> str:
    """`0.35`, `0,35`, `35%`, `7/20`: kept as the exact fraction."""
    if not text:
        return ""
    allowed = ["số thập phân như 0.35", "phần trăm như 35%", "phân số như 7/20"]
    found = re.fullmatch(r"(\d{1,3}(?:[.,]\d{1,9})?)(%?)|(\d{1,9}/\d{1,9})", text)
    if not found or re.search(r"/0+$", text):
        raise Unreadable(f"“{text}” không phải tỷ lệ", allowed)
    share = Fraction(found[3]) if found[3] else Fraction(found[1].replace(",", ".")) / (100 if found[2] else 1)
    if not 0 < share <= 1:
        raise Unreadable(f"tỷ lệ “{text}” phải lớn hơn 0 và không quá 1", allowed)
    return str(share)
