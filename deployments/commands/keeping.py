"""Commands that keep an installation alive: examine it, back it up, bring it back, drill that, bring it up to date."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from deployments.commands.answers import cell, note, number, print_json, print_table, say
from deployments.commands.asking import secret
from deployments.commands.grammar import whole_number, word
from deployments.commands.opening import filled_home, home_of, now
from models.errors import Refused

if TYPE_CHECKING:
    from tasks.backup import Backup

_TO = typer.Option(None, "--to", parser=word, metavar="THƯ_MỤC", help="nơi để (mặc định: thiết lập backup_folder)")
_JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")


def doctor(
    ctx: typer.Context,
    network: bool = typer.Option(False, "--network", help="hỏi cả chứng thư của máy chủ thư (có ra mạng)"),
    as_json: bool = _JSON,
) -> None:
    """Khám bản cài đặt: từng điểm tốt, cần xem hay phải xử lý, và cách xử lý. Có điểm phải xử lý: mã thoát 1."""
    from models.vocabulary import Health
    from tasks.health import worst
    from tasks.health_of_certificates import examine

    points = examine(filled_home(ctx), now(), network=network)
    if as_json:
        print_json([point.as_row() for point in points])
    else:
        print_table("", ["Tình trạng", "Điểm khám", "Thấy gì"], [[p.state.label, p.about, p.said] for p in points])
        for point in points:
            if point.to_do:
                say(f"· {point.about}: {point.to_do}")
        counts = ", ".join(f"{sum(p.state is state for p in points)} {state.label}" for state in Health)
        say(f"\n{counts[0].upper()}{counts[1:]}.")
    raise typer.Exit(1 if worst(points) is Health.BAD else 0)


def backup(
    ctx: typer.Context,
    to: str | None = _TO,
    keep: int | None = typer.Option(
        None, "--keep", parser=whole_number, metavar="SỐ", help="số bản giữ lại trong thư mục ấy; 0: giữ tất cả"
    ),
    plain: bool = typer.Option(False, "--plain", help="không niêm phong, không kèm khóa, dù đã đặt mật khẩu"),
    older_than: int | None = typer.Option(
        None, "--older-than", parser=whole_number, metavar="GIỜ", help="chỉ làm khi chưa có bản nào trong số giờ này"
    ),
    as_json: bool = _JSON,
) -> None:
    """Sao lưu ngay trong lúc đang chạy: một tệp có dữ liệu, tệp đính kèm, quy tắc, mẫu, thiết lập và bản kê SHA-256."""
    if ctx.invoked_subcommand:
        return
    from tasks.backup import back_up, folder_of, newest_since

    home = filled_home(ctx)
    if older_than is not None:
        folder = Path(to) if to else folder_of(home, home.settings())
        if standing := newest_since(folder, now() - timedelta(hours=older_than)):
            note(f"Đã có {standing.name}, chưa quá {older_than} giờ; không sao lưu thêm.")
            return
    done = back_up(home, Path(to) if to else None, passphrase="" if plain else None, keep=keep, by=_who(), now=now())
    if as_json:
        print_json(_row(done))
    else:
        _tell(done)
    raise typer.Exit(1 if done.spoilt or done.missing else 0)


def backups(ctx: typer.Context, to: str | None = _TO, as_json: bool = _JSON) -> None:
    """Các bản sao lưu đang có, cũ trước mới sau."""
    from tasks.backup import SEALED, backups_in, folder_of

    home = filled_home(ctx)
    found = backups_in(Path(to) if to else folder_of(home, home.settings()))
    rows = [(file.name, file.stat().st_size, file.name.endswith(SEALED)) for file in found]
    if as_json:
        print_json([{"name": name, "size": size, "sealed": sealed} for name, size, sealed in rows])
    elif not rows:
        say("Chưa có bản sao lưu nào ở đó. Lập một bản: dondoc backup")
    else:
        print_table("", ["Tệp", "MB", "Niêm phong"], [(name, size / 1e6, sealed) for name, size, sealed in rows])


def restore(
    ctx: typer.Context,
    archive: str = typer.Argument(..., metavar="TỆP", parser=word, help="tệp bản sao lưu"),
    key: str | None = typer.Option(
        None, "--key", parser=word, metavar="TỆP", help="secret.key cất riêng, khi bản sao lưu không kèm khóa"
    ),
    database: str | None = typer.Option(
        None, "--database", metavar="ĐỊA_CHỈ", help="cơ sở dữ liệu đích, trống; ghi '' để dùng SQLite trong thư mục nhà"
    ),
) -> None:
    """Phục hồi vào một thư mục nhà còn trống (--home). Nguyên vẹn hoặc không gì cả; phục hồi xong chưa gửi tin nào."""
    from reports.numerals import moment
    from tasks.restore import refuse_lived_in
    from tasks.restore import restore as bring_back
    from tasks.sealed_archive import is_sealed

    home, file = home_of(ctx), Path(archive)
    refuse_lived_in(home)
    passphrase = (
        secret("Mật khẩu của bản sao lưu: ", "DONDOC_BACKUP_PASSPHRASE") if file.is_file() and is_sealed(file) else None
    )
    done = bring_back(
        file, home, passphrase=passphrase, key=Path(key) if key else None, database_url=database, now=now()
    )
    say(f"Đã phục hồi vào {home.path}: {number(done.rows)} dòng, {number(done.files)} tệp, đúng bản kê.")
    made_at = moment(datetime.fromisoformat(done.manifest.made_at))
    say(f"Bản sao lưu lập lúc {made_at} bằng phiên bản {done.manifest.version}.")
    if last := done.manifest.known_line:
        say(f"Dấu cuối của nhật ký lúc sao lưu: {last[0]}:{last[1]}")
    for fault in done.journal_faults:
        note(f"Nhật ký đã sai lệch từ trước lúc sao lưu: {fault}")
    if not done.has_key:
        say(
            "Bản sao lưu không kèm secret.key: các liên kết đã gửi hết hiệu lực, xác thực hai bước và kết nối Zalo "
            "phải đặt lại. Nếu còn giữ secret.key ở nơi khác, xóa thư mục này và phục hồi lại với --key TỆP."
        )
    if done.set_again:
        say(f"Đặt lại các thiết lập không có trong bản sao lưu: {', '.join(done.set_again)}")
    say(
        f"Công tắc dừng gửi đang bật, giữ lại {number(done.waiting)} tin chờ: tin đã gửi sau lúc sao lưu không có "
        "trong dữ liệu này. Xem lại ở trang tin nhắc rồi mới cho gửi."
    )
    say(f"Tiếp theo: dondoc --home {home.path} doctor, rồi dondoc --home {home.path} up")


def restore_drill(
    ctx: typer.Context,
    archive: str | None = typer.Argument(None, metavar="TỆP", parser=word, help="bản sao lưu (mặc định: lập bản mới)"),
    database: str = typer.Option(
        "", "--database", metavar="ĐỊA_CHỈ", help="PostgreSQL trống để thử phục hồi vào (mặc định: SQLite tạm)"
    ),
    as_json: bool = _JSON,
) -> None:
    """Diễn tập phục hồi vào thư mục tạm: số dòng, mã băm và vòng nhắc việc kế tiếp phải giống hệt. Sai: mã thoát 1."""
    from tasks.restore_drill import drill

    home = filled_home(ctx)
    done = drill(home, archive=Path(archive) if archive else None, database_url=database, by=_who(), now=now())
    if as_json:
        print_json({**vars(done), "words": done.words})
    else:
        say(done.words)
    if done.is_equal is False:
        note("Vòng nhắc việc lập từ bản phục hồi khác với bản đang chạy. Chạy lại khi không ai ghi; vẫn khác thì báo.")
    for fault in done.journal_faults:
        note(f"Nhật ký: {fault} Xem đủ: dondoc journal verify")
    raise typer.Exit(0 if done.is_good else 1)


def upgrade(ctx: typer.Context, to: str | None = _TO) -> None:
    """Nâng dữ liệu lên phiên bản đang cài: sao lưu trước, đổi bảng dữ liệu, khám lại. Dừng Đôn Đốc trước khi chạy."""
    from deployments.lock import alone
    from models.vocabulary import Health
    from tasks.health import examine
    from tasks.upgrade import upgrade as bring_up_to_date

    home = filled_home(ctx)
    with alone(home):
        done = bring_up_to_date(home, to=Path(to) if to else None, by=_who(), now=now())
    if done.before == done.after:
        say(f"Dữ liệu đã ở đúng phiên bản này ({done.after}).")
    else:
        if done.backup:
            _tell(done.backup)
        say(f"Đã nâng bảng dữ liệu từ {done.before or 'trống'} lên {done.after}.")
    bad = [p for p in examine(home, now()) if p.state is Health.BAD and p.name != "schedule"]  # nothing runs yet
    for point in bad:
        say(f"· {point.about}: {point.said} {point.to_do}")
    if bad:
        raise Refused("Còn điểm phải xử lý trước khi chạy lại. Xem đủ: dondoc doctor")
    say("Tiếp theo: dondoc up")


def _tell(done: Backup) -> None:
    say(f"Đã sao lưu: {done.path}")
    size = f"{done.size / 1e6:.1f}".replace(".", ",")
    say(f"{number(done.rows)} dòng, {number(done.files)} tệp, {size} MB, lúc {cell(done.made_at)}.")
    say(f"SHA-256 {done.sha256}")
    if done.is_sealed:
        say("Có niêm phong, kèm khóa và mật khẩu của hệ thống. Mất mật khẩu niêm phong thì không ai mở được.")
    else:
        say("Không niêm phong nên không kèm secret.key và các mật khẩu: cất riêng secret.key ở nơi an toàn.")
    if done.removed:
        say(f"Đã bỏ {len(done.removed)} bản cũ nhất: {', '.join(done.removed)}")
    if done.missing:
        note(f"Thiếu {done.missing} tệp đính kèm mà dữ liệu nhắc tới; xem dondoc doctor.")
    if done.spoilt:
        note(f"{len(done.spoilt)} tệp đính kèm đã hỏng trên đĩa, ví dụ {done.spoilt[0]}. Lấy lại từ bản sao lưu cũ.")


def _row(done: Backup) -> dict[str, object]:
    return {**vars(done), "path": str(done.path)}


def _who() -> str:
    """The account of the machine: whoever sits at the console of an installation owns it."""
    from getpass import getuser

    try:
        return f"máy chủ:{getuser()}"
    except (OSError, KeyError):
        return "máy chủ"
