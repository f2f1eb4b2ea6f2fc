"""The journal is a chain: sealed at the commit, closed to changes, and telling on whoever gets round that."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, SQLModel, col, select

import migrations
import models.tables  # noqa: F401
from models.audit import record
from models.audit_chain import AuditSeal, forbid_changes, head, lines_without_seal, seal, sealed_lines
from models.database import engine_for
from models.facts import Audit
from tasks.verify_journal import faults, main, seal_of

NOW = datetime(2026, 11, 23, 1, 2, 3, 456789, tzinfo=UTC)
OPEN = {  # how somebody with the keys of the database gets round its refusal
    "sqlite": ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete", "DROP TRIGGER audit_seal_no_delete"],
    "postgresql": ["SET session_replication_role = replica"],
}


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def engine(request, tmp_path) -> Iterator[Engine]:
    if request.param == "sqlite":
        engine = engine_for(f"sqlite:///{tmp_path / 'journal.db'}")
    else:
        engine = engine_for(request.getfixturevalue("postgres_url"))
        SQLModel.metadata.drop_all(engine)
    SQLModel.metadata.create_all(engine)
    yield engine
    engine.dispose()


def said(engine: Engine, *actions: str, actor: str = "thammuu") -> None:
    with Session(engine) as session:
        for n, action in enumerate(actions):
            record(session, actor, action, f"submission:{n}", "Đề nghị bổ sung", now=NOW + timedelta(seconds=n))
        session.commit()


def found(engine: Engine, kept_head: tuple[int, str] | None = None) -> list[str]:
    with Session(engine) as session:
        return list(faults(sealed_lines(session), kept_head))


def test_whoever_can_open_a_session_has_its_lines_sealed_whatever_else_is_loaded(tmp_path):
    """A process that imports the tables of the facts and an engine, and nothing that knows of seals."""
    told = subprocess.run(
        [sys.executable, "-c", _BARE, f"sqlite:///{tmp_path / 'bare.db'}"], capture_output=True, text=True, timeout=60
    )
    assert (told.stdout, told.stderr) == ("1\n", "")


_BARE = """
import sys
from datetime import UTC, datetime
from sqlalchemy import text
from sqlmodel import Session, SQLModel
from models.facts import Audit
from models.database import engine_for
engine = engine_for(sys.argv[1])
SQLModel.metadata.create_all(engine)
with Session(engine) as session:
    session.add(Audit(at=datetime.now(UTC), actor="a", action="b", subject="c"))
    session.commit()
with engine.connect() as connection:
    print(connection.execute(text("SELECT count(*) FROM audit_seal")).scalar())
