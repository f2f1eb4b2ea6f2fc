"""Kiểm tra một bài nộp: beside last period, the half-year inside, the stock at its opening, the places of the day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session, select

from models.around import around
from models.catalogue import Catalogue
from models.checking import answers_by_check, check_filed, check_filing, checked
from models.facts import Submission
from models.figures import FiguresRefused
from models.filing import file_submission
from models.filing_facts import QueryAnswer
from models.obligations import find_deadline
from models.quiet_hours import HANOI
from models.review import decide
from models.unit_map import find_unit

P279, HALF, YEAR = "279-kh-mttw-bca", "S004-16", "S004-17"
P05, MEETING = "05-ctrph-cat-mttq", "S000-16"
NOW = datetime(2022, 12, 18, 9, 0, tzinfo=HANOI).astimezone(UTC)
WHY = "Năm nay mở đợt cao điểm theo kế hoạch của tỉnh."


@pytest.fixture
def police(province: Session) -> str:
    """Công an tỉnh Đồng Tháp as it was in 2022: 12 districts and 141 communes on our map."""
    return find_unit(province, "Công an tỉnh Đồng Tháp", NOW.date(), tree="police").id


@pytest.fixture
def filed(province: Session, police: str):
    """A filing that stands already, of any period of the plan."""

    def _filed(period, figures, duty=YEAR, unit=police, **changed):
        row = Submission(
            programme=P279, duty=duty, period=period, unit_id=unit, kind="figures", state="filed", form="phong-trao",
            form_version="1", figures=figures, filed_by="x", receipt=f"{duty}{period}{unit}", filed_at=NOW,
        )  # fmt: skip
        for name, value in changed.items():
            setattr(row, name, value)
        province.add(row)
        province.flush()
        return row

    return _filed


@pytest.fixture
def check(province: Session, catalogue: Catalogue, police: str):
    def _check(figures, period="2022", duty=YEAR, **more):
        deadline = find_deadline(province, catalogue, P279, duty, period)
        return check_filing(province, catalogue, deadline, police, figures, now=NOW, **more)

    return _check


def asked(found) -> dict[str, str]:
    return {query.check: query.message for query in found.queries}


def test_a_first_filing_has_nothing_to_stand_beside_but_the_map(check):
    found = check({"B01": "12", "B02": "600", "C02": "30", "C03": "2", "C04": "1", "G01": "120,5"})
    assert (found.errors, found.queries) == ([], [])
    assert found.clean["G01"] == 120.5
    assert {code for code in found.around.values if code.startswith("last.")} == set()


def test_a_jump_from_last_year_is_asked_about_with_both_figures_and_what_to_do(check, filed):
    filed("2021", {"B03": 40, "B04": 12})
    found = check({"B03": "400", "B04": "15"})
    assert asked(found) == {
        "B03-near-5.last.B03-over-5": "B03 “Tin, bài, phóng sự trên báo chí, cổng/trang thông tin, truyền thanh cơ sở” "
        "tăng hoặc giảm quá 5 lần so với B03 kỳ trước (đã ghi B03 = 400; kỳ trước, năm 2021: B03 = 40). "
        "Đề nghị sửa số liệu; nếu đúng thực tế thì ghi giải trình."
    }


def test_dong_written_for_trieu_dong_is_named_as_that(check, filed):
    filed("2021", {"G01": 120.5})
    for typed in ("125.000.000", "125.000", "0,125"):
        [query] = [q for q in check({"G01": typed}).queries if q.check.startswith("G01-near")]
        assert "nhầm đồng, nghìn đồng hay tỷ đồng" in query.message
    assert check({"G01": "98,75"}).queries == []


def test_money_of_no_plausible_size_is_asked_about_the_first_time_too(check):
    assert asked(check({"G02": "85.000.000"})).keys() == {"G02-le-50000"}


def test_a_year_is_never_below_the_half_year_it_contains(check, filed):
    filed("2022-H1", {"B01": 12, "G01": 100.5}, duty=HALF)
    assert asked(check({"B01": "11", "G01": "100,5"})).keys() == {"B01-ge-within.B01"}
    assert "6 tháng đầu năm 2022: B01 = 12" in asked(check({"B01": "11"}))["B01-ge-within.B01"]
    assert asked(check({"B01": "12"})) == {}


def test_a_half_year_is_not_held_against_the_year_around_it(check, filed):
    filed("2022", {"B01": 30})
    assert check({"B01": "12"}, period="2022-H1", duty=HALF).queries == []


def test_a_stock_continues_from_the_filing_that_closed_when_this_window_opened(check, filed):
    filed("2021", {"C02": 30})
    filed("2022-H1", {"C02": 99}, duty=HALF)
    assert asked(check({"C02": "33", "C03": "4", "C04": "1"})) == {}
    [(name, message)] = asked(check({"C02": "34", "C03": "4", "C04": "1"})).items()
    assert name == "C02-eq-opening.C02-plus-C03-minus-C04"
    assert "(đã ghi C02 = 34, C03 = 4, C04 = 1; đầu kỳ, năm 2021: C02 = 30)" in message


def test_a_gap_of_a_period_opens_no_stock_but_still_tells_a_jump(check, filed):
    filed("2021", {"C02": 30, "B03": 50})
    found = check({"C02": "50", "C03": "1", "C04": "0", "B03": "500"}, period="2023")
    assert asked(found).keys() == {"B03-near-5.last.B03-over-5"}


def test_denominators_are_held_to_the_living_places_of_the_day(check, province, catalogue, police):
    right = {"A03.tu_so": "10", "A03.mau_so": "12", "D02.tu_so": "100", "D02.mau_so": "141"}
    assert asked(check(right)) == {}
    assert asked(check(right | {"A03.mau_so": "11", "D02.mau_so": "102"})).keys() == {
        "A03.mau_so-eq-map.children",
        "D02.mau_so-eq-map.communes",
    }


def test_the_new_province_has_the_places_of_the_new_map(province, catalogue):
    today = datetime(2025, 12, 18, 2, 0, tzinfo=UTC)
    police = find_unit(province, "Công an tỉnh Đồng Tháp", today.date(), tree="police").id
    deadline = find_deadline(province, catalogue, "7294-ctrph-ca-mttq", "S001-15", "2025")
    beside = around(province, catalogue, deadline, catalogue.form("phong-trao"), [police])[police]
    assert beside.values["map.communes"] == beside.values["map.children"] == 102


def test_what_stands_below_is_added_up_and_never_exceeds_what_stands_here(province, catalogue, filed):
    deadline = find_deadline(province, catalogue, "7294-ctrph-ca-mttq", "S001-15", "2024")
    on = deadline.last_valid_on
    here = find_unit(province, "Công an tỉnh Đồng Tháp", on, tree="police").id
    for n, name in enumerate(("Công an huyện Tháp Mười", "Công an huyện Cao Lãnh"), 1):
        below = find_unit(province, name, on, tree="police").id
        filed("2024", {"E08": 100 * n}, duty="S001-15", unit=below, programme="7294-ctrph-ca-mttq")
    found = check_filing(province, catalogue, deadline, here, {"E08": "299"}, now=NOW + timedelta(days=900))
    assert asked(found).keys() == {"E08-ge-below.E08"}
    assert "cộng các đơn vị trực tiếp phía dưới: E08 = 300" in found.queries[0].message


@pytest.mark.parametrize("state", ["returned", "superseded"])
def test_what_does_not_stand_is_no_measure(check, filed, state):
    filed("2021", {"B03": 40}, state=state)
    assert check({"B03": "400"}).queries == []


def test_what_was_filed_later_is_no_measure_either(check, filed):
    filed("2021", {"B03": 40}, filed_at=NOW + timedelta(days=1))
    assert check({"B03": "400"}).queries == []


def test_repeating_the_whole_form_is_one_question(check, filed):
    same = {"A01": 3, "B01": 12, "B02": 600, "B03": 40, "E03": 9, "E04": 8}
    filed("2021", same)
    [query] = check({code: str(value) for code, value in same.items()}).queries
    assert (query.check, query.code) == ("same-as-last", "")
    assert "năm 2021" in query.message


def test_a_wrong_figure_is_put_right_before_anything_is_asked_about_it(check, filed):
    filed("2021", {"B03": 40})
    found = check({"B03": "400,5"})
    assert [p.code for p in found.errors] == ["B03"]
    assert found.queries == []


def test_a_query_without_an_answer_stands_in_the_way_and_with_one_it_does_not(check, filed):
    filed("2021", {"B03": 40})
    found = check({"B03": "400"})
    [problem] = found.problems
    assert (problem.code, problem.is_warning, problem.check) == ("B03", True, "B03-near-5.last.B03-over-5")
    answered = check({"B03": "400"}, answers={problem.check: f"  {WHY} "})
    assert answered.problems == []
    assert answered.queries[0].answer == WHY


@pytest.mark.parametrize(
    ("text", "words"),
    [("gọi 0912 345 678 để rõ", "số điện thoại"), ("x" * 501, "500 ký tự"), ("CCCD 087201001234", "căn cước")],
)
def test_an_explanation_names_nobody_and_is_short(check, filed, text, words):
    filed("2021", {"B03": 40})
    found = check({"B03": "400"}, answers={"B03-near-5.last.B03-over-5": text})
    assert words in found.errors[0].message
    assert found.errors[0].check == "B03-near-5.last.B03-over-5"


def test_what_is_said_beside_a_box_answers_every_query_about_it(catalogue):
    form = catalogue.form("phong-trao")
    given = answers_by_check(form, {"B03": WHY, "": "Đã rà soát."})
    assert given["B03-near-5.last.B03-over-5"] == given["B03-ge-within.B03"] == WHY
    assert given["same-as-last"] == "Đã rà soát."
    assert "B04-ge-within.B04" not in given


# -- filing ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def file(province: Session, catalogue: Catalogue, police: str):
    def _file(figures, now=NOW, **more):
        key = {"programme": P279, "duty": YEAR, "period": "2022", "unit_id": police, "kind": "figures"}
        return file_submission(province, catalogue, **key, figures=figures, now=now, by="link:1", **more)

    return _file


ODD = {"B03": "400"}
ABOUT = "B03-near-5.last.B03-over-5"


def test_figures_that_raise_a_query_are_filed_only_with_an_explanation(file, filed, province):
    filed("2021", {"B03": 40})
    with pytest.raises(FiguresRefused) as refused:
        file(ODD)
    assert [p.check for p in refused.value.problems] == [ABOUT]
    assert province.scalars(select(Submission).where(Submission.duty == YEAR, Submission.period == "2022")).all() == []
    assert province.scalars(select(QueryAnswer)).all() == []
    made = file(ODD, answers={ABOUT: WHY})
    [kept] = province.scalars(select(QueryAnswer)).all()
    assert made.figures == {"B03": 400}
    assert (kept.query, kept.stated, kept.text, kept.by) == (ABOUT, '{"B03":400,"last.B03":40}', WHY, "link:1")


def test_an_explanation_is_found_again_whatever_door_the_same_figures_come_through(file, filed, province):
    filed("2021", {"B03": 40})
    first = file(ODD, answers={ABOUT: WHY})
    decide(province, first.id, "return", "B07 còn thiếu", "an", NOW + timedelta(hours=1))
    again = file(ODD | {"B07": "12"}, now=NOW + timedelta(hours=2), via="workbook", answers={ABOUT: ""})
    assert again.version == 2
    assert len(province.scalars(select(QueryAnswer)).all()) == 1


def test_other_figures_are_another_question(file, filed, check):
    filed("2021", {"B03": 40})
    file(ODD, answers={ABOUT: WHY})
    assert check(ODD).open_queries == []
    assert [q.check for q in check({"B03": "4.000"}).open_queries] == [ABOUT]


def test_a_new_explanation_of_the_same_figures_takes_the_place_of_the_old(file, filed, check):
    filed("2021", {"B03": 40})
    file(ODD, answers={ABOUT: WHY})
    file(ODD, answers={ABOUT: "Đã rà soát, đúng thực tế."}, now=NOW + timedelta(hours=1))
    assert [q.answer for q in check(ODD).queries] == ["Đã rà soát, đúng thực tế."]


def test_a_unit_does_not_answer_for_another(province, catalogue, file, filed, police):
    filed("2021", {"B03": 40})
    other = find_unit(province, "Công an tỉnh Tiền Giang", NOW.date(), tree="police").id
    filed("2021", {"B03": 40}, unit=other)
    file(ODD, answers={ABOUT: WHY})
    filed("2022", {"B03": 400}, unit=other)
    deadline = find_deadline(province, catalogue, P279, YEAR, "2022")
    found = check_filed(province, catalogue, deadline)
    assert {unit: [q.is_answered for q in seen.queries] for unit, seen in found.items()} == {
        police: [True],
        other: [False],
    }


def test_a_meeting_that_was_not_held_is_asked_about(province, catalogue):
    unit = find_unit(province, "Công an xã Tân Hộ Cơ", datetime(2024, 5, 20, tzinfo=UTC).date()).id
    deadline = find_deadline(province, catalogue, P05, MEETING, "2024-05")
    found = check_filing(province, catalogue, deadline, unit, {"F01": "0"}, now=NOW)
    assert asked(found).keys() == {"F01-ge-1"}


def test_checking_a_whole_period_costs_as_many_statements_as_checking_one(province, catalogue, filed, police):
    fronts = ("Ủy ban MTTQ Việt Nam tỉnh Đồng Tháp", "Ủy ban MTTQ Việt Nam tỉnh Tiền Giang")
    units = [police, *(find_unit(province, name, NOW.date(), tree="front").id for name in fronts)]
    for unit in units:
        filed("2021", {"B03": 40}, unit=unit)
        filed("2022", {"B03": 400}, unit=unit)
    deadline = find_deadline(province, catalogue, P279, YEAR, "2022")
    said: list[str] = []
    event.listen(province.get_bind(), "before_cursor_execute", lambda *a: said.append(a[2]))
    one = check_filed(province, catalogue, deadline, units[:1])
    for_one, said[:] = len(said), []
    every = check_filed(province, catalogue, deadline)
    assert len(said) == for_one
    assert set(every) == set(units)
    assert one[police].queries == every[police].queries
    assert all([q.check for q in found.queries] == [ABOUT] for found in every.values())


def test_the_same_figures_give_the_same_findings_with_and_without_a_database(check, filed, catalogue):
    filed("2021", {"B03": 40, "B04": 3})
    found = check({"B03": "400", "B04": "x"})
    assert checked(catalogue.form("phong-trao"), {"B03": "400", "B04": "x"}, found.around) == found


@pytest.mark.postgres
def test_postgres_finds_the_same(province_on_postgres, catalogue):
    session, on = province_on_postgres, NOW.date()
    police = find_unit(session, "Công an tỉnh Đồng Tháp", on, tree="police").id
    deadline = find_deadline(session, catalogue, P279, YEAR, "2022")
    row = {"programme": P279, "unit_id": police, "kind": "figures", "form": "phong-trao", "form_version": "1"}
    session.add(Submission(**row, duty=YEAR, period="2021", figures={"B03": 40, "C02": 30}, filed_at=NOW))
    session.add(Submission(**row, duty=HALF, period="2022-H1", figures={"B01": 12}, filed_at=NOW))
    session.flush()
    figures = {"B03": "400", "B01": "11", "C02": "33", "C03": "4", "C04": "0", "D02.tu_so": "1", "D02.mau_so": "102"}
    found = check_filing(session, catalogue, deadline, police, figures, now=NOW, answers={ABOUT: WHY})
    assert {query.check: query.is_answered for query in found.queries} == {
        ABOUT: True,
        "B01-ge-within.B01": False,
        "C02-eq-opening.C02-plus-C03-minus-C04": False,
        "D02.mau_so-eq-map.communes": False,
    }
