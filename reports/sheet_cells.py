"""What a value reader does not tell of a worksheet: which cells hold formulas or errors, and how far the sheet reaches.

Works on packages that `safe_package` let through. Reads no values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import join, normpath
from zipfile import ZipFile

from lxml import etree

from models.errors import Refused

LAST_ROW, LAST_COLUMN = 5000, 200
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_FAR = "Tệp có dữ liệu ngoài vùng của biểu (dòng hoặc cột quá xa). Đề nghị tải lại biểu và chỉ nhập vào ô nền vàng."


@dataclass
class Marks:
    """Addresses of one sheet's cells that hold a formula, or an error value and which one."""

    formulas: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)


def marks_of(package: bytes, sheet: str) -> Marks:
    """Errors: `Refused` for a sheet that reaches beyond `LAST_ROW`, `LAST_COLUMN`, or that is not XML."""
    marks = Marks()
    try:
        with ZipFile(BytesIO(package)) as parts, parts.open(_part_of(parts, sheet)) as xml:
            for _, cell in etree.iterparse(xml, tag="{*}c", resolve_entities=False, no_network=True, load_dtd=False):
                _mark(cell, marks)
                cell.clear()
    except (etree.XMLSyntaxError, KeyError, StopIteration) as e:
        raise Refused("Tệp bị hỏng. Đề nghị lấy lại biểu gốc rồi nhập vào biểu.") from e
    return marks


def _mark(cell: etree._Element, marks: Marks) -> None:
    address = cell.get("r") or ""
    found = _ADDRESS.fullmatch(address)
    if not found or int(found[2]) > LAST_ROW or column_number(found[1]) > LAST_COLUMN:
        raise Refused(_FAR)
    if cell.find("{*}f") is not None:
        marks.formulas.add(address)
    if cell.get("t") == "e":
        marks.errors[address] = cell.findtext("{*}v") or "#LỖI"


def column_number(letters: str) -> int:
    """`A` → 1, `AA` → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 → `A`, 27 → `AA`."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _part_of(parts: ZipFile, sheet: str) -> str:
    """The file of a sheet: its name leads to a relation, the relation to the part."""
    book = etree.fromstring(parts.read("xl/workbook.xml"), _parser())
    entry = next(e for e in book.iter("{*}sheet") if e.get("name") == sheet)
    relation = entry.get(_RELATION) or entry.get(_STRICT_RELATION)
    relations = etree.fromstring(parts.read("xl/_rels/workbook.xml.rels"), _parser())
    target = next(r.get("Target") or "" for r in relations if r.get("Id") == relation)
    return target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
