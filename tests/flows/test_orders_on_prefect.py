"""Orders through Prefect's API: each form is rehearsed, placed once, sleeps, is confirmed by a login, says its end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun, State
from prefect.exceptions import Pause, PrefectHTTPStatusError
from prefect.flow_engine import run_flow_async
from sqlmodel import Session, select

from deployments.timetable import TIMETABLE, timetable
from deployments.waking import wake
from models.access import Officer
from models.catalogue import home_catalogue
from models.facts import Audit, Extension, PeriodClose, Request, Ruling, Submission, Waiver
from models.orders import Order
from models.quiet_hours import day_in_hanoi
from models.reopenings import PeriodReopening
from models.review import decide
from models.settings import Home
from models.waiting_runs import WaitingRun
from tasks.orders import carry_out, told_now, turn_down
from tasks.session import engine_of, open_session
from tests.flows.conftest import OFFICER, P05, SOME

pytestmark = pytest.mark.prefect
TODAY = day_in_hanoi(datetime.now(UTC))
FLOWS = {flow.name: flow for _, flow in TIMETABLE}
ASKED_HERE = (
    "Gia hạn cho nhiều đơn vị",
    "Miễn báo cáo cho nhiều đơn vị",
    "Mở lại báo cáo đã tiếp nhận",
    "Yêu cầu báo cáo đột xuất",
    "Ấn định ngày",
    "Khóa kỳ và tổng hợp",
    "Mở lại kỳ đã khóa",
    "Ban hành báo cáo tổng hợp",
)
LATER = TODAY + timedelta(days=20)


def ask(question: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:
    """One conversation with the server."""

    async def talk() -> Any:
        async with get_client() as client:
            return await question(client)

    return asyncio.run(talk())


@pytest.fixture(scope="module")
def served(prefect_server: Any) -> None:
    """Every form of the timetable on the server; who takes the runs is this process."""
    for deployment in timetable(home_catalogue(prefect_server.home)):
        if deployment.flow_name in ASKED_HERE or deployment.flow_name not in FLOWS:  # and the pages of programmes
            deployment.apply()


@pytest.fixture
def desk(home: Home, served: None) -> Desk:
    return Desk(home)


class Desk:
    """An operator with the forms, and an officer with a login."""

    def __init__(self, home: Home):
        self.home = home

    def begin(self, name: str, **choices: Any) -> FlowRun:
        """A run as the form makes it."""

        async def create(client: Any) -> FlowRun:
            page = await client.read_deployment_by_name(f"{name}/{name}")
            return await client.create_flow_run_from_deployment(page.id, parameters={"choices": choices})

        return self.take(ask(create))

    def take(self, run: FlowRun) -> FlowRun:
        """What the runner does with a run that is due: here, so that no process need start."""
        flow = FLOWS[self.flow_of(run)]
        with suppress(Pause):  # how a run that falls asleep leaves its process
            asyncio.run(_taken(flow, run))
        return self.look(run)

    def flow_of(self, run: FlowRun) -> str:
        return ask(lambda client: client.read_flow(run.flow_id)).name

    def look(self, run: FlowRun) -> FlowRun:
        return ask(lambda client: client.read_flow_run(run.id))

    def orders(self) -> list[Order]:
        with Session(engine_of(self.home)) as session:
            return list(session.exec(select(Order).order_by(Order.id)))

    def confirm(self, order: Order) -> Order:
        with open_session(self.home) as session:
            now, officer = datetime.now(UTC), session.get_one(Officer, OFFICER)
            seen = told_now(session, self.home, session.get_one(Order, order.id), now).mark
            return carry_out(session, self.home, order.id or 0, officer, seen, now)

    def wake(self) -> int:
        return asyncio.run(wake(self.home, datetime.now(UTC)))

    def rows(self, table: type[Any]) -> list[Any]:
        with Session(engine_of(self.home)) as session:
            return list(session.exec(select(table)))


async def _taken(flow: Any, run: FlowRun) -> State:
    parameters = {"choices": flow.fn.__annotations__ and run.parameters["choices"]}
    return await run_flow_async(flow, flow_run=run, parameters=parameters, return_type="state")


def artifact(key: str) -> dict[str, Any]:
    async def latest(client: Any) -> Any:
        return (await client.request("GET", f"/artifacts/{key}/latest")).json()

    return ask(latest)


def of_period(asked: tuple[str, str, str], **choices: Any) -> dict[str, Any]:
    return dict(zip(("programme", "duty", "period"), asked, strict=True)) | {"by": OFFICER} | choices


def test_a_run_sleeps_until_the_word_is_there_and_resuming_it_by_hand_decides_nothing(desk, asked):
    choices = of_period(asked, units=[SOME[0]], until=str(LATER), reason="Mưa lũ chia cắt")
    run = desk.begin("Gia hạn cho nhiều đơn vị", **choices)
    (order,) = desk.orders()
    assert (run.state.name, desk.rows(Extension)) == ("Suspended", [])
    shown = artifact(f"lenh-{order.id}")
    assert f"/can-bo/lenh/{order.id})" in shown["description"]
    assert [row["Thực hiện"] for row in json.loads(shown["data"])] == [f"gia hạn đến hết ngày {LATER:%-d/%-m/%Y}"]
    ask(lambda client: client.resume_flow_run(run.id))
    assert desk.take(desk.look(run)).state.name == "Suspended"

    twin = desk.begin("Gia hạn cho nhiều đơn vị", **choices)  # the same form once more
    assert (twin.state.name, len(desk.orders())) == ("Suspended", 1)
    assert desk.wake() == 0
    desk.confirm(order)
    assert [row.granted_by for row in desk.rows(Extension)] == [OFFICER]
    assert desk.wake() == 2
    for each in (run, twin):
        ended = desk.take(desk.look(each))
        assert ended.state.is_completed(), ended.state.message
    assert f"Lệnh số {order.id} đã thực hiện; người xác nhận: {OFFICER}" in artifact(f"lenh-{order.id}")["description"]
    assert (desk.wake(), len(desk.rows(Extension))) == (0, 1)
    late = desk.begin("Gia hạn cho nhiều đơn vị", **choices, dry_run=True)  # overtaken by the real one
    assert late.state.is_completed(), late.state.message
    assert (
        f"Lệnh số {order.id} với đúng nội dung này đã thực hiện"
        in artifact("lenh-chay-thu-gia-han-cho-nhieu-don-vi")["data"]
    )


def test_a_refusal_and_a_time_gone_by_are_told_and_a_run_that_was_taken_away_is_not_waited_for(desk, asked):
    refused, late, gone = (
        desk.begin("Khóa kỳ và tổng hợp", **of_period(asked)),
        desk.begin("Ban hành báo cáo tổng hợp", **of_period(asked)),
        desk.begin("Miễn báo cáo cho nhiều đơn vị", **of_period(asked, units=[SOME[0]], reason="Bão", approver="PT 5")),
    )
    closing, publishing, waiving = desk.orders()
    with open_session(desk.home) as session:
        turn_down(session, desk.home, closing.id, session.get_one(Officer, OFFICER), "Chưa đủ", datetime.now(UTC))
        session.get_one(Order, publishing.id).expires_at = datetime.now(UTC)
    ask(lambda client: client.delete_flow_run(gone.id))
    desk.confirm(waiving)
    assert desk.wake() == 2
    assert desk.take(desk.look(refused)).state.is_completed()
    assert "Chưa đủ" in artifact(f"lenh-{closing.id}")["data"] + artifact(f"lenh-{closing.id}")["description"]
    ended = desk.take(desk.look(late))
    assert ended.state.is_failed()
    assert "hết hạn xác nhận" in ended.state.message
    assert (desk.rows(PeriodClose), len(desk.rows(Waiver))) == ([], 1)
    assert all(row.told_at for row in desk.rows(WaitingRun))


def test_every_other_order_goes_the_same_way_through_its_form(desk, asked):
    law = home_catalogue(desk.home)
    with open_session(desk.home) as session:
        filing = session.exec(select(Submission)).first()
        decide(session, filing.id, "accept", "", OFFICER, datetime.now(UTC), catalogue=law)
        unit = filing.unit_id
    request = {"programme": P05, "title": "Báo cáo nhanh (thử)", "document": "77/THU", "document_on": str(TODAY)}
    request |= {"named_on": str(TODAY + timedelta(days=10)), "units": list(SOME), "by": OFFICER}
    request |= {"term_count": None, "whole_level": ""}  # as the page sends what was left empty
    day = {"programme": P05, "duty": "S000-19", "period": "2028", "held_on": "2028-10-20", "by": OFFICER}
    until = str(TODAY + timedelta(days=5))
    said: list[tuple[str, dict[str, Any], type[Any]]] = [
        ("Mở lại báo cáo đã tiếp nhận", of_period(asked, units=[unit], reason="Sửa số buổi"), Submission),
        ("Yêu cầu báo cáo đột xuất", request, Request),
        ("Ấn định ngày", day, Ruling),
        ("Ban hành báo cáo tổng hợp", of_period(asked), PeriodClose),
        ("Mở lại kỳ đã khóa", of_period(asked, until=until, reason="Bổ sung"), PeriodReopening),
        ("Khóa kỳ và tổng hợp", of_period(asked), PeriodClose),
    ]
    for n, (name, choices, table) in enumerate(said, 1):
        before = len(desk.rows(table))
        rehearsed = desk.begin(name, **choices, dry_run=True)
        assert rehearsed.state.is_completed(), (name, rehearsed.state.message)
        assert len(desk.orders()) == n - 1
        run = desk.begin(name, **choices)
        assert run.state.name == "Suspended", (name, run.state.message)
        order = desk.orders()[-1]
        assert len(desk.rows(table)) == before, name
        assert desk.confirm(order).state == "done"
        assert desk.wake() == 1
        ended = desk.take(desk.look(run))
        assert ended.state.is_completed(), (name, ended.state.message)
    assert [row.state for row in desk.rows(Submission) if row.unit_id == unit] == ["filed"]
    assert [row.held_on for row in desk.rows(Ruling)] == [date(2028, 10, 20)]
    assert len(desk.rows(Request)) == 2
    (closed,), (reopened,) = desk.rows(PeriodClose), desk.rows(PeriodReopening)
    assert (closed.by, reopened.ended_by) == (OFFICER, OFFICER)
    confirmed = [a.actor for a in desk.rows(Audit) if a.action == "order_confirm"]
    assert confirmed == [OFFICER] * len(said)


def test_a_form_that_cannot_be_is_refused_before_a_run_exists_and_one_that_means_nobody_by_the_run(desk, asked):
    with pytest.raises(PrefectHTTPStatusError):
        desk.begin("Khóa kỳ và tổng hợp", **of_period(asked, programme="khong-co"))
    choices = of_period(asked, units=["Công an xã Không Có", SOME[0]], until=str(LATER), reason="Mưa lũ chia cắt")
    run = desk.begin("Gia hạn cho nhiều đơn vị", **choices)
    assert run.state.is_failed()
    assert "Không có đơn vị “Công an xã Không Có”" in run.state.message
    run = desk.begin("Gia hạn cho nhiều đơn vị", **(choices | {"units": [SOME[0]], "by": "khong-co"}))
    assert "Không có cán bộ “khong-co”" in run.state.message
    request = {"programme": P05, "title": "Báo cáo nhanh (thử)", "document": "77/THU", "document_on": str(TODAY)}
    early = request | {"named_on": str(TODAY - timedelta(days=1)), "units": list(SOME), "by": OFFICER}
    run = desk.begin("Yêu cầu báo cáo đột xuất", **early)
    assert run.state.message == "Ngày ghi trong hạn không thể trước ngày văn bản."
    assert run.name == "Yêu cầu báo cáo đột xuất · phiếu chưa hợp lệ"
    assert desk.orders() == []


def test_no_form_shows_a_choice_of_types_and_who_only_asks_waits_for_no_turn(desk):
    pages = {page.name: page for page in timetable(home_catalogue(desk.home))}
    for page in pages.values():
        assert "anyOf" not in json.dumps(page._parameter_openapi_schema.model_dump()), page.name
    assert {pages[name].concurrency_limit for name in (*ASKED_HERE, "Tính lại", "Dừng gửi khẩn cấp")} == {None}
    assert pages["Gửi lại tin"].concurrency_limit == 1
