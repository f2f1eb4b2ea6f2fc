"""How the console is spoken to: Vietnamese help, one clear line for every mistake, exit codes 0, 1 and 2.

0 is well, 1 is refused or a finding, 2 is a command line that cannot be understood. Says nothing about the work itself.
"""

from __future__ import annotations

import sys
from datetime import date, datetime
from inspect import cleandoc
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from models.errors import CatalogueError, Refused


class Command(TyperCommand):
    """One command, its help in Vietnamese."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_help(self, ctx, formatter)


class Group(TyperGroup):
    """A word that has commands below it."""

    command_class = Command

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _write_help(self, ctx, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and not args[0].startswith("-") and self.get_command(ctx, args[0]) is None:
            from difflib import get_close_matches

            near = get_close_matches(args[0], self.commands, n=3)
            hint = f" Có phải: {', '.join(near)}?" if near else ""
            raise WrongLine(f"Không có lệnh “{args[0]}”.{hint} Xem các lệnh bằng: {ctx.command_path} --help")
        return super().resolve_command(ctx, args)


class Root(Group):
    """`dondoc` itself: takes `--home` anywhere on the line and turns every known error into one line on stderr."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        return super().parse_args(ctx, _home_first(args))

    def main(self, args: Any = None, *_: Any, standalone_mode: bool = True, **more: Any) -> Any:  # type: ignore[override]
        more["prog_name"] = "dondoc"
        if not standalone_mode:
            return super().main(args=args, standalone_mode=False, **more)
        try:
            code = super().main(args=args, standalone_mode=False, **more)
        except WrongLine as e:
            fail(str(e), 2)
        except (Refused, CatalogueError) as e:
            fail(str(e))
        except typer.Abort:
            fail("Đã dừng theo yêu cầu, chưa thay đổi gì.")
        except OSError as e:
            fail(_system_error(e))
        except Exception as e:
            if type(e).__name__ == "NoArgsIsHelpError":
                print(e, file=sys.stderr)
                sys.exit(2)
            if not hasattr(e, "format_message"):
                _known_or_raise(e)
            fail(_usage(e), 2)
        sys.exit(code if isinstance(code, int) else 0)


class WrongLine(Exception):
    """The command line cannot be understood; the text says how to write it."""


def fail(message: str, code: int = 1) -> NoReturn:
    print(" ".join(message.split()) if code == 2 else message.strip(), file=sys.stderr)
    sys.exit(code)


def day(text: str) -> date:
    """A day written 2026-11-22 or 22/11/2026."""
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 - a calendar day has no zone
        except ValueError:
            continue
    raise typer.BadParameter(f"“{text}” không phải là ngày. Viết dạng 2026-11-22 hoặc 22/11/2026.")


def word(text: str) -> str:
    """Something that was said: an empty text, as from an unset variable of a script, must not mean "all"."""
    if not text.strip():
        raise typer.BadParameter("không được để trống. Bỏ hẳn tùy chọn này nếu không dùng.")
    return text.strip()


def whole_number(text: str) -> int:
    if not text.strip().isdecimal():
        raise typer.BadParameter(f"“{text}” không phải là số nguyên.")
    if len(text.strip()) > 9:
        raise typer.BadParameter(f"“{text}” lớn quá; không có số nào như vậy.")
    return int(text)


def _home_first(args: list[str]) -> list[str]:
    """`dondoc owes --home X` means the same as `dondoc --home X owes`."""
    home: list[str] = []
    rest: list[str] = []
    pending = list(args)
    while pending:
        word = pending.pop(0)
        if word == "--":
            rest += [word, *pending]
            break
        if word == "--home" and pending:
            home = [word, pending.pop(0)]
        elif word.startswith("--home="):
            home = [word]
        else:
            rest.append(word)
    return home + rest


def _usage(error: Any) -> str:
    param, kind = getattr(error, "param", None), type(error).__name__
    name = _name(param) if param is not None else getattr(error, "option_name", "")
    if kind == "MissingParameter":
        said = f"Thiếu {name}."
    elif kind == "NoSuchOption":
        said = f"Không có tùy chọn {name}."
    elif kind == "BadOptionUsage":
        said = f"Tùy chọn {name} cần một giá trị đi kèm."
    elif param is not None:
        said = f"{name}: {error.message}"
    elif "unexpected extra" in error.message:
        said = f"Thừa tham số: {error.message.rpartition('(')[2].rstrip(')')}."
    elif error.message.startswith("Missing command"):
        said = f"Thiếu tên lệnh, chọn một trong: {', '.join(error.ctx.command.commands)}."
    else:
        said = error.format_message()
    path = error.ctx.command_path if getattr(error, "ctx", None) else "dondoc"
    return f"{said} Cách dùng: {path} --help"


