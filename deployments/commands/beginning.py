"""The command that makes a live home: what is missing is asked, what is wrong is refused before anything is written."""

from __future__ import annotations

import sys
from datetime import date

import typer

from deployments.commands.answers import note, say
from deployments.commands.asking import ask, ask_or, secret
from deployments.commands.grammar import day
from deployments.commands.opening import home_of, now
from models.errors import Refused


def init(
    ctx: typer.Context,
    agency: str | None = typer.Option(None, help="cơ quan theo dõi, xưng trong tin nhắc"),
    focal_point: str | None = typer.Option(None, help="đầu mối liên hệ: bộ phận, số máy cơ quan"),
    public_url: str | None = typer.Option(None, help="địa chỉ mà các đơn vị mở được, ghi trong liên kết"),
    bind: str | None = typer.Option(None, help="địa chỉ mạng để lắng nghe (mặc định 127.0.0.1, sau proxy TLS)"),
    sender_name: str | None = typer.Option(None, help="tên người gửi"),
    sender_email: str | None = typer.Option(None, help="địa chỉ thư gửi đi; để trống nếu chỉ chuyển tay"),
    smtp_host: str | None = typer.Option(None, help="máy chủ SMTP"),
    smtp_port: str | None = typer.Option(None, help="cổng SMTP (mặc định 587)"),
    smtp_security: str | None = typer.Option(None, help="starttls, ssl hoặc none"),
    smtp_user: str | None = typer.Option(None, help="tài khoản SMTP; mật khẩu: hỏi kín hoặc DONDOC_SMTP_PASSWORD"),
    zalo_url: str | None = typer.Option(None, help="địa chỉ dịch vụ Zalo; để trống nếu không dùng"),
    zalo_oa: str | None = typer.Option(None, help="mã Zalo OA"),
    zalo_template: str | None = typer.Option(None, help="mã mẫu tin ZNS đã được duyệt"),
    zalo_app: str | None = typer.Option(
        None, help="mã ứng dụng Zalo; khóa bí mật: hỏi kín hoặc DONDOC_ZALO_APP_SECRET. Trống: dùng DONDOC_ZALO_TOKEN"
    ),
    officer: str | None = typer.Option(None, help="tên đăng nhập của cán bộ đầu tiên"),
    officer_name: str | None = typer.Option(
        None, help="tên hiển thị của cán bộ đầu tiên; mật khẩu: hỏi kín hoặc DONDOC_OFFICER_PASSWORD"
    ),
    units: bool | None = typer.Option(
        None, "--units/--no-units", help="nạp sẵn (hoặc không nạp) bản đồ đơn vị có trong sản phẩm"
    ),
    unit_map: str | None = typer.Option(
        None, "--map", metavar="BẢN_ĐỒ", help="bản đồ nạp sẵn: dong-thap (mặc định) hoặc hai-phong"
    ),
    since: date | None = typer.Option(
        None,
        parser=day,
        metavar="NGÀY",
        help="theo dõi từ ngày này (mặc định: hôm nay); việc hết hạn trước đó không tính",
    ),
    test_to: str | None = typer.Option(None, help="gửi một thư thử tới địa chỉ này"),
) -> None:
    """Khởi tạo thư mục nhà để dùng thật. Thiếu điều gì thì hỏi; ghi đủ tham số thì không hỏi."""
    from pydantic import ValidationError

    from deployments.live import FirstOfficer, public_address, send_test, start_live
    from models.settings import Settings, wrong_setting

    home = home_of(ctx)
    if home.exists():
        start_live(home, Settings(), FirstOfficer(username="", full_name="", password=""), with_units=False, now=now())
    values = {
        "agency": agency or ask("Cơ quan theo dõi (xưng trong tin nhắc)", "--agency"),
        "focal_point": ask_or(focal_point, "Đầu mối liên hệ (bộ phận, số máy cơ quan)"),
        "public_url": public_address(public_url or ask("Địa chỉ mà các đơn vị mở được (https://…)", "--public-url")),
        "sender_name": sender_name or agency or ask("Tên người gửi", "--sender-name"),
        "sender_email": ask_or(sender_email, "Địa chỉ thư gửi đi (để trống nếu chỉ chuyển tay)"),
    }
    values |= {"bind": bind} if bind else {}
    if values["sender_email"]:
        values |= {
            "smtp_host": smtp_host or ask("Máy chủ SMTP", "--smtp-host"),
            "smtp_port": smtp_port or ask_or(None, "Cổng SMTP", "587"),
            "smtp_security": smtp_security or ask_or(None, "Bảo mật SMTP (starttls, ssl, none)", "starttls"),
            "smtp_user": ask_or(smtp_user, "Tài khoản SMTP (để trống nếu không cần)"),
        }
        if values["smtp_user"]:
            values["smtp_password"] = secret("Mật khẩu SMTP: ", "DONDOC_SMTP_PASSWORD")
    values["zalo_url"] = ask_or(zalo_url, "Địa chỉ dịch vụ Zalo (để trống nếu không dùng)")
    if values["zalo_url"]:
        values |= {
            "zalo_oa": zalo_oa or ask("Mã Zalo OA", "--zalo-oa"),
            "zalo_template": zalo_template or ask("Mã mẫu tin ZNS", "--zalo-template"),
            "zalo_app_id": ask_or(zalo_app, "Mã ứng dụng Zalo (để trống nếu dùng thử bằng mã truy cập cố định)"),
        }
        if values["zalo_app_id"]:
            values["zalo_app_secret"] = secret("Khóa bí mật của ứng dụng Zalo: ", "DONDOC_ZALO_APP_SECRET")
        else:
            values["zalo_token"] = secret("Mã truy cập Zalo: ", "DONDOC_ZALO_TOKEN")
    try:
        settings = Settings.model_validate({key: value for key, value in values.items() if value})
    except ValidationError as e:
        raise Refused(wrong_setting(e)) from e
    username = officer or ask("Tên đăng nhập của cán bộ đầu tiên", "--officer")
    first = FirstOfficer(
        username=username,
        full_name=officer_name or ask_or(None, "Tên hiển thị", username),
        password=secret(f"Mật khẩu của {username}: ", "DONDOC_OFFICER_PASSWORD", again=True),
    )
    if units is None:
        asked = f"Nạp sẵn bản đồ đơn vị {unit_map or 'dong-thap'}?"
        units = unit_map is not None or not sys.stdin.isatty() or typer.confirm(asked, default=True)
    ui_password = start_live(
        home, settings, first, with_units=units, now=now(), since=since, unit_map=unit_map or "dong-thap"
    )
    say(f"Đã khởi tạo {home.path}. Prefect UI: tài khoản {settings.ui_user}, mật khẩu {ui_password}")
    if test_to is None and settings.smtp_host and sys.stdin.isatty():
        test_to = ask_or(None, "Gửi thư thử tới địa chỉ (để trống để bỏ qua)")
    if test_to:
        say(f"Đã gửi thư thử tới {test_to}: {send_test(home, test_to)}")
    say("Tiếp theo: dondoc units template đơn-vị.xlsx, điền đầu mối, dondoc units import đơn-vị.xlsx, rồi dondoc up")
    note("Đặt một proxy TLS trước cổng nộp theo hướng dẫn trong docs/ trước khi gửi liên kết cho đơn vị.")
