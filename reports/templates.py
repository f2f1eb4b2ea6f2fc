"""Mẫu văn bản: Word files with `{{ biến }}` that a clerk edits; a home's own template stands in for the packaged one.

A variable that is not there, one that must be and was deleted, a sentence left open, an empty value: each is refused in
Vietnamese with the variable and the place. What the documents are and what their variables mean: `template_words`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from models.errors import Refused
from models.vocabulary import DocumentStyle
from reports import endings, nd30, underlines
from reports.template_sheet import SheetTrouble, TemplateSheet
from reports.template_words import DOCUMENTS, Described, document_of

PACKAGED = Path(__file__).parent / "templates"
SIZE_LIMIT = 5 * 1024 * 1024


@dataclass(frozen=True)
class Template:
    """One file: the packaged one, or the one edited in this home."""

    document: Described
    style: DocumentStyle
    file: Path
    is_own: bool

    @property
    def name(self) -> str:
        return f"{self.file.name}{' (bản đã sửa)' if self.is_own else ''}"


class TemplateFault(Refused):
    """A template that cannot be filled: which one, what is wrong, where it stands."""

    def __init__(self, template: Template, what: str, place: str = ""):
        self.template, self.what, self.place = template, what, place
        where = f" Vị trí: “{place}”." if place else ""
        then = " Đề nghị sửa mẫu trong Word, hoặc xóa tệp để dùng lại mẫu gốc." if template.is_own else ""
        super().__init__(f"Mẫu {template.name}: {what}.{where}{then}")


def file_name(name: str, style: DocumentStyle) -> str:
    """`bao-cao-tong-hop.nd30.docx`."""
    return f"{name}.{style.value}.docx"


def template_of(folder: Path | None, name: str, style: DocumentStyle = DocumentStyle.ND30) -> Template:
    """The template in force. Errors: `Refused` for a document there is no template of."""
    document = document_of(name)
    own = folder / file_name(name, style) if folder else None
    if own is not None and own.is_file():
        return Template(document, style, own, True)
    return packaged(name, style)


def packaged(name: str, style: DocumentStyle = DocumentStyle.ND30) -> Template:
    return Template(document_of(name), style, PACKAGED / file_name(name, style), False)


def every_template(folder: Path | None) -> list[Template]:
    """The templates in force, of every document in every style."""
    return [template_of(folder, name, style) for name in DOCUMENTS for style in DocumentStyle]


def render(
    folder: Path | None,
    name: str,
    data: Mapping[str, Any],
    *,
    style: DocumentStyle = DocumentStyle.ND30,
    troubles: list[TemplateFault] | None = None,
) -> bytes:
    """The template filled with `data`, as .docx bytes; the same template and data give the same bytes."""
    return nd30.saved(filled(folder, name, data, style=style, troubles=troubles))


def filled(
    folder: Path | None,
    name: str,
    data: Mapping[str, Any],
    *,
    style: DocumentStyle = DocumentStyle.ND30,
    troubles: list[TemplateFault] | None = None,
) -> Any:
    """The template filled with `data`, as an open document that an annex can be added to.

    Where `troubles` is given, a home's own template that fails is noted there and the packaged one is used instead: a
    document that is due does not wait for its template. Errors: `TemplateFault` otherwise.
    """
    chosen = template_of(folder, name, style)
    try:
        return _fill(chosen, data)
    except TemplateFault as fault:
        if troubles is None or not chosen.is_own:
            raise
        troubles.append(fault)
        return _fill(packaged(name, style), data)


def faults(template: Template) -> list[TemplateFault]:
    """Everything wrong with a template that can be told before any data is at hand."""
    try:
        return _told_of(template, _opened(template))
    except TemplateFault as fault:
        return [fault]


def _fill(template: Template, data: Mapping[str, Any]) -> Any:
    sheet = _opened(template)
    if wrong := _told_of(template, sheet):
        raise wrong[0]
    for name in sorted(sheet.used - data.keys()):
        raise _unknown(template, sheet, name, set(data))
    try:
        document = sheet.filled(data)
    except SheetTrouble as trouble:
        raise TemplateFault(template, trouble.what, trouble.place) from trouble
    underlines.fit(document)
    endings.hold(document)
    return document


def _opened(template: Template) -> TemplateSheet:
    try:
        content = template.file.read_bytes()
    except OSError as e:
        raise TemplateFault(template, "không đọc được tệp") from e
    if len(content) > SIZE_LIMIT:
        raise TemplateFault(template, f"tệp lớn hơn {SIZE_LIMIT // (1024 * 1024)} MB")
    try:
        return TemplateSheet(content)
    except SheetTrouble as trouble:
        raise TemplateFault(template, trouble.what, trouble.place) from trouble


def _told_of(template: Template, sheet: TemplateSheet) -> list[TemplateFault]:
    known = template.document.variables
    found = [_unknown(template, sheet, name, set(known)) for name in sorted(sheet.used - known.keys())]
    for name in template.document.required:
        if name not in sheet.used:
            found.append(TemplateFault(template, f"thiếu biến bắt buộc “{name}” ({known[name]})"))
    return found


def _unknown(template: Template, sheet: TemplateSheet, name: str, known: set[str]) -> TemplateFault:
    near = get_close_matches(name, known, 3, 0.6)
    hint = f"; biến gần giống: {', '.join(near)}" if near else ""
    return TemplateFault(template, f"không có biến “{name}”{hint}", sheet.place_of(name))
