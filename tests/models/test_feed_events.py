"""What stands in a calendar: every obligation once, under an id that outlives every move of its date."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from models.catalogue import load_catalogue
from models.deadlines import deadline_of
from models.facts import Decision, Extension, Request, Ruling, Submission, Waiver
from models.feed_contents import officer_events, span_of_feed, unit_events
from models.feed_events import clock_time
from models.feed_marks import tell
from models.obligations import owes
from models.quiet_hours import HANOI
from models.requests import open_request
from models.settings import BUILTIN_PROGRAMMES
from models.unit_map import find_unit

P05 = "05-ctrph-cat-mttq"
PLAN = {"programme": P05, "duty": "S000-12", "period": "2024-03-15"}
MEETING = {"programme": P05, "duty": "S000-16", "period": "2026-06"}
ON = date(2026, 6, 2)  # Tuesday
NOW = datetime(2026, 6, 2, 2, tzinfo=UTC)


@pytest.fixture
def commune(province):
    return find_unit(province, "Công an xã Tân Hộ Cơ", date(2026, 6, 2)).id


@pytest.fixture
def old_commune(province):
    return find_unit(province, "Công an xã Tân Hộ Cơ", date(2024, 3, 1)).id


@pytest.fixture
def law_with(tmp_path: Path):
    """A catalogue in which one line of one duty's file reads otherwise."""

    def changed(programme: str, duty: str, old: str, new: str):
        shutil.copytree(BUILTIN_PROGRAMMES, tmp_path / "programmes")
        file = tmp_path / "programmes" / programme / "duties" / f"{duty}.yaml"
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")
        return load_catalogue(tmp_path / "programmes")

    return changed


def the_meeting(events):
    [only] = [e for e in events if "Họp" in e.summary and e.summary.endswith("tháng 6/2026")]
    return only


def fact(row, unit_id, **more):
    return row(**MEETING, unit_id=unit_id, **more)


def test_a_unit_finds_every_obligation_of_three_years_once_on_the_day_held_to(province, catalogue, commune):
    first, last = span_of_feed(ON)
    assert (first, last) == (date(2025, 1, 1), date(2027, 12, 31))
    owed = [o for o in owes(province, catalogue, ON, unit_id=commune, due_from=first, due_until=last)]
    events = unit_events(province, catalogue, commune, ON)
    assert [e.starts for e in events] == [o.due_on for o in owed]
    assert len({e.uid for e in events}) == len(events) > 30
    assert max(e.starts for e in events) == date(2027, 12, 31)
    assert {o.unit_id for o in owed} == {commune}


def test_an_event_says_the_two_part_deadline_the_clause_and_where_to_send(province, catalogue, old_commune, day):
    [plan] = [e for e in unit_events(province, catalogue, old_commune, day("T6 01/03/2024")) if "Kế hoạch" in e.summary]
    assert plan.starts == day("T5 14/03/2024")
    assert plan.summary == "Hạn: Kế hoạch thực hiện Chương trình phối hợp – giai đoạn 2023 - 2033"
    assert plan.description.splitlines() == [
        "Hạn: trước ngày 15/3/2024 (chậm nhất hết ngày 14/3/2024).",
        "Nơi nhận: Công an Huyện (qua Đội Tổng hợp), đồng gửi Công an Tỉnh (qua Phòng Tham mưu).",
        "Nộp bằng liên kết trong tin nhắc gần nhất gửi cho đơn vị.",
        "Căn cứ: IV.1 gạch 2, văn bản số 05/CTrPH-CAT-MTTQ.",
        "Chương trình: Chương trình phối hợp số 05.",
    ]
    assert plan.path == ""


def test_it_rings_three_working_days_ahead_and_on_the_last_working_day(province, catalogue, commune, day):
    events = unit_events(province, catalogue, commune, ON)
    [august] = [e for e in events if "Họp" in e.summary and e.summary.endswith("tháng 8/2026")]
    assert august.starts == day("T2 31/08/2026")  # exchanged for T7 22/08: a day off
    rings = [(at.astimezone(HANOI).date(), at.astimezone(HANOI).time(), words[:30]) for at, words in august.rings]
    assert rings == [
        (day("T3 25/08/2026"), time(8), "Còn 03 ngày làm việc: Họp định"),
        (day("T6 28/08/2026"), time(8), "Ngày làm việc cuối cùng trước "),
    ]


