"""Zalo theo số điện thoại: an Apprise plugin of our own for template messages (ZNS).

They reach any phone with Zalo, whether its owner follows the account or not. `tracking_id` lets a receipt find its
message; the provider does not promise to drop doubles by it, so a lost answer is `unknown` and is not sent again.
"""

from __future__ import annotations

import re
from typing import Any

from models.masking import masked
from models.outcomes import Outcome
from models.vocabulary import AlarmCode
from notifications.channels.plugin import DonDocPlugin
from notifications.channels.zalo_oa import AccountLine
from notifications.zalo.forms import DoesNotFit, Form
from notifications.zalo.tokens import Tokens

PATH = "/message/template"
_PHONE = re.compile(r"84[235789][0-9]{8}")


class ZaloLine(AccountLine):
    """One HTTP connection to the template message service, with the template its account has."""

    def __init__(self, url: str, template: str, form: Form, tokens: Tokens):
        super().__init__(url, "zalo_url", tokens)
        self.template, self.form = template, form

    def send(self, phone: str, tracking_id: str, values: dict[str, str]) -> Outcome:
        """Post one template message and read the answer."""
        body = {
            "phone": phone,
            "template_id": self.template,
            "template_data": values,
            "tracking_id": tracking_id,
        }
        return self.post(PATH, body)


class NotifyDonDocZalo(DonDocPlugin):
    """`dondoczalo://`: made from a line and a letter only."""

    service_name: Any = "Đôn Đốc: Zalo"
    secure_protocol: Any = "dondoczalo"

    def handed_over(self, body: str, notify_type: Any) -> Outcome:
        letter, line = self.letter, self.line
        phone = normal_phone(letter.address)
        if phone is None:
            return Outcome("fallback", "-108", f"“{masked(letter.address)}” không phải số điện thoại")
        try:
            values = line.form.fill(letter.recipient_name, letter.body_short, letter.link)
        except DoesNotFit as e:
            return Outcome("permanent", "form", str(e), stage="form", alarm=AlarmCode.TEMPLATE)
        return line.send(phone, tracking_id(letter.key), values)


def tracking_id(key: str) -> str:
    """The name under which a message travels with Zalo: its Message-ID without the domain."""
    return key.strip("<>").partition("@")[0]


def normal_phone(text: str) -> str | None:
    """`0912 345 678` → `84912345678`; None where it is no Vietnamese number."""
    digits = re.sub(r"[\s.+()-]", "", text)
    if digits.startswith("0"):
        digits = "84" + digits[1:]
    return digits if _PHONE.fullmatch(digits) else None
