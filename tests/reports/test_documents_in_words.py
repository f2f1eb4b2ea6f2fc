"""What the documents say: a unit's own report, the list of who filed how, the note on changed figures."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from models.vocabulary import DocumentStyle
from reports.consolidated_docx import consolidated_docx
from reports.unit_report_docx import unit_report_docx
from tests.papers import HEAD, MAKERS, punctual, single


def text_of(content: bytes) -> str:
    body = Document(BytesIO(content)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


@dataclass(frozen=True)
class Beside:
    words: str = ""
    why_not: tuple[str, ...] = ()
    then: object = None


@pytest.mark.parametrize("style", list(DocumentStyle), ids=str)
@pytest.mark.parametrize("name", MAKERS)
def test_every_document_is_courteous_composed_and_leaves_the_signature_to_people(report, name, style):
    made = MAKERS[name](report, replace(HEAD, style=style))
    text = text_of(made)
    assert unicodedata.is_normalized("NFC", text)
    for word in ("!", "None", "{{", "{%", "[]", "True", "bạn ", "xử phạt", "kiểm điểm", "phê bình", "yếu kém"):
        assert word not in text, word
    assert "DỰ THẢO" in text
    assert "ngày … tháng … năm …" in text
    assert "QUYỀN HẠN, CHỨC VỤ" in text
    assert MAKERS[name](report, replace(HEAD, style=style)) == made


def test_a_unit_speaks_of_itself_and_counts_no_units(report):
    text = text_of(unit_report_docx(single(report)))
    assert "CÔNG AN XÃ TÂN HỘ CƠ" in text
    assert "- Đã ban hành kế hoạch thực hiện Chương trình: có." in text
    assert "- Thiếu kinh phí in tài liệu tuyên truyền." in text
    assert "đơn vị đã báo cáo" not in text
    assert "BIỂU SỐ LIỆU" in text


def test_a_nil_return_says_so_and_brings_no_table(report):
    nil = single(report)
    nil = replace(nil, unit_rows=[replace(nil.unit_rows[0], figures={}, is_nil=True)], totals=[])
    text = text_of(unit_report_docx(nil))
    assert "- Trong kỳ không phát sinh nội dung phải báo cáo." in text
    assert "BIỂU SỐ LIỆU" not in text


def test_an_estimate_is_called_one(report):
    own = single(report)
    own = replace(own, unit_rows=[replace(own.unit_rows[0], is_provisional=True)])
    assert "Số liệu là số ước; số chính thức được gửi khi hết kỳ." in text_of(unit_report_docx(own))


def test_figures_that_may_be_compared_are_and_the_others_say_why_not(report):
    moved = "không so sánh cùng kỳ do thay đổi đơn vị hành chính từ ngày 01/7/2025"
    beside = {
        "G01": Beside("tăng 12,5%"),
        "B01": Beside("giảm 3%"),
        "B02": Beside("không tăng, không giảm"),
        "A01": Beside(why_not=(moved,)),
        "B05": Beside(why_not=("năm 2024 chưa có số liệu",)),
    }
    text = text_of(consolidated_docx(replace(report, comparisons=beside)))
    assert "361,5 triệu đồng (so với cùng kỳ: tăng 12,5%)." in text
    assert "(so với cùng kỳ: lần lượt giảm 3%; không tăng, không giảm)." in text
    assert "Không so sánh cùng kỳ do thay đổi đơn vị hành chính từ ngày 01/7/2025 (A01)." in text
    assert "Không so sánh cùng kỳ do năm 2024 chưa có số liệu (B05)." in text


def test_one_reason_for_all_is_said_once_and_without_codes(report):
    moved = "không so sánh cùng kỳ do thay đổi đơn vị hành chính từ ngày 01/7/2025"
    beside = {code: Beside(why_not=(moved,)) for code in ("A01", "B01", "B02")}
    text = text_of(consolidated_docx(replace(report, comparisons=beside)))
    assert text.count("ngày 01/7/2025.") == 1
    assert "(A01" not in text


def test_units_stand_in_three_lists_and_nobody_is_blamed():
    text = text_of(punctual(HEAD))
    praised, rest = text.split("2. Đơn vị nộp đủ, có kỳ sau hạn")
    late, missing = rest.split("3. Đơn vị còn kỳ chưa nộp hoặc đang bổ sung")
    assert "Công an xã Một" in praised
    assert "được gia hạn 01" in praised
    assert "sau hạn 02, chậm nhất 08 ngày" in late
    assert "chưa nộp 03; đang bổ sung 01; sau hạn 01, chậm nhất 02 ngày; được miễn 01" in missing
    assert "Công an xã Bốn" not in text, "nothing fell due there"
    assert "03 đơn vị phải nộp 36 báo cáo; đã nộp 32 (88,9%); đúng hạn 29 (80,6%)." in text
    assert "Không tính: 03 việc được miễn." in text
    assert "- Phải nộp: " in text


def test_a_note_of_correction_names_what_changed_whose_and_why(report):
    text = text_of(MAKERS["dieu-chinh-so-lieu"](report, HEAD))
    assert "Ngày 26/6/2026, Công an tỉnh Đồng Tháp đã gửi số liệu rà soát mô hình 6 tháng đầu năm 2026." in text
    assert "Đến ngày 16/7/2026, số liệu có thay đổi. Lý do: nộp bổ sung." in text
    assert "Thay đổi 05 dòng số liệu tại 01 địa bàn, do số liệu của 02 đơn vị:" in text
    for words in ("844 (43/45 đơn vị)", "860 (44/45 đơn vị)", "+16", "3.884,25 (43/45 đơn vị)", "-184,25"):
        assert words in text
    assert "chưa có số liệu (0/45 đơn vị)" in text
    assert "80% (8/10) (40/45 đơn vị)" in text
    assert "+1,3 điểm %" in text, "as exact as the rates beside it"
    assert "1,25 điểm" not in text
    assert "Công an xã Ba: bị trả lại: nhầm đơn vị tính" in text
