"""Sự kiện giả lập: signed events posted to the portal, repeated when it does not answer, given up after the last time.

As the real service does it: five repeats over an hour and fifty minutes, then the address is switched off.
"""

from __future__ import annotations

import asyncio
import json
import random
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

import httpx

from notifications.zalo.addresses import DEMO_APP, DEMO_OA
from notifications.zalo.events import HEADER, signature

REPEATS = (30.0, 300.0, 900.0, 1800.0, 3600.0)
PATIENCE = 2.0  # seconds the portal has to answer


@dataclass
class Webhook:
    """Where events go and how they are signed. Without an address nothing is posted."""

    url: str = ""
    secret: str = field(default="", repr=False)
    app_id: str = DEMO_APP
    oa_id: str = DEMO_OA
    repeats: tuple[float, ...] = REPEATS
    is_off: bool = False  # given up: nobody answered
    posted: int = 0
    tasks: set[asyncio.Task[None]] = field(default_factory=set, repr=False)

    @cached_property
    def _http(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(timeout=PATIENCE, trust_env=False)

    def received(self, person: str, msg_id: str, tracking_id: str, now: datetime) -> None:
        """The message reached the phone."""
        message = {"delivery_time": _stamp(now), "msg_id": msg_id, "tracking_id": tracking_id}
        self._tell("user_received_message", now, recipient={"id": person}, message=message)

    def seen(self, person: str, msg_ids: list[str], now: datetime) -> None:
        """Its owner opened the conversation."""
        self._tell("user_seen_message", now, sender={"id": person}, message={"msg_ids": msg_ids})

    def followed(self, person: str, does: bool, now: datetime) -> None:
        self._tell("follow" if does else "unfollow", now, follower={"id": person}, source="oa_profile")

    def said(self, person: str, text: str, now: datetime) -> None:
        """The owner of the phone wrote to the account."""
        self._tell("user_send_text", now, sender={"id": person}, message={"text": text})

    def _tell(self, event: str, now: datetime, **about: Any) -> None:
        if not self.url or self.is_off:
            return
        body = {"app_id": self.app_id, "oa_id": self.oa_id, "event_name": event, "timestamp": _stamp(now), **about}
        raw = json.dumps(body, ensure_ascii=False).encode()
        task = asyncio.get_running_loop().create_task(self._post(raw, str(body["timestamp"])))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _post(self, raw: bytes, timestamp: str) -> None:
        headers = {"content-type": "application/json", HEADER: signature(self.app_id, raw, timestamp, self.secret)}
        for wait in (0.0, *self.repeats):
            await asyncio.sleep(wait * random.uniform(0.9, 1.0))  # noqa: S311
            try:
                if (await self._http.post(self.url, content=raw, headers=headers)).status_code == 200:
                    self.posted += 1
                    return
            except httpx.HTTPError:
                continue
        self.is_off = True


def _stamp(now: datetime) -> str:
    return str(int(now.timestamp() * 1000))
