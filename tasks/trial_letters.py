"""Tin thử: one letter to an officer's own address, to see whether a channel works. Never to a unit, no outbox row.

It goes even while the kill switch stops the outbox: that is when one wants to try.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from models.audit import record
from models.errors import Refused
from models.masking import masked, without_addresses
from models.officers import acting_officer, find_officer
from models.outcomes import Outcome
from models.quiet_hours import HANOI
from models.settings import Home, Settings
from models.vocabulary import Channel
from notifications.channels.letter import Letter
from notifications.mail_addresses import domain_of
from tasks.post_office import open_post_office
from tasks.session import open_session


@dataclass(frozen=True)
class Trial:
    """One trial letter and what its channel said. `status`: as of `models.outcomes.Outcome`; empty in a rehearsal."""

    channel: Channel
    address: str  # masked
    status: str = ""
    said: str = ""

    @property
    def arrived(self) -> bool:
        return self.status in ("", "sent")


def send_trials(
    home: Home, *, to: str, channels: Collection[Channel], by: str, now: datetime, dry_run: bool = False
) -> tuple[Trial, ...]:
    """A trial letter to the officer `to` over each channel. Errors: `Refused` for no account or no address."""
    settings = home.settings()
    with open_session(home) as session:
        who, asked_by = find_officer(session, to), acting_officer(session, by).username
        if not who.is_active:
            raise Refused(f"Tài khoản {who.username} đã đóng. Đề nghị ghi tên cán bộ khác.")
        letters = [_letter(settings, channel, _address(settings, channel, who.email), now) for channel in channels]
        if not dry_run:
            sent_over = ", ".join(channel.value for channel in channels)
            record(session, asked_by, "trial_letter", f"officer:{who.username}", sent_over, now=now)
    if dry_run:
        return tuple(Trial(Channel.of(letter.channel), masked(letter.address)) for letter in letters)
    with open_post_office(home) as office:
        return tuple(_trial(letter, office.deliver(letter)) for letter in letters)


def _address(settings: Settings, channel: Channel, email: str) -> str:
    if channel is Channel.EMAIL:
        if not email:
            raise Refused("Tài khoản này chưa có địa chỉ thư. Đề nghị bổ sung địa chỉ, hoặc chỉ thử kênh Zalo.")
        return email
    if not settings.test_phone:
        raise Refused("Chưa có số điện thoại nhận tin thử. Đề nghị ghi thiết lập test_phone rồi thử lại.")
    return settings.test_phone


def _letter(settings: Settings, channel: Channel, address: str, now: datetime) -> Letter:
    at = f"{now.astimezone(HANOI):%H:%M ngày %d/%m/%Y}"
    agency = settings.agency or "Đôn Đốc"
    short = f"Tin thử của {agency}, gửi lúc {at}. Nhận được tin này là kênh gửi hoạt động; không cần trả lời."
    return Letter(
        channel=channel.value,
        address=address,
        subject="[Thử] Kiểm tra kênh gửi của Đôn Đốc",
        body_text=f"Kính gửi đồng chí,\n\n{short}\n",
        key=f"<dondoc.thu.{uuid.uuid4().hex[:24]}@{domain_of(settings)}>",
        body_short=short,
    )


def _trial(letter: Letter, outcome: Outcome) -> Trial:
    said = outcome.words
    return Trial(Channel.of(letter.channel), masked(letter.address), outcome.status, without_addresses(said))
