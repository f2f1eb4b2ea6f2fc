"""Sending again on the page: listed on the first page, shown with what changed, confirmed by name, as it was seen."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlmodel import select

from models.catalogue import home_catalogue
from models.closing import close_period
from models.facts import Audit
from models.filing import file_submission
from models.quiet_hours import day_in_hanoi
from models.snapshots import files_of, snapshots_of
from portal.words import capital
from tests.portal.people import KEY, PHONE, Portal, seal_in, serving
from tests.portal.test_accessibility import broken_rules, too_wide

PATH = f"/can-bo/gui-lai/{KEY}"
ASKED = dict(zip(("programme", "duty", "period"), KEY.split("/"), strict=True))


def filed(portal: Portal, unit: str, **figures: str) -> None:
    with portal.session() as session:
        law, now = home_catalogue(portal.home), portal.clock.now
        file_submission(session, law, **ASKED, unit_id=unit, kind="figures", figures=figures, now=now)
        session.commit()


@pytest.fixture
def closed(portal: Portal) -> Portal:
    """One of four units had filed when the period was closed; another files two days later."""
    filed(portal, portal.units[0], B01="4", B02="120")
    portal.clock.now += timedelta(days=14)
    with portal.session() as session:
        law, now = home_catalogue(portal.home), portal.clock.now
        close_period(session, law, **ASKED, as_of=day_in_hanoi(now), now=now, by="thammuu")
        session.commit()
    portal.clock.now += timedelta(days=2)
    filed(portal, portal.units[1], B01="10", B02="300")
    return portal


def sendings(portal: Portal) -> list[tuple[int, int, str, str]]:
    with portal.session() as session:
        return [(s.n, s.reported, s.by, s.why) for s in snapshots_of(session, *ASKED.values())]


def post(client, portal: Portal, page: str, what: str, why: str):
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', page)
    assert seen
    return client.post(PATH, data={"seal": seal_in(page), "seen": seen[1], "what": what, "why": why})


def test_a_change_after_the_sending_waits_on_the_first_page_and_on_the_totals(closed: Portal) -> None:
    client = closed.officer()
    assert "01 kỳ đã chốt có số liệu thay đổi sau khi gửi" in client.get("/can-bo").text
    assert f'href="{PATH}"' in client.get("/can-bo/gui-lai").text
    totals = client.get(f"/can-bo/tong-hop/{KEY}").text
    assert "Có thay đổi sau khi gửi" in totals
    assert "Tải báo cáo đã gửi DOCX" in totals  # the file holds what was sent, the page what stands now
    assert f'href="{PATH}"' in totals


def test_the_page_shows_each_number_before_and_after_and_whose_it_is(closed: Portal) -> None:
    page = closed.officer().get(PATH).text
    row = re.search(r"<tr><th scope=\"row\"><span class=\"soft small\">B01</span>.*?</tr>", page, re.S)
    assert row
    assert re.findall(r"<td[^>]*>([^<]*)</td>", row[0])[1:] == ["4", "14", "1/4 → 2/4"]
    assert "nộp sau khi chốt" in page


def test_sending_again_keeps_the_first_marks_it_replaced_and_leaves_nothing_waiting(closed: Portal) -> None:
    client = closed.officer()
    with closed.session() as session:
        first = snapshots_of(session, *ASKED.values())[0].bytes
    answer = post(client, closed, client.get(PATH).text, "gui", "bổ sung 01 đơn vị nộp muộn")
    assert answer.status_code == 303
    assert sendings(closed) == [(1, 1, "thammuu", ""), (2, 2, "thammuu", "bổ sung 01 đơn vị nộp muộn")]
    with closed.session() as session:
        sent = snapshots_of(session, *ASKED.values())
        assert sent[0].bytes == first
        assert len(files_of(session, sent[1])) == 3
        assert session.exec(select(Audit).where(Audit.action == "close_again")).one().actor == "thammuu"
    shown = client.get(f"{PATH}?xong=gui").text
    assert "Đã chốt lại" in shown
    assert "đúng như bản gửi lần 2" in shown
    assert "thay đổi sau khi gửi" not in client.get("/can-bo").text
    totals = client.get(f"/can-bo/tong-hop/{KEY}").text
    assert "đã có bản gửi lại thay" in totals
    assert "Có thay đổi sau khi gửi" not in totals
    kept = client.get(f"/can-bo/ban-da-gui/1/{KEY}").content
    assert sha256(kept).hexdigest() == sha256(first).hexdigest()


def test_keeping_what_was_sent_is_said_by_name_and_waits_no_more(closed: Portal) -> None:
    client = closed.officer()
    assert post(client, closed, client.get(PATH).text, "giu", "số nhỏ, đưa vào kỳ sau").status_code == 303
    assert len(sendings(closed)) == 1
    assert "thay đổi sau khi gửi, chờ" not in client.get("/can-bo").text
    assert "thammuu giữ nguyên bản đã gửi" in client.get(PATH).text


def test_what_came_after_the_page_was_opened_is_shown_first_and_nothing_typed_is_lost(closed: Portal) -> None:
    client = closed.officer()
    page = client.get(PATH).text
    filed(closed, closed.units[2], B01="1", B02="30")
    answer = post(client, closed, page, "gui", "bổ sung 01 đơn vị")
    assert answer.status_code == 422
    assert "vừa có thêm thay đổi" in answer.text
    assert 'value="bổ sung 01 đơn vị"' in answer.text
    assert len(sendings(closed)) == 1
    assert post(client, closed, answer.text, "gui", "bổ sung 02 đơn vị").status_code == 303


@pytest.mark.parametrize(
    ("what", "why", "said"),
    [("gui", " ", "phải ghi rõ lý do"), ("giu", "gọi 0912 345 678", "thông tin về cá nhân"), ("x", "thử", "chọn gửi")],
)
def test_a_word_without_its_reason_or_its_kind_changes_nothing(closed: Portal, what: str, why: str, said: str) -> None:
    client = closed.officer()
    answer = post(client, closed, client.get(PATH).text, what, why)
    assert answer.status_code == 422
    assert said in answer.text
    assert len(sendings(closed)) == 1
    assert capital("thay đổi sau khi gửi") in client.get("/can-bo/gui-lai").text
    assert PATH in client.get("/can-bo/gui-lai").text


def test_posting_twice_sends_once(closed: Portal) -> None:
    client = closed.officer()
    page = client.get(PATH).text
    assert post(client, closed, page, "gui", "bổ sung").status_code == 303
    assert post(client, closed, page, "gui", "bổ sung").status_code == 422
    assert len(sendings(closed)) == 2


def test_a_leader_reads_without_the_form_and_a_period_never_sent_is_a_calm_no(closed: Portal, portal: Portal) -> None:
    page = closed.officer("lanhdao").get(PATH).text
    assert "Số thay đổi" in page
    assert 'name="seen"' not in page
    never = closed.officer().get(f"/can-bo/gui-lai/{ASKED['programme']}/S000-16/2026-10")
    assert never.status_code == 404
    assert "chưa chốt lần nào" in never.text


def refiled_as_sent(portal: Portal) -> Portal:
    """The period sent, then filed once more with the very figures that were sent."""
    filed(portal, portal.units[0], B01="4", B02="120")
    portal.clock.now += timedelta(days=14)
    with portal.session() as session:
        law, now = home_catalogue(portal.home), portal.clock.now
        close_period(session, law, **ASKED, as_of=day_in_hanoi(now), now=now, by="thammuu")
        session.commit()
    portal.clock.now += timedelta(days=2)
    filed(portal, portal.units[0], B01="4", B02="120")
    return portal


def several(client, page: str, why: str, **other: str):
    chosen = re.search(r'name="ky" value="([^"]+)"', page)
    assert chosen
    return client.post("/can-bo/gui-lai", data={"seal": seal_in(page), "ky": chosen[1], "why": why, **other})


def test_periods_whose_totals_stay_are_kept_together_with_one_reason(portal: Portal) -> None:
    client = refiled_as_sent(portal).officer()
    page = client.get("/can-bo/gui-lai").text
    assert "Không làm đổi số tổng hợp" in page
    assert "Làm đổi số tổng hợp" not in page
    blank = several(client, page, " ")
    assert blank.status_code == 422
    assert "phải ghi rõ lý do" in blank.text
    answer = several(client, page, "nộp lại đúng số đã gửi")
    assert answer.headers["location"] == "/can-bo/gui-lai?xong=1"
    after = client.get("/can-bo/gui-lai?xong=1").text
    assert "của 01 kỳ" in after
    assert "Không có kỳ nào thay đổi" in after
    assert len(sendings(portal)) == 1
    with portal.session() as session:
        word = session.exec(select(Audit).where(Audit.action == "keep_as_sent")).one()
    assert (word.actor, word.subject) == ("thammuu", KEY)


def test_a_period_that_moved_meanwhile_or_changes_a_total_is_not_kept_with_others(portal: Portal) -> None:
    client = refiled_as_sent(portal).officer()
    page = client.get("/can-bo/gui-lai").text
    filed(portal, portal.units[1], B01="10", B02="300")
    late = several(client, page, "nộp lại đúng số đã gửi")
    assert late.status_code == 422
    assert "vừa có thêm thay đổi" in late.text
    shown = client.get(PATH).text
    mark = re.search(r'name="seen" value="([0-9a-f]+)"', shown)
    assert mark
    forced = several(client, page, "thử", ky=f"{KEY} {mark[1]}")
    assert forced.status_code == 422
    assert "làm đổi số tổng hợp" in forced.text
    assert "chọn ít nhất một kỳ" in several(client, page, "thử", ky="x").text
    with portal.session() as session:
        assert session.exec(select(Audit).where(Audit.action == "keep_as_sent")).first() is None


@pytest.mark.browser
def test_the_pages_can_be_read_aloud_and_fit_a_telephone(closed: Portal, chromium: Any) -> None:
    """With something on them: the round over all routes sees them without."""
    carried = dict(closed.officer().cookies)
    with serving(closed) as address:
        context = chromium.new_context(viewport=PHONE, base_url=address, reduced_motion="reduce")
        context.add_cookies([{"name": n, "value": v, "url": address} for n, v in carried.items()])
        page = context.new_page()
        for path in ("/can-bo/gui-lai", PATH, f"/can-bo/tong-hop/{KEY}"):
            page.goto(path)
            assert broken_rules(page) == []
            assert too_wide(page) == 0
        context.close()
