"""Whose turn it is: one at a time in one home, on both databases, and the dead give it back at once."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from deployments.lock import alone, among_parts
from deployments.parts import run_part
from models.errors import Refused
from models.settings import Home, Settings
from tasks.session import engine_of
from tasks.turns import taking_turn
from tasks.upgrade import tables_of
from tests.installation import ROOT
from tests.old_homes import old_home
from tests.waiting import wait_for

HOLDER = """
import sys
from models.settings import Home
from tasks.turns import taking_turn
with taking_turn(Home(sys.argv[1]), "vong-nhac") as is_ours:
    print(is_ours, flush=True)
    sys.stdin.read()
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request, home: Home) -> Home:
    if request.param == "postgresql":
        home.save(Settings(mode="demo", database_url=request.getfixturevalue("postgres_url")))
    return home


def is_free(home: Home, work: str = "vong-nhac") -> bool:
    with taking_turn(home, work) as is_ours:
        return is_ours


def test_who_comes_second_is_told_so_and_who_comes_after_gets_it(place):
    with taking_turn(place, "vong-nhac") as first, taking_turn(place, "vong-nhac") as second:
        assert (first, second) == (True, False)
        assert is_free(place, "lich-chay")
    assert is_free(place)
    with pytest.raises(ZeroDivisionError), taking_turn(place, "vong-nhac"):
        raise ZeroDivisionError
    assert is_free(place)
    engine_of(place).dispose()


def test_a_killed_process_gives_its_turn_back(place):
    words, env = [sys.executable, "-c", HOLDER, str(place.path)], {**os.environ}
    env["DONDOC_DATABASE_URL"] = place.database_url()
    with subprocess.Popen(words, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "True\n"
        assert not is_free(place)
        holder.kill()
        wait_for(lambda: is_free(place), 20, "the turn is free again")
    engine_of(place).dispose()


def test_the_parts_of_a_home_stand_side_by_side_but_not_beside_the_whole(home):
    with among_parts(home), among_parts(home), pytest.raises(Refused, match="đang chạy với thư mục"), alone(home):
        raise AssertionError("the whole started beside its parts")
    with alone(home), pytest.raises(Refused, match="Dừng nó trước khi chạy riêng từng phần"):
        run_part(home, "portal")


@pytest.mark.sqlite
def test_a_part_leaves_tables_of_another_release_to_the_upgrade(home, tmp_path):
    home.save(Settings(mode="demo", ui_password="mat-khau"))
    with pytest.raises(Refused, match="chưa có bảng nào"):
        run_part(home, "portal")
    old = old_home(tmp_path / "old", "0005", ui_password="mat-khau")
    with pytest.raises(Refused, match=r"\(0005\) không phải của phiên bản này .* dondoc upgrade"):
        run_part(old, "worker")
    assert tables_of(old) == "0005"


@pytest.mark.parametrize(
    ("part", "settings", "reason"),
    [
        ("may-chu", {}, "Không có phần “may-chu”. Các phần: server, services,"),
        ("services", {}, "Chưa đặt redis_url"),
        ("inbox", {"mode": "live"}, "chỉ có trong bản demo"),
        ("server", {"redis_url": "redis://127.0.0.1:1/0"}, "đặt prefect_database_url, hoặc bỏ redis_url"),
    ],
)
def test_a_part_that_cannot_be_says_what_it_lacks(home, part, settings, reason):
    home.save(Settings(**{"mode": "demo", "ui_password": "mat-khau", **settings}))
    with pytest.raises(Refused) as refused:
        run_part(home, part)
    assert reason in refused.value.reason
