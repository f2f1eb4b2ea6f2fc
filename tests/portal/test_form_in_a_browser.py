"""The form in a real Chromium: from the mail to the receipt with the keyboard alone, in two tabs, past a dead link."""

from __future__ import annotations

import re

import pytest
from sqlmodel import select

from models.access import Link
from models.facts import Submission
from models.filing_facts import Draft
from tests.portal.people import KEY, Portal
from tests.portal.test_browser import no_sideways

pytestmark = pytest.mark.browser

FORM = f"/don-vi/{KEY}"
WALK = {
    "B01": "12",
    "B02": "1.250",
    "B03": "0",
    "C02": "8",
    "D01.tu_so": "9",
    "D01.mau_so": "12",
    "E03": "4",
    "E04": "3",
}
MOST_PAGES, MOST_KEYS = 3, 80  # list, form, receipt; figures, Enter and Tab


def rows(portal: Portal, table):
    with portal.session() as session:
        return list(session.exec(select(table)))


def kept(page) -> None:
    page.locator("#ban-nhap", has_text="Đã lưu bản nhập dở lúc").wait_for()


def test_from_the_mail_to_the_receipt_with_the_keyboard_alone(portal: Portal, visit) -> None:
    page, keys, pages = visit(width=1280, height=900), 0, []
    page.on("framenavigated", lambda frame: pages.append(frame.url))

    def press(key: str, times: int = 1) -> None:
        nonlocal keys
        for _ in range(times):
            page.keyboard.press(key)
        keys += times

    page.goto(portal.link(portal.units[0]))
    page.get_by_role("link", name=re.compile(r"Nộp báo cáo\s*:\s*Kết quả phong trào")).focus()
    press("Enter")
    page.wait_for_url(f"**{FORM}")
    page.locator("[name='f.A02'][value='có']").focus()
    press("Space")
    press("Enter")
    for _ in range(20):
        code = page.evaluate("document.activeElement.dataset.code || ''")
        if code == "G01":
            break
        for sign in WALK.get(code, ""):
            press(sign)
        press("Enter")
    assert page.evaluate("document.activeElement.dataset.code") == "G01"
    for sign in "35,5":
        press(sign)
    press("Tab")  # a longer text: Enter would be a new line in it
    kept(page)
    assert page.locator(".error").count() == 0
    page.get_by_role("button", name="Nộp báo cáo").focus()
    press("Enter")
    page.wait_for_url("**/don-vi/bien-nhan/**")
    assert len(pages) <= MOST_PAGES + 1  # the link itself leads on
    assert keys <= MOST_KEYS
    [filed] = rows(portal, Submission)
    assert filed.figures == {"A02": True, **{c: int(v.replace(".", "")) for c, v in WALK.items()}, "G01": 35.5}
    assert rows(portal, Draft) == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_enter_goes_on_and_back_and_never_files(portal: Portal, visit) -> None:
    page = visit()
    page.goto(portal.link(portal.units[0]))
    page.goto(FORM)
    page.locator('[name="f.B01"]').focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "f.B02"
    page.keyboard.press("Shift+Enter")
    assert page.evaluate("document.activeElement.name") == "f.B01"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "f.B02"  # no trap
    page.locator("#document_number").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith(FORM)
    assert rows(portal, Submission) == []


def test_enter_without_script_checks_and_does_not_file(portal: Portal, visit) -> None:
    page = visit(script=False)
    page.goto(portal.link(portal.units[0]))
    page.goto(FORM)
    page.fill('[name="f.B01"]', "-3")
    page.locator('[name="f.B01"]').press("Enter")
    assert "Kết quả kiểm tra" in page.locator("#loi").inner_text()
    assert rows(portal, Submission) == []


def test_checks_come_back_while_one_types_and_an_answer_settles_a_query(portal: Portal, visit) -> None:
    page = visit()
    page.goto(portal.link(portal.units[0]))
    page.goto(FORM)
    page.fill('[name="f.E03"]', "3")
    page.fill('[name="f.E04"]', "4")
    page.keyboard.press("Tab")
    page.locator("#o-E04-loi").wait_for()
    assert page.get_attribute("#o-E04", "aria-invalid") == "true"
    page.fill('[name="f.E04"]', "2")
    page.locator("#o-E04-loi").wait_for(state="detached")
    page.fill('[name="f.B01"]', "12")
    page.fill('[name="f.B02"]', "9")
    page.locator(".query textarea").first.wait_for()
    no_sideways(page)
    page.get_by_role("button", name="Nộp báo cáo").click()
    assert "Đề nghị sửa" in page.locator("#loi").inner_text()
    page.locator(".query textarea").first.fill("Tổ chức theo nhóm nhỏ tại từng tổ, đã rà soát.")
    page.get_by_role("button", name="Nộp báo cáo").click()
    page.wait_for_url("**/don-vi/bien-nhan/**")
    assert "Tổ chức theo nhóm nhỏ" in page.locator("main").inner_text()


