"""What the machine gives: the release and its packages, room on the disk, the clock, the time zone, who may read the
home. Part of the examination (`tasks.health`); reads only.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from models.quiet_hours import HANOI
from models.settings import Home
from models.vocabulary import Health
from tasks.health import Point

LEAST_FREE, LITTLE_FREE = 200_000_000, 2_000_000_000  # bytes
LARGE_LOGS = 500_000_000
BORN = datetime(2026, 1, 1, tzinfo=UTC)  # no release is older: an earlier clock is wrong


def look_at_machine(home: Home, now: datetime) -> Iterator[Point]:
    yield _packages()
    yield _room(home.path)
    yield _clock(now)
    yield _zone()
    if os.name == "posix":
        yield _readers(home)
    yield _logs(home.path / "logs")


def _packages() -> Point:
    """The packages this release was tested with: some break silently in other versions."""
    from packaging.requirements import Requirement

    release = f"Đôn Đốc {version('dondoc')}, Python {sys.version.partition(' ')[0]}"
    wrong = []
    for line in requires("dondoc") or []:
        need = Requirement(line)
        if need.marker is not None and not need.marker.evaluate():
            continue
        try:
            found = version(need.name)
        except PackageNotFoundError:
            wrong.append(f"thiếu {need.name}")
            continue
        if not need.specifier.contains(found, prereleases=True):
            wrong.append(f"{need.name} {found} (cần {need.specifier})")
    about = "Phiên bản và các gói"
    if wrong:
        to_do = "Cài lại đúng các gói: pip install --no-deps --require-hashes -r requirements.lock"
        return Point("packages", about, Health.BAD, f"{release}; {', '.join(wrong)}.", to_do)
    return Point("packages", about, Health.OK, f"{release}; các gói đúng phiên bản.")


def _room(folder: Path) -> Point:
    about = "Dung lượng đĩa"
    disk = shutil.disk_usage(folder)
    said = f"Còn {_size(disk.free)} trên {_size(disk.total)}."
    to_do = "Dọn ổ đĩa chứa thư mục nhà, hoặc chuyển bản sao lưu sang ổ khác. Hết chỗ thì hệ thống không gửi tin."
    if disk.free < LEAST_FREE:
        return Point("disk", about, Health.BAD, said, to_do)
    if disk.free < LITTLE_FREE:
        return Point("disk", about, Health.WARN, said, to_do)
    return Point("disk", about, Health.OK, said)


def _clock(now: datetime) -> Point:
    said = f"Đồng hồ máy chủ: {now.astimezone(HANOI):%H:%M ngày %d/%m/%Y} (giờ Hà Nội)."
    if now < BORN:
        to_do = "Chỉnh đồng hồ và bật đồng bộ giờ (timedatectl set-ntp true), rồi khởi động lại Đôn Đốc."
        return Point("clock", "Đồng hồ", Health.BAD, said, to_do)
    return Point("clock", "Đồng hồ", Health.OK, said)


def _zone() -> Point:
    offset = datetime(2026, 7, 1, tzinfo=HANOI).utcoffset()
    if offset != timedelta(hours=7):
        to_do = "Cài lại gói tzdata: pip install --no-deps --require-hashes -r requirements.lock"
        return Point("time-zone", "Múi giờ", Health.BAD, f"Giờ Hà Nội lệch {offset} so với giờ quốc tế.", to_do)
    return Point("time-zone", "Múi giờ", Health.OK, "Asia/Ho_Chi_Minh, sớm hơn giờ quốc tế 7 giờ.")


def _readers(home: Home) -> Point:
    """Contacts and keys are the owner's alone."""
    about = "Quyền đọc thư mục nhà"
    watched = [home.path, home.settings_file, home.path / "secret.key"]
    is_open = [file for file in watched if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077]
    if home.path in is_open:
        said = "Người dùng khác của máy đọc được thư mục nhà, nơi có đầu mối liên hệ và khóa."
        return Point("permissions", about, Health.BAD, said, f"Chạy: chmod 700 {home.path}")
    if is_open:
        said = f"Quyền của {is_open[0].name} rộng hơn mức cần."
        return Point("permissions", about, Health.WARN, said, f"Chạy: chmod 600 {is_open[0]}")
    return Point("permissions", about, Health.OK, "Chỉ tài khoản chạy Đôn Đốc đọc được.")


def _logs(folder: Path) -> Point:
    about = "Tệp nhật ký chạy"
    size = sum(file.stat().st_size for file in folder.glob("*.log*")) if folder.is_dir() else 0
    if size > LARGE_LOGS:
        to_do = f"Xem vì sao nhật ký trong {folder} dài ra, rồi xóa các tệp .log.1, .log.2…"
        return Point("logs", about, Health.WARN, f"Đã {_size(size)}.", to_do)
    return Point("logs", about, Health.OK, f"{_size(size)}, tự xoay vòng.")


def _size(count: int) -> str:
    """Bytes as a person reads them."""
    for unit, words in ((1_000_000_000, "GB"), (1_000_000, "MB")):
        if count >= unit:
            return f"{count / unit:.1f} {words}".replace(".", ",").replace(",0 ", " ")
    return f"{count // 1000} KB"
