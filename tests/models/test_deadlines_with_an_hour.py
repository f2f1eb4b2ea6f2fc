"""A deadline with an hour: a filing of the same day is in time before it and late after it."""

from datetime import UTC, date, datetime, time

import pytest

from models.deadline_words import lateness_text
from models.errors import Refused
from models.facts import Extension, Request, Submission
from models.obligations import owes
from models.quiet_hours import HANOI
from models.requests import open_request
from models.unit_map import find_unit
from models.vocabulary import ObligationState

P05 = "05-ctrph-cat-mttq"
DUE = date(2026, 6, 17)  # a Wednesday
MORNING = datetime(2026, 6, 15, 8, tzinfo=HANOI).astimezone(UTC)


def at(clock: str, on: date = DUE) -> datetime:
    return datetime.combine(on, time.fromisoformat(clock), HANOI).astimezone(UTC)


def asked(**changes) -> Request:
    plain = {
        "programme": P05, "code": "DX-2026-09", "title": "Báo cáo nhanh", "document": "9/CAT-PTM",
        "document_on": date(2026, 6, 15), "bound": "before", "named_on": DUE, "clock": time(16), "by": "x", "at": None,
    }  # fmt: skip
    return Request(**{**plain, **changes})


@pytest.fixture
def commune(province):
    return find_unit(province, "Công an xã Tân Hộ Cơ", DUE)


def after_filing(province, catalogue, commune, filed_at: datetime, bound: str = "before"):
    open_request(province, catalogue, asked(bound=bound), [commune.id], by="x", now=MORNING)
    province.add(
        Submission(
            programme=P05, duty="DX-2026-09", period=DUE.isoformat(), unit_id=commune.id, kind="document",
            receipt="r-1", filed_at=filed_at,
        )
    )  # fmt: skip
    [only] = owes(province, catalogue, date(2026, 6, 20), unit_id=commune.id, programme=P05, duty="DX-2026-09")
    return only


@pytest.mark.parametrize(
    ("bound", "clock", "is_late"),
    [
        ("before", "15:59:59.999999", False),
        ("before", "16:00", True),
        ("by", "16:00", False),
        ("by", "16:00:00.000001", True),
    ],
)
def test_a_filing_is_late_from_the_hour_on(province, catalogue, commune, bound, clock, is_late):
    found = after_filing(province, catalogue, commune, at(clock), bound)
    assert (found.is_late, found.days_late, found.state) == (is_late, 0, ObligationState.FILED)
    said = lateness_text(found.days_late, found.is_late)
    assert said == ("quá hạn trong ngày (sau giờ ấn định)" if is_late else "đúng hạn")


def test_days_are_counted_from_the_day_held_to(province, catalogue, commune):
    found = after_filing(province, catalogue, commune, at("08:00", date(2026, 6, 19)))
    assert (found.is_late, found.days_late) == (True, 2)
    assert lateness_text(found.days_late, found.is_late) == "quá hạn 02 ngày"


def test_an_extension_lasts_to_the_end_of_its_day(province, catalogue, commune):
    province.add(
        Extension(
            programme=P05, duty="DX-2026-09", period=DUE.isoformat(), unit_id=commune.id, until=date(2026, 6, 18),
            reason="x", granted_by="x", granted_at=MORNING,
        )
    )  # fmt: skip
    found = after_filing(province, catalogue, commune, at("23:30", date(2026, 6, 18)))
    assert (found.is_late, found.days_late) == (False, 0)


def test_a_request_whose_hour_has_struck_cannot_be_opened(province, catalogue, commune):
    with pytest.raises(Refused, match=r"16h00 ngày 17/6/2026\) đã qua"):
        open_request(province, catalogue, asked(), [commune.id], by="x", now=at("16:30"))
    opened = open_request(province, catalogue, asked(), [commune.id], by="x", now=at("15:30"))
    assert opened.is_urgent  # due within its first day: it does not wait for tomorrow's digest


def test_a_request_in_hours_is_kept_and_read_back(province, catalogue, commune):
    start = at("07:30", date(2026, 6, 15))
    term = {"bound": "after", "named_on": None, "clock": None, "term_count": 24, "term_unit": "hours"}
    in_hours = {**term, "counts_from_at": start}
    opened = open_request(province, catalogue, asked(**in_hours), [commune.id], by="x", now=MORNING)
    province.commit()
    province.expire_all()
    [found] = owes(province, catalogue, date(2026, 6, 15), unit_id=commune.id, programme=P05, duty=opened.code)
    assert found.due_at == at("07:30", date(2026, 6, 16))
    again = open_request(province, catalogue, asked(**in_hours), [commune.id], by="x", now=MORNING)
    assert again.id == opened.id
