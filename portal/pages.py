"""Turning a template and what it shows into an answer: escaping is on, a missing variable is an error, not a blank."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models.settings import Settings
from portal import words

HERE = Path(__file__).parent


@cache
def environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters |= words.FILTERS
    env.filters["path"] = lambda text: quote(str(text), safe="/")
    env.globals["asset"] = asset
    return env


@cache
def asset(name: str) -> str:
    """Address of a static file, carrying a mark of its content so that it may be kept for ever."""
    mark = hashlib.sha256((HERE / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={mark}"


def page(request: Request, template: str, /, status: int = 200, **shown: Any) -> HTMLResponse:
    """One page. Every template also knows who visits (`visit`), the settings and the moment of the request."""
    known = {
        "visit": getattr(request.state, "visit", None),
        "settings": getattr(request.state, "settings", None) or Settings(),
        "now": getattr(request.state, "now", None),
        "here": request.url.path,
        "host": request.url.hostname or "localhost",
    }
    return HTMLResponse(environment().get_template(template).render(known | shown), status)


def see_other(path: str) -> Response:
    """Answer a post by sending the browser to read a page, so that reloading posts nothing twice."""
    return RedirectResponse(path, 303)


def download(content: bytes, name: str, media_type: str) -> Response:
    """A file to keep. The name travels in both the plain and the UTF-8 form."""
    plain = name.encode("ascii", "ignore").decode().replace('"', "").strip() or "tep"
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=media_type, headers={"content-disposition": disposition})


def inner_path(wanted: str | None, otherwise: str) -> str:
    """A path on this site to go on to, or the other one: never an address elsewhere (open redirect)."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted:
        return otherwise
    return wanted if wanted.isprintable() else otherwise
