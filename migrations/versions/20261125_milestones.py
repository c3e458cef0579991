"""Milestones of the items of the road map, and the note of what was delivered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "milestones"
down_revision = "programs"
branch_labels = None
depends_on = None


def _acted(table):
    return (
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f(f"fk_{table}_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f(f"fk_{table}_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f(f"fk_{table}_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["roadmap_items.id"], name=op.f(f"fk_{table}_item_id")
        ),
    )


def upgrade():
    op.create_table(
        "roadmap_milestones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("dropped_on", sa.Date(), nullable=True),
        sa.Column("dropped_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.Column("due_label", sa.String(length=40), nullable=False),
        sa.Column("due_starts_on", sa.Date(), nullable=True),
        sa.Column("due_ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("position >= 1", name=op.f("milestones_are_counted_from_one")),
        sa.CheckConstraint(
            "done_on IS NULL OR dropped_on IS NULL",
            name=op.f("no_milestone_is_both_reached_and_dropped"),
        ),
        sa.CheckConstraint(
            "(dropped_on IS NULL) = (dropped_reason = '')",
            name=op.f("a_dropped_milestone_says_why"),
        ),
        *_acted("roadmap_milestones"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_milestones")),
        sa.UniqueConstraint("item_id", "number", name="one_milestone_per_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_roadmap_milestones_account_id"), "roadmap_milestones", ["account_id"])
    op.create_table(
        "roadmap_deliveries",
        sa.Column("item_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("for_whom", sa.String(length=300), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("note <> ''", name=op.f("a_delivery_says_what_was_delivered")),
        sa.CheckConstraint("for_whom <> ''", name=op.f("a_delivery_says_for_whom")),
        *_acted("roadmap_deliveries"),
        sa.PrimaryKeyConstraint("item_id", name=op.f("pk_roadmap_deliveries")),
    )
    op.create_index(op.f("ix_roadmap_deliveries_account_id"), "roadmap_deliveries", ["account_id"])


def downgrade():
    op.drop_index(op.f("ix_roadmap_deliveries_account_id"), table_name="roadmap_deliveries")
    op.drop_table("roadmap_deliveries")
    op.drop_index(op.f("ix_roadmap_milestones_account_id"), table_name="roadmap_milestones")
    op.drop_table("roadmap_milestones")
