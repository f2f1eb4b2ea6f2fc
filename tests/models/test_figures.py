"""Reading figures: blank is not zero, dots and commas are Vietnamese, and every complaint says how to write it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.checking import checked
from models.figures import check_figures, number_text, read_number


@pytest.fixture
def form(catalogue):
    return catalogue.form("phong-trao-rut-gon")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("0", "0"),
        ("12", "12"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("1234", "1234"),
        ("1 234", "1234"),
        ("1\u00a0234,5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("0,125", "0.125"),
        (" 7 ", "7"),
        ("-3", "-3"),
        (12, "12"),
        (12.5, "12.5"),
        (0.1, "0.1"),
    ],
)
def test_a_number_is_read_as_officers_write_it(typed, value):
    assert read_number(typed) == Decimal(value)


@pytest.mark.parametrize(
    "typed", ["1.5", "12.34", "1,234,5", "1.23.456", "mười", "1e3", "12a", "", "-", "1.234,", ",5", True]
)
def test_a_number_that_could_mean_two_things_or_none_is_refused_with_the_way_to_write_it(typed):
    with pytest.raises(ValueError, match=r"1\.234,5|cần ghi một số"):
        read_number(typed)


@given(st.decimals(min_value=0, max_value=10**11, places=3, allow_nan=False))
def test_a_number_written_and_read_back_is_the_same(value):
    assert read_number(number_text(value)) == value


@given(st.text(max_size=12))
def test_any_text_is_either_a_number_or_refused_politely(text):
    try:
        number, words = read_number(text), ""
    except ValueError as e:
        number, words = Decimal(0), str(e)
    assert number.is_finite()
    assert words == "" or "phần thập phân viết sau dấu phẩy" in words or "không phải một số" in words


def test_blank_leaves_no_trace_and_zero_stays_zero(form):
    clean, problems = check_figures(form, {"B01": "0", "B02": "0", "B03": "", "B07": None, "E03": "   "})
    assert (clean, problems) == ({"B01": 0, "B02": 0}, [])


def test_types_become_numbers_yes_or_no_and_text(form):
    raw = {
        "A02": "có",
        "B01": "12",
        "D01.tu_so": "9",
        "D01.mau_so": "10",
        "G01": "1.250,75",
        "G03": " Chưa có kinh phí. ",
    }
    clean, problems = check_figures(form, raw)
    assert problems == []
    assert clean == {
        "A02": True,
        "B01": 12,
        "D01.tu_so": 9,
        "D01.mau_so": 10,
        "G01": 1250.75,
        "G03": "Chưa có kinh phí.",
    }
    assert check_figures(form, {"A02": "không"})[0] == {"A02": False}


@pytest.mark.parametrize(
    ("raw", "code", "words"),
    [
        ({"B01": "-1"}, "B01", "không được nhỏ hơn 0"),
        ({"B01": "1,5"}, "B01", "phải là số nguyên"),
        ({"B01": "1.5"}, "B01", "phần thập phân viết sau dấu phẩy"),
        ({"B01": "999.999.999.999.999"}, "B01", "quá lớn"),
        ({"A02": "chắc là có"}, "A02", "“có” hoặc “không”"),
        ({"G01": "1,2345"}, "G01", "3 chữ số thập phân"),
        ({"E03": "3", "E04": "5"}, "E04", "E04 = 5, E03 = 3"),
        ({"B01": "0", "B02": "20"}, "B01", "bằng 0 thì"),
        ({"D01.tu_so": "11", "D01.mau_so": "10"}, "D01.tu_so", "“khu dân cư thuộc diện xét” = 10"),
        ({"D01.tu_so": "11"}, "D01.mau_so", "đủ cả tử số và mẫu số"),
        ({"G03": "Liên hệ 0912 345 678"}, "G03", "số điện thoại"),
        ({"G03": "CCCD 087201001234"}, "G03", "căn cước"),
        ({"G03": "a" * 2001}, "G03", "2000 ký tự"),
        ({"Z99": "1"}, "Z99", "không có ô “Z99”"),
    ],
)
def test_what_is_wrong_is_said_for_its_box_in_vietnamese(form, raw, code, words):
    _, problems = check_figures(form, raw)
    assert [p.code for p in problems][:1] == [code]
    assert words in problems[0].message
    assert problems[0].message.endswith(".")


def test_all_complaints_come_at_once(form):
    _, problems = check_figures(form, {"B01": "x", "G01": "-5", "E03": "3", "E04": "5"})
    assert {p.code for p in problems} == {"B01", "G01", "E04"}


def test_a_check_on_a_box_left_blank_is_no_complaint(form):
    assert check_figures(form, {"E04": "5"}) == ({"E04": 5}, [])


def test_unusual_figures_are_asked_about_and_are_no_error(form):
    found = checked(form, {"B01": "10", "B02": "20"})
    assert (found.errors, [q.code for q in found.queries]) == ([], ["B01"])
    assert "đã ghi B01 = 10, B02 = 20" in found.queries[0].message
