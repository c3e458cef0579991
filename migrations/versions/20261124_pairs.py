"""Pairs of needs that look alike, and what was compared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "pair_scans",
        sa.Column("need_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_pair_scans_need_id")),
        sa.PrimaryKeyConstraint("need_id", name=op.f("pk_pair_scans")),
    )
    op.create_table(
        "similar_pairs",
        sa.Column("low_id", sa.Integer(), nullable=False),
        sa.Column("high_id", sa.Integer(), nullable=False),
        sa.Column("score_thousandths", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dismissed_by_id", sa.Integer(), nullable=True),
        sa.Column("dismissed_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(dismissed_at IS NULL) = (dismissed_reason = '')",
            name=op.f("a_dismissed_pair_has_its_reason"),
        ),
        sa.CheckConstraint("low_id < high_id", name=op.f("a_pair_is_written_once")),
        sa.ForeignKeyConstraint(
            ["dismissed_by_id"], ["accounts.id"], name=op.f("fk_similar_pairs_dismissed_by_id")
        ),
        sa.ForeignKeyConstraint(["high_id"], ["needs.id"], name=op.f("fk_similar_pairs_high_id")),
        sa.ForeignKeyConstraint(["low_id"], ["needs.id"], name=op.f("fk_similar_pairs_low_id")),
        sa.PrimaryKeyConstraint("low_id", "high_id", name=op.f("pk_similar_pairs")),
    )
    op.create_index("ix_similar_pairs_score", "similar_pairs", ["score_thousandths"])
    op.create_index(op.f("ix_similar_pairs_high_id"), "similar_pairs", ["high_id"])


def downgrade():
    op.drop_index(op.f("ix_similar_pairs_high_id"), table_name="similar_pairs")
    op.drop_index("ix_similar_pairs_score", table_name="similar_pairs")
    op.drop_table("similar_pairs")
    op.drop_table("pair_scans")
