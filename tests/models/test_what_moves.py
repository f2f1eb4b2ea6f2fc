"""A year's days off brought in: which deadlines move, for whom, who hears of it, and what stays where people put it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from models.assignments import assign
from models.catalogue import Catalogue, load_catalogue
from models.catalogue_change import confirm, preview_of, propose
from models.day_off_drafts import table_text
from models.deadlines import deadline_of, deadlines
from models.facts import Extension, PeriodClose, Request, Ruling, Submission, Waiver
from models.messages import Message, MessageItem
from models.obligations import owes
from models.requests import open_request
from models.settings import BUILTIN_PROGRAMMES, Home, Settings
from models.units import Assignment, Contact, Unit
from models.vocabulary import Channel, TableStatus
from models.what_moves import days_of, what_moves
from models.whom_it_moves import next_rung
from models.workdays import DayOff, WorkCalendar, YearTable

SLUG, MEETING, MONTH = "05-ctrph-cat-mttq", "S000-16", "2027-06"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
LAST_OF_JUNE = date(2027, 6, 30)


@pytest.fixture
def home(tmp_path) -> Home:
    home = Home(tmp_path / "home")
    home.save(Settings(mode="demo"))
    return home


def with_table(catalogue: Catalogue, table: YearTable) -> Catalogue:
    """The same rules over another year's table."""
    tables = {**catalogue.tables, table.year: table}
    return replace(catalogue, tables=tables, calendar=WorkCalendar(tables.values()), memo={})


def off_too(catalogue: Catalogue, *days: date, status: TableStatus = TableStatus.OFFICIAL) -> Catalogue:
    """The table of those days' year with these days off besides."""
    table = catalogue.tables[days[0].year]
    more = tuple(DayOff(d, d, "hoán đổi (thử)") for d in days)
    return with_table(
        catalogue, replace(table, status=status, source="Thông báo thử", days_off=(*table.days_off, *more))
    )


def communes(session: Session, n: int) -> list[str]:
    living = select(Assignment.unit_id).join(Unit, Unit.id == Assignment.unit_id)
    found = session.exec(living.where(Assignment.duty == MEETING, Unit.valid_to == None))  # noqa: E711
    return sorted(found)[:n]


def key(unit_id: str, period: str = MONTH, duty: str = MEETING) -> dict[str, str]:
    return {"programme": SLUG, "duty": duty, "period": period, "unit_id": unit_id}


def test_a_new_day_off_moves_the_deadlines_that_aim_at_it_and_no_other(catalogue, province, day):
    after = off_too(catalogue, day("T4 30/06/2027"))
    told = what_moves(province, catalogue, after, TODAY)
    assert {row["duty"] for row in told["moved"]} == {"S000-14", MEETING}
    assert told["new"] == told["gone"] == []
    (meeting,) = [row for row in told["moved"] if row["duty"] == MEETING]
    assert (meeting["before"]["target_on"], meeting["after"]["target_on"]) == ("2027-06-30", "2027-06-29")
    assert meeting["before"]["due_on"] == meeting["after"]["due_on"] == "2027-06-30"
    assert (meeting["label"], meeting["units"]) == ("tháng 6/2027", 45)
    (off,) = told["days"]
    assert (off["date"], off["working"], off["why"]) == ("2027-06-30", False, "hoán đổi (thử)")


def test_a_table_that_becomes_official_moves_nothing_and_ends_the_provisional(catalogue, province):
    table = replace(catalogue.tables[2027], status=TableStatus.OFFICIAL, source="Thông báo thử")
    told = what_moves(province, catalogue, with_table(catalogue, table), TODAY)
    assert told["moved"] == told["days"] == told["told"] == []
    in_2027 = [d for d in deadlines(catalogue) if d.last_valid_on.year == d.target_on.year == 2027]
    assert told["settled"] == len(in_2027) > 20
    (row,) = told["tables"]
    assert (row["before"]["status"], row["after"]["status"]) == ("provisional", "official")


def test_who_would_be_told_is_whom_the_ladder_will_speak_to_with_day_and_channel(catalogue, province):
    mail, phone, silent = communes(province, 3)
    province.add(Contact(unit_id=mail, post="Tổng hợp", email="th@cax.example"))
    province.add(Contact(unit_id=phone, post="Tổng hợp", zalo="0900000001"))
    after = off_too(catalogue, LAST_OF_JUNE)
    told = {row["unit"]: row for row in what_moves(province, catalogue, after, TODAY)["told"]}
    assert len(told) == 46
    assert [told[u]["channel"] for u in (mail, phone, silent)] == ["email", "zalo", "hand"]
    rung = next_rung(after, deadline_of(after, SLUG, MEETING, MONTH), TODAY)
    assert told[mail]["first_on"] == rung.from_on.isoformat()
    closed = what_moves(province, catalogue, after, TODAY, open_channels=[Channel.EMAIL])["told"]
    assert {row["unit"]: row["channel"] for row in closed}[phone] == "hand"


