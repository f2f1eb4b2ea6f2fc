"""What the life of programmes leaves in Prefect: dates, events, reactions, forms for the unusual."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterDeploymentId
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.events.schemas.automations import AutomationCore
from prefect.exceptions import Pause
from prefect.flow_engine import run_flow_async
from prefect.states import Pending, Running, Suspended
from sqlalchemy import delete, update
from sqlmodel import Session, select

import flows.days_off as days_off_flow
import flows.succession as succession_flow
from deployments.automations import OURS, REACTIONS, keep_automations
from deployments.last_time import bury_interrupted
from deployments.timetable import DAILY, TIMETABLE, timetable
from deployments.waking import wake
from flows import waiting
from flows.timeline import Timeline, timeline
from models import unit_changes
from models.access import CatalogueChange, Officer
from models.alarms import open_alarms
from models.assignments import assign
from models.catalogue import home_catalogue
from models.catalogue_change import confirm as confirm_rules
from models.catalogue_change import drop as drop_rules
from models.closing import close_period
from models.happenings import Happening
from models.milestones import milestones
from models.orders import Order
from models.quiet_hours import day_in_hanoi
from models.row_journal import picture
from models.settings import BUILTIN_PROGRAMMES, Home
from models.unit_changes import TOUCHED, list_changes
from models.units import Assignment
from models.vocabulary import AlarmCode, DerivedPart, HappeningKind
from models.wide_figures import WIDE
from tasks.events import event_name, look_around
from tasks.orders import carry_out, told_now
from tasks.second_runs import AGAIN, forget_recovered, look_again
from tasks.session import engine_of, open_session
from tasks.timeline import timeline_sheet
from tests.flows.conftest import OFFICER, P05
from tests.waiting import wait_for

pytestmark = pytest.mark.prefect
FLOWS = {flow.name: flow for _, flow in TIMETABLE}
TODAY = day_in_hanoi(datetime.now(UTC))
MERGER = f"""\
kind: merge
title: nhập hai xã thử
effective_on: {TODAY + timedelta(days=60)}
document: Nghị quyết số 00/NQ
document_on: {TODAY - timedelta(days=3)}
article: Điều 1
create:
  - {{id: vn/x/mot, name: Xã Một Thử, tree: territory, level: xa, kind: xã, parent: Tỉnh Đồng Tháp}}
end:
  - {{unit: Xã Tân Hồng, heirs: [{{to: Xã Một Thử}}]}}
  - {{unit: Xã Tân Thành, heirs: [{{to: Xã Một Thử}}]}}
