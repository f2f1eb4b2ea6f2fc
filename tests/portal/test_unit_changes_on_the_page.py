"""Officers read the changes of units, see one in full, and confirm, drop or undo it under their own name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from models.row_journal import picture
from models.unit_act_files import read_act
from models.unit_changes import TOUCHED, propose
from models.units import Contact, Unit, UnitChange
from tests.portal.people import Portal, seal_in

PAGE = "/can-bo/don-vi-bien-dong"
HEAD = """\
title: sắp xếp <ba> xã
effective_on: 2027-01-01
document: Nghị quyết số 00/NQ
document_on: 2026-12-10
article: Điều 1
issuer: Quốc hội
"""
PLACE = "  - {id: vn/x/%s, name: Xã %s, tree: territory, level: xa, kind: xã, parent: Tỉnh Đồng Tháp}\n"
ACT = f"""\
kind: reorganisation
{HEAD}create:
{PLACE % ("mot", "Một")}{PLACE % ("hai", "Hai")}end:
  - {{unit: Xã Tân Hồng, heirs: [{{to: Xã Một}}]}}
  - {{unit: Xã Tân Hộ Cơ, heirs: [{{to: Xã Một, share: 40%}}, {{to: Xã Hai, share: 60%}}]}}
  - {{unit: Hội Người cao tuổi xã Tân Thành, without_heir: giải thể}}
rename:
  - {{unit: Xã Tân Thành, name: Xã Thành}}
move:
  - {{unit: Công an xã Tân Phú, parent: police/2025-07/29929}}
functions:
  - {{from: front/2025-07/82, to: police/2025-07/82, what: giữ mối liên hệ}}
"""
BARE = "kind: rename\ntitle: Đổi tên\neffective_on: 2027-01-01\nrename:\n  - {unit: Xã Tân Hồng, name: Xã Hồng}\n"


def proposed(portal: Portal, text: str) -> int:
    with portal.session() as session:
        change = propose(session, read_act("thu.yaml", text), "thammuu", portal.clock.now)
        session.commit()
        return change.id or 0


def decide(client: TestClient, number: int, what: str):
    seal = seal_in(client.get(f"{PAGE}/{number}").text)
    return client.post(f"{PAGE}/{number}", data={"seal": seal, "what": what})


def state(portal: Portal, number: int) -> tuple[str, str, str]:
    with portal.session() as session:
        change = session.get_one(UnitChange, number)
        return change.state, change.decided_by, change.undone_by


def test_the_units_page_leads_to_the_list_and_the_list_to_each_change(portal: Portal) -> None:
    client = portal.officer()
    assert f'href="{PAGE}"' in client.get("/can-bo/don-vi").text
    assert "Chưa có biến động nào được đề xuất." in client.get(PAGE).text
    number = proposed(portal, ACT)
    text = client.get(PAGE).text
    assert f'href="{PAGE}/{number}"' in text
    for words in ("Sắp xếp &lt;ba&gt; xã", "Nghị quyết số 00/NQ ngày 10/12/2026, Điều 1", "Quốc hội", "Chờ xác nhận"):
        assert words in text
    assert client.get(f"{PAGE}/{number + 1}").status_code == 404


def test_one_change_is_shown_whole_with_its_ground_and_where_everything_goes(portal: Portal) -> None:
    text = portal.officer().get(f"{PAGE}/{proposed(portal, ACT)}").text
    for words in (
        "Nghị quyết số 00/NQ",
        "10/12/2026",
        "Điều 1",
        "Xã Tân Hồng; Xã Tân Hộ Cơ",  # what the new commune is made of
        "40%",
        "60% (nối tiếp số liệu)",
        "không có: giải thể",
        "Xã Thành",
        "Công an xã Tân Hộ Cơ",  # the new parent
        "giữ mối liên hệ",
        "18 lập mới, 18 kết thúc, 8 đổi tên",
    ):
        assert words in text, words
    assert "/can-bo/don-vi/vn/x/mot" not in text  # not a unit yet
    assert "/can-bo/don-vi/vn/2025-07/29926" in text


def test_a_change_is_confirmed_and_undone_by_name_and_every_row_comes_back(portal: Portal) -> None:
    number, client = proposed(portal, ACT), portal.officer()
    with portal.session() as session:
        before = picture(session, TOUCHED)
    assert decide(client, number, "confirm").status_code == 303
    assert state(portal, number) == ("confirmed", "thammuu", "")
    with portal.session() as session:
        assert session.get_one(Unit, "vn/x/mot").name == "Xã Một"
    text = client.get(f"{PAGE}/{number}").text
    assert "/can-bo/don-vi/vn/x/mot" in text
    assert "Xác nhận biến động" not in text
    assert decide(portal.officer("vanhanh"), number, "undo").status_code == 303
    assert state(portal, number) == ("undone", "thammuu", "vanhanh")
    with portal.session() as session:
        assert picture(session, TOUCHED) == before
    assert "Hoàn tác biến động" not in client.get(f"{PAGE}/{number}").text


def test_a_proposal_without_its_citation_can_be_dropped_but_not_confirmed(portal: Portal) -> None:
    number, client = proposed(portal, BARE), portal.officer()
    assert "còn thiếu số, ký hiệu văn bản" in client.get(f"{PAGE}/{number}").text
    refused = decide(client, number, "confirm")
    assert refused.status_code == 422
    assert "chưa đủ căn cứ" in refused.text
    assert decide(client, number, "drop").status_code == 303
    assert state(portal, number) == ("dropped", "thammuu", "")
    assert "Người bỏ đề xuất" in client.get(f"{PAGE}/{number}").text


@pytest.mark.parametrize("what", ["undo", "confirm-all", ""])
def test_a_deed_that_does_not_fit_is_refused_with_words_and_changes_nothing(portal: Portal, what: str) -> None:
    number = proposed(portal, ACT)
    refused = decide(portal.officer(), number, what)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text
    assert state(portal, number) == ("proposed", "", "")


def test_undoing_says_what_stands_in_the_way(portal: Portal) -> None:
    number, client = proposed(portal, ACT), portal.officer()
    decide(client, number, "confirm")
    with portal.session() as session:
        session.add(Contact(unit_id="police/x/mot", post="Trực ban", by_hand=True))
        session.commit()
    refused = decide(client, number, "undo")
    assert refused.status_code == 422
    assert "đã có 1 đầu mối liên hệ" in refused.text
    assert state(portal, number) == ("confirmed", "thammuu", "")


def test_the_list_of_units_keeps_the_name_of_today_until_a_new_name_is_in_force(portal: Portal) -> None:
    number, client = proposed(portal, ACT), portal.officer()
    decide(client, number, "confirm")
    assert ">Xã Tân Thành</a>" in client.get("/can-bo/don-vi?tim=xa thanh&he=territory").text  # found by either name
    portal.clock.now += timedelta(days=45)
    later = portal.officer().get("/can-bo/don-vi?tim=xa thanh&he=territory").text
    assert ">Xã Thành</a>" in later


def test_a_leader_reads_and_does_not_decide(portal: Portal) -> None:
    number, leader = proposed(portal, ACT), portal.officer("lanhdao")
    text = leader.get(f"{PAGE}/{number}").text
    assert "Xã Tân Hồng" in text
    assert "Xác nhận biến động" not in text
    assert leader.post(f"{PAGE}/{number}", data={"seal": seal_in(text), "what": "confirm"}).status_code == 403
    assert state(portal, number) == ("proposed", "", "")
