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
LARGEST = 8 * 1024 * 1024  # bytes of one sheet's XML; its tree takes about ten times as much memory
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_FAR = "Tệp có dữ liệu ngoài vùng của biểu (dòng hoặc cột quá xa). Đề nghị tải lại biểu và chỉ nhập vào ô nền vàng."


@dataclass
class Marks:
    """Addresses of one sheet's cells that hold a formula, or an error value and which one."""

    formulas: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)


def marks_of(package: bytes, *sheets: str) -> list[Marks]:
    """The marks of each sheet named. Errors: `Refused` for one that is missing, no XML, too large, or reaches beyond
    `LAST_ROW`, `LAST_COLUMN`."""
    try:
        with ZipFile(BytesIO(package)) as parts:
            places = _parts(parts)
            return [_marks(parts, places[sheet]) for sheet in sheets]
    except (etree.XMLSyntaxError, KeyError) as e:
        raise Refused("Tệp bị hỏng. Đề nghị lấy lại biểu gốc rồi nhập vào biểu.") from e


def _marks(parts: ZipFile, name: str) -> Marks:
    if parts.getinfo(name).file_size > LARGEST:
        raise Refused(_FAR)
    root = etree.fromstring(parts.read(name), _parser())
    names = {"m": etree.QName(root).namespace or "none"}
    addresses = root.xpath("//m:c/@r", namespaces=names, smart_strings=False)
    rows, columns = {"1"}, {"A"}
    for address in addresses:
        found = _ADDRESS.fullmatch(address)
        if not found:
            raise Refused(_FAR)
        columns.add(found[1])
        rows.add(found[2])
    if max(map(int, rows)) > LAST_ROW or max(map(column_number, columns)) > LAST_COLUMN:
        raise Refused(_FAR)
    if len(addresses) != root.xpath("count(//m:c)", namespaces=names):
        raise Refused(_FAR)
    formulas = root.xpath("//m:c[m:f]/@r", namespaces=names, smart_strings=False)
    errors = root.xpath('//m:c[@t="e"]', namespaces=names)
    return Marks(set(formulas), {cell.get("r"): cell.findtext("{*}v") or "#LỖI" for cell in errors})


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


def _parts(package: ZipFile) -> dict[str, str]:
    """Sheet name → its file: the name leads to a relation, the relation to the part."""
    book = etree.fromstring(package.read("xl/workbook.xml"), _parser())
    relations = etree.fromstring(package.read("xl/_rels/workbook.xml.rels"), _parser())
    targets = {r.get("Id"): r.get("Target") or "" for r in relations}
    found = {}
    for entry in book.iter("{*}sheet"):
        target = targets.get(entry.get(_RELATION) or entry.get(_STRICT_RELATION), "")
        found[entry.get("name")] = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return found


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
