"""Officers see today's picture, follow a figure to its source, review, extend, correct contacts and confirm rules."""

from __future__ import annotations

import json
from datetime import date, timedelta

from sqlmodel import select
from starlette.testclient import TestClient

from models.access import CatalogueChange
from models.catalogue import home_catalogue
from models.catalogue_change import propose
from models.contents import LINK, UNIT, Words, keep_words
from models.facts import Audit, Extension, Submission, Waiver
from models.filing import file_submission
from models.messages import Message, MessageItem
from models.outbox import is_stopped
from models.settings import BUILTIN_PROGRAMMES
from models.units import Contact
from tests.portal.people import KEY, PERIOD, PROGRAMME, REQUEST, Portal, seal_in

FIGURES = {"A02": "có", "B01": "12", "B02": "1.250", "D01.tu_so": "9", "D01.mau_so": "12", "G03": "Thiếu kinh phí"}
TERM = f"/can-bo/han/{KEY}"
TOTAL = f"/can-bo/tong-hop/{KEY}"


def file(portal: Portal, n: int = 0, **over: str) -> int:
    """A filing of the n-th unit."""
    with portal.session() as session:
        filed = file_submission(
            session, home_catalogue(portal.home), unit_id=portal.units[n], programme=PROGRAMME, duty=REQUEST,
            period=PERIOD, kind="figures", figures=FIGURES | over, now=portal.clock.now, by="test",
        )  # fmt: skip
        session.commit()
        return filed.id or 0


def send(client: TestClient, page: str, path: str, **data: str):
    return client.post(path, data={"seal": seal_in(client.get(page).text), **data})


def message(portal: Portal, state: str = "unknown", channel: str = "email", n: int = 0) -> int:
    """A message about the request, as the outbox would hold it."""
    with portal.session() as session:
        words = Words("Nhắc việc: kết quả ba tháng", f"Kính gửi: {UNIT}. Xem tại {LINK} .")
        keep_words(session, [words])
        row = Message(
            recipient=portal.units[n], channel=channel, slot="2026-11-23", state=state, address="a@cax.example",
            subject=words.subject, content_id=words.id,
            as_of=date(2026, 11, 23), planned_at=portal.clock.now, not_before=portal.clock.now,
            expires_at=portal.clock.now + timedelta(days=3), reason="chưa rõ",
        )  # fmt: skip
        session.add(row)
        session.flush()
        item = {"programme": PROGRAMME, "duty": REQUEST, "period": PERIOD, "unit_id": portal.units[n], "stage": "soon"}
        session.add(MessageItem(message_id=row.id, **item))
        session.commit()
        return row.id or 0


def test_today_counts_what_is_due_overdue_and_newly_received(portal: Portal) -> None:
    file(portal)
    officer = portal.officer()
    page = officer.get("/can-bo").text
    assert "Thứ Hai, 23/11/2026" in page
    assert "<b>1</b><span>báo cáo mới nhận trong 07 ngày</span>" in page
    portal.clock.now += timedelta(days=10)  # T5 03/12/2026, the last day of the request
    page = officer.get("/can-bo")
    assert page.status_code == 401  # the visit of that morning is long over
    page = portal.officer().get("/can-bo").text
    assert "<b>3</b><span>đến hạn hôm nay</span>" in page


def test_one_unit_can_be_found_by_name_without_accents(portal: Portal) -> None:
    with portal.session() as session:
        name = session.get_one(__import__("models.units", fromlist=["Unit"]).Unit, portal.units[0]).name
    page = portal.officer().get("/can-bo", params={"don_vi": portal.units[0]}).text
    assert f'<h2 id="cua-don-vi">{name}</h2>' in page
    assert "Không có đơn vị" in portal.officer().get("/can-bo", params={"don_vi": "không ai như thế"}).text


def test_a_programme_lists_every_demand_also_those_without_a_day(portal: Portal) -> None:
    law = home_catalogue(portal.home)
    officer = portal.officer()
    for programme in law.programmes.values():
        page = officer.get(f"/can-bo/chuong-trinh/{programme.slug}").text
        for duty in programme.duties:
            assert f'id="{duty}"' in page
    page = officer.get("/can-bo/chuong-trinh/kh-thanh-tra-2024").text
    assert "bản đang có để trống" in page


