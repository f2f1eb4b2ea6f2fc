"""Nhịp chạy: when rounds and drains last came to their end and when they are next, for officers and outside monitors.

`/suc-khoe` says 503 when the database does not answer, `/suc-khoe/nhip` also when the round or the drain has missed its
time; they name works and instants, nothing else. The pages give a portal that has just begun the grace of each work
from then on; these addresses, asked by machines with a patience of their own, do not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, select
from starlette.responses import JSONResponse, Response

from models.alarms import Alarm, clear_alarm, open_alarms
from models.audit import record
from models.heartbeat import MISSED, Standing, heartbeat, standing
from models.outbox import is_stopped
from models.settings import Settings
from models.vocabulary import AlarmCode, Work
from portal.doors import AnActingOfficer, AnOfficer, Db, NotFound, Now, OwnSettings, Public, RowId
from portal.pages import page, see_other
from portal.sealed_forms import FromOfficer

router = APIRouter()
IMPATIENT = 3000  # ms: a monitor outside does not wait for a lock


@dataclass(frozen=True)
class Pulse:
    """How the machinery stands, on one line of the officers' first page."""

    round: Standing
    missed: tuple[Standing, ...]
    alarms: int
    is_stopped: bool


def pulse_of(db: Session, settings: Settings, now: datetime, since: datetime | None = None) -> Pulse:
    """`since`: when this portal began; what it has not waited for long enough is not called missed yet."""
    found = heartbeat(db, settings, now, since=since)
    missed = tuple(s for s in found if s.is_missed)
    return Pulse(standing(db, settings, Work.ROUND, now), missed, len(open_alarms(db)), is_stopped(db))


@router.get("/suc-khoe", response_class=JSONResponse)
def health(door: Public, db: Db) -> Response:
    """For whoever starts the portal: 200 when it is up and its database answers, 503 when the database does not."""
    try:
        _wait_no_longer(db)
        db.exec(select(Alarm.id).limit(1)).first()
    except SQLAlchemyError:
        return JSONResponse({"ok": False}, 503)
    return JSONResponse({"ok": True})


@router.get("/suc-khoe/nhip", response_class=JSONResponse)
def health_of_the_clock(door: Public, db: Db, settings: OwnSettings, now: Now) -> Response:
    """For a monitor outside: 200 while round and drain keep their time, 503 when not or when nobody can tell."""
    try:
        _wait_no_longer(db)
        found, alarms = heartbeat(db, settings, now), len(open_alarms(db))
    except SQLAlchemyError:
        return JSONResponse({"ok": False, "database": False}, 503)
    missed = [s for s in found if s.is_missed]
    said = {
        "ok": not missed,
        "database": True,
        "works": [
            {
                "work": s.work.value,
                "ok": not s.is_missed,
                "last": s.last_at and s.last_at.isoformat(),
                "next": s.next_at.isoformat(),
            }
            for s in found
        ],
        "alarms": alarms,
    }
    return JSONResponse(said, 503 if missed else 200)


def _wait_no_longer(db: Session) -> None:
    """Than a monitor does."""
    if db.get_bind().dialect.name == "postgresql":  # SQLite answers readers whatever is being written
        db.connection().exec_driver_sql(f"SET LOCAL statement_timeout = {IMPATIENT}")


@router.get("/can-bo/nhip")
def pulse_page(request: Request, visit: AnOfficer, db: Db, settings: OwnSettings, now: Now, xong: str = "") -> Response:
    return page(
        request,
        "pulse.html",
        works=heartbeat(db, settings, now, works=Work, since=request.app.state.since),
        watched=set(MISSED),
        alarms=[(alarm, AlarmCode.of(alarm.code).label) for alarm in open_alarms(db)],
        is_stopped=is_stopped(db),
        done="Đã ghi là đã xử lý; sự cố còn thì báo động sẽ mở lại." if xong else "",
    )


@router.post("/can-bo/nhip/bao-dong/{alarm_id}")
def settle_alarm(alarm_id: RowId, visit: AnActingOfficer, sent: FromOfficer, db: Db, now: Now) -> Response:
    """An officer has seen to it. What still troubles rings again by itself."""
    alarm = db.get(Alarm, alarm_id)
    if alarm is None:
        raise NotFound("Không có báo động này.")
    if clear_alarm(db, AlarmCode.of(alarm.code), alarm.subject, now, by=visit.officer.username):
        record(db, visit.officer.username, "clear_alarm", f"alarm:{alarm_id}", alarm.code, now=now)
    return see_other("/can-bo/nhip?xong=1")
