"""The page about the portal's JSON says what the running application answers: addresses, parameters, keys, refusals."""

from __future__ import annotations

import inspect
import json
import re
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from fastapi.openapi.utils import get_openapi
from starlette.testclient import TestClient

from models.catalogue import home_catalogue
from models.closing import close_period
from models.quiet_hours import day_in_hanoi
from notifications.zalo.addresses import DEMO_APP, EVENTS, event_secret
from notifications.zalo.events import HEADER, signature
from portal.routes import ROUTERS
from tests.portal.people import FIGURES, KEY, PERIOD, PROGRAMME, REQUEST, Portal, seal_in, token_in

PAGE = (Path(__file__).resolve().parents[2] / "docs/api.md").read_text("utf-8")
SECTIONS = dict(re.findall(r"(?ms)^## `(\w+ [^`]+)`\n(.*?)(?=^## |\Z)", PAGE))
ANSWERS_JSON = re.compile(r"JSONResponse\(|-> dict|, JSON\)|TYPES\[name")
OWN_KEYS = {"figures", "missing"}  # their keys are codes of indicators


def section(address: str) -> str:
    (found,) = [text for head, text in SECTIONS.items() if head.split(" ")[1].startswith(address)]
    return found


def example(address: str) -> Any:
    return json.loads(re.search(r"(?s)```json\n(.*?)```", section(address))[1])


def told(address: str) -> set[int]:
    return {int(code) for code in re.findall(r"(?m)^\| (\d{3}) \|", section(address))}


def differences(shown: Any, answered: Any, at: str = "") -> list[str]:
    """Keys and kinds of value in which an answer differs from what the page shows; `{}` there is any object."""
    if isinstance(shown, dict) and isinstance(answered, dict):
        if not shown or at.rpartition(".")[2] in OWN_KEYS:
            return []
        apart = [f"{at}.{key}" for key in sorted({*shown} ^ {*answered})]
        both = {*shown} & {*answered}
        return apart + [d for key in both for d in differences(shown[key], answered[key], f"{at}.{key}")]
    if isinstance(shown, list) and isinstance(answered, list):
        return differences(shown[0], answered[0], f"{at}[]") if shown and answered else []
    kinds = {bool: "bool", int: "number", float: "number"}
    one, other = (kinds.get(type(value), type(value).__name__) for value in (shown, answered))
    return [] if one == other or None in (shown, answered) else [f"{at}: {one}, not {other}"]


def test_every_address_that_answers_json_is_on_the_page_and_no_other() -> None:
    found = {
        f"{method} {re.sub(':path', '', route.path)}"
        for router in ROUTERS
        for route in router.routes
        for method in route.methods
        if ANSWERS_JSON.search(inspect.getsource(route.endpoint))
    }
    assert found == {head.partition("?")[0] for head in SECTIONS} - {"GET /do-luong"}


def test_every_parameter_of_the_real_application_is_on_the_page(portal: Portal) -> None:
    known = get_openapi(title="", version="", routes=portal.app.routes)["paths"]
    for head, text in SECTIONS.items():
        method, address = head.partition("?")[0].split(" ")
        asked = known[address][method.lower()].get("parameters", [])
        assert [p["name"] for p in asked if p["in"] in ("path", "query") and f"`{p['name']}`" not in text] == []


def test_a_machine_is_refused_in_json_and_a_person_with_a_page(portal: Portal) -> None:
    """The same sentence and status; a route that answers in JSON only needs no `Accept`."""
    asks = {"accept": "application/json"}
    stranger, officer, unit = portal.stranger(), portal.officer(), portal.unit()
    refused = [
        (stranger, "/don-vi", 401),
        (unit, "/don-vi/khong/co/ky", 404),
        (officer, f"/can-bo/xuat/tep/{KEY}?dang=json&ban=7", 422),
        (officer, "/can-bo/suc-khoe", 403),
        (officer, "/khong-co", 404),
        (officer, "/dang-xuat", 405),
    ]
    for client, address, status in refused:
        machine, person = client.get(address, headers=asks), client.get(address)
        assert (machine.status_code, person.status_code) == (status, status), address
        assert list(machine.json()) == ["error"], address
        assert machine.json()["error"] in unescape(person.text), address
        assert person.headers["content-type"].startswith("text/html"), address
        assert client.get(address, headers={"accept": "text/html, application/json"}).text.startswith("<!doctype")
    assert "đăng nhập" in stranger.get("/can-bo", headers=asks).json()["error"]
    assert list(officer.get(EVENTS).json()) == ["error"]
    unsealed = unit.post(f"/don-vi/nhap-do/{KEY}", data={})
    assert (unsealed.status_code, list(unsealed.json())) == (403, ["error"])
    assert list(portal.stranger().post(EVENTS, content=b"{}").json()) == ["error"]
    portal.home.save(portal.home.settings_in_file().model_copy(update={"second_factor_roles": "staff"}))
    assert officer.get("/can-bo").status_code == 303
    assert officer.get("/can-bo", headers=asks).status_code == 403


