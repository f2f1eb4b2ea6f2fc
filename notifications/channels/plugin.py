"""Plugin của Đôn Đốc: what our own plugins of Apprise have in common.

Each is made from an open line and a letter, never from an address, and keeps what its channel said in `outcome`. It may
take one letter after another over the same line.
"""

from __future__ import annotations

from typing import Any

from apprise import NotifyBase
from apprise.common import NotifyFormat, NotifyType

from models.masking import masked
from models.outcomes import Outcome
from notifications.channels.letter import Letter

NOT_SENT = Outcome("retry", "not-sent", "chưa gửi")


class DonDocPlugin(NotifyBase):
    """A plugin without a pause between letters, whose address shows nobody. Its channel answers in `handed_over`."""

    service_url: Any = ""
    setup_url: Any = ""
    notify_format = NotifyFormat.TEXT
    request_rate_per_sec = 0
    templates: Any = ("{schema}://",)

    def __init__(self, line: Any, letter: Letter, **kwargs: Any):
        super().__init__(**kwargs)
        self.line = line
        self.take(letter)

    def take(self, letter: Letter) -> None:
        """The next letter over the same line."""
        self.letter, self.outcome = letter, NOT_SENT

    def send(self, body: str, title: str = "", notify_type: Any = NotifyType.INFO, **kwargs: Any) -> bool:
        self.outcome = self.handed_over(body, notify_type)
        return self.outcome.status == "sent"

    def handed_over(self, body: str, notify_type: Any) -> Outcome:
        """What the channel says to this letter."""
        raise NotImplementedError

    def url(self, privacy: bool = False, *args: Any, **kwargs: Any) -> str:
        return f"{self.secure_protocol}://{masked(self.letter.address)}"
