"""Needs say their constraints, legal frame and tags; what an organization answers to a filing."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "forms"
down_revision = "sorting"
branch_labels = None
depends_on = None

FLAGS = ("requires_accessibility", "handles_personal_data", "requires_hosting")
LINES = (("imposed_licence", 200), ("legal_frame", 500))
WAITING = "answer = 'asked'"


def upgrade():
    # Given to the rows that are there, then taken away: the program writes every new row whole.
    with op.batch_alter_table("needs") as batch:
        for name in FLAGS:
            batch.add_column(
                sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
            )
        for name, most in LINES:
            batch.add_column(sa.Column(name, sa.String(most), nullable=False, server_default=""))
    with op.batch_alter_table("needs") as batch:
        for name in (*FLAGS, *(name for name, _most in LINES)):
            batch.alter_column(name, server_default=None)
    _add_line("endorsements", "conditions")
    _add_line("attachments", "withdrawn_reason")
    with op.batch_alter_table("attachments") as batch:
        batch.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_check_constraint(
            "a_withdrawn_attachment_says_why",
            "(withdrawn_at IS NULL) = (withdrawn_reason = '')",
        )
    _create_tables()


def _add_line(table, name):
    with op.batch_alter_table(table) as batch:
        batch.add_column(sa.Column(name, sa.String(500), nullable=False, server_default=""))
    with op.batch_alter_table(table) as batch:
        batch.alter_column(name, server_default=None)


def _create_tables():
    op.create_table(
        "need_tags",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 10", name=op.f("a_need_has_at_most_ten_tags")),
        sa.CheckConstraint("length(tag) BETWEEN 1 AND 40", name=op.f("a_tag_is_short")),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_need_tags_need_id")),
        sa.PrimaryKeyConstraint("need_id", "tag", name=op.f("pk_need_tags")),
        sa.UniqueConstraint("need_id", "position", name="one_tag_per_place"),
    )
    op.create_index(op.f("ix_need_tags_tag"), "need_tags", ["tag"])
    op.create_table(
        "filing_confirmations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "answer IN ('asked', 'confirmed', 'denied', 'replaced')",
            name=op.f("confirmations_have_a_known_answer"),
        ),
        sa.CheckConstraint(
            "(answer = 'asked') = (answered_at IS NULL)",
            name=op.f("an_answered_confirmation_is_dated"),
        ),
        sa.CheckConstraint("answer <> 'denied' OR reason <> ''", name=op.f("a_denial_says_why")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["accounts.id"], name=op.f("fk_filing_confirmations_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_filing_confirmations_need_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_confirmations")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_filing_confirmations_need_id"), "filing_confirmations", ["need_id"])
    op.create_index(
        "one_confirmation_asked_per_need",
        "filing_confirmations",
        ["need_id"],
        unique=True,
        sqlite_where=sa.text(WAITING),
        postgresql_where=sa.text(WAITING),
    )


def downgrade():
    op.drop_table("filing_confirmations")
    op.drop_table("need_tags")
    with op.batch_alter_table("attachments") as batch:
        batch.drop_constraint("a_withdrawn_attachment_says_why", type_="check")
        batch.drop_column("withdrawn_at")
        batch.drop_column("withdrawn_reason")
    with op.batch_alter_table("endorsements") as batch:
        batch.drop_column("conditions")
    with op.batch_alter_table("needs") as batch:
        for name in (*FLAGS, *(name for name, _most in LINES)):
            batch.drop_column(name)
