"""Turning a template and what it shows into an answer: escaping is on, a missing variable is an error, not a blank."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models.settings import Settings
from models.unit_map import fold
from portal import words
from portal.themes import CHOICES, theme_of, way_back

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
        "theme": theme_of(request),
        "themes": CHOICES,
        "way_back": way_back(request),
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


def file_stem(*parts: str, longest: int = 48) -> str:
    """`bieu_cong-an-xa-an-binh_so-lieu-dot-xuat_2026-12-02`: unaccented, each part cut after a whole word.

    So files of several units and duties are told apart on any computer.
    """
    found = []
    for part in parts:
        stem = re.sub(r"[^a-z0-9]+", "-", fold(part)).strip("-")
        found.append(stem if len(stem) <= longest else stem[: longest + 1].rpartition("-")[0] or stem[:longest])
    return "_".join(part for part in found if part)


def inner_path(wanted: str | None, otherwise: str) -> str:
    """A path on this site to go on to, or the other one: never an address elsewhere (open redirect)."""
    if not wanted or not wanted.startswith("/") or wanted.startswith("//") or "\\" in wanted:
        return otherwise
    return wanted if wanted.isprintable() else otherwise
