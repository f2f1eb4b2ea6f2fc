"""Nothing that anybody decides or says is written without a line in the journal: watched at the database itself.

While it watches, every statement of the named threads is heard; a transaction that wrote into a table of facts and put
no line into the journal is remembered when it commits. What need not have a line stands below, each with its reason.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, event

UNSAID = {  # table → why a change of it needs no line of its own
    "audit": "the journal itself",
    "audit_seal": "the journal itself",
    "draft": "what somebody is still typing; the filing has its line",
    "figureuse": "counts that figures were read",
    "feed_mark": "a calendar program looked",
    "link": "ways in made by the program; their use and their revocation have lines",
    "message": "the outbox keeps its own history, attempt by attempt",
    "message_item": "the outbox",
    "messageitem": "the outbox",
    "content": "the outbox",
    "attempt": "the outbox",
    "delivery_receipt": "the outbox",
    "suppression": "what a channel said",
    "inbound_mail": "a mail came in; a person's word on it has a line",
    "alarm": "rung by the program; cleared with a line",
    "pulse": "a heartbeat",
    "happening": "what the program saw",
    "guesses": "wrong passwords, counted",
    "visit": "who is in; coming in has a line",
    "officer": "wrong passwords are counted there, too; accounts have lines of their own below",
    "counted_filing": "derived from filings",
    "running_total": "derived from filings",
    "wide_figures": "derived from filings",
    "figure_layout": "derived from forms",
    "queryanswer": "goes with the filing",
    "zalo_account": "keys exchanged by the program",
}
_WRITES = re.compile(
    r"\s*(?:WITH .*? )?(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+\"?(\w+)\"?", re.IGNORECASE | re.DOTALL
)
# a column set to itself takes the row's lock and changes nothing
_LOCKS = re.compile(r"UPDATE (\w+) SET (\w+)=\1\.\2 WHERE .*", re.DOTALL)


@contextmanager
def journal_guarded(of: Callable[[threading.Thread], bool]) -> Iterator[list[set[str]]]:
    """Watch the transactions of these threads; yields what was committed without a line: the tables of each."""
    open_: dict[int, set[str]] = {}
    silent: list[set[str]] = []

    def hear(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if cursor.rowcount == 0 and ("RETURNING" not in statement or "DO NOTHING" in statement):
            return  # who came second wrote nothing (rows that are returned count only once they are read)
        if _LOCKS.fullmatch(statement):
            return
        if of(threading.current_thread()) and (found := _WRITES.match(statement)):
            open_.setdefault(id(connection.connection.dbapi_connection), set()).add(found[1].lower())

    def committed(connection: Any) -> None:
        written = open_.pop(id(connection.connection.dbapi_connection), set())
        if "audit" not in written and (unsaid := written - UNSAID.keys()):
            silent.append(unsaid)

    def undone(connection: Any) -> None:
        open_.pop(id(connection.connection.dbapi_connection), None)

    heard = (("after_cursor_execute", hear), ("commit", committed), ("rollback", undone))
    for name, ear in heard:
        event.listen(Engine, name, ear)
    try:
        yield silent
    finally:
        for name, ear in heard:
            event.remove(Engine, name, ear)
