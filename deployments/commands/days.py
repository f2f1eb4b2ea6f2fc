"""Commands about days: every deadline with the steps that led there, the working calendar, one deadline in prose."""

from __future__ import annotations

from datetime import date
from typing import Any

import typer

from deployments.commands.answers import print_json, print_table, say
from deployments.commands.grammar import day, whole_number, word
from deployments.commands.opening import PROGRAMME_HELP, data_of, home_of, programme_of, rules_of
from models.errors import Refused

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
WHICH = "[CHƯƠNG_TRÌNH]"


def deadlines(
    ctx: typer.Context,
    programme: str | None = typer.Argument(None, parser=word, metavar=WHICH, help=PROGRAMME_HELP),
    duty: str | None = typer.Option(
        None, "--duty", parser=word, metavar="NHIỆM_VỤ", help="chỉ nhiệm vụ này, ví dụ S000-10"
    ),
    first: date | None = typer.Option(None, "--from", parser=day, metavar="NGÀY", help="hạn từ ngày này"),
    last: date | None = typer.Option(None, "--to", parser=day, metavar="NGÀY", help="hạn đến hết ngày này"),
    as_json: bool = JSON,
) -> None:
    """Mọi thời hạn tính từ quy tắc, kèm từng bước suy ra."""
    from models.deadlines import deadlines as expand

    catalogue = rules_of(home_of(ctx))
    slug = programme_of(catalogue, programme) if programme else None
    if duty and not any(duty in p.duties for p in catalogue.programmes.values() if slug in (None, p.slug)):
        where = f" trong {slug}" if slug else ""
        raise Refused(f"Không có nhiệm vụ “{duty}”{where}. Xem các nhiệm vụ bằng: dondoc programmes CHƯƠNG_TRÌNH")
    found = [d for d in expand(catalogue, slug, first, last) if duty in (None, d.duty)]
    if as_json:
        print_json([each.as_json() for each in found])
        return
    print_table(
        f"{len(found)} thời hạn",
        ["Chương trình", "Nhiệm vụ", "Kỳ", "", "Loại", "Ngày cuối hợp lệ", "Hạn", "Mốc làm việc", "Dự kiến"],
        [
            (
                d.programme,
                d.duty,
                d.period,
                d.label if d.label != d.period else "",
                d.kind.label,
                d.last_valid_on,
                d.due_on,
                d.target_on,
                "dự kiến" if d.provisional else "",
            )
            for d in found
        ],
    )


def calendar(
    ctx: typer.Context,
    year: int = typer.Argument(..., metavar="NĂM", parser=whole_number, help="năm, ví dụ 2026"),
    as_json: bool = JSON,
) -> None:
    """Lịch làm việc của một năm: ngày nghỉ, ngày làm bù và văn bản quy định."""
    if not 1900 <= year <= 2200:
        raise Refused(f"Năm {year} ngoài phạm vi lịch (1900–2200).")
    days = rules_of(home_of(ctx)).calendar.days(year)
    if as_json:
        print_json(
            [
                {"date": d.date, "working": d.working, "why": d.why, "source": d.source, "provisional": d.provisional}
                for d in days
            ]
        )
        return
    special = [d for d in days if d.working == (d.date.weekday() >= 5)]
    print_table(
        f"Năm {year}: {sum(d.working for d in days)} ngày làm việc" + (" (dự kiến)" if days[0].provisional else ""),
        ["Ngày", "Làm việc", "Lý do", "Nguồn"],
        [(d.date, d.working, d.why, d.source) for d in special],
    )


def explain(
    ctx: typer.Context,
    programme: str = typer.Argument(..., metavar="CHƯƠNG_TRÌNH", help=PROGRAMME_HELP),
    duty: str = typer.Argument(..., metavar="NHIỆM_VỤ", help="ví dụ S000-10"),
    period: str = typer.Argument(..., metavar="KỲ", help="ví dụ 2024, 2024-H1, 2024-Q3, 2024-06 hoặc ngày 2024-03-15"),
) -> None:
    """Vì sao hạn là ngày ấy: từ câu chữ của văn bản tới ngày, từng bước."""
    from models.dates_in_words import day_text
    from models.deadlines import deadline_of, deadline_sentence

    home = home_of(ctx)
    catalogue = rules_of(home)
    slug = programme_of(catalogue, programme)
    request = None if duty in catalogue.programme(slug).duties else _request(home, slug, duty)
    if request:
        found, title = _of_request(request, catalogue, period), request.title
        basis = f"văn bản số {request.document} ngày {day_text(request.document_on)}: “{request.wording}”"
    else:
        found, said = deadline_of(catalogue, slug, duty, period), catalogue.duty(slug, duty)
        title, basis = said.title, f"{said.source.citation}, {said.clause}: “{said.wording}”"
    say(f"{title} – {found.label}")
    say(f"Căn cứ: {basis}")
    sentence = deadline_sentence(found, catalogue.calendar)
    say(f"Hạn: {sentence}")
    for number, step in enumerate(found.steps, 1):
        say(f"  {number}. {step['text']}")


def _request(home: Any, programme: str, code: str) -> Any:
    """The on-demand request of this code, where the home has data; None otherwise."""
    from sqlmodel import select

    from models.facts import Request

    if not home.exists():
        return None
    with data_of(home) as session:
        return session.exec(select(Request).where(Request.programme == programme, Request.code == code)).first()


def _of_request(request: Any, catalogue: Any, period: str) -> Any:
    from models.request_deadlines import request_deadline

    found = request_deadline(request, catalogue.calendar)
    if found.period != period:
        raise Refused(f"Yêu cầu {request.code} không có kỳ “{period}”. Kỳ của yêu cầu: {found.period}.")
    return found
