"""Why nobody hears: the counts beside a round are those of the preview of the same day."""

from __future__ import annotations

from datetime import date

from models.facts import Mute
from tasks.plan_reminders import plan_reminders
from tasks.silences import silent_reasons
from tests.province import MEETING, P05, PLAN, Province, hanoi

FRIDAY = date(2024, 3, 22)
assert FRIDAY.isoweekday() == 5
NOW = hanoi("22/03/2024 08:00")


def test_counts_are_those_of_the_preview_before_and_after_the_round(province: Province):
    units = [province.commune(n, (MEETING, PLAN)) for n in range(1, 7)]
    province.file(units[0], MEETING, "2024-03", hanoi("20/03/2024 09:00"))
    province.file(units[1], MEETING, "2024-03", hanoi("20/03/2024 09:00"))
    province.add(
        Mute(unit_id=units[2], until=FRIDAY, reason="bão", by="tham-muu", at=hanoi("21/03/2024 09:00")),
        Mute(programme=P05, duty=PLAN, until=FRIDAY, reason="đổi mẫu", by="tham-muu", at=hanoi("21/03/2024 09:00")),
    )
    before = silent_reasons(province.home, FRIDAY, NOW)
    assert before == plan_reminders(province.home, FRIDAY, NOW, dry_run=True).reasons
    assert any("bão" in reason for reason in before)
    planned = plan_reminders(province.home, FRIDAY, NOW)
    assert planned.planned > 0
    after = silent_reasons(province.home, FRIDAY, NOW)
    assert after == plan_reminders(province.home, FRIDAY, NOW, dry_run=True).reasons
    assert after["đã nhắc nấc này ngày 22/3/2024"] >= 3


def test_where_nothing_is_owed_nothing_is_silent(province: Province):
    assert silent_reasons(province.home, FRIDAY, NOW) == {}
