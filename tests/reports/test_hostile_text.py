"""Whatever a unit types stays text in everything that leaves the house: no formula, no field, no link, no markup."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date
from zipfile import ZipFile

import pytest

from reports.consolidated_docx import consolidated_docx
from reports.consolidated_xlsx import consolidated_xlsx
from reports.extract_json import extract_json
from reports.extract_xlsx import extract_xlsx
from reports.handover_page import HandoverTold, Section, handover_docx, handover_html
from reports.unit_report_docx import unit_report_docx
from reports.workbook import unit_workbook
from tests.papers import HEAD, chaser, correction, punctual, single
from tests.small_extract import HOSTILE, small_extract

FIELDS = re.compile(rb"<w:instrText[^>]*>([^<]*)<|w:fldSimple[^>]*w:instr=\"([^\"]*)\"")
OURS = {b"PAGE", b"NUMPAGES"}


def parts(package: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(package)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def hostile(report, text: str):
    rows = [replace(row, name=text, figures=(row.figures or {}) | {"G03": text}) for row in report.unit_rows]
    return replace(report, unit_rows=rows, missing=(text,), period_label=text, duty_title=text, addressee=text)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_workbook_runs_it(report, catalogue, text):
    for book in (consolidated_xlsx(hostile(report, text)), extract_xlsx(small_extract(catalogue, text, text))):
        found = parts(book)
        sheets = {name: content for name, content in found.items() if name.startswith("xl/worksheets/")}
        assert sheets
        assert not [name for name, content in sheets.items() if re.search(rb"<f[ >]|<hyperlink", content)]
        assert not [name for name in found if "external" in name.lower() or "vba" in name.lower()]


@pytest.mark.parametrize("text", HOSTILE)
def test_the_form_to_fill_in_has_the_formulas_of_the_house_and_no_other(form, text):
    def formulas(typed: str) -> list[bytes]:
        asked = (form, typed, "u/1", "05", "S000-01", "2026", typed, typed, "dau")
        book = unit_workbook(*asked, typed={"G03": typed}, answers={"B01": typed}, duty_title=typed)
        return sorted(f for content in parts(book).values() for f in re.findall(rb"<f[ >][^<]*", content))

    assert formulas(text) == formulas("không có gì")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_document_makes_a_field_or_a_template_of_it(report, text):
    told = HandoverTold("Cơ quan", text, text, date(2026, 6, 19), text, [Section("Việc", (text,), [[text]], text)])
    made = {
        "consolidated": consolidated_docx(hostile(report, text)),
        "unit": unit_report_docx(single(hostile(report, text))),
        "handover": handover_docx(told),
    }
    for name, document in made.items():
        body = parts(document)
        instructions = {m[0] or m[1] for content in body.values() for m in FIELDS.findall(content)}
        assert {instruction.strip() for instruction in instructions} <= OURS, name
        links = [c for n, c in body.items() if n.endswith(".rels") and b'TargetMode="External"' in c]
        assert not links, name
        assert b"<script" not in b"".join(body.values()), name
    if text == "{{ 7*7 }}":
        assert b"{{ 7*7 }}" in parts(made["consolidated"])["word/document.xml"]


def test_the_ordinary_letters_have_no_field_of_a_stranger_either():
    for document in (chaser(HEAD), correction(HEAD), punctual(HEAD)):
        found = {m[0] or m[1] for content in parts(document).values() for m in FIELDS.findall(content)}
        assert {instruction.strip() for instruction in found} <= OURS


@pytest.mark.parametrize("text", HOSTILE)
def test_the_page_of_a_handover_shows_it_and_nothing_more(text):
    told = HandoverTold(
        "Cơ quan", text, text, date(2026, 6, 19), text, [Section("Việc", ("Việc",), [[text]], "Không.")]
    )
    page = handover_html(told).decode()
    assert "<script" not in page
    assert "http" not in page.replace("http://xau.example", "")


def test_json_has_it_as_it_was_typed(catalogue):
    for text in HOSTILE:
        content = json.loads(extract_json(small_extract(catalogue, text)))
        assert content["units"][0]["figures"]["G3"] == text
