"""Officers' digests: the morning's brief and the week's page, once each, never late, and on paper as they are sent."""

import re
from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.access import Officer, Switch
from models.alarms import raise_alarm
from models.catalogue import home_catalogue
from models.chaser_letters import ChaserLetter
from models.errors import Refused
from models.facts import Acknowledgement, Extension
from models.inbound import InboundMail
from models.messages import Message
from models.outbox import KILL_SWITCH
from models.settings import Settings
from models.units import Unit
from models.vocabulary import AlarmCode, Level, MessageState
from models.voices import speak
from tasks.officer_digests import plan_officer_digests
from tasks.plan_reminders import plan_reminders
from tasks.send_messages import drain
from tasks.session import open_session
from tests.models.review_house import stepwise
from tests.province import MEETING, P05, PLAN

MONDAY = "18/03/2024 07:30"


def officers(province, *more: Officer) -> None:
    province.add(
        Officer(username="tham-muu", full_name="Trực ban", post="Đội Tổng hợp", email="tm@demo.example", role="staff"),
        Officer(username="lanh-dao", full_name="Lãnh đạo", post="Trưởng phòng", email="ld@demo.example", role="leader"),
        *more,
    )  # fmt: skip


def live(province) -> None:
    settings = province.home.settings().model_dump()
    settings |= {"mode": "live", "public_url": "https://nop.dongthap.example/"}
    province.home.save(Settings(**settings))


def texts(report) -> dict[str, str]:
    return {line.username: line.words.text for line in report.lines if line.words}


def test_each_officer_gets_the_digest_of_the_role_once(province, at):
    officers(
        province,
        Officer(username="dieu-hanh", full_name="Vận hành", email="vh@demo.example", role="operator"),
        Officer(username="da-nghi", full_name="Đã nghỉ", email="x@demo.example", role="staff", is_active=False),
        Officer(username="khong-thu", full_name="Không thư", role="staff"),
    )
    on = date(2024, 3, 18)
    report = plan_officer_digests(province.home, on, at(MONDAY))
    assert report.planned == 3
    assert {(m.recipient, m.slot, m.address) for m in province.messages()} == {
        ("officer:dieu-hanh", "2024-03-18", "vh@demo.example"),
        ("officer:tham-muu", "2024-03-18", "tm@demo.example"),
        ("officer:lanh-dao", "2024-W12", "ld@demo.example"),
    }
    assert {line.username: line.silent_because for line in report.silent} == {
        "da-nghi": "tài khoản đã đóng",
        "khong-thu": "chưa có địa chỉ thư",
    }
    again = plan_officer_digests(province.home, on, at("18/03/2024 09:00"))
    assert again.planned == 0
    assert len(province.messages()) == 3
    tuesday = plan_officer_digests(province.home, date(2024, 3, 19), at("19/03/2024 07:30"))
    assert {line.slot for line in tuesday.lines if line.words} == {"2024-03-19"}, "the week has had its page"


def test_a_digest_leaves_as_a_mail_and_says_what_the_portal_says(province, at):
    officers(province)
    unit, other = province.commune(1, (PLAN, MEETING)), province.commune(2, (PLAN,))
    province.file(other, PLAN, "2024-03-15", at("15/03/2024 10:00"))
    plan_officer_digests(province.home, date(2024, 3, 18), at(MONDAY))
    drain(province.home, at("18/03/2024 07:31"))
    assert sorted(province.mails()) == ["ld@demo.example", "tm@demo.example"]
    daily, weekly = sorted(province.mailbox.mails(), key=lambda m: m.subject, reverse=True)
    assert daily.subject == "[Việc theo dõi] 18/3/2024"
    assert weekly.subject == "[Tổng hợp tuần 12] Tình hình thực hiện các chương trình, kế hoạch"
    [message] = [m for m in province.messages() if m.recipient == "officer:tham-muu"]
    assert message.state == MessageState.SENT
    assert unit not in daily.subject