def test_units_that_filed_are_waived_or_hold_an_extension_are_not_told_and_the_preview_says_why(catalogue, province):
    filed, waived, extended, *_ = communes(province, 4)
    province.add(Submission(**key(filed), kind="document", receipt="A", filed_at=NOW))
    province.add(Waiver(**key(waived), reason="thử", granted_by="tham-muu", granted_at=NOW))
    province.add(
        Extension(**key(extended), until=date(2027, 7, 9), reason="thử", granted_by="tham-muu", granted_at=NOW)
    )
    province.flush()
    told = what_moves(province, catalogue, off_too(catalogue, LAST_OF_JUNE), TODAY)
    assert not {filed, waived, extended} & {row["unit"] for row in told["told"]}
    assert told["silent"] == {"đã nộp": 1, "được miễn": 1, "đang được gia hạn, giữ ngày gia hạn": 1}
    (meeting,) = [row for row in told["moved"] if row["duty"] == MEETING]
    assert (meeting["filed"], meeting["units"]) == (1, 44)


def test_an_extension_never_moves_and_one_that_lost_its_sense_asks_to_be_looked_at(catalogue, province, day):
    plain, short, rest = communes(province, 3)
    for unit_id, until in ((plain, "T6 09/07/2027"), (short, "T3 29/06/2027"), (rest, "T5 08/07/2027")):
        province.add(Extension(**key(unit_id), until=day(until), reason="thử", granted_by="tham-muu", granted_at=NOW))
    province.flush()
    after = off_too(catalogue, LAST_OF_JUNE, day("T5 08/07/2027"))
    stays = {row["unit"]: row for row in what_moves(province, catalogue, after, TODAY)["stays"]}
    assert not stays[plain]["look_again"]
    assert "gia hạn đến hết ngày 09/7/2027 giữ nguyên" in stays[plain]["text"]
    assert "nay sớm hơn hạn mới (30/6/2027)" in stays[short]["text"]
    assert "nay là ngày nghỉ" in stays[rest]["text"]
    for law in (catalogue, after):
        held = {o.unit_id: o.due_on for o in owes(province, law, date(2027, 6, 20), duty=MEETING, period=MONTH)}
        assert [held[u] for u in (plain, short, rest)] == [
            day("T6 09/07/2027"), day("T3 29/06/2027"), day("T5 08/07/2027")
        ]  # fmt: skip


def test_an_extension_whose_own_day_becomes_a_day_off_is_shown_though_its_deadline_stays(catalogue, province, day):
    (unit_id,) = communes(province, 1)
    until = day("T5 15/07/2027")
    province.add(Extension(**key(unit_id), until=until, reason="thử", granted_by="tham-muu", granted_at=NOW))
    province.flush()
    told = what_moves(province, catalogue, off_too(catalogue, until), TODAY)
    assert told["moved"] == []
    (row,) = told["stays"]
    assert row["what"] == "extension"
    assert row["look_again"]


def test_a_day_people_agreed_on_stays_and_is_shown_when_it_becomes_a_day_off(catalogue, province, day):
    agreed = day("T3 22/06/2027")
    ruling = {"programme": SLUG, "duty": MEETING, "period": MONTH, "by": "tham-muu", "at": NOW}
    province.add(Ruling(**ruling, held_on=agreed))
    province.flush()
    (row,) = what_moves(province, catalogue, off_too(catalogue, agreed), TODAY)["stays"]
    assert (row["what"], row["look_again"]) == ("ruling", True)
    assert "thứ Ba, 22/6/2027 giữ nguyên, nay là ngày nghỉ" in row["text"]
    assert province.exec(select(Ruling)).one().held_on == agreed


def test_a_closed_period_keeps_its_snapshot(catalogue, province):
    close = {"programme": SLUG, "duty": MEETING, "period": "2026-06", "by": "máy", "at": NOW}
    province.add(PeriodClose(**close, reported=30, expected=45, snapshot="{}"))
    province.flush()
    told = what_moves(province, catalogue, off_too(catalogue, date(2026, 6, 30)), TODAY)
    (row,) = [row for row in told["stays"] if row["what"] == "closed"]
    assert "30/45 đơn vị" in row["text"]
    assert [r["closed"] for r in told["moved"] if r["duty"] == MEETING] == [True]


def test_a_request_that_counts_working_days_moves_and_keeps_the_period_its_filings_hang_on(catalogue, province, day):
    asked = Request(
        programme=SLUG, code="DX-2026-77", title="Báo cáo thử", document="77/THU", document_on=day("CN 22/11/2026"),
        wording="trong 07 ngày làm việc", bound="after", working_days=7, by="tham-muu", at=NOW,
    )  # fmt: skip
    open_request(province, catalogue, asked, communes(province, 2), by="tham-muu", now=NOW)
    after = off_too(catalogue, day("T4 25/11/2026"))
    told = what_moves(province, catalogue, after, TODAY)
    (row,) = [row for row in told["moved"] if row["duty"] == "DX-2026-77"]
    assert (row["period"], row["title"], row["units"]) == ("2026-12-02", "Báo cáo thử", 2)
    assert (row["before"]["due_on"], row["after"]["due_on"]) == ("2026-12-02", "2026-12-03")
    (kept,) = [s for s in told["stays"] if s["what"] == "request"]
    assert "mã kỳ 2026-12-02 của yêu cầu giữ nguyên" in kept["text"]


