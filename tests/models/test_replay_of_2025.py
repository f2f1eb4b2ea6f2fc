"""The two acts of 2025, confirmed and undone: totals are conserved, no duty is left on the dead, nothing is overdue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlmodel import Session, select

from models.assignments import assign
from models.catalogue import Catalogue
from models.disposing import dispose
from models.dispositions import dispositions
from models.facts import Request
from models.filing import file_submission
from models.obligations import owes
from models.quiet_hours import HANOI
from models.requests import open_request
from models.row_journal import picture
from models.totals import total
from models.unit_act_files import read_act
from models.unit_changes import TOUCHED, confirm, propose, undo
from models.units import Assignment, Disposition, Unit
from models.vocabulary import MapView
from tests.replay import POLICE_OF_MARCH_2025, act_of_july_2025, country_before_2025

P05 = "05-ctrph-cat-mttq"
MAY = {"programme": P05, "duty": "DX-2025-05", "period": "2025-05-29"}
DUES = ("overdue", "due", "open", "extended", "returned")


def noon(on: date) -> datetime:
    return datetime(on.year, on.month, on.day, 12, tzinfo=HANOI).astimezone(UTC)


@pytest.fixture
def before(catalogue: Catalogue) -> Iterator[Session]:
    """The units as they stood in February 2025, nothing foreseen; in May all 141 communes will be asked for figures."""
    with country_before_2025(catalogue) as session:
        yield session


def report_in_may(session: Session, catalogue: Catalogue) -> None:
    on = date(2025, 5, 12)
    communes = sorted(o.unit_id for o in owes(session, catalogue, on, duty="S000-16", period="2025-05"))
    asked = Request(
        programme=P05, code="DX-2025-05", title="Báo cáo nhanh", document="45/CAT-PTM", document_on=on,
        bound="before", named_on=date(2025, 5, 29), form="phong-trao-rut-gon",
    )  # fmt: skip
    open_request(session, catalogue, asked, communes, by="an", now=noon(on))
    for n, unit_id in enumerate(communes[5:], 1):
        figures = {"B01": n, "G01": n + 0.25, "D01.tu_so": n, "D01.mau_so": 3 * n}
        now = noon(date(2025, 5, 20))
        file_submission(session, catalogue, **MAY, unit_id=unit_id, kind="figures", figures=figures, now=now)


def enact(session: Session, catalogue: Catalogue, read, on: date) -> int:
    change = propose(session, read, "an", noon(on))
    confirm(session, catalogue, change.id or 0, "binh", noon(on))
    return change.id or 0


def root(session: Session, catalogue: Catalogue, on: date, view: MapView) -> dict[str, tuple]:
    rows = total(session, catalogue, P05, "2025-05-29", as_of=on, view=view)
    top = rows[0].node
    return {
        r.indicator: (r.value, r.numerator, r.denominator, r.reported, r.expected, r.missing, r.is_estimate)
        for r in rows
        if r.node == top
    }


def test_the_replay_of_march_and_july_2025_conserves_totals_and_leaves_no_duty_on_the_dead(before, catalogue, day):
    session = before
    as_loaded = picture(session, TOUCHED)
    march = enact(session, catalogue, read_act("thang-3.yaml", POLICE_OF_MARCH_2025), day("T6 28/02/2025"))
    found = dispositions(session, catalogue, day("T7 01/03/2025"))
    assert Counter(str(d.kind) for d in found if d.duty == "S000-15") == {"ended": 12}
    assert all("121-KL/TW" in d.basis for d in found if d.duty == "S000-15")
    rerouted = [d for d in found if d.duty == "S000-12" and d.is_receiver]
    assert {(str(d.kind), d.to) for d in rerouted} == {("rerouted", (("police/2025-06/87", "Công an tỉnh Đồng Tháp"),))}
    assert len(rerouted) == 12
    report_in_may(session, catalogue)
    on = day("T2 30/06/2025")
    then = root(session, catalogue, on, MapView.DAY)
    july = enact(session, catalogue, act_of_july_2025(), on)
    today = day("T3 01/07/2025")
    for view in MapView:
        assert root(session, catalogue, today, view) == then
    dead = set(session.scalars(select(Unit.id).where(Unit.valid_to < today)))
    known = {(d.programme, d.duty, d.unit_id) for d in dispositions(session, catalogue, today)}
    owed = owes(session, catalogue, today)
    assert not [o for o in owed if o.unit_id in dead and o.state in DUES]
    assert {(o.programme, o.duty, o.unit_id) for o in owed if o.unit_id in dead and o.state == "ended"} <= known
    passed = {id for d in dispositions(session, catalogue, today) if d.duty == "S000-16" for id, _ in d.to}
    assert passed == {o.unit_id for o in owed if (o.duty, o.period) == ("S000-16", "2025-07")}
    assert len(passed) == 45
    undo(session, catalogue, july, "binh", noon(today))
    assert root(session, catalogue, today, MapView.TODAY) == then
    for filing in (
        "attachment",
        "wide_figures",
        "submission",
        "request",
        "assignment",
    ):  # nobody was asked in May: all the way back
        where = " WHERE reason = 'request'" if filing == "assignment" else ""
        session.connection().exec_driver_sql(f"DELETE FROM {filing}{where}")
    session.expire_all()
    undo(session, catalogue, march, "binh", noon(today))
    assert picture(session, TOUCHED) == as_loaded


def test_a_word_on_a_unit_whose_end_was_undone_no_longer_takes_its_duties_away(before, catalogue, day):
    session, on = before, day("T2 10/03/2025")
    held = set(session.exec(select(Assignment.duty, Assignment.unit_id, Assignment.reason)))
    march = enact(session, catalogue, read_act("thang-3.yaml", POLICE_OF_MARCH_2025), day("T6 28/02/2025"))
    district = "police/2025-06/872"
    dispose(
        session, catalogue, programme=P05, duty="S000-15", units=[district], kind="passed", to=["front/2025-06/872"],
        basis="Công văn thử", by="an", now=noon(on),
    )  # fmt: skip
    assert owes(session, catalogue, on, unit_id="front/2025-06/872", duty="S000-15")
    undo(session, catalogue, march, "binh", noon(on))
    assert session.exec(select(Disposition)).all()
    assign(session, catalogue)
    assert set(session.exec(select(Assignment.duty, Assignment.unit_id, Assignment.reason))) == held
