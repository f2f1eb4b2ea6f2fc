"""Plans, minutes, events and papers sent elsewhere: typed fields, what a meeting orders of whom, and nothing secret."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from models.catalogue import Catalogue, check_folder
from models.document_forms import read_fields, stated
from models.errors import Refused
from models.facts import Audit, Request, Submission
from models.figures import FiguresRefused
from models.filing import file_submission, versions_of
from models.filing_facts import MeetingDecision
from models.meeting_decisions import carry_out, may_be_ordered
from models.obligations import owes
from models.quiet_hours import HANOI
from models.review import decide
from models.settings import Home
from models.totals import total
from models.unit_map import find_unit
from models.vocabulary import DocumentFieldType, DutyKind, SubmissionKind

P05 = "05-ctrph-cat-mttq"
XA, HUYEN = {"programme": P05, "duty": "S000-16", "period": "2024-05"}, {"programme": P05, "duty": "S000-15"}
NOW = datetime(2024, 5, 20, 9, 0, tzinfo=HANOI).astimezone(UTC)  # T2 20/5/2024
TODAY = NOW.date()
MINUTES = {"held_on": "17/5/2024", "place": "Trụ sở UBND xã", "present": "25", "invited": "30"}
HEAD = {"document_number": "05/BB-CAX", "document_on": date(2024, 5, 17)}


@pytest.fixture
def commune(province: Session) -> str:
    return find_unit(province, "Công an xã Tân Hộ Cơ", TODAY).id


@pytest.fixture
def district(province: Session) -> str:
    return find_unit(province, "Công an Huyện Tân Hồng", TODAY).id


@pytest.fixture
def file(province: Session, catalogue: Catalogue, commune: str):
    """The minutes of May of one commune; keywords replace what they name."""

    def _file(**changed) -> Submission:
        asked = {**XA, "unit_id": commune, "kind": "figures", "figures": {"F01": "1"}, "fields": MINUTES, **HEAD}
        return file_submission(province, catalogue, **{**asked, "by": "link:a", "now": NOW, **changed})

    return _file


@pytest.fixture
def of_district(file, district: str, province: Session, catalogue: Catalogue):
    """Minutes of the district police, which has communes below it."""
    [held] = [o for o in owes(province, catalogue, TODAY, unit_id=district, **HUYEN) if o.period == "2024-Q2"]

    def _file(**changed) -> Submission:
        return file(**{**HUYEN, "period": held.period, "unit_id": district, **changed})

    return _file


def order(unit: str, text: str = "Rà soát mô hình tự quản", due: date = date(2024, 6, 14)) -> dict:
    return {"text": text, "unit": unit, "due": due}


def duties_of(session: Session, catalogue: Catalogue, unit: str, on: date = TODAY) -> list:
    return [o for o in owes(session, catalogue, on, unit_id=unit) if o.duty.startswith("KL-")]


def problems(refused: pytest.ExceptionInfo[FiguresRefused]) -> dict[str, str]:
    return {p.code: p.message for p in refused.value.problems}


# what a document says about itself


def test_minutes_keep_their_fields_as_values(file):
    made = file()
    assert made.fields == {"held_on": "2024-05-17", "place": "Trụ sở UBND xã", "present": 25, "invited": 30}
    assert (made.document_number, made.document_on) == ("05/BB-CAX", date(2024, 5, 17))


def test_everything_wrong_is_said_beside_its_box_at_once(file):
    wrong = {"held_on": "21/5/2024", "place": "gặp 0912 345 678", "present": "31", "invited": "30", "x": "1"}
    with pytest.raises(FiguresRefused) as refused:
        file(fields=wrong, figures={"F01": "-1"})
    said = problems(refused)
    assert {"d.held_on", "d.place", "d.present", "d.x", "F01"} == set(said)
    assert "không sau ngày hôm nay" in said["d.held_on"]
    assert "số điện thoại" in said["d.place"]
    assert said["d.present"] == "Số người dự (31) lớn hơn Số người được mời (30). Đề nghị kiểm tra lại."


def test_what_must_be_said_is_asked_for_unless_nobody_was_asked(file):
    with pytest.raises(FiguresRefused) as refused:
        file(fields={"place": " "})
    assert set(problems(refused)) == {"d.held_on", "d.place", "d.present"}
    assert file(fields=None).fields == {}  # a mail, a workbook


def test_a_plan_needs_its_number_its_day_and_its_signers_post(province, catalogue, commune):
    key = {"programme": P05, "duty": "S000-12", "period": "2024-03-15", "unit_id": commune, "kind": "document"}
    with pytest.raises(FiguresRefused) as refused:
        file_submission(province, catalogue, **key, fields={"signer_post": ""}, now=NOW)
    assert set(problems(refused)) == {"d.signer_post", "document_number", "document_on"}
    said = {"signer_post": "Trưởng Công an xã", "partners": "UBMTTQ Việt Nam xã"}
    made = file_submission(province, catalogue, **key, fields=said, **HEAD, now=NOW)
    assert made.fields == said


def test_an_event_with_a_form_of_figures_is_not_asked_for_numbers_twice(catalogue):
    form = catalogue.document_form(DutyKind.EVENT)
    assert {f.code for f in form.asked(has_figures=False)} - {f.code for f in form.asked(has_figures=True)} == {
        "places",
        "attendance",
    }


def test_every_kind_of_duty_has_one_form_at_most(catalogue):
    kinds = [kind for form in catalogue.documents.values() for kind in form.kinds]
    assert len(kinds) == len(set(kinds))


@given(st.text(max_size=40), st.integers(0, 10**7), st.dates(date(2000, 1, 1), TODAY))
def test_what_was_read_once_reads_the_same_again(text, count, day):
    from models.document_forms import DocumentField, DocumentForm

    kinds = (DocumentFieldType.TEXT, DocumentFieldType.COUNT, DocumentFieldType.DATE)
    fields = tuple(DocumentField(code, code, kind) for code, kind in zip(("a", "b", "c"), kinds, strict=True))
    form = DocumentForm("x", "x", (), fields)
    typed = {"a": text, "b": f"{count:,}".replace(",", "."), "c": f"{day:%d/%m/%Y}"}
    clean, wrong = read_fields(form, typed, TODAY, has_figures=False)
    again, _ = read_fields(form, clean, TODAY, has_figures=False)
    assert again == clean
    assert clean["b"] == count
    assert clean["c"] == day.isoformat()
    assert len(stated(form, clean)) == len(clean)
    assert not wrong or "d.a" in {p.code for p in wrong}


def test_a_second_form_for_the_same_kind_is_refused_with_its_line(tmp_path):
    folder = Home(tmp_path).programmes / "documents"
    folder.mkdir(parents=True)
    text = "id: hop-xa\ntitle: Họp xã\nkinds: [meeting]\nfields:\n  - {code: n, label: N, type: count, at_most: x}\n"
    (folder / "hop-xa.yaml").write_text(text, "utf-8")
    found = [str(e) for e in check_folder(Home(tmp_path).programmes)]
    assert any("đã thuộc mẫu “bien-ban-hop”" in e and ":3" in e for e in found)
    assert any("không phải mã mục" in e for e in found)


# on paper, by a secret channel


def test_a_paper_sent_elsewhere_is_a_number_and_a_day_and_counts_without_figures(file, province, catalogue, commune):
    made = file(kind="offline", figures={}, fields=None)
    assert (made.kind, made.figures, made.fields, made.form, made.note) == ("offline", {}, {}, "", "")
    [held] = owes(province, catalogue, TODAY, unit_id=commune, **XA)
    assert held.state == "filed"
    rows = total(province, catalogue, P05, "2024-05", duty="S000-16", as_of=TODAY)
    counted = next(row for row in rows if row.indicator == "F01")  # of the whole province
    assert (counted.reported, counted.paper) == (0, 1)
    assert commune in counted.missing


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"figures": {"F01": "1"}}, "bỏ số liệu"),
        ({"note": "nội dung vụ việc"}, "bỏ nội dung ghi thêm"),
        ({"fields": MINUTES}, "bỏ nội dung ghi thêm"),
        ({"decisions": [order("x")]}, "bỏ kết luận giao việc"),
        ({"document_number": " "}, "cần ghi số"),
        ({"document_on": None}, "cần ghi số"),
        ({"document_on": date(2024, 5, 21)}, "không sau ngày hôm nay"),
        ({"document_number": "012345678901"}, "căn cước"),
    ],
)
def test_a_paper_sent_elsewhere_takes_nothing_of_its_content(file, province, commune, changed, said):
    with pytest.raises(Refused, match=said):
        file(**{"kind": "offline", "figures": {}, "fields": None, **changed})
    assert not versions_of(province, *XA.values(), commune)


def test_a_kind_that_does_not_exist_is_refused(file):
    with pytest.raises(Refused, match="Không có loại bài nộp"):
        file(kind="secret")
    assert SubmissionKind.OFFLINE.label == "đã gửi bản giấy hoặc qua đường mật"


# what a meeting orders


def test_a_unit_may_order_of_itself_and_of_its_own_line_below(province, commune, district):
    assert [n.id for n in may_be_ordered(province, commune, TODAY)] == [commune]
    below = may_be_ordered(province, district, TODAY)
    assert below[0].id == district
    assert commune in {n.id for n in below}
    assert {n.tree for n in below} == {"police"}
    assert {n.level for n in below[1:]} == {"xa"}


def test_what_a_unit_orders_of_itself_is_a_duty_at_once_with_its_source(file, province, catalogue, commune):
    made = file(decisions=[order(commune)])
    [duty] = duties_of(province, catalogue, commune)
    assert (duty.title, duty.due_on, duty.duty) == ("Rà soát mô hình tự quản", date(2024, 6, 14), f"KL-{made.id}-1")
    [request] = province.exec(select(Request)).all()
    assert (request.document, request.clause) == ("05/BB-CAX", "kết luận số 01 của cuộc họp")
    assert request.wording == "chậm nhất hết ngày 14/6/2024"


def test_what_is_ordered_of_others_waits_for_the_minutes_to_be_accepted(of_district, province, catalogue, commune):
    made = of_district(decisions=[order(commune)])
    assert not duties_of(province, catalogue, commune)
    decide(province, made.id, "accept", "", "thammuu", NOW, catalogue=catalogue)
    [duty] = duties_of(province, catalogue, commune)
    assert duty.route == "Công an huyện Tân Hồng"
    assert carry_out(province, catalogue, NOW) == 0


def test_an_acceptance_without_the_rules_is_made_good_by_the_next_look(of_district, province, catalogue, commune):
    made = of_district(decisions=[order(commune)])
    decide(province, made.id, "accept", "", "thammuu", NOW)
    assert carry_out(province, catalogue, NOW) == 1
    assert len(duties_of(province, catalogue, commune)) == 1


def test_minutes_sent_back_take_their_orders_with_them_and_bring_them_again(of_district, province, catalogue, commune):
    made = of_district(decisions=[order(commune)])
    decide(province, made.id, "accept", "", "thammuu", NOW, catalogue=catalogue)
    later = NOW + timedelta(days=2)
    decide(province, made.id, "return", "bổ sung", "thammuu", later, catalogue=catalogue)
    assert [str(o.state) for o in duties_of(province, catalogue, commune, later.date())] == ["ended"]
    assert "decision_withdraw" in {a.action for a in province.exec(select(Audit))}
    again = of_district(decisions=[order(commune)], now=later)
    decide(province, again.id, "accept", "", "thammuu", later, catalogue=catalogue)
    [duty] = duties_of(province, catalogue, commune, later.date())
    assert (duty.duty, str(duty.state)) == (f"KL-{made.id}-1", "open")
    assert len(province.exec(select(Request)).all()) == 1


def test_a_new_version_keeps_what_it_repeats_and_drops_what_it_leaves_out(file, province, catalogue, commune):
    file(decisions=[order(commune), order(commune, "Lập danh sách mô hình")])
    later = NOW + timedelta(days=1)
    file(decisions=[order(commune), order(commune, "Tổ chức ra quân")], now=later)
    standing = {o.title: str(o.state) for o in duties_of(province, catalogue, commune, later.date())}
    assert standing == {"Rà soát mô hình tự quản": "open", "Lập danh sách mô hình": "ended", "Tổ chức ra quân": "open"}
    assert len(province.exec(select(Request)).all()) == 3


def test_what_was_done_already_stays_done(file, province, catalogue, commune):
    made = file(decisions=[order(commune)])
    [duty] = duties_of(province, catalogue, commune)
    key = dict(zip(("programme", "duty", "period", "unit_id"), duty.key, strict=True))
    file_submission(province, catalogue, **key, kind="document", note="đã rà soát", now=NOW)
    decide(province, made.id, "return", "bổ sung", "thammuu", NOW, catalogue=catalogue)
    assert [str(o.state) for o in duties_of(province, catalogue, commune)] == ["filed"]


def test_a_day_gone_by_before_the_minutes_are_accepted_asks_nobody(of_district, province, catalogue, commune):
    made = of_district(decisions=[order(commune)])
    late = NOW + timedelta(days=40)
    decide(province, made.id, "accept", "", "thammuu", late, catalogue=catalogue)
    assert not duties_of(province, catalogue, commune, late.date())


@pytest.mark.parametrize(
    ("row", "box", "said"),
    [
        ({"text": ""}, "text", "ghi nội dung"),
        ({"text": "x" * 301}, "text", "không quá 300"),
        ({"text": "gọi 0912345678"}, "text", "số điện thoại"),
        ({"unit": "police/khac"}, "unit", "cấp dưới trong cùng hệ"),
        ({"due": "hôm sau"}, "due", "ngày/tháng/năm"),
        ({"due": date(2024, 5, 19)}, "due", "đã qua"),
        ({"due": date(2034, 1, 1)}, "due", "năm năm"),
    ],
)
def test_an_order_that_cannot_be_is_said_beside_its_box(file, province, commune, row, box, said):
    with pytest.raises(FiguresRefused) as refused:
        file(decisions=[{"text": "", "unit": "", "due": ""}, {**order(commune), **row}])
    assert said in problems(refused)[f"k.2.{box}"]
    assert not province.exec(select(MeetingDecision)).all()


def test_minutes_that_order_something_need_a_number_to_be_cited(file, commune):
    with pytest.raises(FiguresRefused) as refused:
        file(decisions=[order(commune)], document_number="")
    assert "viện dẫn biên bản" in problems(refused)["document_number"]
