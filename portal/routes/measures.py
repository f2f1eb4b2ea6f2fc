"""Đo lường: the counts of `models.vitals` in the text a Prometheus reads, for this machine or for whoever has the code.

A request that came through a proxy is another machine's, whatever address it seems to come from.
"""

from __future__ import annotations

import hmac
import ipaddress

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.settings import Settings
from models.vitals import Vital, vitals
from portal.doors import Db, NotFound, Now, OwnSettings, Public

router = APIRouter()
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


@router.get("/do-luong")
def measures(request: Request, door: Public, db: Db, settings: OwnSettings, now: Now) -> Response:
    if not (_has_code(request, settings) or _is_this_machine(request)):
        raise NotFound()
    text = _as_prometheus(list(vitals(db, now)))
    kind = "text/plain; version=0.0.4; charset=utf-8"
    return Response(text, headers={"content-type": kind, "cache-control": "no-store"})


def _has_code(request: Request, settings: Settings) -> bool:
    given = request.headers.get("authorization", "").removeprefix("Bearer ").encode()
    return bool(settings.metrics_token) and hmac.compare_digest(given, settings.metrics_token.encode())


def _is_this_machine(request: Request) -> bool:
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def _as_prometheus(found: list[Vital]) -> bytes:
    from prometheus_client import CollectorRegistry, generate_latest
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

    class Told:
        """All measures as one collector: nothing is kept between two readings."""

        def collect(self):  # type: ignore[no-untyped-def]
            for vital in found:
                family = CounterMetricFamily if vital.is_total else GaugeMetricFamily
                metric = family(vital.name, vital.about, labels=[vital.label] if vital.label else None)
                for label, value in vital.values.items():
                    metric.add_metric([label] if vital.label else [], value)
                yield metric

    registry = CollectorRegistry()
    registry.register(Told())  # type: ignore[arg-type]
    return generate_latest(registry)
