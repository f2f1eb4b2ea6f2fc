"""Commands about the journal: take it away, see that it is whole, read the decisions back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import typer

from deployments.commands.answers import cell, note, number, print_json, print_table, say
from deployments.commands.grammar import day
from deployments.commands.opening import data_of, filled_home, now

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")


def export(
    ctx: typer.Context,
    out: Path = typer.Option(..., "--out", metavar="THƯ_MỤC", help="thư mục nhận sổ nhật ký"),
    year: int | None = typer.Option(None, "--year", metavar="NĂM", help="chỉ một năm; bỏ trống: mọi năm"),
) -> None:
    """Xuất sổ nhật ký: mỗi năm một tệp JSON lines, kèm chương trình kiểm tra chạy được ở máy bất kỳ có Python."""
    from tasks.journal_export import VERIFIER, export_journal

    made = export_journal(filled_home(ctx), out, year=year, now=now())
    for file in made.files:
        say(str(file))
    n, seal = made.last
    note(f"{number(made.lines)} dòng. Kiểm tra: python {VERIFIER} nhat-ky-*.jsonl --head {n}:{seal}")


def verify(
    ctx: typer.Context,
    known: str | None = typer.Option(
        None, "--head", metavar="SỐ_DÒNG:DẤU", help="dấu đã in trong bản tin hoặc bản sao lưu, để biết có bị cắt bớt"
    ),
    as_json: bool = JSON,
) -> None:
    """Kiểm tra nhật ký trong cơ sở dữ liệu còn nguyên vẹn; có sai lệch thì mã thoát 1."""
    from tasks.journal_export import read_head
    from tasks.journal_export import verify as look

    found = look(filled_home(ctx), read_head(known) if known else None)
    last = {"n": found.head.n, "sha256": found.head.sha256, "at": found.head.at} if found.head else None
    if as_json:
        print_json({"lines": found.lines, "head": last, "faults": found.faults})
    else:
        for fault in found.faults:
            say(fault)
        say(f"{number(found.lines)} dòng, {'có sai lệch' if found.faults else 'nguyên vẹn'}.")
        if found.head:
            say(f"Dấu cuối: {found.head.n}:{found.head.sha256}")
    if found.faults:
        raise typer.Exit(1)


def replay(
    ctx: typer.Context,
    on: date | None = typer.Option(None, "--on", parser=day, metavar="NGÀY", help="như đến hết ngày này"),
    kind: str | None = typer.Option(None, "--kind", metavar="LOẠI", help="chỉ một loại quyết định, ví dụ extension"),
    as_json: bool = JSON,
) -> None:
    """Đọc lại các quyết định từ nhật ký như đến hết một ngày: ai, lúc nào, nội dung, căn cứ; đối chiếu với dữ liệu.

    Không ghi ngày thì so với dữ liệu hiện có; quyết định nào chỉ có ở một bên thì nêu tên, mã thoát 1.
    """
    from models.errors import Refused
    from models.vocabulary import DecisionKind
    from tasks.replay import replayed

    if kind and kind not in list(DecisionKind):
        raise Refused(f"Không có loại “{kind}”. Các loại: {', '.join(f'{k.value} ({k.label})' for k in DecisionKind)}.")
    home = filled_home(ctx)
    with data_of(home) as session:
        told = replayed(session, on, is_demo=home.settings().is_demo)
    rows: list[dict[str, Any]] = [
        {"kind": of.value, "subject": subject, "says": word.says, "by": word.by, "at": word.at, "ground": word.ground}
        for (of, subject), word in sorted(told.words.items(), key=lambda one: (one[1].at, one[0]))
        if kind in (None, of.value)
    ]
    if as_json:
        print_json({"on": on, "decisions": rows, "disagreements": told.disagreements})
    else:
        if not rows:
            until = f" đến hết ngày {cell(on)}" if on else ""
            say(f"Không có quyết định nào{' thuộc loại này' if kind else ''} trong nhật ký{until}.")
        else:
            print_table(
                "",
                ["Loại", "Việc", "Nội dung", "Người", "Lúc", "Căn cứ"],
                [
                    [DecisionKind.of(r["kind"]).label, *(r[k] for k in ("subject", "says", "by", "at", "ground"))]
                    for r in rows
                ],
            )
        for said in told.disagreements:
            say(said)
        if told.loaded:
            note(f"Số liệu demo nạp sẵn có {told.loaded} quyết định không do ai quyết định nên không có trong nhật ký.")
        if on is None:
            say("Nhật ký và dữ liệu " + ("có chỗ không khớp." if told.disagreements else "khớp nhau."))
    if told.disagreements:
        raise typer.Exit(1)
