"""Doors for what comes back after years: backups to be restored, journals to be verified."""

from __future__ import annotations

import contextlib
import gzip
import io
import json
import shutil
import tarfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random

from models.canonical import canonical
from tasks.archive import Packer, unpack
from tasks.journal_export import read_head
from tasks.manifest import DATABASE, NAME, Manifest
from tasks.sealed_archive import opened
from tasks.verify_journal import main as verify
from tests.fuzz import bending
from tests.fuzz.oracle import Door, Refusal

MEMBERS = {DATABASE: b"SQLite format 3\x00" + bytes(200), "settings.toml": b'mode = "live"\n',
"secret.key": b"5eed" * 16,
           "files/ab/cd": b"%PDF-1.7", "programmes/x/programme.yaml": b"title: x\n"}  # fmt: skip
NAMES = (
    "../x",
    "/etc/passwd",
    "files/../../x",
    "files",
    "files/",
    NAME,
    DATABASE,
    "x" * 300,
    "files/\x00",
    "files/a\\b",
    "files/đ",
)
KINDS = (
    tarfile.SYMTYPE,
    tarfile.LNKTYPE,
    tarfile.DIRTYPE,
    tarfile.CHRTYPE,
    tarfile.FIFOTYPE,
    tarfile.REGTYPE,
    b"x",
    b"L",
    b"S",
)
MANIFEST = {"version": "0.1.0", "made_at": "2026-11-23T02:00:00+00:00", "mode": "live", "agency": "Công an Tỉnh",
"database": "sqlite",
            "schema_at": "0006", "has_keys": True, "tables": {"unit": {"rows": 1, "print": "x"}},
            "files": {}}  # fmt: skip


def kept_doors(folder: Path) -> list[Door]:
    return [
        Door("tar-backup", "Bản sao lưu để phục hồi", _backup_bent, _unpacked(folder), share=150),
        Door("jsonl-journal", "Sổ nhật ký để kiểm tra", _journal_bent, _verified(folder), share=100),
        Door(
            "journal-head",
            "Dấu đã biết của sổ nhật ký",
            _head_bent,
            lambda data: str(read_head(data.decode())),
            share=300,
        ),
    ]


def _listed(members: dict[str, bytes]) -> dict:
    files = {name: {"size": len(data), "sha256": sha256(data).hexdigest()} for name, data in members.items()}
    return {**MANIFEST, "files": files}


def _packed() -> bytes:
    """A backup as the product packs one."""
    out = io.BytesIO()
    packer = Packer(out, 0)
    for name, data in MEMBERS.items():
        packer.add_bytes(name, data)
    packer.close(Manifest.model_validate(_listed(MEMBERS)))
    return out.getvalue()


def _backup_bent(rng: Random) -> bytes:
    """A backup with another list, with members of other names and kinds, or with its bytes changed."""
    if rng.random() < 0.3:
        return bending.data(rng, _packed())
    listed = _listed(MEMBERS)
    members = {**MEMBERS, NAME: json.dumps(bending.tree(rng, listed) if rng.random() < 0.5 else listed).encode()}
    out = io.BytesIO()
    with tarfile.TarFile(fileobj=out, mode="w", format=rng.choice((tarfile.PAX_FORMAT, tarfile.GNU_FORMAT))) as tar:
        for name, data in members.items():
            is_bent = rng.random() < 0.15
            head = tarfile.TarInfo(rng.choice((*NAMES, name)) if is_bent else name)
            head.size = len(data)
            if rng.random() < 0.05:
                head.type, head.linkname = rng.choice(KINDS), rng.choice(NAMES)
            if rng.random() < 0.03:
                head.pax_headers = {rng.choice(("size", "path", "GNU.sparse.map", "x")): rng.choice(bending.ODD[12:20])}
            tar.addfile(head, io.BytesIO(data))
    raw = bending.data(rng, out.getvalue()) if rng.random() < 0.3 else out.getvalue()
    return raw if rng.random() < 0.05 else gzip.compress(raw, 1, mtime=0)


def _unpacked(folder: Path) -> Callable[[bytes], str]:
    """Into a folder of its own; nothing may come to lie beside it, and nothing in it may be a link."""
    place, into = folder / "backup", folder / "backup" / "into"

    def knock(data: bytes) -> str:
        shutil.rmtree(place, ignore_errors=True)
        into.mkdir(parents=True)
        file = place / "x.tar.gz"
        file.write_bytes(data)
        try:
            with opened(file, None) as stream:
                return str(sorted(unpack(stream, into).files))
        finally:
            assert sorted(p.name for p in place.iterdir()) == ["into", "x.tar.gz"]
            assert not any(p.is_symlink() for p in into.rglob("*"))

    return knock


def _journal() -> list[dict]:
    lines: list[dict] = []
    for n in range(1, 6):
        line = {
            "n": n,
            "id": n,
            "at": f"2026-11-2{n}T02:00:00+00:00",
            "actor": "thammuu",
            "action": "waive",
            "subject": f"x/{n}",
        }
        line |= {"detail": "Miễn", "prev": lines[-1]["sha256"] if lines else ""}
        lines.append({**line, "sha256": sha256(canonical(line).encode()).hexdigest()})
    return lines


def _journal_bent(rng: Random) -> bytes:
    rows = [canonical(bending.tree(rng, line) if rng.random() < 0.3 else line) for line in _journal()]
    text = "\n".join(rows)
    text = bending.lines(rng, text) if rng.random() < 0.4 else text
    return bending.data(rng, text.encode("utf-8", "replace")) if rng.random() < 0.2 else bending.plain(text).encode()


def _verified(folder: Path) -> Callable[[bytes], str]:
    """By the script that goes with every exported journal; a changed journal is never called whole."""
    file, lines = folder / "journal.jsonl", _journal()
    head = lines[-1]["sha256"]

    def knock(data: bytes) -> str:
        file.write_bytes(data)
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            code = verify([str(file), "--head", f"5:{head}"])
        if code == 0:
            told = [json.loads(line) for line in data.decode().split("\n") if line.strip()]
            assert told == lines[-len(told) :], "a journal that was changed is called whole"
        if code == 2:
            raise Refusal(said.getvalue())
        return said.getvalue()

    return knock


def _head_bent(rng: Random) -> bytes:
    return bending.plain(bending.slips(rng, "1234:9f3a01c2", tokens=(":", " ", "٣", "²", "a", "g"), most=2)).encode()
