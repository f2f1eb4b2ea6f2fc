"""What would bring it back: the last backup, where it lies and what it holds, the last restore drill; and how much
Prefect has gathered. Part of the examination (`tasks.health`); reads only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from models.pulses import last_pulse
from models.quiet_hours import HANOI
from models.settings import Home
from models.vocabulary import Health, Work
from tasks.backup import SEALED, backups_in, folder_of
from tasks.health import Point
from tasks.session import open_session

FRESH, STALE = timedelta(hours=36), timedelta(days=7)
DRILLED = timedelta(days=35)
LARGE_PREFECT = 2_000_000_000  # bytes


def look_at_keeping(home: Home, now: datetime) -> Iterator[Point]:
    settings = home.settings()
    with open_session(home) as session:
        backup, drill = last_pulse(session, Work.BACKUP), last_pulse(session, Work.DRILL)
    folder = folder_of(home, settings)
    there = backups_in(folder)
    yield _backup(backup.finished_at if backup else None, folder, there, now, is_demo=settings.is_demo)
    if there and not settings.is_demo:
        yield _place(home, folder, there[-1])
    yield _drill(drill.finished_at if drill else None, now)
    if home.prefect.is_dir():
        yield _prefect(home.prefect)


def _backup(last: datetime | None, folder: Path, there: list[Path], now: datetime, *, is_demo: bool) -> Point:
    about = "Bản sao lưu gần nhất"
    to_do = "Chạy dondoc backup, hoặc mở luồng “Sao lưu” trong Prefect; xem vì sao lịch hằng đêm không chạy."
    if last is None:
        first = "Chạy dondoc backup, hoặc mở luồng “Sao lưu” trong Prefect; nếu không, lịch hằng đêm lập bản đầu."
        return Point("backup", about, Health.WARN if is_demo else Health.BAD, "Chưa có bản sao lưu nào.", first)
    said = f"Lúc {last.astimezone(HANOI):%H:%M ngày %d/%m/%Y}; {len(there)} bản trong {folder}."
    if not there:
        said = f"Lúc {last.astimezone(HANOI):%H:%M ngày %d/%m/%Y}, nhưng {folder} không có bản nào."
        return Point("backup", about, Health.WARN, said, "Nếu bản sao lưu được chuyển đi nơi khác thì không sao.")
    if now - last > STALE:
        return Point("backup", about, Health.WARN if is_demo else Health.BAD, said, to_do)
    return Point("backup", about, Health.WARN if now - last > FRESH else Health.OK, said, to_do * (now - last > FRESH))


def _place(home: Home, folder: Path, newest: Path) -> Point:
    about = "Nơi cất bản sao lưu"
    if folder.stat().st_dev == home.path.stat().st_dev:
        to_do = "Đặt backup_folder sang ổ đĩa hoặc ổ mạng khác, hoặc chép các bản sao lưu đi nơi khác hằng ngày."
        return Point("backup-place", about, Health.WARN, "Cùng ổ đĩa với dữ liệu: hỏng ổ thì mất cả hai.", to_do)
    if not newest.name.endswith(SEALED):
        to_do = "Đặt backup_passphrase để bản sao lưu được niêm phong và kèm khóa, hoặc cất secret.key ở nơi khác."
        return Point("backup-place", about, Health.WARN, "Bản sao lưu không niêm phong, không kèm secret.key.", to_do)
    return Point("backup-place", about, Health.OK, "Ổ đĩa khác, có niêm phong, kèm khóa.")


def _drill(last: datetime | None, now: datetime) -> Point:
    about = "Diễn tập phục hồi gần nhất"
    to_do = "Chạy dondoc restore-drill: bản sao lưu chỉ đáng tin khi đã phục hồi thử được."
    if last is None:
        return Point("restore-drill", about, Health.WARN, "Chưa lần nào.", to_do)
    said = f"Lúc {last.astimezone(HANOI):%H:%M ngày %d/%m/%Y}."
    if now - last > DRILLED:
        return Point("restore-drill", about, Health.WARN, said, to_do)
    return Point("restore-drill", about, Health.OK, said)


def _prefect(folder: Path) -> Point:
    about = "Lịch sử chạy của Prefect"
    size = sum(file.stat().st_size for file in folder.glob("prefect.db*"))
    said = f"{size // 1_000_000} MB; lần chạy cũ tự xóa, nhật ký của Đôn Đốc không liên quan."
    if size > LARGE_PREFECT:
        return Point("prefect", about, Health.WARN, said, "Giảm prefect_keep_days rồi khởi động lại.")
    return Point("prefect", about, Health.OK, said)
