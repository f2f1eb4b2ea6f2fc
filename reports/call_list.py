"""Danh sách gọi điện, gửi công văn: whom to reach by hand today, what each still owes, and room to note who took it.

For installations without internet and units without a mailbox. An officer marks delivery in the portal, not this list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from models.dates_in_words import day_text
from reports import nd30
from reports.grids import Cell, grid

TITLES = ("TT", "Đơn vị, đầu mối", "Điện thoại", "Nội dung cần báo và thời hạn", "Đã báo lúc", "Người nhận", "Xong")
WIDTHS = (567, 2835, 1701, 5386, 1418, 1304, 792)  # 14.003 twips, A4 landscape between the margins
BOX = "☐"


@dataclass(frozen=True)
class Call:
    """One unit to be reached: `owed` are whole sentences, each with the two-part deadline."""

    unit: str
    phone: str
    owed: tuple[str, ...]
    post: str = ""
    note: str = ""  # e.g. "đôn đốc lần 2, báo Thủ trưởng"


def call_list_docx(calls: Sequence[Call], agency: str, on: date, *, place: str = "", is_demo: bool = False) -> bytes:
    """The list for one day as .docx bytes, landscape, the heads of the columns on every page."""
    title = f"Danh sách gọi điện, gửi công văn ngày {day_text(on)}"
    document = nd30.paper(title, is_demo=is_demo, landscape=True)
    nd30.line(document, agency.upper(), size=12, bold=True)
    nd30.gap(document, 6)
    nd30.line(document, "DANH SÁCH GỌI ĐIỆN, GỬI CÔNG VĂN", bold=True)
    nd30.line(document, f"(Ngày {day_text(on)}; {len(calls)} đơn vị)", size=13, italic=True, after=6)
    if is_demo:
        nd30.line(document, nd30.DEMO, size=12, after=6)
    if not calls:
        nd30.line(document, "Hôm nay không có đơn vị nào cần chuyển tay.")
        return nd30.saved(document)
    rows = [[Cell(title) for title in TITLES]]
    rows += [_row(number, call) for number, call in enumerate(calls, 1)]
    document.element.body.insert(-1, grid(WIDTHS, rows, size=11))
    nd30.gap(document, 10)
    nd30.prose(
        document,
        "Sau khi báo, đề nghị ghi giờ và người nhận, rồi đánh dấu “đã chuyển” trên trang Chuyển tay để hệ thống "
        "không nhắc lại. Không trao đổi nội dung, số liệu thuộc bí mật nhà nước qua điện thoại.",
        italic=True,
    )
    half = (nd30.A4[1] - nd30.LEFT - nd30.RIGHT) // 2
    left, right = nd30.columns(document, [half, half]).rows[0].cells
    nd30.line(left, "")
    nd30.line(right, f"{place or '……'}, ngày … tháng … năm …", size=13, italic=True)
    nd30.line(right, "NGƯỜI THỰC HIỆN", size=13, bold=True)
    return nd30.saved(document)


def _row(number: int, call: Call) -> list[Cell]:
    who = "\n".join(part for part in (call.unit, call.post) if part)
    what = "\n".join(f"- {sentence}" for sentence in call.owed)
    if call.note:
        what = f"{what}\n({call.note})"
    return [
        Cell(str(number), align="center"),
        Cell(who),
        Cell(call.phone or "chưa có số máy", italic=not call.phone, align="center"),
        Cell(what),
        Cell("… giờ …"),
        Cell(),
        Cell(BOX, align="center"),
    ]
