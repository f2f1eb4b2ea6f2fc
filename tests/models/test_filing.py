"""Filing, reviewing, extending, waiving, closing and asking on demand: each once, each with its reason."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlmodel import Session, col

from models import filing
from models.catalogue import Catalogue
from models.closing import close_period, snapshot_of
from models.errors import Refused
from models.facts import Audit, Decision, PeriodClose, Request, Submission
from models.figures import FiguresRefused
from models.filing import file_submission, versions_of
from models.granting import extend, waive
from models.obligations import owes
from models.quiet_hours import HANOI
from models.receipts import is_receipt, receipt_of
from models.requests import open_request
from models.review import decide
from models.unit_map import find_unit
from models.units import Assignment

P05 = "05-ctrph-cat-mttq"
MEETING = {"programme": P05, "duty": "S000-16", "period": "2024-05"}
NOW = datetime(2024, 5, 20, 9, 0, tzinfo=HANOI).astimezone(UTC)


@pytest.fixture
def commune(province: Session) -> str:
    return find_unit(province, "Công an xã Tân Hộ Cơ", NOW.date()).id


@pytest.fixture
def file(province: Session, catalogue: Catalogue, commune: str):
    """Files the meeting of May 2024 for one commune; keywords replace what they name."""

    def _file(**changed):
        asked = {**MEETING, "unit_id": commune, "kind": "figures", "figures": {"F01": "1"}, "now": NOW, **changed}
        return file_submission(province, catalogue, **asked)

    return _file


def state(session: Session, catalogue: Catalogue, unit_id: str, on: date = NOW.date()) -> str:
    return str(owes(session, catalogue, on, unit_id=unit_id, **MEETING)[0].state)


def test_a_filing_is_kept_with_its_form_and_a_receipt_and_leaves_a_line_in_the_journal(file, province, commune):
    made = file(by="Cán bộ tổng hợp", note=" đủ thành phần ")
    assert made.figures == {"F01": 1}
    assert (made.version, made.state, made.form, made.form_version) == (1, "filed", "hop-dinh-ky", "1")
    assert (made.note, made.filed_by, made.filed_via) == ("đủ thành phần", "Cán bộ tổng hợp", "portal")
    assert made.receipt.startswith("TN-2024-000001-")
    assert is_receipt(made.receipt)
    line = province.scalars(select(Audit)).one()
    assert (line.action, line.subject) == ("file", f"submission:{made.id}")
    assert made.receipt in line.detail


def test_the_same_form_sent_twice_is_one_submission(file, province):
    first = file(token="t-1")
    again = file(token="t-1", figures={"F01": "9"})
    assert again.id == first.id
    assert len(province.scalars(select(Submission)).all()) == 1


def test_a_token_of_another_page_is_refused(file):
    file(token="t-1")
    with pytest.raises(Refused, match="đã dùng cho một báo cáo khác"):
        file(token="t-1", period="2024-04")


def test_a_new_version_supersedes_and_keeps_the_old_one_and_the_time_of_the_first(file, province, catalogue, commune):
    first = file(now=NOW - timedelta(2))
    file(figures={"F01": "2"})
    newest, oldest = versions_of(province, **MEETING, unit_id=commune)
    assert [(v.version, v.state, v.figures["F01"]) for v in (oldest, newest)] == [
        (1, "superseded", 1),
        (2, "filed", 2),
    ]
    [row] = owes(province, catalogue, NOW.date(), unit_id=commune, **MEETING)
    assert (row.first_filed_at, row.submission_id) == (first.filed_at, newest.id)


def test_two_requests_at_the_same_instant_make_one_submission(file, monkeypatch):
    """The second request looks before the first has written, and loses the race at the unique key."""
    first = file(token="t-1")
    looks = []

    def blind_at_first(session, token, key):
        looks.append(token)
        return by_token(session, token, key) if len(looks) > 1 else None

    by_token = filing._by_token
    monkeypatch.setattr(filing, "_by_token", blind_at_first)
    assert file(token="t-1").id == first.id
    assert len(looks) == 2


@pytest.mark.parametrize(("tokens", "versions"), [(("t-1", "t-1"), [1]), (("t-1", "t-2"), [1, 2])])
def test_two_people_filing_at_once_each_get_an_answer(province, catalogue, commune, tokens, versions):
    """Two connections, one instant: the same page gives one submission, two pages give two versions."""
    start = Barrier(2)

    def send(token: str) -> str:
        with Session(province.get_bind()) as session:
            start.wait(timeout=30)
            key = {**MEETING, "unit_id": commune}
            figures = {"kind": "figures", "figures": {"F01": "1"}, "token": token, "now": NOW}
            made = file_submission(session, catalogue, **key, **figures)
            receipt = made.receipt
            session.commit()
            return receipt

    with ThreadPoolExecutor(2) as pool:
        receipts = set(pool.map(send, tokens))
    assert len(receipts) == len(versions)
    assert sorted(v.version for v in versions_of(province, **MEETING, unit_id=commune)) == versions


def test_late_is_accepted_and_shows(file, province, catalogue, commune):
    file(now=datetime(2024, 6, 3, 2, 0, tzinfo=UTC))
    [row] = owes(province, catalogue, date(2024, 6, 3), unit_id=commune, **MEETING)
    assert (row.state, row.days_late) == ("filed", 3)


def test_nothing_to_report_must_be_said_and_goes_with_an_empty_form(file):
    assert file(kind="nil", figures={"F01": ""}).kind == "nil"
    with pytest.raises(Refused, match="để trống biểu số liệu"):
        file(kind="nil", figures={"F01": "3"})


def test_an_empty_form_is_no_report(file, province):
    with pytest.raises(FiguresRefused, match="Không phát sinh"):
        file(figures={"F01": "", "G03": "  "})
    assert province.scalars(select(Submission)).all() == []


def test_wrong_figures_are_refused_box_by_box_and_nothing_is_written(file, province):
    with pytest.raises(FiguresRefused) as refused:
        file(figures={"F01": "-1", "G03": "gọi 0912345678"})
    assert [p.code for p in refused.value.problems] == ["F01", "G03"]
    assert province.scalars(select(Submission)).all() == []


def test_a_duty_without_a_form_takes_a_document_and_no_figures(file):
    plan = {"duty": "S000-12", "period": "2024-03-15"}
    with pytest.raises(Refused, match="không có biểu số liệu"):
        file(**plan)
    made = file(**plan, kind="document", figures=None, document_number="12/KH-CAX", document_on=date(2024, 3, 12))
    assert (made.form, made.figures, made.document_number) == ("", {}, "12/KH-CAX")


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": "lời hứa"}, "Không có loại bài nộp"),
        ({"period": "2024-13"}, "không có kỳ “2024-13”"),
        ({"duty": "S000-99"}, "Không có nhiệm vụ"),
        ({"programme": "06"}, "Không có chương trình"),
        ({"period": "2024-06"}, "chưa mở, đề nghị nộp từ ngày 01/6/2024"),
        ({"unit_id": "police/none"}, "mở lại liên kết"),
        ({"unit_id": "front/2025-06/87"}, "không được phân công nhiệm vụ S000-16.*Phòng Tham mưu"),
        ({"unit_id": "police/2025-07/82"}, "hoạt động từ ngày 01/7/2025"),
    ],
)
def test_what_is_not_owed_is_refused_with_what_to_do(file, changed, words):
    with pytest.raises(Refused, match=words):
        file(**changed)


def test_a_unit_that_ended_is_told_who_took_over(file):
    with pytest.raises(
        Refused, match=r"kết thúc hoạt động từ hết ngày 30/6/2025.*Đơn vị kế thừa: Công an xã Tân Hộ Cơ"
    ):
        file(now=datetime(2025, 7, 2, 2, 0, tzinfo=UTC))


def test_a_period_the_unit_did_not_live_in_is_refused(file):
    with pytest.raises(Refused, match="không thuộc thời gian hoạt động"):
        file(period="2025-08", now=datetime(2025, 8, 2, 2, 0, tzinfo=UTC))


def test_an_accepted_filing_stands_until_it_is_returned(file, province, catalogue, commune):
    first = file()
    decide(province, first.id, "accept", "", "an", NOW)
    assert state(province, catalogue, commune) == "accepted"
    with pytest.raises(Refused, match="đã được tiếp nhận"):
        file(figures={"F01": "2"})
    decide(province, first.id, "return", "F01 chưa khớp biên bản", "an", NOW + timedelta(hours=1))
    assert state(province, catalogue, commune) == "returned"
    assert file(figures={"F01": "2"}, now=NOW + timedelta(hours=2)).version == 2
    assert state(province, catalogue, commune) == "filed"


def test_the_first_of_two_officers_is_heard_and_the_same_word_twice_is_one(file, province):
    made = file()
    first = decide(province, made.id, "accept", "", "an", NOW)
    assert decide(province, made.id, "accept", "", "binh", NOW).id == first.id
    assert len(province.scalars(select(Decision)).all()) == 1


def test_a_version_that_was_replaced_can_no_longer_be_decided(file, province):
    old = file()
    file(figures={"F01": "2"})
    with pytest.raises(Refused, match="đã có bản thay thế"):
        decide(province, old.id, "accept", "", "an", NOW)


@pytest.mark.parametrize(("action", "note", "words"), [("return", " ", "ghi rõ nội dung"), ("burn", "x", "cách xử lý")])
def test_a_decision_without_reason_or_meaning_is_refused(file, province, action, note, words):
    with pytest.raises(Refused, match=words):
        decide(province, file().id, action, note, "an", NOW)


def test_an_extension_needs_a_later_day_and_a_reason(province, catalogue, commune):
    ask = {**MEETING, "unit_id": commune, "by": "an", "now": NOW}
    with pytest.raises(Refused, match="không hợp lệ"):
        extend(province, catalogue, until=date(2024, 5, 31), reason="x", **ask)
    with pytest.raises(Refused, match="ghi rõ lý do"):
        extend(province, catalogue, until=date(2024, 6, 5), reason=" ", **ask)
    granted = extend(province, catalogue, until=date(2024, 6, 5), reason="trùng hội thao", **ask)
    assert granted.until == date(2024, 6, 5)
    assert state(province, catalogue, commune) == "extended"


def test_who_has_filed_needs_neither_extension_nor_waiver(file, province, catalogue, commune):
    file()
    ask = {**MEETING, "unit_id": commune, "by": "an", "now": NOW, "reason": "x"}
    with pytest.raises(Refused, match="không cần gia hạn"):
        extend(province, catalogue, until=date(2024, 6, 5), **ask)
    with pytest.raises(Refused, match="không cần miễn"):
        waive(province, catalogue, **ask)


def test_waiving_twice_is_waiving_once(province, catalogue, commune):
    ask = {**MEETING, "unit_id": commune, "by": "an", "now": NOW, "reason": "đã họp chung"}
    assert waive(province, catalogue, **ask).id == waive(province, catalogue, **ask).id
    assert state(province, catalogue, commune) == "waived"


def test_a_period_closes_once_and_its_snapshot_never_changes(file, province, catalogue):
    file()
    as_of = date(2024, 6, 1)
    close = {"as_of": as_of, "now": datetime(2024, 6, 1, 2, 0, tzinfo=UTC), "by": "an"}
    closed = close_period(province, catalogue, **MEETING, **close)
    kept = (closed.id, closed.snapshot, closed.sha256)
    assert (closed.reported, closed.expected) == (1, 141)
    assert hashlib.sha256(closed.snapshot.encode()).hexdigest() == closed.sha256
    file(figures={"F01": "7"}, now=datetime(2024, 6, 2, 2, 0, tzinfo=UTC))
    again = close_period(province, catalogue, **MEETING, **{**close, "now": NOW, "as_of": date(2024, 6, 9)})
    assert (again.id, again.snapshot, again.sha256) == kept
    content = snapshot_of(again)
    root = content["totals"][0]
    assert (root["indicator"], root["node"], root["value"], root["reported"]) == ("F01", "vn/2025-06/87", 1, 1)
    assert len(root["missing"]) == len(content["missing"]) == 140
    assert not root["provisional"]
    assert len(province.scalars(select(PeriodClose)).all()) == 1


def test_a_snapshot_that_was_touched_is_noticed(file, province, catalogue):
    file()
    close = {"as_of": date(2024, 6, 1), "now": NOW, "by": "an"}
    closed = close_period(province, catalogue, **MEETING, **close)
    closed.snapshot = closed.snapshot.replace('"value":1', '"value":2')
    with pytest.raises(Refused, match="không còn nguyên vẹn"):
        snapshot_of(closed)


def test_a_period_not_yet_begun_cannot_be_closed(province, catalogue):
    with pytest.raises(Refused, match="bắt đầu từ ngày 01/5/2024"):
        close_period(province, catalogue, **MEETING, as_of=date(2024, 4, 30), now=NOW, by="an")


def ask(**changed) -> Request:
    return Request(
        **{
            "programme": P05,
            "code": "DX-2024-01",
            "title": "Báo cáo nhanh kết quả phong trào",
            "document": "123/CAT-PTM",
            "document_on": date(2024, 5, 20),
            "bound": "before",
            "named_on": date(2024, 5, 29),
            "form": "phong-trao-rut-gon",
            "by": "",
            "at": NOW,
            **changed,
        }
    )


def test_a_request_is_opened_once_with_its_units(province, catalogue, commune):
    opened = open_request(province, catalogue, ask(), [commune, commune], by="an", now=NOW)
    again = open_request(province, catalogue, ask(), [commune], by="binh", now=NOW + timedelta(1))
    assert (again.id, again.by) == (opened.id, "an")
    held = province.scalars(select(Assignment).where(col(Assignment.duty) == "DX-2024-01")).all()
    assert [a.unit_id for a in held] == [commune]
    key = {"programme": P05, "duty": "DX-2024-01", "period": "2024-05-29", "unit_id": commune}
    made = file_submission(province, catalogue, **key, kind="figures", figures={"B01": "4", "B02": "100"}, now=NOW)
    assert made.form == "phong-trao-rut-gon"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"code": "S000-16"}, "là mã nhiệm vụ"),
        ({"title": " "}, "thiếu nội dung"),
        ({"form": "khong-co"}, "Không có biểu"),
        ({"named_on": None}, "phải có ngày hạn"),
        ({"named_on": date(2024, 5, 20)}, "đã qua"),
        ({"document_on": date(2024, 1, 1), "named_on": date(2024, 5, 2)}, "đã qua"),
        ({"window_from": date(2024, 5, 2), "window_to": date(2024, 5, 1)}, "trước khi bắt đầu"),
        ({"programme": "06"}, "Không có chương trình"),
    ],
)
def test_a_request_that_cannot_be_is_refused_and_nothing_is_written(province, catalogue, commune, changed, words):
    with pytest.raises(Refused, match=words):
        open_request(province, catalogue, ask(**changed), [commune], by="an", now=NOW)
    assert province.scalars(select(Request)).all() == []


@pytest.mark.parametrize(
    ("units", "words"),
    [([], "ít nhất một đơn vị"), (["police/none"], "Không có đơn vị"), (["police/2025-07/82"], "không hoạt động")],
)
def test_a_request_goes_to_units_that_exist_at_its_deadline(province, catalogue, units, words):
    with pytest.raises(Refused, match=words):
        open_request(province, catalogue, ask(), units, by="an", now=NOW)


def test_a_request_due_the_day_it_is_opened_is_urgent(province, catalogue, commune):
    """Today's digest may have gone: only a message of its own still announces it."""
    at_once = ask(document_on=date(2024, 5, 2), bound="by", named_on=date(2024, 5, 20))
    opened = open_request(province, catalogue, at_once, [commune], by="an", now=NOW)
    assert opened.is_urgent
    again = ask(document_on=date(2024, 5, 2), bound="by", named_on=date(2024, 5, 20))
    assert open_request(province, catalogue, again, [commune], by="an", now=NOW + timedelta(1)).id == opened.id
    assert not open_request(province, catalogue, ask(code="DX-2024-02"), [commune], by="an", now=NOW).is_urgent


def test_a_code_used_otherwise_is_refused(province, catalogue, commune):
    open_request(province, catalogue, ask(), [commune], by="an", now=NOW)
    with pytest.raises(Refused, match="đã dùng cho “Báo cáo nhanh kết quả phong trào”"):
        open_request(province, catalogue, ask(title="Khác"), [commune], by="an", now=NOW)


@given(st.integers(1, 999_999), st.integers(2021, 2033), st.integers(0, 9), st.integers(0, 9))
def test_a_receipt_shows_one_wrong_digit(number, year, place, digit):
    receipt = receipt_of(number, year)
    assert is_receipt(f" {receipt.lower()} ")
    digits = [n for n, c in enumerate(receipt[:-2]) if c.isdigit()]
    at = digits[place]
    mistyped = receipt[:at] + str(digit) + receipt[at + 1 :]
    assert is_receipt(mistyped) == (mistyped == receipt)
