"""The file a backup is: a compressed tar, packed and unpacked as a stream, every member hashed as it passes.

Unpacking takes plain files under the names a home has, nothing else: no links, no paths that lead out of the folder.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import tarfile
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

from models.errors import Refused
from tasks.manifest import DATABASE, NAME, Manifest, Member, read_manifest

FOLDERS = ("files", "programmes", "templates", "reports")
FILES = ("settings.toml", "secret.key")
CHUNK = 1 << 20
LEVEL = 5  # of compression: attachments are compressed already
_SPOILT = (tarfile.TarError, EOFError, zlib.error, ValueError, TypeError)  # the last: gzip cut off within its head


class Packer:
    """Writes one archive into a stream and keeps the list of what went in."""

    def __init__(self, out: IO[bytes], made_at: float):
        self._squeezed = gzip.GzipFile(fileobj=out, mode="wb", compresslevel=LEVEL, mtime=made_at)
        self._tar = tarfile.TarFile(fileobj=self._squeezed, mode="w", format=tarfile.PAX_FORMAT)
        self._made_at = int(made_at)
        self.files: dict[str, Member] = {}

    def add(self, name: str, source: Path) -> bool:
        """One file as it is when opened. False: it has gone meanwhile."""
        try:
            file = source.open("rb")
        except FileNotFoundError:
            return False
        with file:
            self._add(name, os.fstat(file.fileno()).st_size, file)
        return True

    def add_bytes(self, name: str, content: bytes) -> None:
        self._add(name, len(content), io.BytesIO(content))

    def close(self, manifest: Manifest) -> None:
        """The list last, then the end."""
        self.add_bytes(NAME, manifest.model_dump_json(indent=1).encode())
        self._tar.close()
        self._squeezed.close()

    def _add(self, name: str, size: int, content: IO[bytes]) -> None:
        head = tarfile.TarInfo(name)
        head.size, head.mode, head.mtime = size, 0o600, self._made_at
        hashing = _Hashing(content)
        self._tar.addfile(head, hashing)  # type: ignore[arg-type]
        self.files[name] = Member(size=size, sha256=hashing.sha256.hexdigest())


class _Hashing:
    """A stream that hashes what is read from it."""

    def __init__(self, content: IO[bytes]):
        self._content, self.sha256 = content, sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._content.read(size)
        self.sha256.update(data)
        return data


def unpack(stream: IO[bytes], into: Path) -> Manifest:
    """Everything in the archive, into the empty folder `into`; each file compared with the list.

    Errors: `Refused` when it cannot be read to its end, or when anything is missing, altered or does not belong.
    """
    found: dict[str, Member] = {}
    listed = b""
    with _readable():
        with tarfile.open(fileobj=stream, mode="r|gz") as tar:
            for head in tar:
                name = _safe(head)
                content = tar.extractfile(head)
                if content is None or name in found:
                    raise Refused(f"Bản sao lưu có mục không hợp lệ: {name}.")
                if name == NAME:
                    listed = content.read(64 * CHUNK)
                else:
                    found[name] = _take(content, into / name)
        while stream.read(CHUNK):  # to the very end: only there a sealed one says that it is whole
            pass
    if not listed:
        raise Refused("Bản sao lưu bị cắt cụt: không có bản kê ở cuối tệp. Dùng một bản khác.")
    manifest = read_manifest(listed)
    _compare(manifest, found)
    return manifest


def _take(content: IO[bytes], place: Path) -> Member:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    seen, size = sha256(), 0
    with open(place, "xb", opener=lambda p, f: os.open(p, f, 0o600)) as out:
        while part := content.read(CHUNK):
            seen.update(part)
            size += len(part)
            out.write(part)
    return Member(size=size, sha256=seen.hexdigest())


def _safe(head: tarfile.TarInfo) -> str:
    """The member's name, if it is a plain file where a home has one."""
    path = PurePosixPath(head.name)
    inside = path.parts and not path.is_absolute() and not set(path.parts) & {"..", "."}
    known = head.name in (NAME, DATABASE, *FILES) or (len(path.parts) > 1 and path.parts[0] in FOLDERS)
    if not (head.isreg() and inside and known) or any(mark in head.name for mark in "\\:\0"):
        raise Refused(f"Bản sao lưu có mục không thuộc về Đôn Đốc: “{head.name[:80]}”. Không phục hồi.")
    return head.name


def _compare(manifest: Manifest, found: dict[str, Member]) -> None:
    if lost := sorted(manifest.files.keys() - found.keys()):
        raise Refused(f"Bản sao lưu thiếu {len(lost)} tệp có trong bản kê, ví dụ {lost[0]}. Dùng một bản khác.")
    if more := sorted(found.keys() - manifest.files.keys()):
        raise Refused(f"Bản sao lưu có tệp ngoài bản kê: {more[0]}. Bản này đã bị sửa, không phục hồi.")
    if changed := [name for name, member in found.items() if member != manifest.files[name]]:
        raise Refused(f"Nội dung tệp {changed[0]} không khớp mã SHA-256 trong bản kê. Bản này đã bị sửa hoặc hỏng.")


@contextlib.contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except Refused:
        raise
    except _SPOILT as e:
        raise Refused("Không đọc được bản sao lưu: tệp bị hỏng, bị cắt cụt hoặc không phải bản sao lưu.") from e
