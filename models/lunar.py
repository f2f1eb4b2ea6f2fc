"""Âm lịch Việt Nam: the solar day of Tết and of Giỗ Tổ, computed for the meridian of Hanoi (UTC+7).

New moons and solar terms by the short series of J. Meeus, Astronomical Algorithms, in the arrangement of Hồ Ngọc Đức;
good to a few minutes, which decides the day except where a new moon falls at midnight. Viet Nam counts in UTC+7
(Quyết định 121-CP, 08/8/1967), China in UTC+8: in 2030 Tết is 02/02 here and 03/02 there. Says when a lunar day falls,
never whether anybody has that day off.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from math import floor, pi, radians, sin

HANOI = 7  # hours east of Greenwich
_MONTH = 29.530588853  # days between two new moons, on average
_FIRST = 2415021.076998695  # a new moon, as a Julian date: 01/01/1900
_JULIAN = 1721425  # what a Julian day number is ahead of `date.toordinal`


def tet(year: int, hours_east: int = HANOI) -> date:
    """Mùng 1 Tết: the first day of the lunar year that begins in this solar year."""
    return lunar_day(year, 1, 1, hours_east)


def gio_to(year: int) -> date:
    """Giỗ Tổ Hùng Vương: 10/3 âm lịch (Bộ luật Lao động 2019, Điều 112)."""
    return lunar_day(year, 3, 10)


def lunar_day(year: int, month: int, day: int, hours_east: int = HANOI) -> date:
    """The solar day of a day of an ordinary (not leap) lunar month. Shape: months 1–12, days 1–30."""
    eleventh, following = _eleventh_month(year - 1, hours_east), _eleventh_month(year, hours_east)
    if month > 10:
        eleventh, following = following, _eleventh_month(year + 1, hours_east)
    offset = (month - 11) % 12
    if following - eleventh > 365 and offset >= _leap_offset(eleventh, hours_east):
        offset += 1
    number = floor((eleventh - _FIRST) / _MONTH + 0.5)
    return _solar(_new_moon(number + offset, hours_east)) + timedelta(days=day - 1)


@cache
def _eleventh_month(year: int, hours_east: int) -> int:
    """First day of the month that holds the winter solstice."""
    number = floor((_day_number(date(year, 12, 31)) - _FIRST) / _MONTH)
    begins = _new_moon(number, hours_east)
    return _new_moon(number - 1, hours_east) if _solar_sector(begins, hours_east) >= 9 else begins


def _leap_offset(eleventh: int, hours_east: int) -> int:
    """Which month after the eleventh is leap: the first without a principal solar term."""
    number = floor(0.5 + (eleventh - _FIRST) / _MONTH)
    before = _solar_sector(_new_moon(number + 1, hours_east), hours_east)
    for offset in range(2, 15):
        sector = _solar_sector(_new_moon(number + offset, hours_east), hours_east)
        if sector == before:
            return offset - 1
        before = sector
    raise ArithmeticError(f"no leap month after Julian day {eleventh}")


@cache
def _new_moon(number: int, hours_east: int) -> int:
    """Julian day number, in local time, of the `number`-th new moon since 01/01/1900 (Meeus, chapter 49)."""
    t = number / 1236.85
    mean = 2415020.75933 + 29.53058868 * number + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * sin(radians(166.56 + 132.87 * t - 0.009173 * t**2))
    sun = radians(359.2242 + 29.10535608 * number - 0.0000333 * t**2 - 0.00000347 * t**3)
    moon = radians(306.0253 + 385.81691806 * number + 0.0107306 * t**2 + 0.00001236 * t**3)
    node = radians(21.2964 + 390.67050646 * number - 0.0016528 * t**2 - 0.00000239 * t**3)
    shift = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun)
    shift += -0.4068 * sin(moon) + 0.0161 * sin(2 * moon) - 0.0004 * sin(3 * moon)
    shift += 0.0104 * sin(2 * node) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
    shift += 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun) - 0.0006 * sin(2 * node + moon)
    shift += 0.0010 * sin(2 * node - moon) + 0.0005 * sin(2 * moon + sun)
    clocks = -0.000278 + 0.000265 * t + 0.000262 * t**2  # dynamical time minus universal time, in days
    return floor(mean + shift - clocks + 0.5 + hours_east / 24)


def _solar_sector(day_number: int, hours_east: int) -> int:
    """In which twelfth of its yearly way the sun stands at the local midnight that begins the day, 0–11."""
    t = (day_number - 2451545.5 - hours_east / 24) / 36525
    anomaly = radians(357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3)
    centre = (1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
    centre += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    longitude = radians(280.46645 + 36000.76983 * t + 0.0003032 * t**2 + centre)
    return floor((longitude % (2 * pi)) / pi * 6)


def _day_number(day: date) -> int:
    return day.toordinal() + _JULIAN


def _solar(day_number: int) -> date:
    return date.fromordinal(day_number - _JULIAN)
