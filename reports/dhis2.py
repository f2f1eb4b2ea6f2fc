"""DHIS2 `dataValueSets` as JSON: what each unit filed, for a DHIS2 to add up by itself; and beside it what it means.

Totals are left out, or the receiving system would count them again. Zero is sent as 0 and what is missing is not sent.
A part of a breakdown is a category option combo of its indicator; numerator and denominator, which nobody may add to
each other, are two data elements. Identifiers are codes, ours unless a list says otherwise.
Source: DHIS2 developer guide, Web API, “Sending bulks of data values”, “Identifier schemes”.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from models.errors import Refused
from models.extract import Extract, Given
from models.lines import Line
from models.vocabulary import AcrossUnits, IndicatorType
from reports.dhis2_periods import Dhis2Period
from reports.extract_json import period_of
from reports.extract_tables import label_of, measure_of

LONGEST_CODE = 50  # letters of a DHIS2 code
LONGEST_TEXT = 50_000
BY_CODE = ("dataElementIdScheme", "orgUnitIdScheme", "categoryOptionComboIdScheme", "idScheme")
_TYPES = {IndicatorType.BOOL: "BOOLEAN", IndicatorType.MONEY: "NUMBER", IndicatorType.TEXT: "LONG_TEXT"}
_OVER_TIME = {"sum": "SUM", "last": "LAST", "max": "MAX_SUM_ORG_UNIT"}
NOTE = (
    "Chỉ gồm số liệu của từng đơn vị; hệ thống nhận tự cộng. Không có giá trị nghĩa là chưa có số liệu; 0 là số 0. "
    "Các phần tử phải khai báo zeroIsSignificant để giữ số 0. Tỷ lệ là chỉ số (indicator) của DHIS2, tính từ tử số và "
    "mẫu số. Mã đơn vị, mã phần tử phải có sẵn ở hệ thống nhận."
)


def data_value_sets(told: Extract, period: Dhis2Period, org_units: Mapping[str, str] | None = None) -> bytes:
    """The file to POST to `/api/dataValueSets`. `org_units`: our unit id → code there; None: our ids are the codes.

    Errors: `Refused` for units without a code.
    """
    codes = _org_units(told, org_units)
    lines = {line.code: line for line in told.lines}
    values = [
        _value(told, lines[given.code], box, stated, codes[unit.leaf.unit_id], period.code, unit.leaf.is_provisional)
        for unit in told.units
        for given in unit.given
        for box, stated in _stated(lines[given.code], given)
    ]
    content: dict[str, Any] = dict.fromkeys(BY_CODE, "CODE")
    return _written(content | {"dataValues": values})


def meaning(told: Extract, period: Dhis2Period, org_units: Mapping[str, str] | None = None) -> bytes:
    """What the codes of that file stand for, which period was put under which, and who is missing from it."""
    codes = _org_units(told, org_units)
    return _written(
        {
            "schema": "dondoc-dhis2/1",
            "note": NOTE,
            "period": {"dhis2": period.code, "differs": period.why_not or None} | period_of(told.deadline, told.window),
            "form": {"id": told.form.id, "version": told.form.version, "title": told.form.title},
            "as_of": told.as_of.isoformat(),
            "source": told.source,
            "provisional": told.is_provisional,
            "reported": told.reported,
            "expected": told.expected,
            "missing": [codes[unit.leaf.unit_id] for unit in told.missing],
            "dataElements": _elements(told),
            "categoryOptionCombos": _combos(told),
            "organisationUnits": [
                {"code": codes[u.leaf.unit_id], "unit": u.leaf.unit_id, "name": u.leaf.unit_name} for u in told.units
            ],
        }
    )


def element_code(form: str, line: Line, box: str) -> str:
    """`phong-trao.B01`; of a ratio `phong-trao.D01.tu_so`; a part of a breakdown belongs to its indicator."""
    return f"{form}.{box if line.is_ratio else line.indicator.code}"


def _stated(line: Line, given: Given) -> Iterator[tuple[str, Any]]:
    """The boxes a unit filled, with what stands in them."""
    if given.why_missing or given.value == "":
        return
    yield line.boxes[0], given.value
    if line.is_ratio:
        yield line.boxes[1], given.denominator


def _value(
    told: Extract, line: Line, box: str, stated: Any, org_unit: str, period: str, is_provisional: bool
) -> dict[str, Any]:
    value = {
        "dataElement": element_code(told.form.id, line, box),
        "period": period,
        "orgUnit": org_unit,
        **({"categoryOptionCombo": _combo(told.form.id, box)} if _is_part(line) else {}),  # else DHIS2's own default
        "value": _text(stated),
    }
    return value | ({"comment": "số ước"} if is_provisional else {})


def _combo(form: str, box: str) -> str:
    return f"{form}.{box}"


def _is_part(line: Line) -> bool:
    return not line.is_ratio and line.code != line.indicator.code


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value)[:LONGEST_TEXT]


def _elements(told: Extract) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for line in told.lines:
        names = {box.code: box.label for box in line.indicator.fields()}
        for box in line.boxes:
            code = element_code(told.form.id, line, box)
            found[code] = {
                "code": code,
                "name": names[box] if line.is_ratio else line.indicator.label,
                "unit": line.indicator.unit,
                "valueType": _value_type(line),
                "aggregationType": _adds_up(line),
                "zeroIsSignificant": True,
            }
    return list(found.values())


def _combos(told: Extract) -> list[dict[str, str]]:
    return [
        {"code": _combo(told.form.id, line.code), "name": label_of(line), "unit": measure_of(line)}
        for line in told.lines
        if _is_part(line)
    ]


def _value_type(line: Line) -> str:
    return _TYPES.get(line.indicator.type, "INTEGER_ZERO_OR_POSITIVE")


def _adds_up(line: Line) -> str:
    """Over periods as the form says; over units always a sum, or not at all."""
    if line.is_text or line.indicator.across is AcrossUnits.NONE:
        return "NONE"
    return _OVER_TIME[line.indicator.over_time]


def _org_units(told: Extract, given: Mapping[str, str] | None) -> dict[str, str]:
    units = [unit.leaf for unit in told.units]
    codes = {leaf.unit_id: leaf.unit_id if given is None else given.get(leaf.unit_id, "") for leaf in units}
    unnamed = [leaf.unit_name for leaf in units if not codes[leaf.unit_id]]
    if unnamed:
        more = f" và {len(unnamed) - 5} đơn vị khác" if len(unnamed) > 5 else ""
        raise Refused(f"Danh mục mã chưa có: {'; '.join(unnamed[:5])}{more}. Đề nghị bổ sung mã của hệ thống nhận.")
    long = next((code for code in codes.values() if len(code) > LONGEST_CODE), "")
    if long:
        raise Refused(f"Mã “{long}” dài quá {LONGEST_CODE} ký tự, DHIS2 không nhận. Đề nghị dùng danh mục mã riêng.")
    if len(set(codes.values())) != len(codes):
        raise Refused("Danh mục mã có hai đơn vị cùng một mã. Đề nghị rà lại.")
    return codes


def _written(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
