"""Xử lý nhiệm vụ của đơn vị đã kết thúc: what became of every duty of every unit that is no more, and on what ground.

A person's word comes first (`models.disposition_words`); otherwise the successions say: passed to the one heir that the
duty addresses, shared by several, ended where nothing of it remains or its whole level is gone, and waiting for a human
decision in every other case. A route that led to an ended body is re-routed (`models.reroutings`).
Nothing is decided here, and nothing that waits is ever overdue: who is no more owes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session

from models.assignments import holdings
from models.catalogue import Catalogue
from models.dates_in_words import day_text
from models.disposition_words import words_on_holders
from models.heirs import CARRIES
from models.inheritance import HANDED_ON, Holding
from models.obligations import known_deadlines, requests_known
from models.quiet_hours import end_of_day
from models.register import Register
from models.reroutings import reroutings
from models.vocabulary import DispositionKind, Level, SuccessionKind, Tree
from models.workdays import DAY

K = DispositionKind


@dataclass(frozen=True, slots=True)
class Disposed:
    """One duty of one unit that is no more. `to`: ids and names of those who took it on, or who receive instead."""

    programme: str
    duty: str
    title: str
    unit_id: str
    unit_name: str
    ended_on: date
    kind: DispositionKind
    to: tuple[tuple[str, str], ...]
    effective_on: date
    basis: str
    by: str = ""  # who decided; empty: follows from successions and rules
    goes_on: bool = True  # something of the duty was still to come after the unit's last day
    is_receiver: bool = False  # the unit did not owe the work: it was sent there

    @property
    def is_orphan(self) -> bool:
        """Whether something remains to be done that nobody holds, or that has nowhere to go."""
        return self.goes_on and self.kind in (K.ENDED, K.WAITING)

    def as_json(self) -> dict[str, Any]:
        """The object `dondoc orphans --json` prints."""
        return {
            "programme": self.programme,
            "duty": self.duty,
            "unit": self.unit_id,
            "unit_name": self.unit_name,
            "role": "receiver" if self.is_receiver else "holder",
            "ended_on": self.ended_on.isoformat(),
            "disposition": str(self.kind),
            "to": [unit_id for unit_id, _ in self.to],
            "effective_on": self.effective_on.isoformat(),
            "basis": self.basis,
            "by": self.by,
        }


def dispositions(session: Session, catalogue: Catalogue, on: date, programme: str | None = None) -> list[Disposed]:
    """What became, by that day, of every duty of every unit whose last day is past. By programme, duty and unit."""
    world = _World(session, catalogue, on)
    found = [world.of(held) for held in world.held.values() if world.register.ended_on(held.unit_id)]
    for moved in reroutings(session, catalogue, world.register, world.held.values()):
        found.append(
            Disposed(
                programme=moved.duty.programme,
                duty=moved.duty.id,
                title=moved.duty.title,
                unit_id=moved.unit_id,
                unit_name=world.register.units[moved.unit_id].name,
                ended_on=moved.ended_on,
                kind=K.REROUTED if moved.words else K.WAITING,
                to=world.register.named(moved.to),
                effective_on=moved.effective_on,
                basis=moved.basis,
                by=moved.by,
                is_receiver=True,
            )
        )
    chosen = [d for d in found if programme in (None, d.programme)]
    return sorted(chosen, key=lambda d: (d.programme, d.duty, d.is_receiver, d.unit_id))


def orphans(session: Session, catalogue: Catalogue, on: date, programme: str | None = None) -> list[Disposed]:
    """What has no holder on that day: ended with its unit though work remains, or waiting for a decision."""
    return [found for found in dispositions(session, catalogue, on, programme) if found.is_orphan]


class _Fate(NamedTuple):
    kind: DispositionKind
    effective_on: date
    basis: str
    to: tuple[str, ...] = ()
    by: str = ""


class _World:
    """Everything there is to know on one day, read once."""

    def __init__(self, session: Session, catalogue: Catalogue, on: date):
        self.catalogue, self.on = catalogue, on
        self.register = Register(session, on)
        self.held = holdings(session, catalogue)
        self.words = words_on_holders(session, end_of_day(on))
        self.titles = {(r.programme, r.code): r.title for r in requests_known(session, end_of_day(on))}
        self.last_days: dict[tuple[str, str], date] = {}
        for deadline in known_deadlines(session, catalogue, by=end_of_day(on)):
            key = deadline.programme, deadline.duty
            self.last_days[key] = max(deadline.last_valid_on, self.last_days.get(key, date.min))

    def of(self, held: Holding) -> Disposed:
        """What became of one duty of one unit that ended."""
        unit, ended_on = self.register.units[held.unit_id], self.register.ended_on(held.unit_id)
        assert ended_on is not None
        goes_on = self._goes_on(held, ended_on)
        fate = self._decided(held) or self._derived(held, ended_on, goes_on)
        duty = self.catalogue.programme(held.programme).duties.get(held.duty)
        return Disposed(
            programme=held.programme,
            duty=held.duty,
            title=duty.title if duty else self.titles.get((held.programme, held.duty), held.duty),
            unit_id=unit.id,
            unit_name=unit.name,
            ended_on=ended_on,
            kind=fate.kind,
            to=self.register.named(fate.to),
            effective_on=fate.effective_on,
            basis=fate.basis,
            by=fate.by,
            goes_on=goes_on,
        )

    def _goes_on(self, held: Holding, ended_on: date) -> bool:
        """Whether anything of the duty was still to come after the unit's last day, and the unit had it until then."""
        programme = self.catalogue.programme(held.programme)
        if held.valid_to and held.valid_to < ended_on:
            return False
        duty, key = programme.duties.get(held.duty), (held.programme, held.duty)
        if duty is not None and programme.valid_to <= ended_on:
            return False
        if key in self.last_days:
            return self.last_days[key] > ended_on
        return duty is not None and duty.rule.shape is None and (duty.last_on is None or duty.last_on > ended_on)

    def _decided(self, held: Holding) -> _Fate | None:
        """What a person said of it; who passes it on without saying to whom speaks only where an heir holds it."""
        word = self.words.on(*held.key)
        if word is None or word.effective_on > self.on:
            return None
        heirs = word.to or (self._heirs(held) if word.kind in HANDED_ON else ())
        if word.kind in HANDED_ON and not heirs:
            return None
        return _Fate(word.kind, word.effective_on, word.basis, heirs, word.by)

    def _derived(self, held: Holding, ended_on: date, goes_on: bool) -> _Fate:
        """What follows from programme, calendar and successions."""
        programme, since = self.catalogue.programme(held.programme), ended_on + DAY
        if held.valid_to and held.valid_to < ended_on:
            left = held.valid_to + DAY
            return _Fate(
                K.ENDED, left, f"Nhiệm vụ thôi thuộc đơn vị từ ngày {day_text(left)}, trước khi đơn vị kết thúc."
            )
        if held.duty in programme.duties and programme.valid_to <= ended_on:
            return _Fate(K.ENDED, since, f"Chương trình kết thúc ngày {day_text(programme.valid_to)}.")
        if not goes_on:
            last = self.last_days.get((held.programme, held.duty))
            when = f" (ngày {day_text(last)})" if last else ""
            return _Fate(K.ENDED, since, f"Kỳ cuối cùng đến hạn khi đơn vị còn hoạt động{when}.")
        if programme.waiting_from and programme.waiting_from <= self.on:
            return _Fate(K.WAITING, programme.waiting_from, f"{programme.waiting_reason}.")
        if heirs := self._heirs(held):
            ground = next(link for link in self.register.links[held.unit_id] if link.to_id in heirs)
            kind = K.PASSED if len(heirs) == 1 else K.SHARED
            return _Fate(kind, ground.takes_over_on, ground.basis or "Theo đơn vị kế thừa.", heirs)
        if self.register.is_level_gone(held.unit_id):
            unit = self.register.units[held.unit_id]
            tree, level = Tree.of(unit.tree).label, Level.of(unit.level).label
            cited = "".join(f" ({link.basis})" for link in self.register.links[unit.id][:1] if link.basis)
            return _Fate(K.ENDED, since, f"Hệ {tree} không còn {level}{cited}; nhiệm vụ không còn chủ thể.")
        return _Fate(K.WAITING, since, self._why_it_waits(held.unit_id))

    def _heirs(self, held: Holding) -> tuple[str, ...]:
        """The heirs of the unit that hold the duty, the default one first."""
        links = [link for link in self.register.links[held.unit_id] if link.kind in CARRIES]
        ordered = dict.fromkeys(link.to_id for link in sorted(links, key=lambda x: (not x.is_default, x.to_id)))
        return tuple(heir for heir in ordered if self._took_on(held, heir))

    def _took_on(self, held: Holding, heir: str) -> bool:
        """Whether an heir holds the duty in the unit's stead, and not merely its own share of it on another level."""
        own = self.held.get((held.programme, held.duty, heir))
        return own is not None and (own.reason != "catalogue" or self.register.are_alike(held.unit_id, heir))

    def _why_it_waits(self, unit_id: str) -> str:
        links = self.register.links[unit_id]
        names = ", ".join(name for _, name in self.register.named(link.to_id for link in links))
        if links and all(link.kind == SuccessionKind.FUNCTIONS for link in links):
            return f"Chức năng chuyển về {names}; chờ người có thẩm quyền xác nhận ai thực hiện."
        if links:
            return f"Đơn vị kế thừa ({names}) không thuộc diện của nhiệm vụ; chờ quyết định."
        return "Chưa ghi nhận đơn vị kế thừa; chờ quyết định."
