"""Commands about documents: their templates, their layout, where their numbers come from, the list of who filed how."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import typer

from deployments.commands.answers import cell, print_json, print_table, say, write_whole
from deployments.commands.grammar import day, whole_number, word
from deployments.commands.opening import data_of, filled_home, home_of, now, programme_of, rules_of, today
from models.errors import Refused

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
STYLE = typer.Option(None, "--style", parser=word, metavar="THỂ_THỨC", help="nd30 hoặc dang (mặc định: thiết lập)")
FILE = typer.Argument(..., metavar="TỆP", help="một văn bản .docx")


def templates(ctx: typer.Context) -> None:
    """Các mẫu văn bản: mẫu gốc hay mẫu đã sửa, dùng được hay không."""
    if ctx.invoked_subcommand:
        return
    from reports.templates import every_template, faults

    home = home_of(ctx)
    rows = []
    for t in every_template(home.templates):
        origin, wrong = "đã sửa" if t.is_own else "mẫu gốc", faults(t)
        rows.append((t.file.name, t.document.title, t.style.label, origin, len(wrong) if wrong else "dùng được"))
    print_table(f"Mẫu văn bản (mẫu sửa đặt tại {home.templates})", ["Tệp", "Văn bản", "Thể thức", "Bản", "Lỗi"], rows)


def export(
    ctx: typer.Context,
    name: str | None = typer.Argument(None, metavar="MẪU", help="tên văn bản, ví dụ bao-cao-tong-hop; trống = tất cả"),
    force: bool = typer.Option(False, "--force", help="ghi đè mẫu đã sửa bằng mẫu gốc"),
) -> None:
    """Chép mẫu gốc vào thư mục nhà để sửa trong Word; từ đó hệ thống dùng bản đã sửa."""
    from models.vocabulary import DocumentStyle
    from reports.template_words import DOCUMENTS, document_of
    from reports.templates import packaged

    home = home_of(ctx)
    names = [document_of(name).name] if name else list(DOCUMENTS)
    originals = [packaged(each, style) for each in names for style in DocumentStyle]
    taken = [t.file.name for t in originals if (home.templates / t.file.name).exists()]
    if taken and not force:
        raise Refused(f"Đã có mẫu sửa: {', '.join(taken)}. Thêm --force để ghi đè bằng mẫu gốc.")
    home.make()
    home.templates.mkdir(mode=0o700, exist_ok=True)
    for template in originals:
        write_whole(home.templates / template.file.name, template.file.read_bytes())
        say(str(home.templates / template.file.name))


def check(ctx: typer.Context) -> None:
    """Kiểm các mẫu: biến lạ, biến bắt buộc bị mất, câu lệnh chưa đóng; nêu chỗ cần sửa."""
    from reports.templates import every_template, faults

    found = [fault for template in every_template(home_of(ctx).templates) for fault in faults(template)]
    for fault in found:
        say(fault.reason)
    if found:
        raise typer.Exit(1)
    say("Các mẫu đều dùng được.")


def variables(
    name: str = typer.Argument(..., metavar="MẪU", help="tên văn bản, ví dụ bao-cao-tong-hop"), as_json: bool = JSON
) -> None:
    """Các biến của một mẫu và ý nghĩa, để ghi {{ biến }} trong Word."""
    from reports.template_words import document_of

    described = document_of(name)
    if as_json:
        print_json(dict(described.variables))
        return
    rows = [(n, words, "bắt buộc" if n in described.required else "") for n, words in described.variables.items()]
    print_table(described.title, ["Biến", "Ý nghĩa", ""], rows)


def lint_docx(ctx: typer.Context, file: Path = FILE, style: str | None = STYLE, as_json: bool = JSON) -> None:
    """Soi thể thức của một văn bản .docx: khổ giấy, lề, phông, phần đầu, số ký hiệu, nơi nhận, số trang."""
    from models.vocabulary import DocumentStyle
    from reports.layout import lint

    if style and style not in list(DocumentStyle):
        raise Refused(f"Không có thể thức “{style}”. Các thể thức: {', '.join(DocumentStyle)}.")
    chosen = DocumentStyle.of(style) if style else home_of(ctx).settings().document_style
    found = lint(_read(file), chosen)
    if as_json:
        print_json([{"where": fault.where, "what": fault.what} for fault in found])
    else:
        for fault in found:
            say(str(fault))
        if not found:
            say(f"Đúng thể thức ({chosen.label}).")
    if found:
        raise typer.Exit(1)


def trace(
    ctx: typer.Context,
    file: Path = FILE,
    every: bool = typer.Option(False, "--all", help="in mọi số, không chỉ số lệch"),
    as_json: bool = JSON,
) -> None:
    """Truy nguồn và đối chiếu từng số của một văn bản do hệ thống lập với số liệu đang lưu."""
    from tasks.number_checks import checked

    home = filled_home(ctx)
    with data_of(home) as session:
        told, found = checked(session, rules_of(home), home.settings(), _read(file), today())
    differing = [each for each in found if each.words]
    shown = found if every or as_json else differing
    if as_json:
        print_json([_as_json(each) for each in shown])
    elif shown:
        numbers = [(each.printed, each.words) for each in shown]
        rows = [(p.origin.code, p.origin.node or p.origin.unit, p.now, words) for p, words in numbers]
        columns = ["Chỉ tiêu", "Địa bàn, đơn vị", "Trong văn bản", "Đối chiếu"]
        of = [told.source[key] for key in ("chuong-trinh", "nhiem-vu", "ky", "nam") if key in told.source]
        print_table(" · ".join(of), columns, rows)
    if not as_json:
        is_remade = all(each.is_remade for each in found)
        again = "" if is_remade else " Không lập lại được văn bản để đối chiếu với hệ thống."
        say(f"{cell(len(found))} số có dấu vết, {cell(len(differing))} số lệch.{again}")
    if differing:
        raise typer.Exit(1)


def punctuality_list(
    ctx: typer.Context,
    programme: str = typer.Argument(..., metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05"),
    year: int = typer.Argument(..., parser=whole_number, metavar="NĂM", help="năm của các hạn"),
    out: Path = typer.Option(..., "--out", metavar="TỆP", help="tệp .docx nhận danh sách"),
    on: date | None = typer.Option(None, "--on", parser=day, metavar="NGÀY", help="tính đến hết ngày (mặc định: nay)"),
    force: bool = typer.Option(False, "--force", help="ghi đè tệp đã có"),
) -> None:
    """Danh sách đơn vị gửi đủ, đúng hạn và đơn vị cần rà soát, dạng .docx để trình."""
    from reports.punctuality_docx import punctuality_docx
    from tasks.punctuality_list import punctuality_list as gathered

    home = filled_home(ctx)
    catalogue = rules_of(home)
    _refuse_to_overwrite(out, force)
    slug = programme_of(catalogue, programme)
    with data_of(home) as session:
        told = gathered(session, catalogue, home.settings(), slug, year, on or today(), templates=home.templates)
    write_whole(out, punctuality_docx(told))
    say(str(out))


def correction(
    ctx: typer.Context,
    programme: str = typer.Argument(..., metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05"),
    duty: str = typer.Argument(..., metavar="NHIỆM_VỤ", help="mã nhiệm vụ hoặc yêu cầu đột xuất"),
    period: str = typer.Argument(..., metavar="KỲ", help="xem bằng dondoc periods"),
    out: Path = typer.Option(..., "--out", metavar="TỆP", help="tệp .docx nhận thông báo"),
    force: bool = typer.Option(False, "--force", help="ghi đè tệp đã có"),
) -> None:
    """Thông báo điều chỉnh số liệu của kỳ đã gửi: số trước, số sau, đơn vị nào, vì sao; dạng .docx để ký."""
    from reports.correction_docx import correction_docx
    from tasks.correction_note import correction_note

    home = filled_home(ctx)
    catalogue = rules_of(home)
    _refuse_to_overwrite(out, force)
    key = (programme_of(catalogue, programme), duty, period)
    with data_of(home) as session:
        told = correction_note(session, catalogue, home.settings(), key, today(), now(), templates=home.templates)
    write_whole(out, correction_docx(told))
    say(str(out))


def _refuse_to_overwrite(out: Path, force: bool) -> None:
    if out.exists() and not force:
        raise Refused(f"{out} đã có. Thêm --force để ghi đè hoặc chọn tên khác.")


def _as_json(checked: Any) -> dict[str, Any]:
    origin = checked.printed.origin
    return {
        "indicator": origin.code,
        "node": origin.node or None,
        "unit": origin.unit or None,
        "printed": checked.printed.now,
        "was": checked.printed.was,
        "value": origin.value,
        "store": checked.store,
        "differs": checked.words or None,
    }


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as e:
        raise Refused(f"Không đọc được {file}. Đề nghị kiểm tra đường dẫn.") from e
