"""Commands that look a law over before anybody works by it: is it sound, does it fit, can its levels keep it."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from deployments.commands.answers import note, print_json, print_table, say
from deployments.commands.grammar import day, whole_number
from deployments.commands.opening import PROGRAMME_HELP, home_of, programme_of, rules_of, today

if TYPE_CHECKING:
    from models.cascade import Cascade
    from models.errors import CatalogueError
    from models.finding import Finding
    from models.programmes import Duty
    from models.workdays import WorkCalendar

_MORE = {
    "dondoc cascade CHƯƠNG_TRÌNH NHIỆM_VỤ KỲ (hạn nội bộ từng cấp, số ước và số chốt)": {
        "due-before-window-closes",
        "too-few-working-days",
    },
    "dondoc orphans (nhiệm vụ không còn chủ thể)": {"no-holder"},
}
JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
WORKING_DAYS = typer.Option(
    None, "--working-days", parser=whole_number, metavar="SỐ", help="số ngày làm việc dành cho mỗi cấp (mặc định 2)"
)


def check(
    ctx: typer.Context,
    target: Path | None = typer.Argument(
        None, metavar="[CHƯƠNG_TRÌNH|THƯ_MỤC|TỆP]", help="mặc định: mọi quy tắc của thư mục nhà này"
    ),
    on: date | None = typer.Option(
        None, "--on", parser=day, metavar="NGÀY", help="xem tại ngày này (mặc định hôm nay)"
    ),
    working_days: int | None = WORKING_DAYS,
    as_json: bool = JSON,
) -> None:
    """Kiểm tra quy tắc: lỗi ghi tệp, dòng, trường và giá trị được phép (mã thoát 1); rồi điều cần xem lại của văn bản.

    Điều cần xem lại không phải là lỗi: quy tắc vẫn dùng được, hệ thống chỉ báo chứ không tự sửa.
    """
    from deployments.commands.rule_checks import checked

    found = checked(home_of(ctx), target, on or today(), working_days)
    if as_json:
        print_json([_schema_error(e) for e in found.errors] + [finding.as_json() for finding in found.findings])
    else:
        _tell(found.findings)
        for problem in found.errors:
            note(f"Lỗi: {problem}")
        if not found.errors:
            more = f"; {len(found.findings)} điều cần xem lại" if found.findings else ""
            say(f"{found.name}: không có lỗi{more}.")
    if found.errors:
        if not as_json:
            note(f"{len(found.errors)} lỗi. Sửa tệp rồi chạy lại lệnh này.")
        raise typer.Exit(1)


def cascade(
    ctx: typer.Context,
    programme: str = typer.Argument(..., metavar="CHƯƠNG_TRÌNH", help=PROGRAMME_HELP),
    duty: str = typer.Argument(..., metavar="NHIỆM_VỤ", help="ví dụ S001-15"),
    period: str = typer.Argument(..., metavar="KỲ", help="ví dụ 2026, 2026-H1 hoặc ngày 2024-03-15"),
    working_days: int | None = WORKING_DAYS,
    as_json: bool = JSON,
) -> None:
    """Đề xuất hạn nội bộ từng cấp: đếm lùi ngày làm việc từ hạn trên cùng; số liệu chốt sau hạn thì ước rồi chốt."""
    from models.cascade import cascade as plan

    catalogue = rules_of(home_of(ctx))
    slug = programme_of(catalogue, programme)
    found = plan(catalogue, slug, duty, period, working_days)
    if as_json:
        print_json(found.as_json())
        return
    demand = catalogue.duty(slug, duty)
    _tell_cascade(found, demand, catalogue.calendar)


def _schema_error(error: CatalogueError) -> dict[str, Any]:
    """An error of a rule file, in the same list as the findings."""
    path = Path(error.file)
    is_duty = path.parent.name == "duties"
    folder = path.parent.parent if is_duty else path.parent if path.name == "programme.yaml" else None
    return {
        "code": "schema",
        "programme": folder.name if folder else None,
        "duty": path.stem if is_duty else None,
        "clause": None,
        "message": error.message,
        "advice": "Đề nghị sửa tệp theo giá trị được phép rồi kiểm tra lại.",
        "file": error.file,
        "line": error.line,
        "field": error.field,
        "allowed": error.allowed,
    }


def _tell(findings: list[Finding]) -> None:
    for slug, group in groupby(findings, key=lambda finding: finding.programme):
        for finding in group:
            where = f" {finding.duty}" if finding.duty else ""
            clause = f" (mục {finding.clause})" if finding.clause else ""
            say(f"Lưu ý: {slug}{where}{clause}: {finding.code.label}. {finding.message}")
            say(f"       {finding.advice}")
    codes = {str(finding.code) for finding in findings}
    for command, about in _MORE.items():
        if codes & about:
            say(f"Xem thêm: {command}")


def _tell_cascade(found: Cascade, demand: Duty, calendar: WorkCalendar) -> None:
    from models.deadlines import deadline_sentence

    d, window = found.deadline, found.window
    say(f"{demand.title} – {d.label}")
    say(f"Hạn: {deadline_sentence(d, calendar)}")
    say(f"Kỳ số liệu: {window.words}" if window else "Kỳ số liệu: văn bản không nêu")
    pairs = any(row.final_on for row in found.levels)
    print_table(
        f"Đề xuất hạn nội bộ, {found.working_days:02} ngày làm việc mỗi cấp",
        ["Cấp", "Gửi", "Gửi số ước chậm nhất hết ngày" if pairs else "Gửi chậm nhất hết ngày"]
        + (["Gửi số chốt chậm nhất hết ngày"] if pairs else [])
        + ["Dự kiến"],
        [
            (
                row.level.label,
                row.sends_to.label if row.sends_to else demand.route.at(row.level).words or "nơi nhận theo văn bản",
                row.due_on,
                *([row.final_on] if pairs else []),
                "dự kiến" if row.provisional else "",
            )
            for row in found.levels
        ],
    )
    if not found.fits and found.most_working_days:
        say(f"Muốn mọi cấp gửi số chốt đúng hạn, mỗi cấp chỉ có nhiều nhất {found.most_working_days} ngày làm việc.")
    elif not found.fits:
        say("Số liệu chốt sau khi cấp dưới phải gửi: đề xuất gửi số ước đúng hạn, số chốt gửi bổ sung sau.")
    say("Đây là đề xuất, không phải hạn của văn bản; hệ thống không tự giao hạn nội bộ.")
