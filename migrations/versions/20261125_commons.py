"""Public policies rely on a commons."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "commons"
down_revision = "forms"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "reliances",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("software_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("name <> ''", name=op.f("a_policy_has_a_name")),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawal_reason = '')",
            name=op.f("a_withdrawn_reliance_says_why"),
        ),
        sa.ForeignKeyConstraint(
            ["software_id"], ["software.id"], name=op.f("fk_reliances_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_reliances_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["accounts.id"], name=op.f("fk_reliances_withdrawn_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_reliances_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_reliances_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_reliances_for_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reliances")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_reliances_software_id"), "reliances", ["software_id"])
    op.create_index(op.f("ix_reliances_organization_id"), "reliances", ["organization_id"])
    op.create_index(op.f("ix_reliances_account_id"), "reliances", ["account_id"])
    op.create_index(
        "one_reliance_in_force_per_policy",
        "reliances",
        ["software_id", "organization_id", "name"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )


def downgrade():
    op.drop_table("reliances")
