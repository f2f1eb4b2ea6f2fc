"""Orders wait at the portal for a login: what is confirmed is what was shown, once, by a name, all of it or nothing."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from sqlmodel import select

from models.access import Officer
from models.catalogue import home_catalogue
from models.closing import close_period
from models.errors import Refused
from models.facts import Audit, Extension, PeriodClose, Submission, Waiver
from models.filing import file_submission
from models.orders import LASTS, Order, find_order, waiting_orders
from models.overtaken import overtaken
from models.period_counts import periods
from models.quiet_hours import day_in_hanoi
from models.reopenings import reopening_of
from models.review import decide
from models.snapshots import snapshots_of
from models.vocabulary import DecisionKind, OrderKind, OrderState, PeriodState
from models.waiting_runs import WaitingRun, note_told, runs_to_wake, verdict_on, wait_for
from tasks.order_ground import Ground, chosen_units
from tasks.orders import WISHES, ask, carry_out, told_now, turn_down, wish_of
from tasks.period_orders import ClosingOrder, PublicationOrder, ReopeningOrder
from tasks.replay import replayed
from tasks.unit_orders import ExtensionOrder, FilingsOrder, WaiverOrder
from tests.portal.people import PASSWORD, PERIOD, PHONE, PROGRAMME, QUIET, REQUEST, Portal, seal_in, serving

ASKED = (PROGRAMME, REQUEST, PERIOD)
LATER = date(2026, 12, 11)  # Friday
FIGURES = {"A02": "có", "B01": "12", "B02": "1.250", "D01.tu_so": "9", "D01.mau_so": "12", "G03": "Thiếu kinh phí"}


def placed(portal: Portal, wish: Any, run: str = "") -> int:
    with portal.session() as session:
        order = ask(session, portal.home, wish, by="vanhanh", run=run, now=portal.clock.now)
        session.commit()
        return order.id or 0


def more_time(portal: Portal, *units: int, reason: str = "Mưa lũ chia cắt") -> ExtensionOrder:
    return ExtensionOrder(*ASKED, tuple(portal.units[n] for n in units), reason, LATER)


def filed(portal: Portal, n: int, walks: str = "12") -> int:
    with portal.session() as session:
        row = file_submission(
            session, home_catalogue(portal.home), unit_id=portal.units[n], programme=PROGRAMME, duty=REQUEST,
            period=PERIOD, kind="figures", figures=FIGURES | {"B01": walks}, now=portal.clock.now, by="test",
        )  # fmt: skip
        session.commit()
        return row.id or 0


def rows(portal: Portal, table: type[Any]) -> list[Any]:
    with portal.session() as session:
        return list(session.exec(select(table)))


def state_of(portal: Portal, id: int) -> Order:
    with portal.session() as session:
        return find_order(session, id)


def decided(portal: Portal, id: int, username: str = "thammuu", what: str = "confirm", note: str = "") -> Any:
    """An officer opens the page and presses a button of it."""
    officer = portal.officer(username)
    page = officer.get(f"/can-bo/lenh/{id}").text
    return officer.post(
        f"/can-bo/lenh/{id}", data={"seal": seal_in(page), "seen": seen_in(page), "what": what, "note": note}
    )


def seen_in(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]*)"', page)
    return found[1] if found else ""


def test_an_order_changes_nothing_until_an_officer_confirms_it_and_then_says_who(portal):
    filed(portal, 2)
    id = placed(portal, more_time(portal, 0, 1, 2), run="chạy-1")
    assert rows(portal, Extension) == []
    officer = portal.officer("thammuu")
    assert "01 lệnh điều hành chờ xác nhận" in officer.get("/can-bo").text
    page = officer.get(f"/can-bo/lenh/{id}").text
    assert page.count("gia hạn đến hết ngày 11/12/2026") == 2
    assert "giữ nguyên: đã nộp" in page
    assert decided(portal, id).status_code == 303
    given = rows(portal, Extension)
    assert {(row.unit_id, row.until, row.granted_by) for row in given} == {
        (portal.units[n], LATER, "thammuu") for n in (0, 1)
    }
    page = officer.get(f"/can-bo/lenh/{id}").text
    assert "Đã gia hạn đến hết ngày 11/12/2026 cho 02 đơn vị." in page
    assert f"/can-bo/lenh/{id}" in officer.get("/can-bo/lenh").text
    lines = [(a.actor, a.action) for a in rows(portal, Audit) if a.subject == f"order:{id}"]
    assert lines == [("vanhanh", "order_ask"), ("thammuu", "order_confirm")]


def test_the_same_order_asked_twice_is_one_while_it_waits_and_another_once_it_is_decided(portal):
    first, again, other = (placed(portal, more_time(portal, 0, reason=why)) for why in ("Mưa", "Mưa", "Bão"))
    assert first == again != other
    assert decided(portal, first, what="refuse", note="Chưa cần").status_code == 303
    assert placed(portal, more_time(portal, 0, reason="Mưa")) not in (first, other)


def test_where_the_world_moved_the_page_shows_the_new_content_and_asks_again(portal):
    id = placed(portal, more_time(portal, 0, 1))
    officer = portal.officer("thammuu")
    page = officer.get(f"/can-bo/lenh/{id}").text
    filed(portal, 1)
    sent = {"seal": seal_in(page), "seen": seen_in(page), "what": "confirm", "note": "Đồng ý ngay"}
    answer = officer.post(f"/can-bo/lenh/{id}", data=sent)
    assert answer.status_code == 422
    assert "Tình hình đã thay đổi từ lúc mở trang" in answer.text
    assert "Đồng ý ngay" in answer.text  # nothing typed is lost
    assert (rows(portal, Extension), state_of(portal, id).state) == ([], "waiting")
    assert officer.post(f"/can-bo/lenh/{id}", data=sent | {"seen": seen_in(answer.text)}).status_code == 303
    assert [row.unit_id for row in rows(portal, Extension)] == [portal.units[0]]


def test_an_order_that_cannot_be_done_any_more_can_only_be_refused(portal):
    id = placed(portal, more_time(portal, 0))
    filed(portal, 0)
    page = portal.officer("thammuu").get(f"/can-bo/lenh/{id}").text
    assert "Không thực hiện được nữa" in page
    assert 'value="confirm"' not in page
    assert decided(portal, id).status_code == 422
    assert decided(portal, id, what="refuse").status_code == 422  # without a reason
    assert decided(portal, id, what="refuse", note="Đơn vị đã nộp").status_code == 303
    assert (state_of(portal, id).state, state_of(portal, id).note) == ("refused", "Đơn vị đã nộp")
    with portal.session() as session:
        told = replayed(session, None)
        assert told.words[DecisionKind.ORDER, f"order:{id}"].ground == "Đơn vị đã nộp"
        assert told.disagreements == []


def test_of_two_words_the_first_counts_and_the_second_is_told_whose_it_was(portal):
    id = placed(portal, more_time(portal, 0))
    assert decided(portal, id).status_code == 303
    with portal.session() as session:
        officer = session.get_one(Officer, "vanhanh")
        with pytest.raises(Refused, match=f"Lệnh số {id} do thammuu quyết định"):
            turn_down(session, portal.home, id, officer, "Thôi", portal.clock.now)
    assert len(rows(portal, Extension)) == 1


def test_two_officers_at_the_same_moment_are_heard_once_and_two_orders_for_one_thing_do_it_once(portal):
    officers = [portal.officer("thammuu"), portal.officer("vanhanh")]
    same = [placed(portal, more_time(portal, 0, 1))] * 2
    alike = [placed(portal, more_time(portal, 2, 3, reason=why)) for why in ("Mưa", "Bão")]
    for ids in (same, alike):
        pages = [officer.get(f"/can-bo/lenh/{id}").text for officer, id in zip(officers, ids, strict=True)]
        before = len(rows(portal, Extension))
        presses = [
            lambda o=o, id=id, page=page: (
                o.post(
                    f"/can-bo/lenh/{id}", data={"seal": seal_in(page), "seen": seen_in(page), "what": "confirm"}
                ).status_code
            )
            for o, id, page in zip(officers, ids, pages, strict=True)
        ]
        with ThreadPoolExecutor(2) as both:
            assert sorted(done.result() for done in [both.submit(press) for press in presses]) == [303, 422]
        assert len(rows(portal, Extension)) == before + 2
    assert sorted(state_of(portal, id).state for id in alike) == ["done", "waiting"]


def test_a_leader_reads_an_order_and_nobody_but_the_agency_decides(portal):
    id = placed(portal, more_time(portal, 0))
    leader = portal.officer("lanhdao")
    page = leader.get(f"/can-bo/lenh/{id}").text
    assert "Tài khoản này chỉ xem" in page
    said = {"seal": seal_in(page), "seen": "", "what": "confirm"}
    assert leader.post(f"/can-bo/lenh/{id}", data=said).status_code == 403
    with portal.session() as session, pytest.raises(Refused, match="chỉ có quyền xem"):
        ask(session, portal.home, more_time(portal, 1), by="lanhdao", now=portal.clock.now)


def test_an_officer_of_limited_reach_confirms_only_what_lies_within_it(portal):
    id = placed(portal, more_time(portal, 0, 1))
    with portal.session() as session:
        officer = session.get_one(Officer, "thammuu")
        officer.reach = {"below": [portal.units[0]]}
        session.add(officer)
        session.commit()
        seen = told_now(session, portal.home, find_order(session, id), portal.clock.now).mark
        with pytest.raises(Refused, match="không thuộc phạm vi"):
            carry_out(session, portal.home, id, officer, seen, portal.clock.now)
        session.rollback()
        one = ask(session, portal.home, more_time(portal, 0), by="vanhanh", now=portal.clock.now)
        seen = told_now(session, portal.home, one, portal.clock.now).mark
        assert carry_out(session, portal.home, one.id, officer, seen, portal.clock.now).state == "done"
        whole = ask(session, portal.home, ClosingOrder(*ASKED), by="vanhanh", now=portal.clock.now)
        with pytest.raises(Refused, match="ngoài phạm vi"):
            carry_out(session, portal.home, whole.id, officer, "", portal.clock.now)


def test_an_account_of_limited_reach_sees_the_orders_within_it_and_no_others(portal):
    one, two = placed(portal, more_time(portal, 0)), placed(portal, more_time(portal, 0, 1, reason="Bão số 5"))
    figures = placed(portal, PublicationOrder(*ASKED))
    limited(portal, "thammuu", below=[portal.units[0]])
    officer = portal.officer("thammuu")
    listed = officer.get("/can-bo/lenh").text
    assert [f"/can-bo/lenh/{id}" in listed for id in (one, two, figures)] == [True, False, False]
    assert [officer.get(f"/can-bo/lenh/{id}").status_code for id in (one, two, figures)] == [200, 403, 403]
    sent = {"seal": seal_in(listed), "seen": "", "what": "refuse", "note": "Không thuộc tôi"}
    assert officer.post(f"/can-bo/lenh/{two}", data=sent).status_code == 403
    limited(portal, "thammuu", programmes=["chuong-trinh-khac"])
    assert {officer.get(f"/can-bo/lenh/{id}").status_code for id in (one, two, figures)} == {403}
    limited(portal, "thammuu", programmes=[PROGRAMME])
    assert {officer.get(f"/can-bo/lenh/{id}").status_code for id in (one, two, figures)} == {200}


def limited(portal: Portal, username: str, **reach: list[str]) -> None:
    with portal.session() as session:
        officer = session.get_one(Officer, username)
        officer.reach = reach
        session.add(officer)
        session.commit()


def test_an_order_nobody_decides_expires_and_its_run_is_woken(portal):
    id = placed(portal, more_time(portal, 0))
    now = portal.clock.now
    with portal.session() as session:
        wait_for(session, "chạy-1", f"order:{id}", now)
        assert verdict_on(session, f"order:{id}", now).is_waiting
        assert runs_to_wake(session, now) == []
        then = now + LASTS
        assert (runs_to_wake(session, then), waiting_orders(session, then)) == (["chạy-1"], [])
        with pytest.raises(Refused, match="đã hết hạn xác nhận"):
            carry_out(session, portal.home, id, session.get_one(Officer, "thammuu"), "", then)
        session.rollback()
        ask(session, portal.home, more_time(portal, 1), by="vanhanh", now=then)  # another order tidies up
        assert find_order(session, id).state == OrderState.EXPIRED
        wait_for(session, "chạy-1", f"order:{id}", now)
        note_told(session, "chạy-1", then)
        assert runs_to_wake(session, then) == []
        session.commit()
        word = replayed(session, None).words[DecisionKind.ORDER, f"order:{id}"]
        assert (word.says, word.by) == ("expired", "hệ thống")
        session.add(WaitingRun(run_id="chạy-2", subject="unit_change:99", since=now))  # nothing to be read there
        session.flush()
        assert runs_to_wake(session, now) == ["chạy-2"]
        for unknown in ("order:99", "lệnh", "order:x"):
            with pytest.raises(Refused):
                verdict_on(session, unknown, now)


def test_many_units_are_waived_and_accepted_filings_are_opened_again(portal):
    opened = filed(portal, 0)
    with portal.session() as session:
        law = home_catalogue(portal.home)
        decide(session, opened, "accept", "", "thammuu", portal.clock.now, catalogue=law)
        session.commit()
    units = (portal.units[0], portal.units[1])
    assert (
        decided(portal, placed(portal, WaiverOrder(*ASKED, units, "Không có địa bàn", "Phiếu trình 5"))).status_code
        == 303
    )
    (waiver,) = rows(portal, Waiver)
    assert (waiver.unit_id, waiver.granted_by, waiver.approver) == (units[1], "thammuu", "Phiếu trình 5")
    assert decided(portal, placed(portal, FilingsOrder(*ASKED, units, "Sửa số buổi"))).status_code == 303
    assert [row.state for row in rows(portal, Submission)] == ["filed"]
    with portal.session() as session, pytest.raises(Refused, match="Không đơn vị nào thuộc diện"):
        ask(session, portal.home, FilingsOrder(*ASKED, units, "Sửa nữa"), by="vanhanh", now=portal.clock.now)


def test_units_are_found_by_name_and_every_wrong_name_is_told_at_once(portal):
    with portal.session() as session:
        ground = Ground(session, portal.home, portal.clock.now)
        with pytest.raises(Refused) as no:
            chosen_units(ground, ["không ai như thế", portal.units[0], "cũng không"], ASKED)
        assert "“không ai như thế”" in no.value.reason
        assert "“cũng không”" in no.value.reason
        filed(portal, 0)
        owing = chosen_units(ground, [], ASKED, everybody=True)
        assert portal.units[0] not in owing
        assert set(owing) == set(portal.units[1:])
        with pytest.raises(Refused, match="Chưa chọn đơn vị nào"):
            chosen_units(ground, ["  "], ASKED)


def test_a_report_is_published_as_it_was_looked_at_reopened_corrected_and_published_again(portal):
    filed(portal, 0)
    id = placed(portal, PublicationOrder(*ASKED))
    page = portal.officer("thammuu").get(f"/can-bo/lenh/{id}").text
    assert "1/4 đơn vị đã báo cáo." in page
    assert "Chưa có số liệu của 03 đơn vị" in page
    assert "đơn vị chưa nộp vẫn còn đúng hạn" in page  # whoever closes before the day is told so
    filed(portal, 0, walks="13")  # the same n/N, another figure
    officer = portal.officer("thammuu")
    sent = {"seal": seal_in(officer.get("/can-bo/lenh").text), "seen": seen_in(page), "what": "confirm"}
    assert officer.post(f"/can-bo/lenh/{id}", data=sent).status_code == 422
    assert rows(portal, PeriodClose) == []
    assert decided(portal, id).status_code == 303
    assert {file.suffix for file in (portal.home.path / "reports" / PROGRAMME).iterdir()} == {".docx", ".xlsx"}
    with portal.session() as session:
        assert [s.by for s in snapshots_of(session, *ASKED)] == ["thammuu"]
        with pytest.raises(Refused, match="đã khóa ngày"):
            ask(session, portal.home, ClosingOrder(*ASKED), by="vanhanh", now=portal.clock.now)

    today = day_in_hanoi(portal.clock.now)
    until = today + timedelta(days=5)
    assert decided(portal, placed(portal, ReopeningOrder(*ASKED, until, "Bổ sung số liệu"))).status_code == 303
    portal.clock.now += timedelta(hours=1)
    filed(portal, 1)
    law = home_catalogue(portal.home)
    with portal.session() as session:
        assert overtaken(session, law, today) == []  # changes are expected while it is open again
        (status,) = periods(session, law, today, PROGRAMME, among={ASKED})
        assert status.state is PeriodState.OPEN
        after = until + timedelta(days=1)
        assert [o.deadline.key for o in overtaken(session, law, after)] == [ASKED]
        with pytest.raises(Refused, match="phải ghi rõ lý do"):
            ask(session, portal.home, PublicationOrder(*ASKED), by="vanhanh", now=portal.clock.now)
    assert decided(portal, placed(portal, ClosingOrder(*ASKED, "Bổ sung 01 đơn vị"))).status_code == 303
    with portal.session() as session:
        assert [(s.n, s.reported, s.why) for s in snapshots_of(session, *ASKED)] == [
            (1, 1, ""),
            (2, 2, "Bổ sung 01 đơn vị"),
        ]
        assert reopening_of(session, ASKED, portal.clock.now) is None
    actions = [a.action for a in rows(portal, Audit)]
    assert actions.count("publish_report") == 1
    assert {"reopen_period", "reopening_end", "close_again"} <= set(actions)
    with portal.session() as session:
        assert replayed(session, None).disagreements == []
        assert replayed(session, today).words[DecisionKind.REOPENING, "/".join(ASKED)].says == "ended"


def test_a_period_opened_again_and_closed_without_a_change_keeps_what_was_sent(portal):
    filed(portal, 0)
    now, law = portal.clock.now, home_catalogue(portal.home)
    with portal.session() as session:
        close_period(session, law, *ASKED, as_of=day_in_hanoi(now), now=now, by="thammuu")
        session.commit()
    until = day_in_hanoi(now) + timedelta(days=2)
    for _ in range(2):
        assert decided(portal, placed(portal, ReopeningOrder(*ASKED, until, "Xem lại"))).status_code == 303
    portal.clock.now += timedelta(minutes=5)
    assert decided(portal, placed(portal, ClosingOrder(*ASKED))).status_code == 303
    with portal.session() as session:
        assert len(snapshots_of(session, *ASKED)) == 1
        assert reopening_of(session, ASKED, portal.clock.now) is None


def test_every_kind_of_order_is_known_and_keeps_what_it_was_asked(portal):
    assert set(WISHES) == set(OrderKind)
    for wish in (more_time(portal, 0, 1), ClosingOrder(*ASKED, "vì"), PublicationOrder(*ASKED)):
        assert wish_of(state_of(portal, placed(portal, wish))) == wish


def test_free_text_of_an_order_takes_nothing_personal(portal):
    wish = more_time(portal, 0, reason="Gọi số 0912345678 của anh ấy")
    with portal.session() as session, pytest.raises(Refused, match="thông tin về cá nhân"):
        ask(session, portal.home, wish, by="vanhanh", now=portal.clock.now)


def test_an_officer_confirms_in_a_browser_on_a_desk_and_on_a_phone_without_script(portal):
    first, second = placed(portal, more_time(portal, 0, 1)), placed(portal, PublicationOrder(*ASKED))
    with serving(portal) as address, sync_playwright() as p:
        browser = p.chromium.launch(executable_path="/usr/bin/chromium", args=QUIET)
        for size, id in (({"width": 1280, "height": 900}, first), (PHONE, second)):
            context = browser.new_context(viewport=size, java_script_enabled=False)
            page = context.new_page()
            page.goto(f"{address}/can-bo/lenh/{id}")
            page.fill("input[name=username]", "thammuu")
            page.fill("input[name=password]", PASSWORD)
            page.click("main button")
            assert page.url.endswith(f"/can-bo/lenh/{id}")
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
            page.click("text=Xác nhận và thực hiện")
            assert page.inner_text("[role=status]").startswith("Đã thực hiện.")
            context.close()
        browser.close()
    assert len(rows(portal, Extension)) == 2
    assert len(rows(portal, PeriodClose)) == 1
