"""Sự kiện Zalo gửi về: whether it is really the service that speaks, and what it says of a message or a person.

The signature is plain SHA-256 over application id, raw body, timestamp and the account's secret; not an HMAC.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

HEADER = "X-ZEvent-Signature"
# the service repeats an event it got no answer for until an hour and fifty minutes later, with its first timestamp
OLDEST, AHEAD = timedelta(hours=3), timedelta(minutes=10)
_EVENTS = {"user_received_message": "delivered", "user_seen_message": "seen"}


class NotFromZalo(ValueError):
    """Not signed by the account, altered, or too old to be taken."""


@dataclass(frozen=True)
class ZaloEvent:
    """What happened: `delivered` or `seen` to messages, `follow` or `unfollow` by a person, or something else ("")."""

    kind: str
    at: datetime
    provider_ids: tuple[str, ...] = ()
    tracking_id: str = ""
    person: str = ""


def signature(app_id: str, raw: bytes, timestamp: str, secret: str) -> str:
    """What stands in the header of an event."""
    return f"mac={hashlib.sha256(app_id.encode() + raw + timestamp.encode() + secret.encode()).hexdigest()}"


def read_event(raw: bytes, header: str, *, app_id: str, secret: str, now: datetime) -> ZaloEvent:
    """The event in a posted body. Errors: `NotFromZalo`."""
    try:
        said = json.loads(raw)
        timestamp = str(said["timestamp"])
        at = datetime.fromtimestamp(int(timestamp) / 1000, UTC)
    except (ValueError, TypeError, KeyError, OverflowError, OSError, RecursionError) as e:
        raise NotFromZalo("không đọc được") from e
    if not secret or not hmac.compare_digest(signature(app_id, raw, timestamp, secret).encode(), header.encode()):
        raise NotFromZalo("chữ ký không đúng")
    if not -AHEAD <= now - at <= OLDEST:
        raise NotFromZalo("sự kiện quá cũ")
    return _told(said, at)


def _told(said: dict[str, Any], at: datetime) -> ZaloEvent:
    name, message = str(said.get("event_name", "")), said.get("message")
    if name in ("follow", "unfollow"):
        follower = said.get("follower")
        return ZaloEvent(name, at, person=_text(follower.get("id")) if isinstance(follower, dict) else "")
    if name not in _EVENTS or not isinstance(message, dict):
        return ZaloEvent("", at)
    many = message.get("msg_ids")
    ids = many if isinstance(many, list) else [message.get("msg_id")]
    found = tuple(text for text in map(_text, ids[:100]) if text)
    return ZaloEvent(_EVENTS[name], at, found, _text(message.get("tracking_id")))


def _text(value: object) -> str:
    """An id as text, of a length an id has."""
    return str(value)[:200] if isinstance(value, str | int) else ""