"""


def ask(question: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:
    """One conversation with the server."""

    async def talk() -> Any:
        async with get_client() as client:
            return await question(client)

    return asyncio.run(talk())


def artifact(key: str) -> dict[str, Any]:
    async def latest(client: Any) -> Any:
        return (await client.request("GET", f"/artifacts/{key}/latest")).json()

    return ask(latest)


def table(key: str) -> list[dict[str, Any]]:
    return json.loads(artifact(key)["data"])


def events(name: str) -> list[dict[str, Any]]:
    async def read(client: Any) -> Any:
        asked = {"filter": {"event": {"name": [name]}}, "limit": 50}
        return (await client.request("POST", "/events/filter", json=asked)).json()["events"]

    return ask(read)


def page_of(name: str) -> Any:
    return ask(lambda client: client.read_deployment_by_name(f"{name}/{name}"))


def runs_of(name: str) -> list[FlowRun]:
    wanted = FlowRunFilter(deployment_id=FlowRunFilterDeploymentId(any_=[page_of(name).id]))
    found = ask(lambda client: client.read_flow_runs(flow_run_filter=wanted, limit=100))
    return [run for run in found if not run.auto_scheduled]


def begin(name: str, **choices: Any) -> FlowRun:
    """A run as the form makes it."""

    async def create(client: Any) -> FlowRun:
        page = await client.read_deployment_by_name(f"{name}/{name}")
        return await client.create_flow_run_from_deployment(page.id, parameters={"choices": choices})

    return ask(create)


def take(run: FlowRun) -> FlowRun:
    """What the runner does with a run that is due: here, so that no process need start."""
    flow = FLOWS[ask(lambda client: client.read_flow(run.flow_id)).name]

    async def go() -> None:
        given = flow.validate_parameters(run.parameters)
        with suppress(Pause):  # where a process of its own would end
            await run_flow_async(flow, flow_run=run, parameters=given, return_type="state")

    asyncio.run(go())
    return ask(lambda client: client.read_flow_run(run.id))


def submit(name: str, **choices: Any) -> FlowRun:
    return take(begin(name, **choices))


@pytest.fixture(scope="module")
def served(prefect_server: Any) -> Home:
    """Every flow of the timetable on the server, and the reactions."""
    for deployment in timetable(home_catalogue(prefect_server.home)):
        if deployment.flow_name in FLOWS:
            deployment.apply()
    ask(keep_automations)
    return prefect_server.home


@pytest.fixture
def at(home: Home, served: Home) -> Home:
    return home


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The homes whose pages a flow has asked to be brought in step (what that does: test_flows_on_prefect)."""
    homes: list[Path] = []

    async def note(home: Home, now: datetime) -> None:
        homes.append(home.path)

    for module in (days_off_flow, succession_flow, waiting):
        monkeypatch.setattr(module, "sync", note)
    return homes


def test_every_date_up_to_2033_stands_in_a_table_and_in_a_picture(at):
    asyncio.run(timeline(Timeline(programme=P05)))
    rows = table(f"ngay-sap-toi-{P05}")
    ahead = milestones(home_catalogue(at), P05, TODAY)
    assert [row["Nội dung"] for row in rows] == [m.name for m in ahead]
    assert rows[-1]["Ngày"].endswith("/2033")
    assert "2033" in artifact(f"ngay-sap-toi-{P05}")["description"]
    assert "data:image/svg+xml;base64," in artifact(f"dong-thoi-gian-{P05}")["data"]
    assert "/can-bo/chuong-trinh/" in artifact(f"ngay-sap-toi-{P05}")["description"]


def test_a_forecast_of_days_off_is_said_beside_the_dates_that_rest_on_it(at):
    sheet = timeline_sheet(at, P05, TODAY)
    (said,) = (line for line in sheet.lines if "dự kiến" in line)
    assert "2033" in said


def test_pages_and_runs_carry_programme_year_and_phase(at):
    pages = {d.name: d for d in timetable(home_catalogue(at))}
    assert {"ct:05-ctrph-cat-mttq", "vòng đời"} <= set(next(d for n, d in pages.items() if "05-CTrPH" in n).tags)
    assert {DAILY, "định kỳ", "vận hành"} <= set(pages["Vòng nhắc việc hằng ngày"].tags)
    assert DAILY not in pages["Gửi tin đang chờ"].tags
    assert "mỗi tuần" in pages["Diễn tập phục hồi"].tags
    assert DAILY not in pages["Diễn tập phục hồi"].tags
    law = home_catalogue(at)
    years = {tag for m in milestones(law, P05, TODAY) for tag in m.tags if tag.startswith("năm:")}
    assert years >= {f"năm:{year}" for year in range(2027, 2034)}
    of_phases = milestones(law, "279-kh-mttw-bca", date(2021, 4, 1))
    assert {"gđ:1", "gđ:2", "gđ:3"} <= {tag for m in of_phases for tag in m.tags}


