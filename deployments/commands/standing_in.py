"""Commands about officers who stand in for another while that one is away."""

from __future__ import annotations

from datetime import date
from typing import Any

import typer

from deployments.commands.answers import print_json, print_table, say
from deployments.commands.grammar import day, word
from deployments.commands.opening import data_of, filled_home, now, today

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
CONSOLE = "console"


def delegate(
    ctx: typer.Context,
    giver: str = typer.Argument(..., parser=word, metavar="TỪ", help="cán bộ vắng mặt"),
    taker: str = typer.Argument(..., parser=word, metavar="ĐẾN", help="cán bộ cho ý kiến thay"),
    until: date = typer.Option(..., "--until", parser=day, metavar="NGÀY", help="ngày cuối còn hiệu lực"),
    from_on: date | None = typer.Option(None, "--from", parser=day, metavar="NGÀY", help="ngày đầu; bỏ trống: hôm nay"),
    reason: str = typer.Option(..., "--reason", metavar="LÝ_DO", help="ví dụ: nghỉ phép"),
) -> None:
    """Ủy quyền khi vắng mặt: người sau cho ý kiến thay người trước."""
    from models.delegations import delegate as lend

    with data_of(filled_home(ctx)) as session:
        number = lend(
            session,
            from_username=giver,
            to_username=taker,
            from_on=from_on or today(),
            until=until,
            reason=reason,
            by=CONSOLE,
            now=now(),
        ).id
    say(f"Đã ghi ủy quyền số {number}. Thu hồi: dondoc officer undelegate {number}")


def delegations(ctx: typer.Context, as_json: bool = JSON) -> None:
    """Các ủy quyền đã ghi, mới nhất trước."""
    from models.dates_in_words import day_text
    from models.delegations import delegations_known

    with data_of(filled_home(ctx)) as session:
        rows: list[dict[str, Any]] = [
            {
                "number": d.id,
                "from": d.from_username,
                "to": d.to_username,
                "from_on": d.from_on,
                "until": d.until,
                "reason": d.reason,
                "by": d.by,
                "revoked_by": d.revoked_by,
            }
            for d in delegations_known(session)
        ]
    if as_json:
        print_json([{**row, "from_on": row["from_on"].isoformat(), "until": row["until"].isoformat()} for row in rows])
        return
    print_table(
        "Ủy quyền",
        ["Số", "Vắng mặt", "Cho ý kiến thay", "Thời gian", "Lý do", "Thu hồi"],
        [
            (
                r["number"],
                r["from"],
                r["to"],
                f"{day_text(r['from_on'])} – {day_text(r['until'])}",
                r["reason"],
                r["revoked_by"],
            )
            for r in rows
        ],
    )


def undelegate(
    ctx: typer.Context,
    number: int = typer.Argument(..., metavar="SỐ", help="số của ủy quyền"),
) -> None:
    """Thu hồi một ủy quyền ngay."""
    from models.delegations import revoke_delegation

    with data_of(filled_home(ctx)) as session:
        revoke_delegation(session, number, CONSOLE, now())
    say(f"Đã thu hồi ủy quyền số {number}.")
