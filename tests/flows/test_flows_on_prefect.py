"""The flows on the product's own Prefect server: forms, artifacts, rehearsals, and the runs of each life."""

from __future__ import annotations

import asyncio
import json
import shutil
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentUpdate
from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterTags
from prefect.client.schemas.objects import FlowRun, State, StateType
from prefect.exceptions import PrefectHTTPStatusError
from prefect.runner import Runner
from prefect.states import Scheduled
from pydantic import ValidationError
from sqlmodel import Session, select

from deployments.known_pages import known_pages
from deployments.serve import register, take_in
from deployments.timetable import TIMETABLE, programme_page, timetable
from flows.agree_day import AgreeDay, agree_day
from flows.close_period import ClosePeriod
from flows.consolidate_now import ConsolidateNow, consolidate_now
from flows.daily_round import DailyRound, daily_round
from flows.explain_deadline import ExplainDeadline, explain_deadline
from flows.extend_units import ExtendUnits
from flows.final_review import FinalReview, final_review
from flows.inbound import inbound
from flows.kill_switch import KillSwitch
from flows.lifecycle import LifecycleRound, lifecycle
from flows.midterm_review import MidtermReview, midterm_review
from flows.mute_scope import MuteScope
from flows.on_demand_request import OnDemandRequest
from flows.outbox import OutboxDrain, outbox
from flows.preview import Preview, preview
from flows.reconcile import reconcile
from flows.resend import Resend, resend
from flows.sync_lifecycle import SyncLifecycle, sync_lifecycle
from flows.trial_letter import TrialLetter
from flows.unmute import Unmute
from models.catalogue import home_catalogue
from models.facts import PeriodClose, Ruling
from models.messages import Message
from models.quiet_hours import HANOI, day_in_hanoi
from models.rhythm import RHYTHMS
from models.settings import BUILTIN_PROGRAMMES, Home
from models.units import Unit
from models.vocabulary import Work
from tasks.lifecycle import page_name, sync_runs
from tasks.session import engine_of
from tasks.sheets import sheet_key
from tests.flows.conftest import OFFICER, P05, SOME, agreed_day

pytestmark = pytest.mark.prefect
ROOT = Path(__file__).resolve().parents[2]
BY = "Cán bộ thử"
LAST_YEARS = datetime(2032, 10, 1, tzinfo=UTC)  # few milestones are left then, so a sync is quick
TODAY = day_in_hanoi(datetime.now(UTC))


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


def milestone_runs(slug: str) -> list[FlowRun]:
    wanted = FlowRunFilter(tags=FlowRunFilterTags(all_=["mốc", f"ct:{slug}"]))

    async def read(client: Any) -> list[FlowRun]:
        found: list[FlowRun] = []
        while page := await client.read_flow_runs(flow_run_filter=wanted, limit=200, offset=len(found)):
            found += page
        return found

    return ask(read)


@pytest.fixture
def pages(prefect_server: Any, home: Home) -> Home:
    """A home whose programmes have their pages on a server without any milestone run."""
    catalogue = home_catalogue(home)
    for programme in catalogue.programmes.values():
        programme_page(programme, catalogue).apply()

    async def clear(client: Any) -> None:
        while found := await client.read_flow_runs(
            flow_run_filter=FlowRunFilter(tags=FlowRunFilterTags(all_=["mốc"])), limit=200
        ):
            ids = {"id": {"any_": [str(run.id) for run in found[:50]]}}
            (await client.request("POST", "/flow_runs/bulk_delete", json={"flow_runs": ids})).raise_for_status()

    ask(clear)
    return home


def run(flow: Any, form: Any) -> Any:
    return asyncio.run(flow(form))


def sync_p05(home: Home, now: datetime, **options: Any) -> Any:
    return next(s for s in asyncio.run(sync_runs(home, now, **options)) if s.programme == P05)


def test_the_life_of_a_programme_stands_on_its_page_and_a_second_sync_changes_nothing(pages):
    first, again = (sync_p05(pages, datetime.now(UTC)) for _ in range(2))
    assert (again.made, again.removed, again.kept) == (0, 0, first.made)
    runs = {run.name: run for run in milestone_runs(P05)}
    assert len(runs) == first.made
    (final,) = [run for name, run in runs.items() if "ổng kết" in name and "năm 2033" in name]
    assert final.name.endswith("· chưa ấn định ngày")
    assert final.expected_start_time.astimezone(HANOI) == datetime(2033, 1, 1, 8, 0, tzinfo=HANOI)
    assert final.parameters["choices"]["milestone"] == "sơ kết, tổng kết"
    assert all(run.expected_start_time > datetime.now(UTC) for run in runs.values())
    assert milestone_runs("279-kh-mttw-bca") == []
    assert all(run.name.endswith("chờ xác nhận") for run in milestone_runs("7294-ctrph-ca-mttq"))