def test_two_tabs_keep_both_and_filing_one_leaves_the_other(portal: Portal, visit) -> None:
    one = visit(width=1280, height=900)
    one.goto(portal.link(portal.units[0]))
    other = one.context.new_page()
    for page, value in ((one, "1"), (other, "2")):
        page.goto(f"{FORM}?ban=0")
        page.fill('[name="f.B01"]', value)
        kept(page)
    one.fill('[name="f.B02"]', "300")
    one.locator("#tinh-trang", has_text="2/13").wait_for()
    assert sorted(d.typed["f.B01"] for d in rows(portal, Draft)) == ["1", "2"]
    one.get_by_role("button", name="Nộp báo cáo").click()
    one.wait_for_url("**/don-vi/bien-nhan/**")
    assert [d.typed["f.B01"] for d in rows(portal, Draft)] == ["2"]
    other.fill('[name="f.B02"]', "400")
    other.get_by_role("button", name="Nộp báo cáo").click()
    other.wait_for_url("**/don-vi/bien-nhan/**")
    assert sorted((s.version, s.figures["B01"], s.figures["B02"]) for s in rows(portal, Submission)) == [
        (1, 1, 300),
        (2, 2, 400),
    ]


def test_a_link_that_ends_while_one_types_loses_nothing(portal: Portal, visit) -> None:
    page = visit()
    page.goto(portal.link(portal.units[0]))
    page.goto(FORM)
    page.fill('[name="f.B01"]', "1")
    kept(page)
    page.evaluate("document.querySelector('#bieu [name=seal]').value = '0'")  # as of a link opened anew
    page.fill('[name="f.B02"]', "776")
    page.locator("#ban-nhap", has_text="Đề nghị tải lại trang rồi gửi lại.").wait_for()
    with portal.session() as session:
        for link in session.exec(select(Link)):
            link.revoked_at = portal.clock.now
        session.commit()
    page.fill('[name="f.B02"]', "777")
    page.locator("#ban-nhap", has_text="nội dung đang giữ trên máy này").wait_for()
    page.get_by_role("button", name="Nộp báo cáo").click()
    assert "Đề nghị mở lại liên kết" in page.locator("main").inner_text()
    page.goto(portal.link(portal.units[0]))
    page.goto(FORM)
    assert page.input_value('[name="f.B02"]') == "777"
    kept(page)
    assert [d.typed["f.B02"] for d in rows(portal, Draft)] == ["777"]


def test_without_a_network_the_form_stays_and_files_when_it_is_back(portal: Portal, visit) -> None:
    page = visit()
    page.goto(portal.link(portal.units[0]))
    page.goto(FORM)
    page.context.set_offline(True)
    for code, value in {**WALK, "G01": "35,5"}.items():
        page.fill(f'[name="f.{code}"]', value)
    page.get_by_role("button", name="Nộp báo cáo").click()
    page.locator("#ban-nhap", has_text="mất mạng nên chưa gửi được").wait_for()
    page.context.set_offline(False)
    page.get_by_role("button", name="Nộp báo cáo").click()
    page.wait_for_url("**/don-vi/bien-nhan/**")
    assert [s.figures["B02"] for s in rows(portal, Submission)] == [1250]


def test_leaving_the_page_at_once_still_keeps_the_last_words(portal: Portal, visit) -> None:
    page = visit()
    page.goto(portal.link(portal.units[0]))
    page.goto(FORM)
    page.fill('[name="f.B02"]', "888")
    page.goto("/don-vi")
    for _ in range(40):  # the last save may still be on its way
        page.goto(FORM)
        if page.input_value('[name="f.B02"]') == "888":
            break
    assert page.input_value('[name="f.B02"]') == "888"


def test_the_form_on_a_phone_and_on_paper(portal: Portal, visit) -> None:
    page = visit()
    page.goto(portal.link(portal.units[0]))
    for path in (FORM, f"/don-vi/in-bieu/{KEY}", f"/don-vi/in-bieu/{KEY}?trong=1", "/xac-nhan?ma=x", "/don-vi"):
        page.goto(path)
        no_sideways(page)
    bar = page.goto(FORM) and page.locator(".form-bar").bounding_box()
    assert bar["height"] <= 110  # it leaves the form room on a phone
    assert page.pdf()[:5] == b"%PDF-"


def test_the_file_button_speaks_vietnamese_and_keeps_its_box(portal: Portal, visit) -> None:
    page = visit()
    page.goto(portal.link(portal.units[0]))
    page.goto(FORM)
    box, button = page.locator("#attachment"), page.locator("label.button[for=attachment]")
    assert button.inner_text() == "Chọn các tệp"
    assert page.locator("#attachment ~ span").inner_text() == "Chưa chọn tệp nào"
    box.focus()
    assert page.evaluate("document.activeElement.id") == "attachment"  # Tab and the space bar reach it as before
    assert box.bounding_box()["width"] <= 1
    with page.expect_file_chooser() as opened:
        button.click()
    opened.value.set_files([{"name": "bien-ban.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}])
    assert page.locator("#attachment ~ span").inner_text() == "bien-ban.pdf"
