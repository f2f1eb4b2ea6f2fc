"""A unit asks for more time on its page; an officer answers on theirs."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models.facts import Extension
from models.filing_facts import ExtensionRequest
from tests.portal.people import FIGURES, KEY, Portal, seal_in, token_in

ASK, BACK, QUEUE = f"/don-vi/gia-han/{KEY}", f"/don-vi/rut-gia-han/{KEY}", "/can-bo/gia-han"
REASON = "Chờ số liệu của các tổ"


def wishes(portal: Portal) -> list[ExtensionRequest]:
    with portal.session() as session:
        return list(session.exec(select(ExtensionRequest).order_by(ExtensionRequest.id)))


def asked(portal: Portal, unit: str = "", until: str = "10/12/2026"):
    """A unit that asked for time to T5 10/12/2026, a week after the day of the request."""
    client = portal.unit(unit)
    page = client.get(ASK).text
    answer = client.post(ASK, data={"seal": seal_in(page), "until": until, "reason": REASON})
    assert answer.headers["location"] == f"{ASK}?xong=gui", answer.text
    return client


def test_a_unit_finds_the_page_on_its_list_and_asks(portal: Portal) -> None:
    client = portal.unit()
    assert f'href="{ASK}"' in client.get("/don-vi").text
    page = client.get(ASK).text
    assert "từ 04/12/2026 đến 01/02/2027" in page
    assert 'value="10/12/2026"' in page  # five working days more
    asked(portal)
    page = client.get(f"{ASK}?xong=gui").text
    assert "Đang chờ trả lời" in page
    assert REASON in page
    assert "chưa nhắc việc này đến hết ngày 27/11/2026" in page  # T6: three working days, T3 24/11 being off
    [row] = wishes(portal)
    assert (row.until, row.state) == (date(2026, 12, 10), "asked")
    assert row.by.startswith("link:")


@pytest.mark.parametrize(
    ("until", "reason", "said"),
    [
        ("", REASON, "chưa đúng"),
        ("03/12/2026", REASON, "từ ngày 04/12/2026 đến ngày 01/02/2027"),
        ("02/02/2027", REASON, "từ ngày 04/12/2026 đến ngày 01/02/2027"),
        ("10/12/2026", "  ", "cần ghi lý do"),
        ("10/12/2026", "gọi số 0912 345 678", "số điện thoại"),
        ("10/12/2026", "x" * 501, "không quá 500 ký tự"),
    ],
)
def test_what_cannot_be_asked_is_said_and_what_was_typed_stays(portal: Portal, until, reason, said) -> None:
    client = portal.unit()
    answer = client.post(ASK, data={"seal": seal_in(client.get(ASK).text), "until": until, "reason": reason})
    assert answer.status_code == 422
    assert said in answer.text
    assert reason.strip() in answer.text
    assert not wishes(portal)


def test_what_a_unit_writes_is_shown_as_it_is_and_never_run(portal: Portal) -> None:
    client = portal.unit()
    reason = '<script>alert(1)</script>" onfocus="x'
    client.post(ASK, data={"seal": seal_in(client.get(ASK).text), "until": "10/12/2026", "reason": reason})
    for page in (client.get(ASK).text, portal.officer().get(QUEUE).text):
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_a_unit_takes_its_wish_back_and_may_ask_again_three_times_in_all(portal: Portal) -> None:
    client = asked(portal)
    for _ in range(2):
        answer = client.post(BACK, data={"seal": seal_in(client.get(ASK).text)})
        assert answer.headers["location"] == f"{ASK}?xong=rut"
        asked(portal)
    client.post(BACK, data={"seal": seal_in(client.get(ASK).text)})
    page = client.get(ASK).text
    assert "đã đề nghị gia hạn 3 lần" in page
    assert 'name="until"' not in page
    assert [row.state for row in wishes(portal)] == ["withdrawn"] * 3


def test_an_officer_grants_as_asked_and_the_unit_reads_it(portal: Portal) -> None:
    unit, officer = asked(portal), portal.officer()
    page = officer.get(QUEUE).text
    assert REASON in page
    [row] = wishes(portal)
    answer = officer.post(f"{QUEUE}/{row.id}", data={"seal": seal_in(page), "what": "dong-y", "until": "10/12/2026"})
    assert answer.headers["location"] == f"{QUEUE}?xong=granted"
    with portal.session() as session:
        [granted] = session.exec(select(Extension))
    assert (granted.until, granted.granted_by) == (date(2026, 12, 10), "thammuu")
    [row] = wishes(portal)
    assert (row.state, row.extension_id, row.granted_until) == ("granted", granted.id, granted.until)
    assert "đến hết ngày 10/12/2026" in unit.get(ASK).text
    assert "Được gia hạn đến hết ngày 10/12/2026" in unit.get("/don-vi").text


def test_an_officer_grants_a_part_or_refuses_with_a_note(portal: Portal) -> None:
    first, second = portal.units[:2]
    asked(portal, first)
    other, officer = asked(portal, second), portal.officer()
    seal = seal_in(officer.get(QUEUE).text)
    one, two = wishes(portal)
    officer.post(f"{QUEUE}/{one.id}", data={"seal": seal, "what": "dong-y", "until": "07/12/2026"})
    refused = officer.post(f"{QUEUE}/{two.id}", data={"seal": seal, "what": "khong", "note": ""})
    assert refused.status_code == 422
    assert "ghi rõ lý do" in refused.text
    officer.post(f"{QUEUE}/{two.id}", data={"seal": seal, "what": "khong", "note": "Phải tổng hợp trong tuần"})
    one, two = wishes(portal)
    assert (one.state, one.granted_until) == ("granted_part", date(2026, 12, 7))
    assert two.state == "refused"
    assert "Phải tổng hợp trong tuần" in other.get(ASK).text


def test_of_two_officers_the_second_is_told(portal: Portal) -> None:
    asked(portal)
    officer, other = portal.officer(), portal.officer("vanhanh")
    [row] = wishes(portal)
    data = {"what": "khong", "note": "Không"}
    officer.post(f"{QUEUE}/{row.id}", data={"seal": seal_in(officer.get(QUEUE).text), **data})
    late = {"seal": seal_in(other.get(QUEUE).text), "what": "dong-y", "until": "10/12/2026"}
    answer = other.post(f"{QUEUE}/{row.id}", data=late)
    assert answer.status_code == 422
    assert "đã có kết quả: không đồng ý" in answer.text


def test_a_later_day_than_was_asked_for_is_not_granted(portal: Portal) -> None:
    asked(portal)
    officer = portal.officer()
    [row] = wishes(portal)
    data = {"seal": seal_in(officer.get(QUEUE).text), "what": "dong-y", "until": "20/12/2026"}
    answer = officer.post(f"{QUEUE}/{row.id}", data=data)
    assert answer.status_code == 422
    assert "chỉ đề nghị đến hết ngày 10/12/2026" in answer.text
    assert 'value="20/12/2026"' in answer.text


def test_filing_meanwhile_settles_the_wish(portal: Portal) -> None:
    client = asked(portal)
    page = client.get(f"/don-vi/{KEY}").text
    client.post(f"/don-vi/{KEY}", data={"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES})
    assert [row.state for row in wishes(portal)] == ["settled"]
    assert "Không có đề nghị nào đang chờ" in portal.officer().get(QUEUE).text


def test_a_grant_from_the_page_of_the_deadline_answers_the_wish_too(portal: Portal) -> None:
    asked(portal)
    officer = portal.officer()
    page = officer.get(f"/can-bo/han/{KEY}").text
    data = {"seal": seal_in(page), "unit_id": portal.units[0], "until": "12/12/2026", "reason": "Theo đề nghị"}
    officer.post(f"/can-bo/han/gia-han/{KEY}", data=data)
    [row] = wishes(portal)
    assert (row.state, row.granted_until) == ("granted", date(2026, 12, 12))


def test_a_leader_reads_the_queue_and_answers_nothing(portal: Portal) -> None:
    asked(portal)
    page = portal.officer("lanhdao").get(QUEUE).text
    assert REASON in page
    assert 'value="dong-y"' not in page


def test_the_grant_ends_by_itself(portal: Portal) -> None:
    client = asked(portal)
    officer = portal.officer()
    [row] = wishes(portal)
    seal = seal_in(officer.get(QUEUE).text)
    officer.post(f"{QUEUE}/{row.id}", data={"seal": seal, "what": "dong-y", "until": "10/12/2026"})
    portal.clock.now += timedelta(days=18)  # T6 11/12/2026
    client = portal.unit()
    assert "quá hạn" in client.get(ASK).text.lower()


def test_a_waiting_wish_is_the_first_question_of_the_day(portal: Portal) -> None:
    assert QUEUE not in portal.officer().get("/can-bo").text
    asked(portal)
    page = portal.officer().get("/can-bo").text
    assert "01 đề nghị gia hạn chờ trả lời." in page
    assert f'href="{QUEUE}"' in page
