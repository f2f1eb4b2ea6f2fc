"""Whether the network ports of this installation are free, said by the name of the setting that chooses each."""

from __future__ import annotations

import os
import socket

from models.errors import Refused
from models.settings import Settings

ALWAYS = ("portal_port", "prefect_port")
DEMO = ("inbox_port", "smtp_demo_port", "zalo_demo_port")


def check_ports(settings: Settings, *, is_demo: bool) -> None:
    """Errors: `Refused` naming every port that is taken or asked for twice, and the setting that moves it."""
    names = (*ALWAYS, *(DEMO if is_demo else ()))
    wanted = {name: getattr(settings, name) for name in names}
    for name, port in wanted.items():
        if twins := [other for other, its in wanted.items() if its == port and other != name]:
            raise Refused(f"Thiết lập {name} và {twins[0]} cùng dùng cổng {port}. Đặt cho mỗi phần một cổng riêng.")
    taken = [f"{port} (thiết lập {name})" for name, port in wanted.items() if not _is_free(_host(settings, name), port)]
    if taken:
        first = next(name for name, port in wanted.items() if f"{port} (thiết lập {name})" == taken[0])
        raise Refused(
            f"Cổng đang có chương trình khác dùng hoặc không được phép mở: {', '.join(taken)}. Tắt chương trình đó, "
            f"hoặc chọn cổng khác: sửa {first} trong settings.toml, hoặc đặt biến môi trường DONDOC_{first.upper()}."
        )


def _host(settings: Settings, name: str) -> str:
    return settings.bind if name in ALWAYS else "127.0.0.1"


def _is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as door:
        if os.name == "posix":  # a port just given back counts as free; on Windows this option would share it
            door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind((host, port))
        except OSError:
            return False
    return True