def test_the_page_of_a_deadline_explains_it_and_lists_the_units(portal: Portal) -> None:
    file(portal)
    page = portal.officer().get(TERM).text
    assert "Đã gửi 1/4 đơn vị" in page
    assert "không tính ngày đầu" in page
    assert "trong 07 ngày làm việc kể từ ngày yêu cầu" in page


def test_a_filing_is_accepted_once_by_name(portal: Portal) -> None:
    id = file(portal)
    officer = portal.officer()
    path = f"/can-bo/bai-nop/{id}"
    assert send(officer, path, path, action="accept").status_code == 303
    page = officer.get(path).text
    assert "Đã tiếp nhận" in page
    assert "thammuu" in page


def test_a_filing_goes_back_only_with_a_reason_and_the_unit_reads_it(portal: Portal) -> None:
    id = file(portal)
    officer = portal.officer()
    path = f"/can-bo/bai-nop/{id}"
    refused = send(officer, path, path, action="return")
    assert refused.status_code == 422
    assert "phải ghi rõ" in refused.text
    assert send(officer, path, path, action="return", note="B02: xem lại").status_code == 303
    assert "B02: xem lại" in portal.unit().get("/don-vi").text
    assert "Đã gửi 0/4 đơn vị" in officer.get(TERM).text


def test_a_deadline_is_extended_for_one_unit_with_a_reason(portal: Portal) -> None:
    officer, path = portal.officer(), f"/can-bo/han/gia-han/{KEY}"
    unit = portal.units[2]
    assert send(officer, TERM, path, what="extend", unit_id=unit, until="08/12/2026").status_code == 422
    assert send(officer, TERM, path, what="extend", unit_id=unit, until="01/12/2026", reason="bão").status_code == 422
    assert send(officer, TERM, path, what="extend", unit_id=unit, until="08/12/2026", reason="bão").status_code == 303
    with portal.session() as session:
        assert session.exec(select(Extension)).one().until == date(2026, 12, 8)
    assert "Được gia hạn đến hết ngày 08/12/2026" in portal.unit(unit).get("/don-vi").text


def test_a_unit_is_excused_and_counts_no_more(portal: Portal) -> None:
    officer = portal.officer()
    sent = {"what": "waive", "unit_id": portal.units[3], "reason": "sáp nhập"}
    path, who = f"/can-bo/han/gia-han/{KEY}", "Trưởng phòng, phiếu trình số 12"
    assert "phải ghi ai phê duyệt" in send(officer, TERM, path, **sent).text
    assert send(officer, TERM, path, **sent, approver=who).status_code == 303
    assert f"{who} phê duyệt; thammuu ghi" in officer.get(TERM).text
    with portal.session() as session:
        assert session.exec(select(Waiver)).one().granted_by == "thammuu"
    assert "Đã gửi 0/3 đơn vị" in officer.get(TERM).text


def test_the_total_carries_n_of_n_the_ratio_and_the_missing(portal: Portal) -> None:
    file(portal, 0)
    file(portal, 1, **{"B01": "8", "D01.tu_so": "1", "D01.mau_so": "8"})
    page = portal.officer().get(TOTAL).text
    assert "2/4 đơn vị đã báo cáo, còn thiếu 2" in page
    assert "50%" in page  # 10 of 20, not the mean of 75% and 12,5%
    assert "10 / 20" in page
    assert "Số tạm" in page
    assert "Chưa có số liệu của 2 đơn vị" in page
    assert "Thiếu kinh phí" in page


def test_a_total_leads_down_to_the_place_and_the_filing(portal: Portal) -> None:
    id = file(portal, 0)
    place = "vn/" + portal.units[0].removeprefix("police/")
    page = portal.officer().get(TOTAL, params={"dia_ban": place}).text
    assert "1/1 đơn vị đã báo cáo" in page
    assert f"/can-bo/bai-nop/{id}" in page
    assert portal.officer().get(TOTAL, params={"dia_ban": "vn/khong-co"}).status_code == 404


def test_the_consolidated_report_comes_as_word_and_excel(portal: Portal) -> None:
    file(portal)
    officer = portal.officer()
    for kind in ("docx", "xlsx"):
        answer = officer.get(f"/can-bo/tong-hop/{kind}/{KEY}")
        assert answer.status_code == 200
        assert answer.content.startswith(b"PK")
        assert f".{kind}" in answer.headers["content-disposition"]


