"""Eleven weeks (four on PostgreSQL), two programmes, every kind of contact: what each evening showed is what the next
morning sent.
"""

from datetime import UTC, date, datetime

import pytest
from sqlmodel import select

from models.catalogue import home_catalogue
from models.deadlines import deadlines
from models.facts import Decision, Extension, Mute, Submission, Waiver
from models.messages import MessageItem, Suppression
from models.units import Assignment, Contact, ContactChannel
from models.workdays import DAY
from tasks.session import open_session
from tests.shown_and_sent import shown_and_sent

PROGRAMMES = ("05-ctrph-cat-mttq", "kh-thanh-tra-2024")
FIRST, LAST = date(2024, 4, 15), date(2024, 6, 30)  # T2 to CN; over the days off of 30/4 and 1/5


def people_a_province_has(province) -> list[str]:
    """Ten units that are reached in ten ways, each with every duty that falls due in these weeks."""
    catalogue = home_catalogue(province.home)
    due = {(d.programme, d.duty) for p in PROGRAMMES for d in deadlines(catalogue, p) if FIRST <= d.due_on <= LAST}
    assert {programme for programme, _ in due} == set(PROGRAMMES)
    shapes = [
        {}, {"prefers": "zalo"}, {"zalo": ""}, {"email": ""}, {"email": "", "zalo": ""}, {"by_hand": True},
        {"exists": False}, {"prefers": "zalo_oa"}, {"valid_from": date(2024, 5, 6)}, {"valid_to": date(2024, 5, 20)},
    ]  # fmt: skip
    units = [province.commune(n, (), **shape) for n, shape in enumerate(shapes, 1)]
    for n in (0, 1, 4, 7):
        province.head(units[n], f"truong-{n}@demo.example")
    with open_session(province.home) as s:
        oa = s.exec(select(Contact.id).where(Contact.unit_id == units[7], Contact.is_head == False)).one()  # noqa: E712
        s.add(ContactChannel(contact_id=oa, channel="zalo_oa", address="1234567890"))
        for unit in units:
            s.add_all(Assignment(programme=p, duty=d, unit_id=unit, reason="catalogue") for p, d in sorted(due))
        since = datetime(2024, 5, 13, 1, tzinfo=UTC)
        dead = {"channel": "email", "address": "xa-1@demo.example", "reason": "550"}
        s.add(Suppression(**dead, since=since, until=date(2024, 6, 2)))
    return units


def facts_of(units: list[str], at) -> dict[date, list]:
    """What somebody writes on a day, at noon: more time, a waiver, a mute, a report, a report sent back twice."""
    meeting = {"programme": PROGRAMMES[0], "duty": "S000-16"}
    by = {"reason": "x", "granted_by": "tham-muu"}

    def noon(text):
        return at(f"{text}/2024 12:00")

    def filed(id, unit, version, when):
        about = {**meeting, "period": "2024-05", "unit_id": unit, "kind": "document", "version": version}
        return Submission(id=id, **about, filed_at=noon(when), filed_by="x")

    def back(id, when):
        return Decision(submission_id=id, action="return", note="x", by="y", at=noon(when))

    return {
        date(2024, 4, 24): [
            Extension(
                **meeting, period="2024-04", unit_id=units[0], until=date(2024, 5, 3), **by, granted_at=noon("24/04")
            )
        ],
        date(2024, 4, 29): [Waiver(**meeting, period="2024-04", unit_id=units[1], **by, granted_at=noon("29/04"))],
        date(2024, 5, 8): [Mute(unit_id=units[2], until=date(2024, 5, 31), reason="x", by="y", at=noon("08/05"))],
        date(2024, 5, 20): [filed(901, units[3], 1, "20/05"), filed(902, units[4], 1, "20/05")],
        date(2024, 5, 22): [back(902, "22/05")],
        date(2024, 5, 24): [filed(903, units[4], 2, "24/05")],
        date(2024, 5, 27): [back(903, "27/05")],
    }  # fmt: skip


def test_each_evening_shows_what_the_next_morning_sends(province, at):
    units = people_a_province_has(province)
    assert played(province, at, units, FIRST, LAST) > 100
    messages = province.messages()
    assert {m.channel for m in messages} >= {"email", "zalo", "zalo_oa", "hand"}
    assert {m.recipient for m in messages} >= {*units, f"head:{units[0]}"}
    spoken = province_stages(province)
    assert {"opened", "soon", "last_day", "chaser_1", "chaser_2", "returned"} <= spoken


@pytest.mark.postgres
def test_on_postgres_as_well(province_on_postgres, at):
    units = people_a_province_has(province_on_postgres)
    assert played(province_on_postgres, at, units, date(2024, 5, 6), date(2024, 6, 2)) > 30
    assert {"soon", "chaser_1", "returned"} <= province_stages(province_on_postgres)


def played(province, at, units: list[str], first: date, last: date) -> int:
    """How many letters these days showed and sent."""
    facts, sent = facts_of(units, at), 0
    for n in range((last - first).days + 1):
        on = first + n * DAY
        sent += shown_and_sent(province, on)
        province.add(*facts.get(on, ()))
    return sent


def province_stages(province) -> set[str]:
    with open_session(province.home) as s:
        return set(s.exec(select(MessageItem.stage)).all())
