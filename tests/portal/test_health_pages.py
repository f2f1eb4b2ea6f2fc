"""What operators and monitors may see of the machinery: points with what to do, and counts; nothing of anybody."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families
from sqlmodel import select
from starlette.testclient import TestClient

from models.access import Officer
from models.pulses import beat
from models.quiet_hours import day_in_hanoi
from models.units import Contact, Unit
from models.vocabulary import MessageState, Work
from tests.portal.people import MONDAY, Portal


def test_the_health_page_tells_operators_what_to_do_and_nobody_else(portal: Portal) -> None:
    page = portal.officer("vanhanh").get("/can-bo/suc-khoe").text
    assert "Sức khỏe hệ thống" in page
    assert "Chưa có bản sao lưu nào" in page
    assert "dondoc backup" in page
    assert page.index("phải xử lý</span>") < page.index("tốt</span>")  # the worst first
    assert portal.officer("thammuu").get("/can-bo/suc-khoe").status_code == 403
    assert "/can-bo/suc-khoe" in portal.officer("vanhanh").get("/can-bo/nhip").text


def test_measures_are_counts_for_this_machine_or_under_the_code(portal: Portal, monkeypatch) -> None:
    with portal.session() as session:
        beat(session, Work.ROUND, day_in_hanoi(MONDAY), MONDAY)
        session.commit()
        told = [unit.name for unit in session.exec(select(Unit).limit(50))]
        told += [contact.email for contact in session.exec(select(Contact))]
        told += [officer.username for officer in session.exec(select(Officer))]
    here = TestClient(portal.app, base_url="http://portal.test", client=("127.0.0.1", 5000))
    answer = here.get("/do-luong")
    assert answer.status_code == 200
    measured = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert measured["dondoc_work_last_success_timestamp_seconds", "round"] == MONDAY.timestamp()
    assert measured["dondoc_sending_stopped",] == 0
    assert {key[1] for key in measured if key[0] == "dondoc_messages"} == {state.value for state in MessageState}
    assert not [name for name in told if name in answer.text]

    assert portal.stranger().get("/do-luong").status_code == 404
    assert here.get("/do-luong", headers={"x-forwarded-for": "203.0.113.7"}).status_code == 404
    bearer = {"authorization": "Bearer ma-doc-so-do"}
    assert portal.stranger().get("/do-luong", headers=bearer).status_code == 404  # no code was set
    monkeypatch.setenv("DONDOC_METRICS_TOKEN", "ma-doc-so-do")
    assert portal.stranger().get("/do-luong", headers=bearer).status_code == 200
    assert portal.stranger().get("/do-luong", headers={"authorization": "Bearer sai"}).status_code == 404
    assert portal.stranger().get("/do-luong", headers={"authorization": "Bearer "}).status_code == 404
