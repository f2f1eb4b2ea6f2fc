"""What the console answers: JSON with exactly the promised keys, tables a person can read, files that are whole."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import date

import pytest

from models.settings import Home

DEADLINE = {
    "programme", "duty", "kind", "levels", "period", "window_from", "window_to", "bound", "named_on", "last_valid_on",
    "due_on", "target_on", "provisional", "readings", "basis", "steps",
}  # fmt: skip
OWED = {"unit", "programme", "duty", "period", "state", "last_valid_on", "due_on", "days_left", "route"}
PERIOD = {"programme", "duty", "period", "state", "reported", "expected"}
TOTAL = {
    "indicator", "node", "value", "numerator", "denominator", "reported", "expected", "missing", "provisional",
}  # fmt: skip
SLUGS = {"05-ctrph-cat-mttq", "7294-ctrph-ca-mttq", "kh-thanh-tra-2024", "279-kh-mttw-bca"}


@pytest.fixture
def read(dondoc):
    def ask(*words, home=None):
        told = dondoc(*words, "--json", home=home)
        assert told.exit_code == 0, told.output
        assert told.stderr == ""
        return json.loads(told.stdout)

    return ask


def test_programmes_lists_the_four_directives_with_what_is_blank_in_them(read):
    found = read("programmes")
    assert {each["slug"] for each in found} == SLUGS
    assert sum(each["duties"] for each in found) == 68
    assert {each["slug"] for each in found if each["blanks"]} >= {"7294-ctrph-ca-mttq", "kh-thanh-tra-2024"}


def test_one_programme_shows_every_duty_dated_or_not(read):
    found = read("programmes", "05")
    duties = {duty["id"]: duty for duty in found["duties"]}
    assert list(duties) == [f"S000-{n:02}" for n in range(1, 23)]
    assert duties["S000-05"]["mode"] == "continuous"
    assert duties["S000-18"]["mode"] == "adhoc"
    assert duties["S000-03"]["owed"] is False
    assert duties["S000-12"]["route"]["copies"] == [{"to": "Công an Tỉnh", "via": "Phòng Tham mưu"}]
    assert {document["relation"] for document in found["documents"]} >= {"self", "implements", "replaces"}


def test_a_programme_may_be_named_by_the_beginning_of_its_slug_but_not_by_a_guess(dondoc):
    assert dondoc("programmes", "72").exit_code == 0
    told = dondoc("programmes", "99")
    assert told.exit_code == 1
    assert all(slug in told.stderr for slug in SLUGS)


def test_deadlines_carry_every_promised_key_and_the_day_before_truoc_ngay(read, day):
    found = read("deadlines", "05", "--duty", "S000-10")
    assert len(found) == 1
    assert set(found[0]) == DEADLINE
    assert set(found[0]["basis"]) == {"document", "clause", "wording"}
    assert found[0]["named_on"] == "2024-03-15"
    assert found[0]["last_valid_on"] == day("T5 14/03/2024").isoformat()
    assert found[0]["window_from"] is None


def test_deadlines_of_a_duty_that_does_not_exist_are_refused(dondoc):
    told = dondoc("deadlines", "05", "--duty", "S999-01")
    assert told.exit_code == 1
    assert "S999-01" in told.stderr


def test_the_calendar_has_every_day_of_the_year_with_its_reason(read, day):
    found = {each["date"]: each for each in read("calendar", "2026")}
    assert len(found) == 365
    assert set(found["2026-01-01"]) == {"date", "working", "why", "source", "provisional"}
    assert found[day("T3 17/02/2026").isoformat()]["working"] is False  # mùng một Tết Bính Ngọ
    assert found[day("T2 23/11/2026").isoformat()]["working"] is True
    assert read("calendar", "2030")[0]["provisional"] is True


def test_explain_walks_from_the_words_of_the_text_to_the_day(dondoc):
    told = dondoc("explain", "05", "S000-10", "2024-03-15")
    assert told.exit_code == 0
    lines = told.stdout.splitlines()
    assert lines[1].startswith("Căn cứ: ")
    assert "Chương trình phối hợp số 05/CTrPH-CAT-MTTQ" in lines[1]
    assert lines[2].startswith("Hạn: Trước ngày 15/3/2024 (chậm nhất hết ngày 14/3/2024")
    steps = lines[lines.index("Từng bước:") + 1 :]
    assert [line.split(".")[0].strip() for line in steps] == [str(n) for n in range(1, len(steps) + 1)]


def test_explain_of_an_unknown_period_names_the_known_ones(dondoc):
    told = dondoc("explain", "05", "S000-14", "2023-H1")
    assert told.exit_code == 1
    assert "2024-H1" in told.stderr


def test_owes_has_exactly_the_promised_keys(read, loaded_demo):
    found = read("owes", "--on", "2026-11-22", home=loaded_demo)
    assert found
    assert all(set(each) == OWED for each in found)
    assert {each["programme"] for each in found} <= SLUGS


def test_owes_can_be_narrowed_to_a_programme_a_state_and_a_unit_by_id_or_name(read, loaded_demo):
    by_name = read("owes", "--on", "2026-11-22", "--unit", "Công an xã Tân Hồng", home=loaded_demo)
    unit = by_name[0]["unit"]
    assert by_name == read("owes", "--on", "2026-11-22", "--unit", unit, home=loaded_demo)
    assert by_name == read("owes", "--on", "2026-11-22", "--unit", "cong an xa tan hong", home=loaded_demo)
    overdue = read("owes", "--on", "2026-11-22", "-p", "05", "--state", "overdue", home=loaded_demo)
    assert {each["state"] for each in overdue} == {"overdue"}
    assert all(each["days_left"] < 0 for each in overdue)


def test_a_unit_name_that_fits_many_is_refused_with_the_candidates(dondoc, loaded_demo):
    told = dondoc("owes", "--on", "2025-05-01", "--unit", "Công an phường 1", home=loaded_demo)
    assert told.exit_code == 1
    assert told.stderr.count("police/2025-06/") >= 2


def test_the_table_of_who_owes_puts_open_things_first_and_counts_the_rest(dondoc, loaded_demo):
    told = dondoc("owes", "--on", "2026-11-22", home=loaded_demo)
    states = re.findall(r"^ (quá hạn|trả lại|đang trong kỳ)", told.stdout, re.MULTILINE)
    assert states == sorted(states, key=["quá hạn", "trả lại", "đang trong kỳ"].index)
    assert "đã tiếp nhận: " in told.stdout.splitlines()[-1]


def test_an_unknown_state_is_refused_with_the_known_ones(dondoc, loaded_demo):
    told = dondoc("owes", "--state", "late", home=loaded_demo)
    assert told.exit_code == 1
    assert "overdue (quá hạn)" in told.stderr


def test_periods_have_exactly_the_promised_keys(read, loaded_demo):
    found = read("periods", "05", "--on", "2026-11-22", home=loaded_demo)
    assert all(set(each) == PERIOD for each in found)
    assert {each["state"] for each in found} == {"upcoming", "open", "closed"}
    closed = next(each for each in found if each["duty"] == "DX-2025-01")
    assert (closed["state"], closed["reported"], closed["expected"]) == ("closed", 132, 141)


def test_totals_have_exactly_the_promised_keys_and_one_node_can_be_asked(read, loaded_demo):
    rows = read("total", "05", "2025-05-20", home=loaded_demo)
    assert all(set(row) == TOTAL for row in rows)
    district = read("total", "05", "2025-05-20", "--unit", "Huyện Cao Lãnh", home=loaded_demo)
    assert {row["node"] for row in district} == {district[0]["node"]}
    assert district[0]["expected"] == 18


def test_a_period_without_figures_has_no_total(dondoc, loaded_demo, tmp_path):
    for words in (["total", "kh", "2024"], ["report", "kh", "2024", "--out", str(tmp_path)]):
        told = dondoc(*words, home=loaded_demo)
        assert told.exit_code == 1
        assert "không có biểu số liệu" in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_period_is_refused_with_those_nearby(dondoc, loaded_demo):
    told = dondoc("total", "05", "2025-05-21", home=loaded_demo)
    assert told.exit_code == 1
    assert "2025-05-20" in told.stderr


def test_a_report_is_two_whole_files_and_never_overwrites_unasked(dondoc, loaded_demo, tmp_path):
    words = ("report", "05", "2025-05-20", "--out", str(tmp_path / "báo cáo"))
    told = dondoc(*words, home=loaded_demo)
    assert told.exit_code == 0, told.output
    files = sorted((tmp_path / "báo cáo").iterdir())
    assert [file.suffix for file in files] == [".docx", ".xlsx"]
    assert all(zipfile.ZipFile(file).testzip() is None for file in files)
    assert told.stdout.split("\n")[:2] == [str(file) for file in files]
    before = files[0].read_bytes()
    again = dondoc(*words, home=loaded_demo)
    assert again.exit_code == 1
    assert "--force" in again.stderr
    assert files[0].read_bytes() == before
    assert dondoc(*words, "--force", home=loaded_demo).exit_code == 0


def test_units_are_those_of_the_day_asked(read, loaded_demo):
    before = read("units", "--on", "2025-06-30", "--tree", "territory", "--level", "xa", home=loaded_demo)
    after = read("units", "--on", "2025-07-01", "--tree", "territory", "--level", "xa", home=loaded_demo)
    assert len(before) == 305
    assert len(after) == 102
    assert not {unit["id"] for unit in before} & {unit["id"] for unit in after}
    assert read("units", "--on", "2025-07-01", "--tree", "police", "--level", "huyen", home=loaded_demo) == []


def test_an_unknown_tree_is_refused_with_the_known_ones(dondoc, loaded_demo):
    told = dondoc("units", "--tree", "army", home=loaded_demo)
    assert told.exit_code == 1
    assert "police" in told.stderr


def test_the_outbox_of_a_fresh_demo_is_empty_and_says_so_in_json(read, dondoc, loaded_demo):
    assert read("outbox", home=loaded_demo) == []
    told = dondoc("outbox", "--state", "lost", home=loaded_demo)
    assert told.exit_code == 1
    assert "unknown (chưa rõ" in told.stderr


def test_settings_never_show_a_secret(dondoc, loaded_demo):
    secret = loaded_demo.settings().ui_password
    for words in (["settings", "show"], ["settings", "show", "--json"]):
        told = dondoc(*words, home=loaded_demo)
        assert told.exit_code == 0
        assert secret not in told.output
        assert "••••••" in told.output


def test_a_setting_is_changed_checked_and_never_takes_over_the_environment(dondoc, own_demo):
    outside = {"DONDOC_BIND": "10.0.0.1"}
    assert dondoc("settings", "set", "portal_port", "9000", home=own_demo, env=outside).exit_code == 0
    assert own_demo.settings().portal_port == 9000
    assert "10.0.0.1" not in own_demo.settings_file.read_text("utf-8")
    told = dondoc("settings", "set", "portal_port", "70000", home=own_demo)
    assert told.exit_code == 1
    assert "không được lớn hơn 65535" in told.stderr
    assert dondoc("settings", "set", "mode", "live", home=own_demo).exit_code == 1
    assert own_demo.settings().is_demo


def test_officers_are_added_listed_and_given_a_new_password_without_ever_showing_one(dondoc, read, own_demo):
    secret = {"DONDOC_OFFICER_PASSWORD": "một mật khẩu đủ dài"}
    told = dondoc("officer", "add", "nva", "--name", "Cán bộ mới (demo)", home=own_demo, env=secret)
    assert told.exit_code == 0, told.output
    found = {each["username"]: each for each in read("officer", "list", home=own_demo)}
    assert found["nva"]["role"] == "staff"
    assert "argon2" not in json.dumps(found)
    assert dondoc("officer", "password", "nva", home=own_demo, env=secret).exit_code == 0
    for words, said in (
        (("officer", "add", "nva", "--name", "x"), "đã có"),
        (("officer", "add", "Nguyễn", "--name", "x"), "không hợp lệ"),
        (("officer", "add", "nvb", "--name", "x", "--role", "boss"), "operator"),
        (("officer", "password", "ai"), "Không có cán bộ “ai”"),
    ):
        refused = dondoc(*words, home=own_demo, env=secret)
        assert refused.exit_code == 1
        assert said in refused.stderr
    short = dondoc("officer", "add", "nvc", "--name", "x", home=own_demo, env={"DONDOC_OFFICER_PASSWORD": "ngắn"})
    assert "ít nhất 10 ký tự" in short.stderr
    untold = dondoc("officer", "add", "nvc", "--name", "x", home=own_demo)
    assert "DONDOC_OFFICER_PASSWORD" in untold.stderr


def test_check_finds_nothing_wrong_in_the_built_in_rules_and_notes_what_is_blank(dondoc, tmp_path):
    told = dondoc("check", home=Home(tmp_path))
    assert told.exit_code == 0, told.output
    assert "Lưu ý: 7294-ctrph-ca-mttq" in told.stdout
    assert "không có lỗi" in told.stdout
    assert dondoc("check", "7294").exit_code == 0


def test_check_names_file_line_field_and_the_allowed_values(dondoc, tmp_path):
    from models.settings import BUILTIN_PROGRAMMES

    source = BUILTIN_PROGRAMMES / "05-ctrph-cat-mttq" / "duties" / "S000-10.yaml"
    broken = tmp_path / "05-ctrph-cat-mttq" / "duties" / "S000-10.yaml"
    broken.parent.mkdir(parents=True)
    broken.write_text(source.read_text("utf-8").replace("bound: before", "bound: truoc"), "utf-8")
    told = dondoc("check", str(broken), home=Home(tmp_path / "nhà"))
    assert told.exit_code == 1
    assert re.search(r"S000-10\.yaml:\d+: rule\.bound: .*truoc.*before, by, exact", told.stderr), told.stderr
    found = json.loads(dondoc("check", str(broken), "--json", home=Home(tmp_path / "nhà")).stdout)
    assert found[0]["code"] == "schema"
    assert found[0]["field"] == "rule.bound"
    assert "before" in found[0]["allowed"]


def test_check_of_nothing_that_exists_says_so(dondoc):
    told = dondoc("check", "không/có.yaml")
    assert told.exit_code == 1
    assert "Không tìm thấy" in told.stderr


# ---- what a careless script or a tired operator gives


@pytest.mark.parametrize(
    "words",
    [("owes", "--unit", ""), ("owes", "--programme", " "), ("periods", ""), ("deadlines", ""), ("owes", "--state", "")],
)
def test_an_empty_word_is_refused_and_never_means_everything(dondoc, loaded_demo, words):
    told = dondoc(*words, home=loaded_demo)
    assert told.exit_code == 2
    assert "không được để trống" in told.stderr


def test_an_empty_home_is_refused_and_never_means_the_usual_folder(dondoc):
    told = dondoc("--home", "", "demo", "load")
    assert told.exit_code == 2
    assert "--home: không được để trống" in told.stderr


def test_a_request_on_demand_is_explained_like_a_duty(dondoc, loaded_demo):
    told = dondoc("explain", "05", "DX-2026-02", "2026-12-02", home=loaded_demo)
    assert told.exit_code == 0, told.output
    assert "DEMO-03/CAT-PTM" in told.stdout
    assert "07 ngày làm việc" in told.stdout
    wrong = dondoc("explain", "05", "DX-2026-02", "2026", home=loaded_demo)
    assert "Kỳ của yêu cầu: 2026-12-02" in wrong.stderr


def test_a_total_of_an_open_period_is_called_tentative_not_estimated(dondoc, loaded_demo):
    told = dondoc("total", "05", "2033-12", home=loaded_demo).stdout
    assert "tạm tính" in told
    assert "Tạm tính: kỳ chưa chốt, hoặc trong đó có số ước." in told


def test_a_period_that_nobody_owed_says_so(dondoc, loaded_demo):
    """The district police were gone before quarter I/2025 was over."""
    told = dondoc("total", "05", "2025-Q1", home=loaded_demo)
    assert told.exit_code == 0
    assert "Không có đơn vị nào thuộc diện báo cáo kỳ này." in told.stdout


def test_a_unit_that_did_not_exist_yet_is_offered_with_its_first_day(dondoc, loaded_demo):
    told = dondoc("total", "05", "2025-05-20", "--unit", "Xã Tháp Mười", home=loaded_demo)
    assert told.exit_code == 1
    assert "Xã Tháp Mười (từ 01/7/2025)" in told.stderr


def test_a_folder_without_rules_is_not_called_sound(dondoc, loaded_demo, tmp_path):
    told = dondoc("check", str(tmp_path), home=loaded_demo)
    assert told.exit_code == 1
    assert "không có tệp quy tắc" in told.stderr


def test_a_wrong_ladder_is_found_by_check_with_its_line(dondoc, loaded_demo, tmp_path):
    (tmp_path / "ladders.yaml").write_text("plans:\n  title: a\n  kinds: [plan]\n  rungs: [{stage: soon, from: x}]\n")
    told = dondoc("check", str(tmp_path), "--json", home=loaded_demo)
    assert told.exit_code == 1
    [found] = json.loads(told.stdout)
    assert (found["line"], found["field"]) == (4, "plans.rungs[1].from")
    assert found["allowed"] == ["opens", "target", "due", "hour", "returned", "closes"]


def test_a_report_goes_into_a_folder_and_never_over_a_file(dondoc, loaded_demo, tmp_path):
    (tmp_path / "tệp").write_text("của tôi", "utf-8")
    told = dondoc("report", "05", "2025-08", "--out", str(tmp_path / "tệp"), home=loaded_demo)
    assert told.exit_code == 1
    assert "là một tệp" in told.stderr
    assert (tmp_path / "tệp").read_text("utf-8") == "của tôi"


def test_units_of_one_name_are_told_apart_in_the_report(loaded_demo):
    from models.catalogue import home_catalogue
    from tasks.consolidated import period_figures
    from tasks.session import open_session

    with open_session(loaded_demo) as session:
        catalogue, on = home_catalogue(loaded_demo), date(2026, 11, 22)
        told = period_figures(session, catalogue, "05-ctrph-cat-mttq", "DX-2025-01", "2025-05-20", on)
    names = [leaf.unit_name for leaf in told.leaves]
    assert len(set(names)) == len(names)
    assert {"Công an phường 1, Thành phố Cao Lãnh", "Công an phường 1, Thành phố Sa Đéc"} <= set(names)


def test_a_namesake_that_ended_before_the_period_changes_no_name_in_a_closed_report(loaded_demo):
    from models.catalogue import home_catalogue
    from tasks.consolidated import period_figures
    from tasks.session import open_session

    with open_session(loaded_demo) as session:
        catalogue, on = home_catalogue(loaded_demo), date(2026, 11, 22)
        told = period_figures(session, catalogue, "05-ctrph-cat-mttq", "S000-01", "2025", on)
    assert told.closed
    assert {leaf.unit_name for leaf in told.leaves} >= {"Công an xã An Phước", "Công an xã Phong Hòa"}


def test_a_setting_without_its_value_is_asked_for_and_a_secret_is_not_mentioned(dondoc, own_demo):
    told = dondoc("settings", "set", "smtp_port", home=own_demo)
    assert told.exit_code == 1
    assert "Thiếu giá trị mới" in told.stderr
    assert "mật khẩu" not in told.stderr


def test_an_open_period_is_reported_as_tentative_and_only_estimates_are_called_estimates(loaded_demo):
    from models.catalogue import home_catalogue
    from tasks.consolidated import consolidated_report
    from tasks.session import open_session

    asked = ("05-ctrph-cat-mttq", "DX-2026-02", "2026-12-02", date(2026, 11, 22))
    with open_session(loaded_demo) as session:
        catalogue, settings = home_catalogue(loaded_demo), loaded_demo.settings()
        report = consolidated_report(session, catalogue, settings, *asked)
    assert report.notes == ("Kỳ chưa chốt, số liệu tạm tính.",)
    guessed = {row.node_name for row in report.unit_rows if row.is_provisional}
    sure = [t for t in report.totals if t.reported and t.node not in guessed and t.node != report.root_node]
    assert sure
    assert not any(t.provisional for t in sure)


def test_a_closed_period_is_reported_as_of_its_closing(loaded_demo):
    from models.catalogue import home_catalogue
    from tasks.consolidated import consolidated_report
    from tasks.session import open_session

    asked = ("05-ctrph-cat-mttq", "DX-2025-01", "2025-05-20", date(2026, 11, 22))
    with open_session(loaded_demo) as session:
        catalogue, settings = home_catalogue(loaded_demo), loaded_demo.settings()
        report = consolidated_report(session, catalogue, settings, *asked)
    assert report.as_of == date(2025, 5, 26)
    assert report.notes == ("Số liệu khóa ngày 26/5/2025.",)
