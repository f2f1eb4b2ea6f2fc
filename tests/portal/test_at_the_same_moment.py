"""Many people at the same moment: two tabs of one unit, one token pressed everywhere, two officers on one filing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from sqlmodel import select

from models.access import Officer
from models.facts import Decision, Submission
from tests.portal.people import FIGURES, KEY, PASSWORD, Portal, seal_in, token_in

FORM = f"/don-vi/{KEY}"


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [done.result() for done in [pool.submit(call) for call in calls]]


def test_two_tabs_of_one_unit_lose_nothing(portal: Portal) -> None:
    tabs = [portal.unit() for _ in range(4)]
    sent = []
    for n, tab in enumerate(tabs):
        page = tab.get(FORM).text
        sent.append({"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES, "f.B01": str(n + 1)})
    answers = at_once([lambda t=t, d=d: t.post(FORM, data=d) for t, d in zip(tabs, sent, strict=True)])
    assert [a.status_code for a in answers] == [303] * 4
    with portal.session() as session:
        kept = list(session.exec(select(Submission).order_by(Submission.version)))
    assert [s.version for s in kept] == [1, 2, 3, 4]
    assert {s.figures["B01"] for s in kept} == {1, 2, 3, 4}
    assert [s.state for s in kept].count("filed") == 1
    assert len({s.receipt for s in kept}) == 4


def test_one_token_pressed_everywhere_files_once(portal: Portal) -> None:
    client = portal.unit()
    page = client.get(FORM).text
    data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES}
    answers = at_once([lambda: client.post(FORM, data=data)] * 6)
    assert {a.headers["location"] for a in answers} == {answers[0].headers["location"]}
    with portal.session() as session:
        assert len(session.exec(select(Submission)).all()) == 1


def test_units_file_while_others_read(portal: Portal) -> None:
    clients = [portal.unit(unit) for unit in portal.units]
    officer = portal.officer()
    posts = []
    for client in clients:
        page = client.get(FORM).text
        data = {"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES}
        posts.append(lambda c=client, d=data: c.post(FORM, data=d).status_code)
    reads = [lambda: officer.get(f"/can-bo/tong-hop/{KEY}").status_code] * 4
    assert at_once([*posts, *reads]) == [303] * 4 + [200] * 4


def test_two_officers_with_different_words_are_heard_once(portal: Portal) -> None:
    client = portal.unit()
    page = client.get(FORM).text
    client.post(FORM, data={"seal": seal_in(page), "token": token_in(page), "kind": "figures", **FIGURES})
    one, other = portal.officer("thammuu"), portal.officer("vanhanh")
    path = "/can-bo/bai-nop/1"
    seals = [seal_in(o.get(path).text) for o in (one, other)]
    answers = at_once(
        [
            lambda: one.post(path, data={"seal": seals[0], "action": "accept"}).status_code,
            lambda: other.post(path, data={"seal": seals[1], "action": "accept"}).status_code,
        ]
    )
    assert set(answers) <= {303, 422}
    with portal.session() as session:
        assert len(session.exec(select(Decision)).all()) == 1


def test_guesses_made_together_are_all_counted(portal: Portal) -> None:
    clients = [portal.stranger() for _ in range(5)]
    seals = [seal_in(c.get("/dang-nhap").text) for c in clients]
    wrong = {"username": "thammuu", "password": "sai-mat-khau-roi"}
    at_once(
        [lambda c=c, s=s: c.post("/dang-nhap", data={"seal": s, **wrong}) for c, s in zip(clients, seals, strict=True)]
    )
    with portal.session() as session:
        assert session.get_one(Officer, "thammuu").locked_until is not None
    right = {"seal": seals[0], "username": "thammuu", "password": PASSWORD}
    assert clients[0].post("/dang-nhap", data=right).status_code == 401
