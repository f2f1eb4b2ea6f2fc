"""Figures that leave the house: the same in every file, never a formula, never a zero for what was not said."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.canonical import canonical
from models.catalogue import Catalogue
from models.errors import Refused
from models.report_window import window_of
from reports.csv_table import csv_bytes, harmless
from reports.data_package import AttachedFile, Party, data_package, opened
from reports.dhis2 import data_value_sets, meaning
from reports.dhis2_periods import dhis2_period
from reports.extract_json import content_of, extract_json
from reports.extract_tables import TOTALS, UNITS, tables_of
from reports.extract_xlsx import extract_xlsx
from tests.small_extract import HOSTILE, number, small_extract, stated

GOLDEN = Path(__file__).parents[1] / "golden" / "exports"
FROM, TO = Party("A01", "Cơ quan gửi"), Party("B02", "Cơ quan nhận")
MADE_AT = datetime(2026, 6, 19, 3, tzinfo=UTC)
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def files(told) -> dict[str, bytes]:
    totals, units = tables_of(told)
    period = dhis2_period(told.deadline, told.window)
    return {
        "tong-hop.csv": csv_bytes([totals.heads, *totals.rows], ";"),
        "don-vi.csv": csv_bytes([units.heads, *units.rows], ","),
        "so-lieu.json": extract_json(told),
        "dhis2.json": data_value_sets(told, period),
        "dhis2-giai-thich.json": meaning(told, period),
        "goi-du-lieu.json": data_package(told, FROM, TO, [AttachedFile("bao-cao.docx", 9, "ab" * 32)], MADE_AT),
    }


@pytest.fixture
def told(catalogue: Catalogue):
    return small_extract(catalogue)


def read(content: bytes, separator: str) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))


def cell(row, heads: str):
    """A figure of the units' table as it was stated; None for a blank."""
    if row["Tử số"] not in ("", None):
        return int(row["Tử số"]), int(row["Mẫu số"])
    value = row["Giá trị"]
    if row["Vì sao chưa có"]:
        assert value in ("", None)
        return None
    if row["Mã"] == "G3":
        return value or "", None
    return (value == "có") if value in ("có", "không") else number(str(value)), None


@pytest.mark.parametrize(
    "name", ["tong-hop.csv", "don-vi.csv", "so-lieu.json", "dhis2.json", "dhis2-giai-thich.json", "goi-du-lieu.json"]
)
def test_a_file_is_byte_for_byte_the_one_that_was_agreed_on(told, name):
    assert files(told)[name] == (GOLDEN / name).read_bytes()


@pytest.mark.parametrize("separator", [";", ","])
def test_csv_read_back_says_what_the_store_says_and_leaves_blank_what_nobody_said(told, separator):
    totals, units = tables_of(told)
    rows = read(csv_bytes([units.heads, *units.rows], separator), separator)
    assert list(rows[0]) == list(UNITS)
    found = {(row["Mã đơn vị"], row["Mã"]): cell(row, separator) for row in rows}
    assert {key: value for key, value in found.items() if value is not None} == stated(told)
    assert found["u/3", "A1"] == (0, None)  # a nil return says nought of what happens
    assert found["u/3", "B1.kha"] is None  # and nothing of what stands
    assert all(found["u/4", line.code] is None for line in told.lines if not line.is_text)
    top = {row["Mã"]: row for row in read(csv_bytes([totals.heads, *totals.rows], separator), separator)[:7]}
    assert list(top["A1"]) == list(TOTALS)
    assert [number(top[code]["Giá trị"]) for code in ("A1", "A2", "B1.kha", "D1")] == [12, 1, 8, 75]
    assert number(top["G1"]["Giá trị"]) == Decimal("1234602.625")
    assert (top["D1"]["Tử số"], top["D1"]["Mẫu số"]) == ("9", "12")
    assert (top["A1"]["Đã báo cáo (n)"], top["A1"]["Phải báo cáo (N)"], top["A1"]["Tạm tính"]) == ("3", "5", "có")
    assert top["A1"]["Chưa có số liệu của"] == "Công an xã Bốn; Công an xã Năm"
    assert (top["A1"]["Số liệu từ ngày"], top["A1"]["Số liệu đến ngày"]) == ("2025-12-15", "2026-06-14")
    assert (top["A1"]["Phiên bản biểu"], top["A1"]["Tính đến ngày"]) == ("2", "2026-06-19")
    first = next(row for row in read(csv_bytes([totals.heads, *totals.rows], separator), separator)
                 if (row["Địa bàn"], row["Mã"]) == ("Xã Một", "D1"))  # fmt: skip
    assert (first["Giá trị"], first["Tử số"], first["Mẫu số"]) == ("", "0", "0")  # over nothing there is no rate


