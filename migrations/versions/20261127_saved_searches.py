"""Searches that people keep, and what they were told of each."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from council.extensions import UtcDateTime

revision = "saved_searches"
down_revision = "register"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(1500), nullable=False),
        sa.Column("alert", sa.String(10), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "alert IN ('daily', 'weekly', 'none')", name=op.f("saved_searches_have_a_known_alert")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_saved_searches_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sa.UniqueConstraint("account_id", "address", name="one_saved_search_per_address"),
        sa.UniqueConstraint("uid", name=op.f("uq_saved_searches_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "told_results",
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_told_results_record_id")
        ),
        sa.ForeignKeyConstraint(
            ["search_id"],
            ["saved_searches.id"],
            name=op.f("fk_told_results_search_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("search_id", "record_id", name=op.f("pk_told_results")),
    )


def downgrade():
    op.drop_table("told_results")
    op.drop_table("saved_searches")
