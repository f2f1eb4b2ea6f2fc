"""Orders, visits and a chained journal"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.audit_chain import forbid_changes, seal
from models.database import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guesses",
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("source"),
    )
    with op.batch_alter_table("guesses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guesses_since_at"), ["since_at"], unique=False)

    op.create_table(
        "happening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("noted_at", Instant(), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("happening", schema=None) as batch_op:
        batch_op.create_index("ix_happening_told", ["told_at"], unique=False)
        batch_op.create_index("ux_happening", ["what", "subject"], unique=True)

    op.create_table(
        "operator_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("preview", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_run", sa.String(), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("outcome", sa.JSON(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("operator_order", schema=None) as batch_op:
        batch_op.create_index("ix_operator_order_state", ["state", "asked_at"], unique=False)
        batch_op.create_index(
            "ux_operator_order_waiting",
            ["fingerprint"],
            unique=True,
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )

    op.create_table(
        "period_reopening",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("period_reopening", schema=None) as batch_op:
        batch_op.create_index("ix_period_reopening", ["programme", "duty", "period"], unique=False)

    op.create_table(
        "waiting_run",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("told_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("run_id"),
    )
    with op.batch_alter_table("waiting_run", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waiting_run_subject"), ["subject"], unique=False)

    op.create_table(
        "audit_seal",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audit.id"],
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("audit_id"),
    )
    op.create_table(
        "recovery_code",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["username"],
            ["officer.username"],
        ),
        sa.PrimaryKeyConstraint("code"),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_username"), ["username"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("username", sa.String(), nullable=False),
        sa.Column("made", sa.String(), nullable=False),
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["username"],
            ["officer.username"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_username"), ["username"], unique=False)

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_message_urgent",
            ["is_urgent", "state", "not_before"],
            unique=False,
            sqlite_where=sa.text("is_urgent = 1"),
            postgresql_where=sa.text("is_urgent"),
        )

    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reach", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("second_factor", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("second_factor_step", sa.Integer(), server_default="0", nullable=False))

    seal(op.get_bind())
    forbid_changes(op.get_bind())


def downgrade() -> None:
    with op.batch_alter_table("officer", schema=None) as batch_op:
        batch_op.drop_column("second_factor_step")
        batch_op.drop_column("second_factor")
        batch_op.drop_column("reach")

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_message_urgent", sqlite_where=sa.text("is_urgent = 1"), postgresql_where=sa.text("is_urgent")
        )

    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_username"))

    op.drop_table("visit")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_username"))

    op.drop_table("recovery_code")
    op.drop_table("audit_seal")
    with op.batch_alter_table("waiting_run", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waiting_run_subject"))

    op.drop_table("waiting_run")
    with op.batch_alter_table("period_reopening", schema=None) as batch_op:
        batch_op.drop_index("ix_period_reopening")

    op.drop_table("period_reopening")
    with op.batch_alter_table("operator_order", schema=None) as batch_op:
        batch_op.drop_index(
            "ux_operator_order_waiting",
            sqlite_where=sa.text("state = 'waiting'"),
            postgresql_where=sa.text("state = 'waiting'"),
        )
        batch_op.drop_index("ix_operator_order_state")

    op.drop_table("operator_order")
    with op.batch_alter_table("happening", schema=None) as batch_op:
        batch_op.drop_index("ux_happening")
        batch_op.drop_index("ix_happening_told")

    op.drop_table("happening")
    with op.batch_alter_table("guesses", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guesses_since_at"))

    op.drop_table("guesses")
