"""What the linter says about the law: everything that is so in the four programmes, and nothing about a clean one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from models.catalogue import Catalogue
from models.finding import Finding
from models.findings import findings
from tests.models.small_laws import REPORT, SLUG, SOUND, duty, law

P05, P279, P7294, INSPECTORATE = "05-ctrph-cat-mttq", "279-kh-mttw-bca", "7294-ctrph-ca-mttq", "kh-thanh-tra-2024"


@pytest.fixture
def today(day) -> date:
    return day("CN 22/11/2026")


def keys(found: Iterable[Finding]) -> set[tuple[str, str | None]]:
    return {(str(f.code), f.duty) for f in found}


def one(found: Iterable[Finding], code: str, duty_id: str | None = None) -> Finding:
    [match] = [f for f in found if f.code == code and (duty_id is None or f.duty == duty_id)]
    return match


# ---- the four programmes, read against their texts


SEEDS = {
    P05: {
        ("no-holder", "S000-07"),  # Sở Thông tin và Truyền thông is called by name, and is no more
        ("undated", "S000-11"),  # ký kết … và báo cáo UBND cùng cấp: no day
        ("no-holder", "S000-12"),  # gửi Công an Huyện (qua Đội Tổng hợp)
        ("no-holder", "S000-15"),  # Huyện 03 tháng 1 lần
        ("undated", "S000-21"),  # báo cáo … theo quy định
    },
    P279: {
        ("ended", None),
        ("missing-number", None),
        ("missing-date", None),
        ("repealed", "S004-01"),  # Thông tư 23/2012/TT-BCA
        ("undated", "S004-05"),  # kiểm tra định kỳ, without a cycle
        ("undated", "S004-15"),
        ("off-day", "S004-16"),  # 19/6/2021 T7, 19/6/2022 CN
        ("off-day", "S004-17"),  # 19/12/2021 CN
        ("undated", "S004-20"),
    },
    P7294: {
        ("missing-number", None),
        ("missing-date", None),
        ("no-holder", "S001-02"),
        ("due-before-window-closes", "S001-14"),  # last valid 14/6, window to 14/6
        ("off-day", "S001-14"),
        ("due-before-window-closes", "S001-15"),  # 14/11 < 14/12
        ("off-day", "S001-15"),
        ("undated", "S001-17"),
    },
    INSPECTORATE: {
        ("ended", None),
        ("missing-number", None),
        ("missing-date", None),
        ("due-before-window-closes", "S003-06"),  # 09/6 < 14/6
        ("off-day", "S003-06"),
        ("due-before-window-closes", "S003-07"),  # 09/11 < 14/12
        ("off-day", "S003-07"),
    },
}


@pytest.mark.parametrize("slug", SEEDS)
def test_each_programme_gets_the_findings_its_text_deserves_and_no_other(catalogue: Catalogue, today, slug):
    assert keys(findings(catalogue, today, slug)) == SEEDS[slug]


def test_reports_whose_window_closes_in_time_are_left_alone(catalogue: Catalogue, today):
    found = keys(findings(catalogue, today, P279))
    assert ("due-before-window-closes", "S004-16") not in found
    assert ("due-before-window-closes", "S004-17") not in found


def test_a_window_the_text_does_not_state_is_named_as_the_decree_s_and_never_filled_in(catalogue: Catalogue, today):
    from models.deadlines import deadline_of

    said = one(findings(catalogue, today, P7294), "due-before-window-closes", "S001-15")
    assert "Điều 12 Nghị định 09/2019/NĐ-CP; văn bản không nêu kỳ" in said.message
    assert "hết ngày 14/11/2024" in said.message
    assert "đến hết ngày 14/12/2024" in said.message
    assert "10/10 kỳ" in said.message
    assert "không tự đặt" in said.advice
    assert said.clause == "8 gạch 1"
    assert deadline_of(catalogue, P7294, "S001-15", "2026").window_to is None


def test_the_blank_number_and_day_of_a_copy_are_named_with_the_document(catalogue: Catalogue, today):
    found = [f for f in findings(catalogue, today, P7294) if f.duty is None]
    assert [str(f.code) for f in found] == ["missing-number", "missing-date"]
    assert all("…/UBND-VP" in f.message for f in found)
    assert "chỉ còn tháng 8/2024" in found[1].message
    assert "sau ngày 31/8/2024" in found[1].advice


def test_an_ended_programme_points_to_the_one_that_follows_it(catalogue: Catalogue, today, day):
    said = one(findings(catalogue, today, P279), "ended")
    assert "31/12/2023" in said.message
    assert "07/CTrPH-BCA-MTTW" in said.advice
    assert ("ended", None) not in keys(findings(catalogue, day("CN 31/12/2023"), P279))
    assert ("ended", None) in keys(findings(catalogue, day("T2 01/01/2024"), P279))


def test_a_receiver_that_is_no_more_shows_from_the_day_it_ended(catalogue: Catalogue, day):
    before = keys(findings(catalogue, day("T6 28/02/2025"), P05))
    after = findings(catalogue, day("T7 01/03/2025"), P05)
    assert not {code for code, _ in before} & {"no-holder"}
    assert {duty for code, duty in keys(after) if code == "no-holder"} == {"S000-07", "S000-12", "S000-15"}
    said = one(after, "no-holder", "S000-12")
    assert "Công an Huyện (qua Đội Tổng hợp)" in said.message
    assert "01/3/2025" in said.message
    assert "gửi thẳng Công an Tỉnh" in said.advice


def test_duties_of_several_levels_keep_a_holder_while_one_level_lives(catalogue: Catalogue, today):
    assert not {"S000-01", "S000-02", "S000-16"} & {f.duty for f in findings(catalogue, today, P05)}


def test_a_standard_counts_as_repealed_from_the_day_it_was_replaced(catalogue: Catalogue, day):
    assert ("repealed", "S004-01") not in keys(findings(catalogue, day("T2 27/12/2021"), P279))
    said = one(findings(catalogue, day("T3 28/12/2021"), P279), "repealed")
    assert "124/2021/TT-BCA" in said.message


def test_every_finding_has_words_and_advice_and_a_clause_where_it_is_about_a_duty(catalogue: Catalogue, today):
    for f in findings(catalogue, today):
        assert f.message.endswith("."), f
        assert f.advice.startswith("Đề nghị"), f
        assert f.duty is None or f.clause, f
        assert "!" not in f.message + f.advice
        assert list(f.as_json()) == ["code", "programme", "duty", "clause", "message", "advice"]


# ---- nothing to say about a clean text


CLEAN = {
    "a report by a window of its own, with what happens on a day off decided": dict(
        BC=duty(
            rule="mode: recurring, bound: before, yearly: 06-25, covers: H1, window: {from: (Y-1)-12-15, to: Y-06-14}, "
            "off_day_policy: earlier, policy_set_by: Trưởng phòng Tham mưu"
        )
    ),
    "a report after the decree's window, without one of its own": dict(
        BC=duty(
            rule="mode: recurring, bound: by, yearly: 12-25, off_day_policy: keep, policy_set_by: Giám đốc Công an Tỉnh"
        )
    ),
    "a report of last year in the next one": dict(
        BC=duty(
            rule="mode: recurring, bound: by, yearly: 01-15, in_year: next, off_day_policy: later, "
            "policy_set_by: Giám đốc Công an Tỉnh"
        )
    ),
    "one plan on a working day": dict(KH=duty(kind="plan", rule="mode: once, bound: before, date: 2026-03-18")),
    "meetings and reviews in periods without a day": dict(
        HOP=duty(kind="meeting", rule="mode: recurring, bound: within, every_months: 3"),
        SK=duty(kind="review_mid", rule="mode: once, bound: within, span: 2028"),
        TK=duty(kind="review_final", rule="mode: recurring, bound: within, quarter: 4"),
    ),
    "festivals on any day of the week": dict(
        NH=duty(kind="event", rule="mode: recurring, bound: exact, yearly: 08-19"),
        LD=duty(kind="event", rule="mode: recurring, bound: exact, yearly: 05-01"),
    ),
    "standing, on-demand and spoken-only tasks": dict(
        TX=duty(kind="standing", rule="mode: continuous"),
        DX=duty(rule="mode: adhoc, trigger: khi có yêu cầu"),
        TT=duty(kind="propaganda", rule="mode: undated"),
    ),
    "three levels with room between them": dict(
        XA=duty(levels="[xa]", rule="mode: once, bound: by, date: 2026-06-16"),
        TINH=duty(levels="[tinh]", rule="mode: once, bound: by, date: 2026-06-22"),
        TW=duty(levels="[tw]", rule="mode: once, bound: by, date: 2026-06-25"),
    ),
    "the same day for two levels that write to the same receiver": dict(
        BC=duty(
            route="{to: Công an Tỉnh, via: Phòng Tham mưu, receiver: {tree: police, level: tinh}}",
            rule="mode: once, bound: by, date: 2026-06-24",
        )
    ),
    "a standard cited together with what replaced it": dict(
        CT=duty(
            kind="target",
            target="{op: '>=', value: 75, unit: '%', of: khu dân cư đạt chuẩn (124/2021/TT-BCA thay 23/2012/TT-BCA)}",
            rule="mode: once, bound: within, span: 2026/2030",
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("clean", CLEAN)
def test_a_clean_programme_raises_no_alarm(tmp_path: Path, today, clean):
    assert findings(law(tmp_path, **CLEAN[clean]), today, SLUG) == []


def test_all_clean_duties_together_raise_none_either(tmp_path: Path, today):
    apart = {k: CLEAN[k] for k in CLEAN if not k.startswith(("three levels", "the same day"))}
    every = {f"{n}{name}": text for n, duties in enumerate(apart.values()) for name, text in duties.items()}
    assert findings(law(tmp_path, **every), today, SLUG) == []


# ---- each code, by the smallest text that deserves it


def test_a_stated_window_that_closes_on_the_last_valid_day_is_too_late(tmp_path: Path, today):
    rule = "mode: once, bound: before, date: 2026-06-16, window: {from: (Y-1)-12-16, to: Y-06-15}"
    said = one(findings(law(tmp_path, BC=duty(rule=rule)), today, SLUG), "due-before-window-closes")
    assert "(văn bản ghi)" in said.message
    assert "khoản 5 Điều 8 Nghị định 09/2019/NĐ-CP" in said.advice


@pytest.mark.parametrize(("named", "late"), [("2026-06-15", True), ("2026-06-16", False)])
def test_one_working_day_after_the_window_is_enough(tmp_path: Path, today, day, named, late):
    """The window closes on a Sunday; the Monday after it is the one working day a report needs."""
    assert day("CN 14/06/2026")
    rule = f"mode: once, bound: before, date: {named}, window: {{from: (Y-1)-12-15, to: Y-06-14}}"
    found = keys(findings(law(tmp_path, BC=duty(rule=rule)), today, SLUG))
    assert (("due-before-window-closes", "BC") in found) is late


def test_a_plan_has_no_window_and_may_be_due_on_any_working_day(tmp_path: Path, today):
    rule = "mode: recurring, bound: before, yearly: 03-15, off_day_policy: keep, policy_set_by: Giám đốc"
    assert findings(law(tmp_path, KH=duty(kind="plan", rule=rule)), today, SLUG) == []


def test_a_deadline_on_a_holiday_is_named_with_the_holiday(tmp_path: Path, today, day):
    assert day("T3 24/11/2026")
    rule = "mode: once, bound: by, date: 2026-11-24"
    said = one(findings(law(tmp_path, KH=duty(kind="plan", rule=rule)), today, SLUG), "off-day")
    assert "thứ Ba, 24/11/2026" in said.message
    assert "Ngày Văn hóa Việt Nam" in said.message


def test_a_named_day_off_is_reported_though_the_last_valid_day_is_worked(tmp_path: Path, today, day):
    assert day("T7 14/03/2026")
    rule = "mode: once, bound: before, date: 2026-03-14"
    said = one(findings(law(tmp_path, KH=duty(kind="plan", rule=rule)), today, SLUG), "off-day")
    assert "ngày được nêu là thứ Bảy, 14/3/2026" in said.message


@pytest.mark.parametrize("kind", ["plan", "report", "guidance", "submission", "aggregate", "joint_program"])
def test_what_must_be_delivered_without_a_day_is_undated(tmp_path: Path, today, kind):
    found = findings(law(tmp_path, V=duty(kind=kind, rule="mode: undated")), today, SLUG)
    assert keys(found) == {("undated", "V")}


@pytest.mark.parametrize(
    "rule",
    [
        "mode: once, bound: by, date: 2062-06-24",  # 2026, written the wrong way round
        "mode: once, bound: by, date: 2026-01-05",  # the day the order was signed
        "mode: recurring, bound: by, yearly: 06-24, last: 2025-06-24",
    ],
)
def test_a_day_outside_the_programme_is_never_owed_and_is_said(tmp_path: Path, today, rule):
    said = one(findings(law(tmp_path, KH=duty(kind="plan", rule=rule)), today, SLUG), "undated")
    assert "nên không có hạn nào" in said.message
    assert "đến hết ngày 31/12/2030" in said.message


def test_a_term_from_an_event_nobody_has_dated_waits_for_a_human(tmp_path: Path, today):
    rule = "mode: once, bound: after, after: {event: ngày nhận được văn bản hướng dẫn, days: 10}"
    said = one(findings(law(tmp_path, KH=duty(kind="plan", rule=rule)), today, SLUG), "undated")
    assert "ngày nhận được văn bản hướng dẫn" in said.message
    dated = rule.replace("days: 10", "days: 10, on: 2026-03-02")
    assert keys(findings(law(tmp_path / "b", KH=duty(kind="plan", rule=dated)), today, SLUG)) == set()


def test_a_term_from_a_duty_that_has_no_day_waits_too(tmp_path: Path, today):
    catalogue = law(
        tmp_path,
        KH=duty(kind="plan", rule="mode: once, bound: after, after: {event: ngày có hướng dẫn, on: HD, days: 10}"),
        HD=duty(kind="guidance", rule="mode: undated"),
    )
    assert keys(findings(catalogue, today, SLUG)) == {("undated", "KH"), ("undated", "HD")}


def test_the_last_day_of_a_stretch_the_text_names_is_looked_at(tmp_path: Path, today, day):
    assert day("CN 31/05/2026")
    rule = "mode: once, bound: within, span: 2026-04-01..2026-05-31"
    said = one(findings(law(tmp_path, KT=duty(kind="inspection", rule=rule)), today, SLUG), "off-day")
    assert "Chủ nhật, 31/5/2026" in said.message


def test_a_level_needs_two_working_days_to_add_up_what_it_is_sent(tmp_path: Path, today, day):
    assert day("T3 16/06/2026")
    assert day("T4 17/06/2026")
    same = law(
        tmp_path,
        XA=duty(levels="[xa]", rule="mode: recurring, bound: by, yearly: 06-16, covers: H1, last: 2026-12-31"),
        TINH=duty(levels="[tinh]", rule="mode: recurring, bound: by, yearly: 06-17, covers: H1, last: 2026-12-31"),
    )
    said = one(findings(same, today, SLUG), "too-few-working-days")
    assert said.duty == "XA"
    assert "cấp xã gửi hết ngày 16/6/2026, cấp tỉnh gửi hết ngày 17/6/2026 (TINH)" in said.message
    assert "chỉ có 1 ngày làm việc" in said.message
    assert keys(findings(same, today, SLUG, 1)) == set()


@pytest.mark.parametrize(
    ("label", "title", "tight"),
    [
        ("6 tháng đầu năm 2026", "Báo cáo sáu tháng của xã", True),  # the same period by its name
        ("đợt 1", "Báo cáo kết quả thực hiện Chương trình", True),  # the same report by its title
        ("đợt 1", "Báo cáo riêng của xã", False),
        ("6 tháng cuối năm 2026", "Báo cáo kết quả thực hiện Chương trình", False),
    ],
)
def test_reports_of_one_day_go_together_by_period_or_title(tmp_path: Path, today, label, title, tight):
    upper = "6 tháng đầu năm 2026" if "tháng" in label else "đợt 2"
    catalogue = law(
        tmp_path,
        XA=duty(levels="[xa]", title=title, period_label=label, rule="mode: once, bound: by, date: 2026-06-24"),
        TINH=duty(levels="[tinh]", period_label=upper, rule="mode: once, bound: by, date: 2026-06-25"),
    )
    assert (("too-few-working-days", "XA") in keys(findings(catalogue, today, SLUG))) is tight


def test_a_report_of_autumn_does_not_wait_for_one_of_spring(tmp_path: Path, today):
    catalogue = law(
        tmp_path,
        TINH=duty(levels="[tinh]", rule="mode: once, bound: by, date: 2026-03-25"),
        XA=duty(levels="[xa]", rule="mode: once, bound: by, date: 2026-10-28"),
    )
    assert findings(catalogue, today, SLUG) == []


def test_a_level_that_is_no_more_is_not_waited_for(tmp_path: Path, today):
    """The district's own deadline stands on the paper; since 01/7/2025 the commune writes to the province."""
    catalogue = law(
        tmp_path,
        XA=duty(levels="[xa]", rule="mode: once, bound: by, date: 2026-06-16"),
        HUYEN=duty(levels="[huyen]", rule="mode: once, bound: by, date: 2026-06-16"),
    )
    assert keys(findings(catalogue, today, SLUG)) == {("no-holder", "HUYEN")}


