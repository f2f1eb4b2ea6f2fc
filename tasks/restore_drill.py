"""Diễn tập phục hồi: a backup is only worth what comes back out of it, so it is restored into a folder that is thrown
away, and held against what it was made of.

Counts and fingerprints of every table, SHA-256 of every file, the chain of the journal, and the next round: the same
letters to the same units in the same words. Nothing of the home is changed but the note that the drill was held;
nothing leaves the machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session

from models.audit import record
from models.audit_chain import seal_at
from models.canonical import canonical
from models.dates_in_words import day_text
from models.pulses import beat
from models.quiet_hours import day_in_hanoi
from models.rhythm import RHYTHMS
from models.settings import Home, Settings
from models.vocabulary import Work
from reports.numerals import number
from tasks.backup import BY, back_up
from tasks.manifest import Manifest
from tasks.plan_reminders import plan_reminders
from tasks.restore import journal_faults, rows_at, unpacked
from tasks.session import engine_of, open_session
from tasks.thrown_away import thrown_away

TRIES = 3  # while people write, two looks at the same moment may differ
AHEAD = 14  # rounds looked through for one with letters: that of a Sunday has none to hold against another


@dataclass(frozen=True)
class Drill:
    """What came back. `is_equal`: the next round was the same; None where there was nothing to hold it against."""

    backup: str
    made_at: str
    tables: int
    rows: int
    files: int
    missing: int
    letters: int  # of the next round that has any, as the restored home plans it
    next_round_at: datetime
    is_equal: bool | None
    journal_faults: tuple[str, ...] = ()  # of the restored journal, or of the home's beside the head in the backup

    @property
    def is_good(self) -> bool:
        return self.is_equal is not False and not self.journal_faults

    @property
    def journal_words(self) -> str:
        if not self.journal_faults:
            return "nhật ký nguyên vẹn"
        return f"nhật ký có sai lệch: {self.journal_faults[0].rstrip('.')}"

    @property
    def words(self) -> str:
        round_words = {True: "vòng nhắc kế tiếp giống hệt", False: "vòng nhắc kế tiếp khác", None: "lập được vòng nhắc"}
        day = f"{number(self.letters)} tin, ngày {day_text(day_in_hanoi(self.next_round_at))}"
        counted = day if self.letters else f"{AHEAD} vòng tới không có tin nào để so"
        return (
            f"Bản sao lưu {self.backup}: phục hồi được {number(self.rows)} dòng của {self.tables} bảng, "
            f"{number(self.files)} tệp; {round_words[self.is_equal]} ({counted}); "
            f"{self.journal_words}."
        )


def _journal_at_home(home: Home, manifest: Manifest) -> tuple[str, ...]:
    """Whether the journal of the home still holds the line that was its last when the backup was made."""
    if (known := manifest.known_line) is None:
        return ()
    with open_session(home) as session:
        found = seal_at(session, known[0])
    if found == known[1]:
        return ()
    return (f"Nhật ký đang chạy không còn dòng {known[0]} như lúc sao lưu: đã bị cắt hoặc bị sửa.",)


def drill(
    home: Home,
    *,
    archive: Path | None = None,
    passphrase: str | None = None,
    database_url: str = "",
    by: str = BY,
    now: datetime,
) -> Drill:
    """Restore this backup (None: a fresh one, to be compared with the home itself) into a scratch folder.

    `database_url`: an empty PostgreSQL to restore into; empty: SQLite. Errors: `Refused` when it does not come back.
    """
    passphrase = home.settings().backup_passphrase if passphrase is None else passphrase
    with thrown_away(home.path, "dien-tap", now) as folder:
        if archive:
            done = _held(home, folder, archive, passphrase, database_url, now)
        else:
            done = _of_now(home, folder, passphrase, database_url, now)
    with open_session(home) as session:
        record(session, by, "restore_drill", done.backup, done.words, now=now)
        if done.is_good:
            beat(session, Work.DRILL, day_in_hanoi(now), now, done.words)
    return done


def _of_now(home: Home, folder: Path, passphrase: str, database_url: str, now: datetime) -> Drill:
    """A backup of this moment, which must plan what the home itself plans."""
    for attempt in range(TRIES):
        place = folder / str(attempt)
        before = next_round(home, now)
        backup = back_up(home, place, passphrase=passphrase, keep=0, note_it=False, now=now)
        after = next_round(home, now)
        done = _held(home, place, backup.path, passphrase, database_url, now, (before, after))
        if before == after or done.is_equal:
            break
    return done


def _held(
    home: Home,
    folder: Path,
    archive: Path,
    passphrase: str,
    database_url: str,
    now: datetime,
    expected: tuple[NextRound, ...] = (),
) -> Drill:
    """The backup brought back inside this folder. `expected`: what the next round should be."""
    back = folder / "phuc-hoi"
    back.mkdir(mode=0o700)
    manifest = unpacked(archive, back, passphrase)
    url = database_url or f"sqlite:///{back / 'dondoc.db'}"
    with rows_at(back / "dondoc.db", manifest, url, stay=False) as engine:
        with Session(engine) as session:
            faults = journal_faults(session, manifest)
        copy = _Scratch(back, home.settings(), url)
        found = next_round(copy, now)
        engine_of(copy).dispose()
    faults += _journal_at_home(home, manifest)
    return Drill(
        backup=archive.name,
        made_at=manifest.made_at,
        tables=len(manifest.tables),
        rows=sum(table.rows for table in manifest.tables.values()),
        files=len(manifest.files) - 1,
        missing=manifest.missing,
        letters=found.letters,
        next_round_at=found.at,
        is_equal=(found in expected) if expected else None,
        journal_faults=faults,
    )


@dataclass(frozen=True)
class NextRound:
    """The next round with letters as a home would plan it: how many, and one print over their words."""

    at: datetime
    letters: int
    print: str


def next_round(home: Home, now: datetime) -> NextRound:
    """Rehearsed, not written. Where none of the rounds ahead has letters: the last one looked at."""
    at = now
    for _ in range(AHEAD):
        at = RHYTHMS[Work.ROUND].after(at)
        if letters := plan_reminders(home, day_in_hanoi(at), at, dry_run=True).letters:
            break
    said = sorted(canonical(letter.as_json()) for letter in letters)
    return NextRound(at, len(said), sha256("\n".join(said).encode()).hexdigest())


class _Scratch(Home):
    """The restored folder under the settings of the home that holds the drill, with rows of its own."""

    def __init__(self, path: Path, settings: Settings, url: str):
        super().__init__(path)
        self._settings = settings.model_copy(update={"database_url": url})

    def settings(self) -> Settings:
        return self._settings

    def database_url(self) -> str:
        return self._settings.database_url
