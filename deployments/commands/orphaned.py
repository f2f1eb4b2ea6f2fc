"""Commands about duties whose unit is no more: what has no holder, and a person's word on it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import typer

from deployments.commands.answers import cell, print_json, print_table, say
from deployments.commands.grammar import day, word
from deployments.commands.opening import data_of, filled_home, now, programme_of, rules_of, today, unit_of

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
MOST_NAMED = 3


def orphans(
    ctx: typer.Context,
    on: date | None = typer.Option(
        None, "--on", parser=day, metavar="NGÀY", help="tính đến ngày này (mặc định: hôm nay)"
    ),
    programme: str | None = typer.Option(
        None, "--programme", "-p", parser=word, metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05"
    ),
    every: bool = typer.Option(False, "--all", help="mọi nhiệm vụ của đơn vị đã kết thúc, kể cả đã có nơi nhận"),
    as_json: bool = JSON,
) -> None:
    """Nhiệm vụ không còn chủ thể: đơn vị đã kết thúc, chưa có hoặc không có nơi kế thừa; căn cứ từng trường hợp."""
    from models.dispositions import dispositions

    home = filled_home(ctx)
    catalogue = rules_of(home)
    on = on or today()
    slug = programme_of(catalogue, programme) if programme else None
    with data_of(home) as session:
        found = [d for d in dispositions(session, catalogue, on, slug) if every or d.is_orphan]
    if as_json:
        print_json([each.as_json() for each in found])
        return
    rows = sorted(_grouped(found), key=lambda row: (row[0] != "chờ quyết định", row[1]))
    print_table(
        f"{'Nhiệm vụ của đơn vị đã kết thúc' if every else 'Nhiệm vụ không còn chủ thể'} tính đến {cell(on)}",
        ["Xử lý", "Nhiệm vụ", "Đơn vị", "Số", "Từ ngày", "Nơi nhận", "Căn cứ"],
        rows,
        right=("Số",),
    )
    waiting = sum(d.kind == "waiting" for d in found)
    if waiting:
        say(f"{cell(waiting)} trường hợp chờ quyết định; không trường hợp nào tính quá hạn trong khi chờ.")
        one = next(d for d in found if d.kind == "waiting")
        told = f"dondoc dispose {one.programme} {one.duty} {one.unit_id} CÁCH --basis CĂN_CỨ --officer TÊN"
        say(f"Quyết định, ví dụ: {told} (CÁCH và đơn vị nhận: dondoc dispose --help)")
    elif not found:
        say("Không có nhiệm vụ nào mất chủ thể.")


def dispose(
    ctx: typer.Context,
    programme: str = typer.Argument(..., metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05"),
    duty: str = typer.Argument(..., metavar="NHIỆM_VỤ", help="mã nhiệm vụ, hoặc “*” là mọi nhiệm vụ của chương trình"),
    unit: str = typer.Argument(
        ..., metavar="ĐƠN_VỊ", help="đơn vị đã kết thúc: mã hoặc tên; “*” là mọi đơn vị mà nhiệm vụ đang chờ quyết định"
    ),
    kind: str = typer.Argument(
        ...,
        metavar="CÁCH",
        help="ended (kết thúc), passed (chuyển), shared (chia), rerouted (đổi nơi gửi) hoặc waiting (chờ)",
    ),
    to: list[str] = typer.Option(
        [], "--to", metavar="ĐƠN_VỊ", help="đơn vị nhận nhiệm vụ hoặc nơi nhận mới; ghi nhiều lần được"
    ),
    since: date | None = typer.Option(
        None, "--from", parser=day, metavar="NGÀY", help="có hiệu lực từ ngày (mặc định: ngay sau khi đơn vị kết thúc)"
    ),
    basis: str = typer.Option(..., "--basis", parser=word, metavar="CĂN_CỨ", help="số, ngày văn bản hoặc lý do"),
    officer: str = typer.Option(..., "--officer", metavar="CÁN_BỘ", help="cán bộ quyết định"),
) -> None:
    """Quyết định xử lý nhiệm vụ của đơn vị đã kết thúc. Hỏi mật khẩu cán bộ (hoặc DONDOC_OFFICER_PASSWORD)."""
    from deployments.commands.naming import named_officer
    from models.disposing import dispose as decide
    from models.units import Unit
    from models.vocabulary import DispositionKind

    home = filled_home(ctx)
    catalogue = rules_of(home)
    slug, of_duty = programme_of(catalogue, programme), "" if duty == "*" else duty
    username = named_officer(home, officer)
    with data_of(home) as session:
        if unit == "*":
            units = _waiting(session, catalogue, slug, of_duty, kind)
        else:
            units = [unit_of(session, unit, today())]
        begins = since or max(session.get_one(Unit, id).valid_to or today() for id in units) + timedelta(days=1)
        heirs = list(dict.fromkeys(unit_of(session, heir, begins) for heir in to))
        decide(
            session,
            catalogue,
            programme=slug,
            duty=of_duty,
            units=units,
            kind=kind,
            to=heirs,
            effective_on=since,
            basis=basis,
            by=username,
            now=now(),
        )
        spoken_of, taking = (_some([session.get_one(Unit, id).name for id in ids]) for ids in (units, heirs))
    what = f"nhiệm vụ {of_duty}" if of_duty else "mọi nhiệm vụ"
    how_many = f"{cell(len(units))} đơn vị ({spoken_of})" if len(units) > 1 else spoken_of
    say(f"Đã ghi quyết định: {what} của {how_many}: {DispositionKind.of(kind).label}{f': {taking}' if taking else ''}.")


def _waiting(session: Any, catalogue: Any, slug: str, duty: str, kind: str) -> list[str]:
    """Every ended unit of whose duty nobody decided yet, or, where a way is changed, to which it was sent."""
    from models.dispositions import orphans as ask
    from models.errors import Refused
    from models.vocabulary import DispositionKind

    waiting = [d for d in ask(session, catalogue, today(), slug) if d.kind is DispositionKind.WAITING]
    is_way = kind == DispositionKind.REROUTED
    found = [d.unit_id for d in waiting if duty in ("", d.duty) and d.is_receiver == is_way]
    if not found:
        raise Refused(f"Không có đơn vị nào đang chờ quyết định về {duty or slug}. Đề nghị xem: dondoc orphans --all")
    return list(dict.fromkeys(found))


def _grouped(found: list[Any]) -> list[tuple[Any, ...]]:
    """One line for all units of one duty with the same outcome on the same ground."""
    groups: dict[tuple[Any, ...], list[Any]] = {}
    for d in found:
        groups.setdefault((d.programme, d.duty, d.is_receiver, d.kind, d.basis, d.effective_on, d.by), []).append(d)
    rows = []
    for (_, duty, is_receiver, kind, basis, effective_on, by), of_group in groups.items():
        heirs = sorted({name for d in of_group for _, name in d.to})
        rows.append(
            (
                kind.label,
                f"{duty} {of_group[0].title}{' (nơi nhận)' if is_receiver else ''}",
                _some([d.unit_name for d in of_group]),
                len(of_group),
                effective_on,
                _some(heirs) or None,
                f"{basis} ({by})" if by else basis,
            )
        )
    return rows


def _some(names: list[str]) -> str:
    more = f"… (+{len(names) - MOST_NAMED})" if len(names) > MOST_NAMED else ""
    return "; ".join(sorted(names)[:MOST_NAMED]) + more
