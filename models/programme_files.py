"""programme.yaml read into `Programme`: documents, years, phases, scope. Duties are read by `models.duty_files`."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Collection, Mapping
from datetime import date

from models.forms import Form
from models.goal_files import read_targets
from models.programmes import Document, Phase, Programme
from models.rule_files import REQUIRED, RuleFile, Section, Unreadable, one_among, read_day
from models.vocabulary import DocumentRelation, Level

MOST_MESSAGES = 366  # a message a day, every day of a year
_PROGRAMME = [
    *("title", "short_title", "number", "years", "valid_from", "valid_to", "tracker", "scope", "unloaded"),
    *("documents", "phases", "waiting", "notes", "message_budget", "approved_at", "targets"),
]
_DOCUMENT = ["number", "kind", "issuer", "title", "relation", "date", "clause", "note", "blanks"]


def read_programme(
    file: RuleFile, slug: str, territories: Collection[str], forms: Mapping[str, Form]
) -> Programme | None:
    """The programme without its duties; None when the file is not sound."""
    root = file.root(_PROGRAMME)
    if root is None:
        return None
    years = root.texts("years", _year, REQUIRED, distinct=False)
    if len(years) != 2 and "years" in root:
        root.complain("years", "phải là hai năm [đầu, cuối]")
    waiting = root.section("waiting", ["from", "reason"])
    programme = Programme(
        slug=slug,
        title=root.text("title"),
        short_title=root.text("short_title"),
        number=root.text("number", "(chưa có số)"),
        documents=tuple(_document(s) for s in root.sections("documents", _DOCUMENT, REQUIRED)),
        valid_from=root.day("valid_from"),
        valid_to=root.day("valid_to"),
        years=years,  # type: ignore[arg-type]
        tracker=root.text("tracker"),
        scope=root.texts("scope", one_among(territories)),
        unloaded=root.texts("unloaded"),
        phases=tuple(
            Phase(s.text("label"), s.day("first"), s.day("last"))
            for s in root.sections("phases", ["label", "first", "last"])
        ),
        waiting_from=waiting.day("from") if waiting else None,
        waiting_reason=waiting.text("reason") if waiting else "",
        notes=root.texts("notes"),
        message_budget=root.number("message_budget", None),
        approved_at=root.choices("approved_at", Level),
        targets=read_targets(root, forms),
    )
    if programme.message_budget is not None and not 1 <= programme.message_budget <= MOST_MESSAGES:
        root.complain("message_budget", f"{programme.message_budget} ngoài phạm vi", [f"từ 1 đến {MOST_MESSAGES}"])
    if file.is_sound and [d.relation for d in programme.documents].count(DocumentRelation.SELF) != 1:
        root.complain("documents", "phải có đúng một văn bản với relation: self")
    if file.is_sound and (programme.valid_to < programme.valid_from or years[1] < years[0]):
        root.complain("valid_to", "kết thúc trước khi bắt đầu")
    return programme if file.is_sound else None


def _document(s: Section) -> Document:
    dated = s.read("date", _dated, None)
    day = dated if isinstance(dated, date) else None
    month = dated if isinstance(dated, str) else None
    certain = day
    if month:
        year, number = int(month[:4]), int(month[5:])
        certain = date(year, number, monthrange(year, number)[1])
    return Document(
        number=s.text("number", None),
        kind=s.text("kind", ""),
        issuer=s.text("issuer", ""),
        title=s.text("title", ""),
        relation=s.choice("relation", DocumentRelation),
        date=day,
        dated=day.isoformat() if day else month,
        date_precision="day" if day else "month" if month else "none",
        certain_on=certain,
        clause=s.text("clause", ""),
        note=s.text("note", ""),
        blanks=s.texts("blanks"),
    )


def _year(text: str) -> int:
    if not re.fullmatch(r"(19|20|21)\d\d", text):
        raise Unreadable(f"“{text}” không phải năm")
    return int(text)


def _dated(text: str) -> date | str:
    """A day, or only its month where the copy leaves the day blank."""
    return text if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) else read_day(text)
