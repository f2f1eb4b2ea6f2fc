"""The workbook for units and contacts: the template, and its reading."""

from io import BytesIO

import openpyxl
import pytest

from models.errors import Refused
from models.import_rows import CONTACT_COLUMNS, CONTACT_SHEET, UNIT_COLUMNS, UNIT_SHEET, SheetRow
from reports.unit_sheets import read_unit_sheets, units_template


def filled(change):
    book = openpyxl.load_workbook(BytesIO(units_template()))
    change(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_empty_template_holds_no_rows():
    assert read_unit_sheets(units_template()) == []


def test_the_template_offers_only_known_trees_and_levels():
    sheet = openpyxl.load_workbook(BytesIO(units_template()))[UNIT_SHEET]
    lists = [rule.formula1 for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert any("police" in (words or "") and "elderly" in words for words in lists)
    assert any("donvi" in (words or "") for words in lists)


def test_rows_come_back_with_their_sheet_row_and_column(day):
    def fill(book):
        sheet = book[UNIT_SHEET]
        sheet["A3"], sheet["B3"], sheet["I3"] = "police/x", "Công an xã X", day("T3 01/07/2025")
        book[CONTACT_SHEET]["A2"], book[CONTACT_SHEET]["E2"] = "Công an xã X", 912345678

    unit, contact = read_unit_sheets(filled(fill))
    assert (unit.sheet, unit.row, unit.cells["id"], unit.letters["valid_from"]) == (UNIT_SHEET, 3, "police/x", "I")
    assert unit.cells["valid_from"] == day("T3 01/07/2025")
    assert (contact.sheet, contact.row, contact.cells["phone"]) == (CONTACT_SHEET, 2, 912345678)


def test_columns_may_stand_in_another_order():
    def fill(book):
        sheet = book[UNIT_SHEET]
        sheet["A1"], sheet["B1"] = UNIT_COLUMNS["name"], UNIT_COLUMNS["id"]
        sheet["A2"], sheet["B2"] = "Công an xã X", "police/x"

    (unit,) = read_unit_sheets(filled(fill))
    assert (unit.cells["id"], unit.letters["id"]) == ("police/x", "B")


def test_what_is_held_can_be_written_out_and_read_back(day):
    rows = [
        SheetRow(UNIT_SHEET, 2, dict.fromkeys(UNIT_COLUMNS, "") | {"id": "a", "valid_from": day("T3 01/07/2025")}),
        SheetRow(CONTACT_SHEET, 2, dict.fromkeys(CONTACT_COLUMNS, "") | {"unit_id": "a", "by_hand": True}),
    ]
    unit, contact = read_unit_sheets(units_template(rows))
    assert (unit.cells["id"], unit.cells["valid_from"]) == ("a", day("T3 01/07/2025"))
    assert (contact.cells["unit_id"], contact.cells["by_hand"]) == ("a", "có")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda b: b.remove(b[CONTACT_SHEET]), "thiếu trang tính “Liên hệ”"),
        (lambda b: b[UNIT_SHEET].__setitem__("C1", "Khối"), "thiếu cột “Hệ”"),
        (lambda b: b[UNIT_SHEET].__setitem__("E1", "Cấp"), "lặp cột “Cấp”"),
        (lambda b: b[UNIT_SHEET].__setitem__("L1", "Số CCCD"), "cột lạ “số cccd”"),
        (lambda b: b[UNIT_SHEET].__setitem__("B2", "=A2"), "Đơn vị!B2: có công thức"),
        (lambda b: b[UNIT_SHEET].__setitem__("B9999", "x"), "quá xa"),
    ],
)
def test_a_file_that_is_no_such_workbook_is_refused(change, words):
    with pytest.raises(Refused, match=words):
        read_unit_sheets(filled(change))


def test_a_file_that_is_no_excel_is_refused():
    with pytest.raises(Refused, match="không phải Excel"):
        read_unit_sheets(b"id;name\n")
