"""Bàn giao: the desk of an officer on a day as one file, and such a file opened for whoever takes over."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.catalogue import home_catalogue
from models.desk_matters import Matter
from models.errors import Refused
from models.free_words import refuse_personal
from models.handovers import Opened, note_made, take_over
from models.kept_files import harmless_name
from models.officers import find_officer, may_review
from models.settings import Home
from models.vocabulary import MatterKind
from reports.handover_pack import packed, unpacked
from reports.handover_page import handover_docx, handover_html
from reports.handover_sections import handover_told
from tasks.desk_contents import contents, files_of
from tasks.session import open_session

LONGEST_NOTE = 2000
INDEX, DOCUMENT = "index.html", "ban-giao.docx"


@dataclass(frozen=True)
class Packed:
    """One pack: `sha256` goes onto the signed minutes."""

    name: str
    content: bytes
    sha256: str
    matters: int


def pack_desk(home: Home, username: str, on: date, now: datetime, *, by: str, note: str = "") -> Packed:
    """The desk of an officer as known on a day, and the row by which an altered pack is known later.

    Errors: `Refused` for an account without a desk, or a note that is too long or points to a person.
    """
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise Refused(f"Phần nói thêm dài quá {LONGEST_NOTE} ký tự. Đề nghị ghi gọn lại.")
    refuse_personal(note)
    catalogue, settings = home_catalogue(home), home.settings()
    with open_session(home) as session:
        officer = find_officer(session, username)
        if not may_review(officer):
            raise Refused(f"{officer.username} không có bàn làm việc của cán bộ theo dõi để bàn giao.")
        id = secrets.token_hex(12)
        content = contents(session, catalogue, settings, officer, on, now, id, note)
        files = files_of(session, home, catalogue, settings, officer, on, now)
        content["files"] = sorted(files)
        told = handover_told(content, is_demo=settings.is_demo)
        everything = {INDEX: handover_html(told), DOCUMENT: handover_docx(told), **files}
        zipped, digest = packed(id, content, everything)
        note_made(session, id, digest, officer, on, by, now)
    name = harmless_name(f"ban-giao-{officer.username}-{on.isoformat()}.zip")
    return Packed(name, zipped, digest, len(content["matters"]))


def open_pack(home: Home, data: bytes, to_username: str, now: datetime, *, by: str, stated: str = "") -> Opened:
    """The open matters of a pack become those of an officer of this home; twice is once.

    Errors: `Refused` for a pack altered, unknown or cut short; nothing is written then.
    """
    pack = unpacked(data)
    try:
        told = pack.content
        taken = [_matter(row) for row in told["matters"]]
        giver, on = told["from"], date.fromisoformat(told["on"])
        username, full_name = str(giver["username"])[:40], str(giver["full_name"])[:200]
    except (KeyError, TypeError, ValueError, AttributeError) as e:
        raise Refused("Nội dung gói bàn giao không đúng cấu trúc. Đề nghị lấy lại gói gốc.") from e
    with open_session(home) as session:
        return take_over(
            session,
            id=pack.id,
            sha256=pack.sha256,
            from_username=username,
            from_name=full_name,
            on=on,
            matters=taken,
            to_username=to_username,
            by=by,
            now=now,
            stated=stated,
        )


def _matter(row: Mapping[str, Any]) -> Matter:
    kind = MatterKind.of(row["kind"])
    path = str(row.get("path") or "")
    return Matter(
        kind,
        str(row["ref"]),
        str(row["title"]),
        str(row.get("detail") or ""),
        path if path.startswith("/can-bo") else "",
    )
