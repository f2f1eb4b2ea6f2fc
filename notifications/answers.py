"""Lời đáp: what a unit is told about the files it sent in answer to a mail of ours, in the same thread.

Names the cell that is wrong and never what stands in it: a message carries no figures.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models.contents import LINK
from models.dates_in_words import instant_text
from models.quiet_hours import HANOI

_ENTERED = re.compile(r"\s*\(đã ghi [^)]*\)")
_QUOTED = re.compile(r"“[^”]*\d[^”]*”")
_SHORT = "Đã nhận thư trả lời của {unit}; kết quả ghi tại trang nộp báo cáo của đơn vị. {agency}."
LONGEST = 20  # lines about one file: the rest is seen on the page


@dataclass(frozen=True)
class Result:
    """What became of one file: one sentence, and the cells to be put right."""

    name: str
    said: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """A finished answer; the link in it is put in when it leaves."""

    subject: str
    text: str
    short: str


def write_answer(
    unit_name: str,
    agency: str,
    focal_point: str,
    subject: str,
    came_at: datetime,
    results: Sequence[Result],
    to_do: str = "",
) -> Answer:
    """The answer to one mail. `to_do`: what is asked of the unit now; empty where nothing is."""
    lines = [
        f"Kính gửi: {unit_name}.",
        "",
        f"{agency} đã nhận thư trả lời của đơn vị lúc {instant_text(came_at.astimezone(HANOI))}. Kết quả như sau:",
        "",
    ]
    for result in results:
        lines.append(f"- Tệp “{result.name}”: {result.said}")
        lines += [f"  + {cell}" for cell in result.cells[:LONGEST]]
        if len(result.cells) > LONGEST:
            lines.append(f"  + và {len(result.cells) - LONGEST} điểm khác.")
    if to_do:
        lines += ["", to_do]
    lines += [
        "",
        f"Trang nộp báo cáo của đơn vị: {LINK}",
        "",
        f"Đầu mối liên hệ: {focal_point}." if focal_point else f"Đầu mối liên hệ: {agency}.",
        "Thư này được lập tự động để trả lời thư của đơn vị. "
        "Đề nghị không gửi nội dung mật, thông tin cá nhân qua thư.",
    ]
    return Answer(f"Re: {_bare(subject)}", "\n".join(lines) + "\n", _SHORT.format(unit=unit_name, agency=agency)[:300])


def without_figures(words: str) -> str:
    """A sentence about a cell without what was typed in it."""
    return _QUOTED.sub("nội dung đã ghi", _ENTERED.sub("", words))


def _bare(subject: str) -> str:
    """The subject without the marks that answering and forwarding heap up."""
    return re.sub(r"^(\s*(re|fw|fwd|trả lời|tl)\s*:\s*)+", "", subject, flags=re.IGNORECASE).strip() or "Thư trả lời"
