"""Sức khỏe hệ thống: what `dondoc doctor` finds, as a page for operators. Asks no other machine and changes nothing."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.vocabulary import Health
from portal.doors import AnOperator, Now, OwnHome
from portal.pages import page
from tasks.health import examine

router = APIRouter()


@router.get("/can-bo/suc-khoe")
def health_page(request: Request, visit: AnOperator, home: OwnHome, now: Now) -> Response:
    points = examine(home, now)
    order = list(Health)[::-1]
    return page(
        request,
        "health.html",
        points=sorted(points, key=lambda point: order.index(point.state)),
        counts=[(state, sum(point.state is state for point in points)) for state in order],
    )
