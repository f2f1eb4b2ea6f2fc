"""Zalo giả lập: a small stand-in for the template message endpoint, with a page that shows the phone. Loopback only.

Answers as the real service does: HTTP 200 with `{"error": <negative>, "message": …}` for business errors. Faults can be
ordered: an HTTP status, an error code, a message that is kept while the answer is cut (`lost`).
Run as `python -m notifications.emulators.zalo`, for a home, or with `--http-port`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import secrets
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from models.quiet_hours import HANOI, URGENT_CLOSES, URGENT_OPENS
from models.settings import Home
from notifications.channels.zalo import DEMO_TEMPLATE, DEMO_TOKEN
from notifications.emulators.pages import HEADERS, page

LABEL = "Zalo giả lập: không gửi ra ngoài máy"
PARAMETERS = {"ten_don_vi": 100, "noi_dung": 300}  # of the one template, with their longest values
KEPT = 500


@dataclass
class Order:
    """A fault for the next calls: kind http (status), code (error), lost (kept, but the answer comes too late)."""

    kind: str
    status: int = 503
    code: int = -200
    seconds: float = 30.0
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Received:
    """One message on the phone."""

    id: str
    phone: str
    template: str
    tracking_id: str
    data: dict[str, str]
    at: datetime


@dataclass
class ZaloEmulator:
    """What the service knows: its token, its template, who has no Zalo, who refuses; and what it took."""

    token: str = DEMO_TOKEN
    template: str = DEMO_TEMPLATE
    without_zalo: set[str] = field(default_factory=set)
    refusing: set[str] = field(default_factory=set)
    sends_at_night: bool = True
    orders: list[Order] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)

    def take(self, token: str, body: Any, now: datetime) -> tuple[int, str, str]:
        """(error, message, id) for one posted message: the rules in the order of the service."""
        if token != self.token:
            return -124, "Access token invalid", ""
        if not isinstance(body, dict):
            return -122, "Body format invalid", ""
        if body.get("template_id") != self.template:
            return -109, "Template ID invalid", ""
        data = body.get("template_data")
        if not isinstance(data, dict) or not data:
            return -111, "Template data empty", ""
        for name, longest in PARAMETERS.items():
            if not (value := data.get(name)):
                return -1122, f"Template data missing parameter: {name}", ""
            if not isinstance(value, str) or len(value) > longest:
                return -1121, f"Parameter {name} data breaks max length", ""
        phone = str(body.get("phone", ""))
        if not re.fullmatch(r"84[235789]\d{8}", phone):
            return -108, "Phone number invalid", ""
        if phone in self.without_zalo:
            return -118, "Zalo account not existed", ""
        if phone in self.refusing:
            return -141, "User has refused to receive ZNS from this OA", ""
        if not self.sends_at_night and not URGENT_OPENS <= now.astimezone(HANOI).time() < URGENT_CLOSES:
            return -133, "This ZNS template is not allowed to send at night (from 22h-6h)", ""
        message = Received(
            secrets.token_hex(10), phone, self.template, str(body.get("tracking_id", "")), dict(data), now
        )
        self.received.append(message)
        del self.received[:-KEPT]
        return 0, "Success", message.id


def zalo_app(emulator: ZaloEmulator) -> Starlette:
    """The endpoint, the phone, and for tests what was received and which faults come next."""

    async def send(request: Request) -> Response:
        try:
            body = json.loads(await request.body())
        except ValueError:
            body = None
        order = _next(emulator.orders)
        if order and order.kind == "http":
            return Response("giả lập sự cố", order.status, headers=order.headers)
        if order and order.kind == "code":
            return JSONResponse({"error": order.code, "message": "giả lập sự cố"})
        now = datetime.now(UTC)
        error, said, id = emulator.take(request.headers.get("access_token", ""), body, now)
        if order and order.kind == "lost":
            await asyncio.sleep(order.seconds)
        answer: dict[str, Any] = {"error": error, "message": said}
        if not error:
            quota = {"remainingQuota": "500", "dailyQuota": "500"}
            answer["data"] = {"msg_id": id, "sent_time": str(int(now.timestamp() * 1000)), "quota": quota}
        return JSONResponse(answer)

    async def phone(request: Request) -> Response:
        return page("phone.html.j2", label=LABEL, messages=emulator.received[:-101:-1])

    async def received(request: Request) -> Response:
        return JSONResponse([{**asdict(m), "at": m.at.isoformat()} for m in emulator.received], headers=HEADERS)

    async def fault(request: Request) -> Response:
        emulator.orders.append(Order(**json.loads(await request.body())))
        return JSONResponse({"ok": True})

    async def health(request: Request) -> Response:
        return JSONResponse({"ok": True})

    return Starlette(
        routes=[
            Route("/message/template", send, methods=["POST"]),
            Route("/", phone),
            Route("/may/tin", received),
            Route("/may/su-co", fault, methods=["POST"]),
            Route("/suc-khoe", health),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ]
    )


def serve(host: str, port: int, emulator: ZaloEmulator | None = None) -> None:
    """The emulator until the process is told to stop."""
    uvicorn.run(zalo_app(emulator or ZaloEmulator()), host=host, port=port, log_level="warning", access_log=False)


def _next(orders: list[Order]) -> Order | None:
    if not orders:
        return None
    orders[0].times -= 1
    return orders.pop(0) if orders[0].times <= 0 else orders[0]


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m notifications.emulators.zalo", description=LABEL)
    words.add_argument("--home", help="thư mục của bản demo (mặc định: DONDOC_HOME)")
    words.add_argument("--host", default="127.0.0.1")
    words.add_argument("--http-port", type=int)
    told = words.parse_args()
    settings = Home(told.home).settings()
    emulator = ZaloEmulator(token=settings.zalo_token or DEMO_TOKEN, template=settings.zalo_template or DEMO_TEMPLATE)
    serve(told.host, told.http_port or settings.zalo_demo_port, emulator)


if __name__ == "__main__":
    main()
