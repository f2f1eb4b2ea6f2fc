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
from models.settings import Home, as_toml
from models.vocabulary import MessageState
from tasks.archive import unpack
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
    the rows go (None: as the settings in the backup say; empty: SQLite in the home).

    Errors: `Refused` with the home as empty as before.
    """
    refuse_lived_in(home)
    secret = _key_in(key) if key else ""
    with _staging(home) as staged:
        manifest = unpacked(archive, staged.path, passphrase)
        if database_url is not None:
            moved = staged.settings_in_file().model_copy(update={"database_url": database_url})
            staged.settings_file.write_text(as_toml(moved), "utf-8")
        if secret:
            staged.key_file.write_text(secret, "ascii")
        has_key = staged.key_file.exists()
        with rows_at(staged.path / DATABASE, manifest, staged.database_url()) as engine, Session(engine) as session:
            waiting = _hush(session, archive, now)
            session.commit()
        _move_in(staged, home)
    rows = sum(table.rows for table in manifest.tables.values())
    files = len(manifest.files) - 1
    return Restored(manifest, migrations.newest(), rows, files, waiting, has_key, tuple(manifest.left_out))


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


@contextmanager
def rows_at(copy: Path, manifest: Manifest, url: str) -> Iterator[Engine]:
    """The rows of the unpacked copy in the database of that address, equal to the list, then at the newest tables.

    Errors: `Refused` when the database is not empty or the rows are not what the list says; then nothing is left in it.
    """
    address = make_url(url)
    if address.get_backend_name() == "sqlite" and Path(address.database or "") != copy:
        if Path(address.database or "").exists():
            raise Refused(f"Đã có tệp {address.database}. Đề nghị để trống database_url hoặc chọn tệp khác.")
        shutil.copy2(copy, address.database or "")
    engine = engine_for(url)
    try:
        if engine.dialect.name == "postgresql":
            with _empty(engine):
                _fill(engine, copy, manifest)
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
def _empty(engine: Engine) -> Iterator[None]:
    """A database without tables, and without them again if anything goes wrong."""
    if inspect(engine).get_table_names():
        raise Refused("Cơ sở dữ liệu PostgreSQL đích không trống. Tạo một cơ sở dữ liệu mới rồi phục hồi vào đó.")
    try:
        yield
    except BaseException:
        quoted = engine.dialect.identifier_preparer.quote
        with engine.begin() as connection:
            for name in inspect(connection).get_table_names():
                connection.execute(text(f"DROP TABLE {quoted(name)} CASCADE"))
        raise


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
