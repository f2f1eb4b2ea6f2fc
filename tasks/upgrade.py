"""Nâng cấp: the tables of an earlier release brought to this one's, never without a backup made a moment before.

Does nothing where the tables are already there. Where it cannot be finished, it says which backup holds what was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import migrations
from models.errors import Refused
from models.settings import Home
from tasks.backup import Backup, back_up, note
from tasks.database_copy import schema_of
from tasks.session import engine_of


@dataclass(frozen=True)
class Upgraded:
    """From which tables to which; `backup` of what was before, None where nothing had to be done."""

    before: str
    after: str
    backup: Backup | None


def tables_of(home: Home) -> str:
    """The revision of the tables of this home; empty where there are none."""
    with engine_of(home).connect() as connection:
        return schema_of(connection)


def upgrade(
    home: Home, *, to: Path | None = None, passphrase: str | None = None, by: str = "nang-cap", now: datetime
) -> Upgraded:
    """Back up, then bring the tables up to date. Errors: `Refused` for tables of a later release, or a failed step."""
    engine = engine_of(home)
    before = tables_of(home)
    after = migrations.newest()
    if before == after:
        return Upgraded(before, after, None)
    if not before:
        migrations.upgrade(engine)
        return Upgraded(before, after, None)
    if not migrations.knows(before):
        raise Refused(
            f"Dữ liệu trong {home.path} thuộc phiên bản mới hơn (bảng dữ liệu {before}). Cài phiên bản ấy hoặc mới "
            "hơn; phiên bản này không mở để khỏi làm hỏng dữ liệu."
        )
    backup = back_up(home, to, passphrase=passphrase, by=by, now=now)
    try:
        migrations.upgrade(engine)
    except Exception as e:
        raise Refused(
            f"Nâng cấp không xong ({type(e).__name__}). Dữ liệu như trước nâng cấp nằm trong {backup.path}: cài lại "
            f"phiên bản cũ, hoặc phục hồi vào thư mục mới bằng `dondoc restore {backup.path}`."
        ) from e
    note(home, backup, by, now)
    return Upgraded(before, after, backup)
