"""The checking language: what a sentence means, how it is named, how it reads, and what cannot be written in it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import load_catalogue
from models.check_sentences import ODD, of_this_filing, read_sentence
from models.likeness import alike, likeness
from models.rule_files import Unreadable
from models.settings import BUILTIN_PROGRAMMES

LABELS = {"B01": "Buổi đã tổ chức", "B02": "Lượt người dự", "C02": "Điểm mô hình", "C03": "Điểm mới", "C04": "Điểm bỏ"}
NUMBERS = st.integers(0, 10**6)


def read(text, says=ODD):
    return read_sentence(text, None, LABELS, says)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("B01 <= B02", "B01-le-B02"),
        ("5*B01<=B02", "5.B01-le-B02"),
        (" 5*B01  <=  B02 ", "5.B01-le-B02"),
        ("B01 = 0 => B02 = 0", "B01-then-B02"),
        ("C02 = opening.C02 + C03 - C04", "C02-eq-opening.C02-plus-C03-minus-C04"),
        ("B01 ~ 5*last.B01 over 5", "B01-near-5.last.B01-over-5"),
        ("B01 >= 1", "B01-ge-1"),
        ("B01 = map.communes", "B01-eq-map.communes"),
    ],
)
def test_a_check_is_named_by_what_it_says_however_it_is_spaced(text, name):
    assert read(text).id == name


def test_every_check_of_every_form_has_a_name_of_its_own_that_fits_into_a_page():
    for form in load_catalogue(BUILTIN_PROGRAMMES).forms.values():
        names = [check.id for check in form.checks()]
        assert len(names) == len(set(names))
        assert all(
            set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") for name in names
        )


def test_an_error_says_what_must_be_and_a_query_what_was_found():
    assert (
        read_sentence("B01 <= B02", None, LABELS).message
        == "B01 “Buổi đã tổ chức” phải nhỏ hơn hoặc bằng B02 “Lượt người dự”"
    )
    assert read("B01 <= B02").message == "B01 “Buổi đã tổ chức” lớn hơn B02 “Lượt người dự”"
    assert read("C02 = opening.C02 + C03 - C04").message == (
        "C02 “Điểm mô hình” khác C02 đầu kỳ cộng C03 “Điểm mới” trừ C04 “Điểm bỏ”"
    )
    assert read("B01 <= 20000").message.endswith("lớn hơn 20.000")


@pytest.mark.parametrize(
    "text",
    [
        *("B01", "B01 < B02", "B01 <= Z99", "B01 <= next.B01", "B01 = map.moons", "B01 <= +"),
        *("B01 ~ B02 + C03", "B01 ~ last.B01", "2*B01 ~ 3*last.B01", "B01 = 0 => B02", "B01 => B02 => C02"),
    ],
)
def test_what_cannot_be_said_is_refused(text):
    with pytest.raises(Unreadable):
        read(text)


@pytest.mark.parametrize("text", ["B01 >= last.B01", "B01 ~ 5*last.B01", "B01 = map.children", "B01 >= within.B01"])
def test_an_error_never_rests_on_what_others_filed(text):
    with pytest.raises(Unreadable, match="queries"):
        of_this_filing(read(text))


@given(stock=NUMBERS, opening=NUMBERS, new=NUMBERS, gone=NUMBERS)
def test_a_stock_is_what_stood_plus_what_came_less_what_went(stock, opening, new, gone):
    check = read("C02 = opening.C02 + C03 - C04")
    values = {"C02": stock, "opening.C02": opening, "C03": new, "C04": gone}
    assert check.holds(values) is (stock == opening + new - gone)
    assert check.holds({**values, "C02": opening + new - gone})


@given(now=NUMBERS, before=NUMBERS, times=st.integers(2, 20), over=st.integers(1, 50))
def test_nearness_is_the_same_up_and_down_and_small_numbers_are_left_alone(now, before, times, over):
    check = read(f"B01 ~ {times}*last.B01 over {over}")
    found = check.holds({"B01": now, "last.B01": before})
    assert found is check.holds({"B01": before, "last.B01": now})
    if max(now, before) <= times * over:
        assert found
    if min(now, before) == 0:
        assert found
    elif min(now, before) >= over:
        assert found is (max(now, before) <= times * min(now, before))


@given(st.dictionaries(st.sampled_from(["B01", "B02", "last.B01"]), NUMBERS | st.none()))
def test_what_is_missing_is_never_judged(values):
    for text, needed in (("B01 <= B02", ["B01", "B02"]), ("B01 ~ 5*last.B01", ["B01", "last.B01"])):
        if any(values.get(code) is None for code in needed):
            assert read(text).holds(values) is None


def test_money_is_compared_to_the_thousandth():
    check = read_sentence("B01 + B02 = C02", None, LABELS)
    assert check.holds({"B01": 0.1, "B02": 0.2, "C02": 0.3})
    assert check.holds({"B01": 0.1, "B02": 0.2, "C02": 0.301}) is False


# what a filing says the second time → is it asked whether only the date was changed?
STORY = (
    "Trong kỳ, địa bàn rộng, dân cư phân tán, kinh phí in tài liệu tuyên truyền còn hạn chế; một số thành viên "
    "kiêm nhiệm nhiều việc nên chưa dành nhiều thời gian cho phong trào. Đề nghị cấp trên quan tâm hỗ trợ năm 2024."
)
SAME = {"A": 12, "B": 250, "C": 3, "D": 41, "E": 0}


def filing(now, before, text="", earlier=""):
    values = {**now, **{f"last.{code}": value for code, value in before.items()}, "G": text, "last.G": earlier}
    return alike(values, "ABCDE", "G")


def test_the_same_figures_again_are_asked_about():
    assert filing(SAME, SAME)
    assert not filing({**SAME, "A": 13, "B": 260}, SAME)


def test_a_few_small_figures_may_well_be_the_same():
    assert not filing({"A": 1, "B": 2}, {"A": 1, "B": 2})
    assert not filing(dict.fromkeys("ABCDE", 0), dict.fromkeys("ABCDE", 0))


def test_the_same_words_with_another_year_are_the_same_words():
    half = {**SAME, "A": 14, "B": 260}
    assert filing(half, SAME, STORY.replace("2024", "2025"), STORY)
    assert not filing(half, SAME, STORY[::-1], STORY)
    assert not filing(dict.fromkeys("ABCD", 7), SAME, STORY, STORY)


def test_a_short_sentence_proves_nothing():
    assert not filing({**SAME, "A": 14, "B": 260}, SAME, "Không có.", "Không có.")


@given(st.text(max_size=200), st.text(max_size=200))
def test_likeness_is_a_share_and_goes_both_ways(one, other):
    assert 0 <= likeness(one, other) == likeness(other, one) <= 1


def test_a_coefficient_is_exact():
    assert read("5*B01 <= B02").holds({"B01": Decimal("0.2"), "B02": 1})
