"""Figures taken away by a browser, and matters taken over from another officer, on the pages of officers."""

from __future__ import annotations

import io
import json
from zipfile import ZipFile

import pytest

from models.catalogue import home_catalogue
from models.desk_matters import Matter, matters
from models.figure_use import uses
from models.handovers import handed_to, note_made, take_over
from models.officers import find_officer
from models.quiet_hours import day_in_hanoi
from models.vocabulary import FigurePlace, MatterKind
from tests.portal.people import FIGURES, KEY, Portal, seal_in, token_in

FILE = f"/can-bo/xuat/tep/{KEY}"


@pytest.fixture
def filed(portal: Portal) -> Portal:
    """One unit filed, with a text that a spreadsheet would run."""
    client = portal.unit()
    page = client.get(f"/don-vi/{KEY}").text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES, "f.G03": "=1+1"}
    answer = client.post(f"/don-vi/{KEY}", data=data)
    assert answer.status_code == 303, answer.text
    return portal


@pytest.mark.parametrize(
    ("kind", "media", "ends"),
    [
        ("json", "application/json", ".json"),
        ("xlsx", "application/vnd.openxmlformats", ".xlsx"),
        ("csv", "application/zip", "-csv.zip"),
        ("dhis2&ky_dhis2=2026Q4", "application/zip", "-dhis2.zip"),
        ("package&ma_gui=H1&ma_nhan=G1", "application/json", "-goi-du-lieu.json"),
    ],
)
def test_each_kind_comes_as_a_file_with_a_harmless_name_and_counts_as_a_use(filed, kind, media, ends):
    answer = filed.officer().get(f"{FILE}?dang={kind}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith(media)
    said = answer.headers["content-disposition"]
    assert said.split('filename="')[1].split('"')[0].endswith(ends)
    assert not {"/", "\\", ".."} & set(said.partition("filename=")[2].split("UTF-8''")[0])
    with filed.session() as session:
        assert FigurePlace.EXPORT in uses(session, "phong-trao-rut-gon")["B01"].places


def test_the_two_tables_of_csv_come_together_and_neither_runs_a_formula(filed):
    answer = filed.officer().get(f"{FILE}?dang=csv&dau=,")
    with ZipFile(io.BytesIO(answer.content)) as package:
        names = package.namelist()
        texts = [package.read(name).decode("utf-8-sig") for name in names]
    assert [name.rpartition("-")[2] for name in names] == ["hop.csv", "vi.csv"]
    assert ",'=1+1," in texts[1]
    assert ",=1+1" not in "".join(texts)


def test_a_file_that_cannot_be_made_says_why_and_keeps_what_was_typed(filed):
    client = filed.officer()
    answer = client.get(f"{FILE}?dang=package&ma_gui=H-77<b>&ma_nhan=")
    assert answer.status_code == 422
    assert "mã định danh của cơ quan nhận" in answer.text
    assert 'value="H-77&lt;b&gt;"' in answer.text
    assert client.get(f"{FILE}?dang=csv&dau=x").status_code == 422
    assert client.get(f"{FILE}?dang=json&ban=7").status_code == 422
    assert client.get(f"{FILE}?dang=khac").status_code == 404
    assert client.get("/can-bo/xuat/05-ctrph-cat-mttq/S000-08/2026").status_code == 404
    assert f"/can-bo/xuat/{KEY}" in client.get(f"/can-bo/tong-hop/{KEY}").text


def test_json_on_the_page_is_what_the_unit_filed(filed):
    content = json.loads(filed.officer("lanhdao").get(f"{FILE}?dang=json").content)
    unit = next(one for one in content["units"] if one["reported"])
    assert unit["unit"] == filed.units[0]
    assert (unit["figures"]["B01"], unit["figures"]["G01"], unit["figures"]["G03"]) == (12, 35.5, "=1+1")
    assert unit["figures"]["B03"] == 0
    assert (content["reported"], content["expected"]) == (1, 4)
    assert len(content["missing"]) == 3


def test_what_was_taken_over_is_listed_until_its_officer_says_it_is_done(portal: Portal):
    given = [
        Matter(MatterKind.QUESTION, "question:1", "Chờ <i>xác nhận</i> ngày họp", "chi tiết", "/can-bo/thay-doi"),
        Matter(MatterKind.REVIEW, "submission:7", "Công an xã Một"),
    ]
    with portal.session() as session:
        who = {"from_username": "cu", "from_name": "Cán bộ cũ", "to_username": "thammuu", "by": "console"}
        print_ = {"id": "a1", "sha256": "ab" * 32, "stated": "ab" * 32}
        take_over(session, **print_, **who, on=portal.clock.now.date(), matters=given, now=portal.clock.now)
        session.commit()
    client, other = portal.officer(), portal.officer("vanhanh")
    assert "02 việc nhận bàn giao chưa xử lý" in client.get("/can-bo").text
    assert "nhận bàn giao chưa xử lý" not in other.get("/can-bo").text
    page = client.get("/can-bo/ban-giao").text
    assert "Chờ &lt;i&gt;xác nhận&lt;/i&gt; ngày họp" in page
    assert "Cán bộ cũ" in page
    with portal.session() as session:
        number = handed_to(session, "thammuu")[0][0].id
    theirs = other.get("/can-bo/ban-giao").text
    assert "Chờ" not in theirs.partition("Chưa xử lý")[2].partition("</section>")[0]
    seal = seal_in(page)
    assert client.post(f"/can-bo/ban-giao/{number}", data={"seal": "0" * 64}).status_code == 403
    assert (
        other.post(f"/can-bo/ban-giao/{number}", data={"seal": seal_in(other.get("/can-bo").text)}).status_code == 404
    )
    assert client.post(f"/can-bo/ban-giao/{number}", data={"seal": seal}).status_code == 303
    assert "01 việc nhận bàn giao chưa xử lý" in client.get("/can-bo").text


def test_what_was_settled_at_its_own_page_goes_in_one_push_and_what_still_waits_stays(filed: Portal):
    law, today = home_catalogue(filed.home), day_in_hanoi(filed.clock.now)
    with filed.session() as session:
        giver = find_officer(session, "vanhanh")
        waiting = matters(session, law, giver, today)
        assert [m.kind for m in waiting if m.kind is MatterKind.REVIEW]
        gone = Matter(MatterKind.WISH, "extension_request:99", "Đề nghị đã trả lời", "", "/can-bo/gia-han")
        note_made(session, "b2", "cd" * 32, giver, today, "console", filed.clock.now)
        who = {"from_username": "vanhanh", "from_name": "", "to_username": "thammuu", "by": "console", "on": today}
        take_over(session, id="b2", sha256="cd" * 32, **who, matters=[*waiting, gone], now=filed.clock.now)
        note_made(session, "b3", "ef" * 32, giver, today, "console", filed.clock.now)
        again = take_over(session, id="b3", sha256="ef" * 32, **who, matters=waiting, now=filed.clock.now)
        assert again.matters == 0  # a second pack of the same desk adds nothing that lies there already
        session.commit()
    client = filed.officer()
    page = client.get("/can-bo/ban-giao").text
    assert "Đề nghị đã trả lời" in page.partition("Không còn chờ")[2]
    assert client.post("/can-bo/ban-giao", data={"seal": seal_in(page)}).status_code == 303
    with filed.session() as session:
        taken = handed_to(session, "thammuu")
    assert [m.ref for m, _ in taken if m.done_at is not None] == [gone.ref]
    assert {m.ref for m, _ in taken if m.done_at is None} == {m.ref for m in waiting}
