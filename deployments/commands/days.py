"""Commands about days: every deadline with the steps that led there, the working calendar, one deadline in prose,
and for one unit."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any

import typer

from deployments.commands.answers import cell, print_json, print_table, say
from deployments.commands.grammar import day, whole_number, word
from deployments.commands.opening import PROGRAMME_HELP, filled_home, home_of, programme_of, rules_of, today
from models.errors import Refused

if TYPE_CHECKING:
    from models.undecided import Undecided

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
WHICH = "[CHƯƠNG_TRÌNH]"


def deadlines(
    ctx: typer.Context,
    programme: str | None = typer.Argument(None, parser=word, metavar=WHICH, help=PROGRAMME_HELP),
    duty: str | None = typer.Option(
        None, "--duty", parser=word, metavar="NHIỆM_VỤ", help="chỉ nhiệm vụ này, ví dụ S000-10"
    ),
    first: date | None = typer.Option(None, "--from", parser=day, metavar="NGÀY", help="hạn từ ngày này"),
    last: date | None = typer.Option(None, "--to", parser=day, metavar="NGÀY", help="hạn đến hết ngày này"),
    as_json: bool = JSON,
) -> None:
    """Mọi thời hạn tính từ quy tắc, kèm từng bước suy ra."""
    from models.deadline_words import due_clock
    from models.deadlines import deadlines as expand
    from models.undecided import undecided

    catalogue = rules_of(home_of(ctx))
    slug = programme_of(catalogue, programme) if programme else None
    if first and last and last < first:
        raise Refused("--to trước --from. Đề nghị kiểm tra lại hai ngày.")
    if duty and not any(duty in p.duties for p in catalogue.programmes.values() if slug in (None, p.slug)):
        where = f" trong {slug}" if slug else ""
        raise Refused(f"Không có nhiệm vụ “{duty}”{where}. Xem các nhiệm vụ bằng: dondoc programmes CHƯƠNG_TRÌNH")
    found = [d for d in expand(catalogue, slug, first, last) if duty in (None, d.duty)]
    if as_json:
        print_json([each.as_json() for each in found])
        return
    print_table(
        f"{len(found)} thời hạn",
        ["Chương trình", "Nhiệm vụ", "Kỳ", "", "Loại", "Ngày cuối hợp lệ", "Hạn", "Mốc làm việc", "Dự kiến"],
        [
            (
                d.programme,
                d.duty,
                d.period,
                d.label if d.label != d.period else "",
                d.kind.label,
                d.last_valid_on,
                f"{clock} {cell(d.due_on)}" if (clock := due_clock(d)) else d.due_on,
                d.target_on,
                "dự kiến" if d.provisional else "",
            )
            for d in found
        ],
    )
    if first or last:
        return
    dated = {(d.programme, d.duty) for d in found}
    waiting = [u for u in undecided(catalogue, slug) if duty in (None, u.duty) and (u.programme, u.duty) not in dated]
    if waiting:
        say(f"{len(waiting)} nhiệm vụ chưa có hạn, chờ người có thẩm quyền:")
    for (name, decide), alike in groupby(sorted(waiting, key=_question), key=_question):
        say(f"  {name} {', '.join(f'{each.duty} (mục {each.clause})' for each in alike)}: {decide}")


def _question(waiting: Undecided) -> tuple[str, str]:
    return waiting.programme, waiting.decide


def calendar(
    ctx: typer.Context,
    year: int = typer.Argument(..., metavar="NĂM", parser=whole_number, help="năm, ví dụ 2026"),
    as_json: bool = JSON,
) -> None:
    """Lịch làm việc của một năm: ngày nghỉ, ngày làm bù và văn bản quy định."""
    if not 1900 <= year <= 2200:
        raise Refused(f"Năm {year} ngoài phạm vi lịch (1900–2200).")
    working_days = rules_of(home_of(ctx)).calendar
    days = working_days.days(year)
    if as_json:
        print_json(
            [
                {"date": d.date, "working": d.working, "why": d.why, "source": d.source, "provisional": d.provisional}
                for d in days
            ]
        )
        return
    special = [d for d in days if d.working == (d.date.weekday() >= 5)]
    title = f"Năm {year}: {sum(d.working for d in days)} ngày làm việc" + (" (dự kiến)" if days[0].provisional else "")
    if special:
        print_table(
            title, ["Ngày", "Làm việc", "Lý do", "Nguồn"], [(d.date, d.working, d.why, d.source) for d in special]
        )
    else:
        say(f"{title}.")
    if year not in working_days.tables:
        say(f"Chưa có bảng ngày nghỉ năm {year}: chỉ trừ thứ Bảy, Chủ nhật. Lập bảng: dondoc days-off template {year}")


def explain(
    ctx: typer.Context,
    programme: str = typer.Argument(..., metavar="CHƯƠNG_TRÌNH", help=PROGRAMME_HELP),
    duty: str = typer.Argument(..., metavar="NHIỆM_VỤ", help="ví dụ S000-10"),
    period: str = typer.Argument(..., metavar="KỲ", help="ví dụ 2024, 2024-H1, 2024-Q3, 2024-06 hoặc ngày 2024-03-15"),
    unit: str | None = typer.Option(
        None, "--unit", parser=word, metavar="ĐƠN_VỊ", help="mã hoặc tên không nhầm lẫn: thêm phần riêng của đơn vị"
    ),
    on: date | None = typer.Option(
        None, "--on", parser=day, metavar="NGÀY", help="tình trạng đến hết ngày này (mặc định hôm nay)"
    ),
    as_json: bool = JSON,
) -> None:
    """Vì sao hạn là ngày ấy: từ câu chữ của văn bản tới ngày; kèm đơn vị thì vì sao là việc của đơn vị."""
    told = _explained(ctx, programme, duty, period, unit, on or today())
    if as_json:
        print_json(told.as_json())
        return
    say(f"{told.title} – {told.deadline.label}" + (f" – {told.unit_name}" if told.unit_id else ""))
    for paragraph in told.paragraphs:
        say(f"{paragraph.heading}: {paragraph.text}")
    say("Từng bước:")
    for number, step in enumerate(told.steps, 1):
        say(f"  {number}. {step['text']}")


def _explained(ctx: typer.Context, programme: str, duty: str, period: str, unit: str | None, on: date) -> Any:
    """From the rules alone where the home has no data yet; a unit needs data."""
    from models.explanation import explain_rule

    home = filled_home(ctx) if unit else home_of(ctx)
    catalogue = rules_of(home)
    slug = programme_of(catalogue, programme)
    if not home.exists():
        return explain_rule(catalogue, slug, duty, period)

    from tasks.explaining import explain_deadline

    return explain_deadline(home, slug, duty, period, on, unit or "")
