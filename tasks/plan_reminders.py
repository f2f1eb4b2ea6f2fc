"""Lập tin nhắc: one round looks at what is owed on a day and writes the messages of that day into the outbox.

One digest a unit and day, urgent requests on their own; every rung is said once. Obligations never leave the database:
the distinct kinds, texts and ways are worked out here, few whatever the size, and joined to the units there. A second
round of the same day finds that nothing moved and writes nothing; digests of earlier days that still wait give way;
rungs that came and went while no round ran are kept as skipped. Nothing is sent here, and with `dry_run` nothing is
written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from sqlmodel import Session

from models.catalogue import Catalogue, home_catalogue, rules_print
from models.contents import Words, keep_words
from models.dates_in_words import day_text
from models.errors import Refused
from models.hush import hushed
from models.outbox import (
    SHELF_LIFE,
    call_list,
    hold_outbox,
    supersede,
    suppressed,
    sweep_call_list,
    waits_from_before,
)
from models.pulses import beat
from models.quiet_hours import day_in_hanoi, send_at
from models.reach import is_loud
from models.round_fresh import find_fresh, keep_kinds, standing_items
from models.round_kinds import Kind, gather, kinds_of
from models.round_mark import round_mark
from models.round_messages import (
    Reading,
    channels_written,
    gather_digests,
    keep_readings,
    write_messages,
    write_overtaken,
)
from models.round_overtaken import find_overtaken
from models.round_reach import gather_reach, keep_ways
from models.round_sight import Sight, last_round_before, round_held, sight
from models.round_tables import clear_tables, open_tables
from models.settings import REHEARSAL, Home, Settings
from models.vocabulary import Stage, Work
from notifications.channels import open_channels
from notifications.wording import words
from notifications.zalo.forms import without_way_in
from tasks.digests import Composer, Said, public_address
from tasks.round_report import RoundReport, read_out
from tasks.session import open_session

BEFORE_THE_DAY = {Stage.OPENED, Stage.SOON, Stage.LAST_DAY, Stage.EVENT_AHEAD, Stage.RETURNED}


def plan_reminders(
    home: Home,
    as_of: date,
    now: datetime,
    *,
    dry_run: bool = False,
    hold_quiet_hours: bool | None = None,
    programme: str | None = None,
    only_urgent: bool = False,
) -> RoundReport:
    """One round. Quiet hours hold mail back unless this is the demo; outside it another day than today is a rehearsal.

    `only_urgent`: no more than urgent requests, for the tick of every few minutes; costs nothing where none is open.

    Errors: `Refused` for a live home asked to write another day's messages, or a demo that would reach outside.
    """
    settings, catalogue = home.settings(), home_catalogue(home)
    if not (dry_run or settings.is_demo) and as_of != day_in_hanoi(now):
        raise Refused(f"Ngày {day_text(as_of)} không phải hôm nay: chỉ được chạy thử (dry_run), không ghi tin thật.")
    public_address(settings)  # refuses now what could not be sent later
    is_whole = programme is None and not only_urgent
    report = RoundReport(as_of, dry_run)
    with open_session(home) as session:
        mark, since = "", None
        if is_whole and not dry_run:
            mark = round_mark(session, rules_print(home), settings)
            if round_held(session, as_of) == mark and not _counts_hours(session, catalogue, as_of):
                report.is_repeat = True
                return report
            since = None if settings.mode == REHEARSAL else last_round_before(session, as_of)
        seen = sight(session, catalogue, as_of, since=since, programme=programme, only_urgent=only_urgent)
        if only_urgent and not seen.chosen:
            return report
        if not dry_run:
            hold_outbox(session)  # a drain at the same moment would send what this round says again
        hold = not settings.is_demo if hold_quiet_hours is None else hold_quiet_hours or not settings.is_demo
        work = _Round(session, settings, catalogue, seen, as_of, now, hold, report)
        open_tables(session)
        work.compose()
        if dry_run:
            read_out(session, report, settings, work.kinds, work.written)
        else:
            work.write(is_whole=is_whole)
            if is_whole:
                beat(session, Work.ROUND, as_of, now, report.words, mark)
        clear_tables(session)
    return report


def _counts_hours(session: Session, catalogue: Catalogue, on: date) -> bool:
    """Whether an urgent request is open, whose rungs may begin at any hour of the day."""
    return bool(sight(session, catalogue, on, only_urgent=True).chosen)


@dataclass
class _Round:
    """The work of one round over one session and its tables."""

    session: Session
    settings: Settings
    catalogue: Catalogue
    seen: Sight
    as_of: date
    now: datetime
    is_held: bool
    report: RoundReport
    kinds: list[Kind] = field(default_factory=list)
    is_stale: bool = False

    @cached_property
    def at(self) -> datetime:
        """This instant of the day looked at: a demo's walk through another day keeps the hour of the real one."""
        return self.now + (self.as_of - day_in_hanoi(self.now))

    def compose(self) -> None:
        """Gather in the tables of the round everything it has to say, to whom and how."""
        chosen, on, session = self.seen.chosen, self.as_of, self.session
        dry_run = self.report.dry_run
        keys = gather(session, self.catalogue, chosen, on, every_state=dry_run) if chosen else []
        self.kinds = kinds_of(session, self.catalogue, keys, chosen, self.seen.requests, on, self.at, self.seen.since)
        keep_kinds(session, self.kinds, on)
        if any(kind.rung for kind in self.kinds):
            hush = hushed(session, self.catalogue, on, self.at)
            find_fresh(session, self.kinds, hush, on, with_silent=dry_run)
        self.is_stale = any(kind.passed for kind in self.kinds) and find_overtaken(session, self.seen.since, on)
        digests = gather_digests(session)
        if not (digests or self.is_stale):
            return
        readings = [reading for digest in sorted(digests) for reading in self._readings(*digest)]
        self.report.stages = self._stages(digests)
        keep_readings(session, readings)
        shapes = gather_reach(session, on, open_channels(self.settings), suppressed(session, on))
        keep_ways(session, shapes, {(r.loud, r.chased) for r in readings}, without_way_in(self.settings))

    def write(self, *, is_whole: bool) -> None:
        """Fill the outbox from the tables."""
        session, report = self.session, self.report
        keep_words(session, self.written.values())
        is_waiting = waits_from_before(session, self.as_of)
        if self.is_stale:
            report.overtaken = write_overtaken(session, self.now)
        if self.written:
            report.planned = report.messages = write_messages(session, self.as_of, self.now)
        if report.planned:
            report.channels = channels_written(session, self.as_of, self.now)
        if is_waiting:
            report.superseded = supersede(session, self.as_of)
        if is_whole:
            self._sweep()

    def _sweep(self) -> None:
        """Whoever waits on the call list for a rung that stands no more is not called."""
        if waiting := call_list(self.session):
            units = {item.unit_id for items in waiting.values() for item in items}
            sweep_call_list(self.session, waiting, standing_items(self.session, units))

    @cached_property
    def written(self) -> dict[str, Words]:
        """Every text of the round by its id, filled while composing."""
        return {}

    @cached_property
    def _composer(self) -> Composer:
        return Composer(self.settings, self.catalogue, self.as_of)

    def _readings(self, parts: str, tree: str, level: str) -> Iterator[Reading]:
        """What a digest reads like for units of a tree and level; and for their heads, should they hear of it."""
        said = sorted(self._said(parts), key=lambda pair: pair[0])
        told = [each for _, each in said]
        chased = [each for each in told if each.stage is Stage.CHASER_2]
        is_urgent = any(self.kinds[line].is_urgent for line, _ in said)
        ends = [each.obligation.due_at for each in told if each.stage in BEFORE_THE_DAY]
        last_useful = min(ends, default=None)
        if last_useful is not None and last_useful < self.now:
            last_useful = None
        not_before = self.now
        if self.is_held:
            not_before = send_at(self.now, self.catalogue.calendar, urgent=is_urgent, last_useful=last_useful)
        for to_head, each in ((False, told), (True, chased)):
            if each:
                text = words(self._composer.sheet(tree, level, each, to_head=to_head))
                self.written[text.id] = text
                yield Reading(
                    parts=parts,
                    tree=tree,
                    level=level,
                    to_head=to_head,
                    subject=text.subject,
                    content_id=text.id,
                    loud=is_loud({each.stage for each in told}, is_urgent),
                    chased=bool(chased),
                    is_urgent=is_urgent,
                    not_before=not_before,
                    expires_at=not_before + SHELF_LIFE,
                )

    def _stages(self, digests: dict[tuple[str, str, str], int]) -> dict[str, int]:
        """How many obligations are spoken of, by stage."""
        found: Counter[str] = Counter()
        for (parts, _, _), units in digests.items():
            for _, said in self._said(parts):
                found[str(said.stage)] += units
        return dict(found)

    def _said(self, parts: str) -> Iterator[tuple[int, Said]]:
        """The lines behind the parts of a digest."""
        for part in parts.split():
            line, _, chased_on = part.partition("@")
            kind = self.kinds[int(line)]
            if kind.rung:
                first_chased_on = date.fromisoformat(chased_on) if chased_on else None
                yield int(line), Said(kind.obligation, kind.rung.stage, first_chased_on)
