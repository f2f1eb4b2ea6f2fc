"""The signature block keeps company: the last lines, or the last rows, go to its page."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from models.vocabulary import DocumentStyle
from reports import nd30
from reports.endings import ROWS, hold
from tests.papers import HEAD, MAKERS


def held(element) -> bool:
    return all(p.find(qn("w:pPr")).find(qn("w:keepNext")) is not None for p in element.iter(qn("w:p")))


def above_the_signature(document) -> list:
    """The blocks from the last above the recipients upwards."""
    blocks = [b for b in document.element.body if b.tag in (qn("w:p"), qn("w:tbl"))]
    words = ["".join(t.text or "" for t in b.iter(qn("w:t"))) for b in blocks]
    place = next(n for n, told in enumerate(words) if told.startswith("Nơi nhận"))
    return blocks[place - 1 :: -1]


@pytest.mark.parametrize("name", MAKERS)
@pytest.mark.parametrize("style", DocumentStyle)
def test_the_closing_sentence_and_what_stands_before_it_go_with_the_signature(report, name, style):
    document = Document(BytesIO(MAKERS[name](report, replace(HEAD, style=style))))
    told = 0
    for block in above_the_signature(document):
        if block.tag == qn("w:tbl") and told:
            assert all(held(row) for row in block.findall(qn("w:tr"))[-ROWS:])
            break
        assert held(block)
        told += bool("".join(t.text or "" for t in block.iter(qn("w:t"))).strip())
        if told == 3:
            break
    assert told, "the closing sentence is one of them"


def test_a_paper_without_a_signature_is_left_as_it_is():
    document = nd30.paper("Trang")
    nd30.prose(document, "Một đoạn.")
    before = nd30.saved(document)
    hold(document)
    assert nd30.saved(document) == before
