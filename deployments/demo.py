"""Tỉnh demo: a fresh home filled, without any server, with a fictional history over the real map and programmes.

All or nothing: a load that fails leaves no home behind. Plainly marked: agency, accounts, requests and notes say demo,
addresses lie under `.example`. Never touches a live home. Nothing here is read by the programmes themselves.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from deployments.demo_data.contacts import DOMAIN
from deployments.demo_data.province import ACCOUNTS, BEGINS, STEPS, fill
from deployments.lock import alone
from deployments.own_database import refuse_lived_in_database
from deployments.watch_files import MEMORY, NOTICE
from models.catalogue import home_catalogue
from models.dates_in_words import day_text
from models.errors import Refused
from models.quiet_hours import day_in_hanoi
from models.settings import Home, Settings
from tasks.full_disk import MARK
from tasks.session import engine_of, ensure_database, open_session

__all__ = ["ACCOUNTS", "STEPS_OF_A_LOAD", "Loaded", "demo_settings", "load_demo", "reset_demo"]

AGENCY = "Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo)"
STEPS_OF_A_LOAD = STEPS + 2
FILES = (
    *("settings.toml", "secret.key", "addresses.json", "dondoc.db", "dondoc.db-wal", "dondoc.db-shm"),
    *(MEMORY, NOTICE, "canh-nhip.lock", MARK),
)
FOLDERS = ("files", "mail", "zalo", "sending", "prefect", "programmes", "incoming", "reports")


@dataclass(frozen=True)
class Loaded:
    """What a load made, for the person who asked for it."""

    until: date
    password: str
    accounts: list[str]
    counts: dict[str, int]


def load_demo(home: Home, until: date, now: datetime, step: Callable[[str], None] = lambda doing: None) -> Loaded:
    """Fill a fresh home with the demo province as it stood at the end of `until`. Errors: `Refused`."""
    _refuse_unless_fresh(home)
    if not BEGINS <= until <= day_in_hanoi(now):
        raise Refused(f"Ngày nạp demo phải từ {day_text(BEGINS)} đến hôm nay, {day_text(day_in_hanoi(now))}.")
    password = f"demo-{secrets.token_hex(2)}-{secrets.token_hex(2)}"
    home.save(demo_settings(password))
    try:
        step("Tạo cơ sở dữ liệu…")
        ensure_database(home)
        with open_session(home) as session:
            counts = fill(session, home_catalogue(home), until, now, password, step)
            step("Ghi vào đĩa…")
    except BaseException:
        wipe(home)
        raise
    return Loaded(until, password, [username for username, *_ in ACCOUNTS], counts)


def reset_demo(home: Home) -> None:
    """Take away everything a demo home holds. Errors: `Refused` for a live home, a running one, or none at all."""
    if not home.exists():
        raise Refused(f"{home.path} chưa có dữ liệu demo.")
    if not home.settings_in_file().is_demo:
        raise Refused(f"{home.path} là dữ liệu thật; lệnh này không xóa dữ liệu thật.")
    with alone(home):
        wipe(home)
    (home.path / "up.lock").unlink(missing_ok=True)


def demo_settings(password: str) -> Settings:
    """Settings that can reach nobody: no server named, so mail and Zalo stay in the emulators of this machine."""
    return Settings(
        mode="demo",
        agency=AGENCY,
        focal_point="Đội Tổng hợp, Phòng Tham mưu (demo), máy 0900 000 000",
        sender_name=AGENCY,
        sender_email=f"nhac-viec@{DOMAIN}",
        public_url=f"http://127.0.0.1:{Settings().portal_port}",
        ui_password=password,
    )


def wipe(home: Home) -> None:
    """Remove what an installation keeps, and nothing else that may lie in the folder."""
    if home.exists() and not home.settings_in_file().database_url:
        engine_of(home).dispose()
    for name in FILES:
        (home.path / name).unlink(missing_ok=True)
    for name in (*FOLDERS, "logs"):
        shutil.rmtree(home.path / name, ignore_errors=True)


def _refuse_unless_fresh(home: Home) -> None:
    if home.exists():
        is_demo = home.settings_in_file().is_demo
        said = "đã có dữ liệu demo; chạy `dondoc demo reset` trước" if is_demo else "là dữ liệu thật"
        raise Refused(f"{home.path} {said}. Tỉnh demo chỉ nạp vào một thư mục còn trống.")
    if held := [name for name in (*FILES, *FOLDERS) if (home.path / name).exists()]:
        raise Refused(f"{home.path} không trống (có {held[0]}). Đề nghị chọn thư mục khác bằng --home.")
    refuse_lived_in_database(home)
