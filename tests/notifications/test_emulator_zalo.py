"""The Zalo emulator keeps the rules of the real service: each one broken here, in the numbers of the public tables."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import httpx
import pytest

from models.quiet_hours import HANOI
from models.settings import Home, Settings
from notifications.emulators.zalo import Order, ZaloEmulator, emulator_of, zalo_app
from notifications.emulators.zalo_webhook import Webhook
from notifications.zalo.addresses import DEMO_APP, DEMO_APP_SECRET, DEMO_BOT, DEMO_TEMPLATE, DEMO_TOKEN
from notifications.zalo.events import HEADER, read_event

PHONE = "84912345678"
DATA = {
    "ten_don_vi": "Công an xã An Bình", "noi_dung": "Đề nghị gửi báo cáo.", "noi_dung_tiep": "Trân trọng.",
    "ma_lien_ket": "0123456789abcdef.x-_9",
}  # fmt: skip
Ask = Callable[..., Any]


@pytest.fixture
def service(zalo: tuple[ZaloEmulator, int]) -> ZaloEmulator:
    return zalo[0]


@pytest.fixture
def http(zalo: tuple[ZaloEmulator, int]):
    with httpx.Client(base_url=f"http://127.0.0.1:{zalo[1]}", timeout=30) as client:
        yield client


@pytest.fixture
def template(http: httpx.Client) -> Ask:
    def send(token: str = DEMO_TOKEN, **changed: Any) -> int:
        body = {"phone": PHONE, "template_id": DEMO_TEMPLATE, "template_data": DATA, "tracking_id": "k1", **changed}
        return http.post("/message/template", headers={"access_token": token}, json=body).json()["error"]

    return send


@pytest.fixture
def talk(http: httpx.Client, service: ZaloEmulator) -> Ask:
    def send(kind: str = "cs", token: str = DEMO_TOKEN, **changed: Any) -> int:
        body = {"recipient": {"user_id": service.person(PHONE).id}, "message": {"text": "Xin chào"}, **changed}
        return http.post(f"/v3.0/oa/message/{kind}", headers={"access_token": token}, json=body).json()["error"]

    return send


def hanoi(service: ZaloEmulator, text: str) -> None:
    """Set the service's clock."""
    service.ahead = datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=HANOI) - datetime.now(UTC)


def test_a_template_message_is_taken_and_told(http: httpx.Client, service: ZaloEmulator) -> None:
    body = {"phone": PHONE, "template_id": DEMO_TEMPLATE, "template_data": DATA, "tracking_id": "k1"}
    said = http.post("/message/template", headers={"access_token": DEMO_TOKEN}, json=body).json()
    assert said["data"]["quota"] == {"remainingQuota": "4999", "dailyQuota": "5000"}
    asked = {"message_id": said["data"]["msg_id"], "phone": PHONE}
    status = http.get("/message/status", params=asked, headers={"access_token": DEMO_TOKEN}).json()
    assert status["data"]["status"] == 1
    gone = http.get("/message/status", params={"message_id": "x"}, headers={"access_token": DEMO_TOKEN}).json()
    assert gone["data"]["status"] == -1
    assert [(m.tracking_id, m.way) for m in service.received] == [("k1", "zns")]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"token": "khac"}, -124), ({"template_id": "khác"}, -109), ({"template_data": {}}, -111),
        ({"template_data": {**DATA, "noi_dung": ""}}, -1122), ({"template_data": {**DATA, "noi_dung": ["x"]}}, -112),
        ({"template_data": {**DATA, "noi_dung": "x" * 201}}, -1121), ({"phone": "0912345678"}, -108),
        ({"phone": "84112345678"}, -108), ({"mode": "development"}, -127),
        ({"template_data": {k: v for k, v in DATA.items() if k != "ma_lien_ket"}}, -1122),
        ({"template_data": {**DATA, "ma_lien_ket": "x" * 101}}, -1121),
        ({"template_data": {**DATA, "ma_lien_ket": "../can-bo?x=1"}}, -113),
    ],
)  # fmt: skip
def test_a_template_message_that_is_not_right_is_refused(
    template: Ask, service: ZaloEmulator, changed: dict[str, Any], error: int
) -> None:
    assert template(**changed) == error
    assert service.received == []


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"without_zalo": {PHONE}}, -118), ({"inactive": {PHONE}}, -114), ({"refusing": {PHONE}}, -141),
        ({"template_status": "PENDING_REVIEW"}, -131), ({"template_status": "DISABLE"}, -146),
        ({"daily": 0}, -144), ({"template_daily": 0}, -147), ({"wallet": 119}, -137),
    ],
)  # fmt: skip
def test_what_the_service_knows_of_phone_template_and_money(
    template: Ask, service: ZaloEmulator, change: dict[str, Any], error: int
) -> None:
    for name, value in change.items():
        setattr(service, name, value)
    assert template() == error
    assert service.received == []


