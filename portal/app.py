"""The portal as an application: `create_app(home)`. One session and one clock reading a request; no Prefect."""

from __future__ import annotations

from datetime import datetime

from fastapi import FastAPI, Request
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from models.database import engine_for
from models.settings import Home
from portal.armour import BodyLimit, PlainAddresses, SecurityHeaders
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

    megabytes = home.settings().upload_limit_mb

    async def too_large(scope: Scope, receive: Receive, send: Send) -> None:
        reason = f"Tệp gửi lên vượt quá {megabytes} MB nên chưa được nhận. Đề nghị nén hoặc tách tệp rồi gửi lại."
        await refusal(Request(scope), 413, reason)(scope, receive, send)

    async def no_such_page(scope: Scope, receive: Receive, send: Send) -> None:
        await refusal(Request(scope), 404)(scope, receive, send)

    # the last one added stands outermost
    app.add_middleware(PlainAddresses, refusal=no_such_page)
    app.add_middleware(BodyLimit, refusal=too_large, limit=(megabytes + 1) * 1024 * 1024)
    app.add_middleware(NoTraceback)
    app.add_middleware(SecurityHeaders)
    return app
