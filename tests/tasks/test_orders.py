"""What officers order by hand: stop and go, mute and lift, a trial letter, a resend to chosen units; each named."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from models.access import Officer
from models.errors import Refused
from models.facts import Audit, Mute
from models.messages import Message
from models.outbox import Draft, ItemKey, is_stopped, plan
from models.vocabulary import Channel, MessageState, Role
from tasks.order_ground import Ground, chosen_units
from tasks.order_runs import place_order, rehearse_order
from tasks.order_sheets import mute_sheet, switch_sheet, trial_sheet
from tasks.resend import send_again
from tasks.session import open_session
from tasks.stopping import lift_mute, mute_scope, turn_switch
from tasks.trial_letters import send_trials
from tasks.unit_orders import ExtensionOrder
from tests.province import MEETING, P05, Province, hanoi

NOW = hanoi("23/11/2026 09:00")
MONDAY = date(2026, 11, 23)
assert MONDAY.isoweekday() == 1
BY = {"reason": "đang sửa máy chủ thư", "by": "dieu-hanh"}


@pytest.fixture
def place(province: Province) -> Province:
    accounts = [("dieu-hanh", Role.OPERATOR, True), ("sep", Role.LEADER, True), ("cu", Role.STAFF, False)]
    province.add(
        *(
            Officer(username=name, full_name=name, email=f"{name}@demo.example", role=role.value, is_active=is_active)
            for name, role, is_active in accounts
        )
    )
    return province


def audited(place: Province) -> list[tuple[str, str]]:
    with open_session(place.home) as session:
        return [(line.actor, line.action) for line in session.exec(select(Audit).order_by(Audit.id))]


def stopped(place: Province) -> bool:
    with open_session(place.home) as session:
        return is_stopped(session)


def failed_message(place: Province, unit: str, state: MessageState = MessageState.FAILED) -> int:
    with open_session(place.home) as session:
        plan(
            session,
            [
                Draft(
                    recipient=unit,
                    channel=Channel.EMAIL.value,
                    slot=MONDAY.isoformat(),
                    address=f"{unit[-1]}@demo.example",
                    subject="Nhắc việc",
                    body_text="Kính gửi",
                    as_of=MONDAY,
                    not_before=NOW,
                    expires_at=NOW,
                    items=(ItemKey(P05, MEETING, "2026-11", unit, "soon"),),
                )
            ],
            NOW,
        )
        row = session.exec(select(Message).where(Message.recipient == unit)).one()
        row.state = state.value
        return row.id or 0


def test_the_switch_is_turned_by_name_with_a_reason_and_turning_it_twice_changes_nothing(place):
    first = turn_switch(place.home, on=True, **BY, now=NOW)
    again = turn_switch(place.home, on=True, **BY, now=NOW)
    assert (first.was_on, first.is_on, again.was_on) == (False, True, True)
    assert stopped(place)
    assert audited(place) == [("dieu-hanh", "kill_switch")]
    assert "đang sửa máy chủ thư" in switch_sheet(place.home, first, BY["reason"]).lines[0]
    assert switch_sheet(place.home, again, BY["reason"]).lines[0] == "Không có gì thay đổi: đang dừng gửi."
    turn_switch(place.home, on=False, **BY, now=NOW)
    assert not stopped(place)


def test_a_rehearsed_order_leaves_nothing_behind(place):
    unit = place.commune(1)
    turned = turn_switch(place.home, on=True, **BY, now=NOW, dry_run=True)
    scope = {"programme": P05, "duty": "", "unit": unit, "until": MONDAY}
    muted = mute_scope(place.home, **scope, **BY, now=NOW, dry_run=True)
    trials = send_trials(place.home, to="sep", channels=[Channel.EMAIL], by="dieu-hanh", now=NOW, dry_run=True)
    assert "Chạy thử" in switch_sheet(place.home, turned, "").lines[0]
    assert "Chạy thử" in mute_sheet(place.home, muted).lines[0]
    assert trial_sheet(trials).rows[0]["Kết quả"] == "sẽ gửi (chạy thử)"
    assert (stopped(place), audited(place), place.mails()) == (False, [], [])
    with open_session(place.home) as session:
        assert session.exec(select(Mute)).all() == []


@pytest.mark.parametrize(("by", "why"), [("sep", "chỉ có quyền xem"), ("cu", "đã đóng"), ("la-ai", "Không có cán bộ")])
def test_only_an_open_account_that_may_act_gives_orders(place, by, why):
    word = {**BY, "by": by}
    for order in (
        lambda: turn_switch(place.home, on=True, **word, now=NOW),
        lambda: mute_scope(place.home, programme=P05, duty="", unit="", until=MONDAY, **word, now=NOW),
        lambda: lift_mute(place.home, number=1, **word, now=NOW),
        lambda: send_again(place.home, day=MONDAY, **word, now=NOW),
        lambda: send_trials(place.home, to="dieu-hanh", channels=[Channel.EMAIL], by=by, now=NOW),
    ):
        with pytest.raises(Refused, match=why):
            order()
    assert audited(place) == []


def test_a_unit_is_muted_by_its_name_and_let_hear_again_by_the_number_of_the_mute(place):
    place.commune(1)
    scope = {"programme": P05, "duty": MEETING, "unit": "Công an xã Số 1", "until": date(2026, 11, 30)}
    muted = mute_scope(place.home, **scope, **BY, now=NOW)
    (row,) = mute_sheet(place.home, muted).rows
    assert mute_sheet(place.home, muted).links[0][1].endswith("/can-bo/tin/tam-ngung")
    assert (row["Đơn vị"], row["Nhiệm vụ"], row["Đến hết ngày"]) == ("Công an xã Số 1", MEETING, "30/11/2026")
    lifted = lift_mute(place.home, number=row["Số"], **BY, now=NOW)
    assert mute_sheet(place.home, lifted).rows == []
    assert audited(place) == [("dieu-hanh", "mute"), ("dieu-hanh", "unmute")]
    with pytest.raises(Refused, match="đã được bỏ từ trước"):
        lift_mute(place.home, number=row["Số"], **BY, now=NOW)


def test_a_trial_letter_reaches_the_officer_alone_even_while_sending_is_stopped(place):
    turn_switch(place.home, on=True, **BY, now=NOW)
    trials = send_trials(place.home, to="dieu-hanh", channels=[Channel.EMAIL], by="dieu-hanh", now=NOW)
    assert place.mails() == ["dieu-hanh@demo.example"]
    assert [(t.status, t.address) for t in trials] == [("sent", "d***@demo.example")]
    assert place.messages() == []
    assert ("dieu-hanh", "trial_letter") in audited(place)


def test_a_trial_over_zalo_goes_to_the_trial_phone_of_the_settings(place):
    with pytest.raises(Refused, match="test_phone"):
        send_trials(place.home, to="dieu-hanh", channels=[Channel.ZALO], by="dieu-hanh", now=NOW)
    place.home.save(place.home.settings_in_file().model_copy(update={"test_phone": "0912345678"}))
    (trial,) = send_trials(place.home, to="dieu-hanh", channels=[Channel.ZALO], by="dieu-hanh", now=NOW)
    assert trial.address == "091****678"
    assert trial.channel is Channel.ZALO
    assert trial.status


def test_a_day_is_sent_again_to_the_chosen_units_only(place):
    units = [place.commune(n) for n in (1, 2, 3)]
    for unit in units:
        failed_message(place, unit)
    resent = send_again(place.home, day=MONDAY, units=["Công an xã Số 2", units[2]], **BY, now=NOW)
    assert [again.recipient for again in resent.messages] == units[1:]
    assert sorted(m.recipient for m in place.messages() if m.resend) == units[1:]


def test_a_chosen_unit_without_such_a_message_is_named_and_nothing_is_planned(place):
    units = [place.commune(n) for n in (1, 2)]
    failed_message(place, units[0])
    failed_message(place, units[1], MessageState.SENT)
    with pytest.raises(Refused, match=r"Ngày 23/11/2026 không có tin như đã chọn của: Công an xã Số 2\."):
        send_again(place.home, day=MONDAY, units=[units[0], "Công an xã Số 2"], **BY, now=NOW)
    assert not [m for m in place.messages() if m.resend]


def test_an_order_is_refused_for_everything_that_is_wrong_with_it_at_once(place):
    key = (P05, MEETING, "2026-13")

    def wish_for(ground: Ground) -> ExtensionOrder:
        units = chosen_units(ground, ["Công an xã Không Có", "Công an xã Cũng Không"], key, until=date(2026, 11, 2))
        return ExtensionOrder(*key, units, "lũ", date(2026, 11, 2))

    for asked in (
        lambda: rehearse_order(place.home, wish_for, "khong-ai", NOW),
        lambda: place_order(place.home, wish_for, "khong-ai", "run-1", NOW),
    ):
        with pytest.raises(Refused) as refused:
            asked()
        for wrong in ("khong-ai", "Công an xã Không Có", "Công an xã Cũng Không", "2026-13", "02/11/2026 đã qua"):
            assert refused.value.reason.count(wrong) == 1, wrong
    assert audited(place) == []
