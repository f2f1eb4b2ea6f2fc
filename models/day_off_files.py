"""days_off/<year>.yaml: one year's days off and exchanged working days, each with its document."""

from __future__ import annotations

from datetime import date

from models.dates_in_words import day_text, full_day_text
from models.rule_files import REQUIRED, RuleFile, Section
from models.vocabulary import TableStatus
from models.workdays import DayOff, YearTable

_ENTRY = ["day", "from", "to", "why", "source"]


def read_days_off(file: RuleFile, name: str) -> YearTable | None:
    """One year's table; `name` is the file's name, the year."""
    root = file.root(["year", "status", "source", "note", "days_off", "working_weekends"])
    if root is None:
        return None
    if root.text("year") != name:
        root.complain("year", "phải trùng với tên tệp", [name])
    off = [(s, _entry(s, name)) for s in root.sections("days_off", _ENTRY, REQUIRED)]
    worked = [(s, _entry(s, name)) for s in root.sections("working_weekends", _ENTRY)]
    table = YearTable(
        year=root.number("year", 0),
        status=root.choice("status", TableStatus),
        source=root.text("source"),
        days_off=tuple(entry for _, entry in off),
        working_weekends=tuple(entry for _, entry in worked),
        note=root.text("note", ""),
    )
    if file.is_sound:
        _refuse_contradictions(off, worked)
    return table if file.is_sound else None


def _refuse_contradictions(off: list[tuple[Section, DayOff]], worked: list[tuple[Section, DayOff]]) -> None:
    """No day twice, none both off and worked, and no weekday worked in exchange."""
    known: dict[date, str] = {}
    for s, entry, what in [*((*each, "ngày nghỉ") for each in off), *((*each, "ngày làm bù") for each in worked)]:
        for day in entry.days:
            said = f"{day_text(day)} đã ghi là {known[day]}" if day in known else ""
            if what == "ngày làm bù" and day.weekday() < 5:
                said = f"{full_day_text(day)} không phải thứ Bảy, Chủ nhật"
            if said:
                s.complain("day" if "day" in s else "from", said)
                break
            known[day] = what


def _entry(s: Section, year: str) -> DayOff:
    first = s.day("day" if "day" in s else "from")
    last = first if "day" in s else s.day("to")
    for key in ("day", "from", "to"):
        if key in s and "day" in s and key != "day":
            s.complain(key, "đã ghi day thì không ghi from, to")
    if first and last and (last < first or {str(first.year), str(last.year)} != {year}):
        s.complain("day" if "day" in s else "to", f"phải nằm trong năm {year}, ngày cuối không trước ngày đầu")
    return DayOff(first, last, s.text("why"), s.text("source", ""))
