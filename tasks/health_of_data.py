"""What is kept: the settings, the rules, the calendar ahead, the database and its tables, the journal, the attachments.
Part of the examination (`tasks.health`); reads only.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import Connection, text
from sqlmodel import Session

import migrations
from models.audit_chain import head, lines_without_seal
from models.catalogue import home_catalogue
from models.errors import CatalogueError, Refused
from models.quiet_hours import HANOI, day_in_hanoi
from models.settings import Home, Settings
from models.vocabulary import Health
from models.workdays import WorkCalendar
from tasks.database_copy import schema_of
from tasks.health import Point
from tasks.health_of_keys import key_of_rows, sealed_settings
from tasks.session import engine_of

HERE = re.compile(r"https?://(localhost|127\.|0\.0\.0\.0|\[::1?\]|[^/]*\.localhost)", re.IGNORECASE)
SMALL = 200_000_000  # bytes of a SQLite file that is read through on every examination
CLOCKS_DIFFER = timedelta(minutes=10)
NEXT_YEAR_KNOWN = 11  # from this month on the notice of the next year's days off should be out


def look_at_data(home: Home, now: datetime) -> Iterator[Point]:
    if lost := sealed_settings(home):
        yield lost
    else:
        yield from _settings(home)
    yield from _rules(home, now)
    with engine_of(home).connect() as connection:
        yield _database(connection)
        at = schema_of(connection)
        yield _schema(at)
        if at == migrations.newest():
            yield _later_rows(connection, now)
            yield _journal(connection)
            yield key_of_rows(home, connection)
            yield _attachments(home, connection)


def _settings(home: Home) -> Iterator[Point]:
    try:
        settings = home.settings()
    except Refused as no:
        to_do = f"Sửa {home.settings_file}, rồi khởi động lại."
        yield Point("settings", "Thiết lập", Health.BAD, no.reason, to_do)
        return
    yield _ways_out(settings)
    if not settings.ui_password:
        to_do = "Đặt lại: dondoc settings set ui_password; không đặt thì dondoc up tự lập một mật khẩu mới."
        yield Point("ui-password", "Mật khẩu Prefect UI", Health.WARN, "Chưa có ui_password.", to_do)


def _ways_out(settings: Settings) -> Point:
    about = "Thiết lập"
    if settings.is_demo:
        return Point("settings", about, Health.OK, "Bản demo: mọi thứ ở trong máy này, không gửi ra ngoài.")
    if not settings.public_url or HERE.match(settings.public_url):
        said = f"Địa chỉ trong liên kết gửi cho đơn vị là “{settings.public_url}”, đơn vị không mở được."
        return Point("settings", about, Health.BAD, said, "Đặt lại: dondoc settings set public_url https://…")
    if not settings.smtp_host:
        said = "Chưa có máy chủ thư: không gửi được thư nhắc và báo động."
        return Point("settings", about, Health.WARN, said, "Đặt smtp_host, sender_email (docs/thiet-lap.md).")
    if settings.public_url.startswith("http:"):
        said = "Liên kết gửi cho đơn vị không mã hóa (http)."
        return Point("settings", about, Health.WARN, said, "Đặt máy chủ chuyển tiếp có chứng thư, public_url https.")
    return Point("settings", about, Health.OK, "Bản chính thức; liên kết và máy chủ thư đã đặt.")


def _rules(home: Home, now: datetime) -> Iterator[Point]:
    try:
        catalogue = home_catalogue(home)
    except CatalogueError as no:
        yield Point("rules", "Quy tắc", Health.BAD, str(no).splitlines()[0], "Xem từng lỗi bằng: dondoc check")
        return
    yield Point("rules", "Quy tắc", Health.OK, f"{len(catalogue.programmes)} chương trình đọc được.")
    yield _calendars(catalogue.calendar, now)


def _calendars(calendar: WorkCalendar, now: datetime) -> Point:
    about = "Lịch ngày nghỉ"
    today = day_in_hanoi(now)
    years = [today.year] + ([today.year + 1] if today.month >= NEXT_YEAR_KNOWN else [])
    if unsure := [year for year in years if calendar.is_provisional(year)]:
        said = f"Lịch năm {', '.join(map(str, unsure))} còn là dự kiến; hạn gần ngày nghỉ có thể dời."
        to_do = f"Khi có thông báo chính thức: dondoc days-off template {unsure[0]}, sửa, rồi dondoc days-off propose."
        return Point("calendar", about, Health.WARN, said, to_do)
    return Point("calendar", about, Health.OK, f"Năm {', '.join(map(str, years))} theo thông báo chính thức.")


def _database(connection: Connection) -> Point:
    about = "Cơ sở dữ liệu"
    if connection.dialect.name == "postgresql":
        number = int(connection.execute(text("SHOW server_version_num")).scalar_one())
        said = f"PostgreSQL {number // 10000}.{number % 10000}."
        if number < 140000:
            return Point("database", about, Health.BAD, said, "Nâng PostgreSQL lên 14 trở lên.")
        return Point("database", about, Health.OK, said)
    mode = connection.execute(text("PRAGMA journal_mode")).scalar_one()
    size = (
        connection.execute(text("PRAGMA page_count")).scalar_one()
        * connection.execute(text("PRAGMA page_size")).scalar_one()
    )
    said = f"SQLite, {size // 1_000_000} MB, chế độ {str(mode).upper()}."
    if str(mode).lower() != "wal":
        to_do = "Chuyển thư mục nhà về ổ đĩa của máy chủ: ổ mạng không dùng được chế độ WAL."
        return Point("database", about, Health.BAD, said, to_do)
    if size <= SMALL and (found := connection.execute(text("PRAGMA quick_check(1)")).scalar_one()) != "ok":
        to_do = "Dừng Đôn Đốc, giữ nguyên các bản sao lưu, phục hồi từ bản tốt gần nhất (dondoc restore)."
        return Point("database", about, Health.BAD, f"Tệp dondoc.db đã hỏng: {str(found)[:120]}.", to_do)
    return Point("database", about, Health.OK, said)


def _schema(at: str) -> Point:
    about = "Bảng dữ liệu"
    if at == migrations.newest():
        return Point("schema", about, Health.OK, f"Đúng phiên bản này ({at}).")
    if at and not migrations.knows(at):
        to_do = "Cài phiên bản đã tạo ra dữ liệu này, hoặc mới hơn."
        return Point("schema", about, Health.BAD, f"Của phiên bản mới hơn ({at}).", to_do)
    to_do = "Dừng Đôn Đốc rồi chạy: dondoc upgrade (tự sao lưu trước)."
    return Point("schema", about, Health.BAD, f"Của phiên bản cũ ({at or 'chưa có bảng'}).", to_do)


def _later_rows(connection: Connection, now: datetime) -> Point:
    """A line of the journal from the future tells that the clock was, or is, wrong."""
    about = "Thời điểm trong dữ liệu"
    with Session(connection) as session:
        last = head(session)
    if last and last.at > now + CLOCKS_DIFFER:
        said = f"Nhật ký có dòng lúc {last.at.astimezone(HANOI):%H:%M ngày %d/%m/%Y}, sau giờ hiện nay."
        return Point("time-of-data", about, Health.WARN, said, "Kiểm tra đồng hồ máy chủ và đồng bộ giờ.")
    return Point("time-of-data", about, Health.OK, "Không có dòng nào ở tương lai.")


def _journal(connection: Connection) -> Point:
    about = "Nhật ký nối chuỗi"
    with Session(connection) as session:
        bare = lines_without_seal(session)
    if bare:
        said = f"{len(bare)} dòng nhật ký không do chương trình ghi (không có dấu)."
        return Point("journal", about, Health.BAD, said, "Chạy dondoc journal verify và báo cho người quản lý.")
    return Point("journal", about, Health.OK, "Mọi dòng đều có dấu.")


def _attachments(home: Home, connection: Connection) -> Point:
    about = "Tệp đính kèm"
    named = set(connection.execute(text("SELECT sha256 FROM attachment UNION SELECT sha256 FROM sent_file")).scalars())
    there = {name for _, _, names in os.walk(home.files) for name in names}
    if lost := named - there:
        said = f"Thiếu {len(lost)} trong {len(named)} tệp mà dữ liệu nhắc tới."
        return Point("attachments", about, Health.BAD, said, "Lấy lại thư mục files/ từ bản sao lưu gần nhất.")
    return Point("attachments", about, Health.OK, f"Đủ {len(named)} tệp.")