def test_an_agreed_day_replaces_exactly_one_run(pages):
    sync_p05(pages, LAST_YEARS)
    before = {run.id: run for run in milestone_runs(P05)}
    agreed_day(pages, P05, "S000-20", "2033", date(2033, 10, 20), LAST_YEARS, by=BY)
    synced = sync_p05(pages, LAST_YEARS)
    after = {run.id: run for run in milestone_runs(P05)}
    assert (synced.made, synced.removed) == (1, 1)
    (gone,), (new,) = before.keys() - after.keys(), after.keys() - before.keys()
    assert before[gone].name.endswith("chưa ấn định ngày")
    assert after[new].name.endswith("ngày đã thống nhất 20/10/2033")
    assert after[new].expected_start_time.astimezone(HANOI) == datetime(2033, 10, 20, 8, 0, tzinfo=HANOI)


def test_a_rehearsed_sync_only_counts(pages):
    assert sync_p05(pages, LAST_YEARS, dry_run=True).made > 20
    assert milestone_runs(P05) == []


def test_a_lost_run_is_made_again_and_a_cancelled_one_stays_cancelled(pages):
    sync_p05(pages, LAST_YEARS)
    lost, cancelled, *_ = milestone_runs(P05)

    async def meddle(client: Any) -> None:
        await client.delete_flow_run(lost.id)
        await client.set_flow_run_state(cancelled.id, State(type=StateType.CANCELLED), force=True)

    ask(meddle)
    synced = sync_p05(pages, LAST_YEARS)
    assert (synced.made, synced.removed) == (1, 0)
    scheduled = [run.name for run in milestone_runs(P05) if run.state.is_scheduled()]
    assert lost.name in scheduled
    assert cancelled.name not in scheduled


def test_a_run_left_on_another_page_is_replaced_by_one_on_its_own(pages):
    sync_p05(pages, LAST_YEARS)
    strayed = max(milestone_runs(P05), key=lambda run: run.expected_start_time)

    async def stray(client: Any) -> None:
        other = home_catalogue(pages).programme("7294-ctrph-ca-mttq")
        page = await client.read_deployment_by_name(f"{lifecycle.name}/{page_name(other)}")
        await client.delete_flow_run(strayed.id)
        await client.create_flow_run_from_deployment(
            page.id,
            name=strayed.name,
            tags=strayed.tags,
            parameters=strayed.parameters,
            idempotency_key=strayed.idempotency_key,
            state=Scheduled(scheduled_time=strayed.expected_start_time),
        )

    ask(stray)
    synced = sync_p05(pages, LAST_YEARS)
    assert (synced.made, synced.removed) == (1, 1)
    assert {run.deployment_id for run in milestone_runs(P05)} == {strayed.deployment_id}


def test_rules_that_change_while_served_are_taken_in_and_the_pages_brought_in_step_at_once(pages):
    known = home_catalogue(pages)

    async def look() -> tuple[Any, Any]:
        runner = Runner(name="thử")
        same = await take_in(runner, pages, known)
        shutil.copytree(BUILTIN_PROGRAMMES / P05, pages.programmes / P05)
        return same, await take_in(runner, pages, known)

    same, taken = asyncio.run(look())
    assert same is known
    assert taken is home_catalogue(pages) is not known
    there = ask(known_pages)
    assert set(there) >= {f"{d.flow_name}/{d.name}" for d in timetable(taken)}

    async def started(client: Any) -> Any:
        page = await client.read_deployment_by_name(f"{sync_lifecycle.name}/{sync_lifecycle.name}")
        return [r for r in await client.read_flow_runs(limit=200) if r.deployment_id == page.id]

    assert [run.state.name for run in ask(started) if not run.auto_scheduled] == ["Scheduled"]

    # a start after that tells Prefect only of what somebody changed there by hand; a pause stays
    about, paused = there["Xuất số liệu/Xuất số liệu"], there["Bảng theo dõi/Bảng theo dõi"]
    runner = Runner(name="thử lại")

    async def start_again(client: Any) -> Any:
        await client.update_deployment(about.id, DeploymentUpdate(description="khác"))
        await client.pause_deployment(paused.id)
        meddled = await known_pages(client)
        await register(runner, taken, meddled)
        return meddled, await known_pages(client)

    meddled, after = ask(start_again)
    assert [name for name, page in after.items() if page.updated != meddled[name].updated] == [
        "Xuất số liệu/Xuất số liệu"
    ]
    assert after["Xuất số liệu/Xuất số liệu"].description == about.description
    assert after["Bảng theo dõi/Bảng theo dõi"].paused
    assert runner._deployment_registry.get_deployment_ids() == {
        after[f"{d.flow_name}/{d.name}"].id for d in timetable(taken)
    }
    ask(lambda client: client.resume_deployment(paused.id))


