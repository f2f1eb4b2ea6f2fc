"""What a unit reads: courteous, complete, in two parts, without figures, and short where it must be short."""

import re
import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.contents import LONGEST_SHORT, clip
from models.deadlines import deadline_of
from models.obligations import Obligation
from models.vocabulary import DutyKind, Level, ObligationState, Stage, Tree
from notifications.lines import Line, line_of
from notifications.relation import Relation, relation_to
from notifications.wording import Sheet, write

P05, P7294 = "05-ctrph-cat-mttq", "7294-ctrph-ca-mttq"
LINK = "https://nop.dongthap.example/n/abc.def"
UNIT = "Công an xã An Bình"
RUNGS = [
    (P7294, "S001-14", "2025-H1", "T6 16/5/2025", Stage.OPENED),
    (P05, "S000-13", "2024", "T3 10/12/2024", Stage.OPENED),
    (P7294, "S001-14", "2025-H1", "T3 10/6/2025", Stage.SOON),
    (P05, "S000-16", "2024-03", "T6 22/3/2024", Stage.SOON),
    (P7294, "S001-14", "2025-H1", "T6 13/6/2025", Stage.LAST_DAY),
    (P05, "S000-12", "2024-03-15", "T5 14/3/2024", Stage.LAST_DAY),
    (P7294, "S001-14", "2025-H1", "T2 16/6/2025", Stage.CHASER_1),
    (P05, "S000-16", "2024-03", "T2 1/4/2024", Stage.CHASER_1),
    (P7294, "S001-14", "2025-H1", "T5 19/6/2025", Stage.CHASER_2),
    (P05, "S000-01", "2024", "T2 5/8/2024", Stage.EVENT_AHEAD),
    (P05, "S000-01", "2024", "T5 22/8/2024", Stage.RESULT),
    (P05, "S000-19", "2028", "T6 30/6/2028", Stage.REVIEW_AHEAD),
    (P7294, "S001-14", "2025-H1", "T3 10/6/2025", Stage.RETURNED),
    (P7294, "S001-14", "2025-H1", "T2 16/6/2025", Stage.FINAL),
]


@pytest.fixture
def line(catalogue, day):
    def make(programme, duty, period, on: str, stage: Stage, extended: date | None = None, **kw) -> Line:
        d, law = deadline_of(catalogue, programme, duty, period), catalogue.programme(programme).duties[duty]
        today, due = day(on), extended or d.due_on
        o = Obligation(
            unit_id="u",
            unit_name=UNIT,
            programme=programme,
            duty=duty,
            period=period,
            state=ObligationState.OPEN,
            last_valid_on=d.last_valid_on,
            due_on=due,
            days_left=(due - today).days,
            route=law.route.at("xa").words,
            title=law.title,
            deadline=d,
            extended_until=extended,
        )
        return line_of(catalogue, o, stage, today, **kw)

    return make


@pytest.fixture
def sheet(day):
    def make(on: str, *lines: Line, **kw) -> Sheet:
        facts = {"agency": "Công an tỉnh Đồng Tháp", "focal_point": "Đội Tổng hợp, máy 0277 3 000 000"}
        return Sheet(**{**facts, "relation": Relation.ABOVE, **kw}, on=day(on), lines=lines)

    return make


def test_a_reminder_in_full(line, sheet):
    on = "T3 10/6/2025"
    written = write(
        sheet(on, line(P7294, "S001-14", "2025-H1", on, Stage.SOON), relation=Relation.OTHER_LINE), UNIT, LINK
    )
    assert written.subject == (
        "[Nhắc việc] Còn 03 ngày làm việc: "
        "Báo cáo 6 tháng kết quả thực hiện Chương trình phối hợp số 7294 (6 tháng đầu năm 2025)"
    )
    assert (
        written.text
        == f"""\
Kính gửi: Công an xã An Bình.

CHƯƠNG TRÌNH PHỐI HỢP SỐ 7294

Công an tỉnh Đồng Tháp thông báo: Báo cáo 6 tháng kết quả thực hiện Chương trình phối hợp số 7294 (6 tháng đầu năm \
2025) theo Công văn số …/UBND-VP tháng 8/2024 cần gửi về UBND tỉnh (qua Công an tỉnh), trước ngày 15/6/2025 (chậm \
nhất hết ngày 14/6/2025; ngày làm việc cuối cùng trước hạn là thứ Sáu, 13/6/2025). Tình trạng hiện tại: chưa gửi. \
Trân trọng đề nghị Quý cơ quan rà soát, hoàn thiện và gửi đúng hạn. Trường hợp đã gửi bằng đường văn bản, đề nghị cập \
nhật số, ngày văn bản.

Đề nghị mở trang nộp báo cáo của Quý cơ quan tại liên kết dưới đây để xem việc, nộp báo cáo hoặc cập nhật số, ngày \
văn bản đã gửi:
{LINK}

Đầu mối: Đội Tổng hợp, máy 0277 3 000 000.

Trân trọng.

Công an tỉnh Đồng Tháp

---
Vì sao Quý cơ quan nhận được tin này:
- Báo cáo 6 tháng kết quả thực hiện Chương trình phối hợp số 7294 (6 tháng đầu năm 2025): được giao tại mục 8 gạch 1 \
của văn bản nêu trên; nấc “nhắc việc”; cơ quan theo dõi: Công an tỉnh Hải Dương.
Tin tự động, không thay văn bản chính thức; khi Quý cơ quan đã nộp, việc đó không được nhắc nữa. Liên kết chỉ dành \
cho Quý cơ quan, đề nghị không chuyển tiếp ra ngoài.
"""
    )


