"""The daily run that drafts letters: once, for the late enough, gone again when nobody in them is late."""

import io

import docx
import pytest
from sqlmodel import select

from models.acknowledgements import acknowledge
from models.catalogue import home_catalogue
from models.chaser_letters import ChaserLetter, issue
from models.errors import Refused
from models.facts import Extension
from models.mutes import mute
from models.obligations import owes
from models.settings import Settings
from models.units import Unit
from models.workdays import DAY
from reports.chaser_docx import chaser_docx
from tasks.escalation import chaser_draft, draft_letters
from tasks.session import open_session
from tests.province import P05, PLAN

PERIOD = "2024-03-15"


def letters(province) -> list[ChaserLetter]:
    with open_session(province.home) as s:
        return list(s.exec(select(ChaserLetter).order_by(ChaserLetter.id)))


def under_one_district(province, count: int) -> list[str]:
    units = [province.commune(n, (PLAN,)) for n in range(1, count + 1)]
    with open_session(province.home) as s:
        s.add(Unit(id="police/h/1", tree="police", level="huyen", name="Công an huyện Một"))
        s.flush()
        for unit in units:
            s.get_one(Unit, unit).parent_id = "police/h/1"
    return units


def test_a_run_drafts_once_and_a_second_one_writes_nothing(province, at, day):
    units = under_one_district(province, 3)
    on, now = day("T2 25/3/2024"), at("25/03/2024 07:30")
    assert draft_letters(province.home, on - DAY, now).drafted == 0
    rehearsed = draft_letters(province.home, on, now, dry_run=True)
    assert (rehearsed.drafted, rehearsed.units, letters(province)) == (1, 3, [])
    first, second = (draft_letters(province.home, on, now) for _ in range(2))
    assert (first.drafted, first.units, second.drafted) == (1, 3, 0)
    [letter] = letters(province)
    assert (letter.superior_id, letter.number, sorted(letter.units), letter.state) == (
        "police/h/1", 1, sorted(units), "drafted",
    )  # fmt: skip


def test_the_same_on_postgres(province_on_postgres, at, day):
    under_one_district(province_on_postgres, 2)
    on, now = day("T2 25/3/2024"), at("25/03/2024 07:30")
    first, second = (draft_letters(province_on_postgres.home, on, now) for _ in range(2))
    assert (first.drafted, first.units, second.drafted) == (1, 2, 0)
    assert [len(row.units) for row in letters(province_on_postgres)] == [2]


def test_each_deadline_is_raised_twice_at_most_however_often_the_run_comes(province, at, day):
    under_one_district(province, 2)
    on = day("T6 15/3/2024")
    for n in range(120):
        draft_letters(province.home, on + n * DAY, at("15/03/2024 07:30") + n * DAY)
    found = [row for row in letters(province) if row.duty == PLAN]
    assert [(row.number, row.made_on) for row in found] == [(1, day("T2 25/3/2024")), (2, day("T2 8/4/2024"))]


def test_a_draft_closes_by_itself_when_nobody_in_it_is_late_but_not_while_one_has_only_answered(province, at, day):
    first, second = under_one_district(province, 2)
    on, now = day("T2 25/3/2024"), at("25/03/2024 07:30")
    draft_letters(province.home, on, now)
    province.file(first, PLAN, PERIOD, now)
    with open_session(province.home) as s:
        law = home_catalogue(province.home)
        owed = next(o for o in owes(s, law, on, programme=P05, duty=PLAN, unit_id=second) if o.period == PERIOD)
        acknowledge(s, law, owed, by="unit", now=now)
    assert draft_letters(province.home, on + DAY, now + DAY).dropped == 0
    province.file(second, PLAN, PERIOD, now + DAY)
    assert draft_letters(province.home, on + DAY, now + 2 * DAY).dropped == 1
    [letter] = letters(province)
    assert (letter.state, letter.note, letter.by) == (
        "dropped", "Tự đóng: không còn đơn vị nào trong dự thảo quá hạn.", "",
    )  # fmt: skip


def test_whoever_answered_first_joins_the_draft_that_still_waits_once_the_rest_is_over(province, at, day):
    first, second = under_one_district(province, 2)
    on, now = day("T2 25/3/2024"), at("25/03/2024 07:30")
    law = home_catalogue(province.home)
    with open_session(province.home) as s:
        owed = next(o for o in owes(s, law, on, programme=P05, duty=PLAN, unit_id=second) if o.period == PERIOD)
        acknowledge(s, law, owed, by="unit", now=now - 3 * DAY)
    reports = [draft_letters(province.home, on + n * DAY, now + n * DAY) for n in range(5)]
    assert [(r.drafted, r.units) for r in reports] == [(1, 1), (0, 0), (0, 0), (0, 1), (0, 0)]
    assert reports[3].words == "Bổ sung 01 đơn vị vào dự thảo công văn đôn đốc đang chờ ký."
    [letter] = letters(province)
    assert letter.units == [first, second]