def test_what_came_to_pass_is_told_once_even_when_the_first_telling_broke_off(at, asked):
    now = datetime.now(UTC)
    asyncio.run(look_around(at, now))
    name = event_name(HappeningKind.CLOSED)
    before, boards = len(events(name)), {run.id for run in runs_of("Bảng theo dõi")}
    with open_session(at) as session:
        close_period(session, home_catalogue(at), *asked, TODAY, now, OFFICER)
    rehearsed = asyncio.run(look_around(at, now, dry_run=True))
    assert HappeningKind.CLOSED in [each.what for each in rehearsed.new]
    told = asyncio.run(look_around(at, now))
    assert HappeningKind.CLOSED in [row.what for row in told.new]
    wait_for(lambda: len(events(name)) == before + 1, 20, "the event has arrived")
    wait_for(lambda: len(runs_of("Bảng theo dõi")) > len(boards), 30, "a reaction has asked for the boards")
    assert asyncio.run(look_around(at, now)).told == 0
    with open_session(at) as session:  # Prefect took it, and then the power went: nobody wrote down that it was told
        session.execute(update(Happening).values(told_at=None))
    assert asyncio.run(look_around(at, now)).told > 0
    marker = f"dondoc.test-{uuid4()}"  # what was sent before it has been taken in when it is there
    said = {
        "event": marker,
        "resource": {"prefect.resource.id": marker},
        "occurred": f"{now.isoformat()}",
        "id": str(uuid4()),
    }
    ask(lambda client: client.request("POST", "/events", json=[said]))
    wait_for(lambda: events(marker), 20, "the marker has arrived")
    [asked_for] = [run for run in runs_of("Bảng theo dõi") if run.id not in boards]
    assert asked_for.expected_start_time > now + timedelta(seconds=60)  # after the burst, so that it sees all of it
    found = events(name)
    assert len(found) == before + 1
    assert found[0]["payload"]["duty"] == asked[1]
    assert found[0]["resource"]["prefect.resource.name"].startswith("Khóa kỳ · ")


def test_a_first_look_tells_of_today_and_not_of_ten_years(at):
    told = asyncio.run(look_around(at, datetime.now(UTC), dry_run=True)).new
    assert all(each.what is not HappeningKind.CLOSED for each in told)
    days = [each.subject.rsplit("|")[-1] for each in told if each.what in (HappeningKind.OPENED, HappeningKind.DUE)]
    assert all(day >= f"{TODAY - timedelta(days=1)}" for day in days)


def test_automations_are_kept_by_name_none_doubled_and_one_switched_off_stays_off(at):
    async def meddle(client: Any) -> None:
        first, second, third, *_ = sorted(
            (a for a in await client.read_automations(limit=200) if OURS in a.tags), key=lambda a: a.name
        )
        await client.pause_automation(first.id)
        await client.create_automation(AutomationCore(**second.model_dump()))  # doubled
        await client.create_automation(AutomationCore(**third.model_dump() | {"name": "Bản cũ của chúng tôi"}))

    async def ours(client: Any) -> list[Any]:
        return sorted((a for a in await client.read_automations(limit=200) if OURS in a.tags), key=lambda a: a.name)

    before = ask(ours)
    assert [a.name for a in before] == sorted(r.name for r in REACTIONS)
    ask(meddle)
    assert ask(keep_automations) == (0, 2)
    after = ask(ours)
    assert [(a.name, a.enabled) for a in after] == [(a.name, n > 0) for n, a in enumerate(before)]
    assert ask(keep_automations) == (0, 0)
    ask(lambda client: client.resume_automation(after[0].id))


