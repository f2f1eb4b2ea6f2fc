"""Biên bản một vòng: what a round said, or would say, and why the others hear nothing.

A round that wrote tells counts; its messages stand in the outbox. A rehearsed one tells everything: each message with
its final words (the link alone is masked) and each silent obligation with its reason, from the tables of the round.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, select
from sqlmodel import Session

from models.contents import Words
from models.dates_in_words import day_text
from models.links import MASKED_TOKEN, link_url
from models.masking import masked
from models.outbox import HEAD, is_stopped, suppressed
from models.quiet_hours import HANOI
from models.round_fresh import SAID, WAITS
from models.round_kinds import Kind
from models.round_messages import messages_told
from models.round_tables import CHANNELS, FRESH, REACH
from models.settings import Settings
from models.vocabulary import Channel, Stage
from tasks.digests import addressees, public_address

HAD_TODAY = "đơn vị đã có bản tin của ngày; việc này vào bản tin ngày sau"


@dataclass(frozen=True)
class RoundLine:
    """One obligation of one unit in a rehearsed round: said over which channel, or silent and why."""

    unit_id: str
    unit_name: str
    programme: str
    duty: str
    title: str
    period: str
    label: str  # the period in words, as its deadline says it
    stage: str
    channel: str = ""
    address: str = ""  # masked
    silent_because: str = ""


@dataclass(frozen=True)
class RoundLetter:
    """One message a rehearsed round would plan, as it would leave; only the link is masked."""

    recipient: str
    unit_name: str
    channel: str
    address: str  # masked
    slot: str
    subject: str
    text: str
    html: str
    short: str
    not_before: datetime
    instead_of: tuple[str, ...] = ()  # channels whose address is known to be dead

    @property
    def body(self) -> str:
        """What the reader sees on this channel."""
        return self.text if self.channel in (Channel.EMAIL, Channel.HAND) else self.short

    def as_json(self) -> dict[str, Any]:
        """The object `dondoc preview --json` prints."""
        return {
            "recipient": self.recipient,
            "unit": self.unit_name,
            "channel": self.channel,
            "address": self.address,
            "not_before": self.not_before.astimezone(HANOI).isoformat(timespec="minutes"),
            "subject": self.subject,
            "body": self.body,
            "dead_channels": list(self.instead_of),
        }


@dataclass
class RoundReport:
    """What a round did, or in a dry run would do. Lines, letters and silences are told by a dry run only."""

    as_of: date
    dry_run: bool
    is_repeat: bool = False  # nothing had moved since the last round of this day
    messages: int = 0  # composed
    planned: int = 0  # new in the outbox
    superseded: int = 0
    is_stopped: bool = False  # the kill switch is on: what is planned waits
    overtaken: int = 0  # messages a round that never ran would have written
    stages: dict[str, int] = field(default_factory=dict)  # obligations spoken of
    channels: dict[str, int] = field(default_factory=dict)  # messages
    lines: list[RoundLine] = field(default_factory=list)
    silent: list[RoundLine] = field(default_factory=list)
    letters: list[RoundLetter] = field(default_factory=list)

    @property
    def words(self) -> str:
        """One line for those who look whether it ran."""
        if self.is_repeat:
            return "Không có gì thay đổi từ vòng trước trong ngày."
        parts = [f"Đã lập {self.planned} tin"]
        parts += [f"thay {self.superseded} tin còn chờ"] if self.superseded else []
        parts += [f"bỏ qua {self.overtaken} tin của nấc đã qua"] if self.overtaken else []
        return f"{'; '.join(parts)}."

    @property
    def reasons(self) -> dict[str, int]:
        """Silent obligations of a dry run by reason, the commonest first."""
        found: dict[str, int] = {}
        for line in self.silent:
            found[line.silent_because] = found.get(line.silent_because, 0) + 1
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def read_out(
    session: Session, report: RoundReport, settings: Settings, kinds: Sequence[Kind], words: Mapping[str, Words]
) -> None:
    """Fill the report of a dry run from the tables of its round."""
    base, told = public_address(settings), messages_told(session)
    silent = _silent_rows(session)
    units = {row.unit_id for row in (*told, *silent)}
    name_of = {id: unit.name for id, unit in addressees(session, units, report.as_of).items()}
    link = link_url(base, MASKED_TOKEN)
    report.is_stopped = is_stopped(session)
    dead = _dead_channels(session, report.as_of)
    by_part = {str(line): kind for line, kind in enumerate(kinds)}
    for row in told:
        unit_name = name_of[row.unit_id]
        text = words[row.content_id].to(unit_name, link)
        report.letters.append(
            RoundLetter(
                recipient=row.recipient,
                unit_name=unit_name,
                channel=row.channel,
                address=masked(row.address),
                slot=row.slot,
                subject=text.subject,
                text=text.text,
                html=text.html,
                short=text.short,
                not_before=row.not_before,
                instead_of=dead.get(row.unit_id, ()),
            )
        )
        report.channels[row.channel] = report.channels.get(row.channel, 0) + 1
        for part in row.parts.split():
            kind = by_part[part.partition("@")[0]]
            stage = kind.rung.stage if kind.rung else None
            if row.recipient.startswith(HEAD) and stage is not Stage.CHASER_2:
                continue
            line = RoundLine(row.unit_id, unit_name, *_facts(kind), str(stage), row.channel, masked(row.address))
            report.lines.append(line)
    report.messages = len(report.letters)
    by_key = {kind.key: kind for kind in kinds}
    report.silent = [_silent(row, by_key[row.kind], name_of[row.unit_id]) for row in silent]


def _dead_channels(session: Session, on: date) -> dict[str, tuple[str, ...]]:
    """By unit the channels on which its address, or its head's, is known to be dead."""
    dead = suppressed(session, on)
    if not dead:
        return {}
    found = {}
    for row in session.connection().execute(select(REACH)).mappings():
        known = [(c, row[f"{who}_{c}"]) for who in ("main", "head") for c in CHANNELS]
        if channels := tuple(dict.fromkeys(channel for channel, address in known if (channel, address) in dead)):
            found[row["unit_id"]] = channels
    return found


def silent_because(why: str, said_on: date | None) -> str:
    """The words of a reason for silence as the tables of a round keep it."""
    said = f"đã nhắc nấc này ngày {day_text(said_on)}" if said_on else ""
    return {SAID: said, WAITS: HAD_TODAY}.get(why, why)


def _silent_rows(session: Session) -> Sequence[Row[Any]]:
    f = FRESH.c
    query = select(f.unit_id, f.kind, f.why, f.said_on).where(f.why != "")
    return session.connection().execute(query.order_by(f.n, f.unit_id)).all()


def _silent(row: Row[Any], kind: Kind, name: str) -> RoundLine:
    because = silent_because(row.why, row.said_on)
    stage = str(kind.rung.stage) if kind.rung else ""
    return RoundLine(row.unit_id, name, *_facts(kind), stage, silent_because=because)


def _facts(kind: Kind) -> tuple[str, str, str, str, str]:
    o = kind.obligation
    return o.programme, o.duty, o.title, o.period, o.deadline.label
