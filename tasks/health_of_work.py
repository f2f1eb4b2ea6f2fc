"""What is being done: regular works, the outbox, what nobody knows, the alarms, and whether anybody would hear them.
Part of the examination (`tasks.health`); reads only.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from models.access import Officer
from models.alarms import open_alarms
from models.heartbeat import heartbeat
from models.messages import Message
from models.outbox import is_stopped
from models.quiet_hours import HANOI
from models.settings import Home, Settings
from models.vocabulary import AlarmCode, Health, MessageState, Role
from tasks.health import Point
from tasks.session import open_session

LATE = timedelta(hours=1)  # a message that may leave waits no longer than that
LATELY = timedelta(days=7)


def look_at_work(home: Home, now: datetime) -> Iterator[Point]:
    settings = home.settings()
    with open_session(home) as session:
        yield _rhythm(session, settings, now)
        yield _outbox(session, now)
        yield _unknowns(session)
        yield _alarms(session)
        yield _hearers(session, settings)


def _rhythm(session: Session, settings: Settings, now: datetime) -> Point:
    about = "Lịch chạy"
    missed = [s for s in heartbeat(session, settings, now) if s.is_missed]
    if settings.is_demo and missed and all(s.last_at is None for s in missed):
        return Point("schedule", about, Health.WARN, "Bản demo chưa chạy lần nào.", "Chạy: dondoc up")
    if missed:
        told = "; ".join(
            f"{s.work.label}: "
            + (
                f"lần xong gần nhất {s.last_at.astimezone(HANOI):%H:%M ngày %d/%m/%Y}"
                if s.last_at
                else "chưa xong lần nào"
            )
            for s in missed
        )
        to_do = "Nếu Đôn Đốc chưa chạy: dondoc up. Nếu đang chạy: mở Prefect xem lần chạy gần nhất báo gì."
        return Point("schedule", about, Health.BAD, f"Lỡ giờ: {told}.", to_do)
    return Point("schedule", about, Health.OK, "Vòng nhắc việc và lượt gửi tin đúng nhịp.")


def _outbox(session: Session, now: datetime) -> Point:
    about = "Hộp tin chờ gửi"
    if is_stopped(session):
        to_do = (
            "Khi được gửi trở lại: tắt công tắc dừng gửi ở trang tin nhắc hoặc luồng “Dừng gửi khẩn cấp” trong Prefect."
        )
        return Point("outbox", about, Health.WARN, "Công tắc dừng gửi đang bật; không tin nào ra.", to_do)
    waiting = _count(session, Message.state == MessageState.PLANNED, col(Message.not_before) < now - LATE)
    failed = _count(session, Message.state == MessageState.FAILED, col(Message.planned_at) > now - LATELY)
    if waiting:
        said = f"{waiting} tin đã đến giờ quá một tiếng mà chưa gửi."
        return Point("outbox", about, Health.WARN, said, "Xem kênh gửi và lượt “Gửi tin đang chờ” trong Prefect.")
    if failed:
        said = f"{failed} tin trong bảy ngày qua không gửi được."
        return Point("outbox", about, Health.WARN, said, "Xem lý do: dondoc outbox --state failed; sửa đầu mối.")
    return Point("outbox", about, Health.OK, "Không tin nào chờ quá giờ, không tin nào hỏng trong bảy ngày.")


def _unknowns(session: Session) -> Point:
    about = "Tin chưa rõ đã đến hay chưa"
    if count := _count(session, Message.state == MessageState.UNKNOWN):
        to_do = "Xem: dondoc outbox --state unknown. Gọi điện cho đơn vị nếu gấp; hệ thống tự đối chiếu dần."
        return Point("unknowns", about, Health.WARN, f"{count} tin.", to_do)
    return Point("unknowns", about, Health.OK, "Không có.")


def _alarms(session: Session) -> Point:
    about = "Báo động"
    if ringing := open_alarms(session):
        labels = dict.fromkeys(AlarmCode.of(alarm.code).label for alarm in ringing)
        said = f"{len(ringing)} báo động đang mở: {', '.join(labels)}."
        return Point("alarms", about, Health.WARN, said, "Mở trang “Nhịp chạy và báo động” và làm theo từng mục.")
    return Point("alarms", about, Health.OK, "Không có báo động nào đang mở.")


def _hearers(session: Session, settings: Settings) -> Point:
    about = "Người nhận báo động"
    operators = session.exec(
        select(func.count()).select_from(Officer).where(Officer.role == Role.OPERATOR, col(Officer.is_active))
    ).one()
    if not operators:
        to_do = "Thêm một tài khoản: dondoc officer add TÊN --role operator"
        return Point("operators", about, Health.BAD, "Không có tài khoản quản trị vận hành nào đang mở.", to_do)
    with_mail = session.exec(
        select(func.count())
        .select_from(Officer)
        .where(Officer.role == Role.OPERATOR, col(Officer.is_active), Officer.email != "")
    ).one()
    if not with_mail and not settings.alarm_emails:
        to_do = "Ghi địa chỉ: dondoc officer email TÊN ĐỊA_CHỈ, hoặc thiết lập alarm_emails."
        return Point("operators", about, Health.WARN, "Không ai nhận được thư báo động.", to_do)
    return Point("operators", about, Health.OK, f"{with_mail or 'Hòm thư chung'} người nhận thư báo động.")


def _count(session: Session, *which: object) -> int:
    return session.exec(select(func.count()).select_from(Message).where(*which)).one()  # type: ignore[arg-type]
