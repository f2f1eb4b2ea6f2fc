"""A sheet of paper after Phụ lục I of Nghị định 30/2020/NĐ-CP: page, fonts, masthead, page numbers, signature block.

Lays out a draft; the number, the day and the signature stay blank for the person who signs. Knows no figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor, Twips

from reports.grids import printable
from reports.packing import settled
from reports.tracing import plain

FONT = "Times New Roman"
TOP, BOTTOM, LEFT, RIGHT = 1134, 1134, 1701, 1134  # 20, 20, 30, 20 mm in twips
A4 = (11906, 16838)
BODY_WIDTH = A4[0] - LEFT - RIGHT
INDENT = 720  # 1,27 cm
DRAFT = "DỰ THẢO"
READING = "Trang để đọc, không phải văn bản hành chính"  # category of a file that is never issued
DEMO = "Số liệu hư cấu của bản demo"
CENTRE, JUSTIFY, START = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.JUSTIFY, WD_ALIGN_PARAGRAPH.LEFT


def paper(title: str, *, is_demo: bool = False, landscape: bool = False, is_issued: bool = False) -> Any:
    """An empty A4 document in Times New Roman 14 with page numbers centred in the header from page 2."""
    document = Document()
    _styles(document)
    name(document, title)
    if not is_issued:
        document.core_properties.category = READING
    section = document.sections[0]
    page(section, landscape=landscape)
    section.different_first_page_header_footer = True
    _field(_bare(section.header.paragraphs[0], CENTRE), "PAGE", 13)
    if is_demo:
        for footer in (section.footer, section.first_page_footer):
            write(_bare(footer.paragraphs[0], CENTRE), DEMO, size=11, italic=True)
    return document


def name(document: Any, title: str) -> None:
    """What the file says of itself: its title and language, no author and no clock."""
    core = document.core_properties
    core.title, core.author, core.comments, core.language = plain(printable(title))[:200], "", "", "vi-VN"
    core.created = core.modified = datetime(2000, 1, 1)  # noqa: DTZ001 – the file carries no clock of its own


def page(section: Any, *, landscape: bool = False) -> None:
    """Margins of the decree; a landscape annex is the same sheet turned, its binding edge still the left one."""
    wide, tall = (A4[1], A4[0]) if landscape else A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Twips(wide), Twips(tall)
    section.top_margin, section.bottom_margin = Twips(TOP), Twips(BOTTOM)
    section.left_margin, section.right_margin = Twips(LEFT), Twips(RIGHT)
    section.header_distance = section.footer_distance = Mm(10)


def annex(document: Any, *, landscape: bool) -> None:
    """Begin an annex on a new page with the margins of the text, numbered on from it."""
    section = document.add_section()
    wide, tall = (A4[1], A4[0]) if landscape else A4
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Twips(wide), Twips(tall)
    section.different_first_page_header_footer = False


def saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return settled(out.getvalue())


def write(paragraph: Any, text: str, *, size: float = 14, bold: bool = False, italic: bool = False) -> Any:
    run = paragraph.add_run(printable(text))
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return paragraph


def line(
    container: Any, text: str, *, size: float = 14, bold: bool = False, italic: bool = False, after: float = 0
) -> Any:
    """A centred line without indent: titles, agency names, signatures."""
    paragraph = _bare(container.add_paragraph(), CENTRE)
    paragraph.paragraph_format.space_after = Pt(after)
    return write(paragraph, text, size=size, bold=bold, italic=italic)


def prose(document: Any, text: str, *, italic: bool = False) -> Any:
    """A paragraph of the body: justified, first line indented 1,27 cm, 6 pt apart."""
    return write(document.add_paragraph(style="Body Text"), text, italic=italic)


def dotted(document: Any) -> None:
    """A dotted line from margin to margin, for words that people add by hand or on screen."""
    paragraph = prose(document, "\t")
    paragraph.paragraph_format.tab_stops.add_tab_stop(Twips(BODY_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def section_heading(document: Any, text: str) -> None:
    """`I. CÔNG TÁC CHỈ ĐẠO` (mục)."""
    write(document.add_paragraph(style="Heading 1"), text.upper(), bold=True)


def clause_heading(document: Any, text: str) -> None:
    """`1. Tuyên truyền, vận động` (khoản có tiêu đề)."""
    write(document.add_paragraph(style="Heading 2"), text, bold=True)


def gap(container: Any, points: float) -> Any:
    """Empty space of exactly so many points."""
    paragraph = _bare(container.add_paragraph(), CENTRE)
    paragraph.paragraph_format.line_spacing = Pt(points)
    return paragraph


def rule(container: Any, length: int, width: int) -> None:
    """A solid line `length` twips long, centred in a column of `width` twips, close under the words above it."""
    paragraph = _bare(container.add_paragraph(), CENTRE)
    side = max(0, (width - length) // 2)
    form = paragraph.paragraph_format
    form.left_indent = form.right_indent = Twips(side)
    form.space_before, form.line_spacing = Pt(3), Pt(4)
    borders = OxmlElement("w:pBdr")
    top = OxmlElement("w:top")
    for key, value in (("val", "single"), ("sz", "6"), ("space", "0"), ("color", "000000")):
        top.set(qn(f"w:{key}"), value)
    borders.append(top)
    _before(paragraph._p.get_or_add_pPr(), borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc")


def masthead(
    document: Any,
    agencies: Sequence[str],
    *,
    superior: str = "",
    symbol: str = "",
    place: str = "",
    kind: str = "BC",
    about: str = "",
) -> None:
    """Cơ quan ban hành left, quốc hiệu and tiêu ngữ right, số and ngày below them, DỰ THẢO under the number.

    `about` makes it a công văn: no kind in the number, and what it is about (V/v) under that.
    """
    left, right = 3742, BODY_WIDTH - 3742
    table = columns(document, [left, right], rows=2)
    issuer, nation = table.rows[0].cells
    if superior:
        line(issuer, superior.upper(), size=12)
    for agency in agencies:
        line(issuer, agency.upper(), size=12, bold=True)
    rule(issuer, min(_length(agencies[-1].upper(), 12), left) * 2 // 5, left)
    line(nation, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
    line(nation, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
    rule(nation, 3345, right)
    number, date_line = table.rows[1].cells
    line(number, f"Số: …/{'' if about else f'{kind}-'}{symbol or '…'}", size=13, after=0 if about else 6)
    if about:
        line(number, f"V/v {about}", size=12, after=6)
    line(number, DRAFT, size=13, bold=True)
    line(date_line, f"{place or '……'}, ngày … tháng … năm …", size=13, italic=True)
    drop_first_paragraphs(table)


def title(document: Any, kind: str, subject: Sequence[str], *, window: str = "", is_demo: bool = False) -> None:
    """`BÁO CÁO`, its trích yếu with the short rule under it, the window of the figures, and the mark of a demo."""
    gap(document, 8)
    line(document, kind, bold=True)
    for part in subject:
        line(document, part, bold=True)
    rule(document, max(1400, min(_length(subject[-1], 14), BODY_WIDTH) * 2 // 5), BODY_WIDTH)
    if window:
        line(document, window, italic=True)
    if is_demo:
        line(document, DEMO)
    gap(document, 8)


def signatures(document: Any, recipients: Sequence[str], signers: int = 1) -> None:
    """Nơi nhận left; authority, room to sign and name right, all blank. Two signers sit side by side."""
    if signers > 1:
        table = columns(document, [BODY_WIDTH // signers] * signers)
        for cell in table.rows[0].cells:
            _signer(cell)
        drop_first_paragraphs(table)
        gap(document, 8)
        place = columns(document, [BODY_WIDTH]).rows[0].cells[0]
        _recipients(place, recipients)
        drop_first_paragraphs(place._tc.getparent().getparent())
        return
    table = columns(document, [BODY_WIDTH // 2, BODY_WIDTH - BODY_WIDTH // 2])
    _recipients(table.rows[0].cells[0], recipients)
    _signer(table.rows[0].cells[1])
    drop_first_paragraphs(table)


def columns(document: Any, widths: Sequence[int], rows: int = 1) -> Any:
    """A table without borders that holds blocks side by side and never breaks inside a row."""
    table = document.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    properties = table._tbl.tblPr
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), "0")
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    _before(properties, margins, "w:tblLook")
    for row in table.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Twips(width)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Twips(width)
    return table


def _recipients(cell: Any, recipients: Sequence[str]) -> None:
    head = _bare(cell.add_paragraph(), START)
    write(head, "Nơi nhận:", size=12, bold=True, italic=True)
    for recipient in recipients:
        write(_bare(cell.add_paragraph(), START), f"- {recipient}", size=11)


def _signer(cell: Any) -> None:
    line(cell, "QUYỀN HẠN, CHỨC VỤ", bold=True)
    for _ in range(4):
        line(cell, "")
    line(cell, "………………………………", bold=True)


def drop_first_paragraphs(table: Any) -> None:
    """A new cell holds one empty paragraph; the lines written after it make it a stray blank line."""
    for cell in (table._tbl if hasattr(table, "_tbl") else table).iter(qn("w:tc")):
        first = cell.find(qn("w:p"))
        if first is not None and not first.findall(qn("w:r")) and len(cell.findall(qn("w:p"))) > 1:
            cell.remove(first)


def _bare(paragraph: Any, alignment: WD_ALIGN_PARAGRAPH) -> Any:
    form = paragraph.paragraph_format
    form.alignment, form.first_line_indent = alignment, Twips(0)
    form.space_before = form.space_after = Pt(0)
    form.line_spacing = 1.0
    return paragraph


def _field(paragraph: Any, instruction: str, size: float) -> None:
    for kind, text in (("begin", ""), ("", instruction), ("end", "")):
        run = paragraph.add_run()
        run.font.size = Pt(size)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)


def _styles(document: Any) -> None:
    for name in ("Normal", "Body Text", "Heading 1", "Heading 2", "Header", "Footer"):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(14)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
    for name in ("Body Text", "Heading 1", "Heading 2"):
        form = document.styles[name].paragraph_format
        form.first_line_indent, form.line_spacing = Twips(INDENT), 1.0
        form.space_before, form.space_after = Pt(0), Pt(6)
        form.alignment = JUSTIFY
    for lang in document.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), "vi-VN")


def _before(parent: Any, child: Any, *followers: str) -> None:
    """Put `child` where the schema wants it: ahead of the first of `followers` that is there."""
    for existing in parent:
        if existing.tag in {qn(f) for f in followers}:
            existing.addprevious(child)
            return
    parent.append(child)


def _length(text: str, size: float) -> int:
    """About how long bold Times New Roman runs, in twips."""
    em = sum(0.27 if c == " " else 0.72 if c.isupper() else 0.5 for c in text)
    return round(em * size * 20)
