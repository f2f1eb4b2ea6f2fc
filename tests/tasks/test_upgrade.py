"""A home of any earlier release comes up to date with all it held, on both databases, and says what it should."""

from __future__ import annotations

import sqlite3
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import inspect, text

import migrations
from models.database import engine_for
from models.errors import Refused
from models.settings import Home
from models.vocabulary import Health, Work
from tasks.backup import backups_in
from tasks.database_copy import schema_of
from tasks.health import examine
from tasks.plan_reminders import plan_reminders
from tasks.restore import restore
from tasks.session import engine_of
from tasks.table_prints import prints_of
from tasks.upgrade import upgrade
from tests.empty_databases import new_database
from tests.old_homes import RELEASED, counts, old_home, pour_old

pytestmark = pytest.mark.sqlite  # homes of old releases are SQLite files; those poured into PostgreSQL say so

NOW = datetime(2026, 11, 23, 0, 31, tzinfo=UTC)  # Monday, half past seven in Hanoi
MONDAY = date(2026, 11, 23)
GROWS = {"audit", "audit_seal", "pulse", "switch"}  # what is done is written down; a restored home is silent
LATER = {"content"}  # 0004 takes words out of messages


def kept(before: dict[str, int], after: dict[str, int]) -> bool:
    """Nothing that was there is gone."""
    return all(
        after.get(name, -1) == rows or (name in GROWS | LATER and after[name] >= rows) for name, rows in before.items()
    )


def test_every_released_schema_has_a_home_here():
    assert tuple(f"{n:04}" for n in range(1, len(RELEASED) + 1)) == RELEASED
    assert RELEASED[-1] == "0005"


@pytest.mark.parametrize("revision", RELEASED)
def test_a_home_of_an_earlier_release_is_backed_up_and_brought_up_to_date(tmp_path, revision):
    home = old_home(tmp_path / "home", revision)
    before = counts(home.path / "dondoc.db")
    assert min(before["submission"], before["message"], before["audit"], before["contact"]) > 0
    found = {point.name: point for point in examine(home, NOW)}
    assert found["schema"].state is Health.BAD
    assert "dondoc upgrade" in found["schema"].to_do

    done = upgrade(home, now=NOW)

    assert (done.before, done.after) == (revision, migrations.newest())
    assert kept(before, counts(home.path / "dondoc.db"))
    assert done.backup is not None
    assert done.backup.schema == revision
    assert backups_in(home.path / "backups") == [done.backup.path]
    assert upgrade(home, now=NOW).backup is None  # a second one finds nothing to do
    states = {point.name: point.state for point in examine(home, NOW)}
    assert states["schema"] == states["journal"] == states["database"] == Health.OK
    report = plan_reminders(home, MONDAY, NOW)
    assert report.messages >= 1  # the meeting of November is owed on the 25th, whatever release wrote the units
    with engine_of(home).connect() as connection:
        assert connection.execute(text("PRAGMA foreign_key_check")).first() is None
        ran = connection.execute(text("SELECT count(*) FROM pulse WHERE work = :work"), {"work": Work.BACKUP.value})
        assert ran.scalar_one() == 1


def test_the_backup_made_before_an_upgrade_comes_back_with_its_old_rows(tmp_path):
    home = old_home(tmp_path / "home", "0002")
    backup = upgrade(home, now=NOW).backup
    again = Home(tmp_path / "again")
    restored = restore(backup.path, again, now=NOW)
    assert restored.manifest.schema_at == "0002"
    assert kept(counts_of(restored), counts(again.path / "dondoc.db"))


def counts_of(restored) -> dict[str, int]:
    return {name: table.rows for name, table in restored.manifest.tables.items()}


@pytest.mark.postgres
@pytest.mark.parametrize("revision", ["0001", "0005"])
def test_a_postgresql_home_of_an_earlier_release_is_brought_up_to_date(tmp_path, postgres_url, revision):
    small = old_home(tmp_path / "small", revision)
    url = new_database(postgres_url)
    pour_old(small, url, revision)
    home = Home(tmp_path / "home")
    home.save(small.settings().model_copy(update={"database_url": url}))
    with engine_of(home).connect() as connection:
        before = {name: table.rows for name, table in prints_of(connection).items()}

    done = upgrade(home, now=NOW)

    with engine_of(home).connect() as connection:
        assert schema_of(connection) == done.after
        assert kept(before, {name: table.rows for name, table in prints_of(connection).items()})
    assert plan_reminders(home, MONDAY, NOW).messages == plan_reminders_of(small)
    assert done.backup is not None
    assert done.backup.rows == sum(before.values())
    engine_of(home).dispose()


def plan_reminders_of(home: Home) -> int:
    upgrade(home, now=NOW)
    return plan_reminders(home, MONDAY, NOW, dry_run=True).messages


def test_tables_of_a_later_release_are_left_alone(tmp_path):
    home = old_home(tmp_path / "home", "0005")
    with sqlite3.connect(home.path / "dondoc.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Refused, match="phiên bản mới hơn"):
        upgrade(home, now=NOW)
    assert backups_in(home.path / "backups") == []
    assert {p.name: p.state for p in examine(home, NOW)}["schema"] is Health.BAD


def test_an_upgrade_that_fails_names_the_backup_of_what_was(tmp_path, monkeypatch):
    home = old_home(tmp_path / "home", "0005")

    def fails(_engine: object) -> None:
        raise RuntimeError("no room")

    monkeypatch.setattr(migrations, "upgrade", fails)
    with pytest.raises(Refused) as no:
        upgrade(home, now=NOW)
    (backup,) = backups_in(home.path / "backups")
    assert str(backup) in no.value.reason
    assert not inspect(engine_for(home.database_url())).has_table("audit_seal")