@pytest.mark.parametrize("relation", list(Relation))
@pytest.mark.parametrize("rung", RUNGS, ids=lambda r: f"{r[4]}-{r[1]}")
def test_every_stage_keeps_the_house_s_tone(line, sheet, rung, relation):
    written = write(sheet(rung[3], line(*rung), relation=relation), UNIT, LINK)
    for text in (written.subject, written.text, written.short):
        assert unicodedata.is_normalized("NFC", text)
        assert "!" not in text
        assert not re.search(r"\b(bạn|hãy|anh/chị|xử phạt|xử lý kỷ luật|deadline|email|link)\b", text, re.IGNORECASE)
        assert not re.search(r"[{}\ue000\ue001]|None|  ", text)
    assert UNIT in written.text
    assert LINK in written.text
    assert f'href="{LINK}"' in written.html
    assert "Vì sao" in written.text
    assert "theo" in written.text.lower()
    assert len(written.short) <= LONGEST_SHORT
    assert LINK not in written.short


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        (Relation.ABOVE, ["Yêu cầu đơn vị", "Đề nghị đơn vị nghiêm túc thực hiện."]),
        (Relation.PEER, ["Đề nghị đơn vị", "Trân trọng."]),
        (Relation.OTHER_LINE, ["Trân trọng đề nghị Quý cơ quan", "Trân trọng."]),
    ],
)
def test_the_relation_decides_the_verb_and_the_closing(line, sheet, relation, words):
    on = "T2 16/6/2025"
    chaser = line(P7294, "S001-14", "2025-H1", on, Stage.CHASER_1)
    text = write(sheet(on, chaser, relation=relation), UNIT, LINK).text
    assert all(part in text for part in words)


@pytest.mark.parametrize(
    ("sender", "tree", "level", "relation"),
    [
        ("Công an tỉnh Đồng Tháp", Tree.POLICE, Level.COMMUNE, Relation.ABOVE),
        ("Công an tỉnh Đồng Tháp", Tree.POLICE, Level.PROVINCE, Relation.PEER),
        ("Công an tỉnh Đồng Tháp", Tree.FRONT, Level.COMMUNE, Relation.OTHER_LINE),
        ("Phòng Tham mưu, Công an tỉnh Đồng Tháp (demo)", Tree.POLICE, Level.DISTRICT, Relation.ABOVE),
        ("Ủy ban MTTQ Việt Nam tỉnh", Tree.FRONT, Level.COMMUNE, Relation.ABOVE),
        ("Văn phòng Thanh tra Tỉnh", Tree.POLICE, Level.COMMUNE, Relation.OTHER_LINE),
        ("Công an huyện Cao Lãnh", Tree.POLICE, Level.PROVINCE, Relation.BELOW),
        ("Cơ quan nào đó", Tree.POLICE, Level.COMMUNE, Relation.OTHER_LINE),
    ],
)
def test_who_speaks_to_whom(sender, tree, level, relation):
    assert relation_to(sender, str(tree), str(level)) is relation


def test_a_digest_groups_by_programme_and_begins_with_what_presses(line, sheet):
    on = "T6 22/3/2024"
    lines = [
        line(P05, "S000-16", "2024-03", on, Stage.SOON),
        line(P7294, "S001-15", "2024", on, Stage.OPENED),
        line(P05, "S000-12", "2024-03-15", on, Stage.CHASER_2, first_chased_on=date(2024, 3, 15)),
    ]
    written = write(sheet(on, *lines), UNIT, LINK)
    assert written.subject.startswith("[Đôn đốc lần 2] 03 việc cần thực hiện: Kế hoạch")
    assert written.subject.endswith("và 02 việc khác")
    order = [written.text.index(part) for part in ("SỐ 05", "1. ", "2. ", "SỐ 7294", "3. ")]
    assert order == sorted(order)
    assert "đã có thông báo đôn đốc lần 1 ngày 15/3/2024" in written.text
    assert written.text.count(LINK) == 1
    assert write(sheet(on, *reversed(lines)), UNIT, LINK) == written, "the order of planning does not show"


def test_the_head_is_addressed_as_the_head(line, sheet):
    on = "T5 19/6/2025"
    chaser = line(P7294, "S001-14", "2025-H1", on, Stage.CHASER_2)
    assert f"Kính gửi: Thủ trưởng {UNIT}." in write(sheet(on, chaser, to_head=True), UNIT, LINK).text


