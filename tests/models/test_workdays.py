"""Working days: the official tables, the exchanged Saturdays, the provisional years, counting."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import load_catalogue
from models.settings import BUILTIN_PROGRAMMES
from models.vocabulary import TableStatus
from models.workdays import DayOff, WorkCalendar, YearTable

CALENDAR = load_catalogue(BUILTIN_PROGRAMMES).calendar
DAYS = st.dates(date(2021, 2, 1), date(2033, 11, 30))


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        ("T6 17/04/2026", 10, "T4 06/05/2026"),  # over Giỗ Tổ in lieu and 30/4 – 01/5
        ("T3 30/12/2025", 5, "T5 08/01/2026"),  # over 01/01 and the exchanged 02/01
        ("T5 12/02/2026", 10, "T5 05/03/2026"),  # over Tết
        ("T6 24/04/2026", 1, "T3 28/04/2026"),  # 27/4 in lieu of Giỗ Tổ on a Sunday
    ],
)
def test_the_examples_of_counting_working_days(day, start, count, end):
    assert CALENDAR.add_working_days(day(start), count) == day(end)


@pytest.mark.parametrize(
    ("worked", "off"),
    [
        ("T7 04/05/2024", "T2 29/04/2024"),
        ("T7 26/04/2025", "T6 02/05/2025"),
        ("T7 10/01/2026", "T6 02/01/2026"),
        ("T7 22/08/2026", "T2 31/08/2026"),
    ],
)
def test_an_exchanged_saturday_is_worked_and_its_weekday_is_off(day, worked, off):
    assert CALENDAR.is_working(day(worked))
    assert "làm bù" in CALENDAR.why(day(worked)).why
    assert not CALENDAR.is_working(day(off))
    assert "hoán đổi" in CALENDAR.why(day(off)).why


@pytest.mark.parametrize(
    ("eve", "first"),
    [
        ("T7 21/01/2023", "CN 22/01/2023"),
        ("T6 09/02/2024", "T7 10/02/2024"),
        ("T3 28/01/2025", "T4 29/01/2025"),
        ("T2 16/02/2026", "T3 17/02/2026"),
        ("T6 05/02/2027", "T7 06/02/2027"),
        ("T3 25/01/2028", "T4 26/01/2028"),
        ("T2 12/02/2029", "T3 13/02/2029"),
        ("T6 01/02/2030", "T7 02/02/2030"),  # China's is a day later
        ("T4 22/01/2031", "T5 23/01/2031"),
        ("T3 10/02/2032", "T4 11/02/2032"),
        ("CN 30/01/2033", "T2 31/01/2033"),
    ],
)
def test_tet_is_off_by_the_lunar_calendar_of_viet_nam(day, eve, first):
    for off in (day(eve), day(first), day(first) + timedelta(1), day(first) + timedelta(2)):
        assert not CALENDAR.is_working(off)
    assert "Tết Nguyên đán" in CALENDAR.why(day(first)).why


@pytest.mark.parametrize(
    "text",
    [
        *("T5 18/04/2024", "T2 07/04/2025", "T2 27/04/2026", "T6 16/04/2027", "T3 04/04/2028", "T2 23/04/2029"),
        *("T6 12/04/2030", "T3 01/04/2031", "T2 19/04/2032", "T2 11/04/2033"),
    ],
)
def test_gio_to_or_its_day_in_lieu_is_off(day, text):
    assert not CALENDAR.is_working(day(text))
    assert "Giỗ Tổ" in CALENDAR.why(day(text)).why


def test_24_november_is_a_day_off_from_2026_on(day):
    assert CALENDAR.is_working(day("T2 24/11/2025"))
    assert not CALENDAR.is_working(day("T3 24/11/2026"))
    assert CALENDAR.why(day("T3 24/11/2026")).source == "Nghị quyết 28/2026/QH16"
    # on a weekend the law is silent about a day in lieu, so none is invented
    assert CALENDAR.is_working(day("T2 26/11/2029"))
    assert CALENDAR.is_working(day("T2 25/11/2030"))


def test_years_without_a_notice_are_provisional_and_say_so():
    assert [year for year in range(2020, 2036) if CALENDAR.is_provisional(year)] == [2020, *range(2027, 2036)]
    assert "chờ thông báo" in CALENDAR.why(date(2029, 4, 23)).source
    assert CALENDAR.tables[2022].status is TableStatus.RECONSTRUCTED


def test_every_official_day_off_names_its_document():
    for year in range(2023, 2027):
        off = [info for info in CALENDAR.days(year) if not info.working and info.date.weekday() < 5]
        assert len(off) >= 10
        assert all("Thông báo" in i.source or "Nghị quyết" in i.source or "Công văn" in i.source for i in off)


def test_the_days_off_agree_with_an_independent_library_but_for_four_known_days():
    holidays = pytest.importorskip("holidays")
    other = holidays.VN(years=range(2021, 2034), language="vi")
    differing = {
        i.date for y in range(2021, 2034) for i in CALENDAR.days(y) if other.is_working_day(i.date) != i.working
    }
    # two days of 2026 that the library lacks; two days in lieu of 24/11 that no law orders
    assert differing == {date(2026, 1, 2), date(2026, 1, 10), date(2029, 11, 26), date(2030, 11, 25)}


def test_days_lists_every_day_of_the_year_once():
    days = [info.date for info in CALENDAR.days(2024)]
    assert len(days) == 366
    assert days == sorted(set(days))


def test_the_version_of_a_table_changes_with_its_days_only():
    day = DayOff(date(2031, 1, 1), date(2031, 1, 1), "Tết Dương lịch")
    one = YearTable(2031, TableStatus.PROVISIONAL, "nguồn A", (day,))
    assert one.version == YearTable(2031, TableStatus.PROVISIONAL, "nguồn B", (day,)).version
    assert one.version != YearTable(2031, TableStatus.PROVISIONAL, "nguồn A", ()).version
    assert one.version != YearTable(2031, TableStatus.PROVISIONAL, "nguồn A", (), (day,)).version


def test_without_a_table_only_weekends_are_off():
    bare = WorkCalendar()
    assert bare.is_working(date(2040, 1, 2))
    assert not bare.is_working(date(2040, 1, 1))
    assert bare.why(date(2040, 1, 2)).source == "chưa có bảng ngày nghỉ của năm này"


@given(DAYS, st.integers(1, 60))
def test_counting_forward_and_back_returns_to_the_same_working_day(start, count):
    first = CALENDAR.next_working_after(start)
    end = CALENDAR.add_working_days(first, count)
    assert CALENDAR.is_working(end)
    assert CALENDAR.add_working_days(end, -count) == first


@given(DAYS, st.integers(1, 60))
def test_exactly_so_many_working_days_lie_after_the_first_day(start, count):
    end = CALENDAR.add_working_days(start, count)
    between = [start + timedelta(n) for n in range(1, (end - start).days + 1)]
    assert sum(CALENDAR.is_working(d) for d in between) == count


@given(DAYS)
def test_the_last_working_day_leaves_only_days_off_behind_it(day):
    found = CALENDAR.last_working_on_or_before(day)
    assert CALENDAR.is_working(found)
    assert not any(CALENDAR.is_working(found + timedelta(n)) for n in range(1, (day - found).days + 1))
