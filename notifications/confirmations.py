"""Thông báo kết quả gia hạn: the letter that says yes, with the new day, and the one that says no.

What an officer wrote beside the answer stays on the unit's page: letters carry no figures and nobody's free words.

A mark stands where its link belongs, as in every letter to a unit. Pure.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from models.contents import LINK, LONGEST_SHORT, Words, clip
from models.dates_in_words import day_text
from notifications.lines import Line
from notifications.papers import Paper, written
from notifications.relation import Relation
from notifications.typesetting import lower
from notifications.wording import NO_FOCAL_POINT, shares_of


def write_extension(
    line: Line,
    unit_name: str,
    relation: Relation,
    agency: str,
    focal_point: str,
    *,
    asked: date | None = None,
    is_demo: bool = False,
) -> Words:
    """The line is the duty's as it reads with its new day: `chậm nhất hết ngày 20/6/2025 (đã được gia hạn)`.

    `asked`: the day the unit wished, said where it was granted less.
    """
    what, you, until = lower(line.what), relation.you, day_text(line.due_on)
    granted = f"{agency} thống nhất gia hạn {what} của {unit_name} đến hết ngày {until}"
    if asked and asked > line.due_on:
        granted += f" (đơn vị đề nghị đến hết ngày {day_text(asked)})"
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
        why=_why(line, you, "cán bộ theo dõi đã ghi gia hạn"),
        agency=agency,
        is_demo=is_demo,
    )
    frame = f"{{}}: Thống nhất gia hạn {{}} của {{}} đến hết ngày {until}; chỉ áp dụng cho kỳ này."
    return replace(written(paper), short=_short(frame, agency, what, unit_name))


def write_refusal(
    line: Line, unit_name: str, relation: Relation, agency: str, focal_point: str, *, is_demo: bool = False
) -> Words:
    """No more time: the day stands, what is at hand is asked for, the reason is on the unit's page."""
    what, you = lower(line.what), relation.you
    is_past = bool(line.days_late)
    by_when = "ngay sau khi nhận được tin này" if is_past else line.deadline
    paper = Paper(
        subject=f"[Trả lời gia hạn] {line.what} – chưa có cơ sở gia hạn",
        greeting=f"Kính gửi: {unit_name}.",
        lead=(
            f"{agency} đã xem xét đề nghị của {unit_name} và chưa có cơ sở gia hạn {what}.",
            f"Đề nghị {you} gửi phần nội dung đã có {by_when}; phần còn lại bổ sung ngay khi hoàn thành.",
            "Lý do được ghi tại trang đề nghị gia hạn của việc này.",
            f"Đầu mối: {focal_point or NO_FOCAL_POINT}.",
            "Trân trọng.",
        ),
        counts=(),
        sections=(),
        link=LINK,
        link_words="Mở trang nộp báo cáo",
        why=_why(line, you, f"{you} đã đề nghị gia hạn"),
        agency=agency,
        is_demo=is_demo,
    )
    stands = "" if is_past else f" Hạn giữ nguyên: hết ngày {day_text(line.due_on)}."
    frame = f"{{}}: Chưa có cơ sở gia hạn {{}} của {{}}.{stands} Đề nghị gửi phần đã có."
    return replace(written(paper), short=_short(frame, agency, what, unit_name))


def _why(line: Line, you: str, because: str) -> str:
    return (
        f"Vì sao {you} nhận được tin này: {because}; cơ quan theo dõi: {line.tracker}. "
        f"Tin tự động, không thay văn bản chính thức. Liên kết chỉ dành cho {you}, đề nghị không chuyển tiếp ra ngoài."
    )


def _short(frame: str, *names: str) -> str:
    """The short text with its names, the long ones clipped so that everything fits."""
    room = LONGEST_SHORT - len(frame.format(*("" for _ in names)))
    shares = shares_of([len(name) for name in names], room)
    return frame.format(*(clip(name, share) for name, share in zip(names, shares, strict=True)))
