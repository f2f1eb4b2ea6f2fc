"""Bản tin cho cán bộ và lãnh đạo: the morning's brief and the week's one page, put into the outbox once each.

Level-triggered: what the morning should have brought and did not is made up for while its day, or its week, lasts, and
never after. Nothing is sent here, and with `dry_run` nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlmodel import Session, col, select

from models.access import Officer
from models.catalogue import Catalogue, home_catalogue
from models.contents import Words
from models.dates_in_words import day_text
from models.day_brief import DayBrief, ReviewBrief, day_brief, review_brief
from models.errors import Refused
from models.masking import masked
from models.messages import Message
from models.officers import list_officers
from models.outbox import OFFICER, Draft, plan
from models.quiet_hours import HANOI, OPENS, day_in_hanoi, end_of_day, send_at
from models.rights import reach_of
from models.settings import Home, Settings
from models.vocabulary import Channel, Role
from models.week_brief import WeekBrief, week_brief, week_slot
from notifications.briefs import Reader, write_day, write_reviews, write_week
from tasks.digests import public_address
from tasks.session import open_session

NO_AGENCY = "Cơ quan theo dõi"
READS_DAILY = (Role.OPERATOR, Role.STAFF)
READS_WEEKLY = (Role.LEADER,)


@dataclass(frozen=True)
class DigestLine:
    """One digest to one officer, or why there is none."""

    username: str
    full_name: str
    slot: str = ""
    address: str = ""  # masked
    words: Words | None = None
    silent_because: str = ""


@dataclass
class DigestReport:
    """What was, or in a dry run would be, put into the outbox."""

    as_of: date
    dry_run: bool
    planned: int = 0  # new in the outbox
    lines: list[DigestLine] = field(default_factory=list)

    @property
    def silent(self) -> list[DigestLine]:
        return [line for line in self.lines if line.silent_because]


def plan_officer_digests(
    home: Home, as_of: date, now: datetime, dry_run: bool = False, *, username: str = ""
) -> DigestReport:
    """The digests due on a day to every active officer with an e-mail; a second run of the day writes nothing.

    Days off bring none, except in a demo. `username`: of this officer alone.
    Errors: `Refused` for a live home asked to write another day's digests.
    """
    settings, law = home.settings(), home_catalogue(home)
    if not (dry_run or settings.is_demo) and as_of != day_in_hanoi(now):
        raise Refused(f"Ngày {day_text(as_of)} không phải hôm nay: chỉ được chạy thử (dry_run), không ghi tin thật.")
    report = DigestReport(as_of, dry_run)
    with open_session(home) as session:
        seen_from = now if settings.is_demo or as_of == day_in_hanoi(now) else datetime.combine(as_of, OPENS, HANOI)
        work = _Morning(
            session, settings, law, as_of, now, seen_from, known=set() if dry_run else _known(session, as_of)
        )
        drafts = []
        for officer in list_officers(session):
            if username in ("", officer.username):
                for line, draft in work.digests(officer):
                    report.lines.append(line)
                    drafts += [draft] if draft else []
        if not dry_run:
            report.planned = plan(session, drafts, now)
    return report


def _known(session: Session, as_of: date) -> set[tuple[str, str]]:
    """Recipient and slot of the digests of this day and week that are in the outbox."""
    slots = (as_of.isoformat(), week_slot(as_of))
    found = session.exec(
        select(Message.recipient, Message.slot).where(
            col(Message.slot).in_(slots), col(Message.recipient).startswith(OFFICER)
        )
    )
    return set(found.all())


@dataclass
class _Morning:
    """The briefs of one morning, each looked up once, and what each officer gets of them."""

    session: Session
    settings: Settings
    law: Catalogue
    on: date
    now: datetime
    seen_from: datetime  # now; for a day that is only looked at, its 07:30
    known: set[tuple[str, str]]

    @cached_property
    def day(self) -> DayBrief:
        return day_brief(self.session, self.law, self.on, self.now)

    @cached_property
    def week(self) -> WeekBrief:
        return week_brief(self.session, self.law, self.on)

    @cached_property
    def base(self) -> str:
        return public_address(self.settings).rstrip("/")

    def digests(self, officer: Officer) -> Iterator[tuple[DigestLine, Draft | None]]:
        """What this officer gets this morning, or why nothing."""
        role, today = Role.of(officer.role), day_in_hanoi(self.seen_from)
        sees_all = not reach_of(officer).is_limited  # a brief tells of every unit and every programme
        if role in READS_DAILY and sees_all:
            yield self._digest(officer, self.on.isoformat(), end_of_day(today), lambda r: write_day(self.day, r))
        elif waiting := self._to_review(officer):
            yield self._digest(officer, self.on.isoformat(), end_of_day(today), lambda r: write_reviews(waiting, r))
        if role in READS_WEEKLY and sees_all:
            last = end_of_day(today + timedelta(days=6 - self.on.weekday()))
            yield self._digest(officer, week_slot(self.on), last, lambda r: write_week(self.week, r))

    def _to_review(self, officer: Officer) -> ReviewBrief | None:
        """What waits for an account of a unit or of a superior that can be written to."""
        if officer.unit_id is None or not officer.is_active or not officer.email:
            return None
        return review_brief(self.session, self.law, officer, self.on)

    def _digest(
        self, officer: Officer, slot: str, last: datetime, write: Callable[[Reader], Words]
    ) -> tuple[DigestLine, Draft | None]:
        line = DigestLine(officer.username, officer.full_name, slot, masked(officer.email))
        recipient = OFFICER + officer.username
        goes_at = self.seen_from if self.settings.is_demo else send_at(self.seen_from, self.law.calendar)
        silent = self._why_silent(officer, recipient, slot, goes_at, last)
        if silent:
            return replace(line, silent_because=silent), None
        agency = self.settings.agency or NO_AGENCY
        words = write(Reader(officer.full_name, officer.post, agency, self.base, self.settings.is_demo))
        draft = Draft(
            recipient=recipient,
            channel=Channel.EMAIL.value,
            slot=slot,
            address=officer.email,
            subject=words.subject,
            body_text=words.text,
            body_html=words.html,
            as_of=self.on,
            not_before=goes_at,
            expires_at=last,
            items=(),
        )
        return replace(line, words=words), draft

    def _why_silent(self, officer: Officer, recipient: str, slot: str, goes_at: datetime, last: datetime) -> str:
        if not officer.is_active:
            return "tài khoản đã đóng"
        if not officer.email:
            return "chưa có địa chỉ thư"
        if (recipient, slot) in self.known:
            return "đã có trong hộp tin đi"
        if goes_at > last:
            return "ngoài giờ gửi; bản tin không gửi bù sang ngày khác"
        return ""
