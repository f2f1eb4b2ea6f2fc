"""Doors that open to a signed word: ways in, calendar addresses, events of Zalo."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from random import Random

from sqlmodel import Session

from models.feeds import feed_token, open_feed, read_feed
from models.links import issue_links, read_link
from models.tokens import sign, unsign
from notifications.zalo.events import NotFromZalo, read_event, signature
from tests.fuzz import bending
from tests.fuzz.house import MONDAY, House
from tests.fuzz.oracle import Door, Refusal

SALTS = ("dondoc.link", "dondoc.feed", "x")
APP, STAMP = "123", str(int(MONDAY.timestamp() * 1000))
EVENTS = (
    {"event_name": "user_received_message", "timestamp": STAMP, "message": {"msg_id": "a1", "tracking_id": "t1"}},
    {"event_name": "user_seen_message", "timestamp": STAMP, "message": {"msg_ids": ["a1", "a2"]}},
    {"event_name": "follow", "timestamp": STAMP, "follower": {"id": "9"}},
    {"event_name": "unfollow", "timestamp": STAMP, "follower": {"id": "9"}},
)


def key_doors(house: House) -> list[Door]:
    with Session(house.engine) as session:
        link = issue_links(session, [house.units[0]], MONDAY, 14, house.secrets[0])[house.units[0]][1]
        feed = feed_token(
            open_feed(session, unit_id=house.units[0], by="x", now=MONDAY, secret=house.secrets[0]), house.secrets[0]
        )
        session.commit()
    return [
        Door("link", "Liên kết nộp báo cáo", _bent(link), _link(house, link), watched=house, share=200),
        Door("feed", "Địa chỉ lịch", _bent(feed), _feed(house, feed), watched=house, share=80),
        Door("zalo-event", "Sự kiện Zalo gửi về", _event_bent, _event(house), (NotFromZalo,), house, share=500),
    ]


def _bent(token: str) -> Callable[[Random], bytes]:
    """A good one with a slip, one signed with another key or for another purpose, words, bytes."""

    def bend(rng: Random) -> bytes:
        way = rng.random()
        if way < 0.5:
            said = bending.slips(rng, token, tokens=(".", "-", "_", "=", "A", "%2e", "/"), most=2)
        elif way < 0.75:
            said = sign(token.partition(".")[0], rng.choice(("x", "0" * 64)), rng.choice(SALTS))
        elif way < 0.9:
            said = rng.choice((token[::-1], token.upper(), token + ".", "." + token, token * 20, token.swapcase()))
        else:
            said = bending.text(rng)
        return json.dumps(said).encode()

    return bend


def _link(house: House, good: str) -> Callable[[bytes], str]:
    def knock(data: bytes) -> str:
        token = json.loads(data)
        with Session(house.engine) as session:
            link = read_link(session, token, MONDAY + timedelta(hours=1), house.secrets[0])
        assert unsign(token, house.secrets[0], "dondoc.link") == link.id
        assert token == good, "another word opened the same way in"
        return link.id

    return knock


def _feed(house: House, good: str) -> Callable[[bytes], str]:
    def knock(data: bytes) -> str:
        token = json.loads(data)
        with Session(house.engine) as session:
            feed = read_feed(session, token, house.secrets[0])
        assert token == good, "another word opened the same calendar"
        return feed.id

    return knock


def _event_bent(rng: Random) -> bytes:
    """The body, the header it comes with, and whether it is signed anew after the change, as only Zalo could."""
    told = bending.tree(rng, rng.choice(EVENTS))
    body = json.dumps(told) if rng.random() < 0.8 else bending.slips(rng, json.dumps(told))
    header = None if rng.random() < 0.6 else rng.choice(("mac=", "mac=" + "0" * 64, bending.text(rng)))
    return json.dumps([bending.plain(body), header]).encode()


def _event(house: House) -> Callable[[bytes], str]:
    secret = house.secrets[-1]

    def knock(data: bytes) -> str:
        body, header = json.loads(data)
        raw = body.encode()
        if header is None:
            try:
                stamp = str(json.loads(raw)["timestamp"])
            except (ValueError, TypeError, KeyError, RecursionError):
                stamp = STAMP
            header = signature(APP, raw, bending.plain(stamp), secret)
        try:
            event = read_event(raw, bending.plain(header), app_id=APP, secret=secret, now=MONDAY)
        except NotFromZalo as no:
            raise Refusal(str(no)) from no
        json.dumps([event.kind, event.provider_ids, event.tracking_id, event.person])
        return event.kind

    return knock
