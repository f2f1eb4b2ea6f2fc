"""What is wrong with rules, and what is odd about their law, wherever they lie: in force, in a folder, a zip or a file.

Leaves nothing behind: what has to be laid out to be read is laid out in a folder that goes with the answer.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from deployments.commands.rule_sources import rules_from
from models.errors import CatalogueError, Refused

if TYPE_CHECKING:
    from models.finding import Finding
    from models.settings import Home


class Checked(NamedTuple):
    """What `check` found: errors of the files; where there are none, findings about the law; and what it looked at."""

    errors: list[CatalogueError]
    findings: list[Finding]
    name: str


def checked(home: Home, target: Path | None, as_of: date, working_days: int | None = None) -> Checked:
    """Whatever `check` is pointed at: nothing, a programme, a folder, a zip or a file. Errors: `Refused`.

    A file that lies in its whole programme is checked there, any other one with the rules in force around it; of a
    single duty's file only that duty is judged as law, and no rules with an error in them are.
    """
    from models.catalogue import check_folder, home_catalogue
    from models.settings import BUILTIN_PROGRAMMES

    pace = () if working_days is None else (working_days,)
    if target is None:
        errors = check_folder(BUILTIN_PROGRAMMES)
        if home.programmes.is_dir():
            errors += check_folder(home.programmes)
        return Checked(errors, [] if errors else _findings(home_catalogue(home), as_of, None, *pace), "Mọi quy tắc")
    if not target.exists():
        from deployments.commands.opening import programme_of, rules_of

        catalogue = rules_of(home)
        if target.suffix or len(target.parts) > 1:
            raise Refused(f"Không tìm thấy {target}.")
        slug = programme_of(catalogue, str(target))
        own = next(f / slug for f in (home.programmes, BUILTIN_PROGRAMMES) if (f / slug).is_dir())
        errors = check_folder(own, BUILTIN_PROGRAMMES, home.programmes)
        return Checked(errors, _findings(catalogue, as_of, {slug}, *pace), slug)
    if target.is_dir() and next(target.rglob("*.yaml"), None) is None:
        raise Refused(f"{target} không có tệp quy tắc (.yaml) nào.")
    if folder := _by_its_name(target) if target.is_dir() else _whole_programme(target):
        beneath = () if folder.resolve() == BUILTIN_PROGRAMMES else (BUILTIN_PROGRAMMES, home.programmes)
        is_one = (folder / "programme.yaml").exists()
        slugs = {folder.name} if is_one else {child.name for child in folder.iterdir()}
        errors, findings = _in_folder(folder, beneath, slugs, as_of, *pace)
        duty = target.stem if target.resolve().parent == folder / "duties" else None
    else:
        errors, findings, duty = _in_force_around(home, target, as_of, *pace)
    return Checked(errors, [f for f in findings if duty in (None, f.duty)], str(target))


def _by_its_name(folder: Path) -> Path:
    """A programme is known by its folder's name, which `.` and `..` do not say."""
    return folder if folder.name == folder.resolve().name else folder.resolve()


def _whole_programme(file: Path) -> Path | None:
    """The folder of the programme a duty's file, or a `programme.yaml`, lies in."""
    folder = file.resolve().parent
    if folder.name == "duties":
        folder = folder.parent
    elif file.name != "programme.yaml":
        return None
    return folder if (folder / "programme.yaml").is_file() else None


def _in_folder(
    folder: Path, beneath: tuple[Path, ...], slugs: set[str], as_of: date, *pace: int
) -> tuple[list[CatalogueError], list[Finding]]:
    """These programmes of a folder of rules, or the one whose own it is, above other folders."""
    from models.catalogue import check_folder, load_catalogue

    if errors := check_folder(folder, *beneath):
        return errors, []
    return [], _findings(load_catalogue(*beneath, folder), as_of, slugs, *pace)


def _in_force_around(
    home: Home, target: Path, as_of: date, *pace: int
) -> tuple[list[CatalogueError], list[Finding], str | None]:
    """A zip, or a file by itself, as it would stand among the rules in force; the one duty it is about, if it is."""
    from models.catalogue import home_catalogue
    from models.catalogue_change import completed, lay_out
    from models.settings import BUILTIN_PROGRAMMES

    archive = rules_from(target, home_catalogue(home))
    with TemporaryDirectory() as name:
        folder = Path(name)
        slugs = set(lay_out(home, completed(home, archive), folder))
        errors, findings = _in_folder(folder, (BUILTIN_PROGRAMMES,), slugs, as_of, *pace)
    named = [
        CatalogueError(Path(e.file).relative_to(folder).as_posix(), e.line, e.field, e.message, e.allowed)
        for e in errors
    ]
    duties = [PurePosixPath(path).stem for path in archive if "/duties/" in path]
    return named, findings, duties[0] if len(archive) == len(duties) == 1 else None


def _findings(catalogue: Any, as_of: date, only: set[str] | None, *pace: int) -> list[Finding]:
    from models.findings import findings

    slugs = [slug for slug in catalogue.programmes if only is None or slug in only]
    return [f for slug in slugs for f in findings(catalogue, as_of, slug, *pace)]
