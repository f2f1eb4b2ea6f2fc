"""Thư trả lời: the mailbox units answer to, over IMAP or as the demo's own, and what a mail in it says of itself."""

from __future__ import annotations

import ssl

from models.settings import Home
from notifications.mail_addresses import reply_box
from notifications.replies.boxes import Arrived, BoxClosed, DemoBox, ImapBox, ReplyBox
from notifications.replies.reading import MOST_FILES, Enclosed, Reply, Returned, read_reply

__all__ = [
    "MOST_FILES",
    "Arrived",
    "BoxClosed",
    "Enclosed",
    "Reply",
    "ReplyBox",
    "Returned",
    "open_reply_box",
    "read_reply",
]


def open_reply_box(home: Home, *, tls: ssl.SSLContext | None = None) -> ReplyBox | None:
    """The home's reply box, not yet connected; None where nobody reads answers.

    Errors: `Refused` for a demo that would read a mailbox elsewhere, or a connection without TLS to another machine.
    """
    settings = home.settings()
    if settings.imap_host:
        return ImapBox(settings, tls)
    return DemoBox(home.mail, reply_box(settings)) if settings.is_demo and reply_box(settings) else None
