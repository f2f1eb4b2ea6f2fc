"""Cuối văn bản: the signature never goes to a page of its own; the last lines, or the last rows of a table, go with it.

Set when the words are known: only then is it known what the last lines are.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

RECIPIENTS = "Nơi nhận"
PARAGRAPHS, ROWS = 2, 3  # that go with the closing sentence: two paragraphs of text, or three rows
_PARAGRAPH, _TABLE = qn("w:p"), qn("w:tbl")


def hold(document: Any) -> None:
    """Tie what stands above the first signature to it. A document without one is left as it is."""
    tables = document.element.body.findall(_TABLE)
    signature = next((table for table in tables if _text(table).strip().startswith(RECIPIENTS)), None)
    if signature is None:
        return
    told = 0
    for above in _above(signature):
        if above.tag == _TABLE:
            for row in above.findall(qn("w:tr"))[-ROWS:]:
                for paragraph in row.iter(_PARAGRAPH):
                    _tie(paragraph)
            if told:
                return
            continue  # the signers of a joint document, side by side above the recipients
        if told > PARAGRAPHS:  # the closing sentence is the first of them
            return
        _tie(above)
        told += bool(_text(above).strip())


def _above(element: Any) -> Iterator[Any]:
    while (element := element.getprevious()) is not None:
        if element.tag in (_PARAGRAPH, _TABLE):
            yield element


def _tie(paragraph: Any) -> None:
    properties = paragraph.get_or_add_pPr()
    if properties.find(qn("w:keepNext")) is None:
        properties._insert_keepNext(OxmlElement("w:keepNext"))


def _text(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))
