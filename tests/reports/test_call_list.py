"""The list for telephone and letters, and the receipt a unit keeps."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from models.vocabulary import SubmissionKind
from reports.call_list import Call, call_list_docx
from reports.receipt_docx import receipt_docx
from reports.receipt_facts import Receipt

HOW = "trước ngày 15/6/2025 (chậm nhất hết ngày 14/6/2025; ngày làm việc cuối cùng trước hạn là thứ Sáu, 13/6/2025)"


def opened(data):
    return Document(BytesIO(data))


def text_of(document):
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p")))


@pytest.fixture
def receipt(form, figures):
    return Receipt(
        number="TN-2025-000123-K7",
        unit="Công an xã Tân Hộ Cơ",
        duty="Báo cáo kết quả thực hiện Chương trình",
        period="6 tháng đầu năm 2025",
        deadline_sentence=HOW,
        filed_at=datetime(2025, 6, 14, 17, 30, tzinfo=UTC),
        kind=SubmissionKind.FIGURES,
        agency="Công an tỉnh Đồng Tháp",
        form=form,
        figures={k: v for k, v in figures.items() if k != "B02"},
    )


def test_the_call_list_says_whom_to_ring_about_what_until_when(day):
    calls = [
        Call("Công an xã A", "0277 385 1234", (f"Báo cáo 6 tháng: {HOW}.",), "Cán bộ tổng hợp", "đôn đốc lần 1"),
        Call("Công an xã B", "", ("Báo cáo đột xuất: trước ngày 20/6/2025.",)),
    ]
    document = opened(call_list_docx(calls, "Công an tỉnh Đồng Tháp", day("T3 10/06/2025"), is_demo=True))
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    table = document.tables[0]
    heads = [c.text for c in table.rows[0].cells]
    first = dict(zip(heads, [c.text for c in table.rows[1].cells], strict=True))
    assert first["Đơn vị, đầu mối"] == "Công an xã A\nCán bộ tổng hợp"
    assert first["Điện thoại"] == "0277 385 1234"
    assert HOW in first["Nội dung cần báo và thời hạn"]
    assert "(đôn đốc lần 1)" in first["Nội dung cần báo và thời hạn"]
    assert (first["Đã báo lúc"], first["Người nhận"], first["Xong"]) == ("… giờ …", "", "☐")
    assert table.rows[2].cells[2].text == "chưa có số máy"
    text = text_of(document)
    assert "(Ngày 10/6/2025; 2 đơn vị)" in text
    assert "Số liệu hư cấu của bản demo" in text


def test_an_empty_day_says_so(day):
    text = text_of(opened(call_list_docx([], "Công an tỉnh", day("T3 10/06/2025"))))
    assert "không có đơn vị nào cần chuyển tay" in text


def test_the_receipt_tells_when_it_came_by_hanois_clock_and_that_it_came_in_time(receipt):
    facts = {row.cells[0].text: row.cells[1].text for row in opened(receipt_docx(receipt)).tables[0].rows}
    assert facts["Thời điểm nộp"] == "00 giờ 30 phút ngày 15/6/2025"
    assert facts["Tình trạng"] == "đúng hạn"
    assert facts["Thời hạn"] == HOW
    assert "Văn bản" not in facts


def test_a_late_filing_is_stamped_late(receipt):
    text = text_of(opened(receipt_docx(replace(receipt, days_late=2, version=2))))
    assert "quá hạn 02 ngày" in text
    assert "lần 02" in text


def test_the_copy_shows_every_figure_and_a_dash_for_what_is_missing(receipt):
    rows = {r.cells[0].text: r.cells[-1].text for r in opened(receipt_docx(receipt)).tables[1].rows}
    assert rows["B05"] == "0"
    assert rows["B02"] == "–"
    assert rows["A02"] == "có"
    assert rows["G01"] == "120,5"
    assert rows["G03"].endswith("Thiếu kinh phí in tài liệu tuyên truyền.")


def test_a_nil_return_and_a_document_need_no_table_of_figures(receipt):
    nil = opened(receipt_docx(replace(receipt, kind=SubmissionKind.NIL)))
    assert len(nil.tables) == 1
    assert "không phát sinh" in text_of(nil)
    paper = replace(receipt, kind=SubmissionKind.DOCUMENT, document="số 12/KH-CAX ngày 05/02/2025", form=None)
    assert "số 12/KH-CAX ngày 05/02/2025" in text_of(opened(receipt_docx(paper)))


def test_the_same_receipt_gives_the_same_bytes(receipt):
    assert receipt_docx(receipt) == receipt_docx(receipt)
