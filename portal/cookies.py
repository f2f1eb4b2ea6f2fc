"""Signed cookies: who is on the other side, and the form seal (CSRF token) that belongs to that visit.

Nothing is kept on the server: an officer's cookie dies with the password it was made under, a unit's with its link.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from itsdangerous import BadData, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

OFFICER = "dondoc_can_bo"
UNIT = "dondoc_don_vi"
STRANGER = "dondoc_khach"  # before logging in: only carries the seal of the login form

LASTS = {OFFICER: timedelta(hours=10), UNIT: timedelta(hours=12), STRANGER: timedelta(hours=2)}


def new_visit(**facts: str) -> dict[str, str]:
    """A visit with a fresh random id, so that no earlier cookie can stand for it (session fixation)."""
    return {**facts, "id": secrets.token_urlsafe(18)}


def put(response: Response, request: Request, name: str, visit: dict[str, str], now: datetime) -> None:
    sealed = _signer(request, name).dumps({**visit, "at": int(now.timestamp())})
    response.set_cookie(
        name,
        str(sealed),
        max_age=int(LASTS[name].total_seconds()),
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
        path="/",
    )


def take(request: Request, name: str, now: datetime) -> dict[str, Any] | None:
    """The visit of that cookie, or None when it is absent, altered or too old."""
    if not (sealed := request.cookies.get(name)):
        return None
    try:
        visit = _signer(request, name).loads(sealed)
        begun = datetime.fromtimestamp(visit["at"], UTC)
    except (BadData, KeyError, TypeError, ValueError, OverflowError, OSError):
        return None
    return visit if begun <= now + timedelta(minutes=5) and now < begun + LASTS[name] else None


def drop(response: Response, name: str) -> None:
    response.delete_cookie(name, path="/", httponly=True, samesite="lax")


def seal_of(request: Request, visit: dict[str, Any]) -> str:
    """The token every form of this visit carries."""
    return _keyed(request, f"seal:{visit['id']}")


def fingerprint(request: Request, secret: str) -> str:
    """A short mark of a password hash: a changed password ends every session made under the old one."""
    return _keyed(request, f"password:{secret}")[:16]


def same(a: str, b: str) -> bool:
    """Equal, compared in constant time."""
    return hmac.compare_digest(a.encode(), b.encode())


def _signer(request: Request, name: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        request.app.state.secret, salt=f"dondoc.{name}", signer_kwargs={"digest_method": hashlib.sha256}
    )


def _keyed(request: Request, text: str) -> str:
    return hmac.new(request.app.state.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
