"""Forms: every indicator of the list, taken apart into boxes, with checks that speak Vietnamese and hold or do not."""

import pytest

from models.catalogue import load_catalogue
from models.forms import scope_of
from models.settings import BUILTIN_PROGRAMMES
from models.vocabulary import AcrossUnits, IndicatorType

CATALOGUE = load_catalogue(BUILTIN_PROGRAMMES)
FULL = CATALOGUE.form("phong-trao")


def failing(form, values: dict) -> list[str]:
    return [c.message for c in form.checks() if c.holds(values) is False and not c.is_warning]


def warned(form, values: dict) -> list[str]:
    return [c.message for c in form.checks() if c.holds(values) is False and c.is_warning]


def test_the_full_form_has_the_thirty_five_indicators_of_the_list():
    codes = [i.code for i in FULL.indicators]
    assert len(codes) == len(set(codes)) == 35
    assert [c for c in codes if c[0] == "D"] == ["D01", "D02", "D03", "D04", "D05", "D06"]
    assert {i.group for i in FULL.indicators} == {title for _, title in FULL.groups}


def test_every_indicator_says_how_it_adds_up():
    for indicator in FULL.indicators:
        if indicator.type is IndicatorType.RATIO:
            assert indicator.across is AcrossUnits.RATIO_OF_SUMS
            assert [key for key, _ in indicator.parts] == ["tu_so", "mau_so"]
        assert indicator.over_time in ("sum", "last", "max")
        assert indicator.basis
    assert FULL.indicator("C01").across is AcrossUnits.NONE
    assert FULL.indicator("G03").across is AcrossUnits.CONCAT
    assert FULL.indicator("A02").across is AcrossUnits.COUNT_TRUE
    assert FULL.indicator("D01").is_annual_only
    assert FULL.indicator("B01").is_lead_only


def test_ratios_and_breakdowns_are_taken_apart_into_boxes():
    boxes = {field.code: field for field in FULL.fields()}
    assert [c for c in boxes if c.startswith("D06")] == ["D06.xuat_sac", "D06.kha", "D06.trung_binh", "D06.yeu"]
    assert (boxes["D01.tu_so"].part, boxes["D01.tu_so"].type) == ("tu_so", IndicatorType.COUNT)
    assert (boxes["E09.so_to"].unit, boxes["E09.so_thanh_vien"].unit) == ("tổ", "người")
    assert boxes["G01"].unit == "triệu đồng"
    assert "D01" not in boxes


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"E03": 5, "E04": 6}, "E04 “Trong đó, vụ việc hòa giải thành” phải nhỏ hơn hoặc bằng E03 “Vụ việc mâu thuẫn"),
        ({"B01": 0, "B02": 5}, "bằng 0 thì B02 “Lượt người dự tuyên truyền trực tiếp” cũng phải bằng 0"),
        (
            {"D01.tu_so": 11, "D01.mau_so": 10},
            "D01 “khu dân cư đạt” phải nhỏ hơn hoặc bằng D01 “khu dân cư thuộc diện xét”",
        ),
        ({"B01": -1}, "B01 “Buổi tuyên truyền trực tiếp đã tổ chức” không được âm"),
        ({"G01": -0.5}, "G01 “Kinh phí ngân sách bố trí” không được âm"),
        ({"C01": 4, "C02": 3}, "C01 “Loại mô hình tự quản về ANTT đang hoạt động” phải nhỏ hơn hoặc bằng C02"),
        ({"E09.so_to": 3, "E09.so_thanh_vien": 2}, "E09 “số thành viên” phải lớn hơn hoặc bằng E09 “số tổ”"),
        ({"E10.so_lop": 0, "E10.luot_nguoi": 9}, "E10 “số lớp” bằng 0 thì E10 “lượt người dự” cũng phải bằng 0"),
        ({"G03": "a" * 2001}, "không quá 2000 ký tự"),
        ({"G03": "liên hệ 0912 345 678"}, "số điện thoại"),
        ({"G03": "số 079123456789"}, "số căn cước công dân"),
        ({"G03": "gửi về a.b@example.vn"}, "địa chỉ thư điện tử"),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_vietnamese(values, message):
    [found] = failing(FULL, values)
    assert message in found


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"E04": 6},  # E03 not reported: missing is not zero
        {"B01": 0, "B02": 0},
        {"B01": 0},
        {"D01.tu_so": 0, "D01.mau_so": 0},
        {"E03": 5, "E04": 5},
        {"G03": "Đề nghị bổ sung kinh phí 120 triệu đồng năm 2026; 2.500 hộ; Thông tư 40/2023/TT-BTC ngày 09/6/2023"},
    ],
)
def test_what_may_be_passes(values):
    assert failing(FULL, values) == []


def test_an_unlikely_value_is_only_a_warning():
    assert failing(FULL, {"B01": 2, "B02": 8}) == []
    assert len(warned(FULL, {"B01": 2, "B02": 8})) == 1
    assert len(warned(FULL, {"B01": 1, "B02": 2001})) == 1
    assert warned(FULL, {"B01": 10, "B02": 500}) == []
    assert len(warned(FULL, {"F02": 3, "F03": 2})) == 1


def test_a_short_form_picks_whole_indicators_with_the_checks_it_can_hold():
    short = CATALOGUE.form("phong-trao-rut-gon")
    assert [i.code for i in short.indicators] == [
        *("A02", "B01", "B02", "B03", "B07", "C02", "C03", "D01", "E03", "E04", "G01", "G03"),
    ]
    boxes = {field.code for field in short.fields()}
    own = ([code for code in check.codes if not scope_of(code)] for check in short.checks())
    assert all(boxes.issuperset(codes) for codes in own)
    assert len(failing(short, {"E03": 1, "E04": 2, "B01": 0, "B02": 3})) == 2
    assert short.indicator("E04") == FULL.indicator("E04")


def test_every_form_a_duty_names_is_there():
    named = {duty.form for p in CATALOGUE.programmes.values() for duty in p.duties.values() if duty.form}
    assert named == {"phong-trao", "hop-dinh-ky", "ngay-hoi"}
    assert named <= CATALOGUE.forms.keys()
