"""Số liệu như đã gửi: the units and totals of one sending, read back from its snapshot as they were."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import String, select
from sqlmodel import Session, col

from models.given_rows import given, given_rows
from models.map_of_day import names_on
from models.rollup import Leaf, Total
from models.totals import places, told_apart
from models.units import Unit


def figures_as_sent(session: Session, content: Mapping[str, Any], on: date) -> tuple[list[Leaf], list[Total]]:
    """Every unit that was expected, by its id, and the totals, the top of the map first. `content`: of a snapshot.

    Who had not reported is known there by its id alone: it is called and placed as on that day, the period's last.
    """
    missing = given_rows(session.get_bind().dialect.name, "missing", {"id": String()})
    sitting = select(col(Unit.id), col(Unit.territory_id)).join(missing, missing.c.id == col(Unit.id))
    rows = session.connection().execute(sitting, {"missing": given((unit,) for unit in content["missing"])})
    place = {unit: territory or unit for unit, territory in rows}
    told = [Leaf(**unit) for unit in content["units"]]
    names = names_on(session, {*content["missing"], *(leaf.unit_id for leaf in told)}, on)
    silent = [Leaf(unit, names.get(unit, unit), place.get(unit, unit)) for unit in content["missing"]]
    leaves = told_apart([*told, *silent], places(session, on), names.values())
    totals = [Total(**{**row, "missing": tuple(row["missing"])}) for row in content["totals"]]
    return sorted(leaves, key=lambda leaf: leaf.unit_id), totals
