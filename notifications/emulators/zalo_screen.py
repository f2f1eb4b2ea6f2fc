"""Điện thoại giả lập: what the owner of a phone sees, what he may do with it, and what may go wrong on the way.

Opening a conversation tells the portal that its messages were seen, as the real phone does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from notifications.emulators.pages import page
from notifications.emulators.zalo_phones import Person, Received
from notifications.emulators.zalo_rules import Order, ZaloEmulator

LABEL = "Zalo giả lập: không gửi ra ngoài máy"
SHOWN = 100
FAULTS = {
    "": ("Không có sự cố", None),
    "503": ("Dịch vụ báo lỗi (HTTP 503)", Order("http", status=503)),
    "429": ("Quá nhiều yêu cầu (HTTP 429)", Order("http", status=429, headers={"Retry-After": "60"})),
    "-124": ("Mã truy cập không còn hiệu lực (-124)", Order("code", code=-124)),
    "-144": ("Hết hạn mức tin trong ngày (-144)", Order("code", code=-144)),
    "-137": ("Ví hết tiền (-137)", Order("code", code=-137)),
    "slow": ("Trả lời chậm 5 giây", Order("slow", seconds=5)),
    "lost": ("Đã nhận tin nhưng mất trả lời", Order("lost", seconds=30)),
}
SWITCHES = {
    "without_zalo": ("Số này không dùng Zalo", "Không có Zalo", "Có Zalo"),
    "refusing": ("Chủ máy từ chối tin của OA", "Từ chối tin", "Nhận tin trở lại"),
    "inactive": ("Lâu ngày không dùng Zalo", "Bỏ không dùng", "Dùng trở lại"),
    "switched_off": ("Máy đang tắt", "Tắt máy", "Mở máy"),
}


@dataclass(frozen=True)
class Conversation:
    """One phone in the list: its last message and how many were not opened."""

    phone: str
    last: Received
    unread: int


def phone_routes(emulator: ZaloEmulator) -> list[Route]:
    """The pages of the phones, and what their owners and a tester may do."""

    async def phones(request: Request) -> Response:
        chosen = request.query_params.get("so", "")
        if chosen:
            open_conversation(emulator, chosen)
        person = emulator.people.get(chosen)
        return page(
            "phone.html.j2",
            label=LABEL,
            conversations=conversations(emulator),
            chosen=person,
            button=emulator.form.button,
            messages=[m for m in emulator.received if m.phone == chosen][-SHOWN:],
            waiting=emulator.waiting,
            states=[(name, chosen in getattr(emulator, name), *words) for name, words in SWITCHES.items()],
            faults=[(name, words) for name, (words, _) in FAULTS.items()],
            ordered=emulator.orders,
            now=emulator.now(),
            ahead=emulator.ahead,
            webhook=emulator.webhook,
            left=emulator.left_today,
            daily=emulator.daily,
            wallet=emulator.wallet,
        )

    async def act(request: Request) -> Response:
        phone, form = request.path_params["phone"], await request.form()
        if phone in emulator.people:
            act_on_phone(emulator, emulator.people[phone], str(form.get("viec", "")))
            _changed(emulator)
        return _back(so=phone)

    async def fault(request: Request) -> Response:
        form = await request.form()
        emulator.orders.clear()
        found = FAULTS.get(str(form.get("su_co", "")), FAULTS[""])[1]
        times = str(form.get("lan") or "1")
        if found is not None:
            emulator.orders.append(
                Order(found.kind, found.status, found.code, found.seconds, _number(times), dict(found.headers))
            )
        return _back(so=str(form.get("so", "")))

    async def clock(request: Request) -> Response:
        form = await request.form()
        hours = {"gio": 1, "ngay": 24}.get(str(form.get("toi", "")))
        emulator.ahead = emulator.ahead + timedelta(hours=hours) if hours else timedelta(0)
        _changed(emulator)
        return _back(so=str(form.get("so", "")))

    async def permission(request: Request) -> Response:
        asked = dict(request.query_params)
        if asked.get("app_id") != emulator.grants.app_id or not asked.get("redirect_uri"):
            return page("consent.html.j2", 400, label=LABEL, app="", onward="")
        return page("consent.html.j2", label=LABEL, app=asked["app_id"], onward=f"?{urlencode(asked)}")

    return [
        Route("/", phones),
        Route("/dien-thoai/{phone}", act, methods=["POST"]),
        Route("/su-co", fault, methods=["POST"]),
        Route("/dong-ho", clock, methods=["POST"]),
        Route("/v4/oa/permission", permission, methods=["GET"]),
    ]


def conversations(emulator: ZaloEmulator) -> list[Conversation]:
    """Every phone that got a message, the latest first."""
    last: dict[str, Received] = {}
    unread: dict[str, int] = {}
    for message in emulator.received:
        last[message.phone] = message
        unread[message.phone] = unread.get(message.phone, 0) + (message.id not in emulator.seen)
    return [Conversation(p, last[p], unread[p]) for p in sorted(last, key=lambda p: last[p].at, reverse=True)]


def open_conversation(emulator: ZaloEmulator, phone: str) -> None:
    """Its owner looks at the phone: what has reached it is seen."""
    fresh = [
        m.id
        for m in emulator.received
        if m.phone == phone and m.id not in emulator.seen and m.id not in emulator.waiting
    ]
    if fresh:
        emulator.seen.update(fresh)
        emulator.webhook.seen(emulator.person(phone).id, fresh, emulator.now())
        _changed(emulator)


def act_on_phone(emulator: ZaloEmulator, person: Person, what: str) -> None:
    """One thing the owner does. What is not known changes nothing."""
    now = emulator.now()
    if what in SWITCHES:
        members: set[str] = getattr(emulator, what)
        members.symmetric_difference_update({person.phone})
        if what == "switched_off" and person.phone not in members:
            _catch_up(emulator, person, now)
    elif what == "quan-tam":
        person.follows = not person.follows
        emulator.webhook.followed(person.id, person.follows, now)
    elif what == "nhan-oa":
        person.spoke_at = now
        emulator.webhook.said(person.id, "Xin chào", now)
    elif what == "nhan-bot":
        person.has_bot = True


def _catch_up(emulator: ZaloEmulator, person: Person, now: datetime) -> None:
    for message in emulator.received:
        if message.phone == person.phone and message.id in emulator.waiting:
            emulator.waiting.discard(message.id)
            emulator.webhook.received(person.id, message.id, message.tracking_id, now)


def _changed(emulator: ZaloEmulator) -> None:
    if emulator.on_change:
        emulator.on_change()


def _number(text: str) -> int:
    return max(1, min(999, int(text))) if text.isascii() and text.isdigit() else 1


def _back(so: str) -> Response:
    return RedirectResponse(f"/?{urlencode({'so': so})}" if so else "/", 303)
