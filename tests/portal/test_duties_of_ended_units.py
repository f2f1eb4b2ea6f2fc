"""Officers see what became of the duties of units that are no more, decide what waits, read totals on three maps."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from models.catalogue import home_catalogue
from models.filing import file_submission
from models.units import Assignment, Disposition, Succession, Unit
from tests.portal.people import KEY, PERIOD, PROGRAMME, REQUEST, Portal, seal_in

PAGE = "/can-bo/don-vi-cu"
TTTT = "government/dong-thap/so-tttt"
WORD = {"programme": PROGRAMME, "duty": "S000-07", "role": "holder", "unit": TTTT, "kind": "passed", "since": ""}


def decide(portal: Portal, username: str = "thammuu", **data: str):
    client = portal.officer(username)
    seal = seal_in(client.get(PAGE).text)
    return client.post(PAGE, data={"seal": seal, **WORD, **data})


def words(portal: Portal) -> list[Disposition]:
    with portal.session() as session:
        return list(session.exec(select(Disposition)))


def test_the_page_names_what_waits_first_and_says_that_waiting_is_never_overdue(portal: Portal) -> None:
    text = portal.officer().get(PAGE).text
    assert text.index("Sở Thông tin và Truyền thông") < text.index("Họp định kỳ cấp Huyện")
    assert "01 trường hợp chờ quyết định" in text
    assert "không nhiệm vụ nào bị tính quá hạn" in text
    assert "Hệ Công an không còn cấp huyện" in text
    assert "Nghị quyết số 1663" not in text  # what was taken on is shown on demand


def test_what_waits_is_asked_on_the_first_pages_of_officer_and_leader(portal: Portal) -> None:
    officer = portal.officer()
    asked = "01 nhiệm vụ của đơn vị đã kết thúc chưa rõ ai nhận"
    assert asked in officer.get("/can-bo").text
    assert asked in officer.get("/lanh-dao").text
    assert decide(portal, kind="ended", basis="Quyết định số 01").status_code == 303
    assert asked not in officer.get("/can-bo").text


def test_the_page_can_be_asked_for_an_earlier_day_and_for_everything(portal: Portal) -> None:
    client = portal.officer()
    text = client.get(f"{PAGE}?ngay=01/3/2025&tat_ca=1").text
    assert "Nơi nhận “Công an Huyện (qua Đội Tổng hợp)” không còn từ ngày 01/3/2025" in text
    assert "Công an tỉnh Đồng Tháp" in text
    assert "Không có nhiệm vụ nào mất chủ thể." in client.get(f"{PAGE}?ngay=28/02/2025").text
    wrong = client.get(f"{PAGE}?ngay=30/02/2025")
    assert (wrong.status_code, "chưa đúng" in wrong.text) == (422, True)


def test_an_officer_s_word_is_kept_with_name_and_ground_and_changes_who_holds_the_duty(portal: Portal) -> None:
    told = decide(portal, to="Công an tỉnh Đồng Tháp; Ủy ban MTTQ Việt Nam tỉnh Đồng Tháp", basis="Công văn 7/UBND")
    assert (told.status_code, told.headers["location"]) == (303, f"{PAGE}?xong=1")
    kept = words(portal)
    assert {(w.kind, w.to_unit_id, w.by, w.basis) for w in kept} == {
        ("passed", "police/2025-06/87", "thammuu", "Công văn 7/UBND"),
        ("passed", "front/2025-06/87", "thammuu", "Công văn 7/UBND"),
    }
    text = portal.officer().get(f"{PAGE}?xong=1&tat_ca=1").text
    assert "Đã ghi quyết định" in text
    assert "không có trường hợp nào chờ quyết định" in text
    assert "Người quyết định: thammuu." in text


def test_one_word_may_be_said_of_all_units_of_a_duty(portal: Portal) -> None:
    told = decide(portal, duty="S000-15", unit="*ended", kind="waiting", basis="chờ hướng dẫn")
    assert told.status_code == 303
    assert len(words(portal)) == 12
    assert "13 trường hợp chờ quyết định" in portal.officer().get(PAGE).text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"basis": ""}, "ghi căn cứ"),
        ({"to": ""}, "ghi rõ đơn vị nhận nhiệm vụ"),
        ({"to": "Công an tỉnh Không Có"}, "Không có đơn vị"),
        ({"kind": "gone"}, "Không có cách xử lý"),
        ({"unit": "police/none"}, "tải lại trang"),
        ({"duty": "S000-99"}, "tải lại trang"),
        ({"programme": "khong-co"}, "tải lại trang"),
        ({"since": "31/02/2026"}, "chưa đúng"),
        ({"since": "01/01/2025"}, "hoạt động đến hết"),
    ],
)
def test_a_word_that_does_not_fit_is_answered_with_a_reason_and_nothing_is_kept(portal: Portal, data, reason) -> None:
    told = decide(portal, **{"to": "Công an tỉnh Đồng Tháp", "basis": "Công văn <b>7</b>", **data})
    assert told.status_code == 422
    assert reason in told.text
    assert "<b>7</b>" not in told.text
    assert words(portal) == []


def test_a_leader_reads_and_does_not_decide(portal: Portal) -> None:
    assert "Ghi quyết định" not in portal.officer("lanhdao").get(PAGE).text
    client = portal.officer("lanhdao")
    told = client.post(PAGE, data={"seal": seal_in(client.get("/can-bo").text), **WORD, "basis": "x"})
    assert told.status_code == 403
    assert portal.stranger().get(PAGE).status_code in (303, 401)


def test_totals_are_read_on_three_maps_and_keep_the_chosen_one_while_going_down(portal: Portal) -> None:
    with portal.session() as session:
        file_submission(
            session, home_catalogue(portal.home), unit_id=portal.units[0], programme=PROGRAMME, duty=REQUEST,
            period=PERIOD, kind="figures", figures={"B01": "12"}, now=portal.clock.now, by="test",
        )  # fmt: skip
        session.commit()
    client, page = portal.officer(), f"/can-bo/tong-hop/{KEY}"
    plain = client.get(page).text
    assert "Theo bản đồ hiện nay" in plain
    assert "Số liệu của kỳ được xếp lại" not in plain
    for view in ("today", "comparable"):
        text = client.get(f"{page}?ban_do={view}").text
        assert "Số liệu của kỳ được xếp lại" in text
        assert f"&amp;ban_do={view}" in text
        assert "1/4 đơn vị đã báo cáo" in text
    assert client.get(f"{page}?ban_do=khac").status_code == 404


def test_a_place_split_after_the_period_is_marked_as_an_estimate_on_today_s_map(portal: Portal) -> None:
    with portal.session() as session:
        place, other = (session.get_one(Unit, unit_id).territory_id for unit_id in portal.units[:2])
        on = datetime(2026, 12, 15, tzinfo=UTC)
        link = {"kind": "partial", "takes_over_on": on.date(), "share": 0.25, "is_default": True}
        session.add(Succession(from_id=place, to_id=other, **link))
        file_submission(
            session, home_catalogue(portal.home), unit_id=portal.units[0], programme=PROGRAMME, duty=REQUEST,
            period=PERIOD, kind="figures", figures={"B01": "12"}, now=portal.clock.now, by="test",
        )  # fmt: skip
        session.commit()
    client, page = portal.officer(), f"/can-bo/tong-hop/{KEY}?ban_do=today"
    assert "Ước phân bổ" not in client.get(page).text
    portal.clock.now = on
    text = portal.officer().get(page).text
    assert text.count("<span>Ước phân bổ</span>") == 2


def test_a_unit_reads_where_its_work_went_before(portal: Portal) -> None:
    portal.clock.now = datetime(2025, 3, 3, 2, tzinfo=UTC)  # T2 03/3/2025
    with portal.session() as session:
        holder = session.exec(select(Assignment.unit_id).where(Assignment.duty == "S000-12")).all()
        commune = next(u for u in sorted(holder) if session.get_one(Unit, u).level == "xa")
    text = portal.unit(commune).get(f"/don-vi/{PROGRAMME}/S000-12/2024-03-15").text
    assert "Gửi về Công an Tỉnh (qua Phòng Tham mưu). Đến hết 28/02/2025, theo văn bản: Công an Huyện (qua" in text
    page = portal.officer().get(f"/can-bo/han/{PROGRAMME}/S000-12/2024-03-15").text
    assert "Sau ngày 28/02/2025, nơi nhận cũ không còn: gửi về Công an Tỉnh (qua Phòng Tham mưu)." in page
