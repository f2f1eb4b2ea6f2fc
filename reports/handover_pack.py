"""Gói bàn giao: one zip of a desk on a day, with a list of what is in it and each file's SHA-256.

The fingerprint of the pack is that of its list, so that one line on the signed minutes vouches for every byte. Reading
unpacks nothing onto a disk. Layout and keys: docs/xuat-so-lieu.md.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from models.canonical import canonical
from models.errors import Refused
from models.file_kinds import BROKEN_ZIP
from reports.packing import STILL

SCHEMA = "dondoc-ban-giao/1"
LIST, CONTENT = "danh-muc.json", "ban-giao.json"
SIZE_LIMIT = 200 * 1024 * 1024
ENTRY_LIMIT = 5000
_NAME = re.compile(r"[\w][\w.-]*(?:/[\w][\w.-]*){0,3}")
_ALTERED = "Gói bàn giao không còn nguyên vẹn: {}. Đề nghị lấy lại gói gốc."


@dataclass(frozen=True)
class Pack:
    """A pack that was read and is whole."""

    id: str
    sha256: str
    content: dict[str, Any]
    files: Mapping[str, bytes]


def packed(id: str, content: Mapping[str, Any], files: Mapping[str, bytes]) -> tuple[bytes, str]:
    """The zip and its fingerprint. `files`: name in the zip → bytes, the index and the document among them."""
    everything = {CONTENT: (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode(), **files}
    entries = [
        {"path": name, "size": len(bytes_), "sha256": sha256(bytes_).hexdigest()}
        for name, bytes_ in sorted(everything.items())
    ]
    listed = canonical({"schema": SCHEMA, "id": id, "files": entries}).encode()
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, bytes_ in sorted({LIST: listed, **everything}.items()):
            entry = ZipInfo(name, STILL)
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            package.writestr(entry, bytes_)
    return out.getvalue(), sha256(listed).hexdigest()


def unpacked(data: bytes) -> Pack:
    """A pack that is what its list says, nothing less and nothing more. Errors: `Refused` with what is wrong."""
    try:
        with ZipFile(BytesIO(data)) as package:
            _measure(package)
            found = {entry.filename: package.read(entry) for entry in package.infolist()}
    except Refused:
        raise
    except BROKEN_ZIP as e:
        raise Refused("Tệp không phải gói bàn giao, hoặc tải về chưa trọn vẹn.") from e
    try:
        listed = json.loads(found.pop(LIST))
        schema, id, entries = listed["schema"], listed["id"], {e["path"]: e["sha256"] for e in listed["files"]}
        digest = sha256(canonical(listed).encode()).hexdigest()
        f"{schema}{id}{entries}".encode()  # half a letter, which no database and no page can hold
    except (ValueError, KeyError, TypeError, RecursionError) as e:
        raise Refused("Tệp không phải gói bàn giao của hệ thống này.") from e
    if schema != SCHEMA:
        raise Refused(f"Gói theo cấu trúc “{schema}”, hệ thống này đọc “{SCHEMA}”.")
    if missing := sorted(entries.keys() - found.keys()):
        raise Refused(_ALTERED.format(f"thiếu tệp {missing[0]}"))
    if extra := sorted(found.keys() - entries.keys()):
        raise Refused(_ALTERED.format(f"có thêm tệp {extra[0]}"))
    for name, bytes_ in found.items():
        if sha256(bytes_).hexdigest() != entries[name]:
            raise Refused(_ALTERED.format(f"tệp {name} đã bị sửa"))
    return Pack(str(id), digest, _content(found), found)


def _content(found: Mapping[str, bytes]) -> dict[str, Any]:
    try:
        content = json.loads(found[CONTENT])
        if content["schema"] != SCHEMA:
            raise ValueError(content["schema"])
        canonical(content).encode()
    except (ValueError, KeyError, TypeError, RecursionError) as e:
        raise Refused("Gói bàn giao thiếu phần nội dung cho máy đọc. Đề nghị lấy lại gói gốc.") from e
    return content


def _measure(package: ZipFile) -> None:
    """Before anything is unpacked: what the directory of the zip promises; `read` holds it to that."""
    entries = package.infolist()
    names = [entry.filename for entry in entries]
    if len(entries) > ENTRY_LIMIT or sum(entry.file_size for entry in entries) > SIZE_LIMIT:
        raise Refused("Gói bàn giao lớn bất thường nên không được nhận.")
    if len(set(names)) != len(names) or not all(_NAME.fullmatch(name) and ".." not in name for name in names):
        raise Refused("Gói bàn giao có tên tệp không hợp lệ nên không được nhận.")
