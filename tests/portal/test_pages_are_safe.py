"""What every answer wears, and how the portal says no: in Vietnamese, without a trace of its inside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portal.pages import HERE, environment
from tests.portal.people import KEY, Portal

TEMPLATES = sorted((HERE / "templates").glob("*.html"))


@pytest.mark.parametrize("path", ["/", "/don-vi", "/can-bo", "/khong-co", "/static/portal.css", "/n/x", "/suc-khoe"])
def test_every_answer_wears_the_security_headers(portal: Portal, path: str) -> None:
    headers = portal.stranger().get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "referrer-policy" in headers
    assert headers["cache-control"] == ("no-store" if "static" not in path else headers["cache-control"])
    assert "server" not in headers


def test_behind_tls_cookies_are_secure_and_the_browser_is_told_to_stay(portal: Portal) -> None:
    client = portal.stranger()
    client.base_url = "https://portal.test"
    answer = client.get(portal.link(portal.units[0]))
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "strict-transport-security" in answer.headers


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.name)
def test_no_template_carries_script_style_or_an_address_elsewhere(template: Path) -> None:
    text = template.read_text("utf-8")
    assert not re.search(r"<script(?! src=\"\{\{ asset)", text)
    assert "<style" not in text
    assert not re.search(r"\sstyle=|\son[a-z]+=", text)
    assert "|safe" not in text
    assert not re.search(r"https?://(?!\{\{)", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda t: t.name)
def test_every_template_can_be_read(template: Path) -> None:
    environment().get_template(template.name)


def test_pages_speak_to_institutions(portal: Portal) -> None:
    texts = [t.read_text("utf-8") for t in TEMPLATES] + [portal.unit().get("/don-vi").text]
    for text in texts:
        words = re.sub(r"<[^>]+>|\{[%{#].*?[%}#]\}", " ", text, flags=re.S)
        assert not re.search(r"\bbạn\b|\bhãy\b", words, re.I)
        assert not re.search(r"[a-zà-ỹ]!", words)


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/khong-co-trang-nay", 404, "Không tìm thấy trang"),
        ("/don-vi", 401, "Cần mở bằng liên kết của đơn vị"),
        ("/can-bo", 401, "Cán bộ đăng nhập"),
        ("/static/../app.py", 404, "Không tìm thấy trang"),
        ("/static/%2e%2e/app.py", 404, "Không tìm thấy trang"),
    ],
)
def test_a_refusal_is_a_calm_page(portal: Portal, path: str, status: int, title: str) -> None:
    answer = portal.stranger().get(path)
    assert answer.status_code == status
    assert f"<h1>{title}</h1>" in answer.text


def test_a_number_that_is_none_is_a_calm_page_too(portal: Portal) -> None:
    answer = portal.officer().get("/can-bo/bai-nop/mot-hai-ba")
    assert answer.status_code == 422
    assert "<h1>Thông tin chưa hợp lệ</h1>" in answer.text


def test_the_wrong_method_is_a_calm_page_too(portal: Portal) -> None:
    assert portal.stranger().post("/don-vi").status_code == 405


def test_when_something_breaks_nothing_of_the_inside_is_shown(portal: Portal, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("a secret of the inside")

    client = portal.unit()
    monkeypatch.setattr("portal.routes.unit_pages.owes", broken)
    answer = client.get("/don-vi")
    assert answer.status_code == 500
    assert "Hệ thống gặp lỗi" in answer.text
    assert "secret of the inside" not in answer.text
    assert "Traceback" not in answer.text
    assert "content-security-policy" in answer.headers


def test_a_rule_file_with_a_fault_is_said_to_be_one(portal: Portal) -> None:
    client = portal.officer()
    folder = portal.home.programmes / "chuong-trinh-loi"
    folder.mkdir(parents=True)
    (folder / "programme.yaml").write_text("title: [", "utf-8")
    answer = client.get("/can-bo")
    assert answer.status_code == 500
    assert "programme.yaml" in answer.text
    assert "Traceback" not in answer.text


def test_the_token_of_a_link_never_stands_in_the_log(portal: Portal, caplog, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("broken")

    link = portal.link(portal.units[0])
    monkeypatch.setattr("portal.routes.doorway.read_link", broken)
    assert portal.stranger().get(link).status_code == 500
    said = [caplog.handler.format(line) for line in caplog.records if line.name != "httpx"]  # the visitor's own words
    assert not [line for line in said if link in line or link.rpartition("/")[2] in line]
    assert [line for line in said if "/n/…" in line]


def test_every_field_of_the_form_has_a_label(portal: Portal) -> None:
    whole = portal.unit().get(f"/don-vi/{KEY}").text
    page = re.sub(r"<template.*?</template>", "", whole, flags=re.DOTALL)  # a pattern the script copies, no field
    labelled = set(re.findall(r'<label for="([^"]+)"', page))
    wrapped = set(re.findall(r"<label>\s*<input[^>]*name=\"([^\"]+)\"", page))
    for tag in re.findall(r"<(?:input|textarea|select)\b[^>]*>", page):
        if 'type="hidden"' in tag:
            continue
        name = re.search(r'name="([^"]+)"', tag)[1]
        known = re.search(r'id="([^"]+)"', tag)
        assert name in wrapped or (known and known[1] in labelled), tag


def test_the_page_says_its_language_and_may_be_skipped_through(portal: Portal) -> None:
    page = portal.unit().get("/don-vi").text
    assert '<html lang="vi">' in page
    assert 'class="skip" href="#noi-dung"' in page
    assert page.count("<h1") == 1