def test_an_extension_that_runs_out_after_the_letter_was_issued_gets_a_first_letter_of_its_own(province, at, day):
    first, extended = under_one_district(province, 2)
    granted = at("18/03/2024 09:00")
    province.add(
        Extension(programme=P05, duty=PLAN, period=PERIOD, unit_id=extended, until=day("T6 29/3/2024"), reason="x",
                  granted_by="thammuu", granted_at=granted)
    )  # fmt: skip
    draft_letters(province.home, day("T2 25/3/2024"), at("25/03/2024 07:30"))
    [letter] = letters(province)
    with open_session(province.home) as s:
        issue(s, letter.id, number="9/CAT", on=day("T3 26/3/2024"), by="thammuu", now=at("26/03/2024 09:00"))
    found = [draft_letters(province.home, day(text), at("09/04/2024 07:30")).units for text in
             ("T2 8/4/2024", "T3 9/4/2024", "T4 10/4/2024")]  # fmt: skip
    assert found == [1, 1, 0]  # the second letter to the first unit, then the first to the other
    assert [(row.number, row.units) for row in letters(province)] == [(1, [first]), (2, [first]), (1, [extended])]


def test_a_draft_that_closed_by_itself_does_not_stand_in_the_way_of_who_is_late_again(province, at, day):
    [unit] = under_one_district(province, 1)
    draft_letters(province.home, day("T2 25/3/2024"), at("25/03/2024 07:30"))
    province.add(
        Extension(programme=P05, duty=PLAN, period=PERIOD, unit_id=unit, until=day("T6 29/3/2024"), reason="x",
                  granted_by="thammuu", granted_at=at("26/03/2024 07:00"))
    )  # fmt: skip
    assert draft_letters(province.home, day("T3 26/3/2024"), at("26/03/2024 07:30")).dropped == 1
    assert draft_letters(province.home, day("T3 9/4/2024"), at("09/04/2024 07:30")).drafted == 1
    assert [(row.number, row.state) for row in letters(province)] == [(1, "dropped"), (1, "drafted")]


def test_a_unit_whose_superior_ends_while_a_draft_waits_is_not_written_to_twice(province, at, day):
    [unit] = under_one_district(province, 1)
    with open_session(province.home) as s:
        s.add(Unit(id="police/t/1", tree="police", level="tinh", name="Công an tỉnh Một"))
    draft_letters(province.home, day("T2 25/3/2024"), at("25/03/2024 07:30"))
    with open_session(province.home) as s:
        s.get_one(Unit, unit).parent_id = "police/t/1"
        s.get_one(Unit, "police/h/1").valid_to = day("T2 25/3/2024")
    assert draft_letters(province.home, day("T3 26/3/2024"), at("26/03/2024 07:30")).drafted == 0
    law, on, now = home_catalogue(province.home), day("T3 26/3/2024"), at("26/03/2024 07:30")
    with open_session(province.home) as s:
        draft, _ = chaser_draft(s, law, province.home.settings(), s.exec(select(ChaserLetter)).one(), on, now)
    assert draft.superior == "Công an tỉnh Một"


def test_the_document_asks_only_those_who_are_late_and_keeps_reasons_to_the_office(province, at, day):
    late, extended, muted = under_one_district(province, 3)
    on, now = day("T2 25/3/2024"), at("25/03/2024 07:30")
    draft_letters(province.home, on, now)
    province.add(
        Extension(programme=P05, duty=PLAN, period=PERIOD, unit_id=extended, until=day("T6 29/3/2024"), reason="x",
                  granted_by="thammuu", granted_at=now)
    )  # fmt: skip
    law = home_catalogue(province.home)
    with open_session(province.home) as s:
        asked = {"unit_id": muted, "until": day("T6 29/3/2024"), "reason": "cán bộ nghỉ ốm", "by": "thammuu"}
        mute(s, law, **asked, now=now)
    with open_session(province.home) as s:
        draft, standing = chaser_draft(s, law, province.home.settings(), s.exec(select(ChaserLetter)).one(), on, now)
    assert draft.late == ("Công an xã Số 1",)
    assert [o.unit_id for o in standing.late] == [late]
    assert draft.apart == (
        ("Công an xã Số 2", "được gia hạn đến hết ngày 29/3/2024"),
        ("Công an xã Số 3", "tạm ngừng nhắc đến hết ngày 29/3/2024"),
    )
    document = docx.Document(io.BytesIO(chaser_docx(draft)))
    body = "\n".join(p.text for p in document.paragraphs)
    assert "Kính gửi: Công an xã Số 1." in body
    assert "trước ngày 15/3/2024 (chậm nhất hết ngày 14/3/2024)" in body
    assert "chậm nhất hết ngày 01/4/2024" in body
    assert "!" not in body
    assert "nghỉ ốm" not in body
    assert chaser_docx(draft) == chaser_docx(draft)


def test_a_live_home_drafts_only_today(province, at, day):
    settings = province.home.settings().model_dump()
    province.home.save(Settings(**{**settings, "mode": "live"}))
    with pytest.raises(Refused, match="không phải hôm nay"):
        draft_letters(province.home, day("T2 25/3/2024"), at("26/03/2024 07:30"))
