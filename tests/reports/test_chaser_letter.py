"""The draft of a công văn đôn đốc: its words to the late and to their superior, its annex, its page."""

from __future__ import annotations

import subprocess
import unicodedata
from datetime import date
from io import BytesIO

import docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from pypdf import PdfReader

from reports.chaser_docx import ChaserDraft, chaser_docx
from reports.letterhead import Letterhead

TOLD = {
    "head": Letterhead(("Phòng Tham mưu, Công an Tỉnh",)),
    "basis": "Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024",
    "programme": "Chương trình phối hợp số 05",
    "work": "Kế hoạch thực hiện Chương trình phối hợp",
    "period": "năm 2024",
    "deadline": "trước ngày 15/3/2024 (chậm nhất hết ngày 14/3/2024)",
    "receiver": "Công an Tỉnh (qua Phòng Tham mưu)",
    "on": date(2024, 3, 25),
    "reported": 7,
    "expected": 12,
    "answer_by": date(2024, 4, 1),
    "focal_point": "Đội Tổng hợp, máy 0277 000 000",
    "superior": "Công an tỉnh Đồng Tháp",
}
DEMO = {**TOLD, "head": Letterhead(("Phòng Tham mưu, Công an Tỉnh",), is_demo=True)}
TWO = ("Công an huyện Một", "Công an huyện Hai")
MANY = tuple(f"Công an xã Số {n}" for n in range(1, 61))


def text_of(draft: ChaserDraft) -> str:
    document = docx.Document(BytesIO(chaser_docx(draft)))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_first_letter_asks_the_late_units_by_name():
    text = text_of(ChaserDraft(**TOLD, late=TWO))
    assert "Số: …/…" in text
    assert "V/v đôn đốc gửi kế hoạch thực hiện Chương trình phối hợp năm 2024" in text
    assert "Kính gửi:\n- Công an huyện Một;\n- Công an huyện Hai." in text
    assert (
        "Thực hiện Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024, các cơ quan, đơn vị gửi kế hoạch thực "
        "hiện Chương trình phối hợp năm 2024 về Công an Tỉnh (qua Phòng Tham mưu), trước ngày 15/3/2024 "
        "(chậm nhất hết ngày 14/3/2024)."
    ) in text
    assert "nhận được kết quả của 07/12 đơn vị; các cơ quan, đơn vị có tên trên chưa gửi." in text
    assert "khẩn trương hoàn thành, gửi chậm nhất hết ngày 01/4/2024." in text
    assert "- Công an tỉnh Đồng Tháp (để chỉ đạo);" in text
    assert text.count("./.") == 1
    assert "DANH SÁCH" not in text


def test_the_second_asks_the_superior_to_see_to_it_and_names_the_late_in_the_annex():
    text = text_of(ChaserDraft(**TOLD, late=TWO, number=2))
    assert "(lần 02)" in text
    assert "Kính gửi: Công an tỉnh Đồng Tháp." in text
    assert "trân trọng đề nghị Công an tỉnh Đồng Tháp quan tâm chỉ đạo các cơ quan, đơn vị có tên" in text
    assert "(để chỉ đạo)" not in text
    assert "I. Chưa gửi, đề nghị thực hiện" in text
    assert "Công an huyện Hai" in text


def test_one_unit_alone_is_addressed_as_one():
    text = text_of(ChaserDraft(**TOLD, late=TWO[:1]))
    assert "Kính gửi: Công an huyện Một." in text
    assert "đơn vị có tên trên chưa gửi" in text
    assert "đề nghị đơn vị khẩn trương" in text


def test_who_was_given_time_stands_apart_and_is_asked_for_nothing():
    apart = (("Công an huyện Ba", "được gia hạn đến hết ngày 29/3/2024"),)
    text = text_of(ChaserDraft(**TOLD, late=TWO, apart=apart))
    head, annex = text.split("DANH SÁCH CƠ QUAN, ĐƠN VỊ")
    assert "Công an huyện Ba" not in head
    assert "Đơn vị được gia hạn hoặc đã báo nhận ghi riêng tại danh sách kèm theo." in head
    assert "kèm theo" not in text_of(ChaserDraft(**TOLD, late=TWO))
    assert "II. Không thuộc diện đôn đốc của công văn này" in annex
    assert "được gia hạn đến hết ngày 29/3/2024" in annex


def test_addressees_stand_below_each_other_from_one_edge():
    document = docx.Document(BytesIO(chaser_docx(ChaserDraft(**TOLD, late=TWO))))
    named = [p for p in document.paragraphs if p.text.startswith("- Công an huyện")]
    assert {p.paragraph_format.left_indent.twips for p in named} == {2268 + 720}
    assert {p.alignment for p in named} == {WD_ALIGN_PARAGRAPH.LEFT}


def test_the_years_of_a_term_stay_on_one_line():
    told = {**TOLD, "period": "giai đoạn 2023 - 2033"}
    assert "giai đoạn 2023\u00a0-\u00a02033" in ChaserDraft(**told, late=TWO).subject


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("late", [(), TWO[:1], TWO, MANY], ids=len)
@pytest.mark.parametrize("superior", ["", "Công an tỉnh Đồng Tháp"])
def test_every_letter_is_courteous_blank_where_people_sign_and_the_same_twice(number, late, superior):
    draft = ChaserDraft(**{**TOLD, "superior": superior}, late=late, number=number)
    text = text_of(draft)
    assert unicodedata.is_normalized("NFC", text)
    for word in ("!", "xử phạt", "kiểm điểm", "None", "bạn "):
        assert word not in text
    assert "DỰ THẢO" in text
    assert "ngày … tháng … năm …" in text
    assert "QUYỀN HẠN, CHỨC VỤ" in text
    assert chaser_docx(draft) == chaser_docx(draft)


@pytest.mark.office
def test_libreoffice_prints_the_letter_on_one_page_and_its_annex_after_it(tmp_path):
    (tmp_path / "cong-van.docx").write_bytes(chaser_docx(ChaserDraft(**DEMO, late=MANY)))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    order = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*order, str(tmp_path / "cong-van.docx")], check=True, capture_output=True, timeout=180)
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(tmp_path / "cong-van.pdf").pages]
    assert "QUYỀN HẠN, CHỨC VỤ" in pages[0]
    assert "DANH SÁCH CƠ QUAN, ĐƠN VỊ" in pages[1]
    assert "Công an xã Số 60" in pages[-1]
    assert all("Số liệu hư cấu của bản demo" in page for page in pages)