def test_an_extended_unit_reads_its_new_day(line, sheet):
    on = "T3 17/6/2025"
    text = write(
        sheet(on, line(P7294, "S001-14", "2025-H1", on, Stage.SOON, extended=date(2025, 6, 20))), UNIT, LINK
    ).text
    assert "chậm nhất hết ngày 20/6/2025 (đã được gia hạn)" in text
    assert "15/6/2025" not in text


def test_the_day_of_receipt_stands_beside_the_receipt_not_behind_the_document_s_day(line, sheet):
    on = "T3 17/6/2025"
    returned = replace(line(P7294, "S001-14", "2025-H1", on, Stage.RETURNED), received_on=date(2025, 6, 13))
    text = write(sheet(on, returned), UNIT, LINK).text
    assert "đã nhận ngày 13/6/2025 " in text
    assert not re.search(r"ngày [\d/]+ ngày [\d/]+", text)


def test_who_is_asked_to_complete_keeps_the_days_of_the_deadline_itself(line, sheet):
    early, late = "T2 02/6/2025", "T3 17/6/2025"
    kept = line(P7294, "S001-14", "2025-H1", early, Stage.RETURNED)
    assert kept.new_day == kept.due_on == date(2025, 6, 14)
    assert "Đề nghị gửi lại chậm nhất hết ngày 14/6/2025." in write(sheet(early, kept), UNIT, LINK).text
    assert line(P7294, "S001-14", "2025-H1", late, Stage.RETURNED).new_day == date(2025, 6, 24)  # T3


def test_a_duty_without_a_day_is_never_given_one(line, sheet):
    on = "T3 10/12/2024"
    text = write(sheet(on, line(P05, "S000-13", "2024", on, Stage.OPENED)), UNIT, LINK).text
    assert "Văn bản không ấn định ngày" in text
    assert "quá hạn" not in text


def test_only_the_demo_says_that_its_data_are_invented(line, sheet):
    on = "T3 10/6/2025"
    reminder = line(P7294, "S001-14", "2025-H1", on, Stage.SOON)
    note = "Bản demo: dữ liệu hư cấu"
    assert note not in write(sheet(on, reminder), UNIT, LINK).text
    demo = write(sheet(on, reminder, is_demo=True), UNIT, LINK)
    assert note in demo.text
    assert note in demo.html


def test_names_from_outside_are_words_never_markup(line, sheet):
    on = "T3 10/6/2025"
    reminder = replace(line(P7294, "S001-14", "2025-H1", on, Stage.SOON), title="Báo cáo <b>{{ 7*7 }}</b>")
    written = write(sheet(on, reminder, agency="<i>A</i>"), "Công an <script>", LINK)
    assert "<script>" not in written.html
    assert "<b>" not in written.html
    assert "<i>A" not in written.html
    assert "{{ 7*7 }}" in written.text


NAMES = st.text(st.sampled_from("Công anxãỦybđơnvịthử ,-()"), min_size=1, max_size=400)


@given(data=st.data(), unit=NAMES, agency=NAMES, title=NAMES, others=st.integers(0, 3))
def test_the_short_form_is_short_whatever_the_names(data, unit, agency, title, others):
    stage = data.draw(st.sampled_from(list(Stage)))
    kind = data.draw(st.sampled_from(list(DutyKind)))
    days = {
        "due_on": date(2025, 6, 14),
        "new_day": date(2025, 6, 18),
        "first_chased_on": None,
        "received_on": None,
        "final_on": date(2025, 6, 20),
    }
    made = Line(
        stage=stage,
        kind=kind,
        title=title,
        period=data.draw(st.sampled_from(["từ ngày 15/12/2024 đến ngày 14/6/2025", "giai đoạn 2023 - 2033"])),
        deadline="",
        deadline_short="trước ngày 15/6/2025 (chậm nhất hết ngày 14/6/2025)",
        deadline_subject="",
        route="",
        citation="",
        clause="",
        tracker="",
        heading="",
        working_days_left=3,
        days_late=12,
        months_left=1,
        window="",
        has_day=data.draw(st.booleans()),
        is_request=data.draw(st.booleans()),
        **days,
    )
    lines = tuple(replace(made, heading=str(n)) for n in range(others + 1))
    sheet = Sheet(agency, "", Relation.ABOVE, data.draw(st.sampled_from([date(2025, 6, 14), date(2025, 6, 13)])), lines)
    short = write(sheet, unit, LINK).short
    assert 0 < len(short) <= LONGEST_SHORT
    assert short == " ".join(short.split())


@given(text=NAMES, most=st.integers(0, 60))
def test_clipping_keeps_the_beginning_and_the_bound(text, most):
    cut = clip(text, most)
    assert len(cut) <= most or cut == text
    assert cut == text or cut.endswith("…") or most == 0
    assert text.startswith(cut.rstrip("…")[:1])
