"""Bộ canh nhịp: a small process of its own that calls the operators when rounds or drains have fallen silent.

    python -m deployments.watcher [--ready FILE]     `dondoc up` starts it, `dondoc watch` runs it alone

It shares nothing with what it watches but the database it reads: no Prefect, no outbox, a mail line of its own. Every
minute it looks at the pulses, the disk and whether the database answers; a trouble becomes a mail, a row among the
alarms and the file `BAO-DONG.txt` in the home. Of several watchers of one home one works, the others stand by.
"""

from __future__ import annotations

import logging
import shutil
import sys
import threading
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, select

from deployments.alarm_mail import send_alarm
from deployments.lock import waiting_alone
from deployments.watch_files import put_notice, remember, remembered
from models.access import Officer
from models.alarms import clear_alarm, raise_alarm
from models.errors import Refused
from models.heartbeat import MISSED, Standing, grace_of, heartbeat
from models.masking import without_addresses
from models.pulses import beat
from models.quiet_hours import HANOI, day_in_hanoi
from models.settings import Home, Settings
from models.vigil import Trouble, Word, kept, news, seen
from models.vocabulary import AlarmCode, Role, Work
from tasks.session import open_session

LOOK = 60.0  # seconds between two looks
SLEPT = timedelta(minutes=5)  # a longer gap between two looks: the machine was asleep, or its clock was set
UNREADABLE = timedelta(minutes=5)  # a database may be busy for a moment
LEAST_FREE = 200_000_000  # bytes
SUBJECT = "watcher"  # of its rows among the alarms

log = logging.getLogger("dondoc.watcher")

ADVICE = {
    AlarmCode.ROUND_MISSED: "Mở Prefect, xem lần chạy “Vòng nhắc việc hằng ngày” gần nhất. Nếu không có lần chạy nào, "
    "khởi động lại Đôn Đốc; khi khởi động, vòng nhắc việc tự chạy một lần. Chạy muộn không gửi trùng.",
    AlarmCode.DRAIN_MISSED: "Mở Prefect, xem lần chạy “Gửi tin đang chờ” gần nhất. Nếu không có lần chạy nào, "
    "khởi động lại Đôn Đốc. Tin đang chờ không mất, không gửi trùng.",
    AlarmCode.DATABASE: "Kiểm tra máy chủ cơ sở dữ liệu hoặc tệp dondoc.db và quyền đọc ghi của thư mục nhà.",
    AlarmCode.DISK: "Dọn ổ đĩa chứa thư mục nhà. Khi hết chỗ, hệ thống không ghi được nên không gửi tin.",
}


@dataclass
class Watcher:
    """One watcher at work. `since`: from when on it has been looking without a gap."""

    home: Home
    since: datetime
    looked_at: datetime | None = None
    unread_since: datetime | None = None
    operators: list[str] = field(default_factory=list)  # as the database last said

    def __post_init__(self) -> None:
        self.memory, self.operators = remembered(self.home.path)

    def look(self, now: datetime) -> list[Trouble]:
        """One look: see what is wrong, tell what is news. Returns everything that is wrong. Never raises."""
        if self.looked_at is not None and not timedelta() <= now - self.looked_at < SLEPT:
            self.since = now
        self.looked_at = now
        before = self.memory, self.operators
        troubles = self.troubles(now)
        self.memory = seen(troubles, self.memory, now)
        self.memory = kept(self.memory, [word for word in news(troubles, self.memory, now) if self._say(word, now)])
        if (self.memory, self.operators) != before:
            remember(self.home.path, self.memory, self.operators)
        put_notice(self.home.path, _notice(troubles, now))
        return troubles

    def troubles(self, now: datetime, *, patient: bool = True) -> list[Trouble]:
        """What is wrong at this moment. Not `patient`: nobody has been looking, and no time is given to recover."""
        found = []
        with suppress(OSError):
            free = shutil.disk_usage(self.home.path).free
            if free < LEAST_FREE:
                found.append(Trouble(AlarmCode.DISK, f"Ổ đĩa chứa thư mục nhà chỉ còn {free // 1_000_000} MB."))
        try:
            settings, standings = self._read(now, patient)
        except Exception as e:  # whatever keeps the database from answering is what the watcher is there for
            log.warning("database: %s", type(e).__name__)
            self.unread_since = self.unread_since or now
            if not patient or now - self.unread_since >= UNREADABLE:
                words = f"Không đọc được cơ sở dữ liệu từ {_at(self.unread_since)} ({type(e).__name__})."
                found.append(Trouble(AlarmCode.DATABASE, words))
            return found
        self.unread_since = None
        return found + [Trouble(MISSED[s.work], _silence(s, settings)) for s in standings if s.is_missed]

    def _read(self, now: datetime, patient: bool) -> tuple[Settings, list[Standing]]:
        settings = self.home.settings()
        with open_session(self.home) as session:
            self.operators = operator_addresses(session)
            if patient:
                beat(session, Work.WATCH, day_in_hanoi(now), now)
            return settings, heartbeat(session, settings, now, since=self.since if patient else None)

    def _say(self, word: Word, now: datetime) -> bool:
        """Into the log, among the alarms, and by mail. False: the mail reached nobody; the next look tries again."""
        log.error("%s: %s", word.code.value, word.words)
        try:
            with open_session(self.home) as session:
                if word.is_over:
                    clear_alarm(session, word.code, SUBJECT, now, by=SUBJECT)
                else:
                    raise_alarm(session, word.code, SUBJECT, word.words, now)
        except Exception as e:  # the mail must go even if the row cannot be written
            log.warning("alarm row: %s", type(e).__name__)
        return self._mail(word, now)

    def _mail(self, word: Word, now: datetime) -> bool:
        try:
            settings = self.home.settings()
            more = (part.strip() for part in settings.alarm_emails.split(","))
            to = list(dict.fromkeys(address for address in (*self.operators, *more) if address))
            if not to:
                return True  # nobody to write to: row, file and health address have to do
            title = f"Đã hết: {word.code.label}" if word.is_over else word.code.label
            text = _letter(settings.agency, word, self.home, now)
            return bool(send_alarm(settings, to, f"[Báo động] Đôn Đốc: {title}", text, now))
        except Exception as e:
            log.warning("alarm mail: %s", type(e).__name__)
            return False


