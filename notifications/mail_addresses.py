"""Địa chỉ thư của hệ thống: who writes, and where each mail asks to be answered, so that an answer says what it is to.

`tra-loi+<key>@tinh.example`: the key is the one in our Message-ID. It proves nothing about who writes.
"""

from __future__ import annotations

import re

from models.settings import Settings

DEMO_SENDER = "nhac-viec@dondoc.example"
DEMO_REPLIES = "tra-loi@dondoc.example"
_OURS = re.compile(r"<dondoc\.([0-9a-f]{24})@")
_PLUS = re.compile(r"\+([0-9a-f]{24})@", re.IGNORECASE)


def domain_of(settings: Settings) -> str:
    """The domain our Message-IDs carry."""
    return (settings.sender_email or DEMO_SENDER).rpartition("@")[2]


def reply_box(settings: Settings) -> str:
    """The mailbox answers go to; a demo without one of its own has one in its inbox. Empty: nobody reads answers."""
    return settings.reply_to_email or (DEMO_REPLIES if settings.is_demo else "")


def plus_address(box: str, key: str) -> str:
    """The address of the box for answers to one mail; the box itself for a mail that is no row of ours."""
    name, at, domain = box.rpartition("@")
    found = _OURS.match(key)
    return f"{name}+{found[1]}@{domain}" if found and at else box


def key_in(address: str) -> str:
    """The key in such an address; empty where there is none."""
    found = _PLUS.search(address)
    return found[1].lower() if found else ""
