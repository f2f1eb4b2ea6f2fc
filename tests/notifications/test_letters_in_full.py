"""Every letter in full: what a unit reads at each stage, in each relation, is on a page that somebody has read."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.contents import LONGEST_SHORT
from models.vocabulary import DutyKind, Stage
from notifications.confirmations import write_extension
from notifications.relation import Relation
from notifications.wording import write
from tests.golden import letters
from tests.golden.letters import CASES, LINK, PAGES, UNITS

ENGLISH = r"\b(deadline|email|link|report|please|reminder|due|overdue|request|none|null|true|false)\b"
NAMES = st.text(st.sampled_from("Công anxãỦybđơnvịthử ,-()"), min_size=1, max_size=400)
DAY = r"\d{2}/\d{1,2}/\d{4}"
OUTSIDE = (
    re.compile(  # the numbers a letter may carry: days, documents, clauses, counts of days and the agency's number
        rf"{DAY}|\d\dh\d\d|số [\w/…-]+|tháng \d+/\d{{4}}|\d+ (tháng|giờ|ngày|năm)|\d{{4}}( - \d{{4}})?|\(19/8\)"
        r"|mục [\w.]+( gạch \d+)?|đôn đốc lần \d|lần \d|máy [\d ]+|05 năm",
        re.IGNORECASE,
    )
)


def letters_of_all_cases():
    for case in CASES:
        for relation in Relation:
            yield pytest.param(case, relation, id=f"{case.name}-{relation}")


@pytest.fixture
def written(catalogue):
    def make(case, relation):
        return write(letters.sheet(case, letters.line(catalogue, case), relation), UNITS[relation], LINK)

    return make


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_letter_reads_as_its_page_does(catalogue, case):
    kept = (PAGES / f"{case.name}.txt").read_text("utf-8")
    assert letters.page(catalogue, case) == kept, "read the diff of python -m tests.golden.letters"


def test_the_letter_that_grants_more_time_reads_as_its_page_does(catalogue):
    kept = (PAGES / f"{letters.EXTENSION}.txt").read_text("utf-8")
    assert letters.extension_page(catalogue) == kept, "read the diff of python -m tests.golden.letters"


@given(unit=NAMES, agency=NAMES)
def test_the_short_form_of_a_grant_is_short_whatever_the_names(catalogue, unit, agency):
    [case] = [c for c in CASES if c.extended]
    short = write_extension(letters.line(catalogue, case), unit, Relation.PEER, agency, "").short
    assert len(short) <= LONGEST_SHORT
    assert "đến hết ngày 22/6/2025; chỉ áp dụng cho kỳ này." in short


def test_every_page_has_its_case_and_every_stage_its_page():
    assert {path.stem for path in PAGES.glob("*.txt")} == {case.name for case in CASES} | {letters.EXTENSION}
    assert {case.stage for case in CASES} == set(Stage)


@pytest.mark.parametrize(("case", "relation"), letters_of_all_cases())
def test_a_letter_is_vietnamese_whole_and_without_figures(written, case, relation):
    words = written(case, relation)
    for text in (words.subject, words.text, words.short):
        assert unicodedata.is_normalized("NFC", text)
        assert not re.search(ENGLISH, text.replace(LINK, ""), re.IGNORECASE)
        assert not re.search(r"!|\bbạn\b|\bhãy\b|xử phạt|[{}\ue000\ue001]|  |\.\.|,,| ,", text)
        assert not re.search(r"\d", OUTSIDE.sub("", text.replace(LINK, ""))), OUTSIDE.sub("", text)
    assert len(words.short) <= LONGEST_SHORT
    assert UNITS[relation] in words.text
    assert UNITS[relation] in words.html
    assert LINK in words.text


@pytest.mark.parametrize(("case", "relation"), letters_of_all_cases())
def test_a_day_named_by_truoc_always_says_the_last_day_that_counts(written, case, relation):
    text = " ".join(written(case, relation).text.split())
    for found in re.finditer(rf"trước ngày {DAY}", text):
        after = text[found.end() : found.end() + 40]
        assert re.match(rf" \(chậm nhất hết ngày {DAY}[;)]", after), after


@pytest.mark.parametrize("relation", list(Relation))
def test_a_last_day_that_is_off_gets_its_third_part(written, relation):
    third = "ngày làm việc cuối cùng trước hạn là thứ Sáu, "
    for case in CASES:
        is_off = case.duty == letters.REPORT and case.stage not in (Stage.RETURNED, Stage.FINAL)
        assert (third in written(case, relation).text) is is_off, case.name


@pytest.mark.parametrize(
    ("relation", "verb", "you", "closing"),
    [
        (Relation.ABOVE, "yêu cầu đơn vị", "đơn vị", "Đề nghị đơn vị nghiêm túc thực hiện."),
        (Relation.PEER, "đề nghị đơn vị", "đơn vị", "Trân trọng."),
        (Relation.BELOW, "kính đề nghị Quý cơ quan", "Quý cơ quan", "Kính trình Quý cơ quan xem xét, cho ý kiến."),
        (Relation.OTHER_LINE, "trân trọng đề nghị Quý cơ quan", "Quý cơ quan", "Trân trọng."),
    ],
)
def test_each_relation_has_its_verb_its_address_and_its_closing(written, relation, verb, you, closing):
    for case in CASES:
        text = written(case, relation).text
        assert closing in text
        assert f"Vì sao {you} nhận được tin này:" in text
        asks_the_head = case.stage is Stage.CHASER_2
        states_the_duty = case.stage is Stage.OPENED and f"{you} có trách nhiệm gửi" in text
        assert verb.casefold() in text.casefold() or asks_the_head or states_the_duty, case.name


def test_a_demand_past_its_hour_is_never_late_by_no_days(written):
    for case in CASES:
        words = written(case, Relation.ABOVE)
        assert not re.search(r"(?<!h)00 ngày", words.subject + words.text + words.short)
    [same_day] = [c for c in CASES if c.name == "chaser_1-hour-request"]
    assert (
        "đã quá hạn 16h00 hôm nay. Yêu cầu gửi ngay sau khi nhận được tin này."
        in written(same_day, Relation.ABOVE).short
    )


def test_every_kind_of_duty_that_is_reminded_has_a_page(catalogue):
    kinds = {letters.line(catalogue, case).kind for case in CASES}
    assert {DutyKind.REPORT, DutyKind.PLAN, DutyKind.MEETING, DutyKind.EVENT, DutyKind.REVIEW_MID} <= kinds


@pytest.mark.parametrize("relation", list(Relation))
def test_the_short_form_asks_with_the_verb_of_the_mail(written, relation):
    [soon] = [c for c in CASES if c.name == "soon-before"]
    words, asked = written(soon, relation), relation.ask[:1].upper() + relation.ask[1:]
    assert f": {asked} " in words.short
    assert asked in words.text
