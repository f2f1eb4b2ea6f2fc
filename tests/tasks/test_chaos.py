"""Two hundred kills at any instant: nothing lost, nothing said twice, whatever nobody knows is listed.

`make chaos N=5000` does the same for as long as you like; the seed of a run is printed with its account.
"""

import os

import pytest

from tests.chaos import Account, play

pytestmark = pytest.mark.timeout(600)
KILLS = int(os.environ.get("CHAOS_KILLS", "200")) // 2


def everything_is_accounted_for(account: Account) -> None:
    assert account.troubles == ()
    assert account.kills == KILLS
    assert account.planned >= account.delivered > KILLS, "the workers had enough to do"
    assert account.in_flight > KILLS // 10, "a good share of the kills struck a letter on its way"
    assert account.duplicates == 0
    assert account.lost == 0


@pytest.mark.sqlite
def test_killed_workers_on_sqlite_lose_nothing_and_say_nothing_twice(tmp_path, capsys):
    account = play(tmp_path, KILLS)
    with capsys.disabled():
        print(f"\nsqlite: repeats={account.repeats} {account}")
    everything_is_accounted_for(account)


@pytest.mark.postgres
def test_killed_workers_on_postgres_lose_nothing_and_say_nothing_twice(tmp_path, postgres_url, capsys):
    account = play(tmp_path, KILLS, database_url=postgres_url)
    with capsys.disabled():
        print(f"\npostgres: repeats={account.repeats} {account}")
    everything_is_accounted_for(account)
