"""What becomes of the duties of units that are no more: on 01/3/2025, on 01/7/2025, and after a person's word."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, col, select

from models.assignments import assign
from models.catalogue import Catalogue
from models.disposing import dispose
from models.disposition_words import Words
from models.dispositions import dispositions, orphans
from models.errors import Refused
from models.facts import Audit, Request
from models.heirs import Link, by_giver
from models.inheritance import SUCCESSION, WAITING, Holding, obeyed
from models.obligations import owes
from models.period_counts import periods
from models.quiet_hours import HANOI
from models.requests import open_request
from models.unit_map import find_unit
from models.units import Assignment, Disposition, Succession, Unit
from models.vocabulary import DispositionKind

P05, TTTT = "05-ctrph-cat-mttq", "government/dong-thap/so-tttt"
OLD_FRONT, NEW_FRONT, NEW_POLICE = "front/2025-06/87", "front/2025-07/82", "police/2025-07/82"
GROUND = "Công văn số 15/CAT-PTM ngày 05/8/2025"
S = DispositionKind


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=HANOI).astimezone(UTC)


def of(found, duty: str, *, receiver: bool = False, programme: str = P05):
    return [d for d in found if (d.programme, d.duty, d.is_receiver) == (programme, duty, receiver)]


def kinds(found) -> Counter:
    return Counter(str(d.kind) for d in found)


def say(session: Session, catalogue: Catalogue, unit_id: str, kind: str, on: date, duty: str = "S000-16", **more):
    word = {"programme": P05, "duty": duty, "basis": GROUND, "by": "an", **more}
    return dispose(session, catalogue, units=[unit_id], kind=kind, now=at(on), **word)


@pytest.fixture
def commune(province: Session) -> Unit:
    """An old commune's police with one heir that has other predecessors, too."""
    return find_unit(province, "Công an xã Tân Hộ Cơ", date(2024, 3, 1))


def heir_of(session: Session, unit_id: str) -> str:
    return session.scalars(select(Succession.to_id).where(Succession.from_id == unit_id)).one()


def predecessors(session: Session, unit_id: str) -> list[str]:
    return sorted(session.scalars(select(Succession.from_id).where(Succession.to_id == unit_id)))


# --- the replay of 2025 -----------------------------------------------------------------------------------------------


def test_before_any_unit_ends_nothing_needs_a_disposition(province, catalogue, day):
    assert dispositions(province, catalogue, day("T6 28/02/2025")) == []


def test_on_1_march_2025_the_district_meeting_ends_with_its_holders_and_the_plan_s_route_goes_straight_on(
    province, catalogue, day
):
    found = dispositions(province, catalogue, day("T7 01/03/2025"))
    meeting = of(found, "S000-15")
    assert kinds(meeting) == {"ended": 12}
    assert {d.basis for d in meeting} == {"Hệ Công an không còn cấp huyện; nhiệm vụ không còn chủ thể."}
    assert all(d.is_orphan and not d.to and d.effective_on == day("T7 01/03/2025") for d in meeting)
    rerouted = of(found, "S000-12", receiver=True)
    assert kinds(rerouted) == {"rerouted": 12}
    assert {d.to for d in rerouted} == {(("police/2025-06/87", "Công an tỉnh Đồng Tháp"),)}
    assert not any(d.is_orphan for d in rerouted)
    assert kinds(of(found, "S000-12")) == {"ended": 12}  # their own plan was due a year ago: nothing is left of it
    assert not any(d.is_orphan for d in of(found, "S000-12"))


def test_the_route_of_communes_changes_on_that_day_and_the_old_one_stays_visible(province, catalogue, day, commune):
    def plan(on: str):
        [found] = owes(province, catalogue, day(on), unit_id=commune.id, duty="S000-12", period="2024-03-15")
        return found

    text = "Công an Huyện (qua Đội Tổng hợp), đồng gửi Công an Tỉnh (qua Phòng Tham mưu)"
    before, after = plan("T6 28/02/2025"), plan("T7 01/03/2025")
    assert (before.route, before.old_route, before.old_route_until) == (text, "", None)
    straight = "Công an Tỉnh (qua Phòng Tham mưu)"
    assert (after.route, after.old_route, after.old_route_until) == (straight, text, day("T6 28/02/2025"))
    assert plan("CN 22/11/2026").route == straight  # the commune ended, too: its route as it was in the end


