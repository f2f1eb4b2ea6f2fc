"""Sao lưu: one file that holds everything an installation needs to live again, made while it runs.

The rows are always kept as one SQLite file, whatever database they came from, so that a backup can be read by any tool
in ten years and restored on either database. The keys and passwords of the home go only into a backup that is sealed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import file_digest
from importlib.metadata import version
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text
from sqlmodel import Session

from migrations import newest
from models.audit import record
from models.audit_chain import head
from models.database import engine_for
from models.errors import Refused
from models.pulses import beat
from models.quiet_hours import HANOI, day_in_hanoi
from models.settings import Home, Settings, as_toml, secrets_in, without_secrets
from models.vocabulary import Work
from reports.numerals import number
from tasks.archive import FOLDERS, Packer
from tasks.database_copy import copy_database, schema_of
from tasks.manifest import DATABASE, Manifest, TableRow
from tasks.sealed_archive import seal
from tasks.session import engine_of, open_session
from tasks.table_prints import prints_of
from tasks.thrown_away import remove_left, thrown_away

OPEN, SEALED = ".tar.gz", ".sealed.tar"
BY = "sao-luu"  # who made it when nobody is named: the timetable
SEALS = "audit_seal"  # the table of an installation whose journal is a chain
NAMING = {"attachment", "sent_file"}  # tables whose rows name kept files
_NAME = re.compile(r"dondoc-\d{4}-\d{2}-\d{2}-\d{6}(\.tar\.gz|\.sealed\.tar)")


@dataclass(frozen=True)
class Backup:
    """A finished backup: `rows` of all tables, `files` beside the database, its size in bytes and its SHA-256."""

    path: Path
    made_at: datetime
    is_sealed: bool
    has_keys: bool  # secret.key and the passwords among the settings: only inside a sealed one
    schema: str
    rows: int
    files: int
    missing: int  # attachments that rows name but the home does not hold
    size: int
    sha256: str
    spoilt: tuple[str, ...] = ()  # attachments whose bytes are no longer what their name says
    removed: tuple[str, ...] = ()  # older backups that made room


def back_up(
    home: Home,
    to: Path | None = None,
    *,
    passphrase: str | None = None,
    keep: int | None = None,
    by: str = BY,
    note_it: bool = True,
    now: datetime,
) -> Backup:
    """Make a backup in the folder `to` (None: the folder of the settings) and keep the newest `keep` of that folder
    (None: as the settings say; 0: all). `note_it`: write it into the journal; not for one that is thrown away.

    `passphrase` None: the one of the settings; empty: not sealed. Errors: `Refused` when it cannot be made whole; then
    nothing is left behind.
    """
    settings = home.settings()
    to = to or folder_of(home, settings)
    passphrase = settings.backup_passphrase if passphrase is None else passphrase
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    place = to / f"dondoc-{now.astimezone(HANOI):%Y-%m-%d-%H%M%S}{SEALED if passphrase else OPEN}"
    with _draft(home, place, now) as (draft, work):
        made = _Making(home, settings, work, now, with_keys=bool(passphrase))
        with draft.open("r+b") as out:
            if passphrase:
                seal(out, passphrase, made.write)
            else:
                made.write(out)
            out.flush()
            os.fsync(out.fileno())
        sha256 = _sha256(draft)
        draft.replace(place)
    sidecar(place).write_text(f"{sha256}  {place.name}\n", "utf-8")
    done = made.told(place, sha256, is_sealed=bool(passphrase))
    done = replace(done, removed=_make_room(to, settings.backup_keep if keep is None else keep, place))
    if (
        note_it and done.schema == newest()
    ):  # tables of an earlier release take no note; whoever upgrades them writes it later
        note(home, done, by, now)
    return done


def folder_of(home: Home, settings: Settings) -> Path:
    """Where backups of this home go."""
    return Path(settings.backup_folder) if settings.backup_folder else home.path / "backups"


def backups_in(folder: Path) -> list[Path]:
    """The backups of a folder, oldest first; nothing else that lies there."""
    return sorted(file for file in folder.glob("dondoc-*") if _NAME.fullmatch(file.name)) if folder.is_dir() else []


def newest_since(folder: Path, since: datetime) -> Path | None:
    """The newest backup of a folder made at or after an instant, by its name; None where there is none."""
    oldest = f"dondoc-{since.astimezone(HANOI):%Y-%m-%d-%H%M%S}"
    return next((file for file in reversed(backups_in(folder)) if file.name >= oldest), None)


def sidecar(backup: Path) -> Path:
    """The file beside a backup that `sha256sum -c` reads."""
    return backup.with_name(f"{backup.name}.sha256")


class _Making:
    """One backup in the making: the copy of the database in the work folder, then everything into a stream."""

    def __init__(self, home: Home, settings: Settings, work: Path, now: datetime, *, with_keys: bool):
        self.home, self.settings, self.now, self.with_keys = home, settings, now, with_keys
        self.copy = work / DATABASE
        self.spoilt: list[str] = []
        source = engine_of(home)
        copy_database(source, self.copy)
        engine = engine_for(f"sqlite:///{self.copy}")
        with engine.connect() as connection:
            self.schema = schema_of(connection)
            self.prints = prints_of(connection)
            self.head = _journal_head(connection) if SEALS in self.prints else ""
            self.named = {sha256 for table in NAMING & self.prints.keys() for sha256 in _hashes(connection, table)}
        engine.dispose()
        with suppress(OSError):
            for beside in work.glob(f"{DATABASE}-*"):
                beside.unlink()
        self.database = source.dialect.name

    def write(self, out: IO[bytes]) -> None:
        packer = Packer(out, self.now.timestamp())
        packer.add(DATABASE, self.copy)
        for folder in FOLDERS:
            for name, file in _files_below(self.home.path, folder):
                packer.add(name, file)
        if self.with_keys:
            packer.add_bytes("settings.toml", self.home.settings_file.read_bytes())
            packer.add_bytes("secret.key", self.home.secret().encode())
        else:
            packer.add_bytes("settings.toml", as_toml(without_secrets(self.home.settings_in_file())).encode())
        self.manifest = self._manifest(packer)
        packer.close(self.manifest)

    def _manifest(self, packer: Packer) -> Manifest:
        there = {
            name.rpartition("/")[2]: member.sha256 for name, member in packer.files.items() if name.startswith("files/")
        }
        self.spoilt = sorted(name for name, sha256 in there.items() if name != sha256)
        return Manifest(
            version=version("dondoc"),
            made_at=self.now.isoformat(),
            mode=self.settings.mode,
            agency=self.settings.agency,
            database=self.database,
            schema_at=self.schema,
            has_keys=self.with_keys,
            left_out=[] if self.with_keys else secrets_in(self.home.settings_in_file()),
            journal_head=self.head,
            missing=len(self.named - there.keys()),
            tables={name: TableRow(rows=it.rows, print=it.print) for name, it in self.prints.items()},
            files=dict(packer.files),
        )

    def told(self, place: Path, sha256: str, *, is_sealed: bool) -> Backup:
        rows = sum(it.rows for it in self.prints.values())
        return Backup(
            path=place,
            made_at=self.now,
            is_sealed=is_sealed,
            has_keys=self.with_keys,
            schema=self.schema,
            rows=rows,
            files=len(self.manifest.files) - 1,
            missing=self.manifest.missing,
            size=place.stat().st_size,
            sha256=sha256,
            spoilt=tuple(self.spoilt),
        )


def _journal_head(connection: Connection) -> str:
    """The last seal of the journal in this copy, as it is compared with one kept elsewhere."""
    with Session(connection) as session:
        last = head(session)
    return f"{last.n} {last.sha256}" if last else ""


def _hashes(connection: Connection, table: str) -> Iterator[str]:
    """What the rows of this table say that the files folder holds."""
    return connection.execute(text(f"SELECT DISTINCT sha256 FROM {table}")).scalars()  # noqa: S608 - one of NAMING


def _files_below(root: Path, folder: str) -> Iterator[tuple[str, Path]]:
    """Every finished file below a folder of the home, under its name in the archive; links are not followed."""
    for place, folders, names in os.walk(root / folder):
        folders.sort()
        for name in sorted(names):
            file = Path(place) / name
            if file.is_file() and not file.is_symlink() and not name.endswith(".new"):
                yield file.relative_to(root).as_posix(), file


@contextmanager
def _draft(home: Home, place: Path, now: datetime) -> Iterator[tuple[Path, Path]]:
    """A file beside its later place, and a folder of the home to work in, where what is not sealed yet may lie; both
    gone when left, unless the file found its place.
    """
    if place.exists():
        raise Refused(f"Đã có bản sao lưu {place.name}. Chờ một giây rồi chạy lại.")
    draft = place.with_name(f".{place.name}.new")
    remove_left(place.parent, ".dondoc-*.new", now)
    try:
        with thrown_away(home.path, "sao-luu", now) as work:
            os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
            yield draft, work
    finally:
        draft.unlink(missing_ok=True)


def _sha256(file: Path) -> str:
    with file.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()


def _make_room(folder: Path, keep: int, newest: Path) -> tuple[str, ...]:
    """Remove the oldest backups beyond `keep`; never the one just made."""
    old = [file for file in backups_in(folder) if file != newest]
    gone = old[: max(len(old) + 1 - keep, 0)] if keep else []
    for file in gone:
        file.unlink(missing_ok=True)
        sidecar(file).unlink(missing_ok=True)
    return tuple(file.name for file in gone)


def note(home: Home, done: Backup, by: str, now: datetime) -> None:
    """That it was made, under which hash: in the journal and among the regular works."""
    sealed = "niêm phong" if done.is_sealed else "không niêm phong"
    with open_session(home) as session:
        record(session, by, "backup", done.path.name, f"{sealed}; sha256 {done.sha256}", now=now)
        said = f"tệp {done.path.name}, {number(done.size / 1e6, 1)} MB, {sealed}"
        beat(session, Work.BACKUP, day_in_hanoi(now), now, said)
