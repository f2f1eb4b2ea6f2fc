"""A rehearsal plays the live code day after day, touches nothing real, and is the same every time."""

import socket
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, select

import models.access
import models.facts  # noqa: F401
from models.assignments import assign
from models.behaviour import Behaviour, Habit
from models.errors import Refused
from models.messages import Message
from models.settings import Home, Settings
from models.unit_map import builtin_units, load_units
from models.units import Assignment, Contact, Unit
from models.vocabulary import Channel
from notifications.channels import Letter, PostOffice, open_channels
from tasks.rehearsal import Asked, rehearse
from tasks.rehearsal_diff import compare, counts, read_played
from tasks.scratch import ScratchHome, scratch_home
from tasks.session import engine_of, open_session
from tests.ready_tables import tables_on

P05 = "05-ctrph-cat-mttq"
SUMMER = Asked(P05, date(2025, 5, 26), date(2025, 8, 1))  # over the end of the districts and old communes
ALL_SILENT = Behaviour("1", Habit(on_time=0, late=0, by_hand=0))
ALL_IN_TIME = Behaviour("1", Habit(on_time=1, late=0, returned=0, by_hand=0))


@pytest.fixture(scope="module")
def summer(catalogue):
    return rehearse(catalogue, SUMMER)


def of(played, *what):
    return [event for event in played.events if event["what"] in what]


def told(played):
    return of(played, "message", "escalation")


def test_two_rehearsals_are_the_same_byte_for_byte(catalogue, summer):
    again = rehearse(catalogue, SUMMER)
    assert again.text == summer.text
    assert len(summer.events) > 300


def test_no_day_is_passed_over_on_which_anything_would_have_happened(catalogue, summer):
    every_day = rehearse(catalogue, replace(SUMMER, passes_over=False))
    assert every_day.text == summer.text


def test_another_seed_is_another_story(catalogue, summer):
    other = rehearse(catalogue, replace(SUMMER, behaviour=Behaviour("2")))
    assert other.summary["filed"] != 0
    assert [e for e in of(other, "filed")] != [e for e in of(summer, "filed")]


def test_it_shows_deadlines_messages_closings_totals_filings_and_successions(summer, day):
    kinds = {event["what"] for event in summer.events}
    assert {"deadline", "message", "close", "filed", "succession"} <= kinds
    assert summer.events == sorted(summer.events, key=lambda e: e["on"])
    assert {e["on"] for e in of(summer, "succession")} == {day("T3 1/7/2025").isoformat()}
    assert summer.summary["messages"] == len(told(summer))


def test_after_its_last_day_nobody_hears_anything_and_its_heir_is_told_instead(summer):
    ended = {e["from"] for e in of(summer, "succession")}
    heirs = {e["to"] for e in of(summer, "succession")} - ended
    after = [e for e in told(summer) if e["on"] >= "2025-07-01" and e["state"] == "sent"]
    assert after
    assert not ended & {e["unit"] for e in after}
    assert heirs & {e["unit"] for e in after}


def test_messages_leave_in_working_hours_only(catalogue, summer):
    for event in told(summer):
        if event["state"] == "sent":
            assert catalogue.calendar.is_working(date.fromisoformat(event["on"])) or "T07:30" in event["at"]


def test_who_is_always_in_time_is_never_chased_and_who_is_silent_is(catalogue):
    march = Asked(P05, date(2024, 3, 1), date(2024, 4, 15), ALL_IN_TIME)
    calm = rehearse(catalogue, march)
    assert not {"chaser_1", "chaser_2"} & set(calm.summary["by_stage"])
    assert calm.summary["reported"] == calm.summary["obligations"]
    storm = rehearse(catalogue, replace(march, behaviour=ALL_SILENT))
    assert storm.summary["filed"] == storm.summary["reported"] == 0
    assert storm.summary["by_stage"]["chaser_1"] >= storm.summary["obligations"]
    assert storm.summary["escalations"] > 0, "the head is told with the second chaser"


