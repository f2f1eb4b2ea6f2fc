"""Units write while a round plans, a drain sends, a closing adds up and a backup is made: nobody is turned away and
nothing is lost. One SQLite file, the hardest case.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from sqlmodel import func, select

from models.drafts import Draft
from models.facts import Submission
from models.messages import Message
from models.quiet_hours import day_in_hanoi
from tasks.backup import back_up
from tasks.closing import close_what_is_due
from tasks.plan_reminders import plan_reminders
from tasks.send_messages import drain
from tasks.session import open_session
from tests.portal.people import FIGURES, KEY, MONDAY, Portal, seal_in, token_in

FORM, KEEP = f"/don-vi/{KEY}", f"/don-vi/nhap-do/{KEY}"
SAVES = 8


def test_pages_rounds_drains_closings_and_a_backup_at_once_turn_nobody_away(portal: Portal, tmp_path) -> None:
    went_wrong: list[str] = []
    answers: list[int] = []
    units_done = threading.Event()

    def unit(unit_id: str) -> None:
        client = portal.unit(unit_id)
        page = client.get(FORM).text
        fields = {"seal": seal_in(page), "token": token_in(page)}
        for n in range(SAVES):
            typed = fields | FIGURES | {"saves": str(n), "f.B01": str(n + 1)}
            answers.append(client.post(KEEP, data=typed).status_code)
        answers.append(client.post(FORM, data=fields | FIGURES | {"kind": "figures", "f.B01": "77"}).status_code)

    def again(work: Callable[[int], object]) -> Callable[[], None]:
        def run() -> None:
            n = 0
            while not units_done.is_set():
                work(n)
                n += 1

        return run

    def guarded(work: Callable[[], None]) -> threading.Thread:
        def run() -> None:
            try:
                work()
            except Exception as e:
                went_wrong.append(f"{type(e).__name__}: {e}")

        return threading.Thread(target=run)

    home, today = portal.home, day_in_hanoi(MONDAY)
    days = [timedelta(days=n) for n in range(30)]
    machinery = [
        guarded(again(lambda n: plan_reminders(home, today + days[n % 30], MONDAY + days[n % 30]))),
        guarded(
            again(
                lambda n: drain(home, MONDAY + days[n % 30], clock=lambda: MONDAY + days[n % 30], pause=lambda _: None)
            )
        ),
        guarded(again(lambda n: close_what_is_due(home, today, MONDAY, by="thu", with_files=False))),
        guarded(again(lambda n: back_up(home, tmp_path / str(n), passphrase="", now=MONDAY + days[n % 30]))),
    ]
    units = [guarded(lambda u=u: unit(u)) for u in portal.units]
    for thread in (*machinery, *units):
        thread.start()
    for thread in units:
        thread.join()
    units_done.set()
    for thread in machinery:
        thread.join()

    assert went_wrong == []
    assert sorted(answers) == [200] * SAVES * len(units) + [303] * len(units)
    with open_session(home) as session:
        filed = session.exec(select(Submission)).all()
        assert {(s.unit_id, s.figures["B01"]) for s in filed} == {(unit_id, 77) for unit_id in portal.units}
        assert session.exec(select(func.count()).select_from(Message)).one() > 0
        assert session.exec(select(func.count()).select_from(Draft)).one() == 0
