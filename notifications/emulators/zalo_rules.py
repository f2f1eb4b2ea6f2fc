"""Luật của Zalo giả lập: what the service knows of phones, templates and money, and what it refuses.

Every refusal carries the number the real service uses; where a message breaks several rules, the first in the order
below is named. The clock can be moved.
"""

from __future__ import annotations

import re
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from models.quiet_hours import HANOI, URGENT_CLOSES, URGENT_OPENS
from notifications.emulators.zalo_grants import Grants
from notifications.emulators.zalo_phones import Person, Received
from notifications.emulators.zalo_webhook import Webhook
from notifications.zalo.addresses import DEMO_BOT, DEMO_TEMPLATE, DEMO_TOKEN
from notifications.zalo.forms import Form, form_of

KEPT = 500
FREE_FOR, ALLOWED_FOR = timedelta(hours=48), timedelta(days=7)  # after a person's last word to the account
LONGEST_TEXT, MOST_ROWS, LONGEST_KEY, LONGEST_VALUE = 2000, 5, 25, 100
Refusal = tuple[int, str]


@dataclass
class Order:
    """A fault for the next calls: kind http (status), code (error), slow (answered late), lost (kept, but the answer
    comes too late). `at`: a part of the address it strikes, by default every sending of a message."""

    kind: str
    status: int = 503
    code: int = -200
    seconds: float = 30.0
    times: int = 1
    headers: dict[str, str] = field(default_factory=dict)
    at: str = "message"


