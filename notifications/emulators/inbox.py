"""Hộp thư thử: the demo's mailbox with a web page, so that a reminder can be read and its link followed.

Run as `python -m notifications.emulators.inbox` for a demo home. Nothing leaves the machine. A mail's HTML is shown in
a sandboxed frame without scripts; only links into the portal can be followed. A mail can be answered with files, as a
unit would, and troubles of the mail server can be ordered.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

import uvicorn
from markupsafe import Markup, escape
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from models.settings import Home
from notifications.emulators.fault_page import fault_routes
from notifications.emulators.mailbox import Kept, Mailbox, smtp_server
from notifications.emulators.pages import HEADERS, page
from notifications.emulators.reply_form import reply_routes

LABEL = "Hộp thư thử: không gửi ra ngoài máy"
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+[^\s<>\"“”.,;:)]")
LETTERS, LINES, TALLEST = 36, 5, 30  # letters of a line on a telephone, lines of one step, steps
_FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'self'; "
    "sandbox allow-top-navigation-by-user-activation; frame-ancestors 'self'"
)


def inbox_app(mailbox: Mailbox, portal_url: str = "") -> Starlette:
    """The web page over a mailbox."""

    def listing(request: Request) -> Response:
        search = request.query_params.get("tim", "")[:120]
        mails = list(mailbox.mails(search))
        return page("inbox.html.j2", label=LABEL, mails=mails, search=search, chosen=None)

    def reading(request: Request) -> Response:
        kept = mailbox.read(request.path_params["name"])
        if kept is None:
            return page("missing.html.j2", 404, label=LABEL)
        search = request.query_params.get("tim", "")[:120]
        return page(
            "inbox.html.j2",
            label=LABEL,
            mails=list(mailbox.mails(search)),
            search=search,
            chosen=kept,
            text=with_links(kept.body("plain"), portal_url),
            has_html=bool(kept.body("html")),
            height=frame_height(kept.body("plain")),
            files=kept.files(),
            recipient=kept.address("To"),
            is_just_sent="vua-gui" in request.query_params,
        )

    def framed(request: Request) -> Response:
        kept = mailbox.read(request.path_params["name"])
        if kept is None:
            return page("missing.html.j2", 404, label=LABEL)
        return HTMLResponse(in_frame(kept, portal_url), headers={**HEADERS, "Content-Security-Policy": _FRAME_POLICY})

    def source(request: Request) -> Response:
        kept = mailbox.read(request.path_params["name"])
        if kept is None:
            return page("missing.html.j2", 404, label=LABEL)
        return Response(kept.raw, media_type="text/plain; charset=utf-8", headers=HEADERS)

    def machine(request: Request) -> Response:
        search = request.query_params.get("tim", "")
        return JSONResponse([_as_json(kept) for kept in mailbox.mails(search)], headers=HEADERS)

    return Starlette(
        routes=[
            Route("/", listing),
            Route("/thu/{name}", reading),
            Route("/thu/{name}/noi-dung", framed),
            Route("/thu/{name}/nguon", source),
            Route("/may/thu", machine),
            *reply_routes(mailbox, LABEL),
            *fault_routes(mailbox, LABEL),
            Route("/suc-khoe", lambda request: JSONResponse({"ok": True})),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ]
    )


def frame_height(text: str) -> int:
    """How tall a frame shows a mail whole on a telephone, from 1 to 30 steps of the style sheet.

    Told by its words: the frame runs no script and cannot be measured.
    """
    lines = sum(1 + len(line) // LETTERS for line in text.splitlines())
    return min(TALLEST, 1 + lines // LINES)


def with_links(text: str, portal_url: str) -> Markup:
    """The text of a mail with the portal's addresses made clickable; every other address stays words."""
    parts, end = [], 0
    for found in _ADDRESS.finditer(text):
        parts.append(escape(text[end : found.start()]))
        address, end = found[0], found.end()
        if _leads_to(address, portal_url):
            parts.append(Markup('<a href="{0}" target="_top">{0}</a>').format(address))
        else:
            parts.append(escape(address))
    return Markup("").join([*parts, escape(text[end:])])


def in_frame(kept: Kept, portal_url: str) -> str:
    """The mail's own HTML, its links opening in the whole window. Scripts are forbidden by the page's policy."""
    html = kept.body("html")
    base = '<base target="_top">'
    return html.replace("<head>", f"<head>{base}", 1) if "<head>" in html else base + html


def serve(host: str, port: int, mailbox: Mailbox, smtp_port: int, portal_url: str = "") -> None:
    """Both servers until the process is told to stop."""
    post = smtp_server(mailbox, host, smtp_port)
    post.start()
    try:
        uvicorn.run(inbox_app(mailbox, portal_url), host=host, port=port, log_level="warning", access_log=False)
    finally:
        post.stop()


def _leads_to(address: str, portal_url: str) -> bool:
    base = portal_url.rstrip("/")
    return bool(base) and (address == base or address.startswith(base + "/"))


def _as_json(kept: Kept) -> dict[str, Any]:
    return {
        "name": kept.name,
        "at": kept.at.isoformat(),
        "from": kept.sender,
        "to": kept.recipient,
        "subject": kept.subject,
        "message_id": kept.header("Message-ID"),
        "reply_to": kept.header("Reply-To"),
        "in_reply_to": kept.header("In-Reply-To"),
        "text": kept.body("plain"),
        "files": [{"name": file.name, "type": file.media_type, "size": len(file.data)} for file in kept.files()],
    }


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m notifications.emulators.inbox", description=LABEL)
    words.add_argument("--home", help="thư mục của bản demo (mặc định: DONDOC_HOME); cho biết các giá trị dưới đây")
    words.add_argument("--dir", type=Path, help="thư mục giữ thư")
    words.add_argument("--host", default="127.0.0.1")
    words.add_argument("--smtp-port", type=int)
    words.add_argument("--http-port", type=int)
    words.add_argument("--portal-url", help="địa chỉ gốc của cổng nộp, để liên kết trong thư bấm được")
    told = words.parse_args()
    home = Home(told.home)
    settings = home.settings()
    serve(
        told.host,
        told.http_port or settings.inbox_port,
        Mailbox(told.dir or home.mail),
        told.smtp_port or settings.smtp_demo_port,
        settings.public_url if told.portal_url is None else told.portal_url,
    )


if __name__ == "__main__":
    main()
