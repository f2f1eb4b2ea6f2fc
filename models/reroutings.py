"""Đổi nơi gửi: routes that led to a body now gone, and where they lead instead.

A receiver that was wholly taken over stays the receiver by its heir and is not listed. Otherwise a person's word comes
first, then the remaining receivers of the same text ("qua Đội Tổng hợp" → straight to Công an Tỉnh from 01/3/2025);
where the text names nobody else, the route waits for a decision. Which words a sender then reads: `models.ways`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.disposition_words import Words, words_on_receivers
from models.inheritance import Holding
from models.programmes import Duty
from models.quiet_hours import end_of_day
from models.register import Known, Register
from models.ways import Ways
from models.workdays import DAY


class Rerouting(NamedTuple):
    """One receiver of one duty that is no more. `words`: the route that remains, empty while nobody knows one."""

    duty: Duty
    unit_id: str
    ended_on: date
    words: str
    to: tuple[str, ...]
    effective_on: date
    basis: str
    by: str


def reroutings(
    session: Session, catalogue: Catalogue, register: Register, held: Iterable[Holding]
) -> Iterator[Rerouting]:
    """Every receiver that ended by the register's day, of every duty whose senders it served."""
    ways, said = Ways(session, catalogue, register.on), words_on_receivers(session, end_of_day(register.on))
    senders: dict[tuple[str, str], set[str | None]] = {}
    for holding in held:
        if (unit := register.units.get(holding.unit_id)) is not None:
            senders.setdefault((holding.programme, holding.duty), set()).add(unit.territory_id)
    for programme in catalogue.programmes.values():
        for duty in programme.duties.values():
            if any(stop.receiver for stop in duty.route.stops):
                above = {p for place in senders.get((programme.slug, duty.id), ()) for p in ways.above(place)}
                yield from _of_duty(duty, above, ways, register, said)


def _of_duty(duty: Duty, above: set[str], ways: Ways, register: Register, said: Words) -> Iterator[Rerouting]:
    """The ended receivers of one duty on the places above its senders."""
    for n, stop in enumerate(duty.route.stops):
        for body in ways.bodies(stop.receiver) if stop.receiver else ():
            if body.place in above and register.ended_on(body.id) and not register.is_taken_over(body.id):
                yield _of_body(duty, n, register.units[body.id], ways, register, said)


def _of_body(duty: Duty, n: int, unit: Known, ways: Ways, register: Register, said: Words) -> Rerouting:
    stops = duty.route.stops
    gone, left = stops[n], [stop for m, stop in enumerate(stops) if m != n]
    assert unit.valid_to is not None
    since = unit.valid_to + DAY
    if word := said.on(duty.programme, duty.id, unit.id):
        names = ", ".join(name for _, name in register.named(word.to))
        return Rerouting(duty, unit.id, unit.valid_to, names, word.to, word.effective_on, word.basis, word.by)
    words = duty.route.through(left).words
    others = [body.id for stop in left if stop.receiver for body in ways.receiver(stop.receiver, unit.territory_id)]
    heirs = [heir for other in others if (heir := register.living_heir(other))]
    was = f"{gone.to} (qua {gone.via})" if gone.via else gone.to
    basis = f"Nơi nhận “{was}” không còn từ ngày {day_text(since)}; " + (
        f"còn lại theo văn bản: {words}." if words else "văn bản không ghi nơi nhận nào khác, chờ quyết định."
    )
    return Rerouting(duty, unit.id, unit.valid_to, words, tuple(dict.fromkeys(heirs)), since, basis, "")
