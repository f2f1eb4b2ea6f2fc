"""Bàn giao in words: the tables of a handover's page and document, made from what the pack says to machines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from models.dates_in_words import day_text
from models.vocabulary import MatterKind
from reports.handover_page import HandoverTold, Section


def handover_told(content: Mapping[str, Any], *, is_demo: bool) -> HandoverTold:
    """What the page and the document say, from `ban-giao.json` as plain values."""
    giver = content["from"]
    return HandoverTold(
        agency=content["agency"],
        from_name=giver["full_name"],
        from_post=giver["post"],
        on=date.fromisoformat(content["on"]),
        note=content["note"],
        sections=_sections(content),
        is_demo=is_demo,
    )


def _sections(content: Mapping[str, Any]) -> Sequence[Section]:
    links = {name: name for name in content["files"]}
    kinds = {kind.value: kind.label for kind in MatterKind}
    delegated = [
        [
            d["from"],
            d["to"],
            f"{_day(d['from_on'])} – {_day(d['until'])}",
            d["reason"] + ("; đã thu hồi" if d["revoked"] else ""),
        ]
        for d in content["delegations"]
    ]
    return (
        Section(
            "Việc đang chờ",
            ("Loại", "Việc", "Chi tiết"),
            [[kinds[m["kind"]].capitalize(), m["title"], m["detail"]] for m in content["matters"]],
            "Không có việc nào đang chờ.",
            (2, 5, 4),
        ),
        Section(
            "Nên gọi ai trước",
            ("Đơn vị", "Điện thoại", "Vì sao"),
            [
                [c["unit_name"], c["phone"] or "chưa có số máy", c["may_wait"] or "; ".join(_reasons(c))]
                for c in content["calls"]
            ],
            "Không có đơn vị nào cần gọi.",
            (4, 2, 5),
        ),
        Section("Ủy quyền còn hiệu lực", ("Vắng mặt", "Cho ý kiến thay", "Thời gian", "Lý do"), delegated, "Không có."),
        Section(
            "Đầu mối đã cập nhật",
            ("Đơn vị", "Chức danh", "Điện thoại", "Thư điện tử"),
            [[c["name"], c["post"], c["phone"], c["email"]] for c in content["contacts"]],
            "Không có đầu mối nào được cập nhật trong thời gian qua.",
            (4, 3, 2, 4),
        ),
        Section(
            "Bản đã gửi",
            ("Nhiệm vụ, kỳ", "Lần", "Ngày", "Đã báo cáo", "SHA-256 (phần đầu)"),
            [
                [
                    f"{s['duty']} {s['period']}",
                    str(s["n"]),
                    _day(s["on"]),
                    f"{s['reported']}/{s['expected']}",
                    s["sha256"][:16],
                ]
                for s in content["sendings"]
            ],
            "Chưa có bản gửi nào trong thời gian qua.",
            (6, 1, 2, 2, 3),
        ),
        Section("Tệp kèm theo", ("Tệp",), [[name] for name in content["files"]], "Không có tệp kèm theo.", (), links),
    )


def _reasons(call: Mapping[str, Any]) -> list[str]:
    return [f"{reason['words']} ({reason['points']} điểm)" for reason in call["reasons"]]


def _day(text: str) -> str:
    return day_text(date.fromisoformat(text))
