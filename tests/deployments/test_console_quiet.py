"""`dondoc burden`, `mute`, `unmute`, `mutes`: what is not said, from the console."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from models.quiet_hours import day_in_hanoi

TODAY = day_in_hanoi(datetime.now(UTC))
BURDEN = {"who", "programme", "year", "planned", "most", "budget", "is_over"}
WARD = "Công an phường Cao Lãnh"


def test_burden_lists_each_kind_of_unit_and_needs_no_data(dondoc, tmp_path):
    told = dondoc("--home", str(tmp_path / "none"), "burden", "--year", "2026", "--json")
    found = json.loads(told.stdout)
    assert all(set(each) == BURDEN for each in found)
    [police] = [b for b in found if b["who"] == "Công an, cấp xã"]
    assert (police["programme"], police["budget"]) == ("05-ctrph-cat-mttq", 24)
    assert 0 < police["planned"] < police["most"] <= 30
    table = dondoc("--home", str(tmp_path / "none"), "burden", "--programme", "05", "--year", "2026").stdout
    assert "Công an, cấp xã" in table
    assert "Hội Nông dân" not in table
    assert dondoc("burden", "--year", "1999").exit_code == 1


def test_burden_of_one_unit_says_what_it_has_heard_this_year(dondoc, loaded_demo):
    told = dondoc("burden", "--unit", WARD, "--year", "2026", "--json", home=loaded_demo)
    found = json.loads(told.stdout)
    assert {each["programme"] for each in found} == {"05-ctrph-cat-mttq"}
    assert found[0]["unit"].startswith("police/")
    assert WARD in dondoc("burden", "--unit", WARD, "--year", "2026", home=loaded_demo).stdout


def test_a_mute_is_set_listed_and_lifted_by_name(dondoc, own_demo):
    until = (TODAY + timedelta(days=10)).isoformat()
    asked = ["mute", "--unit", WARD, "--until", until, "--reason", "đang chuyển trụ sở", "--officer", "tham-muu"]
    told = dondoc(*asked, home=own_demo)
    assert told.exit_code == 0, told.output
    [row] = json.loads(dondoc("mutes", "--json", home=own_demo).stdout)
    assert (row["until"], row["by"], row["reason"]) == (until, "tham-muu", "đang chuyển trụ sở")
    assert WARD in dondoc("mutes", home=own_demo).stdout
    assert dondoc("unmute", str(row["id"]), "--officer", "dieu-hanh", home=own_demo).exit_code == 0
    assert "Không có lệnh tạm ngừng nhắc nào" in dondoc("mutes", home=own_demo).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--until", "2020-01-01", "--unit", WARD], "từ hôm nay"),
        (["--until", TODAY.isoformat()], "công tắc dừng gửi"),
        (["--until", TODAY.isoformat(), "--unit", "Không có nơi này"], "Không có nơi này"),
    ],
)
def test_a_mute_that_cannot_be_is_refused_in_one_sentence(dondoc, loaded_demo, words, said):
    told = dondoc("mute", *words, "--reason", "x", "--officer", "tham-muu", home=loaded_demo)
    assert told.exit_code == 1
    assert said in told.stderr
    assert dondoc("unmute", "999", "--officer", "tham-muu", home=loaded_demo).exit_code == 1
