"""The layout linter: silent about every document of the house, and not silent about anything that is out of place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from models.errors import Refused
from models.vocabulary import DocumentStyle
from reports.layout import lint
from reports.leader_page_docx import leader_page_docx
from reports.underlines import LONG, SHORT
from tests.papers import HEAD, MAKERS
from tests.reports.test_leader_page import AGENCY, PAGE

ND30, PARTY = DocumentStyle.ND30, DocumentStyle.PARTY
SIGNED = replace(HEAD, authority="KT. Giám đốc", post="Phó Giám đốc", signer="Nguyễn Văn A", is_demo=True)


@pytest.mark.parametrize("style", list(DocumentStyle), ids=str)
@pytest.mark.parametrize("name", MAKERS)
def test_every_document_of_the_house_is_laid_out_after_its_style(report, name, style):
    authority = "K/T Giám đốc" if style is PARTY else SIGNED.authority
    for head in (HEAD, replace(SIGNED, authority=authority), replace(HEAD, agencies=("Hội",), superior="", symbol="")):
        made = MAKERS[name](report, replace(head, style=style))
        assert [str(fault) for fault in lint(made, style)] == []


@pytest.mark.parametrize("name", MAKERS)
def test_a_document_of_one_style_is_not_taken_for_the_other(report, name):
    nd30 = MAKERS[name](report, HEAD)
    where = {fault.where for fault in lint(nd30, PARTY)}
    assert {"Tiêu đề Đảng", "Số, ký hiệu", "Cơ quan ban hành", "Kết thúc"} <= where
    party = MAKERS[name](report, replace(HEAD, style=PARTY))
    where = {fault.where for fault in lint(party, ND30)}
    assert {"Quốc hiệu, tiêu ngữ", "Số, ký hiệu", "Kết thúc"} <= where


def paragraph(document: Any, words: str) -> Any:
    """The first paragraph that holds these words, in a table or not."""
    from docx.text.paragraph import Paragraph

    for element in document.element.body.iter(qn("w:p")):
        if words in "".join(t.text or "" for t in element.iter(qn("w:t"))):
            return Paragraph(element, document._body)
    raise LookupError(words)


def rewrite(document: Any, words: str, new: str) -> None:
    found = paragraph(document, words)
    text = "".join(t.text or "" for t in found._p.iter(qn("w:t")))
    texts = list(found._p.iter(qn("w:t")))
    for each in texts[1:]:
        each.text = ""
    texts[0].text = text.replace(words, new)


def restyle(words: str, **look: Any) -> Callable[[Any], None]:
    def spoil(document: Any) -> None:
        for run in paragraph(document, words).runs:
            for name, value in look.items():
                setattr(run.font, name, value)

    return spoil


def say(words: str, new: str) -> Callable[[Any], None]:
    return lambda document: rewrite(document, words, new)


def place(words: str, **form: Any) -> Callable[[Any], None]:
    def spoil(document: Any) -> None:
        for name, value in form.items():
            setattr(paragraph(document, words).paragraph_format, name, value)

    return spoil


def margin(side: str, length: Any) -> Callable[[Any], None]:
    return lambda document: setattr(document.sections[0], f"{side}_margin", length)


def without(words: str) -> Callable[[Any], None]:
    def spoil(document: Any) -> None:
        element = paragraph(document, words)._p
        element.getparent().remove(element)

    return spoil


def no_page_number(document: Any) -> None:
    for run in list(document.sections[0].header._element.iter(qn("w:r"))):
        run.getparent().remove(run)


def number_on_page_one(document: Any) -> None:
    document.sections[0].different_first_page_header_footer = False


def page_number_left(document: Any) -> None:
    document.sections[0].header.paragraphs[0].alignment = 0


def rules_as_long_as_the_page(document: Any) -> None:
    for found in [p for cell in document.tables[0]._cells for p in cell.paragraphs if p.style.name in (SHORT, LONG)]:
        found.paragraph_format.left_indent = found.paragraph_format.right_indent = Pt(0)


SPOILED: list[tuple[str, Callable[[Any], None], str]] = [
    ("Trang giấy, phần 1", margin("left", Mm(20)), "lề trái 20 mm, cần 30–35 mm"),
    ("Trang giấy, phần 1", margin("right", Mm(25)), "lề phải 25 mm, cần 15–20 mm"),
    ("Trang giấy, phần 1", margin("top", Mm(10)), "lề trên 10 mm"),
    ("Trang giấy, phần 1", lambda d: setattr(d.sections[0], "page_width", Mm(216)), "khổ giấy"),
    ("Chữ", restyle("Trên đây là báo cáo", name="Arial"), "phông Arial"),
    ("Số trang", no_page_number, "không có số trang"),
    ("Số trang", number_on_page_one, "trang thứ nhất không được hiện số trang"),
    ("Số trang", page_number_left, "giữa lề trên"),
    ("Quốc hiệu, tiêu ngữ", say("Độc lập - Tự do - Hạnh phúc", "Độc lập – Tự do – Hạnh phúc"), "cần ghi đúng"),
    ("Quốc hiệu, tiêu ngữ", restyle("CỘNG HÒA XÃ HỘI", bold=False), "phải in đậm"),
    ("Quốc hiệu, tiêu ngữ", restyle("CỘNG HÒA XÃ HỘI", size=Pt(15)), "cỡ chữ 15, cần 12–13"),
    ("Quốc hiệu, tiêu ngữ", rules_as_long_as_the_page, "phải dài bằng dòng chữ"),
    ("Cơ quan ban hành", rules_as_long_as_the_page, "phải dài từ 1/3 đến 1/2 dòng chữ"),
    ("Cơ quan ban hành", say("CÔNG AN TỈNH ĐỒNG THÁP", "Công an tỉnh Đồng Tháp"), "phải in hoa"),
    ("Số, ký hiệu", say("Số: …/BC-CAT", "Số: 5/BC-CAT"), "chưa đúng dạng “Số: 05/BC-CAT”"),
    ("Số, ký hiệu", say("Số: …/BC-CAT", "Số : 05/BC-CAT"), "chưa đúng dạng"),
    ("Số, ký hiệu", say("Số: …/BC-CAT", "Số: 05 / BC - CAT"), "chưa đúng dạng"),
    ("Số, ký hiệu", say("Số: …/BC-CAT", "Số: 05/KH-CAT"), "báo cáo viết tắt là BC, không phải KH"),
    ("Địa danh, ngày tháng", say("ngày … tháng … năm …", "ngày 5 tháng 2 năm 2026"), "chưa đúng dạng"),
    ("Địa danh, ngày tháng", restyle("Đồng Tháp, ngày", italic=False), "phải in nghiêng"),
    ("Tên loại", restyle("BÁO CÁO", bold=False), "phải in đậm"),
    ("Trích yếu", restyle("Kết quả thực hiện", bold=False), "phải in đậm"),
    ("Kính gửi", restyle("Kính gửi:", size=Pt(12)), "cỡ chữ 12"),
    ("Đoạn", place("Trên đây là báo cáo", alignment=0), "canh đều hai lề"),
    ("Đoạn", place("Trên đây là báo cáo", first_line_indent=Mm(0)), "thụt đầu dòng 0 mm"),
    ("Đoạn", place("Trên đây là báo cáo", space_after=Pt(2)), "tối thiểu 6 pt"),
    ("Đoạn", place("Trên đây là báo cáo", line_spacing=2.0), "giãn dòng"),
    ("Đoạn", restyle("Trên đây là báo cáo", size=Pt(11)), "cỡ 13 hoặc 14"),
    ("Kết thúc", say("tổng hợp./.", "tổng hợp."), "phải kết thúc bằng “./.”"),
    ("Kết thúc", say("đã báo cáo; chưa có", "đã báo cáo./. Chưa có"), "chỉ ghi một lần"),
    ("Đề mục", restyle("I. CÔNG TÁC CHỈ ĐẠO", bold=False), "phải in đậm"),
    ("Đề mục", say("I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI", "I. Công tác chỉ đạo"), "phải in hoa"),
    ("Đề mục", restyle("1. Tuyên truyền, vận động", bold=False), "phải in đậm"),
    ("Chữ ký", restyle("PHÓ GIÁM ĐỐC", bold=False), "phải in đậm"),
    ("Chữ ký", say("KT. GIÁM ĐỐC", "KTT. GIÁM ĐỐC"), "quyền hạn “KTT. GIÁM ĐỐC” chưa đúng"),
    ("Nơi nhận", restyle("Nơi nhận:", italic=False), "phải in nghiêng"),
    ("Nơi nhận", restyle("- Như trên;", size=Pt(13)), "cỡ chữ 13, cần 11"),
    ("Nơi nhận", say("- Như trên;", "- Như trên."), "kết thúc bằng “;”"),
    ("Nơi nhận", without("- Lưu: VT"), "dòng cuối phải là “- Lưu: VT, ….”"),
    ("Nơi nhận", say("Nơi nhận:", "Gửi đến:"), "thiếu “Nơi nhận:”"),
    ("Phụ lục", restyle("BIỂU SỐ LIỆU THEO ĐƠN VỊ", bold=False), "phải in đậm"),
    ("Phụ lục", without("(Kèm theo Báo cáo"), "thiếu dòng “(Kèm theo"),
]


@pytest.mark.parametrize(("where", "spoil", "told"), SPOILED, ids=[f"{n}: {case[2]}" for n, case in enumerate(SPOILED)])
def test_whatever_is_out_of_place_is_told_with_what_should_be(report, where, spoil, told):
    document = Document(BytesIO(MAKERS["bao-cao-tong-hop"](report, SIGNED)))
    spoil(document)
    out = BytesIO()
    document.save(out)
    found = lint(out.getvalue())
    assert [f for f in found if f.where.startswith(where) and told in f.what], [str(f) for f in found]


def test_coloured_letters_are_told(report):
    document = Document(BytesIO(MAKERS["bao-cao-tong-hop"](report, SIGNED)))
    paragraph(document, "Kính gửi").runs[0].font.color.rgb = RGBColor(255, 0, 0)
    out = BytesIO()
    document.save(out)
    assert any("màu đen" in fault.what for fault in lint(out.getvalue()))


def test_a_letter_says_what_it_is_about_under_its_number(report):
    document = Document(BytesIO(MAKERS["cong-van-don-doc"](report, SIGNED)))
    rewrite(document, "V/v đôn đốc", "Đôn đốc")
    out = BytesIO()
    document.save(out)
    assert any("V/v" in fault.what for fault in lint(out.getvalue()))


def test_a_plain_document_is_told_everything_it_lacks():
    document = Document()
    document.add_paragraph("Kính gửi các đơn vị, đề nghị gửi báo cáo.")
    out = BytesIO()
    document.save(out)
    where = {fault.where.split(" “")[0] for fault in lint(out.getvalue())}
    assert {"Trang giấy, phần 1", "Số trang", "Phần đầu", "Chữ ký", "Nơi nhận"} <= where


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7"])
def test_what_is_no_word_document_is_refused(content):
    with pytest.raises(Refused, match="không đọc được như một văn bản Word"):
        lint(content)


def test_a_page_that_is_only_read_is_no_document_to_lay_out_after_the_decree():
    with pytest.raises(Refused, match=r"“Tình hình thực hiện các chương trình, kế hoạch” .* không có thể thức để soi"):
        lint(leader_page_docx(PAGE, AGENCY))
