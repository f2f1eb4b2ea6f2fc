"""The calendar addresses on the pages, what a calendar program gets there, and the wall calendar to download."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import BytesIO

import icalendar
import pytest
from docx import Document
from sqlmodel import select

from models.facts import Audit
from models.feeds import Feed
from models.granting import extend
from tests.portal.people import PASSWORD, PERIOD, PROGRAMME, REQUEST, Portal, seal_in
from tests.portal.test_browser import no_sideways

UNIT, OFFICER = "/don-vi/lich", "/can-bo/lich"


def address_on(page: str) -> str:
    """The path of the address a page shows; empty where it shows none."""
    found = re.search(r'id="dia-chi-lich"[^>]*value="http://[^/]+(/lich/[^"]+)"', page)
    return found[1] if found else ""


def press(client, path: str, what: str, shown: str = "") -> str:
    """Press a button on the page and follow; the address the page then shows."""
    answer = client.post(path, data={"seal": seal_in(client.get(shown or path).text), "what": what})
    assert answer.status_code == 303
    return address_on(client.get(answer.headers["location"]).text)


def events(portal: Portal, path: str) -> dict[str, icalendar.Event]:
    answer = portal.stranger().get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return {str(e["uid"]): e for e in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")}


def the_request(found: dict[str, icalendar.Event]) -> icalendar.Event:
    [only] = [e for e in found.values() if "Kết quả phong trào ba tháng" in e["summary"]]
    return only


def put_off(portal: Portal, until: date) -> None:
    with portal.session() as session:
        from models.catalogue import home_catalogue

        law, key = home_catalogue(portal.home), {"programme": PROGRAMME, "duty": REQUEST, "period": PERIOD}
        more = {"unit_id": portal.units[0], "reason": "mưa bão", "by": "thammuu", "now": portal.clock.now}
        extend(session, law, **key, **more, until=until)
        session.commit()


def test_a_unit_takes_its_address_and_reads_its_own_deadlines_without_any_cookie(portal: Portal) -> None:
    client = portal.unit()
    assert address_on(client.get(UNIT).text) == ""
    path = press(client, UNIT, "open")
    assert re.fullmatch(r"/lich/[0-9a-f]{24}\.[\w-]+\.ics", path)
    assert press(client, UNIT, "open") == path
    request = the_request(events(portal, path))
    assert request.decoded("dtstart") == date(2026, 12, 3)
    assert request["sequence"] == 0
    assert "trong" in request["description"] or "chậm nhất" in request["description"]


def test_looking_at_the_page_opens_no_address(portal: Portal) -> None:
    portal.unit().get(UNIT)
    portal.officer().get(OFFICER)
    portal.officer().get(f"/can-bo/don-vi/{portal.units[0]}")
    with portal.session() as session:
        assert session.exec(select(Feed)).all() == []


def test_a_moved_date_updates_the_same_event(portal: Portal) -> None:
    path = press(portal.unit(), UNIT, "open")
    before = the_request(events(portal, path))
    put_off(portal, date(2026, 12, 10))
    after = the_request(events(portal, path))
    assert after["uid"] == before["uid"]
    assert (before["sequence"], after["sequence"]) == (0, 1)
    assert after.decoded("dtstart") == date(2026, 12, 10)
    assert the_request(events(portal, path))["sequence"] == 1


def test_two_readings_without_a_change_are_the_same_bytes(portal: Portal) -> None:
    path = press(portal.unit(), UNIT, "open")
    first = portal.stranger().get(path).content
    portal.clock.now = portal.clock.now.replace(hour=9)
    assert portal.stranger().get(path).content == first


def test_many_readers_at_the_same_moment_count_one_move(portal: Portal) -> None:
    path = press(portal.unit(), UNIT, "open")
    events(portal, path)
    put_off(portal, date(2026, 12, 10))
    readers = [portal.stranger() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda reader: reader.get(path), readers))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert the_request(events(portal, path))["sequence"] == 1


def test_an_officer_and_a_leader_have_calendars_of_their_own(portal: Portal) -> None:
    paths = [press(portal.officer(name), OFFICER, "open") for name in ("thammuu", "lanhdao")]
    assert len(set(paths)) == 2
    found = [events(portal, path) for path in paths]
    assert found[0].keys() == found[1].keys()
    portal.app.state.home.save(portal.home.settings().model_copy(update={"public_url": "https://nop.example"}))
    page = the_request(events(portal, paths[0]))
    assert page["url"] == f"https://nop.example/can-bo/han/{PROGRAMME}/{REQUEST}/{PERIOD}"


def test_an_officer_keeps_the_address_of_a_unit_and_the_unit_sees_the_same(portal: Portal) -> None:
    shown = f"/can-bo/don-vi/{portal.units[0]}"
    path = press(portal.officer(), f"/can-bo/don-vi/lich/{portal.units[0]}", "open", shown)
    assert address_on(portal.unit().get(UNIT).text) == path
    with portal.session() as session:
        assert [a.subject for a in session.exec(select(Audit).where(Audit.action == "feed_open"))] == [
            f"unit:{portal.units[0]}"
        ]


def test_a_changed_or_closed_address_reads_nothing_any_more(portal: Portal) -> None:
    client = portal.unit()
    first = press(client, UNIT, "open")
    second = press(client, UNIT, "renew")
    assert second not in ("", first)
    gone = portal.stranger().get(first)
    assert gone.status_code == 404
    assert "đã bị thu hồi" in gone.text
    assert press(client, UNIT, "close") == ""
    assert portal.stranger().get(second).status_code == 404


@pytest.mark.parametrize("token", ["x", "a.b", "%C3%A1", "..%2f..%2fetc", "e" * 400])
def test_a_guessed_address_reads_nothing(portal: Portal, token: str) -> None:
    assert portal.stranger().get(f"/lich/{token}.ics").status_code == 404


def test_a_leader_may_not_open_the_address_of_a_unit(portal: Portal) -> None:
    client = portal.officer("lanhdao")
    data = {"seal": seal_in(client.get(OFFICER).text)}
    assert client.post(f"/can-bo/don-vi/lich/{portal.units[0]}", data=data).status_code == 403


def test_the_token_never_stands_in_the_log(portal: Portal, caplog, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("broken")

    path = press(portal.unit(), UNIT, "open")
    monkeypatch.setattr("portal.routes.feeds.read_feed", broken)
    assert portal.stranger().get(path).status_code == 500
    assert path not in caplog.text
    assert "/lich/…" in caplog.text


def test_a_unit_downloads_its_own_year_with_the_day_it_was_given(portal: Portal) -> None:
    put_off(portal, date(2026, 12, 10))
    answer = portal.unit().get(f"{UNIT}/treo-tuong.docx")
    assert "lich-thoi-han-2026-a3.docx" in answer.headers["content-disposition"]
    text = "\n".join(p.text for t in Document(BytesIO(answer.content)).tables for c in t._cells for p in c.paragraphs)
    assert "được gia hạn đến hết ngày 10/12/2026" in text
    assert "10/12: Kết quả phong trào ba tháng" in text


def test_an_officer_downloads_any_year_programme_and_sheet(portal: Portal) -> None:
    client = portal.officer("lanhdao")
    answer = client.get(f"{OFFICER}/treo-tuong.docx?nam=2027&kho=A4&chuong_trinh={PROGRAMME}")
    assert "lich-thoi-han-2027-a4.docx" in answer.headers["content-disposition"]
    for wrong, status in (
        ("nam=9999", 422),
        ("kho=A0", 422),
        ("chuong_trinh=x", 422),
        ("don_vi=x", 404),
        ("nam=x", 422),
    ):
        assert client.get(f"{OFFICER}/treo-tuong.docx?{wrong}").status_code == status


@pytest.mark.browser
def test_the_pages_fit_a_phone_and_the_wall_calendar_can_be_taken_twice(portal: Portal, visit) -> None:
    page = visit()
    page.goto(portal.link(portal.units[0]))
    page.get_by_role("link", name="Lịch thời hạn").click()
    page.get_by_role("button", name="Lập địa chỉ lịch").click()
    page.wait_for_url("**/don-vi/lich?xong=mo")
    assert page.get_by_label("Địa chỉ lịch của đơn vị").input_value().endswith(".ics")
    no_sideways(page)
    for _ in range(2):
        with page.expect_download() as taken:
            page.get_by_role("button", name="Tải DOCX").click()
        assert taken.value.suggested_filename == "lich-thoi-han-2026-a3.docx"
    page.goto("/dang-nhap")
    page.fill("#username", "thammuu")
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_role("link", name="Lịch thời hạn").click()
    page.wait_for_url("**/can-bo/lich")
    no_sideways(page)
    page.get_by_role("button", name="Lập địa chỉ lịch").click()
    page.wait_for_url("**/can-bo/lich?xong=mo")
    no_sideways(page)
    page.goto(f"/can-bo/don-vi/{portal.units[0]}")
    no_sideways(page)