def test_runs_of_days_gone_by_are_history_and_never_touched(pages):
    sync_p05(pages, LAST_YEARS)
    before = {run.id for run in milestone_runs(P05)}
    sync_p05(pages, LAST_YEARS + timedelta(days=200))
    assert {run.id for run in milestone_runs(P05)} == before


@pytest.mark.usefixtures("prefect_server")
class TestEachFlow:
    """Runs once, leaves its sheet, and does what its form says."""

    def test_the_daily_round_plans_and_shows_every_programme(self, home):
        run(daily_round, DailyRound())
        with Session(engine_of(home)) as session:
            planned = session.exec(select(Message)).all()
        table = json.loads(artifact("tong-quan")["data"])
        assert [row["Chương trình"] for row in table] == [
            p.short_title for p in home_catalogue(home).programmes.values()
        ]
        run(daily_round, DailyRound())
        with Session(engine_of(home)) as session:
            assert len(session.exec(select(Message)).all()) == len(planned)

    def test_a_rehearsed_round_writes_no_message(self, home):
        run(daily_round, DailyRound(as_of=date(2028, 10, 14), dry_run=True))
        with Session(engine_of(home)) as session:
            assert session.exec(select(Message)).all() == []
        assert "14/10/2028" in artifact("vong-nhac-viec-chay-thu")["description"]

    def test_outside_the_demo_another_day_is_always_a_rehearsal(self, home):
        home.save(
            home.settings_in_file().model_copy(update={"mode": "live", "public_url": "https://nop.vi-du.example"})
        )
        run(daily_round, DailyRound(as_of=TODAY + timedelta(days=30)))
        with Session(engine_of(home)) as session:
            assert session.exec(select(Message)).all() == []
        assert "Chạy thử" in artifact("vong-nhac-viec-chay-thu")["description"]

    def test_the_outbox_is_shown_and_drained(self, home):
        run(outbox, OutboxDrain(dry_run=True))
        assert "chỉ liệt kê" in artifact("hop-tin-di")["description"] + str(artifact("hop-tin-di")["data"])
        before = artifact("hop-tin-di")["id"]
        assert run(outbox, OutboxDrain()) == "Đã gửi 0 tin"
        assert artifact("hop-tin-di")["id"] == before  # a quiet drain leaves no sheet

    def test_a_preview_of_any_day_says_who_and_why_not(self, home, asked):
        run(preview, Preview(day=date(2026, 11, 17)))
        table = json.loads(artifact("xem-truoc-2026-11-17")["data"])
        of_request = [row for row in table if "(thử)" in row["Nhiệm vụ"]]
        assert {row["Không nhắc vì"] for row in of_request} == {"—", "đã nộp"}
        with Session(engine_of(home)) as session:
            assert session.exec(select(Message)).all() == []

    def test_a_deadline_is_explained_in_prose_for_one_unit(self, home, asked):
        programme, duty, period = asked
        form = ExplainDeadline(programme=programme, duty=duty, period=period, unit=SOME[0])
        assert run(explain_deadline, form).startswith("trước ngày 18/11/2026")
        with Session(engine_of(home)) as session:
            unit = session.exec(select(Unit.id).where(Unit.name == SOME[0])).one()
        told = artifact(sheet_key("giai-thich", programme, duty, period, unit))
        assert told["type"] == "markdown"
        assert f"**Vì sao là việc của đơn vị:** {SOME[0]} có tên trong danh sách" in told["data"]
        assert "**Từng bước:**" in told["data"]

    def test_a_milestone_without_a_task_just_looks(self, home):
        said = run(lifecycle, LifecycleRound(programme=P05))
        assert said.startswith("Tính đến hết ngày")
        assert artifact(f"ma-tran-{P05}")["type"] == "table"

    def test_the_closing_milestone_closes_once(self, home, asked):
        programme, duty, period = asked
        form = LifecycleRound(programme=programme, milestone="khóa số liệu và tổng hợp", duty=duty, period=period)
        for _ in range(2):
            run(lifecycle, form.model_copy(update={"as_of": date(2026, 11, 30)}))
        with Session(engine_of(home)) as session:
            assert len(session.exec(select(PeriodClose)).all()) == 1

    def test_the_figures_of_a_period_are_added_up_for_a_look_and_nothing_is_closed(self, home, asked):
        programme, duty, period = asked
        said = run(consolidate_now, ConsolidateNow(programme=programme, duty=duty, period=period))
        assert said.startswith("2/3 đơn vị đã báo cáo.")
        assert any(
            row["Kết quả"] == "7"
            for row in json.loads(artifact(f"tong-hop-{programme}-{duty.lower()}-{period}")["data"])
        )
        with Session(engine_of(home)) as session:
            assert session.exec(select(PeriodClose)).all() == []

    def test_reviews_are_gathered_to_the_day_that_was_chosen(self, home, asked):
        said = run(midterm_review, MidtermReview(programme=P05, cutoff=date(2026, 11, 30)))
        assert "30/11/2026" in said
        said = run(final_review, FinalReview(programme=P05, cutoff=date(2026, 11, 30), dry_run=True))
        assert "30/11/2026" in said
        assert [file.name for file in (home.path / "reports" / P05).iterdir()] == ["so-ket-2026-11-30.docx"]

    def test_a_resend_of_a_quiet_day_has_nothing_to_send(self, home):
        said = run(resend, Resend(day=TODAY, reason="Đơn vị báo chưa nhận được", by=OFFICER))
        assert said.startswith("Đã lập lại 0 tin")

    def test_a_refusal_fails_the_run_with_its_reason(self, home):
        state = asyncio.run(
            consolidate_now(ConsolidateNow(programme="khong-co", duty="X", period="2027"), return_state=True)
        )
        assert state.is_failed()
        assert "Không có chương trình “khong-co”" in state.message

    def test_a_day_is_agreed_on_through_its_form(self, pages):
        form = AgreeDay(
            programme=P05, duty="S000-19", period="2028", held_on=date(2028, 10, 20), by=OFFICER, dry_run=True
        )
        assert "20/10/2028" in run(agree_day, form)
        with Session(engine_of(pages)) as session:
            assert session.exec(select(Ruling)).all() == []

    def test_the_sync_flow_says_what_it_made(self, pages):
        assert run(sync_lifecycle, SyncLifecycle(dry_run=True)).startswith("Tạo ")
        assert json.loads(artifact("dong-bo-vong-doi")["data"])


