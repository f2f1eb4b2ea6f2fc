"""Cấp quyền giả lập (OAuth v4): codes that serve once for ten minutes, refresh tokens that serve once at all.

Errors are HTTP 200 with the service's own shape; `expires_in` is a string, as the real one's is.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from notifications.zalo.addresses import DEMO_APP, DEMO_APP_SECRET, DEMO_OA
from notifications.zalo.consent import challenge_of

CODE_LASTS = timedelta(minutes=10)
_REFERENCE = "https://developers.zalo.me/docs/social-api/tham-khao/ma-loi"


@dataclass
class Grants:
    """What the service handed out, and until when: token or code → instant (and what hangs on it)."""

    app_id: str = DEMO_APP
    secret: str = DEMO_APP_SECRET
    oa_id: str = DEMO_OA
    access_lasts: timedelta = timedelta(hours=25)
    refresh_lasts: timedelta = timedelta(days=90)
    access: dict[str, datetime] = field(default_factory=dict)
    refresh: dict[str, datetime] = field(default_factory=dict)
    spent: int = 0  # refresh tokens that served
    codes: dict[str, tuple[datetime, str]] = field(default_factory=dict)  # and the challenge it was asked with

    def code(self, challenge: str, now: datetime) -> str:
        """What the browser carries back after consent."""
        made = secrets.token_urlsafe(24)
        self.codes[made] = (now + CODE_LASTS, challenge)
        return made

    def answer(self, secret: str, sent: Mapping[str, str], now: datetime) -> dict[str, Any]:
        """What the key address says to a posted form."""
        if secret != self.secret:
            return _no(-14002, "Invalid secret key.")
        if sent.get("app_id") != self.app_id:
            return _no(-14003, "Invalid app id.")
        if sent.get("grant_type") == "authorization_code":
            return self._for_code(sent, now)
        if sent.get("grant_type") == "refresh_token":
            return self._for_refresh(sent.get("refresh_token", ""), now)
        return _no(-14001, "Invalid grant type.")

    def knows(self, token: str, now: datetime) -> bool:
        return token in self.access and now < self.access[token]

    def forget(self, *, access: bool = False, refresh: bool = False) -> None:
        """Tokens die before their time: what an operator of the account can do at any moment."""
        if access:
            self.access.clear()
        if refresh:
            self.refresh.clear()

    def _for_code(self, sent: Mapping[str, str], now: datetime) -> dict[str, Any]:
        until, challenge = self.codes.pop(sent.get("code", ""), (None, ""))
        if until is None:
            return _no(-14005, "Invalid oauthorized code.")
        if now >= until:
            return _no(-14019, "Authorized code expired.")
        if challenge != challenge_of(sent.get("code_verifier", "")):
            return _no(-14006, "Invalid code verifier.")
        return self._keys(now)

    def _for_refresh(self, token: str, now: datetime) -> dict[str, Any]:
        until = self.refresh.get(token)
        if until is None:
            return _no(-14014, "Invalid refresh token.")
        if now >= until:
            return _no(-14020, "Refresh token expired.")
        del self.refresh[token]
        self.spent += 1
        return self._keys(now)

    def _keys(self, now: datetime) -> dict[str, Any]:
        access, refresh = secrets.token_urlsafe(48), secrets.token_urlsafe(48)
        self.access[access], self.refresh[refresh] = now + self.access_lasts, now + self.refresh_lasts
        lasts = str(int(self.access_lasts.total_seconds()))
        return {"access_token": access, "refresh_token": refresh, "expires_in": lasts}


def _no(code: int, words: str) -> dict[str, Any]:
    return {
        "error_name": words,
        "error_reason": words,
        "ref_doc": _REFERENCE,
        "error_description": words,
        "error": code,
    }
