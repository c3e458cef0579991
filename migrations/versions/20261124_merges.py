"""Merging needs with the consent of each body."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "need_merges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("previous_state", sa.String(length=12), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("a_proposed_merge_says_why")),
        sa.CheckConstraint(
            "(undone_at IS NULL) = (undone_reason = '')", name=op.f("an_undone_merge_says_why")
        ),
        sa.CheckConstraint("source_id <> target_id", name=op.f("no_need_merges_into_itself")),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["accounts.id"], name=op.f("fk_need_merges_proposed_by_id")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["needs.id"], name=op.f("fk_need_merges_source_id")),
        sa.ForeignKeyConstraint(["target_id"], ["needs.id"], name=op.f("fk_need_merges_target_id")),
        sa.ForeignKeyConstraint(
            ["undone_by_id"], ["accounts.id"], name=op.f("fk_need_merges_undone_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_merges")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_need_merges_target_id"), "need_merges", ["target_id"])
    op.create_index(
        "one_merge_in_force_per_need",
        "need_merges",
        ["source_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "merge_consents",
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("is_holder", sa.Boolean(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("source_endorsement_id", sa.Integer(), nullable=True),
        sa.Column("target_endorsement_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(answer = 'asked') = (answered_at IS NULL)", name=op.f("an_answered_consent_is_dated")
        ),
        sa.CheckConstraint(
            "answer IN ('asked', 'confirmed', 'declined')",
            name=op.f("consents_have_a_known_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_merge_consents_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["body_id"], ["records.id"], name=op.f("fk_merge_consents_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["need_merges.id"], name=op.f("fk_merge_consents_merge_id")
        ),
        sa.ForeignKeyConstraint(
            ["source_endorsement_id"],
            ["endorsements.id"],
            name=op.f("fk_merge_consents_source_endorsement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["target_endorsement_id"],
            ["endorsements.id"],
            name=op.f("fk_merge_consents_target_endorsement_id"),
        ),
        sa.PrimaryKeyConstraint("merge_id", "body_id", name=op.f("pk_merge_consents")),
    )
    op.create_index(op.f("ix_merge_consents_body_id"), "merge_consents", ["body_id"])


def downgrade():
    op.drop_index(op.f("ix_merge_consents_body_id"), table_name="merge_consents")
    op.drop_table("merge_consents")
    op.drop_index("one_merge_in_force_per_need", table_name="need_merges")
    op.drop_index(op.f("ix_need_merges_target_id"), table_name="need_merges")
    op.drop_table("need_merges")
