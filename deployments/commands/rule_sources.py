"""Where rules are read from when somebody brings them: a folder, a zip, one file.

Yields texts, `{path in the rule folder: text}`. Writes nothing.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath
from typing import Any

from models.errors import CatalogueError, Refused
from models.file_kinds import BROKEN_ZIP

TOO_LARGE = 5_000_000
_FOLDERS = ("forms", "documents", "days_off")
_AT_ROOT = ("bodies.yaml", "ladders.yaml")


def rules_from(source: Path, catalogue: Any) -> dict[str, str]:
    """The rule texts of a folder, a zip or a single YAML file. Errors: `Refused`; `CatalogueError` when not UTF-8."""
    if not source.exists():
        raise Refused(f"Không tìm thấy {source}.")
    if source.is_dir():
        files = {
            f.relative_to(source).as_posix(): f.read_bytes() for f in sorted(source.rglob("*.yaml")) if f.is_file()
        }
        return _texts(_placed(files, source.resolve().name))
    if zipfile.is_zipfile(source):
        return _texts(_placed(_unzipped(source), source.stem))
    if source.suffix not in (".yaml", ".yml"):
        raise Refused(f"{source} không phải thư mục, tệp .zip hay tệp .yaml.")
    return _texts({_place_of(source, catalogue): source.read_bytes()})


def _unzipped(source: Path) -> dict[str, bytes]:
    try:
        return _unpacked(source)
    except Refused:
        raise
    except BROKEN_ZIP as e:
        raise Refused(f"{source} không giải nén được: tệp hỏng, có mật khẩu hoặc nén theo cách lạ.") from e


def _unpacked(source: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(source) as archive:
        members = [m for m in archive.infolist() if m.filename.endswith(".yaml") and "__MACOSX" not in m.filename]
        if sum(m.file_size for m in members) > TOO_LARGE or len(members) > 1000:
            raise Refused(f"{source} quá lớn: tối đa 1000 tệp và 5 MB sau khi giải nén.")
        for member in members:
            if (
                member.filename.startswith("/")
                or ".." in PurePosixPath(member.filename).parts
                or "\\" in member.filename
            ):
                raise Refused(f"{source}: đường dẫn “{member.filename}” không hợp lệ.")
        return {member.filename: archive.read(member) for member in members}


def _placed(files: dict[str, bytes], name: str) -> dict[str, bytes]:
    """Paths as in a rule folder: one programme's own folder gets its name, a wrapping folder is taken off."""
    if "programme.yaml" in files:
        return {f"{name}/{path}": data for path, data in files.items()}
    tops = {path.split("/")[0] for path in files}
    if len(tops) == 1 and (top := tops.pop()) not in _FOLDERS and f"{top}/programme.yaml" not in files:
        inner = {path.removeprefix(f"{top}/"): data for path, data in files.items()}
        return files if inner == files else _placed(inner, top)
    return files


def _place_of(file: Path, catalogue: Any) -> str:
    """Where a single file belongs: told by its folder, else by its name."""
    file = file.resolve()
    folder, name = file.parent, f"{file.stem}.yaml"
    if name in _AT_ROOT:
        return name
    if name == "programme.yaml":
        return f"{folder.name}/{name}"
    if folder.name == "duties" and (
        folder.parent.name in catalogue.programmes or (folder.parent / "programme.yaml").exists()
    ):
        return f"{folder.parent.name}/duties/{name}"
    if folder.name in _FOLDERS:
        return f"{folder.name}/{name}"
    if re.fullmatch(r"20\d\d", file.stem):
        return f"days_off/{name}"
    if file.stem in catalogue.forms:
        return f"forms/{name}"
    if file.stem in catalogue.documents:
        return f"documents/{name}"
    owners = [slug for slug, programme in catalogue.programmes.items() if file.stem in programme.duties]
    if len(owners) == 1:
        return f"{owners[0]}/duties/{name}"
    raise Refused(
        f"Không rõ {file.name} thuộc đâu. "
        "Đặt tệp trong thư mục <mã chương trình>/duties, forms, documents hoặc days_off rồi nhập lại; "
        "bảng ngày nghỉ mang tên năm, ví dụ 2027.yaml."
    )


def _texts(files: dict[str, bytes]) -> dict[str, str]:
    texts = {}
    for path, data in files.items():
        try:
            texts[path] = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise CatalogueError(path, None, "(toàn tệp)", "không phải UTF-8; đề nghị lưu lại tệp bằng UTF-8") from None
    return texts
