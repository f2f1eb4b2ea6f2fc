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
    """`office("pdf", {"a.docx": bytes})` → the converted files' paths, by a LibreOffice with a profile of its own."""
    folder = tmp_path_factory.mktemp("office")

    def convert(kind, files):
        for name, data in files.items():
            (folder / name).write_bytes(data)
        profile, out = f"-env:UserInstallation={(folder / 'profile').as_uri()}", folder / f"to-{kind}"
        order = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir", str(out)]
        subprocess.run([*order, *(str(folder / name) for name in files)], check=True, capture_output=True, timeout=180)
        return [(out / name).with_suffix(f".{kind}") for name in files]

    return convert


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


# what an officer types → the stamp, and what stands in the column "Kiểm tra"
TYPED = (
    ({}, "0 lỗi", {"A01": "chưa có số liệu"}),
    ({"A01": 0, "B01": 2, "B02": 40, "D01.tu_so": 3, "D01.mau_so": 3}, "0 lỗi", {"A01": "đạt", "D01.tu_so": "đạt"}),
    ({"A01": -1, "B05": "ba"}, "2 lỗi", {"A01": "Lỗi: không được nhỏ hơn 0", "B05": "Lỗi: cần ghi một số"}),
    ({"E03": 2.5}, "1 lỗi", {"E03": "Lỗi: phải là số nguyên"}),
    ({"D01.tu_so": 4, "D01.mau_so": 3}, "1 lỗi", {"D01.tu_so": "Lỗi: Số đạt không được lớn hơn số thuộc diện xét."}),
    ({"D01.tu_so": 4}, "1 lỗi", {"D01.mau_so": "Lỗi: ghi đủ cả tử số và mẫu số"}),
    ({"E03": 2, "E04": 3}, "1 lỗi", {"E04": "Lỗi: Số hòa giải thành không được lớn hơn số tiếp nhận."}),
    ({"E04": 3}, "0 lỗi", {"E04": "đạt", "E03": "chưa có số liệu"}),
    ({"B01": 0, "B02": 3}, "1 lỗi", {"B01": "Lỗi: Không có buổi nào thì không có lượt người dự."}),
    ({"B01": 10, "B02": 20}, "0 lỗi", {"B01": "Lưu ý: Bình quân dưới 05 người một buổi."}),
    ({"G01": 1.2345, "A02": "có thể"}, "2 lỗi", {"G01": "Lỗi: không quá 3 chữ số thập phân"}),
    ({"A01": 900}, "0 lỗi", {"A01": "Lưu ý: gấp hơn 10 lần kỳ trước"}),
)


@pytest.fixture(scope="module")
def shown(office, form):
    """Every case typed in, calculated by LibreOffice, opened again."""
    signature = workbook_signature(SECRET, form, **KEY)
    blank = unit_workbook(
        form, "Công an xã A", **KEY, period_label="năm 2025", deadline_sentence="trước ngày 15/12/2025",
        signature=signature, previous={"A01": 8},
    )  # fmt: skip
    files = {}
    for n, (typed, _, _) in enumerate(TYPED):
        book = openpyxl.load_workbook(BytesIO(blank))
        for box in boxes(form):
            if box.code in typed:
                book[SHEET][box.address] = typed[box.code]
        out = BytesIO()
        book.save(out)
        files[f"{n}.xlsx"] = out.getvalue()
    return [openpyxl.load_workbook(path, data_only=True)[SHEET] for path in office("xlsx", files)]


@pytest.mark.parametrize("case", range(len(TYPED)), ids=lambda n: ",".join(TYPED[n][0]) or "empty")
def test_the_stamp_counts_the_errors_the_officer_sees(shown, form, case):
    _, stamp, said = TYPED[case]
    sheet, rows = shown[case], {box.code: box.row for box in boxes(form)}
    assert sheet["A7"].value.split(" – ")[0] == stamp
    assert {code: sheet[f"F{rows[code]}"].value for code in said} == said


def test_a_form_saved_by_libreoffice_is_still_taken(office, form):
    data = unit_workbook(
        form, "Công an xã A", **KEY, period_label="năm 2025", deadline_sentence="hạn",
        signature=workbook_signature(SECRET, form, **KEY),
    )  # fmt: skip
    (saved,) = office("xlsx", {"luu-lai.xlsx": data})
    assert read_workbook(saved.read_bytes(), SECRET).raw == {}
