"""Commands about deadlines as a calendar: the address a calendar program reads, and a year to hang on the wall."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from deployments.commands.answers import note, say, write_whole
from deployments.commands.grammar import whole_number, word
from deployments.commands.opening import (
    PROGRAMME_HELP,
    data_of,
    filled_home,
    home_of,
    now,
    programme_of,
    rules_of,
    today,
    unit_of,
)
from models.errors import Refused

CONSOLE = "console"  # whoever sits at the server: no officer's name is asked


def feed(
    ctx: typer.Context,
    unit: str | None = typer.Argument(None, parser=word, metavar="[ĐƠN_VỊ]", help="mã đơn vị hoặc tên không nhầm lẫn"),
    officer: str | None = typer.Option(None, "--officer", parser=word, metavar="CÁN_BỘ", help="lịch của cán bộ này"),
    out: Path | None = typer.Option(None, "--out", metavar="TỆP.ics", help="ghi luôn lịch ra tệp"),
    renew: bool = typer.Option(False, "--renew", help="đổi địa chỉ: địa chỉ cũ không đọc được nữa"),
    revoke: bool = typer.Option(False, "--revoke", help="thu hồi địa chỉ, không lập địa chỉ mới"),
) -> None:
    """Địa chỉ lịch (.ics) của một đơn vị hoặc một cán bộ, để dán vào phần mềm lịch."""
    from models.audit import record
    from models.feeds import feed_in_use, feed_url, open_feed, revoke_feed
    from models.officers import find_officer
    from tasks.digests import public_address
    from tasks.feeds import feed_file

    if (unit is None) == (officer is None):
        raise Refused("Cần nêu một đơn vị, hoặc một cán bộ bằng --officer.")
    home = filled_home(ctx)
    settings = home.settings()
    with data_of(home) as session:
        whose: dict[str, Any]
        if unit is not None:
            whose = {"unit_id": unit_of(session, unit, today())}
        else:
            whose = {"officer": find_officer(session, officer or "").username}
        subject = ":".join(next(iter(whose.items()))).replace("unit_id", "unit")
        found = feed_in_use(session, **whose)
        if found is not None and (renew or revoke):
            revoke_feed(session, found, now())
            record(session, CONSOLE, "feed_revoke", subject, now=now())
        if revoke:
            say("Đã thu hồi địa chỉ lịch." if found else "Không có địa chỉ lịch nào đang dùng.")
            return
        if found is None or renew:
            found = open_feed(session, **whose, by=CONSOLE, now=now(), secret=home.secret())
            record(session, CONSOLE, "feed_open", subject, now=now())
        address = feed_url(public_address(settings), found, home.secret())
        content = feed_file(session, rules_of(home), settings, found, now()) if out else b""
    say(address)
    if out:
        write_whole(out, content)
        note(f"Đã ghi {out}.")


def wall_calendar(
    ctx: typer.Context,
    year: int = typer.Argument(..., metavar="NĂM", parser=whole_number, help="năm, ví dụ 2026"),
    file: Path = typer.Argument(..., metavar="TỆP.docx", help="tệp sẽ được tạo"),
    programme: str | None = typer.Option(
        None, "--programme", "-p", parser=word, metavar="CHƯƠNG_TRÌNH", help=PROGRAMME_HELP
    ),
    unit: str | None = typer.Option(
        None, "--unit", "-u", parser=word, metavar="ĐƠN_VỊ", help="chỉ việc của đơn vị này, kể cả hạn đã gia hạn"
    ),
    paper: str = typer.Option("A3", "--paper", parser=word, metavar="KHỔ", help="A3 (cả năm một tờ) hoặc A4"),
    force: bool = typer.Option(False, "--force", help="ghi đè tệp đã có"),
) -> None:
    """Lịch treo tường của một năm: ngày nghỉ, ngày làm bù, thời hạn; tệp Word để in."""
    from tasks.wall_calendar import wall_calendar_file

    if file.suffix.lower() != ".docx":
        raise Refused(f"Tên tệp phải có đuôi .docx, ví dụ {file.with_suffix('.docx')}.")
    if file.exists() and not force:
        raise Refused(f"{file} đã có. Thêm --force để ghi đè.")
    home = filled_home(ctx) if unit else home_of(ctx)
    catalogue = rules_of(home)
    slug = programme_of(catalogue, programme) if programme else None
    chosen: dict[str, Any] = {"programme": slug, "paper": paper}
    if home.exists():
        with data_of(home) as session:
            unit_id = unit_of(session, unit, today()) if unit else None
            made = wall_calendar_file(session, catalogue, home.settings(), year, today(), unit_id=unit_id, **chosen)
    else:
        made = wall_calendar_file(None, catalogue, home.settings(), year, today(), **chosen)
    write_whole(file, made[1])
    say(f"Đã tạo {file}.")
