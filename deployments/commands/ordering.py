"""Commands about orders: what was asked for in Prefect, seen, confirmed or refused without opening the portal."""

from __future__ import annotations

from typing import Any

import typer

from deployments.commands.answers import cell, note, print_json, print_table, say
from deployments.commands.grammar import whole_number, word
from deployments.commands.naming import known_officer
from deployments.commands.opening import data_of, filled_home, now

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
NUMBER = typer.Argument(..., metavar="SỐ", parser=whole_number, help="số của lệnh, xem bằng dondoc order list")
OFFICER = typer.Option(..., "--officer", parser=word, metavar="CÁN_BỘ", help="cán bộ quyết định")


def orders(
    ctx: typer.Context,
    everything: bool = typer.Option(False, "--all", help="cả lệnh đã có kết quả"),
    as_json: bool = JSON,
) -> None:
    """Các lệnh điều hành chờ cán bộ xác nhận, cũ nhất trước."""
    from models.orders import decided_orders, waiting_orders

    with data_of(filled_home(ctx)) as session:
        found = waiting_orders(session, now())
        if everything:
            found += decided_orders(session, now(), 10_000)
        rows = [_as_json(order) for order in found]
    if as_json:
        print_json(rows)
    elif not rows:
        say("Không có lệnh nào đang chờ xác nhận.")
    else:
        shown = [(str(r["id"]), r["about"], r["state_label"], r["asked_by"], r["decided_by"] or "—") for r in rows]
        print_table("Lệnh điều hành", ["Số", "Lệnh", "Tình trạng", "Đề nghị", "Quyết định"], shown)


def show_order(ctx: typer.Context, number: int = NUMBER, as_json: bool = JSON) -> None:
    """Một lệnh: sẽ làm gì nếu xác nhận bây giờ, hoặc đã làm gì."""
    from models.orders import Told, find_order
    from tasks.orders import told_now

    home = filled_home(ctx)
    with data_of(home) as session:
        order = find_order(session, number)
        told = told_now(session, home, order, now()) if order.is_waiting else Told.read(order.outcome or order.preview)
        row = _as_json(order) | {"told": told.as_json(), "mark": told.mark}
    if as_json:
        print_json(row)
        return
    say(f"Lệnh số {row['id']} ({row['state_label']}): {row['about']}")
    for line in (*told.lines, *told.warnings):
        say(line)
    if told.rows:
        print_table(row["about"], list(told.columns), told.rows)
    if order.is_waiting:
        note(f"Đúng nội dung này thì xác nhận: dondoc order confirm {number} --mark {told.mark[:12]} --officer …")


def confirm_order(
    ctx: typer.Context,
    number: int = NUMBER,
    officer: str = OFFICER,
    mark: str = typer.Option(
        ..., "--mark", parser=word, metavar="DẤU", help="dấu của nội dung đã xem, do order show in"
    ),
) -> None:
    """Xác nhận và thực hiện một lệnh, đúng nội dung đã xem; nội dung đã khác thì dừng để xem lại."""
    from models.officers import acting_officer
    from models.orders import Told, find_order
    from tasks.orders import carry_out, told_now

    home = filled_home(ctx)
    officer = known_officer(home, officer)
    with data_of(home) as session:
        by, at = acting_officer(session, officer), now()
        told = told_now(session, home, find_order(session, number), at)
        seen = told.mark if len(mark) >= 8 and told.mark.startswith(mark) else mark
        order = carry_out(session, home, number, by, seen, at)
        for line in Told.read(order.outcome).lines:
            say(line)


def refuse_order(
    ctx: typer.Context,
    number: int = NUMBER,
    officer: str = OFFICER,
    reason: str = typer.Option(..., "--note", parser=word, metavar="LÝ_DO", help="vì sao"),
) -> None:
    """Không đồng ý một lệnh, có lý do; không có gì thay đổi."""
    from models.officers import acting_officer
    from tasks.orders import turn_down

    home = filled_home(ctx)
    officer = known_officer(home, officer)
    with data_of(home) as session:
        order = turn_down(session, home, number, acting_officer(session, officer), reason, now())
        say(f"Đã ghi nhận không đồng ý lệnh số {order.id} ({cell(order.decided_at)}).")


def _as_json(order: Any) -> dict[str, Any]:
    from models.vocabulary import OrderState

    return {
        "id": order.id,
        "kind": order.kind,
        "about": order.about,
        "state": order.state,
        "state_label": OrderState.of(order.state).label,
        "asked_by": order.asked_by,
        "asked_at": order.asked_at,
        "expires_at": order.expires_at,
        "decided_by": order.decided_by,
        "decided_at": order.decided_at,
        "note": order.note,
    }