def test_the_brief_counts_duties_and_names_days(province, at):
    officers(province)
    late, other, asked = (province.commune(n, (PLAN,)) for n in (1, 2, 3))
    province.file(other, PLAN, "2024-03-15", at("15/03/2024 10:00"))
    key = {"programme": P05, "duty": PLAN, "period": "2024-03-15"}
    now = at(MONDAY)
    province.add(
        Acknowledgement(**key, unit_id=asked, stage="chaser_1", until=date(2024, 3, 20), reason="x", by="unit", at=now),
        InboundMail(message_id="<a@x>", sender="a@demo.example", received_at=now, taken_at=now, state="queued"),
        ChaserLetter(**key, made_on=date(2024, 3, 18), made_at=now, units=[late]),
    )  # fmt: skip
    with open_session(province.home) as session:
        raise_alarm(session, AlarmCode.QUOTA, "zalo", "Hết hạn mức gửi của ngày 17/3/2024.", now)
    text = texts(plan_officer_digests(province.home, date(2024, 3, 18), now, dry_run=True))["tham-muu"]
    assert "- Quá hạn (trong đó 01 việc hẹn lại, chờ phản hồi): 02;" in text
    assert "Kế hoạch thực hiện Chương trình phối hợp – giai đoạn 2023 - 2033" in text
    assert "hạn hết ngày 14/3/2024; 02 đơn vị" in text
    assert "- Báo cáo mới nhận: 01;" in text
    assert "BÁO CÁO MỚI NHẬN TỪ 07H30 NGÀY 15/3/2024" in text
    assert "- Hết hạn mức gửi (zalo)\n  Hết hạn mức gửi của ngày 17/3/2024." in text
    assert "- 01 thư trả lời chờ người xem" in text
    assert "- 01 dự thảo công văn đôn đốc chờ xem xét, ký" in text
    assert "- 01 việc đơn vị đã hẹn lại, chờ phản hồi (gia hạn hoặc giữ hạn)" in text
    assert province.messages() == [], "a dry run writes nothing"


def test_who_approves_gets_a_mail_only_on_a_morning_on_which_something_waits(province, at, monkeypatch):
    unit = province.commune(1)
    province.add(Unit(id="police/p", tree="police", level="tinh", name="Công an Tỉnh"))
    with open_session(province.home) as session:
        session.get_one(Unit, unit).parent_id = "police/p"
    officers(
        province,
        Officer(username="truong", full_name="Thủ trưởng", email="tt@demo.example", role="head", unit_id=unit),
        Officer(username="nop", full_name="Người nộp", email="nop@demo.example", role="filer", unit_id=unit),
        Officer(username="tinh", full_name="Cấp trên", email="ct@demo.example", role="staff", unit_id="police/p"),
        Officer(username="khong-thu", full_name="Không thư", role="head", unit_id=unit),
    )
    law = stepwise(home_catalogue(province.home), Level.PROVINCE)
    monkeypatch.setattr("tasks.officer_digests.home_catalogue", lambda home: law)
    on, of_units = date(2024, 3, 18), {"truong", "nop", "tinh", "khong-thu"}

    def told() -> dict[str, str]:
        report = plan_officer_digests(province.home, on, at(MONDAY), dry_run=True)
        return {username: text for username, text in texts(report).items() if username in of_units}

    assert told() == {}
    id = province.file(unit, MEETING, "2024-03", at("15/03/2024 10:00"))
    assert set(told()) == {"truong"}
    assert "01 báo cáo của đơn vị chờ đồng chí cho ý kiến" in told()["truong"]
    assert re.search(r"– tháng 0?3/2024\n  01 bài nộp", told()["truong"])
    assert "/don-vi/duyet" in told()["truong"]
    with open_session(province.home) as session:
        speak(session, law, "truong", id, "approve", "", at(MONDAY))
    assert set(told()) == {"tinh"}
    assert "/can-bo/cho-duyet" in told()["tinh"]
    plan_officer_digests(province.home, on, at(MONDAY))
    plan_officer_digests(province.home, on, at(MONDAY))
    assert [m.address for m in province.messages() if m.recipient == "officer:tinh"] == ["ct@demo.example"]


