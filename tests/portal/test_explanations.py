"""The page that explains a deadline, to an officer and to the unit itself; and the page of a table of days off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from models.catalogue import home_catalogue
from models.catalogue_change import propose
from models.day_off_drafts import table_text
from models.facts import Extension, Ruling
from models.vocabulary import TableStatus
from models.workdays import DayOff
from tests.portal.people import KEY, PROGRAMME, Portal

MEETING = "S000-16"


def test_an_officer_reads_why_a_day_is_the_day_and_finds_the_page_from_the_lists(portal: Portal) -> None:
    officer, unit_id = portal.officer(), portal.units[0]
    assert f'href="/can-bo/giai-thich/{KEY}"' in officer.get(f"/can-bo/han/{KEY}").text
    by_unit = f"/can-bo/giai-thich/{KEY}?don_vi={unit_id.replace('/', '%2F')}"
    listed = officer.get(f"/can-bo/han/{KEY}").text + officer.get(f"/can-bo/don-vi/{unit_id}").text
    assert listed.count(by_unit) + listed.count(by_unit.replace("%2F", "/")) >= 2
    page = officer.get(f"/can-bo/giai-thich/{KEY}").text
    assert "Giải thích hạn" in page
    assert "Vì sao là việc của đơn vị" not in page
    page = officer.get(by_unit).text
    assert "có tên trong danh sách đơn vị được yêu cầu báo cáo theo văn bản số 99/CAT-PTM" in page


def test_a_unit_reads_its_own_explanation_with_its_extension(portal: Portal) -> None:
    programme, duty, period = KEY.split("/")
    with portal.session() as session:
        session.add(
            Extension(
                programme=programme,
                duty=duty,
                period=period,
                unit_id=portal.units[0],
                until=date(2026, 12, 7),
                reason="mất điện (thử)",
                granted_by="thammuu",
                granted_at=portal.clock.now,
            )
        )
        session.commit()
    visitor = portal.unit()
    assert f'href="/don-vi/giai-thich/{KEY}"' in visitor.get("/don-vi").text
    page = visitor.get(f"/don-vi/giai-thich/{KEY}").text
    assert "Gia hạn cho riêng đơn vị đến hết ngày 07/12/2026" in page
    assert "hạn của đơn vị: hết ngày 07/12/2026" in page


def test_what_is_asked_of_others_is_not_explained_to_a_unit(portal: Portal) -> None:
    stranger = f"/don-vi/giai-thich/{PROGRAMME}/S000-10/2024-03-15"
    assert portal.unit().get(stranger).status_code == 404
    for path in (f"/don-vi/giai-thich/{KEY}-x", "/don-vi/giai-thich/99-khong-co/S000-16/2026-11"):
        assert portal.unit().get(path).status_code == 404


def test_an_unknown_deadline_or_unit_is_no_page(portal: Portal) -> None:
    officer = portal.officer()
    for path in (
        f"/can-bo/giai-thich/{PROGRAMME}/{MEETING}/2026-13",
        f"/can-bo/giai-thich/{PROGRAMME}/S000-99/2026-11",
        f"/can-bo/giai-thich/{KEY}?don_vi=khong-co",
    ):
        assert officer.get(path).status_code == 404


def test_every_deadline_of_every_programme_has_its_page(portal: Portal) -> None:
    from models.deadlines import deadlines

    officer, seen = portal.officer(), set()
    for deadline in deadlines(home_catalogue(portal.home)):
        if (deadline.programme, deadline.duty) not in seen:
            seen.add((deadline.programme, deadline.duty))
            assert officer.get(f"/can-bo/giai-thich/{'/'.join(deadline.key)}").status_code == 200, deadline.key


def test_the_page_of_a_table_shows_what_moves_for_whom_who_is_told_and_what_stays(portal: Portal) -> None:
    off = date(2027, 6, 30)
    table = home_catalogue(portal.home).tables[2027]
    text = table_text(
        replace(
            table,
            status=TableStatus.OFFICIAL,
            source="Thông báo thử",
            days_off=(*table.days_off[:-1], DayOff(off, off, "hoán đổi (thử)")),
        )
    )
    with portal.session() as session:
        agreed = {"programme": PROGRAMME, "duty": MEETING, "period": "2027-06"}
        session.add(Ruling(**agreed, held_on=off, by="thammuu", at=portal.clock.now))
        change = propose(session, portal.home, {"days_off/2027.yaml": text}, "thammuu", portal.clock.now).id
        session.commit()
    page = portal.officer().get(f"/can-bo/thay-doi/{change}").text
    assert "<h1>Lịch nghỉ năm 2027</h1>" in page
    assert "Năm 2027: dự kiến → chính thức theo thông báo (Thông báo thử)" in page
    assert "hết ngày 30/6/2027 (mốc làm việc 29/6/2027)" in page
    assert "46 đơn vị" in page
    assert "nhắc việc, từ ngày" in page
    assert "nay là ngày nghỉ (hoán đổi (thử)); đề nghị xem lại." in page
    assert "Bảng năm 2027 chưa cho nghỉ thứ Tư, 24/11/2027" in page  # the last line of the table was forgotten
    assert "Xác nhận thay đổi" in page
    assert "Lịch nghỉ năm 2027" in portal.officer().get("/can-bo/thay-doi").text


def test_a_proposal_kept_by_an_older_version_is_still_readable(portal: Portal) -> None:
    from models.access import CatalogueChange

    old = '{"base": "x", "files": ["a.yaml"], "new": [], "gone": [], "moved": [{"programme": "p", "duty": "S-1", '
    old += (
        '"period": "2027", "before": null, "after": {"due_on": "2027-01-04", "target_on": "2027-01-04"}, "filed": 2}]}'
    )
    with portal.session() as session:
        row = CatalogueChange(
            programme="p",
            archive="{}",
            sha256="0" * 64,
            preview=old,
            proposed_by="thammuu",
            proposed_at=portal.clock.now,
        )
        session.add(row)
        session.commit()
        number = row.id
    page = portal.officer().get(f"/can-bo/thay-doi/{number}").text
    assert "hết ngày 04/01/2027" in page
    assert "đã có 2 bài nộp" in page
