"""Mã truy cập Zalo: the access token of the official account, renewed by one process at a time, whatever crashes.

The refresh token serves once. So a turn is taken and committed before it is spent, the answer is kept before it is
used, and an answer that never came leaves the account `uncertain` with an alarm: the old token is then tried again,
and where the service has spent it only a new consent helps. No session is open while the network is touched.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from models.alarms import raise_alarm
from models.outcomes import Outcome
from models.sealed import CannotOpen, Seal
from models.settings import Home
from models.vocabulary import AlarmCode, ZaloState
from models.zalo_account import end_turn, keep_keys, take_turn, the_account
from notifications.zalo.addresses import Application, application
from notifications.zalo.consent import SPENT, Keys, KeysRefused, keys_for_refresh
from notifications.zalo.tokens import FixedToken, NoToken, Tokens
from notifications.zalo.wire import OUR_SIDE, UNREACHABLE, NoAnswer
from tasks.session import open_session
from tasks.zalo_consent import SUBJECT, consent_by_itself, fall_silent

TOO_SOON = timedelta(minutes=5)  # a token that lives no longer is changed before it is used
PATIENCE = 20.0  # seconds to wait for another process that is changing the keys
LOOK_AGAIN = 0.1
RECONNECT = "Đề nghị quản trị vận hành vào trang Zalo của cổng và bấm Kết nối Zalo."
LOST = "Mất câu trả lời khi đổi khóa Zalo. Khóa đang dùng còn hiệu lực đến khi hết hạn; hệ thống sẽ thử lại."


@dataclass(frozen=True)
class Held:
    """The account as it was read: its keys opened. `access` is empty where there is none or it cannot be opened."""

    version: int
    state: ZaloState
    access: str = field(repr=False)
    access_expires_at: datetime | None
    refresh: str = field(repr=False)
    refresh_expires_at: datetime | None
    changed_at: datetime | None

    def lives(self, now: datetime, longer: timedelta = timedelta(0)) -> bool:
        until = self.access_expires_at
        return bool(self.access) and until is not None and until - longer > now


def tokens_of(home: Home, clock: Callable[[], datetime] | None = None) -> Tokens | None:
    """Where this home's access token comes from: the settings, or the account it is connected to. None: neither."""
    settings = home.settings()
    if settings.zalo_token:
        return FixedToken(settings.zalo_token)
    app = application(settings)
    return AccountTokens(home, app, clock or (lambda: datetime.now(UTC))) if app else None


class AccountTokens:
    """The account's access token, read from its row, renewed when it has died. Many may hold one at the same time."""

    def __init__(self, home: Home, app: Application, clock: Callable[[], datetime]):
        self.home, self.app, self.clock = home, app, clock
        self.seal = Seal(home.secret(), "zalo")

    def __repr__(self) -> str:
        return "AccountTokens()"

    def current(self) -> str:
        held = self.held()
        if held.lives(self.clock(), TOO_SOON):
            return held.access
        try:
            return self.renewed(held.access)
        except NoToken:
            if held.lives(self.clock()):
                return held.access
            raise

    def renewed(self, dead: str) -> str:
        until = time.monotonic() + PATIENCE
        while True:
            held = self.held()
            if held.access != dead and held.lives(self.clock()):
                return held.access
            if not held.refresh and self.home.settings().is_demo and held.state is ZaloState.NONE:
                return self._first()
            if not held.refresh or held.state is ZaloState.DEAD:
                raise NoToken(self._gone())
            owner = uuid.uuid4().hex
            if self._may_spend(held, owner):
                return self._spend(held, owner)
            if time.monotonic() > until:
                words = "khóa Zalo đang được đổi ở nơi khác"
                raise NoToken(Outcome("defer", "turn", words, retry_after=60.0, stage="auth"))
            threading.Event().wait(LOOK_AGAIN)

    def held(self) -> Held:
        """The row as it is now."""
        with open_session(self.home) as session:
            account = the_account(session)
        is_ours = account.app_id == self.app.app_id
        try:
            access = self.seal.open(account.access_sealed) if is_ours else ""
            refresh = self.seal.open(account.refresh_sealed) if is_ours else ""
        except CannotOpen:  # the home has another secret than when it was connected
            access = refresh = ""
        return Held(
            version=account.version,
            state=ZaloState.of(account.state) if access or refresh else ZaloState.NONE,
            access=access,
            access_expires_at=account.access_expires_at,
            refresh=refresh,
            refresh_expires_at=account.refresh_expires_at,
            changed_at=account.changed_at,
        )

    def _first(self) -> str:
        """A demo connects itself when it first has something to say."""
        try:
            return consent_by_itself(self.home, self.app, self.clock())
        except NoAnswer as e:
            raise NoToken(replace(e.outcome, status="defer", stage="connect", retry_after=UNREACHABLE)) from None
        except KeysRefused as e:
            raise NoToken(self._gone(str(e.code))) from None

    def _may_spend(self, held: Held, owner: str) -> bool:
        """Take the turn. Where the last holder's ran out, nobody knows whether it spent the token."""
        with open_session(self.home) as session:
            before, now = the_account(session).refreshing_by, self.clock()
            taken = take_turn(session, held.version, owner, now)
            if taken and before:
                raise_alarm(session, AlarmCode.TOKEN_UNCERTAIN, SUBJECT, LOST, now)
        return taken

    def _spend(self, held: Held, owner: str) -> str:
        try:
            keys = keys_for_refresh(self.app, held.refresh)
        except NoAnswer as e:
            if e.outcome.status == "defer":
                self._end(owner)
                raise NoToken(e.outcome) from None
            self._end(owner, ZaloState.UNCERTAIN, AlarmCode.TOKEN_UNCERTAIN, LOST)
            raise NoToken(
                Outcome("defer", e.outcome.code, LOST, "", OUR_SIDE, "auth", AlarmCode.TOKEN_UNCERTAIN)
            ) from None
        except KeysRefused as e:
            if e.code in SPENT:
                self._end(owner, ZaloState.DEAD, AlarmCode.TOKEN_DEAD, f"{e.code}: khóa đổi không còn dùng được.")
                raise NoToken(self._gone(str(e.code))) from None
            words = f"{e.code}: dịch vụ cấp quyền từ chối. Đề nghị kiểm tra zalo_app_id và zalo_app_secret."
            self._end(owner, None, AlarmCode.TOKEN_DEAD, words)
            raise NoToken(Outcome("defer", str(e.code), words, "", OUR_SIDE, "auth", AlarmCode.TOKEN_DEAD)) from None
        return self._keep(held, keys)

    def _keep(self, held: Held, keys: Keys) -> str:
        now = self.clock()
        with open_session(self.home) as session:
            kept = keep_keys(
                session,
                held.version,
                access_sealed=self.seal.close(keys.access),
                access_expires_at=now + timedelta(seconds=keys.lasts),
                refresh_sealed=self.seal.close(keys.refresh),
                now=now,
            )
            if kept:
                fall_silent(session, now)
        return keys.access if kept else self.held().access

    def _end(self, owner: str, state: ZaloState | None = None, alarm: AlarmCode | None = None, words: str = "") -> None:
        now = self.clock()
        with open_session(self.home) as session:
            if end_turn(session, owner, state) and alarm:
                raise_alarm(session, alarm, SUBJECT, f"{words} {RECONNECT}", now)

    def _gone(self, code: str = "token") -> Outcome:
        words = f"Chưa có khóa Zalo dùng được. {RECONNECT}"
        return Outcome("defer", code, words, "", OUR_SIDE, "auth", AlarmCode.TOKEN_DEAD)
