"""The draft report, opened again as Word would."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from reports.consolidated_docx import consolidated_docx
from reports.typography import Typography


@pytest.fixture
def document(report):
    return Document(BytesIO(consolidated_docx(report)))


def words_of(document):
    """Every paragraph, those in tables too, in the order of the page."""
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))]


def test_the_sheet_is_a4_with_the_margins_of_the_decree(document):
    section = document.sections[0]
    assert (section.page_width.twips, section.page_height.twips) == (11906, 16838)
    assert 1134 <= section.top_margin.twips <= 1417
    assert 1134 <= section.bottom_margin.twips <= 1417
    assert 1701 <= section.left_margin.twips <= 1984
    assert 850 <= section.right_margin.twips <= 1134


def test_everything_is_in_times_new_roman(document):
    fonts = {v for f in document.element.iter(qn("w:rFonts")) for k, v in f.attrib.items() if "hint" not in k}
    assert fonts <= {"Times New Roman"}
    normal = document.styles["Normal"]
    assert normal.font.name == "Times New Roman"
    assert normal.font.size.pt == 14
    for name in ("Body Text", "Heading 1", "Heading 2", "Header"):
        declared = document.styles[name].element.rPr.find(qn("w:rFonts"))
        assert not [k for k in declared.attrib if "Theme" in k], name


def test_the_masthead_names_the_agency_and_the_nation_side_by_side(document):
    issuer, nation = document.tables[0].rows[0].cells
    assert [p.text for p in issuer.paragraphs][:2] == ["BỘ CÔNG AN", "CÔNG AN TỈNH ĐỒNG THÁP"]
    assert [p.text for p in nation.paragraphs][:2] == [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
    ]
    assert not issuer.paragraphs[0].runs[0].bold
    assert issuer.paragraphs[1].runs[0].bold
    for cell in (issuer, nation):
        assert Typography(document).placing(cell.paragraphs[-1]._p).has_rule, "the rule under the words"


def test_number_and_day_are_left_to_the_signer(document):
    number, day = document.tables[0].rows[1].cells
    assert number.paragraphs[0].text == "Số: …/BC-CAT"
    assert number.paragraphs[1].text == "DỰ THẢO"
    assert day.paragraphs[0].text == "Đồng Tháp, ngày … tháng … năm …"
    assert day.paragraphs[0].runs[0].italic


def test_the_five_parts_come_in_order(document):
    words = words_of(document)
    parts = [
        "I. CÔNG TÁC CHỈ ĐẠO, TRIỂN KHAI",
        "II. KẾT QUẢ THỰC HIỆN",
        "III. ĐÁNH GIÁ CHUNG",
        "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ TỚI",
        "V. KIẾN NGHỊ, ĐỀ XUẤT",
    ]
    places = [words.index(part) for part in parts]
    assert places == sorted(places)


def test_it_says_whom_it_is_for_over_which_window_and_how_many_reported(document):
    text = "\n".join(words_of(document))
    assert "Kính gửi: Bộ Công an (qua Cục Xây dựng phong trào bảo vệ an ninh Tổ quốc)." in text
    assert "(Số liệu từ ngày 15/12/2024 đến hết ngày 14/6/2025)" in text
    assert "Thực hiện khoản 3 Mục IV Chương trình phối hợp số 05/CTrPH-CAT-MTTQ ngày 29/02/2024" in text
    assert text.count("3/4 đơn vị đã báo cáo") >= 3
    assert "chưa có số liệu của: Công an xã Mỹ Quí" in text
    assert "tổng hợp./." in text


def test_demo_figures_are_marked_on_the_page_and_at_its_foot(report):
    demo = Document(BytesIO(consolidated_docx(report)))
    assert "Số liệu hư cấu của bản demo" in words_of(demo)
    for section_foot in (demo.sections[0].footer, demo.sections[0].first_page_footer):
        assert section_foot.paragraphs[0].text == "Số liệu hư cấu của bản demo"
    live = Document(BytesIO(consolidated_docx(replace(report, head=replace(report.head, is_demo=False)))))
    assert "demo" not in "\n".join(words_of(live))
    assert live.sections[0].footer.paragraphs[0].text == ""


def test_page_numbers_stand_centred_in_the_header_but_not_on_page_one(document):
    first = document.sections[0]
    assert first.different_first_page_header_footer
    assert "PAGE" in first.header._element.xml
    assert "PAGE" not in first.first_page_header._element.xml
    assert first.header.paragraphs[0].alignment == 1
    assert not document.sections[1].different_first_page_header_footer
    assert document.sections[1].header.is_linked_to_previous


def test_a_wide_annex_lies_on_its_side_and_repeats_its_head(document):
    assert document.sections[1].orientation == WD_ORIENT.LANDSCAPE
    annex = document.tables[2]
    assert annex._tbl.findall(f".//{qn('w:tblHeader')}")


def test_the_annex_has_every_unit_and_says_who_is_silent(document):
    annex = document.tables[2]
    rows = [[c.text for c in row.cells] for row in annex.rows]
    by_name = {row[1].removesuffix(" (ước)"): row for row in rows}
    assert by_name["Công an xã Tân Hộ Cơ"][2] == "12"
    assert "5/6" in " ".join(by_name["Công an xã Tân Hộ Cơ"])
    assert set(by_name["Công an xã Mỹ Quí"][2:]) == {"chưa báo cáo"}
    assert any(row[0].startswith("Tổng cộng (3/4 đơn vị)") and "36" in row for row in rows)


def test_a_unit_that_left_a_box_blank_has_an_empty_cell_not_a_zero(report):
    rows = [replace(report.unit_rows[0], figures={"A01": 0}), *report.unit_rows[1:]]
    document = Document(BytesIO(consolidated_docx(replace(report, unit_rows=rows))))
    cells = [c.text for c in next(r for r in document.tables[2].rows if r.cells[1].text == rows[0].name).cells]
    assert cells[2] == "0"
    assert cells[3] == ""


def test_a_nil_return_is_told_apart_from_silence(report):
    rows = [replace(report.unit_rows[0], figures={}, is_nil=True), *report.unit_rows[1:]]
    document = Document(BytesIO(consolidated_docx(replace(report, unit_rows=rows))))
    row = next(r for r in document.tables[2].rows if r.cells[1].text == rows[0].name)
    assert row.cells[2].text == "không phát sinh"


def test_what_units_wrote_stands_under_their_name_and_cannot_break_the_file(report):
    nasty = dict(report.unit_rows[0].figures) | {"G03": '<w:p>&"\x07 =HYPERLINK("http://x")'}
    rows = [replace(report.unit_rows[0], figures=nasty, name="Xã <b>A & B</b>\x00"), *report.unit_rows[1:]]
    document = Document(BytesIO(consolidated_docx(replace(report, unit_rows=rows))))
    words = words_of(document)
    assert '- Xã <b>A & B</b>: <w:p>&" =HYPERLINK("http://x")' in words


def test_a_joint_report_has_two_agencies_and_two_signatures(report):
    agencies = ("Công an Tỉnh", "Ủy ban MTTQ Việt Nam Tỉnh")
    joint = replace(report, head=replace(report.head, superior="", agencies=agencies))
    document = Document(BytesIO(consolidated_docx(joint)))
    text = "\n".join(words_of(document))
    assert "CÔNG AN TỈNH" in text
    assert "ỦY BAN MTTQ VIỆT NAM TỈNH" in text
    assert text.count("QUYỀN HẠN, CHỨC VỤ") == 2
    assert "Công an Tỉnh và Ủy ban MTTQ Việt Nam Tỉnh báo cáo" in text


def test_no_judgement_is_invented(document):
    words = words_of(document)
    start, end = words.index("1. Ưu điểm"), words.index("V. KIẾN NGHỊ, ĐỀ XUẤT")
    headings = ("1. Ưu điểm", "2. Hạn chế, nguyên nhân (khách quan, chủ quan)", "3. Kinh nghiệm")
    allowed = {*headings, "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ KỲ TỚI", ""}
    assert set(words[start:end]) <= allowed


def test_the_same_report_gives_the_same_bytes(report):
    assert consolidated_docx(report) == consolidated_docx(report)


def test_a_report_without_a_single_filing_still_reads(report):
    nothing = replace(
        report,
        totals=[],
        unit_rows=[replace(row, figures=None) for row in report.unit_rows],
        reported=0,
        missing=tuple(row.name for row in report.unit_rows),
    )
    text = "\n".join(words_of(Document(BytesIO(consolidated_docx(nothing)))))
    assert "có 0/4 đơn vị đã báo cáo" in text
    assert "Kinh phí ngân sách bố trí: chưa có số liệu." in text
    assert "không phát sinh" not in text


def test_the_words_of_many_units_move_to_the_annex(report):
    rows = [replace(report.unit_rows[0], unit_id=f"u{n}", name=f"Xã {n}") for n in range(12)]
    words = words_of(Document(BytesIO(consolidated_docx(replace(report, unit_rows=rows, expected=12)))))
    body, annex = words[: words.index("Phụ lục")], words[words.index("Phụ lục") :]
    assert "Khó khăn, vướng mắc; kiến nghị: 12/12 đơn vị nêu, tổng hợp tại Phụ lục." in body
    assert not [w for w in body if "Thiếu kinh phí" in w]
    assert sum("Thiếu kinh phí" in w for w in annex) == 12


@pytest.mark.parametrize(
    ("duty", "heading"),
    [
        (
            "Họp định kỳ cấp xã đánh giá kết quả, trách nhiệm",
            "Kết quả họp định kỳ cấp xã đánh giá kết quả, trách nhiệm",
        ),
        ("Kết quả phong trào", "Kết quả phong trào"),
        ("Báo cáo năm kết quả thực hiện Chương trình", "Kết quả thực hiện Chương trình"),
    ],
)
def test_the_heading_speaks_of_a_result_once(report, duty, heading):
    document = Document(BytesIO(consolidated_docx(replace(report, duty_title=duty))))
    assert any(p.text.startswith(heading) for p in document.paragraphs)
