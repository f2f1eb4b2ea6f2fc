"""Điều cần xem lại: one thing about the law itself that a person should look at, with its clause and what to do.

A finding is no error: the rules are sound and in force, it is the text (or the world since) that does not fit.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.programmes import Duty
from models.vocabulary import FindingCode


@dataclass(frozen=True, slots=True)
class Finding:
    """`duty` and `clause` are None where it is about the programme as a whole."""

    code: FindingCode
    programme: str
    duty: str | None
    clause: str | None
    message: str
    advice: str

    def as_json(self) -> dict[str, str | None]:
        """The object `dondoc check --json` prints."""
        return {
            "code": str(self.code),
            "programme": self.programme,
            "duty": self.duty,
            "clause": self.clause,
            "message": self.message,
            "advice": self.advice,
        }


def about(duty: Duty, code: FindingCode, message: str, advice: str) -> Finding:
    """A finding about one duty."""
    return Finding(code, duty.programme, duty.id, duty.clause, message, advice)