def test_a_trial_goes_to_an_administrator_and_costs_nothing(template: Ask, service: ZaloEmulator) -> None:
    service.admins, service.wallet = {PHONE}, 0
    assert template(mode="development") == 0


def test_a_template_of_the_day_is_refused_at_night(template: Ask, service: ZaloEmulator) -> None:
    service.sends_at_night = False
    for clock, error in (("23/11/2026 21:59", 0), ("23/11/2026 22:00", -133), ("24/11/2026 05:59", -133),
                         ("24/11/2026 06:00", 0)):  # fmt: skip
        hanoi(service, clock)
        assert template() == error, clock


def test_a_days_quota_begins_anew_at_midnight_in_hanoi(template: Ask, service: ZaloEmulator) -> None:
    service.daily = 1
    hanoi(service, "23/11/2026 23:59")
    assert [template(), template()] == [0, -144]
    hanoi(service, "24/11/2026 00:01")
    assert template() == 0


def test_too_many_calls_in_a_second_are_refused(template: Ask, service: ZaloEmulator) -> None:
    service.per_second = 3
    answers = [template() for _ in range(4)]
    assert answers[:3] == [0, 0, 0]
    assert answers[3] in (0, -32)
    service.per_second = 1
    service._calls.append(datetime.now(UTC) + timedelta(seconds=5))
    assert template() == -32


@pytest.mark.parametrize(("hours", "error"), [(None, -232), (1, 0), (47, 0), (49, 0), (167, 0), (169, -230)])
def test_the_account_may_answer_for_seven_days_after_a_persons_word(
    talk: Ask, service: ZaloEmulator, hours: int | None, error: int
) -> None:
    service.person(PHONE).spoke_at = None if hours is None else service.now() - timedelta(hours=hours)
    assert talk() == error


def test_after_two_days_an_answer_costs_quota(talk: Ask, service: ZaloEmulator) -> None:
    service.person(PHONE).spoke_at, service.paid_answers = service.now() - timedelta(hours=49), 1
    assert [talk(), talk()] == [0, -211]


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"token": "khac"}, -216), ({"recipient": {}}, -201), ({"recipient": {"user_id": "1"}}, -201),
        ({"message": {}}, -201), ({"message": {"text": "x" * 2001}}, -210), ({"kind": "bua"}, -233),
        ({"kind": "transaction"}, -213),
    ],
)  # fmt: skip
def test_a_message_of_the_account_that_is_not_right_is_refused(
    talk: Ask, service: ZaloEmulator, changed: dict[str, Any], error: int
) -> None:
    service.person(PHONE).spoke_at = service.now()
    assert talk(**changed) == error


@pytest.mark.parametrize(("known", "error"), [("inactive", -227), ("refusing", -244)])
def test_a_person_may_close_the_door_to_the_account(talk: Ask, service: ZaloEmulator, known: str, error: int) -> None:
    service.person(PHONE).spoke_at = service.now()
    getattr(service, known).add(PHONE)
    assert talk() == error


