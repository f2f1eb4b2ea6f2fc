"""Commands about contacts: what is no longer needed is erased."""

from __future__ import annotations

import typer

from deployments.commands.answers import print_json, say
from deployments.commands.asking import certain
from deployments.commands.grammar import word
from deployments.commands.naming import named_officer
from deployments.commands.opening import data_of, filled_home, now, today, unit_of


def erase(
    ctx: typer.Context,
    officer: str = typer.Option(..., "--officer", metavar="CÁN_BỘ", help="người quyết định xóa, ghi vào nhật ký"),
    unit: str | None = typer.Option(
        None, "--unit", parser=word, metavar="ĐƠN_VỊ", help="mọi đầu mối đã thay của đơn vị này, không chờ hết thời hạn"
    ),
    dry_run: bool = typer.Option(False, "--dry-run", help="chỉ đếm, không xóa"),
    yes: bool = typer.Option(False, "--yes", help="không hỏi lại"),
    as_json: bool = typer.Option(False, "--json", help="in JSON, chỉ JSON"),
) -> None:
    """Xóa địa chỉ, số điện thoại của đầu mối đã thay hoặc của đơn vị đã kết thúc quá thời hạn giữ (contact_keep_days).

    Bản sao trong tin đã gửi, thư đã nhận cũng xóa; nhật ký chỉ giữ dấu của địa chỉ. Đầu mối đang dùng giữ nguyên.
    """
    from tasks.retention import erase_old_contacts

    home = filled_home(ctx)
    by = named_officer(home, officer)
    with data_of(home) as session:
        unit_id = unit_of(session, unit, today()) if unit else ""
    found = erase_old_contacts(home, today(), now(), by=by, unit_id=unit_id, dry_run=True)
    if not dry_run and found.contacts:
        if not yes:
            certain(f"Xóa thông tin liên hệ của {found.contacts} đầu mối, không lấy lại được?")
        found = erase_old_contacts(home, today(), now(), by=by, unit_id=unit_id)
    if as_json:
        counts = {"contacts": found.contacts, "messages": found.messages, "mails": found.mails}
        print_json({"dry_run": dry_run, **counts})
        return
    if dry_run or not found.contacts:
        say(f"{found.contacts} đầu mối đến hạn xóa.")
        return
    say(f"Đã xóa thông tin của {found.contacts} đầu mối, {found.messages} tin, {found.mails} thư.")
