"""Chương trình: documents + years + duties, as the catalogue holds them. Nothing here knows units' rows or days.

`Programme`, `Document`, `Phase` describe the text; `Duty`, `Audience`, `Route` what it demands, of whom, sent where.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from models.dates_in_words import day_text
from models.goals import Target
from models.rules import Rule
from models.vocabulary import DocumentRelation, DutyKind, Level, Secrecy, Tree


@dataclass(frozen=True)
class Document:
    """A signed text. What its copy leaves blank stays blank (`blanks`); `dated` may be only a month (`2024-08`)."""

    number: str | None
    kind: str
    issuer: str
    title: str = ""
    relation: DocumentRelation = DocumentRelation.SELF
    date: dt.date | None = None
    dated: str | None = None
    date_precision: str = "day"  # day, month, none
    certain_on: dt.date | None = None  # the day by which it surely existed
    clause: str = ""
    note: str = ""
    blanks: tuple[str, ...] = ()

    @property
    def citation(self) -> str:
        """`Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024`; what is blank is said, not filled."""
        kind = self.kind or "Văn bản"
        if self.date:
            day = f"ngày {day_text(self.date)}"
        elif self.dated:
            day = f"tháng {int(self.dated[5:])}/{self.dated[:4]}"
        else:
            return f"{kind} số {self.number} (chưa rõ ngày)" if self.number else f"{kind} (chưa có số, ngày)"
        return f"{kind} số {self.number} {day}" if self.number else f"{kind} {day} (chưa có số)"


@dataclass(frozen=True, slots=True)
class Phase:
    """Giai đoạn: a stretch of the programme's years with its main work."""

    label: str
    first_on: dt.date
    last_on: dt.date


@dataclass(frozen=True, slots=True)
class Body:
    """A provincial body that texts call by name (sở, báo, đài, thanh tra): a unit known to the catalogue by its id."""

    id: str
    name: str
    tree: Tree
    level: Level
    kind: str
    territory: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    source: str = ""


