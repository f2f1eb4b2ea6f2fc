"""`dondoc order`: what was asked for in Prefect is seen, confirmed as it was seen, or refused, from the console."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from models.catalogue import home_catalogue
from models.extension_requests import ASKABLE
from models.facts import Extension
from models.obligations import owes
from models.quiet_hours import day_in_hanoi
from tasks.orders import ask
from tasks.session import open_session
from tasks.unit_orders import ExtensionOrder

NOW = datetime.now(UTC)
TODAY = day_in_hanoi(NOW)


@pytest.fixture(autouse=True)
def _password(monkeypatch, own_demo) -> None:
    monkeypatch.setenv("DONDOC_OFFICER_PASSWORD", own_demo.settings().ui_password)


def test_orders_are_listed_shown_confirmed_as_they_were_seen_and_refused(dondoc, own_demo):
    with open_session(own_demo) as session:
        owed = owes(session, home_catalogue(own_demo), TODAY, states=ASKABLE)
        first = next(o for o in owed if o.ended_on is None)
        key = (first.programme, first.duty, first.period)
        units = tuple(o.unit_id for o in owed if o.key[:3] == key and o.ended_on is None)[:2]
        until = max(first.due_on, TODAY) + timedelta(days=9)
        ids = [
            ask(session, own_demo, ExtensionOrder(*key, units, why, until), by="tham-muu", now=NOW).id
            for why in ("Mưa lũ chia cắt", "Mất điện diện rộng")
        ]
    rows = json.loads(dondoc("order", "list", "--json", home=own_demo).stdout)
    assert [(row["id"], row["kind"], row["state"]) for row in rows] == [(id, "extend", "waiting") for id in ids]
    shown = dondoc("order", "show", str(ids[0]), home=own_demo)
    assert "Lý do: Mưa lũ chia cắt" in shown.stdout
    mark = json.loads(dondoc("order", "show", str(ids[0]), "--json", home=own_demo).stdout)["mark"]
    confirm = ("order", "confirm", str(ids[0]), "--officer", "tham-muu", "--mark")
    assert dondoc(*confirm, "không phải dấu", home=own_demo).exit_code != 0
    wrong = dondoc(*confirm, mark[:12], home=own_demo, env={"DONDOC_OFFICER_PASSWORD": "mot-mat-khau-khac"})
    assert (wrong.exit_code, "mật khẩu không đúng" in wrong.output) == (1, True)
    assert dondoc(*confirm, mark[:12], home=own_demo).exit_code == 0
    with open_session(own_demo) as session:
        assert {row.granted_by for row in session.exec(select(Extension).where(Extension.until == until))} == {
            "tham-muu"
        }
    refuse = ("order", "refuse", str(ids[1]), "--officer", "tham-muu", "--note")
    assert "không đồng ý" in dondoc(*refuse, "Đã gia hạn rồi", home=own_demo).stdout
    assert "Không có lệnh nào" in dondoc("order", "list", home=own_demo).stdout
    everything = dondoc("order", "list", "--all", home=own_demo).stdout
    assert "đã thực hiện" in everything
    assert "không đồng ý" in everything
