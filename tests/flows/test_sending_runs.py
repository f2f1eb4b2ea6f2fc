"""Runs that send, on a real Prefect server with a real mailbox: what they show, when they are red, what logs tell."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.sorting import FlowRunSort
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from flows.daily_round import DailyRound, daily_round
from flows.inbound import Inbound, inbound
from flows.kill_switch import KillSwitch, kill_switch
from flows.mute_scope import MuteScope, mute_scope
from flows.outbox import OutboxDrain, outbox
from flows.reconcile import Reconcile, reconcile
from flows.resend import Resend, resend
from flows.trial_letter import TrialLetter, trial_letter
from flows.unmute import Unmute, unmute
from flows.zalo_keys import ZaloKeys, zalo_keys
from models.alarms import open_alarms
from models.facts import Mute
from models.heartbeat import standing
from models.messages import Message
from models.outbox import Draft, is_stopped, plan
from models.pulses import Pulse
from models.quiet_hours import day_in_hanoi
from models.settings import Home
from models.units import Contact, Unit
from models.vocabulary import AlarmCode, Channel, MessageState, Work
from notifications.emulators.mailbox import Mailbox
from tasks.closing import ClosedRound
from tasks.session import engine_of, open_session
from tests.flows.conftest import OFFICER, P05, SOME
from tests.waiting import free_port

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect_server")]
TODAY = day_in_hanoi(datetime.now(UTC))
WHY = {"reason": "đang sửa máy chủ thư", "by": OFFICER}
ADDRESS, PHONE, SECRET = "tong-hop-rieng@xa.example", "0912345678", "mat-khau-khong-ai-biet"


def run(flow: Any, form: Any) -> Any:
    """The final state of a run."""
    return asyncio.run(flow(form, return_state=True))


def artifact(key: str) -> dict[str, Any]:
    async def latest() -> Any:
        async with get_client() as client:
            return (await client.request("GET", f"/artifacts/{key}/latest")).json()

    return asyncio.run(latest())


def run_names() -> list[str]:
    async def read() -> list[str]:
        async with get_client() as client:
            return [found.name for found in await client.read_flow_runs(sort=FlowRunSort.END_TIME_DESC, limit=200)]

    return asyncio.run(read())


@pytest.fixture
def unit(home: Home) -> str:
    """One commune whose contact can be reached by mail."""
    with open_session(home) as session:
        id = session.exec(select(Unit.id).where(Unit.name == SOME[0])).one()
        session.add(
            Contact(unit_id=id, post="Cán bộ tổng hợp", email=ADDRESS, phone=PHONE, valid_from=date(2025, 7, 1))
        )
    return id


def put_in_outbox(home: Home, unit: str, channel: Channel = Channel.EMAIL, address: str = ADDRESS) -> int:
    now = datetime.now(UTC)
    with open_session(home) as session:
        draft = Draft(
            recipient=unit,
            channel=channel.value,
            slot=TODAY.isoformat(),
            address=address,
            subject="Nhắc việc (thử)",
            body_text="Kính gửi đơn vị.",
            body_short="Kính gửi đơn vị.",
            as_of=TODAY,
            not_before=now,
            expires_at=now + timedelta(days=1),
            items=(),
        )
        plan(session, [draft], now)
        return session.exec(select(Message.id).where(Message.recipient == unit, Message.channel == channel)).one() or 0


def states(home: Home) -> list[str]:
    with Session(engine_of(home)) as session:
        return list(session.exec(select(Message.state).order_by(Message.id)))


def close_the_mailbox(home: Home) -> None:
    home.save(home.settings_in_file().model_copy(update={"smtp_demo_port": free_port()}))


def test_a_round_beats_and_names_its_run_after_its_work_and_day(home, monkeypatch):
    state = run(daily_round, DailyRound())
    assert state.is_completed(), state.message
    with open_session(home) as session:
        found = standing(session, home.settings(), Work.ROUND, datetime.now(UTC))
    assert (found.is_missed, found.failed_at) == (False, None)
    before = found.last_at
    monkeypatch.setattr("flows.daily_round.close_due", lambda *_, **__: ClosedRound())  # a closing is news
    for _ in range(2):
        assert run(daily_round, DailyRound()).is_completed()
    with open_session(home) as session:
        assert standing(session, home.settings(), Work.ROUND, datetime.now(UTC)).last_at > before
        assert session.exec(select(Pulse.watermark).where(Pulse.work == Work.ROUND)).one()
    assert "Không có gì thay đổi từ vòng trước trong ngày." in artifact("vong-nhac-viec")["description"]
    assert [name for name in run_names() if name.startswith("Nhắc việc · ") and f"ngày {TODAY:%d/%m/%Y}" in name]
    run(daily_round, DailyRound(as_of=date(2028, 10, 14), dry_run=True))
    assert "Nhắc việc · ngày 14/10/2028 · chạy thử" in run_names()


def test_what_was_sent_and_what_was_refused_stands_in_one_table_by_channel_and_reason(home, unit):
    put_in_outbox(home, unit)
    state = run(outbox, OutboxDrain())
    shown = artifact("gui-tin")
    assert state.is_completed(), state.message
    assert "Kết quả gửi tin" in shown["description"]
    assert ADDRESS not in str(shown)
    (row,) = [row for row in json.loads(shown["data"]) if row["Kết quả"] == "đã gửi"]
    assert (row["Kênh"], row["Số lượng"]) == ("thư điện tử", 1)
    with open_session(home) as session:
        assert session.exec(select(Pulse).where(Pulse.work == Work.DRAIN)).one().finished_at


def test_a_channel_that_is_down_makes_the_run_red_the_first_line_bold_and_rings(home):
    close_the_mailbox(home)
    send_to_officer(home)
    state = run(outbox, OutboxDrain())
    assert state.is_failed()
    assert state.message.startswith("Kênh hỏng: thư điện tử.")
    assert "**KÊNH HỎNG: thư điện tử.**" in artifact("gui-tin")["description"]
    with open_session(home) as session:
        assert [alarm.code for alarm in open_alarms(session)] == [AlarmCode.CHANNEL_DOWN]
        assert not standing(session, home.settings(), Work.DRAIN, datetime.now(UTC)).is_missed


def send_to_officer(home: Home) -> None:
    """A message that no second look takes back."""
    put_in_outbox(home, f"officer:{OFFICER}", address=f"{OFFICER}@demo.example")


def test_a_round_that_breaks_leaves_its_mark_for_the_watcher(home, monkeypatch):
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError(f"máy của {ADDRESS}")

    monkeypatch.setattr("flows.daily_round.plan", broken)
    state = run(daily_round, DailyRound())
    assert state.is_failed()
    assert "ZeroDivisionError: máy của t***@xa.example" in state.message
    with open_session(home) as session:
        pulse = session.exec(select(Pulse).where(Pulse.work == Work.ROUND)).one()
    assert pulse.failed_at is not None
    assert (pulse.finished_at, pulse.said) == (None, "ZeroDivisionError: máy của t***@xa.example")


def test_the_kill_switch_holds_everything_back_until_it_is_turned_again(home):
    send_to_officer(home)
    assert run(kill_switch, KillSwitch(wish="dừng gửi", **WHY, dry_run=True)).is_completed()
    with open_session(home) as session:
        assert not is_stopped(session)
    assert run(kill_switch, KillSwitch(wish="dừng gửi", **WHY)).is_completed()
    run(outbox, OutboxDrain())
    assert states(home) == [MessageState.PLANNED]
    assert run(kill_switch, KillSwitch(wish="cho gửi tiếp", **WHY)).is_completed()
    run(outbox, OutboxDrain())
    assert states(home) == [MessageState.SENT]


def test_an_unknown_officer_is_refused_in_words(home):
    state = run(kill_switch, KillSwitch(wish="dừng gửi", reason="vì sao đó", by="khong-ai"))
    assert state.is_failed()
    assert "Không có cán bộ “khong-ai”" in state.message


def test_a_scope_is_muted_and_lifted_through_its_forms(home):
    form = MuteScope(programme=P05, unit=SOME[0], until=TODAY + timedelta(days=7), **WHY)
    assert "Chạy thử" in run(mute_scope, form.model_copy(update={"dry_run": True})).result()
    assert run(mute_scope, form).is_completed()
    with open_session(home) as session:
        (mute,) = session.exec(select(Mute)).all()
    assert [row["Đơn vị"] for row in json.loads(artifact("tam-ngung-nhac")["data"])] == [SOME[0]]
    assert run(unmute, Unmute(number=mute.id, **WHY)).is_completed()
    assert "Không có lệnh tạm ngừng nào" in artifact("tam-ngung-nhac")["data"]


def test_a_trial_letter_arrives_and_one_that_does_not_makes_the_run_red(home):
    assert run(trial_letter, TrialLetter(to=OFFICER, by=OFFICER)).is_completed()
    assert [mail.recipient for mail in Mailbox(home.mail).mails()] == [f"{OFFICER}@demo.example"]
    close_the_mailbox(home)
    assert run(trial_letter, TrialLetter(to=OFFICER, by=OFFICER)).is_failed()


def test_unknown_messages_are_sorted_out_and_shown(home):
    send_to_officer(home)
    with open_session(home) as session:
        session.exec(select(Message)).one().state = MessageState.UNKNOWN.value
    assert run(reconcile, Reconcile(dry_run=True)).is_completed()
    assert states(home) == [MessageState.UNKNOWN]
    assert run(reconcile, Reconcile()).is_completed()
    assert artifact("tin-chua-ro")["description"].startswith("### Tin chưa rõ")


def test_the_reply_box_is_read_on_the_clock_and_a_quiet_one_leaves_no_sheet(home):
    assert run(inbound, Inbound(dry_run=True)).result() == "**Chạy thử:** không mở hộp thư."
    assert run(inbound, Inbound()).is_completed()
    with open_session(home) as session:
        assert session.exec(select(Pulse).where(Pulse.work == Work.INBOUND)).one().failed_at is None


def test_keys_are_looked_after_without_showing_one(home):
    state = run(zalo_keys, ZaloKeys(dry_run=True))
    assert state.is_completed()
    assert "không đổi khóa" in artifact("uy-quyen-zalo")["data"]


@pytest.fixture
def everything_said(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Whatever any logger of Prefect, Apprise, HTTP clients, mail and ours says at DEBUG."""
    names = (
        "prefect",
        "prefect.flow_runs",
        "prefect.task_runs",
        "apprise",
        "httpx",
        "httpcore",
        "sqlalchemy",
        "mail.log",
    )
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    for not_ours in ("sqlalchemy", "mail.log"):  # statements with their values; the test's own mail server
        logging.getLogger(not_ours).setLevel(logging.WARNING)
    caplog.set_level(logging.DEBUG)
    yield caplog
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


