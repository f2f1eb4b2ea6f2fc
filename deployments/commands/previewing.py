"""The command that shows a day before it comes: what every unit would be told, and why the others hear nothing."""

from __future__ import annotations

from datetime import date

import typer

from deployments.commands.answers import print_json, print_table, say
from deployments.commands.grammar import day, word
from deployments.commands.opening import data_of, filled_home, now, programme_of, rules_of, unit_of

SHOWN = 40  # rows of a table; a day of a province is read as a whole in JSON, or unit by unit


def preview(
    ctx: typer.Context,
    on: date = typer.Argument(..., parser=day, metavar="NGÀY", help="ngày cần xem, ví dụ 2026-12-01"),
    programme: str | None = typer.Option(
        None, "--programme", "-p", parser=word, metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05"
    ),
    unit: str | None = typer.Option(None, "--unit", "-u", parser=word, metavar="ĐƠN_VỊ", help="mã hoặc tên đơn vị"),
    full: bool = typer.Option(False, "--full", help="kèm toàn văn từng tin"),
    as_json: bool = typer.Option(False, "--json", help="in JSON, chỉ JSON"),
) -> None:
    """Xem trước một ngày: ai nhận tin gì, qua kênh nào, từ mấy giờ; ai không nhận và vì sao. Không ghi, không gửi."""
    from tasks.preview import letter_row, preview_day, preview_json, preview_row, preview_words

    home = filled_home(ctx)
    slug = programme_of(rules_of(home), programme) if programme else ""
    unit_id = ""
    if unit:
        with data_of(home) as session:
            unit_id = unit_of(session, unit, on)
    report = preview_day(home, on, now(), slug, unit_id)
    if as_json:
        print_json(preview_json(report))
        return
    for line in preview_words(report):
        say(line)
    if report.letters and full:
        for letter in report.letters:
            to, channel, address, at, subject = letter_row(letter)
            say(f"\n── {to} · {channel} · {address} · từ {at}\n{subject}\n\n{letter.body}")
    elif report.letters:
        rows = [letter_row(letter) for letter in report.letters]
        print_table("Tin sẽ gửi", ["Nơi nhận", "Kênh", "Địa chỉ", "Gửi từ", "Tiêu đề"], rows[:SHOWN])
        _tell_rest(len(rows))
    if report.silent:
        silent = [preview_row(line) for line in report.silent]
        columns = ["Đơn vị", "Nhiệm vụ", "Kỳ", "Nấc", "Không nhắc vì"]
        print_table("Không nhắc", columns, [[row[c] for c in columns] for row in silent[:SHOWN]])
        _tell_rest(len(silent))


def _tell_rest(count: int) -> None:
    if count > SHOWN:
        say(f"… và {count - SHOWN} dòng nữa. Xem từng đơn vị với --unit, hoặc tất cả với --json.")
