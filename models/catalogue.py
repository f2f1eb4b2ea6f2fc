"""Bộ chương trình: every rule this installation follows, read from folders of YAML into plain frozen objects.

A later folder (a home's own) replaces what an earlier one (the built-in) holds under the same name: a whole programme,
a form, a year's days off. Nothing is taken from folders with an error in them. Only this module opens rule files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from models.body_files import read_bodies
from models.day_off_files import read_days_off
from models.document_form_files import read_document_form
from models.document_forms import DocumentForm
from models.duty_files import read_duty
from models.endings import Endings
from models.errors import CatalogueError, Refused, why_unreadable
from models.form_files import read_form
from models.forms import Check, Field, Form, Indicator
from models.ladder_files import Ladder, read_ladders
from models.programme_files import read_programme
from models.programmes import Audience, Body, BodySuccession, Document, Duty, Phase, Programme, Route
from models.rule_files import RuleFile
from models.rule_sections import refuse_circles
from models.rules import Rule
from models.settings import BUILTIN_PROGRAMMES, Home
from models.vocabulary import DutyKind
from models.workdays import WorkCalendar, YearTable

__all__ = [
    "Audience", "Body", "Catalogue", "Check", "Document", "Duty", "Field", "Form", "Indicator", "Phase", "Programme",
    "Route", "Rule", "check_folder", "home_catalogue", "load_catalogue",
]  # fmt: skip

_NAMES = ["bodies.yaml", "ladders.yaml", "forms/", "documents/", "days_off/", "<chương trình>/programme.yaml"]
_SINGLE = ("bodies.yaml", "ladders.yaml")
LARGEST = 2_000_000  # bytes; a rule file has a few thousand
_SHELVES = ("forms", "documents", "days_off", "units")  # folders that are no programme; units/ is read by the unit map


@dataclass(frozen=True)
class Catalogue:
    """Everything the rule folders say, together. `memo` keeps what was computed from it as long as it lives."""

    programmes: Mapping[str, Programme] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    documents: Mapping[str, DocumentForm] = field(default_factory=dict)
    tables: Mapping[int, YearTable] = field(default_factory=dict)
    territories: Mapping[str, str] = field(default_factory=dict)
    bodies: Mapping[str, Body] = field(default_factory=dict)
    body_successions: tuple[BodySuccession, ...] = ()
    endings: Endings = field(default_factory=Endings)
    ladders: Mapping[str, Ladder] = field(default_factory=dict)
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def programme(self, slug: str) -> Programme:
        """The programme of this slug. Errors: `Refused` with the known ones."""
        return _found(self.programmes, slug, "chương trình")

    def called(self, slug: str) -> str:
        """A programme as its readers call it; one that no rule knows, any more or yet, has its code as its name."""
        return self.programmes[slug].short_title if slug in self.programmes else slug

    def duty(self, slug: str, duty: str) -> Duty:
        return _found(self.programme(slug).duties, duty, "nhiệm vụ", f" trong chương trình {slug}")

    def form(self, form: str) -> Form:
        return _found(self.forms, form, "biểu")

    def document_form(self, kind: DutyKind) -> DocumentForm | None:
        """What the paper of this kind of duty states; None where nothing is asked but its number and day."""
        return next((form for form in self.documents.values() if kind in form.kinds), None)


def _found(known: Mapping[str, Any], key: str, what: str, where: str = "") -> Any:
    if key not in known:
        raise Refused(f"Không có {what} “{key}”{where}. Đang có: {', '.join(known)}.")
    return known[key]


def load_catalogue(*folders: Path) -> Catalogue:
    """The folders one above the other. Errors: the first `CatalogueError` found."""
    catalogue, complaints = _read(folders)
    if complaints:
        raise complaints[0]
    return catalogue


def check_folder(folder: Path, *beneath: Path) -> list[CatalogueError]:
    """Every error of a folder of programmes, or of one programme's own folder, read above the built-in rules.

    `beneath`: other folders it stands on (default: the built-in one, unless it is the one being checked).
    """
    under = beneath or (() if folder.resolve() == BUILTIN_PROGRAMMES else (BUILTIN_PROGRAMMES,))
    complaints = _read((*under, folder))[1]
    own = {str(c): c for c in complaints if Path(c.file).is_relative_to(folder)}
    return list(own.values())


_homes: dict[Path, tuple[tuple[Any, ...], Catalogue]] = {}


@contextmanager
def rules_held(home: Home, catalogue: Catalogue) -> Iterator[None]:
    """As long as this lasts this home follows the given rules, whatever lies in its folder: for a scratch home."""
    _held[home.path] = catalogue
    try:
        yield
    finally:
        del _held[home.path]


_held: dict[Path, Catalogue] = {}


def home_catalogue(home: Home) -> Catalogue:
    """The rules of one installation: built-in ones under its own. Read again only when a file has changed, and once
    for all homes of a process that have none of their own (a drill's, a rehearsal's).
    """
    if home.path in _held:
        return _held[home.path]
    folders = (BUILTIN_PROGRAMMES, home.programmes)
    fingerprint = tuple(_fingerprint(folder) for folder in folders)
    kept = _homes.get(home.path)
    if kept is None or kept[0] != fingerprint:
        alike = (each for each in _homes.values() if each[0] == fingerprint)
        kept = _homes[home.path] = next(alike, None) or (fingerprint, load_catalogue(*folders))
    return kept[1]


def rules_print(home: Home) -> str:
    """What tells the rules of an installation from those it had before: the state of their files."""
    rules = home_catalogue(home)
    return f"held {id(rules)}" if home.path in _held else sha256(repr(_homes[home.path][0]).encode()).hexdigest()


def _fingerprint(folder: Path) -> tuple[Any, ...]:
    return tuple((str(file), (s := file.stat()).st_mtime_ns, s.st_size) for file in sorted(folder.rglob("*.yaml")))


def _read(folders: Iterable[Path]) -> tuple[Catalogue, list[CatalogueError]]:
    complaints: list[CatalogueError] = []
    catalogue = Catalogue()
    for folder in folders:
        if folder.is_dir():
            catalogue = _laid_over(catalogue, folder, complaints)
    return replace(catalogue, calendar=WorkCalendar(catalogue.tables.values())), complaints


def _laid_over(below: Catalogue, folder: Path, complaints: list[CatalogueError]) -> Catalogue:
    """`below` with this folder's rules on top."""
    if (folder / "programme.yaml").exists():
        programme = _programme(folder, below, complaints)
        return replace(below, programmes={**below.programmes, **({folder.name: programme} if programme else {})})
    _refuse_strangers(folder, _SINGLE, complaints)
    catalogue = below
    if (folder / "bodies.yaml").exists():
        found = read_bodies(_open(folder / "bodies.yaml", complaints))
        catalogue = replace(
            catalogue,
            territories={**below.territories, **found.territories},
            bodies={**below.bodies, **found.bodies},
            body_successions=(*below.body_successions, *found.successions),
            endings=found.endings.over(below.endings),
        )
    if (folder / "ladders.yaml").exists():
        catalogue = replace(catalogue, ladders=read_ladders(_open(folder / "ladders.yaml", complaints), below.ladders))
    tables = dict(below.tables)
    for path in _yaml_files(folder / "days_off", complaints):
        if table := read_days_off(_open(path, complaints), path.stem):
            tables[table.year] = table
    forms = _forms(folder / "forms", below.forms, complaints)
    documents = _documents(folder / "documents", below.documents, complaints)
    catalogue = replace(catalogue, tables=tables, forms=forms, documents=documents)
    programmes = dict(below.programmes)
    for child in sorted(folder.iterdir()):
        if _is_programme(child) and (programme := _programme(child, catalogue, complaints)):
            programmes[child.name] = programme
    return replace(catalogue, programmes=programmes)


