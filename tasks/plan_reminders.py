"""Lập tin nhắc: one round looks at what is owed on a day and writes the messages of that day into the outbox.

One digest a unit and day, urgent requests on their own; every rung is said once; a second round of the same day writes
nothing; digests of earlier days that still wait give way. Nothing is sent here, and with `dry_run` nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlmodel import Session

from models.catalogue import Catalogue, home_catalogue
from models.dates_in_words import day_text
from models.errors import Refused
from models.links import issue_links, link_url
from models.outbox import SHELF_LIFE, Draft, hold_outbox, plan, supersede, suppressed, sweep_call_list
from models.quiet_hours import day_in_hanoi, send_at
from models.reach import Contacts, Way, contacts_on, ways
from models.reminders import Reminder, reminders
from models.settings import Home, Settings
from models.spoken import Asked, RungKey, Spoken, rungs_spoken
from models.vocabulary import Channel, Stage
from notifications.channels import open_channels
from notifications.channels.email import domain_of
from notifications.channels.letter import masked
from notifications.wording import write, write_short
from tasks.digests import Addressee, Composer, Key, addressees, public_address
from tasks.session import open_session

BEFORE_THE_DAY = {Stage.OPENED, Stage.SOON, Stage.LAST_DAY, Stage.EVENT_AHEAD, Stage.RETURNED}
LOOKS_BACK = timedelta(days=40)  # for what was said: longer than any chaser lasts
MASKED_TOKEN = "…"  # noqa: S105  (what a preview shows in place of one)


@dataclass(frozen=True)
class RoundLine:
    """One obligation of one unit in a round: said over which channel, or silent and why."""

    unit_id: str
    unit_name: str
    programme: str
    duty: str
    title: str
    period: str
    stage: str
    channel: str = ""
    address: str = ""  # masked
    silent_because: str = ""


@dataclass
class RoundReport:
    """What a round did, or in a dry run would do."""

    as_of: date
    dry_run: bool
    messages: int = 0  # composed
    planned: int = 0  # new in the outbox
    superseded: int = 0
    lines: list[RoundLine] = field(default_factory=list)
    silent: list[RoundLine] = field(default_factory=list)

    @property
    def stages(self) -> dict[str, int]:
        """Obligations spoken of, by stage."""
        said = {(line.unit_id, line.programme, line.duty, line.period, line.stage) for line in self.lines}
        return dict(Counter(stage for *_, stage in said))

    @property
    def channels(self) -> dict[str, int]:
        """Messages by channel."""
        return dict(Counter(line.channel for line in self.lines))


@dataclass(frozen=True)
class _Digest:
    """What one unit is told in one message."""

    unit: Addressee
    said: tuple[Reminder, ...]
    slot: str
    is_urgent: bool

    @property
    def stages(self) -> set[Stage]:
        return {reminder.rung.stage for reminder in self.said if reminder.rung}


def plan_reminders(
    home: Home,
    as_of: date,
    now: datetime,
    *,
    dry_run: bool = False,
    hold_quiet_hours: bool | None = None,
    programme: str | None = None,
) -> RoundReport:
    """One round. Quiet hours hold mail back unless this is the demo; outside it another day than today is a rehearsal.

    Errors: `Refused` for a live home asked to write another day's messages, or a demo that would reach outside.
    """
    settings, catalogue = home.settings(), home_catalogue(home)
    if not (dry_run or settings.is_demo) and as_of != day_in_hanoi(now):
        raise Refused(f"Ngày {day_text(as_of)} không phải hôm nay: chỉ được chạy thử (dry_run), không ghi tin thật.")
    hold = not settings.is_demo if hold_quiet_hours is None else hold_quiet_hours or not settings.is_demo
    report = RoundReport(as_of, dry_run)
    with open_session(home) as session:
        if not dry_run:
            hold_outbox(session)  # a drain at the same moment would send what this round says again
        found = reminders(session, catalogue, as_of, programme=programme, every_state=dry_run)
        spoken = rungs_spoken(session, _since(found, as_of), as_of, _asked(found))
        fresh = [r for r in found if _is_fresh(r, spoken)]
        if dry_run:
            report.silent = [_silent(r, spoken) for r in found if r.rung_if_owed and not _is_fresh(r, spoken)]
        first_chased = {
            key[:4]: min(said).on for key, said in spoken.items() if key[4] == Stage.CHASER_1 and min(said).on < as_of
        }
        work = _Round(session, home, settings, catalogue, as_of, now, hold, report)
        drafts = work.drafts(fresh, first_chased) if fresh else []
        report.messages = len(drafts)
        if not dry_run:
            report.planned = plan(session, drafts, now, domain_of(settings))
            report.superseded = supersede(session, as_of)
            if programme is None:
                sweep_call_list(session, {r.item for r in found if r.rung})
    return report


@dataclass
class _Round:
    """The work of one round over one session."""

    session: Session
    home: Home
    settings: Settings
    catalogue: Catalogue
    as_of: date
    now: datetime
    is_held: bool
    report: RoundReport

    def __post_init__(self) -> None:
        self.composer = Composer(self.settings, self.catalogue, self.as_of)
        self.open_channels = open_channels(self.settings)
        self.dead = suppressed(self.session, self.as_of)
        self.base = public_address(self.settings)

    def drafts(self, fresh: list[Reminder], first_chased: dict[Key, date]) -> list[Draft]:
        units = addressees(self.session, (r.obligation.unit_id for r in fresh), self.as_of)
        contacts = contacts_on(self.session, units, self.as_of)
        links = self._links(units)
        found = []
        for digest in _digests(fresh, units, self.as_of):
            unit = digest.unit
            reached = ways(
                unit.id,
                contacts.get(unit.id, Contacts()),
                digest.stages,
                is_urgent=digest.is_urgent,
                open_channels=self.open_channels,
                dead=self.dead,
            )
            for way in reached:
                draft = self._draft(digest, way, links[unit.id], first_chased)
                found.append(draft)
                self.report.lines += [_line(r, way) for r in digest.said if r.item in draft.items]
        return found

    def _draft(self, digest: _Digest, way: Way, link: tuple[str | None, str], first_chased: dict[Key, date]) -> Draft:
        pairs = [(r, r.rung.stage) for r in digest.said if r.rung]
        if way.to_head:
            pairs = [(r, stage) for r, stage in pairs if stage is Stage.CHASER_2]
        sheet = self.composer.sheet(digest.unit, pairs, first_chased, to_head=way.to_head)
        written = write(sheet, digest.unit.name, link_url(self.base, link[1]))
        last_useful = min((r.obligation.due_at for r, stage in pairs if stage in BEFORE_THE_DAY), default=None)
        if last_useful is not None and last_useful < self.now:
            last_useful = None
        not_before = self.now
        if self.is_held:
            not_before = send_at(self.now, self.catalogue.calendar, urgent=digest.is_urgent, last_useful=last_useful)
        return Draft(
            recipient=way.recipient,
            channel=str(way.channel),
            slot=digest.slot,
            address=way.address,
            subject=written.subject,
            body_text=written.text,
            body_html=written.html if way.channel is Channel.EMAIL else "",
            body_short=write_short(sheet, digest.unit.name),
            as_of=self.as_of,
            is_urgent=digest.is_urgent,
            not_before=not_before,
            expires_at=not_before + SHELF_LIFE,
            link_id=link[0],
            items=tuple(r.item for r, _ in pairs),
        )

    def _links(self, units: Iterable[str]) -> dict[str, tuple[str | None, str]]:
        if self.report.dry_run:
            return {unit: (None, MASKED_TOKEN) for unit in units}
        issued = issue_links(self.session, units, self.now, self.settings.link_days, self.home.secret())
        return {unit: (id, token) for unit, (id, token) in issued.items()}


def _digests(fresh: Iterable[Reminder], units: dict[str, Addressee], as_of: date) -> list[_Digest]:
    """Urgent requests each on their own, all else of a unit in one message of the day."""
    daily: dict[str, list[Reminder]] = {}
    found = []
    for reminder in fresh:
        o, unit = reminder.obligation, units[reminder.obligation.unit_id]
        if reminder.is_urgent:
            slot = "|".join((o.programme, o.duty, o.period, reminder.item.stage))
            found.append(_Digest(unit, (reminder,), slot, True))
        else:
            daily.setdefault(unit.id, []).append(reminder)
    found += [_Digest(units[id], tuple(said), as_of.isoformat(), False) for id, said in daily.items()]
    return found


def _asked(found: Iterable[Reminder]) -> set[Asked]:
    """The rungs that stand, and the first chaser, which a second one mentions."""
    standing = {(r.obligation.deadline.key, r.rung.stage) for r in found if r.rung}
    return {(*key, str(stage)) for key, own in standing for stage in (own, Stage.CHASER_1)}


def _since(found: Iterable[Reminder], as_of: date) -> date:
    earliest = min((r.rung.from_on for r in found if r.rung), default=as_of)
    return min(earliest, as_of) - LOOKS_BACK


def _is_fresh(reminder: Reminder, spoken: dict[RungKey, list[Spoken]]) -> bool:
    """Whether the rung stands and nothing was said on it yet."""
    return reminder.rung is not None and not reminder.said(spoken)


def _silent(reminder: Reminder, spoken: dict[RungKey, list[Spoken]]) -> RoundLine:
    said = reminder.said(spoken)
    because = f"đã nhắc nấc này ngày {day_text(max(said))}" if said else reminder.obligation.state.label
    rung = reminder.rung or reminder.rung_if_owed
    return RoundLine(*_facts(reminder), str(rung.stage) if rung else "", silent_because=because)


def _line(reminder: Reminder, way: Way) -> RoundLine:
    return RoundLine(*_facts(reminder), reminder.item.stage, str(way.channel), masked(way.address))


def _facts(reminder: Reminder) -> tuple[str, str, str, str, str, str]:
    o = reminder.obligation
    return o.unit_id, o.unit_name, o.programme, o.duty, o.title, o.period
