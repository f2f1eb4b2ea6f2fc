"""Builds the packaged templates: each document after Nghị định 30/2020 and in the Party's way, words left to variables.

`make templates` writes them again after a change here; a test holds that the files are what this module builds. A clerk
never needs this: the templates are edited in Word.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Pt, Twips

from models.vocabulary import DocumentStyle
from reports import nd30, underlines
from reports.template_words import DOCUMENTS, document_of
from reports.templates import PACKAGED, file_name

PARTY = DocumentStyle.PARTY
LEFT_COLUMN, PARTY_COLUMN = 3742, 4309  # twips: the issuer's side of the masthead
PARTY_RIGHT = 850  # 15 mm
Writer = Callable[[Any, DocumentStyle], None]


def made(name: str, style: DocumentStyle) -> bytes:
    """One packaged template as .docx bytes."""
    from reports.template_bodies import BODIES

    return nd30.saved(sheet(document_of(name).title, style, BODIES[name]))


def every() -> dict[str, bytes]:
    """All packaged templates: file name → bytes."""
    return {file_name(name, style): made(name, style) for name in DOCUMENTS for style in DocumentStyle}


def write() -> None:
    """Write them where they are shipped from."""
    for name, content in every().items():
        (PACKAGED / name).write_bytes(content)


def sheet(title: str, style: DocumentStyle, write: Writer) -> Any:
    """An empty page of the style with page numbers and the mark of a demo, then what `write` puts on it."""
    document = nd30.paper(title, is_issued=True)
    underlines.add_styles(document)
    if style is PARTY:
        document.sections[0].right_margin = Twips(PARTY_RIGHT)
        for name in ("Body Text", "Heading 1", "Heading 2"):
            form = document.styles[name].paragraph_format
            form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(19)
    for footer in (document.sections[0].footer, document.sections[0].first_page_footer):
        mark = nd30.line(footer, f"{{% if la_demo %}}{nd30.DEMO}{{% endif %}}", size=11, italic=True)
        footer._element.remove(mark._p.getprevious())
    write(document, style)
    return document


def masthead(document: Any, style: DocumentStyle, *, about: bool = False) -> None:
    """Issuer left, state (or Party) right, number and day below. `about`: a công văn, with what it is about (V/v)."""
    is_party = style is PARTY
    width = nd30.BODY_WIDTH + (nd30.RIGHT - PARTY_RIGHT if is_party else 0)
    left = PARTY_COLUMN if is_party else LEFT_COLUMN
    table = nd30.columns(document, [left, width - left], rows=2)
    issuer, nation = table.rows[0].cells
    size = 14 if is_party else 12
    when(issuer, "co_quan_chu_quan", lambda: nd30.line(issuer, "{{ co_quan_chu_quan }}", size=size))
    each(issuer, "ten", "co_quan_ban_hanh", lambda: nd30.line(issuer, "{{ ten }}", size=size, bold=True))
    if is_party:
        nd30.line(issuer, "*", size=14)
        nd30.line(nation, "ĐẢNG CỘNG SẢN VIỆT NAM", size=14, bold=True)
    else:
        underlines.add(issuer, underlines.SHORT)
        nd30.line(nation, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", size=12, bold=True)
        nd30.line(nation, "Độc lập - Tự do - Hạnh phúc", size=13, bold=True)
    underlines.add(nation, underlines.LONG)
    number, day = table.rows[1].cells
    small = 14 if is_party else 13
    nd30.line(number, f"Số{'' if is_party else ':'} {{{{ so_ky_hieu }}}}", size=small, after=6)
    if about:
        nd30.line(number, f"{'' if is_party else 'V/v '}{{{{ trich_yeu }}}}", size=12, italic=is_party, after=6)
    nd30.line(number, nd30.DRAFT, size=13, bold=True)
    nd30.line(day, "{{ dia_danh }}, {{ ngay_thang }}", size=small, italic=True)
    nd30.drop_first_paragraphs(table)
    nd30.gap(document, 8)


def title(document: Any, kind: str) -> None:
    """The kind, the lines of the subject with the short rule under them, the window of the figures, a demo's mark."""
    nd30.line(document, kind, bold=True)
    each(document, "dong", "trich_yeu", lambda: nd30.line(document, "{{ dong }}", bold=True))
    underlines.add(document, underlines.SHORT)
    if kind == "BÁO CÁO":
        when(document, "cua_so", lambda: nd30.line(document, "{{ cua_so }}", italic=True))
    when(document, "la_demo", lambda: nd30.line(document, nd30.DEMO))
    nd30.gap(document, 8)


def last(document: Any, words: str, style: DocumentStyle) -> None:
    """The last sentence with the mark of its end; it stays with the signature, which never stands alone on a page."""
    paragraph = nd30.prose(document, f"{words}{'.' if style is PARTY else './.'}")
    paragraph.paragraph_format.keep_with_next = paragraph.paragraph_format.keep_together = True


