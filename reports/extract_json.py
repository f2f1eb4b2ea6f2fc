"""Bản trích as JSON, `dondoc-extract/1`: the keys stay what they are; docs/xuat-so-lieu.md says what each one means.

Null is “nothing was said” and never zero. The same figures give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from models.deadline import Deadline
from models.extract import Extract, Given, UnitFigures
from models.quiet_hours import day_in_hanoi
from models.report_window import ReportWindow
from models.rollup import Total
from reports.extract_tables import label_of, measure_of

SCHEMA = "dondoc-extract/1"


def extract_json(told: Extract) -> bytes:
    """UTF-8, indented, keys in the order of the documentation."""
    return (json.dumps(content_of(told), ensure_ascii=False, indent=1) + "\n").encode()


def content_of(told: Extract) -> dict[str, Any]:
    """The same as plain values."""
    ratios = {line.code for line in told.lines if line.is_ratio}
    return {
        "schema": SCHEMA,
        "programme": {"id": told.deadline.programme, "title": told.programme_title},
        "duty": {"id": told.deadline.duty, "title": told.title},
        "period": period_of(told.deadline, told.window),
        "form": {"id": told.form.id, "version": told.form.version, "title": told.form.title},
        "as_of": told.as_of.isoformat(),
        "sent": sent_of(told),
        "closed": told.is_closed,
        "provisional": told.is_provisional,
        "reported": told.reported,
        "expected": told.expected,
        "missing": [{"unit": u.leaf.unit_id, "name": u.leaf.unit_name} for u in told.missing],
        "lines": [
            {
                "code": line.code,
                "label": label_of(line),
                "measure": measure_of(line),
                "type": str(line.indicator.type),
                "nature": str(line.indicator.nature),
                "across": str(line.indicator.across),
                "over_time": line.indicator.over_time,
            }
            for line in told.lines
        ],
        "totals": [_total(row) for row in told.totals],
        "units": [_unit(unit, ratios) for unit in told.units],
    }


def period_of(deadline: Deadline, window: ReportWindow | None) -> dict[str, Any]:
    """The period and its window; `window_stated` tells whether the text itself says so."""
    return {
        "code": deadline.period,
        "label": deadline.label,
        "from": deadline.period_from.isoformat(),
        "to": deadline.period_to.isoformat(),
        "window_from": window.first.isoformat() if window else None,
        "window_to": window.last.isoformat() if window else None,
        "window_stated": window.is_stated if window else None,
        "last_valid_on": deadline.last_valid_on.isoformat(),
    }


def sent_of(told: Extract) -> dict[str, Any] | None:
    """Which sending this was read from; None for what is known on the day."""
    if told.sent is None:
        return None
    return {"n": told.sent.n, "on": day_in_hanoi(told.sent.at).isoformat(), "sha256": told.sent.sha256}


def plain(value: Any) -> Any:
    """A figure as JSON has it: money as a number with up to three decimals, exact below 10^12."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _total(row: Total) -> dict[str, Any]:
    more = {"node_name": row.node_name, "paper": row.paper}
    return row.as_json() | more


def _unit(unit: UnitFigures, ratios: set[str]) -> dict[str, Any]:
    leaf = unit.leaf
    return {
        "unit": leaf.unit_id,
        "name": leaf.unit_name,
        "place": leaf.place,
        "reported": leaf.is_reported,
        "nil": leaf.is_nil,
        "paper": leaf.is_paper,
        "provisional": leaf.is_provisional,
        "receipt": unit.receipt,
        "version": leaf.version,
        "filed_at": unit.filed_at.isoformat() if unit.filed_at else None,
        "figures": _figures(unit.given, ratios),
        "missing": {given.code: given.why_missing for given in unit.given if given.why_missing},
    }


def _figures(given: tuple[Given, ...], ratios: set[str]) -> Mapping[str, Any]:
    return {
        one.code: {"numerator": one.value, "denominator": one.denominator} if one.code in ratios else plain(one.value)
        for one in given
        if not one.why_missing
    }
