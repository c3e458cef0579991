"""Choices of what to receive, daily summaries, reminders given, mails given up."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "digests"
down_revision = "owed"
branch_labels = None
depends_on = None

FAMILIES = (
    "needs",
    "contributions",
    "requests",
    "roadmap",
    "subjects",
    "polls",
    "decisions",
    "meetings",
    "comments",
    "introductions",
    "programs",
    "catalogue",
    "others",
)
FREQUENCIES = ("at_once", "daily", "weekly", "none")


def _listed(column, values):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def upgrade():
    op.add_column("outbox", sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "notification_choices",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(length=20), nullable=False),
        sa.Column("frequency", sa.String(length=10), nullable=False),
        sa.CheckConstraint(_listed("family", FAMILIES), name=op.f("choices_have_a_known_family")),
        sa.CheckConstraint(
            _listed("frequency", FREQUENCIES), name=op.f("choices_have_a_known_frequency")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_notification_choices_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "family", name=op.f("pk_notification_choices")),
    )
    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_digests_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint("account_id", "day", name=op.f("one_digest_per_person_and_day")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "digest_items",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(length=20), nullable=False),
        sa.Column("notice", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_digest_items_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["sequence"], ["journal_entries.sequence"], name=op.f("fk_digest_items_sequence")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_digest_items_record_id")
        ),
        sa.ForeignKeyConstraint(
            ["digest_id"], ["digests.id"], name=op.f("fk_digest_items_digest_id")
        ),
        sa.PrimaryKeyConstraint(
            "account_id", "sequence", "record_id", name=op.f("pk_digest_items")
        ),
    )
    op.create_index(op.f("ix_digest_items_digest_id"), "digest_items", ["digest_id"])
    op.create_index(
        "ix_digest_items_waiting",
        "digest_items",
        ["at"],
        sqlite_where=sa.text("digest_id IS NULL"),
        postgresql_where=sa.text("digest_id IS NULL"),
    )
    op.create_table(
        "reminders",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_reminders_account_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_reminders")),
    )


def downgrade():
    op.drop_table("reminders")
    op.drop_index("ix_digest_items_waiting", table_name="digest_items")
    op.drop_index(op.f("ix_digest_items_digest_id"), table_name="digest_items")
    op.drop_table("digest_items")
    op.drop_table("digests")
    op.drop_table("notification_choices")
    with op.batch_alter_table("outbox") as batch:
        batch.drop_column("given_up_at")