def table(rows: list[tuple[str, str]], kind: str = "transaction_internal") -> dict[str, Any]:
    content = [{"key": key, "value": value} for key, value in rows]
    payload = {"template_type": kind, "elements": [{"type": "table", "content": content}]}
    return {"message": {"attachment": {"type": "template", "payload": payload}}}


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        ([("Mã báo cáo", "BC-06"), ("Trạng thái", "Sắp đến hạn")], 0), ([("Trạng thái", "x")], -201),
        ([("Mã", "x")] * 6, -210), ([("Mã", "x" * 101)], -210), ([("Mã " + "x" * 23, "x")], -210),
    ],
)  # fmt: skip
def test_a_notice_of_the_account_is_a_small_table_with_a_code(
    talk: Ask, service: ZaloEmulator, rows: list[tuple[str, str]], error: int
) -> None:
    service.person(PHONE).follows = True
    assert talk("transaction", **table(rows)) == error


def test_a_notice_needs_money_and_an_advertisement_the_day(talk: Ask, service: ZaloEmulator) -> None:
    service.person(PHONE).follows = True
    hanoi(service, "23/11/2026 22:30")
    assert talk("promotion", **table([], "promotion")) == -234
    service.wallet = 0
    assert talk("transaction", **table([("Mã", "x")])) == -321


def test_a_bot_answers_its_people_only(http: httpx.Client, service: ZaloEmulator) -> None:
    person = service.person(PHONE)

    def send(token: str = DEMO_BOT, method: str = "sendMessage", **body: Any) -> int:
        answer = http.post(f"/bot{token}/{method}", json={"chat_id": person.id, "text": "Xin chào", **body})
        assert answer.status_code == (answer.json().get("error_code") or 200)
        return answer.status_code

    assert send() == 400
    person.has_bot = True
    assert [send(), send("1:x"), send(method="getMe"), send(text=""), send(text="x" * 2001)] == [
        200,
        401,
        404,
        400,
        400,
    ]
    service.bot_monthly = 0
    assert send() == 429


def keys(http: httpx.Client, secret: str = DEMO_APP_SECRET, **sent: str) -> dict[str, Any]:
    answer = http.post("/v4/oa/access_token", headers={"secret_key": secret}, data={"app_id": DEMO_APP, **sent})
    assert answer.status_code == 200
    return answer.json()


def code(http: httpx.Client, verifier: str) -> str:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {"app_id": DEMO_APP, "redirect_uri": "http://127.0.0.1/ve", "code_challenge": challenge, "state": "s1"}
    page = http.get("/v4/oa/permission", params=asked)
    assert "Đồng ý" in page.text
    back = http.get("/v4/oa/permission/dong-y", params=asked)
    assert back.status_code == 302
    found = httpx.URL(back.headers["location"]).params
    assert (found["state"], found["oa_id"]) == ("s1", "4000000000000000001")
    return found["code"]


def test_a_code_brings_keys_once_and_a_refresh_token_serves_once(
    http: httpx.Client, template: Ask, service: ZaloEmulator
) -> None:
    given = {"grant_type": "authorization_code", "code": code(http, "v" * 43), "code_verifier": "v" * 43}
    first = keys(http, **given)
    assert first["expires_in"] == "90000"
    assert keys(http, **given)["error"] == -14005
    assert template(token=first["access_token"]) == 0
    again = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    second = keys(http, **again)
    assert keys(http, **again)["error"] == -14014
    assert template(token=second["access_token"]) == 0
    service.ahead = timedelta(hours=26)
    assert template(token=second["access_token"]) == -124
    service.ahead = timedelta(days=91)
    assert keys(http, grant_type="refresh_token", refresh_token=second["refresh_token"])["error"] == -14020


def test_keys_are_refused_for_what_is_not_right(http: httpx.Client, service: ZaloEmulator) -> None:
    given = {"grant_type": "authorization_code", "code_verifier": "v" * 43}
    assert keys(http, secret="sai", **given)["error"] == -14002
    assert keys(http, **{**given, "app_id": "1"})["error"] == -14003
    assert keys(http, **given, code=code(http, "w" * 43))["error"] == -14006
    late = code(http, "v" * 43)
    service.ahead = timedelta(minutes=11)
    assert keys(http, **given, code=late)["error"] == -14019
    assert keys(http, grant_type="khác")["error"] == -14001


