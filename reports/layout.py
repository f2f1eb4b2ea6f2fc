"""Soi thể thức: what in a .docx departs from its style, Nghị định 30/2020/NĐ-CP Phụ lục I or the Party's way.

Reads the document's XML as Word would: page, letters, page numbers, body; the blocks around the body are in
`layout_blocks`. Understands layout, never content. An empty list: nothing to correct.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn
from lxml.etree import XMLSyntaxError

from models.errors import Refused
from models.vocabulary import DocumentStyle
from reports import nd30
from reports.layout_blocks import annexes, ending, letters_of, masthead, recipients, signers, subject
from reports.layout_rules import RULES, Fault, Rules, Sheet
from reports.typography import Line

__all__ = ["Fault", "lint"]

# a length that is no number, an element or a part that should be there and is not: each breaks in its own way
_NOT_AS_WORD_WRITES = (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError, XMLSyntaxError)


def lint(content: bytes, style: DocumentStyle | str = DocumentStyle.ND30) -> list[Fault]:
    """Every departure, in the order of the page. Errors: `Refused` for no Word document, or one that is only read."""
    try:
        document = Document(BytesIO(content))
    except Exception as e:  # python-docx answers a broken zip, a missing part and a wrong type each in its own way
        raise Refused("Tệp không đọc được như một văn bản Word (.docx).") from e
    try:
        return _faults(document, RULES[DocumentStyle.of(style)])
    except Refused:
        raise
    except _NOT_AS_WORD_WRITES as e:
        words = "Tệp có phần ghi không đúng cách của Word nên không soi được. Đề nghị mở bằng Word, lưu lại rồi soi."
        raise Refused(words) from e


def _faults(document: Any, rules: Rules) -> list[Fault]:
    if document.core_properties.category == nd30.READING:
        raise Refused(
            f"“{document.core_properties.title}” do hệ thống lập để đọc, tra cứu, không phải văn bản hành chính: "
            "không có thể thức để soi."
        )
    sheet = Sheet.of(document)
    found: list[Fault] = []
    for check in (_pages, letters_of, _page_numbers, masthead, subject, _body, ending, signers, recipients, annexes):
        found += check(sheet, rules)
    return found


def _pages(sheet: Sheet, rules: Rules) -> Iterator[Fault]:
    for number, section in enumerate(sheet.document.sections, 1):
        where = f"Trang giấy, phần {number}"
        size = tuple(sorted((_twips(section.page_width), _twips(section.page_height))))
        if any(abs(a - b) > 20 for a, b in zip(size, rules.paper, strict=True)):
            yield Fault(where, f"khổ giấy {size[0]} × {size[1]} twip, cần A4 (210 × 297 mm)")
        for side, words in (("top", "trên"), ("bottom", "dưới"), ("left", "trái"), ("right", "phải")):
            margin = _twips(getattr(section, f"{side}_margin"))
            least, most = getattr(rules, side)
            if not least - 6 <= margin <= most + 6:
                yield Fault(where, f"lề {words} {_mm(margin)} mm, cần {_span(least, most)} mm")


def _page_numbers(sheet: Sheet, rules: Rules) -> Iterator[Fault]:
    first = sheet.document.sections[0]
    where = "Số trang"
    header = first.header._element
    if not _has_page(header):
        yield Fault(where, "không có số trang ở giữa lề trên")
        return
    if not first.different_first_page_header_footer or _has_page(first.first_page_header._element):
        yield Fault(where, "trang thứ nhất không được hiện số trang")
    paragraph = next(p for p in header.iter(qn("w:p")) if _has_page(p))
    line = Line(paragraph, "", sheet.typography)
    if line.placing.align != "center":
        yield Fault(where, "số trang phải ở giữa lề trên")
    sizes = {int(s.get(qn("w:val"))) / 2 for s in paragraph.iter(qn("w:sz"))}
    if not sizes or not all(13 <= size <= 14 for size in sizes):
        yield Fault(where, "số trang cỡ 13 hoặc 14")
    for number, section in enumerate(list(sheet.document.sections)[1:], 2):
        if not section.header.is_linked_to_previous and not _has_page(section.header._element):
            yield Fault(where, f"phần {number} không có số trang")


def _body(sheet: Sheet, rules: Rules) -> Iterator[Fault]:
    """Prose between the addressee and the signature."""
    for line in sheet.prose:
        where = f"Đoạn “{_start(line.text)}”"
        placing = line.placing
        if placing.align != "both":
            yield Fault(where, "nội dung phải canh đều hai lề")
        if not rules.indent[0] <= placing.first_line <= rules.indent[1]:
            yield Fault(where, f"thụt đầu dòng {_mm(placing.first_line)} mm, cần 10 đến 12,7 mm")
        if placing.around < 6:
            yield Fault(where, "khoảng cách giữa các đoạn tối thiểu 6 pt")
        if not rules.is_spaced(placing):
            yield Fault(where, f"giãn dòng chưa đúng, cần {rules.spacing_words}")
        if not all(13 <= size <= 14 for size in line.sizes):
            yield Fault(where, "chữ nội dung cỡ 13 hoặc 14")


def _has_page(element: Any) -> bool:
    told = [i.text or "" for i in element.iter(qn("w:instrText"))]
    told += [f.get(qn("w:instr")) or "" for f in element.iter(qn("w:fldSimple"))]
    return any("PAGE" in words.split() for words in told)


def _twips(length: Any) -> int:
    return round((length or 0) / 635)


def _mm(twips: float) -> str:
    return f"{twips / 56.7:.1f}".rstrip("0").rstrip(".").replace(".", ",")


def _span(least: int, most: int) -> str:
    return _mm(least) if least == most else f"{_mm(least)}–{_mm(most)}"


def _start(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
