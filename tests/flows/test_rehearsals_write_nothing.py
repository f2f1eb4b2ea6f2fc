"""A rehearsal leaves the home as it was: no row, no file, no mail; what fails keeps nothing back that can be sent."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel, select

from deployments.timetable import TIMETABLE, programme_page
from flows.agree_day import AgreeDay, agree_day
from flows.backup import BackupForm, backup
from flows.boards import Boards, boards
from flows.close_period import ClosePeriod, close_period
from flows.consolidate_now import ConsolidateNow, consolidate_now
from flows.daily_round import DailyRound, daily_round
from flows.days_off import DaysOff, days_off
from flows.explain_deadline import ExplainDeadline, explain_deadline
from flows.export_figures import ExportFigures, export_figures
from flows.extend_units import ExtendUnits, extend_units
from flows.final_review import FinalReview, final_review
from flows.happenings import Happenings, happenings
from flows.health_check import HealthCheck, health_check
from flows.inbound import Inbound, inbound
from flows.kill_switch import KillSwitch, kill_switch
from flows.lifecycle import LifecycleRound, lifecycle
from flows.look_into import look_into
from flows.midterm_review import MidtermReview, midterm_review
from flows.mute_scope import MuteScope, mute_scope
from flows.on_demand_request import OnDemandRequest, on_demand_request
from flows.outbox import OutboxDrain, outbox
from flows.preview import Preview, preview
from flows.publish_report import PublishReport, publish_report
from flows.recalculate import Recalculate, recalculate
from flows.reconcile import Reconcile, reconcile
from flows.reopen_filing import reopen_filing
from flows.reopen_period import reopen_period
from flows.resend import Resend, resend
from flows.restore_drill import RestoreDrill, restore_drill
from flows.succession import Succession, succession
from flows.sync_lifecycle import SyncLifecycle, sync_lifecycle
from flows.timeline import Timeline, timeline
from flows.trial_letter import TrialLetter, trial_letter
from flows.unmute import Unmute, unmute
from flows.waive_units import WaiveUnits, waive_units
from flows.zalo_keys import ZaloKeys, zalo_keys
from models.catalogue import home_catalogue
from models.errors import Refused
from models.messages import Message
from models.mutes import mute
from models.outbox import Draft, plan
from models.pulses import Pulse
from models.quiet_hours import day_in_hanoi
from models.settings import BUILTIN_PROGRAMMES, Home
from models.units import Contact, Unit
from models.vocabulary import Channel, MessageState, Work
from tasks import prefect_tasks
from tasks.session import open_session
from tests.flows.conftest import OFFICER, P05, SOME

pytestmark = [pytest.mark.prefect, pytest.mark.usefixtures("prefect_server")]
TODAY = day_in_hanoi(datetime.now(UTC))
WEEK = timedelta(days=7)
ADDRESS = "tong-hop@xa.example"
# something accepted, closed: `test_orders_on_prefect`; a run that failed: `test_visible_in_prefect`
NEED_MORE = {reopen_filing.name, reopen_period.name, look_into.name}
RENAMED = f"""\
kind: rename
title: Đổi tên
effective_on: 2026-12-01
document: Nghị quyết số 1/NQ
document_on: 2026-11-01
article: Điều 1
rename:
  - {{unit: {SOME[0]}, name: Công an xã Tên Mới}}
"""
WHY = {"reason": "đang sửa máy chủ thư", "by": OFFICER}


def run(flow: Any, form: Any) -> Any:
    return asyncio.run(flow(form, return_state=True))


@pytest.fixture
def unit(home: Home) -> str:
    """A commune with a contact, one mail that failed, one of which nobody knows, and a mute."""
    now = datetime.now(UTC)
    with open_session(home) as session:
        id = session.exec(select(Unit.id).where(Unit.name == SOME[0])).one()
        session.add(Contact(unit_id=id, email=ADDRESS, phone="0912345678", valid_from=date(2025, 7, 1)))
        mute(session, home_catalogue(home), unit_id=id, until=TODAY + WEEK, reason="x", by=OFFICER, now=now)
        put(session, id, now)
        put(session, f"officer:{OFFICER}", now)
        for message, state in zip(
            session.exec(select(Message).order_by(Message.id)), (MessageState.FAILED, MessageState.UNKNOWN), strict=True
        ):
            message.state = state.value
    return id


def put(session: Any, recipient: str, now: datetime) -> None:
    draft = Draft(
        recipient=recipient,
        channel=Channel.EMAIL.value,
        slot=TODAY.isoformat(),
        address=ADDRESS,
        subject="Nhắc việc (thử)",
        body_text="Kính gửi đơn vị.",
        as_of=TODAY,
        not_before=now,
        expires_at=now + timedelta(days=1),
        items=(),
    )
    plan(session, [draft], now)


def everything(home: Home) -> dict[str, str]:
    """A print of every table and of every file of the home but the database's own and the logs."""
    found = {}
    with open_session(home) as session:
        for table in SQLModel.metadata.sorted_tables:
            rows = sorted(map(repr, session.connection().execute(table.select()).all()))
            found[table.name] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    for file in sorted(home.path.rglob("*")):
        name = str(file.relative_to(home.path))
        if file.is_file() and not name.startswith(("dondoc.db", "logs", "prefect")):
            found[name] = hashlib.sha256(file.read_bytes()).hexdigest()
    return found


