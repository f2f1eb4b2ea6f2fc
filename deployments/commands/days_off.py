"""Commands about a year's days off: a table to fill in, and proposing it: what would move, who would be told."""

from __future__ import annotations

from pathlib import Path

import typer

from deployments.commands.answers import say, write_whole
from deployments.commands.grammar import whole_number
from deployments.commands.importing import propose_rules
from deployments.commands.opening import filled_home, home_of, rules_of
from models.errors import Refused

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")


def template(
    ctx: typer.Context,
    year: int = typer.Argument(..., metavar="NĂM", parser=whole_number, help="năm, ví dụ 2027"),
    file: Path | None = typer.Argument(None, metavar="[TỆP]", help="ghi vào tệp này thay vì in ra, ví dụ 2027.yaml"),
) -> None:
    """Bảng ngày nghỉ của một năm để sửa theo thông báo: bảng đang dùng, hoặc bản dự thảo theo luật và âm lịch."""
    from models.day_off_drafts import FIRST_YEAR, LAST_YEAR, drafted_table, table_text

    table = rules_of(home_of(ctx)).tables.get(year)
    if table is None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused(f"Chỉ dự thảo được lịch nghỉ các năm {FIRST_YEAR}–{LAST_YEAR}.")
    text = f"{_HOW_TO.format(year=year)}{table_text(table or drafted_table(year))}"
    if file is None:
        say(text.rstrip())
        return
    if file.exists():
        raise Refused(f"Đã có {file}; không ghi đè. Chọn tên khác hoặc dời tệp cũ.")
    write_whole(file, text.encode())
    say(f"Đã ghi {file}. Sửa theo thông báo rồi chạy: dondoc days-off propose {file} --officer CÁN_BỘ")


def propose(
    ctx: typer.Context,
    file: Path = typer.Argument(..., metavar="TỆP", help="bảng ngày nghỉ, tên tệp là năm, ví dụ 2027.yaml"),
    by: str = typer.Option(..., "--officer", metavar="CÁN_BỘ", help="cán bộ lập đề xuất"),
    as_json: bool = JSON,
) -> None:
    """Đề xuất bảng ngày nghỉ: xem hạn nào dời, đơn vị nào chịu, ai sẽ được nhắc; chưa áp dụng."""
    from deployments.commands.rule_sources import rules_from

    home = filled_home(ctx)
    archive = rules_from(file, rules_of(home))
    if strangers := sorted(path for path in archive if not path.startswith("days_off/")):
        raise Refused(f"{strangers[0]} không phải bảng ngày nghỉ (days_off/<năm>.yaml). Dùng: dondoc programme import")
    propose_rules(home, archive, by, as_json)


_HOW_TO = """\
# Bảng ngày nghỉ năm {year}. Sửa theo thông báo rồi đề xuất: dondoc days-off propose {year}.yaml --officer CÁN_BỘ
# status: official khi đã có thông báo (ghi số, ngày vào source); provisional khi còn dự kiến.
# days_off: ngày nghỉ (day, hoặc from và to). working_weekends: thứ Bảy, Chủ nhật làm bù.
"""
