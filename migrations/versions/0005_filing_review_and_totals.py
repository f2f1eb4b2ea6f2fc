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
        "counted_filing",
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("unit_id", sa.String(), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "duty", "period", "unit_id"),
    )
    op.create_table(
        "figure_layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("form_version", sa.String(), nullable=False),
        sa.Column("codes", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256"),
    )
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
        "handover",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("from_username", sa.String(), nullable=False),
        sa.Column("from_name", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("made_at", Instant(), nullable=True),
        sa.Column("to_username", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "kept_sending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("kept_sending", schema=None) as batch_op:
        batch_op.create_index("ix_kept_sending", ["programme", "duty", "period", "n"], unique=False)

    op.create_table(
        "later_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("reported", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("later_snapshot", schema=None) as batch_op:
        batch_op.create_index("ux_later_snapshot", ["programme", "duty", "period", "n"], unique=True)

    op.create_table(
        "running_head",
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("programme", "duty", "period"),
    )
    op.create_table(
        "running_total",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("node", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("layout_id", sa.Integer(), nullable=False),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("v000", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v001", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v002", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v003", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v004", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v005", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v006", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v007", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v008", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v009", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v010", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v011", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v012", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v013", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v014", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v015", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v016", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v017", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v018", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v019", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v020", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v021", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v022", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v023", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v024", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v025", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v026", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v027", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v028", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v029", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v030", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v031", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v032", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v033", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v034", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v035", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v036", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v037", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v038", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v039", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v040", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v041", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v042", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v043", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v044", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v045", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v046", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v047", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v048", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v049", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v050", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v051", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v052", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v053", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v054", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v055", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v056", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v057", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v058", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v059", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v060", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v061", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v062", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v063", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v064", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v065", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v066", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v067", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v068", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v069", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v070", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v071", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v072", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v073", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v074", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v075", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v076", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v077", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v078", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v079", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v080", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v081", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v082", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v083", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v084", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v085", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v086", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v087", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v088", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v089", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v090", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v091", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v092", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v093", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v094", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v095", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v096", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v097", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v098", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v099", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v100", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v101", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v102", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v103", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v104", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v105", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v106", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v107", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v108", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v109", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v110", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v111", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v112", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v113", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v114", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v115", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v116", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v117", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v118", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("v119", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n000", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n001", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n002", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n003", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n004", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n005", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n006", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n007", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n008", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n009", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n010", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n011", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n012", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n013", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n014", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n015", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n016", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n017", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n018", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n019", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n020", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n021", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n022", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n023", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n024", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n025", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n026", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n027", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n028", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n029", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n030", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n031", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n032", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n033", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n034", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n035", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n036", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n037", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n038", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n039", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n040", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n041", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n042", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n043", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n044", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n045", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n046", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n047", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n048", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n049", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n050", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n051", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n052", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n053", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n054", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n055", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n056", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n057", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n058", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n059", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n060", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n061", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n062", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n063", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n064", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n065", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n066", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n067", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n068", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n069", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n070", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n071", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n072", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n073", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n074", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n075", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n076", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n077", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n078", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n079", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n080", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n081", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n082", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n083", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n084", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n085", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n086", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n087", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n088", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n089", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n090", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n091", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n092", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n093", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n094", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n095", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n096", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n097", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n098", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n099", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n100", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n101", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n102", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n103", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n104", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n105", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n106", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n107", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n108", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n109", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n110", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n111", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n112", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n113", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n114", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n115", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n116", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n117", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n118", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("n119", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("running_total", schema=None) as batch_op:
        batch_op.create_index(
            "ux_running_total",
            ["programme", "duty", "period", "node", "what", "layout_id", "is_provisional"],
            unique=True,
        )

    op.create_table(
        "sent_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme", sa.String(), nullable=False),
        sa.Column("duty", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("sent_file", schema=None) as batch_op:
        batch_op.create_index("ux_sent_file", ["programme", "duty", "period", "n", "name"], unique=True)

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
        batch_op.create_index(
            "ux_extension_request_waiting",
            ["programme", "duty", "period", "unit_id"],
            unique=True,
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )

    op.create_table(
        "handed_matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handover_id", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("to_username", sa.String(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("done_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handover_id"],
            ["handover.id"],
        ),
        sa.ForeignKeyConstraint(
            ["to_username"],
            ["officer.username"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("handed_matter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handed_matter_to_username"), ["to_username"], unique=False)
        batch_op.create_index("ux_handed_matter", ["handover_id", "ref"], unique=True)

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

    op.create_table(
        "wide_figures",
        sa.Column("submission_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("layout_id", sa.Integer(), nullable=False),
        sa.Column("given_low", sa.BigInteger(), nullable=False),
        sa.Column("given_high", sa.BigInteger(), nullable=False),
        sa.Column("has_text", sa.Boolean(), nullable=False),
        sa.Column("v000", sa.BigInteger(), nullable=True),
        sa.Column("v001", sa.BigInteger(), nullable=True),
        sa.Column("v002", sa.BigInteger(), nullable=True),
        sa.Column("v003", sa.BigInteger(), nullable=True),
        sa.Column("v004", sa.BigInteger(), nullable=True),
        sa.Column("v005", sa.BigInteger(), nullable=True),
        sa.Column("v006", sa.BigInteger(), nullable=True),
        sa.Column("v007", sa.BigInteger(), nullable=True),
        sa.Column("v008", sa.BigInteger(), nullable=True),
        sa.Column("v009", sa.BigInteger(), nullable=True),
        sa.Column("v010", sa.BigInteger(), nullable=True),
        sa.Column("v011", sa.BigInteger(), nullable=True),
        sa.Column("v012", sa.BigInteger(), nullable=True),
        sa.Column("v013", sa.BigInteger(), nullable=True),
        sa.Column("v014", sa.BigInteger(), nullable=True),
        sa.Column("v015", sa.BigInteger(), nullable=True),
        sa.Column("v016", sa.BigInteger(), nullable=True),
        sa.Column("v017", sa.BigInteger(), nullable=True),
        sa.Column("v018", sa.BigInteger(), nullable=True),
        sa.Column("v019", sa.BigInteger(), nullable=True),
        sa.Column("v020", sa.BigInteger(), nullable=True),
        sa.Column("v021", sa.BigInteger(), nullable=True),
        sa.Column("v022", sa.BigInteger(), nullable=True),
        sa.Column("v023", sa.BigInteger(), nullable=True),
        sa.Column("v024", sa.BigInteger(), nullable=True),
        sa.Column("v025", sa.BigInteger(), nullable=True),
        sa.Column("v026", sa.BigInteger(), nullable=True),
        sa.Column("v027", sa.BigInteger(), nullable=True),
        sa.Column("v028", sa.BigInteger(), nullable=True),
        sa.Column("v029", sa.BigInteger(), nullable=True),
        sa.Column("v030", sa.BigInteger(), nullable=True),
        sa.Column("v031", sa.BigInteger(), nullable=True),
        sa.Column("v032", sa.BigInteger(), nullable=True),
        sa.Column("v033", sa.BigInteger(), nullable=True),
        sa.Column("v034", sa.BigInteger(), nullable=True),
        sa.Column("v035", sa.BigInteger(), nullable=True),
        sa.Column("v036", sa.BigInteger(), nullable=True),
        sa.Column("v037", sa.BigInteger(), nullable=True),
        sa.Column("v038", sa.BigInteger(), nullable=True),
        sa.Column("v039", sa.BigInteger(), nullable=True),
        sa.Column("v040", sa.BigInteger(), nullable=True),
        sa.Column("v041", sa.BigInteger(), nullable=True),
        sa.Column("v042", sa.BigInteger(), nullable=True),
        sa.Column("v043", sa.BigInteger(), nullable=True),
        sa.Column("v044", sa.BigInteger(), nullable=True),
        sa.Column("v045", sa.BigInteger(), nullable=True),
        sa.Column("v046", sa.BigInteger(), nullable=True),
        sa.Column("v047", sa.BigInteger(), nullable=True),
        sa.Column("v048", sa.BigInteger(), nullable=True),
        sa.Column("v049", sa.BigInteger(), nullable=True),
        sa.Column("v050", sa.BigInteger(), nullable=True),
        sa.Column("v051", sa.BigInteger(), nullable=True),
        sa.Column("v052", sa.BigInteger(), nullable=True),
        sa.Column("v053", sa.BigInteger(), nullable=True),
        sa.Column("v054", sa.BigInteger(), nullable=True),
        sa.Column("v055", sa.BigInteger(), nullable=True),
        sa.Column("v056", sa.BigInteger(), nullable=True),
        sa.Column("v057", sa.BigInteger(), nullable=True),
        sa.Column("v058", sa.BigInteger(), nullable=True),
        sa.Column("v059", sa.BigInteger(), nullable=True),
        sa.Column("v060", sa.BigInteger(), nullable=True),
        sa.Column("v061", sa.BigInteger(), nullable=True),
        sa.Column("v062", sa.BigInteger(), nullable=True),
        sa.Column("v063", sa.BigInteger(), nullable=True),
        sa.Column("v064", sa.BigInteger(), nullable=True),
        sa.Column("v065", sa.BigInteger(), nullable=True),
        sa.Column("v066", sa.BigInteger(), nullable=True),
        sa.Column("v067", sa.BigInteger(), nullable=True),
        sa.Column("v068", sa.BigInteger(), nullable=True),
        sa.Column("v069", sa.BigInteger(), nullable=True),
        sa.Column("v070", sa.BigInteger(), nullable=True),
        sa.Column("v071", sa.BigInteger(), nullable=True),
        sa.Column("v072", sa.BigInteger(), nullable=True),
        sa.Column("v073", sa.BigInteger(), nullable=True),
        sa.Column("v074", sa.BigInteger(), nullable=True),
        sa.Column("v075", sa.BigInteger(), nullable=True),
        sa.Column("v076", sa.BigInteger(), nullable=True),
        sa.Column("v077", sa.BigInteger(), nullable=True),
        sa.Column("v078", sa.BigInteger(), nullable=True),
        sa.Column("v079", sa.BigInteger(), nullable=True),
        sa.Column("v080", sa.BigInteger(), nullable=True),
        sa.Column("v081", sa.BigInteger(), nullable=True),
        sa.Column("v082", sa.BigInteger(), nullable=True),
        sa.Column("v083", sa.BigInteger(), nullable=True),
        sa.Column("v084", sa.BigInteger(), nullable=True),
        sa.Column("v085", sa.BigInteger(), nullable=True),
        sa.Column("v086", sa.BigInteger(), nullable=True),
        sa.Column("v087", sa.BigInteger(), nullable=True),
        sa.Column("v088", sa.BigInteger(), nullable=True),
        sa.Column("v089", sa.BigInteger(), nullable=True),
        sa.Column("v090", sa.BigInteger(), nullable=True),
        sa.Column("v091", sa.BigInteger(), nullable=True),
        sa.Column("v092", sa.BigInteger(), nullable=True),
        sa.Column("v093", sa.BigInteger(), nullable=True),
        sa.Column("v094", sa.BigInteger(), nullable=True),
        sa.Column("v095", sa.BigInteger(), nullable=True),
        sa.Column("v096", sa.BigInteger(), nullable=True),
        sa.Column("v097", sa.BigInteger(), nullable=True),
        sa.Column("v098", sa.BigInteger(), nullable=True),
        sa.Column("v099", sa.BigInteger(), nullable=True),
        sa.Column("v100", sa.BigInteger(), nullable=True),
        sa.Column("v101", sa.BigInteger(), nullable=True),
        sa.Column("v102", sa.BigInteger(), nullable=True),
        sa.Column("v103", sa.BigInteger(), nullable=True),
        sa.Column("v104", sa.BigInteger(), nullable=True),
        sa.Column("v105", sa.BigInteger(), nullable=True),
        sa.Column("v106", sa.BigInteger(), nullable=True),
        sa.Column("v107", sa.BigInteger(), nullable=True),
        sa.Column("v108", sa.BigInteger(), nullable=True),
        sa.Column("v109", sa.BigInteger(), nullable=True),
        sa.Column("v110", sa.BigInteger(), nullable=True),
        sa.Column("v111", sa.BigInteger(), nullable=True),
        sa.Column("v112", sa.BigInteger(), nullable=True),
        sa.Column("v113", sa.BigInteger(), nullable=True),
        sa.Column("v114", sa.BigInteger(), nullable=True),
        sa.Column("v115", sa.BigInteger(), nullable=True),
        sa.Column("v116", sa.BigInteger(), nullable=True),
        sa.Column("v117", sa.BigInteger(), nullable=True),
        sa.Column("v118", sa.BigInteger(), nullable=True),
        sa.Column("v119", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["layout_id"],
            ["figure_layout.id"],
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submission.id"],
        ),
        sa.PrimaryKeyConstraint("submission_id"),
    )
    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("step", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("as_unit", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("on_behalf_of", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("cells", sa.JSON(), server_default="[]", nullable=False))

    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fields", sa.JSON(), server_default="{}", nullable=False))

    with op.batch_alter_table("waiver", schema=None) as batch_op:
        batch_op.add_column(sa.Column("approver", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("waiver", schema=None) as batch_op:
        batch_op.drop_column("approver")

    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_column("fields")

    with op.batch_alter_table("decision", schema=None) as batch_op:
        batch_op.drop_column("cells")
        batch_op.drop_column("on_behalf_of")
        batch_op.drop_column("as_unit")
        batch_op.drop_column("step")

    op.drop_table("wide_figures")
    with op.batch_alter_table("meetingdecision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meetingdecision_submission_id"))

    op.drop_table("meetingdecision")
    with op.batch_alter_table("handed_matter", schema=None) as batch_op:
        batch_op.drop_index("ux_handed_matter")
        batch_op.drop_index(batch_op.f("ix_handed_matter_to_username"))

    op.drop_table("handed_matter")
    with op.batch_alter_table("extensionrequest", schema=None) as batch_op:
        batch_op.drop_index(
            "ux_extension_request_waiting",
            sqlite_where=sa.text("state = 'asked'"),
            postgresql_where=sa.text("state = 'asked'"),
        )
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
    with op.batch_alter_table("sent_file", schema=None) as batch_op:
        batch_op.drop_index("ux_sent_file")

    op.drop_table("sent_file")
    with op.batch_alter_table("running_total", schema=None) as batch_op:
        batch_op.drop_index("ux_running_total")

    op.drop_table("running_total")
    op.drop_table("running_head")
    with op.batch_alter_table("later_snapshot", schema=None) as batch_op:
        batch_op.drop_index("ux_later_snapshot")

    op.drop_table("later_snapshot")
    with op.batch_alter_table("kept_sending", schema=None) as batch_op:
        batch_op.drop_index("ix_kept_sending")

    op.drop_table("kept_sending")
    op.drop_table("handover")
    with op.batch_alter_table("figureuse", schema=None) as batch_op:
        batch_op.drop_index("ux_figure_use")

    op.drop_table("figureuse")
    op.drop_table("figure_layout")
    op.drop_table("counted_filing")
