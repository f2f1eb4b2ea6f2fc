"""An urgent request with an hour, from its opening to the chaser after it, through the round and the drain."""

from datetime import time

from models.acknowledgements import acknowledge
from models.catalogue import home_catalogue
from models.facts import Request
from models.obligations import owes
from models.quiet_hours import day_in_hanoi
from models.units import Assignment
from tasks.plan_reminders import plan_reminders
from tasks.send_messages import drain
from tasks.session import open_session
from tests.province import P05


def ask(province, unit: str, opened_at, named_on, clock: time) -> None:
    request = Request(
        programme=P05, code="DX-9", title="Báo cáo nhanh", document="9/CAT-PTM", document_on=day_in_hanoi(opened_at),
        bound="before", named_on=named_on, clock=clock, route_to="Công an tỉnh", is_urgent=True, by="x", at=opened_at,
    )  # fmt: skip
    province.add(request, Assignment(programme=P05, duty="DX-9", unit_id=unit, reason="request"))


def said(province, at, *instants: str) -> list[list[str]]:
    """At each instant a tick: plan what is urgent, send; the stages of the mails that left."""
    found = []
    for text in instants:
        now = at(text)
        before = len(province.mails())
        plan_reminders(province.home, day_in_hanoi(now), now, only_urgent=True)
        drain(province.home, now)
        mails = [m for m in province.messages() if m.channel == "email"]
        found.append([m.slot.rpartition("|")[2] for m in mails[before : len(province.mails())]])
    return found


def test_each_rung_leaves_within_minutes_of_its_hour_and_once(province, at, day):
    unit = province.commune(1, ())
    ask(province, unit, at("25/11/2026 09:00"), day("T6 27/11/2026"), time(16))
    moments = (
        "25/11/2026 09:02", "25/11/2026 09:07", "26/11/2026 15:55", "26/11/2026 16:02", "27/11/2026 11:55",
        "27/11/2026 12:02", "27/11/2026 12:07", "27/11/2026 16:05", "27/11/2026 17:02", "27/11/2026 17:07",
    )  # fmt: skip
    assert said(province, at, *moments) == [
        ["opened"], [], [], ["soon"], [], ["last_day"], [], [], ["chaser_1"], [],
    ]  # fmt: skip


def test_a_unit_that_answered_hears_of_the_last_hours_only(province, at, day):
    unit = province.commune(1, ())
    ask(province, unit, at("25/11/2026 09:00"), day("T6 27/11/2026"), time(16))
    assert said(province, at, "25/11/2026 09:02") == [["opened"]]
    now = at("25/11/2026 10:00")
    with open_session(province.home) as s:
        law = home_catalogue(province.home)
        [owed] = owes(s, law, day_in_hanoi(now), programme=P05, duty="DX-9", unit_id=unit)
        acknowledge(s, law, owed, by="unit", now=now)
    assert said(province, at, "26/11/2026 16:02", "27/11/2026 12:02") == [[], ["last_day"]]


def test_over_a_weekend_and_a_night_each_stage_is_told_once_the_second_chaser_on_a_working_day(province, at, day):
    """Asked T6 27/11/2026 at 17:00, due T2 30/11/2026 at 08:00; a demo's home has no quiet hours."""
    unit = province.commune(1, ())
    ask(province, unit, at("27/11/2026 17:00"), day("T2 30/11/2026"), time(8))
    moments = ("27/11/2026 17:02", "28/11/2026 10:00", "29/11/2026 08:02", "29/11/2026 23:00", "30/11/2026 04:02",
               "30/11/2026 06:02", "30/11/2026 08:30", "30/11/2026 09:02", "01/12/2026 07:32")  # fmt: skip
    assert said(province, at, *moments) == [
        ["opened"], [], ["soon"], [], ["last_day"], [], [], ["chaser_1"], ["chaser_2"],
    ]  # fmt: skip