def test_the_workbook_read_back_says_the_same_and_holds_no_formula(catalogue):
    told = small_extract(catalogue, text=HOSTILE[0], name=HOSTILE[1])
    content = extract_xlsx(told)
    assert content == extract_xlsx(told)
    with ZipFile(io.BytesIO(content)) as package:
        assert not [name for name in package.namelist() if b"<f>" in package.read(name) or "hyperlink" in name]
    book = openpyxl.load_workbook(io.BytesIO(content))
    heads, *rows = book["Đơn vị"].iter_rows(values_only=True)
    found = [dict(zip(heads, ("" if value is None else value for value in row), strict=True)) for row in rows]
    read_back = {(row["Mã đơn vị"], row["Mã"]): cell(row, "") for row in found}
    assert {key: value for key, value in read_back.items() if value is not None} == stated(told)
    assert found[0]["Đơn vị"] == HOSTILE[1]
    about = {row[0]: row[1] for row in book["Thông tin"].iter_rows(values_only=True)}
    assert about["Đã báo cáo"] == "4/5 đơn vị"
    assert about["Chưa báo cáo"] == "Công an xã Năm"
    assert "từ ngày 15/12/2025 đến hết ngày 14/6/2026" in about["Kỳ số liệu"]


def test_json_read_back_says_the_same(told):
    content = json.loads(extract_json(told))
    found = {
        (unit["unit"], code): (value["numerator"], value["denominator"]) if isinstance(value, dict) else (value, None)
        for unit in content["units"]
        for code, value in unit["figures"].items()
    }
    assert found == {
        key: (float(v) if isinstance(v, Decimal) else v, below) for key, (v, below) in stated(told).items()
    }
    assert [unit["unit"] for unit in content["missing"]] == ["u/5"]
    assert (content["reported"], content["expected"], content["provisional"]) == (4, 5, True)
    assert content["period"]["window_from"] == "2025-12-15"
    assert all(code not in unit["figures"] for unit in content["units"] for code in unit["missing"])


def test_dhis2_values_add_up_to_the_totals_and_nothing_is_sent_for_what_is_missing(told):
    content = json.loads(data_value_sets(told, dhis2_period(told.deadline, told.window)))
    values = content["dataValues"]
    assert {key: content[key] for key in content if key != "dataValues"} == dict.fromkeys(
        ("dataElementIdScheme", "orgUnitIdScheme", "categoryOptionComboIdScheme", "idScheme"), "CODE"
    )
    assert {value["period"] for value in values} == {"2026S1"}
    assert {value["orgUnit"] for value in values} == {"u/1", "u/2", "u/3"}
    top = {row.indicator: row for row in told.totals[:7]}

    def summed(element: str, combo: str | None = None) -> Decimal:
        of = [v["value"] for v in values if (v["dataElement"], v.get("categoryOptionCombo")) == (element, combo)]
        return sum((Decimal(v) for v in of), Decimal(0))

    assert summed("mau.A1") == top["A1"].value
    assert summed("mau.G1") == top["G1"].value
    assert (summed("mau.B1", "mau.B1.kha"), summed("mau.B1", "mau.B1.yeu")) == (8, 0)
    assert (summed("mau.D1.tu_so"), summed("mau.D1.mau_so")) == (top["D1"].numerator, top["D1"].denominator)
    of_a1 = {v["orgUnit"]: v["value"] for v in values if v["dataElement"] == "mau.A1"}
    assert of_a1 == {"u/1": "12", "u/2": "0", "u/3": "0"}  # a stated nought travels
    assert [v["comment"] for v in values if v["orgUnit"] == "u/2" and v["dataElement"] == "mau.A1"] == ["số ước"]
    said = json.loads(meaning(told, dhis2_period(told.deadline, told.window)))
    assert said["missing"] == ["u/5"]
    assert "số liệu từ ngày 15/12/2025 đến hết ngày 14/6/2026" in said["period"]["differs"]
    assert {e["code"] for e in said["dataElements"]} == {value["dataElement"] for value in values}
    assert all(element["zeroIsSignificant"] for element in said["dataElements"])
    assert {c["code"] for c in said["categoryOptionCombos"]} == {"mau.B1.kha", "mau.B1.yeu"}


