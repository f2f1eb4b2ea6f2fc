"""Commands about what came of it: totals over the map, and the consolidated report."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer

from deployments.commands.answers import cell, print_json, print_table, say, write_whole
from deployments.commands.grammar import word
from deployments.commands.opening import data_of, filled_home, now, programme_of, rules_of, today, unit_of
from models.errors import Refused

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
VIEW = typer.Option(
    "day",
    "--view",
    parser=word,
    metavar="CÁCH_XEM",
    help="day (bản đồ của kỳ), today (bản đồ hiện nay), comparable (vùng so sánh được)",
)


def total(
    ctx: typer.Context,
    programme: str = typer.Argument(..., metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05"),
    period: str = typer.Argument(..., metavar="KỲ", help="ví dụ 2025-05-29, xem bằng dondoc periods"),
    duty: str | None = typer.Option(None, "--duty", parser=word, metavar="NHIỆM_VỤ", help="mã nhiệm vụ hoặc đột xuất"),
    unit: str | None = typer.Option(
        None, "--unit", "-u", parser=word, metavar="ĐỊA_BÀN", help="chỉ nút này của cây địa bàn: mã hoặc tên"
    ),
    view: str = VIEW,
    as_json: bool = JSON,
) -> None:
    """Số tổng hợp của một kỳ: từng chỉ tiêu, từng cấp, n/N đơn vị đã báo cáo, đơn vị còn thiếu."""
    from models.totals import total as add_up
    from models.vocabulary import MapView

    shown_on = map_view(view)
    home = filled_home(ctx)
    catalogue = rules_of(home)
    with data_of(home) as session:
        slug, duty, deadline = _period(session, catalogue, programme, period, duty)
        day = today() if shown_on is MapView.TODAY else deadline.last_valid_on
        is_area = unit is not None and unit.startswith("area/")
        node = unit if is_area or not unit else unit_of(session, unit, day, tree="territory")
        rows = add_up(session, catalogue, slug, period, duty=duty, node=node, as_of=today(), view=shown_on)
        form = _form_of(session, catalogue, slug, duty)
    if as_json:
        print_json([row.as_json() if shown_on is MapView.DAY else _on_another_map(row, view) for row in rows])
        return
    labels = {i.code: i.label for i in form.indicators} if form else {}
    shown = rows if unit else [r for r in rows if r.node == rows[0].node] if rows else []
    print_table(
        f"{catalogue.programmes[slug].short_title} · {deadline.label} · {shown_on.label}",
        ["Chỉ tiêu", "Nội dung", "Địa bàn", "Giá trị", "Đã báo cáo", "Ghi chú"],
        [
            (
                r.indicator,
                labels.get(r.indicator.split(".")[0], ""),
                r.node_name,
                _value(r),
                f"{cell(r.reported)}/{cell(r.expected)}",
                _notes(r),
            )
            for r in shown
        ],
        right=("Giá trị", "Đã báo cáo"),
    )
    if any(r.provisional for r in shown):
        say("Tạm tính: kỳ chưa chốt, hoặc trong đó có số ước.")
    if any(r.is_estimate for r in shown):
        say("Ước phân bổ: địa bàn đã chia tách, số liệu chia theo tỷ lệ đã công bố hoặc quy về nơi nhận chính.")
    if any(r.is_frozen for r in shown):
        say("Dừng: địa bàn đã kết thúc, không có nơi kế thừa; số liệu giữ nguyên, không cộng tiếp.")
    if not rows:
        say("Không có đơn vị nào thuộc diện báo cáo kỳ này.")
    elif rows[0].missing:
        say(
            f"Chưa có số liệu {rows[0].indicator}: {cell(len(rows[0].missing))} đơn vị. "
            "Xem mọi địa bàn: thêm --json; một địa bàn: thêm --unit."
        )


def report(
    ctx: typer.Context,
    programme: str = typer.Argument(..., metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05"),
    period: str = typer.Argument(..., metavar="KỲ", help="xem bằng dondoc periods"),
    out: Path = typer.Option(..., "--out", metavar="THƯ_MỤC", help="thư mục nhận tệp"),
    duty: str | None = typer.Option(None, "--duty", parser=word, metavar="NHIỆM_VỤ", help="mã nhiệm vụ hoặc đột xuất"),
    force: bool = typer.Option(False, "--force", help="ghi đè tệp đã có"),
) -> None:
    """Báo cáo tổng hợp của một kỳ: .docx theo thể thức và .xlsx theo biểu."""
    from models.figure_use import used
    from models.vocabulary import FigurePlace
    from tasks.consolidated import consolidated_files, consolidated_report, file_stem

    home = filled_home(ctx)
    catalogue = rules_of(home)
    with data_of(home) as session:
        slug, duty, _ = _period(session, catalogue, programme, period, duty)
        asked = (session, catalogue, home.settings(), slug, duty, period, today())
        told = consolidated_report(*asked, templates=home.templates)
        made = consolidated_files(told, file_stem(slug, duty, period))
        if out.exists() and not out.is_dir():
            raise Refused(f"{out} là một tệp. Đề nghị chọn một thư mục.")
        out.mkdir(parents=True, exist_ok=True)
        for name in made:
            if (out / name).exists() and not force:
                raise Refused(f"{out / name} đã có. Thêm --force để ghi đè hoặc chọn thư mục khác.")
        for name, content in made.items():
            write_whole(out / name, content)
            say(str(out / name))
        used(session, told.form, [row.indicator for row in told.totals], FigurePlace.CONSOLIDATED, now())


def _period(session: Any, catalogue: Any, programme: str, period: str, duty: str | None) -> tuple[str, str, Any]:
    """The one duty that has this period; asks for `--duty` when several have."""
    from models.obligations import known_deadlines

    slug = programme_of(catalogue, programme)
    known = [d for d in known_deadlines(session, catalogue, slug, duty)]
    if duty and not known:
        raise Refused(f"Không có nhiệm vụ hay yêu cầu “{duty}” có kỳ trong {slug}.")
    found = [d for d in known if d.period == period]
    if not found:
        near = ", ".join(dict.fromkeys(d.period for d in known if d.period[:4] == period[:4]))
        raise Refused(f"{slug} không có kỳ “{period}”." + (f" Các kỳ gần: {near}." if near else ""))
    counted = [d for d in found if _form_of(session, catalogue, slug, d.duty)]
    if not counted:
        raise Refused(f"Kỳ “{period}” của {slug} không có biểu số liệu để tổng hợp.")
    if len(counted) > 1:
        raise Refused(f"Kỳ “{period}” có nhiều biểu. Thêm --duty với một trong: {', '.join(d.duty for d in counted)}.")
    return slug, counted[0].duty, counted[0]


def _form_of(session: Any, catalogue: Any, programme: str, duty: str) -> Any:
    from sqlmodel import select

    from models.facts import Request

    known = catalogue.programmes[programme].duties.get(duty)
    if known is None:
        request = session.exec(select(Request).where(Request.programme == programme, Request.code == duty)).first()
        form = request.form if request else ""
    else:
        form = known.form
    return catalogue.form(form) if form else None


def map_view(text: str) -> Any:
    """The view a word names. Errors: `Refused` with the views there are."""
    from models.vocabulary import MapView

    if text not in list(MapView):
        allowed = ", ".join(f"{view.value} ({view.label})" for view in MapView)
        raise Refused(f"Không có cách xem “{text}”. Các cách: {allowed}.")
    return MapView.of(text)


def _on_another_map(row: Any, view: str) -> dict[str, Any]:
    """What only another map than that of the period has to say."""
    more = {"view": view, "node_name": row.node_name, "estimate": row.is_estimate, "frozen": row.is_frozen}
    return {**row.as_json(), **more}


def _notes(row: Any) -> str:
    said = (
        ("tạm tính", row.provisional),
        ("ước phân bổ", row.is_estimate),
        ("dừng", row.is_frozen),
        (f"{row.paper} đơn vị báo cáo không kèm số liệu", row.paper),
    )
    return ", ".join(words for words, is_so in said if is_so)


def _value(row: Any) -> str:
    if isinstance(row.value, (list, tuple)):
        return f"{len(row.value)} ý kiến"
    if row.denominator is not None:
        share = f"{cell(round(float(row.value), 1))}% " if row.value is not None else "— "
        return f"{share}({cell(row.numerator)}/{cell(row.denominator)})"
    return cell(row.value)