def test_an_expired_token_has_another_number_with_the_account(
    http: httpx.Client, talk: Ask, service: ZaloEmulator
) -> None:
    given = {"grant_type": "authorization_code", "code": code(http, "v" * 43), "code_verifier": "v" * 43}
    token = keys(http, **given)["access_token"]
    service.ahead = timedelta(hours=26)
    assert talk(token=token) == -220


def test_faults_strike_where_they_are_ordered(http: httpx.Client, template: Ask, service: ZaloEmulator) -> None:
    service.orders.append(Order("code", code=-144, times=2, at="template"))
    assert http.get("/message/quota", headers={"access_token": DEMO_TOKEN}).json()["error"] == 0
    assert keys(http, grant_type="khác")["error"] == -14001
    assert [template(), template(), template()] == [-144, -144, 0]
    assert http.post("/may/su-co", json={"kind": "code", "code": -32}).json() == {"ok": True}
    assert template() == -32
    service.orders.append(Order("slow", seconds=0.01))
    assert template() == 0


class Portal(BaseHTTPRequestHandler):
    """Takes events; refuses the first so many."""

    told: list[tuple[bytes, str]] = []
    refuses = 0

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["content-length"]))
        type(self).told.append((raw, self.headers[HEADER]))
        self.send_response(503 if len(type(self).told) <= type(self).refuses else 200)
        self.end_headers()
        arrived.release()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


arrived = threading.Semaphore(0)


