"""Sự kiện có chữ ký: posts that come from a machine and carry its signature in place of a visit's seal."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Request

from notifications.zalo.addresses import application, event_secret
from notifications.zalo.events import HEADER, NotFromZalo, ZaloEvent, read_event
from portal.doors import NotAllowed, Now, OwnHome, OwnSettings, Public

LARGEST = 64 * 1024  # bytes; an event is some hundred


async def signed_event(request: Request, home: OwnHome, settings: OwnSettings, now: Now, door: Public) -> ZaloEvent:
    """What Zalo reports. Refused where it is not signed for this account, altered, or too old."""
    announced = request.headers.get("content-length", "")
    if not re.fullmatch("[0-9]{1,9}", announced) or int(announced) > LARGEST:
        raise NotAllowed("Sự kiện không đọc được nên không được nhận.")
    app = application(settings)
    try:
        return read_event(
            await request.body(),
            request.headers.get(HEADER, ""),
            app_id=app.app_id if app else "",
            secret=event_secret(home) if app else "",
            now=now,
        )
    except NotFromZalo as e:
        raise NotAllowed(f"Sự kiện không được nhận: {e}.") from e


FromZalo = Annotated[ZaloEvent, Depends(signed_event, scope="function")]
