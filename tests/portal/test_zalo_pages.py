"""Zalo and the portal: an operator connects the account in the browser; signed events are believed, others are not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import httpx
import pytest
import uvicorn
from sqlmodel import select
from starlette.testclient import TestClient

from models.messages import DeliveryReceipt, Suppression
from models.outbox import suppress, suppressed
from models.zalo_account import the_account
from notifications.emulators.zalo import ZaloEmulator, zalo_app
from notifications.zalo.addresses import DEMO_APP, EVENTS, event_secret
from notifications.zalo.events import HEADER, signature
from tests.portal.people import Portal, seal_in
from tests.waiting import free_port


@pytest.fixture
def service(portal: Portal) -> Iterator[ZaloEmulator]:
    """The emulator this portal's home speaks to."""
    port, emulator = free_port(), ZaloEmulator()
    portal.home.save(
        portal.home.settings().model_copy(update={"zalo_demo_port": port, "public_url": "http://portal.test"})
    )
    config = uvicorn.Config(zalo_app(emulator), host="127.0.0.1", port=port, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.02)
    yield emulator
    server.should_exit = server.force_exit = True
    thread.join(20)


def sent_off(operator: TestClient) -> httpx.URL:
    """The address on the page after the button was pressed."""
    page = operator.post("/can-bo/zalo", data={"seal": seal_in(operator.get("/can-bo/zalo").text)}).text
    link = page[: page.index("Mở trang cấp quyền của Zalo")].rpartition('href="')[2]
    return httpx.URL(unescape(link.partition('"')[0]))


def agreed(at: httpx.URL) -> str:
    """The path the service sends the browser back to."""
    answer = httpx.get(str(at).replace("/permission?", "/permission/dong-y?"))
    back = httpx.URL(answer.headers["location"])
    assert back.host == "portal.test"
    return f"{back.path}?{back.query.decode()}"


def test_an_operator_connects_the_account_in_the_browser(portal: Portal, service: ZaloEmulator) -> None:
    operator = portal.officer("vanhanh")
    assert "Chưa kết nối" in operator.get("/can-bo/zalo").text
    way_back = agreed(sent_off(operator))
    answer = operator.get(way_back)
    assert (answer.status_code, answer.headers["location"]) == (303, "/can-bo/zalo?xong=1")
    page = operator.get("/can-bo/zalo?xong=1").text
    assert "Đã kết nối Zalo OA" in page
    assert "Đang kết nối" in page
    assert "vanhanh" in page
    token = next(iter(service.grants.access))
    assert token not in page
    again = operator.get(way_back)
    assert again.status_code == 422
    assert "Kết nối Zalo một lần nữa" in again.text


def test_only_an_operator_connects(portal: Portal, service: ZaloEmulator) -> None:
    staff = portal.officer("thammuu")
    page = staff.get("/can-bo/zalo").text
    assert "do tài khoản quản trị vận hành thực hiện" in page
    assert staff.post("/can-bo/zalo", data={"seal": seal_in(page)}).status_code == 403
    way_back = agreed(sent_off(portal.officer("vanhanh")))
    assert staff.get(way_back).status_code == 403
    with portal.session() as session:
        assert the_account(session).state == "none"


def test_coming_back_without_consent_is_refused_with_what_to_do(portal: Portal, service: ZaloEmulator) -> None:
    operator = portal.officer("vanhanh")
    for query in ("", "?code=x&state=y&oa_id=z", "?state=" + "9" * 500):
        answer = operator.get(f"/can-bo/zalo/tro-ve{query}")
        assert answer.status_code == 422
        assert "Đề nghị bấm Kết nối Zalo" in answer.text


def test_a_live_home_without_an_application_says_what_to_set(portal: Portal) -> None:
    portal.home.save(portal.home.settings().model_copy(update={"mode": "live"}))
    operator = portal.officer("vanhanh")
    page = operator.get("/can-bo/zalo").text
    assert "zalo_app_id" in page
    refused = operator.post("/can-bo/zalo", data={"seal": seal_in(page)})
    assert refused.status_code == 422
    assert post(portal, body(portal.clock.now)).status_code == 403


def body(at: datetime, event: str = "user_received_message", **about: Any) -> bytes:
    about = about or {"message": {"msg_id": "m1", "tracking_id": "dondoc.1"}}
    return json.dumps({"event_name": event, "timestamp": str(int(at.timestamp() * 1000)), **about}).encode()