def test_no_socket_is_opened(catalogue, monkeypatch):
    def refuse(*_):
        raise AssertionError("a rehearsal reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    played = rehearse(catalogue, Asked(P05, date(2024, 3, 1), date(2024, 3, 31)))
    assert played.summary["by_state"]["sent"] > 0


def test_a_scratch_home_has_channels_but_no_line_out(tmp_path):
    settings = ScratchHome(tmp_path, "Công an tỉnh (thử)").settings().model_copy(update={"smtp_host": "mail.example"})
    assert open_channels(settings) == {*Channel}
    with PostOffice(settings) as office:
        letter = Letter("email", "a@b.example", "x", "x", "<k@b.example>")
        assert [said.provider_id for said in office.deliver_all([letter, letter])] == ["rehearsal", "rehearsal"]


def test_no_settings_file_can_ask_for_that_mode(tmp_path):
    home = Home(tmp_path)
    (tmp_path / "settings.toml").write_text('mode = "rehearsal"\n')
    with pytest.raises(Refused, match="demo hoặc live"):
        home.settings()


@pytest.fixture
def real(tmp_path, catalogue):
    """A home with the built-in map, where one unit has a contact."""
    home = Home(tmp_path / "real")
    home.save(Settings(mode="demo"))
    tables_on(engine_of(home))
    with open_session(home) as s:
        load_units(s, builtin_units(), catalogue)
        assign(s, catalogue)
        alive = select(Unit.id).join(Assignment, col(Assignment.unit_id) == Unit.id)
        meets = (Assignment.programme == P05, Assignment.duty == "S000-16", col(Unit.valid_to).is_(None))
        unit = s.exec(alive.where(*meets).order_by(Unit.id))
        s.add(Contact(unit_id=unit.first(), email="xa@don-vi.example"))
    yield home
    engine_of(home).dispose()


@pytest.mark.sqlite
def test_a_real_home_lends_its_units_and_stays_as_it_was(catalogue, real):
    engine_of(real).dispose()
    before = (real.path / "dondoc.db").read_bytes()
    played = rehearse(catalogue, Asked(P05, date(2025, 7, 1), date(2025, 8, 31), ALL_SILENT), real)
    engine_of(real).dispose()
    assert (real.path / "dondoc.db").read_bytes() == before
    by_mail = {e["unit"] for e in told(played) if e["channel"] == "email"}
    assert len(by_mail) == 1, "only one unit has an address; the others are called"
    assert played.summary["by_channel"]["hand"] > 100
    assert "xa@don-vi.example" not in played.text


def test_nothing_of_a_rehearsal_stays_on_the_disk(catalogue):
    with scratch_home(catalogue, P05, None, Behaviour(), date(2024, 3, 1)) as home:
        with open_session(home) as s:
            assert s.exec(select(Message)).all() == []
        folder = home.path
        assert folder.exists()
    assert not folder.exists()


def test_days_in_the_wrong_order_and_unknown_programmes_are_refused(catalogue):
    with pytest.raises(Refused, match="ở trước ngày đầu"):
        rehearse(catalogue, Asked(P05, date(2025, 2, 1), date(2025, 1, 1)))
    with pytest.raises(Refused, match="Không có chương trình"):
        rehearse(catalogue, Asked("99", date(2025, 1, 1), date(2025, 2, 1)))


def test_a_rehearsal_beside_itself_shows_no_difference(summer):
    assert compare(summer.events, summer.events) == []


def test_a_moved_rule_shows_its_deadline_and_what_hangs_on_it(catalogue):
    duty = catalogue.duty(P05, "S000-12")
    law = catalogue.programme(P05)
    later = replace(duty, rule=replace(duty.rule, shape=replace(duty.rule.shape, day=date(2024, 3, 22))))
    changed = replace(law, duties={**law.duties, "S000-12": later})
    other = replace(catalogue, programmes={**catalogue.programmes, P05: changed}, memo={})
    span = Asked(P05, date(2024, 3, 1), date(2024, 4, 30), ALL_SILENT)
    found = compare(rehearse(catalogue, span).events, rehearse(other, span).events)
    assert {d.key["duty"] for d in found if d.what in ("deadline", "close")} == {"S000-12"}
    assert "S000-12" in {d.key["duty"] for d in found if d.what == "message"}
    deadlines = {(d.change, d.key["period"]) for d in found if d.what == "deadline"}
    assert deadlines == {("gone", "2024-03-15"), ("added", "2024-03-22")}
    assert counts(found)["deadline"] == {"added": 1, "gone": 1, "changed": 0}


def test_a_new_day_off_moves_reminders_and_no_deadline_of_the_law(catalogue, day):
    from models.workdays import DayOff, WorkCalendar

    off = day("T5 29/5/2025")
    table = catalogue.tables[2025]
    tables = {**catalogue.tables, 2025: replace(table, days_off=(*table.days_off, DayOff(off, off, "thử")))}
    other = replace(catalogue, tables=tables, calendar=WorkCalendar(tables.values()), memo={})
    span = Asked(P05, date(2025, 5, 1), date(2025, 6, 20), ALL_SILENT)
    found = compare(rehearse(catalogue, span).events, rehearse(other, span).events)
    assert found
    assert not [d for d in found if d.what == "deadline" and "last_valid_on" in d.fields]


def test_a_log_is_read_back_as_it_was_written(tmp_path, summer):
    file = tmp_path / "nhat-ky.jsonl"
    file.write_text(summer.text, "utf-8")
    assert read_played(file).text == summer.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "không trọn vẹn"),
        ("{}\n", "dòng 1"),
        ("không phải\n", "dòng 1"),
        ('{"what": "summary"}\n', "không trọn vẹn"),
    ],
)
def test_what_is_no_log_is_refused(tmp_path, text, said):
    file = tmp_path / "x.jsonl"
    file.write_text(text, "utf-8")
    with pytest.raises(Refused, match=said):
        read_played(file)
    with pytest.raises(Refused, match="Không đọc được"):
        read_played(tmp_path / "nothing.jsonl")
