"""Commands that compare: a period with the year before, many periods, figures with their targets."""

from __future__ import annotations

from datetime import date
from typing import Any

import typer

from deployments.commands.answers import cell, print_json, print_table, say
from deployments.commands.grammar import word
from deployments.commands.measuring import JSON, ON, PROGRAMME
from deployments.commands.opening import data_of, filled_home, programme_of, rules_of, today, unit_of
from models.errors import Refused

PLACE = typer.Option(None, "--unit", "-u", parser=word, metavar="ĐỊA_BÀN", help="mã hoặc tên một địa bàn")


def trend(
    ctx: typer.Context,
    programme: str = typer.Argument(..., metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05"),
    duty: str = typer.Argument(..., metavar="NHIỆM_VỤ", parser=word, help="mã nhiệm vụ hoặc yêu cầu đột xuất"),
    period: str | None = typer.Argument(None, metavar="[KỲ]", parser=word, help="so kỳ này với cùng kỳ năm trước"),
    unit: str | None = PLACE,
    against: str | None = typer.Option(
        None,
        "--against",
        parser=word,
        metavar="KỲ_KHÁC",
        help="so với kỳ này thay cho năm trước: CHƯƠNG_TRÌNH/NHIỆM_VỤ/KỲ",
    ),
    on: date | None = ON,
    as_json: bool = JSON,
) -> None:
    """So cùng kỳ năm trước (có KỲ), hoặc chuỗi mọi kỳ đã đến hạn; không so được thì nói rõ vì sao."""
    from models.trend import RULES, comparisons, trends

    home = filled_home(ctx)
    catalogue, on = rules_of(home), on or today()
    slug = programme_of(catalogue, programme)
    with data_of(home) as session:
        node = unit_of(session, unit, on, tree="territory") if unit else None
        if period:
            other = _other_period(catalogue, against) if against else None
            found: list[Any] = comparisons(session, catalogue, slug, duty, period, as_of=on, node=node, against=other)
        else:
            found = trends(session, catalogue, slug, duty, as_of=on, node=node)
    if as_json:
        print_json([each.as_json() for each in found])
        return
    if period:
        _tell_comparisons(found if node else [c for c in found if c.node == found[0].node])
        say("Xem mọi địa bàn: thêm --json; một địa bàn: thêm --unit.")
    else:
        for each in found:
            _tell_trend(each)
    for rule in RULES:
        say(rule)


def targets(
    ctx: typer.Context,
    programme: str | None = PROGRAMME,
    unit: str | None = PLACE,
    on: date | None = ON,
    as_json: bool = JSON,
) -> None:
    """Chỉ tiêu phấn đấu: đã đạt, đúng tiến độ, chậm hay chưa kết luận được, kèm phép tính."""
    from models.targets import RULES, progress

    home = filled_home(ctx)
    catalogue, on = rules_of(home), on or today()
    slug = programme_of(catalogue, programme) if programme else None
    with data_of(home) as session:
        node = unit_of(session, unit, on, tree="territory") if unit else None
        found = progress(session, catalogue, on, programme=slug, node=node)
    if as_json:
        print_json([each.as_json() for each in found])
        return
    if not found:
        say("Chương trình không có chỉ tiêu nào ghi trong mục targets.")
        return
    print_table(
        f"Tiến độ chỉ tiêu, tính đến hết ngày {cell(on)}",
        ["Mã", "Chỉ tiêu", "Mốc", "Địa bàn", "Tình trạng", "Phép tính, lý do"],
        [
            (
                each.target.id,
                each.target.title,
                each.goal_words,
                each.node_name or "—",
                each.verdict,
                "; ".join(part for part in (each.arithmetic or each.why, *each.notes) if part),
            )
            for each in found
        ],
    )
    for rule in RULES:
        say(rule)


def _tell_comparisons(found: list[Any]) -> None:
    from models.comparison import said_once

    if not found:
        raise Refused("Không có chỉ tiêu nào để so sánh.")
    first = found[0]
    before, told = first.then.label if first.then else "cùng kỳ năm trước", said_once(found)
    for words in told:
        say(f"{words[0].upper()}{words[1:]}.")
    print_table(
        f"{first.node_name} · {first.now.label} so với {before}",
        ["Chỉ tiêu", "Nội dung", "Kỳ này", "Kỳ trước", "So sánh", "Ghi chú"],
        [(c.indicator, c.label, _shown(c.now), _shown(c.then) if c.then else "—", *_said(c, told)) for c in found],
        right=("Kỳ này", "Kỳ trước"),
    )


def _said(c: Any, told: Any) -> tuple[str, str]:
    """How it changed and what is to be noted, but for what was told once above."""
    return c.words_without(told) or "—", "; ".join(note for note in c.notes if note not in told)


def _tell_trend(found: Any) -> None:
    steps = ["", *(step.words for step in found.steps)]
    print_table(
        f"{found.indicator} · {found.label} · {found.node_name}",
        ["Kỳ", "Giá trị", "Đã báo cáo", "So với kỳ liền trước"],
        [
            (p.label, _shown(p), f"{cell(p.reported)}/{cell(p.expected)}", step)
            for p, step in zip(found.points, steps, strict=True)
        ],
        right=("Giá trị", "Đã báo cáo"),
    )


def _other_period(catalogue: Any, text: str) -> tuple[str, str, str]:
    parts = text.split("/", 2)
    if len(parts) != 3:
        raise Refused(f"“{text}” chưa đủ. Đề nghị ghi CHƯƠNG_TRÌNH/NHIỆM_VỤ/KỲ, ví dụ 05/S000-01/2025.")
    return programme_of(catalogue, parts[0]), parts[1], parts[2]


def _shown(point: Any) -> str:
    if point.denominator is not None:
        share = f"{cell(round(float(point.value), 1))}% " if point.value is not None else "— "
        return f"{share}({cell(point.numerator)}/{cell(point.denominator)})"
    return cell(point.value)
