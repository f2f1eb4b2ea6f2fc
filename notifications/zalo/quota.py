"""Hạn mức: how many template messages the account may still send today, as the service counts."""

from __future__ import annotations

from dataclasses import dataclass

from notifications.zalo.wire import NoAnswer, ZaloWire

PATH = "/message/quota"


@dataclass(frozen=True)
class Quota:
    """Messages left today, of so many a day."""

    left: int
    daily: int


def quota_of(wire: ZaloWire, token: str) -> Quota | None:
    """None: the service did not say."""
    try:
        data = wire.ask("GET", PATH, headers={"access_token": token}).json()["data"]
        return Quota(int(data["remainingQuota"]), int(data["dailyQuota"]))
    except (NoAnswer, ValueError, TypeError, KeyError):
        return None