WRONG: list[tuple[type[Any], dict[str, Any]]] = [
    (DailyRound, {"as_of": "hôm nay"}),
    (DailyRound, {"ngay": "2026-11-22"}),
    (OutboxDrain, {"dry_run": "có lẽ"}),
    (LifecycleRound, {}),
    (LifecycleRound, {"programme": P05, "milestone": "mốc lạ"}),
    (ClosePeriod, {"programme": P05, "duty": "S000-19", "period": "../..", "by": BY}),
    (ClosePeriod, {"programme": P05, "duty": "S000-19", "period": "2028", "by": ""}),
    (ExtendUnits, {"programme": P05, "duty": "S000-19", "period": "2028", "until": "2028-12-01", "by": OFFICER}),
    (OnDemandRequest, {"programme": P05, "title": "Báo cáo", "document": "1/A", "by": OFFICER}),
    (
        OnDemandRequest,
        {
            "programme": P05, "title": "Báo cáo", "document": "1/A1", "by": BY,
            "document_on": "2026-11-20", "named_on": "2026-11-19", "units": ["x"],
        },
    ),
    (
        OnDemandRequest,
        {
            "programme": P05, "title": "Báo cáo", "document": "1/A1", "by": BY,
            "document_on": "2026-11-20", "named_on": "2026-11-29",
        },
    ),
    (Resend, {"reason": "vì sao đó", "by": OFFICER}),
    (Resend, {"message": 0, "reason": "vì sao đó", "by": OFFICER}),
    (Resend, {"message": 1, "day": "2026-11-22", "reason": "vì sao đó", "by": OFFICER}),
    (Resend, {"message": 1, "reason": "vì sao đó", "by": "Trưởng phòng"}),
    (Resend, {"message": 1, "units": ["Công an xã Mỹ Thọ"], "reason": "vì sao đó", "by": OFFICER}),
    (Resend, {"day": "2026-11-22", "which": "đã gửi", "reason": "vì sao đó", "by": OFFICER}),
    (KillSwitch, {"wish": "tắt", "reason": "vì sao đó", "by": OFFICER}),
    (KillSwitch, {"wish": "dừng gửi", "by": OFFICER}),
    (MuteScope, {"until": "2026-11-30", "reason": "vì sao đó", "by": OFFICER}),
    (MuteScope, {"programme": P05, "reason": "vì sao đó", "by": OFFICER}),
    (Unmute, {"number": 0, "reason": "vì sao đó", "by": OFFICER}),
    (TrialLetter, {"to": OFFICER, "over": "fax", "by": OFFICER}),
    (TrialLetter, {"to": "", "by": OFFICER}),
    (Preview, {}),
    (MidtermReview, {"programme": P05}),
    (FinalReview, {"programme": P05, "cutoff": "cuối năm"}),
    (AgreeDay, {"programme": P05, "duty": "S000-19", "period": "2028", "held_on": "tháng 10", "by": BY}),
    (SyncLifecycle, {"dry_run": "không rõ"}),
]  # fmt: skip


