"""Commands about officers, units and their contacts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import typer

from deployments.commands.answers import cell, print_json, print_table, say, write_whole
from deployments.commands.asking import secret
from deployments.commands.grammar import day
from deployments.commands.opening import data_of, filled_home, now, rules_of, today
from models.errors import Refused

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
CONSOLE = "console"  # whoever sits at the server: the account commands ask for no name


def add(
    ctx: typer.Context,
    username: str = typer.Argument(..., metavar="TÊN_ĐĂNG_NHẬP", help="chữ thường không dấu"),
    full_name: str = typer.Option(..., "--name", metavar="TÊN", help="tên hiển thị"),
    role: str = typer.Option("staff", "--role", metavar="VAI_TRÒ", help="operator, staff hoặc leader"),
    post: str = typer.Option("", "--post", metavar="CHỨC_DANH", help="chức danh, bộ phận"),
    email: str = typer.Option("", "--email", metavar="THƯ", help="địa chỉ thư nhận bản tin"),
) -> None:
    """Thêm cán bộ. Mật khẩu: nhập kín, hoặc biến môi trường DONDOC_OFFICER_PASSWORD."""
    from models.audit import record
    from models.officers import create_officer

    home = filled_home(ctx)
    password = secret(f"Mật khẩu của {username}: ", "DONDOC_OFFICER_PASSWORD", again=True)
    with data_of(home) as session:
        made = create_officer(
            session, username=username, full_name=full_name, password=password, role=role, post=post, email=email
        ).username
        record(session, CONSOLE, "add_officer", f"officer:{made}", role, now=now())
    say(f"Đã thêm cán bộ {made}.")


def officers(ctx: typer.Context, as_json: bool = JSON) -> None:
    """Danh sách cán bộ."""
    from models.officers import list_officers
    from models.vocabulary import Role

    with data_of(filled_home(ctx)) as session:
        rows: list[dict[str, Any]] = [
            {"username": o.username, "full_name": o.full_name, "post": o.post, "role": o.role, "active": o.is_active}
            for o in list_officers(session)
        ]
    if as_json:
        print_json(rows)
        return
    print_table(
        "Cán bộ",
        ["Tên đăng nhập", "Tên hiển thị", "Chức danh", "Vai trò", "Đang dùng"],
        [(r["username"], r["full_name"], r["post"], Role.of(r["role"]).label, r["active"]) for r in rows],
    )


def password(
    ctx: typer.Context,
    username: str = typer.Argument(..., metavar="TÊN_ĐĂNG_NHẬP", help="cán bộ cần đổi mật khẩu"),
) -> None:
    """Đặt lại mật khẩu và mở khóa tài khoản."""
    from models.audit import record
    from models.officers import find_officer, set_password

    home = filled_home(ctx)
    with data_of(home) as session:
        username = find_officer(session, username).username
    given = secret(f"Mật khẩu mới của {username}: ", "DONDOC_OFFICER_PASSWORD", again=True)
    with data_of(home) as session:
        set_password(session, username, given)
        record(session, CONSOLE, "set_password", f"officer:{username}", now=now())
    say(f"Đã đặt lại mật khẩu của {username}.")


def close(
    ctx: typer.Context,
    username: str = typer.Argument(..., metavar="TÊN_ĐĂNG_NHẬP", help="cán bộ thôi làm nhiệm vụ"),
) -> None:
    """Đóng tài khoản: không vào được nữa; việc đã làm vẫn ghi tên cán bộ ấy."""
    from models.audit import record
    from models.officers import close_account

    with data_of(filled_home(ctx)) as session:
        closed = close_account(session, username).username
        record(session, CONSOLE, "close_account", f"officer:{closed}", now=now())
    say(f"Đã đóng tài khoản {closed}.")


def units(
    ctx: typer.Context,
    on: date | None = typer.Option(
        None, "--on", parser=day, metavar="NGÀY", help="đơn vị có trong ngày này (mặc định: hôm nay)"
    ),
    tree: str | None = typer.Option(None, "--tree", metavar="HỆ", help="ví dụ territory, police, front"),
    level: str | None = typer.Option(None, "--level", metavar="CẤP", help="tinh, huyen hoặc xa"),
    as_json: bool = JSON,
) -> None:
    """Các đơn vị có trong một ngày; thêm template hoặc import để nhập bằng Excel."""
    if ctx.invoked_subcommand:
        return
    from sqlmodel import col, or_, select

    from models.units import Unit
    from models.vocabulary import Level, Tree

    for value, kinds, words in ((tree, Tree, "hệ"), (level, Level, "cấp")):
        if value is not None and value not in {member.value for member in kinds}:
            raise Refused(f"Không có {words} “{value}”. Chọn một trong: {', '.join(member.value for member in kinds)}.")
    on = on or today()
    asked = select(Unit).where(
        or_(col(Unit.valid_from).is_(None), col(Unit.valid_from) <= on),
        or_(col(Unit.valid_to).is_(None), col(Unit.valid_to) >= on),
    )
    if tree:
        asked = asked.where(Unit.tree == tree)
    if level:
        asked = asked.where(Unit.level == level)
    with data_of(filled_home(ctx)) as session:
        found = list(session.exec(asked.order_by(col(Unit.tree), col(Unit.level), col(Unit.name), col(Unit.id))))
    if as_json:
        keys = (
            "id",
            "tree",
            "level",
            "kind",
            "code",
            "name",
            "parent_id",
            "territory_id",
            "valid_from",
            "valid_to",
            "generated",
        )
        print_json([{key: getattr(unit, key) for key in keys} for unit in found])
        return
    print_table(
        f"{cell(len(found))} đơn vị trong ngày {cell(on)}",
        ["Mã", "Hệ", "Cấp", "Tên", "Từ", "Đến"],
        [(u.id, Tree(u.tree).label, Level(u.level).label, u.name, u.valid_from, u.valid_to) for u in found],
    )


def template(
    ctx: typer.Context,
    file: Path = typer.Argument(..., metavar="TỆP.xlsx", help="tệp sẽ được tạo"),
    force: bool = typer.Option(False, "--force", help="ghi đè tệp đã có"),
) -> None:
    """Tạo biểu Excel đơn vị và đầu mối, đã điền sẵn những gì hệ thống đang có."""
    from deployments.unit_book import filled_template

    home = filled_home(ctx)
    if file.suffix.lower() != ".xlsx":
        raise Refused(f"Tên tệp phải có đuôi .xlsx, ví dụ {file.with_suffix('.xlsx')}.")
    if file.exists() and not force:
        raise Refused(f"{file} đã có. Thêm --force để ghi đè.")
    with data_of(home) as session:
        content = filled_template(session, today())
    write_whole(file, content)
    say(f"Đã tạo {file}. Điền rồi chạy: dondoc units import {file}")


def import_units(
    ctx: typer.Context,
    file: Path = typer.Argument(..., metavar="TỆP.xlsx", help="biểu đã điền"),
    dry_run: bool = typer.Option(False, "--dry-run", help="chỉ kiểm tra, không ghi"),
) -> None:
    """Nhập đơn vị và đầu mối từ Excel: có lỗi thì liệt kê hết và không ghi gì."""
    from deployments.unit_book import take_book

    home = filled_home(ctx)
    data = file.read_bytes()
    with data_of(home) as session:
        counts = take_book(session, rules_of(home), data, today(), now(), by="dondoc")
        if dry_run:
            session.rollback()
    say("Kiểm tra xong, chưa ghi gì." if dry_run else f"Đã nhập {file}.")
    print_table(
        "",
        ["", "Thêm", "Sửa", "Giữ nguyên"],
        [
            ("Đơn vị", counts.units_added, counts.units_changed, counts.units_same),
            ("Đầu mối liên hệ", counts.contacts_added, counts.contacts_changed, counts.contacts_same),
        ],
        right=("Thêm", "Sửa", "Giữ nguyên"),
    )