def post(portal: Portal, raw: bytes, secret: str = "", header: str = "") -> httpx.Response:
    stamp = str(json.loads(raw)["timestamp"])
    signed = header or signature(DEMO_APP, raw, stamp, secret or event_secret(portal.home))
    return portal.stranger().post(EVENTS, content=raw, headers={HEADER: signed})


def receipts(portal: Portal) -> list[tuple[str, str, str, str]]:
    with portal.session() as session:
        rows = session.exec(select(DeliveryReceipt).order_by(DeliveryReceipt.id))
        return [(r.channel, r.provider_id, r.tracking_id, r.event) for r in rows]


def test_a_receipt_is_kept_once_however_often_it_is_repeated(portal: Portal) -> None:
    raw = body(portal.clock.now)
    assert [post(portal, raw).status_code for _ in range(3)] == [200, 200, 200]
    portal.clock.now += timedelta(hours=2)
    assert post(portal, raw).status_code == 200
    assert receipts(portal) == [("zalo", "m1", "dondoc.1", "delivered")]
    portal.clock.now += timedelta(hours=2)
    assert post(portal, raw).status_code == 403


def test_a_message_that_was_seen_is_known_by_its_id(portal: Portal) -> None:
    assert post(portal, body(portal.clock.now, "user_seen_message", message={"msg_ids": ["a", "b"]})).status_code == 200
    assert receipts(portal) == [("zalo_oa", "a", "", "seen"), ("zalo_oa", "b", "", "seen")]


@pytest.mark.parametrize("header", ["mac=" + "0" * 64, "x"])
def test_an_event_that_is_not_signed_leaves_no_trace(portal: Portal, header: str) -> None:
    assert post(portal, body(portal.clock.now), header=header).status_code == 403
    assert post(portal, body(portal.clock.now), secret="khóa khác").status_code == 403
    assert receipts(portal) == []


def test_an_endless_event_is_not_read(portal: Portal) -> None:
    raw = body(portal.clock.now, message={"msg_id": "x" * 70_000})
    assert post(portal, raw).status_code == 403
    assert portal.stranger().post(EVENTS, content=iter([b"{}"])).status_code == 403


def test_who_leaves_the_account_is_reached_otherwise_until_they_return(portal: Portal) -> None:
    now = portal.clock.now
    with portal.session() as session:
        suppress(session, "zalo_oa", "8642", "-227 không dùng", now, None)
        session.commit()
    for person in ("2468", "8642"):
        moves(portal, person, now, leaves=person == "2468")
    with portal.session() as session:
        assert suppressed(session, now.date()) == {("zalo_oa", "2468"), ("zalo_oa", "8642")}
    moves(portal, "2468", now + timedelta(seconds=5))
    with portal.session() as session:
        assert [row.address for row in session.exec(select(Suppression))] == ["8642"]


def moves(portal: Portal, person: str, at: datetime, leaves: bool = False) -> None:
    assert post(portal, body(at, "unfollow" if leaves else "follow", follower={"id": person})).status_code == 200


def test_an_old_leave_told_late_or_played_back_shuts_nobody_out(portal: Portal) -> None:
    now = portal.clock.now
    moves(portal, "2468", now - timedelta(minutes=20), leaves=True)
    moves(portal, "2468", now - timedelta(minutes=10))
    moves(portal, "2468", now - timedelta(minutes=20), leaves=True)
    moves(portal, "2468", now - timedelta(minutes=15), leaves=True)
    with portal.session() as session:
        assert suppressed(session, now.date()) == set()
    moves(portal, "2468", now, leaves=True)
    moves(portal, "2468", now - timedelta(minutes=5))
    with portal.session() as session:
        assert suppressed(session, now.date()) == {("zalo_oa", "2468")}


@pytest.mark.parametrize("length", ["²", "9" * 5000, "-1", "0x10", " "])
def test_a_length_that_is_no_number_is_refused(portal: Portal, length: str) -> None:
    raw = body(portal.clock.now)
    headers = {HEADER: "mac=" + "0" * 64, "content-length": length.encode("latin-1")}
    assert portal.stranger().post(EVENTS, content=raw, headers=headers).status_code in (403, 413)


@pytest.mark.sqlite
def test_what_people_write_to_the_account_is_not_kept(portal: Portal) -> None:
    assert post(portal, body(portal.clock.now, "user_send_text", message={"text": "bí mật"})).status_code == 200
    assert receipts(portal) == []
    assert "bí mật".encode() not in (portal.home.path / "dondoc.db").read_bytes()