def test_an_extension_moves_the_same_event(province, catalogue, commune, day):
    before = the_meeting(unit_events(province, catalogue, commune, ON))
    until = day("T6 10/07/2026")
    province.add(fact(Extension, commune, until=until, reason="bão", granted_by="x", granted_at=NOW))
    province.flush()
    after = the_meeting(unit_events(province, catalogue, commune, ON))
    assert (before.uid, before.starts) == (after.uid, day("T3 30/06/2026"))
    assert after.starts == until
    assert after.summary.startswith("Hạn (đã gia hạn): ")
    assert "Được gia hạn đến hết ngày 10/7/2026." in after.description


def test_what_is_filed_rings_no_more_and_what_is_waived_is_called_off(province, catalogue, commune):
    filed = fact(Submission, commune, kind="document", receipt="x", filed_at=NOW)
    province.add(filed)
    province.flush()
    event = the_meeting(unit_events(province, catalogue, commune, ON))
    assert (event.rings, event.status) == ((), "CONFIRMED")
    assert event.summary.startswith("Đã nộp: ")
    province.add(Decision(submission_id=filed.id, action="return", note="thiếu", by="x", at=NOW))
    province.flush()
    event = the_meeting(unit_events(province, catalogue, commune, ON))
    assert event.summary.startswith("Đề nghị bổ sung: ")
    assert len(event.rings) == 2
    [other] = [e for e in unit_events(province, catalogue, commune, ON) if e.summary.endswith("tháng 7/2026")]
    july = MEETING | {"period": "2026-07"}
    province.add(Waiver(**july, unit_id=commune, reason="x", granted_by="x", granted_at=NOW))
    province.flush()
    [waived] = [e for e in unit_events(province, catalogue, commune, ON) if e.uid == other.uid]
    assert (waived.status, waived.rings) == ("CANCELLED", ())


def test_what_waits_for_a_word_is_tentative_and_silent(province, catalogue):
    waiting = replace(catalogue.programmes[P05], waiting_from=date(2026, 1, 1), waiting_reason="sắp xếp")
    law = replace(catalogue, programmes={**catalogue.programmes, P05: waiting}, memo={})
    unit = find_unit(province, "Công an xã Tân Hộ Cơ", ON).id
    event = the_meeting(unit_events(province, law, unit, ON))
    assert (event.status, event.rings) == ("TENTATIVE", ())
    assert event.summary.startswith("Chờ xác nhận: ")


def test_a_rule_that_moves_a_date_moves_the_same_events(province, catalogue, law_with, commune, day):
    def festivals(law):
        return {e.starts: e.uid for e in unit_events(province, law, commune, ON) if "Ngày hội toàn dân" in e.summary}

    before = festivals(catalogue)
    after = festivals(law_with(P05, "S000-01", "yearly: 08-19", "yearly: 08-25"))
    assert before[day("T4 19/08/2026")] == after[day("T3 25/08/2026")]
    assert set(before.values()) == set(after.values())
    assert not set(before) & set(after)


def test_a_one_off_keeps_its_event_though_its_period_is_named_after_its_day(
    province, catalogue, law_with, old_commune, day
):
    on = day("T6 01/03/2024")
    law = law_with(P05, "S000-12", "date: 2024-03-15", "date: 2024-03-29")
    [before], [after] = (
        [e for e in unit_events(province, each, old_commune, on) if "Kế hoạch thực hiện" in e.summary]
        for each in (catalogue, law)
    )
    assert before.uid == after.uid
    assert (before.starts, after.starts) == (day("T5 14/03/2024"), day("T5 28/03/2024"))
    counts = [tell(province, [event], NOW)[0].sequence for event in (before, before, after)]
    assert counts == [0, 0, 1]