@pytest.mark.parametrize(("form", "wrong"), WRONG, ids=lambda x: x.__name__ if isinstance(x, type) else "")
def test_each_form_refuses_what_cannot_be(form, wrong):
    with pytest.raises(ValidationError):
        form.model_validate(wrong)


def test_every_form_speaks_vietnamese_and_offers_the_known_programmes(home):
    catalogue = home_catalogue(home)
    for deployment in timetable(catalogue):
        schema = deployment._parameter_openapi_schema.model_dump()
        assert schema["properties"]["choices"]["title"] == "Tham số", deployment.name
        for form in schema["definitions"].values():
            assert form["title"] != form["title"].encode("ascii", "ignore").decode(), form["title"]
            for name, field in form["properties"].items():
                assert "title" in field, (deployment.name, name)
                assert field["title"].lower() != name, (deployment.name, name)
                if offered := field.get("enum"):  # what stands in the list before anybody chooses is one of its words
                    assert field.get("default", offered[0]) in offered, (deployment.name, name)
            if programme := form["properties"].get("programme"):
                assert set(catalogue.programmes) <= set(programme["enum"])


def test_the_server_refuses_an_unknown_programme_before_a_run_exists(pages):
    async def start(client: Any) -> None:
        page = await client.read_deployment_by_name(f"{lifecycle.name}/{page_of(pages)}")
        await client.create_flow_run_from_deployment(page.id, parameters={"choices": {"programme": "khong-co"}})

    with pytest.raises(PrefectHTTPStatusError) as refused:
        ask(start)
    assert refused.value.response.status_code == 409


def page_of(home: Home) -> str:
    return page_name(home_catalogue(home).programme(P05))


def test_no_flow_file_hides_a_module_of_the_house_or_of_python():
    stems = {file.stem for file in (ROOT / "flows").glob("*.py")} - {"__init__"}
    folders = {child.name for child in ROOT.iterdir() if child.is_dir()}
    assert stems.isdisjoint(sys.stdlib_module_names)
    assert stems.isdisjoint(folders)


def test_the_timetable_holds_every_flow_and_names_are_unique(home):
    files = {file.stem for file in (ROOT / "flows").glob("*.py")} - {
        "__init__",
        "door",
        "fields",
        "labels",
        "unfit",
        "order_fields",
        "waiting",
    }
    served = {flow.fn.__module__.removeprefix("flows.") for _, flow in TIMETABLE} | {"lifecycle"}
    assert served == files
    names = [f"{d.flow_name}/{d.name}" for d in timetable(home_catalogue(home))]
    assert len(names) == len(set(names))


def test_the_timetable_and_the_rhythm_that_the_watcher_knows_are_the_same():
    clocks = {flow.name: when for when, flow in TIMETABLE if when}
    told = {Work.ROUND: daily_round, Work.DRAIN: outbox, Work.RECONCILE: reconcile, Work.INBOUND: inbound}
    for work, its in told.items():
        rhythm = RHYTHMS[work]
        every = f"{rhythm.at.minute} {rhythm.at.hour}" if rhythm.at else f"*/{rhythm.minutes} *"
        assert clocks[its.name] == f"{every} * * *", work


def test_each_flow_keeps_to_one_screen():
    for file in (ROOT / "flows").glob("*.py"):
        assert len(file.read_text("utf-8").splitlines()) <= 100, file.name
