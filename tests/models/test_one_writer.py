"""SQLite has one writer at a time: who may come to write waits in line from the start, never fails half-way."""

import sqlite3

import pytest
from sqlalchemy import text
from sqlmodel import Session

from models.database import engine_for

pytestmark = pytest.mark.sqlite


def test_a_look_that_writes_and_takes_back_is_in_line_before_it_reads(tmp_path):
    file = tmp_path / "rows.db"
    engine = engine_for(f"sqlite:///{file}")
    with engine.begin() as connection:
        connection.execute(text("create table kept (n integer)"))
    with Session(engine) as session, session.begin_nested() as looking:
        assert session.execute(text("select count(*) from kept")).scalar_one() == 0
        with pytest.raises(sqlite3.OperationalError, match="locked"):  # somebody else waits: here without any patience
            sqlite3.connect(file, timeout=0).execute("insert into kept values (1)")
        session.execute(text("insert into kept values (2)"))
        looking.rollback()
    with Session(engine) as session:
        session.execute(text("insert into kept values (3)"))
        session.commit()
        assert session.execute(text("select n from kept")).scalars().all() == [3]
    engine.dispose()
