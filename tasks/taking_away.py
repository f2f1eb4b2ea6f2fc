"""Xuất số liệu ra tệp trên máy chủ: one period's figures, written into the home's export folder."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from models.audit import record
from models.catalogue import home_catalogue
from models.officers import acting_officer
from models.settings import Home
from models.snapshots import as_sent
from models.vocabulary import ExportKind
from tasks.act_sheets import REHEARSAL
from tasks.closing import written
from tasks.exports import Wanted, exported
from tasks.session import open_session
from tasks.sheets import Sheet, portal_link, sheet_key

Key = tuple[str, str, str]


@dataclass(frozen=True)
class TakenAway:
    """The files of one export: name → bytes; `paths` once they are written."""

    key: Key
    kind: ExportKind
    sizes: dict[str, int]
    paths: tuple[Path, ...]


def take_away(
    home: Home, key: Key, kind: ExportKind, as_of: date, now: datetime, *, is_as_sent: bool, by: str, dry_run: bool
) -> TakenAway:
    """Make the files of one period. `is_as_sent`: as it stood in the last sending by `as_of`. Errors: `Refused`."""
    with open_session(home) as session:
        officer = acting_officer(session, by).username
        sent = as_sent(session, *key, as_of) if is_as_sent else None
        made = exported(session, home_catalogue(home), home.settings(), key, Wanted(kind, sent=sent), as_of, now)
        paths = () if dry_run else written(home.path / "exports" / key[0], made)
        if dry_run:
            session.rollback()
        else:
            record(session, officer, "export", "/".join(key), kind.value, now=now)
    return TakenAway(key, kind, {name: len(content) for name, content in made.items()}, paths)


def taken_sheet(home: Home, taken: TakenAway) -> Sheet:
    """Which files were written and where they may be fetched."""
    first = f"Đã ghi {len(taken.paths):02} tệp." if taken.paths else REHEARSAL
    page = portal_link(home, "Tải về trên cổng", "/can-bo/xuat/" + "/".join(taken.key))
    where = {path.name: str(path) for path in taken.paths}
    rows = [{"Tệp": name, "Byte": size, "Nơi lưu": where.get(name, "—")} for name, size in taken.sizes.items()]
    title = f"Xuất số liệu {taken.kind.label} · {taken.key[1]} · {taken.key[2]}"
    return Sheet(sheet_key("xuat", *taken.key), title, (first,), rows, "", (page,))
