"""Comparisons, targets, calls and burdens say the same on PostgreSQL as on SQLite."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.calls import calls
from models.facts import Submission, Waiver
from models.messages import Message, MessageItem
from models.obligations import find_deadline, owes
from models.quiet_hours import begin_of_day
from models.reporting_burden import figure_burdens
from models.targets import progress
from models.trend import comparisons, trends

P05, FESTIVAL = "05-ctrph-cat-mttq", "S000-01"
AS_OF = date(2026, 9, 1)  # T3


@pytest.mark.postgres
def test_both_databases_measure_the_same(province_on_postgres, province, catalogue):
    told = []
    for session in (province_on_postgres, province):
        for n, period in enumerate(("2024", "2025", "2026"), 3):
            key = {"programme": P05, "duty": FESTIVAL, "period": period}
            due = find_deadline(session, catalogue, **key).last_valid_on
            asked = sorted(o.unit_id for o in owes(session, catalogue, due, **key) if o.is_expected)
            figures = {"B01": n, "B06.tu_so": n, "B06.mau_so": 40}
            filed = {"kind": "figures", "form": "ngay-hoi", "form_version": "1", "filed_at": begin_of_day(due)}
            session.add_all(Submission(**key, **filed, unit_id=unit, figures=figures) for unit in asked[2:])
            session.add(Waiver(**key, unit_id=asked[0], reason="x", granted_by="an", granted_at=begin_of_day(due)))
            session.flush()
        day = begin_of_day(AS_OF - timedelta(days=2))
        sent = Message(
            recipient=asked[1], channel="email", slot="x", state="sent", address="x@xa.example", subject="",
            as_of=AS_OF - timedelta(days=2), planned_at=day, not_before=day, expires_at=day, sent_at=day,
        )  # fmt: skip
        session.add(sent)
        session.flush()
        session.add(MessageItem(message_id=sent.id, **key, unit_id=asked[1], stage="chaser_1"))
        session.flush()
        only = {"programme": P05, "duty": FESTIVAL}
        answers = [
            comparisons(session, catalogue, P05, FESTIVAL, "2026", as_of=AS_OF),
            trends(session, catalogue, P05, FESTIVAL, as_of=AS_OF),
            progress(session, catalogue, AS_OF, programme=P05),
            calls(session, catalogue, AS_OF, begin_of_day(AS_OF), **only),
            figure_burdens(session, catalogue, 2026, AS_OF, programme=P05),
        ]
        told.append([[each.as_json() for each in answer] for answer in answers])
    assert told[0] == told[1]
    _, _, _, [call], _ = told[1]
    assert {"points": 2, "words": "đã đôn đốc lần 1"} in call["reasons"]


def test_the_day_of_the_example_is_what_it_says(day):
    assert day("T3 01/09/2026") == AS_OF
