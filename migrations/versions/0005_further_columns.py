"""Further columns"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.database import Instant  # noqa: F401

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.create_index("ix_acknowledgement_unit", ["unit_id"], unique=False)

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_message_message_id",
            ["message_id"],
            unique=False,
            sqlite_where=sa.text("message_id != ''"),
            postgresql_where=sa.text("message_id != ''"),
        )


def downgrade() -> None:
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_message_message_id",
            sqlite_where=sa.text("message_id != ''"),
            postgresql_where=sa.text("message_id != ''"),
        )

    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.drop_index("ix_acknowledgement_unit")
