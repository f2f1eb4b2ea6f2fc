"""Commands that bring new or changed rules into a running home: propose, see what moves, confirm by name, or drop."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from deployments.commands.answers import note, print_json, print_table, say
from deployments.commands.grammar import whole_number
from deployments.commands.moving import tell_preview
from deployments.commands.naming import named_officer
from deployments.commands.opening import HANOI, data_of, filled_home, now, rules_of
from models.errors import Refused

if TYPE_CHECKING:
    from models.settings import Home

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
NUMBER = typer.Argument(..., metavar="SỐ", parser=whole_number, help="số của đề xuất")
OFFICER = typer.Option(..., "--officer", metavar="CÁN_BỘ", help="cán bộ quyết định")


def propose(
    ctx: typer.Context,
    source: Path = typer.Argument(
        ..., metavar="THƯ_MỤC|ZIP|TỆP", help="một chương trình, một bộ quy tắc hoặc một tệp .yaml"
    ),
    by: str = typer.Option(..., "--officer", metavar="CÁN_BỘ", help="cán bộ lập đề xuất"),
    as_json: bool = JSON,
) -> None:
    """Kiểm tra quy tắc mới, xem thời hạn nào dịch chuyển; chưa áp dụng cho đến khi có cán bộ xác nhận."""
    from deployments.commands.rule_sources import rules_from

    home = filled_home(ctx)
    propose_rules(home, rules_from(source, rules_of(home)), by, as_json)


def propose_rules(home: Home, archive: dict[str, str], by: str, as_json: bool) -> None:
    """Check the texts, keep them as a proposal, tell what it would move; rules that are in force make none.

    Errors: `Refused`, every fault noted.
    """
    from models.catalogue_change import completed, is_in_force, preview_of, problems
    from models.catalogue_change import propose as keep
    from models.officers import acting_officer

    archive = completed(home, archive)
    if is_in_force(home, archive):
        if as_json:
            print_json({"number": None})
        else:
            say("Quy tắc này giống hệt quy tắc đang dùng: không có gì thay đổi, không lập đề xuất.")
        return
    if wrong := problems(home, archive):
        for problem in wrong:
            note(f"Lỗi: {problem}")
        raise Refused(f"{len(wrong)} lỗi; chưa lập đề xuất. Sửa tệp rồi nhập lại.")
    with data_of(home) as session:
        change = keep(session, home, archive, acting_officer(session, by).username, now())
        preview, number = preview_of(change), change.id
    if as_json:
        print_json({"number": number, **preview})
        return
    tell_preview(preview)
    say(f"Đề xuất số {number} đã lưu, chưa áp dụng.")
    say(
        f"Áp dụng: dondoc programme confirm {number} --officer CÁN_BỘ · "
        f"bỏ: dondoc programme drop {number} --officer CÁN_BỘ"
    )


def proposals(ctx: typer.Context, as_json: bool = JSON) -> None:
    """Các đề xuất đã lập: chờ xác nhận, đã áp dụng, đã bỏ."""
    from models.catalogue_change import list_changes, preview_of

    words = {"proposed": "chờ xác nhận", "confirmed": "đã áp dụng", "dropped": "đã bỏ"}
    with data_of(filled_home(ctx)) as session:
        found = [(change, preview_of(change)) for change in list_changes(session)]
    if as_json:
        keys = ("programme", "state", "proposed_by", "proposed_at", "decided_by", "decided_at")
        print_json([{"number": c.id, **{key: getattr(c, key) for key in keys}} for c, _ in found])
        return
    print_table(
        f"{len(found)} đề xuất",
        ["Số", "Quy tắc", "Tình trạng", "Hạn dời", "Hạn mới", "Hạn bỏ", "Người lập", "Lập lúc", "Người quyết định"],
        [
            (
                str(c.id),
                c.programme,
                words[c.state],
                *(len(preview[key]) for key in ("moved", "new", "gone")),
                c.proposed_by,
                c.proposed_at.astimezone(HANOI),
                c.decided_by or None,
            )
            for c, preview in found
        ],
        right=("Số", "Hạn dời", "Hạn mới", "Hạn bỏ"),
    )


def confirm(ctx: typer.Context, number: int = NUMBER, officer: str = OFFICER) -> None:
    """Áp dụng một đề xuất. Hỏi mật khẩu của cán bộ xác nhận (hoặc DONDOC_OFFICER_PASSWORD)."""
    from models.catalogue_change import confirm as put_in_force

    home = filled_home(ctx)
    username = named_officer(home, officer)
    with data_of(home) as session:
        change = put_in_force(session, home, number, username, now())
        name = change.programme
    say(f"Đã áp dụng đề xuất số {number} ({name}). Có hiệu lực ngay, không cần khởi động lại.")


def drop(ctx: typer.Context, number: int = NUMBER, officer: str = OFFICER) -> None:
    """Bỏ một đề xuất."""
    from models.catalogue_change import drop as put_aside
    from models.officers import acting_officer

    with data_of(filled_home(ctx)) as session:
        put_aside(session, number, acting_officer(session, officer).username, now())
    say(f"Đã bỏ đề xuất số {number}.")
