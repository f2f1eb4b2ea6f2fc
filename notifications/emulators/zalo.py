"""Zalo giả lập: a small stand-in for the four services of Zalo, with a page that shows the phones. Loopback only.

One address answers for template messages, messages of the account, the bot and consent. Business errors come with HTTP
200 and `{"error": <negative>, "message": …}`, as the real ones do; faults can be ordered on the page or by REST.
Run as `python -m notifications.emulators.zalo`, for a home, or with `--http-port`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from models.settings import Home
from notifications.emulators.pages import HEADERS
from notifications.emulators.zalo_memory import remember_in
from notifications.emulators.zalo_phones import Received
from notifications.emulators.zalo_rules import Order, ZaloEmulator
from notifications.emulators.zalo_screen import LABEL, phone_routes
from notifications.this_machine import is_local
from notifications.zalo.addresses import DEMO_OA, DEMO_TEMPLATE, DEMO_TOKEN, EVENTS, application, event_secret
from notifications.zalo.forms import form_of

__all__ = ["LABEL", "Order", "Received", "ZaloEmulator", "serve", "zalo_app"]

Answer = Callable[[Request], Awaitable[Response]]


def zalo_app(emulator: ZaloEmulator) -> Starlette:
    """The services, the phones, and for tests what was received and which faults come next."""

    def sending(answer: Answer) -> Answer:
        """What stands before every sending: the fault that was ordered, and how many calls a second are taken."""

        async def stand_before(request: Request) -> Response:
            await request.body()  # first: a client may hang up while it is kept waiting
            order = emulator.next_order(request.url.path)
            if order and order.kind == "http":
                return Response("giả lập sự cố", order.status, headers=order.headers)
            if order and order.kind == "code":
                return _no(order.code, "giả lập sự cố")
            if order and order.kind == "slow":
                await asyncio.sleep(order.seconds)
            if emulator.is_too_fast():
                return _no(-32, "Your application reached limit call api")
            answered = await answer(request)
            if order and order.kind == "lost":
                await asyncio.sleep(order.seconds)
            return answered

        return stand_before

    async def template(request: Request) -> Response:
        taken = emulator.take_template(_token(request), await _json(request))
        if not isinstance(taken, Received):
            return _no(*taken)
        _arrive(emulator, taken)
        quota = {"remainingQuota": str(emulator.left_today), "dailyQuota": str(emulator.daily)}
        sent = str(int(taken.at.timestamp() * 1000))
        return _yes({"msg_id": taken.id, "sent_time": sent, "sending_mode": None, "quota": quota})

    async def status(request: Request) -> Response:
        if not emulator.is_known(_token(request)):
            return _no(-124, "Access token invalid")
        asked = request.query_params.get("message_id", "")
        known = next((m for m in emulator.received if m.id == asked), None)
        if known is None:
            return _yes({"status": -1, "message": "The message does not exist"})
        reached = known.id not in emulator.waiting
        words = "The message was delivered to the user's phone" if reached else "The message was pushed"
        at = str(int(known.at.timestamp() * 1000))
        return _yes({"delivery_time": at, "status": 1 if reached else 0, "message": words})

    async def quota(request: Request) -> Response:
        if not emulator.is_known(_token(request)):
            return _no(-124, "Access token invalid")
        return _yes({"dailyQuota": str(emulator.daily), "remainingQuota": str(emulator.left_today)})

    async def talk(request: Request) -> Response:
        taken = emulator.take_answer(_token(request), request.path_params["kind"], await _json(request))
        if not isinstance(taken, Received):
            return _no(*taken)
        _arrive(emulator, taken)
        return _yes({"message_id": taken.id, "user_id": emulator.person(taken.phone).id})

    async def account(request: Request) -> Response:
        if not emulator.is_known(_token(request)):
            return _no(-216, "Access token is invalid")
        return _yes({"oa_id": DEMO_OA, "name": "Cơ quan theo dõi (giả lập)", "is_verified": True})

    async def bot(request: Request) -> Response:
        taken = emulator.take_bot(request.path_params["token"], await _json(request))
        if request.path_params["method"] != "sendMessage":
            taken = (401, "Unauthorized") if isinstance(taken, tuple) and taken[0] == 401 else (404, "Not Found")
        if not isinstance(taken, Received):
            return JSONResponse({"ok": False, "description": taken[1], "error_code": taken[0]}, taken[0])
        _arrive(emulator, taken)
        result = {"message_id": taken.id, "date": int(taken.at.timestamp() * 1000)}
        return JSONResponse({"ok": True, "result": result, "error_code": 0})

    async def agreed(request: Request) -> Response:
        """Consent given: the browser (or the demo itself) is sent back with a code."""
        asked = {**request.query_params, **{k: str(v) for k, v in (await request.form()).items()}}
        if asked.get("app_id") != emulator.grants.app_id or not asked.get("redirect_uri"):
            return _no(-14003, "Invalid app id.")
        code = emulator.grants.code(asked.get("code_challenge", ""), emulator.now())
        back = {"code": code, "oa_id": emulator.grants.oa_id, "state": asked.get("state", "")}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 302)

    async def keys(request: Request) -> Response:
        sent = {k: str(v) for k, v in (await request.form()).items()}
        said = emulator.grants.answer(request.headers.get("secret_key", ""), sent, emulator.now())
        if emulator.on_change:
            emulator.on_change()
        return JSONResponse(said)

    async def received(request: Request) -> Response:
        return JSONResponse([{**asdict(m), "at": m.at.isoformat()} for m in emulator.received], headers=HEADERS)

    async def fault(request: Request) -> Response:
        emulator.orders.append(Order(**json.loads(await request.body())))
        return JSONResponse({"ok": True})

    async def health(request: Request) -> Response:
        return JSONResponse({"ok": True})

    return Starlette(
        routes=[
            Route("/message/template", sending(template), methods=["POST"]),
            Route("/message/status", status),
            Route("/message/quota", quota),
            Route("/v3.0/oa/message/{kind}", sending(talk), methods=["POST"]),
            Route("/v2.0/oa/getoa", account),
            Route("/bot{token}/{method}", sending(bot), methods=["POST"]),
            Route("/v4/oa/permission", agreed, methods=["POST"]),
            Route("/v4/oa/permission/dong-y", agreed),
            Route("/v4/oa/access_token", sending(keys), methods=["POST"]),
            Route("/may/tin", received),
            Route("/may/su-co", fault, methods=["POST"]),
            Route("/suc-khoe", health),
            *phone_routes(emulator),
            Mount("/static", StaticFiles(directory=Path(__file__).parent / "static")),
        ]
    )


def serve(host: str, port: int, emulator: ZaloEmulator | None = None) -> None:
    """The emulator until the process is told to stop."""
    uvicorn.run(zalo_app(emulator or ZaloEmulator()), host=host, port=port, log_level="warning", access_log=False)


def _arrive(emulator: ZaloEmulator, message: Received) -> None:
    """A message reaches its phone at once, unless the phone is switched off."""
    if message.phone in emulator.switched_off:
        emulator.waiting.add(message.id)
    else:
        person = emulator.person(message.phone)
        emulator.webhook.received(person.id, message.id, message.tracking_id, emulator.now())


def _token(request: Request) -> str:
    return request.headers.get("access_token", "")


async def _json(request: Request) -> Any:
    try:
        return json.loads(await request.body())
    except ValueError:
        return None


def _yes(data: dict[str, Any]) -> Response:
    return JSONResponse({"error": 0, "message": "Success", "data": data})


def _no(code: int, words: str) -> Response:
    return JSONResponse({"error": code, "message": words})


def emulator_of(home: Home, portal_url: str = "") -> ZaloEmulator:
    """The emulator of a home: its tokens and phones are kept there, its events go to the home's portal."""
    settings = home.settings()
    emulator = ZaloEmulator(
        token=settings.zalo_token or DEMO_TOKEN,
        template=settings.zalo_template or DEMO_TEMPLATE,
        form=form_of(settings.zalo_form),
    )
    if app := application(settings):
        emulator.grants.app_id, emulator.grants.secret = app.app_id, app.secret
        emulator.webhook.app_id = app.app_id
    emulator.grants.oa_id = emulator.webhook.oa_id = settings.zalo_oa or DEMO_OA
    emulator.webhook.secret = event_secret(home)
    emulator.portal = portal_url or settings.public_url
    if is_local(urlsplit(emulator.portal).hostname or ""):  # a portal elsewhere is not told: nothing leaves the machine
        emulator.webhook.url = f"{emulator.portal.rstrip('/')}{EVENTS}"
    remember_in(home.path / "zalo", emulator)
    return emulator


def main() -> None:
    words = argparse.ArgumentParser(prog="python -m notifications.emulators.zalo", description=LABEL)
    words.add_argument("--home", help="thư mục của bản demo (mặc định: DONDOC_HOME)")
    words.add_argument("--host", default="127.0.0.1")
    words.add_argument("--http-port", type=int)
    words.add_argument("--portal-url", default="", help="địa chỉ cổng nộp, nơi sự kiện được gửi về")
    told = words.parse_args()
    home = Home(told.home)
    serve(told.host, told.http_port or home.settings().zalo_demo_port, emulator_of(home, told.portal_url))


if __name__ == "__main__":
    main()
