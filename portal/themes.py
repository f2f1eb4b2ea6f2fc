"""The colours a visitor chose for the pages: light, dark, or as the machine wishes (no cookie)."""

from __future__ import annotations

from starlette.requests import Request

COOKIE = "dondoc_nen"
LASTS = 365 * 24 * 3600  # seconds
THEMES = {"light": "sáng", "dark": "tối"}
CHOICES = {"": "theo máy", **THEMES}
SECRET_PATHS = ("/n/", "/lich/")  # carry a token: never written into another address


def theme_of(request: Request) -> str:
    """`light`, `dark`, or empty: as the machine wishes."""
    chosen = request.cookies.get(COOKIE, "")
    return chosen if chosen in THEMES else ""


def way_back(request: Request) -> str:
    """Where the switch leads back to: this page with what was asked of it; the front page where it was posted."""
    if request.method != "GET" or request.url.path.startswith(SECRET_PATHS):
        return "/"
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path
