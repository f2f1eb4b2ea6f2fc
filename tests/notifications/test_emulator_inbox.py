"""The demo's mailbox: what is seen, what can be followed, and that nothing foreign comes in or goes out."""

import re
import subprocess
import sys

import httpx
import pytest

from models.settings import Home, Settings
from notifications.channels import Letter, deliver
from notifications.channels.letter import Attached
from notifications.channels.mail_bytes import mail_bytes
from notifications.emulators.inbox import TALLEST, frame_height, inbox_app, with_links
from notifications.emulators.mailbox import Mailbox
from tests.waiting import free_port

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


def newest(client) -> dict:
    return client.get("/may/thu").json()[0]


def test_a_file_of_a_mail_is_taken_away_and_never_shown(inbox, mailbox):
    client, _ = inbox
    file = Attached("Báo cáo <b>.html", "text/html", b"<script>alert(1)</script>")
    mailbox.keep(mail_bytes([("To", "a@x.example"), ("Subject", "x")], "x", "", [file], "k"))
    page = client.get(f"/thu/{newest(client)['name']}")
    assert "Báo cáo &lt;b&gt;.html" in page.text
    taken = client.get(re.search(r'href="(/thu/[^"]+/tep/0)"', page.text)[1])
    assert taken.content == file.data
    assert taken.headers["content-disposition"].startswith("attachment; filename*=UTF-8''B%C3%A1o")
    assert taken.headers["content-type"] == "application/octet-stream"
    assert client.get(f"/thu/{newest(client)['name']}/tep/1").status_code == 404


def test_a_reply_with_files_comes_into_the_same_box(inbox):
    client, send = inbox
    send()
    name = newest(client)["name"]
    files = [("files", ("Biểu số 1.xlsx", b"PK..")), ("files", ("b.pdf", b"%PDF"))]
    answer = client.post(f"/thu/{name}/tra-loi", data={"kind": "reply", "text": "Gửi kèm"}, files=files)
    assert answer.status_code == 303
    reply = newest(client)
    assert answer.headers["location"] == f"/thu/{reply['name']}?vua-gui=1"
    assert "Hệ thống đọc thư trả lời 10 phút một lần" in client.get(answer.headers["location"]).text
    assert "10 phút một lần" not in client.get(f"/thu/{reply['name']}").text
    assert (reply["from"], reply["subject"]) == ("congan.xa-an-binh@demo.example", "Re: [Nhắc việc] Báo cáo")
    assert (reply["to"], reply["in_reply_to"]) == ("tra-loi@dondoc.example", "<k@x>")
    assert [file["name"] for file in reply["files"]] == ["Biểu số 1.xlsx", "b.pdf"]
    assert "Gửi kèm" in client.get(f"/thu/{reply['name']}").text


@pytest.mark.parametrize(("kind", "sender"), [("absence", "congan.xa"), ("bounce", "MAILER-DAEMON")])
def test_what_machines_send_back_can_be_had_as_well(inbox, kind, sender):
    client, send = inbox
    send()
    client.post(f"/thu/{newest(client)['name']}/tra-loi", data={"kind": kind})
    reply = newest(client)
    assert reply["from"].startswith(sender)
    assert "Auto-Submitted: auto-replied" in client.get(f"/thu/{reply['name']}/nguon").text


def test_another_site_can_neither_answer_nor_break_anything(inbox, mailbox):
    client, send = inbox
    send()
    away = {"origin": "http://evil.example"}
    assert (
        client.post(f"/thu/{newest(client)['name']}/tra-loi", data={"kind": "reply"}, headers=away).status_code == 404
    )
    assert client.post("/su-co", data={"kind": "gone"}, headers=away).status_code == 404
    assert (len(mailbox.names()), mailbox.faults) == (1, [])


def test_a_fault_ordered_on_the_page_strikes_so_often_and_is_forgotten(inbox):
    client, send = inbox
    client.post("/su-co", data={"kind": "gone", "match": "an-binh", "times": "1"})
    assert "Không có hộp thư này (550 5.1.1); chỉ với “an-binh”; còn 1 lần." in client.get("/su-co").text
    assert [send().code, send().status] == ["550", "sent"]
    assert "đã dùng hết" in client.get("/su-co").text
    client.post("/su-co/xoa")
    assert "Chưa đặt sự cố nào" in client.get("/su-co").text
    assert client.post("/su-co", data={"kind": "khong-co"}).status_code == 404