def test_a_deadline_with_an_hour_is_an_event_at_that_hour(province, catalogue, commune, day):
    asked = Request(
        programme=P05, code="DX-01", title="Số liệu nhanh", document="9/CAT", document_on=ON, wording="trước 16h00",
        bound="before", named_on=day("T6 12/06/2026"), clock=time(16), route_to="Công an Tỉnh", by="x", at=NOW,
    )  # fmt: skip
    open_request(province, catalogue, asked, [commune], by="x", now=NOW)
    [event] = [e for e in unit_events(province, catalogue, commune, ON) if "Số liệu nhanh" in e.summary]
    assert event.starts == datetime(2026, 6, 12, 16, tzinfo=HANOI)
    assert all(at < event.starts for at, _ in event.rings)
    extended = {"programme": P05, "duty": "DX-01", "period": "2026-06-12", "until": day("T3 16/06/2026")}
    province.add(Extension(**extended, unit_id=commune, reason="x", granted_by="x", granted_at=NOW))
    province.flush()
    [later] = [e for e in unit_events(province, catalogue, commune, ON) if e.uid == event.uid]
    assert later.starts == day("T3 16/06/2026")  # an extension runs to the end of its day


def test_before_and_at_an_hour_both_stand_at_that_hour(catalogue):
    deadline = deadline_of(catalogue, P05, "S000-12", "2024-03-15")
    four = datetime(2024, 3, 14, 9, tzinfo=UTC)
    assert clock_time(deadline) is None
    for last in (four, four - timedelta(microseconds=1)):
        assert clock_time(replace(deadline, clock=time(16), last_valid_at=last)) == four


def test_an_officer_sees_each_owed_period_once(province, catalogue):
    events = officer_events(province, catalogue, ON)
    assert len({e.uid for e in events}) == len(events)
    meeting = the_meeting(events)
    assert meeting.path == f"/can-bo/han/{P05}/S000-16/2026-06"
    assert meeting.status == "CONFIRMED"
    assert not {e.uid for e in events} & {e.uid for e in unit_events(province, catalogue, _any(province), ON)}


def test_an_officer_sees_an_extended_unit_on_its_own_day_until_it_filed(province, catalogue, commune, day):
    before = {e.uid for e in officer_events(province, catalogue, ON)}
    until = day("T6 10/07/2026")
    province.add(fact(Extension, commune, until=until, reason="bão", granted_by="x", granted_at=NOW))
    province.flush()
    [extra] = [e for e in officer_events(province, catalogue, ON) if e.uid not in before]
    assert extra.starts == until
    assert extra.summary.startswith("Hạn (đã gia hạn): Công an xã Tân Hộ Cơ – Họp định kỳ")
    province.add(fact(Submission, commune, kind="document", receipt="x", filed_at=NOW))
    province.flush()
    assert {e.uid for e in officer_events(province, catalogue, ON)} == before


def test_a_day_people_agreed_on_is_an_event_of_its_own_and_no_legal_deadline(province, catalogue, commune, day):
    before = {e.uid for e in unit_events(province, catalogue, commune, ON)}
    province.add(Ruling(**MEETING, held_on=day("T5 18/06/2026"), by="x", at=NOW))
    province.flush()
    for found in (unit_events(province, catalogue, commune, ON), officer_events(province, catalogue, ON)):
        [agreed] = [e for e in found if e.summary.startswith("Ngày đã thống nhất")]
        assert agreed.starts == day("T5 18/06/2026")
        assert "không phải hạn theo văn bản" in agreed.description
        assert agreed.uid not in before


def test_the_words_are_courteous_and_carry_no_figure_of_any_unit(province, catalogue, commune):
    province.add(fact(Submission, commune, kind="figures", figures={"B01": 987654}, receipt="x", filed_at=NOW))
    province.flush()
    said = [e.summary + e.description for e in unit_events(province, catalogue, commune, ON)]
    said += [e.summary + e.description for e in officer_events(province, catalogue, ON)]
    for text in said:
        assert "!" not in text
        assert "bạn" not in text.split()
        assert "987654" not in text


def _any(session):
    return find_unit(session, "Công an xã Tân Hộ Cơ", ON).id


@pytest.mark.postgres
def test_the_same_events_and_counts_come_from_postgresql(province, province_on_postgres, catalogue, commune, day):
    told = []
    for session in (province, province_on_postgres):
        session.add(fact(Extension, commune, until=day("T6 10/07/2026"), reason="x", granted_by="x", granted_at=NOW))
        session.flush()
        events = unit_events(session, catalogue, commune, ON) + officer_events(session, catalogue, ON)
        tell(session, [replace(event, starts=date(2026, 1, 1)) for event in events], NOW)
        told.append(tell(session, events, NOW))
    assert told[0] == told[1]
    assert {each.sequence for each in told[0]} == {1}