def operator_addresses(session: Session) -> list[str]:
    """Where the active operators read mail."""
    query = select(Officer.email).where(Officer.role == Role.OPERATOR, col(Officer.is_active), Officer.email != "")
    return list(session.exec(query.order_by(Officer.email)))


def watch(home: Home, stop: threading.Event, *, every: float = LOOK, ready: Path | None = None) -> None:
    """Look every `every` seconds until `stop`; a second watcher of the same home waits until the first has gone."""
    if ready:
        ready.touch()
    with waiting_alone(home, "canh-nhip.lock", stop) as is_ours:
        if not is_ours:
            return
        watcher = Watcher(home, datetime.now(UTC))
        while not stop.is_set():
            watcher.look(datetime.now(UTC))
            stop.wait(every)


def _silence(s: Standing, settings: Settings) -> str:
    last = f"lần xong gần nhất {_at(s.last_at)}" if s.last_at else "chưa lần nào xong"
    late = int(grace_of(settings, s.work).total_seconds() // 60)
    words = f"{s.work.label.capitalize()} quá {late} phút chưa xong; {last}."
    return f"{words} Lần chạy gần nhất báo lỗi: {without_addresses(s.said)}" if s.failed_at and s.said else words


def _notice(troubles: Iterable[Trouble], now: datetime) -> str:
    told = [f"{t.code.label.upper()}\n{t.words}\nViệc cần làm: {ADVICE[t.code]}\n" for t in troubles]
    return "\n".join([f"Đôn Đốc, lúc {_at(now)}\n", *told]) if told else ""


def _letter(agency: str, word: Word, home: Home, now: datetime) -> str:
    lines = [f"Kính gửi cán bộ quản trị vận hành, {agency or 'Đôn Đốc'}.", "", word.words]
    if not word.is_over:
        lines += ["", f"Việc cần làm: {ADVICE[word.code]}", "", f"Nhật ký: {home.path / 'logs'}"]
        lines += ["Còn tình trạng này thì mỗi ngày báo lại một lần; hết thì báo một lần."]
    return "\n".join([*lines, "", f"Bộ canh nhịp của Đôn Đốc, lúc {_at(now)}."])


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(HANOI):%H:%M ngày %d/%m/%Y}"


def main(arguments: list[str]) -> None:
    logging.basicConfig(format="%(asctime)s %(message)s", level=logging.INFO)
    ready = Path(arguments[arguments.index("--ready") + 1]) if "--ready" in arguments else None
    try:
        watch(Home(), threading.Event(), ready=ready)
    except Refused as no:
        raise SystemExit(no.reason) from None


if __name__ == "__main__":
    main(sys.argv[1:])