def test_a_route_whose_only_receiver_is_gone_waits_and_says_so(province, catalogue, day):
    police = province.get_one(Unit, "police/2025-06/87")
    for link in province.scalars(select(Succession).where(Succession.from_id == police.id)).all():
        province.delete(link)
    police.valid_to = day("T7 31/05/2025")
    province.flush()
    on = day("T3 10/06/2025")
    [plan] = owes(province, catalogue, on, unit_id=OLD_FRONT, duty="S000-10", period="2024-03-15")
    assert (plan.route, plan.old_route) == ("chờ xác định nơi nhận", "Công an Tỉnh (qua Phòng Tham mưu)")
    [found] = of(orphans(province, catalogue, on), "S000-10", receiver=True)
    assert (found.kind, found.unit_id, found.to) == (S.WAITING, police.id, ())
    assert "không ghi nơi nhận nào khác" in found.basis


def test_a_receiver_that_a_body_of_its_kind_took_over_stays_the_receiver(province, catalogue, day):
    district, heir = "police/2025-06/872", "police/2025-06/873"
    province.get_one(Unit, heir).valid_to = None
    province.add(Succession(from_id=district, to_id=heir, kind="full", takes_over_on=date(2025, 3, 1), basis="QĐ 1"))
    province.flush()
    found = dispositions(province, catalogue, day("T7 01/03/2025"))
    assert district not in {d.unit_id for d in of(found, "S000-12", receiver=True)}
    [meeting] = [d for d in of(found, "S000-15") if d.unit_id == district]
    assert (meeting.kind, meeting.to[0][0]) == (S.PASSED, heir)
    place = "vn/2025-06/872"
    below = province.scalars(select(Unit.id).where(Unit.parent_id == place)).all()
    plans = [o for o in owes(province, catalogue, day("T7 01/03/2025"), duty="S000-12")
             if o.unit_id.replace("police", "vn") in below]  # fmt: skip
    assert plans
    assert {o.old_route for o in plans} == {""}


def test_on_1_july_2025_every_open_duty_of_a_dead_unit_has_a_disposition(province, catalogue, day):
    for on in (day("T7 01/03/2025"), day("T3 01/07/2025"), day("T6 01/08/2025"), day("CN 22/11/2026")):
        known = {(d.programme, d.duty, d.unit_id) for d in dispositions(province, catalogue, on)}
        left = {(o.programme, o.duty, o.unit_id) for o in owes(province, catalogue, on, states=["ended", "waiting"])}
        dead = set(province.scalars(select(Unit.id).where(col(Unit.valid_to) < on)))
        assert {key for key in left if key[2] in dead} <= known
        assert not [o for o in owes(province, catalogue, on, states=["overdue", "due", "open"]) if o.unit_id in dead]


def test_the_monthly_meeting_passes_to_45_communes_and_three_split_ones_are_shared(province, catalogue, day):
    meeting = of(dispositions(province, catalogue, day("T3 01/07/2025")), "S000-16")
    assert kinds(meeting) == {"passed": 138, "shared": 3}
    assert len({heir for d in meeting for heir, _ in d.to}) == 45
    assert {d.basis for d in meeting} == {"Nghị quyết số 1663/NQ-UBTVQH15 ngày 16/6/2025"}
    split = next(d for d in meeting if d.unit_name == "Công an xã Gáo Giồng")
    assert [name for _, name in split.to] == ["Công an xã Phong Mỹ", "Công an xã Phú Cường"]


def test_a_plan_that_is_over_ends_with_its_programme_and_leaves_no_orphan(province, catalogue, day):
    found = of(dispositions(province, catalogue, day("T3 01/07/2025")), "S003-07", programme="kh-thanh-tra-2024")
    assert [(str(d.kind), d.is_orphan) for d in found] == [("ended", False)]


def test_two_press_bodies_became_one_and_the_information_department_waits_for_a_word(province, catalogue, day):
    waiting = [d for d in orphans(province, catalogue, day("T6 01/08/2025")) if d.kind is S.WAITING]
    assert [(d.duty, d.unit_id) for d in waiting] == [("S000-07", TTTT)]
    assert waiting[0].basis == "Chưa ghi nhận đơn vị kế thừa; chờ quyết định."
    assert list(waiting[0].as_json()) == [
        "programme", "duty", "unit", "unit_name", "role", "ended_on", "disposition", "to", "effective_on", "basis", "by"
    ]  # fmt: skip


