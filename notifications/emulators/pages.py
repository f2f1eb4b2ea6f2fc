"""What the two emulators' web pages have in common: Jinja2 templates, strict headers, Hanoi time."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from models.quiet_hours import HANOI

TEMPLATES = Path(__file__).parent / "templates"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

_environment = Environment(
    loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def clock_text(moment: datetime) -> str:
    """`08:05, 22/11/2026` in Hanoi."""
    return f"{moment.astimezone(HANOI):%H:%M, %d/%m/%Y}"


def hour_text(moment: datetime) -> str:
    """`08:05` in Hanoi."""
    return f"{moment.astimezone(HANOI):%H:%M}"


def day_of(moment: datetime) -> str:
    """`22/11/2026` in Hanoi."""
    return f"{moment.astimezone(HANOI):%d/%m/%Y}"


def phone_text(digits: str) -> str:
    """`84912345678` → `0912 345 678`."""
    local = f"0{digits[2:]}" if digits.startswith("84") else digits
    return f"{local[:4]} {local[4:7]} {local[7:]}"


def size_text(size: int) -> str:
    """`12 KB`, `1,4 MB`."""
    return f"{size / 2**20:.1f} MB".replace(".", ",") if size >= 2**20 else f"{max(1, round(size / 1024))} KB"


_environment.filters |= {
    "size": size_text,
    "clock": clock_text,
    "hour": hour_text,
    "vn_day": day_of,
    "phone": phone_text,
    "thousands": lambda n: f"{n:,}".replace(",", "."),
}


def is_from_here(request: Request) -> bool:
    """Whether a posted form comes from a page of this emulator, or from a program, and not from another site."""
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return False  # `Referrer-Policy: no-referrer` makes our own forms say `Origin: null`, as a foreign frame does
    origin = request.headers.get("origin")
    return origin in (None, "null") or urlsplit(origin or "").netloc == request.headers.get("host")


def page(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(_environment.get_template(template).render(**values), status, headers=HEADERS)
