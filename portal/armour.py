"""What every answer wears, and what no request may be: security headers, a limit on the size of a body, known names.

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
HOST = r"(\[[0-9A-Fa-f:.]+\]|[0-9A-Za-z._-]{1,253})(?::[0-9]{1,5})?"
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
    """An address with a zero byte in it, or with a letter that no browser leaves bare, is nobody's.

    Answered before anything below could stumble over it, the page that says so among them.
    """

    def __init__(self, app: ASGIApp, refusal: ASGIApp):
        self.app, self.refusal = app, refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not scope["query_string"].isascii():
            return await self.refusal({**scope, "query_string": b""}, receive, send)
        if scope["type"] == "http" and ("\x00" in scope["path"] or b"%00" in scope["query_string"]):
            return await self.refusal(scope, receive, send)
        await self.app(scope, receive, send)


class KnownHosts:
    """Answers to its own names only: another name in `Host` would end up in addresses made from it, or let a page of a
    stranger's site reach this one under the stranger's name (DNS rebinding). No names given: any that is well-formed.
    """

    def __init__(self, app: ASGIApp, refusal: ASGIApp, names: frozenset[str]):
        self.app, self.refusal, self.names = app, refusal, names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            given = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
            found = re.fullmatch(HOST, given[0]) if len(given) == 1 else None
            if not found or (self.names and found[1].lower() not in self.names):
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
