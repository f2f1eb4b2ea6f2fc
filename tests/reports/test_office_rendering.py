"""The files as LibreOffice shows them: they open, print, and their formulas work."""

import subprocess
from dataclasses import replace

import pytest
from pypdf import PdfReader

from models.vocabulary import DocumentStyle
from reports.call_list import Call, call_list_docx
from reports.consolidated_docx import consolidated_docx
from reports.consolidated_xlsx import consolidated_xlsx
from tests.papers import HEAD, MAKERS

pytestmark = pytest.mark.office


def text_of(pdf):
    return "\n".join(" ".join(page.extract_text().split()) for page in PdfReader(pdf).pages)


def test_the_report_prints_upright_then_on_its_side(office, report, tmp_path):
    (pdf,) = office("pdf", {"bao-cao.docx": consolidated_docx(report)})
    pages = PdfReader(pdf).pages
    assert len(pages) >= 2
    assert pages[0].mediabox.width < pages[0].mediabox.height
    assert pages[-1].mediabox.width > pages[-1].mediabox.height, "no empty page after the annex"
    text = text_of(pdf)
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Kết quả thực hiện Chương trình phối hợp" in text
    assert "BIỂU SỐ LIỆU THEO ĐƠN VỊ" in text
    subprocess.run(["pdftoppm", "-r", "40", "-png", str(pdf), str(tmp_path / "page")], check=True)
    assert len(list(tmp_path.glob("page*.png"))) == len(pages)


def test_page_one_has_no_number_and_page_two_has_one(office, report):
    (pdf,) = office("pdf", {"so-trang.docx": consolidated_docx(report)})
    pages = [page.extract_text().strip() for page in PdfReader(pdf).pages]
    assert not pages[0].startswith("1")
    assert pages[1].startswith("2")


def test_the_workbook_of_totals_prints(office, report):
    (pdf,) = office("pdf", {"tong-hop.xlsx": consolidated_xlsx(report)})
    assert "TỔNG HỢP CHỈ TIÊU THEO ĐỊA BÀN" in text_of(pdf)


def test_the_call_list_prints(office, day):
    calls = [Call(f"Công an xã {n}", "0277", ("Báo cáo: trước ngày 15/6/2025.",)) for n in range(60)]
    (pdf,) = office("pdf", {"goi-dien.docx": call_list_docx(calls, "Công an tỉnh", day("T3 10/06/2025"))})
    assert len(PdfReader(pdf).pages) > 1
    assert "DANH SÁCH GỌI ĐIỆN" in text_of(pdf)


@pytest.mark.parametrize("style", list(DocumentStyle), ids=str)
def test_every_document_prints_and_its_signature_never_stands_alone(office, report, style):
    head = replace(HEAD, style=style, signer="Nguyễn Văn Ký")
    made = {f"{n}.docx": MAKERS[name](report, head) for n, name in enumerate(MAKERS)}
    for pdf in office("pdf", made):
        pages = [" ".join(page.extract_text().split()) for page in PdfReader(pdf).pages]
        signed = next(text for text in pages if "Nơi nhận:" in text)
        before = signed.partition("Nơi nhận:")[0]
        assert len(before) > 60, "the end of the text stands above it on the same page"
        assert "Nguyễn Văn Ký" in signed
        assert ("CỘNG HÒA XÃ HỘI" in pages[0]) is (style is DocumentStyle.ND30)
        assert not any("{{" in text or "{%" in text for text in pages)
