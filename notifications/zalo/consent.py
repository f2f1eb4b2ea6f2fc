"""Cấp quyền (OAuth v4): how an operator lets the application speak for the official account, and how keys change.

Consent brings a code, the code brings keys, and the refresh token brings new ones: once, then it is spent. An answer
that does not come back leaves open whether it was spent. Errors come with HTTP 200 and a shape of their own.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlencode

import httpx

from models.outcomes import Outcome
from notifications.zalo.addresses import Application
from notifications.zalo.codes import read_status
from notifications.zalo.wire import NoAnswer, ZaloWire

PERMISSION, ACCESS_TOKEN = "/v4/oa/permission", "/v4/oa/access_token"
SPENT = {-14014, -14020}  # refresh token: not valid (any more), too old
CODE_GONE = {-14005, -14019}  # code: not valid, too old


class KeysRefused(Exception):
    """The service said no, in so many words. `code` is its own; `words` hold no secret."""

    def __init__(self, code: int, words: str):
        self.code, self.words = code, words
        super().__init__(f"{code} {words}")


@dataclass(frozen=True)
class Keys:
    """What the service hands out. `lasts`: seconds the access token lives."""

    access: str = field(repr=False)
    refresh: str = field(repr=False)
    lasts: int


def new_verifier() -> str:
    """43 letters nobody can guess (RFC 7636)."""
    return secrets.token_urlsafe(32)


def challenge_of(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def permission_url(app: Application, redirect: str, state: str, verifier: str) -> str:
    """Where the operator's browser goes to give consent."""
    asked = {
        "app_id": app.app_id,
        "redirect_uri": redirect,
        "code_challenge": challenge_of(verifier),
        "state": state,
    }
    return f"{app.url.rstrip('/')}{PERMISSION}?{urlencode(asked)}"


def keys_for_code(app: Application, code: str, verifier: str) -> Keys:
    """Keys for the code of a consent. Errors: `KeysRefused`; `NoAnswer`."""
    return _asked(app, grant_type="authorization_code", code=code, code_verifier=verifier)


def keys_for_refresh(app: Application, refresh: str) -> Keys:
    """Keys for a refresh token, which is spent thereby. Errors: `KeysRefused`; `NoAnswer`: `unknown` where it may be
    spent, `defer` where nothing had left."""
    return _asked(app, grant_type="refresh_token", refresh_token=refresh)


def _asked(app: Application, **fields: str) -> Keys:
    wire = ZaloWire(app.url, "zalo_oauth_url")
    try:
        headers = {"secret_key": app.secret}
        answer = wire.ask("POST", ACCESS_TOKEN, headers=headers, data={"app_id": app.app_id, **fields})
    finally:
        wire.close()
    return _read(answer)


def _read(answer: httpx.Response) -> Keys:
    if (refused := read_status(answer)) is not None:
        if refused.status == "permanent":
            raise KeysRefused(answer.status_code, refused.detail)
        raise NoAnswer(refused)
    try:
        said = answer.json()
        if said.get("error"):
            raise KeysRefused(int(said["error"]), str(said.get("error_description") or said.get("error_name") or ""))
        access, refresh, lasts = said["access_token"], said.get("refresh_token") or "", int(said["expires_in"])
        if not (access and isinstance(access, str) and isinstance(refresh, str) and lasts > 0):
            raise ValueError("no keys in it")
    except (ValueError, TypeError, KeyError, AttributeError):
        lost = Outcome("unknown", str(answer.status_code), "trả lời không đọc được", stage="answer")
        raise NoAnswer(lost) from None
    return Keys(access, refresh, lasts)
