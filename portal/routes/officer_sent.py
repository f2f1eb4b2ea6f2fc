"""Bản đã gửi: what was sent upward for a period, byte for byte as on its day, its fingerprint checked."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from models.snapshots import snapshots_of
from portal.doors import AnOfficer, Db, NotFound
from portal.pages import download

router = APIRouter()
JSON = "application/json"


@router.get("/can-bo/ban-da-gui/{n}/{programme}/{duty}/{period:path}")
def sent_snapshot(
    n: Annotated[int, Path(ge=1, le=999)], programme: str, duty: str, period: str, visit: AnOfficer, db: Db
) -> Response:
    """Errors: `Refused` when the bytes no longer match their fingerprint."""
    found = next((s for s in snapshots_of(db, programme, duty, period) if s.n == n), None)
    if found is None:
        raise NotFound("Kỳ này chưa có bản gửi ấy.")
    return download(found.bytes, f"ban-da-gui-{programme}-{duty}-{period}-{n}.json".replace("/", "-"), JSON)
