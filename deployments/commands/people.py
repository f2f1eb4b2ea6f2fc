"""Commands about officers."""

from __future__ import annotations

from typing import Any

import typer

from deployments.commands.answers import print_json, print_table, say
from deployments.commands.asking import secret
from deployments.commands.grammar import word
from deployments.commands.opening import data_of, filled_home, now, programme_of, today

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
CONSOLE = "console"  # whoever sits at the server: the account commands ask for no name


def add(
    ctx: typer.Context,
    username: str = typer.Argument(..., metavar="TÊN_ĐĂNG_NHẬP", help="chữ thường không dấu"),
    full_name: str = typer.Option(..., "--name", metavar="TÊN", help="tên hiển thị"),
    role: str = typer.Option("staff", "--role", metavar="VAI_TRÒ", help="operator, staff, leader, filer hoặc head"),
    post: str = typer.Option("", "--post", metavar="CHỨC_DANH", help="chức danh, bộ phận"),
    email: str = typer.Option("", "--email", metavar="THƯ", help="địa chỉ thư nhận bản tin"),
    unit: str | None = typer.Option(
        None, "--unit", parser=word, metavar="ĐƠN_VỊ", help="đơn vị của tài khoản filer, head; cấp trên của staff"
    ),
) -> None:
    """Thêm cán bộ. Mật khẩu: nhập kín, hoặc biến môi trường DONDOC_OFFICER_PASSWORD."""
    from models.audit import record
    from models.officers import create_officer
    from models.unit_map import find_unit

    home = filled_home(ctx)
    password = secret(f"Mật khẩu của {username}: ", "DONDOC_OFFICER_PASSWORD", again=True)
    with data_of(home) as session:
        unit_id = find_unit(session, unit, today()).id if unit else None
        made = create_officer(
            session,
            username=username,
            full_name=full_name,
            password=password,
            role=role,
            post=post,
            email=email,
            unit_id=unit_id,
        ).username
        record(session, CONSOLE, "add_officer", f"officer:{made}", role, now=now())
    say(f"Đã thêm cán bộ {made}.")


