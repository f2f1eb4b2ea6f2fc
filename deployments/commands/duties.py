"""Commands about who owes what, and what came of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import typer

from deployments.commands.answers import cell, print_json, print_table, say
from deployments.commands.grammar import day
from deployments.commands.opening import data_of, filled_home, programme_of, rules_of, today
from models.errors import Refused

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
PROGRAMME = typer.Option(None, "--programme", "-p", metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05")
OPEN_FIRST = (
    "overdue",
    "returned",
    "due",
    "extended",
    "open",
    "waiting",
    "upcoming",
    "filed",
    "accepted",
    "waived",
    "ended",
)


def owes(
    ctx: typer.Context,
    on: date | None = typer.Option(
        None, "--on", parser=day, metavar="NGÀY", help="tính đến hết ngày này (mặc định: hôm nay)"
    ),
    programme: str | None = PROGRAMME,
    unit: str | None = typer.Option(None, "--unit", "-u", metavar="ĐƠN_VỊ", help="mã đơn vị hoặc tên không nhầm lẫn"),
    state: str | None = typer.Option(None, "--state", metavar="TÌNH_TRẠNG", help="chỉ tình trạng này, ví dụ overdue"),
    as_json: bool = JSON,
) -> None:
    """Đơn vị nào còn việc gì, hạn ngày nào, đang ở tình trạng nào."""
    from models.obligations import owes as ask
    from models.vocabulary import ObligationState

    if state is not None and state not in {member.value for member in ObligationState}:
        allowed = ", ".join(f"{member.value} ({member.label})" for member in ObligationState)
        raise Refused(f"Không có tình trạng “{state}”. Các tình trạng: {allowed}.")
    home = filled_home(ctx)
    catalogue = rules_of(home)
    on = on or today()
    slug = programme_of(catalogue, programme) if programme else None
    with data_of(home) as session:
        unit_id = _unit(session, unit, on) if unit else None
        found = ask(session, catalogue, on, programme=slug, unit_id=unit_id, states={state} if state else None)
    if as_json:
        print_json([each.as_json() for each in found])
        return
    order = {code: n for n, code in enumerate(OPEN_FIRST)}
    found.sort(key=lambda o: (order[o.state], o.due_on or date.max, o.programme, o.duty, o.unit_name))
    settled = ("filed", "accepted", "waived", "ended")
    shown = found if unit or state else [o for o in found if o.state not in settled and o.state != "upcoming"]
    print_table(
        f"Việc phải làm tính đến {cell(on)}",
        ["Tình trạng", "Đơn vị", "Nội dung", "Kỳ", "Hạn", "Còn (ngày)", "Gửi"],
        [
            (
                ObligationState(o.state).label,
                o.unit_name,
                f"{o.duty} {o.title}",
                o.deadline.label,
                o.due_on,
                o.days_left,
                o.route,
            )
            for o in shown
        ],
        right=("Còn (ngày)",),
    )
    counts = {code: sum(o.state == code for o in found) for code in OPEN_FIRST}
    say(
        " · ".join(f"{ObligationState(code).label}: {cell(n)}" for code, n in counts.items() if n)
        or "Không có việc nào."
    )


def periods(
    ctx: typer.Context,
    programme: str | None = typer.Argument(None, metavar="[CHƯƠNG_TRÌNH]", help="mã hoặc phần đầu, ví dụ 05"),
    on: date | None = typer.Option(
        None, "--on", parser=day, metavar="NGÀY", help="tính đến hết ngày này (mặc định: hôm nay)"
    ),
    as_json: bool = JSON,
) -> None:
    """Các kỳ: đã mở hay đã đóng, bao nhiêu đơn vị đã báo cáo trên tổng số."""
    from models.obligations import periods as ask
    from models.vocabulary import PeriodState

    home = filled_home(ctx)
    catalogue = rules_of(home)
    slug = programme_of(catalogue, programme) if programme else None
    with data_of(home) as session:
        found = ask(session, catalogue, on or today(), slug)
    if as_json:
        print_json(
            [
                {
                    "programme": p.programme,
                    "duty": p.duty,
                    "period": p.period,
                    "state": str(p.state),
                    "reported": p.reported,
                    "expected": p.expected,
                }
                for p in found
            ]
        )
        return
    ahead: set[str] = set()  # of each duty only the next period to come
    shown = []
    for p in found:
        if p.state != PeriodState.UPCOMING or (p.duty not in ahead and not ahead.add(p.duty)):
            shown.append(p)
    print_table(
        f"{len(found)} kỳ; của kỳ chưa mở chỉ hiện kỳ gần nhất",
        ["Chương trình", "Nhiệm vụ", "Kỳ", "", "Tình trạng", "Đã báo cáo"],
        [
            (
                p.programme,
                p.duty,
                p.period,
                p.deadline.label if p.deadline.label != p.period else "",
                PeriodState(p.state).label,
                f"{cell(p.reported)}/{cell(p.expected)}",
            )
            for p in shown
        ],
        right=("Đã báo cáo",),
    )


def total(
    ctx: typer.Context,
    programme: str = typer.Argument(..., metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05"),
    period: str = typer.Argument(..., metavar="KỲ", help="ví dụ 2025-05-29, xem bằng dondoc periods"),
    duty: str | None = typer.Option(None, "--duty", metavar="NHIỆM_VỤ", help="mã nhiệm vụ hoặc yêu cầu đột xuất"),
    unit: str | None = typer.Option(
        None, "--unit", "-u", metavar="ĐỊA_BÀN", help="chỉ nút này của cây địa bàn: mã hoặc tên"
    ),
    as_json: bool = JSON,
) -> None:
    """Số tổng hợp của một kỳ: từng chỉ tiêu, từng cấp, n/N đơn vị đã báo cáo, đơn vị còn thiếu."""
    from models.totals import total as add_up

    home = filled_home(ctx)
    catalogue = rules_of(home)
    with data_of(home) as session:
        slug, duty, deadline = _period(session, catalogue, programme, period, duty)
        node = _unit(session, unit, deadline.last_valid_on, tree="territory") if unit else None
        rows = add_up(session, catalogue, slug, period, duty=duty, node=node, as_of=today())
        form = _form_of(session, catalogue, slug, duty)
    if as_json:
        print_json([row.as_json() for row in rows])
        return
    labels = {i.code: i.label for i in form.indicators} if form else {}
    shown = rows if unit else [r for r in rows if r.node == rows[0].node] if rows else []
    print_table(
        f"{catalogue.programmes[slug].short_title} · {deadline.label}",
        ["Chỉ tiêu", "Nội dung", "Địa bàn", "Giá trị", "Đã báo cáo", "Ghi chú"],
        [
            (
                r.indicator,
                labels.get(r.indicator.split(".")[0], ""),
                r.node_name,
                _value(r),
                f"{cell(r.reported)}/{cell(r.expected)}",
                "có số ước" if r.provisional else "",
            )
            for r in shown
        ],
        right=("Giá trị", "Đã báo cáo"),
    )
    if not rows:
        say("Kỳ này không có biểu số liệu.")
    elif rows[0].missing:
        say(
            f"Chưa có số liệu: {cell(len(rows[0].missing))} đơn vị. "
            "Xem mọi địa bàn: thêm --json; một địa bàn: thêm --unit."
        )


def report(
    ctx: typer.Context,
    programme: str = typer.Argument(..., metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05"),
    period: str = typer.Argument(..., metavar="KỲ", help="xem bằng dondoc periods"),
    out: Path = typer.Option(..., "--out", metavar="THƯ_MỤC", help="thư mục nhận tệp"),
    duty: str | None = typer.Option(None, "--duty", metavar="NHIỆM_VỤ", help="mã nhiệm vụ hoặc yêu cầu đột xuất"),
    force: bool = typer.Option(False, "--force", help="ghi đè tệp đã có"),
) -> None:
    """Báo cáo tổng hợp của một kỳ: .docx theo thể thức và .xlsx theo biểu."""
    from tasks.consolidated import consolidated_files

    home = filled_home(ctx)
    catalogue = rules_of(home)
    with data_of(home) as session:
        slug, duty, _ = _period(session, catalogue, programme, period, duty)
        made = consolidated_files(session, catalogue, home.settings(), slug, duty, period, today())
    out.mkdir(parents=True, exist_ok=True)
    taken = [name for name in made if (out / name).exists()]
    if taken and not force:
        raise Refused(f"{out / taken[0]} đã có. Thêm --force để ghi đè hoặc chọn thư mục khác.")
    for name, content in made.items():
        draft = out / f".{name}.new"
        draft.write_bytes(content)
        draft.replace(out / name)
        say(str(out / name))


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
    if len(found) > 1:
        with_form = [d for d in found if _form_of(session, catalogue, slug, d.duty)]
        if len(with_form) != 1:
            raise Refused(
                f"Kỳ {period} có nhiều nhiệm vụ. Thêm --duty với một trong: {', '.join(d.duty for d in found)}."
            )
        found = with_form
    return slug, found[0].duty, found[0]


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


def _unit(session: Any, text: str, on: date, **more: Any) -> str:
    from models.unit_map import find_unit

    return find_unit(session, text, on, **more).id


def _value(row: Any) -> str:
    if isinstance(row.value, (list, tuple)):
        return f"{len(row.value)} ý kiến"
    if row.denominator is not None:
        share = f"{cell(round(float(row.value), 1))}% " if row.value is not None else "— "
        return f"{share}({cell(row.numerator)}/{cell(row.denominator)})"
    return cell(row.value)
