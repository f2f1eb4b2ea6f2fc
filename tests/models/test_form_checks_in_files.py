"""Checks in a form's file: inherited, narrowed, stated once for all, and refused with file and line."""

from __future__ import annotations

from models.catalogue import check_folder, load_catalogue
from models.settings import BUILTIN_PROGRAMMES

HEAD = 'id: x\ntitle: Biểu thử\nversion: "1"\n'
COUNT = "type: count, nature: flow, across: sum, over_time: sum"


def law(tmp_path, text):
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "x.yaml").write_text(HEAD + text, encoding="utf-8")
    return tmp_path


def form(tmp_path, text):
    return load_catalogue(BUILTIN_PROGRAMMES, law(tmp_path, text)).form("x")


def complaints(tmp_path, text):
    return [str(c) for c in check_folder(law(tmp_path, text), BUILTIN_PROGRAMMES)]


def ids(found):
    return {check.id for check in found.checks() if check.is_warning}


def test_a_picked_form_asks_only_about_what_it_picked(tmp_path):
    found = form(tmp_path, "based_on: phong-trao\npick: [B01, C02, G03]\n")
    assert ids(found) == {
        "B01-ge-within.B01",
        "B01-near-5.last.B01-over-5",
        "C02-near-5.last.C02-over-5",
        "same-as-last",
    }
    [same] = [check for check in found.checks() if check.kind == "same"]
    assert same.codes == ["B01", "G03"]


def test_a_picked_form_may_ask_more(tmp_path):
    found = form(tmp_path, "based_on: phong-trao\npick: [B01]\nqueries: [B01 >= 1]\n")
    assert "B01-ge-1" in ids(found)


def test_each_is_asked_of_every_box_of_its_kind_and_of_no_other(tmp_path):
    text = f"""
each: {{flow: [it >= within.it], money: [it <= 100]}}
indicators:
  - {{code: A01, label: Việc, {COUNT}}}
  - {{code: A02, label: Nơi, type: count, nature: stock, across: sum, over_time: last, parts: {{a: một, b: hai}}}}
  - {{code: A03, label: Tiền, type: money, nature: stock, across: sum, over_time: last}}
"""
    assert ids(form(tmp_path, text)) == {"A01-ge-within.A01", "A03-le-100"}


def test_an_unreadable_sentence_for_each_is_told_once(tmp_path):
    text = "each: {flow: [it < 3]}\nindicators:\n" + "".join(
        f"  - {{code: A0{n}, label: Việc {n}, {COUNT}}}\n" for n in range(1, 5)
    )
    [complaint] = complaints(tmp_path, text)
    assert "forms/x.yaml:4" in complaint
    assert "không đọc được" in complaint


def test_an_error_that_rests_on_other_filings_is_sent_to_the_queries(tmp_path):
    text = f"indicators:\n  - {{code: A01, label: Việc, {COUNT}, checks: [A01 >= last.A01]}}\n"
    [complaint] = complaints(tmp_path, text)
    assert "queries" in complaint


def test_a_key_that_is_no_more_is_named(tmp_path):
    text = f"indicators:\n  - {{code: A01, label: Việc, {COUNT}, warnings: [A01 >= 1]}}\n"
    [complaint] = complaints(tmp_path, text)
    assert "warnings" in complaint
    assert "queries" in complaint


def test_the_name_that_queries_had_before_is_told_with_its_new_one(tmp_path):
    own = f'  - {{code: A01, label: Thử, unit: lần, {COUNT}, basis: thử, warnings: ["A01 <= 5"]}}\n'
    found = complaints(tmp_path, f'warnings: ["A01 >= 1"]\nindicators:\n{own}')
    assert len(found) == 2
    assert all("warnings: nay là “queries”, đề nghị đổi tên khóa này" in words for words in found)


def test_a_check_speaks_of_numbers_only_for_a_yes_and_a_text_cannot_be_added_up(tmp_path):
    yes = "{code: A02, label: Có, unit: có/không, type: bool, nature: stock, across: count_true, over_time: max}"
    text = "{code: G03, label: Chữ, type: text, nature: flow, across: concat_by_unit, over_time: last, max_length: 99}"
    for sentence, box in (("A01 >= A02", "A02"), ("A01 <= G03", "G03"), ("A02 = 0 => A01 = 0", "A02")):
        folder = tmp_path / sentence.replace(" ", "")
        folder.mkdir()
        own = f'{{code: A01, label: Thử, unit: lần, {COUNT}, checks: ["{sentence}"]}}'
        [told] = complaints(folder, f"indicators:\n  - {own}\n  - {yes}\n  - {text}\n")
        assert f"không có ô số “{box}”" in told


def test_an_indicator_in_parts_is_stated_once(tmp_path):
    parts = f"{{code: D06, label: Loại, unit: đơn vị, {COUNT}, parts: {{kha: Khá, yeu: Yếu}}}}"
    [told] = complaints(tmp_path, f"indicators:\n  - {parts}\n  - {parts}\n")
    assert "mã “D06” ghi hai lần" in told


def test_a_picked_indicator_keeps_no_note_about_one_that_was_left_out(catalogue):
    whole, picked = catalogue.form("phong-trao"), catalogue.form("phong-trao-rut-gon")
    assert "C04" in whole.indicator("C02").note
    assert picked.indicator("C02").note == ""
    assert picked.indicator("G01").note == whole.indicator("G01").note != ""