@dataclass
class ZaloEmulator:
    """What the service knows, and what it took."""

    token: str = DEMO_TOKEN  # a fixed one; those of `grants` serve as well
    template: str = DEMO_TEMPLATE
    form: Form = field(default_factory=lambda: form_of(""))
    portal: str = ""  # the address that the button of the template was registered with
    template_status: str = "ENABLE"  # ENABLE, PENDING_REVIEW, REJECT, DISABLE
    grants: Grants = field(default_factory=Grants)
    webhook: Webhook = field(default_factory=Webhook)
    people: dict[str, Person] = field(default_factory=dict)  # by phone
    without_zalo: set[str] = field(default_factory=set)
    refusing: set[str] = field(default_factory=set)
    inactive: set[str] = field(default_factory=set)
    switched_off: set[str] = field(default_factory=set)  # takes messages, but they reach nobody yet
    admins: set[str] = field(default_factory=set)  # phones that may get trial messages
    sends_at_night: bool = True  # whether the template was approved for the night
    daily: int = 5000
    template_daily: int = 5000
    paid_answers: int = 10  # of the account, between 48 hours and 7 days
    wallet: int = 1_000_000  # đồng
    price: int = 120
    bot_token: str = DEMO_BOT
    bot_monthly: int = 3000
    per_second: int = 0  # requests taken in a second; 0: not counted
    ahead: timedelta = timedelta(0)  # of the machine's clock
    orders: list[Order] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)  # messages that have not reached a phone that is switched off
    seen: set[str] = field(default_factory=set)
    sent_today: dict[str, int] = field(default_factory=dict)
    on_received: Callable[[Received], None] | None = field(default=None, repr=False)
    on_change: Callable[[], None] | None = field(default=None, repr=False)
    _calls: deque[datetime] = field(default_factory=deque, repr=False)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def is_night(self, now: datetime) -> bool:
        return not URGENT_OPENS <= now.astimezone(HANOI).time() < URGENT_CLOSES

    def person(self, phone: str) -> Person:
        return self.people.setdefault(phone, Person(phone))

    def by_id(self, id: str) -> Person | None:
        return next((person for person in self.people.values() if person.id == id), None)

    @property
    def left_today(self) -> int:
        return max(0, self.daily - self._sent(self.now()))

    def is_too_fast(self) -> bool:
        """Whether this call is one too many within a second."""
        if not self.per_second:
            return False
        now = datetime.now(UTC)
        while self._calls and self._calls[0] <= now - timedelta(seconds=1):
            self._calls.popleft()
        self._calls.append(now)
        return len(self._calls) > self.per_second

    def next_order(self, path: str) -> Order | None:
        """The fault that strikes this call, if the next one does."""
        if not self.orders or self.orders[0].at not in path.lower():
            return None
        self.orders[0].times -= 1
        return self.orders.pop(0) if self.orders[0].times <= 0 else self.orders[0]

    def is_known(self, token: str) -> bool:
        return bool(token) and (token == self.token or self.grants.knows(token, self.now()))

    def take_template(self, token: str, body: Any) -> Received | Refusal:
        """A template message by phone."""
        now = self.now()
        if not self.is_known(token):
            return -124, "Access token invalid"
        if not isinstance(body, dict):
            return -122, "Body format invalid"
        if body.get("template_id") != self.template:
            return -109, "Template ID invalid"
        if (refused := self._template_refusal(body.get("template_data"))) is not None:
            return refused
        phone, trial = str(body.get("phone", "")), body.get("mode") == "development"
        if (refused := self._phone_refusal(phone)) is not None:
            return refused
        if trial and phone not in self.admins:
            return -127, "Test template message can only be sent to admin"
        if not self.sends_at_night and self.is_night(now):
            return -133, "This ZNS template is not allowed to send at night (from 22h-6h)"
        if self._sent(now) >= self.daily:
            return -144, "OA has exceeded daily ZNS limit"
        if self._sent(now) >= self.template_daily:
            return -147, "ZNS template has exceeded daily limit"
        if not trial and self.wallet < self.price:
            return -137, "ZCA charge failure (not enough balance)"
        self.wallet -= 0 if trial else self.price
        day = now.astimezone(HANOI).date().isoformat()
        self.sent_today = {day: self._sent(now) + 1}
        data, tracking_id = dict(body["template_data"]), str(body.get("tracking_id", ""))
        words, button = self.form.read(data), self.form.leads(self.portal, data)
        return self._keep("zns", phone, now, words, data, self.template, tracking_id, button)

    def take_answer(self, token: str, kind: str, body: Any) -> Received | Refusal:
        """A message of the account: `cs`, `transaction` or `promotion`."""
        now = self.now()
        if not self.is_known(token):
            known = token in self.grants.access
            return (-220, "access_token is expired or removed") if known else (-216, "Access token is invalid")
        if kind not in ("cs", "transaction", "promotion"):
            return -233, "Message type is invalid or not support"
        try:
            person, message = self.by_id(str(body["recipient"]["user_id"])), body["message"]
            text, attached = message.get("text"), message.get("attachment")
        except (TypeError, KeyError, AttributeError):
            return -201, "Params is invalid"
        if person is None or not (text or attached):
            return -201, "user_id is invalid" if person is None else "message is invalid"
        if person.phone in self.inactive:
            return -227, "User is banned or has been inactive for more than 45 days"
        if kind == "cs":
            refused = self._talk_refusal(person, text, now)
        else:
            refused = self._notice_refusal(person, kind, attached, now)
        if refused is not None:
            return refused
        if person.phone in self.refusing:
            return -244, "User has restricted this type of message from your OA"
        return self._keep("oa", person.phone, now, str(text or _rows_in_words(attached)))

    def take_bot(self, token: str, body: Any) -> Received | Refusal:
        """A message of the bot; the refusal is an HTTP status."""
        if token != self.bot_token:
            return 401, "Unauthorized"
        body = body if isinstance(body, dict) else {}
        person, text = self.by_id(str(body.get("chat_id", ""))), body.get("text")
        if person is None or not person.has_bot or not isinstance(text, str) or not 0 < len(text) <= LONGEST_TEXT:
            return 400, "Bad Request"
        if self.bot_monthly <= 0:
            return 429, "Quota exceeded"
        self.bot_monthly -= 1
        return self._keep("bot", person.phone, self.now(), text)

    def _template_refusal(self, data: Any) -> Refusal | None:
        if self.template_status == "DISABLE":
            return -146, "This template has been disabled due to low-quality"
        if self.template_status != "ENABLE":
            return -131, "ZNS template is not approved"
        if not isinstance(data, dict) or not data:
            return -111, "Template data empty"
        for place in self.form.parameters:
            value = data.get(place.name)
            if value is None or value == "":
                return -1122, f"Template data missing parameter: {place.name}"
            if not isinstance(value, str | int):
                return -112, f"Template data type is not defined: {place.name}"
            if len(str(value)) > place.longest:
                return -1121, f"Parameter {place.name} data breaks max length"
            if place.holds == "link" and not re.fullmatch(r"[A-Za-z0-9._~-]+", str(value)):
                return -113, f"Button is invalid: {place.name}"
        return None

    def _phone_refusal(self, phone: str) -> Refusal | None:
        if not re.fullmatch(r"84[235789]\d{8}", phone):
            return -108, "Phone number invalid"
        if phone in self.without_zalo:
            return -118, "Zalo account not existed"
        if phone in self.inactive:
            return -114, "User is inactive, or rejects the message, or uses an outdated Zalo version"
        if phone in self.refusing:
            return -141, "User has refused to receive ZNS from this OA"
        return None

    def _talk_refusal(self, person: Person, text: Any, now: datetime) -> Refusal | None:
        if text and len(str(text)) > LONGEST_TEXT:
            return -210, "Parameter exceeds allowable limit"
        if person.spoke_at is None:
            return -232, "User has not interacted with the OA, or the last interaction has expired"
        if now - person.spoke_at > ALLOWED_FOR:
            return -230, "User has not interacted with the OA in the past 7 days"
        if now - person.spoke_at > FREE_FOR:
            if self.paid_answers <= 0:
                return -211, "Out of quota"
            self.paid_answers -= 1
        return None

    def _notice_refusal(self, person: Person, kind: str, attached: Any, now: datetime) -> Refusal | None:
        if not person.follows:
            return -213, "User has not followed OA"
        if kind == "promotion" and self.is_night(now):
            return -234, "Message cannot be sent at night (10PM - 6AM)"
        payload = attached.get("payload") if isinstance(attached, dict) else None
        if not isinstance(payload, dict) or not str(payload.get("template_type", "")).startswith(kind):
            return -201, "template_type is invalid"
        rows = _rows(payload)
        if len(rows) > MOST_ROWS or any(len(key) > LONGEST_KEY or len(value) > LONGEST_VALUE for key, value in rows):
            return -210, "Parameter exceeds allowable limit"
        if kind == "transaction" and not any(key.startswith("Mã") or key == "Tên khách hàng" for key, _ in rows):
            return -201, "table is invalid"
        if self.wallet < self.price:
            return -321, "Zalo Cloud Account is out of money"
        self.wallet -= self.price
        return None

    def _sent(self, now: datetime) -> int:
        return self.sent_today.get(now.astimezone(HANOI).date().isoformat(), 0)

    def _keep(
        self,
        way: str,
        phone: str,
        now: datetime,
        text: str,
        data: dict[str, str] | None = None,
        template: str = "",
        tracking_id: str = "",
        button: str = "",
    ) -> Received:
        self.person(phone)
        message = Received(secrets.token_hex(10), phone, template, tracking_id, data or {}, now, way, text, button)
        self.received.append(message)
        del self.received[:-KEPT]
        if self.on_received:
            self.on_received(message)
        return message


def _rows(payload: dict[str, Any]) -> list[tuple[str, str]]:
    elements = payload.get("elements")
    tables = (
        [e for e in elements if isinstance(e, dict) and e.get("type") == "table"] if isinstance(elements, list) else []
    )
    found = [row for table in tables for row in table.get("content") or [] if isinstance(row, dict)]
    return [(str(row.get("key", "")), str(row.get("value", ""))) for row in found]


def _rows_in_words(attached: Any) -> str:
    return "\n".join(f"{key}: {value}" for key, value in _rows(attached["payload"]))
