"""A file from outside that claims to be .xlsx, made safe to parse: a real zip, no macros, no password, no bomb.

Every entry is unpacked once under a limit and packed anew, so that the parser behind sees only what was measured here.
Understands nothing of worksheets.
"""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from models.errors import Refused
from models.file_kinds import BROKEN_ZIP

SIZE_LIMIT = 20 * 1024 * 1024
UNPACKED_LIMIT = 40 * 1024 * 1024
ENTRY_LIMIT = 400
RATIO_LIMIT = 150
_SMALL = 1024 * 1024  # an honest small part may be packed a hundredfold
_AGAIN = "Đề nghị lấy lại biểu gốc, nhập vào biểu rồi lưu dạng .xlsx."


def safe_xlsx(data: bytes, limit: int = SIZE_LIMIT) -> bytes:
    """The same package, repacked. Errors: `Refused` saying what is wrong and what to do."""
    if not data:
        raise Refused(f"Tệp trống. {_AGAIN}")
    if len(data) > limit:
        raise Refused(f"Tệp lớn hơn {limit // (1024 * 1024)} MB, không phải biểu của hệ thống. {_AGAIN}")
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Refused(f"Tệp đặt mật khẩu mở hoặc thuộc dạng .xls cũ nên không đọc được. Đề nghị bỏ mật khẩu. {_AGAIN}")
    if data[:4] != b"PK\x03\x04":
        raise Refused(f"Tệp không phải Excel dạng .xlsx. {_AGAIN}")
    try:
        with ZipFile(BytesIO(data)) as package:
            _measure(package)
            parts = {entry.filename: package.read(entry) for entry in package.infolist() if not entry.is_dir()}
    except Refused:
        raise
    except BROKEN_ZIP as e:
        raise Refused(f"Tệp bị hỏng hoặc tải lên chưa trọn vẹn. {_AGAIN}") from e
    _look_inside(parts)
    out = BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as clean:
        for name, content in parts.items():
            clean.writestr(ZipInfo(name), content)
    return out.getvalue()


def _measure(package: ZipFile) -> None:
    """Before anything is unpacked: what the directory of the zip promises. `read` later holds it to that promise."""
    entries = package.infolist()
    names = [entry.filename.lower() for entry in entries]
    unpacked = sum(entry.file_size for entry in entries)
    swollen = any(e.file_size > _SMALL and e.file_size > RATIO_LIMIT * max(e.compress_size, 1) for e in entries)
    if len(entries) > ENTRY_LIMIT or unpacked > UNPACKED_LIMIT or swollen:
        raise Refused(f"Tệp nén bất thường (khi mở ra quá lớn) nên không được nhận. {_AGAIN}")
    if len(set(names)) != len(names):
        raise Refused(f"Cấu trúc tệp không hợp lệ (trùng thành phần). {_AGAIN}")


def _look_inside(parts: dict[str, bytes]) -> None:
    names = [name.lower() for name in parts]
    kinds = next((content for name, content in parts.items() if name.lower() == "[content_types].xml"), b"")
    if "xl/workbook.xml" not in names:
        raise Refused(f"Tệp không phải Excel dạng .xlsx. {_AGAIN}")
    macros = any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names)
    if macros or b"macroEnabled" in kinds:
        raise Refused(f"Tệp có macro (.xlsm) nên không được nhận. {_AGAIN}")
    if any(b"<!DOCTYPE" in content[:2048] for name, content in parts.items() if name.endswith((".xml", ".rels"))):
        raise Refused(f"Cấu trúc tệp không hợp lệ. {_AGAIN}")
