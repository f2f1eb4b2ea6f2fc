"""A closed period whose filings moved waits for a person: to send again, or to let what was sent stay."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from models.catalogue import Catalogue
from models.closing import close_again, close_period
from models.corrections import changes_since
from models.errors import Refused
from models.facts import Audit, Request, Waiver
from models.filing import file_submission
from models.obligations import find_deadline
from models.overtaken import keep_as_sent, kept_sendings, overtaken, overtaken_at, refuse_unseen
from models.requests import open_request
from models.review import decide
from models.snapshots import newest_of
from models.units import Unit
from tests.models.closed_in_may import KEY, MAY, P05, closed_in_may, file, noon


@pytest.fixture(params=["province", "province_on_postgres"])
def session(request: pytest.FixtureRequest) -> Session:
    return request.getfixturevalue(request.param)


@pytest.fixture
def units(session: Session, catalogue: Catalogue) -> list[str]:
    return closed_in_may(session, catalogue)


def moved(session: Session, catalogue: Catalogue, on: date) -> dict[str, int | None]:
    found = overtaken(session, catalogue, on)
    assert [o.deadline.key for o in found] == [KEY] * len(found)
    return dict(found[0].moved) if found else {}


def test_what_came_after_the_sending_waits_until_it_is_sent_again(session, catalogue, units, day):
    assert moved(session, catalogue, day("T3 03/6/2025")) == {}
    late = file(session, catalogue, units[2], day("T4 04/6/2025"), B01="10", B02="300")
    assert moved(session, catalogue, day("T4 04/6/2025")) == {units[2]: late.id}
    assert moved(session, catalogue, day("T3 03/6/2025")) == {}  # asked of the day before, it had not come
    first = next(u["submission_id"] for u in newest_of(session, *KEY).content["units"] if u["unit_id"] == units[0])
    decide(session, first, "return", "Đề nghị rà lại chỉ tiêu B01", "an", noon(day("T5 05/6/2025")))
    assert moved(session, catalogue, day("T6 06/6/2025")) == {units[0]: None, units[2]: late.id}
    again = {"as_of": day("T2 09/6/2025"), "now": noon(day("T2 09/6/2025")), "by": "an"}
    close_again(session, catalogue, **MAY, **again, why="bổ sung số liệu nộp sau ngày chốt")
    assert moved(session, catalogue, day("T3 10/6/2025")) == {}


def test_a_word_that_the_sending_stays_holds_until_the_next_change(session, catalogue, units, day):
    file(session, catalogue, units[2], day("T4 04/6/2025"), B01="10", B02="300")
    [found] = overtaken(session, catalogue, day("T5 05/6/2025"))
    with pytest.raises(Refused, match="phải ghi rõ lý do"):
        keep_as_sent(session, found, " ", "an", noon(day("T5 05/6/2025")))
    with pytest.raises(Refused, match="thông tin về cá nhân"):
        keep_as_sent(session, found, "gọi 0912 345 678", "an", noon(day("T5 05/6/2025")))
    keep_as_sent(session, found, "số nhỏ, đưa vào kỳ sau", "an", noon(day("T5 05/6/2025")))
    session.flush()
    assert overtaken(session, catalogue, day("T6 06/6/2025")) == []
    assert [(k.n, k.why, k.by) for k in kept_sendings(session, KEY)] == [(1, "số nhỏ, đưa vào kỳ sau", "an")]
    line = session.scalars(select(Audit).where(Audit.action == "keep_as_sent")).one()
    assert (line.actor, line.subject) == ("an", "/".join(KEY))
    still = overtaken_at(session, catalogue, found.deadline, day("T6 06/6/2025"))
    assert still == found  # the page still shows what differs
    newer = file(session, catalogue, units[1], day("T2 09/6/2025"), B01="5", B02="120")
    assert moved(session, catalogue, day("T2 09/6/2025"))[units[1]] == newer.id


def test_only_what_was_seen_is_confirmed(session, catalogue, units, day):
    file(session, catalogue, units[2], day("T4 04/6/2025"), B01="10", B02="300")
    deadline = find_deadline(session, catalogue, *KEY)
    seen = overtaken_at(session, catalogue, deadline, day("T4 04/6/2025"))
    assert refuse_unseen(seen, seen.mark) == seen
    file(session, catalogue, units[1], day("T5 05/6/2025"), B01="5", B02="120")
    now = overtaken_at(session, catalogue, deadline, day("T5 05/6/2025"))
    with pytest.raises(Refused, match="vừa có thêm thay đổi"):
        refuse_unseen(now, seen.mark)
    with pytest.raises(Refused, match="không còn khác"):
        refuse_unseen(None, seen.mark)


def test_a_filing_between_the_day_it_was_closed_for_and_the_moment_of_closing_is_not_lost_sight_of(
    session, catalogue, units, day
):
    """Closed late for an earlier day: what came in between is in no sending."""
    asked = {"programme": P05, "duty": "DX-2025-06", "period": "2025-05-29"}
    request = Request(
        programme=P05, code="DX-2025-06", title="Báo cáo thêm", document="46/CAT-PTM", document_on=date(2025, 5, 12),
        bound="before", named_on=date(2025, 5, 29), form="phong-trao-rut-gon", by="", at=noon(date(2025, 5, 12)),
    )  # fmt: skip
    open_request(session, catalogue, request, units, by="an", now=noon(date(2025, 5, 12)))
    figures = {"kind": "figures", "figures": {"B01": "1", "B02": "30"}, "now": noon(day("T4 04/6/2025"))}
    between = file_submission(session, catalogue, **asked, unit_id=units[0], **figures)
    closed_at = noon(day("T4 04/6/2025")) + timedelta(days=7)
    close_period(session, catalogue, **asked, as_of=day("T2 02/6/2025"), now=closed_at, by="an")
    [found] = overtaken(session, catalogue, day("T5 12/6/2025"))
    assert (found.deadline.duty, found.moved) == ("DX-2025-06", {units[0]: between.id})


def test_a_unit_waived_after_the_sending_is_named_with_the_smaller_N(session, catalogue, units, day):
    on = day("T4 04/6/2025")
    session.add(Waiver(**MAY, unit_id=units[2], reason="chia tách", granted_by="an", granted_at=noon(on)))
    session.flush()
    assert moved(session, catalogue, on) == {units[2]: 0}
    found = changes_since(session, catalogue, newest_of(session, *KEY), on, noon(on))
    b01 = next(delta for delta in found.deltas if delta.indicator == "B01")
    assert (b01.before, b01.after, b01.expected_before, b01.expected_after) == (8, 8, 3, 2)
    assert [(w.unit_id, w.before, w.after, w.why) for w in b01.whose] == [
        (units[2], None, None, "không còn thuộc diện báo cáo")
    ]


def test_a_line_that_the_form_has_no_more_is_still_told(session, catalogue, units, day):
    from dataclasses import replace

    form = catalogue.form("phong-trao-rut-gon")
    shorter = replace(form, indicators=tuple(i for i in form.indicators if i.code != "B01"))
    later = replace(catalogue, forms={**catalogue.forms, form.id: shorter})
    on = day("T4 04/6/2025")
    found = changes_since(session, later, newest_of(session, *KEY), on, noon(on))
    gone = next(delta for delta in found.deltas if delta.indicator == "B01")
    assert (gone.before, gone.after, gone.label) == (8, None, "chỉ tiêu không còn trong biểu hiện hành")


def test_a_name_put_right_is_no_reason_to_send_again(session, catalogue, units, day):
    """Names belong to the map; what was sent is the figures. The bytes of the sending keep the name they had."""
    sent = newest_of(session, *KEY)
    before = sent.bytes
    session.get_one(Unit, units[0]).name += " (đính chính)"
    session.flush()
    on = day("T4 04/6/2025")
    assert overtaken_at(session, catalogue, find_deadline(session, catalogue, *KEY), on) is None
    assert changes_since(session, catalogue, sent, on, noon(on)).deltas == ()
    with pytest.raises(Refused, match="không thay đổi"):
        close_again(session, catalogue, **MAY, as_of=on, now=noon(on), by="an", why="thử")
    assert newest_of(session, *KEY).bytes == before