@pytest.fixture
def filed(portal: Portal) -> Portal:
    client = portal.unit()
    page = client.get(f"/don-vi/{KEY}").text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES}
    assert client.post(f"/don-vi/{KEY}", data=data).status_code == 303
    return portal


def test_monitors_are_answered_as_the_page_says(portal: Portal) -> None:
    stranger = portal.stranger()
    health, pulse = stranger.get("/suc-khoe"), stranger.get("/suc-khoe/nhip")
    assert health.json() == json.loads(re.search(r"```json\n(.*?)\n```", SECTIONS["GET /suc-khoe"])[1])
    assert pulse.status_code in told("/suc-khoe/nhip")
    assert differences(example("/suc-khoe/nhip"), pulse.json()) == []
    assert {w["work"] for w in pulse.json()["works"]} == {"round", "drain"}
    assert stranger.get("/do-luong").status_code == 404


def test_a_sheet_is_kept_and_refused_as_the_page_says(portal: Portal) -> None:
    address = f"/don-vi/nhap-do/{KEY}"
    client = portal.unit()
    page = client.get(f"/don-vi/{KEY}").text
    taken = re.search(r'name="taken" value="([^"]*)"', page[page.index('id="bieu"') :])[1]
    sheet = {"seal": seal_in(page), "token": token_in(page), "taken": taken, "saves": "1"}
    kept = client.post(address, data={**sheet, "f.B01": "12", "f.B02": "9", "f.E03": "3", "f.E04": "4"})
    assert kept.status_code == 200
    assert kept.json()["errors"]
    assert kept.json()["queries"]
    assert differences(example("/don-vi/nhap-do"), kept.json()) == []
    answers = [
        portal.stranger().post(address, data=sheet),
        client.post(address, data={**sheet, "seal": "0" * 64}),
        client.post(address.replace(REQUEST, "DX-1"), data=sheet),
        client.post(address, data={"seal": sheet["seal"], "f.B01": "12"}),
    ]
    assert {a.status_code for a in answers} | {200} == told("/don-vi/nhap-do")


def test_figures_are_handed_out_and_refused_as_the_page_says(filed: Portal) -> None:
    address = f"/can-bo/xuat/tep/{KEY}"
    officer = filed.officer()
    answer = officer.get(f"{address}?dang=json")
    assert answer.headers["content-type"] == "application/json"
    shown, found = example("/can-bo/xuat/tep"), answer.json()
    found["units"].sort(key=lambda unit: not unit["reported"])
    found["lines"].sort(key=lambda line: line["code"] != "B01")
    found["totals"].sort(key=lambda row: row["indicator"] != "B01")
    assert differences(shown, found) == []
    assert filed.stranger().get(f"{address}?dang=json").status_code == 401
    assert officer.get(f"{address}?dang=khac").status_code == 404
    assert officer.get(f"{address}?dang=json&ban=7").status_code == 422
    assert {200, 401, 403, 404, 422} == told("/can-bo/xuat/tep")


def test_a_sending_is_handed_out_and_refused_as_the_page_says(filed: Portal) -> None:
    with filed.session() as session:
        law, now = home_catalogue(filed.home), filed.clock.now + timedelta(days=14)
        close_period(session, law, PROGRAMME, REQUEST, PERIOD, day_in_hanoi(now), now, "thammuu")
        session.commit()
    officer, address = filed.officer(), "/can-bo/ban-da-gui"
    assert differences(example(address), officer.get(f"{address}/1/{KEY}").json()) == []
    answers: list[TestClient] = [filed.stranger(), officer, officer]
    codes = [c.get(f"{address}/{n}/{KEY}").status_code for c, n in zip(answers, (1, 2, 0), strict=True)]
    assert {200, *codes} == told(address)


def test_an_event_is_taken_and_refused_as_the_page_says(portal: Portal) -> None:
    stamp = str(int(portal.clock.now.timestamp() * 1000))
    raw = json.dumps({"event_name": "user_seen_message", "timestamp": stamp, "message": {"msg_ids": ["a"]}}).encode()
    signed = signature(DEMO_APP, raw, stamp, event_secret(portal.home))
    answer = portal.stranger().post(EVENTS, content=raw, headers={HEADER: signed})
    assert answer.json() == example(EVENTS)
    refused = portal.stranger().post(EVENTS, content=raw, headers={HEADER: "mac=0"})
    assert {answer.status_code, refused.status_code} == told(EVENTS)
