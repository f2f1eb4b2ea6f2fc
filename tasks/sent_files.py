"""Văn bản đã gửi: the documents made from a snapshot, kept under their hash; written once, given back byte for byte."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from sqlmodel import Session

from models.deadline import key_by_name
from models.errors import Refused
from models.kept_files import TYPES, Upload, keep, kept
from models.settings import Home
from models.snapshots import SentFile, Snapshot, files_of
from models.writing import insert_new


def sent_once(session: Session, home: Home, sent: Snapshot | None, made: Mapping[str, bytes]) -> dict[str, bytes]:
    """Keep the documents of a sending; where some were kept before, those are the ones that were sent."""
    if sent is None:
        return dict(made)
    if earlier := sent_bytes(session, home, sent):
        return earlier
    rows = []
    for name, content in made.items():
        upload = Upload(name, TYPES.get(name.rpartition(".")[2], "application/octet-stream"), content)
        keep(home, upload)
        key = key_by_name(sent.key)
        rows.append({**key, "n": sent.n, "name": name, "size": len(content), "sha256": upload.sha256})
    insert_new(session, SentFile, rows)
    return dict(made)


def sent_bytes(session: Session, home: Home, sent: Snapshot) -> dict[str, bytes]:
    """Name → bytes, as they were sent. Errors: `Refused` where one is gone or altered."""
    found = {}
    for file in files_of(session, sent):
        place = kept(home, file.sha256)
        content = place.read_bytes() if place.exists() else b""
        if sha256(content).hexdigest() != file.sha256:
            raise Refused(
                f"Tệp “{file.name}” của bản đã gửi không còn nguyên vẹn trong thư mục tệp. "
                "Đề nghị phục hồi từ bản sao lưu."
            )
        found[file.name] = content
    return found
