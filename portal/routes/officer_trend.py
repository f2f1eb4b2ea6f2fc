"""So cùng kỳ, nhiều kỳ: each indicator at a place beside the year before and over its periods, or why it is not."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.comparison import said_once
from models.obligations import known_deadlines
from models.period_told import part_of_year
from models.trend import RULES, Point, comparisons, trend_of
from models.vocabulary import IndicatorType
from portal import words
from portal.doors import AnOfficer, Db, Law, Today
from portal.pages import page
from portal.periods_asked import APeriod

router = APIRouter()
MOST_POINTS = 13  # periods of a row unless all are asked for: a year of months and the one before


@router.get("/can-bo/tong-hop/so-sanh/{programme}/{duty}/{period:path}")
def comparison_page(
    request: Request,
    visit: AnOfficer,
    head: APeriod,
    db: Db,
    law: Law,
    today: Today,
    dia_ban: str = "",
) -> Response:
    head.form_to("so sánh")
    found = comparisons(db, law, *head.deadline.key, as_of=today, node=dia_ban or None)
    node = found[0].node if found else ""
    lines = [c for c in found if c.node == node]
    return page(
        request,
        "comparison.html",
        head=head,
        lines=lines,
        told=said_once(lines),
        node=node,
        node_name=found[0].node_name if found else "",
        then_label=next((c.then.label for c in found if c.then), ""),
        rules=RULES,
        value=value_words,
        number=words.number,
    )


@router.get("/can-bo/tong-hop/dien-bien/{programme}/{duty}/{period:path}")
def trend_page(
    request: Request,
    visit: AnOfficer,
    head: APeriod,
    db: Db,
    law: Law,
    today: Today,
    dia_ban: str = "",
    cung: str = "",
    tat_ca: str = "",
) -> Response:
    """The last periods due, with `tat_ca` every one; with `cung` only the same part of each year.

    Errors: `Refused` where no place is common.
    """
    head.form_to("xem diễn biến")
    known = known_deadlines(db, law, head.programme, head.duty)
    due = [
        d
        for d in known
        if d.last_valid_on <= today and (not cung or part_of_year(d.period) == part_of_year(head.period))
    ]
    shown = due if tat_ca else due[-MOST_POINTS:]
    found = trend_of(db, law, shown, as_of=today, node=dia_ban or None) if shown else []
    return page(
        request,
        "trend.html",
        head=head,
        labels=[d.label for d in shown],
        lines=[(t, list(zip(t.points, (None, *t.steps), strict=True))) for t in found],
        node_name=found[0].node_name if found else "",
        ways=_ways({"dia_ban": dia_ban, "cung": cung, "tat_ca": tat_ca}, len(due) - len(shown)),
        hidden=len(due) - len(shown),
        rules=RULES,
        value=value_words,
    )


def _ways(asked: dict[str, str], hidden: int) -> list[tuple[str, str]]:
    """Where else one may look from here, at the same place: what the address then asks, and words for it."""
    found = [({"cung": ""}, "Mọi kỳ trong năm") if asked["cung"] else ({"cung": "1"}, "Chỉ cùng kỳ các năm")]
    if hidden:
        found.append(({"tat_ca": "1"}, f"Xem cả {hidden} kỳ trước đó"))
    elif asked["tat_ca"]:
        found.append(({"tat_ca": ""}, "Chỉ các kỳ gần nhất"))
    return [(urlencode({name: said for name, said in (asked | other).items() if said}), text) for other, text in found]


def value_words(point: Point | None, kind: IndicatorType) -> str:
    """The value of one period; a dash where there is none."""
    if point is None:
        return "—"
    return words.percent(point.value) if kind is IndicatorType.RATIO else words.number(point.value)