def test_a_message_that_went_another_way_is_no_trouble_any_more(province, at):
    officers(province)
    now = at(MONDAY)
    common = {
        "recipient": "police/x/1",
        "slot": "2024-03-18",
        "address": "a",
        "subject": "s",
        "as_of": date(2024, 3, 18),
    }
    instants = {"planned_at": now, "not_before": now, "expires_at": now + timedelta(days=1)}
    province.add(Message(channel="zalo", state="failed", **common, **instants))
    brief = texts(plan_officer_digests(province.home, date(2024, 3, 18), now, dry_run=True))["tham-muu"]
    assert "01 tin không gửi được" in brief
    province.add(Message(channel="email", state="sent", **common, **instants))
    brief = texts(plan_officer_digests(province.home, date(2024, 3, 18), now, dry_run=True))["tham-muu"]
    assert "không gửi được" not in brief


def test_the_week_s_page_counts_the_week_before_with_its_extensions(province, at):
    officers(province)
    units = [province.commune(n, (PLAN,)) for n in range(1, 5)]
    key = {"programme": P05, "duty": PLAN, "period": "2024-03-15"}
    province.file(units[0], PLAN, "2024-03-15", at("14/03/2024 10:00"))  # in time
    province.file(units[1], PLAN, "2024-03-15", at("15/03/2024 10:00"))  # late
    granted = {"reason": "x", "granted_by": "tham-muu", "granted_at": at("13/03/2024 08:00")}
    province.add(Extension(**key, unit_id=units[2], until=date(2024, 3, 20), **granted))
    text = texts(plan_officer_digests(province.home, date(2024, 3, 18), at(MONDAY), dry_run=True))["lanh-dao"]
    assert "Tuần trước (từ ngày 11/3/2024 đến ngày 17/3/2024): 01/03 việc đến hạn được gửi đúng hạn (33,3%)." in text
    assert "Hiện có 01 đơn vị quá hạn, gồm: Công an xã Số 4 (01 việc)." in text
    assert "Kính báo cáo: Trưởng phòng." in text
    assert "/lanh-dao" in text


def test_the_week_s_page_comes_also_when_nothing_is_due(province, at):
    officers(province)
    text = texts(plan_officer_digests(province.home, date(2024, 3, 18), at(MONDAY), dry_run=True))["lanh-dao"]
    assert "không có việc nào đến hạn." in text
    assert "Hiện không có đơn vị nào quá hạn." in text
    assert "Tuần này không phát sinh mốc đến hạn." in text


def test_the_week_s_page_of_a_later_day_says_that_nothing_is_left_of_the_week(province, at):
    officers(province)
    province.commune(1, (PLAN,))  # due on Friday 15/3/2024
    sunday = texts(plan_officer_digests(province.home, date(2024, 3, 17), at(MONDAY), dry_run=True))["lanh-dao"]
    assert "Từ nay đến hết tuần không còn mốc đến hạn." in sunday
    assert "Tuần này không phát sinh" not in sunday
    friday = texts(plan_officer_digests(province.home, date(2024, 3, 22), at(MONDAY), dry_run=True))["lanh-dao"]
    assert "Tuần này không phát sinh mốc đến hạn." in friday


def test_the_week_s_page_names_ten_units_and_counts_the_others(province, at):
    officers(province)
    for n in range(12):
        province.commune(n, (PLAN,))
    text = texts(plan_officer_digests(province.home, date(2024, 3, 18), at(MONDAY), dry_run=True))["lanh-dao"]
    assert "Hiện có 12 đơn vị quá hạn, gồm: " in text
    assert "; và 02 đơn vị khác." in text
    assert len(re.findall(r"Công an xã Số \d+ \(01 việc\)", text)) == 10


