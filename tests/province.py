"""A small province in a home: a few communes with duties of the real programmes, a real mailbox and a Zalo emulator."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn
from sqlmodel import SQLModel, select

import models.tables  # noqa: F401  (makes every table known)
from models.contents import words_of
from models.facts import Request, Submission
from models.map_of_day import name_on
from models.messages import Message
from models.outbox import unit_of
from models.quiet_hours import HANOI
from models.settings import Home, Settings
from models.units import Assignment, Contact, Unit
from notifications.emulators.mailbox import Mailbox, smtp_server
from notifications.emulators.zalo import ZaloEmulator, zalo_app
from tasks.session import engine_of, open_session
from tests.ready_tables import tables_on
from tests.waiting import free_port

P05 = "05-ctrph-cat-mttq"
MEETING, PLAN, YEARLY = "S000-16", "S000-12", "S000-13"


def hanoi(text: str) -> datetime:
    """`22/03/2024 08:00` in Hanoi, as UTC."""
    return datetime.strptime(text, "%d/%m/%Y %H:%M").replace(tzinfo=HANOI).astimezone(UTC)


class Province:
    """What the tests do with the home: units, requests, filings, and a look at the outbox."""

    def __init__(self, home: Home, mailbox: Mailbox, zalo: ZaloEmulator):
        self.home, self.mailbox, self.zalo = home, mailbox, zalo

    def commune(self, n: int, duties: tuple[str, ...] = (MEETING,), **contact) -> str:
        """Công an of commune n with these duties; `contact=None` in place of one means nobody answers for it."""
        id = f"police/x/{n}"
        reach = {"email": f"xa-{n}@demo.example", "zalo": f"09{n:08}", "phone": f"0277{n:04}", **contact}
        with open_session(self.home) as s:
            s.add(Unit(id=id, tree="police", level="xa", name=f"Công an xã Số {n}"))
            s.flush()
            for duty in duties:
                s.add(Assignment(programme=P05, duty=duty, unit_id=id, reason="catalogue"))
            if reach.pop("exists", True):
                s.add(Contact(unit_id=id, **reach))
        return id

    def head(self, unit_id: str, email: str) -> None:
        with open_session(self.home) as s:
            s.add(Contact(unit_id=unit_id, email=email, is_head=True))

    def request(self, units: list[str], document_on, named_on, *, urgent=False, code="DX-01") -> None:
        with open_session(self.home) as s:
            s.add(
                Request(
                    programme=P05, code=code, title="Báo cáo đột xuất kết quả tuyên truyền", document="12/CAT-PTM",
                    document_on=document_on, bound="by", named_on=named_on, route_to="Công an tỉnh",
                    is_urgent=urgent, by="tham-muu", at=datetime.combine(document_on, datetime.min.time(), UTC),
                )
            )  # fmt: skip
            for unit in units:
                s.add(Assignment(programme=P05, duty=code, unit_id=unit, reason="request"))

    def file(self, unit: str, duty: str, period: str, when: datetime) -> int:
        with open_session(self.home) as s:
            row = Submission(
                programme=P05, duty=duty, period=period, unit_id=unit, kind="document", filed_at=when, filed_by="x"
            )
            s.add(row)
            s.flush()
            return row.id

    def add(self, *rows) -> None:
        with open_session(self.home) as s:
            s.add_all(rows)

    def messages(self) -> list[Message]:
        with open_session(self.home) as s:
            return list(s.exec(select(Message).order_by(Message.id)))

    def words(self, message: Message) -> str:
        """The text of a message as it stands, addressed to its unit."""
        with open_session(self.home) as s:
            kept = words_of(s, [message.content_id])[message.content_id]
            unit = s.get_one(Unit, unit_of(message.recipient))
            return kept.to(name_on(s, unit, message.as_of), "LINK").text

    def states(self) -> dict[str, int]:
        found: dict[str, int] = {}
        for m in self.messages():
            found[m.state] = found.get(m.state, 0) + 1
        return found

    def mails(self) -> list[str]:
        """Recipients, oldest first."""
        return [m.recipient for m in self.mailbox.mails()][::-1]

    def outlived_lease(self, now: datetime) -> datetime:
        return now + timedelta(minutes=6)


@contextmanager
def province_in(path: Path, database_url: str = "", kind_of_mailbox: type[Mailbox] = Mailbox) -> Iterator[Province]:
    home = Home(path / "home")
    ports = {"smtp_demo_port": free_port(), "zalo_demo_port": free_port()}
    who = {"agency": "Công an tỉnh Đồng Tháp (demo)", "sender_email": "nhac@demo.example"}
    home.save(Settings(mode="demo", database_url=database_url, **who, **ports))
    if database_url:
        SQLModel.metadata.drop_all(engine_of(home))
    tables_on(engine_of(home))
    mailbox, zalo = kind_of_mailbox(home.mail), ZaloEmulator()
    post = smtp_server(mailbox, "127.0.0.1", ports["smtp_demo_port"])
    post.start()
    config = uvicorn.Config(
        zalo_app(zalo), host="127.0.0.1", port=ports["zalo_demo_port"], log_level="error", lifespan="off"
    )
    phone = uvicorn.Server(config)
    thread = threading.Thread(target=phone.run, daemon=True)
    thread.start()
    while not phone.started:
        thread.join(0.02)
    yield Province(home, mailbox, zalo)
    post.stop()
    phone.should_exit = phone.force_exit = True
    thread.join(20)
    engine_of(home).dispose()
