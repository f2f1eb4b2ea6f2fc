"""Commands about what is not said: mutes of an officer, and how many messages a year the ladders mean."""

from __future__ import annotations

from datetime import date
from typing import Any

import typer

from deployments.commands.answers import cell, print_json, print_table, say
from deployments.commands.grammar import day, whole_number, word
from deployments.commands.opening import data_of, filled_home, home_of, now, programme_of, rules_of, today, unit_of

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
PROGRAMME = typer.Option(
    None, "--programme", "-p", parser=word, metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05"
)
UNIT = typer.Option(None, "--unit", "-u", parser=word, metavar="ĐƠN_VỊ", help="mã hoặc tên đơn vị")
OFFICER = typer.Option(..., "--officer", parser=word, metavar="CÁN_BỘ", help="cán bộ quyết định")


def burden(
    ctx: typer.Context,
    programme: str | None = PROGRAMME,
    unit: str | None = UNIT,
    year: int | None = typer.Option(None, "--year", parser=whole_number, metavar="NĂM", help="mặc định: năm nay"),
    figures: bool = typer.Option(False, "--figures", help="gánh nặng số liệu: ô, giờ công, chỉ tiêu chưa ai dùng"),
    as_json: bool = JSON,
) -> None:
    """Một đơn vị nhận bao nhiêu tin nhắc trong năm: khi luôn nộp đúng hạn, khi không nộp; so với định mức."""
    if figures:
        from deployments.commands.measuring import burden_of_figures

        _refuse_year(year := year or today().year)
        burden_of_figures(ctx, programme, year, as_json)
        return
    from models.budget import burdens

    home = filled_home(ctx) if unit else home_of(ctx)
    catalogue = rules_of(home)
    slug, year = programme_of(catalogue, programme) if programme else None, year or today().year
    _refuse_year(year)
    if unit:
        _burden_of_unit(home, catalogue, unit, slug, year, as_json)
        return
    found = burdens(catalogue, year, slug)
    if as_json:
        print_json([each.as_json() for each in found])
        return
    _tell(f"Tin nhắc dự kiến cho một đơn vị trong năm {year}", found)


def _burden_of_unit(home: Any, catalogue: Any, unit: str, slug: str | None, year: int, as_json: bool) -> None:
    from models.budget import burdens_of_unit, heard
    from models.map_of_day import name_on
    from models.units import Unit
    from models.workdays import DAY

    with data_of(home) as session:
        id = unit_of(session, unit, today())
        name = name_on(session, session.get_one(Unit, id), today())
        found = [b for b in burdens_of_unit(session, catalogue, id, name, year) if slug in (None, b.programme)]
        until = min(today() + DAY, date(year, 12, 31))
        sent = heard(session, list(catalogue.programmes), until, [id]) if until.year == year else {}
    if as_json:
        print_json([{**each.as_json(), "unit": id, "heard": sent.get((each.programme, id))} for each in found])
        return
    if not found:
        say(f"{name}: không có việc nào được nhắc trong năm {year}.")
        return
    _tell(f"Tin nhắc của {name} trong năm {year}", found)
    for (programme, _), count in sorted(sent.items()):
        say(f"{programme}: đã nhận {cell(count)} tin nhắc trong năm.")


def mute(
    ctx: typer.Context,
    until: date = typer.Option(..., "--until", parser=day, metavar="NGÀY", help="ngày cuối không nhắc"),
    reason: str = typer.Option(..., "--reason", parser=word, metavar="LÝ_DO", help="vì sao tạm ngừng nhắc"),
    officer: str = OFFICER,
    unit: str | None = UNIT,
    programme: str | None = PROGRAMME,
    duty: str | None = typer.Option(
        None, "--duty", parser=word, metavar="NHIỆM_VỤ", help="mã nhiệm vụ hoặc yêu cầu của chương trình"
    ),
) -> None:
    """Tạm ngừng nhắc một đơn vị, một chương trình hoặc một nhiệm vụ đến hết một ngày, có lý do và tên cán bộ."""
    from models.mutes import mute as hush
    from models.officers import acting_officer_for

    home = filled_home(ctx)
    catalogue = rules_of(home)
    slug = programme_of(catalogue, programme) if programme else ""
    with data_of(home) as session:
        unit_id = unit_of(session, unit, today()) if unit else ""
        about = {"unit_ids": [unit_id] if unit else [], "programmes": [slug] if slug else []}
        row = hush(
            session,
            catalogue,
            programme=slug,
            duty=duty or "",
            unit_id=unit_id,
            until=until,
            reason=reason,
            by=acting_officer_for(session, officer, today(), **about).username,
            now=now(),
        )
        id = row.id
    say(f"Đã tạm ngừng nhắc đến hết ngày {cell(until)} (lệnh số {id}).")
    say(f"Thôi sớm hơn: dondoc unmute {id} --officer TÊN")


def unmute(
    ctx: typer.Context,
    number: int = typer.Argument(..., metavar="SỐ", parser=whole_number, help="số của lệnh, xem bằng dondoc mutes"),
    officer: str = OFFICER,
) -> None:
    """Thôi tạm ngừng nhắc: từ lượt lập tin tới, việc trong phạm vi ấy được nhắc như thường."""
    from models.mutes import unmute as lift
    from models.officers import acting_officer

    home = filled_home(ctx)
    with data_of(home) as session:
        lift(session, number, by=acting_officer(session, officer).username, now=now())
    say(f"Đã thôi tạm ngừng nhắc (lệnh số {number}).")


def mutes(ctx: typer.Context, as_json: bool = JSON) -> None:
    """Các lệnh tạm ngừng nhắc đang có hiệu lực."""
    from sqlmodel import col, select

    from models.mutes import mutes_on
    from models.units import Unit

    with data_of(filled_home(ctx)) as session:
        found = mutes_on(session, today(), now())
        ids = {row.unit_id for row in found} - {""}
        names = dict(session.exec(select(Unit.id, Unit.name).where(col(Unit.id).in_(ids))).all())
    if as_json:
        keys = ("id", "programme", "duty", "unit_id", "until", "reason", "by", "at")
        print_json([{key: getattr(row, key) for key in keys} for row in found])
        return
    if not found:
        say("Không có lệnh tạm ngừng nhắc nào đang có hiệu lực.")
        return
    print_table(
        "Đang tạm ngừng nhắc",
        ["Số", "Đơn vị", "Chương trình", "Nhiệm vụ", "Đến hết ngày", "Lý do", "Cán bộ"],
        [
            (
                str(row.id),
                names.get(row.unit_id, row.unit_id) or "mọi đơn vị",
                row.programme or "mọi chương trình",
                row.duty or "mọi nhiệm vụ",
                row.until,
                row.reason,
                row.by,
            )
            for row in found
        ],
        right=("Số",),
    )


def _tell(title: str, found: list[Any]) -> None:
    print_table(
        title,
        ["Đơn vị", "Chương trình", "Luôn nộp đúng hạn", "Không nộp", "Định mức", ""],
        [
            (
                each.who,
                each.programme or "mọi chương trình, gộp theo ngày",
                each.planned,
                each.most,
                each.budget,
                "vượt định mức" if each.is_over else "",
            )
            for each in found
        ],
        right=("Luôn nộp đúng hạn", "Không nộp", "Định mức"),
    )
    say("Mỗi ngày nhiều nhất một tin (bản tin gộp); không kể yêu cầu khẩn.")


def _refuse_year(year: int) -> None:
    from models.errors import Refused

    if not 2000 <= year <= 2100:
        raise Refused(f"Năm {year} không có trong lịch. Đề nghị ghi một năm từ 2000 đến 2100.")
