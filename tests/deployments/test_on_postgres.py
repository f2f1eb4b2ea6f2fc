"""A first start and a demo on PostgreSQL, as in containers: the address comes from outside, not from the folder."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import inspect, make_url, text
from sqlmodel import func, select

from deployments.demo import load_demo, reset_demo
from models.access import Officer
from models.database import engine_for
from models.errors import Refused
from models.facts import Submission
from models.settings import Home
from models.units import Unit
from tasks.plan_reminders import plan_reminders
from tasks.session import engine_of, open_session
from tests.empty_databases import new_database

pytestmark = pytest.mark.postgres
NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)  # as the demo that all console tests share
WORDS = (
    "init",
    "--agency", "Phòng Tham mưu, Công an tỉnh Đồng Tháp",
    "--public-url", "https://dondoc.dongthap.gov.vn/",
    "--officer", "tham-muu",
    "--officer-name", "Cán bộ tham mưu",
)  # fmt: skip


@pytest.fixture
def address(postgres_url, monkeypatch) -> str:
    """An empty database whose address is set outside any home."""
    url = new_database(postgres_url)
    monkeypatch.setenv("DONDOC_DATABASE_URL", url)
    return url


def count(home: Home, model: type) -> int:
    with open_session(home) as session:
        return session.exec(select(func.count()).select_from(model)).one()


def test_a_live_home_begins_on_postgresql_and_its_database_takes_no_second_one(dondoc, address, tmp_path):
    home, env = Home(tmp_path / "home"), {"DONDOC_OFFICER_PASSWORD": "một mật khẩu đủ dài"}
    told = dondoc(*WORDS, home=home, env=env)
    assert told.exit_code == 0, told.output
    assert not (home.path / "dondoc.db").exists()
    assert engine_of(home).dialect.name == "postgresql"
    assert (count(home, Officer), count(home, Unit) > 4000) == (1, True)
    assert dondoc("doctor", "--json", home=home).stdout.count('"schema"') == 1
    assert dondoc("backup", "--plain", home=home).exit_code == 0

    other = Home(tmp_path / "other")
    told = dondoc(*WORDS, home=other, env=env)
    assert told.exit_code != 0
    assert "đã có dữ liệu của một bản cài đặt" in told.output
    with pytest.raises(Refused, match="đã có dữ liệu"):
        load_demo(Home(tmp_path / "demo"), NOW.date(), NOW)
    assert not other.exists()
    assert count(home, Officer) == 1
    engine_of(home).dispose()


def test_a_database_that_cannot_be_used_is_told_in_words(dondoc, postgres_url, tmp_path):
    server = make_url(postgres_url)
    with engine_for(postgres_url).execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("CREATE DATABASE cu ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0"))
    for address, words in (
        (server.set(database="khong_co"), "không có cơ sở dữ liệu tên ấy"),
        (server.set(username="nguoi_la"), "không có tài khoản này"),
        (server.set(host="127.0.0.1", port=9, query={}), "không trả lời"),
        (server.set(database="cu"), "bảng mã SQL_ASCII, không ghi được tiếng Việt"),
    ):
        env = {"DONDOC_DATABASE_URL": address.render_as_string(hide_password=False)}
        told = dondoc("demo", "load", home=Home(tmp_path / "home"), env=env)
        assert (told.exit_code, told.stdout) == (1, ""), told.output
        assert words in told.stderr
        assert not Home(tmp_path / "home").exists()


def test_the_demo_lies_on_postgresql_as_it_does_on_sqlite(loaded_demo, address, tmp_path, monkeypatch):
    home = Home(tmp_path / "home")
    load_demo(home, NOW.date(), NOW)
    assert "submission" in inspect(engine_of(home)).get_table_names()
    filed = count(home, Submission)
    planned = plan_reminders(home, NOW.date(), NOW, dry_run=True).messages
    reset_demo(home)
    with pytest.raises(Refused, match="cơ sở dữ liệu mới, trống"):
        load_demo(home, NOW.date(), NOW)
    engine_of(Home(home.path)).dispose()
    monkeypatch.delenv("DONDOC_DATABASE_URL")
    assert filed == count(loaded_demo, Submission) > 0
    assert planned == plan_reminders(loaded_demo, NOW.date(), NOW, dry_run=True).messages
