"""A desk handed over: read without the system, taken over once, never from a pack that somebody touched."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from sqlmodel import col, select

from deployments.demo import load_demo
from models.canonical import canonical
from models.catalogue import home_catalogue
from models.desk_matters import matters
from models.errors import Refused
from models.facts import Audit
from models.handovers import HandedMatter, Handover, handed_to, settle
from models.officers import find_officer
from models.settings import Home
from reports.handover_pack import CONTENT, LIST, packed, unpacked
from tasks.handover import open_pack
from tasks.session import open_session

SUNDAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
GIVER, TAKER = "tham-muu", "dieu-hanh"


@pytest.fixture
def pack(dondoc, own_demo: Home, tmp_path: Path) -> Path:
    told = dondoc(
        "handover", "pack", GIVER, "--out", str(tmp_path), "--on", "2026-11-22", "--note", "Đợt này <b>gấp</b>.",
        home=own_demo,
    )  # fmt: skip
    assert told.exit_code == 0, told.output
    file = tmp_path / "ban-giao-tham-muu-2026-11-22.zip"
    assert unpacked(file.read_bytes()).sha256 in told.stdout
    return file


def repacked(file: Path, change) -> bytes:
    """The pack with its entries changed by hand."""
    with ZipFile(file) as package:
        entries = {name: package.read(name) for name in package.namelist()}
    change(entries)
    out = io.BytesIO()
    with ZipFile(out, "w") as package:
        for name, content in entries.items():
            package.writestr(name, content)
    return out.getvalue()


def relisted(entries: dict[str, bytes]) -> None:
    """A list of contents that agrees with what was altered."""
    listed = json.loads(entries[LIST])
    listed["files"] = [
        {"path": name, "size": len(content), "sha256": sha256(content).hexdigest()}
        for name, content in sorted(entries.items())
        if name != LIST
    ]
    entries[LIST] = canonical(listed).encode()


def test_all_that_waits_is_in_the_pack_for_people_and_for_machines(pack, own_demo):
    with open_session(own_demo) as session:
        waiting = matters(session, home_catalogue(own_demo), find_officer(session, GIVER), SUNDAY)
    found = unpacked(pack.read_bytes())
    assert [m["ref"] for m in found.content["matters"]] == [m.ref for m in waiting]
    assert {m["kind"] for m in found.content["matters"]} >= {"review", "returned", "question"}
    assert found.content["desk"]["to_call"] >= 0
    assert found.content["calls"]
    assert found.content["sendings"]
    page = found.files["index.html"].decode()
    words = "\n".join(
        cell.text for table in Document(io.BytesIO(found.files["ban-giao.docx"])).tables
        for row in table.rows for cell in row.cells
    )  # fmt: skip
    for matter in waiting:
        assert matter.title.replace("“", "“") in page
        assert matter.title in words
    assert "Đợt này &lt;b&gt;gấp&lt;/b&gt;." in page
    assert "http" not in page
    for link in re.findall(r'href="([^"]+)"', page):
        assert link in found.files
    for sending in found.content["sendings"]:
        kept = found.files[f"{sending['folder']}/ban-gui.json"]
        assert sha256(kept).hexdigest() == sending["sha256"]


def test_open_matters_move_to_the_new_officer_once_and_the_audit_says_from_whom(dondoc, pack, own_demo):
    first = dondoc("handover", "open", str(pack), "--to", TAKER, home=own_demo)
    assert first.exit_code == 0, first.output
    again = dondoc("handover", "open", str(pack), "--to", TAKER, home=own_demo)
    assert again.exit_code == 0
    assert "không thay đổi gì" in again.stdout
    content = unpacked(pack.read_bytes()).content
    with open_session(own_demo) as session:
        taken = handed_to(session, TAKER)
        assert sorted(m.ref for m, _ in taken) == sorted(m["ref"] for m in content["matters"])
        assert {h.from_username for _, h in taken} == {GIVER}
        assert all(m.path for m, _ in taken if m.kind == "review")
        lines = list(session.exec(select(Audit).where(col(Audit.action).like("handover%")).order_by(col(Audit.id))))
        assert [line.action for line in lines] == ["handover_pack", "handover_open"]
        assert lines[1].detail.startswith(f"từ {GIVER} ngày 2026-11-22 cho {TAKER}")
        one = taken[0][0].id
        settle(session, one, TAKER, NOW)
        settle(session, one, TAKER, NOW)
        assert sum(m.done_at is not None for m, _ in handed_to(session, TAKER)) == 1
        with pytest.raises(Refused, match="Không có việc nhận bàn giao này"):
            settle(session, one, GIVER, NOW)


def test_a_pack_goes_to_one_officer_who_has_a_desk_and_is_not_its_giver(dondoc, pack, own_demo):
    for to, said in (
        (GIVER, "trùng với người bàn giao"),
        ("lanh-dao", "chỉ có quyền xem"),
        ("khong-co", "Không có cán"),
    ):
        told = dondoc("handover", "open", str(pack), "--to", to, home=own_demo)
        assert told.exit_code == 1
        assert said in told.stderr
    with open_session(own_demo) as session:
        assert not list(session.exec(select(HandedMatter)))
    added = dondoc(
        "officer", "add", "can-bo-hai", "--name", "Cán bộ hai", "--role", "staff", home=own_demo,
        env={"DONDOC_OFFICER_PASSWORD": "mat-khau-dai-1"},
    )  # fmt: skip
    assert added.exit_code == 0, added.output
    assert dondoc("handover", "open", str(pack), "--to", TAKER, home=own_demo).exit_code == 0
    other = dondoc("handover", "open", str(pack), "--to", "can-bo-hai", home=own_demo)
    assert other.exit_code == 1
    assert f"đã giao cho {TAKER}" in other.stderr


def _one_byte(entries: dict[str, bytes]) -> None:
    entries["index.html"] = entries["index.html"].replace(b"Vi", b"VI", 1)


def _one_less(entries: dict[str, bytes]) -> None:
    del entries["ban-giao.docx"]


def _one_more(entries: dict[str, bytes]) -> None:
    entries["van-ban/la.docx"] = b"la"


def _rewritten(entries: dict[str, bytes]) -> None:
    content = json.loads(entries[CONTENT])
    content["matters"] = content["matters"][:1]
    entries[CONTENT] = json.dumps(content).encode()
    relisted(entries)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_one_byte, "tệp index.html đã bị sửa"),
        (_one_less, "thiếu tệp ban-giao.docx"),
        (_one_more, "có thêm tệp van-ban/la.docx"),
        (_rewritten, "khác với gói đã lập"),
    ],
)
def test_an_altered_pack_is_refused_even_where_its_list_was_made_to_agree(pack, own_demo, change, said):
    with pytest.raises(Refused, match=said):
        open_pack(own_demo, repacked(pack, change), TAKER, NOW, by="console")
    with open_session(own_demo) as session:
        assert not list(session.exec(select(HandedMatter)))
        assert not session.exec(select(Handover)).one().to_username


def test_another_home_opens_it_only_with_the_fingerprint_of_the_minutes(pack, tmp_path):
    elsewhere = Home(tmp_path / "other")
    load_demo(elsewhere, SUNDAY, NOW.replace(day=22))
    data, print_ = pack.read_bytes(), unpacked(pack.read_bytes()).sha256
    with pytest.raises(Refused, match="nêu mã kiểm tra ghi trong biên bản"):
        open_pack(elsewhere, data, TAKER, NOW, by="console")
    with pytest.raises(Refused, match="khác với mã đã nêu"):
        open_pack(elsewhere, repacked(pack, _rewritten), TAKER, NOW, by="console", stated=print_)
    done = open_pack(elsewhere, data, TAKER, NOW, by="console", stated=print_.upper())
    assert done.is_new
    assert not open_pack(elsewhere, data, TAKER, NOW, by="console").is_new
    with open_session(elsewhere) as session:
        taken = handed_to(session, TAKER)
        assert len(taken) == done.matters
        assert not any(matter.path for matter, _ in taken)  # numbers of another home lead nowhere here


@pytest.mark.parametrize("name", ["../xau.txt", "/etc/xau", "a/../../b", "c:\\xau", "a\\b", ".an", "x" + "/x" * 9])
def test_names_that_lead_out_of_a_folder_are_refused(pack, own_demo, name):
    def add(entries: dict[str, bytes]) -> None:
        entries[name] = b"x"
        relisted(entries)

    with pytest.raises(Refused, match="tên tệp không hợp lệ"):
        open_pack(own_demo, repacked(pack, add), TAKER, NOW, by="console")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"khong phai zip", packed("a", {"schema": "khac"}, {})[0]])
def test_what_is_no_pack_is_refused_with_a_word(own_demo, data):
    with pytest.raises(Refused, match=r"[Gg]ói"):
        open_pack(own_demo, data, TAKER, NOW, by="console")


def test_a_note_that_points_to_a_person_is_not_taken(dondoc, own_demo, tmp_path):
    told = dondoc("handover", "pack", GIVER, "--out", str(tmp_path), "--note", "gọi 0912 345 678", home=own_demo)
    assert told.exit_code == 1
    assert not list(tmp_path.glob("*.zip"))
    leader = dondoc("handover", "pack", "lanh-dao", "--out", str(tmp_path), home=own_demo)
    assert leader.exit_code == 1
    assert "không có bàn làm việc" in leader.stderr
