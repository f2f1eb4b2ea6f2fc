"""A bad rule file is refused with file, line, field and the allowed values; never a traceback, never half taken."""

import re
import shutil
from pathlib import Path

import pytest

from models.catalogue import check_folder, load_catalogue
from models.errors import CatalogueError
from models.settings import BUILTIN_PROGRAMMES

THANH_TRA, P279, P05 = "kh-thanh-tra-2024", "279-kh-mttw-bca", "05-ctrph-cat-mttq"
REPORT = f"{THANH_TRA}/duties/S003-06.yaml"
YEARLY = f"{P279}/duties/S004-16.yaml"
JOINT = f"{P05}/duties/S000-12.yaml"
PROGRAMME = f"{THANH_TRA}/programme.yaml"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of three programmes, the forms and one year's days off, to be spoilt."""
    folder = tmp_path / "programmes"
    for name in (THANH_TRA, P279, P05, "forms"):
        shutil.copytree(BUILTIN_PROGRAMMES / name, folder / name)
    (folder / "days_off").mkdir()
    for name in ("days_off/2026.yaml", "bodies.yaml"):
        shutil.copy(BUILTIN_PROGRAMMES / name, folder / name)
    return folder


def spoil(file: Path, old: str, new: str) -> int:
    """Replace the one place; the line where the new text begins to differ."""
    text = file.read_text("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file.name}"
    file.write_text(text.replace(old, new), "utf-8")
    return text[: text.index(old)].count("\n") + 1


# file, what stands there, what is put instead, lines further down, field, words of the message, one allowed value
SPOILT = [
    (REPORT, "route:", "deadline: 5\nroute:", 0, "deadline", "khóa lạ", "rule"),
    (REPORT, "kind: report", "kind: report\nkind: plan", 1, "kind", "ghi hai lần", None),
    (REPORT, "kind: report", "kind: baocao", 0, "kind", "không có trong danh mục", "report"),
    (REPORT, "levels: [tinh]", "levels: [province]", 0, "levels", "không có trong danh mục", "tinh"),
    (REPORT, "levels: [tinh]", "levels: tinh", 0, "levels", "phải là một danh sách", None),
    (REPORT, "levels: [tinh]", "levels: [tinh, tinh]", 0, "levels", "ghi hai lần", None),
    (REPORT, "date: 2024-06-10", "date: 2024-02-30", 0, "rule.date", "không có trong lịch", None),
    (REPORT, "date: 2024-06-10", "date: 10/6/2024", 0, "rule.date", "không phải ngày", "NNNN-TT-NN, ví dụ 2024-03-15"),
    (REPORT, "date: 2024-06-10", "date: [2024-06-10]", 0, "rule.date", "phải là một giá trị", None),
    (REPORT, "date: 2024-06-10", "date: 2024-06-10\n  span: 2024", 1, "rule.span", "một dạng thời hạn", "date"),
    (REPORT, "date: 2024-06-10", "yearly: 06-10", 0, "rule.yearly", "không đi với mode: once", "span"),
    (REPORT, "  date: 2024-06-10\n", "  note: x\n", 0, "rule.note", "khóa lạ", "every_months"),
    (REPORT, "bound: before", "bound: on", 0, "rule.bound", "không có trong danh mục", "exact"),
    (REPORT, "bound: before", "bound: within", 0, "rule.bound", "phải hợp với date", "before"),
    (REPORT, "bound: before", "bound: after", 0, "rule.bound", "phải hợp với date", "by"),
    (REPORT, "mode: once", "mode: daily", 0, "rule.mode", "không có trong danh mục", "recurring"),
    (REPORT, "mode: once", "mode: adhoc", 2, "rule.date", "không đi với mode: adhoc", None),
    (REPORT, "id: S003-06", "id: S003-66", 0, "id", "trùng với tên tệp", "S003-06"),
    (REPORT, "dong-thap/thanh-tra", "dong-thap/tt", 0, "addressees[1].units", "danh mục", "press/dong-thap/bao-ptth"),
    (REPORT, "{units:", "{bodies:", 0, "addressees[1].bodies", "khóa lạ", "units"),
    (REPORT, "period_label:", "form: phong-tra0\nperiod_label:", 0, "form", "danh mục", "phong-trao-rut-gon"),
    (REPORT, "title: Báo", "title:\n#", 0, "title", "thiếu", None),
    (REPORT, "period_label:", "explicit: yes\nperiod_label:", 0, "explicit", "đúng/sai", "true"),
    (REPORT, "period_label:", "partners: [Công an]\nperiod_label:", None, "joint", "việc chung", "true"),
    (REPORT, "mode: once", "mode: once\n  off_day_policy: next", 1, "rule.off_day_policy", "danh mục", "later"),
    (REPORT, "mode: once", "mode: once\n  off_day_policy: later", None, "rule.policy_set_by", "thiếu", None),
    (YEARLY, "yearly: 06-20", "yearly: 02-29", 0, "rule.yearly", "không có trong mọi năm", None),
    (YEARLY, "yearly: 06-20", "yearly: 20/6", 0, "rule.yearly", "không phải ngày của mọi năm", "TT-NN, ví dụ 06-15"),
    (YEARLY, "covers: H1", "covers: H3", 0, "rule.covers", "danh mục", "H2"),
    (YEARLY, "(Y-1)-12-15", "Y-2-12-15", 0, "rule.window.from", "kỳ số liệu", "(Y-1)-12-15"),
    (YEARLY, "Y-06-14}", "Y-06-31}", 0, "rule.window.to", "không có trong mọi năm", None),
    (YEARLY, "yearly: 06-20", "every_months: 5", 0, "rule.every_months", "danh mục", "6"),
    (YEARLY, "yearly: 06-20", "every_months: 6", None, "rule.bound", "phải hợp với every_months", "within"),
    (YEARLY, "trees: [police,", "trees: [polise,", 0, "addressees[1].trees", "danh mục", "police"),
    (JOINT, "joint: true", "joint: true\nlead_tree: press", 1, "lead_tree", "bên chủ trì", "police"),
    (JOINT, "own_step_at: [huyen]", "own_step_at: [quan]", 0, "route.own_step_at", "danh mục", "huyen"),
    (JOINT, "{to: Công an Tỉnh, via:", "{den: Công an Tỉnh, via:", 0, "route.copies[1].den", "khóa lạ", "to"),
    (PROGRAMME, "years: [2024, 2024]", "years: [2024]", 0, "years", "hai năm", None),
    (PROGRAMME, "years: [2024, 2024]", "years: [2024, 24]", 0, "years", "không phải năm", None),
    (PROGRAMME, "valid_to: 2024-12-31", "valid_to: 2023-12-31", 0, "valid_to", "kết thúc trước", None),
    (PROGRAMME, "scope: [vn/2025-06/87]", "scope: [vn/2025-06/78]", 0, "scope", "danh mục", "vn/2025-06/87"),
    (PROGRAMME, "relation: self", "relation: own", 0, "documents[1].relation", "danh mục", "self"),
    (PROGRAMME, "relation: self", "relation: mentions", None, "documents", "đúng một văn bản", None),
    (PROGRAMME, "tracker:", "theo_doi:", 0, "theo_doi", "khóa lạ", "tracker"),
    ("days_off/2026.yaml", "day: 2026-01-02", "day: 2027-01-02", 0, "days_off[2].day", "nằm trong năm 2026", None),
    ("days_off/2026.yaml", "status: official", "status: final", 0, "status", "danh mục", "provisional"),
    ("days_off/2026.yaml", "day: 2026-01-10", "day: 2026-01-09", 0, "working_weekends[1].day",
     "thứ Sáu, 09/01/2026 không phải thứ Bảy", None),
    ("days_off/2026.yaml", "day: 2026-01-10", "from: 2026-01-10, to: 2026-01-12", 0, "working_weekends[1].from",
     "thứ Hai, 12/01/2026 không phải thứ Bảy", None),
    ("days_off/2026.yaml", "day: 2026-01-02", "day: 2026-01-10", None, "working_weekends[1].day",
     "10/01/2026 đã ghi là ngày nghỉ", None),
    ("days_off/2026.yaml", "day: 2026-01-02", "day: 2026-01-01", 0, "days_off[2].day",
     "01/01/2026 đã ghi là ngày nghỉ", None),
    ("days_off/2026.yaml", "year: 2026", "year: 2025", 0, "year", "trùng với tên tệp", "2026"),
    ("forms/phong-trao.yaml", "[E04 <= E03]", "[E04 <= E33]", 0, "indicators[23].checks", "không có ô số", "E03"),
    ("forms/phong-trao.yaml", "[E04 <= E03]", "[E04 << E03]", 0, "indicators[23].checks", "không", None),
    ("forms/phong-trao.yaml", "- code: E04", "- code: E03", None, "indicators[23].code", "ghi hai lần", None),
    ("forms/phong-trao.yaml", "- code: E04", "- code: E4", 0, "indicators[23].code", "mã chỉ tiêu", None),
    ("forms/ngay-hoi.yaml", "[B06, B01,", "[B06, B11,", 0, "pick", "danh mục", "B07"),
    ("forms/ngay-hoi.yaml", "based_on: phong-trao", "based_on: phongtrao", 0, "based_on", "danh mục", "phong-trao"),
    ("bodies.yaml", "from: press/dong-thap/dai-ptth\n    to: press/dong-thap/bao-ptth",
     "from: press/dong-thap/dai-ptth\n    to: press/dong-thap/dai-ptth", 1, "successions[1].to", "vòng quanh", None),
    ("bodies.yaml", "from: press/dong-thap/bao-dong-thap\n    to: press/dong-thap/bao-ptth",
     "from: press/dong-thap/bao-ptth\n    to: press/dong-thap/dai-ptth", 1, "successions[2].to", "vòng quanh", None),
    ("bodies.yaml", "valid_from: 2025-08-01", "valid_from: 2025-08-01\n    valid_to: 2025-07-01", 1,
     "bodies[5].valid_to", "kết thúc trước", None),
    ("bodies.yaml", "kind: thanh tra\n    territory: vn/2025-06/87", "kind: thanh tra\n    territory: vn/87", 1,
     "bodies[1].territory", "danh mục", "vn/2025-06/87"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "below", "field", "words", "allowed"), SPOILT)
def test_a_spoilt_file_is_refused_where_it_is_spoilt(rules, name, old, new, below, field, words, allowed):
    line = spoil(rules / name, old, new)
    errors = check_folder(rules)
    found = [e for e in errors if e.field == field and words in e.message]
    assert found, [str(e) for e in errors]
    assert found[0].file == str(rules / name)
    assert found[0].line
    if below is not None:
        assert found[0].line == line + below
    if allowed:
        assert allowed in found[0].allowed
        assert "Giá trị được phép" in str(found[0])
    with pytest.raises(CatalogueError):
        load_catalogue(rules)


BROKEN = {
    "an open bracket": "id: [1, 2",
    "a tab for a space": "id:\n\t- x",
    "an empty file": "",
    "only a comment": "# trống\n",
    "a list": "- a\n- b\n",
    "a bare word": "xin chào",
    "two documents": "id: a\n---\nid: b\n",
    "an unknown alias": "id: *x\n",
    "a control character": "id: \x07\n",
    "an alias of itself": "&a [*a]\n",
    "a deep nest": "id: " + "[" * 300_000 + "]" * 300_000,
    "a deep nest over many lines": "id: " + "[\n" * 100_000,
    "a key that is a list": "? [a, b]\n: c\n",
    "keys inside keys": "? " * 1900 + "x",
    "a list of lists of lists": "- " * 100_000 + "x",
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize(
    "name", [REPORT, PROGRAMME, "forms/ngay-hoi.yaml", "days_off/2026.yaml", "bodies.yaml", "ladders.yaml"]
)
def test_a_file_that_is_no_yaml_mapping_is_refused(rules, name, text):
    (rules / name).write_text(text, "utf-8")
    found = [e for e in check_folder(rules) if e.file == str(rules / name)]
    assert found
    assert all(re.search(r"[à-ỹđ]", str(e)) for e in found)


def test_a_file_in_another_encoding_is_refused(rules):
    (rules / REPORT).write_bytes("title: Báo cáo".encode("utf-16"))
    [error] = [e for e in check_folder(rules) if e.file == str(rules / REPORT)]
    assert "UTF-8" in error.message


def test_every_error_is_found_in_one_reading(rules):
    spoil(rules / REPORT, "kind: report", "kind: baocao")
    spoil(rules / REPORT, "levels: [tinh]", "levels: [province]")
    spoil(rules / YEARLY, "yearly: 06-20", "yearly: 06-31")
    spoil(rules / "days_off/2026.yaml", "status: official", "status: final")
    assert {(Path(e.file).name, e.field) for e in check_folder(rules)} == {
        ("S003-06.yaml", "kind"),
        ("S003-06.yaml", "levels"),
        ("S004-16.yaml", "rule.yearly"),
        ("2026.yaml", "status"),
    }


def test_one_programme_s_own_folder_is_checked_above_the_built_in_rules(tmp_path):
    folder = tmp_path / "kh-moi"
    shutil.copytree(BUILTIN_PROGRAMMES / THANH_TRA, folder)
    assert check_folder(folder) == []
    spoil(folder / "duties/S003-06.yaml", "date: 2024-06-10", "date: 2024-06-31")
    [error] = check_folder(folder)
    assert error.file == str(folder / "duties/S003-06.yaml")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("duties.yaml", "tệp lạ"),
        (f"{THANH_TRA}/S003-09.yaml", "tệp lạ"),
        (f"{THANH_TRA}/duties/S003-09.yml", "tệp lạ"),
        ("days_off/2026.txt", "tệp lạ"),
    ],
)
def test_a_file_nobody_would_read_is_refused_rather_than_ignored(rules, name, words):
    (rules / name).write_text("id: x\n", "utf-8")
    [error] = [e for e in check_folder(rules) if e.file == str(rules / name)]
    assert words in error.message
    assert error.allowed


