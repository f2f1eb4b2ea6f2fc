"""Biểu Excel: written, filled in by an officer, read back without losing a cell."""

from io import BytesIO

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.catalogue import load_catalogue
from models.errors import Refused
from models.figures import check_figures
from models.settings import BUILTIN_PROGRAMMES
from models.vocabulary import IndicatorType
from reports.workbook import unit_workbook
from reports.workbook_identity import GUIDE, HIDDEN, SHEET, boxes, workbook_signature
from reports.workbook_reader import expect, read_workbook

SECRET = "0" * 64
KEY = {"unit_id": "police/2025-07/30253", "programme": "05-ctrph-cat-mttq", "duty": "S000-20", "period": "2025-H1"}
HOW = "trước ngày 15/6/2025 (chậm nhất hết ngày 14/6/2025)"


def blank(form, previous=None):
    signature = workbook_signature(SECRET, form, **KEY)
    return unit_workbook(
        form, "Công an xã Tân Hộ Cơ", **KEY, period_label="6 tháng đầu năm 2025", deadline_sentence=HOW,
        signature=signature, previous=previous,
    )  # fmt: skip


def filled(form, typed):
    book = openpyxl.load_workbook(BytesIO(blank(form)))
    at = {box.code: box.address for box in boxes(form)}
    for code, value in typed.items():
        book[SHEET][at[code]] = value
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_empty_form_reads_back_as_nothing_reported(form):
    filed = read_workbook(blank(form), SECRET)
    assert (filed.unit_id, filed.programme, filed.duty, filed.period) == tuple(KEY.values())
    assert (filed.form, filed.form_version) == (form.id, form.version)
    assert filed.raw == {}


def test_what_was_typed_comes_back_box_by_box(form):
    typed = {"A01": 12, "A02": "có", "B01": 9, "B02": "1.234", "D01.tu_so": 5, "D01.mau_so": 6, "G01": 1250.125}
    typed["G03"] = "Thiếu kinh phí.\nĐề nghị bổ sung."
    raw = read_workbook(filled(form, typed), SECRET).raw
    assert raw == {
        "A01": "12",
        "A02": "có",
        "B01": "9",
        "B02": "1.234",
        "D01.tu_so": "5",
        "D01.mau_so": "6",
        "G01": "1.250,125",
        "G03": "Thiếu kinh phí.\nĐề nghị bổ sung.",
    }
    clean, problems = check_figures(form, raw)
    assert not problems
    assert clean["B02"] == 1234
    assert clean["G01"] == 1250.125
    assert clean["A02"] is True


def test_excels_own_true_and_false_are_a_yes_and_a_no(form):
    assert read_workbook(filled(form, {"A02": False}), SECRET).raw == {"A02": "không"}


NUMBERS = {
    IndicatorType.COUNT: st.integers(0, 10**9),
    IndicatorType.MONEY: st.integers(0, 10**9).map(lambda thousandths: thousandths / 1000),
    IndicatorType.BOOL: st.sampled_from(["có", "không"]),
    IndicatorType.TEXT: st.text("aăâđêôơư bc.,;\n-'\"<>&", min_size=1, max_size=80).map(str.strip).filter(bool),
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_cell_is_lost_on_the_way(form, data):
    every = {box.code: NUMBERS[IndicatorType(box.type)] for box in boxes(form)}
    typed = data.draw(st.fixed_dictionaries({}, optional=every))
    raw = read_workbook(filled(form, typed), SECRET).raw
    assert set(raw) == set(typed)
    clean = check_figures(form, {c: v for c, v in raw.items() if c != "G03"})[0]
    for code, value in typed.items():
        if isinstance(value, int | float):
            assert clean[code] == value
        else:
            assert raw[code].replace("\r", "") == value


@pytest.mark.parametrize("name", ["phong-trao", "phong-trao-rut-gon", "hop-dinh-ky", "ngay-hoi"])
def test_every_real_form_makes_a_workbook_that_reads_back(name):
    form = load_catalogue(BUILTIN_PROGRAMMES).form(name)
    counts = {box.code: 7 for box in boxes(form) if box.type == IndicatorType.COUNT}
    assert read_workbook(filled(form, counts), SECRET).raw == dict.fromkeys(counts, "7")


def test_only_the_input_cells_can_be_typed_into(form):
    sheet = openpyxl.load_workbook(BytesIO(blank(form)))[SHEET]
    assert sheet.protection.sheet
    unlocked = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
    assert unlocked == {box.address for box in boxes(form)}


def test_each_cell_lets_in_only_its_kind(form):
    sheet = openpyxl.load_workbook(BytesIO(blank(form)))[SHEET]
    kinds = {str(area): rule for rule in sheet.data_validations.dataValidation for area in rule.sqref.ranges}
    at = {box.code: box.address for box in boxes(form)}
    assert kinds[at["A01"]].type == "whole"
    assert kinds[at["G01"]].type == "decimal"
    assert kinds[at["A02"]].formula1 == '"có,không"'
    assert kinds[at["G03"]].type == "textLength"
    assert "số nguyên" in kinds[at["A01"]].error


def test_it_tells_whose_it_is_until_when_and_by_which_version(form):
    book = openpyxl.load_workbook(BytesIO(blank(form)))
    top = "\n".join(str(book[SHEET].cell(row, 1).value) for row in range(1, 7))
    assert "Đơn vị: Công an xã Tân Hộ Cơ" in top
    assert "Kỳ: 6 tháng đầu năm 2025" in top
    assert f"Hạn: {HOW}" in top
    assert "phiên bản 3" in top
    assert book[HIDDEN].sheet_state == "veryHidden"
    assert "không tự điền số 0" in "\n".join(str(c.value) for row in book[GUIDE].iter_rows() for c in row)


def test_last_periods_figures_stand_beside(form):
    sheet = openpyxl.load_workbook(BytesIO(blank(form, {"A01": 8, "A02": False, "B01": 0})))[SHEET]
    beside = {box.code: sheet.cell(box.row, 5).value for box in boxes(form)}
    assert (beside["A01"], beside["A02"], beside["B01"], beside["B02"]) == (8, "không", 0, None)


def test_the_same_request_gives_the_same_bytes(form):
    assert blank(form) == blank(form)


def test_the_right_workbook_passes(form):
    expect(read_workbook(blank(form), SECRET), **KEY, form=form)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"unit_id": "police/2025-07/30001"}, "đơn vị khác"),
        ({"duty": "S000-21"}, "nhiệm vụ khác"),
        ({"programme": "279-kh-mttw-bca"}, "nhiệm vụ khác"),
        ({"period": "2025"}, "biểu của kỳ 2025-H1, không phải kỳ 2025"),
    ],
)
def test_a_workbook_of_somebody_or_something_else_is_refused(form, wrong, words):
    with pytest.raises(Refused, match=words):
        expect(read_workbook(blank(form), SECRET), **{**KEY, **wrong}, form=form)
