"""What officers and leaders read: whole, quick to read, without a reported figure, and safe as HTML."""

import re
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.alarms import Alarm
from models.tallies import Behind
from models.vocabulary import AlarmCode
from notifications.briefs import SHOWN, write_day, write_week
from notifications.typesetting import count_text
from tests.golden import briefs
from tests.golden.briefs import LEADER, PAGES, READER

NAMES = ["day-full", "day-quiet", "week-full", "week-quiet"]


@pytest.fixture
def written(catalogue):
    return briefs.all_of(catalogue)


@pytest.mark.parametrize("name", NAMES)
def test_a_brief_reads_as_its_page_does(written, name):
    kept = (PAGES / f"{name}.txt").read_text("utf-8")
    assert briefs.page(written[name]) == kept, "read the diff of python -m tests.golden.briefs"


@pytest.mark.parametrize("name", NAMES)
def test_a_brief_keeps_the_house_s_tone(written, name):
    words = written[name]
    for text in (words.subject, words.text):
        assert unicodedata.is_normalized("NFC", text)
        assert not re.search(r"!|\b(bạn|hãy|deadline|email|None|True|False)\b|[{}\ue000\ue001]|  \S*  |;\.|\.\.", text)
    assert READER.base + ("/can-bo" if name.startswith("day") else "/lanh-dao") in words.text
    assert "không nêu số liệu báo cáo" in words.text
    assert "Bản demo" not in words.text


def test_only_a_demo_says_that_its_data_are_invented(catalogue):
    demo = write_day(briefs.day_quiet(catalogue), replace(READER, is_demo=True))
    assert "Bản demo: dữ liệu hư cấu" in demo.text
    assert "Bản demo: dữ liệu hư cấu" in demo.html


def test_a_long_section_shows_its_first_rows_and_counts_the_rest(catalogue):
    text = write_day(briefs.day_full(catalogue), READER).text
    assert "… và 02 nội dung khác, xem tại trang theo dõi." in text
    overdue = text.split("QUÁ HẠN\n")[1].split("\n\n")[0]
    assert overdue.count("\n- ") + 1 == SHOWN


def test_after_weeks_without_a_page_the_page_says_how_many_it_covers(catalogue):
    words = write_week(replace(briefs.week_full(catalogue), since=date(2024, 2, 26)), LEADER)
    assert "02 tuần qua (từ ngày 26/02/2024 đến ngày 10/3/2024): 1.204/1.250 việc" in words.text
    assert "02 tuần qua đúng hạn 1.204/1.250 việc" in words.text
    assert "uần trước" not in words.text


def test_every_row_of_the_desk_leads_to_its_page(catalogue):
    words = write_day(briefs.day_full(catalogue), READER)
    for path in ("/can-bo/tin/chuyen-tay", "/can-bo/tin?tinh_trang=unknown", "/can-bo/nhip", "/can-bo/thay-doi/7"):
        assert READER.base + path in words.text
        assert f'href="{READER.base}{path}"' in words.html


def test_names_are_words_never_markup(catalogue):
    week = replace(briefs.week_full(catalogue), late=(Behind("u", "Công an <b>xã</b>", 1),))
    html = write_week(week, replace(READER, post="<script>", agency="<i>A")).html
    assert "<script>" not in html
    assert "<b>" not in html
    assert "<i>A" not in html


@given(expected=st.integers(1, 10**6), data=st.data())
def test_a_share_is_written_with_a_comma_and_never_above_what_is(catalogue, expected, data):
    in_time = data.draw(st.integers(0, expected))
    week = replace(briefs.week_quiet(catalogue), in_time=in_time, expected=expected)
    [said] = re.findall(r"gửi đúng hạn \(([\d,]+)%\)", write_week(week, READER).text)
    share = float(said.replace(",", "."))
    assert abs(share - 100 * in_time / expected) <= 0.0501
    assert not said.endswith(",0")


@given(number=st.integers(0, 10**9))
def test_a_count_has_two_digits_at_least_and_dots_between_thousands(number):
    said = count_text(number)
    assert len(said) >= 2
    assert int(said.replace(".", "")) == number
    assert re.fullmatch(r"\d{2,3}|\d{1,3}(\.\d{3})+", said)


def test_what_the_desk_lists_rings_only_once(catalogue):
    brief = briefs.day_full(catalogue)
    known = (AlarmCode.INBOUND_WAITING, AlarmCode.UNKNOWN_WAITING, AlarmCode.DISK)
    alarms = tuple(Alarm(code=str(code), detail=f"Chi tiết {code}.") for code in known)
    text = write_day(replace(brief, desk=replace(brief.desk, alarms=alarms)), READER).text
    assert text.count("hư trả lời chờ người xem") == 1
    assert text.count("in chưa rõ") == 1
    assert "Ổ đĩa đầy hoặc lỗi ghi" in text