def officers(ctx: typer.Context, as_json: bool = JSON) -> None:
    """Danh sách cán bộ."""
    from models.officers import list_officers
    from models.vocabulary import Role

    with data_of(filled_home(ctx)) as session:
        rows: list[dict[str, Any]] = [
            {
                "username": o.username,
                "full_name": o.full_name,
                "post": o.post,
                "role": o.role,
                "unit": o.unit_id,
                "active": o.is_active,
            }
            for o in list_officers(session)
        ]
    if as_json:
        print_json(rows)
        return
    print_table(
        "Cán bộ",
        ["Tên đăng nhập", "Tên hiển thị", "Chức danh", "Vai trò", "Đơn vị", "Đang dùng"],
        [
            (r["username"], r["full_name"], r["post"], Role.of(r["role"]).label, r["unit"] or "", r["active"])
            for r in rows
        ],
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


def limit(
    ctx: typer.Context,
    username: str = typer.Argument(..., metavar="TÊN_ĐĂNG_NHẬP", help="cán bộ cần giới hạn phạm vi"),
    tree: list[str] = typer.Option([], "--tree", metavar="HỆ", help="chỉ các hệ này, ghi nhiều lần được"),
    below: list[str] = typer.Option(
        [], "--below", parser=word, metavar="ĐƠN_VỊ", help="chỉ đơn vị, địa bàn này và phía dưới; ghi nhiều lần được"
    ),
    programme: list[str] = typer.Option(
        [],
        "--programme",
        metavar="CHƯƠNG_TRÌNH",
        help="chỉ các chương trình này (mã hoặc phần đầu, ví dụ 05), ghi nhiều lần được",
    ),
) -> None:
    """Giới hạn phạm vi của một cán bộ theo hệ, đơn vị, chương trình. Không ghi gì: bỏ mọi giới hạn."""
    from models.audit import record
    from models.catalogue import home_catalogue
    from models.officers import find_officer
    from models.rights import set_reach
    from models.unit_map import find_unit
    from models.vocabulary import Tree

    home = filled_home(ctx)
    law = home_catalogue(home)
    with data_of(home) as session:
        officer = find_officer(session, username)
        roots = [find_unit(session, name, today()) for name in below]
        slugs = [programme_of(law, text) for text in programme]
        ids = [unit.id for unit in roots]
        set_reach(session, officer, trees=tree, below=ids, programmes=slugs, known_programmes=law.programmes)
        said = "; ".join(f"{name}: {', '.join(values)}" for name, values in officer.reach.items())
        record(session, CONSOLE, "set_reach", f"officer:{officer.username}", said, now=now())
        words = [f"hệ {Tree.of(code).label}" for code in tree]
        words += [f"{unit.name} và phía dưới" for unit in roots]
        words += [f"chương trình “{law.programmes[slug].short_title}”" for slug in slugs]
    if words:
        say(f"Đã giới hạn phạm vi của {officer.username}: {'; '.join(words)}.")
    else:
        say(f"{officer.username} không còn giới hạn.")


def visits(
    ctx: typer.Context,
    username: str = typer.Argument(..., metavar="TÊN_ĐĂNG_NHẬP", help="cán bộ cần xem phiên"),
    as_json: bool = JSON,
) -> None:
    """Các phiên đăng nhập gần đây của một cán bộ."""
    from datetime import timedelta

    from models.officers import find_officer
    from models.visits import visits_of

    home = filled_home(ctx)
    idle = timedelta(minutes=home.settings().visit_idle_minutes)
    with data_of(home) as session:
        officer = find_officer(session, username).username
        rows: list[dict[str, Any]] = [
            {
                "id": visit.id[:12],
                "device": visit.device,
                "begun_at": visit.begun_at,
                "seen_at": visit.seen_at,
                "open": lasts,
            }
            for visit, lasts in visits_of(session, officer, now(), idle)
        ]
    if as_json:
        print_json(rows)
        return
    if not rows:
        say(f"Không có phiên đăng nhập nào của {officer}.")
        return
    print_table(
        f"Phiên đăng nhập của {officer}",
        ["Phiên", "Thiết bị", "Bắt đầu", "Thao tác gần nhất", "Đang mở"],
        [tuple(row.values()) for row in rows],
    )


def end_visits(
    ctx: typer.Context,
    username: str = typer.Argument(..., metavar="TÊN_ĐĂNG_NHẬP", help="cán bộ cần kết thúc phiên"),
    visit: str | None = typer.Option(
        None, "--visit", parser=word, metavar="PHIÊN", help="chỉ phiên này, xem officer visits"
    ),
) -> None:
    """Kết thúc mọi phiên đăng nhập của một cán bộ, hoặc một phiên."""
    from models.audit import record
    from models.officers import find_officer
    from models.visits import end_all, end_one

    with data_of(filled_home(ctx)) as session:
        officer = find_officer(session, username).username
        if visit:
            end_one(session, officer, visit, CONSOLE, now())
        ended = 1 if visit else end_all(session, officer, CONSOLE, now())
        record(session, CONSOLE, "end_visits", f"officer:{officer}", f"{ended} phiên", now=now())
    say(f"Đã kết thúc {ended:02d} phiên của {officer}.")


def reset_second_factor(
    ctx: typer.Context,
    username: str = typer.Argument(..., metavar="TÊN_ĐĂNG_NHẬP", help="cán bộ mất điện thoại và mã dự phòng"),
) -> None:
    """Đặt lại bước xác thực thứ hai: lần đăng nhập tới chỉ cần mật khẩu; các phiên đang mở kết thúc."""
    from models.audit import record
    from models.officers import find_officer
    from models.second_factor import give_up
    from models.visits import end_all

    with data_of(filled_home(ctx)) as session:
        officer = find_officer(session, username)
        give_up(session, officer)
        end_all(session, officer.username, CONSOLE, now())
        record(session, CONSOLE, "second_factor_reset", f"officer:{officer.username}", now=now())
    say(f"Đã đặt lại bước xác thực thứ hai của {officer.username}.")
