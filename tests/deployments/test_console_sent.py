"""The sendings of a period on the console: listed, given back byte for byte, sent once more; cells behind a number."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from models.catalogue import home_catalogue
from models.filing import file_submission
from models.kept_files import kept
from models.quiet_hours import HANOI
from models.settings import Home
from models.snapshots import files_of, newest_of
from tasks.session import open_session

P05 = "05-ctrph-cat-mttq"
KEY = (P05, "DX-2026-01", "2026-06-19")
ASKED = ("05", *KEY[1:])


@pytest.fixture(autouse=True)
def _password(monkeypatch, loaded_demo: Home) -> None:
    monkeypatch.setenv("DONDOC_OFFICER_PASSWORD", loaded_demo.settings().ui_password)


@pytest.fixture
def late(own_demo: Home) -> Home:
    """A unit that had not reported when the period was closed on 26/6/2026 files on 20/11/2026."""
    with open_session(own_demo) as session:
        silent = newest_of(session, *KEY).content["missing"][0]
        filed = {"kind": "figures", "figures": {"B01": "2", "B02": "60"}, "now": datetime(2026, 11, 20, 3, tzinfo=UTC)}
        key = dict(zip(("programme", "duty", "period"), KEY, strict=True))
        file_submission(session, home_catalogue(own_demo), **key, unit_id=silent, **filed)
    return own_demo


def test_what_was_sent_by_a_day_comes_back_byte_for_byte_also_after_it_was_sent_again(dondoc, late, tmp_path):
    listed = json.loads(dondoc("snapshot", *ASKED, "--json", home=late).stdout)
    assert [(one["n"], one["reported"], one["expected"]) for one in listed] == [(1, 43, 45)]
    first = dondoc("snapshot", *ASKED, "--as-sent", "2026-07-01", home=late)
    assert sha256(first.stdout_bytes).hexdigest() == listed[0]["sha256"]

    looked = dondoc("resnapshot", *ASKED, "--dry-run", home=late)
    assert looked.exit_code == 0, looked.output
    assert "nộp sau khi chốt" in " ".join(looked.stdout.split())
    again = dondoc("resnapshot", *ASKED, "--why", "bổ sung 01 đơn vị nộp muộn", "--officer", "tham-muu", home=late)
    assert again.exit_code == 0, again.output
    assert "Đã chốt lại lần 2" in again.stdout
    listed = json.loads(dondoc("snapshot", *ASKED, "--json", home=late).stdout)
    assert [(one["n"], one["reported"], one["why"]) for one in listed] == [
        (1, 43, ""),
        (2, 44, "bổ sung 01 đơn vị nộp muộn"),
    ]
    assert dondoc("snapshot", *ASKED, "--as-sent", "2026-07-01", home=late).stdout_bytes == first.stdout_bytes

    out = dondoc("snapshot", *ASKED, "--as-sent", "2033-12-31", "--out", str(tmp_path / "gui"), home=late)
    assert out.exit_code == 0, out.output
    names = {file.name for file in (tmp_path / "gui").iterdir()}
    stem = "DX-2026-01-2026-06-19-lan-2"
    assert names == {f"{stem}.json", f"{stem}.docx", f"{stem}.xlsx", f"dieu-chinh-{stem}.docx"}
    kept_as = {file["name"]: file["sha256"] for file in listed[1]["files"]}
    for name, digest in kept_as.items():
        assert sha256((tmp_path / "gui" / name).read_bytes()).hexdigest() == digest


def test_a_document_that_was_altered_on_the_disk_is_never_given_back_as_sent(dondoc, late, tmp_path):
    dondoc("resnapshot", *ASKED, "--why", "bổ sung", "--officer", "tham-muu", home=late)
    with open_session(late) as session:
        place = kept(late, files_of(session, newest_of(session, *KEY))[0].sha256)
    place.chmod(0o600)
    place.write_bytes(b"khac")
    told = dondoc("snapshot", *ASKED, "--as-sent", "2033-12-31", "--out", str(tmp_path / "gui"), home=late)
    assert told.exit_code == 1
    assert "không còn nguyên vẹn" in told.stderr
    assert not (tmp_path / "gui").exists()


def test_nothing_is_sent_again_without_a_name_a_reason_and_a_change(dondoc, own_demo):
    for words, said in (
        ((), "người chốt"),
        (("--officer", "tham-muu"), "lý do"),
        (("--officer", "tham-muu", "--why", "thử"), "không thay đổi"),
    ):
        told = dondoc("resnapshot", *ASKED, *words, home=own_demo)
        assert told.exit_code == 1
        assert said in told.stderr
    never = dondoc("snapshot", "05", "S000-16", "2027-01", home=own_demo)
    assert never.exit_code == 1
    assert "chưa chốt" in never.stderr


def test_the_cells_of_a_number_add_up_to_it_and_bear_their_receipts(dondoc, loaded_demo):
    found = json.loads(dondoc("cells", *ASKED, "B01", "--json", home=loaded_demo).stdout)
    totals = json.loads(dondoc("total", "05", KEY[2], "--duty", KEY[1], "--json", home=loaded_demo).stdout)
    whole = next(row for row in totals if row["indicator"] == "B01")  # the top stands first
    given = [cell for cell in found if not cell["missing"]]
    assert sum(cell["value"] for cell in given) == whole["value"]
    assert (len(given), len(found)) == (whole["reported"], whole["expected"])
    assert all(cell["receipt"] and cell["filed_at"] for cell in given)
    assert {cell["unit"] for cell in found if cell["missing"]} == set(whole["missing"])
    first = datetime.fromisoformat(given[0]["filed_at"]).astimezone(HANOI)
    assert f"{first:%d/%m/%Y %H:%M}" in dondoc("cells", *ASKED, "B01", home=loaded_demo).stdout  # the clock on the wall
    told = dondoc("cells", *ASKED, "B99", home=loaded_demo)
    assert told.exit_code == 1
    assert "không có dòng “B99”" in told.stderr
