"""One evil text in every box that takes words, then every page and every file of everybody: it is text everywhere.

Beside it what other tests leave open: each of a unit's addresses asked for by another unit, names that would climb out
of a folder, and people of one unit who work at the same instant.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from sqlmodel import col, select
from starlette.testclient import TestClient

from models.access import Link
from models.facts import Decision, Extension, Request, Submission
from models.filing_facts import Delegation, Draft, ExtensionRequest, MeetingDecision, QueryAnswer
from models.links import revoke_link
from models.officers import create_officer
from portal import cookies
from portal.routes import ROUTERS
from tasks.closing import close_and_total
from tests.portal.people import FIGURES, KEY, PASSWORD, PROGRAMME, REQUEST, Portal, seal_in, token_in
from tests.portal.test_access import SAMPLES
from tests.portal.test_at_the_same_moment import at_once

EVIL = '=1+1<script>alert(1)</script>"onfocus="x{{7*7}}'
FORM, MEETING = f"/don-vi/{KEY}", f"/don-vi/{PROGRAMME}/S000-16/2026-11"
ASK = f"/don-vi/gia-han/{KEY}"
PDF = b"%PDF-1.7\n..."
KINDS = ("csv", "json", "xlsx", "dhis2", "package")
GETS = sorted({route.path for router in ROUTERS for route in router.routes if "GET" in route.methods})
POSTS = sorted({route.path for router in ROUTERS for route in router.routes if "POST" in route.methods})
TYPES = ("html", "svg", "wordprocessingml", "spreadsheetml", "csv", "zip", "json", "pdf", "calendar", "xml")


def sent(client: TestClient, path: str, at: str = "", **data: str) -> Any:
    """A form of the page posted; accepted, whatever it says."""
    answer = client.post(path, data={"seal": seal_in(client.get(at or path).text), **data})
    assert answer.status_code in (200, 303), re.sub(r"<[^>]+>|\s+", " ", answer.text)[:1500]
    return answer


def filed(client: TestClient, path: str = FORM, **typed: str) -> int:
    """A filing with a file beside it, its questions answered with the evil text."""
    page = client.get(path).text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", "note": EVIL, **typed}
    files = {"attachment": (f"../../{EVIL}.pdf", PDF, "application/pdf")}
    answer = client.post(path, data=data, files=files)
    if answer.status_code == 422:
        asked = {unescape(name): EVIL for name in re.findall(r'name="(q\.[^"]+)"', answer.text)}
        answer = client.post(path, data={**data, **asked}, files=files)
    assert answer.status_code == 303, re.sub(r"<[^>]+>|\s+", " ", answer.text)[:1500]
    return int(re.search(r"/bien-nhan/(\d+)", answer.headers["location"])[1])  # type: ignore[index]


@pytest.fixture(scope="module")
def littered(make_portal: Callable[[Path], Portal], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A home in which units and officers wrote the evil text wherever words are taken, with a period closed on it."""
    portal = make_portal(tmp_path_factory.mktemp("abuse") / "portal")
    first, second, third, fourth = portal.units
    with portal.session() as session:
        session.exec(select(Request).where(Request.code == REQUEST)).one().form = "phong-trao"
        for username, unit in (("thutruong", first), ("capphogiup", first)):
            person = {"username": username, "full_name": EVIL, "password": PASSWORD}
            create_officer(session, **person, role="head", unit_id=unit)
        session.commit()
    odd = {**FIGURES, "f.B02": "20", "f.G03": EVIL}  # twelve meetings, twenty people: a question
    filed(portal.unit(first), **odd)
    order = {"k.1.text": EVIL, "k.1.unit": first, "k.1.due": "18/12/2026", "d.place": EVIL, "d.held_on": "20/11/2026"}
    paper = {"document_number": "11/BB-CAX", "document_on": "20/11/2026", "d.present": "25", "d.invited": "30"}
    filed(portal.unit(first), MEETING, **{"f.F01": "1"}, **order, **paper)
    sent(portal.unit(second), ASK, until="10/12/2026", reason=EVIL)
    sent(portal.unit(second), f"/don-vi/hen-lai/{KEY}", "/don-vi", reason=EVIL, until="27/11/2026")
    fourth_id = filed(portal.unit(fourth), **{**FIGURES, "f.G03": EVIL, "document_number": EVIL})
    sent(portal.unit(third), ASK, until="10/12/2026", reason=EVIL)
    kept = portal.unit(third)
    page = kept.get(FORM).text
    kept.post(FORM, data={"seal": seal_in(page), "token": token_in(page), "saves": "0", "viec": "de-sau", **odd})
    officer, head = portal.officer("thammuu"), portal.officer("thutruong")
    sent(officer, "/can-bo/gia-han/1", "/can-bo/gia-han", what="khong", note=EVIL)
    loan = {"until": "30/11/2026", "reason": EVIL}
    sent(officer, "/can-bo/uy-quyen", to="vanhanh", **loan)
    sent(head, "/don-vi/uy-quyen", to="capphogiup", **loan)
    sent(officer, "/can-bo/tin/tam-ngung", unit=third, until="30/11/2026", reason=EVIL)
    sent(officer, f"/can-bo/bai-nop/{fourth_id}", action="return", note=EVIL, **{"c.B01": EVIL})
    close_and_total(portal.home, *KEY.split("/"), portal.clock.now.date(), portal.clock.now, by="thammuu")
    filed(portal.unit(fourth), **{**FIGURES, "f.G03": EVIL, "f.B01": "14"})
    sending = f"/can-bo/gui-lai/{KEY}"
    seen = re.search(r'name="seen" value="([^"]*)"', officer.get(sending).text)
    sent(officer, sending, what="gui", why=EVIL, seen=unescape(seen[1]) if seen else "")
    yield portal
    for client in portal.clients:
        client.close()
    portal.app.state.engine.dispose()


