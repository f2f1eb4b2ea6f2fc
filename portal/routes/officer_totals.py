"""The totals of one duty and period: one node of the map at a time, down to the units, with who is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from sqlmodel import Session, col, select
from starlette.responses import Response

from models.facts import Submission
from models.forms import Form
from models.map_views import map_for
from models.overtaken import overtaken_at
from models.rollup import Leaf, Node, Total
from models.snapshots import snapshots_of
from models.totals import leaves_of, total
from models.units import Unit
from models.vocabulary import IndicatorType, MapView, SubmissionState
from portal import words
from portal.doors import AnOfficer, Db, Law, NotFound, Today
from portal.pages import page
from portal.periods_asked import APeriod, counted

router = APIRouter()
MOST_COLUMNS = 8


@dataclass(frozen=True)
class Line:
    """One indicator at the chosen node."""

    code: str
    label: str
    unit: str
    value: Any
    is_ratio: bool
    numerator: Any
    denominator: Any
    reported: int
    expected: int
    texts: Sequence[str]


@dataclass(frozen=True)
class NodeLine:
    """One node with its count and the values of the shown indicators."""

    id: str
    name: str
    reported: int
    expected: int
    missing: Sequence[str]
    provisional: bool
    is_estimate: bool
    is_frozen: bool
    values: Sequence[str]


@router.get("/can-bo/tong-hop/{programme}/{duty}/{period:path}")
def totals_page(
    request: Request,
    visit: AnOfficer,
    asked: APeriod,
    db: Db,
    law: Law,
    today: Today,
    dia_ban: str = "",
    ban_do: str = MapView.DAY.value,
) -> Response:
    if ban_do not in list(MapView):
        raise NotFound("Không có cách xem này. Đề nghị chọn lại trên trang tổng hợp.")
    form, deadline = asked.form_to("tổng hợp"), asked.deadline
    shown = map_for(db, ban_do, day=deadline.last_valid_on, on=today)
    reported = leaves_of(db, law, deadline, today)
    leaves = [leaf._replace(place=shown.main(leaf.place)) for leaf in reported]
    rows = total(db, law, asked.programme, asked.period, duty=asked.duty, as_of=today, view=ban_do) if leaves else []
    by_node: dict[str, list[Total]] = {}
    for row in rows:
        by_node.setdefault(row.node, []).append(row)
    chosen = dia_ban or next(iter(by_node), "")
    if by_node and chosen not in by_node:
        raise NotFound("Địa bàn này không có đơn vị thuộc diện báo cáo của kỳ.")
    nodes = shown.nodes
    below = _below(leaves, nodes)
    labels = labels_of(form)
    columns = [code for code, label in labels.items() if not label.is_text][:MOST_COLUMNS]
    kinds = {code: labels[code].type for code in columns}
    here = below.get(chosen, [])
    silent = sorted((leaf for leaf in here if not leaf.is_reported), key=lambda leaf: leaf.unit_name)
    children = [id for id in by_node if id != chosen and nodes[id].parent == chosen]
    sent = snapshots_of(db, *deadline.key)
    return page(
        request,
        "totals.html",
        head=counted(db, law, today, asked),
        node=_node(chosen, by_node, nodes, below, kinds),
        totals=[_line(t, labels) for t in by_node.get(chosen, [])],
        children=[_node(id, by_node, nodes, below, kinds) for id in children],
        shown_codes=[{"code": code, "label": labels[code].label} for code in columns],
        path=_path(chosen, by_node, nodes),
        tops=[nodes[id] for id in by_node if id in nodes and nodes[id].parent not in by_node],
        filings=_filings(db, deadline.key, [leaf.unit_id for leaf in here]) if not children else [],
        missing=[{"id": leaf.unit_id, "name": leaf.unit_name} for leaf in silent],
        sent=sent,
        overtaken=overtaken_at(db, law, deadline, today) if sent else None,
        view=ban_do,
        views=list(MapView),
    )


@dataclass(frozen=True)
class Label:
    """What one line of the totals is called."""

    label: str
    unit: str
    type: IndicatorType

    @property
    def is_text(self) -> bool:
        return self.type is IndicatorType.TEXT


@dataclass(frozen=True)
class Filing:
    """Where a figure came from."""

    id: int
    unit_name: str
    filed_at: Any
    receipt: str


def labels_of(form: Form) -> dict[str, Label]:
    """Words of every line a total may carry: whole indicators, and the parts of a breakdown."""
    found = {}
    for indicator in form.indicators:
        found[indicator.code] = Label(indicator.label, indicator.unit, indicator.type)
        if indicator.parts and indicator.type is not IndicatorType.RATIO:
            del found[indicator.code]
            found |= {f.code: Label(f.label, f.unit, f.type) for f in indicator.fields()}
    return found


def _below(leaves: Sequence[Leaf], nodes: dict[str, Node]) -> dict[str, list[Leaf]]:
    """The units standing on each node or anywhere under it."""
    found: dict[str, list[Leaf]] = {}
    for leaf in leaves:
        place: str | None = leaf.place
        while place in nodes:
            found.setdefault(place, []).append(leaf)
            place = nodes[place].parent
    return found


def _node(
    id: str,
    by_node: dict[str, list[Total]],
    nodes: dict[str, Node],
    below: dict[str, list[Leaf]],
    columns: dict[str, IndicatorType],
) -> NodeLine:
    leaves, totals = below.get(id, []), {t.indicator: t for t in by_node.get(id, [])}
    return NodeLine(
        id=id,
        name=nodes[id].name if id in nodes else "Toàn bộ",
        reported=sum(leaf.is_reported for leaf in leaves),
        expected=len(leaves),
        missing=[leaf.unit_id for leaf in leaves if not leaf.is_reported],
        provisional=any(t.provisional for t in totals.values()),
        is_estimate=any(t.is_estimate for t in totals.values()),
        is_frozen=any(t.is_frozen for t in totals.values()),
        values=[_short(totals[code], kind) if code in totals else "—" for code, kind in columns.items()],
    )


def _short(t: Total, kind: IndicatorType) -> str:
    if kind is IndicatorType.BOOL and t.expected == 1 and t.value is not None:  # one unit's own answer, no count
        return words.number(bool(t.value))
    if t.denominator is not None or t.numerator is not None:
        return words.percent(t.value)
    return words.number(t.value)


def _line(t: Total, labels: dict[str, Label]) -> Line:
    label = labels.get(t.indicator, Label(t.indicator, "", IndicatorType.COUNT))
    return Line(
        code=t.indicator,
        label=label.label,
        unit="đơn vị có" if label.type is IndicatorType.BOOL else label.unit,
        value=None if label.is_text else t.value,
        is_ratio=label.type is IndicatorType.RATIO,
        numerator=t.numerator,
        denominator=t.denominator,
        reported=t.reported,
        expected=t.expected,
        texts=_texts(t.value) if label.is_text else (),
    )


def _texts(value: Any) -> list[str]:
    """Gathered narratives, one a unit."""
    return [f"{text['name']}: {text['text']}" for text in value or ()]


def _path(chosen: str, by_node: dict[str, list[Total]], nodes: dict[str, Node]) -> list[Node]:
    """From the top node down to the chosen one."""
    steps: list[Node] = []
    id: str | None = chosen
    while id in by_node and id in nodes:
        steps.insert(0, nodes[id])
        id = nodes[id].parent
    return steps


def _filings(db: Session, key: tuple[str, str, str], unit_ids: list[str]) -> list[Filing]:
    query = (
        select(Submission, Unit.name)
        .join(Unit, col(Unit.id) == Submission.unit_id)
        .where(
            Submission.programme == key[0],
            Submission.duty == key[1],
            Submission.period == key[2],
            col(Submission.unit_id).in_(unit_ids),
            col(Submission.state).in_((SubmissionState.FILED, SubmissionState.ACCEPTED)),
        )
    )
    return [Filing(s.id or 0, name, s.filed_at, s.receipt) for s, name in db.exec(query)]
