"""A secret duty shows nothing of what it is about, anywhere, and takes nothing but the number and day of a paper."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from sqlalchemy import inspect, text
from sqlmodel import Session
from sqlmodel import select as rows

from models.catalogue import check_folder, home_catalogue
from models.facts import Attachment, Submission
from models.filing_facts import Draft
from models.findings import findings
from models.messages import Content
from models.settings import BUILTIN_PROGRAMMES
from models.vocabulary import Secrecy
from tasks.plan_reminders import plan_reminders
from tests.portal.people import MONDAY, PROGRAMME, Portal, seal_in, token_in

DUTY = f"{PROGRAMME}/S000-16"
FORM = f"/don-vi/{DUTY}/2026-11"
CONTENT = ("ọp định kỳ cấp xã", "cấp xã 01 tháng 01 lần")  # of the duty, with its form, as the text has it
SAID = "01 nhiệm vụ theo Chương trình phối hợp số 05/CTrPH-CAT-MTTQ"


def closed(folder, **more: str) -> None:
    """The meeting of communes as a secret duty, in a programme of this folder."""
    target = folder / PROGRAMME
    shutil.copytree(BUILTIN_PROGRAMMES / PROGRAMME, target)
    file = target / "duties" / "S000-16.yaml"
    kept = [line for line in file.read_text("utf-8").splitlines()
            if not line.startswith(("title:", "wording:", "form:", "partners:", "actors:"))]  # fmt: skip
    file.write_text("\n".join([*kept, "secrecy: mat", *(f"{k}: {v}" for k, v in more.items()), ""]), "utf-8")


@pytest.fixture
def secret(portal: Portal) -> Portal:
    closed(portal.home.programmes)
    return portal


def test_a_rule_file_with_a_degree_of_secrecy_may_not_say_what_the_duty_is_about(tmp_path):
    closed(tmp_path, title="Họp kín", form="hop-dinh-ky")
    for shared in ("forms", "documents"):
        if (BUILTIN_PROGRAMMES / shared).is_dir():
            shutil.copytree(BUILTIN_PROGRAMMES / shared, tmp_path / shared)
    wrong = [str(problem) for problem in check_folder(tmp_path)]
    assert len(wrong) == 2
    assert all("độ mật" in problem and "S000-16.yaml" in problem for problem in wrong)


def test_nor_may_its_clause_its_event_or_its_route_say_it(tmp_path):
    closed(tmp_path, route="{to: Công an Tỉnh, note: họp kín}")
    for shared in ("forms", "documents"):
        if (BUILTIN_PROGRAMMES / shared).is_dir():
            shutil.copytree(BUILTIN_PROGRAMMES / shared, tmp_path / shared)
    file = tmp_path / PROGRAMME / "duties" / "S000-16.yaml"
    text = file.read_text("utf-8").replace("clause: IV.2", "clause: IV.2 đánh án")
    file.write_text(
        text.replace("  bound: within\n  every_months: 1", "  bound: after\n  after: {event: bắt, days: 2}"), "utf-8"
    )
    wrong = "\n".join(str(problem) for problem in check_folder(tmp_path))
    assert [word in wrong for word in ("vị trí trong văn bản", "tên sự kiện", "address_fact")] == [True] * 3


def test_no_page_message_calendar_or_row_says_what_it_is_about(secret: Portal):
    law = home_catalogue(secret.home)
    duty = law.duty(PROGRAMME, "S000-16")
    assert (duty.secrecy, duty.form) == (Secrecy.SECRET, None)
    assert duty.title.startswith(SAID)
    unit, officer = secret.unit(), secret.officer()
    pages = {path: unit.get(path).text for path in ("/don-vi", FORM)}
    for path in ("/can-bo", "/can-bo/bang", f"/can-bo/chuong-trinh/{PROGRAMME}", f"/can-bo/don-vi/{secret.units[0]}"):
        pages[path] = officer.get(path).text
    assert SAID in pages[FORM]
    assert "Nhiệm vụ có độ mật: Mật" in pages[FORM]
    planned = plan_reminders(secret.home, MONDAY.date(), MONDAY)
    assert planned.planned
    with secret.session() as session:
        letters = [f"{c.subject} {c.text} {c.html} {c.short}" for c in session.exec(rows(Content))]
        assert any(SAID in letter for letter in letters)
        stored = everything_in(session)
        codes = {f.code.value for f in findings(law, date(2026, 11, 23), PROGRAMME) if f.duty == "S000-16"}
    for place, words in {**pages, **dict(enumerate(letters)), "database": stored}.items():
        found = [said for said in CONTENT if said in words]
        assert found == [], (place, found)
    assert "secret" in codes


def test_only_number_and_day_are_taken(secret: Portal):
    client = secret.unit()
    page = client.get(FORM).text
    assert 'name="attachment"' not in page
    assert 'name="note"' not in page
    token = token_in(page, "<details class")
    sent = {"seal": seal_in(page), "token": token}
    hidden = "nội dung kín của cuộc họp"
    file = {"attachment": ("mat.pdf", b"%PDF-1.7 noi dung kin", "application/pdf")}
    for typed, files in (
        ({"kind": "document", "note": hidden, "document_number": "1/BC"}, {}),
        ({"kind": "document", "document_number": "1/BC", "document_on": "20/11/2026"}, file),
        ({"kind": "figures", "f.B01": "12"}, {}),
        ({"kind": "nil", "nil_sure": "yes"}, {}),
        ({"kind": "offline", "paper_number": "7/BC", "paper_on": "20/11/2026"}, file),
        ({"viec": "de-sau", "note": hidden}, {}),
    ):
        answer = client.post(FORM, data={**sent, **typed}, files=files)
        assert answer.status_code == 422, typed
        assert hidden not in answer.text
    assert (
        client.post(f"/don-vi/nhap-do/{DUTY}/2026-11", data={**sent, "saves": "1", "note": hidden}).status_code != 200
    )
    with secret.session() as session:
        for table in (Submission, Attachment, Draft):
            assert session.exec(rows(table)).first() is None
        assert hidden not in everything_in(session)
    assert not [file for file in secret.home.files.rglob("*") if file.is_file()]

    done = client.post(FORM, data={**sent, "kind": "offline", "paper_number": "7/BC-CAX", "paper_on": "20/11/2026"})
    assert done.status_code == 303
    with secret.session() as session:
        [filed] = session.exec(rows(Submission)).all()
        assert (filed.document_number, filed.document_on, filed.note, filed.figures) == (
            "7/BC-CAX", date(2026, 11, 20), "", {},
        )  # fmt: skip


def everything_in(session: Session) -> str:
    """All text of all tables, in one string."""
    connection = session.connection()
    words = []
    for name in inspect(connection).get_table_names():
        words += [str(tuple(row)) for row in connection.execute(text(f"SELECT * FROM {name}"))]
    return "\n".join(words)