def signatures(document: Any, style: DocumentStyle, *, may_be_joint: bool = False) -> None:
    """Nơi nhận left, the signer right; a joint document has its signers side by side above the recipients."""
    nd30.gap(document, 8).paragraph_format.keep_with_next = True
    if not may_be_joint:
        _signed_alone(document, style)
        return
    plain(document, "{%p if ky_chung %}")
    half = nd30.BODY_WIDTH // 2
    table = nd30.columns(document, [half, half])
    for cell in table.rows[0].cells:
        _signer(cell, style)
    nd30.drop_first_paragraphs(table)
    nd30.gap(document, 8)
    place = nd30.columns(document, [nd30.BODY_WIDTH])
    _recipients(place.rows[0].cells[0], style)
    nd30.drop_first_paragraphs(place)
    plain(document, "{%p else %}")
    _signed_alone(document, style)
    plain(document, "{%p endif %}")


def heading(document: Any, text: str) -> None:
    nd30.section_heading(document, text)


def clause(document: Any, text: str) -> None:
    nd30.clause_heading(document, text)


def prose(document: Any, text: str, *, italic: bool = False) -> Any:
    return nd30.prose(document, text, italic=italic)


def dashes(document: Any, name: str) -> None:
    """Each sentence of a list after a dash."""
    each(document, "cau", name, lambda: prose(document, "- {{ cau }}"))


def each(container: Any, name: str, many: str, write: Callable[[], Any]) -> None:
    """What `write` writes, once for each `name` of `many`."""
    plain(container, f"{{%p for {name} in {many} %}}")
    write()
    plain(container, "{%p endfor %}")


def when(container: Any, condition: str, write: Callable[[], Any], otherwise: Callable[[], Any] | None = None) -> None:
    plain(container, f"{{%p if {condition} %}}")
    write()
    if otherwise:
        plain(container, "{%p else %}")
        otherwise()
    plain(container, "{%p endif %}")


def plain(container: Any, text: str) -> None:
    """A line of the template language, which is no paragraph of the document."""
    nd30.line(container, text, size=14)


def rows(document: Any, heads: Sequence[str], widths: Sequence[int], many: str, cells: Sequence[str]) -> None:
    """A table with a repeated head and one row for each `dong` of `many`; `cells`: `tt`, `don_vi:left`, …"""
    from reports.grids import Cell, grid

    def row(words: Sequence[str]) -> list[Cell]:
        named = [word.partition(":") for word in words]
        return [Cell(f"{{{{ dong.{name} }}}}", align=align or "center") for name, _, align in named]

    spanning = [Cell("", span=len(widths))]
    lines = [[Cell(head) for head in heads], spanning, row(cells), spanning]
    table = grid(widths, lines, size=12)
    for n, words in ((1, f"{{%tr for dong in {many} %}}"), (3, "{%tr endfor %}")):
        next(table.findall(qn("w:tr"))[n].iter(qn("w:t"))).text = words
    document.element.body.insert(-1, table)


def annex(document: Any, number: str, head: str, kind: str) -> None:
    """An annex begins on a new page of the same section: what it is, and with which document it goes."""
    first = nd30.line(document, number, bold=True)
    first.paragraph_format.page_break_before = True
    nd30.line(document, head, bold=True)
    attached = f"(Kèm theo {kind} số {{{{ so_ky_hieu }}}} {{{{ ngay_thang }}}} của {{{{ co_quan }}}})"
    nd30.line(document, attached, size=13, italic=True, after=6)


def _signed_alone(document: Any, style: DocumentStyle) -> None:
    table = nd30.columns(document, [nd30.BODY_WIDTH // 2, nd30.BODY_WIDTH - nd30.BODY_WIDTH // 2])
    _recipients(table.rows[0].cells[0], style)
    _signer(table.rows[0].cells[1], style)
    nd30.drop_first_paragraphs(table)


def _recipients(cell: Any, style: DocumentStyle) -> None:
    head = nd30.line(
        cell, "Nơi nhận:", size=14 if style is PARTY else 12, bold=style is not PARTY, italic=style is not PARTY
    )
    head.runs[0].underline = style is PARTY or None
    head.alignment = nd30.START

    def one() -> None:
        nd30.line(cell, "- {{ ten }}", size=12 if style is PARTY else 11).alignment = nd30.START

    each(cell, "ten", "noi_nhan", one)


def _signer(cell: Any, style: DocumentStyle) -> None:
    each(cell, "dong", "chuc_vu_ky", lambda: nd30.line(cell, "{{ dong }}", bold=True))
    for _ in range(4):
        nd30.line(cell, "")
    nd30.line(cell, "{{ nguoi_ky }}", bold=True)
