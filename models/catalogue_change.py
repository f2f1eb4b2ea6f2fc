"""Đề xuất sửa quy tắc: rules brought into a running home are checked, shown with what they move, confirmed or dropped.

A programme is always taken whole; a single file is completed with the files in force. Nothing changes before a named
officer confirms, and then all of it at once: the home's rule folder is exchanged as a folder, and the next reading of
`home_catalogue` sees the new one. Does not know zip files, consoles or pages; it is given the texts, `{path: text}`.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from sqlmodel import Session, col, select

from models.access import CatalogueChange
from models.audit import record
from models.catalogue import check_folder, home_catalogue, load_catalogue
from models.errors import CatalogueError, Refused
from models.quiet_hours import day_in_hanoi
from models.settings import BUILTIN_PROGRAMMES, Home
from models.what_moves import what_moves

Archive = Mapping[str, str]
MOST_FILES, MOST_CHARACTERS = 1000, 5_000_000
SHARED = ("forms", "documents", "days_off")  # folders beside the programmes
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,63}")


def completed(home: Home, archive: Archive) -> dict[str, str]:
    """The archive with every programme made whole: a part of one stands on the files in force of the rest."""
    _checked_paths(archive)
    whole = dict(archive)
    for slug in _slugs(archive):
        if f"{slug}/programme.yaml" not in archive:
            folder = next((f / slug for f in (home.programmes, BUILTIN_PROGRAMMES) if (f / slug).is_dir()), None)
            if folder is None:
                raise Refused(f"Chưa có chương trình “{slug}”: cần cả tệp {slug}/programme.yaml.")
            whole = {f"{slug}/{path}": text for path, text in _texts(folder).items()} | whole
    return whole


def problems(home: Home, archive: Archive) -> list[CatalogueError]:
    """Every error the rules would have in this home, files named as in the archive."""
    staged = _stage(home, archive)
    try:
        return _problems_in(staged)
    finally:
        shutil.rmtree(staged)


def propose(session: Session, home: Home, archive: Archive, by: str, now: datetime) -> CatalogueChange:
    """Keep checked rules as a proposal with its preview. Errors: the first `CatalogueError`, or `Refused`."""
    archive = completed(home, archive)
    if is_in_force(home, archive):
        raise Refused("Quy tắc này giống hệt quy tắc đang dùng; không có gì để áp dụng.")
    staged = _stage(home, archive)
    try:
        if found := _problems_in(staged):
            raise found[0]
        preview = {
            "base": _fingerprint(home),
            "files": sorted(archive),
            **what_moves(session, home_catalogue(home), load_catalogue(BUILTIN_PROGRAMMES, staged), day_in_hanoi(now)),
        }
    finally:
        shutil.rmtree(staged)
    text = json.dumps(archive, ensure_ascii=False, sort_keys=True)
    change = CatalogueChange(
        programme=", ".join([*_slugs(archive), *map(_in_words, _loose(archive))]),
        archive=text,
        sha256=sha256(text.encode()).hexdigest(),
        preview=json.dumps(preview, ensure_ascii=False),
        proposed_by=by,
        proposed_at=now,
    )
    session.add(change)
    session.flush()
    _record(session, change, "programme_propose", by, now)
    return change


def standing(session: Session, home: Home, archive: Archive) -> CatalogueChange | None:
    """The proposal of the very same rules that still waits for a word. Errors: as `completed`."""
    text = json.dumps(completed(home, archive), ensure_ascii=False, sort_keys=True)
    same = (CatalogueChange.sha256 == sha256(text.encode()).hexdigest(), CatalogueChange.state == "proposed")
    return session.exec(select(CatalogueChange).where(*same)).first()


def preview_of(change: CatalogueChange) -> dict[str, Any]:
    """The stored preview: `base`, `files` and everything `models.what_moves` tells, as of the day of the proposal."""
    return json.loads(change.preview)


def confirm(session: Session, home: Home, change_id: int, by: str, now: datetime) -> CatalogueChange:
    """Put a proposal in force, at once and whole, and derive the assignments anew. Errors: `Refused`."""
    from models.assignments import assign

    change = _open_change(session, change_id)
    if preview_of(change)["base"] != _fingerprint(home):
        raise Refused(
            f"Quy tắc đang dùng đã thay đổi sau khi lập đề xuất số {change_id}, bản xem trước không còn đúng. "
            "Đề nghị hủy đề xuất này và nhập lại."
        )
    staged = _stage(home, json.loads(change.archive))
    try:
        if found := _problems_in(staged):
            raise found[0]
        change.state, change.decided_by, change.decided_at = "confirmed", by, now
        session.add(change)
        _record(session, change, "programme_confirm", by, now)
        assign(session, load_catalogue(BUILTIN_PROGRAMMES, staged))
        session.flush()
        _exchange(home, staged)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return change


def drop(session: Session, change_id: int, by: str, now: datetime) -> CatalogueChange:
    """Put a proposal aside; it stays readable."""
    change = _open_change(session, change_id)
    change.state, change.decided_by, change.decided_at = "dropped", by, now
    session.add(change)
    _record(session, change, "programme_drop", by, now)
    session.flush()
    return change


def list_changes(session: Session) -> list[CatalogueChange]:
    return list(session.exec(select(CatalogueChange).order_by(col(CatalogueChange.id))))


def _open_change(session: Session, change_id: int) -> CatalogueChange:
    change = session.get(CatalogueChange, change_id)
    if change is None:
        raise Refused(f"Không có đề xuất số {change_id}.")
    if change.state != "proposed":
        done = "được xác nhận" if change.state == "confirmed" else "hủy"
        raise Refused(f"Đề xuất số {change_id} đã {done} bởi {change.decided_by}.")
    return change


def _slugs(archive: Archive) -> list[str]:
    return sorted({path.split("/")[0] for path in archive if "/" in path and path.split("/")[0] not in SHARED})


def _loose(archive: Archive) -> list[str]:
    """The files that belong to no programme."""
    slugs = _slugs(archive)
    return sorted(path for path in archive if path.split("/")[0] not in slugs)


def _in_words(path: str) -> str:
    """`days_off/2027.yaml` as `lịch nghỉ năm 2027`; other shared files keep their name."""
    return f"lịch nghỉ năm {PurePosixPath(path).stem}" if path.startswith("days_off/") else path


def _checked_paths(archive: Archive) -> None:
    """Only plain relative YAML paths of the known folders: nothing can be written anywhere else."""
    if not archive:
        raise Refused("Không có tệp quy tắc (.yaml) nào để nhập.")
    if len(archive) > MOST_FILES or sum(map(len, archive.values())) > MOST_CHARACTERS:
        raise Refused(f"Bộ quy tắc quá lớn: tối đa {MOST_FILES} tệp và {MOST_CHARACTERS // 1_000_000} triệu ký tự.")
    for path in archive:
        parts = PurePosixPath(path).parts
        plain = all(re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", part) for part in parts)
        folder_known = len(parts) == 1 or (len(parts) > 1 and (parts[0] in SHARED or _SLUG.fullmatch(parts[0])))
        if not plain or not folder_known or len(parts) > 3 or not path.endswith(".yaml") or path != "/".join(parts):
            raise Refused(
                f"Tệp “{path}” không đúng chỗ: chỉ nhận <mã chương trình>/programme.yaml, "
                "<mã chương trình>/duties/*.yaml, forms/*.yaml, documents/*.yaml, days_off/<năm>.yaml."
            )


def _stage(home: Home, archive: Archive) -> Path:
    """The home's rule folder as it would be, beside the real one."""
    text = json.dumps(archive, sort_keys=True)
    staged = home.path / "incoming" / sha256(text.encode()).hexdigest()[:16]
    shutil.rmtree(staged, ignore_errors=True)
    lay_out(home, archive, staged)
    return staged


