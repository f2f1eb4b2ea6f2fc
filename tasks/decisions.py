"""Giao việc theo kết luận họp: what accepted minutes order becomes a duty, what fell with its minutes is taken back.

Level-triggered, in a session of its own: done twice it is done once, and nobody has to remember it at the moment of
accepting.
"""

from __future__ import annotations

from datetime import datetime

from models.catalogue import home_catalogue
from models.meeting_decisions import carry_out
from models.settings import Home
from tasks.session import open_session


def carry_out_decisions(home: Home, now: datetime) -> int:
    """How many duties were opened, taken back or given back."""
    with open_session(home) as session:
        return carry_out(session, home_catalogue(home), now)
