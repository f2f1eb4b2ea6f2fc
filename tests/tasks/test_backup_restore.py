"""A backup taken while people write comes back whole, on both databases; whatever is not whole is not taken."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from sqlalchemy import inspect, text
from sqlmodel import select

from models.access import Switch
from models.database import engine_for
from models.errors import Refused
from models.facts import Audit, Submission
from models.kept_files import Upload, attach, keep
from models.outbox import is_stopped
from models.pulses import last_pulse
from models.settings import Home
from models.vocabulary import Work
from tasks import restore as restoring
from tasks.backup import back_up, backups_in, sidecar
from tasks.plan_reminders import plan_reminders
from tasks.restore import restore
from tasks.restore_drill import drill, next_round
from tasks.sealed_archive import _with_patience
from tasks.send_messages import send_messages
from tasks.session import engine_of, open_session
from tasks.table_prints import prints_of
from tasks.upgrade import upgrade
from tests.empty_databases import new_database
from tests.old_homes import old_home, pour_old

pytestmark = pytest.mark.sqlite  # homes of old releases are SQLite files; those poured into PostgreSQL say so

NOW = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)  # half past two at night in Hanoi; Monday's round comes next
PASSPHRASE = "ba con gà và một cái cuốc"
PAPER = Upload("bien-ban.pdf", "application/pdf", b"%PDF-1.4\nbien ban\n%%EOF")


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Home:
    """A home with units, filings, messages, an attachment, a template and a password among its settings."""
    home = old_home(tmp_path_factory.mktemp("filled") / "home", "0005", ui_password="mat-khau-thu", backup_keep=3)
    upgrade(home, passphrase="", now=NOW - timedelta(days=1))
    with open_session(home) as session:
        submission = session.exec(select(Submission)).first()
        attach(session, home, submission, [PAPER])
    home.templates.mkdir()
    (home.templates / "cong-van.docx").write_bytes(b"PK a template")
    home.secret()
    plan_reminders(home, NOW.date(), NOW - timedelta(hours=12))
    return home


def contents(home: Home) -> dict:
    with engine_of(home).connect() as connection:
        return prints_of(connection)


def test_a_sealed_backup_holds_everything_and_comes_back_silent(filled, tmp_path):
    done = back_up(filled, tmp_path / "kho", passphrase=PASSPHRASE, by="đêm", now=NOW)
    assert (done.is_sealed, done.has_keys, done.missing, done.spoilt) == (True, True, 0, ())
    assert sidecar(done.path).read_text("utf-8") == f"{done.sha256}  {done.path.name}\n"
    content = done.path.read_bytes()
    assert b"PK a template" not in content
    assert filled.secret().encode() not in content
    with open_session(filled) as session:
        assert last_pulse(session, Work.BACKUP).finished_at == NOW
        line = session.exec(select(Audit).where(Audit.action == "backup").order_by(Audit.id.desc())).first()
        assert (line.actor, line.subject) == ("đêm", done.path.name)
        assert done.sha256 in line.detail

    again = Home(tmp_path / "again")
    back = restore(done.path, again, passphrase=PASSPHRASE, now=NOW + timedelta(hours=1))

    assert (back.has_key, back.set_again, back.files) == (True, (), done.files)
    assert again.secret() == filled.secret()
    assert again.settings() == filled.settings()
    assert (again.files / PAPER.sha256[:2] / PAPER.sha256).read_bytes() == PAPER.content
    assert (again.templates / "cong-van.docx").read_bytes() == b"PK a template"
    with open_session(again) as session:
        assert is_stopped(session)
        assert session.exec(select(Audit).where(Audit.action == "restore")).one().subject == done.path.name
    before, after = back.manifest.prints, contents(again)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"audit", "audit_seal", "switch"}  # the restore itself
    assert back.waiting > 0
    assert send_messages(again).sent == 0


def test_a_backup_that_is_not_sealed_opens_no_door(filled, tmp_path):
    done = back_up(filled, tmp_path / "kho", passphrase="", now=NOW)
    with tarfile.open(done.path) as tar:
        names = tar.getnames()
        said = tar.extractfile("settings.toml").read().decode()
    assert "secret.key" not in names
    assert names[-1] == "manifest.json"
    assert "mat-khau-thu" not in said
    back = restore(done.path, Home(tmp_path / "again"), now=NOW)
    assert (back.has_key, back.set_again) == (False, ("ui_password",))
    key = tmp_path / "cat-rieng.key"
    key.write_text(filled.secret())
    kept = Home(tmp_path / "with-key")
    assert restore(done.path, kept, key=key, now=NOW).has_key
    assert kept.secret() == filled.secret()


def test_only_the_newest_are_kept_and_nothing_else_in_the_folder_is_touched(filled, tmp_path):
    folder = tmp_path / "kho"
    folder.mkdir()
    (folder / "dondoc-ghi-chu.txt").write_text("giữ")
    made = [back_up(filled, folder, passphrase="", now=NOW + timedelta(minutes=n)) for n in range(5)]
    assert [file.name for file in backups_in(folder)] == [done.path.name for done in made[2:]]
    assert made[4].removed == (made[1].path.name,)
    assert {file.name for file in folder.iterdir()} == {
        "dondoc-ghi-chu.txt",
        *(file.name for done in made[2:] for file in (done.path, sidecar(done.path))),
    }
    with pytest.raises(Refused, match="Đã có bản sao lưu"):
        back_up(filled, folder, passphrase="", now=NOW + timedelta(minutes=4))


def test_an_attachment_that_is_gone_or_spoilt_is_told(filled, tmp_path):
    place = filled.files / PAPER.sha256[:2] / PAPER.sha256
    place.write_bytes(b"%PDF-1.4\nrot\n%%EOF")
    assert back_up(filled, tmp_path, passphrase="", note_it=False, now=NOW).spoilt == (PAPER.sha256,)
    place.unlink()
    assert back_up(filled, tmp_path, passphrase="", note_it=False, now=NOW + timedelta(minutes=1)).missing == 1
    keep(filled, PAPER)


def altered(archive: Path, change) -> Path:
    """The archive with one member changed, removed or added by `change(members)`; everything else as it was."""
    with tarfile.open(archive) as tar:
        members = {head.name: tar.extractfile(head).read() for head in tar}
    change(members)
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, content in members.items():
            head = tarfile.TarInfo(name)
            head.size = len(content)
            tar.addfile(head, io.BytesIO(content))
    place = archive.with_name(f"altered-{archive.name}")
    place.write_bytes(out.getvalue())
    return place


def later_format(members: dict) -> None:
    members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | {"format": 99}).encode()


def later_schema(members: dict) -> None:
    members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | {"schema_at": "9999"}).encode()


def other_counts(members: dict) -> None:
    listed = json.loads(members["manifest.json"])
    listed["tables"]["unit"]["rows"] += 1
    members["manifest.json"] = json.dumps(listed).encode()


WRONG = {
    "khong co ban ke": (lambda m: m.pop("manifest.json"), "không có bản kê"),
    "thieu tep": (lambda m: m.pop("templates/cong-van.docx"), "thiếu 1 tệp"),
    "tep la": (lambda m: m.update({"reports/la.docx": b"x"}), "ngoài bản kê"),
    "noi dung khac": (lambda m: m.update({"templates/cong-van.docx": b"PK another"}), "không khớp mã SHA-256"),
    "ra ngoai": (lambda m: m.update({"files/../../x": b"x"}), "không thuộc về Đôn Đốc"),
    "duong dan goc": (lambda m: m.update({"/etc/x": b"x"}), "không thuộc về Đôn Đốc"),
    "ten la": (lambda m: m.update({"logs/x": b"x"}), "không thuộc về Đôn Đốc"),
    "dang moi hon": (later_format, "phiên bản mới hơn"),
    "bang moi hon": (later_schema, "phiên bản mới hơn"),
    "bang khac": (other_counts, "không khớp bản kê"),
    "khong phai ban ke": (lambda m: m.update({"manifest.json": b"[]"}), "bản kê đọc được"),
}


def test_what_is_not_whole_is_refused_and_leaves_nothing(filled, tmp_path):
    good = back_up(filled, tmp_path / "kho", passphrase="", note_it=False, now=NOW).path
    sealed = back_up(filled, tmp_path / "kho", passphrase=PASSPHRASE, note_it=False, now=NOW).path
    cases = [(altered(good, change).read_bytes(), None, reason) for change, reason in WRONG.values()]
    cases += [(good.read_bytes()[:-2000], None, "cắt cụt"), (b"\x1f\x8b rubbish", None, "hỏng"), (b"", None, "hỏng")]
    cases += [(gzip.compress(b"no tar at all" * 100), None, "hỏng")]
    whole = bytearray(sealed.read_bytes())
    whole[len(whole) // 2] ^= 1
    cases += [(bytes(whole), PASSPHRASE, "hỏng"), (sealed.read_bytes()[: len(whole) // 2], PASSPHRASE, "hỏng")]
    cases += [(sealed.read_bytes(), "sai", "không đúng"), (sealed.read_bytes(), None, "cần mật khẩu")]
    for n, (content, passphrase, reason) in enumerate(cases):
        file, home = tmp_path / f"{n}.tar", Home(tmp_path / f"home-{n}")
        file.write_bytes(content)
        with pytest.raises(Refused, match=reason):
            restore(file, home, passphrase=passphrase, now=NOW)
        assert not home.path.exists(), reason


def test_a_home_that_is_lived_in_is_never_written_over(filled, tmp_path):
    archive = back_up(filled, tmp_path / "kho", passphrase="", note_it=False, now=NOW).path
    before = contents(filled)
    with pytest.raises(Refused, match="không trống"):
        restore(archive, filled, now=NOW)
    assert contents(filled) == before
    with pytest.raises(Refused, match="không phải tệp secret"):
        restore(archive, Home(tmp_path / "again"), key=archive, now=NOW)
    assert not (tmp_path / "again").exists()


@pytest.fixture
def live(tmp_path) -> Home:
    """A live home with passwords, among them the one of a database it lies on in name only."""
    home = old_home(tmp_path / "live", "0005")
    upgrade(home, passphrase="", now=NOW)
    home.save(home.settings().model_copy(update={"mode": "live", "smtp_password": "mat-khau-thu"}))
    return home


def test_a_live_home_comes_back_with_its_passwords_unreadable_and_takes_no_other_key(live, tmp_path):
    archive = back_up(live, tmp_path / "kho", passphrase=PASSPHRASE, note_it=False, now=NOW).path
    again = Home(tmp_path / "again")
    restore(archive, again, passphrase=PASSPHRASE, database_url="", now=NOW)
    assert "mat-khau-thu" not in again.settings_file.read_text("utf-8")
    assert again.settings().smtp_password == "mat-khau-thu"
    other = tmp_path / "khac.key"
    other.write_text("ab" * 32)
    with pytest.raises(Refused, match="khác với khóa của --key"):
        restore(archive, Home(tmp_path / "other"), passphrase=PASSPHRASE, key=other, now=NOW)
    assert not (tmp_path / "other").exists()


def test_a_backup_in_the_open_does_not_open_the_database(live, tmp_path, monkeypatch):
    address = "postgresql+psycopg://dondoc:mat-khau-cua-may-chu@127.0.0.1:1/dondoc"
    rows = live.path / "dondoc.db"
    live.save(live.settings().model_copy(update={"database_url": address}))
    monkeypatch.setenv("DONDOC_DATABASE_URL", f"sqlite:///{rows}")
    archive = back_up(live, tmp_path / "kho", passphrase="", note_it=False, now=NOW).path
    monkeypatch.delenv("DONDOC_DATABASE_URL")
    with tarfile.open(archive) as tar:
        assert b"mat-khau-cua-may-chu" not in tar.extractfile("settings.toml").read()
    with pytest.raises(Refused, match="thêm --database"):
        restore(archive, Home(tmp_path / "nowhere"), now=NOW)
    back = restore(archive, Home(tmp_path / "here"), database_url="", now=NOW)
    assert back.set_again == ("smtp_password",)
    monkeypatch.setenv("DONDOC_DATABASE_URL", address)
    with pytest.raises(Refused, match="chỉ tới cơ sở dữ liệu khác"):
        restore(archive, Home(tmp_path / "elsewhere"), database_url="", now=NOW)


def without_guard(home: Home, *words: str) -> None:
    """Do to the tables what only somebody past this program can do."""
    with engine_of(home).begin() as connection:
        for name, sql in connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
            words = (*words, sql)
        for word in words:
            connection.exec_driver_sql(word)


def test_a_journal_that_was_cut_or_changed_is_found_out_by_the_drill_and_told_by_a_restore(tmp_path):
    home = old_home(tmp_path / "home", "0005")
    upgrade(home, passphrase="", now=NOW)
    archive = back_up(home, tmp_path / "kho", passphrase="", now=NOW).path
    held = drill(home, archive=archive, now=NOW)
    assert (held.is_good, held.journal_faults) == (True, ())
    last = "(SELECT max(n) FROM audit_seal)"
    for _ in range(3):  # the notes of the backup and the drill, then the head itself
        without_guard(
            home, f"DELETE FROM audit_seal WHERE n = {last}", "DELETE FROM audit WHERE id = (SELECT max(id) FROM audit)"
        )
    held = drill(home, archive=archive, now=NOW + timedelta(minutes=1))
    assert not held.is_good
    assert "đã bị cắt hoặc bị sửa" in held.journal_faults[0]
    without_guard(home, "UPDATE audit SET detail = 'khác' WHERE id = (SELECT audit_id FROM audit_seal WHERE n = 2)")
    spoilt = back_up(home, tmp_path / "kho", passphrase="", now=NOW + timedelta(minutes=2)).path
    told = restore(spoilt, Home(tmp_path / "again"), now=NOW).journal_faults
    assert told == ("Dòng 2: nội dung không khớp dấu niêm phong.",)
    with open_session(home) as session:
        assert last_pulse(session, Work.DRILL).finished_at == NOW


def test_what_a_killed_backup_left_goes_with_a_later_one(live, tmp_path):
    folder = tmp_path / "kho"
    for left in (live.path / ".sao-luu-abc", folder):
        left.mkdir()
    (live.path / ".sao-luu-abc" / "dondoc.db").write_bytes(b"rows")
    (folder / ".dondoc-2026-11-20-023000.tar.gz.new").write_bytes(b"half")
    back_up(live, folder, passphrase="", note_it=False, now=datetime.now(UTC))
    assert (live.path / ".sao-luu-abc").exists()  # may be at work
    back_up(live, folder, passphrase="", note_it=False, now=datetime.now(UTC) + timedelta(days=2))
    assert not list(live.path.glob(".*"))
    assert not list(folder.glob(".*"))


def test_a_lock_this_machine_is_too_slow_for_is_not_called_a_wrong_passphrase():
    """age measures the machine; one that is busy at that moment seems slow (a lock of a thousand seconds stands in)."""
    opening, stanza, rest = pyrage.passphrase.encrypt(b"x", PASSPHRASE).split(b"\n", 2)
    slow = b"\n".join([opening, stanza.rpartition(b" ")[0] + b" 30", rest])
    with pytest.raises(Refused, match="quá bận"):
        _with_patience(slow, PASSPHRASE)


@pytest.mark.postgres
def test_a_postgresql_is_left_empty_by_a_drill_and_a_failed_restore(filled, tmp_path, postgres_url, monkeypatch):
    archive = back_up(filled, tmp_path / "kho", passphrase="", note_it=False, now=NOW).path
    url = new_database(postgres_url)
    for _ in range(2):
        assert drill(filled, archive=archive, database_url=url, now=NOW).is_good

    def fails(*_: object) -> int:
        raise RuntimeError("the machine stops")

    monkeypatch.setattr(restoring, "_hush", fails)
    with pytest.raises(RuntimeError):
        restore(archive, Home(tmp_path / "again"), database_url=url, now=NOW)
    engine = engine_for(url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def either(request, filled, tmp_path) -> Home:
    """The filled home on either database."""
    small = old_home(tmp_path / "small", "0005")
    if request.param == "sqlite":
        upgrade(small, passphrase="", now=NOW)
        return small
    url = new_database(request.getfixturevalue("postgres_url"))
    pour_old(small, url, "0005")
    home = Home(tmp_path / "on-postgres")
    home.save(small.settings().model_copy(update={"database_url": url}))
    upgrade(home, passphrase="", now=NOW)
    return home


def test_a_backup_in_mid_round_under_writers_is_one_moment_and_its_next_round_is_the_same(either, tmp_path):
    """Every writer adds a switch and a line of the journal together: a moment has both of them or none."""
    stop, went_wrong = threading.Event(), []

    def write(name: str) -> None:
        n = 0
        while not stop.is_set():
            n += 1
            try:
                with open_session(either) as session:
                    session.add(Switch(key=f"thu-{name}-{n}", value="x", by=name, at=NOW))
                    session.add(Audit(at=NOW, actor=name, action="thu", subject=f"{name}-{n}", detail=""))
            except Exception as e:
                went_wrong.append(e)
                return

    writers = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    rounds = threading.Thread(target=lambda: plan_reminders(either, NOW.date() + timedelta(days=1), NOW))
    for thread in (*writers, rounds):
        thread.start()
    try:
        made = [
            back_up(either, tmp_path / "kho", passphrase="", note_it=False, now=NOW + timedelta(minutes=n))
            for n in range(2)
        ]
    finally:
        stop.set()
        for thread in (*writers, rounds):
            thread.join()
    assert went_wrong == []
    for n, backup in enumerate(made):
        home = Home(tmp_path / f"moment-{n}")
        restore(backup.path, home, database_url="", now=NOW)
        with open_session(home) as session:
            switches = [s.key.removeprefix("thu-") for s in session.exec(select(Switch)) if s.key.startswith("thu-")]
            lines = [a.subject for a in session.exec(select(Audit).where(Audit.action == "thu"))]
        assert sorted(switches) == sorted(lines)
        engine_of(home).dispose()

    later = NOW + timedelta(days=2)  # the meeting of November is owed on that day
    held = drill(either, now=later)
    assert (held.is_equal, held.missing) == (True, 0)
    assert held.letters > 0
    with open_session(either) as session:
        assert last_pulse(session, Work.DRILL).said == held.words
    assert drill(either, archive=made[0].path, now=later).is_equal is None


def test_a_drill_compares_a_round_that_has_letters_and_says_so_where_none_has(filled):
    eve = datetime(2026, 12, 31, 5, 0, tzinfo=UTC)  # the rounds of the new year's first days have nothing to say
    found = next_round(filled, eve)
    assert found.letters > 0
    assert found.at > eve + timedelta(days=1)
    held = drill(filled, now=eve)
    assert (held.letters, held.next_round_at) == (found.letters, found.at)
    assert f"vòng nhắc kế tiếp giống hệt ({held.letters} tin, ngày " in held.words
    assert "14 vòng tới không có tin nào để so" in replace(held, letters=0).words


@pytest.mark.postgres
def test_a_home_moves_from_sqlite_to_postgresql_and_back_without_losing_a_row(filled, tmp_path, postgres_url):
    small = back_up(filled, tmp_path / "kho", passphrase=PASSPHRASE, note_it=False, now=NOW)
    url, large = new_database(postgres_url), Home(tmp_path / "large")
    restore(small.path, large, passphrase=PASSPHRASE, database_url=url, now=NOW)
    assert not (large.path / "dondoc.db").exists()
    assert next_round(large, NOW) == next_round(filled, NOW)
    with open_session(large) as session:  # numbers go on where they were
        session.add(Audit(at=NOW, actor="thu", action="thu", subject="sau", detail=""))
        session.connection().execute(
            text("UPDATE unit SET name = name WHERE parent_id IS NULL")
        )  # after their children
    large_backup = back_up(large, tmp_path / "kho", passphrase="", note_it=False, now=NOW + timedelta(minutes=1))
    home = Home(tmp_path / "small-again")
    restore(large_backup.path, home, database_url="", now=NOW)
    before, after = contents(filled), contents(home)
    assert {name for name in before if before[name] != after[name]} == {"audit", "audit_seal", "switch"}
    with pytest.raises(Refused, match="không trống"):
        restore(small.path, Home(tmp_path / "twice"), passphrase=PASSPHRASE, database_url=url, now=NOW)
    engine_of(large).dispose()
