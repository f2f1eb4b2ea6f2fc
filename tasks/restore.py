"""Phục hồi: a home made of a backup, whole or not at all, on SQLite or PostgreSQL.

The home must be empty. What was altered, cut off, locked with another passphrase or made by a later release is refused
before anything is written. A restored home wakes with sending stopped: between the backup and now letters may have left
that it knows nothing of, and a person decides when it speaks again.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic import command
from sqlalchemy import Engine, func, inspect, make_url, text
from sqlmodel import Session, col, select

import migrations
from models.audit import record
from models.database import engine_for
from models.errors import Refused
from models.messages import Message
from models.outbox import turn_kill_switch
from models.settings import Home, given_from_outside
from models.vocabulary import MessageState
from tasks.archive import unpack
from tasks.journal_export import verified
from tasks.manifest import DATABASE, Manifest
from tasks.pouring import pour
from tasks.sealed_archive import opened
from tasks.table_prints import prints_of

BY = "phuc-hoi"
WHY = "Phục hồi từ bản sao lưu: tin đã gửi sau lúc sao lưu không có trong dữ liệu."


@dataclass(frozen=True)
class Restored:
    """A home that lives again. `waiting`: messages held back by the kill switch; `set_again`: settings to be typed."""

    manifest: Manifest
    schema: str
    rows: int
    files: int
    waiting: int
    has_key: bool
    set_again: tuple[str, ...]
    journal_faults: tuple[str, ...]  # what was wrong with the journal before it was backed up


def restore(
    archive: Path,
    home: Home,
    *,
    passphrase: str | None = None,
    key: Path | None = None,
    database_url: str | None = None,
    now: datetime,
) -> Restored:
    """Make `home` of this backup. `key`: the home's secret.key where the backup does not hold it; `database_url`: where
    the rows go (None: as the settings in the backup or outside it say; empty: SQLite in the home).

    Errors: `Refused` with the home as empty as before.
    """
    refuse_lived_in(home)
    _refuse_two_places(database_url)
    secret = _key_in(key) if key else ""
    with _staging(home) as staged:
        manifest = unpacked(archive, staged.path, passphrase)
        if secret:
            staged.take_key(secret)
        has_key = staged.key_file.exists()
        if database_url is not None:
            staged.save(staged.settings_in_file().model_copy(update={"database_url": database_url}))
        elif "database_url" in manifest.left_out and given_from_outside("database_url") is None:
            raise Refused(
                "Bản sao lưu này không kèm địa chỉ cơ sở dữ liệu vì có mật khẩu trong đó. Ghi thêm --database ĐỊA_CHỈ "
                "của một cơ sở dữ liệu trống, hoặc --database '' để dùng SQLite trong thư mục nhà."
            )
        with rows_at(staged.path / DATABASE, manifest, staged.database_url()) as engine, Session(engine) as session:
            faults = journal_faults(session, manifest)
            waiting = _hush(session, archive, now)
            session.commit()
        _move_in(staged, home)
    rows = sum(table.rows for table in manifest.tables.values())
    files = len(manifest.files) - 1
    again = tuple(name for name in manifest.left_out if name != "database_url")
    return Restored(manifest, migrations.newest(), rows, files, waiting, has_key, again, faults)


def _refuse_two_places(database_url: str | None) -> None:
    """Errors: `Refused` when the rows would go elsewhere than said: what is set outside wins over any file."""
    outside = given_from_outside("database_url")
    if database_url is not None and outside is not None and outside != database_url:
        raise Refused(
            "Biến môi trường DONDOC_DATABASE_URL chỉ tới cơ sở dữ liệu khác với --database. Bỏ biến ấy, hoặc bỏ "
            "--database để phục hồi vào nơi biến ấy chỉ."
        )


def refuse_lived_in(home: Home) -> None:
    """Errors: `Refused` when anything of an installation lies there already."""
    if home.path.is_dir() and (there := sorted(file.name for file in home.path.iterdir() if file.name != "logs")):
        raise Refused(
            f"{home.path} không trống (có {there[0]}). Phục hồi vào một thư mục mới (--home THƯ_MỤC), kiểm tra xong "
            "rồi mới thay thư mục cũ."
        )


def unpacked(archive: Path, into: Path, passphrase: str | None) -> Manifest:
    """Everything of the backup in the folder, proved. Errors: `Refused`."""
    if not archive.is_file():
        raise Refused(f"Không có tệp {archive}. Xem các bản sao lưu: dondoc backup list")
    with opened(archive, passphrase) as stream:
        manifest = unpack(stream, into)
    if not migrations.knows(manifest.schema_at):
        raise Refused(
            f"Bản sao lưu thuộc phiên bản mới hơn ({manifest.version}, bảng dữ liệu {manifest.schema_at}). "
            "Cài phiên bản ấy hoặc mới hơn rồi phục hồi lại."
        )
    return manifest


def journal_faults(session: Session, manifest: Manifest) -> tuple[str, ...]:
    """What is wrong with the journal of these rows, read from its first line to the head that the list names.

    Rows of a time before there were seals were sealed when they were brought to the newest tables. A journal that was
    spoilt before the backup is told, not refused: what there is must come back all the same.
    """
    return tuple(verified(session, manifest.known_line).faults)


@contextmanager
def rows_at(copy: Path, manifest: Manifest, url: str, *, stay: bool = True) -> Iterator[Engine]:
    """The rows of the unpacked copy in the database of that address, equal to the list, then at the newest tables.
    `stay`: whether a PostgreSQL keeps them when this is left.

    Errors: `Refused` when the database is not empty or the rows are not what the list says. After an error of any kind,
    also in the block, a PostgreSQL is as empty as before.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and Path(address.database or "") != copy:
        if Path(address.database or "").exists():
            raise Refused(f"Đã có tệp {address.database}. Đề nghị để trống database_url hoặc chọn tệp khác.")
        shutil.copy2(copy, address.database or "")
    engine = engine_for(url)
    try:
        if engine.dialect.name == "postgresql":
            with _empty(engine, stay=stay):
                _fill(engine, copy, manifest)
                migrations.upgrade(engine)
                yield engine
        else:
            _prove(engine, manifest)
            migrations.upgrade(engine)
            yield engine
    finally:
        engine.dispose()
    if engine.dialect.name == "postgresql":
        copy.unlink()


