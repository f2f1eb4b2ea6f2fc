"""One page is one page: whatever the names, as PDF and as Word, with its numbers and its marks uncut."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from models.leader_page import KeyNumber, LateUnit, LeaderPage, Month
from reports.leader_page_docx import leader_page_docx
from reports.leader_page_pdf import leader_page_pdf
from reports.leader_words import NOTE, cut, page_words

AGENCY = "Phòng Tham mưu, Công an tỉnh Đồng Tháp"
PAGE = LeaderPage(
    on=date(2026, 11, 22),
    numbers=(
        KeyNumber("Đã gửi trong 12 tháng qua", "93,6%", "595/636 việc đến hạn"),
        KeyNumber("Gửi đúng hạn trong 12 tháng qua", "87,4%", "556/636 việc đến hạn"),
        KeyNumber("Đơn vị đang quá hạn", "17", "21 việc còn thiếu"),
        KeyNumber("Việc đến hạn đến hết ngày 07/12/2026", "45", "đã gửi 0/45", "01 hạn"),
        KeyNumber("Chỉ tiêu ≥ 90%", "80%", "năm 2026: 40/46 đơn vị báo cáo", "chậm tiến độ, số tạm tính, có số ước"),
    ),
    late=(
        LateUnit("u1", "Công an xã Bình Hàng Trung", "Họp định kỳ cấp xã", "tháng 7/2026", 114, 1, ("đã đôn đốc",)),
        LateUnit("u2", "Công an xã Tam Nông", "Họp định kỳ cấp xã", "tháng 9/2026", 53, 0, ()),
        LateUnit("u3", "Công an xã Thanh Bình", "Họp định kỳ cấp xã", "tháng 9/2026", 53, 0, ()),
    ),
    late_units=17,
    decision="Ký 01 dự thảo công văn đôn đốc đã lập.",
    waiting=2,
    months=tuple(Month(2025 + n // 12, n % 12 + 1, (40 - n) * (n != 13), 45 * (n != 13)) for n in range(11, 23)),
    trend_words="12 tháng qua đúng hạn 556/636 (87,4%); 12 tháng trước đó 540/636 (84,9%): tăng 2,5 điểm phần trăm.",
)  # fmt: skip
LONG = replace(
    PAGE,
    numbers=tuple(replace(n, label="Nghiêng WWWW " * 30, value="1.234.567.890.123") for n in PAGE.numbers),
    late=tuple(
        replace(u, name="Công an WWWWWWW " * 20, title="W" * 400, label="Ự" * 90, more=88, why_first=("Ư" * 300,) * 3)
        for u in PAGE.late
    ),
    decision="WWWW " * 100,
    trend_words="WWWWW " * 200,
)
WORDS = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn")), max_size=400)


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def pages_of(pdf: bytes) -> int:
    return len(PdfReader(BytesIO(pdf)).pages)


def test_all_that_a_leader_asks_for_can_be_read():
    text = text_of(leader_page_pdf(PAGE, AGENCY))
    for number in PAGE.numbers:
        assert number.value in text
        assert number.stands_on in text
    for said in ("số tạm tính, có số ước", "1. Công an xã Bình Hàng Trung", "quá hạn 114 ngày", "và 14 đơn vị khác",
                 "Ký 01 dự thảo công văn đôn đốc đã lập.", "Còn 02 việc khác", "12/2025", "tăng 2,5 điểm"):  # fmt: skip
        assert said in text


def test_a_filing_sent_back_is_not_called_overdue():
    returned = replace(PAGE, late=(replace(PAGE.late[0], is_returned=True), *PAGE.late[1:]))
    text = text_of(leader_page_pdf(returned, AGENCY))
    assert "trả lại, chưa nộp lại: Họp định kỳ" in text
    assert "quá hạn 114 ngày" not in text


def test_the_same_page_gives_the_same_bytes():
    assert leader_page_pdf(PAGE, AGENCY) == leader_page_pdf(PAGE, AGENCY)
    assert leader_page_docx(PAGE, AGENCY) == leader_page_docx(PAGE, AGENCY)


def test_a_demo_is_marked_as_one():
    assert "hư cấu" in text_of(leader_page_pdf(PAGE, AGENCY, is_demo=True))
    assert "hư cấu" not in text_of(leader_page_pdf(PAGE, AGENCY))


@settings(max_examples=25)
@given(WORDS, WORDS, WORDS)
def test_it_stays_one_page_whatever_stands_on_it(name, decision, label):
    numbers = tuple(replace(n, label=label, stands_on=name) for n in PAGE.numbers)
    late = tuple(replace(unit, name=name, title=label, why_first=(decision, name)) for unit in PAGE.late)
    page = replace(PAGE, numbers=numbers, late=late, decision=decision, trend_words=name * 3)
    assert pages_of(leader_page_pdf(page, name)) == 1


def test_words_typed_by_people_are_never_taken_for_markup():
    nasty = '#panic("x") $ * _ = <p> \\ [ ] @a'
    page = replace(PAGE, decision=nasty, late=tuple(replace(unit, name=nasty) for unit in PAGE.late))
    assert nasty.split()[0] in text_of(leader_page_pdf(page, nasty))
    assert nasty in [cell.text.split("\n")[0] for t in Document(BytesIO(leader_page_docx(page, AGENCY))).tables
                     for row in t.rows for cell in row.cells]  # fmt: skip


def test_numbers_and_their_marks_are_never_cut():
    about = [tile.about for tile in page_words(PAGE, AGENCY, is_demo=False).tiles]
    assert not any(words.endswith("…") for words in about)
    largest = KeyNumber(
        "x", "1.234", "năm 2033: 12.345/12.345 đơn vị báo cáo", "chưa kết luận được, số tạm tính, có số ước"
    )
    assert len(f"{largest.stands_on}; {largest.note}") <= NOTE + 10
    shown = page_words(replace(PAGE, numbers=(largest,) * 5), AGENCY, is_demo=False).tiles[0].about
    assert shown.endswith("có số ước")


@pytest.mark.parametrize(
    ("text", "most", "found"),
    [
        ("ngày “hội toàn dân”", 12, "ngày…"),
        ("“hội toàn” dân ta", 14, "“hội toàn”…"),
        ("một hai ba", 10, "một hai ba"),
        ("một hai ba", 9, "một hai…"),
        ("m" * 20, 5, "mmmm…"),
        ("  a \n b ", 9, "a b"),
    ],
)
def test_what_is_too_long_ends_at_a_word(text, most, found):
    assert cut(text, most) == found
    assert len(found) <= most


def test_a_page_with_few_words_is_filled_by_its_chart_and_a_target_is_named_whole():
    title = "Chỉ tiêu ≥ 90% (2028) (đề xuất): Khu dân cư, đơn vị tổ chức “Ngày hội toàn dân bảo vệ ANTQ” (19/8)"
    page = replace(PAGE, numbers=(*PAGE.numbers[:4], replace(PAGE.numbers[4], label=title)), late=PAGE.late[:1])
    sheet = PdfReader(BytesIO(leader_page_pdf(page, AGENCY))).pages[0]
    assert title in " ".join(sheet.extract_text().split())
    lows: list[float] = []
    sheet.extract_text(visitor_text=lambda words, cm, tm, *_: lows.append(cm[5] + tm[5]) if words.strip() else None)
    assert min(lows) < 842 / 3, "the last words stand in the lower third"


@pytest.mark.office
def test_the_word_file_is_one_page_too(office):
    files = {"trang.docx": leader_page_docx(PAGE, AGENCY, is_demo=True), "dai.docx": leader_page_docx(LONG, "W " * 200)}
    assert [len(PdfReader(pdf).pages) for pdf in office("pdf", files)] == [1, 1]
