"""A commune's officer with a phone, in a real Chromium: from the link to the receipt at 360 px, all on one machine."""

from __future__ import annotations

import re

import pytest
from sqlmodel import select

from models.facts import Submission
from tests.portal.people import FIGURES, KEY, PASSWORD, PROGRAMME, Portal

pytestmark = pytest.mark.browser


def no_sideways(page) -> None:
    """The page fits its window: nobody has to scroll sideways on a phone."""
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{page.url} is {over} px too wide"


def filings(portal: Portal) -> list[Submission]:
    with portal.session() as session:
        return list(session.exec(select(Submission)))


def fill(page, values: dict[str, str]) -> None:
    for name, value in values.items():
        if name == "f.A02":
            page.check(f'input[name="{name}"][value="{value}"]')
        else:
            page.fill(f'[name="{name}"]', value)


def test_a_phone_files_from_the_link_to_the_receipt(portal: Portal, visit) -> None:
    page = visit()
    page.goto(portal.link(portal.units[0]))
    assert page.url.endswith("/don-vi")
    no_sideways(page)
    page.get_by_role("link", name=re.compile(r"Nộp báo cáo\s*:\s*Kết quả phong trào")).click()
    no_sideways(page)
    fill(page, {**FIGURES, "f.B01": "mười hai"})
    assert page.locator("#o-B01-nhanh").inner_text().endswith("Cần nhập số, ví dụ 1.234 hoặc 12,5.")
    assert page.locator('[data-ratio="D01"]').inner_text() == "75%"
    page.get_by_role("button", name="Nộp báo cáo").click()
    page.locator("#loi:focus").wait_for()  # the summary is read out first
    assert page.input_value('[name="f.B02"]') == "1.250"
    no_sideways(page)
    page.locator('#loi a[href="#o-B01"]').click()
    page.fill('[name="f.B01"]', "12")
    page.get_by_role("button", name="Nộp báo cáo").click()
    page.wait_for_url("**/don-vi/bien-nhan/**")
    no_sideways(page)
    assert re.search(r"TN-2026-\d{6}-[A-Z]\d", page.locator(".receipt-no").inner_text())
    assert page.get_by_role("button", name="In biên nhận").is_visible()
    page.get_by_role("link", name="Về danh sách việc", exact=True).click()
    assert "Đã nộp" in page.locator("main").inner_text()
    [kept] = filings(portal)
    assert kept.figures["B01"] == 12


def test_without_script_everything_still_works(portal: Portal, visit) -> None:
    page = visit(script=False)
    page.goto(portal.link(portal.units[1]))
    page.goto(f"/don-vi/{KEY}")
    fill(page, FIGURES)
    page.get_by_role("button", name="Nộp báo cáo").click()
    assert "/don-vi/bien-nhan/" in page.url
    assert len(filings(portal)) == 1


def test_a_half_typed_form_survives_a_closed_window(portal: Portal, visit) -> None:
    page = visit()
    page.goto(portal.link(portal.units[0]))
    page.goto(f"/don-vi/{KEY}")
    page.fill('[name="f.B02"]', "777")
    page.locator("#ban-nhap", has_text="Đã lưu bản nhập dở").wait_for()
    page.goto("/don-vi")
    page.goto(f"/don-vi/{KEY}")
    assert page.input_value('[name="f.B02"]') == "777"
    assert "lấy lại bản nhập dở" in page.locator("#ban-nhap").inner_text()


def test_a_draft_is_never_shown_to_another_unit_on_the_same_machine(portal: Portal, visit) -> None:
    page = visit()
    page.goto(portal.link(portal.units[0]))
    page.goto(f"/don-vi/{KEY}")
    page.fill('[name="f.B02"]', "777")
    page.locator("#ban-nhap", has_text="Đã lưu bản nhập dở").wait_for()
    page.goto(portal.link(portal.units[1]))
    page.goto(f"/don-vi/{KEY}")
    assert page.input_value('[name="f.B02"]') == ""


def test_a_filed_draft_is_forgotten(portal: Portal, visit) -> None:
    page = visit()
    page.goto(portal.link(portal.units[0]))
    page.goto(f"/don-vi/{KEY}")
    fill(page, FIGURES)
    page.locator("#ban-nhap", has_text="Đã lưu bản nhập dở").wait_for()
    page.get_by_role("button", name="Nộp báo cáo").click()
    page.wait_for_url("**/don-vi/bien-nhan/**")
    assert page.evaluate("localStorage.length") == 0


def test_two_quick_presses_file_once(portal: Portal, visit) -> None:
    page = visit()
    page.goto(portal.link(portal.units[0]))
    page.goto(f"/don-vi/{KEY}")
    fill(page, FIGURES)
    page.get_by_role("button", name="Nộp báo cáo").dblclick()
    page.wait_for_url("**/don-vi/bien-nhan/**")
    assert len(filings(portal)) == 1


def test_the_keyboard_alone_reaches_the_content_and_the_first_field(portal: Portal, visit) -> None:
    page = visit()
    page.goto(portal.link(portal.units[0]))
    page.goto(f"/don-vi/{KEY}")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Đến nội dung chính"
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "f.B01":
            break
    assert page.evaluate("document.activeElement.name") == "f.B01"
    page.keyboard.type("12")
    assert page.input_value('[name="f.B01"]') == "12"


def test_every_officer_page_fits_a_phone_and_breaks_no_policy(portal: Portal, visit) -> None:
    page = visit()
    page.goto("/dang-nhap")
    page.fill("#username", "vanhanh")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    for path in (
        "/can-bo",
        "/can-bo/chuong-trinh",
        f"/can-bo/chuong-trinh/{PROGRAMME}",
        f"/can-bo/han/{KEY}",
        f"/can-bo/giai-thich/{KEY}?don_vi={portal.units[0]}",
        f"/can-bo/tong-hop/{KEY}",
        "/can-bo/tin",
        "/can-bo/tin/chuyen-tay",
        f"/can-bo/tong-hop/{KEY}?ban_do=comparable",
        "/can-bo/don-vi",
        "/can-bo/don-vi-cu?tat_ca=1",
        f"/can-bo/don-vi/{portal.units[0]}",
        "/can-bo/thay-doi",
        "/can-bo/lich",
        "/lanh-dao",
    ):
        assert page.goto(path).status == 200
        no_sideways(page)
