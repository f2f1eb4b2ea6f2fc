"""The boards in Prefect: the same answers as the portal's pages, and nothing of a person or a figure in them."""

from __future__ import annotations

import asyncio
import json
from base64 import b64decode
from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from prefect.client.orchestration import get_client
from sqlmodel import select

from flows.boards import Boards, boards
from models.board import board
from models.catalogue import home_catalogue
from models.errors import Refused
from models.punctuality import punctuality
from models.settings import Home
from models.units import Contact, Unit
from tasks.board_sheets import board_sheet, calls_sheet, life_picture, programmes_in_force, punctuality_sheet
from tasks.session import open_session
from tests.flows.conftest import P05, SOME

DAY = date(2026, 11, 23)  # Monday
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PHONE, ADDRESS = "0912345678", "tong-hop-rieng@xa.example"


@pytest.fixture
def reachable(home: Home) -> Home:
    """A home in which one commune has a telephone and an address."""
    with open_session(home) as session:
        id = session.exec(select(Unit.id).where(Unit.name == SOME[0])).one()
        session.add(Contact(unit_id=id, post="Cán bộ tổng hợp", email=ADDRESS, phone=PHONE))
    return home


def test_the_sheet_of_a_programme_has_a_row_for_each_unit_and_a_mark_in_each_cell(home, asked):
    sheet = board_sheet(home, P05, DAY)
    with open_session(home) as session:
        found = board(session, home_catalogue(home), DAY, 2026, programme=P05)
    assert [row["Đơn vị"] for row in sheet.rows] == [row.name for row in found.rows]
    assert f"đã nộp {found.count.reported}/{found.count.expected}" in sheet.lines[0]
    of_three = [row for row in sheet.rows if row["Đơn vị"] in SOME]
    cells = sorted(value for row in of_three for name, value in row.items() if name.startswith(asked[1]))
    assert cells == ["! quá hạn", "✓ nộp", "✓ nộp"]
    width = {len(row) for row in sheet.rows}
    assert width == {3 + len(found.columns)}


def test_the_five_metrics_are_said_with_what_they_mean(home, asked):
    sheet = punctuality_sheet(home, DAY)
    with open_session(home) as session:
        [whole] = punctuality(session, home_catalogue(home), DAY, by=(), year=2026)
    assert f"{whole.on_time}/{whole.expected}" in sheet.lines[0]
    assert any("Phải nộp" in line and "miễn" in line for line in sheet.lines)
    by_duty = [row for row in sheet.rows if row["Nhóm"].startswith(("S0", "DX"))]
    assert sum(row["Phải nộp"] for row in by_duty) == whole.expected


def test_whom_to_call_is_said_without_a_telephone(reachable):
    sheet = calls_sheet(reachable, DAY, NOW)
    assert sheet.rows
    said = json.dumps([sheet.lines, list(sheet.rows)], ensure_ascii=False)
    assert SOME[0] in said
    assert PHONE not in said
    assert ADDRESS not in said


def test_only_what_runs_is_shown_unless_asked_for(home):
    assert programmes_in_force(home, DAY) == [P05]
    assert programmes_in_force(home, DAY, "7294-ctrph-ca-mttq") == ["7294-ctrph-ca-mttq"]
    with pytest.raises(Refused):
        programmes_in_force(home, DAY, "khong-co")


def test_the_picture_carries_all_it_needs(home):
    picture = life_picture(home, P05, DAY)
    head, _, body = picture.address.partition(",")
    assert head == "data:image/svg+xml;base64"
    root = ElementTree.fromstring(b64decode(body))
    assert root.tag.endswith("svg")
    assert "http" not in picture.svg.replace("http://www.w3.org/2000/svg", "")


@pytest.mark.prefect
def test_a_run_leaves_the_boards_beside_it(reachable, prefect_server):
    state = asyncio.run(boards(Boards(as_of=DAY), return_state=True))
    assert state.is_completed(), state.message

    async def latest(key: str) -> Any:
        async with get_client() as client:
            return (await client.request("GET", f"/artifacts/{key}/latest")).json()

    kinds = {}
    for key in (f"bang-don-vi-{P05}", f"vong-doi-{P05}", "dung-han", "nen-goi"):
        found = asyncio.run(latest(key))
        kinds[key] = found["type"]
        assert PHONE not in json.dumps(found)
        assert ADDRESS not in json.dumps(found)
    assert kinds.pop(f"vong-doi-{P05}") == "markdown"
    assert set(kinds.values()) == {"table"}
