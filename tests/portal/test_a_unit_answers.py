"""“Đã nhận” and “Hẹn lại” on the unit's own list: it reaches the round, and nobody says it for another."""

from __future__ import annotations

from sqlmodel import select

from models.catalogue import home_catalogue
from models.facts import Acknowledgement
from models.hush import hushed
from models.quiet_hours import day_in_hanoi
from models.vocabulary import Stage
from tests.portal.people import FIGURES, KEY, PROGRAMME, REQUEST, Portal, seal_in, token_in

MINE = f'action="/don-vi/da-nhan/{KEY}"'


def words(portal: Portal) -> list[Acknowledgement]:
    with portal.session() as session:
        return list(session.exec(select(Acknowledgement)))


def test_one_press_says_that_the_unit_knows_and_silences_what_prepares(portal: Portal) -> None:
    client = portal.unit()
    page = client.get("/don-vi").text
    assert MINE in page
    answer = client.post(f"/don-vi/da-nhan/{KEY}", data={"seal": seal_in(page)})
    assert answer.headers["location"] == "/don-vi?xong=da-nhan"
    after = client.get("/don-vi?xong=da-nhan").text
    assert "Đã ghi nhận đơn vị đã nhận thông báo. Việc vẫn cần nộp đúng hạn." in after
    assert "đơn vị báo đã nhận ngày 23/11/2026, không nhắc thêm trước ngày cuối" in after
    assert MINE not in after
    [said] = words(portal)
    assert (said.unit_id, said.by, said.stage) == (portal.units[0], "unit", "opened")
    assert said.link_id
    with portal.session() as session:
        key = (said.programme, said.duty, said.period, said.unit_id)
        law, now = home_catalogue(portal.home), portal.clock.now
        silences = hushed(session, law, day_in_hanoi(now), now)
        assert silences.why(key, Stage.SOON)
        assert not silences.why(key, Stage.LAST_DAY)


def test_a_work_is_put_off_with_a_reason_to_a_day_that_is_offered(portal: Portal) -> None:
    """Target T5 03/12/2026: offered are the working days after T2 23/11 up to T4 02/12; T3 24/11 is off."""
    client = portal.unit()
    page = client.get("/don-vi").text
    form = page[page.index(f'action="/don-vi/hen-lai/{KEY}"') :]
    offered = [part[:10] for part in form[: form.index("</select>")].split('option value="')[1:]]
    assert (offered[0], offered[-1]) == ("2026-11-25", "2026-12-02")
    data = {"seal": seal_in(page), "until": "2026-11-27", "reason": "chờ số liệu của các tổ"}
    assert client.post(f"/don-vi/hen-lai/{KEY}", data=data).headers["location"] == "/don-vi?xong=hen-lai"
    after = client.get("/don-vi?xong=hen-lai").text
    assert "đơn vị hẹn lại đến hết ngày 27/11/2026 (chờ số liệu của các tổ)" in after
    assert "Thời hạn nộp không thay đổi." in after


def test_a_day_past_the_target_no_reason_or_no_day_is_refused_in_words(portal: Portal) -> None:
    client = portal.unit()
    seal = seal_in(client.get("/don-vi").text)
    for data, said in (
        ({"until": "2026-12-03", "reason": "x"}, "từ hôm nay đến 02/12/2026"),
        ({"until": "2026-11-28", "reason": "x"}, "một ngày làm việc"),
        ({"until": "2026-11-27", "reason": " "}, "cần ghi lý do"),
        ({"until": "mai", "reason": "x"}, "chưa đúng"),
        ({}, "chưa đúng"),
    ):
        answer = client.post(f"/don-vi/hen-lai/{KEY}", data={"seal": seal, **data})
        assert answer.status_code == 422
        assert said in answer.text
    assert words(portal) == []


def test_nobody_answers_for_another_unit_or_for_what_is_not_owed(portal: Portal) -> None:
    client = portal.unit(portal.units[1])
    seal = seal_in(client.get("/don-vi").text)
    for path in (f"{PROGRAMME}/S000-15/2026-Q3", f"{PROGRAMME}/{REQUEST}/2026-12-04", "khong-co/x/y"):
        assert client.post(f"/don-vi/da-nhan/{path}", data={"seal": seal}).status_code == 404
    client.post(f"/don-vi/da-nhan/{KEY}", data={"seal": seal})
    assert {said.unit_id for said in words(portal)} == {portal.units[1]}


def test_what_was_filed_needs_no_word(portal: Portal) -> None:
    client = portal.unit()
    page = client.get(f"/don-vi/{KEY}").text
    client.post(f"/don-vi/{KEY}", data={"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES})
    listed = client.get("/don-vi").text
    assert MINE not in listed
    answer = client.post(f"/don-vi/da-nhan/{KEY}", data={"seal": seal_in(listed)})
    assert answer.status_code == 422
    assert "không cần xác nhận đã nhận" in answer.text
