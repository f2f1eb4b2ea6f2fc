"""Things brought in through the console: units and contacts by Excel, rules by folder, zip or file, a resend."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from sqlmodel import func, select

from models.catalogue import home_catalogue
from models.deadlines import deadline_of
from models.messages import Message
from models.settings import BUILTIN_PROGRAMMES, Home
from models.units import Assignment, Contact, Unit
from tasks.session import open_session

SLUG = "05-ctrph-cat-mttq"
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
BY = ("--officer", "tham-muu")


@pytest.fixture
def password(own_demo: Home) -> dict[str, str]:
    return {"DONDOC_OFFICER_PASSWORD": own_demo.settings().ui_password}


@pytest.fixture
def changed_rules(tmp_path):
    """The whole programme with one date moved, in a folder of its own."""
    import shutil

    folder = tmp_path / "bộ mới" / SLUG
    shutil.copytree(BUILTIN_PROGRAMMES / SLUG, folder)
    file = folder / "duties" / "S000-10.yaml"
    file.write_text(file.read_text("utf-8").replace("date: 2024-03-15", "date: 2024-03-20"), "utf-8")
    return folder


def _zipped(folder, target, top):
    with zipfile.ZipFile(target, "w") as archive:
        for file in folder.rglob("*.yaml"):
            archive.write(file, f"{top}{file.relative_to(folder)}")
    return target


# ---- units and contacts


def test_the_book_comes_back_as_it_went_out_and_changes_nothing(dondoc, own_demo, tmp_path):
    book = tmp_path / "đơn vị.xlsx"
    assert dondoc("units", "template", str(book), home=own_demo).exit_code == 0
    told = dondoc("units", "import", str(book), home=own_demo)
    assert told.exit_code == 0, told.output
    counts = [line.split() for line in told.stdout.splitlines() if line.startswith((" Đơn vị", " Đầu mối"))]
    assert [row[-3:-1] for row in counts] == [["0", "0"], ["0", "0"]]
    assert int(counts[0][-1]) > 40


def test_an_existing_book_is_not_overwritten_unasked(dondoc, own_demo, tmp_path):
    book = tmp_path / "a.xlsx"
    book.write_bytes(b"somebody's work")
    assert dondoc("units", "template", str(book), home=own_demo).exit_code == 1
    assert book.read_bytes() == b"somebody's work"


def test_a_live_home_gets_its_contacts_by_excel_one_at_a_time(dondoc, tmp_path):
    home, book = Home(tmp_path / "live"), tmp_path / "a.xlsx"
    words = ("init", "--agency", "Phòng Tham mưu", "--public-url", "https://a.gov.vn", "--officer", "tham-muu")
    assert dondoc(*words, home=home, env={"DONDOC_OFFICER_PASSWORD": "một mật khẩu đủ dài"}).exit_code == 0
    dondoc("units", "template", str(book), home=home)
    filled = openpyxl.load_workbook(book)
    sheet = filled["Liên hệ"]
    heads = [str(cell.value).rstrip(" *") for cell in sheet[1]]
    sheet.cell(2, heads.index("Thư điện tử") + 1, "congan.xa@dongthap.gov.vn")
    sheet.cell(2, heads.index("Chuyển tay") + 1, "không")
    filled.save(book)
    rehearsal = dondoc("units", "import", str(book), "--dry-run", home=home)
    assert "chưa ghi gì" in rehearsal.stdout
    (counted,) = [line.split() for line in rehearsal.stdout.splitlines() if line.startswith(" Đầu mối")]
    assert counted[-3:] == ["1", "0", "0"], "rows nobody filled in are no contacts"
    with open_session(home) as session:
        assert session.exec(select(Contact)).first() is None
    told = dondoc("units", "import", str(book), home=home)
    assert told.exit_code == 0, told.output
    with open_session(home) as session:
        contacts = list(session.exec(select(Contact)))
        assert [(c.email, c.by_hand) for c in contacts] == [("congan.xa@dongthap.gov.vn", False)]


def test_a_new_unit_of_the_book_is_assigned_what_its_place_owes(dondoc, own_demo, tmp_path):
    book = tmp_path / "a.xlsx"
    dondoc("units", "template", str(book), home=own_demo)
    filled = openpyxl.load_workbook(book)
    sheet = filled["Đơn vị"]
    heads = [str(cell.value).rstrip(" *") for cell in sheet[1]]
    with open_session(own_demo) as session:
        place = session.exec(select(Unit).where(Unit.name == "Xã Tân Hồng", Unit.valid_to == None)).one()  # noqa: E711
    values = {
        "Mã đơn vị": "police/them/1",
        "Tên đơn vị": "Công an xã Tân Hồng, điểm 2 (demo)",
        "Hệ": "police",
        "Cấp": "xa",
        "Mã địa bàn": place.id,
    }
    row = sheet.max_row + 1
    for title, value in values.items():
        sheet.cell(row, heads.index(title) + 1, value)
    filled.save(book)
    assert dondoc("units", "import", str(book), home=own_demo).exit_code == 0
    with open_session(own_demo) as session:
        assert session.exec(select(Assignment).where(Assignment.unit_id == "police/them/1")).first()


def test_a_book_with_mistakes_names_every_cell_and_writes_nothing(dondoc, own_demo, tmp_path):
    book = tmp_path / "a.xlsx"
    dondoc("units", "template", str(book), home=own_demo)
    filled = openpyxl.load_workbook(book)
    filled["Đơn vị"]["C2"] = "army"
    filled["Liên hệ"]["C3"] = "không phải thư"
    filled.save(book)
    with open_session(own_demo) as session:
        before = session.exec(select(func.count()).select_from(Contact)).one()
    told = dondoc("units", "import", str(book), home=own_demo)
    assert told.exit_code == 1
    assert "Đơn vị, dòng 2" in told.stderr
    assert "Liên hệ, dòng 3" in told.stderr
    with open_session(own_demo) as session:
        assert session.exec(select(func.count()).select_from(Contact)).one() == before


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 torn", "chỉ là chữ".encode()], ids=["empty", "torn", "text"])
def test_a_file_that_is_no_workbook_is_refused_in_words(dondoc, own_demo, tmp_path, content):
    book = tmp_path / "a.xlsx"
    book.write_bytes(content)
    told = dondoc("units", "import", str(book), home=own_demo)
    assert told.exit_code == 1
    assert "Traceback" not in told.output
    assert told.stderr.strip()


def test_a_file_that_is_not_there_is_said(dondoc, own_demo):
    told = dondoc("units", "import", "không-có.xlsx", home=own_demo)
    assert told.exit_code == 1
    assert "không-có.xlsx: không tìm thấy." in told.stderr


# ---- rules


@pytest.mark.parametrize("way", ["folder", "parent", "zip", "zip of the folder", "file"])
def test_changed_rules_are_proposed_from_a_folder_a_zip_or_a_file(dondoc, own_demo, changed_rules, tmp_path, way):
    source = {
        "folder": lambda: changed_rules,
        "parent": lambda: changed_rules.parent,
        "zip": lambda: _zipped(changed_rules, tmp_path / f"{SLUG}.zip", ""),
        "zip of the folder": lambda: _zipped(changed_rules, tmp_path / "x.zip", f"gói/{SLUG}/"),
        "file": lambda: changed_rules / "duties" / "S000-10.yaml",
    }[way]()
    told = dondoc("programme", "import", str(source), *BY, "--json", home=own_demo)
    assert told.exit_code == 0, told.output
    found = json.loads(told.stdout)
    assert [(row["duty"], row["period"]) for row in found["new"]] == [("S000-10", "2024-03-20")]
    assert [(row["duty"], row["filed"]) for row in found["gone"]] == [("S000-10", 7)]


def test_a_proposal_is_shown_confirmed_by_password_and_in_force_at_once(dondoc, own_demo, changed_rules, password):
    told = dondoc("programme", "import", str(changed_rules), *BY, home=own_demo)
    assert "1 thời hạn không còn." in told.stdout
    assert "Bài đã nộp cho các kỳ không còn vẫn được giữ nguyên." in told.stdout
    wrong = dondoc("programme", "confirm", "1", *BY, home=own_demo, env={"DONDOC_OFFICER_PASSWORD": "sai mật khẩu rồi"})
    assert wrong.exit_code == 1
    assert "không đúng" in wrong.stderr
    reader = dondoc("programme", "confirm", "1", "--officer", "lanh-dao", home=own_demo, env=password)
    assert "chỉ có quyền xem" in reader.stderr
    assert deadline_of(home_catalogue(own_demo), SLUG, "S000-10", "2024-03-15")
    told = dondoc("programme", "confirm", "1", *BY, home=own_demo, env=password)
    assert told.exit_code == 0, told.output
    found = json.loads(dondoc("deadlines", "05", "--duty", "S000-10", "--json", home=own_demo).stdout)
    assert [each["last_valid_on"] for each in found] == ["2024-03-19"]


def test_wrong_passwords_at_a_confirmation_are_counted(dondoc, own_demo, changed_rules, password):
    dondoc("programme", "import", str(changed_rules), *BY, home=own_demo)
    for _ in range(5):
        dondoc("programme", "confirm", "1", *BY, home=own_demo, env={"DONDOC_OFFICER_PASSWORD": "sai mật khẩu rồi"})
    told = dondoc("programme", "confirm", "1", *BY, home=own_demo, env=password)
    assert told.exit_code == 1
    assert "tạm khóa" in told.stderr


def test_a_dropped_proposal_changes_nothing(dondoc, own_demo, changed_rules, password):
    dondoc("programme", "import", str(changed_rules), *BY, home=own_demo)
    assert dondoc("programme", "drop", "1", *BY, home=own_demo).exit_code == 0
    told = dondoc("programme", "confirm", "1", *BY, home=own_demo, env=password)
    assert told.exit_code == 1
    assert "đã hủy bởi tham-muu" in told.stderr


def test_broken_rules_list_every_mistake_and_make_no_proposal(dondoc, own_demo, changed_rules):
    file = changed_rules / "duties" / "S000-10.yaml"
    file.write_text(file.read_text("utf-8").replace("kind: plan", "kind: kế hoạch\nlạ: 1"), "utf-8")
    told = dondoc("programme", "import", str(changed_rules), *BY, home=own_demo)
    assert told.exit_code == 1
    assert f"{SLUG}/duties/S000-10.yaml:2: kind" in told.stderr
    assert "khóa lạ" in told.stderr
    assert "2 lỗi; chưa lập đề xuất" in told.stderr
    assert "Không có đề xuất số 1" in dondoc("programme", "drop", "1", *BY, home=own_demo).stderr


def test_a_zip_that_reaches_outside_is_refused(dondoc, own_demo, tmp_path):
    evil = tmp_path / "x.zip"
    with zipfile.ZipFile(evil, "w") as archive:
        archive.writestr("../../settings.yaml", "id: x\n")
    told = dondoc("programme", "import", str(evil), *BY, home=own_demo)
    assert told.exit_code == 1
    assert "không hợp lệ" in told.stderr


def test_what_is_no_rule_at_all_is_refused(dondoc, own_demo, tmp_path):
    for name, content in (("a.txt", "x"), ("b.yaml", "x: 1"), ("c.zip", "PK")):
        (tmp_path / name).write_text(content, "utf-8")
        told = dondoc("programme", "import", str(tmp_path / name), *BY, home=own_demo)
        assert told.exit_code == 1, name
        assert "Traceback" not in told.output
    (tmp_path / "rỗng").mkdir()
    assert "Không có tệp quy tắc" in dondoc("programme", "import", str(tmp_path / "rỗng"), *BY, home=own_demo).stderr


def test_a_proposal_needs_a_known_officer(dondoc, own_demo, changed_rules):
    told = dondoc("programme", "import", str(changed_rules), "--officer", "ai-do", home=own_demo)
    assert told.exit_code == 1
    assert "Không có cán bộ “ai-do”" in told.stderr


# ---- messages


def test_a_message_is_sent_again_only_with_a_reason_and_a_known_officer(dondoc, own_demo):
    with open_session(own_demo) as session:
        contact = session.exec(select(Contact).where(Contact.email != "", Contact.valid_to == None)).first()  # noqa: E711
        lost = Message(
            recipient=contact.unit_id,
            channel="email",
            slot="2026-11-20",
            state="unknown",
            address=contact.email,
            subject="[Nhắc việc] thử",
            as_of=NOW.date(),
            planned_at=NOW,
            not_before=NOW,
            expires_at=NOW + timedelta(days=1),
        )
        session.add(lost)
        session.flush()
        number = str(lost.id)
    assert dondoc("outbox", "resend", number, *BY, home=own_demo).exit_code == 2
    unknown = dondoc("outbox", "resend", "999", "--reason", "mất", *BY, home=own_demo)
    assert unknown.exit_code == 1
    assert "999" in unknown.stderr
    told = dondoc("outbox", "resend", number, "--reason", "đã gọi hỏi, chưa nhận được", *BY, home=own_demo)
    assert told.exit_code == 0, told.output
    found = json.loads(dondoc("outbox", "--json", home=own_demo).stdout)
    assert [(m["resend"], m["state"]) for m in found] == [(0, "unknown"), (1, "planned")]


# ---- proposals


def test_rules_that_change_nothing_make_no_proposal(dondoc, own_demo):
    told = dondoc("programme", "import", str(BUILTIN_PROGRAMMES / SLUG), *BY, home=own_demo)
    assert told.exit_code == 0
    assert "giống hệt" in told.stdout
    told = dondoc("programme", "import", str(BUILTIN_PROGRAMMES / SLUG), *BY, "--json", home=own_demo)
    assert (told.exit_code, json.loads(told.stdout)) == (0, {"number": None})
    assert json.loads(dondoc("programme", "list", "--json", home=own_demo).stdout) == []


def test_proposals_are_listed_with_what_became_of_them(dondoc, own_demo, changed_rules):
    assert dondoc("programme", "import", str(changed_rules), *BY, home=own_demo).exit_code == 0
    assert dondoc("programme", "drop", "1", *BY, home=own_demo).exit_code == 0
    [found] = json.loads(dondoc("programme", "list", "--json", home=own_demo).stdout)
    assert (found["number"], found["state"], found["decided_by"]) == (1, "dropped", "tham-muu")


def test_who_may_only_read_proposes_nothing(dondoc, own_demo, changed_rules):
    told = dondoc("programme", "import", str(changed_rules), "--officer", "lanh-dao", home=own_demo)
    assert told.exit_code == 1
    assert "chỉ có quyền xem" in told.stderr


def test_the_book_is_only_written_where_it_can_be_opened_again(dondoc, own_demo, tmp_path):
    assert ".xlsx" in dondoc("units", "template", str(tmp_path / "a.txt"), home=own_demo).stderr
    told = dondoc("units", "template", str(tmp_path / "không có" / "a.xlsx"), home=own_demo)
    assert told.exit_code == 1
    assert "Không có thư mục" in told.stderr
