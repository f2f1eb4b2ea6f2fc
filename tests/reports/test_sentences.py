"""What a total says in words."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.numerals import counted, number, percent
from reports.sentences import coverage_sentence
from reports.sentences import sentence as marked_sentence
from reports.sentences import sentences as marked_sentences
from reports.tracing import plain


@pytest.mark.parametrize(
    ("value", "words"),
    [(1234.5, "1.234,5"), (0, "0"), (12.0, "12"), (Decimal("361.500"), "361,5"), (1_000_000, "1.000.000"), (-3, "-3")],
)
def test_numbers_have_a_dot_between_thousands_and_a_comma_before_decimals(value, words):
    assert number(value) == words


def test_counts_below_ten_carry_a_zero_in_a_sentence():
    assert [counted(n) for n in (1, 9, 10, 0)] == ["01", "09", "10", "0"]


def test_a_rate_shows_its_fraction_and_a_denominator_of_zero_has_no_rate():
    assert percent(52, 54) == "96,3% (52/54)"
    assert percent(54, 54) == "100% (54/54)"
    assert percent(0, 0) == "—"


def told(report, code):
    return plain(marked_sentence(report, report.form.indicator(code)))


def sentences(report, indicators):
    return [plain(words) for words in marked_sentences(report, indicators)]


def test_zero_is_not_arisen(report):
    assert told(report, "B05").endswith(": không phát sinh.")


def test_missing_is_never_zero(report):
    assert told(report, "E04") == "Trong đó: hòa giải thành: chưa có số liệu."


def test_a_figure_some_left_out_names_them(report):
    words = told(report, "E03")
    assert "27 vụ việc" in words
    assert "2/4 đơn vị có số liệu; chưa có số liệu của Công an phường Sa Đéc)" in words


def test_an_estimate_says_so(report):
    assert "ước đạt 12.360 lượt người" in told(report, "B02")


def test_a_ratio_is_told_with_numerator_and_denominator(report):
    assert told(report, "D01").endswith(": 96,3% (52/54).")


def test_yes_answers_are_counted_over_those_who_answered(report):
    assert told(report, "A02").endswith(": 3 trong 3 đơn vị có số liệu."), "3/3 would read as n/N"


def test_a_breakdown_names_every_part(report):
    words = told(report, "D06")
    assert "xuất sắc 06 đơn vị; khá 09 đơn vị; trung bình 03 đơn vị; yếu không phát sinh" in words


def test_indicators_that_belong_together_become_one_sentence(report):
    group = report.group("B")
    assert sentences(report, group)[0] == ("Tổ chức 102 buổi tuyên truyền trực tiếp với ước đạt 12.360 lượt người dự.")


def test_a_frame_is_left_when_one_of_its_figures_is_missing(report):
    totals = [replace(t, value=None, reported=0) if t.indicator == "B02" else t for t in report.totals]
    words = sentences(replace(report, totals=totals), report.group("B"))
    assert words[:2] == [
        "Buổi tuyên truyền trực tiếp đã tổ chức: 102 buổi.",
        "Lượt người dự tuyên truyền trực tiếp: chưa có số liệu.",
    ]


def test_coverage_names_the_missing(report):
    assert coverage_sentence(report) == (
        "Tính đến hết ngày 16/6/2025, có 3/4 đơn vị đã báo cáo; chưa có số liệu của: Công an xã Mỹ Quí."
    )


def test_many_missing_units_are_counted_in_the_text(report):
    many = replace(report, missing=tuple(f"Xã {n}" for n in range(30)), expected=33)
    assert "và 20 đơn vị khác (có tên tại Phụ lục)" in coverage_sentence(many)


def test_a_yearly_indicator_stays_out_of_a_half_year_that_did_not_total_it(report):
    yearly = tuple(replace(i, is_annual_only=i.code in ("D01", "A01")) for i in report.form.indicators)
    totals = [t for t in report.totals if t.indicator != "D01"]
    half_year = replace(report, form=replace(report.form, indicators=yearly), totals=totals)
    codes = [i.code for i in half_year.indicators]
    assert "D01" not in codes
    assert "A01" in codes


def test_figures_of_one_sentence_that_are_all_estimates_are_called_so_once(report):
    totals = [replace_total(t) if t.indicator in ("B01", "B02") else t for t in report.totals]
    group = [report.form.indicator("B01"), report.form.indicator("B02")]
    [words] = sentences(replace(report, totals=totals), group)
    assert words.startswith("Tổ chức ước đạt 102 buổi tuyên truyền trực tiếp với 12.360 lượt người dự")


def replace_total(total):
    return total._replace(provisional=True) if hasattr(total, "_replace") else replace(total, provisional=True)


def test_a_period_that_nobody_owed_is_not_counted_nought_of_nought(report):
    nobody = replace(report, reported=0, expected=0, missing=(), as_of=None)
    assert coverage_sentence(nobody) == "Không có đơn vị nào thuộc diện báo cáo."


def test_names_that_carry_their_place_are_kept_apart_by_semicolons(report):
    two = replace(report, missing=("Công an phường 1, Thành phố Sa Đéc", "Công an xã Mỹ Quí"))
    assert coverage_sentence(two).endswith("của: Công an phường 1, Thành phố Sa Đéc; Công an xã Mỹ Quí.")
