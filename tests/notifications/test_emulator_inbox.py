"""The demo's mailbox: what is seen, what can be followed, and that nothing foreign comes in or goes out."""

import re
import subprocess
import sys

import httpx
import pytest

from models.settings import Home, Settings
from notifications.channels import Letter, deliver
from notifications.emulators.inbox import inbox_app, with_links
from notifications.emulators.mailbox import Mailbox

PORTAL = "http://127.0.0.1:8642"
LINK = f"{PORTAL}/n/abc.def"
HTML = f'<html><head></head><body><a href="{LINK}">Mở trang nộp báo cáo</a><script>alert(1)</script></body></html>'


def letter(to="congan.xa-an-binh@demo.example", subject="[Nhắc việc] Báo cáo") -> Letter:
    return Letter(
        "email", to, subject, f"Mở {LINK}, hoặc http://khac.example/x.\n", "<k@x>", HTML, recipient_name="CAX"
    )


@pytest.fixture
def inbox(web, mailbox, smtp, demo):
    settings = demo(smtp_demo_port=smtp())
    client = httpx.Client(base_url=f"http://127.0.0.1:{web(inbox_app(mailbox, PORTAL))}")
    yield client, lambda **kw: deliver(settings, letter(**kw))
    client.close()


def test_an_empty_mailbox_says_so(inbox):
    page = inbox[0].get("/")
    assert "Hộp thư thử: không gửi ra ngoài máy" in page.text
    assert "Chưa có thư nào" in page.text


def test_a_mail_is_listed_read_and_its_link_can_be_followed(inbox):
    client, send = inbox
    send()
    listing = client.get("/").text
    assert "[Nhắc việc] Báo cáo" in listing
    page = client.get(re.search(r'href="(/thu/[^"?]+)"', listing)[1])
    assert f'<a href="{LINK}" target="_top">' in page.text
    assert 'href="http://khac.example' not in page.text, "only the portal's addresses can be followed"
    frame = client.get(re.search(r'src="(/thu/[^"]+)"', page.text)[1])
    assert '<base target="_top">' in frame.text
    policy = frame.headers["content-security-policy"]
    assert "sandbox allow-top-navigation-by-user-activation;" in policy
    assert "script" not in policy
    assert "default-src 'none'" in policy


def test_mails_are_found_by_recipient_and_by_subject(inbox):
    client, send = inbox
    send(to="a@x.example", subject="Thư thứ nhất")
    send(to="b@x.example", subject="Thư thứ hai")
    assert [m["to"] for m in client.get("/may/thu", params={"tim": "B@X"}).json()] == ["CAX <b@x.example>"]
    assert "thứ nhất" in client.get("/", params={"tim": "THỨ NHẤT"}).text
    assert "Không có thư nào khớp" in client.get("/", params={"tim": "<script>"}).text
    assert "<script>" not in client.get("/", params={"tim": "<script>"}).text


def test_no_page_loads_anything_from_elsewhere(inbox):
    client, send = inbox
    send()
    for path in ("/", f"/thu/{client.get('/may/thu').json()[0]['name']}", "/static/emulators.css"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert not re.search(r'(src|href)="(https?:)?//(?!127\.0\.0\.1)', answer.text)
        assert "url(" not in answer.text
    assert "script-src" not in client.get("/").headers["content-security-policy"]
    assert "default-src 'none'" in client.get("/").headers["content-security-policy"]


@pytest.mark.parametrize("name", ["nothing", "..%2F..%2Fsettings.toml", "0" * 19 + "-" + "0" * 8])
def test_a_mail_that_is_not_there_is_not_found(inbox, name):
    assert inbox[0].get(f"/thu/{name}").status_code == 404
    assert inbox[0].get(f"/thu/{name}/noi-dung").status_code == 404


def test_words_around_an_address_are_never_markup():
    shown = with_links(f'<img src=x onerror=alert(1)> {LINK}"onmouseover="alert(1) {PORTAL}.evil.example/', PORTAL)
    assert "<img" not in shown
    assert 'onmouseover="' not in shown
    assert shown.count("<a ") == 1


def test_half_a_mail_is_never_seen(tmp_path):
    mailbox = Mailbox(tmp_path)
    (tmp_path / "1234567890123456789-00000000.part").write_bytes(b"Subject: half")
    assert mailbox.names() == []
    mailbox.keep("Subject: =?utf-8?b?xJDhu6c=?=\r\n\r\nĐủ\r\n".encode())
    assert [kept.subject for kept in mailbox.mails()] == ["Đủ"]


@pytest.mark.parametrize("module", ["inbox", "zalo"])
def test_the_emulators_start_from_a_home_alone(tmp_path, module, free_port, wait_until_up):
    """As the product starts them: no arguments but the home, ports from its settings."""
    home = Home(tmp_path / "home")
    ports = {"inbox_port": free_port(), "smtp_demo_port": free_port(), "zalo_demo_port": free_port()}
    home.save(Settings(mode="demo", **ports))
    command = [sys.executable, "-m", f"notifications.emulators.{module}", "--home", str(home.path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    try:
        port = ports["inbox_port" if module == "inbox" else "zalo_demo_port"]
        wait_until_up(port, process)
        assert "không gửi ra ngoài máy" in httpx.get(f"http://127.0.0.1:{port}/").text
    finally:
        process.terminate()
        process.communicate(timeout=20)
