"""The Prefect server of one home: API, scheduler and web pages in one process, on this machine only.

    python -m deployments.prefect_server [--no-services]     without the scheduler: one of several beside the services

Its pages run under a policy that forbids the browser to contact any other host. Knows nothing of our flows; its
settings come from the environment that `deployments.up` makes.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import uvicorn

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'; object-src 'none'"
)
BUSY_MILLISECONDS = 5000
HEADERS = [
    (b"content-security-policy", POLICY.encode("ascii")),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
]


class StaysHome:
    """Adds the policy to every answer."""

    def __init__(self, app: Any):
        self.app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        async def send_with_policy(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
            await send(message)

        await self.app(scope, receive, send_with_policy if scope["type"] == "http" else send)


def lose_patience() -> None:
    """Wait 5 seconds for a locked database instead of the built-in 60.

    Prefect 3.8.8 on SQLite now and then blocks itself: a writer waits for a lock that is only given back when that wait
    ends (seen about once in ten busy starts). Its clients ask again after a refusal, so a short wait costs nothing.
    """
    from prefect.server.database.configurations import AioSqliteConfiguration

    prepare = AioSqliteConfiguration.setup_sqlite

    def prepare_impatiently(self: Any, connection: Any, record: Any) -> None:
        prepare(self, connection, record)
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        cursor.close()

    AioSqliteConfiguration.setup_sqlite = prepare_impatiently  # type: ignore[method-assign, assignment]


def main() -> None:
    import prefect
    from prefect.server.api.server import create_app

    from deployments.prefect_tables import upgrade_prefect_tables

    # Of the two bundled UIs only the one that contacts no other host is offered; the newer one always tries to.
    prefect.__ui_v2_static_path__ = Path(os.environ["PREFECT_HOME"]) / "no-second-ui"
    lose_patience()
    upgrade_prefect_tables()
    uvicorn.run(
        StaysHome(create_app(final=True, webserver_only="--no-services" in sys.argv)),
        host=os.environ["PREFECT_SERVER_API_HOST"],
        port=int(os.environ["PREFECT_SERVER_API_PORT"]),
        log_level="warning",
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