def test_the_evil_text_was_taken_wherever_it_was_typed(littered: Portal) -> None:
    with littered.session() as session:
        assert EVIL in {answer.text for answer in session.exec(select(QueryAnswer))}
        assert {s.note for s in session.exec(select(Submission))} == {EVIL}
        assert {s.figures.get("G03") for s in session.exec(select(Submission).where(Submission.duty == REQUEST))} == {
            EVIL
        }
        assert session.exec(select(Submission).where(Submission.duty == "S000-16")).one().fields["place"] == EVIL
        assert {d.text for d in session.exec(select(MeetingDecision))} == {EVIL}
        assert [w.reason for w in session.exec(select(ExtensionRequest))] == [EVIL, EVIL]
        assert {d.note for d in session.exec(select(Decision).where(Decision.action == "return"))} == {EVIL}
        assert [d.reason for d in session.exec(select(Delegation))] == [EVIL, EVIL]
        assert session.exec(select(Draft)).one().typed["f.G03"] == EVIL


def read(kind: str, content: bytes, where: str) -> int:
    """Look through one answer; how often the evil text stands in it, as text."""
    if kind.startswith(("text/html", "image/svg")):
        text = content.decode()
        assert "<script>alert" not in text, where
        assert not re.search(r'<[^>]*[^=]"onfocus=', text), where
        assert "=1+1<" not in text, where
        assert "x49" not in text, where  # {{7*7}} worked out
        return text.count("&lt;script&gt;alert")
    if "csv" in kind:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
        cells = [cell for row in rows for cell in row] + [c for row in rows for cell in row for c in cell.split(",")]
        assert not [cell for cell in cells if cell.lstrip('"').startswith(("=", "+", "@", "\t", "\r"))], where
        return content.count(b"<script>alert")
    if content.startswith(b"PK"):
        return read_package(content, where)
    return 0


def read_package(content: bytes, where: str) -> int:
    found = 0
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = package.namelist()
        parts = {name: package.read(name) for name in names}
    for name, part in parts.items():
        assert not name.startswith("/"), where
        assert ".." not in Path(name).parts, where
        if name.endswith(".csv"):
            found += read("text/csv", part, f"{where} {name}")
        if name.endswith((".xml", ".rels")):
            tree = ElementTree.fromstring(part)  # well-formed, whatever was typed
            for element in tree.iter():
                tag = element.tag.rpartition("}")[2]
                if tag in ("instrText", "fldSimple", "f"):
                    assert "script" not in "".join(element.itertext()), (where, name)
                found += tag == "t" and "<script>alert" in (element.text or "")
    if "xl/workbook.xml" in parts:
        for sheet in openpyxl.load_workbook(io.BytesIO(content)):
            for row in sheet.iter_rows():
                for cell in row:
                    assert not (cell.data_type == "f" and "script" in str(cell.value)), (where, cell.coordinate)
    return found


