"""What once broke a door is tried again, with some new inputs at every door: success or a refusal of ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fuzz.oracle import Door, inputs, judge
from tests.fuzz.run import SEED, every_door

CORPUS = Path(__file__).parent / "corpus"
KEPT = sorted(path for path in CORPUS.glob("*/*") if path.is_file())
QUICK, SLOW = 40, {"zip-rules": 3, "docx-template": 3, "docx-layout": 6, "mail": 20, "xlsx-form": 15}


@pytest.fixture(scope="module")
def doors(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Door]]:
    with every_door(tmp_path_factory.mktemp("doors")) as found:
        yield {door.name: door for door in found}


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_once_broke_a_door_is_taken_or_refused(doors: dict[str, Door], kept: Path) -> None:
    _, finding = judge(doors[kept.parent.name], kept.read_bytes())
    assert finding is None, f"{finding.what}\n{finding.told}"


def test_every_input_kept_belongs_to_a_door_that_is_there(doors: dict[str, Door]) -> None:
    assert {path.parent.name for path in KEPT} <= doors.keys()


def test_every_door_takes_or_refuses_whatever_is_made_for_it(doors: dict[str, Door]) -> None:
    met = [
        f"{door.name}: {finding.what}\n{finding.told}\n{finding.input[:400]!r}"
        for door in doors.values()
        for data in inputs(door, SEED, SLOW.get(door.name, QUICK))
        if (finding := judge(door, data)[1])
    ]
    assert met == []


def test_an_input_can_be_made_again_from_its_door_seed_and_number(doors: dict[str, Door]) -> None:
    for door in doors.values():
        assert list(inputs(door, 7, 5))[3:] == list(inputs(door, 7, 2, 3))
