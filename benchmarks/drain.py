"""How fast the outbox empties: mails through the whole drain, every attempt durable, into a server beside us.

Floor: the finished bytes of the same mails over one kept connection, with nothing written, claimed, looked at or kept.
Both to a sink in a process of its own that takes everything. Run: `python benchmarks/drain.py`.
"""

from __future__ import annotations

import multiprocessing
import socket
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import sleep

from _nation import clock, say
from sqlmodel import SQLModel, select

import models.tables  # noqa: F401
from models.messages import Message
from models.settings import Home, Settings
from models.units import Assignment, Contact, Unit
from notifications.channels import register
from notifications.channels.email import MailLine, compose
from notifications.channels.smtp import SmtpLine, mail_server
from tasks.letters import letters_of
from tasks.plan_reminders import plan_reminders
from tasks.send_messages import drain
from tasks.session import engine_of, open_session

UNITS, ROUNDS = 4000, 3
FEW, SLOW = 400, 0.005  # mails to a server that takes so many seconds over each
DAY, NOW = date(2024, 3, 22), datetime(2024, 3, 22, 1, 0, tzinfo=UTC)  # a Friday
PROGRAMME, DUTY = "05-ctrph-cat-mttq", "S000-16"


def sink(server: socket.socket, seconds: float = 0) -> None:
    """An SMTP server that takes everything and keeps nothing; commands may come together, as at any of today's."""
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
                    sleep(seconds)
                    line.sendall(b"250 OK queued as %d\r\n" % taken)
                    continue
                word = said[:4].upper()
                is_letter = word == b"DATA"
                answers = {
                    b"DATA": b"354 go on\r\n",
                    b"EHLO": b"250-sink\r\n250 PIPELINING\r\n",
                    b"QUIT": b"221 bye\r\n",
                }
                line.sendall(answers.get(word, b"250 OK\r\n"))
        line.close()


def home_in(folder: Path, port: int, units: int) -> Home:
    """A home whose communes all owe the same monthly meeting, its round planned."""
    home = Home(folder)
    home.save(Settings(mode="demo", smtp_demo_port=port, agency="Công an tỉnh", sender_email="nhac@demo.example"))
    SQLModel.metadata.create_all(engine_of(home))
    ids = [f"police/x/{n}" for n in range(units)]
    with open_session(home) as session:
        session.add_all([Unit(id=id, tree="police", level="xa", name=f"Công an xã Số {n}") for n, id in enumerate(ids)])
        session.flush()
        session.add_all([Assignment(programme=PROGRAMME, duty=DUTY, unit_id=id, reason="catalogue") for id in ids])
        session.add_all([Contact(unit_id=id, email=f"xa-{n}@demo.example") for n, id in enumerate(ids)])
    plan_reminders(home, DAY, NOW)
    return home


def alone(home: Home, now: datetime = NOW, most: int | None = None) -> float:
    """Seconds to send the finished bytes of all mails (or the first so many) over one kept connection."""
    settings = home.settings()
    server = mail_server(settings)
    assert server is not None
    with open_session(home) as session:
        messages = session.exec(select(Message).limit(most)).all()
        letters = letters_of(session, home, messages, {m.id or 0: "Công an xã" for m in messages}, now)
    line = MailLine(SmtpLine(server), settings)
    mails = [(each.address, compose(line, each, each.subject, each.body())) for each in letters.values()]
    began = clock()
    sent = sum(line.smtp.send(line.sender, address, mail).status == "sent" for address, mail in mails)
    seconds = clock() - began
    line.close()
    assert sent == len(mails), sent
    return seconds


def through_the_outbox(home: Home) -> float:
    began = clock()
    report = drain(home, NOW)
    assert set(report.states) == {"sent"}, report.states
    return clock() - began


def pairs_of(units: int, rounds: int, seconds: float = 0) -> list[tuple[float, float]]:
    """Seconds alone and through the outbox, pair by pair, to a server that takes `seconds` over each mail."""
    server = socket.create_server(("127.0.0.1", 0))
    taking = multiprocessing.Process(target=sink, args=(server, seconds), daemon=True)
    taking.start()
    pairs = []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            home = home_in(Path(folder), server.getsockname()[1], units)
            pairs.append((alone(home), through_the_outbox(home)))
            engine_of(home).dispose()
    taking.terminate()
    return pairs


def main() -> None:
    register()  # a worker loads Apprise once in its life
    pairs = pairs_of(UNITS, ROUNDS)
    floor, seconds = min(one for one, _ in pairs), min(both for _, both in pairs)
    alike = median(both / one for one, both in pairs)
    pace = UNITS / seconds
    print(f"\n{UNITS:,} mails of one round: {UNITS / floor:,.0f} mails/s alone, {pace:,.0f} through the outbox")
    print(f"  the rest of a mail, {(seconds - floor) / UNITS * 1e6:.0f} µs: looking again, writing it, keeping account")
    print(f"  median of {ROUNDS} pairs: {alike:.2f}")
    print(f"mails a second to a local sink: {pace / 2000:.2f} (of 2,000, ≥ 1)")
    say("sending through the outbox against sending alone", seconds, floor, "finished bytes, one connection", "≤ 1.15")
    [(floor, seconds)] = pairs_of(FEW, 1, SLOW)
    print(f"\n{FEW} mails to a server that takes {SLOW * 1000:.0f} ms over each, as one across a network does")
    say("the same to a server across a network", seconds, floor, "finished bytes, one connection", "≤ 1.15")


if __name__ == "__main__":
    main()
