"""The files as LibreOffice shows them: they open, print, and their formulas work."""

import subprocess
from io import BytesIO

import openpyxl
import pytest
from pypdf import PdfReader

from reports.call_list import Call, call_list_docx
from reports.consolidated_docx import consolidated_docx
from reports.consolidated_xlsx import consolidated_xlsx
from reports.workbook import unit_workbook
from reports.workbook_identity import SHEET, boxes, workbook_signature
from reports.workbook_reader import read_workbook

pytestmark = pytest.mark.office
KEY = {"unit_id": "police/x", "programme": "p", "duty": "d", "period": "2025"}
SECRET = "3" * 64


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """`office(name, bytes, "pdf")` → the converted file's path, by a LibreOffice with a profile of its own."""
    folder = tmp_path_factory.mktemp("office")

    def convert(name, data, kind):
        source, out = folder / name, folder / f"to-{kind}"
        source.write_bytes(data)
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation={(folder / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                kind,
                "--outdir",
                str(out),
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
        return out / f"{source.stem}.{kind}"

    return convert


def text_of(pdf):
    return "\n".join(" ".join(page.extract_text().split()) for page in PdfReader(pdf).pages)


def test_the_report_prints_upright_then_on_its_side(office, report, tmp_path):
    pdf = office("bao-cao.docx", consolidated_docx(report), "pdf")
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
    pages = [
        page.extract_text().strip()
        for page in PdfReader(office("so-trang.docx", consolidated_docx(report), "pdf")).pages
    ]
    assert not pages[0].startswith("1")
    assert pages[1].startswith("2")


def test_the_workbook_of_totals_prints(office, report):
    assert "TỔNG HỢP CHỈ TIÊU THEO ĐỊA BÀN" in text_of(office("tong-hop.xlsx", consolidated_xlsx(report), "pdf"))


def test_the_call_list_prints(office, day):
    calls = [Call(f"Công an xã {n}", "0277", ("Báo cáo: trước ngày 15/6/2025.",)) for n in range(60)]
    pdf = office("goi-dien.docx", call_list_docx(calls, "Công an tỉnh", day("T3 10/06/2025")), "pdf")
    assert len(PdfReader(pdf).pages) > 1
    assert "DANH SÁCH GỌI ĐIỆN" in text_of(pdf)


@pytest.mark.parametrize(
    ("typed", "stamp", "said"),
    [
        ({}, "0 lỗi", {"A01": "chưa có số liệu"}),
        ({"A01": 0, "B01": 2, "B02": 40, "D01.tu_so": 3, "D01.mau_so": 3}, "0 lỗi", {"A01": "đạt", "D01.tu_so": "đạt"}),
        ({"A01": -1, "B05": "ba", "E03": 2.5}, "3 lỗi", {"A01": "Lỗi: không được nhỏ hơn 0", "B05": "Lỗi: cần ghi một số"}),
        ({"D01.tu_so": 4, "D01.mau_so": 3}, "1 lỗi", {"D01.tu_so": "Lỗi: Số đạt không được lớn hơn số thuộc diện xét."}),
        ({"D01.tu_so": 4}, "1 lỗi", {"D01.mau_so": "Lỗi: ghi đủ cả tử số và mẫu số"}),
        ({"E03": 2, "E04": 3}, "1 lỗi", {"E04": "Lỗi: Số hòa giải thành không được lớn hơn số tiếp nhận."}),
        ({"E04": 3}, "0 lỗi", {"E04": "đạt", "E03": "chưa có số liệu"}),
        ({"B01": 0, "B02": 3}, "1 lỗi", {"B01": "Lỗi: Không có buổi nào thì không có lượt người dự."}),
        ({"B01": 10, "B02": 20}, "0 lỗi", {"B01": "Lưu ý: Bình quân dưới 05 người một buổi."}),
        ({"G01": 1.2345, "A02": "có thể"}, "2 lỗi", {"G01": "Lỗi: không quá 3 chữ số thập phân"}),
        ({"A01": 900}, "0 lỗi", {"A01": "Lưu ý: gấp hơn 10 lần kỳ trước"}),
    ],
)  # fmt: skip
def test_the_stamp_counts_the_errors_the_officer_sees(office, form, typed, stamp, said):
    signature = workbook_signature(SECRET, form, **KEY)
    data = unit_workbook(
        form, "Công an xã A", **KEY, period_label="năm 2025", deadline_sentence="trước ngày 15/12/2025",
        signature=signature, previous={"A01": 8},
    )  # fmt: skip
    book = openpyxl.load_workbook(BytesIO(data))
    at = {box.code: box for box in boxes(form)}
    for code, value in typed.items():
        book[SHEET][at[code].address] = value
    out = BytesIO()
    book.save(out)
    shown = openpyxl.load_workbook(office("bieu.xlsx", out.getvalue(), "xlsx"), data_only=True)[SHEET]
    assert shown["A7"].value.split(" – ")[0] == stamp
    assert {code: shown[f"F{at[code].row}"].value for code in said} == said


def test_a_form_saved_by_libreoffice_is_still_taken(office, form):
    data = unit_workbook(
        form, "Công an xã A", **KEY, period_label="năm 2025", deadline_sentence="hạn",
        signature=workbook_signature(SECRET, form, **KEY),
    )  # fmt: skip
    saved = office("luu-lai.xlsx", data, "xlsx").read_bytes()
    assert read_workbook(saved, SECRET).raw == {}
