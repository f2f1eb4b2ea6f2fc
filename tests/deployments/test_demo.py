"""The demo province: fictional, reproducible, true on every screen; walked as of a Sunday, of Tết and of 1 January."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlmodel import Session, select

from deployments import demo
from deployments.demo import load_demo, reset_demo
from deployments.lock import alone
from models.catalogue import home_catalogue
from models.checking import checked
from models.closing import snapshot_of
from models.errors import Refused
from models.facts import Decision, Extension, PeriodClose, Request, Submission, Waiver
from models.figures import check_figures
from models.messages import Message
from models.obligations import known_deadlines, owes
from models.period_counts import periods
from models.quiet_hours import day_in_hanoi
from models.recalculation import recalculate
from models.settings import Home, Settings
from models.totals import total
from models.units import Contact, Unit
from models.vocabulary import DerivedPart, ObligationState
from tasks.session import engine_of, open_session
from tests.deployments.conftest import SUNDAY

EVENING = datetime(2026, 11, 22, 13, 0, tzinfo=UTC)


def _table(home: Home, *columns):
    with open_session(home) as session:
        return [tuple(row) for row in session.exec(select(*columns).order_by(*columns))]


def _filed(home: Home):
    s = Submission
    key = (s.programme, s.duty, s.period, s.unit_id, s.version)
    return _table(home, *key, s.kind, s.receipt, s.note, s.filed_at)


@pytest.fixture(scope="module")
def load(tmp_path_factory):
    """The demo loaded until a day, in a home of its own."""

    def until(day, now=EVENING) -> Home:
        home = Home(tmp_path_factory.mktemp("demo") / "home")
        load_demo(home, day, now)
        return home

    return until


def test_two_loads_of_the_same_day_are_the_same(load, day):
    first, second = load(day("T2 30/09/2024")), load(day("T2 30/09/2024"))
    assert _filed(first) == _filed(second)
    for columns in (
        (Decision.submission_id, Decision.action, Decision.note, Decision.at),
        (Contact.unit_id, Contact.email, Contact.zalo, Contact.by_hand),
        (Extension.duty, Extension.period, Extension.unit_id, Extension.until),
        (PeriodClose.duty, PeriodClose.period, PeriodClose.sha256),
    ):
        assert _table(first, *columns) == _table(second, *columns)
        assert _table(first, *columns)


def test_loading_until_a_later_day_only_adds_to_the_story(load, day):
    s = Submission
    key = (s.programme, s.duty, s.period, s.unit_id, s.version, s.filed_at)
    catalogue_duty = s.duty.startswith("S")
    with open_session(load(day("T2 30/09/2024"))) as session:
        earlier = {tuple(row) for row in session.exec(select(*key).where(catalogue_duty))}
    with open_session(load(day("T3 31/12/2024"))) as session:
        later = {tuple(row) for row in session.exec(select(*key).where(catalogue_duty))}
    assert earlier < later


def test_every_screen_has_something_true_to_show(loaded_demo, day):
    sunday = day("CN 22/11/2026")
    with open_session(loaded_demo) as session:
        catalogue = home_catalogue(loaded_demo)
        found = owes(session, catalogue, sunday, programme="05-ctrph-cat-mttq")
        states = Counter(each.state for each in found)
        for state in ("accepted", "returned", "filed", "waived", "ended", "overdue", "open", "upcoming"):
            assert states[ObligationState(state)] > 0, state
        filed = [each for each in found if each.first_filed_at and each.due_on < sunday]
        late = [each for each in filed if each.days_late]
        assert 0.85 < 1 - len(late) / len(filed) < 0.97
        assert late
        assert {p.state for p in periods(session, catalogue, sunday)} == {"open", "closed", "upcoming"}
        assert session.exec(select(Extension)).first()
        assert session.exec(select(Waiver)).first()
        assert session.exec(select(Submission).where(Submission.is_provisional)).first()
        assert session.exec(select(Message)).all() == []  # nothing pretends to have been sent


def test_nothing_is_filed_by_a_unit_that_does_not_exist_nor_before_its_period_nor_after_the_day(loaded_demo, day):
    with open_session(loaded_demo) as session:
        units = {unit.id: unit for unit in session.exec(select(Unit))}
        known = {d.key: d for d in known_deadlines(session, home_catalogue(loaded_demo))}
        for filed in session.exec(select(Submission)):
            on, unit = day_in_hanoi(filed.filed_at), units[filed.unit_id]
            assert (unit.valid_from or on) <= on <= (unit.valid_to or on), filed
            assert on >= known[filed.programme, filed.duty, filed.period].period_from, filed
            assert on <= day("CN 22/11/2026")
        instants = [*session.exec(select(Decision.at)), *session.exec(select(PeriodClose.at))]
        assert all(day_in_hanoi(at) <= day("CN 22/11/2026") for at in instants)


def test_every_figure_keeps_the_checks_of_its_form(loaded_demo):
    catalogue = home_catalogue(loaded_demo)
    with open_session(loaded_demo) as session:
        with_form = list(session.exec(select(Submission).where(Submission.form != "")))
    assert len(with_form) > 3000
    for filed in with_form:
        form = catalogue.form(filed.form)
        clean, problems = check_figures(form, filed.figures)
        assert problems == [], filed.figures
        assert clean == filed.figures
        assert checked(form, filed.figures).queries == []


def test_a_returned_answer_points_to_the_boxes_of_its_form(loaded_demo):
    with open_session(loaded_demo) as session:
        marked = [word for word in session.exec(select(Decision)) if word.cells]
        assert marked
        assert all(word.action == "return" and "B02" not in word.note for word in marked)
        form = home_catalogue(loaded_demo).form("phong-trao-rut-gon")
        assert {cell["code"] for word in marked for cell in word.cells} <= {box.code for box in form.fields()}


def test_some_boxes_stay_empty_because_missing_is_not_zero(loaded_demo):
    catalogue = home_catalogue(loaded_demo)
    with open_session(loaded_demo) as session:
        asked = select(Submission).where(Submission.duty == "DX-2025-01")
        boxes = len(catalogue.form("phong-trao-rut-gon").fields())
        told = [filed.figures for filed in session.exec(asked)]
    empty = [boxes - len({**figures, "G03": ""}) for figures in told]  # remarks in words are for who has some
    assert any(empty)
    assert empty.count(0) > len(empty) / 2
    assert 0.05 < sum("G03" in figures for figures in told) / len(told) < 0.25


def test_whatever_is_kept_beside_the_story_reads_as_if_it_had_been_filed_day_by_day(loaded_demo):
    with Session(engine_of(loaded_demo)) as session:
        assert recalculate(session, home_catalogue(loaded_demo), DerivedPart, SUNDAY) == []
        session.rollback()


def test_no_period_is_closed_that_nobody_owed(loaded_demo):
    with open_session(loaded_demo) as session:
        assert all(closed.expected for closed in session.exec(select(PeriodClose)))


def test_the_closed_request_of_may_2025_adds_up_from_commune_over_district_to_province(loaded_demo, day):
    with open_session(loaded_demo) as session:
        catalogue = home_catalogue(loaded_demo)
        rows = total(
            session, catalogue, "05-ctrph-cat-mttq", "2025-05-20", duty="DX-2025-01", as_of=day("CN 22/11/2026")
        )
        parents = {unit.id: unit.parent_id for unit in session.exec(select(Unit).where(Unit.tree == "territory"))}
        closed = session.exec(select(PeriodClose).where(PeriodClose.duty == "DX-2025-01")).one()
    assert (closed.reported, closed.expected) == (132, 141)
    by_node = defaultdict(dict)
    for row in rows:
        by_node[row.indicator][row.node] = row
    levels = Counter("province" if n == "vn/2025-06/87" else "district" if parents[n] else "?" for n in by_node["B01"])
    assert levels["province"] == 1
    for indicator in ("B01", "B02", "B07", "C02", "E03", "G01"):
        nodes = by_node[indicator]
        for node, row in nodes.items():
            below = [nodes[n] for n in nodes if parents[n] == node]
            if below:
                assert row.value == sum((r.value for r in below if r.value is not None), Decimal(0)), (indicator, node)
                assert row.reported == sum(r.reported for r in below)
                assert row.expected == sum(r.expected for r in below)
    province = by_node["D01"]["vn/2025-06/87"]
    below = [row for node, row in by_node["D01"].items() if parents[node] == province.node]
    assert len(below) == 12
    assert province.numerator == sum(row.numerator or 0 for row in below)
    assert province.denominator == sum(row.denominator or 0 for row in below)
    assert province.reported + len(province.missing) == province.expected == 141
    told = {(r["indicator"], r["node"]): r["value"] for r in snapshot_of(closed)["totals"]}
    assert told["B01", province.node] == by_node["B01"][province.node].value


def test_the_request_of_the_loading_day_is_due_after_seven_working_days_and_some_have_answered(loaded_demo, day):
    with open_session(loaded_demo) as session:
        catalogue = home_catalogue(loaded_demo)
        request = session.exec(select(Request).where(Request.bound == "after")).one()
        found = owes(session, catalogue, day("CN 22/11/2026"), duty=request.code)
        times = list(session.exec(select(Submission.filed_at).where(Submission.duty == request.code)))
    assert request.is_demo
    assert len(found) == 45
    deadline = found[0].deadline
    ahead = [day("CN 22/11/2026") + timedelta(days=n) for n in range(1, 30)]
    assert deadline.last_valid_on == [d for d in ahead if catalogue.calendar.is_working(d)][6]
    assert Counter(str(each.state) for each in found) == {"filed": 8, "returned": 1, "open": 36}
    assert all(request.at < at <= datetime(2026, 11, 22, 5, 0, tzinfo=UTC) for at in times)


def test_requests_stand_in_the_demo_only_and_say_so(loaded_demo):
    with open_session(loaded_demo) as session:
        requests = list(session.exec(select(Request)))
    assert len(requests) == 3
    catalogue = home_catalogue(loaded_demo)
    for request in requests:
        assert request.is_demo
        assert "(demo)" in request.title
        assert request.document.startswith("DEMO")
        assert request.code not in catalogue.programmes[request.programme].duties


def test_contacts_are_posts_under_reserved_names_and_no_two_units_share_an_address(loaded_demo):
    with open_session(loaded_demo) as session:
        contacts = list(session.exec(select(Contact)))
        owing = {row.unit_id for row in session.exec(select(Submission))}
    assert {contact.unit_id for contact in contacts} >= owing
    owners = defaultdict(set)
    for contact in contacts:
        assert contact.by_hand == (not contact.email and not contact.zalo)
        if contact.email:
            assert contact.email.isascii()
            assert contact.email.endswith("@demo.example")
            owners[contact.email].add(contact.unit_id)
        assert contact.phone.startswith("0900")
    assert all(len(units) == 1 for units in owners.values())
    by_hand = sum(contact.by_hand for contact in contacts) / len(contacts)
    assert 0.01 < by_hand < 0.15
    assert any(contact.zalo and contact.email for contact in contacts)
    assert any(contact.zalo and not contact.email for contact in contacts)


def test_the_settings_of_a_demo_can_reach_nobody(loaded_demo):
    settings = loaded_demo.settings()
    assert settings.is_demo
    assert "demo" in settings.agency
    assert settings.smtp_host == ""  # the demo inbox
    assert settings.zalo_url == ""  # the emulator
    assert settings.sender_email.endswith(".example")
    assert settings.public_url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    ("written", "working_from"),
    [("T3 17/02/2026", "T2 23/02/2026"), ("T5 01/01/2026", "T2 05/01/2026"), ("CN 22/11/2026", "T2 23/11/2026")],
    ids=["Tết", "1 January", "Sunday"],
)
def test_on_a_day_off_nobody_decides_and_the_new_request_counts_from_the_next_working_day(
    load, day, written, working_from
):
    on = day(written)
    home = load(on)
    catalogue = home_catalogue(home)
    with open_session(home) as session:
        assert not catalogue.calendar.is_working(on)
        assert catalogue.calendar.next_working_after(on) == day(working_from)
        decided = [day_in_hanoi(at) for at in session.exec(select(Decision.at).where(Decision.action == "accept"))]
        assert decided
        assert max(decided) < on
        assert all(catalogue.calendar.is_working(d) for d in decided)
        found = owes(session, catalogue, on)
        request = [each for each in found if each.deadline.event and each.deadline.event.on == on]
        assert len(request) == 45
        assert request[0].deadline.last_valid_on == catalogue.calendar.add_working_days(on, 7)
        for each in found:
            assert (each.state is ObligationState.OVERDUE) <= (each.due_on < on)
        assert not [e for e in found if e.state is ObligationState.OVERDUE and e.unit_id.startswith("police/2025-06")]


def test_before_july_2025_the_request_goes_to_the_old_communes(load, day):
    home = load(day("T2 12/05/2025"))
    with open_session(home) as session:
        found = owes(session, home_catalogue(home), day("T2 12/05/2025"), programme="05-ctrph-cat-mttq")
        asked = Counter(each.duty for each in found if each.duty.startswith("DX"))
    assert asked == {"DX-2025-01": 141, "DX-2025-02": 141}


def test_in_the_week_before_the_map_changed_the_request_goes_to_those_who_will_exist_when_it_is_due(load, day):
    home = load(day("T2 30/06/2025"))
    with open_session(home) as session:
        catalogue = home_catalogue(home)
        code = session.exec(select(Request.code).where(Request.bound == "after")).one()
        assert owes(session, catalogue, day("T2 30/06/2025"), duty=code) == []
        assert len(owes(session, catalogue, day("T3 01/07/2025"), duty=code)) == 45


def test_shortly_after_midnight_nothing_has_happened_in_the_future(load, day):
    now = datetime(2026, 11, 22, 17, 20, tzinfo=UTC)  # 00:20 of Monday in Hanoi
    home = load(day("T2 23/11/2026"), now)
    with open_session(home) as session:
        assert max(session.exec(select(Submission.filed_at))) <= now
        assert max(session.exec(select(Request.at))) <= now


def test_a_day_before_the_programmes_or_after_today_is_refused(tmp_path, day):
    home = Home(tmp_path / "home")
    for wrong in (day("T5 29/02/2024"), day("T2 23/11/2026")):
        with pytest.raises(Refused, match="01/3/2024"):
            load_demo(home, wrong, EVENING)
    assert not home.path.exists()


def test_the_demo_goes_into_an_empty_folder_only(loaded_demo, tmp_path, day):
    with pytest.raises(Refused, match="đã có dữ liệu demo"):
        load_demo(loaded_demo, day("CN 22/11/2026"), EVENING)
    live = Home(tmp_path / "live")
    live.save(Settings(mode="live"))
    with pytest.raises(Refused, match="dữ liệu thật"):
        load_demo(live, day("CN 22/11/2026"), EVENING)
    held = Home(tmp_path / "held")
    held.path.mkdir()
    (held.path / "dondoc.db").write_bytes(b"something of somebody's")
    with pytest.raises(Refused, match="không trống"):
        load_demo(held, day("CN 22/11/2026"), EVENING)
    assert (held.path / "dondoc.db").read_bytes() == b"something of somebody's"


def test_a_load_that_fails_leaves_nothing_behind(tmp_path, day, monkeypatch):
    home = Home(tmp_path / "home")

    def breaks(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(demo, "fill", breaks)
    with pytest.raises(OSError, match="No space"):
        load_demo(home, day("CN 22/11/2026"), EVENING)
    assert not home.exists()
    assert [file.name for file in home.path.iterdir()] == []
    monkeypatch.undo()
    assert load_demo(home, day("T6 01/03/2024"), EVENING).counts["Đơn vị"] > 4000


def test_reset_takes_the_demo_away_and_nothing_else(own_demo):
    strange = own_demo.path / "ghi chú của ai đó.txt"
    strange.write_text("giữ lại", "utf-8")
    for folder in ("mail", "prefect", "logs"):
        (own_demo.path / folder).mkdir()
    reset_demo(own_demo)
    assert [file.name for file in own_demo.path.iterdir()] == [strange.name]
    with pytest.raises(Refused, match="chưa có dữ liệu demo"):
        reset_demo(own_demo)


def test_reset_waits_until_nothing_runs_on_the_home(own_demo):
    with alone(own_demo), pytest.raises(Refused, match="đang chạy"):
        reset_demo(own_demo)
    assert own_demo.exists()
    reset_demo(own_demo)
    assert list(own_demo.path.iterdir()) == []


def test_reset_never_touches_a_live_home(tmp_path):
    live = Home(tmp_path)
    live.save(Settings(mode="live"))
    (tmp_path / "dondoc.db").write_bytes(b"years of work")
    with pytest.raises(Refused, match="không xóa dữ liệu thật"):
        reset_demo(live)
    assert (tmp_path / "dondoc.db").read_bytes() == b"years of work"


def test_not_even_an_environment_variable_turns_a_live_home_into_a_demo(tmp_path, monkeypatch):
    live = Home(tmp_path)
    live.save(Settings(mode="live"))
    monkeypatch.setenv("DONDOC_MODE", "demo")
    with pytest.raises(Refused):
        reset_demo(live)
    assert live.exists()


def test_reset_asks_before_it_deletes(dondoc, own_demo):
    told = dondoc("demo", "reset", home=own_demo)
    assert told.exit_code == 1
    assert "--yes" in told.stderr
    assert own_demo.exists()
    assert dondoc("demo", "reset", "--yes", home=own_demo).exit_code == 0
    assert not own_demo.exists()


def test_load_tells_what_it_made_and_how_to_get_in(dondoc, tmp_path):
    home = Home(Path(tmp_path) / "home")
    told = dondoc("demo", "load", "--until", "2024-04-30", home=home)
    assert told.exit_code == 0, told.output
    assert home.settings().ui_password in told.stdout
    assert "tham-muu" in told.stdout
    assert "hư cấu" in told.stdout
    engine_of(home).dispose()
