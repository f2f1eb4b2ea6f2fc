"""Quy tắc tự động: how Prefect reacts by itself to failed and late runs and to what came to pass in our own data.

Every reaction starts one of our own flows, which looks at our own database first: an automation that fires twice, late
or not at all changes no duty. Nobody outside is written to. Kept in step by name at every start: none is doubled, one
an operator has switched off stays off, one that is ours no longer goes.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from prefect.client.orchestration import PrefectClient
from prefect.events.actions import RunDeployment
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture
from prefect.flows import Flow

from deployments.timetable import DAILY, WEEKLY
from flows.boards import boards
from flows.daily_round import daily_round
from flows.happenings import happenings
from flows.look_into import look_into
from flows.sync_lifecycle import sync_lifecycle
from models.vocabulary import HappeningKind, Work
from tasks.events import WORK_LABEL, event_name

OURS = "đôn đốc"  # the tag of those that are kept in step
K = HappeningKind
A_RUN = {"prefect.resource.id": "prefect.flow-run.*"}
OF_DAILY_WORK: dict[str, str | list[str]] = {
    "prefect.resource.id": [f"prefect.tag.{tag}" for tag in (DAILY, WEEKLY)],
    "prefect.resource.role": "tag",
}
MAP_OR_RULES = (K.UNITS_CHANGED, K.UNITS_UNDONE, K.UNITS_ENDED, K.RULES_CHANGED)


@dataclass(frozen=True)
class Reaction:
    """On these events, of these resources, start that flow: at most once in `within`, so much `after` the event."""

    name: str
    about: str
    events: tuple[str, ...]
    flow: Flow[Any, Any]
    parameters: dict[str, Any] = field(default_factory=dict)
    match: dict[str, str] = field(default_factory=dict)
    related: dict[str, str | list[str]] = field(default_factory=dict)
    within: timedelta = timedelta(0)
    after: timedelta = timedelta(0)


REACTIONS = (
    Reaction(
        "Việc mỗi ngày bị hỏng: báo động và chạy lại",
        "Ghi báo động cho quản trị vận hành và đặt một lượt chạy lại, nhiều nhất hai lượt mỗi ngày.",
        ("prefect.flow-run.Failed", "prefect.flow-run.Crashed", "prefect.flow-run.TimedOut"),
        look_into,
        {"choices": {"run": "{{ event.resource.id }}"}},
        match=A_RUN,
        related=OF_DAILY_WORK,
    ),
    Reaction(
        "Việc mỗi ngày chạy muộn: xem lại sau",
        "Đợi hết thời gian chờ rồi xem nhịp chạy; nếu vẫn chưa xong thì có diễn biến “việc định kỳ bị muộn”.",
        ("prefect.flow-run.Late",),
        happenings,
        match=A_RUN,
        related=OF_DAILY_WORK,
        within=timedelta(minutes=30),
        after=timedelta(minutes=45),
    ),
    Reaction(
        "Vòng nhắc việc muộn: chạy bù",
        "Chạy vòng nhắc việc ngay; vòng này xem việc đang nợ nên chạy bù không gửi trùng.",
        (event_name(K.LATE),),
        daily_round,
        match={WORK_LABEL: Work.ROUND.value},
        within=timedelta(hours=1),
    ),
    Reaction(
        "Khóa kỳ, có quyết định, đổi quy tắc: công bố lại bảng theo dõi",
        "Công bố lại bảng theo dõi một lần cho mọi diễn biến đến cùng lúc.",
        tuple(map(event_name, (K.CLOSED, K.ORDER_DECIDED, *MAP_OR_RULES))),
        boards,
        within=timedelta(minutes=2),
        after=timedelta(minutes=2),
    ),
    Reaction(
        "Có quyết định, đổi đơn vị, đổi quy tắc: đồng bộ vòng đời",
        "So lại các lần chạy đặt sẵn của mọi chương trình với yêu cầu, ngày đã thống nhất và quy tắc hiện có.",
        tuple(map(event_name, (K.ORDER_DECIDED, *MAP_OR_RULES))),
        sync_lifecycle,
        within=timedelta(minutes=2),
        after=timedelta(minutes=2),
    ),
)


async def keep_automations(client: PrefectClient) -> tuple[int, int]:
    """Bring the automations of this server in step with the list above. Returns how many were made and taken away."""
    standing = defaultdict(list)
    for each in await client.read_automations(limit=200):
        if OURS in each.tags or each.name in _NAMES:
            standing[each.name].append(each)
    made = removed = 0
    for reaction in REACTIONS:
        wanted = await _automation(client, reaction)
        found = sorted(standing.pop(reaction.name, []), key=lambda a: str(a.id))
        if not found:
            await client.create_automation(wanted)
            made += 1
        elif set(found[0].tags) != set(wanted.tags):
            await client.update_automation(found[0].id, wanted.model_copy(update={"enabled": found[0].enabled}))
        for each in found[1:]:
            await client.delete_automation(each.id)
            removed += 1
    for each in (a for found in standing.values() for a in found):
        await client.delete_automation(each.id)
        removed += 1
    return made, removed


async def _automation(client: PrefectClient, reaction: Reaction) -> AutomationCore:
    page = await client.read_deployment_by_name(f"{reaction.flow.name}/{reaction.flow.name}")
    trigger = EventTrigger(
        expect=set(reaction.events),
        match=reaction.match,
        match_related=reaction.related,
        posture=Posture.Reactive,
        threshold=1,
        within=reaction.within,
    )
    action = RunDeployment(
        source="selected",
        deployment_id=page.id,
        parameters=reaction.parameters or None,
        schedule_after=reaction.after,
    )
    print_of = sha256(f"{reaction.about} {sorted(trigger.expect)} {trigger.match} {trigger.match_related} "
                      f"{trigger.within} {action.model_dump_json()}".encode()).hexdigest()[:12]  # fmt: skip
    return AutomationCore(
        name=reaction.name,
        description=reaction.about,
        enabled=True,
        tags=[OURS, f"bản:{print_of}"],
        trigger=trigger,
        actions=[action],
    )


_NAMES = frozenset(reaction.name for reaction in REACTIONS)
