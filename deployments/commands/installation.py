"""Commands about the installation itself: start it, fill it with the demo, make it live, see its settings."""

from __future__ import annotations

import os
import sys
from datetime import date

import typer

from deployments.commands.answers import note, print_json, print_table, progress, say
from deployments.commands.grammar import day
from deployments.commands.opening import home_of, now, today
from models.errors import Refused

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
DAY = "NGÀY"


def up(
    ctx: typer.Context,
    browser: bool = typer.Option(False, "--open", help="mở trình duyệt khi đã sẵn sàng"),
) -> None:
    """Khởi động tất cả: cơ sở dữ liệu, Prefect, trang nộp báo cáo, hộp thư thử (bản demo). Ctrl-C để dừng."""
    from deployments.up import up as start

    raise typer.Exit(start(home_of(ctx), open_browser=browser) or 0)


def version() -> None:
    """Phiên bản đang chạy."""
    from importlib.metadata import version as installed

    say(f"dondoc {installed('dondoc')}")


def load(
    ctx: typer.Context,
    until: date | None = typer.Option(
        None, "--until", parser=day, metavar=DAY, help="dừng ở ngày này (mặc định: hôm nay)"
    ),
) -> None:
    """Nạp tỉnh demo vào thư mục nhà còn trống, không cần máy chủ nào."""
    from deployments.demo import STEPS_OF_A_LOAD, load_demo

    home = home_of(ctx)
    with progress("Nạp tỉnh demo…", total=STEPS_OF_A_LOAD) as step:
        loaded = load_demo(home, until or today(), now(), step=step)
    say(f"Đã nạp tỉnh demo vào {home.path} (đến hết ngày {loaded.until:%d/%m/%Y}).")
    say("Mọi số liệu, đầu mối và công văn trong bản demo đều hư cấu; tên miền thư .example không gửi ra ngoài được.")
    print_table(
        "",
        ["Nội dung", "Số lượng"],
        loaded.counts.items(),
        right=("Số lượng",),
    )
    say(f"Tài khoản demo: {', '.join(loaded.accounts)} · mật khẩu: {loaded.password}")
    say("Tiếp theo: dondoc up (mở tất cả) hoặc dondoc owes --on " + loaded.until.isoformat())


def reset(
    ctx: typer.Context,
    yes: bool = typer.Option(False, "--yes", "-y", help="không hỏi lại"),
) -> None:
    """Xóa toàn bộ dữ liệu demo của thư mục nhà. Không bao giờ đụng tới dữ liệu thật."""
    from deployments.demo import reset_demo

    home = home_of(ctx)
    if home.exists() and home.settings().is_demo and not yes:
        _certain(f"Xóa toàn bộ dữ liệu demo trong {home.path}?")
    reset_demo(home)
    say(f"Đã xóa dữ liệu demo trong {home.path}.")


def show(ctx: typer.Context, as_json: bool = JSON) -> None:
    """Xem thiết lập; mật khẩu và mã truy cập được che."""
    home = home_of(ctx)
    settings = home.settings()
    rows = []
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if field.repr is False and value:
            value = "••••••"
        given = "môi trường" if f"DONDOC_{name.upper()}" in os.environ else ""
        given = given or ("tệp" if value != field.default else "mặc định")
        rows.append({"name": name, "value": value, "from": given, "meaning": field.description})
    if as_json:
        print_json(rows)
        return
    say(f"Thư mục nhà: {home.path}" + ("" if home.exists() else " (chưa khởi tạo)"))
    print_table(
        "",
        ["Tên", "Giá trị", "Nguồn", "Ý nghĩa"],
        [(r["name"], str(r["value"]), r["from"], r["meaning"]) for r in rows],
    )