def test_a_daily_work_that_fails_is_looked_into_runs_again_and_rings_until_it_has_run(at):
    failed = begin("Bảng theo dõi", programme=P05)
    cut = State(type=StateType.FAILED, name="Failed", message="Không mở được cơ sở dữ liệu cua-toi@vi-du.example")
    ask(lambda client: client.set_flow_run_state(failed.id, Running(), force=True))
    ask(lambda client: client.set_flow_run_state(failed.id, cut, force=True))

    def called() -> list[FlowRun]:
        named = [r for r in runs_of("Xem lại lượt chạy hỏng") if str(failed.id) in str(r.parameters)]
        return named

    [look] = wait_for(called, 30, "the automation has called for a look")
    assert take(look).state.is_completed()
    with Session(engine_of(at)) as session:
        [alarm] = [a for a in open_alarms(session) if a.code == AlarmCode.RUN_FAILED]
    assert alarm.subject == "Bảng theo dõi"
    assert "Tự chạy lại lúc" in alarm.detail
    assert "cua-toi@" not in alarm.detail
    again = [run for run in runs_of("Bảng theo dõi") if AGAIN in run.tags]
    assert len(again) == 1
    assert again[0].expected_start_time > datetime.now(UTC)
    asyncio.run(look_again(at, str(failed.id), datetime.now(UTC)))
    assert len([run for run in runs_of("Bảng theo dõi") if AGAIN in run.tags]) == 1
    assert asyncio.run(forget_recovered(at, datetime.now(UTC))) == 0
    done = submit("Bảng theo dõi", programme=P05)
    assert f"ct:{P05}" in done.tags
    assert asyncio.run(forget_recovered(at, datetime.now(UTC) + timedelta(seconds=1))) == 1
    assert asyncio.run(look_again(at, str(failed.id), datetime.now(UTC))).is_over


def test_a_round_does_not_overlap_itself_and_a_dead_one_holds_nobody_up(at):
    first, second = begin("Vòng nhắc việc hằng ngày"), begin("Vòng nhắc việc hằng ngày")

    async def go(client: Any) -> tuple[Any, Any, Any]:
        await client.set_flow_run_state(first.id, Pending())
        await client.set_flow_run_state(first.id, Running())
        refused = await client.set_flow_run_state(second.id, Pending())
        await bury_interrupted(client)  # what a start does with a run whose process is gone
        third = await client.create_flow_run_from_deployment(first.deployment_id)
        taken = await client.set_flow_run_state(third.id, Pending())
        await client.set_flow_run_state(third.id, State(type=StateType.CANCELLED), force=True)
        return refused, taken, await client.read_flow_run(second.id)

    refused, taken, second = ask(go)
    assert refused.state.type is StateType.CANCELLED
    assert second.state.is_cancelled()
    assert taken.state.type is StateType.PENDING


def test_a_run_that_sleeps_for_a_decision_gives_its_turn_away(at):
    first, second = begin("Biến động đơn vị", text="x", by=OFFICER), begin("Biến động đơn vị", text="x", by=OFFICER)

    async def go(client: Any) -> tuple[Any, Any]:
        await client.set_flow_run_state(first.id, Pending())
        await client.set_flow_run_state(first.id, Running())
        waits = await client.set_flow_run_state(second.id, Pending())
        await client.set_flow_run_state(first.id, Suspended(timeout_seconds=600))
        taken = await client.set_flow_run_state(second.id, Pending())
        for run in (first, second):
            await client.set_flow_run_state(run.id, State(type=StateType.CANCELLED), force=True)
        return waits, taken

    waits, taken = ask(go)
    assert waits.state.name == "AwaitingConcurrencySlot"
    assert taken.state.type is StateType.PENDING


