"""Dấu vết của con số: every number of a document leads back to its indicator, place or unit, and exact value.

A traced number travels inside ordinary text between three private letters of Unicode, through sentences and templates.
In the finished document each becomes a hidden bookmark around what is printed; what the bookmarks mean stands in one
custom XML part of the file. A mark that people typed is no mark: it lacks the seal of the process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from secrets import token_hex
from typing import Any
from xml.sax.saxutils import quoteattr

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from lxml.etree import XMLSyntaxError

from models.errors import Refused

SIZE_LIMIT = 20 * 1024 * 1024
OPEN, SPLIT, CLOSE = "\ue000", "\ue001", "\ue002"
_SEAL = token_hex(8)  # of this process: whoever types the three letters cannot know it, and no document shows it
_OURS = re.compile(f"[{OPEN}{SPLIT}{CLOSE}]")
_MARK = re.compile(f"{OPEN}([^{OPEN}{SPLIT}{CLOSE}]*){SPLIT}([^{OPEN}{SPLIT}{CLOSE}]*){CLOSE}")
_SEALED = re.compile(f"{OPEN}{_SEAL}([^{OPEN}{SPLIT}{CLOSE}]*){SPLIT}([^{OPEN}{SPLIT}{CLOSE}]*){CLOSE}")
_PIECES = re.compile(f"({OPEN}[^{CLOSE}]*{CLOSE})")
NAMESPACE = "urn:dondoc:so-lieu"
PART = "/customXml/dondoc.xml"
PREFIX = "_dd_"  # a bookmark that begins with an underscore is hidden in Word
NOT_OURS = "Tệp không có dấu vết số liệu: không phải văn bản do hệ thống lập, hoặc đã được tạo lại từ đầu."


@dataclass(frozen=True)
class Origin:
    """Where a number comes from: an indicator (or one part of it), and the place or the unit it is of."""

    code: str
    node: str = ""
    unit: str = ""
    value: str = ""  # exact, with a point; of a ratio `52/54`


@dataclass(frozen=True)
class Printed:
    """One number as it stands in the file now, and what it was when the document was made."""

    origin: Origin
    was: str
    now: str

    @property
    def is_altered(self) -> bool:
        return self.was != self.now


@dataclass(frozen=True)
class Traced:
    """What a file says of its numbers: of which programme, duty and period (`source`), and each number in order."""

    source: Mapping[str, str]
    numbers: tuple[Printed, ...]


def marked(text: str, origin: Origin) -> str:
    """The text with its origin inside; several parts of one number may be marked alike."""
    told = "|".join((origin.code, origin.node, origin.unit, origin.value))
    return f"{OPEN}{_SEAL}{_OURS.sub('', told)}{SPLIT}{text}{CLOSE}"


def plain(text: str) -> str:
    """The text without any of our letters: for what people typed, and wherever no bookmark can be."""
    return _OURS.sub("", _MARK.sub(r"\2", text))


def bookmark(document: Any, source: Mapping[str, str]) -> None:
    """Turn every mark of a finished document into a hidden bookmark, and keep beside them what they mean.

    `source`: the key of the period and the like, as attributes of the part. Leaves no mark behind.
    """
    found: list[tuple[Origin, str]] = []
    taken = [int(b.get(qn("w:id")) or 0) for b in document.element.iter(qn("w:bookmarkStart"))]
    first = max(taken, default=0) + 1
    for text in [t for t in document.element.iter(qn("w:t")) if t.text and OPEN in t.text]:
        _split(text, found, first)
    for text in document.element.iter(qn("w:t")):  # half a mark, typed by a person, is nobody's number
        if text.text and _OURS.search(text.text):
            text.text = plain(text.text)
    if found:
        part = Part(PackURI(PART), "application/xml", _table(source, found).encode(), document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def trace(content: bytes) -> Traced:
    """Read the numbers of a document back. Errors: `Refused` for a file that carries no traces."""
    if len(content) > SIZE_LIMIT:
        raise Refused("Tệp quá lớn để đọc.")
    try:
        document = Document(BytesIO(content))
    except Exception as e:  # python-docx answers a broken zip, a missing part and a wrong type each in its own way
        raise Refused("Tệp không đọc được như một văn bản Word (.docx).") from e
    table = _table_of(document)
    if table is None:
        raise Refused(NOT_OURS)
    meant = {row.get("n"): row for row in table}
    numbers = [
        Printed(
            Origin(row.get("code", ""), row.get("node", ""), row.get("unit", ""), row.get("value", "")),
            row.get("text", ""),
            now,
        )
        for n, now in _bookmarked(document)
        if (row := meant.get(n)) is not None
    ]
    return Traced(dict(table.attrib), tuple(numbers))


def _split(text: Any, found: list[tuple[Origin, str]], first: int) -> None:
    """One `w:t` with marks becomes several runs of the same look, the marked ones between bookmarks."""
    run = text.getparent()
    properties = run.find(qn("w:rPr"))
    before, after = list(text.itersiblings(preceding=True)), list(text.itersiblings())
    pieces: list[Any] = []
    kept = [child for child in reversed(before) if child is not properties]
    if kept:
        pieces.append(_run(properties, kept))
    for piece in filter(None, _PIECES.split(text.text)):
        is_mark = _SEALED.fullmatch(piece)
        shown = is_mark.group(2) if is_mark else plain(piece)
        words = _run(properties, [_text(shown)])
        if not is_mark:
            pieces.append(words)
            continue
        number = len(found)
        code, node, unit, value = (is_mark.group(1).split("|") + [""] * 4)[:4]
        found.append((Origin(code, node, unit, value), shown))
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for edge in (start, end):
            edge.set(qn("w:id"), str(first + number))
        start.set(qn("w:name"), f"{PREFIX}{number}")
        pieces += [start, words, end]
    if after:
        pieces.append(_run(properties, after))
    for piece in pieces:
        run.addprevious(piece)
    run.getparent().remove(run)


def _run(properties: Any, children: list[Any]) -> Any:
    run = OxmlElement("w:r")
    if properties is not None:
        run.append(deepcopy(properties))
    for child in children:
        run.append(child)
    return run


def _text(words: str) -> Any:
    text = OxmlElement("w:t")
    text.text = words
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return text


def _table(source: Mapping[str, str], found: list[tuple[Origin, str]]) -> str:
    head = "".join(f" {key}={quoteattr(value)}" for key, value in source.items())
    rows = "".join(
        f"<so n={quoteattr(str(n))}"
        + "".join(f" {key}={quoteattr(value)}" for key, value in vars(origin).items() if value)
        + f" text={quoteattr(text)}/>"
        for n, (origin, text) in enumerate(found)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><so-lieu xmlns="{NAMESPACE}"{head}>{rows}</so-lieu>'


def _table_of(document: Any) -> Any:
    """The part with the meanings, by its namespace: Word renames the parts of a file it saves."""
    for relation in document.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.CUSTOM_XML and not relation.is_external:
            try:
                root = parse_xml(relation.target_part.blob)
            except XMLSyntaxError as e:
                raise Refused(NOT_OURS) from e
            if root.tag == f"{{{NAMESPACE}}}so-lieu":
                return root
    return None


def _bookmarked(document: Any) -> Iterator[tuple[str, str]]:
    """(number of the bookmark, what stands between its ends), in the order of the page."""
    running: dict[str, tuple[str, list[str]]] = {}
    for element in document.element.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"), qn("w:t"), qn("w:br")):
        if element.tag == qn("w:bookmarkStart"):
            name = element.get(qn("w:name")) or ""
            if name.startswith(PREFIX):
                running[element.get(qn("w:id"))] = (name.removeprefix(PREFIX), [])
        elif element.tag == qn("w:bookmarkEnd"):
            if element.get(qn("w:id")) in running:
                n, words = running.pop(element.get(qn("w:id")))
                yield n, "".join(words)
        else:
            for _, words in running.values():
                words.append((element.text or "") if element.tag == qn("w:t") else "\n")
