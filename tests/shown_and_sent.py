"""What the evening before showed of a day, held against what the day then said, letter by letter."""

from __future__ import annotations

from datetime import date, timedelta

from models.contents import words_of
from models.round_messages import OVERTAKEN
from tasks.plan_reminders import plan_reminders
from tasks.preview import preview_day
from tasks.send_messages import drain
from tasks.session import open_session
from tests.province import Province, hanoi


def shown_and_sent(province: Province, on: date) -> int:
    """Preview at 17:00 of the day before, the round at 07:30, a drain; the same letters, but for links. How many."""
    shown = preview_day(province.home, on, hanoi(f"{on - timedelta(days=1):%d/%m/%Y} 17:00"))
    round_at = hanoi(f"{on:%d/%m/%Y} 07:30")
    before = len(province.messages())
    plan_reminders(province.home, on, round_at)
    planned = [m for m in province.messages()[before:] if m.reason != OVERTAKEN]
    drain(province.home, round_at + timedelta(minutes=1))
    after = {m.id: m for m in province.messages()}
    told = {(m.recipient, m.channel, m.slot): m for m in planned}
    assert {(letter.recipient, letter.channel, letter.slot) for letter in shown.letters} == set(told), on
    with open_session(province.home) as session:
        kept = words_of(session, [after[m.id].content_id for m in planned])
    masked = f"http://127.0.0.1:{province.home.settings().portal_port}/n/…"
    for letter in shown.letters:
        message = told[letter.recipient, letter.channel, letter.slot]
        final = kept[after[message.id].content_id].to(letter.unit_name, masked)
        assert (final.subject, final.text, final.html, final.short) == (
            letter.subject, letter.text, letter.html, letter.short,
        ), (on, letter.recipient)  # fmt: skip
        assert letter.not_before == message.not_before, (on, letter.recipient)
    return len(planned)
