"""What the console says of measures: promised keys in JSON, definitions and reasons beside the numbers for people."""

from __future__ import annotations

import json

import pytest

FIVE = {"expected", "actual", "on_time", "rate", "on_time_rate"}


@pytest.fixture
def read(dondoc, loaded_demo):
    def ask(*words):
        told = dondoc(*words, "--json", home=loaded_demo)
        assert told.exit_code == 0, told.output
        assert told.stderr == ""
        return json.loads(told.stdout)

    return ask


@pytest.fixture
def say(dondoc, loaded_demo):
    def ask(*words):
        told = dondoc(*words, home=loaded_demo)
        assert told.exit_code == 0, told.output
        return told.stdout

    return ask


def test_punctuality_gives_five_metrics_for_each_group(read):
    whole, by_year = read("punctuality", "--by", "all"), read("punctuality", "--by", "year")
    assert len(whole) == 1
    assert set(whole[0]) >= FIVE
    assert sum(row["expected"] for row in by_year) == whole[0]["expected"] > 1000
    assert [row["year"] for row in by_year] == sorted(row["year"] for row in by_year)
    both = read("punctuality", "--by", "tree,year", "--programme", "05")
    assert {(row["tree"], row["year"]) for row in both} >= {("police", 2024), ("police", 2026)}


def test_punctuality_prints_its_definitions_for_people(say):
    told = say("punctuality", "--by", "unit", "--unit", "Công an xã Ba Sao", "--year", "2026")
    assert "Công an xã Ba Sao" in told
    assert "Tỷ lệ đúng hạn: đúng hạn chia phải nộp." in told


def test_a_grouping_there_is_not_is_refused(dondoc, loaded_demo):
    told = dondoc("punctuality", "--by", "phòng", home=loaded_demo)
    assert (told.exit_code, "Các cách gộp: unit" in told.stderr) == (1, True)


def test_a_period_is_held_beside_the_year_before(read, say):
    found = read("trend", "05", "S000-01", "2026")
    assert set(found[0]) == {"indicator", "node", "now", "then", "change", "percent", "why_not", "notes"}
    assert all((row["change"] is None) == bool(row["why_not"]) for row in found)
    assert "tăng" in say("trend", "05", "S000-01", "2026")


def test_requests_of_two_years_are_held_beside_each_other_when_asked(read, dondoc, loaded_demo):
    codes = {each["duty"]: each["period"] for each in read("periods", "05") if each["duty"].startswith("DX-")}
    first, second = sorted(codes)[:2]
    found = read("trend", "05", second, codes[second], "--against", f"05/{first}/{codes[first]}")
    assert found[0]["then"]["period"] == codes[first]
    told = dondoc("trend", "05", second, codes[second], "--against", first, home=loaded_demo)
    assert (told.exit_code, "CHƯƠNG_TRÌNH/NHIỆM_VỤ/KỲ" in told.stderr) == (1, True)


def test_a_trend_names_the_day_on_which_the_map_changed(read, say):
    found = read("trend", "05", "S000-01")
    assert all(len(row["steps"]) == len(row["points"]) - 1 for row in found)
    assert "do thay đổi đơn vị hành chính từ ngày 01/7/2025" in " ".join(say("trend", "05", "S000-01").split())


def test_targets_are_told_with_their_arithmetic_or_why_there_is_none(read, say):
    found = read("targets")
    assert {row["state"] for row in found} <= {"met", "missed", "on_track", "behind", "cannot_say"}
    assert all(row["arithmetic"] or row["why"] for row in found)
    assert {row["proposed"] for row in found if row["programme"].startswith("279")} == {False}
    assert "chờ cơ quan có thẩm quyền ấn định" in say("targets", "-p", "05")


def test_a_programme_without_targets_says_so(say):
    assert "không có chỉ tiêu" in say("targets", "-p", "72")


def test_calls_name_the_missing_item_and_the_reasons_and_only_the_table_has_telephones(read, say):
    found = read("calls")
    assert found
    assert all(row["missing"] and row["reasons"] for row in found)
    assert [row["score"] for row in found] == sorted((row["score"] for row in found), reverse=True)
    assert "0900000" not in json.dumps(found)
    assert "0900000" in say("calls")


def test_calls_of_a_programme_with_nothing_late_say_so(say):
    assert "Không có đơn vị nào cần gọi" in say("calls", "-p", "kh-thanh")


def test_the_burden_of_figures_is_counted_and_its_rate_said(read, say):
    found = read("burden", "--figures", "--year", "2026")
    assert all(row["all_cells"] == row["cells"] * row["returns"] for row in found)
    assert found == sorted(found, key=lambda row: -row["minutes"])
    told = say("burden", "--figures", "--year", "2026")
    assert "mỗi ô số 60 giây" in told
    named = next(row for row in found if row["unread"])
    assert f"{named['unread'][0]} " in told, "an indicator is called by its name, too"
    assert "không có biểu số liệu nào" in say("burden", "--figures", "--year", "2010")