@pytest.fixture
def portal(service: ZaloEmulator):
    global arrived
    arrived = threading.Semaphore(0)
    Portal.told, Portal.refuses = [], 0
    server = HTTPServer(("127.0.0.1", 0), Portal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    service.webhook = Webhook(f"http://127.0.0.1:{server.server_port}/zalo/su-kien", "khóa OA", repeats=(0.01, 0.01))
    yield Portal
    server.shutdown()
    server.server_close()


def events(n: int) -> list[Any]:
    """The next n events, read as the portal reads them."""
    for _ in range(n):
        assert arrived.acquire(timeout=20), "no event came"
    now = datetime.now(UTC)
    return [read_event(raw, header, app_id=DEMO_APP, secret="khóa OA", now=now) for raw, header in Portal.told]


def test_what_happens_on_a_phone_is_told_signed(
    http: httpx.Client, template: Ask, service: ZaloEmulator, portal: type[Portal]
) -> None:
    assert template() == 0
    (delivered,) = events(1)
    assert (delivered.kind, delivered.tracking_id) == ("delivered", "k1")
    assert delivered.provider_ids == (service.received[0].id,)
    http.get("/", params={"so": PHONE})
    assert events(1)[1].kind == "seen"
    http.get("/", params={"so": PHONE})  # seen only once
    http.post(f"/dien-thoai/{PHONE}", data={"viec": "quan-tam"})
    assert events(1)[2].kind == "follow"
    assert json.loads(Portal.told[2][0])["follower"]["id"] == service.person(PHONE).id


def test_an_event_nobody_takes_is_repeated_and_then_given_up(
    template: Ask, service: ZaloEmulator, portal: type[Portal]
) -> None:
    portal.refuses = 2
    template()
    assert len({raw for raw, _ in (events(3), Portal.told)[1]}) == 1
    portal.refuses = 99
    template()
    events(3)
    while service.webhook.tasks:
        threading.Event().wait(0.01)
    assert service.webhook.is_off
    template()
    assert len(Portal.told) == 6


def test_a_phone_that_is_switched_off_gets_its_messages_later(
    http: httpx.Client, template: Ask, service: ZaloEmulator, portal: type[Portal]
) -> None:
    service.switched_off.add(PHONE)
    template()
    waiting = service.received[0].id
    status = http.get("/message/status", params={"message_id": waiting}, headers={"access_token": DEMO_TOKEN}).json()
    assert status["data"]["status"] == 0
    assert Portal.told == []
    http.post(f"/dien-thoai/{PHONE}", data={"viec": "switched_off"})
    assert events(1)[0].kind == "delivered"


def test_the_page_shows_the_phone_and_says_that_it_is_none(http: httpx.Client, template: Ask) -> None:
    assert "Chưa có tin nào" in http.get("/").text
    template(template_data={**DATA, "ten_don_vi": "<b>Công an</b>"})
    page = http.get("/", params={"so": PHONE}).text
    assert "Zalo giả lập" in page
    assert "0912 345 678" in page
    assert "&lt;b&gt;Công an&lt;/b&gt;" in page
    assert "<b>Công an" not in page


def test_a_tester_sets_faults_and_the_clock_on_the_page(
    http: httpx.Client, template: Ask, service: ZaloEmulator
) -> None:
    http.post("/su-co", data={"su_co": "-144", "lan": "2"})
    assert [template(), template(), template()] == [-144, -144, 0]
    http.post("/su-co", data={"su_co": "503", "lan": "99"})
    http.post("/su-co", data={"su_co": ""})
    assert template() == 0
    http.post("/dong-ho", data={"toi": "ngay"})
    http.post("/dong-ho", data={"toi": "gio"})
    assert service.ahead == timedelta(hours=25)
    assert "(đã chỉnh)" in http.get("/").text
    http.post("/dong-ho", data={"toi": ""})
    assert service.ahead == timedelta(0)


def test_owners_of_phones_do_what_owners_do(http: httpx.Client, template: Ask, service: ZaloEmulator) -> None:
    template()
    for what, error in (("without_zalo", -118), ("without_zalo", 0), ("refusing", -141), ("refusing", 0)):
        http.post(f"/dien-thoai/{PHONE}", data={"viec": what})
        assert template() == error
    for what in ("nhan-oa", "nhan-bot", "bịa", ""):
        http.post(f"/dien-thoai/{PHONE}", data={"viec": what})
    person = service.person(PHONE)
    assert person.spoke_at is not None
    assert person.has_bot
    http.post("/dien-thoai/84900000000", data={"viec": "quan-tam"})
    assert "84900000000" not in service.people


@pytest.mark.parametrize("address", ["https://cong.tinh.example", "http://10.0.0.7:8642", "http://127.0.0.1@x.example"])
def test_events_of_the_emulator_never_leave_the_machine(tmp_path, address: str) -> None:
    home = Home(tmp_path / "home")
    home.save(Settings(mode="demo", public_url=address))
    assert emulator_of(home).webhook.url == ""
    assert emulator_of(home, "http://127.0.0.1:8642/").webhook.url == "http://127.0.0.1:8642/zalo/su-kien"


def test_a_phone_shows_the_button_and_opens_links(http: httpx.Client, template: Ask, service: ZaloEmulator) -> None:
    service.portal = "http://127.0.0.1:8642"
    assert template() == 0
    page = http.get("/", params={"so": PHONE}).text
    assert 'href="http://127.0.0.1:8642/n/0123456789abcdef.x-_9"' in page
    assert "Xem việc của đơn vị" in page


def test_what_the_emulator_holds_survives_a_restart(tmp_path, web) -> None:
    home = Home(tmp_path / "home")
    home.save(Settings(mode="demo"))
    first = emulator_of(home)
    with httpx.Client(base_url=f"http://127.0.0.1:{web(zalo_app(first))}") as http:
        given = {"grant_type": "authorization_code", "code": code(http, "v" * 43), "code_verifier": "v" * 43}
        token = keys(http, **given)["access_token"]
        first.webhook.url = ""
        body = {"phone": PHONE, "template_id": DEMO_TEMPLATE, "template_data": DATA}
        http.post("/message/template", headers={"access_token": token}, json=body)
        http.post(f"/dien-thoai/{PHONE}", data={"viec": "refusing"})
    with (home.path / "zalo" / "tin.jsonl").open("a") as lines:
        lines.write('{"id": "nửa')
    second = emulator_of(home)
    assert second.received == first.received
    assert second.is_known(token)
    assert second.refusing == {PHONE}
    assert (home.path / "zalo" / "trang-thai.json").stat().st_mode & 0o077 == 0
