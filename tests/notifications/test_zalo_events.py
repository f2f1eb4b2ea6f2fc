"""Events of the service: only what it signed is believed, whatever else is posted."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.zalo.events import NotFromZalo, ZaloEvent, read_event, signature

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # T2 23/11/2026
APP, SECRET = "1000000000000000001", "khóa OA"


def body(at: datetime = NOW, event: str = "user_received_message", **about: Any) -> bytes:
    stamp = str(int(at.timestamp() * 1000))
    return json.dumps({"event_name": event, "timestamp": stamp, "app_id": APP, **about}, ensure_ascii=False).encode()


def signed(raw: bytes, at: datetime = NOW, secret: str = SECRET) -> str:
    return signature(APP, raw, str(int(at.timestamp() * 1000)), secret)


def read(raw: bytes, header: str, now: datetime = NOW, secret: str = SECRET) -> ZaloEvent:
    return read_event(raw, header, app_id=APP, secret=secret, now=now)


def test_the_signature_is_a_plain_hash_over_application_body_time_and_secret() -> None:
    assert signature("a", b"{}", "1", "s") == "mac=" + hashlib.sha256(b"a{}1s").hexdigest()


def test_a_receipt_says_which_message_arrived() -> None:
    raw = body(message={"msg_id": "m1", "tracking_id": "dondoc.1", "delivery_time": "1"})
    event = read(raw, signed(raw))
    assert event == ZaloEvent("delivered", NOW, ("m1",), "dondoc.1")


def test_many_messages_may_be_seen_at_once() -> None:
    raw = body(event="user_seen_message", message={"msg_ids": ["m1", "m2", 3, None, {}]})
    event = read(raw, signed(raw))
    assert (event.kind, event.provider_ids) == ("seen", ("m1", "m2", "3"))


@pytest.mark.parametrize("kind", ["follow", "unfollow"])
def test_a_person_follows_or_no_longer_does(kind: str) -> None:
    raw = body(event=kind, follower={"id": "2468"})
    assert read(raw, signed(raw)) == ZaloEvent(kind, NOW, person="2468")


@pytest.mark.parametrize("about", [{"event": "user_send_text", "message": {"text": "xin chào"}}, {"message": "x"}, {}])
def test_what_else_is_told_means_nothing(about: dict[str, Any]) -> None:
    raw = body(**about)
    assert read(raw, signed(raw)) == ZaloEvent("", NOW)


@pytest.mark.parametrize("header", ["", "mac=", "mac=" + "0" * 64, "x", "mác=đ"])
def test_an_event_without_its_signature_is_not_believed(header: str) -> None:
    with pytest.raises(NotFromZalo, match="chữ ký"):
        read(body(), header)


def test_a_changed_event_is_not_believed() -> None:
    raw = body(message={"msg_id": "m1"})
    with pytest.raises(NotFromZalo, match="chữ ký"):
        read(raw.replace(b"m1", b"m2"), signed(raw))


def test_without_a_secret_nothing_is_believed() -> None:
    with pytest.raises(NotFromZalo):
        read(body(), signed(body(), secret=""), secret="")


@pytest.mark.parametrize(
    ("age", "taken"),
    [(-11, False), (-9, True), (0, True), (110, True), (179, True), (181, False), (60 * 24, False)],
)
def test_an_old_event_is_not_taken_but_the_last_repeat_still_is(age: int, taken: bool) -> None:
    at = NOW - timedelta(minutes=age)
    raw = body(at)
    if taken:
        assert read(raw, signed(raw, at)).at == at
    else:
        with pytest.raises(NotFromZalo, match="quá cũ"):
            read(raw, signed(raw, at))


@given(st.one_of(st.binary(max_size=200), st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.lists(
    inner) | st.dictionaries(st.sampled_from(["timestamp", "event_name", "message", "follower", "x"]), inner)).map(
    lambda value: json.dumps(value).encode())))  # fmt: skip
def test_whatever_is_posted_is_refused_in_one_way(raw: bytes) -> None:
    with pytest.raises(NotFromZalo):
        read(raw, "mac=" + "0" * 64)
