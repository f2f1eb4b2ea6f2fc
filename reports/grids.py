"""Tables of a Word document, written as XML in one piece, which takes milliseconds where cell by cell takes seconds.

Knows borders, merged cells and repeated heading rows; knows nothing about what the cells say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from docx.oxml.ns import nsdecls
from docx.oxml.parser import parse_xml

_NOT_XML = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Cell:
    """One cell, `span` columns wide; a tall cell says `down="restart"` in its first row, "continue" in the others.

    `crossed`: a diagonal through it (gạch chéo), for what could not be; some programs show only the cell's words.
    """

    text: str = ""
    bold: bool = False
    italic: bool = False
    align: str = "left"
    span: int = 1
    down: str = ""
    crossed: bool = False


def printable(text: str) -> str:
    """The text without control characters, which no XML document may carry."""
    return _NOT_XML.sub("", text)


def grid(widths: Sequence[int], rows: Sequence[Sequence[Cell]], *, heading_rows: int = 1, size: float = 11):
    """A bordered `w:tbl` of columns `widths` (twips) whose first `heading_rows` rows repeat on every page."""
    columns = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    body = "".join(_row(widths, row, heading=i < heading_rows, size=size) for i, row in enumerate(rows))
    return parse_xml(
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{body}</w:tbl>"
    )


def _row(widths: Sequence[int], cells: Sequence[Cell], *, heading: bool, size: float) -> str:
    properties = "<w:cantSplit/>" + ("<w:tblHeader/>" if heading else "")
    out, column = [], 0
    for cell in cells:
        width = sum(widths[column : column + cell.span])
        column += cell.span
        out.append(_cell(cell, width, heading=heading, size=size))
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(out)}</w:tr>"


def _cell(cell: Cell, width: int, *, heading: bool, size: float) -> str:
    bold = cell.bold or heading
    align = "center" if heading else cell.align
    merged = f'<w:gridSpan w:val="{cell.span}"/>' if cell.span > 1 else ""
    if cell.down:
        merged += f'<w:vMerge w:val="{cell.down}"/>'
    if cell.crossed:
        merged += '<w:tcBorders><w:tl2br w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:tcBorders>'
    marks = ("<w:b/>" if bold else "") + ("<w:i/>" if cell.italic else "")
    run_properties = f'<w:rPr>{marks}<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/></w:rPr>'
    lines = printable(cell.text).split("\n")
    run = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    keep = "<w:keepNext/>" if heading else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merged}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr>{keep}<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
        f'<w:ind w:firstLine="0"/><w:jc w:val="{align}"/></w:pPr><w:r>{run_properties}{run}</w:r></w:p></w:tc>'
    )
