"""A programme's years and a unit's life: everything in them is a fact asked elsewhere, in the order of its day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import select

from models.errors import Refused
from models.facts import Submission
from models.messages import Message, MessageItem
from models.period_counts import periods
from models.programme_life import life
from models.quiet_hours import HANOI
from models.unit_life import events_of, held_duties
from models.unit_map import find_unit
from models.units import Unit, UnitPast

P05, P7294, KH279 = "05-ctrph-cat-mttq", "7294-ctrph-ca-mttq", "279-kh-mttw-bca"


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=HANOI).astimezone(UTC)


def put_message(session, on: date, stage: str, state: str = "sent") -> None:
    when = {"as_of": on, "planned_at": at(on), "not_before": at(on), "expires_at": at(on) + timedelta(days=1)}
    who = {"recipient": "police/2025-07/29954", "channel": "email", "address": "x@x.example"}
    message = Message(**who, **when, slot=f"{on}-{stage}", state=state, subject="x")
    session.add(message)
    session.flush()
    key = {"programme": P05, "duty": "S000-16", "period": "2026-10", "unit_id": "police/2025-07/29954"}
    session.add(MessageItem(message_id=message.id, **key, stage=stage))
    session.flush()


def told(found, what: str) -> list:
    return [e for e in found.events if e["what"] == what]


def test_the_picture_holds_every_deadline_from_2023_to_2033_with_its_count(province, catalogue, day):
    on = day("T2 23/11/2026")
    found = life(province, catalogue, P05, on)
    assert (found.first, found.last) == (date(2023, 1, 1), date(2033, 12, 31))
    counted = [s for s in periods(province, catalogue, on, P05) if s.deadline.has_day or s.expected]
    drawn = {(e["duty"], e["on"], e["reported"], e["expected"]) for e in told(found, "deadline")}
    assert drawn == {(s.duty, s.deadline.due_on.isoformat(), s.reported, s.expected) for s in counted}
    ahead = [date.fromisoformat(e["on"]) for e in told(found, "deadline") if e["is_ahead"]]
    assert min(ahead) >= on
    assert sum(c.expected for d in found.duties for c in d.cells.values()) == sum(s.expected for s in counted)


def test_messages_are_counted_by_month_and_a_chaser_is_no_reminder(province, catalogue, day):
    put_message(province, day("T3 20/10/2026"), "soon")
    put_message(province, day("T5 05/11/2026"), "chaser_1")
    put_message(province, day("T6 06/11/2026"), "soon", state="failed")
    put_message(province, day("T5 10/12/2026"), "soon")
    [october, november] = told(life(province, catalogue, P05, day("T2 23/11/2026")), "messages")
    assert october == {"what": "messages", "month": "2026-10", "reminders": 1, "chasers": 0}
    assert november == {"what": "messages", "month": "2026-11", "reminders": 0, "chasers": 1}


def test_the_takings_over_of_its_units_the_phases_and_the_wait_are_in_it(province, catalogue, day):
    on = day("T2 23/11/2026")
    [july] = [e for e in told(life(province, catalogue, P05, on), "succession") if e["on"] == "2025-07-01"]
    assert july["count"] >= 141
    assert len(told(life(province, catalogue, KH279, on), "phase")) == 3
    assert told(life(province, catalogue, P7294, on), "waiting") == [{"what": "waiting", "on": "2025-07-01"}]
    with pytest.raises(Refused):
        life(province, catalogue, "khong-co", on)


def test_a_filing_moves_its_years_count_and_nothing_else(province, catalogue, day):
    on = day("T2 23/11/2026")
    before = life(province, catalogue, P05, on)
    unit = find_unit(province, "Công an xã Tháp Mười", on)
    key = {"programme": P05, "duty": "S000-16", "period": "2026-10", "unit_id": unit.id}
    province.add(Submission(**key, kind="document", receipt="x", filed_at=at(on)))
    province.flush()
    after = life(province, catalogue, P05, on)
    changed = [
        (old.duty, year, new.cells[year].reported - cell.reported)
        for old, new in zip(before.duties, after.duties, strict=True)
        for year, cell in old.cells.items()
        if cell != new.cells[year]
    ]
    assert changed == [("S000-16", 2026, 1)]


def test_a_units_life_tells_from_whom_it_took_over_and_on_what_ground(province, day):
    unit = find_unit(province, "Công an phường An Bình", day("T2 23/11/2026"))
    events = events_of(province, unit, day("T2 23/11/2026"))
    assert [e.on for e in events] == sorted(e.on for e in events)
    [taken] = [e for e in events if e.text.startswith("Kế thừa")]
    assert (taken.on, "Công an phường An Bình A" in taken.text) == (date(2025, 7, 1), True)
    assert "1663/NQ-UBTVQH15" in taken.basis


def test_a_unit_that_ended_says_when_and_who_took_over(province, day):
    unit = province.exec(select(Unit).where(Unit.name == "Công an phường An Bình A")).one()
    texts = [(e.on, e.text) for e in events_of(province, unit, day("T2 23/11/2026"))]
    assert (date(2025, 7, 1), "Không còn hoạt động") in texts
    assert any("kế thừa" in text and "An Bình" in text for _, text in texts)
    assert not any("Không còn" in e.text for e in events_of(province, unit, day("T2 30/6/2025")))


def test_renamings_and_moves_are_told_on_the_day_they_began(province, day):
    unit = find_unit(province, "Công an xã Tháp Mười", day("T2 23/11/2026"))
    for name, until in (("Công an xã Mỹ An", day("T6 31/10/2025")), ("Công an xã Mỹ Đông", day("T7 28/02/2026"))):
        province.add(UnitPast(unit_id=unit.id, name=name, parent_id=unit.parent_id, valid_to=until))
    province.flush()
    told_of = {e.on: e.text for e in events_of(province, unit, day("T2 23/11/2026")) if "Đổi tên" in e.text}
    assert told_of == {
        day("T7 01/11/2025"): "Đổi tên từ Công an xã Mỹ An thành Công an xã Mỹ Đông",
        day("CN 01/3/2026"): "Đổi tên từ Công an xã Mỹ Đông thành Công an xã Tháp Mười",
    }


def test_the_duties_of_a_unit_keep_their_span_and_what_no_rule_knows_keeps_its_code(province, catalogue, day):
    unit = province.exec(select(Unit).where(Unit.name == "Công an phường An Bình A")).one()
    held = {(h.programme, h.duty): h for h in held_duties(province, catalogue, unit.id)}
    assert held[P05, "S000-16"].title == catalogue.programme(P05).duties["S000-16"].title
    assert held[P05, "S000-16"].rule_words
