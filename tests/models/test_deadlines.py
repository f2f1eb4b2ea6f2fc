"""Deadlines: the golden dates with their weekdays, how bounds are read, which occurrences count, and the words."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.catalogue import Catalogue, Duty, Programme, Rule, load_catalogue
from models.dates_in_words import day_text, full_day_text
from models.deadlines import deadline_of, deadline_sentence, deadlines
from models.errors import Refused
from models.programmes import Audience, Document
from models.rules import EveryMonths, EveryYear, InSpan, OnDay
from models.settings import BUILTIN_PROGRAMMES
from models.spans import span_label, span_of, spans_of_year
from models.vocabulary import Bound, DutyKind, Level, Mode, OffDayPolicy, Tree

CATALOGUE = load_catalogue(BUILTIN_PROGRAMMES)
CALENDAR = CATALOGUE.calendar
P05, P7294, THANH_TRA, P279 = "05-ctrph-cat-mttq", "7294-ctrph-ca-mttq", "kh-thanh-tra-2024", "279-kh-mttw-bca"

# duty, period, named day, last valid day, last working day on or before it
GOLDEN = [
    ("S000-10", "2024-03-15", "T6 15/03/2024", "T5 14/03/2024", "T5 14/03/2024"),
    ("S000-12", "2024-03-15", "T6 15/03/2024", "T5 14/03/2024", "T5 14/03/2024"),
    ("S001-15", "2024", "T6 15/11/2024", "T5 14/11/2024", "T5 14/11/2024"),
    ("S001-15", "2025", "T7 15/11/2025", "T6 14/11/2025", "T6 14/11/2025"),
    ("S001-15", "2026", "CN 15/11/2026", "T7 14/11/2026", "T6 13/11/2026"),
    ("S001-15", "2027", "T2 15/11/2027", "CN 14/11/2027", "T6 12/11/2027"),
    ("S001-15", "2028", "T4 15/11/2028", "T3 14/11/2028", "T3 14/11/2028"),
    ("S001-15", "2029", "T5 15/11/2029", "T4 14/11/2029", "T4 14/11/2029"),
    ("S001-15", "2030", "T6 15/11/2030", "T5 14/11/2030", "T5 14/11/2030"),
    ("S001-15", "2031", "T7 15/11/2031", "T6 14/11/2031", "T6 14/11/2031"),
    ("S001-15", "2032", "T2 15/11/2032", "CN 14/11/2032", "T6 12/11/2032"),
    ("S001-15", "2033", "T3 15/11/2033", "T2 14/11/2033", "T2 14/11/2033"),
    ("S001-14", "2025-H1", "CN 15/06/2025", "T7 14/06/2025", "T6 13/06/2025"),
    ("S001-14", "2026-H1", "T2 15/06/2026", "CN 14/06/2026", "T6 12/06/2026"),
    ("S001-14", "2027-H1", "T3 15/06/2027", "T2 14/06/2027", "T2 14/06/2027"),
    ("S001-14", "2028-H1", "T5 15/06/2028", "T4 14/06/2028", "T4 14/06/2028"),
    ("S001-14", "2029-H1", "T6 15/06/2029", "T5 14/06/2029", "T5 14/06/2029"),
    ("S001-14", "2030-H1", "T7 15/06/2030", "T6 14/06/2030", "T6 14/06/2030"),
    ("S001-14", "2031-H1", "CN 15/06/2031", "T7 14/06/2031", "T6 13/06/2031"),
    ("S001-14", "2032-H1", "T3 15/06/2032", "T2 14/06/2032", "T2 14/06/2032"),
    ("S001-14", "2033-H1", "T4 15/06/2033", "T3 14/06/2033", "T3 14/06/2033"),
    ("S003-06", "2024-06-10", "T2 10/06/2024", "CN 09/06/2024", "T6 07/06/2024"),
    ("S003-07", "2024-11-10", "CN 10/11/2024", "T7 09/11/2024", "T6 08/11/2024"),
    ("S004-16", "2021-H1", "CN 20/06/2021", "T7 19/06/2021", "T6 18/06/2021"),
    ("S004-16", "2022-H1", "T2 20/06/2022", "CN 19/06/2022", "T6 17/06/2022"),
    ("S004-16", "2023-H1", "T3 20/06/2023", "T2 19/06/2023", "T2 19/06/2023"),
    ("S004-17", "2021", "T2 20/12/2021", "CN 19/12/2021", "T6 17/12/2021"),
    ("S004-17", "2022", "T3 20/12/2022", "T2 19/12/2022", "T2 19/12/2022"),
    ("S004-17", "2023", "T4 20/12/2023", "T3 19/12/2023", "T3 19/12/2023"),
]
PROGRAMME_OF = {"S000": P05, "S001": P7294, "S003": THANH_TRA, "S004": P279}


@pytest.mark.parametrize(("duty", "period", "named", "last_valid", "target"), GOLDEN)
def test_golden_dates(day, duty, period, named, last_valid, target):
    found = deadline_of(CATALOGUE, PROGRAMME_OF[duty[:4]], duty, period)
    assert (found.named_on, found.last_valid_on, found.target_on) == (day(named), day(last_valid), day(target))
    assert found.due_on == found.last_valid_on  # no off-day policy is set
    assert found.provisional is (found.last_valid_on.year >= 2027)
    assert found.readings == {"safest": day(target), "latest": day(named)}


@pytest.mark.parametrize(
    ("duty", "period", "first", "last"),
    [
        ("S004-16", "2021-H1", "T3 15/12/2020", "T2 14/06/2021"),
        ("S004-16", "2022-H1", "T4 15/12/2021", "T3 14/06/2022"),
        ("S004-16", "2023-H1", "T5 15/12/2022", "T4 14/06/2023"),
        ("S004-17", "2021", "T3 15/12/2020", "T3 14/12/2021"),
        ("S004-17", "2022", "T4 15/12/2021", "T4 14/12/2022"),
        ("S004-17", "2023", "T5 15/12/2022", "T5 14/12/2023"),
    ],
)
def test_the_data_window_is_the_one_the_text_states(day, duty, period, first, last):
    found = deadline_of(CATALOGUE, P279, duty, period)
    assert (found.window_from, found.window_to) == (day(first), day(last))


def test_no_window_is_made_up_where_the_text_is_silent():
    with_window = {d.duty for d in deadlines(CATALOGUE) if d.window_from or d.window_to}
    assert with_window == {"S004-16", "S004-17"}


def test_a_period_that_ended_by_the_signing_day_was_never_owed():
    # signed on 29/02/2024: February ended that very day, the first meetings are March, quarter I and half-year I
    first = {d.duty: d.period for d in reversed(deadlines(CATALOGUE, P05))}
    assert first["S000-16"] == "2024-03"
    assert first["S000-15"] == "2024-Q1"
    assert first["S000-14"] == "2024-H1"
    assert first["S000-01"] == first["S000-08"] == first["S000-13"] == "2024"


def test_a_period_does_not_begin_before_it_was_ordered():
    assert deadline_of(CATALOGUE, P05, "S000-15", "2024-Q1").period_from == date(2024, 2, 29)
    assert deadline_of(CATALOGUE, P05, "S000-10", "2024-03-15").period_from == date(2024, 2, 29)
    assert deadline_of(CATALOGUE, P05, "S000-15", "2024-Q2").period_from == date(2024, 4, 1)


def test_a_letter_with_a_blank_day_binds_only_when_it_surely_existed():
    # the letter says only "tháng 8 năm 2024": 19/8/2024 may have been before it, 14/10/2024 was not
    first = {d.duty: d.named_on for d in reversed(deadlines(CATALOGUE, P7294))}
    assert first["S001-03"] == date(2025, 8, 19)
    assert first["S001-10"] == date(2024, 10, 14)
    assert first["S001-14"] == date(2025, 6, 15)
    assert first["S001-15"] == date(2024, 11, 15)


def test_the_district_meeting_ends_with_the_districts():
    periods = [d.period for d in deadlines(CATALOGUE, P05) if d.duty == "S000-15"]
    assert periods == ["2024-Q1", "2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2"]


def test_every_programme_stays_inside_its_years():
    ends = {slug: max(d.last_valid_on for d in deadlines(CATALOGUE, slug)) for slug in CATALOGUE.programmes}
    assert ends[P05] == date(2033, 12, 31)
    assert ends[THANH_TRA] == date(2024, 12, 31)
    assert ends[P279] == date(2023, 12, 31)
    assert all(d.last_valid_on > date(2021, 3, 29) for d in deadlines(CATALOGUE, P279))


def test_a_span_of_years_and_a_quarter_keep_their_own_codes():
    of_279 = {(d.duty, d.period) for d in deadlines(CATALOGUE, P279)}
    assert {("S004-01", "2021/2023"), ("S004-21", "2021/2023"), ("S004-02", "2021-Q3")} <= of_279
    assert {("S004-07", f"{year}-Q4") for year in (2021, 2022, 2023)} <= of_279
    assert ("S004-19", "2023-Q3") in of_279


def test_the_reviews_have_a_year_and_no_day():
    for duty, year in (("S000-19", 2028), ("S000-20", 2033)):
        review = deadline_of(CATALOGUE, P05, duty, str(year))
        assert (review.has_day, review.named_on, review.bound) == (False, None, Bound.WITHIN)
        assert (review.period_from, review.last_valid_on) == (date(year, 1, 1), date(year, 12, 31))


def test_what_replaces_an_older_programme_takes_effect_and_is_owed_by_nobody(day):
    effect = deadline_of(CATALOGUE, P05, "S000-22", "2024-02-29")
    assert effect.last_valid_on == day("T5 29/02/2024")
    assert not CATALOGUE.duty(P05, "S000-22").owed


def test_undated_on_demand_and_standing_duties_have_no_deadline():
    dated = {d.duty for d in deadlines(CATALOGUE)}
    silent = [d for p in CATALOGUE.programmes.values() for d in p.duties.values() if d.rule.shape is None]
    assert len(silent) == 68 - len(dated) == 26
    assert not dated & {d.id for d in silent}
    assert not any(d.owed for d in silent)


def test_a_filter_by_days_is_inclusive_and_on_the_day_held_to(day):
    found = deadlines(CATALOGUE, P05, first=day("T5 14/03/2024"), last=day("T5 14/03/2024"))
    assert [d.duty for d in found] == ["S000-10", "S000-12"]


def test_deadlines_come_in_the_order_of_their_days():
    days = [d.due_on for d in deadlines(CATALOGUE)]
    assert days == sorted(days)


def test_an_unknown_key_is_refused_with_the_known_ones():
    with pytest.raises(Refused, match="2028"):
        deadline_of(CATALOGUE, P05, "S000-19", "2029")
    with pytest.raises(Refused, match="không ấn định thời gian"):
        deadline_of(CATALOGUE, P05, "S000-21", "2024")
    with pytest.raises(Refused, match="279-kh-mttw-bca"):
        deadlines(CATALOGUE, "31-ctr")
    with pytest.raises(Refused, match="S000-01"):
        deadline_of(CATALOGUE, P05, "S000-99", "2024")


def test_the_json_carries_exactly_the_agreed_keys():
    found = deadline_of(CATALOGUE, P279, "S004-16", "2021-H1").as_json()
    assert list(found) == [
        *("programme", "duty", "kind", "levels", "period", "window_from", "window_to", "bound", "named_on"),
        *("last_valid_on", "due_on", "target_on", "provisional", "readings", "basis", "steps"),
    ]
    assert found["window_from"] == "2020-12-15"
    assert found["basis"]["document"] == "279/KH-MTTW-BCA"
    assert deadline_of(CATALOGUE, THANH_TRA, "S003-06", "2024-06-10").as_json()["basis"]["document"] is None


@pytest.mark.parametrize(
    ("programme", "duty", "period", "sentence"),
    [
        (
            P7294,
            "S001-14",
            "2026-H1",
            "trước ngày 15/6/2026 (chậm nhất hết ngày 14/6/2026; "
            "ngày làm việc cuối cùng trước hạn là thứ Sáu, 12/6/2026)",
        ),
        (P05, "S000-10", "2024-03-15", "trước ngày 15/3/2024 (chậm nhất hết ngày 14/3/2024)"),
        (P05, "S000-01", "2025", "đúng ngày 19/8/2025"),
        (P05, "S000-16", "2024-06", "trong tháng 6/2024 (văn bản không ấn định ngày; chậm nhất hết ngày 30/6/2024; "
         "ngày làm việc cuối cùng trước hạn là thứ Sáu, 28/6/2024)"),
        (P05, "S000-19", "2028", "trong năm 2028 (văn bản không ấn định ngày; chậm nhất hết ngày 31/12/2028; "
         "ngày làm việc cuối cùng trước hạn là thứ Sáu, 29/12/2028)"),
    ],
)  # fmt: skip
def test_the_sentence_of_a_deadline(programme, duty, period, sentence):
    assert deadline_sentence(deadline_of(CATALOGUE, programme, duty, period), CALENDAR) == sentence


def test_dates_are_written_as_in_administrative_documents():
    assert [day_text(date(2026, m, d)) for m, d in ((1, 5), (2, 15), (3, 5), (11, 24))] == [
        *("05/01/2026", "15/02/2026", "05/3/2026", "24/11/2026"),
    ]
    assert full_day_text(date(2026, 6, 14)) == "Chủ nhật, 14/6/2026"


def test_labels_of_periods():
    codes = ["2024", "2025-H1", "2025-H2", "2024-Q3", "2024-06", "2021/2023", "2024-03-15"]
    assert [span_label(code) for code in codes] == [
        *("năm 2024", "6 tháng đầu năm 2025", "6 tháng cuối năm 2025", "quý III/2024", "tháng 6/2024"),
        *("giai đoạn 2021 - 2023", "ngày 15/3/2024"),
    ]


@pytest.mark.parametrize(
    "code", ["", "24", "2024-13", "2024-Q5", "2024-H3", "2023/2021", "2024-02-30", "2024-6", "năm 2024"]
)
def test_what_is_no_period_code_is_refused(code):
    with pytest.raises(ValueError):  # noqa: PT011
        span_of(code)


@given(st.integers(2021, 2040), st.sampled_from([1, 3, 6, 12]))
def test_every_n_months_tile_the_year_without_gap_or_overlap(year, months):
    spans = spans_of_year(year, months)
    assert len(spans) == 12 // months
    assert (spans[0].first, spans[-1].last) == (date(year, 1, 1), date(year, 12, 31))
    for one, following in pairwise(spans):
        assert following.first == one.last + timedelta(1)
    assert all(span_of(span.code) == span for span in spans)


def one_rule(rule: Rule, signed: date = date(2020, 6, 30)) -> Catalogue:
    """A catalogue of one programme with one duty."""
    text = Document("01/CTr", "Chương trình", "Công an Tỉnh", date=signed, certain_on=signed)
    audience = (Audience((Tree.POLICE,), (Level.COMMUNE,)),)
    duty = Duty("X-1", "x", DutyKind.REPORT, "Báo cáo", "1", "trước ngày", text, rule, audience=audience)
    ends = date(2033, 12, 31)
    programme = Programme(
        "x", "X", "X", "01/CTr", (text,), signed, ends, (2020, 2033), "", (), (), duties={"X-1": duty}
    )
    return Catalogue(programmes={"x": programme}, calendar=CALENDAR, tables=CATALOGUE.tables)


NAMED_DAYS = st.dates(date(2021, 1, 20), date(2033, 12, 30))
POLICIES = st.sampled_from([None, *OffDayPolicy])


@given(NAMED_DAYS, st.sampled_from([Bound.BEFORE, Bound.BY, Bound.EXACT]), POLICIES)
def test_a_named_day_is_read_by_its_bound_and_held_by_its_policy(named, bound, policy):
    [found] = deadlines(
        one_rule(Rule(Mode.ONCE, bound, OnDay(named), off_day_policy=policy, policy_set_by="Công an Tỉnh"))
    )
    assert found.last_valid_on == named - timedelta(days=bound is Bound.BEFORE)
    assert found.target_on <= found.last_valid_on
    assert CALENDAR.is_working(found.target_on)
    match policy:
        case None | OffDayPolicy.KEEP:
            assert found.due_on == found.last_valid_on
        case OffDayPolicy.EARLIER:
            assert found.due_on == found.target_on
        case OffDayPolicy.LATER:
            assert found.due_on >= found.last_valid_on
            assert CALENDAR.is_working(found.due_on)
    leaves_room = bound is Bound.BEFORE or (bound is Bound.BY and not CALENDAR.is_working(named))
    assert (found.readings is not None) == leaves_room


@given(st.sampled_from([1, 3, 6, 12]), st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_a_within_ends_on_the_last_day_of_its_span_and_only_after_the_signing(months, signed):
    found = deadlines(one_rule(Rule(Mode.RECURRING, Bound.WITHIN, EveryMonths(months)), signed))
    assert all(d.last_valid_on == span_of(d.period).last > signed for d in found)
    assert found[0].period_from == signed or found[0].period_from.day == 1
    days = [d.last_valid_on for d in found]
    assert days == sorted(set(days))


@given(st.integers(1, 12), st.integers(1, 28))
def test_a_yearly_day_falls_once_in_each_year(month, day):
    found = deadlines(one_rule(Rule(Mode.RECURRING, Bound.BY, EveryYear(month, day))))
    years = [d.named_on.year for d in found]
    first = 2020 if (month, day) > (6, 30) else 2021
    assert years == list(range(first, 2034))


def test_a_duty_counts_only_between_its_own_first_and_last_day():
    rule = Rule(
        Mode.RECURRING, Bound.WITHIN, EveryMonths(3), first_on=date(2024, 5, 1), last_on=date(2025, 6, 30)
    )  # fmt: skip
    assert [d.period for d in deadlines(one_rule(rule))] == ["2024-Q2", "2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2"]


def test_a_span_that_was_over_when_the_order_was_signed_is_not_owed():
    assert deadlines(one_rule(Rule(Mode.ONCE, Bound.WITHIN, InSpan(span_of("2020-Q2"))))) == []
