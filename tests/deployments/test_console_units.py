"""Units on the console: the map of a day, a map examined, and a change proposed, confirmed and undone."""

from __future__ import annotations

import json

import pytest

from models.settings import BUILTIN_PROGRAMMES, Home
from models.unit_map import builtin_units
from models.units import UnitChange
from tasks.session import open_session

BY = ("--officer", "tham-muu")
RENAME = """\
kind: rename
title: Thành lập thành phố (thử)
effective_on: 2026-11-01
document: Nghị quyết số 00/NQ
document_on: 2026-10-01
article: Điều 1
rename:
  - {unit: Tỉnh Đồng Tháp, name: Thành phố Đồng Tháp, kind: thành phố}
"""


@pytest.fixture
def password(own_demo: Home) -> dict[str, str]:
    return {"DONDOC_OFFICER_PASSWORD": own_demo.settings().ui_password}


@pytest.fixture
def rename(tmp_path):
    file = tmp_path / "doi-ten.yaml"
    file.write_text(RENAME, "utf-8")
    return file


def police_of_the_province(dondoc, home: Home, on: str) -> str:
    answer = dondoc("units", "--on", on, "--tree", "police", "--level", "tinh", "--json", home=home)
    return next(unit["name"] for unit in json.loads(answer.stdout) if unit["id"] == "police/2025-07/82")


def test_a_change_is_proposed_confirmed_by_name_and_undone(dondoc, own_demo, password, rename):
    told = dondoc("succession", "propose", str(rename), *BY, home=own_demo)
    assert told.exit_code == 0
    assert "Đổi tên" in told.stdout
    assert "9 đổi tên" in told.stdout
    assert "chưa áp dụng" in told.stdout
    assert police_of_the_province(dondoc, own_demo, "2026-11-22") == "Công an tỉnh Đồng Tháp"
    assert dondoc("succession", "confirm", "1", *BY, home=own_demo, env=password).exit_code == 0
    assert police_of_the_province(dondoc, own_demo, "2026-11-22") == "Công an thành phố Đồng Tháp"
    assert police_of_the_province(dondoc, own_demo, "2026-10-31") == "Công an tỉnh Đồng Tháp"
    shown = json.loads(dondoc("succession", "show", "1", "--json", home=own_demo).stdout)
    assert (shown["state"], shown["decided_by"]) == ("confirmed", "tham-muu")
    assert "tham-muu xác nhận lúc" in dondoc("succession", "show", "1", home=own_demo).stdout
    assert dondoc("succession", "undo", "1", *BY, home=own_demo, env=password).exit_code == 0
    assert police_of_the_province(dondoc, own_demo, "2026-11-22") == "Công an tỉnh Đồng Tháp"
    assert "đã hoàn tác" in dondoc("succession", "show", home=own_demo).stdout


def test_a_wrong_password_or_an_unknown_number_changes_nothing(dondoc, own_demo, password, rename):
    dondoc("succession", "propose", str(rename), *BY, home=own_demo)
    wrong = dondoc("succession", "confirm", "1", *BY, home=own_demo, env={"DONDOC_OFFICER_PASSWORD": "sai"})
    assert wrong.exit_code == 1
    assert dondoc("succession", "confirm", "7", *BY, home=own_demo, env=password).exit_code == 1
    assert dondoc("succession", "show", "9" * 20, home=own_demo).exit_code == 2
    assert "chờ xác nhận" in dondoc("succession", "show", "1", home=own_demo).stdout
    assert dondoc("succession", "drop", "1", *BY, home=own_demo).exit_code == 0


def test_a_dry_run_and_a_file_with_mistakes_leave_no_proposal(dondoc, own_demo, rename):
    assert "chưa lưu" in dondoc("succession", "propose", str(rename), *BY, "--dry-run", home=own_demo).stdout
    rename.write_text(RENAME.replace("Tỉnh Đồng Tháp", "Tỉnh Đồng Thấp"), "utf-8")
    refused = dondoc("succession", "propose", str(rename), *BY, home=own_demo)
    assert refused.exit_code == 1
    assert "doi-ten.yaml:8: rename[1].unit: không có đơn vị “Tỉnh Đồng Thấp”" in refused.stderr
    with open_session(own_demo) as session:
        assert session.get(UnitChange, 1) is None


