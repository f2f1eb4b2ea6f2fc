"""Filing, review and totals"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.database import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "figureuse",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("first_at", Instant(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("figureuse", schema=None) as batch_op:
        batch_op.create_index("ux_figure_use", ["form", "indicator", "place"], unique=True)

    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("tab", sa.String(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("saves", sa.Integer(), nullable=False),
        sa.Column("over_version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.create_index("ix_draft_unit", ["unit_id"], unique=False)
        batch_op.create_index("ux_draft_tab", ["programme", "duty", "period", "unit_id", "tab"], unique=True)

    op.create_table(
        "queryanswer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("stated", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("queryanswer", schema=None) as batch_op:
        batch_op.create_index("ix_query_answer_key", ["programme", "duty", "period", "unit_id"], unique=False)

    op.create_table(
        "delegation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_username", sa.String(), nullable=False),
        sa.Column("to_username", sa.String(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("revoked_by", sa.String(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_username"],
            ["officer.username"],
        ),
        sa.ForeignKeyConstraint(
            ["to_username"],
            ["officer.username"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegation_from_username"), ["from_username"], unique=False)
        batch_op.create_index(batch_op.f("ix_delegation_to_username"), ["to_username"], unique=False)

    op.create_table(
        "extensionrequest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("granted_until", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("extension_id", sa.Integer(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["extension_id"],
            ["extension.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("extensionrequest", schema=None) as batch_op:
        batch_op.create_index("ix_extension_request_key", ["programme", "duty", "period", "unit_id"], unique=False)

    op.create_table(
        "meetingdecision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("request_code", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("meetingdecision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetingdecision_submission_id"), ["submission_id"], unique=False)

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("step", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("as_unit", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("on_behalf_of", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("cells", sa.JSON(), server_default="[]", nullable=False))

    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fields", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("fields")

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_column("cells")
        batch_op.drop_column("on_behalf_of")
        batch_op.drop_column("as_unit")
        batch_op.drop_column("step")

    with op.batch_alter_table("meetingdecision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meetingdecision_submission_id"))

    op.drop_table("meetingdecision")
    with op.batch_alter_table("extensionrequest", schema=None) as batch_op:
        batch_op.drop_index("ix_extension_request_key")

    op.drop_table("extensionrequest")
    with op.batch_alter_table("delegation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegation_to_username"))
        batch_op.drop_index(batch_op.f("ix_delegation_from_username"))

    op.drop_table("delegation")
    with op.batch_alter_table("queryanswer", schema=None) as batch_op:
        batch_op.drop_index("ix_query_answer_key")

    op.drop_table("queryanswer")
    with op.batch_alter_table("draft", schema=None) as batch_op:
        batch_op.drop_index("ux_draft_tab")
        batch_op.drop_index("ix_draft_unit")

    op.drop_table("draft")
    with op.batch_alter_table("figureuse", schema=None) as batch_op:
        batch_op.drop_index("ux_figure_use")

    op.drop_table("figureuse")
