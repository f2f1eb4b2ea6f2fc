"""Commands about what officers read by mail: their address, and the digest of any day before it is sent."""

from __future__ import annotations

from datetime import date

import typer

from deployments.commands.answers import print_json, say
from deployments.commands.grammar import day
from deployments.commands.opening import data_of, filled_home, now, today
from deployments.commands.people import CONSOLE

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")


def digest(
    ctx: typer.Context,
    on: date | None = typer.Argument(None, metavar="[NGÀY]", parser=day, help="mặc định: hôm nay"),
    username: str = typer.Option("", "--officer", metavar="TÊN", help="chỉ bản tin của cán bộ này"),
    as_json: bool = JSON,
) -> None:
    """Xem trước bản tin việc theo dõi, tổng hợp tuần của một ngày; không ghi gì, không gửi gì."""
    from models.officers import find_officer
    from tasks.officer_digests import plan_officer_digests

    home = filled_home(ctx)
    if username:
        with data_of(home) as session:
            username = find_officer(session, username).username
    report = plan_officer_digests(home, on or today(), now(), dry_run=True, username=username)
    if as_json:
        print_json(
            [
                {
                    "officer": line.username,
                    "slot": line.slot,
                    "address": line.address,
                    "subject": line.words.subject if line.words else "",
                    "text": line.words.text if line.words else "",
                    "silent_because": line.silent_because,
                }
                for line in report.lines
            ]
        )
        return
    for line in report.lines:
        head = f"── {line.username} · {line.address or 'chưa có địa chỉ thư'} · {line.slot} ──"
        said = (
            f"Tiêu đề: {line.words.subject}\n\n{line.words.text}"
            if line.words
            else f"Không gửi: {line.silent_because}."
        )
        say(f"{head}\n{said}")


def email(
    ctx: typer.Context,
    username: str = typer.Argument(..., metavar="TÊN_ĐĂNG_NHẬP", help="cán bộ đổi địa chỉ thư"),
    address: str = typer.Argument(..., metavar="THƯ", help="địa chỉ thư nhận bản tin; ghi - để thôi nhận"),
) -> None:
    """Đặt địa chỉ thư nhận bản tin của một cán bộ."""
    from models.audit import record
    from models.officers import set_email

    with data_of(filled_home(ctx)) as session:
        officer = set_email(session, username, "" if address == "-" else address)
        kept = officer.email
        record(session, CONSOLE, "set_email", f"officer:{officer.username}", "", now=now())
    say(f"Bản tin của {username} gửi tới {kept}." if kept else f"{username} thôi nhận bản tin.")
