"""One deadline in prose: from the words of the text to the day; for one unit also why it is its own, how it stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlmodel import Session, select

from models.assignments import assign
from models.bond import body_on, bond_of
from models.deadlines import deadlines
from models.errors import Refused
from models.explanation import Explanation, explain, explain_rule
from models.facts import Decision, Extension, Hold, Request, Ruling, Submission, Waiver
from models.requests import open_request
from models.undecided import undecided
from models.unit_map import find_unit
from models.units import Assignment, Disposition, Unit
from models.vocabulary import ObligationState

SLUG, MEETING, MONTH = "05-ctrph-cat-mttq", "S000-16", "2026-11"
KEY = {"programme": SLUG, "duty": MEETING, "period": MONTH}
NOW = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)
LATER = date(2026, 12, 9)
S = ObligationState


@pytest.fixture
def commune(province: Session) -> Unit:
    return find_unit(province, "Công an xã Tháp Mười", TODAY)


def text_of(told: Explanation, heading: str = "") -> str:
    return " ".join(p.text for p in told.paragraphs if heading in p.heading)


def test_a_rule_is_told_from_its_words_to_its_day_without_any_data(catalogue):
    told = explain_rule(catalogue, SLUG, "S000-10", "2024-03-15")
    assert [p.heading for p in told.paragraphs][:2] == ["Căn cứ", "Hạn"]
    assert "Chương trình phối hợp số 05/CTrPH-CAT-MTTQ" in text_of(told, "Căn cứ")
    assert "“hoàn thành trước ngày 15/3/2024 gửi Công an Tỉnh”" in text_of(told, "Căn cứ")
    assert text_of(told, "Hạn").startswith("Trước ngày 15/3/2024 (chậm nhất hết ngày 14/3/2024")
    assert "không gồm chính ngày được nêu" in text_of(told, "Cách đọc")
    assert "thứ Sáu, 15/3/2024" in text_of(told, "hiểu khác")
    assert told.as_json()["unit"] is None
    assert [s["step"] for s in told.as_json()["steps"]] == [s["step"] for s in told.deadline.steps]


def test_every_deadline_there_is_can_be_explained_in_clean_sentences(catalogue):
    for deadline in deadlines(catalogue):
        told = explain_rule(catalogue, *deadline.key)
        for paragraph in told.paragraphs:
            assert paragraph.text[0] == paragraph.text[0].upper()
            assert paragraph.text.endswith(".")
            assert not [bad for bad in ("..", "None", "!", "  ", "; ;", "()") if bad in paragraph.text]
        assert ("Còn là dự kiến" in [p.heading for p in told.paragraphs]) == deadline.provisional


def test_a_provisional_calendar_is_said_to_be_one(catalogue):
    assert "chưa có thông báo chính thức" in text_of(explain_rule(catalogue, SLUG, MEETING, "2030-01"), "dự kiến")


def test_a_programme_that_waits_for_its_successor_says_so_from_that_day_on(catalogue):
    letter, half_year = "7294-ctrph-ca-mttq", "S001-14"
    said = text_of(explain_rule(catalogue, letter, half_year, "2026-H1"), "Chờ xác nhận")
    assert said.startswith("Từ ngày 01/7/2025 chương trình chờ xác nhận")
    assert "Hải Phòng" in said
    assert text_of(explain_rule(catalogue, letter, half_year, "2025-H1"), "Chờ xác nhận") == ""


def test_an_unknown_period_is_refused_with_the_known_ones(catalogue, province):
    with pytest.raises(Refused, match="2024-H1"):
        explain(province, catalogue, SLUG, "S000-14", "2023-H1", TODAY)


def test_a_unit_that_took_over_is_told_from_whom_when_and_by_which_resolution(catalogue, province, commune):
    told = explain(province, catalogue, SLUG, MEETING, MONTH, TODAY, commune.id)
    why = text_of(told, "Vì sao là việc")
    assert "kế thừa nhiệm vụ của Công an thị trấn Mỹ An; Công an xã Mỹ An; Công an xã Mỹ Hòa" in why
    assert "từ ngày 01/7/2025 (theo Nghị quyết số 1663/NQ-UBTVQH15" in why
    assert (told.state, told.due_on, told.is_bound) == (S.OPEN, date(2026, 11, 30), True)
    assert "Đang trong kỳ." in text_of(told, "Tình trạng")
    assert "(còn 08 ngày)" in text_of(told, "Tình trạng")
    assert "đề nghị phản hồi" in text_of(told, "Phản hồi")


def test_a_unit_of_the_audience_is_told_the_documents_own_words(catalogue, province):
    unit = find_unit(province, "Công an tỉnh Đồng Tháp", date(2024, 3, 1))
    why = text_of(explain(province, catalogue, SLUG, "S000-14", "2025-H1", TODAY, unit.id), "Vì sao")
    assert f"{unit.name} thuộc đối tượng thực hiện" in why


def test_a_unit_that_owes_nothing_is_told_why_not(catalogue, province, commune):
    wrong_level = explain(province, catalogue, SLUG, "S000-10", "2024-03-15", TODAY, commune.id)
    assert not wrong_level.is_bound
    assert wrong_level.state is None
    assert "không thuộc đối tượng này" in text_of(wrong_level, "Vì sao không phải")
    former_tien_giang = body_on(province, catalogue, SLUG, MEETING, find_unit(province, "phường Mỹ Tho", TODAY))
    assert former_tien_giang.name == "Công an phường Mỹ Tho"
    outside = explain(province, catalogue, SLUG, MEETING, MONTH, TODAY, former_tien_giang.id)
    assert "nằm ngoài phạm vi địa bàn" in text_of(outside, "Vì sao không phải")


def test_a_place_stands_for_its_body_that_bears_the_duty(catalogue, province, commune):
    place = province.get_one(Unit, commune.territory_id)
    assert body_on(province, catalogue, SLUG, MEETING, place).id == commune.id
    assert body_on(province, catalogue, SLUG, MEETING, commune).id == commune.id


def test_an_extension_is_the_last_step_and_recomputes_the_units_day(catalogue, province, commune, day):
    until = day("CN 06/12/2026")
    province.add(
        Extension(**KEY, unit_id=commune.id, until=until, reason="mưa lũ", granted_by="tham-muu", granted_at=NOW)
    )
    province.flush()
    told = explain(province, catalogue, SLUG, MEETING, MONTH, TODAY, commune.id)
    step = told.steps[-1]
    assert step["step"] == "extension"
    assert (step["until"], step["due_on"], step["target_on"]) == ("2026-12-06", "2026-12-06", "2026-12-04")
    assert (step["granted_by"], step["granted_on"], step["reason"]) == ("tham-muu", "2026-11-20", "mưa lũ")
    assert (told.due_on, told.state) == (until, S.EXTENDED)
    assert told.steps[:-1] == told.deadline.steps  # the law's own steps stay as they are
    assert "không tự dời theo lịch nghỉ" in text_of(told, "Quyết định riêng")
    before_it_was_granted = explain(province, catalogue, SLUG, MEETING, MONTH, date(2026, 11, 19), commune.id)
    assert before_it_was_granted.steps == told.deadline.steps


def test_of_two_extensions_the_later_word_counts(catalogue, province, commune):
    for n, until in enumerate((date(2026, 12, 4), date(2026, 12, 8))):
        at = NOW + timedelta(hours=n)
        province.add(Extension(**KEY, unit_id=commune.id, until=until, reason="thử", granted_by="a", granted_at=at))
        province.flush()
    told = explain(province, catalogue, SLUG, MEETING, MONTH, TODAY, commune.id)
    assert [s["until"] for s in told.steps if s["step"] == "extension"] == ["2026-12-08"] == [told.due_on.isoformat()]


def test_a_waiver_a_hold_and_a_day_agreed_on_are_told_with_who_said_so(catalogue, province, commune):
    province.add(Waiver(**KEY, unit_id=commune.id, reason="phòng, chống thiên tai", granted_by="a", granted_at=NOW))
    province.add(Hold(programme=SLUG, duty=MEETING, from_on=date(2026, 11, 1), reason="chờ văn bản mới"))
    province.add(Ruling(**KEY, held_on=date(2026, 11, 25), note="Giấy mời 12/GM", by="Trưởng phòng (thử)", at=NOW))
    province.flush()
    told = explain(province, catalogue, SLUG, MEETING, MONTH, TODAY, commune.id)
    assert told.state is S.WAIVED
    assert "Được miễn kỳ này (a; lý do: phòng, chống thiên tai)" in text_of(told, "Quyết định riêng")
    assert "Chờ xác nhận từ ngày 01/11/2026: chờ văn bản mới" in text_of(told, "Quyết định riêng")
    assert "thứ Tư, 25/11/2026 (Giấy mời 12/GM)" in text_of(told, "đã thống nhất")
    assert "không phải hạn của văn bản" in text_of(told, "đã thống nhất")


def test_what_is_overdue_filed_late_or_returned_is_said_as_it_stands_that_day(catalogue, province, commune):
    overdue = explain(province, catalogue, SLUG, MEETING, MONTH, LATER, commune.id)
    assert overdue.state is S.OVERDUE
    assert "đã qua 09 ngày" in text_of(overdue, "Tình trạng")
    at = datetime(2026, 12, 3, 2, 0, tzinfo=UTC)
    filed = Submission(**KEY, unit_id=commune.id, kind="document", receipt="DD-1", filed_at=at)
    province.add(filed)
    province.flush()
    late = text_of(explain(province, catalogue, SLUG, MEETING, MONTH, LATER, commune.id), "Tình trạng")
    assert "Đã nộp. Đã gửi ngày 03/12/2026, mã tiếp nhận DD-1; lần gửi đầu quá hạn 03 ngày." in late
    province.add(Decision(submission_id=filed.id, action="return", note="thiếu biên bản", by="a", at=at))
    province.flush()
    assert "thiếu biên bản" in text_of(
        explain(province, catalogue, SLUG, MEETING, MONTH, LATER, commune.id), "Tình trạng"
    )


def test_a_request_is_told_from_its_letter(catalogue, province, commune):
    asked = Request(
        programme=SLUG, code="DX-2026-55", title="Báo cáo thử", document="55/THU", document_on=date(2026, 11, 20),
        wording="trong 07 ngày làm việc", bound="after", working_days=7, by="tham-muu", at=NOW,
    )  # fmt: skip
    opened = open_request(province, catalogue, asked, [commune.id], by="tham-muu", now=NOW)
    told = explain(province, catalogue, SLUG, "DX-2026-55", opened.period, TODAY, commune.id)
    assert told.title == "Báo cáo thử"
    assert "có tên trong danh sách đơn vị được yêu cầu báo cáo theo văn bản số 55/THU" in text_of(told, "Vì sao")
    other = province.exec(select(Assignment.unit_id).where(Assignment.duty == MEETING)).first()
    assert "không có tên đơn vị trong danh sách nhận" in text_of(
        explain(province, catalogue, SLUG, "DX-2026-55", opened.period, TODAY, other), "Vì sao không phải"
    )


def test_a_unit_that_was_gone_before_the_period_has_nothing_to_do_in_it(catalogue, province):
    district = find_unit(province, "Công an huyện Tháp Mười", date(2024, 6, 1))
    told = explain(province, catalogue, SLUG, "S000-15", "2025-Q2", date(2025, 8, 1), district.id)
    assert told.state is None
    assert "Ràng buộc đến hết ngày 28/02/2025" in text_of(told, "Vì sao")
    assert "không có việc này cho quý II/2025" in text_of(told, "Tình trạng")


def test_explaining_writes_nothing(catalogue, province, commune):
    explain(province, catalogue, SLUG, MEETING, MONTH, TODAY, commune.id)
    bond_of(province, catalogue, SLUG, MEETING, commune, TODAY)
    assert not province.new
    assert not province.dirty


def test_a_unit_that_is_gone_is_told_what_became_of_its_duty(catalogue, province):
    district = find_unit(province, "Công an huyện Tháp Mười", date(2024, 6, 1))
    after = text_of(explain(province, catalogue, SLUG, "S000-15", "2024-Q4", date(2025, 8, 1), district.id), "Vì sao")
    assert "Sau khi đơn vị kết thúc, từ ngày 01/3/2025: kết thúc cùng đơn vị" in after
    then = text_of(explain(province, catalogue, SLUG, "S000-15", "2024-Q4", date(2025, 2, 1), district.id), "Vì sao")
    assert "Sau khi đơn vị kết thúc" not in then


def test_a_duty_handed_over_by_a_persons_word_names_that_person(catalogue, province, commune):
    district = find_unit(province, "Công an huyện Tháp Mười", date(2024, 6, 1))
    province.add(
        Disposition(
            programme=SLUG,
            duty="S000-15",
            unit_id=district.id,
            kind="passed",
            to_unit_id=commune.id,
            effective_on=date(2025, 3, 1),
            basis="Công văn 9/THU",
            by="tham-muu",
            at=NOW,
        )
    )
    assign(province, catalogue)
    why = text_of(explain(province, catalogue, SLUG, "S000-15", "2025-Q2", TODAY, commune.id), "Vì sao là việc")
    assert f"nhận nhiệm vụ này của {district.name} từ ngày 01/3/2025, tham-muu ghi quyết định" in why
    assert "Công văn 9/THU" in why


def test_a_deadline_with_an_hour_says_the_hour_to_the_unit(catalogue, province, commune):
    asked = Request(
        programme=SLUG, code="DX-2026-56", title="Báo cáo nhanh (thử)", document="56/THU",
        document_on=date(2026, 11, 20), wording="trước 16h00 ngày 25/11/2026", bound="before",
        named_on=date(2026, 11, 25), clock=time(16),
        by="tham-muu", at=NOW,
    )  # fmt: skip
    opened = open_request(province, catalogue, asked, [commune.id], by="tham-muu", now=NOW)
    told = explain(province, catalogue, SLUG, "DX-2026-56", opened.period, TODAY, commune.id)
    assert text_of(told, "Hạn").startswith("Trước 16h00 ngày 25/11/2026")
    assert "chậm nhất 16h00 thứ Tư, 25/11/2026" in text_of(told, "Tình trạng")


def test_what_the_law_leaves_open_is_asked_and_never_invented(catalogue, province):
    with pytest.raises(Refused, match="Cần người có thẩm quyền"):
        explain_rule(catalogue, SLUG, _undated(catalogue), "2026")
    assert "Cần thống nhất ngày" in text_of(explain_rule(catalogue, SLUG, "S000-19", "2028"), "người quyết định")


def _undated(catalogue) -> str:
    dated = {d.duty for d in deadlines(catalogue, SLUG)}
    return next(u.duty for u in undecided(catalogue, SLUG) if u.duty not in dated)
