"""Commands about changes of units: propose from a file, see, confirm by name, undo, or drop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from deployments.commands.answers import cell, note, print_json, print_table, say
from deployments.commands.grammar import whole_number
from deployments.commands.naming import named_officer
from deployments.commands.opening import HANOI, data_of, filled_home, now, rules_of
from models.errors import Refused

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
NUMBER = typer.Argument(..., metavar="SỐ", parser=whole_number, help="số của biến động")
OFFICER = typer.Option(..., "--officer", metavar="CÁN_BỘ", help="cán bộ quyết định")
MOST_TOLD, MOST_LISTED = 20, 40


def propose(
    ctx: typer.Context,
    file: Path = typer.Argument(..., metavar="TỆP", help="tệp .yaml hoặc .json ghi biến động đơn vị"),
    by: str = typer.Option(..., "--officer", metavar="CÁN_BỘ", help="cán bộ lập đề xuất"),
    dry_run: bool = typer.Option(False, "--dry-run", help="chỉ kiểm tra và xem trước, không lưu đề xuất"),
    as_json: bool = JSON,
) -> None:
    """Đề xuất một biến động đơn vị kèm căn cứ; chưa áp dụng cho đến khi có cán bộ xác nhận."""
    from models.officers import acting_officer
    from models.unit_act_files import act_complaints, read_act
    from models.unit_changes import problems, show
    from models.unit_changes import propose as keep

    home = filled_home(ctx)
    try:
        text = file.read_text("utf-8-sig")
    except UnicodeDecodeError as e:
        raise Refused(f"{file} không phải tệp chữ UTF-8. Đề nghị lưu lại với mã UTF-8.") from e
    _refuse(act_complaints(file.name, text))
    read = read_act(file.name, text)
    with data_of(home) as session:
        _refuse(problems(session, read))
        change = keep(session, read, acting_officer(session, by).username, now())
        shown = show(session, change.id or 0)
        if dry_run:
            session.rollback()
    if as_json:
        print_json({**shown, "number": None} if dry_run else shown)
        return
    _tell(shown)
    if dry_run:
        say("Kiểm tra xong, chưa lưu đề xuất.")
        return
    number = shown["number"]
    say(f"Đề xuất số {number} đã lưu, chưa áp dụng.")
    say(
        f"Áp dụng: dondoc succession confirm {number} --officer CÁN_BỘ · "
        f"bỏ: dondoc succession drop {number} --officer CÁN_BỘ"
    )


def show_changes(
    ctx: typer.Context,
    number: int | None = typer.Argument(None, metavar="SỐ", parser=whole_number, help="bỏ trống: xem danh sách"),
    as_json: bool = JSON,
) -> None:
    """Các biến động đơn vị đã đề xuất, xác nhận, bỏ hoặc hoàn tác; thêm số để xem một biến động."""
    from models.unit_changes import list_changes, show
    from models.vocabulary import ChangeState, UnitChangeKind

    with data_of(filled_home(ctx)) as session:
        found = [show(session, each.id or 0) for each in list_changes(session)] if number is None else []
        one = show(session, number) if number is not None else None
    if as_json:
        print_json(one if one is not None else found)
        return
    if one is not None:
        _tell(one)
        return
    print_table(
        f"{cell(len(found))} biến động đơn vị",
        ["Số", "Loại", "Nội dung", "Từ ngày", "Căn cứ", "Tình trạng", "Người lập", "Người quyết định"],
        [
            (
                str(c["number"]),
                UnitChangeKind.of(c["kind"]).label,
                c["title"],
                c["effective_on"],
                c["citation"] or None,
                ChangeState.of(c["state"]).label,
                c["proposed_by"],
                c["undone_by"] or c["decided_by"] or None,
            )
            for c in found
        ],
        right=("Số",),
    )


def confirm(ctx: typer.Context, number: int = NUMBER, officer: str = OFFICER) -> None:
    """Áp dụng một biến động. Hỏi mật khẩu của cán bộ xác nhận (hoặc DONDOC_OFFICER_PASSWORD)."""
    from models.unit_changes import confirm as put_in_force

    home = filled_home(ctx)
    username = named_officer(home, officer)
    rules = rules_of(home)
    with data_of(home) as session:
        title = put_in_force(session, rules, number, username, now()).title
    say(f"Đã áp dụng biến động số {number} ({title}). Hoàn tác: dondoc succession undo {number} --officer CÁN_BỘ")


def undo(ctx: typer.Context, number: int = NUMBER, officer: str = OFFICER) -> None:
    """Hoàn tác một biến động đã xác nhận: mọi dòng trở lại nguyên như trước. Hỏi mật khẩu của cán bộ."""
    from models.unit_changes import undo as take_back

    home = filled_home(ctx)
    username = named_officer(home, officer)
    rules = rules_of(home)
    with data_of(home) as session:
        title = take_back(session, rules, number, username, now()).title
    say(f"Đã hoàn tác biến động số {number} ({title}); đơn vị, kế thừa và phân công trở lại như trước.")


def drop(ctx: typer.Context, number: int = NUMBER, officer: str = OFFICER) -> None:
    """Bỏ một đề xuất chưa xác nhận."""
    from models.officers import acting_officer
    from models.unit_changes import drop as put_aside

    with data_of(filled_home(ctx)) as session:
        put_aside(session, number, acting_officer(session, officer).username, now())
    say(f"Đã bỏ đề xuất số {number}.")


def _refuse(wrong: list[Any]) -> None:
    for problem in wrong[:MOST_TOLD]:
        note(f"Lỗi: {problem}")
    if wrong:
        more = f" (chỉ in {MOST_TOLD} lỗi đầu)" if len(wrong) > MOST_TOLD else ""
        raise Refused(f"{len(wrong)} lỗi{more}; chưa lập đề xuất. Sửa tệp rồi đề xuất lại.")


def _tell(shown: dict[str, Any]) -> None:
    from models.vocabulary import ChangeState, UnitChangeKind

    kind, state = UnitChangeKind.of(shown["kind"]).label, ChangeState.of(shown["state"])
    say(f"{shown['title']} ({kind}), có hiệu lực từ {cell(shown['effective_on'])}; {state.label}.")
    issuer = f" ({shown['issuer']})" if shown["issuer"] else ""
    say(f"Căn cứ: {shown['citation'] or 'chưa ghi'}{issuer}.")
    decided = "bỏ" if state is ChangeState.DROPPED else "xác nhận"
    deeds = (("đề xuất", "proposed"), (decided, "decided"), ("hoàn tác", "undone"))
    story = [
        f"{shown[f'{who}_by']} {deed} lúc {cell(shown[f'{who}_at'].astimezone(HANOI))}"
        for deed, who in deeds
        if shown[f"{who}_by"]
    ]
    say(f"Diễn biến: {'; '.join(story)}.")
    rows = [
        *(("Lập mới", e["name"], _below(e["below"])) for e in shown["created"]),
        *(("Kết thúc", e["name"], _heirs(e)) for e in shown["ended"]),
        *(("Đổi tên", e["name"], e["becomes"]) for e in shown["renamed"]),
        *(("Chuyển", e["name"], _below(e["to"])) for e in shown["moved"]),
        *(("Chuyển chức năng", e["from_name"], e["to_name"]) for e in shown["functions"]),
    ]
    if rows:
        print_table("", ["Việc", "Đơn vị", "Kết quả"], rows[:MOST_LISTED])
    if len(rows) > MOST_LISTED:
        say(f"… và {cell(len(rows) - MOST_LISTED)} dòng nữa (xem đủ bằng --json).")
    bodies = shown["bodies"]
    if any(bodies.values()):
        words = (("created", "lập mới"), ("ended", "kết thúc"), ("renamed", "đổi tên"), ("moved", "chuyển"))
        told = ", ".join(f"{cell(bodies[key])} {text}" for key, text in words if bodies[key])
        say(f"Cơ quan, tổ chức đi theo địa bàn: {told}.")
    for words_of_notice in shown["notices"]:
        say(f"Lưu ý: {words_of_notice}")


def _below(parent: dict[str, str] | None) -> str:
    return f"trực thuộc {parent['name']}" if parent else "không có cấp trên"


def _heirs(ended: dict[str, Any]) -> str:
    if not ended["heirs"]:
        return f"không có đơn vị kế thừa: {ended['without_heir']}"
    told = []
    for heir in ended["heirs"]:
        share = f" {heir['share'] * 100:.4g}%".replace(".", ",") if heir["share"] is not None else ""
        mark = " (nối tiếp số liệu)" if heir["default"] and len(ended["heirs"]) > 1 else ""
        told.append(f"{heir['name']}{share}{mark}")
    return "; ".join(told)
