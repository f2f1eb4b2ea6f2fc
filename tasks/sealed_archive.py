"""Bản sao lưu niêm phong: an archive locked with a passphrase, in the open format `age`.

A tar of three files: how to open it by hand in ten years, a key locked with the passphrase, and the archive locked with
that key. The archive passes through as a stream: no copy that is not locked ever touches the disk on the way out.
"""

from __future__ import annotations

import contextlib
import io
import os
import tarfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep
from typing import IO, Any

from models.errors import Refused

HOW, KEY, CONTENT = "DOC-TOI.txt", "khoa.age", "noi-dung.tar.gz.age"
MEASURES = 6  # of the speed of this machine, before it is called too slow
GZIP = b"\x1f\x8b"
BLOCK = tarfile.BLOCKSIZE
WORDS = """Bản sao lưu niêm phong của Đôn Đốc. Cách thường dùng: dondoc restore TỆP
Mở bằng tay, với chương trình age (https://age-encryption.org):
  tar xf TỆP
  age -d -o khoa.txt khoa.age                          (hỏi mật khẩu của bản sao lưu)
  age -d -i khoa.txt -o noi-dung.tar.gz noi-dung.tar.gz.age
  tar xzf noi-dung.tar.gz
Xóa khoa.txt ngay sau khi dùng.
"""


def seal(out: IO[bytes], passphrase: str, write: Callable[[IO[bytes]], None]) -> None:
    """What `write` writes, locked, into `out`. Errors: whatever `write` raises."""
    import pyrage

    identity = pyrage.x25519.Identity.generate()
    locked_key = pyrage.passphrase.encrypt(str(identity).encode(), passphrase)
    for name, content in ((HOW, WORDS.encode()), (KEY, locked_key)):
        out.write(_head(name, len(content)) + content + bytes(-len(content) % BLOCK))
    begins = out.tell()
    out.write(bytes(BLOCK))
    with _through_pipe(write) as stream:
        pyrage.encrypt_io(stream, out, [identity.to_public()])
    size = out.tell() - begins - BLOCK
    out.write(bytes(-size % BLOCK) + bytes(2 * BLOCK))
    out.seek(begins)
    out.write(_head(CONTENT, size))
    out.seek(0, os.SEEK_END)


def is_sealed(archive: Path) -> bool:
    """Whether this backup asks for a passphrase."""
    with archive.open("rb") as file:
        return file.read(2) != GZIP


@contextlib.contextmanager
def opened(archive: Path, passphrase: str | None) -> Iterator[IO[bytes]]:
    """The plain archive as a stream. Errors: `Refused` when a passphrase is missing or wrong, or this is no backup."""
    if not is_sealed(archive):
        with archive.open("rb") as file:
            yield file
        return
    with archive.open("rb") as file, _sealed_parts(file) as (locked_key, content):
        if not passphrase:
            raise Refused(f"{archive.name} được niêm phong: cần mật khẩu của bản sao lưu (DONDOC_BACKUP_PASSPHRASE).")
        identity = _unlock(locked_key, passphrase)

        def unlock(out: IO[bytes]) -> None:
            import pyrage

            try:
                pyrage.decrypt_io(content, out, [identity])
            except BrokenPipeError:
                raise
            except (pyrage.DecryptError, OSError) as e:
                raise Refused("Bản sao lưu niêm phong bị hỏng, bị cắt cụt hoặc đã bị sửa. Dùng một bản khác.") from e

        with _through_pipe(unlock) as stream:
            yield stream


def _unlock(locked_key: bytes, passphrase: str) -> Any:
    import pyrage

    try:
        return pyrage.x25519.Identity.from_str(_with_patience(locked_key, passphrase).decode())
    except (pyrage.DecryptError, pyrage.IdentityError, UnicodeDecodeError) as e:
        raise Refused("Mật khẩu của bản sao lưu không đúng, hoặc tệp đã hỏng. Kiểm tra lại mật khẩu.") from e


def _with_patience(locked_key: bytes, passphrase: str) -> bytes:
    """What was locked with a passphrase. age first measures this machine for a moment, and refuses a lock that would
    take it very long: on a busy machine the next measure may say otherwise.
    """
    import pyrage

    for _ in range(MEASURES):
        try:
            return bytes(pyrage.passphrase.decrypt(locked_key, passphrase))
        except pyrage.DecryptError as no:
            if not str(no).startswith("Excessive work"):
                raise
        sleep(0.5)
    raise Refused("Máy đang quá bận hoặc quá chậm nên chưa mở được bản sao lưu niêm phong. Chạy lại khi máy rảnh.")


@contextlib.contextmanager
def _sealed_parts(file: IO[bytes]) -> Iterator[tuple[bytes, IO[bytes]]]:
    try:
        with tarfile.open(fileobj=file, mode="r:") as tar:
            heads = {head.name: head for head in tar}
            key, content = tar.extractfile(heads[KEY]), tar.extractfile(heads[CONTENT])
            if key is None or content is None or heads[KEY].size > 10_000:
                raise KeyError(KEY)
            yield key.read(), content
    except Refused:
        raise
    except (tarfile.TarError, KeyError, EOFError, ValueError, OverflowError) as e:  # sizes and places that lie, too
        raise Refused(f"{Path(file.name).name} không phải bản sao lưu của Đôn Đốc, hoặc đã hỏng.") from e


def _head(name: str, size: int) -> bytes:
    head = tarfile.TarInfo(name)
    head.size, head.mode = size, 0o600
    return head.tobuf(tarfile.GNU_FORMAT)


@contextlib.contextmanager
def _through_pipe(write: Callable[[IO[bytes]], None]) -> Iterator[IO[bytes]]:
    """What `write` writes, to be read here while it writes. What it raises is raised when the reading ends."""
    into, out = os.pipe()
    went_wrong: list[BaseException] = []

    def run() -> None:
        try:
            with io.BufferedWriter(io.FileIO(out, "wb"), 1 << 16) as stream:
                write(stream)
        except BrokenPipeError:  # whoever reads has seen enough
            pass
        except BaseException as e:
            went_wrong.append(e)

    writer = threading.Thread(target=run, name="backup", daemon=True)
    with io.BufferedReader(io.FileIO(into, "rb"), 1 << 16) as stream:
        writer.start()
        try:
            yield stream
        except Refused:
            stream.close()
            writer.join()
            if went_wrong:  # the cause stands before what it led to
                raise went_wrong[0] from None
            raise
        finally:
            stream.close()
            writer.join()
    if went_wrong:
        raise went_wrong[0]
