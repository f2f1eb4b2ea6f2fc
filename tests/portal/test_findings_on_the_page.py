"""The page of a programme tells an officer what to look at again in its text, and where."""

from __future__ import annotations

from tests.portal.people import PROGRAMME, Portal


def test_findings_stand_on_the_programme_s_page_with_clause_and_advice(portal: Portal):
    page = portal.officer().get(f"/can-bo/chuong-trinh/{PROGRAMME}").text
    assert "Điều cần xem lại trong văn bản" in page
    assert 'href="#S000-12"' in page
    assert "Nơi nhận trong văn bản không còn: Công an Huyện (qua Đội Tổng hợp)" in page
    assert "mục IV.6" in page
    assert "hệ thống không tự đặt ngày" in page


def test_an_ended_programme_says_so_on_its_page(portal: Portal):
    page = portal.officer().get("/can-bo/chuong-trinh/279-kh-mttw-bca").text
    assert "Đã hết thời gian thực hiện" in page
    assert "Thời gian thực hiện là giai đoạn 2021 - 2023, đến hết ngày 31/12/2023." in page
    assert "23/2012/TT-BCA, nay đã được thay bằng 124/2021/TT-BCA" in page