def test_a_program_orders_faults_too(inbox):
    client, send = inbox
    ordered = {"at": "data", "drop": True, "times": 1}
    assert client.post("/may/su-co", json=ordered).status_code == 201
    assert send().status == "unknown"
    assert client.get("/may/su-co").json()[0]["times"] == 0
    assert client.delete("/may/su-co").json() == client.get("/may/su-co").json() == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"at": "nowhere"},
        {"at": "data", "reply": "hỏng\r\n250 ok"},
        {"at": "data", "match": "("},
        {"at": "data", "seconds": -1},
        {"at": "data", "times": 0},
        {"at": "data", "other": 1},
        [],
    ],
)
def test_a_fault_that_cannot_be_is_refused(inbox, wrong):
    client, _ = inbox
    assert client.post("/may/su-co", json=wrong).status_code == 422
    assert client.get("/may/su-co").json() == []


BROKEN = {
    "nothing at all": b"",
    "no recipient": b"Subject: x\r\n\r\nx",
    "an unknown charset": b"To: a@x\r\nSubject: =?khong?b?xJDhu6c=?=\r\n"
    b"Content-Type: text/plain; charset=khong\r\n\r\n\xff",
    "half an encoded word": b"To: a@x\r\nSubject: =?utf-8?b?x?=\r\n\r\nx",
    "letters as they are": "To: Đủ, A <a@x>\r\nSubject: Đủ\r\nContent-Type: text/plain\r\n\r\nĐủ".encode(),
    "bytes of no charset": b"To: \xe9 <a@x>\r\nSubject: \xe9\xff\r\n\r\n\xff",
    "parts without a boundary": b"To: a@x\r\nContent-Type: multipart/mixed\r\n\r\nxx",
    "parts in parts": b"To: a@x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b0\r\n\r\n"
    + b"".join(b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1) for n in range(2000)),
}


@pytest.mark.parametrize("raw", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_mail_is_shown_and_hides_no_other(inbox, mailbox, raw):
    client, send = inbox
    send()
    name = mailbox.keep(raw)
    for path in ("/", "/may/thu", f"/thu/{name}", f"/thu/{name}/noi-dung"):
        answer = client.get(path)
        assert answer.status_code == 200, path
    assert "[Nhắc việc] Báo cáo" in client.get("/").text
    assert client.get(f"/thu/{name}/nguon").content == raw, "as it came, byte for byte"
    for kind in ("reply", "absence", "bounce"):
        assert client.post(f"/thu/{name}/tra-loi", data={"kind": kind, "sender": "Đủ, <"}).status_code == 303


def test_an_answer_comes_from_an_address_though_the_name_holds_a_comma(inbox, mailbox):
    client, _ = inbox
    name = mailbox.keep(
        b"From: =?utf-8?q?Ph=C3=B2ng=2C_t=E1=BB=89nh?= <nhac@x.example>\r\n"
        b"To: =?utf-8?q?X=C3=A3=2C_A?= <a@x.example>\r\n\r\nx"
    )
    client.post(f"/thu/{name}/tra-loi", data={"kind": "reply"})
    assert (newest(client)["from"], newest(client)["to"]) == ("a@x.example", "nhac@x.example")


def test_a_frame_of_another_site_orders_nothing_though_it_names_no_origin(inbox, mailbox):
    client, _ = inbox
    frame = {"origin": "null", "sec-fetch-site": "cross-site"}
    assert client.post("/su-co", data={"kind": "gone"}, headers=frame).status_code == 404
    assert mailbox.faults == []
    own = {"origin": "null", "sec-fetch-site": "same-origin"}
    assert client.post("/su-co", data={"kind": "gone"}, headers=own).status_code == 303


@pytest.mark.parametrize("module", ["inbox", "zalo"])
def test_the_emulators_start_from_a_home_alone(tmp_path, module, wait_until_up):
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


def test_a_longer_mail_stands_in_a_taller_frame_on_a_telephone(inbox):
    assert [frame_height(text) for text in ("", "một dòng\n" * 12, "chữ " * 500, "x\n" * 9999)] == [1, 3, 12, TALLEST]
    client, send = inbox
    send()
    page = client.get(f"/thu/{client.get('/may/thu').json()[0]['name']}").text
    step = re.search(r'<iframe class="(tall-\d+)"', page)
    assert step
    assert f".{step[1]} {{" in client.get("/static/emulators.css").text