def test_a_folder_without_a_programme_and_a_programme_without_duties_are_refused(rules):
    (rules / "chuong-trinh-trong").mkdir()
    shutil.rmtree(rules / THANH_TRA / "duties")
    errors = {(Path(e.file).name, e.field) for e in check_folder(rules)}
    assert errors == {("chuong-trinh-trong", "programme.yaml"), (THANH_TRA, "duties")}


def test_words_that_yaml_reads_as_something_else_stay_words(rules):
    spoil(rules / REPORT, "levels: [tinh]", "also_at: [on, no, 2024-01-01, 1e3, '']\nlevels: [tinh]")
    assert check_folder(rules) == []
    assert load_catalogue(rules).duty(THANH_TRA, "S003-06").also_at == ("on", "no", "2024-01-01", "1e3", "")


def test_letters_typed_in_two_pieces_are_put_together(rules):
    import unicodedata

    file = rules / REPORT
    file.write_text(unicodedata.normalize("NFD", file.read_text("utf-8")), "utf-8")
    assert load_catalogue(rules).duty(THANH_TRA, "S003-06").title.startswith("Báo cáo 6 tháng")


def test_a_ladder_written_twice_over_is_refused(rules):
    (rules / "ladders.yaml").write_text("plan:\n  title: a\n  title: b\n", "utf-8")
    assert (3, "plan.title") in [(e.line, e.field) for e in check_folder(rules)]