VISITS = {
    "filer": lambda p: p.unit(p.units[0]),
    "returned": lambda p: p.unit(p.units[3]),
    "asking": lambda p: p.unit(p.units[1]),
    "drafting": lambda p: p.unit(p.units[2]),
    "head": lambda p: p.officer("thutruong"),
    "staff": lambda p: p.officer("thammuu"),
    "operator": lambda p: p.officer("vanhanh"),
    "leader": lambda p: p.officer("lanhdao"),
}


@pytest.mark.parametrize("who", VISITS)
def test_on_every_page_and_in_every_file_of_everybody_it_is_text(littered: Portal, who: str) -> None:
    client = VISITS[who](littered)
    paths = {SAMPLES[path] for path in GETS if path != "/n/{token}" and path in SAMPLES}
    paths |= {SAMPLES[path].replace("/1", f"/{n}") for path in GETS if path.endswith("_id}") for n in (2, 3, 4)}
    paths |= {f"/can-bo/xuat/tep/{KEY}?dang={kind}" for kind in KINDS}
    paths |= {MEETING, f"/don-vi/in-bieu/{KEY}?dien=1", f"/can-bo/tong-hop/o/{KEY}?dong=G03"}
    shown: dict[str, int] = {}
    for path in sorted(paths):
        answer = client.get(path)
        assert answer.status_code < 500 or path == "/suc-khoe/nhip", path  # nothing runs here: no pulse
        if answer.status_code < 300:
            kind = answer.headers.get("content-type", "")
            assert not re.search(r"[<>\\/\r\n]", answer.headers.get("content-disposition", "")), path
            shown[path] = read(kind, answer.content, path)
    least = {
        "staff": 15,
        "operator": 12,
        "leader": 5,
        "filer": 9,
        "head": 12,
        "returned": 5,
        "asking": 1,
        "drafting": 1,
    }
    assert sum(map(bool, shown.values())) >= least[who], {path: n for path, n in shown.items() if n}


def test_no_address_of_a_unit_gives_another_unit_anything(littered: Portal) -> None:
    """What the first unit filed, wrote, drafted, attached: asked for by the second, by every address with a number."""
    other = littered.unit(littered.units[1])
    own = [path for path in GETS if path.startswith("/don-vi/") and "_id}" in path]
    assert len(own) >= 4
    for path in own:
        for n in (1, 2):
            answer = other.get(re.sub(r"\{[a-z_]+_id\}", str(n), path))
            assert answer.status_code in (403, 404), path
            assert "&lt;script" not in answer.text, path


def state(portal: Portal) -> dict[str, list[str]]:
    kinds = (Submission, Decision, Draft, Extension, ExtensionRequest, MeetingDecision, QueryAnswer, Delegation)
    with portal.session() as session:
        return {
            kind.__name__: [row.model_dump_json() for row in session.exec(select(kind).order_by(col(kind.id)))]
            for kind in kinds
        }


@pytest.mark.parametrize("carried", ["revoked", "expired", "altered", "of an officer", "of nobody"])
def test_no_post_of_a_unit_changes_anything_under_a_link_that_does_not_hold(littered: Portal, carried: str) -> None:
    client = littered.unit(littered.units[0])
    seal = seal_in(client.get("/don-vi").text)
    token = token_in(client.get(MEETING).text)
    cookie = client.cookies[cookies.UNIT]
    before, now = state(littered), littered.clock.now
    if carried == "revoked":
        with littered.session() as session:
            newest = session.exec(select(Link).where(Link.unit_id == littered.units[0])).all()
            for link in newest:
                revoke_link(session, link.id, now)
            session.commit()
    elif carried == "altered":
        client.cookies.clear()
        client.cookies.set(cookies.UNIT, cookie[:-3] + ("aaa" if cookie[-3:] != "aaa" else "bbb"))
    elif carried == "of an officer":
        client.cookies.clear()
        client.cookies.set(cookies.UNIT, littered.officer().cookies[cookies.OFFICER])
    elif carried == "of nobody":
        client.cookies.clear()
    else:
        littered.clock.now = now + timedelta(days=15)
    try:
        everything = {"token": token, "kind": "figures", "saves": "0", **FIGURES, "until": "10/12/2026", "reason": "x"}
        for path in POSTS:
            if path.startswith("/don-vi"):
                answer = client.post(SAMPLES[path], data={"seal": seal, **everything, "action": "approve"})
                assert answer.status_code in (401, 403), path
        assert state(littered) == before
    finally:
        littered.clock.now = now


