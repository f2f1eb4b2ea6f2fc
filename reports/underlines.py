"""Kẻ dưới: the solid lines under an agency's name, the motto and the subject, as long as the decree wants them.

A line's length follows from the words above it, which a template does not know, so it is set when those are printed.
"""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, Twips
from docx.text.paragraph import Paragraph

SHORT, LONG = "Kẻ ngắn", "Kẻ dài"  # names of the paragraph styles a line is known by
SHARE = {SHORT: 0.4, LONG: 1.0}  # of the words: a third to a half under a name, the whole under the motto
LEAST = 680
_LOWER, _UPPER, _SPACE = 0.5, 0.72, 0.25


def width_of(text: str, size: float, *, bold: bool = True) -> int:
    """About how long a line of Times New Roman runs, in twips; within a tenth for ordinary words."""
    em = sum(_SPACE if c == " " else _UPPER if c.isupper() else _LOWER for c in text)
    return round(em * size * 20 * (1.0 if bold else 0.94))


def add_styles(document: Any) -> None:
    """Paragraphs that are nothing but a line: no height of their own, a border on top."""
    for name in (SHORT, LONG):
        style = document.styles.add_style(name, 1)
        style.base_style = document.styles["Normal"]
        form = style.paragraph_format
        form.space_before, form.space_after, form.line_spacing = Pt(4), Pt(0), Pt(4)
        form.first_line_indent = Twips(0)
        properties = style.element.get_or_add_pPr()
        borders = OxmlElement("w:pBdr")
        top = OxmlElement("w:top")
        for key, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
            top.set(qn(f"w:{key}"), value)
        borders.append(top)
        spacing = properties.find(qn("w:spacing"))
        spacing.addprevious(borders)


def add(container: Any, style: str) -> Any:
    """A line under what was written last; its length is set by `fit`."""
    return container.add_paragraph(style=style)


def fit(document: Any) -> None:
    """Give every line its length, from the last words above it and the room it stands in."""
    body = document.element.body
    names = {document.styles[name].style_id: name for name in (SHORT, LONG) if name in document.styles}
    for paragraph in [p for p in body.iter(qn("w:p")) if _style(p) in names]:
        above = _words_above(paragraph)
        if above is None:
            continue
        text, size = above
        room = _room(document, paragraph)
        length = max(LEAST, round(min(width_of(text, size), room) * SHARE[names[_style(paragraph)]]))
        side = max(0, (room - length) // 2)
        form = Paragraph(paragraph, document._body).paragraph_format
        form.left_indent = form.right_indent = Twips(side)


def _style(paragraph: Any) -> str:
    properties = paragraph.find(qn("w:pPr"))
    style = None if properties is None else properties.find(qn("w:pStyle"))
    return "" if style is None else style.get(qn("w:val"))


def _words_above(paragraph: Any) -> tuple[str, float] | None:
    for above in paragraph.itersiblings(qn("w:p"), preceding=True):
        text = "".join(t.text or "" for t in above.iter(qn("w:t"))).strip()
        if text:
            size = above.find(f".//{qn('w:sz')}")
            return text, int(size.get(qn("w:val"))) / 2 if size is not None else 14
    return None


def _room(document: Any, paragraph: Any) -> int:
    """The width a paragraph has: of its cell, or between the margins of the page."""
    cell = next(paragraph.iterancestors(qn("w:tc")), None)
    width = None if cell is None else cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}")
    if width is not None and width.get(qn("w:type")) == "dxa":
        return int(width.get(qn("w:w")))
    section = document.sections[0]
    return (section.page_width - section.left_margin - section.right_margin) // 635
