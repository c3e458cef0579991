"""Reuses, their versions, and the reviews asked after a delivery."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "reuses"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "reuses",
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("version_deployed", sa.String(length=80), nullable=False),
        sa.Column("users_reached", sa.Integer(), nullable=True),
        sa.Column("hosting", sa.String(length=200), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.Column("agents_reached", sa.Integer(), nullable=True),
        sa.Column("situation_before", sa.Text(), nullable=False),
        sa.Column("situation_after", sa.Text(), nullable=False),
        sa.Column("before_hundredths", sa.BigInteger(), nullable=True),
        sa.Column("after_hundredths", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("obstacles", sa.Text(), nullable=False),
        sa.Column("habits", sa.Text(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.Column("due_label", sa.String(length=40), nullable=False),
        sa.Column("due_starts_on", sa.Date(), nullable=True),
        sa.Column("due_ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'published', 'withdrawn')", name=op.f("reuses_have_a_known_state")
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (closing_reason <> '')",
            name=op.f("a_withdrawn_reuse_says_why"),
        ),
        sa.CheckConstraint(
            "users_reached IS NULL OR users_reached >= 0",
            name=op.f("users_reached_are_not_fewer_than_none"),
        ),
        sa.CheckConstraint(
            "agents_reached IS NULL OR agents_reached >= 0",
            name=op.f("agents_reached_are_not_fewer_than_none"),
        ),
        sa.CheckConstraint(
            "unit <> '' OR (before_hundredths IS NULL AND after_hundredths IS NULL)",
            name=op.f("a_measure_has_its_unit"),
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_reuses_id")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_reuses_account_id")),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_reuses_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_reuses_for_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reuses")),
    )
    op.create_index("ix_reuses_state_id", "reuses", ["state", "id"])
    op.create_index(op.f("ix_reuses_account_id"), "reuses", ["account_id"])
    op.create_table(
        "reuse_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reuse_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reuse_id"], ["reuses.id"], name=op.f("fk_reuse_versions_reuse_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_reuse_versions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_reuse_versions_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_reuse_versions_for_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reuse_versions")),
        sa.UniqueConstraint("reuse_id", "number", name=op.f("one_reuse_version_per_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reuse_versions_account_id"), "reuse_versions", ["account_id"])
    op.create_table(
        "reviews_due",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reuse_id", sa.Integer(), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(declined_at IS NULL) = (declined_reason = '')",
            name=op.f("a_declined_review_says_why"),
        ),
        sa.CheckConstraint(
            "given_at IS NULL OR declined_at IS NULL", name=op.f("a_review_is_given_or_declined")
        ),
        sa.CheckConstraint(
            "(given_at IS NULL) = (reuse_id IS NULL)", name=op.f("a_given_review_is_on_a_reuse")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_reviews_due_need_id")),
        sa.ForeignKeyConstraint(
            ["contribution_id"], ["contributions.id"], name=op.f("fk_reviews_due_contribution_id")
        ),
        sa.ForeignKeyConstraint(["reuse_id"], ["reuses.id"], name=op.f("fk_reviews_due_reuse_id")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_reviews_due_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_reviews_due_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_reviews_due_for_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews_due")),
        sa.UniqueConstraint(
            "need_id", "contribution_id", name=op.f("one_review_per_need_and_delivery")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reviews_due_contribution_id"), "reviews_due", ["contribution_id"])
    op.create_index(op.f("ix_reviews_due_account_id"), "reviews_due", ["account_id"])


def downgrade():
    for table in ("reviews_due", "reuse_versions", "reuses"):
        op.drop_table(table)
