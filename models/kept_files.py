"""Tệp được giữ: taken only when it is what its name says (`models.file_kinds`), named harmlessly, kept by its SHA-256.

However a file came (a page, a mail), it goes through here; its bytes are written once.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session, select

from models.document_filing import refuse_files_offline
from models.errors import Refused
from models.facts import Attachment, Submission
from models.file_kinds import DOCX, TYPES, XLSX, why_not
from models.settings import Home

__all__ = [
    "DOCX",
    "TYPES",
    "XLSX",
    "Upload",
    "attach",
    "attach_kept",
    "checked",
    "harmless_name",
    "keep",
    "kept",
    "left_out",
]

LONGEST_NAME = 120


@dataclass(frozen=True)
class Upload:
    """A file that may be kept."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def checked(given: str, content: bytes, limit_mb: int) -> Upload:
    """The file under a harmless name. Errors: `Refused` with the reason: too large, empty, or not what it says."""
    name = harmless_name(given)
    if len(content) > limit_mb * 1024 * 1024:
        raise Refused(f"Tệp “{name}” lớn hơn {limit_mb} MB. Đề nghị nén hoặc tách tệp rồi gửi lại.")
    if not content:
        raise Refused(f"Tệp “{name}” không có nội dung. Đề nghị chọn lại tệp.")
    kind = name.rpartition(".")[2].lower() if "." in name else ""
    if kind not in TYPES:
        raise Refused(f"Tệp “{name}” không thuộc loại nhận được (PDF, DOCX, XLSX, PNG, JPG).")
    if why := why_not(kind, content):
        raise Refused(f"Tệp “{name}” {why}.")
    return Upload(name, TYPES[kind], content)


def harmless_name(name: str) -> str:
    """The last part of the name, without anything a file system or a header could take as an order."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    last = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    last = re.sub(r'[<>:"|?*]', "_", last).strip(" .") or "tep"
    stem, dot, kind = last.rpartition(".")
    kind = kind[:10]
    return f"{stem[: LONGEST_NAME - len(kind) - 1]}{dot}{kind}" if dot else last[:LONGEST_NAME]


def keep(home: Home, upload: Upload) -> Path:
    """Write the bytes under their hash; the same bytes are kept once. Readable by the owner only."""
    place = kept(home, upload.sha256)
    if place.exists():
        return place
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f"{place.name}.{os.getpid()}.{os.urandom(4).hex()}.new")
    with open(draft, "xb", opener=lambda p, f: os.open(p, f, 0o600)) as out:
        out.write(upload.content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(place)
    return place


def kept(home: Home, sha256: str) -> Path:
    """Where bytes of that hash stand. Errors: `Refused` for anything that is not a hash."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise Refused("Mã tệp không hợp lệ.")
    return home.files / sha256[:2] / sha256


def attach(session: Session, home: Home, submission: Submission, uploads: Iterable[Upload]) -> None:
    """Keep the bytes, then the rows; the same file sent twice with one filing stays one.

    Errors: `Refused` where the filing went on paper or by a secret channel: no file hangs on that.
    """
    uploads = list(uploads)
    refuse_files_offline(submission.kind, uploads)
    for upload in uploads:
        keep(home, upload)
        attach_kept(session, submission, upload.name, upload.media_type, len(upload.content), upload.sha256)


def left_out(session: Session, submission: Submission, uploads: Iterable[Upload]) -> list[str]:
    """Names of the files that do not hang on this filing."""
    query = select(Attachment.sha256).where(Attachment.submission_id == submission.id)
    there = set(session.exec(query))
    return [upload.name for upload in uploads if upload.sha256 not in there]


def attach_kept(session: Session, submission: Submission, name: str, media_type: str, size: int, sha256: str) -> None:
    """The row of a file whose bytes are kept already. Errors: as `attach`."""
    refuse_files_offline(submission.kind, [name])
    same = select(Attachment).where(
        Attachment.submission_id == submission.id, Attachment.sha256 == sha256, Attachment.name == name
    )
    if submission.id is not None and session.exec(same).first() is None:
        session.add(Attachment(submission_id=submission.id, name=name, media_type=media_type, size=size, sha256=sha256))
