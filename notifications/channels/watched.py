"""Người canh: what really went over the wire while a plugin of Apprise's own spoke, which tells only yes or no.

While a watch is on, requests go to its one host only, follow no redirect, use no proxy of the environment, and leave
nothing in a log: those plugins write tokens there. `requests` offers no other place to stand than its session class;
without a watch the class does nothing of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
import requests.sessions
from urllib3.exceptions import MaxRetryError, NewConnectionError

from notifications.this_machine import is_local

_TALKATIVE = ("apprise", "urllib3.connectionpool", "urllib3.util.retry")


@dataclass
class Watch:
    """What was seen: the last answer, or how far a request came without one."""

    host: str
    status: int | None = None
    retry_after: str = ""
    stage: str = ""  # connect, tls, elsewhere, handed_over; empty: no request failed


_WATCH: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watching(host: str) -> Iterator[Watch]:
    """Watch what this thread sends until the block ends."""
    _install()
    watch = Watch(host)
    token = _WATCH.set(watch)
    try:
        yield watch
    finally:
        _WATCH.reset(token)


class WatchedSession(requests.Session):
    """The session every plain request of `requests` opens."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = _WATCH.get() is None

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        watch = _WATCH.get()
        if watch is None:
            return super().send(request, **kwargs)
        parts = urlsplit(request.url or "")
        if parts.hostname != watch.host or not (parts.scheme == "https" or is_local(watch.host)):
            watch.stage = "elsewhere"
            raise requests.exceptions.InvalidURL("another place than the service's own")
        try:
            answer = super().send(request, **{**kwargs, "allow_redirects": False})
        except requests.RequestException as e:
            watch.stage = _stage(e)
            # its own words would show the token, which many services carry in the path
            raise requests.ConnectionError("no answer") from None
        watch.status, watch.retry_after = answer.status_code, answer.headers.get("retry-after", "")
        return answer


def _stage(failure: requests.RequestException) -> str:
    """How far the request came. Only what surely happened before anything was sent is called so."""
    if isinstance(failure, requests.exceptions.SSLError):
        return "tls"
    inner: Any = failure.args[0] if failure.args else None
    reason = inner.reason if isinstance(inner, MaxRetryError) else inner
    before = isinstance(failure, requests.ConnectTimeout | ValueError) or isinstance(reason, NewConnectionError)
    return "connect" if before else "handed_over"


def _install() -> None:
    """Stand where every plain request passes by; doing it again changes nothing."""
    if requests.sessions.Session is not WatchedSession:
        requests.sessions.Session = WatchedSession  # type: ignore[misc]
        for name in _TALKATIVE:
            logging.getLogger(name).addFilter(lambda record: _WATCH.get() is None)
