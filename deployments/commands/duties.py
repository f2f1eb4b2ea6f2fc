"""Commands about who owes what, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import typer

from deployments.commands.answers import cell, print_json, print_table, say
from deployments.commands.figures import map_view
from deployments.commands.grammar import day, word
from deployments.commands.opening import data_of, filled_home, programme_of, rules_of, today, unit_of
from models.errors import Refused

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
PROGRAMME = typer.Option(
    None, "--programme", "-p", parser=word, metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05"
)
OPEN_FIRST = (
    "overdue",
    "returned",
    "due",
    "extended",
    "open",
    "waiting",
    "upcoming",
    "filed",
    "accepted",
    "waived",
    "ended",
)


def owes(
    ctx: typer.Context,
    on: date | None = typer.Option(
        None, "--on", parser=day, metavar="NGÀY", help="tính đến hết ngày này (mặc định: hôm nay)"
    ),
    programme: str | None = PROGRAMME,
    unit: str | None = typer.Option(
        None, "--unit", "-u", parser=word, metavar="ĐƠN_VỊ", help="mã đơn vị hoặc tên không nhầm lẫn"
    ),
    state: str | None = typer.Option(
        None, "--state", parser=word, metavar="TÌNH_TRẠNG", help="chỉ tình trạng này, ví dụ overdue"
    ),
    view: str | None = typer.Option(
        None, "--view", parser=word, metavar="CÁCH_XEM", help="kèm địa bàn: day, today (hiện nay) hoặc comparable"
    ),
    as_json: bool = JSON,
) -> None:
    """Đơn vị nào còn việc gì, hạn ngày nào, đang ở tình trạng nào."""
    from models.obligations import owes as ask
    from models.vocabulary import ObligationState

    if state is not None and state not in {member.value for member in ObligationState}:
        allowed = ", ".join(f"{member.value} ({member.label})" for member in ObligationState)
        raise Refused(f"Không có tình trạng “{state}”. Các tình trạng: {allowed}.")
    home = filled_home(ctx)
    catalogue = rules_of(home)
    on, shown_on = on or today(), map_view(view) if view else None
    slug = programme_of(catalogue, programme) if programme else None
    with data_of(home) as session:
        unit_id = unit_of(session, unit, on) if unit else None
        found = ask(session, catalogue, on, programme=slug, unit_id=unit_id, states={state} if state else None)
        places = _places(session, found, shown_on, on) if shown_on else {}
    if as_json:
        print_json(
            [
                {**each.as_json(), "view": view, "nodes": [id for id, _ in places[each.unit_id]]}
                if shown_on
                else each.as_json()
                for each in found
            ]
        )
        return
    order = {code: n for n, code in enumerate(OPEN_FIRST)}
    found.sort(key=lambda o: (order[o.state], o.due_on or date.max, o.programme, o.duty, o.unit_name))
    settled = ("filed", "accepted", "waived", "ended")
    shown = found if unit or state else [o for o in found if o.state not in settled and o.state != "upcoming"]
    print_table(
        f"Việc phải làm tính đến {cell(on)}",
        ["Tình trạng", "Đơn vị", *(["Địa bàn"] if shown_on else []), "Nội dung", "Kỳ", "Hạn", "Còn (ngày)", "Gửi"],
        [
            (
                ObligationState(o.state).label,
                o.unit_name,
                *([", ".join(name for _, name in places[o.unit_id])] if shown_on else []),
                f"{o.duty} {o.title}",
                o.deadline.label,
                o.due_on,
                o.days_left,
                o.route,
            )
            for o in shown
        ],
        right=("Còn (ngày)",),
    )
    counts = {code: sum(o.state == code for o in found) for code in OPEN_FIRST}
    say(
        " · ".join(f"{ObligationState(code).label}: {cell(n)}" for code, n in counts.items() if n)
        or "Không có việc nào."
    )


def _places(session: Any, found: list[Any], view: Any, on: date) -> dict[str, list[tuple[str, str]]]:
    """Where each unit stands on the chosen map, the main place first: ids and names."""
    from sqlmodel import col, select

    from models.map_views import map_for
    from models.units import Unit

    shown = map_for(session, view, day=on, on=on)
    asked = select(Unit.id, Unit.territory_id).where(col(Unit.id).in_({o.unit_id for o in found}))
    places = {}
    for unit_id, place in session.exec(asked):
        shares = shown.where(place) if place else {}
        nodes = sorted(shares, key=lambda node: -shares[node])
        places[unit_id] = [(node, shown.nodes[node].name) for node in nodes if node in shown.nodes]
    return places


def periods(
    ctx: typer.Context,
    programme: str | None = typer.Argument(
        None, parser=word, metavar="[CHƯƠNG_TRÌNH]", help="mã hoặc phần đầu, ví dụ 05"
    ),
    on: date | None = typer.Option(
        None, "--on", parser=day, metavar="NGÀY", help="tính đến hết ngày này (mặc định: hôm nay)"
    ),
    as_json: bool = JSON,
) -> None:
    """Các kỳ: đã mở hay đã đóng, bao nhiêu đơn vị đã báo cáo trên tổng số."""
    from models.period_counts import periods as ask
    from models.vocabulary import PeriodState

    home = filled_home(ctx)
    catalogue = rules_of(home)
    slug = programme_of(catalogue, programme) if programme else None
    with data_of(home) as session:
        found = ask(session, catalogue, on or today(), slug)
    if as_json:
        print_json(
            [
                {
                    "programme": p.programme,
                    "duty": p.duty,
                    "period": p.period,
                    "state": str(p.state),
                    "reported": p.reported,
                    "expected": p.expected,
                }
                for p in found
            ]
        )
        return
    ahead = {(p.programme, p.duty): p for p in reversed(found) if p.state == PeriodState.UPCOMING}
    shown = [p for p in found if p.state != PeriodState.UPCOMING or ahead[(p.programme, p.duty)] is p]
    print_table(
        f"{len(found)} kỳ; của kỳ chưa mở chỉ hiện kỳ gần nhất",
        ["Chương trình", "Nhiệm vụ", "Kỳ", "", "Tình trạng", "Đã báo cáo"],
        [
            (
                p.programme,
                p.duty,
                p.period,
                p.deadline.label if p.deadline.label != p.period else "",
                PeriodState(p.state).label,
                f"{cell(p.reported)}/{cell(p.expected)}",
            )
            for p in shown
        ],
        right=("Đã báo cáo",),
    )
