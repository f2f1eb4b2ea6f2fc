"""days_off/<year>.yaml and bodies.yaml: the year's days off with their documents, and the named provincial bodies."""

from __future__ import annotations

from models.programmes import Body, BodySuccession
from models.rule_files import REQUIRED, RuleFile, Section, one_among
from models.vocabulary import Level, SuccessionKind, TableStatus, Tree
from models.workdays import DayOff, YearTable

_ENTRY = ["day", "from", "to", "why", "source"]
_BODY = ["id", "name", "tree", "level", "kind", "territory", "valid_from", "valid_to", "source"]


def read_days_off(file: RuleFile, name: str) -> YearTable | None:
    """One year's table; `name` is the file's name, the year."""
    root = file.root(["year", "status", "source", "note", "days_off", "working_weekends"])
    if root is None:
        return None
    if root.text("year") != name:
        root.complain("year", "phải trùng với tên tệp", [name])
    table = YearTable(
        year=root.number("year", 0),
        status=root.choice("status", TableStatus),
        source=root.text("source"),
        days_off=tuple(_entry(s, name) for s in root.sections("days_off", _ENTRY, REQUIRED)),
        working_weekends=tuple(_entry(s, name) for s in root.sections("working_weekends", _ENTRY)),
        note=root.text("note", ""),
    )
    if file.is_sound:
        for entry in table.working_weekends:
            if entry.first.weekday() < 5:
                root.complain("working_weekends", f"{entry.first} không phải thứ Bảy, Chủ nhật")
    return table if file.is_sound else None


def _entry(s: Section, year: str) -> DayOff:
    first = s.day("day" if "day" in s else "from")
    last = first if "day" in s else s.day("to")
    for key in ("day", "from", "to"):
        if key in s and "day" in s and key != "day":
            s.complain(key, "đã ghi day thì không ghi from, to")
    if first and last and (last < first or {str(first.year), str(last.year)} != {year}):
        s.complain("day" if "day" in s else "to", f"phải nằm trong năm {year}, ngày cuối không trước ngày đầu")
    return DayOff(first, last, s.text("why"), s.text("source", ""))


def read_bodies(file: RuleFile) -> tuple[dict[str, str], dict[str, Body], list[BodySuccession]]:
    """(territory id → name, body id → body, successions between bodies)."""
    root = file.root(["territories", "bodies", "successions"])
    if root is None:
        return {}, {}, []
    territories: dict[str, str] = {}
    for s in root.sections("territories", ["id", "name"]):
        _once(s, s.text("id"), territories)
        territories[s.text("id")] = s.text("name")
    bodies: dict[str, Body] = {}
    for s in root.sections("bodies", _BODY):
        _once(s, s.text("id"), bodies)
        body = Body(
            id=s.text("id"),
            name=s.text("name"),
            tree=s.choice("tree", Tree),
            level=s.choice("level", Level),
            kind=s.text("kind"),
            territory=s.read("territory", one_among(territories)),
            valid_from=s.day("valid_from", None),
            valid_to=s.day("valid_to", None),
            source=s.text("source", ""),
        )
        bodies[body.id] = body
    successions = [
        BodySuccession(
            s.read("from", one_among(bodies)),
            s.read("to", one_among(bodies)),
            s.choice("kind", SuccessionKind),
            s.day("takes_over_on"),
            s.text("basis"),
        )
        for s in root.sections("successions", ["from", "to", "kind", "takes_over_on", "basis"])
    ]
    return (territories, bodies, successions) if file.is_sound else ({}, {}, [])


def _once(s: Section, value: str, known: dict) -> None:
    if value in known:
        s.complain("id", f"“{value}” ghi hai lần")
