"""Every number of a document leads back to its origin, and nothing that people typed can pretend to."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from models.errors import Refused
from reports.consolidated_docx import consolidated_docx
from reports.consolidated_report import lines_of
from reports.nd30 import saved
from reports.sentences import exact
from reports.tracing import CLOSE, OPEN, SPLIT, Origin, bookmark, marked, plain, trace
from tests.papers import HEAD, MAKERS, single

WORDS = st.text(
    st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters=OPEN + SPLIT + CLOSE), max_size=20
)
CODES = st.from_regex(r"[A-G][0-9]{2}(\.[a-z_]{1,8})?", fullmatch=True)


@given(st.lists(st.tuples(WORDS, CODES, WORDS.filter(bool)), max_size=6), WORDS)
def test_marks_travel_through_any_sentence_and_come_back_as_they_were(parts, tail):
    sentence = "".join(f"{before}{marked(shown, Origin(code, 'vn/87', 'u', shown))}" for before, code, shown in parts)
    document = Document()
    document.add_paragraph("x")
    document.paragraphs[0].runs[0].bold = True
    document.paragraphs[0].runs[0]._r.find(qn("w:t")).text = sentence + tail
    bookmark(document, {"ky": "2026"})
    shown = "".join(t.text or "" for t in document.element.body.iter(qn("w:t")))
    assert shown == plain(sentence + tail) == "".join(f"{b}{s}" for b, _, s in parts) + tail
    assert all(run.bold for run in document.paragraphs[0].runs)
    if parts:
        told = trace(saved(document))
        assert told.source == {"ky": "2026"}
        assert [(p.origin.code, p.now, p.is_altered) for p in told.numbers] == [(c, s, False) for _, c, s in parts]


def test_every_total_of_the_report_reads_back_equal_to_the_store(report):
    told = trace(consolidated_docx(report))
    read = {(p.origin.code, p.origin.node): p.origin.value for p in told.numbers if p.origin.node}
    store = {(t.indicator, t.node): exact(t) for t in report.totals if t.node == report.root_node and t.reported}
    assert read == store
    assert not [p for p in told.numbers if p.is_altered]


def test_every_number_a_unit_filed_reads_back_from_the_annex(report):
    told = trace(consolidated_docx(report))
    read = {(p.origin.unit, p.origin.code): p.origin.value for p in told.numbers if p.origin.unit}
    for row in report.unit_rows:
        for indicator in report.indicators:
            for line in lines_of(indicator) if indicator.type != "text" else ():
                filed = (row.figures or {}).get(line.code)
                if indicator.type == "ratio" and row.figures:
                    filed = f"{row.figures[f'{line.code}.tu_so']}/{row.figures[f'{line.code}.mau_so']}"
                assert read.get((row.unit_id, line.code)) == (None if filed is None else str(filed))


def test_no_number_of_a_result_stands_without_a_trace(report):
    """Digits outside bookmarks are dates, counts of units, codes and numbering: never a figure."""
    document = Document(BytesIO(consolidated_docx(replace(report, programme_title="Chương trình", period_label="kỳ"))))
    counts = ("đơn vị đã báo cáo", "đơn vị có số liệu")  # how many spoke is told beside every result
    paragraphs = [p for p in document.paragraphs if p.text.startswith("- ") and not any(c in p.text for c in counts)]
    assert len(paragraphs) > 5
    for paragraph in paragraphs:
        inside, loose = 0, []
        for element in paragraph._p.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"), qn("w:t")):
            inside += {qn("w:bookmarkStart"): 1, qn("w:bookmarkEnd"): -1}.get(element.tag, 0)
            if element.tag == qn("w:t") and not inside:
                loose.append(element.text)
        assert not any(c.isdigit() for c in "".join(loose).partition(" (")[0]), paragraph.text


def test_a_number_changed_by_hand_is_known(report):
    document = Document(BytesIO(consolidated_docx(report)))
    for text in document.element.body.iter(qn("w:t")):
        if text.text == "102":
            text.text = "201"
            break
    altered = [p for p in trace(saved(document)).numbers if p.is_altered]
    assert [(p.origin.code, p.was, p.now) for p in altered] == [("B01", "102", "201")]


def test_word_may_rename_the_part_that_holds_the_meanings(report):
    before = consolidated_docx(report)
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(before)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            content = source.read(name).replace(b"customXml/dondoc.xml", b"customXml/item1.xml")
            target.writestr(name.replace("customXml/dondoc.xml", "customXml/item1.xml"), content)
    assert trace(out.getvalue()).numbers == trace(before).numbers


def test_what_people_typed_cannot_pretend_to_be_a_traced_number(report):
    forged = f"{OPEN}B01|vn/2025-06/87||999{SPLIT}999{CLOSE} và nửa {OPEN}B02{SPLIT}1"
    figures = dict(report.unit_rows[0].figures) | {"G03": forged}
    rows = [replace(report.unit_rows[0], figures=figures, name=f"Xã {forged}"), *report.unit_rows[1:]]
    made = consolidated_docx(replace(report, unit_rows=rows))
    assert not [p for p in trace(made).numbers if p.origin.value == "999"]
    text = "".join(t.text or "" for t in Document(BytesIO(made)).element.body.iter(qn("w:t")))
    assert "999" in text
    assert not set(text) & {OPEN, SPLIT, CLOSE}


@pytest.mark.parametrize("name", MAKERS)
def test_no_private_letter_is_left_in_any_document(report, name):
    document = Document(BytesIO(MAKERS[name](report, HEAD)))
    text = "".join(t.text or "" for t in document.element.iter(qn("w:t"))) + document.core_properties.title
    assert not set(text) & {OPEN, SPLIT, CLOSE}


def test_bookmarks_are_hidden_and_have_numbers_of_their_own(report):
    document = Document(BytesIO(consolidated_docx(report)))
    marks = list(document.element.body.iter(qn("w:bookmarkStart")))
    assert all(mark.get(qn("w:name")).startswith("_") for mark in marks)
    assert len({mark.get(qn("w:id")) for mark in marks}) == len(marks) == len({m.get(qn("w:name")) for m in marks})


def test_a_unit_s_own_report_leads_back_to_what_it_filed(report):
    told = trace(MAKERS["bao-cao-don-vi"](report, HEAD))
    wanted = {t.indicator: exact(t) for t in single(report).totals if t.node == report.root_node and t.reported}
    assert {p.origin.code: p.origin.value for p in told.numbers} == wanted


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"x" * 30])
def test_what_is_no_document_of_ours_is_refused(content, report):
    with pytest.raises(Refused, match="không đọc được"):
        trace(content)
    with pytest.raises(Refused, match="không có dấu vết số liệu"):
        trace(saved(Document()))