def _known_or_raise(error: Exception) -> NoReturn:
    """A database that cannot be used is the operator's to mend; anything else is a fault of ours and shows itself."""
    kind, cause = type(error), getattr(error, "orig", None) or error
    if not kind.__module__.startswith("sqlalchemy"):
        raise error
    said = str(cause).partition("\n")[0]
    known = next((words for part, words in _DATABASE_WORDS.items() if part in said), "")
    if not known and kind.__name__ not in ("OperationalError", "DatabaseError"):
        raise error
    advice = "Kiểm tra thư mục nhà (dondoc settings show) và dung lượng đĩa."
    if type(cause).__module__.startswith("psycopg"):
        advice = "Kiểm tra máy chủ PostgreSQL và thiết lập database_url (dondoc settings show)."
    fail(f"Cơ sở dữ liệu không dùng được: {known or said}. {advice}")


_DATABASE_WORDS = {
    "unable to open": "không mở được tệp dondoc.db",
    "readonly database": "tệp dondoc.db chỉ cho đọc",
    "disk is full": "ổ đĩa đã đầy",
    "disk I/O error": "không đọc, ghi được ổ đĩa",
    "database is locked": "một tiến trình khác đang giữ dữ liệu; thử lại sau ít phút",
    "not a database": "tệp dondoc.db không phải cơ sở dữ liệu hoặc đã hỏng",
    "malformed": "tệp dondoc.db đã hỏng; phục hồi từ bản sao lưu",
    "no such table": "tệp dondoc.db thiếu bảng; chạy `dondoc up` để cập nhật, hoặc phục hồi từ bản sao lưu",
    "no such column": "tệp dondoc.db của phiên bản cũ; chạy `dondoc up` để cập nhật",
    "Connection refused": "máy chủ PostgreSQL không trả lời",
    "timeout expired": "máy chủ PostgreSQL không trả lời",
    "resolve host": "không tìm thấy máy chủ PostgreSQL",
    'FATAL:  role "': "máy chủ PostgreSQL không có tài khoản này",
    "authentication failed": "máy chủ PostgreSQL không nhận tài khoản hoặc mật khẩu này",
    'FATAL:  database "': "máy chủ PostgreSQL không có cơ sở dữ liệu tên ấy",
    "too many clients": "máy chủ PostgreSQL hết chỗ nối; thử lại sau ít phút",
    "permission denied for": "tài khoản này không được lập bảng; quản trị PostgreSQL giao nó làm chủ cơ sở dữ liệu",
    '" does not exist': "thiếu bảng của phiên bản này; chạy `dondoc up` để cập nhật, hoặc phục hồi từ bản sao lưu",
}


def _system_error(error: OSError) -> str:
    import errno

    said = {
        errno.EACCES: "không có quyền truy cập",
        errno.EPERM: "không được phép",
        errno.ENOENT: "không tìm thấy",
        errno.ENOSPC: "ổ đĩa đã đầy",
        errno.EISDIR: "là thư mục, cần tệp",
        errno.ENOTDIR: "không phải thư mục",
        errno.EROFS: "chỉ cho đọc",
        errno.EEXIST: "đã có sẵn",
    }.get(error.errno or 0, error.strerror or str(error))
    return f"{error.filename}: {said}." if error.filename else f"Lỗi hệ thống: {said}."


def _write_help(command: Any, ctx: Any, formatter: Any) -> None:
    pieces = ["[TÙY CHỌN]"]
    params = command.get_params(ctx)
    arguments = [p for p in params if p.param_type_name == "argument"]
    pieces += [_name(p) if p.required else f"[{_name(p)}]" for p in arguments]
    if isinstance(command, TyperGroup):
        pieces.append("LỆNH …")
    formatter.write_usage(ctx.command_path, " ".join(pieces), prefix="Cách dùng: ")
    if command.help:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(cleandoc(command.help))
    options = [p for p in params if p.param_type_name != "argument" and not p.hidden]
    commands = [c for c in getattr(command, "commands", {}).values() if not c.hidden]
    for heading, rows in (
        ("Tham số", [(_name(p), p.help or "") for p in arguments]),
        ("Tùy chọn", [(_option(p), _option_help(p)) for p in options]),
        ("Lệnh", [(c.name, cleandoc(c.help or "").split("\n")[0]) for c in commands]),
    ):
        if rows:
            with formatter.section(heading):
                formatter.write_dl(rows)


def _name(param: Any) -> str:
    if param.param_type_name == "argument":
        return param.metavar or param.name.upper()
    return max(param.opts, key=len)


def _option(param: Any) -> str:
    names = ", ".join(param.opts + param.secondary_opts)
    return names if param.is_flag else f"{names} {param.metavar or '…'}"


def _option_help(param: Any) -> str:
    return "cách dùng lệnh này" if param.name == "help" else (param.help or "")
