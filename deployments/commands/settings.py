"""Commands that show and change the settings of a home."""

from __future__ import annotations

import typer

from deployments.commands.answers import note, print_json, print_table, say
from deployments.commands.asking import secret
from deployments.commands.opening import home_of
from models.errors import Refused

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")


def show(
    ctx: typer.Context,
    as_json: bool = JSON,
    reveal: str | None = typer.Option(None, "--reveal", metavar="TÊN", help="chỉ in giá trị thật của một thiết lập"),
) -> None:
    """Xem thiết lập; mật khẩu và mã truy cập được che."""
    from models.settings import given_from_outside, without_password

    home = home_of(ctx)
    settings = home.settings()
    if reveal is not None:
        if reveal not in type(settings).model_fields:
            raise Refused(f"Không có thiết lập “{reveal}”. Xem các thiết lập bằng: dondoc settings show")
        say(str(getattr(settings, reveal)))
        return
    rows = []
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if field.repr is False and value:
            value = "••••••"
        value = without_password(value) if isinstance(value, str) else value
        given = "môi trường" if name != "mode" and given_from_outside(name) is not None else ""
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
    from models.settings import Settings, wrong_setting

    home = home_of(ctx)
    if not home.exists():
        raise Refused(f"{home.path} chưa khởi tạo. Chạy `dondoc demo load` hoặc `dondoc init` trước.")
    if name not in Settings.model_fields or name == "mode":
        allowed = ", ".join(field for field in Settings.model_fields if field != "mode")
        raise Refused(f"Không có thiết lập “{name}” để đổi. Các thiết lập: {allowed}.")
    if value is None and Settings.model_fields[name].repr is not False:
        raise Refused(f'Thiếu giá trị mới: dondoc settings set {name} GIÁ_TRỊ. Ghi "" để về trống.')
    if value is None:
        value = secret(f"{name}: ", f"DONDOC_{name.upper()}")
    before = home.settings_in_file()
    try:
        after = Settings.model_validate({**before.model_dump(), name: value})
    except ValidationError as e:
        raise Refused(wrong_setting(e)) from e
    if not after.is_demo:
        after = checked_settings(after)
    if name == "extra_services":
        from notifications.channels import open_channels

        open_channels(after)
    home.save(after)
    say(f"Đã đổi {name}. Có hiệu lực từ lần khởi động sau.")
    from models.settings import given_from_outside

    if (outside := given_from_outside(name)) is not None and value != outside:
        note(f"Lưu ý: biến môi trường DONDOC_{name.upper()} đang đặt giá trị khác và được dùng trước tệp.")