def _fill(engine: Engine, copy: Path, manifest: Manifest) -> None:
    command.upgrade(migrations.config_for(engine), manifest.schema_at)
    source = engine_for(f"sqlite:///{copy}")
    with source.connect() as rows, engine.begin() as target:
        pour(rows, target)
    source.dispose()
    _prove(engine, manifest)


def _prove(engine: Engine, manifest: Manifest) -> None:
    with engine.connect() as connection:
        found = prints_of(connection)
    if wrong := [name for name, expected in manifest.prints.items() if found.get(name) != expected]:
        raise Refused(f"Bảng {wrong[0]} không khớp bản kê sau khi phục hồi. Bản này hỏng; dùng một bản khác.")


@contextmanager
def _empty(engine: Engine, *, stay: bool) -> Iterator[None]:
    """A database without tables, and without them again if anything goes wrong or they shall not stay."""
    if inspect(engine).get_table_names():
        raise Refused("Cơ sở dữ liệu PostgreSQL đích không trống. Tạo một cơ sở dữ liệu mới rồi phục hồi vào đó.")
    is_whole = False
    try:
        yield
        is_whole = True
    finally:
        if not (is_whole and stay):
            quoted = engine.dialect.identifier_preparer.quote
            with engine.begin() as connection:
                for name in inspect(connection).get_table_names():
                    connection.execute(text(f"DROP TABLE {quoted(name)} CASCADE"))


def _hush(session: Session, archive: Path, now: datetime) -> int:
    """Nothing leaves before a person says so; how many messages wait for that."""
    turn_kill_switch(session, on=True, by=BY, now=now, why=WHY)
    record(session, BY, "restore", archive.name, now=now)
    session.flush()
    held = (MessageState.PLANNED, MessageState.SENDING)
    return session.exec(select(func.count()).select_from(Message).where(col(Message.state).in_(held))).one()


def _key_in(file: Path) -> str:
    """The content of a secret.key. Errors: `Refused` when it is none."""
    content = file.read_text("ascii", errors="replace").strip() if file.is_file() else ""
    if not re.fullmatch(r"[0-9a-f]{64}", content):
        raise Refused(f"{file} không phải tệp secret.key của Đôn Đốc.")
    return content


class _Staged(Home):
    """The home in the making, inside the folder it will fill."""

    @property
    def key_file(self) -> Path:
        return self.path / "secret.key"

    def take_key(self, secret: str) -> None:
        """A key that was kept elsewhere. Errors: `Refused` for another than the one in the backup."""
        if self.key_file.exists() and self.key_file.read_text("ascii").strip() != secret:
            raise Refused("Bản sao lưu đã kèm khóa, khác với khóa của --key. Bỏ --key: dữ liệu mở bằng khóa đi kèm.")
        self.key_file.touch(mode=0o600)
        self.key_file.write_text(secret, "ascii")


@contextmanager
def _staging(home: Home) -> Iterator[_Staged]:
    is_new = not home.path.exists()
    home.make()
    folder = Path(tempfile.mkdtemp(dir=home.path, prefix=".phuc-hoi-"))
    try:
        yield _Staged(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        if is_new and not any(home.path.iterdir()):
            home.path.rmdir()


def _move_in(staged: Home, home: Home) -> None:
    """The settings last: before them there is no home here."""
    os.chmod(staged.settings_file, 0o600)
    for child in sorted(staged.path.iterdir(), key=lambda child: child == staged.settings_file):
        child.rename(home.path / child.name)