def _programme(folder: Path, catalogue: Catalogue, complaints: list[CatalogueError]) -> Programme | None:
    """One programme's folder with its duties; None when its own file is not sound."""
    _refuse_strangers(folder, ("programme.yaml",), complaints)
    if not (folder / "programme.yaml").exists():
        complaints.append(CatalogueError(str(folder), None, "programme.yaml", "thiếu tệp"))
        return None
    file = _open(folder / "programme.yaml", complaints)
    programme = read_programme(file, folder.name, catalogue.territories, catalogue.forms)
    if programme is None:
        return None
    duties = {}
    paths = _yaml_files(folder / "duties", complaints)
    if not paths:
        complaints.append(CatalogueError(str(folder), None, "duties", "chưa có nhiệm vụ", ["duties/<mã>.yaml"]))
    files, names = {}, [path.stem for path in paths]
    for path in paths:  # opened one by one: a file is sound when nothing was complained about since
        file = files[path.stem] = _open(path, complaints)
        if duty := read_duty(file, path.stem, programme, catalogue.bodies, catalogue.forms, names):
            duties[duty.id] = duty
    refuse_circles(files, {duty.id: duty.rule for duty in duties.values()})
    return replace(programme, duties=duties)


def _forms(folder: Path, below: Mapping[str, Form], complaints: list[CatalogueError]) -> dict[str, Form]:
    """Forms with indicators of their own first, then those that pick from them."""
    forms = dict(below)
    paths = _yaml_files(folder, complaints)
    files = {path: _open(path, complaints) for path in paths}
    picking = [p for p in paths if files[p].has("based_on")]
    for path in [p for p in paths if p not in picking] + picking:
        if form := read_form(files[path], path.stem, forms):
            forms[form.id] = form
    return forms


def _documents(
    folder: Path, below: Mapping[str, DocumentForm], complaints: list[CatalogueError]
) -> dict[str, DocumentForm]:
    documents = dict(below)
    for path in _yaml_files(folder, complaints):
        if form := read_document_form(_open(path, complaints), path.stem, documents):
            documents[form.id] = form
    return documents


def _open(path: Path, complaints: list[CatalogueError]) -> RuleFile:
    text = None
    try:
        if path.stat().st_size > LARGEST:
            complaints.append(CatalogueError(str(path), None, "(toàn tệp)", "quá lớn so với một tệp quy tắc"))
        else:
            text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        complaints.append(CatalogueError(str(path), None, "(toàn tệp)", "không phải UTF-8; đề nghị lưu lại bằng UTF-8"))
    except OSError as e:
        complaints.append(CatalogueError(str(path), None, "(toàn tệp)", f"không đọc được: {why_unreadable(e)}"))
    return RuleFile(str(path), text, complaints)


def _yaml_files(folder: Path, complaints: list[CatalogueError]) -> list[Path]:
    if not folder.is_dir():
        return []
    found = []
    for path in sorted(folder.iterdir()):
        if path.suffix == ".yaml":
            found.append(path)
        elif not path.name.startswith((".", "__")):
            complaints.append(CatalogueError(str(path), None, "(tên tệp)", "tệp lạ trong thư mục quy tắc", ["*.yaml"]))
    return found


def _is_programme(path: Path) -> bool:
    return path.is_dir() and path.name not in _SHELVES and not path.name.startswith((".", "__"))


def _refuse_strangers(folder: Path, known: Iterable[str], complaints: list[CatalogueError]) -> None:
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix in (".yaml", ".yml") and path.name not in known:
            complaints.append(CatalogueError(str(path), None, "(tên tệp)", "tệp lạ trong thư mục quy tắc", _NAMES))