"""


def tampered(engine: Engine, *statements: str) -> None:
    with engine.connect() as connection:
        for statement in (*OPEN[engine.dialect.name], *statements):
            connection.execute(text(statement))
        connection.commit()
        if engine.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = DEFAULT"))
            connection.commit()


def test_every_line_is_sealed_over_the_one_before_it(engine):
    said(engine, "file", "accept")
    said(engine, "waive")

    with Session(engine) as session:
        lines = list(sealed_lines(session))
        last = head(session)
    assert [(line["n"], line["action"]) for line in lines] == [(1, "file"), (2, "accept"), (3, "waive")]
    assert [line["prev"] for line in lines] == ["", lines[0]["sha256"], lines[1]["sha256"]]
    assert (last.n, last.sha256) == (3, lines[2]["sha256"])
    assert found(engine) == []


def test_what_was_rolled_back_leaves_no_gap(engine):
    with Session(engine) as session:
        record(session, "a", "undone", "x", now=NOW)
        session.flush()
        session.rollback()
        record(session, "a", "kept", "x", now=NOW)
        with session.begin_nested() as inner:
            record(session, "a", "inner", "x", now=NOW)
            session.flush()
            inner.rollback()
        with session.begin_nested():
            record(session, "a", "inside", "x", now=NOW)
        session.commit()
        record(session, "a", "left", "x", now=NOW)
        session.flush()
    said(engine, "after")

    with Session(engine) as session:
        assert [line["action"] for line in sealed_lines(session)] == ["kept", "inside", "after"]
        assert lines_without_seal(session) == []
    assert found(engine) == []


def test_many_who_write_at_once_make_one_chain(engine):
    def write(who: int) -> None:
        for n in range(12):
            said(engine, "file", "accept", actor=f"cb{who}-{n}")

    writers = [threading.Thread(target=write, args=(who,)) for who in range(5)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    with Session(engine) as session:
        assert head(session).n == 5 * 12 * 2
        assert lines_without_seal(session) == []
    assert found(engine) == []


@pytest.mark.parametrize(
    "statement", ["UPDATE audit SET actor = 'khac'", "DELETE FROM audit_seal", "UPDATE audit_seal SET sha256 = ''"]
)
def test_the_database_itself_refuses_a_change(engine, statement):
    said(engine, "file")

    with engine.connect() as connection, pytest.raises(DBAPIError, match="only ever added to"):
        connection.execute(text(statement))
    assert found(engine) == []


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["UPDATE audit SET actor = 'khac' WHERE action = 'accept'"], ["Dòng 2: nội dung không khớp dấu niêm phong."]),
        (["UPDATE audit SET at = '2026-11-01 00:00:00+00:00' WHERE action = 'file'"], ["Dòng 1: nội dung không khớp"]),
        (["DELETE FROM audit_seal WHERE n = 2"], ["Thiếu dòng 2.", "Dòng 3: nội dung không khớp"]),
    ],
)
def test_whoever_gets_round_the_refusal_breaks_the_chain(engine, statements, words):
    said(engine, "file", "accept", "waive")
    tampered(engine, *statements)

    for fault, expected in zip(found(engine), words, strict=True):
        assert fault.startswith(expected)


def test_a_line_torn_out_under_its_seal_is_missed(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'journal.db'}")
    SQLModel.metadata.create_all(engine)
    said(engine, "file", "accept", "waive")
    tampered(engine, "PRAGMA foreign_keys=OFF", "DELETE FROM audit WHERE action = 'accept'")

    assert found(engine) == ["Dòng 2: chỉ còn dấu niêm phong, mất nội dung."]
    engine.dispose()


def test_a_line_without_a_place_in_the_chain_is_named_and_one_that_says_a_thing_twice_is_not_read(tmp_path):
    def sealed(n: int, prev: str) -> dict:
        line = {"n": n, "prev": prev, "at": "2026-11-23T00:00:00+00:00", "id": n, "actor": "an", "action": "waive",
                "subject": "x", "detail": ""}  # fmt: skip
        return {**line, "sha256": seal_of(line)}

    whole = [first := sealed(500, "a" * 64), sealed(501, first["sha256"])]
    assert list(faults(whole)) == []
    assert list(faults([sealed(0, ""), sealed(0, "b"), *whole])) == ["Dòng 0: không có dòng mang số này."] * 2
    file = tmp_path / "nhat-ky.jsonl"
    file.write_text(json.dumps(first)[:-1] + ', "actor": "an"}\n', "utf-8")
    assert main([str(file)]) == 2
    assert main([str(file), "--head", "0:" + "a" * 8]) == 2


def test_an_end_cut_off_is_known_by_a_head_kept_elsewhere(engine):
    said(engine, "file", "accept", "waive")
    with Session(engine) as session:
        printed = head(session)
    tampered(engine, "DELETE FROM audit_seal WHERE n = 3", "DELETE FROM audit WHERE action = 'waive'")

    assert found(engine) == []
    assert found(engine, (printed.n, printed.sha256)) == ["Sổ chỉ có đến dòng 2, thiếu dòng 3 đã biết dấu."]
    said(engine, "forged")
    assert found(engine, (printed.n, printed.short)) == ["Dòng 3: dấu khác với dấu đã biết."]


def test_a_line_put_in_past_the_program_is_named(engine):
    said(engine, "file")
    with engine.begin() as connection:
        connection.execute(
            text("INSERT INTO audit (at, actor, action, subject, detail) VALUES (:at, 'x', 'waive', 'y', '')"),
            {"at": "2026-11-23 00:00:00.000000+00:00"},
        )

    with Session(engine) as session:
        assert lines_without_seal(session) == [session.exec(select(Audit.id).where(Audit.actor == "x")).one()]


def test_the_head_of_a_day_is_the_last_line_of_that_day_in_hanoi(engine):
    with Session(engine) as session:
        record(session, "a", "early", "x", now=datetime(2026, 11, 22, 16, 59, tzinfo=UTC))
        session.commit()
        record(session, "a", "late", "x", now=datetime(2026, 11, 22, 17, 1, tzinfo=UTC))
        session.commit()
        assert head(session, date(2026, 11, 21)) is None
        assert head(session, date(2026, 11, 22)).n == 1
        assert head(session, date(2026, 11, 23)).n == head(session).n == 2


def test_a_journal_from_before_the_chain_is_sealed_whole_and_closed(tmp_path):
    """What the migration does with the lines it finds."""
    engine = engine_for(f"sqlite:///{tmp_path / 'old.db'}")
    SQLModel.metadata.create_all(engine)
    with engine.begin() as connection:
        for n in range(3):
            row = {"at": NOW, "actor": "a", "action": f"old{n}", "subject": "x", "detail": ""}
            connection.execute(Audit.__table__.insert(), row)  # type: ignore[attr-defined]
        assert seal(connection) == 3
        assert seal(connection) == 0
        forbid_changes(connection)
        forbid_changes(connection)
    said(engine, "new")
    assert found(engine) == []
    with Session(engine) as session:
        assert [line["action"] for line in sealed_lines(session, 2, 3)] == ["old1", "old2"]
        assert session.exec(select(AuditSeal.n).order_by(col(AuditSeal.n))).all() == [1, 2, 3, 4]
    engine.dispose()


def test_an_address_in_a_detail_is_masked(engine):
    with Session(engine) as session:
        line = record(session, "a", "note", "x", "gọi 0912345678, thư nguyenvana@cax.example", now=NOW)
    assert line.detail == "gọi 0****678, thư n***@cax.example"


@pytest.mark.postgres
def test_migrated_tables_are_closed_like_those_of_the_models(postgres_url, tmp_path):
    postgres = engine_for(postgres_url)
    with postgres.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    sqlite = engine_for(f"sqlite:///{tmp_path / 'new.db'}")
    for engine in (postgres, sqlite):
        migrations.upgrade(engine)
        said(engine, "file")
        with engine.connect() as connection, pytest.raises(DBAPIError, match="only ever added to"):
            connection.execute(text("DELETE FROM audit"))
    with postgres.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    sqlite.dispose()
    postgres.dispose()