def test_a_receiver_that_is_itself_bound_by_the_same_day_has_no_time_left(tmp_path: Path, today):
    route = "{to: Công an Tỉnh, receiver: {tree: police, level: tinh}, own_step_at: [tinh]}"
    catalogue = law(tmp_path, BC=duty(route=route, rule="mode: once, bound: by, date: 2026-06-24"))
    assert keys(findings(catalogue, today, SLUG)) == {("too-few-working-days", "BC")}


def test_other_forms_and_other_trees_are_other_reports(tmp_path: Path, today):
    rule = "mode: once, bound: by, date: 2026-06-24"
    catalogue = law(
        tmp_path,
        A=duty(levels="[xa]", form="phong-trao", rule=rule),
        B=duty(levels="[tinh]", form="ngay-hoi", rule=rule),
        C=duty(REPORT.replace("[police, front]", "[women]"), levels="[tinh]", rule=rule),
    )
    assert findings(catalogue, today, SLUG) == []


def test_a_duty_whose_own_rule_ended_with_its_holder_is_in_order(tmp_path: Path, today):
    programme = SOUND.replace("2026, 2030", "2024, 2030").replace("2026-01-05", "2024-01-05")
    head = dict(kind="meeting", levels="[huyen]")
    rule = "mode: recurring, bound: within, every_months: 3"
    ended = law(tmp_path, programme, H=duty(rule=f"{rule}, last: 2025-06-30", **head))
    assert findings(ended, today, SLUG) == []
    going_on = law(tmp_path / "b", programme, H=duty(rule=rule, **head))
    said = one(findings(going_on, today, SLUG), "no-holder")
    assert "Mặt trận Tổ quốc cấp huyện không còn từ ngày 01/7/2025" in said.message


def test_a_programme_over_before_its_holder_ended_has_no_orphan(tmp_path: Path, today):
    programme = SOUND.replace("2026, 2030", "2024, 2024").replace("2026-01-05", "2024-01-05")
    programme = programme.replace("2030-12-31", "2024-12-31")
    over = law(
        tmp_path, programme, H=duty(kind="meeting", levels="[huyen]", rule="mode: once, bound: within, span: 2024")
    )
    assert keys(findings(over, today, SLUG)) == {("ended", None)}


def test_a_document_without_number_or_date_is_named(tmp_path: Path, today):
    programme = f"{SOUND}  - {{relation: based_on, kind: Đề án, title: Phòng ngừa, blanks: [số, ngày]}}\n"
    found = findings(law(tmp_path, programme, T=duty(kind="standing", rule="mode: continuous")), today, SLUG)
    assert [str(f.code) for f in found] == ["missing-number", "missing-date"]
    assert "Đề án “Phòng ngừa”" in found[0].message
