"""Sự cố thử của hộp thư: faults of the demo's mail server, ordered on a page or by a program.

`GET`, `POST` and `DELETE /may/su-co` are for programs: a list of faults, one more fault as JSON, none any more.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, fields
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from notifications.emulators.mailbox import Fault, Mailbox
from notifications.emulators.pages import HEADERS, is_from_here, page

KINDS: dict[str, tuple[str, dict[str, Any]]] = {
    "gone": ("Không có hộp thư này (550 5.1.1)", {"at": "recipient", "reply": "550 5.1.1 No such user here"}),
    "full": ("Hộp thư đầy (552 5.2.2)", {"at": "recipient", "reply": "552 5.2.2 Mailbox full"}),
    "later": ("Máy chủ bận, thử lại sau (451 4.7.1)", {"at": "recipient", "reply": "451 4.7.1 Try again later"}),
    "sender": ("Không nhận thư của người gửi này (550 5.7.1)", {"at": "sender", "reply": "550 5.7.1 Not accepted"}),
    "refused": ("Từ chối nội dung thư (554 5.7.1)", {"at": "data", "reply": "554 5.7.1 Message refused"}),
    "lost": ("Đã nhận thư nhưng mất câu trả lời", {"at": "data", "drop": True}),
    "slow": ("Trả lời chậm 15 giây", {"at": "data", "seconds": 15.0}),
}
_REPLY = re.compile(r"[245]\d\d [ -~]{1,200}")


def fault_routes(mailbox: Mailbox, label: str) -> list[Route]:
    """The page, its two forms, and the same for programs."""

    def show(request: Request) -> Response:
        return page("faults.html.j2", label=label, faults=mailbox.faults, kinds=KINDS, said=said_of)

    async def order(request: Request) -> Response:
        form = await request.form(max_fields=10)
        kind, match, times = (str(form.get(name) or "") for name in ("kind", "match", "times"))
        if not is_from_here(request) or kind not in KINDS:
            return page("missing.html.j2", 404, label=label)
        often = int(times) if re.fullmatch(r"[1-9][0-9]{0,3}", times) else None
        mailbox.faults.append(Fault(**KINDS[kind][1], match=re.escape(match.strip()[:100]), times=often))
        return RedirectResponse("/su-co", 303)

    def forget(request: Request) -> Response:
        if is_from_here(request):
            mailbox.faults.clear()
        return RedirectResponse("/su-co", 303)

    def listed(request: Request) -> Response:
        return JSONResponse([asdict(fault) for fault in mailbox.faults], headers=HEADERS)

    async def add(request: Request) -> Response:
        if not is_from_here(request):
            return JSONResponse({"error": "from another site"}, 403, headers=HEADERS)
        try:
            mailbox.faults.append(read_fault(json.loads(await request.body())))
        except (ValueError, TypeError) as e:
            return JSONResponse({"error": str(e)}, 422, headers=HEADERS)
        return JSONResponse([asdict(fault) for fault in mailbox.faults], 201, headers=HEADERS)

    def clear(request: Request) -> Response:
        if is_from_here(request):
            mailbox.faults.clear()
        return listed(request)

    return [
        Route("/su-co", show),
        Route("/su-co", order, methods=["POST"]),
        Route("/su-co/xoa", forget, methods=["POST"]),
        Route("/may/su-co", listed),
        Route("/may/su-co", add, methods=["POST"]),
        Route("/may/su-co", clear, methods=["DELETE"]),
    ]


def read_fault(told: Any) -> Fault:
    """A fault as a program orders it. Errors: `ValueError` naming what cannot be."""
    if not isinstance(told, dict) or not set(told) <= {f.name for f in fields(Fault)}:
        raise ValueError(f"a fault is an object with some of: {', '.join(f.name for f in fields(Fault))}")
    fault = Fault(**told)
    if fault.at not in ("sender", "recipient", "data"):
        raise ValueError("at: sender, recipient or data")
    if fault.reply and not _REPLY.fullmatch(fault.reply):
        raise ValueError("reply: a code and words in ASCII, such as 550 5.1.1 No such user")
    if not (fault.times is None or (isinstance(fault.times, int) and fault.times > 0)):
        raise ValueError("times: a whole number above zero, or nothing for always")
    if not (isinstance(fault.seconds, int | float) and 0 <= fault.seconds <= 600):
        raise ValueError("seconds: between 0 and 600")
    try:
        re.compile(fault.match)
    except re.error as e:
        raise ValueError(f"match: {e}") from e
    return fault


def said_of(fault: Fault) -> str:
    """What a fault does, in words."""
    for words, told in KINDS.values():
        if all(getattr(fault, name) == value for name, value in told.items()):
            return words
    return f"{fault.at}: {fault.reply or 'không có câu trả lời'}"