def test_unknown_messages_stand_first_and_their_links_are_not_shown(portal: Portal) -> None:
    message(portal, "sent", n=1)
    id = message(portal)
    officer = portal.officer()
    page = officer.get("/can-bo/tin").text
    assert page.index("Chưa rõ đã đến hay chưa</span></span>") < page.index("Đã gửi</span></span>")
    letter = officer.get(f"/can-bo/tin/{id}").text
    assert "Xem tại /n/… ." in letter
    assert UNIT not in letter


def test_sending_again_needs_a_reason_and_only_writes_a_row(portal: Portal) -> None:
    id = message(portal)
    officer, path = portal.officer(), f"/can-bo/tin/{id}/gui-lai"
    assert "cần nêu lý do" in send(officer, f"/can-bo/tin/{id}", path).text
    assert send(officer, f"/can-bo/tin/{id}", path, reason="đơn vị báo chưa nhận").status_code == 303
    with portal.session() as session:
        again = session.exec(select(Message).where(Message.resend == 1)).one()
        assert (again.state, again.recipient) == ("planned", portal.units[0])
        assert any(a.action == "resend" and a.actor == "thammuu" for a in session.exec(select(Audit)))


def test_what_an_officer_sends_again_goes_to_the_corrected_address(portal: Portal) -> None:
    id = message(portal)
    with portal.session() as session:
        for contact in session.exec(select(Contact).where(Contact.unit_id == portal.units[0])):
            session.delete(contact)
        session.add(Contact(unit_id=portal.units[0], email="dia-chi-moi@cax.example"))
        session.commit()
    send(portal.officer(), f"/can-bo/tin/{id}", f"/can-bo/tin/{id}/gui-lai", reason="đã sửa địa chỉ")
    with portal.session() as session:
        sent_to = {m.resend: m.address for m in session.exec(select(Message))}
    assert sent_to == {0: "a@cax.example", 1: "dia-chi-moi@cax.example"}


def test_what_is_passed_on_by_hand_is_listed_with_its_day_and_marked_once(portal: Portal) -> None:
    id = message(portal, "planned", "hand")
    officer = portal.officer()
    page = officer.get("/can-bo/tin/chuyen-tay").text
    assert "Kết quả phong trào ba tháng" in page
    assert "chậm nhất hết ngày 03/12/2026" in page
    assert officer.get("/can-bo/tin/chuyen-tay.docx").content.startswith(b"PK")
    path = "/can-bo/tin/chuyen-tay"
    assert send(officer, path, path, message_id=str(id), note="Đ/c trực ban nhận").status_code == 303
    with portal.session() as session:
        assert session.get_one(Message, id).state == "sent"
    assert "Không có tin nào phải chuyển tay" in officer.get(path).text


def test_a_corrected_contact_begins_on_its_day_and_the_old_one_ends_the_day_before(portal: Portal) -> None:
    officer, unit = portal.officer(), portal.units[0]
    with portal.session() as session:
        old = session.exec(select(Contact).where(Contact.unit_id == unit)).one().id
    path = f"/can-bo/don-vi/dau-moi/{unit}"
    page = f"/can-bo/don-vi/{unit}?sua={old}"
    assert 'value="tonghop@cax.example"' in officer.get(page).text
    wrong = send(officer, page, path, contact_id=str(old), email="không phải thư", valid_from="01/12/2026")
    assert wrong.status_code == 422
    new = {"contact_id": str(old), "email": "moi@cax.example", "valid_from": "01/12/2026"}
    assert send(officer, page, path, **new).status_code == 303
    with portal.session() as session:
        first, second = session.exec(select(Contact).where(Contact.unit_id == unit).order_by(Contact.id))
        assert (first.email, first.valid_to) == ("tonghop@cax.example", date(2026, 11, 30))
        assert (second.email, second.valid_from) == ("moi@cax.example", date(2026, 12, 1))


def test_a_contact_of_one_unit_cannot_be_changed_through_another(portal: Portal) -> None:
    officer = portal.officer()
    with portal.session() as session:
        theirs = session.exec(select(Contact).where(Contact.unit_id == portal.units[0])).one().id
    other = portal.units[1]
    answer = send(
        officer, f"/can-bo/don-vi/{other}", f"/can-bo/don-vi/dau-moi/{other}",
        contact_id=str(theirs), email="x@y.vn", valid_from="01/12/2026",
    )  # fmt: skip
    assert answer.status_code == 404


