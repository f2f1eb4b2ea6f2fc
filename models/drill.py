"""Truy xuất: from any number in a total down to the cells it is made of: whose, how much, filed by whom and when.

The cells of a node are its units, one each; added up they give the total again, and a unit that gave nothing stands
there with the reason. Reads what `models.totals` reads and adds nothing up itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from models.catalogue import Catalogue
from models.errors import Refused
from models.facts import Submission
from models.forms import Form
from models.lines import Leaf, Line, lines_of
from models.map_views import Viewed, map_for
from models.obligations import find_deadline
from models.totals import form_of, leaves_of
from models.vocabulary import MapView, Nature, SubmissionKind

AT_ONCE = 500  # filings in one question


@dataclass(frozen=True, slots=True)
class Cell:
    """What one unit put into one line of a total. `value` is None where nothing of it was added, and why is said."""

    unit_id: str
    unit_name: str
    place: str  # the node it stands on
    value: Any  # count, money (triệu đồng), yes/no, text; of a ratio the numerator
    denominator: int | None = None  # of a ratio
    submission_id: int | None = None
    version: int | None = None
    receipt: str = ""
    filed_at: datetime | None = None
    by: str = ""  # link:<id>, an account's name, or empty
    via: str = ""  # portal, workbook, officer, mail…
    is_provisional: bool = False
    is_part: bool = False  # of a unit that counts elsewhere: its place was split
    why_missing: str = ""
    also_by: tuple[str, ...] = ()  # of a figure that only the lead of joint work enters: others on its place who did

    @property
    def is_given(self) -> bool:
        return not self.why_missing


def cells_of(
    session: Session,
    catalogue: Catalogue,
    programme: str,
    duty: str,
    period: str,
    indicator: str,
    *,
    node: str | None = None,
    as_of: date,
    view: MapView | str = MapView.DAY,
) -> list[Cell]:
    """Every unit at or below a node (all without one), by name, with what it put into one line as known on that day.

    `indicator` is a code as totals bear it (`B01`, `D06.kha`). Errors: `Refused` for what is not there.
    """
    deadline = find_deadline(session, catalogue, programme, duty, period)
    form = form_of(session, catalogue, deadline)
    line = _line(form, indicator)
    assert form is not None
    shown = map_for(session, view, day=deadline.last_valid_on, on=as_of)
    if node is not None and node not in shown.nodes:
        node = shown.main(node)
    leaves = [
        leaf
        for leaf in shown.leaves(form, leaves_of(session, catalogue, deadline, as_of))
        if node is None or _is_below(leaf.place, node, shown)
    ]
    filings = _filings(session, leaves)
    found = [_cell(line, leaf, filings.get(leaf.submission_id or 0)) for leaf in leaves]
    if line.indicator.is_lead_only:
        found = _beside_each_other(found)
    return sorted(found, key=lambda cell: (cell.unit_name, cell.unit_id, cell.place))


def _cell(line: Line, leaf: Leaf, filing: Submission | None) -> Cell:
    value, below = line.given_by(leaf)
    return Cell(
        unit_id=leaf.unit_id,
        unit_name=leaf.unit_name,
        place=leaf.place,
        value=value,
        denominator=below,
        submission_id=filing.id if filing else None,
        version=filing.version if filing else None,
        receipt=filing.receipt if filing else "",
        filed_at=filing.filed_at if filing else None,
        by=filing.filed_by if filing else "",
        via=filing.filed_via if filing else "",
        is_provisional=leaf.is_provisional,
        is_part=leaf.is_part,
        why_missing=why_missing(line, leaf, filing) if value is None else "",
    )


def _beside_each_other(cells: Sequence[Cell]) -> list[Cell]:
    """Two bodies of one place that both counted joint work may have counted the same: each is shown the other."""
    on_place: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        if cell.value:
            on_place[cell.place].append(cell)
    return [
        replace(cell, also_by=tuple(sorted(c.unit_name for c in on_place[cell.place] if c.unit_id != cell.unit_id)))
        if cell.value
        else cell
        for cell in cells
    ]


def why_missing(line: Line, leaf: Leaf, filing: Submission | None) -> str:
    """Why a unit's figure is not in a line, in words for an officer."""
    if filing is None:
        return "chưa báo cáo"
    if not leaf.is_reported:
        return "đã trả lại để bổ sung, chưa nộp lại"
    if filing.kind == SubmissionKind.OFFLINE:
        return "đã gửi bản giấy hoặc qua đường mật, không có số liệu"
    if filing.kind == SubmissionKind.DOCUMENT:
        return "đã gửi văn bản, không có số liệu theo biểu"
    if leaf.is_nil:
        said = "số có đến cuối kỳ" if line.indicator.nature is Nature.STOCK else "tỷ lệ"
        return f"báo không phát sinh; chỉ tiêu này là {said}, không suy ra được"
    return "đã báo cáo, để trống ô này"


def _line(form: Form | None, indicator: str) -> Line:
    if form is None:
        raise Refused("Nhiệm vụ này không có biểu số liệu nên không có số tổng hợp để truy xuất.")
    known = {line.code: line for line in lines_of(form)}
    if indicator not in known:
        near = [code for code in known if code.split(".")[0] == indicator.split(".")[0]]
        hint = f" Các dòng của chỉ tiêu này: {', '.join(near)}." if near else ""
        raise Refused(f"Biểu “{form.title}” không có dòng “{indicator}”.{hint}")
    return known[indicator]


def _is_below(place: str, node: str, shown: Viewed) -> bool:
    at: str | None = place
    while at is not None and at != node:
        at = shown.nodes[at].parent if at in shown.nodes else None
    return at == node


def _filings(session: Session, leaves: Sequence[Leaf]) -> Mapping[int, Submission]:
    ids = sorted({leaf.submission_id for leaf in leaves if leaf.submission_id})
    parts = [col(Submission.id).in_(ids[n : n + AT_ONCE]) for n in range(0, len(ids), AT_ONCE)]
    return {filing.id or 0: filing for part in parts for filing in session.scalars(select(Submission).where(part))}
