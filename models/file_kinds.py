"""Loại tệp: whether a file is really what its name says, and whether it holds what no document filed here may hold.

Locked with a password, with macros or scripts, with a template fetched from elsewhere, or swelling beyond measure when
opened. Looks at bytes and at the directory of a package; unpacks next to nothing, runs nothing, repairs nothing.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Sequence

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {
    "pdf": "application/pdf",
    "docx": DOCX,
    "xlsx": XLSX,
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
}
_HEADS = {"pdf": b"%PDF-", "png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "jpeg": b"\xff\xd8\xff"}
_OFFICE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what Office wraps a package in when it is locked with a password
_LOCKED_PDF = re.compile(rb"/Encrypt\s*(?:\d+\s+\d+\s+R|<<)")
_RUNS_PDF = re.compile(rb"/(?:JavaScript|Launch|JS)\b")
_STREAM_PDF = re.compile(rb"\bstream\r?\n")
_ELSEWHERE = re.compile(rb'attachedTemplate"[^>]*TargetMode="External"|TargetMode="External"[^>]*attachedTemplate"')
_RELATIONS = "word/_rels/settings.xml.rels"
# what zipfile raises over a broken package: each way of packing breaks in its own way, and so does a lying directory
BROKEN_ZIP = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError),
)
MOST_UNPACKED = 300 * 1024 * 1024
MOST_PARTS = 5000
LARGEST_RELATIONS = 100_000

LOCKED = "đang đặt mật khẩu; đề nghị bỏ mật khẩu rồi gửi lại"
RUNS = "có macro hoặc mã lệnh; đề nghị lưu lại thành bản không có mã lệnh (PDF, DOCX, XLSX) rồi gửi lại"
FETCHES = "dùng tệp mẫu ở nơi khác; đề nghị bỏ liên kết mẫu, lưu lại rồi gửi"
SWELLS = "nén bất thường, mở ra quá lớn; đề nghị lưu lại tệp từ đầu"
NOT_SO = "có nội dung không đúng loại {kind} như tên tệp; đề nghị kiểm tra và chọn lại"


def why_not(kind: str, content: bytes) -> str:
    """Why a file of this kind (its ending, one of `TYPES`) is not taken; empty: it is."""
    if kind in _OFFICE:
        return _why_not_package(kind, content)
    if not content.startswith(_HEADS[kind]):
        return NOT_SO.format(kind=kind.upper())
    return _why_not_pdf(content) if kind == "pdf" else ""


def _why_not_pdf(content: bytes) -> str:
    """Judged by its objects without their streams: among the packed bytes of a scan stands `/JS` by mere chance."""
    *ended, rest = content.split(b"endstream")
    objects = b"".join(_STREAM_PDF.split(part, maxsplit=1)[0] for part in ended) + rest
    if _LOCKED_PDF.search(objects):
        return LOCKED
    return RUNS if _RUNS_PDF.search(objects) else ""


def _why_not_package(kind: str, content: bytes) -> str:
    if content.startswith(_OLE):
        return LOCKED if "EncryptedPackage".encode("utf-16-le") in content else NOT_SO.format(kind=kind.upper())
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            fetches = _fetches_a_template(archive, parts)
    except BROKEN_ZIP:
        return NOT_SO.format(kind=kind.upper())
    names = [part.filename for part in parts]
    if _OFFICE[kind] not in names:
        return NOT_SO.format(kind=kind.upper())
    if any(part.flag_bits & 1 for part in parts):
        return LOCKED
    if any(name.endswith("vbaProject.bin") or "/activeX/" in name for name in names):
        return RUNS
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        return SWELLS
    return FETCHES if fetches else ""


def _fetches_a_template(archive: zipfile.ZipFile, parts: Sequence[zipfile.ZipInfo]) -> bool:
    """Whether a document asks for its template at another place when it is opened."""
    found = next((part for part in parts if part.filename == _RELATIONS), None)
    if found is None or found.flag_bits & 1 or found.file_size > LARGEST_RELATIONS:
        return False
    with archive.open(found) as stream:
        return bool(_ELSEWHERE.search(stream.read(LARGEST_RELATIONS)))
