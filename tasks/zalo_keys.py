"""Giữ khóa Zalo còn tươi: twice a day the keys are changed before they die, and an operator hears in time.

Safe to run again and at any hour: keys changed a few hours ago are left alone. Also asks how much of the day's quota of
template messages is left, so that an account that ran dry is known before the next letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from models.alarms import clear_alarm, raise_alarm
from models.dates_in_words import day_text
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from models.vocabulary import AlarmCode, Channel, ZaloState
from models.zalo_account import AHEAD
from notifications.this_machine import refuse_outside
from notifications.zalo.addresses import zalo_addresses
from notifications.zalo.quota import Quota, quota_of
from notifications.zalo.tokens import NoToken, Tokens
from notifications.zalo.wire import ZaloWire
from tasks.session import open_session
from tasks.zalo_consent import SUBJECT
from tasks.zalo_tokens import RECONNECT, AccountTokens, Held, tokens_of

CHANGED_LATELY = timedelta(hours=6)
WARN_BEFORE = timedelta(days=14)
LOW = 0.1  # of the day's quota


@dataclass(frozen=True)
class KeptFresh:
    """How the account stands after a look. `said` is one sentence for a run's table; no secret, no address."""

    state: ZaloState
    renewed: bool
    said: str
    consent_ends_on: date | None = None
    quota: Quota | None = None


def keep_fresh(home: Home, now: datetime) -> KeptFresh:
    """Change the keys where they are some hours old, raise and clear the alarms about them.

    Errors: `Refused` for a demo pointed outside this machine.
    """
    tokens = tokens_of(home, lambda: now)
    if not isinstance(tokens, AccountTokens):
        fixed = "Đang dùng mã truy cập cố định trong thiết lập." if tokens else "Chưa dùng Zalo."
        return KeptFresh(ZaloState.NONE, False, fixed, quota=_quota(home, tokens, now) if tokens else None)
    before = tokens.held()
    why = "" if _is_young(before, now) else _renew(tokens, before)
    after = tokens.held()
    _warn_of_age(home, after, now)
    renewed = after.version != before.version
    quota = _quota(home, tokens, now) if after.lives(now) else None
    ends = day_in_hanoi(after.refresh_expires_at) if after.refresh and after.refresh_expires_at else None
    return KeptFresh(after.state, renewed, why or _said(renewed, ends), ends, quota)


def _is_young(held: Held, now: datetime) -> bool:
    """Changed a few hours ago; not on a clock that has since gone back, whose days would all be wrong."""
    if held.state is not ZaloState.OK or held.changed_at is None:
        return False
    return -AHEAD <= now - held.changed_at < CHANGED_LATELY


def _renew(tokens: AccountTokens, held: Held) -> str:
    """Why it could not be done; empty: done."""
    try:
        tokens.renewed(held.access)
    except NoToken as e:
        return e.outcome.detail
    return ""


def _said(renewed: bool, ends: date | None) -> str:
    did = "Đã đổi khóa Zalo." if renewed else "Khóa Zalo còn mới, chưa cần đổi."
    return f"{did} Ủy quyền còn đến ngày {day_text(ends)}." if ends else did


def _warn_of_age(home: Home, held: Held, now: datetime) -> None:
    """An alarm two weeks before the consent runs out; without a refresh token, as soon as this is seen."""
    if held.state is ZaloState.NONE:
        return
    ends = held.refresh_expires_at if held.refresh else held.access_expires_at
    with open_session(home) as session:
        if ends is not None and ends - now < WARN_BEFORE:
            words = f"Ủy quyền Zalo hết hạn ngày {day_text(day_in_hanoi(ends))}. {RECONNECT}"
            raise_alarm(session, AlarmCode.TOKEN_AGEING, SUBJECT, words, now)
        else:
            clear_alarm(session, AlarmCode.TOKEN_AGEING, SUBJECT, now)


def _quota(home: Home, tokens: Tokens, now: datetime) -> Quota | None:
    """What is left of the day's template messages, with an alarm when it is little. None: no answer, or no service."""
    settings = home.settings()
    url = zalo_addresses(settings).get(Channel.ZALO, "")
    if not url:
        return None
    wire = ZaloWire(url, "zalo_url")
    try:
        refuse_outside(settings, wire.host)
        found = quota_of(wire, tokens.current())
    except NoToken:
        found = None
    finally:
        wire.close()
    if found is not None:
        with open_session(home) as session:
            if found.left <= found.daily * LOW:
                words = f"Hạn mức tin mẫu Zalo trong ngày còn {found.left} trên {found.daily} tin."
                raise_alarm(session, AlarmCode.QUOTA, SUBJECT, words, now)
            else:
                clear_alarm(session, AlarmCode.QUOTA, SUBJECT, now)
    return found
