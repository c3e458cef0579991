"""How many ballots a poll refused, by cause."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "refusals"
down_revision = "methods"
branch_labels = None
depends_on = None

CAUSES = ("early", "late", "suspended", "recused", "unchangeable", "invalid")


def upgrade():
    op.create_table(
        "poll_refusals",
        sa.Column("poll_id", sa.Integer(), sa.ForeignKey("polls.id"), nullable=False),
        sa.Column("cause", sa.String(length=14), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("poll_id", "cause", name="one_count_per_cause"),
        sa.CheckConstraint(
            "cause IN (" + ", ".join(f"'{cause}'" for cause in CAUSES) + ")",
            name="refusals_have_a_known_cause",
        ),
        sa.CheckConstraint("number > 0", name="a_refusal_counts"),
    )


def downgrade():
    op.drop_table("poll_refusals")
