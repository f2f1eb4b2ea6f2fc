"""Biểu Excel: written, filled in by an officer, read back without losing a cell."""

import re
from io import BytesIO

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.around import Around
from models.catalogue import load_catalogue
from models.errors import Refused
from models.figures import check_figures
from models.settings import BUILTIN_PROGRAMMES
from models.vocabulary import IndicatorType
from reports.workbook import unit_workbook
from reports.workbook_identity import COMPARE, GUIDE, HIDDEN, SHEET, answer_cell, boxes, form_row, workbook_signature
from reports.workbook_reader import expect, read_workbook

SECRET = "0" * 64
KEY = {"unit_id": "police/2025-07/30253", "programme": "05-ctrph-cat-mttq", "duty": "S000-20", "period": "2025-H1"}
HOW = "trước ngày 15/6/2025 (chậm nhất hết ngày 14/6/2025)"


def blank(form, previous=None):
    signature = workbook_signature(SECRET, form, **KEY)
    return unit_workbook(
        form, "Công an xã Tân Hộ Cơ", **KEY, period_label="6 tháng đầu năm 2025", deadline_sentence=HOW,
        signature=signature, around=Around({f"last.{c}": v for c, v in (previous or {}).items()}),
    )  # fmt: skip


def filled(form, typed, answers=None):
    book = openpyxl.load_workbook(BytesIO(blank(form)))
    at = {box.code: box.address for box in boxes(form)}
    for code, value in typed.items():
        book[SHEET][at[code]] = value
    rows = {box.code: box.row for box in boxes(form)} | {"": form_row(form)}
    for code, text in (answers or {}).items():
        book[SHEET][answer_cell(rows[code])] = text
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


WORDS = st.text("aăâđêôơư bc.,;\n-'\"<>&", min_size=1, max_size=80).map(str.strip).filter(bool)
NUMBERS = {
    IndicatorType.COUNT: st.integers(0, 10**9),
    IndicatorType.MONEY: st.integers(0, 10**9).map(lambda thousandths: thousandths / 1000),
    IndicatorType.BOOL: st.sampled_from(["có", "không"]),
    IndicatorType.TEXT: WORDS,
}
FORMS = load_catalogue(BUILTIN_PROGRAMMES).forms


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_cell_and_no_explanation_is_lost_on_the_way(data):
    form = FORMS[data.draw(st.sampled_from(sorted(FORMS)))]
    every = {box.code: NUMBERS[IndicatorType(box.type)] for box in boxes(form)}
    typed = data.draw(st.fixed_dictionaries({}, optional=every))
    answers = data.draw(st.dictionaries(st.sampled_from(["", *every]), WORDS, max_size=5))
    book = read_workbook(filled(form, typed, answers), SECRET)
    assert (set(book.raw), set(book.answers)) == (set(typed), set(answers))
    clean = check_figures(form, {c: v for c, v in book.raw.items() if c != "G03"})[0]
    for code, value in typed.items():
        if isinstance(value, int | float):
            assert clean[code] == value
        else:
            assert book.raw[code].replace("\r", "") == value
    assert {code: text.replace("\r", "") for code, text in book.answers.items()} == answers


def test_what_was_filed_before_stands_in_the_form_and_comes_back_untouched(form):
    before = {"A01": 12, "A02": True, "B05": 0, "G01": 1250.125, "G03": "Thiếu kinh phí."}
    signature = workbook_signature(SECRET, form, **KEY)
    book = unit_workbook(
        form, "Công an xã A", *KEY.values(), period_label="kỳ", deadline_sentence=HOW, signature=signature,
        typed=before, answers={"": "Đã rà soát.", "B05": "Không in thêm."},
    )  # fmt: skip
    filed = read_workbook(book, SECRET)
    assert check_figures(form, filed.raw) == (before, [])
    assert filed.answers == {"": "Đã rà soát.", "B05": "Không in thêm."}


@pytest.mark.parametrize("name", ["phong-trao", "phong-trao-rut-gon", "hop-dinh-ky", "ngay-hoi"])
def test_every_real_form_makes_a_workbook_that_reads_back(name):
    form = load_catalogue(BUILTIN_PROGRAMMES).form(name)
    counts = {box.code: 7 for box in boxes(form) if box.type == IndicatorType.COUNT}
    assert read_workbook(filled(form, counts), SECRET).raw == dict.fromkeys(counts, "7")


def test_only_the_input_cells_can_be_typed_into(form):
    sheet = openpyxl.load_workbook(BytesIO(blank(form)))[SHEET]
    assert sheet.protection.sheet
    unlocked = {c.coordinate for row in sheet.iter_rows() for c in row if not c.protection.locked}
    answers = {answer_cell(row) for row in (*(box.row for box in boxes(form)), form_row(form))}
    assert unlocked == {box.address for box in boxes(form)} | answers


def test_an_officer_sees_the_code_of_the_indicator_and_never_the_key_of_a_part(form):
    sheet = openpyxl.load_workbook(BytesIO(blank(form)))[SHEET]
    parts = [row[0] for row in sheet.iter_rows(max_col=1) if "." in str(row[0].value)]
    assert parts, "the form has a ratio"
    for cell in parts:
        assert cell.number_format == f';;;"{cell.value.partition(".")[0]}"'


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
        ({"period": "2025"}, "biểu của kỳ 6 tháng đầu năm 2025, không phải kỳ năm 2025"),
    ],
)
def test_a_workbook_of_somebody_or_something_else_is_refused(form, wrong, words):
    with pytest.raises(Refused, match=words):
        expect(read_workbook(blank(form), SECRET), **{**KEY, **wrong}, form=form)


def test_every_formula_is_within_what_excel_takes():
    """8,192 characters, 64 levels, texts of 255: beyond that Excel says the file is damaged."""
    book = openpyxl.load_workbook(BytesIO(blank(FORMS["phong-trao"])))
    formulas = [c.value for sheet in book for row in sheet.iter_rows() for c in row if str(c.value).startswith("=")]
    assert len(formulas) > 200
    assert max(map(len, formulas)) < 8192
    assert max(formula.count("IF(") for formula in formulas) <= 64
    assert max(len(text) for formula in formulas for text in re.findall(r'"((?:[^"]|"")*)"', formula)) <= 255


def test_what_the_checks_compare_with_is_shown_row_by_row_and_locked(form):
    around = Around(
        {"last.A01": 8, "within.A01": 3, "below.B01": 40, "map.communes": 102}, {"last": "năm 2024", "within": "quý I"}
    )
    signature = workbook_signature(SECRET, form, **KEY)
    book = unit_workbook(
        form, "Công an xã A", *KEY.values(), period_label="kỳ", deadline_sentence=HOW, signature=signature,
        around=around,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(BytesIO(book))[COMPARE]
    rows = {row[0].value: [cell.value for cell in row[2:6]] for row in sheet.iter_rows()}
    assert rows["A01"] == [8, None, 3, None]
    assert rows["B01"] == [None, None, None, 40]
    assert rows["Mã"][0] == "Kỳ trước (năm 2024)"
    assert rows["Số xã, phường, đặc khu trên địa bàn"][0] == 102
    assert sheet.protection.sheet
    assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)