def test_who_may_only_read_proposes_and_drops_nothing(dondoc, own_demo, rename):
    refused = dondoc("succession", "propose", str(rename), "--officer", "lanh-dao", home=own_demo)
    assert refused.exit_code == 1
    assert "chỉ có quyền xem" in refused.stderr
    dondoc("succession", "propose", str(rename), *BY, home=own_demo)
    refused = dondoc("succession", "drop", "1", "--officer", "lanh-dao", home=own_demo)
    assert refused.exit_code == 1
    assert "chờ xác nhận" in dondoc("succession", "show", home=own_demo).stdout


def test_a_map_is_examined_without_any_home(dondoc, tmp_path):
    sound = BUILTIN_PROGRAMMES / "units" / "hai-phong.json"
    answer = dondoc("units", "doctor", str(sound))
    assert answer.exit_code == 0
    assert "không thấy điều gì sai" in answer.stdout
    source = builtin_units()
    source["succession"].append({"frm": "vn/2025-06/29902", "to": "vn/2025-07/29869", "kind": "partial"})
    file = tmp_path / "sai.json"
    file.write_text(json.dumps(source, ensure_ascii=False), "utf-8")
    answer = dondoc("units", "doctor", str(file), "--json")
    assert answer.exit_code == 1
    (found,) = json.loads(answer.stdout)
    assert (found["code"], found["frm"], found["to"]) == ("impossible-link", "vn/2025-06/29902", "vn/2025-07/29869")
    assert "điều, khoản" in found["ask"]


def test_a_broken_map_is_refused_by_line_and_field(dondoc, tmp_path):
    file = tmp_path / "hong.json"
    file.write_text('{"source": "x",\n"at": "2025-07-01",\n"units": [\n{"id": "a", "level": "khu"}]}', "utf-8")
    answer = dondoc("units", "doctor", str(file))
    assert answer.exit_code == 1
    assert "hong.json:4: units[1].code: thiếu" in answer.stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[" * 100_000, "lồng quá sâu"),
        (b"\xff\xfe{", "không phải tệp chữ UTF-8"),
        (b"null", "phải là một nhóm"),
        (b"", "cú pháp JSON"),
    ],
)
def test_a_file_that_is_no_map_is_refused_in_one_line(dondoc, tmp_path, content, words):
    file = tmp_path / "hong.json"
    file.write_bytes(content)
    answer = dondoc("units", "doctor", str(file))
    assert answer.exit_code == 1
    assert words in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_a_map_saved_with_a_byte_order_mark_is_read(dondoc, tmp_path):
    file = tmp_path / "bom.json"
    file.write_text("\ufeff" + json.dumps(builtin_units(), ensure_ascii=False), "utf-8")
    assert dondoc("units", "doctor", str(file)).exit_code == 0


def test_a_live_home_may_begin_with_the_map_of_hai_phong(dondoc, tmp_path):
    home = Home(tmp_path / "that")
    asked = {"agency": "Công an TP (thử)", "public-url": "https://dondoc.haiphong.example.vn", "officer": "an"}
    words = [word for key, value in asked.items() for word in (f"--{key}", value)]
    quiet = ["--sender-name", "x", "--sender-email", "", "--zalo-url", "", "--focal-point", "x"]
    env = {"DONDOC_OFFICER_PASSWORD": "mat-khau-thu-2026"}
    unknown = dondoc("init", *words, *quiet, "--map", "ha-noi", home=home, env=env)
    assert unknown.exit_code == 1
    assert "dong-thap, hai-phong" in unknown.stderr
    made = dondoc("init", *words, *quiet, "--map", "hai-phong", home=home, env=env)
    assert made.exit_code == 0, made.stderr
    answer = dondoc("units", "--tree", "territory", "--level", "xa", "--on", "2026-01-01", "--json", home=home)
    assert len(json.loads(answer.stdout)) == 114
