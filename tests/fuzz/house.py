"""A small home with something of everything in it, for the doors that read and write: units, work, people, letters.

Lies in a folder of its own. `mark` tells whether anything was written since; `again` puts the home back as it was.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import Session

import models.officers
import models.tables
from models.assignments import assign
from models.catalogue import Catalogue, home_catalogue
from models.database import engine_for
from models.facts import Request
from models.officers import create_officer
from models.outbox import SHELF_LIFE, Draft, plan
from models.quiet_hours import day_in_hanoi
from models.requests import open_request
from models.settings import Home, Settings
from models.unit_map import load_units
from models.units import Contact
from reports.workbook import unit_workbook
from reports.workbook_identity import workbook_signature
from tests.filled_workbook import filled
from tests.ready_tables import tables_on

MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # T2 23/11/2026, 09:00 in Hanoi
P05, CODE, FORM, PERIOD = "05-ctrph-cat-mttq", "DX-2026-09", "phong-trao-rut-gon", "2026-12-03"
KEY = f"{P05}/{CODE}/{PERIOD}"
PASSWORD = "mat-khau-kiem-thu"
TYPED = {"B01": 12, "B02": 1250, "D01.tu_so": 9, "D01.mau_so": 12, "E03": 4, "E04": 3, "A02": "có", "G01": 35.5}
PEOPLE = (("thammuu", "staff"), ("lanhdao", "leader"), ("vanhanh", "operator"))
PLACES = {
    "source": "Bản đồ thử", "at": "2025-07-01",
    "units": [
        {"id": "vn/2025-07/82", "code": "82", "name": "Tỉnh Đồng Tháp", "level": "tinh", "kind": "tỉnh"},
        *({"id": f"vn/2025-07/{n}", "code": str(n), "name": f"Xã Số {n}", "level": "xa", "kind": "xã",
           "parent": "vn/2025-07/82"} for n in range(1, 5)),
    ],
}  # fmt: skip
SECRETS = {"smtp_password": "mat-ma-smtp-7c1e", "imap_password": "mat-ma-imap-93fa", "zalo_oa_secret": "khoa-oa-51bd"}


class House:
    """The home, its rules, the units, and what a refusal must leave alone."""

    def __init__(self, folder: Path):
        self.home = Home(folder / "home")
        self.home.save(Settings(mode="demo", agency="Công an Tỉnh", sender_email="nhac@demo.example", **SECRETS))
        (self.home.path / "secret.key").write_text("5eed" * 16, "ascii")  # the same ways in, in every run
        self.engine = engine_for(self.home.database_url())
        tables_on(self.engine)
        self.law: Catalogue = home_catalogue(self.home)
        self.units = [f"police/2025-07/{n}" for n in range(1, 5)]
        self.secrets: Sequence[str] = (self.home.secret(), *SECRETS.values())
        with Session(self.engine) as session:
            self._fill(session)
            session.commit()
        self.file = Path(self.home.database_url().removeprefix("sqlite:///"))
        self._kept = folder / "kept"
        self.writes = Writes()

    def _fill(self, session: Session) -> None:
        load_units(session, PLACES, self.law)
        assign(session, self.law)
        for username, role in PEOPLE:
            create_officer(session, username=username, full_name=f"Cán bộ {username}", password=PASSWORD, role=role)
        for n, unit in enumerate(self.units, 1):
            contact = {"email": f"xa-{n}@demo.example", "phone": f"0277{n:06}", "valid_from": date(2025, 7, 1)}
            session.add(Contact(unit_id=unit, post="Cán bộ tổng hợp", **contact))
        asked = Request(
            programme=P05, code=CODE, title="Kết quả phong trào ba tháng", document="99/CAT-PTM",
            document_on=MONDAY.date(), wording="trong 07 ngày làm việc kể từ ngày yêu cầu", bound="after",
            working_days=7, form=FORM, route_to="Công an Tỉnh", by="thammuu", at=MONDAY,
        )  # fmt: skip
        open_request(session, self.law, asked, self.units, by="thammuu", now=MONDAY - timedelta(hours=1))
        letter = Draft(
            recipient=self.units[0], channel="email", slot="nhắc 1", address="xa-1@demo.example",
            subject="[Nhắc việc] Báo cáo phong trào", body_text="Kính gửi đơn vị.", as_of=day_in_hanoi(MONDAY),
            not_before=MONDAY, expires_at=MONDAY + SHELF_LIFE, is_urgent=True, items=(),
        )  # fmt: skip
        plan(session, [letter], MONDAY)

    def workbook(self, unit: str = "") -> bytes:
        """The form of the request, filled in by a unit."""
        key = {"unit_id": unit or self.units[0], "programme": P05, "duty": CODE, "period": PERIOD}
        form = self.law.form(FORM)
        book = unit_workbook(
            form, "Công an xã Số 1", **key, period_label="kỳ", deadline_sentence="hạn",
            signature=workbook_signature(self.home.secret(), form, **key),
        )  # fmt: skip
        return filled(book, TYPED, {"B01": "Nhiều buổi do phát động tháng cao điểm."})

    def mark(self) -> Any:
        """Changes with every row written for good and with every file."""
        return self.writes.kept, sorted(
            (str(file), file.stat().st_size)
            for file in self.home.path.rglob("*")
            if not file.name.startswith("dondoc.db")
        )

    def keep(self) -> None:
        """Remember the home as it is now; `again` goes back to it."""
        self.engine.dispose()
        with Session(self.engine) as session:
            session.connection().exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.engine.dispose()
        shutil.rmtree(self._kept, ignore_errors=True)
        shutil.copytree(self.home.path, self._kept, ignore=shutil.ignore_patterns("*-wal", "*-shm"))

    def again(self) -> None:
        """As it was when it was kept: the rows by the database's own copy, so that open connections stay good."""
        source = sqlite3.connect(self._kept / self.file.name)
        target = sqlite3.connect(self.file)
        source.backup(target)
        source.close()
        target.close()
        for file in sorted(self.home.path.rglob("*"), reverse=True):
            kept = self._kept / file.relative_to(self.home.path)
            if not file.name.startswith(self.file.name) and not kept.exists():
                file.rmdir() if file.is_dir() else file.unlink()

    def close(self) -> None:
        self.writes.close()
        self.engine.dispose()


class Writes:
    """Counts the statements that wrote and were committed, on whatever connection of this process.

    `COUNTED` are the tables in which a refused visitor leaves a trace on purpose: visits and wrong tries.
    """

    COUNTED = ("visit", "guesses")
    _WRITES = re.compile(r"\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", re.IGNORECASE)

    def __init__(self) -> None:
        self.kept = 0
        self._heard = {"after_cursor_execute": self._wrote, "commit": self._committed, "rollback": self._taken_back}
        for name, hear in self._heard.items():
            event.listen(Engine, name, hear)

    def close(self) -> None:
        for name, hear in self._heard.items():
            event.remove(Engine, name, hear)

    def _wrote(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        found = self._WRITES.match(statement)
        if found and found[1] not in self.COUNTED and cursor.rowcount:
            connection.info["written"] = connection.info.get("written", 0) + 1

    def _committed(self, connection: Any) -> None:
        self.kept += connection.info.pop("written", 0)

    def _taken_back(self, connection: Any) -> None:
        connection.info.pop("written", None)


def quick_passwords() -> None:
    """The real argon2id at its lowest cost, for a process that does nothing but this."""
    from argon2 import PasswordHasher

    models.officers._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
