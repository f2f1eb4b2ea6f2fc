"""Mã truy cập: what a Zalo line asks for before it speaks, whoever keeps the keys.

A line asks once and keeps the answer; when the service calls the token dead it asks for another one, once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from models.outcomes import Outcome


class NoToken(Exception):
    """There is no token to speak with. `outcome` is what that means for a letter; its words hold no secret."""

    def __init__(self, outcome: Outcome):
        self.outcome = outcome
        super().__init__(outcome.detail)


class Tokens(Protocol):
    """Where the access token of the official account comes from."""

    def current(self) -> str:
        """The token to speak with. Errors: `NoToken`."""
        ...

    def renewed(self, dead: str) -> str:
        """Another token than the one the service called dead; the same one where there is no other.

        Errors: `NoToken`."""
        ...


@dataclass(frozen=True)
class FixedToken:
    """A token written in the settings: it cannot be renewed here."""

    token: str = field(default="", repr=False)

    def current(self) -> str:
        return self.token

    def renewed(self, dead: str) -> str:
        return self.token
