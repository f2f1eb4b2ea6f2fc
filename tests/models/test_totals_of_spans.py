"""Several periods together: what happens adds up, what stands is the last one's, and overlapping windows never add."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session

from models.catalogue import Catalogue
from models.errors import Refused
from models.facts import Request, Submission
from models.obligations import owes
from models.quiet_hours import HANOI
from models.requests import open_request
from models.span_totals import span_total
from models.totals import total

P05, P279 = "05-ctrph-cat-mttq", "279-kh-mttw-bca"
MEETING = "S000-16"


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=HANOI).astimezone(UTC)


def filed(session: Session, period: str, unit: str, on: date, **figures) -> None:
    row = {"programme": P05, "duty": MEETING, "period": period, "unit_id": unit, "kind": "figures"}
    row |= {"form": "hop-dinh-ky", "form_version": "1", "receipt": f"{period}{unit}", "filed_at": noon(on)}
    session.add(Submission(**row, figures=figures))
    session.flush()


def holders(session: Session, catalogue: Catalogue, on: date, period: str) -> list[str]:
    return sorted(o.unit_id for o in owes(session, catalogue, on, programme=P05, duty=MEETING, period=period))


def asked(session: Session, catalogue: Catalogue, on: date, *periods: str, node: str | None = None):
    found = span_total(session, catalogue, P05, [(MEETING, period) for period in periods], node=node, as_of=on)
    return {(t.node, t.indicator): t for t in found}


def test_meetings_of_two_months_add_up_and_every_silent_return_counts_in_n_of_N(province, catalogue, day):
    on = day("T2 02/6/2025")
    units = holders(province, catalogue, on, "2025-04")
    filed(province, "2025-04", units[0], day("T6 25/4/2025"), F01=1, F03=2)
    filed(province, "2025-05", units[0], day("T6 23/5/2025"), F01=2, F03=0)
    filed(province, "2025-05", units[1], day("T6 23/5/2025"), F01=1, F03=4)
    whole = asked(province, catalogue, on, "2025-05", "2025-04")["vn/2025-06/87", "F01"]
    assert (whole.value, whole.reported, whole.expected) == (4, 3, 2 * len(units))
    assert units[0] not in whole.missing  # it gave both
    assert units[1] in whole.missing
    assert len(whole.missing) == len(set(whole.missing)) == len(units) - 1


def test_one_period_alone_is_its_own_total(province, catalogue, day):
    on = day("T2 02/6/2025")
    units = holders(province, catalogue, on, "2025-04")
    filed(province, "2025-04", units[0], day("T6 25/4/2025"), F01=1, F03=2)
    alone = asked(province, catalogue, on, "2025-04")
    of_it = {(t.node, t.indicator): t for t in total(province, catalogue, P05, "2025-04", duty=MEETING, as_of=on)}
    assert {at: t.value for at, t in alone.items()} == {at: t.value for at, t in of_it.items()}


def test_across_the_new_map_old_communes_count_where_they_went(province, catalogue, day):
    on = day("T2 04/8/2025")
    old, new = holders(province, catalogue, day("T2 30/6/2025"), "2025-06"), holders(province, catalogue, on, "2025-07")
    filed(province, "2025-06", old[0], day("T2 30/6/2025"), F01=3)
    filed(province, "2025-07", new[0], day("T2 28/7/2025"), F01=1)
    found = asked(province, catalogue, on, "2025-06", "2025-07")
    whole = found["vn/2025-07/82", "F01"]
    assert (whole.value, whole.reported, whole.expected) == (4, 2, len(old) + len(new))
    assert ("vn/2025-06/87", "F01") not in found


def test_the_year_has_the_half_year_in_it_and_is_never_added_to_it(province, catalogue, day):
    halves_and_years = [("S004-16", "2022-H1"), ("S004-17", "2022")]
    with pytest.raises(Refused, match="tính trùng"):
        span_total(province, catalogue, P279, halves_and_years, as_of=day("T2 02/1/2023"))
    with pytest.raises(Refused, match="tính trùng"):
        asked(province, catalogue, day("T2 02/6/2025"), "2025-04", "2025-04")


def test_what_cannot_be_added_is_refused_with_the_reason(province, catalogue, day):
    on = day("T2 02/6/2025")
    with pytest.raises(Refused, match="ít nhất một kỳ"):
        asked(province, catalogue, on)
    with pytest.raises(Refused, match="biểu khác nhau"):
        span_total(province, catalogue, P05, [(MEETING, "2024-04"), ("S000-01", "2025")], as_of=on)
    with pytest.raises(Refused, match="không có biểu"):
        span_total(province, catalogue, P05, [("S000-12", "2024-03-15")], as_of=on)


def test_a_stock_is_the_last_one_a_yes_once_given_holds_and_a_ratio_is_of_sums(province, catalogue, day):
    on = day("T2 30/6/2025")
    one, other = holders(province, catalogue, day("T2 12/5/2025"), "2025-05")[:2]
    windows = {"DX-1": (date(2025, 1, 1), date(2025, 3, 31)), "DX-2": (date(2025, 4, 1), date(2025, 5, 31))}
    said = {
        ("DX-1", one): {"A01": 2, "A02": True, "C02": 10, "A03.tu_so": 1, "A03.mau_so": 2},
        ("DX-2", one): {"A01": 3, "A02": False, "C02": 12, "A03.tu_so": 3, "A03.mau_so": 4},
        ("DX-1", other): {"A01": 4, "C02": 5},
    }
    period = "2025-06-19"
    for code, (first, last) in windows.items():
        request = Request(
            programme=P05, code=code, title=f"Báo cáo {code}", document="45", document_on=date(2025, 6, 2),
            bound="before", named_on=date(2025, 6, 19), form="phong-trao", by="", at=noon(date(2025, 6, 2)),
            window_from=first, window_to=last,
        )  # fmt: skip
        open_request(province, catalogue, request, [one, other], by="an", now=noon(date(2025, 6, 2)))
    for (code, unit), figures in said.items():
        row = {"programme": P05, "duty": code, "period": period, "unit_id": unit, "kind": "figures"}
        row |= {"form": "phong-trao", "form_version": "1", "receipt": f"{code}{unit}", "filed_at": noon(on)}
        province.add(Submission(**row, figures=figures))
    province.flush()
    found = span_total(province, catalogue, P05, [("DX-2", period), ("DX-1", period)], as_of=on)
    top = {t.indicator: t for t in found if t.node == found[0].node}
    assert (top["A01"].value, top["A01"].reported, top["A01"].expected) == (9, 3, 4)
    assert (top["C02"].value, top["C02"].reported) == (12, 1)  # who was silent in the last period has no last stock
    assert (top["A02"].value, top["A02"].reported) == (1, 1)
    assert (top["A03"].numerator, top["A03"].denominator, top["A03"].value) == (3, 4, 75.0)