def test_how_many_units_were_already_told_the_old_day_is_said(catalogue, province):
    (unit_id,) = communes(province, 1)
    sent = Message(
        recipient=unit_id, channel="email", slot="2027-06-22", state="sent", address="th@cax.example", subject="x",
        as_of=date(2027, 6, 22), planned_at=NOW, not_before=NOW, expires_at=NOW,
    )  # fmt: skip
    province.add(sent)
    province.flush()
    province.add(MessageItem(message_id=sent.id, **key(unit_id), stage="soon"))
    province.flush()
    told = what_moves(province, catalogue, off_too(catalogue, LAST_OF_JUNE), TODAY)
    assert {row["duty"]: row["said"] for row in told["moved"]} == {"S000-14": 0, MEETING: 1}


def with_one_duty_more(catalogue: Catalogue) -> Catalogue:
    programme = catalogue.programmes[SLUG]
    more = {**programme.duties, "S000-99": replace(programme.duties[MEETING], id="S000-99")}
    return replace(catalogue, programmes={**catalogue.programmes, SLUG: replace(programme, duties=more)}, memo={})


@pytest.mark.parametrize("database", ["province", "province_on_postgres"])
def test_for_new_duties_the_preview_derives_who_would_owe_and_takes_it_back(catalogue, request, database):
    session = request.getfixturevalue(database)
    before = sorted(session.exec(select(Assignment.id)))
    told = what_moves(session, catalogue, with_one_duty_more(catalogue), TODAY)
    assert {row["duty"] for row in told["new"]} == {"S000-99"}
    (june,) = [row for row in told["new"] if row["period"] == MONTH]
    assert june["units"] == 45
    assert len(told["told"]) >= 45
    assert sorted(session.exec(select(Assignment.id))) == before
    assert assign(session, catalogue) == 0


def test_a_table_that_forgets_a_holiday_of_the_law_is_shown_before_it_is_confirmed(catalogue, province, day):
    table = catalogue.tables[2027]
    kept = tuple(entry for entry in table.days_off if entry.first != day("T6 30/04/2027"))
    told = what_moves(province, catalogue, with_table(catalogue, replace(table, days_off=kept)), TODAY)
    (note,) = told["notes"]
    assert "thứ Sáu, 30/4/2027" in note


@given(st.lists(st.dates(date(2027, 1, 1), date(2027, 12, 31)), min_size=1, max_size=8, unique=True))
def test_exactly_the_deadlines_whose_days_differ_are_called_moved(some_days):
    before = load_catalogue(BUILTIN_PROGRAMMES)
    after = off_too(before, *some_days)
    old = {d.key: d for d in deadlines(before)}
    new = {d.key: d for d in deadlines(after)}
    assert old.keys() == new.keys()  # days off never make or end a deadline
    for one, other in zip(old.values(), (new[k] for k in old), strict=True):
        assert one.last_valid_on == other.last_valid_on  # nor move the legal day of a duty that names one
        if days_of(one) != days_of(other):
            assert one.target_on in some_days
            assert other.target_on < one.target_on


def test_a_table_is_proposed_seen_confirmed_and_then_the_deadline_stands_on_it(home, province, day):
    table = load_catalogue(BUILTIN_PROGRAMMES).tables[2027]
    more = (*table.days_off, DayOff(LAST_OF_JUNE, LAST_OF_JUNE, "hoán đổi (thử)"))
    text = table_text(replace(table, status=TableStatus.OFFICIAL, source="Thông báo thử", days_off=more))
    change = propose(province, home, {"days_off/2027.yaml": text}, "tham-muu", NOW)
    assert change.programme == "lịch nghỉ năm 2027"
    preview = preview_of(change)
    assert json.loads(change.preview) == preview
    assert {row["duty"] for row in preview["moved"]} == {"S000-14", MEETING}
    assert preview["as_of"] == "2026-11-22"
    confirm(province, home, change.id, "dieu-hanh", NOW)
    from models.catalogue import home_catalogue

    found = deadline_of(home_catalogue(home), SLUG, MEETING, MONTH)
    assert (found.target_on, found.provisional) == (day("T3 29/06/2027"), False)


def test_nothing_is_written_by_looking(catalogue, province):
    tables = (Assignment, Submission, Extension, Ruling, Message)
    before = [len(province.exec(select(t)).all()) for t in tables]
    what_moves(province, catalogue, off_too(catalogue, LAST_OF_JUNE), TODAY)
    assert not province.dirty
    assert not province.new
    assert [len(province.exec(select(t)).all()) for t in tables] == before


def test_a_unit_that_is_gone_is_neither_counted_nor_told(catalogue, province):
    told = what_moves(province, catalogue, off_too(catalogue, date(2025, 1, 24)), TODAY)
    assert told["told"] == []
    assert set(told["silent"]) <= {"đơn vị hoặc nhiệm vụ đã kết thúc", "không còn nấc nhắc nào", "đang chờ xác nhận"}