def test_functions_that_moved_name_the_candidates_and_still_wait(province, catalogue, day):
    link = {"kind": "functions", "takes_over_on": date(2025, 3, 1), "basis": "đề án sắp xếp"}
    province.add(Succession(from_id=TTTT, to_id="police/2025-06/87", **link))
    province.flush()
    [found] = of(orphans(province, catalogue, day("T7 01/03/2025")), "S000-07")
    assert found.kind is S.WAITING
    assert "Công an tỉnh Đồng Tháp" in found.basis
    assert found.to == ()


def test_hai_duong_s_programme_waits_as_a_whole(province, catalogue, day):
    """Its units are not loaded; one of them, loaded by hand, ended with its province."""
    last = date(2025, 6, 30)
    unit = Unit(id="front/hai-duong", tree="front", level="tinh", name="Ủy ban MTTQ tỉnh Hải Dương", valid_to=last)
    province.add(unit)
    province.flush()
    row = {"programme": "7294-ctrph-ca-mttq", "duty": "S001-15", "unit_id": unit.id}
    province.add(Assignment(**row, reason="manual", confirmed_by="an"))
    province.flush()
    [found] = orphans(province, catalogue, day("T3 01/07/2025"), "7294-ctrph-ca-mttq")
    assert (found.kind, found.effective_on) == (S.WAITING, date(2025, 7, 1))
    assert "chờ văn bản tiếp nối" in found.basis


def test_a_request_to_a_unit_that_ended_before_its_day_waits_and_one_whose_day_had_come_ends(
    province, catalogue, day, commune
):
    def ask(code: str, named_on: date) -> None:
        request = Request(
            programme=P05, code=code, title=f"Báo cáo {code}", document="1/CAT", document_on=date(2025, 6, 2),
            bound="by", named_on=named_on,
        )  # fmt: skip
        open_request(province, catalogue, request, [commune.id], by="an", now=at(date(2025, 6, 3)))

    last_on, commune.valid_to = commune.valid_to, None  # the map changed after the requests had gone out
    province.flush()
    ask("DX-1", day("T6 20/06/2025"))
    ask("DX-2", day("T6 11/07/2025"))
    commune.valid_to = last_on
    province.flush()
    found = {d.duty: d for d in dispositions(province, catalogue, day("T3 01/07/2025")) if d.duty.startswith("DX")}
    assert {code: (str(d.kind), d.title) for code, d in found.items()} == {
        "DX-1": ("ended", "Báo cáo DX-1"),
        "DX-2": ("waiting", "Báo cáo DX-2"),
    }
    say(province, catalogue, commune.id, "passed", day("T4 02/07/2025"), duty="DX-2")
    heir = heir_of(province, commune.id)
    [now] = owes(province, catalogue, day("T4 02/07/2025"), duty="DX-2", unit_id=heir)
    assert now.state == "open"


# --- a person's word --------------------------------------------------------------------------------------------------


def test_a_word_passes_an_orphaned_duty_to_a_named_body_from_the_day_it_names(province, catalogue, day):
    district = find_unit(province, "Công an huyện Tháp Mười", date(2025, 1, 1)).id
    front = find_unit(province, "Ủy ban MTTQ Việt Nam huyện Tháp Mười", date(2025, 1, 1)).id
    on = day("T2 10/03/2025")
    say(province, catalogue, district, "passed", on, duty="S000-15", to=[front])
    [word] = [d for d in of(dispositions(province, catalogue, on), "S000-15") if d.unit_id == district]
    assert (word.kind, word.to[0][0], word.by, word.basis) == (S.PASSED, front, "an", GROUND)
    assert not word.is_orphan
    states = {o.period: str(o.state) for o in owes(province, catalogue, on, unit_id=front, duty="S000-15")}
    assert states == {"2025-Q1": "open", "2025-Q2": "upcoming"}  # the quarters before were not its own
    assert province.scalars(select(Audit.action).where(Audit.action == "dispose")).all() == ["dispose"]


