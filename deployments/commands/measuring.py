"""Commands that measure: punctuality, whom to telephone first, what figures cost."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import typer

from deployments.commands.answers import cell, print_json, print_table, say
from deployments.commands.grammar import day, whole_number, word
from deployments.commands.opening import data_of, filled_home, now, programme_of, rules_of, today, unit_of

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
PROGRAMME = typer.Option(
    None, "--programme", "-p", parser=word, metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05"
)
DUTY = typer.Option(None, "--duty", parser=word, metavar="NHIỆM_VỤ", help="mã nhiệm vụ hoặc yêu cầu đột xuất")
ON = typer.Option(None, "--on", parser=day, metavar="NGÀY", help="tính đến hết ngày này (mặc định: hôm nay)")
BY_WORDS = {
    "unit": "đơn vị",
    "duty": "nhiệm vụ",
    "period": "kỳ",
    "tree": "hệ",
    "level": "cấp",
    "programme": "chương trình",
    "year": "năm",
}


def punctuality(
    ctx: typer.Context,
    by: str = typer.Option(
        "duty",
        "--by",
        parser=word,
        metavar="CÁCH",
        help=f"một hoặc nhiều, cách nhau dấu phẩy: {', '.join(BY_WORDS)}; hoặc all (một dòng chung)",
    ),
    on: date | None = ON,
    programme: str | None = PROGRAMME,
    duty: str | None = DUTY,
    unit: str | None = typer.Option(None, "--unit", "-u", parser=word, metavar="ĐƠN_VỊ", help="mã hoặc tên đơn vị"),
    year: int | None = typer.Option(None, "--year", parser=whole_number, metavar="NĂM", help="chỉ hạn trong năm này"),
    as_json: bool = JSON,
) -> None:
    """Nộp đủ và đúng hạn: phải nộp, đã nộp, đúng hạn, hai tỷ lệ; kèm định nghĩa."""
    from models.punctuality import DEFINITIONS
    from models.punctuality import punctuality as measure

    groups = [] if by == "all" else [group.strip() for group in by.split(",")]
    home = filled_home(ctx)
    catalogue, on = rules_of(home), on or today()
    slug = programme_of(catalogue, programme) if programme else None
    with data_of(home) as session:
        unit_id = unit_of(session, unit, on) if unit else None
        found = measure(session, catalogue, on, by=groups, programme=slug, duty=duty, unit_id=unit_id, year=year)
    if as_json:
        print_json([each.as_json() for each in found])
        return
    print_table(
        f"Nộp đủ và đúng hạn, tính đến hết ngày {cell(on)}",
        [
            *(BY_WORDS[group].capitalize() for group in groups),
            *("Phải nộp", "Đã nộp", "Tỷ lệ nộp", "Đúng hạn", "Tỷ lệ đúng hạn", "Muộn", "Trả lại", "Chưa nộp", "Miễn"),
        ],
        [
            (
                *(_group(each, group) for group in groups),
                *(each.expected, each.actual, _percent(each.rate), each.on_time, _percent(each.on_time_rate)),
                *(each.late, each.returned, each.missing, each.waived),
            )
            for each in found
        ],
        right=("Phải nộp", "Đã nộp", "Tỷ lệ nộp", "Đúng hạn", "Tỷ lệ đúng hạn", "Muộn", "Trả lại", "Chưa nộp", "Miễn"),
    )
    if not found:
        say("Chưa có việc nào đến hạn trong phạm vi này.")
    for term, meaning in DEFINITIONS:
        say(f"{term}: {meaning}.")


def calls(
    ctx: typer.Context,
    programme: str | None = PROGRAMME,
    duty: str | None = DUTY,
    period: str | None = typer.Option(None, "--period", parser=word, metavar="KỲ", help="chỉ kỳ này"),
    as_json: bool = JSON,
) -> None:
    """Nên gọi điện cho đơn vị nào trước, còn thiếu gì, vì sao xếp như vậy."""
    from models.calls import RULES
    from models.calls import calls as whom

    home = filled_home(ctx)
    catalogue = rules_of(home)
    slug = programme_of(catalogue, programme) if programme else None
    with data_of(home) as session:
        found = whom(session, catalogue, today(), now(), programme=slug, duty=duty, period=period)
    if as_json:
        print_json([each.as_json() for each in found])
        return
    if not found:
        say("Không có đơn vị nào cần gọi: không còn việc quá hạn hoặc bài trả lại trong 120 ngày qua.")
        return
    print_table(
        f"Nên gọi trước, ngày {cell(today())}",
        ["TT", "Đơn vị", "Điện thoại", "Còn thiếu", "Điểm", "Vì sao"],
        [
            (
                n,
                each.unit_name,
                each.phone or each.head_phone or "chưa có số máy",
                "; ".join(
                    f"{item.title}, {item.label} ({item.state.label}, {item.due_words})" for item in each.missing
                ),
                each.score,
                f"Có thể chờ: {each.may_wait}" if each.may_wait else each.words,
            )
            for n, each in enumerate(found, 1)
        ],
        right=("TT", "Điểm"),
    )
    for rule in RULES:
        say(rule)


def burden_of_figures(ctx: typer.Context, programme: str | None, year: int, as_json: bool) -> None:
    """What `dondoc burden --figures` answers: cells, minutes, what was never read, what only repeated itself."""
    from models.reporting_burden import RATE, figure_burdens

    home = filled_home(ctx)
    catalogue = rules_of(home)
    slug = programme_of(catalogue, programme) if programme else None
    with data_of(home) as session:
        found = figure_burdens(session, catalogue, year, today(), programme=slug)
    if as_json:
        print_json([each.as_json() for each in found])
        return
    if not found:
        say(f"Năm {year} không có biểu số liệu nào phải nộp.")
        return
    print_table(
        f"Gánh nặng số liệu năm {year}",
        [
            *("Nhiệm vụ", "Biểu", "Ô × đơn vị × kỳ", "Số ô", "Giờ công", "Đã nộp", "Y như kỳ trước", "Chưa ai dùng"),
            "Luôn trống, luôn bằng 0",
        ],
        [
            (
                f"{each.duty}: {each.title}",
                each.form,
                f"{cell(each.cells)} × {cell(each.units)} × {cell(each.periods)}",
                each.all_cells,
                round(each.hours),
                each.filed,
                each.identical,
                _named(catalogue, each.form, each.unread),
                _named(catalogue, each.form, (*each.never_filled, *each.always_nought)),
            )
            for each in found
        ],
        right=("Số ô", "Giờ công", "Đã nộp", "Y như kỳ trước"),
    )  # fmt: skip
    say(
        f"{RATE.words} Cộng: {cell(sum(b.all_cells for b in found))} ô, {cell(round(sum(b.hours for b in found)))} giờ."
    )
    say("Chưa ai dùng: chưa có trong báo cáo, bảng theo dõi, tệp xuất nào, cũng không gắn chỉ tiêu phấn đấu.")


def _named(catalogue: Any, form: str, codes: Iterable[str]) -> str:
    """Indicators by code and label: a code alone says nothing to whoever decides what is asked for."""
    return "; ".join(f"{code} {catalogue.form(form).indicator(code).label}" for code in codes)


def _percent(share: Any) -> str:
    return "—" if share is None else f"{cell(share)}%"


def _group(each: Any, group: str) -> Any:
    from models.vocabulary import Level, Tree

    match group:
        case "unit":
            return each.unit_name
        case "tree":
            return Tree.of(each.tree).label
        case "level":
            return Level.of(each.level).label
        case "year":
            return str(each.year)
        case _:
            return getattr(each, group)
