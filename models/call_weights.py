"""Còn thiếu bao nhiêu: about how much of a total is missing for each unit that has not filed.

A unit weighs what it weighed in the period before: its mean share of the indicators that add up. Where there is no such
period, or no figures at all, everybody weighs the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from sqlmodel import Session

from models.catalogue import Catalogue
from models.forms import Form
from models.obligations import Obligation, known_deadlines
from models.rollup import Leaf
from models.totals import form_of, leaves_of
from models.vocabulary import AcrossUnits

Key = tuple[str, str, str, str]  # of an obligation
STEP = Decimal("0.1")


def weights(session: Session, catalogue: Catalogue, late: Sequence[Obligation], on: date) -> dict[Key, Decimal]:
    """Of each late obligation: about how many per cent of its total are missing for it."""
    found: dict[Key, Decimal] = {}
    for key in dict.fromkeys(owed.key[:3] for owed in late):
        of_key = [owed for owed in late if owed.key[:3] == key]
        deadline = of_key[0].deadline
        form = form_of(session, catalogue, deadline)
        before = [d for d in known_deadlines(session, catalogue, *key[:2]) if d.due_on < deadline.due_on]
        shares = shares_of(form, leaves_of(session, catalogue, before[-1], on)) if form and before else {}
        everybody = len(leaves_of(session, catalogue, deadline, on))
        even = Decimal(100) / everybody if everybody else Decimal(0)
        for owed in of_key:
            weight = shares.get(owed.unit_id, even)
            found[owed.key] = weight.quantize(STEP, ROUND_HALF_UP)
    return found


def shares_of(form: Form, leaves: Sequence[Leaf]) -> dict[str, Decimal]:
    """Each unit's mean share, in per cent, of the indicators that add up."""
    boxes = [box.code for i in form.indicators if i.across is AcrossUnits.SUM for box in i.fields()]
    sums = {box: sum((_number(leaf, box) for leaf in leaves), Decimal(0)) for box in boxes}
    counted = [box for box in boxes if sums[box]]
    if not counted:
        return {}
    reported = [leaf for leaf in leaves if leaf.is_reported]
    return {
        leaf.unit_id: sum((100 * _number(leaf, box) / sums[box] for box in counted), Decimal(0)) / len(counted)
        for leaf in reported
    }


def _number(leaf: Leaf, box: str) -> Decimal:
    value = leaf.figures.get(box)
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else Decimal(0)
