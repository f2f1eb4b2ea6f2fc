"""Đường truyền: one kept HTTP connection to a service, and what it means when a request does not come back.

Speaks through the transport itself: a client would write the address of every request into the log, and the address
of a bot holds its token. Redirects are not followed and no proxy of the environment is used.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import httpx

from models.outcomes import Outcome
from notifications.zalo.addresses import secure_host

TIMEOUT = 15.0
UNREACHABLE = 5 * 60.0  # seconds until a service that does not answer is tried again
OUR_SIDE = 15 * 60.0  # seconds until a dead token, or settings no request can be made from, are tried again
_NOT_SAYABLE = "địa chỉ dịch vụ hoặc mã ủy quyền Zalo có ký tự không dùng được"


class NoAnswer(Exception):
    """A request whose answer never came. `outcome`: deferred when nothing had left yet, otherwise unknown."""

    def __init__(self, outcome: Outcome):
        self.outcome = outcome
        super().__init__(f"{outcome.status} {outcome.code}")


class ZaloWire:
    """A connection to one base address. Errors: `Refused` for an address without TLS that is not this machine."""

    def __init__(self, url: str, setting: str):
        self.host = secure_host(url, setting)
        self._url = url.rstrip("/")

    def __repr__(self) -> str:
        return f"ZaloWire({self.host})"

    def close(self) -> None:
        if "_transport" in self.__dict__:
            self._transport.close()

    @cached_property
    def _transport(self) -> httpx.HTTPTransport:
        """Opened with the first request: reading the certificates of the world takes longer than a letter."""
        return httpx.HTTPTransport(trust_env=False)

    def ask(self, method: str, path: str, **parts: Any) -> httpx.Response:
        """Send one request (`headers`, `json`, `data`, `params`) and read its answer. Errors: `NoAnswer`."""
        timeout = httpx.Timeout(TIMEOUT).as_dict()
        try:
            request = httpx.Request(method, self._url + path, extensions={"timeout": timeout}, **parts)
        except (httpx.InvalidURL, ValueError, TypeError) as e:  # its own words would show a piece of the token
            raise NoAnswer(_ours(e)) from None
        try:
            answer = self._transport.handle_request(request)
            answer.read()
        except (httpx.LocalProtocolError, httpx.UnsupportedProtocol) as e:
            raise NoAnswer(_ours(e)) from None
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as e:
            words = "không nối được dịch vụ Zalo"
            if isinstance(e, httpx.TimeoutException):
                words += " trong thời gian chờ"
            outcome = Outcome("defer", type(e).__name__, words, retry_after=UNREACHABLE, stage="connect")
            raise NoAnswer(outcome) from None
        except httpx.HTTPError as e:
            words = "không nhận được trả lời: " + _lost(e)
            raise NoAnswer(Outcome("unknown", type(e).__name__, words, stage="handed_over")) from None
        return answer


def _lost(error: httpx.HTTPError) -> str:
    is_late = isinstance(error, httpx.TimeoutException)
    return "dịch vụ Zalo quá thời gian chờ" if is_late else "dịch vụ Zalo ngắt kết nối giữa chừng"


def _ours(error: Exception) -> Outcome:
    return Outcome("defer", type(error).__name__, _NOT_SAYABLE, retry_after=OUR_SIDE, stage="connect")
