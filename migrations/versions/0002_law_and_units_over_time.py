"""Law and units over time"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.database import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_mark",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("stands", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "unit_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=True),
        sa.Column("article", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("undo", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("undone_by", sa.String(), nullable=False),
        sa.Column("undone_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "disposition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("to_unit_id", sa.String(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["to_unit_id"],
            ["unit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("disposition", schema=None) as batch_op:
        batch_op.create_index("ix_disposition_key", ["programme", "duty", "unit_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_disposition_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "unit_past",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["unit_change.id"],
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["unit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("unit_past", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_past_change_id"), ["change_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_past_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "feed",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=True),
        sa.Column("officer", sa.String(), nullable=True),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["officer"],
            ["officer.username"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_feed_officer"), ["officer"], unique=False)
        batch_op.create_index(batch_op.f("ix_feed_unit_id"), ["unit_id"], unique=False)

    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_revoked_at"), ["revoked_at"], unique=False)

    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.add_column(sa.Column("clock", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("term_count", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("term_unit", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("counts_from_at", Instant(), nullable=True))

    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.add_column(sa.Column("share", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("change_id", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_succession_change_id"), ["change_id"], unique=False)
        batch_op.create_foreign_key("fk_succession_change", "unit_change", ["change_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("succession", schema=None) as batch_op:
        batch_op.drop_constraint("fk_succession_change", type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_succession_change_id"))
        batch_op.drop_column("change_id")
        batch_op.drop_column("share")

    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_column("counts_from_at")
        batch_op.drop_column("term_unit")
        batch_op.drop_column("term_count")
        batch_op.drop_column("clock")

    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_revoked_at"))

    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feed_unit_id"))
        batch_op.drop_index(batch_op.f("ix_feed_officer"))

    op.drop_table("feed")
    with op.batch_alter_table("unit_past", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_past_unit_id"))
        batch_op.drop_index(batch_op.f("ix_unit_past_change_id"))

    op.drop_table("unit_past")
    with op.batch_alter_table("disposition", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disposition_unit_id"))
        batch_op.drop_index("ix_disposition_key")

    op.drop_table("disposition")
    op.drop_table("unit_change")
    op.drop_table("feed_mark")
