"""Trong máy này: whether a host can only be this machine, and the refusal that keeps every other home inside it."""

from __future__ import annotations

import ipaddress

from models.errors import Refused
from models.settings import Settings

_LOCAL_NAMES = {"localhost", "localhost."}


def refuse_outside(settings: Settings, host: str) -> None:
    """Only a live home reaches beyond this machine."""
    if settings.mode != "live" and not is_local(host):
        raise Refused(
            f"Bản demo chỉ gửi trong máy, không gửi tới “{host}”. "
            "Muốn gửi thật, đề nghị khởi tạo một bản chính thức bằng lệnh dondoc init."
        )


def is_local(host: str) -> bool:
    """Whether a host name can only be this machine. Names other than localhost are not trusted to be."""
    if host.lower() in _LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
