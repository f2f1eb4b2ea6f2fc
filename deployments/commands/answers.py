"""How the console answers: JSON alone on stdout for machines, tables for people, progress on stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from models.errors import Refused


def print_json(value: Any) -> None:
    """JSON and nothing else; a list an object a line, which reads well and is written ten times as fast."""
    if not isinstance(value, list) or not value:
        print(json.dumps(value, ensure_ascii=False, indent=1, default=_plain))
        return
    rows = (json.dumps(row, ensure_ascii=False, default=_plain) for row in value)
    print("[\n" + ",\n".join(rows) + "\n]")


def print_table(title: str, columns: list[str], rows: Iterable[Iterable[Any]], *, right: tuple[str, ...] = ()) -> None:
    """A table as wide as it needs to be when piped, as wide as the screen otherwise."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for name in columns:
        table.add_column(name, justify="right" if name in right else "left", overflow="fold")
    for row in rows:
        table.add_row(*[cell(value) for value in row])
    console = Console(markup=False, highlight=False, width=None if sys.stdout.isatty() else 160)
    console.print(table)


def cell(value: Any) -> str:
    """One value as a Vietnamese reader expects it in a table."""
    if value is None:
        return "—"
    if isinstance(value, bool):
        return "có" if value else "không"
    if isinstance(value, datetime):
        if value.tzinfo is not None:  # officers read the clock on their wall
            from models.quiet_hours import HANOI

            value = value.astimezone(HANOI)
        return value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        from models.dates_in_words import day_text

        return day_text(value)
    if isinstance(value, (int, float, Decimal)):
        return number(value)
    return str(value)


def number(value: int | float | Decimal) -> str:
    """1234.5 as 1.234,5."""
    text = f"{value:,}" if isinstance(value, int) else f"{value:,.3f}".rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def say(text: str = "") -> None:
    print(text)


def note(text: str) -> None:
    """A remark beside the answer: never on stdout, where JSON may be read."""
    print(text, file=sys.stderr)


@contextmanager
def progress(title: str, total: int) -> Iterator[Any]:
    """A bar on stderr while long work lasts; call what is yielded with what is being done. Silent when not a screen."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True, markup=False)
    with Progress(*columns, console=console, transient=True, disable=not sys.stderr.isatty()) as bar:
        job = bar.add_task(title, total=total)

        def step(doing: str = "", by: int = 1) -> None:
            bar.update(job, advance=by, description=doing or title)

        yield step


def write_whole(file: Path, content: bytes) -> None:
    """Whoever opens the file sees the old one or the new one, never half of it."""
    if not file.parent.is_dir():
        raise Refused(f"Không có thư mục {file.parent}. Đề nghị tạo thư mục hoặc chọn nơi khác.")
    draft = file.with_name(f".{file.name}.new")
    try:
        draft.write_bytes(content)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, (set, frozenset, tuple)):
        return sorted(value) if not isinstance(value, tuple) else list(value)
    raise TypeError(f"cannot be written as JSON: {type(value).__name__}")
