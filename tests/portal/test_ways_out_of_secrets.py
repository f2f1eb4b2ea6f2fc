"""A secret duty on every way out: pages, calendars, exports, documents, boards, letters, Prefect; and every way in."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape
from zipfile import ZipFile

import pytest
from pypdf import PdfReader
from sqlmodel import Session
from sqlmodel import select as rows

from deployments.timetable import timetable
from models.acknowledgements import snooze
from models.catalogue import home_catalogue
from models.chaser_letters import ChaserLetter
from models.errors import Refused
from models.extension_requests import ask
from models.facts import Acknowledgement, Attachment, Decision, Extension, Submission, Waiver
from models.filing import owed_by
from models.filing_facts import ExtensionRequest
from models.granting import extend, waive
from models.inbound import InboundMail
from models.kept_files import Upload, keep, kept
from models.messages import Content, Message, MessageItem
from models.mutes import mute
from models.obligations import Obligation, find_deadline
from models.review import decide
from notifications.replies import Enclosed, Reply
from tasks.board_sheets import board_sheet, calls_sheet, punctuality_sheet
from tasks.handover import pack_desk
from tasks.lifecycle import wanted_milestones
from tasks.plan_reminders import plan_reminders
from tasks.preview import preview_day, preview_json, preview_sheet
from tasks.replies import take_in
from tasks.sheets import matrix_sheet
from tasks.timeline import timeline_sheet
from tests.portal.people import MONDAY, PROGRAMME, Portal, seal_in
from tests.portal.test_access import ROUTES, SAMPLES
from tests.portal.test_secret_duties import CONTENT, SAID, closed, everything_in

DUTY, LATE, OPEN = "S000-16", "2026-10", "2026-11"
MARK = "chuyên án Bông Sen"  # what somebody wrote before the duty was given its degree
PAPER = "văn bản số 12/CV-CAX ngày 20/11/2026"
BOARDS = ("/can-bo/bang", "/lanh-dao", "/can-bo/dung-han")
DAY = timedelta(days=1)


@pytest.fixture
def secret(portal: Portal) -> Portal:
    closed(portal.home.programmes)
    return portal


def owed(secret: Portal, session: Session, unit: int = 0) -> Obligation:
    law = home_catalogue(secret.home)
    deadline = find_deadline(session, law, PROGRAMME, DUTY, OPEN)
    return owed_by(session, law, deadline, secret.units[unit], MONDAY.date())


def test_no_way_out_says_what_it_is_about_nor_what_was_once_written_of_it(secret: Portal):
    write_as_before(secret)
    planned = plan_reminders(secret.home, MONDAY.date(), MONDAY)
    with secret.session() as session:
        letters = "\n".join(f"{c.subject} {c.text} {c.html} {c.short}" for c in session.exec(rows(Content)))
    assert SAID in letters
    told = {"letters": letters, **dict(said_on_pages(secret)), **said_elsewhere(secret)}
    assert len(told) > 90
    assert sum(SAID in unescape(words) for words in told.values()) > 12
    assert planned.planned
    leaks = {place: what for place, words in told.items() for what in CONTENT if what in words}
    assert leaks == {}
    outside = {place for place in told if not place.startswith("page ") or place.split(" ")[2] in BOARDS}
    assert {place for place in outside if MARK in told[place]} == set()


def write_as_before(secret: Portal) -> None:
    """What people wrote about the duty while it had no degree yet; and a draft of a letter about it."""
    first, second, third, fourth = secret.units
    key = {"programme": PROGRAMME, "duty": DUTY, "period": OPEN}
    until, said = date(2026, 12, 9), {"reason": MARK, "granted_at": MONDAY, "granted_by": "thammuu"}
    with secret.session() as session:
        snoozed = {"stage": "opened", "until": MONDAY.date(), "reason": MARK, "by": "unit", "at": MONDAY}
        session.add(Acknowledgement(**key, unit_id=first, **snoozed))
        session.add(ExtensionRequest(**key, unit_id=first, until=until, reason=MARK, by="link:1", at=MONDAY))
        session.add(Extension(**key, unit_id=second, until=until, **said))
        session.add(Waiver(**key, unit_id=third, approver=MARK, **said))
        filed = Submission(
            **key, unit_id=fourth, version=1, kind="document", state="returned", note=MARK, receipt="TN-1",
            filed_at=MONDAY, filed_via="portal", filed_by="link:1", figures={}, fields={}, document_number="7/BC",
        )  # fmt: skip
        session.add(filed)
        session.flush()
        session.add(Decision(submission_id=filed.id, action="return", note=MARK, step=1, by="thammuu", at=MONDAY))
        letter = {**key, "period": LATE, "made_on": MONDAY.date(), "made_at": MONDAY}
        session.add(ChaserLetter(**letter, units=secret.units))
        session.commit()


def said_on_pages(secret: Portal) -> Iterator[tuple[str, str]]:
    """Every page and file that a unit, an officer or a leader can ask for, about the secret duty where it can be."""
    visitors = {"/don-vi": secret.unit(), "/lanh-dao": secret.officer("lanhdao")}
    officer = secret.officer()
    for route, method in ROUTES:
        if method != "GET" or "token" in route.path or route.path == "/dang-xuat":
            continue
        client = next((c for prefix, c in visitors.items() if route.path.startswith(prefix)), officer)
        path = re.sub(r"/DX-2026-09/2026-12-03", f"/{DUTY}/{LATE if client is officer else OPEN}", SAMPLES[route.path])
        answer = client.get(path.replace("police/2025-07/82", secret.units[0]))
        is_page = "html" in answer.headers.get("content-type", "")
        yield f"{'page' if is_page else 'file'} {method} {path}", words_in(answer.content)
    for path in ("/don-vi/lich", "/can-bo/lich"):
        client = visitors["/don-vi"] if path.startswith("/don-vi") else officer
        page = client.get(path).text
        if not (found := re.search(r"/lich/[0-9a-f]{24}\.[\w-]+\.ics", page)):
            client.post(path, data={"seal": seal_in(page), "viec": "tao"})
            found = re.search(r"/lich/[0-9a-f]{24}\.[\w-]+\.ics", client.get(path).text)
        assert found, path
        feed = secret.stranger().get(found[0])
        assert feed.status_code == 200
        yield f"feed of {path}", feed.text.replace("\r\n ", "")


def said_elsewhere(secret: Portal) -> dict[str, str]:
    """What leaves without the portal: artifacts, names, tags, forms of flows, the pack of an officer's desk."""
    home, today = secret.home, MONDAY.date()
    preview = preview_day(home, today + DAY, MONDAY)
    sheets = {
        "board": board_sheet(home, PROGRAMME, today),
        "matrix": matrix_sheet(home, PROGRAMME, today),
        "punctuality": punctuality_sheet(home, today),
        "calls": calls_sheet(home, today, MONDAY),
        "timeline": timeline_sheet(home, PROGRAMME, today),
        "preview": preview_sheet(home, preview),
    }
    told = {f"artifact {name}": repr(sheet) for name, sheet in sheets.items()}
    told["preview as json"] = repr(preview_json(preview))
    told["milestones"] = repr(wanted_milestones(home, today))
    told["deployments"] = repr([
        (d.name, d.description, d.tags, d.parameters, d._parameter_openapi_schema)
        for d in timetable(home_catalogue(home))
    ])  # fmt: skip
    told["handover pack"] = words_in(pack_desk(home, "thammuu", today, MONDAY, by="thammuu").content)
    return told