SYNTAX = {
    "id: a\n\tkind: plan\n": "dấu cách",
    "title: Kế hoạch: năm\n": "dấu hai chấm",
    "levels: [tinh\nid: a\n": "phẩy",
    "title: 'chưa đóng\n": "dấu nháy",
    "id: a\n---\nid: b\n": "một nội dung",
    "id: *b\n": "chưa khai báo",
    "id: a\0\n": "ký tự điều khiển",
    "%%%\n": "sai cú pháp",
}


@pytest.mark.parametrize(("text", "words"), SYNTAX.items())
def test_a_slip_in_the_yaml_is_named_in_vietnamese(rules, text, words):
    (rules / REPORT).write_text(text, "utf-8")
    [error] = check_folder(rules)
    assert error.field == "(cú pháp YAML)"
    assert words in error.message
    assert not re.search(r"found|expected|not allowed|token", str(error))


def test_a_file_of_gigabytes_is_not_even_read(rules):
    with (rules / REPORT).open("wb") as file:
        file.truncate(3_000_000_000)
    [error] = check_folder(rules)
    assert "quá lớn" in error.message


def test_a_folder_in_place_of_a_file_is_refused_in_vietnamese(rules):
    (rules / REPORT).unlink()
    (rules / REPORT).mkdir()
    [error] = check_folder(rules)
    assert "là thư mục" in error.message
