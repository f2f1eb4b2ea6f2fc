"""What was sent stays as it was sent; what moved since is told with whose figure it was and why."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest
from sqlmodel import Session, col, select, update

from models.catalogue import Catalogue
from models.closing import close_again
from models.corrections import changes, changes_since
from models.errors import Refused
from models.facts import PeriodClose
from models.filing import file_submission
from models.obligations import find_deadline
from models.overtaken import overtaken_at
from models.review import decide
from models.snapshots import as_sent, newest_of, snapshots_of
from models.totals import total
from tests.models.closed_in_may import KEY, MAY, P05, closed_in_may, file, noon

OLD_PROVINCE = "vn/2025-06/87"


@pytest.fixture
def units(province: Session, catalogue: Catalogue) -> list[str]:
    return closed_in_may(province, catalogue)


def _moved(session: Session, catalogue: Catalogue, on: date) -> set[str]:
    """The units that stand otherwise than they were sent."""
    found = overtaken_at(session, catalogue, find_deadline(session, catalogue, **MAY), on)
    return set(found.moved) if found else set()


def again(session: Session, catalogue: Catalogue, on: date, why: str = "bổ sung số liệu nộp sau ngày chốt"):
    return close_again(session, catalogue, **MAY, as_of=on, now=noon(on), by="an", why=why)


def test_a_late_filing_a_mended_one_and_a_returned_one_are_named_with_what_each_did(province, catalogue, units, day):
    late, mended, taken = units[2], units[0], units[1]
    file(province, catalogue, late, day("T4 04/6/2025"), B01="10", B02="300")
    standing = newest_of(province, *KEY).content["units"]
    first = next(unit["submission_id"] for unit in standing if unit["unit_id"] == mended)
    second = next(unit["submission_id"] for unit in standing if unit["unit_id"] == taken)
    decide(province, first, "return", "Đề nghị rà lại chỉ tiêu B01", "an", noon(day("T5 05/6/2025")))
    file(province, catalogue, mended, day("T6 06/6/2025"), B01="5", B02="120")
    decide(province, second, "return", "Thiếu số lượt người", "an", noon(day("T6 06/6/2025")))
    sent = newest_of(province, *KEY)
    assert _moved(province, catalogue, day("T6 06/6/2025")) == {late, mended, taken}

    second_sending = again(province, catalogue, day("T2 09/6/2025"))
    found = changes(province, catalogue, sent, second_sending)
    assert (found.first, found.second, found.why) == (1, 2, "bổ sung số liệu nộp sau ngày chốt")
    b01 = next(delta for delta in found.at_node(OLD_PROVINCE) if delta.indicator == "B01")
    assert (b01.before, b01.after, b01.reported_before, b01.reported_after, b01.expected_after) == (8, 15, 2, 2, 3)
    whose = {each.unit_id: (each.before, each.after, each.why, each.by) for each in b01.whose}
    assert whose == {
        late: (None, 10, "nộp sau khi chốt", ""),
        mended: (4, 5, "nộp lại theo yêu cầu bổ sung: Đề nghị rà lại chỉ tiêu B01", "an"),
        taken: (4, None, "trả lại để bổ sung, chưa nộp lại: Thiếu số lượt người", "an"),
    }
    b02 = next(delta for delta in found.at_node(OLD_PROVINCE) if delta.indicator == "B02")
    assert {each.unit_id for each in b02.whose} == {late, taken}  # the mended one said the same here
    assert _moved(province, catalogue, day("T2 09/6/2025")) == set()


def test_every_sending_is_given_back_byte_for_byte_as_it_stood_on_a_day(province, catalogue, units, day):
    first = newest_of(province, *KEY).bytes
    file(province, catalogue, units[2], day("T4 04/6/2025"), B01="10", B02="300")
    assert next(d.after for d in _since(province, catalogue, day("T4 04/6/2025")) if d.indicator == "B01") == 18
    again(province, catalogue, day("T2 09/6/2025"))
    sent = snapshots_of(province, *KEY)
    assert [snapshot.n for snapshot in sent] == [1, 2]
    assert as_sent(province, *KEY, day("CN 08/6/2025")).bytes == first == sent[0].bytes
    assert as_sent(province, *KEY, day("T5 31/12/2026")).bytes == sent[1].bytes != first
    assert all(sha256(snapshot.bytes).hexdigest() == snapshot.sha256 for snapshot in sent)
    known = {
        (t.node, t.indicator): t.value
        for t in total(province, catalogue, P05, MAY["period"], as_of=day("CN 08/6/2025"))
    }
    assert known[OLD_PROVINCE, "B01"] == 18  # what is known of a day is another question than what was sent by it
    assert told_at(sent[0], "B01") == 8


def told_at(snapshot, code: str):
    return next(t["value"] for t in snapshot.content["totals"] if (t["node"], t["indicator"]) == (OLD_PROVINCE, code))


def _since(session, catalogue, on):
    return changes_since(session, catalogue, newest_of(session, *KEY), on, noon(on)).at_node(OLD_PROVINCE)


def test_nothing_is_sent_again_without_a_change_a_reason_or_a_first_sending(province, catalogue, units, day):
    with pytest.raises(Refused, match="không thay đổi so với bản đã gửi ngày 02/6/2025"):
        again(province, catalogue, day("T2 09/6/2025"))
    assert _since(province, catalogue, day("T2 09/6/2025")) == ()
    file(province, catalogue, units[2], day("T4 04/6/2025"), B01="10", B02="300")
    with pytest.raises(Refused, match="phải ghi rõ lý do"):
        again(province, catalogue, day("T2 09/6/2025"), why="  ")
    with pytest.raises(Refused, match="thông tin về cá nhân"):
        again(province, catalogue, day("T2 09/6/2025"), why="gọi 0912 345 678")
    monday = day("T2 09/6/2025")
    never = {**MAY, "duty": "S000-16", "period": "2025-04"}
    with pytest.raises(Refused, match="chưa chốt lần nào"):
        close_again(province, catalogue, **never, as_of=monday, now=noon(monday), by="an", why="x")
    with pytest.raises(Refused, match="bản đầu tiên ngày 02/6/2025"):
        as_sent(province, *KEY, day("CN 01/6/2025"))
    with pytest.raises(Refused, match="chưa có bản đã gửi"):
        as_sent(province, P05, "S000-16", "2025-04", day("T2 09/6/2025"))


def test_a_snapshot_that_was_tampered_with_is_never_given_back(province, catalogue, units):
    closed = province.scalars(select(PeriodClose)).one()
    changed = closed.snapshot.replace('"value":8', '"value":9')
    assert changed != closed.snapshot
    province.execute(update(PeriodClose).where(col(PeriodClose.id) == closed.id).values(snapshot=changed))
    province.expire_all()
    with pytest.raises(Refused, match="không còn nguyên vẹn"):
        newest_of(province, *KEY).bytes  # noqa: B018


def test_final_figures_after_provisional_ones_are_told_as_such(province, catalogue, units, day):
    closed = newest_of(province, *KEY)
    estimate = file_submission(
        province, catalogue, **MAY, unit_id=units[2], kind="figures", figures={"B01": "7", "B02": "70"},
        is_provisional=True, now=noon(day("T4 04/6/2025")),
    )  # fmt: skip
    assert estimate.is_provisional
    second = again(province, catalogue, day("T5 05/6/2025"))
    assert next(t for t in second.content["totals"] if t["indicator"] == "B01")["provisional"]
    file(province, catalogue, units[2], day("T6 06/6/2025"), B01="9", B02="70")
    third = again(province, catalogue, day("T2 09/6/2025"), why="có số chính thức")
    b01 = next(d for d in changes(province, catalogue, second, third).at_node(OLD_PROVINCE) if d.indicator == "B01")
    assert [(w.before, w.after, w.why) for w in b01.whose] == [(7, 9, "nộp số chính thức thay số ước")]
    assert changes(province, catalogue, closed, third).second == 3