def words_in(content: bytes) -> str:
    """All words of a page, text, PDF or package of them, tags of Word and Excel left out."""
    if content.startswith(b"PK"):
        with ZipFile(io.BytesIO(content)) as package:
            return "\n".join(words_in(package.read(name)) for name in package.namelist())
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    text = content.decode("utf-8", "replace")
    return re.sub(r"<[^>]*>", "", text) if text.startswith("<?xml") else unescape(text)


def test_no_words_are_taken_of_it_but_number_and_day_of_a_paper(secret: Portal):
    law = home_catalogue(secret.home)
    until, key = date(2026, 12, 9), {"programme": PROGRAMME, "duty": DUTY}
    with secret.session() as session:
        mine, by = owed(secret, session), {"by": "thammuu", "now": MONDAY}
        whole = {**key, "period": OPEN, "unit_id": secret.units[1]}
        ways = {
            "snooze": lambda words: snooze(session, law, mine, until=MONDAY.date(), reason=words, **by),
            "ask": lambda words: ask(session, law, mine, until=until, reason=words, by="link:1", now=MONDAY),
            "extend": lambda words: extend(session, law, **whole, until=until, reason=words, **by),
            "waive": lambda words: waive(session, law, **whole, reason=PAPER, approver=words, **by),
            "mute": lambda words: mute(session, law, **key, until=until, reason=words, **by),
        }  # fmt: skip
        for way, say in ways.items():
            with pytest.raises(Refused, match="chỉ ghi số, ngày văn bản"):
                say(f"{MARK}, {PAPER}")
            assert say(PAPER), way
        session.commit()
    client = secret.unit(secret.units[2])
    path = f"/don-vi/{PROGRAMME}/{DUTY}/{OPEN}"
    page = client.get(path).text
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    sent = {"seal": seal_in(page), "token": token[1], "kind": "offline", "paper_on": "20/11/2026"}
    assert client.post(path, data={**sent, "paper_number": MARK}).status_code == 422
    assert client.post(path, data={**sent, "paper_number": "7/BC-CAX"}).status_code == 303
    with secret.session() as session:
        filed = session.exec(rows(Submission)).one()
        cell = {"code": "B01", "message": MARK}
        for note, cells in ((MARK, []), ("", [cell]), (PAPER, [cell])):
            with pytest.raises(Refused, match="chỉ ghi số, ngày văn bản"):
                decide(session, filed.id or 0, "return", note, "thammuu", MONDAY, catalogue=law, cells=cells)
        assert decide(session, filed.id or 0, "return", PAPER, "thammuu", MONDAY, catalogue=law)
        session.commit()
        assert MARK not in everything_in(session)