def test_nothing_an_heir_owes_is_overdue_while_the_duty_waits(province, catalogue, day, commune):
    heir, on = heir_of(province, commune.id), day("T2 11/08/2025")
    [july] = owes(province, catalogue, on, unit_id=heir, duty="S000-16", period="2025-07")
    assert july.state == "overdue"
    for unit_id in predecessors(province, heir):
        say(province, catalogue, unit_id, "waiting", on)
    for later in (on, day("CN 22/11/2026")):
        found = owes(province, catalogue, later, unit_id=heir, duty="S000-16")
        assert {str(o.state) for o in found} == {"waiting"}
        assert not any(o.is_expected for o in found)
    expected = {p.period: p.expected for p in periods(province, catalogue, on, P05) if p.duty == "S000-16"}
    assert expected["2025-07"] == 44


def test_a_later_word_ends_the_waiting_and_what_waited_never_became_a_debt(province, catalogue, day, commune):
    heir, on = heir_of(province, commune.id), day("T2 11/08/2025")
    before = predecessors(province, heir)
    for unit_id in before:
        say(province, catalogue, unit_id, "waiting", on)
    decided = day("T4 01/10/2025")
    for unit_id in before:
        say(province, catalogue, unit_id, "passed", decided, effective_on=decided)
    found = owes(province, catalogue, day("T2 03/11/2025"), unit_id=heir, duty="S000-16")
    assert {o.period: str(o.state) for o in found} == {
        "2025-10": "overdue", "2025-11": "open", "2025-12": "upcoming"
    }  # fmt: skip


def test_an_heir_of_several_keeps_the_duty_as_long_as_one_of_them_passes_it(province, catalogue, day, commune):
    heir = heir_of(province, commune.id)
    first, *others = predecessors(province, heir)
    assert others
    on = day("T2 11/08/2025")
    say(province, catalogue, first, "ended", on)
    assert owes(province, catalogue, on, unit_id=heir, duty="S000-16", period="2025-08")
    for unit_id in others:
        say(province, catalogue, unit_id, "ended", on)
    assert owes(province, catalogue, on, unit_id=heir, duty="S000-16") == []
    assert len({d for d in of(orphans(province, catalogue, on), "S000-16")}) == 1 + len(others)


def test_what_an_heir_held_until_a_word_took_it_away_ends_and_is_never_overdue(province, catalogue, day, commune):
    heir, since = heir_of(province, commune.id), day("T2 01/09/2025")
    for unit_id in predecessors(province, heir):
        say(province, catalogue, unit_id, "ended", day("T2 08/09/2025"), effective_on=since)
    found = owes(province, catalogue, day("T2 08/09/2025"), unit_id=heir, duty="S000-16")
    assert {o.period: str(o.state) for o in found} == {"2025-07": "ended", "2025-08": "ended"}


def test_taking_a_word_back_gives_exactly_the_assignments_of_before(province, catalogue, day, commune):
    def rows():
        fields = (Assignment.programme, Assignment.duty, Assignment.unit_id, Assignment.valid_from, Assignment.reason)
        return sorted(map(tuple, province.exec(select(*fields))), key=str)

    before = rows()
    for kind in ("ended", "waiting"):
        for unit_id in predecessors(province, heir_of(province, commune.id)):
            say(province, catalogue, unit_id, kind, day("T2 11/08/2025"))
        assert rows() != before
    for word in province.scalars(select(Disposition)).all():
        province.delete(word)
    province.flush()
    assert assign(province, catalogue) > 0
    assert rows() == before
    assert assign(province, catalogue) == 0


def test_a_duty_is_not_passed_to_heirs_that_it_does_not_address(province, catalogue, day):
    """A word that hands on to whoever took over, where they are not asked for the duty, would make it vanish."""
    district = "police/2025-06/869"
    link = {"kind": "full", "takes_over_on": day("T7 01/03/2025"), "basis": "Kết luận 121-KL/TW"}
    province.add(Succession(from_id=district, to_id="police/2025-06/87", **link))
    province.flush()
    with pytest.raises(Refused, match="không thuộc diện của nhiệm vụ"):
        say(province, catalogue, district, "passed", day("T2 03/03/2025"), duty="S000-15")
    say(province, catalogue, district, "passed", day("T2 03/03/2025"), duty="")
    found = [d for d in dispositions(province, catalogue, day("T2 03/03/2025")) if d.unit_id == district]
    fates = {d.duty: d for d in found if d.programme == P05 and not d.is_receiver}
    assert (fates["S000-09"].kind, [id for id, _ in fates["S000-09"].to]) == (S.ENDED, [])
    assert all(d.to for d in found if d.kind in (S.PASSED, S.SHARED))
    assert fates["S000-15"].is_orphan


