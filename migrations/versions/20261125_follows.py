"""Who follows which record, and who asked to hear no more of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "follows"
down_revision = "answers"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "follows",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_follows_account_id")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_follows_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follows")),
        sa.UniqueConstraint(
            "account_id", "record_id", name=op.f("one_follow_per_person_and_record")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_follows_record_id"), "follows", ["record_id"])


def downgrade():
    op.drop_index(op.f("ix_follows_record_id"), table_name="follows")
    op.drop_table("follows")
