"""CÔNG VĂN đôn đốc as a Word draft after Nghị định 30/2020: who has not sent what, by when it is asked for.

Courteous and bare: names of units, no figures of theirs. Units that were granted more time or have answered stand apart
in the annex and are asked for nothing. Number, day and signature stay blank for the person who signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from docx.shared import Twips

from models.dates_in_words import day_text
from reports import nd30
from reports.grids import Cell, grid
from reports.numerals import counted
from reports.sentences import lowered

NAMED = 6  # more late units than this stand in the annex
WIDTHS = (680, 4706, nd30.BODY_WIDTH - 680 - 4706)
TITLES = ("TT", "Đơn vị", "Ghi chú")
ADDRESSED = 2268  # 4 cm
APART = " Đơn vị được gia hạn hoặc đã báo nhận ghi riêng tại danh sách kèm theo."
OF_THE_LIST = "các cơ quan, đơn vị có tên trong danh sách kèm theo"


@dataclass(frozen=True)
class ChaserDraft:
    """What the letter says. `apart`: (unit, why it is not chased); `number`: the how many-th letter about this."""

    agency: str
    basis: str  # citation of the programme's document
    programme: str
    work: str
    period: str
    deadline: str  # câu hạn, all its parts
    receiver: str
    on: date
    reported: int
    expected: int
    late: tuple[str, ...]
    answer_by: date
    apart: tuple[tuple[str, str], ...] = ()
    superior: str = ""
    number: int = 1
    focal_point: str = ""
    is_demo: bool = False

    @property
    def to_superior(self) -> bool:
        """From the second letter on the superior is asked to see to it."""
        return self.number > 1 and bool(self.superior)

    @property
    def has_list(self) -> bool:
        return self.to_superior or len(self.late) > NAMED

    @property
    def subject(self) -> str:
        again = f" (lần {counted(self.number)})" if self.number > 1 else ""
        return f"đôn đốc gửi {lowered(self.work)} {_unbroken(self.period)}{again}"


def chaser_docx(draft: ChaserDraft) -> bytes:
    """The draft as .docx bytes; the same draft gives the same bytes."""
    document = nd30.paper(f"Công văn {draft.subject}", is_demo=draft.is_demo)
    nd30.masthead(document, (draft.agency,), about=draft.subject)
    nd30.gap(document, 10)
    _addressed(document, draft)
    for paragraph in _paragraphs(draft):
        nd30.prose(document, paragraph)
    nd30.gap(document, 8)
    nd30.signatures(document, [*_copies(draft), "Lưu: VT, …."])
    if draft.has_list or draft.apart:
        _annex(document, draft)
    return nd30.saved(document)


def _addressed(document: Any, draft: ChaserDraft) -> None:
    if draft.to_superior:
        nd30.line(document, f"Kính gửi: {draft.superior}.", after=8)
    elif draft.has_list or not draft.late:
        nd30.line(document, f"Kính gửi: {OF_THE_LIST[:1].upper()}{OF_THE_LIST[1:]}.", after=8)
    elif len(draft.late) == 1:
        nd30.line(document, f"Kính gửi: {draft.late[0]}.", after=8)
    else:
        _left(document, "Kính gửi:", ADDRESSED, after=0)
        for n, name in enumerate(draft.late, 1):
            is_last = n == len(draft.late)
            _left(document, f"- {name}{'.' if is_last else ';'}", ADDRESSED + nd30.INDENT, after=8 if is_last else 0)


def _left(document: Any, text: str, indent: int, *, after: float) -> None:
    """Several addressees stand below each other from one edge, not each centred for itself (mẫu 1.5, Phụ lục III)."""
    paragraph = nd30.line(document, text, after=after)
    paragraph.alignment, paragraph.paragraph_format.left_indent = nd30.START, Twips(indent)


def _paragraphs(draft: ChaserDraft) -> Iterator[str]:
    work, to = lowered(draft.work), f" về {draft.receiver}" if draft.receiver else ""
    basis = f"Thực hiện {draft.basis}" if draft.basis else f"Thực hiện {draft.programme}"
    yield f"{basis}, các cơ quan, đơn vị gửi {work} {_unbroken(draft.period)}{to}, {draft.deadline}."
    who = "các cơ quan, đơn vị có tên trên" if not draft.has_list else OF_THE_LIST
    who = "đơn vị có tên trên" if len(draft.late) == 1 and not draft.has_list else who
    yield (
        f"Đến ngày {day_text(draft.on)}, {draft.agency} nhận được kết quả của "
        f"{counted(draft.reported)}/{counted(draft.expected)} đơn vị; {who} chưa gửi." + (APART if draft.apart else "")
    )
    by = f"chậm nhất hết ngày {day_text(draft.answer_by)}"
    if draft.to_superior:
        yield (
            f"Để bảo đảm tiến độ tổng hợp, {draft.agency} trân trọng đề nghị {draft.superior} quan tâm chỉ đạo "
            f"{OF_THE_LIST} hoàn thành, gửi {by}."
        )
    else:
        asked = "đơn vị" if len(draft.late) == 1 else "các cơ quan, đơn vị"
        yield (
            f"Để bảo đảm tiến độ tổng hợp, {draft.agency} đề nghị {asked} khẩn trương hoàn thành, gửi {by}. "
            "Trường hợp đã gửi bằng đường văn bản, đề nghị cho biết số, ngày văn bản và bộ phận tiếp nhận."
        )
    contact = draft.focal_point or f"{draft.agency} (đầu mối: ……………………………)"
    yield f"Quá trình thực hiện có vướng mắc, đề nghị trao đổi với {contact}./."


def _unbroken(period: str) -> str:
    """`giai đoạn 2023 - 2033` with its years on one line."""
    return re.sub(r"(?<=\d) - (?=\d)", "\u00a0-\u00a0", period)


def _copies(draft: ChaserDraft) -> list[str]:
    superior = [f"{draft.superior} (để chỉ đạo);"] if draft.superior and not draft.to_superior else []
    listed = ["Các đơn vị có tên trong danh sách (để thực hiện);"] if draft.to_superior else []
    return ["Như trên;", *listed, *superior, "Lãnh đạo …… (để báo cáo);"]


def _annex(document: Any, draft: ChaserDraft) -> None:
    nd30.annex(document, landscape=False)
    nd30.line(document, "DANH SÁCH CƠ QUAN, ĐƠN VỊ", bold=True)
    nd30.line(document, f"{draft.work} {draft.period}".strip(), bold=True)
    nd30.line(document, "(Kèm theo Công văn số …… ngày … tháng … năm …)", size=13, italic=True, after=8)
    parts: list[tuple[str, Sequence[tuple[str, str]]]] = [
        ("Chưa gửi, đề nghị thực hiện", [(name, "") for name in draft.late]),
        ("Không thuộc diện đôn đốc của công văn này", draft.apart),
    ]
    for n, (title, rows) in enumerate(((t, r) for t, r in parts if r), 1):
        heading = nd30.line(document, f"{'I' * n}. {title}", bold=True, after=6)
        heading.paragraph_format.keep_with_next = True
        cells = [[Cell(name, bold=True, align="center") for name in TITLES]]
        cells += [[Cell(str(i), align="center"), Cell(name), Cell(note)] for i, (name, note) in enumerate(rows, 1)]
        document.element.body.insert(-1, grid(WIDTHS, cells, size=13))
        nd30.gap(document, 10)
