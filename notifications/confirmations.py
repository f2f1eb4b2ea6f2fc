"""Thông báo gia hạn: the one letter that says yes. A unit that was granted more time hears so, with its new day.

A mark stands where its link belongs, as in every letter to a unit. Pure.
"""

from __future__ import annotations

from dataclasses import replace

from models.contents import LINK, LONGEST_SHORT, Words, clip
from models.dates_in_words import day_text
from notifications.lines import Line
from notifications.papers import Paper, written
from notifications.relation import Relation
from notifications.typesetting import lower
from notifications.wording import NO_FOCAL_POINT, shares_of


def write_extension(
    line: Line, unit_name: str, relation: Relation, agency: str, focal_point: str, *, is_demo: bool = False
) -> Words:
    """The line is the duty's as it reads with its new day: `chậm nhất hết ngày 20/6/2025 (đã được gia hạn)`."""
    what, you, until = lower(line.what), relation.you, day_text(line.due_on)
    granted = f"{agency} thống nhất gia hạn {what} của {unit_name} đến hết ngày {until}"
    day_off = line.deadline.partition("; ")[2].rstrip(")")  # the third part, where the new day is off
    only = f"Việc gia hạn chỉ áp dụng cho kỳ này. Đề nghị {you} thực hiện đúng thời hạn."
    contact = f"Đầu mối: {focal_point or NO_FOCAL_POINT}."
    paper = Paper(
        subject=f"[Gia hạn] {line.what} – chậm nhất hết ngày {until}",
        greeting=f"Kính gửi: {unit_name}.",
        lead=(f"{granted} ({day_off})." if day_off else f"{granted}.", only, contact, "Trân trọng."),
        counts=(),
        sections=(),
        link=LINK,
        link_words="Mở trang nộp báo cáo",
        why=f"Vì sao {you} nhận được tin này: cán bộ theo dõi đã ghi gia hạn; cơ quan theo dõi: {line.tracker}. "
        f"Tin tự động, không thay văn bản chính thức. Liên kết chỉ dành cho {you}, đề nghị không chuyển tiếp ra ngoài.",
        agency=agency,
        is_demo=is_demo,
    )
    names, frame = (
        (agency, what, unit_name),
        "{}: Thống nhất gia hạn {} của {} đến hết ngày {}; chỉ áp dụng cho kỳ này.",
    )
    shares = shares_of([len(name) for name in names], LONGEST_SHORT - len(frame.format("", "", "", until)))
    short = frame.format(*(clip(name, share) for name, share in zip(names, shares, strict=True)), until)
    return replace(written(paper), short=short)
