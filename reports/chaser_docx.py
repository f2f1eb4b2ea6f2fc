"""CÔNG VĂN đôn đốc as a Word draft from its template: who has not sent what, by when it is asked for.

Courteous and bare: names of units, no figures of theirs. Units that were granted more time or have answered stand apart
in the annex and are asked for nothing. Number, day and signature stay blank for the person who signs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from models.dates_in_words import day_text
from reports import nd30
from reports.letterhead import LETTER, Letterhead
from reports.numerals import counted
from reports.sentences import lowered
from reports.templates import TemplateFault, filled

TEMPLATE = "cong-van-don-doc"
NAMED = 6  # more late units than this stand in the annex
OF_THE_LIST = "các cơ quan, đơn vị có tên trong danh sách kèm theo"


@dataclass(frozen=True)
class ChaserDraft:
    """What the letter says. `apart`: (unit, why it is not chased); `number`: the how many-th letter about this."""

    head: Letterhead
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
    superior: str = ""  # of the late units
    number: int = 1
    focal_point: str = ""

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


def chaser_docx(draft: ChaserDraft, troubles: list[TemplateFault] | None = None) -> bytes:
    """The draft as .docx bytes; the same draft gives the same bytes. `troubles`: as `reports.templates.filled`."""
    head = draft.head
    document = filled(head.folder, TEMPLATE, variables(draft), style=head.style, troubles=troubles)
    nd30.name(document, f"Công văn {draft.subject}")
    return nd30.saved(document)


def variables(draft: ChaserDraft) -> dict[str, Any]:
    """What the template may print."""
    agency = draft.head.agency
    who = "các cơ quan, đơn vị có tên trên" if not draft.has_list else OF_THE_LIST
    who = "đơn vị có tên trên" if len(draft.late) == 1 and not draft.has_list else who
    return {
        **draft.head.variables(LETTER, _copies(draft)),
        "trich_yeu": draft.subject,
        "kinh_gui": _addressees(draft),
        "can_cu": draft.basis or draft.programme,
        "viec": lowered(draft.work),
        "ky": _unbroken(draft.period),
        "noi_nhan_bao_cao": draft.receiver,
        "han_cau": draft.deadline,
        "ngay": day_text(draft.on),
        "da_gui": counted(draft.reported),
        "phai_gui": counted(draft.expected),
        "cac_don_vi": who,
        "don_vi_duoc_de_nghi": "đơn vị" if len(draft.late) == 1 else "các cơ quan, đơn vị",
        "co_don_vi_rieng": bool(draft.apart),
        "gui_cap_tren": draft.to_superior,
        "cap_tren": draft.superior,
        "han_moi": day_text(draft.answer_by),
        "dau_moi": draft.focal_point or f"{agency} (đầu mối: ……………………………)",
        "lan": counted(draft.number),
        "danh_sach": _lists(draft) if draft.has_list or draft.apart else [],
        "ten_danh_sach": f"{draft.work} {_unbroken(draft.period)}".strip(),
    }


def _addressees(draft: ChaserDraft) -> list[str]:
    if draft.to_superior:
        return [draft.superior]
    if draft.has_list or not draft.late:
        return [f"{OF_THE_LIST[:1].upper()}{OF_THE_LIST[1:]}"]
    return list(draft.late)


def _unbroken(period: str) -> str:
    """`giai đoạn 2023 - 2033` with its years on one line."""
    return re.sub(r"(?<=\d) - (?=\d)", "\u00a0-\u00a0", period)


def _copies(draft: ChaserDraft) -> list[str]:
    superior = [f"{draft.superior} (để chỉ đạo)"] if draft.superior and not draft.to_superior else []
    listed = ["Các đơn vị có tên trong danh sách (để thực hiện)"] if draft.to_superior else []
    return ["Như trên", *listed, *superior, "Lãnh đạo …… (để báo cáo)"]


def _lists(draft: ChaserDraft) -> list[dict[str, Any]]:
    parts = [
        ("Chưa gửi, đề nghị thực hiện", [(name, "") for name in draft.late]),
        ("Không thuộc diện đôn đốc của công văn này", list(draft.apart)),
    ]
    return [
        {
            "ten": f"{'I' * n}. {title}",
            "dong": [{"tt": i, "don_vi": name, "ghi_chu": note} for i, (name, note) in enumerate(rows, 1)],
        }
        for n, (title, rows) in enumerate(((t, r) for t, r in parts if r), 1)
    ]
