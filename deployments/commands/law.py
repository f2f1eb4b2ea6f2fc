"""Commands about what the programmes say: no database, no clock, only the rules of this home."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import typer

from deployments.commands.answers import cell, print_json, print_table, say
from deployments.commands.grammar import word
from deployments.commands.opening import PROGRAMME_HELP, home_of, programme_of, rules_of

if TYPE_CHECKING:
    from models.programmes import Document, Duty, Programme

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
WHICH = "[CHƯƠNG_TRÌNH]"


def programmes(
    ctx: typer.Context,
    programme: str | None = typer.Argument(None, parser=word, metavar=WHICH, help=PROGRAMME_HELP),
    as_json: bool = JSON,
) -> None:
    """Các chương trình đang theo dõi; kèm mã thì thấy văn bản, chỗ để trống và mọi nhiệm vụ."""
    catalogue = rules_of(home_of(ctx))
    if programme is None:
        rows = [_summary(each) for each in catalogue.programmes.values()]
        if as_json:
            print_json(rows)
            return
        print_table(
            "Chương trình, kế hoạch đang theo dõi",
            ["Mã", "Số hiệu", "Tên", "Hiệu lực", "Nhiệm vụ", "Có thời hạn", "Ghi chú"],
            [
                (
                    each["slug"],
                    each["number"],
                    each["short_title"],
                    f"{cell(each['valid_from'])} – {cell(each['valid_to'])}",
                    each["duties"],
                    each["dated"],
                    f"chờ xác nhận từ {cell(each['waiting_from'])}" if each["waiting_from"] else "",
                )
                for each in rows
            ],
            right=("Nhiệm vụ", "Có thời hạn"),
        )
        return
    one = catalogue.programme(programme_of(catalogue, programme))
    if as_json:
        print_json(_summary(one) | {"documents": [_document(d) for d in one.documents], "duties": _duties(one)})
        return
    _tell(one)


def _summary(programme: Programme) -> dict[str, Any]:
    return {
        "slug": programme.slug,
        "number": programme.number,
        "title": programme.title,
        "short_title": programme.short_title,
        "valid_from": programme.valid_from,
        "valid_to": programme.valid_to,
        "years": list(programme.years),
        "tracker": programme.tracker,
        "scope": list(programme.scope),
        "unloaded": list(programme.unloaded),
        "waiting_from": programme.waiting_from,
        "waiting_reason": programme.waiting_reason,
        "duties": len(programme.duties),
        "dated": sum(duty.owed for duty in programme.duties.values()),
        "modes": {str(mode): n for mode, n in Counter(d.rule.mode for d in programme.duties.values()).items()},
        "blanks": programme.blanks,
        "notes": list(programme.notes),
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "number": document.number,
        "kind": document.kind,
        "issuer": document.issuer,
        "title": document.title,
        "relation": str(document.relation),
        "date": document.date,
        "dated": document.dated,
        "date_precision": document.date_precision,
        "clause": document.clause,
        "blanks": list(document.blanks),
        "note": document.note,
    }


def _duties(programme: Programme) -> list[dict[str, Any]]:
    return [
        {
            "id": duty.id,
            "kind": str(duty.kind),
            "title": duty.title,
            "mode": str(duty.rule.mode),
            "bound": str(duty.rule.bound) if duty.rule.bound else None,
            "rule": duty.rule.words,
            "trigger": duty.rule.trigger,
            "owed": duty.owed,
            "clause": duty.clause,
            "also_at": list(duty.also_at),
            "wording": duty.wording,
            "document": duty.document,
            "levels": [str(level) for level in duty.levels],
            "audience": [_audience(each) for each in duty.audience],
            "actors": list(duty.actors),
            "joint": duty.joint,
            "lead": duty.lead,
            "partners": list(duty.partners),
            "route": {
                "to": duty.route.to,
                "via": duty.route.via,
                "copies": [{"to": to, "via": via} for to, via in duty.route.copies],
                "address_fact": duty.route.address_fact,
            },
            "form": duty.form,
            "target": duty.target,
            "explicit": duty.explicit,
            "note": duty.note,
        }
        for duty in programme.duties.values()
    ]


def _audience(audience: Any) -> dict[str, Any]:
    return {
        "trees": [str(tree) for tree in audience.trees],
        "levels": [str(level) for level in audience.levels],
        "units": list(audience.units),
    }


def _tell(programme: Programme) -> None:
    say(f"{programme.document.citation}")
    say(programme.title)
    say(f"Hiệu lực {cell(programme.valid_from)} – {cell(programme.valid_to)} · cơ quan theo dõi: {programme.tracker}")
    if programme.waiting_from:
        say(f"Chờ xác nhận từ {cell(programme.waiting_from)}: {programme.waiting_reason}")
    for line in programme.notes:
        say(f"Ghi chú: {line}")
    if programme.unloaded:
        say(f"Nơi nhận chưa nạp (chưa tính việc): {'; '.join(programme.unloaded)}")
    print_table(
        "Văn bản",
        ["Quan hệ", "Văn bản", "Cơ quan ban hành", "Để trống"],
        [(d.relation.label, d.citation, d.issuer, ", ".join(d.blanks)) for d in programme.documents],
    )
    print_table(
        f"{len(programme.duties)} nhiệm vụ",
        ["Mã", "Loại", "Nội dung", "Thời gian", "Ai", "Gửi", "Điểm, khoản"],
        [
            (d.id, d.kind.label, d.title, _when(d), _who(d), d.route.words or "—", d.clause)
            for d in programme.duties.values()
        ],
    )


def _when(duty: Duty) -> str:
    bound = f"{duty.rule.bound.label}: " if duty.rule.bound and duty.rule.shape else ""
    return f"{bound}{duty.rule.words}" if duty.owed else f"{duty.rule.words} (không tính hạn)"


def _who(duty: Duty) -> str:
    levels = ", ".join(level.label for level in duty.levels)
    lead = f"chủ trì {duty.lead}" if duty.lead else ""
    return "; ".join(part for part in (lead or ", ".join(duty.actors), levels) if part)