def test_units_go_under_the_codes_of_the_receiving_system_or_not_at_all(told):
    period = dhis2_period(told.deadline, told.window)
    codes = {f"u/{n}": f"OU_{n}" for n in range(1, 6)}
    values = json.loads(data_value_sets(told, period, codes))["dataValues"]
    assert {value["orgUnit"] for value in values} == {"OU_1", "OU_2", "OU_3"}
    with pytest.raises(Refused, match="chưa có: Công an xã Năm"):
        data_value_sets(told, period, {unit: code for unit, code in codes.items() if unit != "u/5"})
    with pytest.raises(Refused, match="cùng một mã"):
        data_value_sets(told, period, dict.fromkeys(codes, "OU"))
    with pytest.raises(Refused, match="dài quá 50"):
        data_value_sets(told, period, codes | {"u/1": "x" * 51})


@pytest.mark.parametrize(
    ("code", "first", "last", "told_as", "same"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31), "2026", True),
        ("2026", date(2025, 12, 15), date(2026, 12, 14), "2026", False),
        ("2026-H2", date(2026, 6, 15), date(2026, 12, 14), "2026S2", False),
        ("2026-Q3", date(2026, 7, 1), date(2026, 9, 30), "2026Q3", True),
        ("2026-06", date(2026, 6, 1), date(2026, 6, 30), "202606", True),
    ],
)
def test_a_period_goes_under_the_code_dhis2_has_and_a_window_that_differs_is_said(
    told, code, first, last, told_as, same
):
    deadline = replace(told.deadline, period=code, window_from=first, window_to=last)
    found = dhis2_period(deadline, window_of(deadline))
    assert found.code == told_as
    assert (found.why_not == "") is same


@pytest.mark.parametrize("code", ["2021/2023", "2026-04-01..2026-05-31"])
def test_a_period_dhis2_does_not_know_is_put_under_a_code_only_by_a_person(told, code):
    deadline = replace(told.deadline, period=code, label="khoảng")
    with pytest.raises(Refused, match="không có mã kỳ tương ứng"):
        dhis2_period(deadline, window_of(deadline))
    assert dhis2_period(deadline, window_of(deadline), "2026S1").code == "2026S1"
    for wrong in ("2026H1", "26S1", "202613", "2026S3", "=1"):
        with pytest.raises(Refused, match="không phải mã kỳ"):
            dhis2_period(deadline, window_of(deadline), wrong)


def test_a_package_that_was_altered_on_the_way_is_refused(told):
    package = data_package(told, FROM, TO, [], MADE_AT)
    content = opened(package)
    assert canonical(content["payload"]) == canonical(json.loads(json.dumps(content_of(told))))
    assert content["header"]["sender"] == {"code": "A01", "name": "Cơ quan gửi"}
    assert "Bản thảo" in content["draft"]
    assert package.count(b'"A1": 12,') == 1
    with pytest.raises(Refused, match="đã bị sửa"):
        opened(package.replace(b'"A1": 12,', b'"A1": 13,'))
    for other in (b"", b"[]", b"{}", b"\xff", b'{"schema": "khac", "header": {"payload_sha256": ""}, "payload": {}}'):
        with pytest.raises(Refused):
            opened(other)
    with pytest.raises(Refused, match="mã định danh của cơ quan nhận"):
        data_package(told, FROM, Party(" ", "Bộ"), [], MADE_AT)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("separator", [";", ","])
def test_no_text_of_a_unit_begins_like_a_formula_in_any_cell_of_csv(catalogue, text, separator):
    told = small_extract(catalogue, text=text, name=text)
    for table in tables_of(told):
        content = csv_bytes([table.heads, *table.rows], separator)
        for read_with in (";", ","):
            for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=read_with):
                assert not [c for c in row if c.lstrip(" ").startswith(STARTS) and not is_number(c)]
        figures = [row for row in table.rows if row[table.heads.index("Mã")] != "G3"]
        at = table.heads.index("Giá trị")
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))[1:]
        shown = [row[at] for row in rows if row[table.heads.index("Mã")] != "G3"]
        assert [number(a) for a, b in zip(shown, figures, strict=True) if isinstance(b[at], (int, Decimal))] == [
            row[at] for row in figures if isinstance(row[at], (int, Decimal))
        ]


def is_number(text: str) -> bool:
    try:
        return bool(number(text)) or True
    except ArithmeticError:
        return False


@given(st.text(alphabet=st.sampled_from("=+-@;,\t\r\n|＝ ab1'\""), max_size=12))
@settings(max_examples=400, deadline=None)
def test_whatever_is_typed_only_apostrophes_are_added(text):
    safe = harmless(text)
    assert not safe.lstrip(" ").startswith(STARTS)
    kept = iter(safe)
    assert all(letter in kept for letter in text)  # every letter is still there, in its order
    assert len(safe) - len(text) == safe.count("'") - text.count("'")
