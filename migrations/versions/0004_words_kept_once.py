"""Words kept once: what messages say moves into a table of its own, without the links it held"""

from __future__ import annotations

import hashlib
import re

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

AT_ONCE = 1000
LINK = re.compile(r"https?://[^\s\"'<>]+/n/[A-Za-z0-9._~-]+")
MARK = "\ue000liên kết\ue001"
WORDS = ("body_text", "body_html", "body_short")


def upgrade() -> None:
    op.create_table(
        "content",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("short", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    # in SQL both databases read alike: SQLite would otherwise rebuild the table that attempts and items point at
    op.execute("ALTER TABLE message ADD COLUMN content_id VARCHAR REFERENCES content (id)")
    _move_words()
    for column in WORDS:
        op.execute(f"ALTER TABLE message DROP COLUMN {column}")
    op.create_index("ix_message_as_of", "message", ["as_of"])
    named = sa.text("message_id != ''")  # a message is called something only when it leaves
    op.create_index("ix_message_message_id", "message", ["message_id"], sqlite_where=named, postgresql_where=named)
    op.drop_index("ix_messageitem_message_id", "messageitem")  # the unique key begins with the same column


def _move_words() -> None:
    """The words of the messages there are: the same text once, every link taken out."""
    connection = op.get_bind()
    content = sa.table("content", *(sa.column(name) for name in ("id", "subject", "text", "html", "short")))
    message = sa.table("message", *(sa.column(name) for name in ("id", "content_id", "subject", *WORDS)))
    columns = (message.c.id, message.c.subject, *(message.c[name] for name in WORDS))
    known: set[str] = set()
    after = 0
    while True:
        rows = connection.execute(
            sa.select(*columns).where(message.c.id > after).order_by(message.c.id).limit(AT_ONCE)
        ).all()
        if not rows:
            return
        after = rows[-1].id
        new, moved = {}, []
        for id, subject, *words in rows:
            text, html, short = (LINK.sub(MARK, each) for each in words)
            key = hashlib.sha256("\0".join((subject, text, html, short)).encode()).hexdigest()
            if key not in known:
                new[key] = {"id": key, "subject": subject, "text": text, "html": html, "short": short}
            moved.append({"of_message": id, "words": key})
        if new:
            connection.execute(sa.insert(content), list(new.values()))
            known |= new.keys()
        change = sa.update(message).where(message.c.id == sa.bindparam("of_message"))
        connection.execute(change.values(content_id=sa.bindparam("words")), moved)
