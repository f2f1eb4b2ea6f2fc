"""Commands about the outbox: what was planned, sent, failed, or is not known."""

from __future__ import annotations

import typer

from deployments.commands.answers import print_json, print_table, say
from deployments.commands.grammar import whole_number
from deployments.commands.opening import HANOI, data_of, filled_home, now
from models.errors import Refused

JSON = typer.Option(False, "--json", help="in JSON, chỉ JSON")


def outbox(
    ctx: typer.Context,
    state: str | None = typer.Option(
        None, "--state", metavar="TÌNH_TRẠNG", help="ví dụ planned, sent, failed, unknown"
    ),
    as_json: bool = JSON,
) -> None:
    """Tin nhắc đã lập và tình trạng gửi; thêm resend để gửi lại một tin."""
    if ctx.invoked_subcommand:
        return
    from sqlmodel import col, select

    from models.messages import Message
    from models.vocabulary import Channel, MessageState

    if state is not None and state not in {member.value for member in MessageState}:
        allowed = ", ".join(f"{member.value} ({member.label})" for member in MessageState)
        raise Refused(f"Không có tình trạng “{state}”. Các tình trạng: {allowed}.")
    asked = select(Message)
    if state:
        asked = asked.where(Message.state == state)
    with data_of(filled_home(ctx)) as session:
        found = list(session.exec(asked.order_by(col(Message.as_of), col(Message.id))))
    if as_json:
        keys = (
            "id",
            "recipient",
            "channel",
            "slot",
            "resend",
            "state",
            "reason",
            "address",
            "subject",
            "as_of",
            "attempts",
            "sent_at",
        )
        print_json([{key: getattr(message, key) for key in keys} for message in found])
        return
    print_table(
        f"{len(found)} tin",
        ["Số", "Ngày", "Nơi nhận", "Kênh", "Tình trạng", "Tiêu đề", "Lý do", "Gửi lúc"],
        [
            (
                str(m.id),
                m.as_of,
                m.address or m.recipient,
                Channel(m.channel).label,
                MessageState(m.state).label,
                m.subject,
                m.reason,
                m.sent_at.astimezone(HANOI) if m.sent_at else None,
            )
            for m in found
        ],
        right=("Số",),
    )


def resend(
    ctx: typer.Context,
    number: int = typer.Argument(..., metavar="SỐ", parser=whole_number, help="số của tin, xem bằng dondoc outbox"),
    reason: str = typer.Option(..., "--reason", metavar="LÝ_DO", help="vì sao gửi lại"),
    by: str = typer.Option(..., "--officer", metavar="CÁN_BỘ", help="cán bộ quyết định gửi lại"),
) -> None:
    """Lập lại một tin để gửi lần nữa: có lý do, có tên cán bộ."""
    from models.officers import acting_officer
    from tasks.resend import send_again

    if not reason.strip():
        raise Refused("Gửi lại cần nêu lý do.")
    home = filled_home(ctx)
    with data_of(home) as session:
        officer = acting_officer(session, by).username
    again = send_again(home, message=number, reason=reason.strip(), by=officer, now=now())
    say(f"Đã lập tin {again.made[0]} thay tin {number}; sẽ gửi trong lượt gửi tới.")