def test_one_word_may_speak_of_every_duty_of_the_programme_and_a_later_one_of_a_single_duty(
    province, catalogue, day, commune
):
    on = day("T2 11/08/2025")
    say(province, catalogue, commune.id, "ended", on, duty="")
    say(province, catalogue, commune.id, "waiting", on + timedelta(1), duty="S000-16")
    found = {
        d.duty: str(d.kind) for d in dispositions(province, catalogue, on + timedelta(1)) if d.unit_id == commune.id
    }
    assert found["S000-16"] == "waiting"
    assert found["S000-01"] == found["S000-12"] == "ended"
    assert {str(d.kind) for d in of(dispositions(province, catalogue, on - timedelta(1)), "S000-01")
            if d.unit_id == commune.id} == {"passed"}  # not known yet  # fmt: skip


def test_one_word_on_many_units_gives_what_a_word_on_each_would(province, catalogue, day):
    on, districts = day("CN 22/11/2026"), [f"police/2025-06/{code}" for code in range(869, 873)]
    word = {"programme": P05, "duty": "S000-15", "kind": "waiting", "basis": GROUND, "by": "an", "now": at(on)}
    dispose(province, catalogue, units=[*districts, districts[0]], **word)
    said = province.scalars(select(Disposition.unit_id)).all()
    assert sorted(said) == districts
    waiting = [d.unit_id for d in of(dispositions(province, catalogue, on), "S000-15") if d.kind is S.WAITING]
    assert waiting == districts
    with pytest.raises(Refused, match="còn hoạt động"):
        dispose(province, catalogue, units=[districts[0], NEW_POLICE], **word)
    assert len(province.scalars(select(Disposition)).all()) == len(districts)


def test_a_word_changes_where_work_is_sent(province, catalogue, day, commune):
    place = province.get_one(Unit, province.get_one(Unit, commune.territory_id).parent_id)
    district = f"police/{place.id.removeprefix('vn/')}"
    on, front = day("T2 10/03/2025"), "front/2025-06/87"
    say(province, catalogue, district, "rerouted", on, duty="S000-12", to=[front])
    [plan] = owes(province, catalogue, on, unit_id=commune.id, duty="S000-12", period="2024-03-15")
    assert plan.route == "Ủy ban MTTQ Việt Nam tỉnh Đồng Tháp, đồng gửi Công an Tỉnh (qua Phòng Tham mưu)"
    found = [d for d in of(dispositions(province, catalogue, on), "S000-12", receiver=True) if d.unit_id == district]
    assert [(str(d.kind), d.to[0][0], d.by) for d in found] == [("rerouted", front, "an")]
    others = owes(province, catalogue, on, duty="S000-12", period="2024-03-15")
    assert sum(o.route.startswith("Ủy ban MTTQ") for o in others) == 9  # the communes of that district alone


@pytest.mark.parametrize(
    ("unit", "kind", "more", "words"),
    [
        ("police/2025-06/none", "ended", {}, "Không có đơn vị mang mã"),
        (NEW_POLICE, "ended", {}, "còn hoạt động"),
        (OLD_FRONT, "gone", {}, r"Không có cách xử lý “gone”. Các cách: ended \(kết thúc"),
        (OLD_FRONT, "ended", {"basis": " "}, "ghi căn cứ"),
        (OLD_FRONT, "ended", {"to": [NEW_FRONT]}, "không đi với đơn vị nhận"),
        (OLD_FRONT, "rerouted", {}, "ghi rõ nơi nhận mới"),
        (OLD_FRONT, "rerouted", {"to": [NEW_FRONT]}, "Không có nhiệm vụ S000-08 nào gửi đến"),
        (OLD_FRONT, "passed", {"to": ["front/none"]}, "Không có đơn vị mang mã front/none"),
        (OLD_FRONT, "passed", {"to": [OLD_FRONT]}, "của chính mình"),
        (OLD_FRONT, "passed", {"to": ["police/2025-06/87"]}, "không hoạt động vào ngày 01/7/2025"),
        (OLD_FRONT, "passed", {"effective_on": date(2025, 6, 30)}, "hoạt động đến hết 30/6/2025"),
        (OLD_FRONT, "waiting", {"effective_on": date(2027, 1, 1)}, "chưa đến"),
        (OLD_FRONT, "ended", {"duty": "S000-16"}, "không có nhiệm vụ S000-16"),
        (TTTT, "passed", {"duty": "S000-07"}, "ghi rõ đơn vị nhận"),
        ("police/2025-06/869", "passed", {"duty": "S000-15"}, "Chưa ghi nhận đơn vị kế thừa"),
    ],
)
def test_a_word_that_does_not_fit_is_refused_and_nothing_is_kept(province, catalogue, day, unit, kind, more, words):
    with pytest.raises(Refused, match=words):
        say(province, catalogue, unit, kind, day("CN 22/11/2026"), **{"duty": "S000-08", **more})
    assert province.scalars(select(Disposition)).all() == []


