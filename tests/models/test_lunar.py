"""The lunar days that decide Tết and Giỗ Tổ: published years, years where Hanoi and Beijing part, two computations."""

from datetime import date

import pytest

from models.lunar import gio_to, lunar_day, tet


@pytest.mark.parametrize(
    ("first", "ancestors"),
    [
        ("CN 22/01/2023", "T7 29/04/2023"),
        ("T7 10/02/2024", "T5 18/04/2024"),
        ("T4 29/01/2025", "T2 07/04/2025"),
        ("T3 17/02/2026", "CN 26/04/2026"),
        ("T7 06/02/2027", "T6 16/04/2027"),
        ("T4 26/01/2028", "T3 04/04/2028"),
        ("T3 13/02/2029", "T2 23/04/2029"),
        ("T7 02/02/2030", "T6 12/04/2030"),
        ("T5 23/01/2031", "T3 01/04/2031"),
        ("T4 11/02/2032", "T2 19/04/2032"),
        ("T2 31/01/2033", "T7 09/04/2033"),
    ],
)
def test_tet_and_gio_to_fall_where_the_published_calendars_put_them(day, first, ancestors):
    assert tet(day(first).year) == day(first)
    assert gio_to(day(first).year) == day(ancestors)


@pytest.mark.parametrize(
    ("here", "beijing"),
    [
        ("T2 29/01/1968", "T3 30/01/1968"),  # the first year counted in UTC+7
        ("T2 21/01/1985", "T4 20/02/1985"),  # a whole month apart: the leap month fell differently
        ("T7 17/02/2007", "CN 18/02/2007"),
        ("T7 02/02/2030", "CN 03/02/2030"),
    ],
)
def test_an_hour_of_longitude_moves_tet_in_some_years(day, here, beijing):
    year = day(here).year
    assert tet(year) == day(here)
    assert tet(year, hours_east=8) == day(beijing)


def test_two_independent_computations_agree_over_a_hundred_and_thirty_years():
    holidays = pytest.importorskip("holidays")
    for year in range(1970, 2100):
        said = holidays.VN(years=year, language="vi")
        new_year = [on for on, name in said.items() if name == "Tết Nguyên Đán"]
        assert new_year in ([], [tet(year)])
        ancestors = [on for on, name in said.items() if "Giỗ Tổ" in name and "bù" not in name]
        assert not ancestors or gio_to(year) in ancestors


def test_every_lunar_month_has_twenty_nine_or_thirty_days_and_a_leap_year_thirteen_months():
    for year in range(2020, 2040):
        begins = [lunar_day(year, month, 1) for month in range(1, 13)]
        assert begins == sorted(begins)
        whole = tet(year + 1) - tet(year)
        assert whole.days in (353, 354, 355, 383, 384, 385)
        gaps = [(b - a).days for a, b in zip(begins, [*begins[1:], tet(year + 1)], strict=True)]
        assert sum(gap > 30 for gap in gaps) == (whole.days > 360)  # one gap holds the leap month
        assert all(gap in (29, 30) or gap > 57 for gap in gaps)


def test_mid_autumn_and_the_hung_kings_are_days_of_their_months():
    assert lunar_day(2026, 8, 15) == date(2026, 9, 25)
    assert lunar_day(2026, 3, 10) == gio_to(2026)
