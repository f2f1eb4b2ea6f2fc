"""Nền sáng, nền tối: the switch at the foot of every page, kept in a cookie; nothing else hangs on it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from portal.doors import Public
from portal.pages import inner_path, see_other
from portal.themes import COOKIE, LASTS, THEMES

router = APIRouter()


@router.get("/giao-dien")
def choose_theme(request: Request, door: Public, nen: str = "", ve: str = "") -> Response:
    """Back to the page one came from, in the colours asked for. Anything but a known choice follows the machine."""
    response = see_other(inner_path(ve, "/"))
    if nen in THEMES:
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, nen, max_age=LASTS, httponly=True, samesite="lax", secure=secure, path="/")
    else:
        response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")
    return response
