"""`dondoc journal`: taken away, verified by a program of its own, read back; `dondoc contacts erase`."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, select

from models.audit import record
from models.facts import Mute, Waiver
from models.units import Contact, Unit
from tasks.session import engine_of, open_session
from tests.journal_guard import journal_guarded


@pytest.fixture
def verifier(tmp_path):
    """The verifier as it lies beside an export, run by a bare Python far from this repository."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-I", "-S", "verify_journal.py", *words]
        return subprocess.run(line, cwd=tmp_path / "so", capture_output=True, text=True, timeout=60)

    return run


def test_the_journal_leaves_the_house_and_vouches_for_itself(dondoc, own_demo, tmp_path, verifier):
    with open_session(own_demo) as session:
        record(session, "tham-muu", "note", "x", "Sang năm mới", now=datetime(2027, 1, 2, tzinfo=UTC))
    made = dondoc("journal", "export", "--out", str(tmp_path / "so"), home=own_demo)
    assert made.exit_code == 0, made.output
    known = json.loads(dondoc("journal", "verify", "--json", home=own_demo).stdout)
    assert known["faults"] == []
    head = f"{known['head']['n']}:{known['head']['sha256'][:16]}"
    files = sorted(file.name for file in (tmp_path / "so").glob("*.jsonl"))
    assert files == ["nhat-ky-2025.jsonl", "nhat-ky-2026.jsonl", "nhat-ky-2027.jsonl"]
    whole = verifier(*reversed(files), "--head", head)
    assert (whole.returncode, whole.stdout) == (0, f"{known['lines']} dòng, nguyên vẹn.\n"), whole.stderr
    assert verifier("nhat-ky-2027.jsonl").returncode == 0
    missing = verifier(*files[:2], "--head", head)
    assert (missing.returncode, missing.stdout.splitlines()[0][:14]) == (1, "Sổ chỉ có đến ")
    assert verifier("nhat-ky-2024.jsonl").stdout == "Không mở được nhat-ky-2024.jsonl: không có tệp này.\n"

    last = tmp_path / "so" / files[-1]
    kept = last.read_text("utf-8")
    last.write_text("".join(kept.splitlines(keepends=True)[:-1]), "utf-8")
    cut = verifier("nhat-ky-*.jsonl")
    n = known["head"]["n"]
    assert cut.returncode == 1
    assert cut.stdout.splitlines()[0].endswith(f"thiếu dòng {n} đã biết dấu.")
    last.write_text(kept, "utf-8")
    assert (verifier("nhat-ky-*.jsonl").returncode, "--head" in verifier().stdout) == (0, True)
    file = tmp_path / "so" / files[1]
    lines = file.read_text("utf-8").splitlines()
    n = json.loads(lines[3])["n"]
    file.write_text("\n".join([*lines[:3], lines[3].replace("tham-muu", "lanh-dao"), *lines[5:]]) + "\n", "utf-8")
    wrong = verifier(*files)
    assert wrong.returncode == 1
    assert f"Dòng {n}: nội dung không khớp dấu niêm phong." in wrong.stdout
    assert f"Thiếu dòng {n + 1}." in wrong.stdout
    file.write_text("không phải JSON\n", "utf-8")
    assert verifier(*files).returncode == 2

    year = dondoc("journal", "export", "--out", str(tmp_path / "so"), "--year", "2025", home=own_demo)
    assert verifier(*year.stderr.split("verify_journal.py ")[1].split()[1:], files[0]).returncode == 0


def test_decisions_are_read_back_and_what_has_no_line_is_named(dondoc, own_demo):
    assert dondoc("journal", "replay", "--json", home=own_demo).exit_code == 0
    now = datetime(2026, 12, 1, tzinfo=UTC)
    with open_session(own_demo) as session:
        unit = session.exec(select(Unit.id)).first()
        given = {"reason": "x", "granted_by": "khac", "granted_at": now}
        session.add(Waiver(programme="p", duty="d", period="k", unit_id=unit, **given))
        session.add(Mute(programme="p", until=date(2027, 1, 1), reason="x", by="khac", at=now))
    told = dondoc("journal", "replay", "--json", "--kind", "waiver", home=own_demo)
    assert told.exit_code == 1
    assert [said.split()[0] for said in json.loads(told.stdout)["disagreements"]] == ["Tạm", "Miễn"]
    then = dondoc("journal", "replay", "--on", "2026-08-01", "--kind", "closing", "--json", home=own_demo)
    assert {d["subject"].split("/")[2] for d in json.loads(then.stdout)["decisions"]} > {"2024-03", "2026-06"}
    nothing = dondoc("journal", "replay", "--on", "2020-01-01", home=own_demo)
    assert "Không có quyết định nào trong nhật ký đến hết ngày" in nothing.stdout
    assert dondoc("journal", "replay", "--kind", "gi-do", home=own_demo).exit_code == 1
    assert dondoc("journal", "verify", "--head", "12", home=own_demo).exit_code == 1


def test_past_contacts_are_erased_by_an_officer_who_proves_it_after_a_word(dondoc, own_demo, monkeypatch):
    monkeypatch.setenv("DONDOC_OFFICER_PASSWORD", "mat-khau-khong-phai")
    assert "không đúng" in dondoc("contacts", "erase", "--officer", "tham-muu", "--yes", home=own_demo).stderr
    monkeypatch.setenv("DONDOC_OFFICER_PASSWORD", own_demo.settings().ui_password)
    with open_session(own_demo) as session:
        contact = session.exec(select(Contact).where(Contact.email != "")).first()
        contact.valid_to = date(2024, 12, 31)
    erase = ("contacts", "erase", "--officer", "tham-muu")
    due = json.loads(dondoc(*erase, "--dry-run", "--json", home=own_demo).stdout)["contacts"]
    assert due >= 1
    assert dondoc(*erase, home=own_demo).exit_code == 1  # nobody there to say yes
    assert dondoc("contacts", "erase", "--officer", "lanh-dao", "--yes", home=own_demo).exit_code == 1
    done = json.loads(dondoc(*erase, "--yes", "--json", home=own_demo).stdout)
    assert done["contacts"] == due
    assert json.loads(dondoc(*erase, "--dry-run", "--json", home=own_demo).stdout)["contacts"] == 0
    assert dondoc("journal", "verify", home=own_demo).exit_code == 0


def test_the_guard_of_the_journal_hears_what_has_no_line(own_demo):
    """The guard that watches every request of the portal's tests; here it watches this thread."""
    me = threading.current_thread()
    mute = {
        "programme": "p",
        "until": date(2027, 1, 1),
        "reason": "x",
        "by": "khac",
        "at": datetime(2026, 12, 1, tzinfo=UTC),
    }
    with journal_guarded(lambda thread: thread is me) as silent, Session(engine_of(own_demo)) as session:
        session.add(Mute(**mute))
        session.rollback()
        session.add(Mute(**mute))
        record(session, "khac", "mute", "mute:1", now=mute["at"])
        session.commit()
        assert silent == []
        session.add(Mute(**mute))
        session.commit()
        assert silent == [{"mute"}]