def test_a_change_of_units_is_shown_sleeps_is_confirmed_and_can_be_taken_back(at, synced):
    with Session(engine_of(at)) as session:
        before = picture(session, TOUCHED)
    form = {"text": MERGER, "by": OFFICER}
    assert submit("Biến động đơn vị", **form, dry_run=True).state.is_completed()
    assert {"Xã Tân Hồng", "Xã Một Thử"} <= {row["Đơn vị"] for row in table("bien-dong-chay-thu")}
    with Session(engine_of(at)) as session:
        assert list_changes(session) == []
    run, twin = submit("Biến động đơn vị", **form), submit("Biến động đơn vị", **form)
    assert [run.state.name, twin.state.name] == ["Suspended", "Suspended"]
    with Session(engine_of(at)) as session:
        [change] = list_changes(session)
        assert picture(session, TOUCHED) == before
    assert f"/can-bo/don-vi-bien-dong/{change.id}" in artifact(f"bien-dong-{change.id}")["description"]
    assert asyncio.run(wake(at, datetime.now(UTC))) == 0
    with open_session(at) as session:
        unit_changes.confirm(session, home_catalogue(at), change.id or 0, OFFICER, datetime.now(UTC))
    assert asyncio.run(wake(at, datetime.now(UTC))) == 2
    assert [take(each).state.name for each in (run, twin)] == ["Completed", "Completed"]
    assert synced == [at.path] * 2
    assert f"đã xác nhận ({OFFICER}" in artifact(f"bien-dong-{change.id}")["description"]
    assert asyncio.run(wake(at, datetime.now(UTC))) == 0

    undo = submit("Biến động đơn vị", wish="hoàn tác", number=change.id, by=OFFICER)
    assert undo.state.is_paused()
    with open_session(at) as session:
        order = session.exec(select(Order)).one()
        seen = told_now(session, at, order, datetime.now(UTC)).mark
        carry_out(session, at, order.id or 0, session.get_one(Officer, OFFICER), seen, datetime.now(UTC))
    assert asyncio.run(wake(at, datetime.now(UTC))) == 1
    assert take(undo).state.is_completed()
    with Session(engine_of(at)) as session:
        assert picture(session, TOUCHED) == before


def test_an_act_with_mistakes_is_refused_with_their_lines_and_nothing_is_kept(at):
    wrong = MERGER.replace("Xã Tân Hồng", "Xã Không Có").replace("kind: merge", "kind: merge\nlạ: 1")
    run = submit("Biến động đơn vị", text=wrong, by=OFFICER)
    assert run.state.is_failed()
    assert "biểu mẫu" in run.state.message
    with Session(engine_of(at)) as session:
        assert list_changes(session) == []


def test_a_table_of_days_off_shows_what_moves_first_and_waits_for_a_word(at, synced):
    text = (BUILTIN_PROGRAMMES / "days_off" / "2027.yaml").read_text("utf-8")
    more = text.replace("days_off:\n", "days_off:\n  - {day: 2027-06-14, why: nghỉ thử}\n", 1)
    form = {"year": 2027, "text": more, "by": OFFICER}
    assert submit("Bảng ngày nghỉ", **form, dry_run=True).state.is_completed()
    assert "14/6/2027" in artifact("lich-nghi-2027-chay-thu")["description"]
    run, twin = submit("Bảng ngày nghỉ", **form), submit("Bảng ngày nghỉ", **form)
    assert [run.state.name, twin.state.name] == ["Suspended", "Suspended"]
    with Session(engine_of(at)) as session:
        [change] = session.exec(select(CatalogueChange)).all()
    assert f"/can-bo/thay-doi/{change.id}" in artifact("lich-nghi-2027")["description"]
    with open_session(at) as session:
        confirm_rules(session, at, change.id or 0, OFFICER, datetime.now(UTC))
    assert asyncio.run(wake(at, datetime.now(UTC))) == 2
    assert [take(each).state.name for each in (run, twin)] == ["Completed", "Completed"]
    assert len(synced) == 2
    assert not home_catalogue(at).calendar.is_working(date(2027, 6, 14))
    other = submit("Bảng ngày nghỉ", year=2027, text=text, by=OFFICER)
    with open_session(at) as session:
        drop_rules(session, change.id + 1, OFFICER, datetime.now(UTC))  # type: ignore[operator]
    asyncio.run(wake(at, datetime.now(UTC)))
    assert take(other).state.is_completed()
    assert "đã bỏ" in artifact("lich-nghi-2027")["description"]


