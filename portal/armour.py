"""What every answer wears, and what no request may be: security headers, and a limit on the size of a body.

Plain ASGI, outside the pages: an error page wears the same headers.
"""

from __future__ import annotations

import re

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
OWN_YEAR = "public, max-age=31536000, immutable"


class SecurityHeaders:
    """Adds the headers above to every answer; pages are never kept by a shared cache."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        is_asset = scope["path"].startswith("/static/")

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers["cache-control"] = OWN_YEAR if is_asset and message["status"] < 400 else "no-store"
                if scope["scheme"] == "https":
                    headers["strict-transport-security"] = "max-age=31536000"
            await send(message)

        await self.app(scope, receive, dressed)


class PlainAddresses:
    """An address with a zero byte in it is nobody's: answered before anything below could stumble over it."""

    def __init__(self, app: ASGIApp, refusal: ASGIApp):
        self.app, self.refusal = app, refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and ("\x00" in scope["path"] or b"%00" in scope["query_string"]):
            return await self.refusal(scope, receive, send)
        await self.app(scope, receive, send)


class TooLarge(Exception):
    """The body went over the limit while it was being read."""


class BodyLimit:
    """Refuses bodies over `limit` bytes, whether they say so beforehand or not."""

    def __init__(self, app: ASGIApp, refusal: ASGIApp, limit: int):
        self.app, self.refusal, self.limit = app, refusal, limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        announced = Request(scope).headers.get("content-length", "0")
        if not re.fullmatch("[0-9]{1,12}", announced) or int(announced) > self.limit:
            return await self.refusal(scope, receive, send)
        seen, begun = 0, False

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.limit:
                raise TooLarge
            return message

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, counted, watched)
        except TooLarge:
            if not begun:
                await self.refusal(scope, receive, send)