def test_at_debug_no_log_and_no_sheet_holds_an_address_a_password_or_a_way_in(home, unit, everything_said, capfd):
    changed = {"smtp_host": "127.0.0.1", "smtp_port": home.settings().smtp_demo_port, "smtp_security": "none"}
    home.save(home.settings_in_file().model_copy(update={**changed, "zalo_token": SECRET, "test_phone": PHONE}))
    send_to_officer(home)
    put_in_outbox(home, unit)
    run(daily_round, DailyRound())
    run(outbox, OutboxDrain())
    run(resend, Resend(day=TODAY, which="đã gửi", units=[SOME[0]], **WHY))
    run(trial_letter, TrialLetter(to=OFFICER, over="cả hai", by=OFFICER))
    close_the_mailbox(home)
    home.save(home.settings_in_file().model_copy(update={"smtp_port": free_port()}))
    run(trial_letter, TrialLetter(to=OFFICER, by=OFFICER))
    run(zalo_keys, ZaloKeys())
    mails = [str(mail.mail.get_body(("plain",)).get_content()) for mail in Mailbox(home.mail).mails()]
    links = {word.rpartition("/")[2] for text in mails for word in text.split() if "/n/" in word}
    told = everything_said.text + "".join(capfd.readouterr()) + server_logs() + str(sheets())
    assert len(told) > 10_000
    secrets = {ADDRESS, PHONE, PHONE[1:], f"{OFFICER}@demo.example", SECRET, home.secret(), *links}
    found = {secret for secret in secrets if secret and secret in told}
    assert [line for line in told.splitlines() if any(secret in line for secret in found)] == []


def server_logs() -> str:
    """What runs sent to Prefect to be shown on their pages."""

    async def read() -> str:
        async with get_client() as client:
            return "\n".join(log.message for log in await client.read_logs(limit=200))

    return asyncio.run(read())


def sheets() -> list[Any]:
    async def read() -> Any:
        async with get_client() as client:
            return (await client.request("POST", "/artifacts/filter", json={"limit": 200})).json()

    return asyncio.run(read())


def test_a_row_the_database_refuses_is_not_repeated_in_the_error(home, unit):
    put_in_outbox(home, unit)
    with open_session(home) as session:
        again = {**session.exec(select(Message)).one().model_dump(), "id": None}
    with Session(engine_of(home)) as session:
        session.add(Message(**again))
        with pytest.raises(IntegrityError) as refused:
            session.commit()
    assert ADDRESS not in str(refused.value)
