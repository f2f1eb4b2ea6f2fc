"""`dondoc rehearse`: a summary, a log and a picture; two logs, rule folders or homes side by side."""

import json
import shutil

import pytest

from models.settings import BUILTIN_PROGRAMMES, Home

SPAN = ("--from", "2024-03-01", "--to", "2024-03-31")


@pytest.fixture
def nowhere(tmp_path):
    return Home(tmp_path / "chua-co")


def test_it_ends_with_a_summary_a_picture_and_a_log(dondoc, nowhere, tmp_path):
    said = dondoc("rehearse", "05", *SPAN, "--out", str(tmp_path / "a"), "--json", home=nowhere)
    assert said.exit_code == 0, said.output
    told = json.loads(said.stdout)
    assert (told["programme"], told["from"], told["to"]) == ("05-ctrph-cat-mttq", "2024-03-01", "2024-03-31")
    assert told["messages"] == sum(told["by_state"].values()) > 0
    lines = [json.loads(line) for line in (tmp_path / "a" / "nhat-ky.jsonl").read_text("utf-8").splitlines()]
    assert lines[0]["what"] == "rehearsal"
    assert lines[-1]["what"] == "summary"
    assert (tmp_path / "a" / "dong-thoi-gian.svg").read_text("utf-8").startswith("<svg")
    assert not nowhere.path.exists(), "a rehearsal makes no installation"


def test_without_a_folder_the_files_lie_in_the_home(dondoc, nowhere):
    said = dondoc("rehearse", "05", *SPAN, home=nowhere)
    assert said.exit_code == 0, said.output
    assert "Việc phải làm" in said.stdout
    (folder,) = (nowhere.path / "rehearsals").iterdir()
    assert {file.name for file in folder.iterdir()} == {"nhat-ky.jsonl", "dong-thoi-gian.svg"}
    assert not nowhere.exists()


def test_a_programme_that_is_not_in_force_yet_is_played_from_its_folder(dondoc, nowhere, tmp_path):
    new = tmp_path / "chuong-trinh-moi"
    shutil.copytree(BUILTIN_PROGRAMMES / "05-ctrph-cat-mttq", new)
    said = dondoc("rehearse", str(new), *SPAN, "--json", home=nowhere)
    assert said.exit_code == 0, said.output
    assert json.loads(said.stdout)["programme"] == "chuong-trinh-moi"


def test_two_logs_are_compared(dondoc, nowhere, tmp_path):
    habits = tmp_path / "nep.yaml"
    habits.write_text("on_time: 0\nlate: 0\n")
    a, b = tmp_path / "a", tmp_path / "b"
    dondoc("rehearse", "05", *SPAN, "--out", str(a), home=nowhere)
    dondoc("rehearse", "05", *SPAN, "--behaviour", str(habits), "--out", str(b), home=nowhere)
    same = dondoc("rehearse", "--compare", str(a / "nhat-ky.jsonl"), str(a), home=nowhere)
    assert same.stdout.strip() == "Hai lần diễn tập giống hệt nhau."
    said = dondoc("rehearse", "--compare", str(a), str(b), "--json", home=nowhere)
    told = json.loads(said.stdout)
    assert told["counts"]["filed"]["gone"] > 0
    assert {change["change"] for change in told["changes"]} <= {"added", "gone", "changed"}
    said = dondoc("rehearse", "--compare", str(a), str(b), home=nowhere).stdout
    assert "Khác nhau" in said
    assert "đơn vị đã nộp: " in said
    assert "reported" not in said, "a table speaks Vietnamese"


def test_two_rule_folders_are_played_and_compared(dondoc, nowhere, tmp_path):
    old, new = tmp_path / "cu", tmp_path / "moi"
    for folder in (old, new):
        shutil.copytree(BUILTIN_PROGRAMMES / "05-ctrph-cat-mttq", folder / "05-ctrph-cat-mttq")
    duty = new / "05-ctrph-cat-mttq" / "duties" / "S000-12.yaml"
    duty.write_text(duty.read_text("utf-8").replace("date: 2024-03-15", "date: 2024-03-22"), "utf-8")
    said = dondoc("rehearse", "05", *SPAN, "--compare", str(old), str(new), "--json", home=nowhere)
    assert said.exit_code == 0, said.output
    moved = [change for change in json.loads(said.stdout)["changes"] if change["what"] == "deadline"]
    assert {(change["duty"], change["change"], change["period"]) for change in moved} == {
        ("S000-12", "gone", "2024-03-15"), ("S000-12", "added", "2024-03-22"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Thiếu chương trình"),
        (("05", "--from", "2025-01-01", "--to", "2024-01-01"), "ở trước ngày đầu"),
        (("--compare", "khong-co", "cung-khong"), "Không có khong-co"),
        (("--compare", str(BUILTIN_PROGRAMMES), str(BUILTIN_PROGRAMMES)), "cần ghi thêm chương trình"),
        (("05", "--behaviour", "khong-co.yaml"), "không đọc được: không tìm thấy"),
        (("05", "--behaviour", str(BUILTIN_PROGRAMMES)), "không đọc được: là thư mục, cần một tệp"),
    ],
)
def test_what_cannot_be_played_is_refused_in_one_line(dondoc, nowhere, words, said):
    answer = dondoc("rehearse", *words, home=nowhere)
    assert answer.exit_code == 1
    assert said in answer.stderr
    assert not nowhere.path.exists()
