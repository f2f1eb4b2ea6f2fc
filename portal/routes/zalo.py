"""Sự kiện Zalo: what the service reports of messages it took and of people who follow the account, signed by it.

Each event is kept once, however often it is repeated; of a person's coming and going the latest counts. What follows
from a receipt is decided elsewhere. Nothing people write to the account is kept.
"""

from __future__ import annotations

from fastapi import APIRouter
from sqlmodel import Session, col, delete, select
from starlette.responses import JSONResponse, Response

from models.messages import DeliveryReceipt, Message, Suppression
from models.outbox import suppress
from models.vocabulary import Channel
from models.writing import insert_new
from notifications.zalo.addresses import EVENTS
from notifications.zalo.events import ZaloEvent
from portal.doors import Db, Now
from portal.signed_events import FromZalo

router = APIRouter()
UNFOLLOWED = "bỏ quan tâm OA"
MOVES = ("follow", "unfollow")


@router.post(EVENTS, response_class=JSONResponse)
def told(event: FromZalo, db: Db, now: Now) -> Response:
    if event.kind in ("delivered", "seen"):
        _keep_receipts(db, event, now)
    elif event.kind in MOVES and event.person and _is_news(db, event, now):
        if event.kind == "unfollow":
            suppress(db, Channel.ZALO_OA, event.person, UNFOLLOWED, now, None)
        else:
            _follows_again(db, event.person)
    return JSONResponse({"ok": True})


def _keep_receipts(db: Session, event: ZaloEvent, now: Now) -> None:
    """A receipt a message. Only template messages travel under a name of ours; the others are known by their id."""
    known: dict[str, str] = {}
    if not event.tracking_id and event.provider_ids:
        query = select(Message.provider_id, Message.channel).where(col(Message.provider_id).in_(event.provider_ids))
        known = dict(db.exec(query).all())
    otherwise = Channel.ZALO if event.tracking_id else Channel.ZALO_OA
    rows = [
        {
            "channel": known.get(id, str(otherwise)),
            "provider_id": id,
            "tracking_id": event.tracking_id,
            "event": event.kind,
            "at": event.at,
            "received_at": now,
        }
        for id in event.provider_ids or (("",) if event.tracking_id else ())
    ]
    insert_new(db, DeliveryReceipt, rows)


def _is_news(db: Session, event: ZaloEvent, now: Now) -> bool:
    """Whether nothing later was heard of this person: an event may come late, or be played back by somebody else."""
    query = select(DeliveryReceipt).where(
        DeliveryReceipt.channel == Channel.ZALO_OA,
        DeliveryReceipt.provider_id == event.person,
        col(DeliveryReceipt.event).in_(MOVES),
    )
    known = {heard.event: heard for heard in db.exec(query)}
    if any(event.at <= heard.at for heard in known.values()):
        return False
    heard = known.get(event.kind) or DeliveryReceipt(
        channel=Channel.ZALO_OA.value, provider_id=event.person, event=event.kind, at=event.at, received_at=now
    )
    heard.at, heard.received_at = event.at, now
    db.add(heard)
    return True


def _follows_again(db: Session, person: str) -> None:
    """Only what unfollowing shut is opened again."""
    db.exec(
        delete(Suppression).where(
            col(Suppression.channel) == Channel.ZALO_OA,
            col(Suppression.address) == person,
            col(Suppression.reason) == UNFOLLOWED,
        )
    )