def test_revoking_links_ends_the_visits_they_opened(portal: Portal) -> None:
    visitor, unit = portal.unit(portal.units[0]), portal.units[0]
    officer = portal.officer()
    assert visitor.get("/don-vi").status_code == 200
    page = f"/can-bo/don-vi/{unit}"
    assert send(officer, page, f"/can-bo/don-vi/thu-hoi/{unit}").status_code == 303
    assert visitor.get("/don-vi").status_code == 401


def test_proposed_rules_are_previewed_and_confirmed_by_a_named_officer(portal: Portal) -> None:
    duty = BUILTIN_PROGRAMMES / PROGRAMME / "duties" / "S000-01.yaml"
    text = duty.read_text("utf-8")
    assert "19" in text
    with portal.session() as session:
        archive = {f"{PROGRAMME}/duties/S000-01.yaml": text.replace("08-19", "08-20")}
        change = propose(session, portal.home, archive, "vanhanh", portal.clock.now).id
        session.commit()
    officer = portal.officer()
    assert "Đề xuất thay đổi quy tắc" in officer.get("/can-bo").text
    page = officer.get(f"/can-bo/thay-doi/{change}").text
    assert "hết ngày 19/8/2027" in page
    assert "hết ngày 20/8/2027" in page
    leader = portal.officer("lanhdao")
    assert "Xác nhận thay đổi" not in leader.get(f"/can-bo/thay-doi/{change}").text
    assert send(officer, f"/can-bo/thay-doi/{change}", f"/can-bo/thay-doi/{change}", what="confirm").status_code == 303
    with portal.session() as session:
        row = session.get_one(CatalogueChange, change)
        assert (row.state, row.decided_by) == ("confirmed", "thammuu")
        assert json.loads(row.archive)
    assert "hằng năm, ngày 20/8" in officer.get(f"/can-bo/chuong-trinh/{PROGRAMME}").text


def test_the_leader_reads_one_page_and_changes_nothing(portal: Portal) -> None:
    file(portal)
    leader = portal.officer("lanhdao")
    page = leader.get("/lanh-dao").text
    for programme in home_catalogue(portal.home).programmes.values():
        assert programme.short_title in page
    assert "1/4" in page
    assert "Đang thực hiện 01 chương trình, kế hoạch" in page  # one waits to be confirmed, two have ended
    id = file(portal, 1)
    assert "Tiếp nhận</button>" not in leader.get(f"/can-bo/bai-nop/{id}").text


def test_the_operator_finds_the_way_to_prefect(portal: Portal) -> None:
    assert ":4242/" in portal.officer("vanhanh").get("/can-bo").text
    assert ":4242/" not in portal.officer("thammuu").get("/can-bo").text


def test_a_filing_of_a_rule_that_is_gone_stays_readable(portal: Portal) -> None:
    with portal.session() as session:
        old = Submission(
            programme=PROGRAMME, duty="S000-77", period="2024", unit_id=portal.units[0], kind="document",
            note="biên bản", receipt="TN-2024-000001-A1", filed_at=portal.clock.now,
        )  # fmt: skip
        session.add(old)
        session.commit()
        id = old.id
    assert "biên bản" in portal.officer().get(f"/can-bo/bai-nop/{id}").text
    assert "biên bản" in portal.unit().get(f"/don-vi/bien-nhan/{id}").text


def test_sending_can_be_stopped_and_let_go_on_again(portal: Portal) -> None:
    officer = portal.officer()
    assert "Dừng gửi" in officer.get("/can-bo/tin").text
    send(officer, "/can-bo/tin", "/can-bo/tin/cong-tac", stop="1")
    stopped = officer.get("/can-bo/tin").text
    assert "Đang dừng gửi tin" in stopped
    assert "Cho gửi tiếp" in stopped
    with portal.session() as session:
        assert is_stopped(session)
    send(officer, "/can-bo/tin", "/can-bo/tin/cong-tac", stop="0")
    with portal.session() as session:
        assert not is_stopped(session)
        assert [a.actor for a in session.exec(select(Audit).where(Audit.action == "kill_switch"))] == ["thammuu"] * 2
