"""Reproducible chance: what happens to an obligation depends on its key, never on order or on how far one loads."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

SEED = "Đôn Đốc demo 1"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def chance(*key: str) -> Random:
    return Random("|".join((SEED, *key)))  # noqa: S311 - a story, not a secret


def at(day: date, minutes: int) -> datetime:
    """So many minutes after midnight of a Hanoi day, as an instant."""
    return (datetime.combine(day, time(), HANOI) + timedelta(minutes=minutes)).astimezone(UTC)


def office_hour(rng: Random, day: date) -> datetime:
    """Some minute of office hours: half past seven to eleven thirty, half past one to five."""
    return at(day, rng.choice((rng.randint(450, 690), rng.randint(810, 1020))))