def test_an_unknown_duty_in_the_word_is_refused_by_name_with_those_there_are(province, catalogue, day):
    with pytest.raises(Refused, match=r"S000-99\. Các nhiệm vụ: S000-08, S000-09"):
        say(province, catalogue, OLD_FRONT, "ended", day("CN 22/11/2026"), duty="S000-99")


# --- words and successions in general ---------------------------------------------------------------------------------


@st.composite
def histories(draw):
    """Units in generations, each heir with some predecessors of the generation before, and words about some of them."""
    links, generations = [], [[f"0.{n}" for n in range(draw(st.integers(1, 4)))]]
    for g in range(1, draw(st.integers(2, 4))):
        heirs = [f"{g}.{n}" for n in range(draw(st.integers(1, 4)))]
        for heir in heirs:
            for giver in draw(st.lists(st.sampled_from(generations[-1]), min_size=1, unique=True)):
                links.append(Link(giver, heir, date(2025 + g, 7, 1)))
        generations.append(heirs)
    held = {}
    for g, units in enumerate(generations):
        for unit in units:
            since = None if g == 0 else date(2025 + g, 7, 1)
            reason = "catalogue" if g == 0 else SUCCESSION
            row = Holding("p", "d", unit, since, reason)
            held[row.key] = row
    rows = []
    for n, unit in enumerate(draw(st.lists(st.sampled_from([u for g in generations[:-1] for u in g]), unique=True))):
        kind = draw(st.sampled_from(["ended", "waiting", "passed"]))
        said = datetime(2030, 1, 1 + n, tzinfo=UTC)
        day = date(2026 + int(unit[0]), 7, 1)
        rows.append(Disposition(programme="p", duty=draw(st.sampled_from(["", "d"])), unit_id=unit, kind=kind,
                                effective_on=day, basis="x", by="an", at=said))  # fmt: skip
    return held, links, rows


@given(histories())
def test_words_never_touch_the_first_holders_and_no_heir_holds_what_nobody_passed_to_it(history):
    held, links, rows = history
    words = Words(rows)
    found = obeyed(held, words.on, by_giver(links))
    assert {k: v for k, v in found.items() if v.reason == "catalogue"} == {
        k: v for k, v in held.items() if v.reason == "catalogue"
    }
    assert obeyed(held, Words([]).on, by_giver(links)) == held
    for key, row in found.items():
        if row.reason == SUCCESSION and row.valid_to is None:
            givers = [link.from_id for link in links if link.to_id == key[2]]
            rows_of_givers = [found[key] for g in givers if (key := ("p", "d", g)) in found]
            said = [(words.on(*giver.key), giver.reason) for giver in rows_of_givers]
            assert any(word.kind is S.PASSED if word else reason != WAITING for word, reason in said)


@given(histories(), st.randoms())
def test_the_order_in_which_links_and_words_are_read_changes_nothing(history, chance):
    held, links, rows = history
    once = obeyed(held, Words(rows).on, by_giver(links))
    items = list(held.items())
    chance.shuffle(items)
    mixed = chance.sample(links, len(links))
    assert obeyed(dict(items), Words(chance.sample(rows, len(rows))).on, by_giver(mixed)) == once


@pytest.mark.postgres
def test_postgresql_gives_the_same_dispositions_and_routes_as_sqlite(province_on_postgres, province, catalogue, day):
    answers = []
    for session in (province_on_postgres, province):
        say(session, catalogue, TTTT, "passed", day("T2 11/08/2025"), duty="S000-07", to=["police/2025-06/87"])
        assert assign(session, catalogue) == 0
        plans = owes(session, catalogue, day("T7 01/03/2025"), duty="S000-12")
        routes = [(o.unit_id, o.route, o.old_route_until) for o in plans]
        answers.append((dispositions(session, catalogue, day("CN 22/11/2026")), routes))
    assert answers[0] == answers[1]
