"""A round asks for final figures of those who sent estimates, and of nobody else; nothing is said once they are in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from models.catalogue import home_catalogue
from models.facts import Decision, Request, Submission
from models.next_look import next_look
from models.units import Assignment, Unit
from tasks.plan_reminders import plan_reminders
from tasks.send_messages import drain
from tasks.session import open_session
from tests.province import P05

CODE = "DX-01"


@pytest.fixture(params=["province", "province_on_postgres"])
def asked(request, day):
    """Three communes asked by T4 20/3/2024 for figures that close on CN 31/3/2024; number 3 has sent nothing."""
    province = request.getfixturevalue(request.param)
    units = [province.commune(n, duties=()) for n in (1, 2, 3)]
    opened = datetime(2024, 3, 11, 2, tzinfo=UTC)
    province.add(
        Request(
            programme=P05, code=CODE, title="Kết quả phong trào quý I", document="12/CAT-PTM", period="2024-03-20",
            document_on=day("T2 11/3/2024"), bound="by", named_on=day("T4 20/3/2024"),
            window_from=day("T6 15/12/2023"), window_to=day("CN 31/3/2024"), route_to="Công an tỉnh", by="x", at=opened,
        ),
        *(Assignment(programme=P05, duty=CODE, unit_id=unit, reason="request") for unit in units),
    )  # fmt: skip
    province.add(*(filing(unit, is_provisional=n < 2) for n, unit in enumerate(units[:2], 1)))
    return province


def filing(unit: str, version: int = 1, **more) -> Submission:
    key = {"programme": P05, "duty": CODE, "period": "2024-03-20", "unit_id": unit, "version": version}
    return Submission(**key, kind="figures", filed_at=datetime(2024, 3, 18 + version, 2, tzinfo=UTC), **more)


def told(province, on, now) -> list[tuple[str, str]]:
    before = len(province.messages())
    plan_reminders(province.home, on, now)
    return [
        (m.recipient, m.subject) for m in province.messages()[before:] if m.channel == "email" and m.state == "planned"
    ]


def test_only_who_sent_estimates_is_asked_once_a_rung(asked, at, day):
    first = told(asked, day("T2 01/4/2024"), at("01/04/2024 08:00"))
    finals = [(to, subject) for to, subject in first if "Gửi số chính thức" in subject]
    assert [to for to, _ in finals] == ["police/x/1"]
    assert finals[0][1].startswith("[Nhắc việc] Gửi số chính thức: Kết quả phong trào quý I")
    assert "police/x/2" not in [to for to, _ in first]
    [letter] = [m for m in asked.messages() if m.subject == finals[0][1] and m.channel == "email"]
    assert "chậm nhất hết ngày 03/4/2024" in asked.words(letter)
    drain(asked.home, at("01/04/2024 09:00"))
    assert told(asked, day("T3 02/4/2024"), at("02/04/2024 08:00")) == []
    again = told(asked, day("T5 04/4/2024"), at("04/04/2024 08:00"))
    assert [to for to, subject in again if "số chính thức" in subject] == ["police/x/1"]


def test_final_figures_that_came_meanwhile_are_not_asked_for_in_the_letter_that_waited(asked, at, day):
    told(asked, day("T2 01/4/2024"), at("01/04/2024 08:00"))
    with open_session(asked.home) as s:
        old = s.exec(select(Submission).where(Submission.unit_id == "police/x/1")).one()
        old.state = "superseded"
        s.add(old)
        s.add(filing("police/x/1", 2, is_provisional=False))
    drain(asked.home, at("01/04/2024 09:00"))
    assert [m.state for m in asked.messages() if m.recipient == "police/x/1" and m.channel == "email"] == ["skipped"]


def test_an_accepted_estimate_is_asked_for_as_well(asked, at, day):
    with open_session(asked.home) as s:
        old = s.exec(select(Submission).where(Submission.unit_id == "police/x/1")).one()
        s.add(Decision(submission_id=old.id, action="accept", by="x", at=datetime(2024, 3, 21, 2, tzinfo=UTC)))
        old.state = "accepted"
        s.add(old)
    first = told(asked, day("T2 01/4/2024"), at("01/04/2024 08:00"))
    assert "police/x/1" in [to for to, _ in first]


def test_a_unit_that_is_no_more_is_not_asked(asked, at, day):
    with open_session(asked.home) as s:
        s.get_one(Unit, "police/x/1").valid_to = day("T6 29/3/2024")
    assert "police/x/1" not in [to for to, _ in told(asked, day("T2 01/4/2024"), at("01/04/2024 08:00"))]


def test_a_look_ahead_knows_the_days_on_which_final_figures_are_asked_for(asked, at, day):
    for text in ("T5 21/3/2024", "T3 26/3/2024"):
        told(asked, day(text), at(f"{text.split()[1]} 08:00"))
        drain(asked.home, at(f"{text.split()[1]} 09:00"))
    with open_session(asked.home) as s:
        assert next_look(s, home_catalogue(asked.home), at("31/03/2024 23:00")) == day("T2 01/4/2024")


def test_a_preview_says_what_the_round_will_ask(asked, at, day):
    report = plan_reminders(asked.home, day("T2 01/4/2024"), at("01/04/2024 08:00"), dry_run=True)
    assert report.stages.get("final") == 1
