"""The officers' boards: what stands on the page is what the models say, in words, and the files carry the same."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from html import unescape
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from sqlmodel import select

from models.board import board
from models.catalogue import home_catalogue
from models.drill import cells_of
from models.facts import Submission
from models.figure_use import unread
from models.punctuality import punctuality
from models.quiet_hours import day_in_hanoi
from models.units import Contact, Unit
from portal.board_words import KEY as LEGEND
from portal.board_words import cell_words
from portal.pages import HERE
from portal.themes import COOKIE
from reports.csv_table import csv_bytes
from tests.portal.people import FIGURES, KEY, PROGRAMME, REQUEST, Portal, seal_in, token_in

MEETING = f"{PROGRAMME}/S000-16/2026-10"


def filed(portal: Portal, unit_id: str, **figures: str) -> None:
    client = portal.unit(unit_id)
    page = client.get(f"/don-vi/{KEY}").text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES, **figures}
    answer = client.post(f"/don-vi/{KEY}", data=data)
    assert answer.status_code == 303, answer.text


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


def rows_of(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_board_shows_every_unit_with_a_word_in_every_cell(portal: Portal) -> None:
    filed(portal, portal.units[0])
    law, today = home_catalogue(portal.home), day_in_hanoi(portal.clock.now)
    with portal.session() as session:
        found = board(session, law, today, 2026)
    page = portal.officer().get("/can-bo/bang").text
    assert f"đã nộp {found.count.reported}/{found.count.expected} lượt" in text_of(page)
    cells = re.findall(r'<td class="cell ([a-z]+)">(.*?)</td>', page)
    assert len(cells) == len(found.rows) * len(found.columns)
    shown = [text_of(inner).strip() for tone, inner in cells if tone != "none"]
    wanted = [cell_words(o) for row in found.rows for o in row.cells.values()]
    assert sorted(shown) == sorted(f"{w.mark} {w.short}" for w in wanted)
    assert all(not text_of(inner).strip() for tone, inner in cells if tone == "none")


def test_the_file_of_the_board_holds_the_same_rows_and_columns_in_words(portal: Portal) -> None:
    client, law, today = portal.officer(), home_catalogue(portal.home), day_in_hanoi(portal.clock.now)
    with portal.session() as session:
        found = board(session, law, today, 2026, tree="police", level="xa")
    head, *rows = rows_of(client.get("/can-bo/bang.csv?nam=2026&he=police&cap=xa").content)
    assert [row[0] for row in rows] == [row.unit_id for row in found.rows]
    assert len(head) == 8 + len(found.columns)
    words = {cell for row in rows for cell in row[8:]} - {""}
    assert words == {cell_words(o).long for row in found.rows for o in row.cells.values()}


def test_the_legend_names_every_state_a_cell_can_have() -> None:
    from models.vocabulary import ObligationState

    assert {state for state, *_ in LEGEND} == set(ObligationState)
    assert len({short for _, short, _ in LEGEND}) == len(LEGEND)


@pytest.mark.parametrize("asked", ["nam=1999", "nam=2050"])
def test_a_year_of_no_programme_is_a_calm_no(portal: Portal, asked: str) -> None:
    answer = portal.officer().get(f"/can-bo/bang?{asked}")
    assert answer.status_code == 404
    assert "Không có năm này" in answer.text


def test_strange_filters_are_taken_for_none(portal: Portal) -> None:
    client = portal.officer()
    plain = client.get("/can-bo/bang?nam=2026").text
    strange = client.get("/can-bo/bang?nam=2026&he=xyz&cap=<b>&chuong_trinh=khong-co").text
    assert text_of(plain) == text_of(strange)
    assert "<b>" not in re.sub("<b>(Đôn Đốc|<a [^>]*>Cán bộ thammuu</a>)</b>", "", strange)


def test_a_number_leads_to_its_cells_and_they_add_up_to_it(portal: Portal) -> None:
    filed(portal, portal.units[0])
    filed(portal, portal.units[1], **{"f.B01": "30"})
    client = portal.officer()
    total = client.get(f"/can-bo/tong-hop/{KEY}").text
    link = re.search(r'href="(/can-bo/tong-hop/o/[^"]*dong=B01[^"]*)"[^>]*>([^<]+)</a>', total)
    assert link, "the total is no link"
    assert link[2] == "42"
    page = client.get(unescape(link[1]))
    assert page.status_code == 200
    values = re.findall(r'data-name="Giá trị">([^<]+)<', page.text)
    assert sorted(int(v) for v in values) == [12, 30]
    said = text_of(page.text)
    assert "qua liên kết" in said
    assert "Chưa báo cáo" in said
    with portal.session() as session:
        law, today = home_catalogue(portal.home), day_in_hanoi(portal.clock.now)
        cells = cells_of(session, law, *KEY.split("/"), "B01", as_of=today)
        receipts = {s.receipt for s in session.exec(select(Submission))}
        assert unread(session, law.forms["phong-trao-rut-gon"]).count("B01") == 0
        assert "B02" in unread(session, law.forms["phong-trao-rut-gon"])
    assert len(cells) == len(portal.units)
    assert all(receipt in page.text for receipt in receipts)


def test_a_place_the_map_does_not_have_is_a_calm_no_and_never_the_whole(portal: Portal) -> None:
    filed(portal, portal.units[0])
    answer = portal.officer().get(f"/can-bo/tong-hop/o/{KEY}?dong=B01&dia_ban=khong/co")
    assert answer.status_code == 404
    assert "Không có địa bàn này" in answer.text


def test_places_without_a_common_superior_are_each_one_click_away(portal: Portal) -> None:
    """A unit of another province stands under its own root, which the page must not hide."""
    with portal.session() as session:
        session.add(Unit(id="vn/khac", tree="territory", level="tinh", name="Tỉnh Khác", territory_id="vn/khac"))
        session.flush()
        session.get_one(Unit, portal.units[0]).territory_id = "vn/khac"
        session.commit()
    page = portal.officer().get(f"/can-bo/tong-hop/{KEY}").text
    links = re.findall(r'href="\?dia_ban=([^"&]+)">([^<]+)</a>', page)
    assert ("vn/khac", "Tỉnh Khác") in links
    assert "mỗi nơi một bảng" in page


@pytest.mark.parametrize("line", ["", "X99", "<script>", "B01' or 1=1"])
def test_a_line_the_form_does_not_have_is_a_calm_no(portal: Portal, line: str) -> None:
    answer = portal.officer().get(f"/can-bo/tong-hop/o/{KEY}?dong={quote(line)}")
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_a_ratio_shows_its_two_numbers_and_a_text_its_words(portal: Portal) -> None:
    filed(portal, portal.units[0])
    page = portal.officer().get(f"/can-bo/tong-hop/o/{KEY}?dong=D01").text
    assert "9 / 12" in text_of(page)


def test_the_five_metrics_stand_on_the_page_with_their_meaning(portal: Portal) -> None:
    client, law, today = portal.officer(), home_catalogue(portal.home), day_in_hanoi(portal.clock.now)
    with portal.session() as session:
        [whole] = punctuality(session, law, today, by=(), year=2026)
        by_unit = punctuality(session, law, today, by=("unit",), year=2026)
    page = text_of(client.get("/can-bo/dung-han").text)
    assert f"Đã nộp {whole.actual}/{whole.expected}" in page
    assert "Tỷ lệ đúng hạn Đúng hạn chia phải nộp" in page
    _, *rows = rows_of(client.get("/can-bo/dung-han.csv?nam=2026").content)
    assert {row[0]: int(row[2]) for row in rows} == {p.unit_id: p.expected for p in by_unit}
    for grouping in ("nhiem-vu", "he", "nam"):
        assert client.get(f"/can-bo/dung-han?theo={grouping}").status_code == 200
        assert client.get(f"/can-bo/dung-han.csv?theo={grouping}").status_code == 200
    assert client.get("/can-bo/dung-han?theo=khac").status_code == 404


def test_the_call_list_names_who_is_late_what_is_missing_and_the_telephone(portal: Portal) -> None:
    late = portal.units[0]
    with portal.session() as session:
        name = session.get_one(Unit, late).name
        contact = session.exec(select(Contact).where(Contact.unit_id == late)).one()
        contact.phone = "0277 3851 999"
        session.add(contact)
        session.commit()
    page = portal.officer().get("/can-bo/goi").text
    said = text_of(page)
    assert name in said
    assert 'href="tel:02773851999"' in page
    assert re.search(r"quá hạn \d\d ngày", said)
    assert "Cách xếp" in said


def test_a_units_page_tells_its_life_its_duties_its_punctuality_and_what_it_filed(portal: Portal) -> None:
    filed(portal, portal.units[0])
    page = portal.officer().get(f"/can-bo/don-vi/{portal.units[0]}").text
    said = text_of(page)
    for heading in ("Đầu mối nhận tin", "Đủ và đúng hạn", "Bài nộp gần đây", "Nhiệm vụ được giao", "Lịch sử đơn vị"):
        assert heading in said
    assert "Kết quả phong trào ba tháng" in said
    assert re.search(r"TN-2026-\d{6}", said)
    assert f'title="Mã {REQUEST}"' in page
    assert "Kế thừa" in said


def test_the_picture_of_a_programme_is_one_svg_and_the_table_says_the_same(portal: Portal) -> None:
    client = portal.officer()
    page = client.get(f"/can-bo/chuong-trinh/{PROGRAMME}/vong-doi").text
    drawn = re.search(r"<svg.*?</svg>", page, re.S)
    assert drawn
    root = ElementTree.fromstring(drawn[0])
    assert "style=" not in drawn[0]
    marks = [g for g in root.iter() if (g.get("class") or "").startswith("mark ")]
    assert len(marks) > 100
    file = client.get(f"/can-bo/chuong-trinh/{PROGRAMME}/vong-doi.svg")
    assert file.headers["content-type"].startswith("image/svg+xml")
    assert "attachment" in file.headers["content-disposition"]
    assert file.text.strip() == drawn[0]
    for year in range(2023, 2034):
        assert f">{year}</a>" in page
    assert client.get("/can-bo/chuong-trinh/khong-co/vong-doi").status_code == 404


def test_periods_beside_each_other_say_why_they_are_not_compared(portal: Portal) -> None:
    client = portal.officer()
    page = text_of(client.get(f"/can-bo/tong-hop/so-sanh/{MEETING}").text)
    assert "Khi nào so sánh" in page
    assert client.get(f"/can-bo/tong-hop/dien-bien/{MEETING}").status_code == 200
    assert client.get(f"/can-bo/tong-hop/dien-bien/{MEETING}?cung=1").status_code == 200
    assert client.get(f"/can-bo/tong-hop/so-sanh/{PROGRAMME}/S000-99/2026").status_code == 404


def test_a_reason_all_lines_share_is_told_once_above_them(portal: Portal) -> None:
    filed(portal, portal.units[0])
    page = portal.officer().get(f"/can-bo/tong-hop/so-sanh/{KEY}").text
    assert page.lower().count("không có kỳ tương ứng") == 1
    assert "Tăng, giảm" not in page


def test_the_burden_names_its_indicators_and_a_unit_its_code_last(portal: Portal) -> None:
    client = portal.officer()
    page = client.get("/can-bo/ganh-nang?nam=2026").text
    assert re.search(r"<li>[^<]{8,} <span class=\"soft\">\([A-G]\d\d\)</span></li>", page)
    unit = client.get(f"/can-bo/don-vi/{portal.units[0]}").text
    assert f"Mã trong hệ thống: {portal.units[0]}" in unit
    assert f"Mã {portal.units[0]}" not in unit


def test_a_trend_shows_the_last_periods_and_all_of_them_when_asked_at_the_same_place(portal: Portal) -> None:
    client, place = portal.officer(), "vn/2025-07/82"
    path = f"/can-bo/tong-hop/dien-bien/{MEETING}"
    page = client.get(f"{path}?dia_ban={place}").text
    links = dict((text, unescape(way)) for way, text in re.findall(r'href="(\?[^"]*)">([^<]*kỳ[^<]*)</a>', page))
    more = next(way for text, way in links.items() if text.startswith("Xem cả"))
    assert all(f"dia_ban={quote(place, safe='')}" in way for way in links.values())
    whole = client.get(f"{path}{more}").text
    hidden = int(re.search(r"Xem cả (\d+) kỳ", page)[1])
    assert (page.count('<th scope="col" class="num">'), hidden) == (
        13,
        whole.count('<th scope="col" class="num">') - 13,
    )
    assert "Chỉ các kỳ gần nhất" in whole


def test_what_was_sent_upward_can_be_taken_away_as_it_was(portal: Portal) -> None:
    from models.closing import close_period

    filed(portal, portal.units[0])
    law = home_catalogue(portal.home)
    with portal.session() as session:
        when = portal.clock.now + timedelta(days=20)
        closed = close_period(session, law, *KEY.split("/"), as_of=day_in_hanoi(when), now=when, by="thammuu")
        wanted = closed.snapshot
        session.commit()
    client = portal.officer()
    page = client.get(f"/can-bo/tong-hop/{KEY}").text
    path = re.search(r'href="(/can-bo/ban-da-gui/1/[^"]+)"', page)
    assert path
    assert client.get(path[1]).text == wanted
    assert client.get(f"/can-bo/ban-da-gui/2/{KEY}").status_code == 404


def dark_sheet(page: str) -> str | None:
    """Where a page puts on its dark colours; None: nowhere."""
    found = re.search(r'href="/static/dark\.css\?v=\w+" media="([^"]+)"', page)
    return found[1] if found else None


def test_the_theme_is_a_choice_of_three_and_leads_back_to_the_page(portal: Portal) -> None:
    client = portal.stranger()
    answer = client.get("/giao-dien?nen=dark&ve=/dang-nhap")
    assert answer.headers["location"] == "/dang-nhap"
    assert f"{COOKIE}=dark" in answer.headers["set-cookie"]
    assert dark_sheet(client.get("/dang-nhap").text) == "screen"
    client.get("/giao-dien?nen=light&ve=/")
    assert dark_sheet(client.get("/dang-nhap").text) is None
    client.get("/giao-dien?nen=&ve=/")
    assert dark_sheet(client.get("/dang-nhap").text) == "screen and (prefers-color-scheme: dark)"
    client.cookies.set(COOKIE, 'x" onload="alert(1)')
    assert "onload" not in client.get("/dang-nhap").text


def test_every_colour_of_the_dark_sheet_is_one_of_the_light_one() -> None:
    light, dark = ((HERE / "static" / name).read_text("utf-8") for name in ("portal.css", "dark.css"))
    names = re.compile(r"(?m)^  --([a-z-]+):")
    assert len(names.findall(dark)) > 30
    assert set(names.findall(dark)) <= set(names.findall(light))
    assert "prefers-color-scheme" not in light
    assert "color-scheme: dark;" in dark


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"])
def test_the_switch_never_leads_off_the_site(portal: Portal, back: str) -> None:
    assert portal.stranger().get(f"/giao-dien?nen=light&ve={quote(back)}").headers["location"] == "/"


def test_the_token_of_a_link_is_never_written_into_the_switch(portal: Portal) -> None:
    page = portal.stranger().get("/n/khong-co-lien-ket-nay").text
    assert re.search(r'name="ve" value="/"', page)


@pytest.mark.parametrize("text", ["=1+1", "+84", "-5", "@SUM(A1)", "\tx", "\rx"])
def test_no_text_of_a_file_is_run_as_a_formula(text: str) -> None:
    [[cell, number]] = rows_of(csv_bytes([[text, -5]]))
    assert cell == f"'{text}"
    assert number == "-5"
