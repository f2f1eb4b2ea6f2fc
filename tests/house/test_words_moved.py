"""Messages written before words were kept once keep their words, and lose the links that stood in them."""

from datetime import UTC, datetime

from alembic import command
from sqlalchemy import text

import migrations
from models.database import engine_for

BEFORE = """
INSERT INTO message (recipient, channel, slot, resend, state, reason, address, subject, body_text, body_html,
    body_short, message_id, as_of, is_urgent, planned_at, not_before, expires_at, attempts, provider_id, repeats)
VALUES (:unit, 'email', '2026-11-22', 0, 'sent', '', 'a@x.example', 'Nhắc việc', :text, :html, 'Tin ngắn',
    '<dondoc.1@x.example>', '2026-11-22', false, :at, :at, :at, 1, '', 0)
"""


def test_words_move_into_a_table_of_their_own_without_their_links(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path / 'old.db'}")
    command.upgrade(migrations.config_for(engine), "0003")
    with engine.begin() as connection:
        for unit, token in (("u1", "abc.DEF-1"), ("u2", "xyz_2~")):
            link = f"https://nop.example/n/{token}"
            words = {"text": f"Mở trang:\n{link}\n", "html": f'<a href="{link}">Mở</a><p>{link}</p>'}
            connection.execute(text(BEFORE), {"unit": unit, **words, "at": datetime(2026, 11, 22, 1, tzinfo=UTC)})
    migrations.upgrade(engine)
    with engine.connect() as connection:
        kept = connection.execute(text("SELECT id, subject, text, html, short FROM content")).all()
        pointing = connection.execute(text("SELECT content_id, subject, message_id FROM message")).all()
    mark = "\ue000liên kết\ue001"
    assert [row[1:] for row in kept] == [
        ("Nhắc việc", f"Mở trang:\n{mark}\n", f'<a href="{mark}">Mở</a><p>{mark}</p>', "Tin ngắn")
    ]
    assert pointing == [(kept[0].id, "Nhắc việc", "<dondoc.1@x.example>")] * 2
    engine.dispose()
