"""Templates a clerk edits in Word: the packaged ones, a home's own, and what is said of a broken one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from models.vocabulary import DocumentStyle
from reports.consolidated_docx import TEMPLATE, consolidated_docx, variables
from reports.template_maker import every
from reports.template_words import DOCUMENTS, document_of
from reports.templates import (
    PACKAGED,
    TemplateFault,
    every_template,
    faults,
    file_name,
    filled,
    packaged,
    render,
    template_of,
)
from reports.tracing import plain

ND30 = DocumentStyle.ND30


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "templates"


def edited(folder: Path, old: str, new: str, name: str = TEMPLATE) -> Path:
    """The packaged template with the paragraph that holds `old` rewritten, saved in the home as Word would."""
    document = Document(str(PACKAGED / file_name(name, ND30)))
    paragraph = next(p for p in document.paragraphs if old in p.text)
    text = paragraph.text.replace(old, new)
    for run in paragraph.runs[1:]:
        run._r.getparent().remove(run._r)
    paragraph.runs[0].text = text
    folder.mkdir(exist_ok=True)
    document.save(str(folder / file_name(name, ND30)))
    return folder


def text_of(document) -> str:
    return plain("\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.iter(qn("w:p"))))


def test_the_packaged_templates_are_what_the_maker_builds():
    shipped = {file.name: file.read_bytes() for file in PACKAGED.iterdir()}
    assert shipped == every()


@pytest.mark.parametrize("template", every_template(None), ids=lambda t: t.file.name)
def test_every_packaged_template_can_be_used(template):
    assert faults(template) == []
    assert not template.is_own


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_variable_is_explained_in_composed_vietnamese(name):
    described = document_of(name)
    assert set(described.required) <= set(described.variables)
    for variable, words in described.variables.items():
        assert re.fullmatch(r"[a-z][a-z_]*", variable)
        assert len(words) > 3
        assert unicodedata.is_normalized("NFC", words)


def test_the_home_s_own_template_stands_in_for_the_packaged_one(folder, report):
    edited(folder, "Trên đây là báo cáo", "Phía trên đây là báo cáo")
    assert template_of(folder, TEMPLATE).is_own
    assert "Phía trên đây" in text_of(filled(folder, TEMPLATE, variables(report)))
    assert "Phía trên đây" not in text_of(filled(None, TEMPLATE, variables(report)))
    assert not template_of(folder, TEMPLATE, DocumentStyle.PARTY).is_own


def test_a_clerk_writes_sentences_of_their_own_with_the_numbers_of_indicators(folder, report):
    edited(folder, "Trên đây", "Riêng tuyên truyền đạt {{ so.B01 }} buổi, xuất sắc {{ so.D06.xuat_sac }}. Trên đây")
    assert "Riêng tuyên truyền đạt 102 buổi, xuất sắc 06. Trên đây" in text_of(
        filled(folder, TEMPLATE, variables(report))
    )


def refusal(folder: Path, report) -> str:
    with pytest.raises(TemplateFault) as said:
        filled(folder, TEMPLATE, variables(report))
    return said.value.reason


def test_an_unknown_variable_is_named_with_its_place_and_the_nearest_known_ones(folder, report):
    edited(folder, "{{ kinh_gui }} tổng hợp", "{{ kinh_guii }} tổng hợp")
    said = refusal(folder, report)
    assert "bao-cao-tong-hop.nd30.docx (bản đã sửa)" in said
    assert "không có biến “kinh_guii”" in said
    assert "kinh_gui" in said.split("biến gần giống:")[1]
    assert "Trên đây là báo cáo kết quả" in said.split("Vị trí:")[1]
    assert "Đề nghị sửa mẫu trong Word" in said


def test_an_unknown_indicator_is_named_with_its_place(folder, report):
    edited(folder, "Trên đây là báo cáo", "Kết quả {{ so.X99 }}. Trên đây là báo cáo")
    said = refusal(folder, report)
    assert "không có biến “X99”" in said
    assert "Kết quả {{ so.X99 }}" in said


def test_a_variable_that_must_be_there_and_was_deleted_is_named_with_its_meaning(folder, report):
    edited(folder, "{{ tinh_hinh_bao_cao }}", "Các đơn vị đã báo cáo.")
    said = refusal(folder, report)
    assert "thiếu biến bắt buộc “tinh_hinh_bao_cao” (câu n/N đơn vị đã báo cáo" in said


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("{{ tinh_hinh_bao_cao }}", "{{ tinh_hinh_bao_cao }} {% if la_demo %}", "chưa đúng hoặc chưa đóng"),
        ("{{ tinh_hinh_bao_cao }}", "{{ tinh_hinh_bao_cao", "chưa đúng hoặc chưa đóng"),
        ("{{ tinh_hinh_bao_cao }}", "{{ tinh_hinh_bao_cao }}{{ noi_nhan }}", "không in được trực tiếp"),
        ("{{ tinh_hinh_bao_cao }}", "{{ tinh_hinh_bao_cao }}{{ la_demo }}", "không in được trực tiếp"),
        ("{{ tinh_hinh_bao_cao }}", "{{ tinh_hinh_bao_cao + 1 }}", "không thực hiện được"),
        ("{{ tinh_hinh_bao_cao }}", "{{ tinh_hinh_bao_cao.__class__.__mro__ }}", "không được phép"),
        ("{{ tinh_hinh_bao_cao }}", "{{ tinh_hinh_bao_cao }}{{ range(3) }}", "không có biến “range”"),
    ],
)
def test_what_cannot_be_read_or_done_is_said_with_the_place(folder, report, old, new, told):
    edited(folder, old, new)
    said = refusal(folder, report)
    assert told in said
    assert "tinh_hinh_bao_cao" in said.split("Vị trí:")[1]


def test_a_variable_without_a_value_is_refused_and_not_printed_as_none(report):
    with pytest.raises(TemplateFault, match="có biến chưa có giá trị"):
        filled(None, TEMPLATE, variables(report) | {"dia_danh": None})


def test_a_variable_that_the_document_does_not_give_is_refused(report):
    data = variables(report)
    del data["pham_vi"]
    with pytest.raises(TemplateFault, match="không có biến “pham_vi”"):
        filled(None, TEMPLATE, data)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 nothing", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old Word"])
def test_what_is_no_word_document_is_refused(folder, report, content):
    folder.mkdir()
    (folder / file_name(TEMPLATE, ND30)).write_bytes(content)
    assert "không mở được như một tệp Word (.docx)" in refusal(folder, report)


def test_a_document_that_is_due_does_not_wait_for_its_template(folder, report):
    edited(folder, "{{ tinh_hinh_bao_cao }}", "{{ gi_do }}")
    troubles: list[TemplateFault] = []
    document = filled(folder, TEMPLATE, variables(report), troubles=troubles)
    assert [trouble.place for trouble in troubles] == ["{{ gi_do }}"]
    assert "có 3/4 đơn vị đã báo cáo" in text_of(document)


def test_a_faulty_template_is_told_whole_before_any_data_is_at_hand(folder):
    edited(folder, "{{ tinh_hinh_bao_cao }}", "{{ mot }} {{ hai }}")
    said = [fault.what for fault in faults(template_of(folder, TEMPLATE))]
    assert said[0].startswith("không có biến “hai”")
    assert said[1].startswith("không có biến “mot”")
    assert said[2].startswith("thiếu biến bắt buộc “tinh_hinh_bao_cao”")


def test_what_people_typed_is_never_read_as_a_template_nor_as_markup(report):
    nasty = "{{ 7*7 }} {% for x in y %} <w:p/> & \x07\x0c ]]>"
    text = text_of(filled(None, TEMPLATE, variables(report) | {"tinh_hinh_bao_cao": nasty}))
    assert "{{ 7*7 }} {% for x in y %} <w:p/> &  ]]>" in text
    assert "49" not in text.split("I. CÔNG TÁC")[1].split("II. KẾT QUẢ")[0].replace("{{ 7*7 }}", "")


def test_the_same_template_and_data_give_the_same_bytes(report):
    assert render(None, TEMPLATE, variables(report)) == render(None, TEMPLATE, variables(report))


def test_a_document_without_a_template_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match=f"Không có mẫu “thu-moi”. Các mẫu: {TEMPLATE}"):
        template_of(None, "thu-moi")


def test_word_may_split_a_variable_over_several_runs(folder, report):
    document = Document(str(packaged(TEMPLATE).file))
    paragraph = next(p for p in document.paragraphs if "tinh_hinh_bao_cao" in p.text)
    paragraph.runs[0].text = "{{ tinh_hinh"
    paragraph.add_run("_bao_").bold = True
    paragraph.add_run("cao }}")
    folder.mkdir()
    document.save(str(folder / file_name(TEMPLATE, ND30)))
    assert "có 3/4 đơn vị đã báo cáo" in text_of(filled(folder, TEMPLATE, variables(report)))


def test_the_finished_document_takes_the_home_s_template_from_its_letterhead(folder, report):
    edited(folder, "Trên đây là báo cáo", "Phía trên đây là báo cáo")
    made = consolidated_docx(replace(report, head=replace(report.head, folder=folder)))
    assert "Phía trên đây là báo cáo" in text_of(Document(BytesIO(made)))
