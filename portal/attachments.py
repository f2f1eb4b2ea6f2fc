"""Tệp đính kèm: the files of a posted form, checked by `models.kept_files` like every file that comes in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session
from starlette.datastructures import UploadFile
from starlette.responses import FileResponse

from models.audit import record
from models.errors import Refused
from models.facts import Attachment
from models.kept_files import DOCX, TYPES, XLSX, Upload, checked, harmless_name, keep, kept
from models.settings import Home
from portal.doors import NotFound

__all__ = ["DOCX", "TYPES", "XLSX", "Upload", "handed_out", "harmless_name", "keep", "kept", "received"]


MOST = 10  # files of one filing


def handed_out(db: Session, home: Home, row: Attachment | None, by: str, now: datetime) -> FileResponse:
    """A filed document, always as a download, never shown inside our own pages; who took it is written down.

    Errors: `NotFound` where there is none.
    """
    if row is None or not kept(home, row.sha256).is_file():
        raise NotFound("Không có tệp này trong kho lưu.")
    record(db, by, "attachment_read", f"attachment:{row.id}", now=now)
    return FileResponse(kept(home, row.sha256), media_type=row.media_type, filename=row.name)


def received(uploads: Iterable[object], limit_mb: int) -> tuple[Upload, ...]:
    """The uploaded files, checked, the same bytes under the same name once. Errors: `Refused`, every bad file named.

    `limit_mb` bounds each of them and all of them together.
    """
    chosen = [upload for upload in uploads if isinstance(upload, UploadFile) and upload.filename]
    if len(chosen) > MOST:
        raise Refused(f"Mỗi lần nộp không quá {MOST} tệp; đang chọn {len(chosen)}. Đề nghị gộp hoặc bớt tệp.")
    found: dict[tuple[str, str], Upload] = {}
    wrong: list[str] = []
    for upload in chosen:
        try:
            taken = checked(str(upload.filename), upload.file.read(limit_mb * 1024 * 1024 + 1), limit_mb)
        except Refused as no:
            wrong.append(no.reason)
        else:
            found[taken.name, taken.sha256] = taken
    if wrong:
        raise Refused(" ".join(dict.fromkeys(wrong)))
    if sum(len(upload.content) for upload in found.values()) > limit_mb * 1024 * 1024:
        raise Refused(f"Các tệp cộng lại lớn hơn {limit_mb} MB. Đề nghị nén hoặc bớt tệp rồi gửi lại.")
    return tuple(found.values())
