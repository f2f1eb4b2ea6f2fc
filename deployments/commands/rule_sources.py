"""Where rules are read from when somebody brings them: a folder, a zip, one file; and what is wrong with them.

Yields texts, `{path in the rule folder: text}`. Writes nothing.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from models.errors import CatalogueError, Refused

if TYPE_CHECKING:
    from models.settings import Home

TOO_LARGE = 5_000_000
_FOLDERS = ("forms", "days_off")
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


def problems_in(home: Home, target: Path | None) -> tuple[list[CatalogueError], list[tuple[str, str]], str]:
    """(errors, blanks, name) of what `check` is pointed at: nothing, a programme, a folder, a zip or a file."""
    from models.catalogue import check_folder, home_catalogue
    from models.catalogue_change import completed, problems
    from models.settings import BUILTIN_PROGRAMMES

    if target is None:
        found = check_folder(BUILTIN_PROGRAMMES)
        if home.programmes.is_dir():
            found += check_folder(home.programmes)
        return found, [] if found else _blanks(home_catalogue(home)), "Mọi quy tắc"
    if not target.exists():
        from deployments.commands.opening import programme_of, rules_of

        catalogue = rules_of(home)
        if target.suffix or len(target.parts) > 1:
            raise Refused(f"Không tìm thấy {target}.")
        slug = programme_of(catalogue, str(target))
        folder = next(f / slug for f in (home.programmes, BUILTIN_PROGRAMMES) if (f / slug).is_dir())
        return check_folder(folder), _blanks(catalogue, slug), slug
    if target.is_dir():
        if next(target.rglob("*.yaml"), None) is None:
            raise Refused(f"{target} không có tệp quy tắc (.yaml) nào.")
        found = check_folder(target)
        return found, [] if found else _blanks_of(target), str(target)
    archive = rules_from(target, home_catalogue(home))
    return problems(home, completed(home, archive)), [], str(target)


def _blanks(catalogue: Any, only: str | None = None) -> list[tuple[str, str]]:
    return [(slug, text) for slug, p in catalogue.programmes.items() if only in (None, slug) for text in p.blanks]


def _blanks_of(folder: Path) -> list[tuple[str, str]]:
    from models.catalogue import load_catalogue
    from models.settings import BUILTIN_PROGRAMMES

    slugs = {folder.resolve().name} if (folder / "programme.yaml").exists() else {f.name for f in folder.iterdir()}
    return [blank for blank in _blanks(load_catalogue(BUILTIN_PROGRAMMES, folder)) if blank[0] in slugs]


def _unzipped(source: Path) -> dict[str, bytes]:
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
        try:
            return {member.filename: archive.read(member) for member in members}
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as e:
            raise Refused(f"{source} không giải nén được: {e}.") from e


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
    owners = [slug for slug, programme in catalogue.programmes.items() if file.stem in programme.duties]
    if len(owners) == 1:
        return f"{owners[0]}/duties/{name}"
    raise Refused(
        f"Không rõ {file.name} thuộc đâu. "
        "Đặt tệp trong thư mục <mã chương trình>/duties, forms hoặc days_off rồi nhập lại."
    )


def _texts(files: dict[str, bytes]) -> dict[str, str]:
    texts = {}
    for path, data in files.items():
        try:
            texts[path] = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise CatalogueError(path, None, "(toàn tệp)", "không phải UTF-8; đề nghị lưu lại tệp bằng UTF-8") from None
    return texts
