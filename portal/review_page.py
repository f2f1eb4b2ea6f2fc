"""A filing as a reviewer reads it: figures beside last period's, what the checks ask, what changed, whose turn it is.

The same for the agency, a superior and the unit's own head; what each may say comes from `models.voices`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, select
from starlette.datastructures import FormData

from models.access import Officer
from models.approvals import Standing, standing_of
from models.around import NOTHING, Around, around
from models.catalogue import Catalogue
from models.checking import Checked, Query, check_filed
from models.document_forms import DocumentForm
from models.facts import Decision, Submission
from models.figures import FieldProblem
from models.forms import Form
from models.map_of_day import names_on
from models.version_changes import Change, changes_between, files_changed, last_read
from models.vocabulary import IndicatorType, ReviewAction, SubmissionState
from models.voices import Voice, may_say, voices_of
from portal import words
from portal.headings import Heading, heading

CELL = "c."  # before a field code: what the reviewer says beside that cell
STANDING = (SubmissionState.FILED, SubmissionState.ACCEPTED)


@dataclass(frozen=True)
class Line:
    """One row of the table. `code`: the cell a return may point to; empty over a breakdown."""

    name: str
    code: str
    label: str
    unit: str
    value: Any
    last: Any
    is_words: bool = False
    is_part: bool = False
    is_changed: bool = False
    errors: tuple[FieldProblem, ...] = ()
    queries: tuple[Query, ...] = ()

    @property
    def box(self) -> str:
        return CELL + self.code


@dataclass(frozen=True)
class Word:
    """One word said on one version, as a page tells it."""

    version: int
    action: str
    at: Any
    step: str
    who: str
    on_behalf_of: str
    note: str
    cells: list[dict[str, str]]


@dataclass(frozen=True)
class Since:
    """What changed since a version; `word`: what this reader's step said on it, if it did."""

    version: int
    word: Decision | None
    changes: list[Change]


@dataclass(frozen=True)
class Review:
    """Everything one page of review shows."""

    head: Heading
    standing: Standing
    may: dict[ReviewAction, Voice]
    lines: list[Line]
    errors: list[FieldProblem]
    queries: list[Query]
    history: list[Word]
    since: Since | None
    last: str  # which period stands beside it; empty where none does
    labels: Mapping[str, str] = field(default_factory=dict)  # of the boxes, by code
    stands_in: str = ""  # the name of whom this account would speak for; empty: for itself
    typed: Mapping[str, str] = field(default_factory=dict)


def review_of(db: Session, law: Catalogue, s: Submission, account: Officer | None, today: date) -> Review:
    """The page's content for this account; without one, to read only."""
    head = heading(db, law, s.programme, s.duty, s.period)
    voices = voices_of(db, account, today) if account else []
    standing = standing_of(db, law, s, today)
    checked = _checked(db, law, head, s)
    beside = checked.around if checked else _beside(db, law, head, s)
    document = law.document_form(head.deadline.kind) if head.deadline else None
    since = since_read(db, head.form, document, s, {voice.as_unit for voice in voices})
    may = may_say(standing, voices)
    lender = next((voice.on_behalf_of for voice in may.values()), "")
    return Review(
        head=head,
        standing=standing,
        may=may,
        lines=_lines(head.form, s, beside.of("last"), checked, since) if s.kind == "figures" else [],
        errors=[p for p in checked.errors if not p.code] if checked else [],
        queries=[q for q in checked.queries if not q.code] if checked else [],
        history=history_of(db, standing, s, today),
        since=since,
        last=beside.labels.get("last", ""),
        labels={box.code: box.label for box in head.form.fields()} if head.form else {},
        stands_in=names_of(db, {lender}).get(lender, lender),
    )


def since_read(
    db: Session, form: Form | None, document: DocumentForm | None, s: Submission, as_units: set[str]
) -> Since | None:
    """What changed since this reader's last word, or since the version before; None for a first version."""
    if s.version == 1:
        return None
    if read := last_read(db, s, as_units):
        before, word = read
        changes = changes_between(form, before, s, document) + files_changed(db, before, s)
        return Since(before.version, word, changes)
    query = select(Submission).where(
        Submission.programme == s.programme,
        Submission.duty == s.duty,
        Submission.period == s.period,
        Submission.unit_id == s.unit_id,
        Submission.version == s.version - 1,
    )
    earlier = db.exec(query).first()
    if earlier is None:
        return None
    changes = changes_between(form, earlier, s, document) + files_changed(db, earlier, s)
    return Since(earlier.version, None, changes)


