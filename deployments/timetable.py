"""The timetable, on one screen: what runs when, in Hanoi time, and what waits to be called.

Each programme is a page of its own (`programme_page`); `tasks.lifecycle` keeps its runs in step with its milestones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from prefect._internal.versioning import VersionType
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
from prefect.deployments.runner import RunnerDeployment
from prefect.flows import EntrypointType, Flow
from prefect.schedules import Cron

from deployments.last_time import LIFE, OPERATION
from flows.agree_day import agree_day
from flows.backup import backup
from flows.boards import boards
from flows.close_period import close_period
from flows.consolidate_now import consolidate_now
from flows.daily_round import daily_round
from flows.days_off import days_off
from flows.explain_deadline import explain_deadline
from flows.export_figures import export_figures
from flows.extend_units import extend_units
from flows.final_review import final_review
from flows.happenings import happenings
from flows.health_check import health_check
from flows.inbound import inbound
from flows.kill_switch import kill_switch
from flows.lifecycle import lifecycle
from flows.look_into import look_into
from flows.midterm_review import midterm_review
from flows.mute_scope import mute_scope
from flows.on_demand_request import on_demand_request
from flows.outbox import outbox
from flows.preview import preview
from flows.publish_report import publish_report
from flows.recalculate import recalculate
from flows.reconcile import reconcile
from flows.reopen_filing import reopen_filing
from flows.reopen_period import reopen_period
from flows.resend import resend
from flows.restore_drill import restore_drill
from flows.succession import succession
from flows.sync_lifecycle import sync_lifecycle
from flows.timeline import timeline
from flows.trial_letter import trial_letter
from flows.unmute import unmute
from flows.waive_units import waive_units
from flows.zalo_keys import zalo_keys
from models.catalogue import Catalogue
from models.programmes import Programme
from tasks.lifecycle import page_name
from tasks.second_runs import BY_THE_CLOCK
from tasks.sheets import sheet_key

HANOI = "Asia/Ho_Chi_Minh"
ON_CALL = ""  # when an operator asks for it
DAILY, WEEKLY, ASKED_FOR = "mỗi ngày", "mỗi tuần", "theo yêu cầu"  # tags; automations watch the first two

# No flow overlaps itself. What the clock repeats looks at the whole world: the second of two may go. What somebody
# asked for, or one milestone of a page, is about one thing: it waits its turn. A run asleep for a decision holds none.
# What an event calls waits too: the run under way may have looked before that event. Forms that only look, or place
# an order (one for the same matter, however often it is asked), wait for nobody; nor does the stop.
ONE_WILL_DO = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
ONE_BY_ONE = ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.ENQUEUE)

WAIT_FOR_NOBODY = (
    *(preview, explain_deadline, consolidate_now, health_check, kill_switch),
    *(on_demand_request, agree_day, extend_units, waive_units, reopen_filing),
    *(close_period, publish_report, reopen_period, recalculate),
)
CALLED_BY_EVENTS = (boards, sync_lifecycle)  # `deployments.automations`

#   when, in Hanoi     what
TIMETABLE: list[tuple[str, Flow[Any, Any]]] = [
    ("0 6 * * *",      sync_lifecycle),
    ("30 7 * * *",     daily_round),
    ("45 7 * * *",     boards),
    ("50 7 * * *",     timeline),
    ("*/20 * * * *",   happenings),
    ("*/5 * * * *",    outbox),
    ("*/15 * * * *",   reconcile),
    ("*/10 * * * *",   inbound),
    ("10 5,17 * * *",  zalo_keys),
    ("30 2 * * *",     backup),
    ("30 3 * * 0",     restore_drill),
    (ON_CALL,          look_into),
    (ON_CALL,          preview),
    (ON_CALL,          explain_deadline),
    (ON_CALL,          resend),
    (ON_CALL,          mute_scope),
    (ON_CALL,          unmute),
    (ON_CALL,          kill_switch),
    (ON_CALL,          trial_letter),
    (ON_CALL,          on_demand_request),
    (ON_CALL,          agree_day),
    (ON_CALL,          extend_units),
    (ON_CALL,          waive_units),
    (ON_CALL,          reopen_filing),
    (ON_CALL,          consolidate_now),
    (ON_CALL,          close_period),
    (ON_CALL,          publish_report),
    (ON_CALL,          reopen_period),
    (ON_CALL,          succession),
    (ON_CALL,          days_off),
    (ON_CALL,          recalculate),
    (ON_CALL,          export_figures),
    (ON_CALL,          health_check),
    (ON_CALL,          midterm_review),
    (ON_CALL,          final_review),
]  # fmt: skip


def timetable(catalogue: Catalogue) -> list[RunnerDeployment]:
    """Everything to be served: the lines above and a page for each programme."""
    lines = [_line(when, flow, catalogue) for when, flow in TIMETABLE]
    return [*lines, *(programme_page(p, catalogue) for p in catalogue.programmes.values())]


def programme_page(programme: Programme, catalogue: Catalogue) -> RunnerDeployment:
    """The page of one programme: its life, told by its description and its named runs."""
    return _deploy(
        lifecycle,
        page_name(programme),
        catalogue,
        description="\n".join(_about(programme)),
        tags=[LIFE, f"ct:{programme.slug}", "{}-{}".format(*programme.years)],
        concurrency_limit=ONE_BY_ONE,
        parameters={"choices": {"programme": programme.slug}},
    )


def _line(when: str, flow: Flow[Any, Any], catalogue: Catalogue) -> RunnerDeployment:
    schedules = [Cron(when, timezone=HANOI, slug="dinh-ky")] if when else []
    tags = [OPERATION, BY_THE_CLOCK if when else ASKED_FOR]
    if when and "/" not in when:
        tags.append(DAILY if when.endswith("* * *") else WEEKLY)
    limit = None if flow in WAIT_FOR_NOBODY else ONE_BY_ONE
    if when and flow not in CALLED_BY_EVENTS:
        limit = ONE_WILL_DO
    asked = {"description": flow.description, "schedules": schedules, "tags": tags, "concurrency_limit": limit}
    return _deploy(flow, flow.name, catalogue, **asked)


def _deploy(flow: Flow[Any, Any], name: str, catalogue: Catalogue, **options: Any) -> RunnerDeployment:
    # By module path: loaded by file path, Prefect would put flows/ first on sys.path and break the other flows.
    # A plain version, of the flow's file: to find a better one, Prefect would ask git eight times for every page.
    options |= {"entrypoint_type": EntrypointType.MODULE_PATH, "version_type": VersionType.SIMPLE}
    made = RunnerDeployment.from_flow(flow, name=name, **options)
    _offer(made, {"programme": catalogue.programmes, "form": ["", *catalogue.forms]})
    return made


def _offer(deployment: RunnerDeployment, known: dict[str, Iterable[str]]) -> None:
    """Say in the form what may be chosen: Prefect then shows a list and refuses anything else before a run exists.

    What may be left empty is a plain field: Prefect shows a choice of types as tabs in English, and takes an empty
    value of any field that is not required.
    """
    schema = deployment._parameter_openapi_schema
    if "choices" in schema.properties:
        schema.properties["choices"]["title"] = "Tham số"
    for form in schema.definitions.values():
        for field in form.get("properties", {}).values():
            kinds = [kind for kind in field.get("anyOf", []) if kind != {"type": "null"}]
            if len(kinds) == 1:
                del field["anyOf"]
                if field.get("default", "") is None:
                    del field["default"]
                field.update(kinds[0])
                if "enum" in field:
                    field["enum"] = ["", *field["enum"]]
        for name, offered in known.items():
            if (asked := form.get("properties", {}).get(name)) and asked.get("type") == "string":
                asked["enum"] = [*offered] if name in form.get("required", []) else list(dict.fromkeys(["", *offered]))


def _about(programme: Programme) -> Iterator[str]:
    first, last = programme.years
    yield f"## {programme.title}\n"
    yield f"{programme.document.citation} · giai đoạn {first} - {last} · theo dõi: {programme.tracker}\n"
    dates = sheet_key("ngay-sap-toi", programme.slug)
    yield f"Mọi mốc đến năm {last}: kết quả `{dates}` của lần chạy “Các ngày sắp tới”.\n"
    for phase in programme.phases:
        yield f"- Từ {phase.first_on:%d/%m/%Y} đến {phase.last_on:%d/%m/%Y}: {phase.label}"
    if programme.waiting_from:
        yield f"**Chờ xác nhận** từ ngày {programme.waiting_from:%d/%m/%Y}: {programme.waiting_reason}\n"
    for blank in programme.blanks:
        yield f"- {blank}"
    yield "\n| Nhiệm vụ | Thời gian | Căn cứ | Nội dung |\n|---|---|---|---|"
    for duty in programme.duties.values():
        yield f"| {duty.id} | {duty.rule.words} | {duty.clause} | {duty.title} |"
