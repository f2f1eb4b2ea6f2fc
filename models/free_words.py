"""Lời ghi tự do: what people write in their own words, reasons and notes, never points to a person.

The patterns are those that forms refuse (`models.forms.BLOCKED`); what a secret duty allows is `models.secrecy`.
"""

from __future__ import annotations

from models.errors import Refused
from models.forms import BLOCKED


def blocked_in(text: str) -> str:
    """What points to a person in a free text, in words; empty: nothing."""
    return next((what for pattern, what in BLOCKED.values() if pattern.search(text)), "")


def why_personal(text: str, named: str = "") -> str:
    """Why a text cannot be taken, as a sentence; empty where it can. `named`: what it is, `Lý do`."""
    what = blocked_in(text)
    if not what:
        return ""
    has = f"{named} có" if named else "Có"
    return f"{has} nội dung giống {what}. Hệ thống không nhận thông tin về cá nhân; đề nghị bỏ đi."


def refuse_personal(*texts: str, named: str = "") -> None:
    """No free text carries what points to a person. Errors: `Refused`."""
    for text in texts:
        if why := why_personal(text, named):
            raise Refused(why)