def test_a_missed_monday_is_made_up_for_within_the_week_only(province, at):
    officers(province)
    live(province)
    thursday = plan_officer_digests(province.home, date(2024, 3, 21), at("21/03/2024 08:00"))
    assert {line.slot for line in thursday.lines if line.words} == {"2024-03-21", "2024-W12"}
    [weekly] = [m for m in province.messages() if m.slot == "2024-W12"]
    assert weekly.expires_at == at("25/03/2024 00:00") - timedelta(microseconds=1)
    [daily] = [m for m in province.messages() if m.slot == "2024-03-21"]
    assert daily.expires_at == at("22/03/2024 00:00") - timedelta(microseconds=1)
    drain(province.home, at("26/03/2024 08:00"))
    assert province.states() == {"expired": 2}, "nobody reads yesterday's news"
    assert province.mails() == []


@pytest.mark.parametrize(
    ("moment", "why"),
    [("18/03/2024 21:00", "a late evening"), ("17/03/2024 09:00", "a Sunday"), ("30/04/2024 09:00", "a holiday")],
)
def test_outside_working_hours_a_live_home_plans_no_digest(province, at, moment, why):
    officers(province)
    live(province)
    now = at(moment)
    report = plan_officer_digests(province.home, (now + timedelta(hours=7)).date(), now)
    daily = [line for line in report.lines if line.username == "tham-muu"]
    assert [bool(line.silent_because) for line in daily] == [True], why


def test_a_live_home_writes_no_other_day_s_digest(province, at):
    officers(province)
    live(province)
    with pytest.raises(Refused):
        plan_officer_digests(province.home, date(2024, 3, 19), at(MONDAY))
    assert plan_officer_digests(province.home, date(2024, 3, 19), at(MONDAY), dry_run=True).lines


def test_the_kill_switch_holds_digests_too(province, at):
    officers(province)
    province.add(Switch(key=KILL_SWITCH, value="on", by="dieu-hanh", at=at(MONDAY)))
    plan_officer_digests(province.home, date(2024, 3, 18), at(MONDAY))
    assert drain(province.home, at(MONDAY)).stopped
    assert province.states() == {"planned": 2}


def test_digests_stand_beside_the_messages_of_units(province, at):
    officers(province)
    province.commune(1, (PLAN,))
    on = date(2024, 3, 15)
    plan_reminders(province.home, on, at("15/03/2024 07:30"))
    plan_officer_digests(province.home, on, at("15/03/2024 07:31"))
    drain(province.home, at("15/03/2024 07:35"))
    for address in ("xa-1@demo.example", "tm@demo.example", "ld@demo.example"):
        assert any(address in recipient for recipient in province.mails()), address
    assert plan_reminders(province.home, on, at("15/03/2024 07:40")).planned == 0


@pytest.mark.postgres
def test_the_same_digests_on_postgresql(province_on_postgres, at):
    province = province_on_postgres
    officers(province)
    for n in range(3):
        province.commune(n, (PLAN, MEETING))
    report = plan_officer_digests(province.home, date(2024, 3, 18), at(MONDAY))
    assert report.planned == 2
    said = texts(report)
    assert "- Quá hạn: 03;" in said["tham-muu"]
    assert "Hiện có 03 đơn vị quá hạn" in said["lanh-dao"]


def test_a_unit_s_name_is_the_one_of_the_day(province, at):
    officers(province)
    id = province.commune(7, (PLAN,))
    with open_session(province.home) as session:
        assert session.exec(select(Unit).where(Unit.id == id)).one().name == "Công an xã Số 7"
    text = texts(plan_officer_digests(province.home, date(2024, 3, 18), at(MONDAY), dry_run=True))["lanh-dao"]
    assert "Công an xã Số 7 (01 việc)" in text
