"""The portal as an application: `create_app(home)`. One session and one clock reading a request; no Prefect."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from models.database import engine_for
from models.settings import Home, Settings
from portal.armour import BodyLimit, KnownHosts, PlainAddresses, SecurityHeaders
from portal.pages import HERE
from portal.refusals import NoTraceback, install, refusal
from portal.routes import ROUTERS


def create_app(home: Home, since: datetime | None = None) -> FastAPI:
    """The portal of one installation, up `since` then. The database must already be migrated."""
    app = FastAPI(title="Đôn Đốc", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.home = home
    app.state.since = since
    app.state.engine = engine_for(home.database_url())
    app.state.secret = home.secret()
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    install(app)

    settings = home.settings()
    megabytes = settings.upload_limit_mb

    async def too_large(scope: Scope, receive: Receive, send: Send) -> None:
        reason = f"Tệp gửi lên vượt quá {megabytes} MB nên chưa được nhận. Đề nghị nén hoặc tách tệp rồi gửi lại."
        await refusal(Request(scope), 413, reason)(scope, receive, send)

    async def no_such_page(scope: Scope, receive: Receive, send: Send) -> None:
        await refusal(Request(scope), 404)(scope, receive, send)

    async def another_name(scope: Scope, receive: Receive, send: Send) -> None:
        plain = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name != b"host"]}
        reason = "Cổng này không trả lời dưới tên máy vừa gọi. Đề nghị mở bằng địa chỉ trong tin nhắc."
        await refusal(Request(plain), 400, reason)(scope, receive, send)

    # the last one added stands outermost
    app.add_middleware(PlainAddresses, refusal=no_such_page)
    app.add_middleware(BodyLimit, refusal=too_large, limit=(megabytes + 1) * 1024 * 1024)
    app.add_middleware(KnownHosts, refusal=another_name, names=own_names(settings))
    app.add_middleware(NoTraceback)
    app.add_middleware(SecurityHeaders)
    return app


def own_names(settings: Settings) -> frozenset[str]:
    """The machine names this portal answers to; none known (no public address is set): whatever it is called by."""
    if not (public := urlsplit(settings.public_url).hostname):
        return frozenset()
    others = re.split(r"[,\s]+", settings.portal_hosts.strip().lower())
    return frozenset({public, "localhost", "127.0.0.1", "[::1]", settings.bind.lower(), *others} - {""})