@dataclass(frozen=True, slots=True)
class BodySuccession:
    """One named body taking over from another."""

    from_id: str
    to_id: str
    kind: str
    takes_over_on: dt.date
    basis: str


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is addressed: every unit of these trees on these levels in the programme's scope, and these named bodies."""

    trees: tuple[Tree, ...] = ()
    levels: tuple[Level, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who a step of a route is, where it is no name of one body: the body of this tree above the sender."""

    tree: Tree
    level: Level


class Stop(NamedTuple):
    """One step of a route: to whom, through whom; `receiver` is None where the text means no body we know."""

    to: str
    via: str = ""
    receiver: Receiver | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """Where the work is sent. `address_fact`: an address the text prints; shown to officers, never a recipient."""

    to: str = ""
    via: str = ""
    copies: tuple[tuple[str, str], ...] = ()
    own_step_at: tuple[Level, ...] = ()  # levels that are themselves the first receiver: that step falls away
    address_fact: str = ""
    note: str = ""
    receivers: tuple[Receiver | None, ...] = ()  # of `to` and of each copy, in their order

    @property
    def stops(self) -> tuple[Stop, ...]:
        """Where it goes, the first receiver first; none where the text names nobody."""
        named = ((self.to, self.via), *self.copies)
        receivers = (*self.receivers, *(None,) * len(named))
        return tuple(Stop(to, via, receiver) for (to, via), receiver in zip(named, receivers, strict=False) if to)

    def through(self, stops: Sequence[Stop]) -> Route:
        """The same route by other steps."""
        first, *rest = stops or (Stop(""),)
        return Route(
            to=first.to,
            via=first.via,
            copies=tuple((stop.to, stop.via) for stop in rest),
            address_fact=self.address_fact,
            note=self.note,
            receivers=tuple(stop.receiver for stop in (first, *rest)),
        )

    def at(self, level: Level | str) -> Route:
        """The route as a unit of this level walks it: nobody sends to itself, the first copy becomes the way."""
        return self.through(self.stops[1:]) if level in self.own_step_at else self

    @property
    def words(self) -> str:
        """`Công an Huyện (qua Đội Tổng hợp), đồng gửi Công an Tỉnh (…)`; empty where the text names no receiver."""
        return ", đồng gửi ".join(f"{to} (qua {via})" if via else to for to, via, _ in self.stops)


@dataclass(frozen=True)
class Duty:
    """One demand of a document, with its basis. `audience` are those who owe; in a joint duty only the lead, once."""

    id: str
    programme: str
    kind: DutyKind
    title: str
    clause: str
    wording: str
    source: Document
    rule: Rule
    levels: tuple[Level, ...] = ()
    audience: tuple[Audience, ...] = ()
    addressees: tuple[Audience, ...] = ()
    actors: tuple[str, ...] = ()  # the addressees in the document's words
    joint: bool = False
    lead: str = ""
    partners: tuple[str, ...] = ()
    route: Route = Route()
    form: str | None = None
    target: dict[str, Any] | None = None
    explicit: bool = True
    period_label: str = ""
    also_at: tuple[str, ...] = ()
    note: str = ""
    secrecy: Secrecy | None = None  # of a secret duty nothing but its document is known here

    @property
    def owed(self) -> bool:
        """Whether anybody files it: not standing, undated, on-demand or legal entries, nor goals set to no unit."""
        kinds = (DutyKind.STANDING, DutyKind.LEGAL)
        return self.rule.shape is not None and self.kind not in kinds and bool(self.audience)

    @property
    def document(self) -> str | None:
        """Number of the text it stands in; None where the copy has none."""
        return self.source.number

    @property
    def first_on(self) -> dt.date | None:
        return self.rule.first_on

    @property
    def last_on(self) -> dt.date | None:
        return self.rule.last_on


@dataclass(frozen=True)
class Programme:
    """One coordination programme with everything it demands."""

    slug: str
    title: str
    short_title: str
    number: str
    documents: tuple[Document, ...]
    valid_from: dt.date
    valid_to: dt.date
    years: tuple[int, int]
    tracker: str
    scope: tuple[str, ...]
    unloaded: tuple[str, ...]
    phases: tuple[Phase, ...] = ()
    waiting_from: dt.date | None = None
    waiting_reason: str = ""
    notes: tuple[str, ...] = ()
    approved_at: tuple[Level, ...] = ()  # levels of a unit's own line that approve its filings before they are accepted
    message_budget: int | None = None  # messages a unit and year; beyond it only the last day and chasers are said
    targets: tuple[Target, ...] = ()
    duties: dict[str, Duty] = field(default_factory=dict)

    @property
    def document(self) -> Document:
        """The text whose clauses the duties cite."""
        return next(d for d in self.documents if d.relation is DocumentRelation.SELF)

    @property
    def ordered_on(self) -> dt.date:
        """The day by which the order surely existed: nothing that fell due on or before it can be owed."""
        return self.document.certain_on or self.valid_from

    def why_idle(self, on: dt.date) -> str:
        """Why nothing of it runs on a day; empty in force."""
        if on < self.valid_from:
            return f"có hiệu lực từ ngày {day_text(self.valid_from)}"
        if self.valid_to < on:
            return f"đã kết thúc ngày {day_text(self.valid_to)}"
        if self.waiting_from and self.waiting_from <= on:
            return f"chờ xác nhận từ ngày {day_text(self.waiting_from)}"
        return ""

    @property
    def blanks(self) -> list[str]:
        """What is blank in the copies at hand, said in Vietnamese for a report."""
        return [
            f"{d.citation}{f' của {d.issuer}' if d.issuer else f' “{d.title}”'}: "
            f"bản có trong tay để trống {', '.join(d.blanks)}"
            for d in self.documents
            if d.blanks
        ]
