"""Signed cookies: who is on the other side, and the form seal (CSRF token) that belongs to that visit.

An account's cookie carries the token of a visit kept in the database (`models.visits`); a unit's carries its link. Both
are looked up again at every request, so nothing in a cookie outlives what it stands for.
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

from models.visits import LONGEST

OFFICER = "dondoc_can_bo"
UNIT = "dondoc_don_vi"
STRANGER = "dondoc_khach"  # before logging in: only carries the seal of the login form
HALFWAY = "dondoc_buoc_hai"  # the password was right, the code is still to come
BROWSER = "dondoc_may"  # names that logged in here before: a pause forced on them by others does not hold here

LASTS = {
    OFFICER: LONGEST,
    UNIT: timedelta(hours=12),
    STRANGER: timedelta(hours=2),
    HALFWAY: timedelta(minutes=5),
    BROWSER: timedelta(days=180),
}


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


def device_of(request: Request, username: str, now: datetime) -> str:
    """The mark of a browser that logged in to this account before; empty for one that did not."""
    known = take(request, BROWSER, now) or {}
    names = known.get("names")
    is_known = isinstance(names, str) and username.strip().lower() in names.split()
    return _keyed(request, f"browser:{known['id']}:{username.strip().lower()}")[:32] if is_known else ""


def remember_browser(response: Response, request: Request, username: str, now: datetime) -> None:
    """This browser has logged in to this account; the last five names are kept."""
    known = take(request, BROWSER, now) or new_visit(names="")
    names = [name for name in str(known.get("names", "")).split() if name != username]
    put(response, request, BROWSER, {"id": known["id"], "names": " ".join([*names, username][-5:])}, now)


def same(a: str, b: str) -> bool:
    """Equal, compared in constant time."""
    return hmac.compare_digest(a.encode(), b.encode())


def _signer(request: Request, name: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        request.app.state.secret, salt=f"dondoc.{name}", signer_kwargs={"digest_method": hashlib.sha256}
    )


def _keyed(request: Request, text: str) -> str:
    return hmac.new(request.app.state.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
