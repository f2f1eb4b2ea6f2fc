"""A year's days off by law alone: beside the official tables, beside another library, and what a table forgets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.catalogue import load_catalogue
from models.day_off_drafts import FIRST_YEAR, LAST_YEAR, drafted_table, omissions, table_text
from models.settings import BUILTIN_PROGRAMMES
from models.vocabulary import TableStatus
from models.workdays import DayOff, WorkCalendar, YearTable

TABLES = load_catalogue(BUILTIN_PROGRAMMES).tables
SWAPPED = {  # days that only a notice can give: exchanged for a Saturday
    date(2024, 4, 29), date(2025, 5, 2), date(2026, 1, 2), date(2026, 8, 31),
}  # fmt: skip


def weekdays_off(table: YearTable) -> set[date]:
    return {d.date for d in WorkCalendar([table]).days(table.year) if not d.working and d.date.weekday() < 5}


@pytest.mark.parametrize("year", range(2021, 2034))
def test_the_draft_gives_the_weekdays_of_the_table_in_force_but_for_those_exchanged(year):
    assert weekdays_off(TABLES[year]) - weekdays_off(drafted_table(year)) == {d for d in SWAPPED if d.year == year}
    assert weekdays_off(drafted_table(year)) <= weekdays_off(TABLES[year])


def test_another_library_drafts_the_same_weekdays_to_the_end_of_the_century():
    holidays = pytest.importorskip("holidays")
    for year in range(2034, LAST_YEAR + 1):
        theirs = {on for on in holidays.VN(years=year) if on.weekday() < 5}
        instead_of_24_11 = {on for on in theirs if on.month == 11 and on.day != 24}  # no law orders it
        assert weekdays_off(drafted_table(year)) == theirs - instead_of_24_11


def test_a_draft_is_provisional_and_says_that_a_notice_is_awaited():
    for year in range(FIRST_YEAR, 2060):
        table = drafted_table(year)
        assert table.status is TableStatus.PROVISIONAL
        assert "chờ thông báo" in table.source
        assert not table.working_weekends


def test_a_holiday_on_a_weekend_is_taken_on_the_next_working_day(day):
    calendar = WorkCalendar([drafted_table(2033)])
    assert not calendar.is_working(day("T2 03/01/2033"))  # for T7 01/01
    assert "nghỉ bù 01/01 (thứ Bảy, Tết Dương lịch)" in calendar.why(day("T2 03/01/2033")).why
    assert not calendar.is_working(day("T2 11/04/2033"))  # for Giỗ Tổ on T7 09/4
    assert not calendar.is_working(day("T3 03/05/2033"))  # for 01/5 on CN, after the one for 30/4
    assert calendar.is_working(day("T4 04/05/2033"))


def test_the_tables_in_force_forget_no_day_that_the_law_names():
    assert [line for table in TABLES.values() for line in omissions(table)] == []


def test_a_forgotten_holiday_is_named_with_its_article(day):
    table = TABLES[2027]
    kept = tuple(entry for entry in table.days_off if entry.first != day("T6 16/04/2027"))
    (line,) = omissions(replace(table, days_off=kept))
    assert "thứ Sáu, 16/4/2027 (Giỗ Tổ Hùng Vương" in line
    assert "Điều 112 Bộ luật Lao động 2019" in line


def test_how_tet_lies_is_the_prime_ministers_to_say_and_never_called_forgotten(day):
    one_and_four = YearTable(
        2027,
        TableStatus.OFFICIAL,
        "Thông báo thử",
        (
            *(entry for entry in TABLES[2027].days_off if "Tết Nguyên đán" not in entry.why),
            DayOff(day("T6 05/02/2027"), day("T5 11/02/2027"), "Tết Nguyên đán Đinh Mùi"),
        ),
    )
    assert weekdays_off(one_and_four) != weekdays_off(TABLES[2027])
    assert omissions(one_and_four) == []


@pytest.mark.parametrize("year", [2024, 2027, 2030, 2034, 2050])
def test_what_is_written_out_is_read_back_as_the_same_table(tmp_path, year):
    table = TABLES.get(year) or drafted_table(year)
    folder = tmp_path / "days_off"
    folder.mkdir()
    (folder / f"{year}.yaml").write_text(table_text(table), "utf-8")
    assert load_catalogue(BUILTIN_PROGRAMMES, tmp_path).tables[year] == table
