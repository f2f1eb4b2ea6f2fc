"""Commands about units and their contacts: the map of a day, Excel in and out, and the examination of a map file."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import typer

from deployments.commands.answers import cell, print_json, print_table, say, write_whole
from deployments.commands.grammar import day
from deployments.commands.opening import data_of, filled_home, now, rules_of, today
from models.errors import Refused

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")


def units(
    ctx: typer.Context,
    on: date | None = typer.Option(
        None, "--on", parser=day, metavar="NGÀY", help="đơn vị có trong ngày này (mặc định: hôm nay)"
    ),
    tree: str | None = typer.Option(None, "--tree", metavar="HỆ", help="ví dụ territory, police, front"),
    level: str | None = typer.Option(None, "--level", metavar="CẤP", help="tinh, huyen hoặc xa"),
    as_json: bool = JSON,
) -> None:
    """Các đơn vị có trong một ngày, theo tên và cấp trên của ngày ấy."""
    if ctx.invoked_subcommand:
        return
    from models.map_of_day import unit_of_day, units_on
    from models.vocabulary import Level, Tree

    for value, kinds, words in ((tree, Tree, "hệ"), (level, Level, "cấp")):
        if value is not None and value not in {member.value for member in kinds}:
            raise Refused(f"Không có {words} “{value}”. Chọn một trong: {', '.join(member.value for member in kinds)}.")
    on = on or today()
    with data_of(filled_home(ctx)) as session:
        found = list(units_on(session, on, tree=tree or "", level=level or "").values())
        known = {unit.id: unit.name for unit in found}
        for parent in {unit.parent_id for unit in found if unit.parent_id} - set(known):
            if above := unit_of_day(session, parent, on):
                known[parent] = above.name
    if as_json:
        print_json([asdict(unit) for unit in found])
        return
    print_table(
        f"{cell(len(found))} đơn vị trong ngày {cell(on)}",
        ["Mã", "Hệ", "Cấp", "Tên", "Trực thuộc", "Từ", "Đến"],
        [
            (
                u.id,
                Tree.of(u.tree).label,
                Level.of(u.level).label,
                u.name,
                known.get(u.parent_id or ""),
                u.valid_from,
                u.valid_to,
            )
            for u in found
        ],
    )


def doctor(
    file: Path = typer.Argument(..., metavar="TỆP.json", help="bản đồ đơn vị, dạng như programmes/units/*.json"),
    as_json: bool = JSON,
) -> None:
    """Khám một bản đồ đơn vị: liên kết kế thừa không thể có, chỗ mâu thuẫn, chỗ thiếu căn cứ."""
    from models.unit_doctor import examine
    from models.unit_sources import read_map

    found, lines = read_map(file)
    findings = examine(found, file.name, lines)
    if as_json:
        print_json([{"file": file.name, **asdict(finding)} for finding in findings])
    else:
        for finding in findings:
            where = f"{file.name}:{finding.line}" if finding.line else file.name
            say(f"{where}: {finding.message} {finding.ask}")
        places, links = cell(len(found.units)), cell(len(found.succession))
        said = f"{cell(len(findings))} điều cần xem lại" if findings else "không thấy điều gì sai"
        say(f"{file.name}: {places} đơn vị, {links} liên kết kế thừa; {said}.")
    if findings:
        raise typer.Exit(1)


def template(
    ctx: typer.Context,
    file: Path = typer.Argument(..., metavar="TỆP.xlsx", help="tệp sẽ được tạo"),
    force: bool = typer.Option(False, "--force", help="ghi đè tệp đã có"),
) -> None:
    """Tạo biểu Excel đơn vị và đầu mối, đã điền sẵn những gì hệ thống đang có."""
    from deployments.unit_book import filled_template

    home = filled_home(ctx)
    if file.suffix.lower() != ".xlsx":
        raise Refused(f"Tên tệp phải có đuôi .xlsx, ví dụ {file.with_suffix('.xlsx')}.")
    if file.exists() and not force:
        raise Refused(f"{file} đã có. Thêm --force để ghi đè.")
    with data_of(home) as session:
        content = filled_template(session, today())
    write_whole(file, content)
    say(f"Đã tạo {file}. Điền rồi chạy: dondoc units import {file}")


def import_units(
    ctx: typer.Context,
    file: Path = typer.Argument(..., metavar="TỆP.xlsx", help="biểu đã điền"),
    dry_run: bool = typer.Option(False, "--dry-run", help="chỉ kiểm tra, không ghi"),
) -> None:
    """Nhập đơn vị và đầu mối từ Excel: có lỗi thì liệt kê hết và không ghi gì."""
    from deployments.unit_book import take_book

    home = filled_home(ctx)
    data = file.read_bytes()
    with data_of(home) as session:
        by = {"by": "dondoc", "secret": home.secret()}
        counts = take_book(session, rules_of(home), home.settings(), data, today(), now(), **by)
        if dry_run:
            session.rollback()
    say("Kiểm tra xong, chưa ghi gì." if dry_run else f"Đã nhập {file}.")
    print_table(
        "",
        ["", "Thêm", "Sửa", "Giữ nguyên"],
        [
            ("Đơn vị", counts.units_added, counts.units_changed, counts.units_same),
            ("Đầu mối liên hệ", counts.contacts_added, counts.contacts_changed, counts.contacts_same),
        ],
        right=("Thêm", "Sửa", "Giữ nguyên"),
    )