def lay_out(home: Home, archive: Archive, folder: Path) -> list[str]:
    """Write into an empty folder what the home's rules would be; answers with the archive's programmes."""
    _checked_paths(archive)
    folder.mkdir(parents=True, exist_ok=True)
    if home.programmes.is_dir():
        shutil.copytree(home.programmes, folder, dirs_exist_ok=True)
    for slug in _slugs(archive):
        shutil.rmtree(folder / slug, ignore_errors=True)
    for path, content in archive.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, "utf-8")
    return _slugs(archive)


def is_in_force(home: Home, archive: Archive) -> bool:
    """Whether everything in the archive already stands in the rules of this home, and nothing would go."""
    own, slugs = _texts(home.programmes), _slugs(archive)
    replaced = {path.split("/")[0] for path in own if path.endswith("/programme.yaml")}
    in_force = {p: text for p, text in _texts(BUILTIN_PROGRAMMES).items() if p.split("/")[0] not in replaced} | own
    stays = {path: text for path, text in in_force.items() if path in archive or path.split("/")[0] in slugs}
    return stays == dict(archive)


def _problems_in(staged: Path) -> list[CatalogueError]:
    found = check_folder(staged)
    return [
        CatalogueError(Path(e.file).relative_to(staged).as_posix(), e.line, e.field, e.message, e.allowed)
        for e in found
    ]


def _exchange(home: Home, staged: Path) -> None:
    """The new folder takes the old one's name; the old one goes when the new one stands."""
    old = home.path / "incoming" / "replaced"
    shutil.rmtree(old, ignore_errors=True)
    if home.programmes.is_dir():
        home.programmes.rename(old)
    try:
        staged.rename(home.programmes)
    except OSError:
        if old.is_dir():
            old.rename(home.programmes)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _fingerprint(home: Home) -> str:
    texts = [(str(folder == home.programmes), _texts(folder)) for folder in (BUILTIN_PROGRAMMES, home.programmes)]
    return sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()


def _texts(folder: Path) -> dict[str, str]:
    files = sorted(folder.rglob("*.yaml")) if folder.is_dir() else []
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8-sig") for file in files}


def _record(session: Session, change: CatalogueChange, action: str, by: str, now: datetime) -> None:
    record(session, by, action, f"catalogue_change:{change.id}", change.sha256, now=now)