def change(
    ctx: typer.Context,
    name: str = typer.Argument(..., metavar="TÊN", help="tên thiết lập, xem bằng dondoc settings show"),
    value: str | None = typer.Argument(
        None, metavar="[GIÁ_TRỊ]", help="giá trị mới; bỏ trống với mật khẩu để nhập kín"
    ),
) -> None:
    """Đổi một thiết lập. Có hiệu lực từ lần khởi động sau."""
    from pydantic import ValidationError

    from deployments.live import checked_settings
    from models.settings import Settings

    home = home_of(ctx)
    if not home.exists():
        raise Refused(f"{home.path} chưa khởi tạo. Chạy `dondoc demo load` hoặc `dondoc init` trước.")
    if name not in Settings.model_fields or name == "mode":
        allowed = ", ".join(field for field in Settings.model_fields if field != "mode")
        raise Refused(f"Không có thiết lập “{name}” để đổi. Các thiết lập: {allowed}.")
    if value is None:
        value = _secret(f"{name}: ", f"DONDOC_{name.upper()}")
    before = home.settings_in_file()
    try:
        after = Settings.model_validate({**before.model_dump(), name: value})
    except ValidationError as e:
        raise Refused(f"Giá trị của {name} không hợp lệ: {e.errors()[0]['msg']}.") from e
    if not after.is_demo:
        after = checked_settings(after)
    home.save(after)
    say(f"Đã đổi {name}. Có hiệu lực từ lần khởi động sau.")


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
    zalo_template: str | None = typer.Option(None, help="mã mẫu tin ZNS; mã truy cập: hỏi kín hoặc DONDOC_ZALO_TOKEN"),
    officer: str | None = typer.Option(None, help="tên đăng nhập của cán bộ đầu tiên"),
    officer_name: str | None = typer.Option(
        None, help="tên hiển thị của cán bộ đầu tiên; mật khẩu: hỏi kín hoặc DONDOC_OFFICER_PASSWORD"
    ),
    units: bool | None = typer.Option(
        None, "--units/--no-units", help="nạp sẵn (hoặc không nạp) bản đồ đơn vị Đồng Tháp có trong sản phẩm"
    ),
    test_to: str | None = typer.Option(None, help="gửi một thư thử tới địa chỉ này"),
) -> None:
    """Khởi tạo thư mục nhà để dùng thật. Thiếu điều gì thì hỏi; ghi đủ tham số thì không hỏi."""
    from pydantic import ValidationError

    from deployments.live import FirstOfficer, public_address, send_test, start_live
    from models.settings import Settings

    home = home_of(ctx)
    if home.exists():
        start_live(home, Settings(), FirstOfficer(username="", full_name="", password=""), with_units=False, now=now())
    values = {
        "agency": agency or _ask("Cơ quan theo dõi (xưng trong tin nhắc)", "--agency"),
        "focal_point": _ask_or(focal_point, "Đầu mối liên hệ (bộ phận, số máy cơ quan)"),
        "public_url": public_address(public_url or _ask("Địa chỉ mà các đơn vị mở được (https://…)", "--public-url")),
        "sender_name": sender_name or agency or _ask("Tên người gửi", "--sender-name"),
        "sender_email": _ask_or(sender_email, "Địa chỉ thư gửi đi (để trống nếu chỉ chuyển tay)"),
    }
    values |= {"bind": bind} if bind else {}
    if values["sender_email"]:
        values |= {
            "smtp_host": smtp_host or _ask("Máy chủ SMTP", "--smtp-host"),
            "smtp_port": smtp_port or _ask_or(None, "Cổng SMTP", "587"),
            "smtp_security": smtp_security or _ask_or(None, "Bảo mật SMTP (starttls, ssl, none)", "starttls"),
            "smtp_user": _ask_or(smtp_user, "Tài khoản SMTP (để trống nếu không cần)"),
        }
        if values["smtp_user"]:
            values["smtp_password"] = _secret("Mật khẩu SMTP: ", "DONDOC_SMTP_PASSWORD")
    values["zalo_url"] = _ask_or(zalo_url, "Địa chỉ dịch vụ Zalo (để trống nếu không dùng)")
    if values["zalo_url"]:
        values |= {
            "zalo_oa": zalo_oa or _ask("Mã Zalo OA", "--zalo-oa"),
            "zalo_template": zalo_template or _ask("Mã mẫu tin ZNS", "--zalo-template"),
            "zalo_token": _secret("Mã truy cập Zalo: ", "DONDOC_ZALO_TOKEN"),
        }
    try:
        settings = Settings.model_validate({key: value for key, value in values.items() if value})
    except ValidationError as e:
        wrong = e.errors()[0]
        raise Refused(f"Thiết lập “{wrong['loc'][0]}” không hợp lệ: {wrong['msg']}.") from e
    username = officer or _ask("Tên đăng nhập của cán bộ đầu tiên", "--officer")
    first = FirstOfficer(
        username=username,
        full_name=officer_name or _ask_or(None, "Tên hiển thị", username),
        password=_secret(f"Mật khẩu của {username}: ", "DONDOC_OFFICER_PASSWORD", again=True),
    )
    if units is None:
        units = not sys.stdin.isatty() or typer.confirm("Nạp sẵn bản đồ đơn vị Đồng Tháp?", default=True)
    ui_password = start_live(home, settings, first, with_units=units, now=now())
    say(f"Đã khởi tạo {home.path}. Prefect UI: tài khoản {settings.ui_user}, mật khẩu {ui_password}")
    if test_to is None and settings.smtp_host and sys.stdin.isatty():
        test_to = _ask_or(None, "Gửi thư thử tới địa chỉ (để trống để bỏ qua)")
    if test_to:
        say(f"Đã gửi thư thử tới {test_to}: {send_test(home, test_to)}")
    say("Tiếp theo: dondoc units template đơn-vị.xlsx, điền đầu mối, dondoc units import đơn-vị.xlsx, rồi dondoc up")
    note("Đặt một proxy TLS trước cổng nộp theo hướng dẫn trong docs/ trước khi gửi liên kết cho đơn vị.")


def _ask(question: str, flag: str) -> str:
    """An answer that must be given: asked on a screen, demanded by its flag otherwise."""
    if not sys.stdin.isatty():
        raise Refused(f"Thiếu {flag}: {question[0].lower()}{question[1:]}.")
    while not (answer := input(f"{question}: ").strip()):
        note("Mục này không để trống được.")
    return answer


def _ask_or(given: str | None, question: str, default: str = "") -> str:
    """An answer that may be left out."""
    if given is not None or not sys.stdin.isatty():
        return given if given is not None else default
    shown = f" [{default}]" if default else ""
    return input(f"{question}{shown}: ").strip() or default


def _secret(question: str, variable: str, *, again: bool = False) -> str:
    """A secret, never on the command line: from the environment, or typed unseen."""
    if found := os.environ.get(variable):
        return found
    if not sys.stdin.isatty():
        raise Refused(f"Thiếu mật khẩu: đặt biến môi trường {variable} hoặc chạy lệnh trên màn hình để nhập kín.")
    from getpass import getpass

    given = getpass(question)
    if again and getpass("Nhập lại lần nữa: ") != given:
        raise Refused("Hai lần nhập mật khẩu không giống nhau.")
    return given


def _certain(question: str) -> None:
    if not sys.stdin.isatty():
        raise Refused(f"{question} Thêm --yes để xác nhận.")
    if input(f"{question} [gõ “có” để xác nhận]: ").strip().lower() not in ("có", "co", "c", "yes", "y"):
        raise typer.Abort()
