"""The review as Word would open it: its frame, its year columns, and figures that read back equal to what was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from models.vocabulary import DocumentStyle
from reports.layout import lint
from reports.review_docx import review_docx
from reports.sentences import exact
from reports.tracing import trace
from tests.papers import HEAD, review

FINAL = date(2033, 12, 14)


@pytest.fixture
def midterm(form):
    return review(HEAD, form)


def opened(report):
    return Document(BytesIO(review_docx(report)))


def words_of(document) -> list[str]:
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))]


def rows_of(document, head: str) -> dict[str, list[str]]:
    """The rows of the table whose first cell says this, by their first cell."""
    table = next(t for t in document.tables if t.rows[0].cells[0].text == head)
    return {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows}


def test_the_frame_is_that_of_a_review_in_three_parts_and_seven_sections(midterm):
    words = words_of(opened(midterm))
    frame = [
        "Phần thứ nhất", "I. ĐẶC ĐIỂM TÌNH HÌNH; THAY ĐỔI TỔ CHỨC", "II. CÔNG TÁC CHỈ ĐẠO, PHÂN CÔNG, KÝ KẾT",
        "III. KẾT QUẢ THEO TỪNG NỘI DUNG PHỐI HỢP", "IV. KẾT QUẢ CỦA TỪNG CƠ QUAN, TỔ CHỨC",
        "V. THỰC HIỆN CHẾ ĐỘ HỌP, KIỂM TRA, BÁO CÁO", "VI. THI ĐUA, KHEN THƯỞNG", "VII. KINH PHÍ", "Phần thứ hai",
        "Phần thứ ba", "PHƯƠNG HƯỚNG ĐẾN NĂM 2033; KIẾN NGHỊ", "Phụ lục 1", "Phụ lục 2", "Phụ lục 3", "Phụ lục 4",
    ]  # fmt: skip
    places = [words.index(line) for line in frame]
    assert places == sorted(places)
    assert "Sơ kết 05 năm thực hiện Chương trình phối hợp số 05 (2023 - 2028)" in words


def test_a_final_review_looks_beyond_the_programme(form):
    words = words_of(opened(review(HEAD, form, kind="tổng kết", cutoff=FINAL)))
    assert "Tổng kết thực hiện Chương trình phối hợp số 05 giai đoạn 2023 - 2033" in words
    assert "PHƯƠNG HƯỚNG GIAI ĐOẠN TIẾP THEO; KIẾN NGHỊ" in words


def test_assessment_and_lessons_are_left_to_people(midterm):
    words = words_of(opened(midterm))
    part = words[words.index("Phần thứ hai") + 2 : words.index("Phần thứ ba")]
    assert [w for w in part if w] == ["1. Ưu điểm", "2. Hạn chế", "3. Nguyên nhân", "4. Bài học kinh nghiệm"]


def test_a_year_without_the_regime_is_crossed_out_and_a_year_without_figures_says_so(midterm):
    document = opened(midterm)
    rows = rows_of(document, "Chỉ tiêu")
    assert rows["Chỉ tiêu"][1:] == [
        "2023", "2024", "2025", "2026", "2027\n(tạm tính)", "2028\n(6 tháng đầu năm 2028; tạm tính)", "Cả giai đoạn",
    ]  # fmt: skip
    (sessions,) = (cells for name, cells in rows.items() if name.startswith("B01"))
    assert sessions[1:] == [
        "×", "12\n(53/54)", "24", "chưa có số liệu", "48\n(56/54)", "ước 60\n(57/54)", "ước 144\n(220/270)",
    ]  # fmt: skip
    crossed = [tc for tc in document.element.body.iter(qn("w:tc")) if list(tc.iter(qn("w:tl2br")))]
    assert {"".join(t.text for t in tc.iter(qn("w:t"))) for tc in crossed} == {"×"}


def test_eleven_years_stand_side_by_side_within_the_page(form, office):
    report = review(HEAD, form, kind="tổng kết", cutoff=FINAL)
    rows = rows_of(opened(report), "Chỉ tiêu")
    assert [head[:4] for head in rows["Chỉ tiêu"][1:-1]] == [str(year) for year in range(2023, 2034)]
    for table in opened(report).element.body.iter(qn("w:tbl")):
        widths = [int(col.get(qn("w:w"))) for col in table.iter(qn("w:gridCol"))]
        assert sum(widths) <= 16838 - 1701 - 1134


def test_every_figure_reads_back_equal_to_the_store(midterm):
    told = trace(review_docx(midterm))
    (section,) = midterm.sections
    read = {p.origin.code: p.origin.value for p in told.numbers}
    for (year, code), total in section.totals.items():
        assert read[f"phong-trao-thu/{code}:{year}"] == exact(total)
    assert read["phong-trao-thu/B01:2024-2028"] == "144"
    assert (read["expected:giai-doan"], read["on_time:giai-doan"]) == ("257", "212")
    for p in midterm.by_year:
        assert read[f"S000-16:{p.year}".join(("actual:", ""))] == str(p.actual)
    assert told.source == midterm.source
    assert not any(number.is_altered for number in told.numbers)


def test_what_holds_for_the_tables_is_said_once(midterm):
    section = replace(midterm.sections[0], together={}, why_apart="Có năm chỉ có số liệu một phần")
    words = words_of(opened(replace(midterm, sections=[section])))
    assert "Báo cáo phong trào: không cộng các năm vì có năm chỉ có số liệu một phần." in words
    assert "Số tạm tính vì còn kỳ chưa chốt: năm 2027, 2028." in words


def test_units_before_and_after_stand_in_one_table_and_places_in_another(midterm):
    document = opened(midterm)
    assert rows_of(document, "Hệ, cấp")["Công an – cấp xã"] == ["141", "141", "45", "45"]
    merged = next(t for t in document.tables if t.rows[0].cells[-1].text == "Trước sắp xếp")
    assert [c.text for c in merged.rows[1].cells] == ["1", "01/7/2025", "Phường Sa Đéc", "Phường 1, Phường 2"]


@pytest.mark.parametrize("style", list(DocumentStyle), ids=str)
def test_a_programme_of_which_nothing_is_known_still_gives_a_sound_draft(midterm, style):
    empty = replace(
        midterm, head=replace(HEAD, style=style), sections=[], by_year=[], by_duty=[], by_tree=[], by_agency=[],
        documents=[], whole=replace(midterm.whole, on_time=0, late=0, returned=0, missing=0),
    )  # fmt: skip
    made = review_docx(empty)
    assert lint(made, style) == []
    assert "- Đến ngày chốt, chưa có việc nào đến hạn." in words_of(Document(BytesIO(made)))


@pytest.mark.office
def test_an_office_program_sets_it_whole(midterm, office):
    (pdf,) = office("pdf", {"so-ket.docx": review_docx(midterm)})
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(pdf).pages).split())
    for said in ("CHỈ TIÊU THEO NĂM", "ước 144", "Biểu đồ 2.", "Phường Sa Đéc", "./."):
        assert said in text
