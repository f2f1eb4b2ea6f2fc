"""How fast the outbox empties: mails through the whole drain, every attempt durable, into a server beside us.

Floor: the same letters made and sent through the same post office, with nothing claimed, looked at or kept. Both to a
sink in a process of its own that takes everything. Run: `python benchmarks/drain.py`.
"""

from __future__ import annotations

import multiprocessing
import socket
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from _nation import say
from sqlmodel import SQLModel, select

import models.alarms
import models.chaser_letters
import models.inbound
import models.pulses
import models.zalo_account  # noqa: F401
from models.messages import Message
from models.settings import Home, Settings
from models.units import Assignment, Contact, Unit
from tasks.letters import letters_of
from tasks.plan_reminders import plan_reminders
from tasks.post_office import open_post_office
from tasks.send_messages import drain
from tasks.session import engine_of, open_session

UNITS, ROUNDS = 4000, 3
DAY, NOW = date(2024, 3, 22), datetime(2024, 3, 22, 1, 0, tzinfo=UTC)  # a Friday
PROGRAMME, DUTY = "05-ctrph-cat-mttq", "S000-16"


def sink(server: socket.socket) -> None:
    """An SMTP server that takes everything and keeps nothing."""
    while True:
        line, _ = server.accept()
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line.sendall(b"220 sink\r\n")
        held, is_letter, taken = b"", False, 0
        while more := line.recv(1 << 16):
            held += more
            while True:
                end = b"\r\n.\r\n" if is_letter else b"\r\n"
                said, found, rest = held.partition(end)
                if not found:
                    break
                held = rest
                if is_letter:
                    taken, is_letter = taken + 1, False
                    line.sendall(b"250 OK queued as %d\r\n" % taken)
                    continue
                word = said[:4].upper()
                is_letter = word == b"DATA"
                answers = {b"DATA": b"354 go on\r\n", b"EHLO": b"250-sink\r\n250 8BITMIME\r\n", b"QUIT": b"221 bye\r\n"}
                line.sendall(answers.get(word, b"250 OK\r\n"))
        line.close()


def home_in(folder: Path, port: int) -> Home:
    """A home whose communes all owe the same monthly meeting, its round planned."""
    home = Home(folder)
    home.save(Settings(mode="demo", smtp_demo_port=port, agency="Công an tỉnh", sender_email="nhac@demo.example"))
    SQLModel.metadata.create_all(engine_of(home))
    ids = [f"police/x/{n}" for n in range(UNITS)]
    with open_session(home) as session:
        session.add_all([Unit(id=id, tree="police", level="xa", name=f"Công an xã Số {n}") for n, id in enumerate(ids)])
        session.flush()
        session.add_all([Assignment(programme=PROGRAMME, duty=DUTY, unit_id=id, reason="catalogue") for id in ids])
        session.add_all([Contact(unit_id=id, email=f"xa-{n}@demo.example") for n, id in enumerate(ids)])
    plan_reminders(home, DAY, NOW)
    return home


def alone(home: Home) -> float:
    """Seconds to make the letters of all messages and to send them, with nothing claimed, looked at or kept."""
    began = perf_counter()
    with open_session(home) as session:
        messages = session.exec(select(Message)).all()
        letters = letters_of(session, home, messages, {m.id or 0: "Công an xã" for m in messages}, NOW)
    with open_post_office(home) as office:
        sent = sum(office.deliver(letter).status == "sent" for letter in letters.values())
    assert sent == UNITS, sent
    return perf_counter() - began


def through_the_outbox(home: Home) -> float:
    began = perf_counter()
    report = drain(home, NOW)
    assert report.sent == UNITS, report.states
    return perf_counter() - began


def main() -> None:
    server = socket.create_server(("127.0.0.1", 0))
    taking = multiprocessing.Process(target=sink, args=(server,), daemon=True)
    taking.start()
    pairs = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            home = home_in(Path(folder), server.getsockname()[1])
            pairs.append((alone(home), through_the_outbox(home)))
            engine_of(home).dispose()
    floor, seconds = min(one for one, _ in pairs), min(both for _, both in pairs)
    print(
        f"\n{UNITS:,} mails of one round: {UNITS / floor:,.0f} mails/s alone, {UNITS / seconds:,.0f} through the outbox"
    )
    say("sending through the outbox", seconds, floor, "making and sending the letters", "≤ 1.15 and ≥ 2,000 mails/s")
    print(f"  median of {ROUNDS} pairs: {median(both / one for one, both in pairs):.2f}")
    taking.terminate()


if __name__ == "__main__":
    main()
