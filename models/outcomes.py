"""Kết quả gửi: what a channel said about one attempt, what it means for the message, and when to try again."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.masking import without_addresses
from models.vocabulary import MessageState

MOST_ATTEMPTS = 6
_DIGIT = re.compile(r"\d")
NOBODY_KNOWS = (
    "Bị ngắt sau khi đã bàn giao cho kênh gửi; chưa rõ đơn vị nhận được hay chưa. "
    "Đề nghị kiểm tra với đơn vị trước khi gửi lại."
)


@dataclass(frozen=True)
class Outcome:
    """What a channel said about one attempt. `stage` names how far it came; `code` is the channel's own.

    sent; retry (try again later); defer (not now, through no fault of the message); fallback (not to this recipient on
    this channel); permanent (never); unknown (handed over, answer lost).
    """

    status: str
    code: str = ""
    detail: str = ""
    provider_id: str = ""
    retry_after: float | None = None  # seconds
    stage: str = ""
    alarm: str = ""  # AlarmCode an operator must hear of; empty: none

    def __post_init__(self) -> None:
        for name in ("code", "detail", "provider_id"):
            object.__setattr__(self, name, _writable(getattr(self, name)))

    @property
    def words(self) -> str:
        """What people read: the channel's words, after its number where it has one; never the name of an exception."""
        shown = self.code if _DIGIT.search(self.code) or not self.detail else ""
        return " ".join(part for part in (shown, self.detail) if part)


def _writable(said: str) -> str:
    """Words of a stranger without what no database takes: halves of characters, and the zero of PostgreSQL."""
    return said.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def verdict(outcome: Outcome, tried: int, retry_at: datetime, expires_at: datetime | None) -> tuple[MessageState, str]:
    """The state an outcome leads to, and the operator's words for it. `tried`: refusals of this message so far."""
    if outcome.status == "sent":
        return MessageState.SENT, ""
    said = without_addresses(outcome.words)[:400]
    if outcome.status == "unknown":
        return MessageState.UNKNOWN, f"{NOBODY_KNOWS} ({said})"
    if outcome.status in ("fallback", "permanent"):
        return MessageState.FAILED, said
    if outcome.status == "retry" and tried >= MOST_ATTEMPTS:
        return MessageState.FAILED, f"Đã thử {tried} lần không được. Lần cuối: {said}"
    if expires_at is not None and retry_at >= expires_at:
        return MessageState.EXPIRED, f"Quá thời gian còn ý nghĩa để gửi. Lần cuối: {said}"
    return MessageState.PLANNED, f"Sẽ thử lại. Lần trước: {said}"


def wait_before(attempt: int, key: str, base: float = 60, longest: float = 3600) -> timedelta:
    """Exponential back-off with a jitter that depends only on the message and the attempt: 45–75 s, 90–150 s, …"""
    share = int(hashlib.sha256(f"{key}|{attempt}".encode()).hexdigest()[:8], 16) / 0xFFFFFFFF
    return timedelta(seconds=min(longest, base * 2 ** (max(attempt, 1) - 1)) * (0.75 + share / 2))
