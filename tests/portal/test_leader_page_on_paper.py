"""What a leader reads on screen is what lies on the sheet, as PDF and as Word."""

from __future__ import annotations

import re
from io import BytesIO

from docx import Document
from pypdf import PdfReader

from models.catalogue import home_catalogue
from models.figure_use import uses
from models.leader_page import leader_page
from models.vocabulary import FigurePlace


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_the_sheet_and_the_screen_say_the_same(portal):
    leader = portal.officer("lanhdao")
    screen = leader.get("/lanh-dao").text
    values = re.findall(r'<td data-name="Số"><strong>(.*?)</strong>', screen)
    assert len(values) == 5
    sheet = leader.get("/lanh-dao/mot-trang.pdf")
    assert sheet.headers["content-type"] == "application/pdf"
    assert sheet.headers["content-disposition"].startswith('attachment; filename="mot-trang-')
    assert len(PdfReader(BytesIO(sheet.content)).pages) == 1
    paper = Document(BytesIO(leader.get("/lanh-dao/mot-trang.docx").content))
    cells = [cell.text for cell in paper.tables[0].rows[0].cells]
    assert cells == values
    assert all(value in text_of(sheet.content) for value in values)


def test_only_figures_that_are_shown_are_marked_as_read(portal):
    portal.officer("lanhdao").get("/lanh-dao")
    law = home_catalogue(portal.home)
    with portal.session() as session:
        told = leader_page(session, law, portal.clock.now.date(), portal.clock.now)
        shown = {number.indicator for number in told.numbers if number.indicator}
        read = {(form, code) for form in law.forms for code, use in uses(session, form).items()
                if FigurePlace.LEADER in use.places}  # fmt: skip
    assert read == shown


def test_a_unit_never_sees_the_page_of_the_leader(portal):
    for path in ("/lanh-dao", "/lanh-dao/mot-trang.pdf", "/lanh-dao/mot-trang.docx"):
        assert portal.unit().get(path, follow_redirects=False).status_code == 401
