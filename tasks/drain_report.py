"""Lượt gửi: what one drain of the outbox came to, message by message, with no address in full."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from models.vocabulary import MessageState


@dataclass(frozen=True)
class SentLine:
    """What became of one message."""

    id: int
    recipient: str
    channel: str
    address: str  # masked
    state: str
    reason: str


@dataclass
class DrainReport:
    """What one drain did."""

    stopped: bool = False  # the kill switch is on
    expired: int = 0
    recovered: int = 0  # interrupted before they were touched: planned again
    answered: int = 0  # interrupted after the channel had answered: settled from the journal
    unknown: int = 0  # interrupted or answer lost: listed for the operator
    left: int = 0  # might have gone by now: their channel was given up, or the time of this drain is over
    lines: list[SentLine] = field(default_factory=list)
    closed_channels: dict[str, str] = field(default_factory=dict)  # channel → why it was given up for this time

    @property
    def states(self) -> dict[str, int]:
        """Messages handled, by the state they ended in."""
        return dict(Counter(line.state for line in self.lines))

    @property
    def sent(self) -> int:
        return self.states.get(MessageState.SENT.value, 0)