def rehearsals(asked: tuple[str, str, str]) -> dict[Any, Any]:
    programme, duty, period = asked
    dry, held_on = {"dry_run": True}, date(2033, 10, 20)
    request = OnDemandRequest(programme=P05, title="Báo cáo nhanh (thử)", document="77/THU", document_on=TODAY,
                              named_on=TODAY + WEEK, units=list(SOME), by=OFFICER, **dry)  # fmt: skip
    of_units = {"programme": programme, "duty": duty, "period": period, "units": [SOME[0]], **WHY}
    return {
        sync_lifecycle: SyncLifecycle(**dry),
        daily_round: DailyRound(**dry),
        boards: Boards(**dry),
        outbox: OutboxDrain(**dry),
        reconcile: Reconcile(**dry),
        inbound: Inbound(**dry),
        zalo_keys: ZaloKeys(**dry),
        preview: Preview(day=TODAY + WEEK),
        explain_deadline: ExplainDeadline(programme=programme, duty=duty, period=period, unit=SOME[0], **dry),
        resend: Resend(day=TODAY, which="cả hai", **WHY, **dry),
        mute_scope: MuteScope(programme=P05, unit=SOME[1], until=TODAY + WEEK, **WHY, **dry),
        unmute: Unmute(number=1, **WHY, **dry),
        kill_switch: KillSwitch(**WHY, **dry),
        trial_letter: TrialLetter(to=OFFICER, by=OFFICER, **dry),
        on_demand_request: request,
        agree_day: AgreeDay(programme=P05, duty="S000-20", period="2033", held_on=held_on, by=OFFICER, **dry),
        close_period: ClosePeriod(programme=programme, duty=duty, period=period, by=OFFICER, **dry),
        publish_report: PublishReport(programme=programme, duty=duty, period=period, by=OFFICER, **dry),
        consolidate_now: ConsolidateNow(programme=programme, duty=duty, period=period, **dry),
        extend_units: ExtendUnits(**of_units, until=TODAY + WEEK, **dry),
        waive_units: WaiveUnits(**of_units, approver="Phiếu trình 5/PT", **dry),
        midterm_review: MidtermReview(programme=P05, cutoff=date(2026, 11, 30), **dry),
        final_review: FinalReview(programme=P05, cutoff=date(2026, 11, 30), **dry),
        timeline: Timeline(**dry),
        happenings: Happenings(**dry),
        backup: BackupForm(**dry),
        restore_drill: RestoreDrill(**dry),
        health_check: HealthCheck(**dry),
        succession: Succession(text=RENAMED, by=OFFICER, **dry),
        days_off: DaysOff(
            year=2027,
            text=(BUILTIN_PROGRAMMES / "days_off" / "2027.yaml")
            .read_text("utf-8")
            .replace("days_off:\n", "days_off:\n  - {day: 2027-06-14, why: nghỉ thử}\n", 1),
            by=OFFICER,
            **dry,
        ),
        recalculate: Recalculate(by=OFFICER, **dry),
        export_figures: ExportFigures(programme=programme, duty=duty, period=period, by=OFFICER, **dry),
        lifecycle: LifecycleRound(programme=P05, milestone="khóa số liệu và tổng hợp", duty=duty, period=period, **dry),
    }


def test_every_flow_rehearsed_leaves_the_home_as_it_was(home, unit, asked):
    home.secret()
    for programme in home_catalogue(home).programmes.values():
        programme_page(programme, home_catalogue(home)).apply()
    forms = rehearsals(asked)
    rehearsed = {flow.name for flow in forms} | NEED_MORE
    assert rehearsed == {flow.name for _, flow in TIMETABLE} | {lifecycle.name}
    for flow, form in forms.items():
        before = everything(home)
        state = run(flow, form)
        found_bad = flow is health_check and "phải xử lý" in (state.message or "")  # nothing runs here
        assert state.is_completed() or found_bad, (flow.name, state.message)
        after = everything(home)
        assert {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)} == set(), (
            flow.name
        )


def test_a_rehearsal_that_fails_or_looks_at_another_day_leaves_no_mark_among_the_pulses(home, monkeypatch):
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("flows.daily_round.plan", broken)
    for form in (DailyRound(dry_run=True), DailyRound(as_of=TODAY + WEEK)):
        assert run(daily_round, form).is_failed()
    with open_session(home) as session:
        assert session.exec(select(Pulse)).all() == []
    assert run(daily_round, DailyRound()).is_failed()
    with open_session(home) as session:
        assert session.exec(select(Pulse.work)).all() == [Work.ROUND]


def test_what_waits_is_sent_though_nothing_new_can_be_planned(home, monkeypatch):
    def broken(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    now = datetime.now(UTC)
    with open_session(home) as session:
        put(session, f"officer:{OFFICER}", now)
    monkeypatch.setattr("flows.outbox.plan", broken)
    assert run(outbox, OutboxDrain()).is_failed()
    with open_session(home) as session:
        assert session.exec(select(Message.state)).one() == MessageState.SENT
        pulse = session.exec(select(Pulse).where(Pulse.work == Work.DRAIN)).one()
    assert pulse.finished_at is not None
    assert (pulse.failed_at is not None, pulse.said) == (True, "ZeroDivisionError")


def test_a_refusal_is_not_tried_again_by_any_task_awaited_or_not(home, monkeypatch):
    tries = []

    async def refused(*_: Any, **__: Any) -> None:
        tries.append(1)
        raise Refused("Chưa có trang này.")

    monkeypatch.setattr(prefect_tasks.sync, "fn", refused)
    assert run(sync_lifecycle, SyncLifecycle(dry_run=True)).is_failed()
    assert tries == [1]
