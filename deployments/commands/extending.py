"""Commands about more time: what units ask, the officer's answer, a grant or a waiver nobody asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import typer

from deployments.commands.answers import cell, print_json, print_table, say
from deployments.commands.grammar import day, whole_number, word
from deployments.commands.naming import known_officer
from deployments.commands.opening import data_of, filled_home, now, programme_of, rules_of, today, unit_of

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
NUMBER = typer.Argument(..., metavar="SỐ", parser=whole_number, help="số của đề nghị, xem bằng dondoc extension list")
OFFICER = typer.Option(..., "--officer", parser=word, metavar="CÁN_BỘ", help="cán bộ quyết định")
PROGRAMME = typer.Option(..., "--programme", "-p", parser=word, metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu")
DUTY = typer.Option(..., "--duty", parser=word, metavar="NHIỆM_VỤ", help="mã nhiệm vụ hoặc yêu cầu")
PERIOD = typer.Option(..., "--period", parser=word, metavar="KỲ", help="mã kỳ, xem bằng dondoc periods")
UNIT = typer.Option(..., "--unit", "-u", parser=word, metavar="ĐƠN_VỊ", help="mã hoặc tên đơn vị")
REASON = typer.Option(..., "--reason", parser=word, metavar="LÝ_DO", help="vì sao")


def requests(ctx: typer.Context, as_json: bool = JSON) -> None:
    """Các đề nghị gia hạn đang chờ trả lời, cũ nhất trước."""
    from models.extension_requests import silent_until, waiting
    from models.map_of_day import names_on

    home = filled_home(ctx)
    calendar = rules_of(home).calendar
    with data_of(home) as session:
        asked = waiting(session)
        names = names_on(session, {row.unit_id for row in asked}, today())
        rows = [(row, names[row.unit_id], silent_until(calendar, row)) for row in asked]
        if as_json:
            print_json([_as_json(row, silent) for row, _, silent in rows])
            return
        if not rows:
            say("Không có đề nghị gia hạn nào đang chờ.")
            return
        shown = [
            (str(row.id), name, f"{row.programme}/{row.duty}/{row.period}", row.until, silent, row.reason)
            for row, name, silent in rows
        ]
    print_table("Đề nghị gia hạn đang chờ", ["Số", "Đơn vị", "Việc", "Xin đến", "Chưa nhắc đến", "Lý do"], shown)


def grant(
    ctx: typer.Context,
    number: int = NUMBER,
    officer: str = OFFICER,
    until: date | None = typer.Option(
        None,
        "--until",
        parser=day,
        metavar="NGÀY",
        help="sớm hơn ngày xin là đồng ý một phần; mặc định: ngày xin",
    ),
    note: str | None = typer.Option(
        None, "--note", parser=word, metavar="Ý_KIẾN", help="ý kiến trả lời, đơn vị đọc được"
    ),
) -> None:
    """Đồng ý một đề nghị gia hạn, cả hoặc một phần; hạn mới tự hết, đơn vị được báo bằng tin nhắn."""
    from models.extension_requests import asked_for

    row = _answered(ctx, number, officer, note or "", lambda session: until or asked_for(session, number).until)
    if row.granted_until is None:
        say("Đơn vị đã nộp hoặc được miễn; đề nghị này không còn cần trả lời.")
        return
    say(f"Đã đồng ý gia hạn đến hết ngày {cell(row.granted_until)} (đề nghị số {number}).")


def refuse(
    ctx: typer.Context,
    number: int = NUMBER,
    officer: str = OFFICER,
    note: str = typer.Option(..., "--note", parser=word, metavar="LÝ_DO", help="vì sao, đơn vị đọc được"),
) -> None:
    """Không đồng ý một đề nghị gia hạn, có lý do; đơn vị được báo bằng tin nhắn."""
    row = _answered(ctx, number, officer, note, lambda _: None)
    settled = "Đơn vị đã nộp hoặc được miễn; đề nghị này không còn cần trả lời."
    say(f"Đã trả lời không gia hạn (đề nghị số {number})." if row.state == "refused" else settled)


def give(
    ctx: typer.Context,
    programme: str = PROGRAMME,
    duty: str = DUTY,
    period: str = PERIOD,
    unit: str = UNIT,
    until: date = typer.Option(..., "--until", parser=day, metavar="NGÀY", help="ngày cuối được gửi"),
    reason: str = REASON,
    officer: str = OFFICER,
) -> None:
    """Gia hạn cho một đơn vị khi chưa có đề nghị trên hệ thống; chỉ áp dụng cho kỳ này."""
    from models.granting import extend

    _decided(ctx, extend, programme, duty, period, unit, officer, until=until, reason=reason)
    say(f"Đã gia hạn đến hết ngày {cell(until)}.")


def waive(
    ctx: typer.Context,
    programme: str = PROGRAMME,
    duty: str = DUTY,
    period: str = PERIOD,
    unit: str = UNIT,
    reason: str = REASON,
    approver: str = typer.Option(
        ..., "--approver", parser=word, metavar="AI", help="chức vụ, số văn bản hoặc phiếu trình đã phê duyệt"
    ),
    officer: str = OFFICER,
) -> None:
    """Miễn cho một đơn vị một kỳ, có lý do, người phê duyệt và tên cán bộ."""
    from models.granting import waive as let_off

    _decided(ctx, let_off, programme, duty, period, unit, officer, reason=reason, approver=approver)
    say("Đã miễn cho đơn vị trong kỳ này.")


def _decided(
    ctx: typer.Context,
    decide: Callable[..., object],
    programme: str,
    duty: str,
    period: str,
    unit: str,
    officer: str,
    **said: object,
) -> None:
    """An officer's word on one unit's period that no wish of the unit asked for."""
    from models.officers import acting_officer_for

    home = filled_home(ctx)
    catalogue, officer = rules_of(home), known_officer(home, officer)
    with data_of(home) as session:
        unit_id, slug = unit_of(session, unit, today()), programme_of(catalogue, programme)
        decide(
            session,
            catalogue,
            unit_id=unit_id,
            programme=slug,
            duty=duty,
            period=period,
            by=acting_officer_for(session, officer, today(), unit_ids=[unit_id], programmes=[slug]).username,
            now=now(),
            **said,
        )


def _answered(ctx: typer.Context, number: int, officer: str, note: str, until: Any) -> Any:
    from models.extension_requests import asked_for
    from models.granting import answer
    from models.officers import acting_officer_for

    home = filled_home(ctx)
    catalogue, officer = rules_of(home), known_officer(home, officer)
    with data_of(home) as session:
        wish = asked_for(session, number)
        about = {"unit_ids": [wish.unit_id], "programmes": [wish.programme]}
        by = acting_officer_for(session, officer, today(), **about).username
        row = answer(session, catalogue, number, until=until(session), note=note, by=by, now=now())
        session.expunge(row)
    return row


def _as_json(row: Any, silent_until: date) -> dict[str, Any]:
    return {
        "id": row.id,
        "unit": row.unit_id,
        "programme": row.programme,
        "duty": row.duty,
        "period": row.period,
        "until": row.until,
        "reason": row.reason,
        "asked_at": row.at,
        "silent_until": silent_until,
    }
