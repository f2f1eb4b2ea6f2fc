"""Quầy gửi: the channels of a home, opened with the keys they need.

Everybody who sends opens it here. Errors: `Refused` for a demo whose channels lead outside this machine.
"""

from __future__ import annotations

from models.settings import Home
from notifications.channels import PostOffice
from tasks.zalo_keys import tokens_of


def open_post_office(home: Home) -> PostOffice:
    """The post office of this home, to be used in a `with`.

    No session may be open around a hand-over: a Zalo line reads and renews its keys in sessions of its own.
    """
    return PostOffice(home.settings(), tokens=tokens_of(home))