def test_derived_rows_that_went_astray_are_shown_and_put_right_after_a_word(at, asked):
    with open_session(at) as session:
        close_period(session, home_catalogue(at), *asked, TODAY, datetime.now(UTC), OFFICER)
        before = picture(session, (Assignment,)), session.connection().execute(select(WIDE)).all()
        gone = session.exec(select(Assignment).where(Assignment.reason == "catalogue").limit(3)).all()
        session.execute(delete(Assignment).where(Assignment.id.in_([row.id for row in gone])))
        session.execute(update(WIDE).values(v000=999))
    run = submit("Tính lại", by=OFFICER)
    assert run.state.is_completed()
    astray = {DerivedPart.ASSIGNMENTS.label, DerivedPart.WIDE_FIGURES.label}
    assert {row["Dữ liệu"] for row in table("lenh-chay-thu-tinh-lai-du-lieu-suy-ra")} == astray
    with Session(engine_of(at)) as session:
        assert len(picture(session, (Assignment,))["assignment"]) == len(before[0]["assignment"]) - 3
    run = submit("Tính lại", by=OFFICER, dry_run=False)
    assert run.state.is_paused()
    with open_session(at) as session:
        order = session.exec(select(Order)).one()
        seen = told_now(session, at, order, datetime.now(UTC)).mark
        carry_out(session, at, order.id or 0, session.get_one(Officer, OFFICER), seen, datetime.now(UTC))
    asyncio.run(wake(at, datetime.now(UTC)))
    assert take(run).state.is_completed()
    with Session(engine_of(at)) as session:
        rows = picture(session, (Assignment,))["assignment"].values()
        keys = {(r["programme"], r["duty"], r["unit_id"]) for r in rows}
        assert keys == {(r["programme"], r["duty"], r["unit_id"]) for r in before[0]["assignment"].values()}
        assert session.connection().execute(select(WIDE)).all() == before[1]
        assert assign(session, home_catalogue(at)) == 0
    submit("Tính lại", by=OFFICER)
    assert "Không dòng nào khác" in artifact("lenh-chay-thu-tinh-lai-du-lieu-suy-ra")["data"]
    assert submit("Tính lại", by=OFFICER, dry_run=False).state.is_completed()  # and nobody is asked for a word
    assert "Không cần lập lệnh" in artifact("lenh-khong-can")["data"]


def test_figures_are_written_as_files_and_a_rehearsal_writes_none(at, asked):
    programme, duty, period = asked
    form = {"programme": programme, "duty": duty, "period": period, "by": OFFICER}
    assert submit("Xuất số liệu", **form, dry_run=True).state.is_completed()
    assert not (at.path / "exports").exists()
    assert submit("Xuất số liệu", **form, kind="CSV").state.is_completed()
    assert len(list((at.path / "exports" / programme).glob("*.csv"))) == 2
    assert (
        f"/can-bo/xuat/{programme}/{duty}/{period}"
        in artifact(f"xuat-{programme}-{duty.lower()}-{period}")["description"]
    )
    assert submit("Xuất số liệu", **form, as_sent=True).state.is_failed()


def test_a_backup_is_made_and_the_installation_examined_from_their_forms(at):
    assert submit("Sao lưu", dry_run=True).state.is_completed()
    assert not list(at.path.rglob("dondoc-*.tar.gz"))
    assert submit("Sao lưu").state.is_completed()
    [file] = at.path.rglob("dondoc-*.tar.gz")
    assert file.name in artifact("sao-luu")["data"]
    drilled = submit("Diễn tập phục hồi")
    assert drilled.state.is_completed(), drilled.state.message
    assert "vòng nhắc kế tiếp giống hệt" in artifact("dien-tap-phuc-hoi")["data"]
    assert len(list(at.path.rglob("dondoc-*.tar.gz"))) == 1  # what was restored is thrown away
    run = submit("Khám sức khỏe")
    assert run.state.is_completed() or "phải xử lý" in run.state.message
    assert all(row["Việc cần làm"] for row in table("kham-suc-khoe"))
