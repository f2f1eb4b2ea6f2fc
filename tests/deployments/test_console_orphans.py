"""The console on units over time: duties without a holder, an officer's word, totals and lists on three maps."""

from __future__ import annotations

import json

import pytest

KEYS = [
    "programme",
    "duty",
    "unit",
    "unit_name",
    "role",
    "ended_on",
    "disposition",
    "to",
    "effective_on",
    "basis",
    "by",
]
TOTAL = {"indicator", "node", "value", "numerator", "denominator", "reported", "expected", "missing", "provisional"}
PASSWORD = {"DONDOC_OFFICER_PASSWORD": "mat-khau-rat-dai-1"}
MAY = ("total", "05", "2025-05-20")
TTTT = "Sở Thông tin và Truyền thông tỉnh Đồng Tháp"


def read(dondoc, home, *words):
    told = dondoc(*words, "--json", home=home)
    assert told.exit_code == 0, told.output
    return json.loads(told.stdout)


def test_orphans_of_1_march_2025_are_the_district_meeting_and_what_waits_for_a_word(dondoc, loaded_demo):
    found = read(dondoc, loaded_demo, "orphans", "--on", "2025-03-01")
    assert all(list(each) == KEYS for each in found)
    meeting = [each for each in found if each["duty"] == "S000-15"]
    assert {(each["disposition"], each["ended_on"], len(each["to"])) for each in meeting} == {
        ("ended", "2025-02-28", 0)
    }
    assert len(meeting) == 12
    assert [each["unit"] for each in found if each["disposition"] == "waiting"] == ["government/dong-thap/so-tttt"]
    assert read(dondoc, loaded_demo, "orphans", "--on", "2025-02-28") == []


def test_every_disposition_is_shown_on_demand_with_the_re_routed_plan(dondoc, loaded_demo):
    found = read(dondoc, loaded_demo, "orphans", "--on", "2025-07-01", "--all", "--programme", "05")
    kinds = {each["disposition"] for each in found}
    assert kinds == {"ended", "passed", "shared", "rerouted", "waiting"}
    rerouted = [each for each in found if each["disposition"] == "rerouted"]
    assert {(each["duty"], each["role"]) for each in rerouted} == {("S000-12", "receiver")}


def test_the_table_of_orphans_says_what_to_do_next(dondoc, loaded_demo):
    told = dondoc("orphans", home=loaded_demo).stdout
    assert "chờ quyết định" in told
    assert "dondoc dispose" in told
    assert "Không có nhiệm vụ nào mất chủ thể." in dondoc("orphans", "--on", "2025-02-01", home=loaded_demo).stdout


def test_an_officer_decides_by_name_and_password(dondoc, own_demo):
    from models.officers import create_officer
    from tasks.session import open_session

    with open_session(own_demo) as session:
        create_officer(session, username="quyetdinh", full_name="An", password="mat-khau-rat-dai-1", role="staff")
    to = ["--to", "Công an tỉnh Đồng Tháp", "--basis", "Công văn số 7/UBND", "--officer", "quyetdinh"]
    word = ["dispose", "05", "S000-07", TTTT, "passed", *to]
    wrong = dondoc(*word, home=own_demo, env={"DONDOC_OFFICER_PASSWORD": "sai"})
    assert wrong.exit_code == 1
    told = dondoc(*word, home=own_demo, env=PASSWORD)
    assert told.exit_code == 0, told.output
    assert f"nhiệm vụ S000-07 của {TTTT}: chuyển cho đơn vị kế thừa: Công an tỉnh Đồng Tháp." in told.stdout
    assert not [each for each in read(dondoc, own_demo, "orphans") if each["disposition"] == "waiting"]
    refused = dondoc(*word[:4], "ended", *to, home=own_demo, env=PASSWORD)
    assert (refused.exit_code, "không đi với đơn vị nhận" in refused.stderr) == (1, True)


def test_one_word_may_speak_of_every_unit_that_waits(dondoc, own_demo):
    from models.officers import create_officer
    from tasks.session import open_session

    with open_session(own_demo) as session:
        create_officer(session, username="quyetdinh", full_name="An", password="mat-khau-rat-dai-1", role="staff")
    word = ("--basis", "Công văn số 7/UBND", "--officer", "quyetdinh")
    told = dondoc("dispose", "05", "*", "*", "ended", *word, home=own_demo, env=PASSWORD)
    assert f"mọi nhiệm vụ của {TTTT}: kết thúc cùng đơn vị." in told.stdout
    assert not [each for each in read(dondoc, own_demo, "orphans") if each["disposition"] == "waiting"]
    nobody = dondoc("dispose", "05", "S000-07", "*", "ended", *word, home=own_demo, env=PASSWORD)
    assert (nobody.exit_code, "Không có đơn vị nào đang chờ quyết định" in nobody.stderr) == (1, True)


def test_a_total_on_another_map_has_the_same_top_and_says_what_is_estimated(dondoc, loaded_demo):
    plain = read(dondoc, loaded_demo, *MAY)
    assert set(plain[0]) == TOTAL
    figures = ("value", "numerator", "denominator", "reported", "expected", "missing")
    top = {row["indicator"]: [row[f] for f in figures] for row in plain if row["node"] == "vn/2025-06/87"}
    for view in ("today", "comparable"):
        rows = read(dondoc, loaded_demo, *MAY, "--view", view)
        assert set(rows[0]) == TOTAL | {"view", "node_name", "estimate", "frozen"}
        first = rows[0]["node"]
        assert {row["indicator"]: [row[f] for f in figures] for row in rows if row["node"] == first} == top
        assert not rows[0]["estimate"]
    today = {row["node_name"] for row in read(dondoc, loaded_demo, *MAY, "--view", "today") if row["estimate"]}
    assert today
    assert today <= {"Xã Long Phú Thuận", "Xã Tân Long", "Xã Phong Mỹ", "Xã Phú Cường", "Xã Tân Thạnh", "Xã Thanh Bình"}


def test_a_node_of_another_map_is_taken_for_the_one_it_went_to(dondoc, loaded_demo):
    rows = read(dondoc, loaded_demo, *MAY, "--view", "today", "--unit", "vn/2025-06/87")
    assert {row["node"] for row in rows} == {"vn/2025-07/82"}
    rows = read(dondoc, loaded_demo, *MAY, "--view", "comparable", "--unit", "Xã Tân Long")
    assert {row["node_name"] for row in rows} == {"Vùng xã Long Phú Thuận, xã Tân Long"}


def test_a_list_of_what_is_owed_may_carry_the_places_of_another_map(dondoc, loaded_demo):
    ask = ("owes", "--on", "2026-11-22", "--unit", "police/2025-06/29983", "--view")
    today = read(dondoc, loaded_demo, *ask, "today")
    assert {each["view"] for each in today} == {"today"}
    assert all(node.startswith("vn/2025-07/") for each in today for node in each["nodes"])
    told = dondoc(*ask, "comparable", home=loaded_demo)
    assert "Địa bàn" in told.stdout


@pytest.mark.parametrize("command", [MAY, ("owes",)])
def test_an_unknown_view_is_refused_with_the_ones_there_are(dondoc, loaded_demo, command):
    told = dondoc(*command, "--view", "tomorrow", home=loaded_demo)
    assert told.exit_code == 1
    assert "day (theo bản đồ của kỳ), today" in told.stderr