def test_a_mail_about_it_leaves_neither_bytes_nor_names_here(secret: Portal):
    own, shared = (Upload(f"{MARK}.pdf", "application/pdf", b"%PDF-1.7 " + said) for said in (b"kin", b"chung"))
    names = [{"name": u.name, "media_type": u.media_type, "size": 1, "sha256": u.sha256} for u in (own, shared)]
    for upload in (own, shared):
        keep(secret.home, upload)
    with secret.session() as session:
        for n, files in ((1, names), (2, [{**names[1], "name": "khac.pdf"}])):
            session.add(
                InboundMail(
                    message_id=f"<{n}@cax.example>", sender="tonghop@cax.example", subject=MARK if n == 1 else "",
                    received_at=MONDAY, taken_at=MONDAY, state="queued", unit_id=secret.units[0], files=files,
                )
            )  # fmt: skip
        session.commit()
    officer = secret.officer()
    seal = seal_in(officer.get("/can-bo/thu-tra-loi").text)
    data = {"seal": seal, "action": "record", "key": f"{PROGRAMME}|{DUTY}|{OPEN}"}
    answer = officer.post("/can-bo/thu-tra-loi/1", data=data)
    assert answer.headers["location"].endswith("xong=mat")
    assert not kept(secret.home, own.sha256).exists()
    assert kept(secret.home, shared.sha256).exists(), "another mail keeps the same bytes"
    with secret.session() as session:
        assert session.exec(rows(Attachment)).first() is None
        assert session.exec(rows(Submission)).first() is None
        assert MARK not in everything_in(session)
        assert "đường mật" in everything_in(session), "the unit is told where to send it"
    assert MARK not in officer.get("/can-bo/thu-tra-loi").text


def test_an_answer_to_a_message_about_it_alone_is_not_kept_when_it_comes(secret: Portal):
    when = {"as_of": MONDAY.date(), "planned_at": MONDAY, "not_before": MONDAY, "expires_at": MONDAY + DAY}
    sent = {"channel": "email", "slot": "day", "address": "tonghop@cax.example", "message_id": "<1@x.example>"}
    asked = Message(recipient=secret.units[0], subject=SAID, **sent, **when)
    file = Enclosed(f"{MARK}.pdf", b"%PDF-1.7 kin")
    came = Reply("<9@cax.example>", "tonghop@cax.example", f"Re: {MARK}", (), ("<1@x.example>",), files=(file,))
    known = {"message_id": came.message_id, "sender": came.sender, "subject": came.subject, "state": "queued"}
    mail = InboundMail(**known, received_at=MONDAY, taken_at=MONDAY)
    with secret.session() as session:
        session.add(asked)
        session.flush()
        item = {"programme": PROGRAMME, "duty": DUTY, "period": OPEN, "unit_id": secret.units[0], "stage": "opened"}
        session.add(MessageItem(message_id=asked.id, **item))
        session.add(mail)
        take_in(session, secret.home, mail, came, MONDAY)
        session.commit()
        assert (mail.state, mail.subject, [f["name"] for f in mail.files]) == ("refused", "(không giữ)", ["Tệp 01"])
        assert MARK not in everything_in(session)
    assert not [kept_file for kept_file in secret.home.files.rglob("*") if kept_file.is_file()]
