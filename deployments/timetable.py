"""The timetable, on one screen: what runs when, in Hanoi time, and what waits to be called. Everything else is in flows/.

Each programme is one page of its own (`programme_page`), whose runs `tasks.lifecycle` keeps in step with its milestones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from prefect.deployments.runner import RunnerDeployment
from prefect.flows import EntrypointType, Flow
from prefect.schedules import Cron

from flows.close_period import close_period
from flows.daily_round import daily_round
from flows.final_review import final_review
from flows.lifecycle import lifecycle
from flows.midterm_review import midterm_review
from flows.on_demand_request import on_demand_request
from flows.outbox import outbox
from flows.preview import preview
from flows.resend import resend
from flows.sync_lifecycle import sync_lifecycle
from models.catalogue import Catalogue
from models.programmes import Programme
from tasks.lifecycle import page_name

HANOI = "Asia/Ho_Chi_Minh"

#   when               flow               name on the page
TIMETABLE: list[tuple[str, Flow[Any, Any], str]] = [
    ("0 6 * * *",      sync_lifecycle,    "Hằng ngày lúc 06:00"),
    ("30 7 * * *",     daily_round,       "Hằng ngày lúc 07:30"),
    ("*/10 * * * *",   outbox,            "Mười phút một lần"),
    ("",               preview,           "Khi cần"),
    ("",               resend,            "Khi cần"),
    ("",               on_demand_request, "Khi cần"),
    ("",               close_period,      "Khi cần"),
    ("",               midterm_review,    "Khi cần"),
    ("",               final_review,      "Khi cần"),
]  # fmt: skip


def timetable(catalogue: Catalogue) -> list[RunnerDeployment]:
    """Everything to be served: the lines above and a page for each programme."""
    lines = [_line(when, flow, name, catalogue) for when, flow, name in TIMETABLE]
    return [*lines, *(programme_page(p, catalogue) for p in catalogue.programmes.values())]


def programme_page(programme: Programme, catalogue: Catalogue) -> RunnerDeployment:
    """The page of one programme: its life, told by its description and its named runs."""
    return _deploy(
        lifecycle,
        page_name(programme),
        catalogue,
        description="\n".join(_about(programme)),
        tags=["vòng đời", f"ct:{programme.slug}"],
        parameters={"choices": {"programme": programme.slug}},
    )


def _line(when: str, flow: Flow[Any, Any], name: str, catalogue: Catalogue) -> RunnerDeployment:
    schedules = [Cron(when, timezone=HANOI, slug="dinh-ky")] if when else []
    return _deploy(flow, name, catalogue, description=flow.description, schedules=schedules, tags=["vận hành"])


def _deploy(flow: Flow[Any, Any], name: str, catalogue: Catalogue, **options: Any) -> RunnerDeployment:
    # By module path: loaded by file path, Prefect would put flows/ first on sys.path and break the other flows.
    made = RunnerDeployment.from_flow(flow, name=name, entrypoint_type=EntrypointType.MODULE_PATH, **options)
    _offer(made, {"programme": catalogue.programmes, "form": ["", *catalogue.forms]})
    return made


def _offer(deployment: RunnerDeployment, known: dict[str, Iterable[str]]) -> None:
    """Say in the form what may be chosen: Prefect then shows a list and refuses anything else before a run exists."""
    schema = deployment._parameter_openapi_schema
    if "choices" in schema.properties:
        schema.properties["choices"]["title"] = "Tham số"
    for form in schema.definitions.values():
        for name, offered in known.items():
            if (asked := form.get("properties", {}).get(name)) and asked.get("type") == "string":
                asked["enum"] = [*offered] if name in form.get("required", []) else list(dict.fromkeys(["", *offered]))


def _about(programme: Programme) -> Iterator[str]:
    first, last = programme.years
    yield f"## {programme.title}\n"
    yield f"{programme.document.citation} · giai đoạn {first} - {last} · theo dõi: {programme.tracker}\n"
    if programme.waiting_from:
        yield f"**Chờ xác nhận** từ ngày {programme.waiting_from:%d/%m/%Y}: {programme.waiting_reason}\n"
    for blank in programme.blanks:
        yield f"- {blank}"
    yield "\n| Nhiệm vụ | Nội dung | Thời gian | Căn cứ |\n|---|---|---|---|"
    for duty in programme.duties.values():
        yield f"| {duty.id} | {duty.title} | {duty.rule.words} | {duty.clause} |"