def history_of(db: Session, standing: Standing, s: Submission, today: date) -> list[Word]:
    """Every word on every version up to this one, oldest first, with the names people go by."""
    query = (
        select(Submission.version, Decision)
        .join(Decision, col(Decision.submission_id) == col(Submission.id))
        .where(
            Submission.programme == s.programme,
            Submission.duty == s.duty,
            Submission.period == s.period,
            Submission.unit_id == s.unit_id,
            Submission.version <= s.version,
        )
        .order_by(col(Decision.at), col(Decision.id))
    )
    said = list(db.exec(query))
    names = names_of(db, {name for _, d in said for name in (d.by, d.on_behalf_of)})
    units = names_on(db, {d.as_unit for _, d in said}, today)  # a step that is none any more keeps its unit's name
    steps = units | {one.step.as_unit: one.step.name for one in standing.steps}
    return [
        Word(
            version=version,
            action=d.action,
            at=d.at,
            step=steps.get(d.as_unit, d.as_unit),
            who=names.get(d.by, d.by),
            on_behalf_of=names.get(d.on_behalf_of, d.on_behalf_of),
            note=d.note,
            cells=d.cells or [],
        )
        for version, d in said
    ]


def marked_cells(sent: FormData) -> list[dict[str, str]]:
    """What the reviewer wrote beside the cells of a return."""
    return [
        {"code": name.removeprefix(CELL), "message": text}
        for name, text in sent.items()
        if name.startswith(CELL) and isinstance(text, str) and text.strip()
    ]


def _checked(db: Session, law: Catalogue, head: Heading, s: Submission) -> Checked | None:
    """What the checks say of a standing version; older ones are not asked again."""
    if head.deadline is None or s.kind != "figures" or s.state not in STANDING:
        return None
    return check_filed(db, law, head.deadline, [s.unit_id]).get(s.unit_id)


def _beside(db: Session, law: Catalogue, head: Heading, s: Submission) -> Around:
    """What a version that stands no more was held against."""
    if head.deadline is None or head.form is None or s.kind != "figures":
        return NOTHING
    return around(db, law, head.deadline, head.form, [s.unit_id], known_by=s.filed_at)[s.unit_id]


def _lines(
    form: Form | None, s: Submission, before: Mapping[str, Any], checked: Checked | None, since: Since | None
) -> list[Line]:
    """The table in the order of the form; a ratio stands as its rate over its two numbers."""
    changed = {change.code for change in since.changes} if since else set()

    def line(code: str, **shown: Any) -> Line:
        return Line(
            code=code,
            is_changed=code in changed,
            errors=tuple(p for p in checked.errors if p.code == code) if checked and code else (),
            queries=tuple(q for q in checked.queries if q.code == code) if checked and code else (),
            **shown,
        )

    found = []
    for i in form.indicators if form else ():
        if not i.parts:
            pair = {"value": s.figures.get(i.code), "last": before.get(i.code)}
            is_words = i.type is IndicatorType.TEXT
            found.append(line(i.code, name=i.code, label=i.label, unit=i.unit, is_words=is_words, **pair))
            continue
        rate = {"value": "", "last": ""}
        if i.type is IndicatorType.RATIO:
            top, bottom = (f.code for f in i.fields())
            rate = {"value": _rate(s.figures, top, bottom), "last": _rate(before, top, bottom)}
        found.append(line("", name=i.code, label=i.label, unit=i.unit, **rate))
        parts = dict(i.parts)
        for f in i.fields():
            pair = {"value": s.figures.get(f.code), "last": before.get(f.code)}
            found.append(line(f.code, name="", label=parts[f.part or ""], unit=f.unit, is_part=True, **pair))
    return found


def _rate(figures: Mapping[str, Any], top: str, bottom: str) -> str:
    above, below = figures.get(top), figures.get(bottom)
    return words.percent(above * 100 / below) if above is not None and below else "—"


def names_of(db: Session, usernames: Iterable[str]) -> dict[str, str]:
    """What the people behind these accounts are called."""
    query = select(Officer.username, Officer.full_name).where(col(Officer.username).in_(list(usernames)))
    return dict(db.exec(query).all())
