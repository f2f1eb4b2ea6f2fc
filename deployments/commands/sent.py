"""Commands about what went upward: the sendings of a period, one more of them, and the cells behind a number."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import typer

from deployments.commands.answers import cell, print_json, print_table, say, write_whole
from deployments.commands.grammar import day, word
from deployments.commands.naming import named_officer
from deployments.commands.opening import data_of, filled_home, now, programme_of, rules_of, today, unit_of
from models.errors import Refused

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")
PROGRAMME = typer.Argument(..., metavar="CHƯƠNG_TRÌNH", help="mã hoặc phần đầu, ví dụ 05")
DUTY = typer.Argument(..., metavar="NHIỆM_VỤ", help="mã nhiệm vụ hoặc yêu cầu đột xuất")
PERIOD = typer.Argument(..., metavar="KỲ", help="xem bằng dondoc periods")
MOST_SHOWN = 12  # changed lines on the screen; the note has them all


def snapshot(
    ctx: typer.Context,
    programme: str = PROGRAMME,
    duty: str = DUTY,
    period: str = PERIOD,
    as_sent: date | None = typer.Option(
        None, "--as-sent", parser=day, metavar="NGÀY", help="in đúng từng byte bản đã gửi tính đến hết ngày này"
    ),
    out: Path | None = typer.Option(
        None, "--out", metavar="THƯ_MỤC", help="với --as-sent: ghi bản ấy và các văn bản gửi kèm vào thư mục"
    ),
    as_json: bool = JSON,
) -> None:
    """Các bản đã gửi của một kỳ: ngày, người chốt, n/N, dấu vết; lấy lại đúng từng byte bản đã gửi ngày nào."""
    from models import snapshots
    from tasks.sent_files import sent_bytes

    home = filled_home(ctx)
    key = (programme_of(rules_of(home), programme), duty, period)
    with data_of(home) as session:
        if as_sent:
            sent = snapshots.as_sent(session, *key, as_sent)
            content = sent.bytes
            files = sent_bytes(session, home, sent) if out else {}
            if not out:
                sys.stdout.buffer.write(content)
                return
            stem = f"{duty}-{period}-lan-{sent.n}".replace("/", "-")
            for name, bytes_ in ({f"{stem}.json": content} | files).items():
                out.mkdir(parents=True, exist_ok=True)
                write_whole(out / name, bytes_)
                say(str(out / name))
            return
        rows = [(s, len(s.bytes), snapshots.files_of(session, s)) for s in snapshots.snapshots_of(session, *key)]
    if as_json:
        print_json([_as_json(sent, size, files) for sent, size, files in rows])
        return
    if not rows:
        raise Refused(f"Kỳ {period} của {key[0]} ({duty}) chưa chốt nên chưa có bản đã gửi.")
    print_table(
        f"{key[0]} · {duty} · {period}: các bản đã gửi",
        ["Lần", "Lúc", "Người chốt", "Đã báo cáo", "Lý do", "SHA-256", "Tệp"],
        [
            (str(s.n), s.at, s.by, f"{s.reported}/{s.expected}", s.why or "chốt kỳ", s.sha256[:16], len(files))
            for s, _, files in rows
        ],
    )


def resnapshot(
    ctx: typer.Context,
    programme: str = PROGRAMME,
    duty: str = DUTY,
    period: str = PERIOD,
    why: str = typer.Option("", "--why", metavar="LÝ_DO", help="vì sao chốt lại; ghi vào bản gửi và thông báo"),
    officer: str = typer.Option("", "--officer", metavar="CÁN_BỘ", help="người chốt lại"),
    dry_run: bool = typer.Option(False, "--dry-run", help="chỉ xem số nào đã thay đổi từ bản gửi trước"),
) -> None:
    """Chốt lại kỳ đã chốt khi số liệu thay đổi: thêm một bản gửi, báo cáo mới và thông báo điều chỉnh."""
    from tasks.sending_again import send_again

    home = filled_home(ctx)
    slug = programme_of(rules_of(home), programme)
    if not dry_run and not officer.strip():
        raise Refused("Chốt lại phải ghi rõ người chốt: thêm --officer.")
    by = "" if dry_run else named_officer(home, officer.strip())
    made = send_again(home, slug, duty, period, today(), now(), by=by, why=why, dry_run=dry_run)
    deltas = made.changes.deltas
    print_table(
        f"{len(deltas)} số thay đổi so với bản gửi lần {made.changes.first}",
        ["Chỉ tiêu", "Nội dung", "Địa bàn", "Đã gửi", "Nay", "n/N đã gửi", "n/N nay", "Đơn vị"],
        [
            (
                delta.indicator,
                delta.label,
                delta.node_name,
                _value(delta.before),
                _value(delta.after),
                f"{delta.reported_before}/{delta.expected_before}",
                f"{delta.reported_after}/{delta.expected_after}",
                "; ".join(f"{each.unit_name} ({each.why})" for each in delta.whose),
            )
            for delta in deltas[:MOST_SHOWN]
        ],
        right=("Đã gửi", "Nay"),
    )
    if len(deltas) > MOST_SHOWN:
        say(f"… và {len(deltas) - MOST_SHOWN} số khác, xem đủ trong thông báo điều chỉnh.")
    if made.snapshot:
        say(f"Đã chốt lại lần {made.snapshot.n}, SHA-256 {made.snapshot.sha256}.")
    for file in made.files:
        say(str(file))


def cells(
    ctx: typer.Context,
    programme: str = PROGRAMME,
    duty: str = DUTY,
    period: str = PERIOD,
    line: str = typer.Argument(..., metavar="CHỈ_TIÊU", help="mã dòng như trong dondoc total, ví dụ B01 hoặc D06.kha"),
    unit: str | None = typer.Option(None, "--unit", "-u", parser=word, metavar="ĐỊA_BÀN", help="chỉ địa bàn này"),
    as_json: bool = JSON,
) -> None:
    """Truy xuất một số tổng hợp đến từng ô: đơn vị nào, bao nhiêu, nộp lúc nào, mã tiếp nhận; hoặc vì sao chưa có."""
    from models.drill import cells_of
    from models.obligations import find_deadline

    home = filled_home(ctx)
    catalogue = rules_of(home)
    slug = programme_of(catalogue, programme)
    with data_of(home) as session:
        on = find_deadline(session, catalogue, slug, duty, period).last_valid_on
        node = unit_of(session, unit, on, tree="territory") if unit else None
        found = cells_of(session, catalogue, slug, duty, period, line, node=node, as_of=today())
    if as_json:
        print_json([_cell(each) for each in found])
        return
    print_table(
        f"{slug} · {duty} · {period} · {line}",
        ["Đơn vị", "Giá trị", "Mã tiếp nhận", "Bản", "Nộp lúc", "Ghi chú"],
        [
            (
                each.unit_name,
                _value(each.value) if each.denominator is None else f"{cell(each.value)}/{cell(each.denominator)}",
                each.receipt,
                "" if each.version is None else str(each.version),
                each.filed_at or "",
                _remark(each),
            )
            for each in found
        ],
        right=("Giá trị",),
    )


def _as_json(sent: Any, size: int, files: Any) -> dict[str, Any]:
    return {
        "n": sent.n,
        "at": sent.at.isoformat(),
        "by": sent.by,
        "why": sent.why,
        "reported": sent.reported,
        "expected": sent.expected,
        "sha256": sent.sha256,
        "size": size,
        "files": [{"name": file.name, "size": file.size, "sha256": file.sha256} for file in files],
    }


def _cell(each: Any) -> dict[str, Any]:
    from decimal import Decimal

    value = each.value
    return {
        "unit": each.unit_id,
        "name": each.unit_name,
        "place": each.place,
        "value": float(value) if isinstance(value, Decimal) else value,
        "denominator": each.denominator,
        "submission": each.submission_id,
        "version": each.version,
        "receipt": each.receipt,
        "filed_at": each.filed_at.isoformat() if each.filed_at else None,
        "via": each.via,
        "provisional": each.is_provisional,
        "missing": each.why_missing,
        "also_by": list(each.also_by),
    }


def _remark(each: Any) -> str:
    said = [each.why_missing, "số ước" if each.is_provisional and each.is_given else ""]
    if each.also_by:
        said.append(
            f"cùng địa bàn có ghi: {', '.join(each.also_by)}; việc chung chỉ bên chủ trì ghi, đề nghị đối chiếu"
        )
    return "; ".join(filter(None, said))


def _value(value: Any) -> str:
    return f"{len(value)} ý kiến" if isinstance(value, (list, tuple)) else cell(value)
