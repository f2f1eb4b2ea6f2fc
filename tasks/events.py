"""Kể diễn biến: what came to pass is told to Prefect as events, each once, so that automations and people may react.

Looks at our own database and keeps a watermark there: a look that is lost, doubled or late tells the same. A row is
written down first and marked told after Prefect took it; told again after a crash, it carries the same event id, which
Prefect knows. Decides nothing: losing every event changes no duty and no figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from prefect.client.orchestration import get_client
from prefect.events import Event, Resource

from models.catalogue import home_catalogue
from models.happenings import Happening, Seen, looked, mark_told, note, seen, untold
from models.quiet_hours import HANOI
from models.settings import Home
from models.vocabulary import HappeningKind
from tasks.session import open_session
from tasks.sheets import Sheet

AT_ONCE = 50  # events a request
WORK_LABEL = "dondoc.work"  # of the resource of a late work: which work
MOST = 2000  # rows a look tells; the next look tells the rest


@dataclass(frozen=True)
class Looked:
    """What one look found new and told. In a rehearsal: what it would tell."""

    new: Sequence[Seen | Happening]
    told: int
    dry_run: bool


def event_name(what: HappeningKind | str) -> str:
    """The name automations wait for, e.g. `dondoc.period-closed`."""
    return f"dondoc.{what}"


async def look_around(home: Home, now: datetime, *, dry_run: bool = False) -> Looked:
    """See what came to pass, write it down, tell it. Errors: Prefect does not answer; the next look tells it then."""
    with open_session(home) as session:
        found = seen(session, home_catalogue(home), home.settings(), now)
        if dry_run:
            return Looked(found, 0, True)
        note(session, found, now)
        looked(session, now)
    return await _tell_untold(home, now)


async def tell(
    home: Home, what: HappeningKind, subject: str, words: str, now: datetime, about: dict[str, str] | None = None
) -> int:
    """Tell one thing at once; said before, it is not said again. Returns how many events went out."""
    with open_session(home) as session:
        note(session, [Seen(what, subject, words, about or {})], now)
    return (await _tell_untold(home, now)).told


async def _tell_untold(home: Home, now: datetime) -> Looked:
    told: list[Happening] = []
    while len(told) < MOST:
        with open_session(home) as session:
            waiting = untold(session, AT_ONCE)
        if not waiting:
            break
        async with get_client() as client:
            said = [_event(row).model_dump(mode="json") for row in waiting]
            answer = await client.request("POST", "/events", json=said)  # type: ignore[arg-type]
            answer.raise_for_status()
        with open_session(home) as session:
            mark_told(session, waiting, now)
        told += waiting
    return Looked(told, len(told), False)


def happenings_sheet(looked: Looked) -> Sheet:
    """What was told, for people."""
    lines = [f"{'Sẽ ghi' if looked.dry_run else 'Đã ghi'} {len(looked.new):02} diễn biến mới."]
    lines.append("Mỗi diễn biến kể đúng một lần; quy tắc tự động (Automations) và bảng theo dõi dựa vào đây.")
    rows = [{"Diễn biến": HappeningKind.of(each.what).label, "Nội dung": each.words} for each in looked.new]
    return Sheet("dien-bien", "Diễn biến", tuple(lines), rows, "Không có diễn biến mới.")


def _event(row: Happening) -> Event:
    kind = HappeningKind.of(row.what)
    label = kind.label.capitalize()
    resource: dict[str, Any] = {
        "prefect.resource.id": f"dondoc.{row.subject.replace('|', '.')}",
        "prefect.resource.name": f"{label} · {row.words}",
    }
    if "work" in row.about:
        resource[WORK_LABEL] = row.about["work"]
    programme = [f"prefect.tag.ct:{row.about['programme']}"] if "programme" in row.about else []
    return Event(
        id=row.event,  # type: ignore[arg-type]  # a text of a UUID
        occurred=row.noted_at.astimezone(HANOI),
        event=event_name(kind.value),
        resource=Resource.model_validate(resource),
        related=[
            {"prefect.resource.id": tag, "prefect.resource.role": "tag"}  # type: ignore[misc]
            for tag in programme
        ],
        payload={"dien_bien": label, "noi_dung": row.words, **row.about},
    )