@pytest.mark.parametrize("odd", ["../../x", "..\\x", 'a"b\r\nSet-Cookie: x=1', "\x00", "=cmd|' /C calc'!A1", EVIL])
def test_no_name_of_an_exported_file_climbs_or_orders(littered: Portal, odd: str) -> None:
    officer = littered.officer()
    for kind in KINDS:
        asked = {"dang": kind, "ky_dhis2": odd, "ma_gui": odd, "ma_nhan": odd, "ten_nhan": odd, "dau": odd, "ban": odd}
        for query in (asked, {"dang": kind, "ma_gui": odd, "ma_nhan": odd, "ten_nhan": odd}):
            answer = officer.get(f"/can-bo/xuat/tep/{KEY}", params=query)
            assert answer.status_code < 500, kind
            assert "set-cookie" not in answer.headers or "x=1" not in answer.headers["set-cookie"]
            name = answer.headers.get("content-disposition", "")
            assert not re.search(r"[\\/\r\n]|\.\.", name.partition("filename*")[0]), name
            if answer.status_code == 200:
                read(answer.headers["content-type"], answer.content, kind)


def test_an_attachment_named_like_a_path_is_kept_under_its_hash_and_given_back_with_a_calm_name(
    littered: Portal,
) -> None:
    kept = [file for file in littered.home.files.rglob("*") if file.is_file()]
    assert kept
    assert {file.name for file in kept if not re.fullmatch(r"[0-9a-f]{64}", file.name)} == set()
    answer = littered.officer().get("/can-bo/tep/1")
    assert answer.content == PDF
    assert not re.search(r"[<>/\\]|\.\.", answer.headers["content-disposition"].partition(";")[2])


def test_two_people_of_a_unit_who_save_and_file_at_the_same_instant_lose_nothing(portal: Portal) -> None:
    tabs = [portal.unit() for _ in range(3)]
    calls = []
    for n, tab in enumerate(tabs):
        page = tab.get(FORM).text
        data = {"seal": seal_in(page), "token": token_in(page), "saves": "0", **FIGURES, "f.B01": str(n + 1)}
        calls.append(lambda t=tab, d=data: t.post(f"/don-vi/nhap-do/{KEY}", data=d).status_code)
    page = tabs[0].get(FORM).text
    whole = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES, "f.B01": "9"}
    answers = at_once([*calls, lambda: tabs[0].post(FORM, data=whole).status_code])
    assert answers == [200, 200, 200, 303]
    with portal.session() as session:
        drafts = {draft.typed["f.B01"] for draft in session.exec(select(Draft))}
        assert session.exec(select(Submission)).one().figures["B01"] == 9
    assert drafts == {"1", "2", "3"}


def test_of_many_wishes_for_more_time_at_the_same_instant_one_stands(portal: Portal) -> None:
    tabs = [portal.unit() for _ in range(4)]
    asked = [
        {"seal": seal_in(tab.get(ASK).text), "until": "10/12/2026", "reason": f"Lý do {n}"}
        for n, tab in enumerate(tabs)
    ]
    answers = at_once([lambda t=t, d=d: t.post(ASK, data=d).status_code for t, d in zip(tabs, asked, strict=True)])
    assert set(answers) <= {303, 422}
    with portal.session() as session:
        assert [wish.state for wish in session.exec(select(ExtensionRequest))].count("asked") == 1


def test_a_return_and_a_correction_at_the_same_instant_leave_one_standing_version(portal: Portal) -> None:
    unit, officer = portal.unit(), portal.officer()
    page = unit.get(FORM).text
    unit.post(FORM, data={"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES})
    page, seal = unit.get(FORM).text, seal_in(officer.get("/can-bo/bai-nop/1").text)
    again = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES, "f.B01": "15"}
    back = {"seal": seal, "action": "return", "note": "Đề nghị rà soát"}
    answers = at_once(
        [
            lambda: unit.post(FORM, data=again).status_code,
            lambda: officer.post("/can-bo/bai-nop/1", data=back).status_code,
        ]
    )
    assert answers[0] == 303
    assert answers[1] in (303, 422)
    with portal.session() as session:
        states = [s.state for s in session.exec(select(Submission).order_by(col(Submission.version)))]
    assert states == ["superseded", "filed"]
