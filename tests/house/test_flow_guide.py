"""Every flow, every field of its form and every reaction stands in the guide of flows, and who confirms what."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from deployments.automations import REACTIONS
from deployments.timetable import TIMETABLE
from flows.lifecycle import lifecycle
from models.vocabulary import HappeningKind
from tasks.events import event_name

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "cac-luong.md").read_text("utf-8")
SECTIONS = {head: body for head, body in re.findall(r"(?ms)^### ([^\n]+)\n(.*?)(?=^##|\Z)", GUIDE)}
EVERYWHERE = {"dry_run", "as_of"}  # said once for all forms
FLOWS = [*((flow, when) for when, flow in TIMETABLE), (lifecycle, "")]


def form_of(flow: Any) -> Any:
    return get_type_hints(inspect.unwrap(flow.fn))["choices"]


@pytest.mark.parametrize(("flow", "when"), FLOWS, ids=lambda x: getattr(x, "name", ""))
def test_every_field_of_every_form_is_explained(flow, when):
    asked = [f.title for name, f in form_of(flow).model_fields.items() if name not in EVERYWHERE]
    if asked:
        told = re.findall(r"(?m)^\| ([^|]+?) \|", SECTIONS[flow.name])
        assert told[1:] == asked
    if when:
        assert re.search(rf"(?m)^\| (\[{re.escape(flow.name)}\]\([^)]*\)|{re.escape(flow.name)}) \|", GUIDE)


@pytest.mark.parametrize(("flow", "when"), FLOWS, ids=lambda x: getattr(x, "name", ""))
def test_the_guide_says_of_a_flow_that_it_waits_for_an_officer_exactly_if_it_does(flow, when):
    waits = "flows.waiting" in inspect.getsource(inspect.getmodule(inspect.unwrap(flow.fn)))
    assert ("Ai xác nhận: " in SECTIONS.get(flow.name, "")) is waits


def test_the_guide_describes_no_flow_that_is_not_there():
    assert set(SECTIONS) <= {flow.name for flow, _ in FLOWS}


def test_every_reaction_and_every_happening_is_told():
    assert [r.name for r in REACTIONS] == re.findall(r"(?m)^\| ([^|]+: [^|]+?) \|", GUIDE.split("## Diễn biến")[1])
    for kind in HappeningKind:
        assert f"`{event_name(kind)}`" in GUIDE
