"""`dondoc`, the console: one screen that says which words exist and where each is answered."""

from __future__ import annotations

import sys
from typing import Any

import typer

from deployments.commands import (
    beginning,
    briefs,
    checking,
    comparing,
    contacts,
    days,
    days_off,
    duties,
    extending,
    feeds,
    figures,
    handing_over,
    importing,
    installation,
    journal,
    keeping,
    law,
    measuring,
    ordering,
    orphaned,
    papers,
    people,
    post,
    previewing,
    quiet,
    rehearsing,
    sent,
    settings,
    standing_in,
    succession,
    taking_away,
    units,
    watching,
)
from deployments.commands.grammar import Command, Group, Root, word

SETTINGS = {"help_option_names": ["--help", "-h"]}


def build() -> typer.Typer:
    """The whole command tree."""
    app = typer.Typer(
        cls=Root, add_completion=False, no_args_is_help=True, context_settings=SETTINGS, rich_markup_mode=None
    )
    app.callback()(opening)

    single: list[tuple[str, Any]] = [
        ("programmes", law.programmes),
        ("check", checking.check),
        ("cascade", checking.cascade),
        ("deadlines", days.deadlines),
        ("calendar", days.calendar),
        ("explain", days.explain),
        ("owes", duties.owes),
        ("periods", duties.periods),
        ("orphans", orphaned.orphans),
        ("dispose", orphaned.dispose),
        ("total", figures.total),
        ("report", figures.report),
        ("cells", sent.cells),
        ("snapshot", sent.snapshot),
        ("resnapshot", sent.resnapshot),
        ("punctuality-list", papers.punctuality_list),
        ("correction", papers.correction),
        ("export", taking_away.export),
        ("trace", papers.trace),
        ("lint-docx", papers.lint_docx),
        ("rehearse", rehearsing.rehearse),
        ("preview", previewing.preview),
        ("burden", quiet.burden),
        ("punctuality", measuring.punctuality),
        ("trend", comparing.trend),
        ("targets", comparing.targets),
        ("calls", measuring.calls),
        ("mute", quiet.mute),
        ("unmute", quiet.unmute),
        ("mutes", quiet.mutes),
        ("waive", extending.waive),
        ("feed", feeds.feed),
        ("wall-calendar", feeds.wall_calendar),
        ("up", installation.up),
        ("part", installation.part),
        ("watch", watching.watch),
        ("init", beginning.init),
        ("doctor", keeping.doctor),
        ("restore", keeping.restore),
        ("restore-drill", keeping.restore_drill),
        ("upgrade", keeping.upgrade),
        ("version", installation.version),
    ]
    for name, command in single:
        app.command(name, cls=Command)(command)

    families: list[tuple[str, str, dict[str, Any]]] = [
        (
            "demo",
            "Dữ liệu thử: tỉnh demo với số liệu hư cấu.",
            {"load": installation.load, "reset": installation.reset},
        ),
        ("settings", "Thiết lập của thư mục nhà.", {"show": settings.show, "set": settings.change}),
        (
            "officer",
            "Tài khoản cán bộ.",
            {
                "add": people.add,
                "list": people.officers,
                "email": briefs.email,
                "digest": briefs.digest,
                "password": people.password,
                "close": people.close,
                "reach": people.limit,
                "visits": people.visits,
                "end-visits": people.end_visits,
                "reset-second-factor": people.reset_second_factor,
                "delegate": standing_in.delegate,
                "delegations": standing_in.delegations,
                "undelegate": standing_in.undelegate,
            },
        ),
        (
            "programme",
            "Nhập chương trình mới hoặc sửa đổi, không cần khởi động lại.",
            {
                "import": importing.propose,
                "list": importing.proposals,
                "confirm": importing.confirm,
                "drop": importing.drop,
            },
        ),
        (
            "days-off",
            "Bảng ngày nghỉ của một năm: lấy về, sửa, đề xuất.",
            {"template": days_off.template, "propose": days_off.propose},
        ),
        (
            "extension",
            "Đề nghị gia hạn của các đơn vị: xem, đồng ý, không đồng ý; gia hạn khi chưa có đề nghị.",
            {
                "list": extending.requests,
                "grant": extending.grant,
                "refuse": extending.refuse,
                "give": extending.give,
            },
        ),
        (
            "order",
            "Lệnh điều hành lập từ Prefect UI: xem, xác nhận, không đồng ý.",
            {
                "list": ordering.orders,
                "show": ordering.show_order,
                "confirm": ordering.confirm_order,
                "refuse": ordering.refuse_order,
            },
        ),
        (
            "templates",
            "Mẫu văn bản sửa được trong Word.",
            {"export": papers.export, "check": papers.check, "variables": papers.variables},
        ),
        (
            "handover",
            "Bàn giao bàn làm việc của một cán bộ cho người khác.",
            {"pack": handing_over.pack, "open": handing_over.take},
        ),
        (
            "contacts",
            "Đầu mối liên hệ: xóa thông tin không còn cần giữ.",
            {"erase": contacts.erase},
        ),
        (
            "journal",
            "Sổ nhật ký: xuất, kiểm tra nguyên vẹn, đọc lại các quyết định.",
            {"export": journal.export, "verify": journal.verify, "replay": journal.replay},
        ),
        ("outbox", "Tin nhắc đã lập và tình trạng gửi.", {"resend": post.resend}),
        ("backup", "Sao lưu trong lúc đang chạy.", {"list": keeping.backups}),
        (
            "units",
            "Đơn vị và đầu mối liên hệ theo thời gian.",
            {"template": units.template, "import": units.import_units, "doctor": units.doctor},
        ),
        (
            "succession",
            "Biến động đơn vị: đề xuất kèm căn cứ, xác nhận, hoàn tác.",
            {
                "propose": succession.propose,
                "show": succession.show_changes,
                "confirm": succession.confirm,
                "undo": succession.undo,
                "drop": succession.drop,
            },
        ),
    ]
    alone: dict[str, Any] = {
        "backup": keeping.backup,
        "outbox": post.outbox,
        "units": units.units,
        "templates": papers.templates,
    }  # words that answer by themselves, too
    for family, help_text, commands in families:
        group = typer.Typer(cls=Group, help=help_text, context_settings=SETTINGS, rich_markup_mode=None)
        for name, command in commands.items():
            group.command(name, cls=Command)(command)
        if family in alone:
            group.callback(invoke_without_command=True)(alone[family])
        app.add_typer(group, name=family)
    return app


def opening(
    ctx: typer.Context,
    home: str | None = typer.Option(
        None,
        "--home",
        parser=word,
        metavar="THƯ_MỤC",
        help="thư mục nhà (mặc định: DONDOC_HOME, hoặc thư mục dữ liệu người dùng)",
    ),
) -> None:
    """Đôn Đốc: đơn vị nào có việc gì, hạn ngày nào; nhắc đúng lúc, nộp nhanh, tổng hợp không sai."""


app = build()


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    typer.main.get_command(app).main()


if __name__ == "__main__":
    main()
