"""Thư báo động: the watcher's own way to the operators: one plain mail over the SMTP line, past outbox and Prefect.

A demo reaches its own inbox only. Says which addresses were reached; never raises because a server does not answer.
"""

from __future__ import annotations

import email.policy
import logging
import uuid
from collections.abc import Iterable
from datetime import datetime
from email.header import Header
from email.mime.text import MIMEText
from email.utils import format_datetime

from models.masking import without_addresses
from models.quiet_hours import HANOI
from models.settings import Settings
from notifications.this_machine import refuse_outside

log = logging.getLogger("dondoc.watcher")

_CRLF = email.policy.compat32.clone(linesep="\r\n")
TAKEN = ("sent", "unknown")  # a lost answer is not asked for again: the watcher would repeat itself


def send_alarm(settings: Settings, addresses: Iterable[str], subject: str, text: str, now: datetime) -> list[str]:
    """Send to each address; returns those that took it. Errors: `Refused` for a demo pointed outside this machine."""
    from notifications.channels.smtp import SmtpLine, mail_server  # here: it must live even if a channel cannot load

    server = mail_server(settings)
    if server is None:
        return []
    refuse_outside(settings, server.host)
    sender = settings.sender_email or "nhac-viec@dondoc.example"
    line, reached = SmtpLine(server), []
    try:
        for address in addresses:
            mail = alarm_mail(settings, sender, address, subject, text, now)
            outcome = line.send(sender, address, mail.as_bytes(policy=_CRLF))
            if outcome.status in TAKEN:
                reached.append(address)
            else:
                log.warning("alarm mail not taken: %s", without_addresses(f"{outcome.stage} {outcome.code}"))
    finally:
        line.close()
    return reached


def alarm_mail(settings: Settings, sender: str, to: str, subject: str, text: str, now: datetime) -> MIMEText:
    """The mail as it travels. Headers by `email.header`: newer policies lose spaces (python/cpython#92081)."""
    mail = MIMEText(text.rstrip() + "\n", "plain", "utf-8")
    mail["From"] = f"{Header(settings.sender_name or 'Đôn Đốc', 'utf-8').encode()} <{sender}>"
    mail["To"] = to
    mail["Subject"] = Header(subject, "utf-8", header_name="Subject").encode()
    mail["Date"] = format_datetime(now.astimezone(HANOI))
    mail["Message-ID"] = f"<dondoc.canh-nhip.{uuid.uuid4().hex}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Importance"] = "high"
    return mail
