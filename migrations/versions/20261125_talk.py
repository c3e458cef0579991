"""Comments quote, mention, keep what they said, wait to be read; reports, decisions, openings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "talk"
down_revision = "introductions"
branch_labels = None
depends_on = None

MOMENTS = ("held_at", "refused_at", "review_asked_at", "review_answered_at")
TEXTS = ("refused_reason", "review_reason")
CHECKS = {
    "a_refused_comment_has_its_reason": "(refused_at IS NULL) = (refused_reason = '')",
    "only_a_held_comment_is_refused": "refused_at IS NULL OR held_at IS NOT NULL",
    "a_second_look_says_why": "(review_asked_at IS NULL) = (review_reason = '')",
    "only_a_second_look_asked_for_is_answered": (
        "review_answered_at IS NULL OR review_asked_at IS NOT NULL"
    ),
    "no_comment_quotes_itself": "quotes_id <> id",
}


def upgrade():
    with op.batch_alter_table("comments") as batch:
        batch.add_column(sa.Column("quotes_id", sa.Integer(), nullable=True))
        for name in MOMENTS:
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        for name in TEXTS:
            batch.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
        batch.add_column(
            sa.Column("told_version", sa.Integer(), nullable=False, server_default="0")
        )
    # Defaults are for the rows that are there; the program gives its own to the others.
    with op.batch_alter_table("comments") as batch:
        for name in (*TEXTS, "told_version"):
            batch.alter_column(name, server_default=None)
        for name, rule in CHECKS.items():
            batch.create_check_constraint(op.f(name), rule)
        batch.create_foreign_key(op.f("fk_comments_quotes_id"), "comments", ["quotes_id"], ["id"])
        batch.create_index(op.f("ix_comments_quotes_id"), ["quotes_id"])
    _add_versions_and_mentions()
    _add_moderation()
    op.execute("UPDATE comments SET told_version = row_version")
    op.execute(
        "INSERT INTO moderation_acts (comment_id, kind, reason, account_id, created_at) "
        "SELECT id, 'hidden', hidden_reason, hidden_by_id, hidden_at FROM comments "
        "WHERE hidden_at IS NOT NULL ORDER BY hidden_at"
    )


def _add_versions_and_mentions():
    op.create_table(
        "comment_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_comment_versions_comment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_versions")),
        sa.UniqueConstraint("comment_id", "number", name=op.f("one_comment_version_per_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "comment_mentions",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_comment_mentions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_comment_mentions_comment_id")
        ),
        sa.PrimaryKeyConstraint("comment_id", "account_id", name=op.f("pk_comment_mentions")),
    )
    op.create_index(op.f("ix_comment_mentions_account_id"), "comment_mentions", ["account_id"])


def _add_moderation():
    op.create_table(
        "moderation_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('hidden', 'restored', 'kept', 'released', 'refused', 'maintained')",
            name=op.f("moderation_acts_have_a_known_kind"),
        ),
        sa.CheckConstraint(
            "kind IN ('restored', 'released') OR reason <> ''", name=op.f("moderation_says_why")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_moderation_acts_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_moderation_acts_comment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_acts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_moderation_acts_comment_id"), "moderation_acts", ["comment_id"])
    op.create_table(
        "comment_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("a_report_says_why")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_comment_reports_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_comment_reports_comment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_reports")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "one_open_report_per_person_and_comment",
        "comment_reports",
        ["comment_id", "account_id"],
        unique=True,
        sqlite_where=sa.text("settled_at IS NULL"),
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_index(
        "ix_comment_reports_account_id_created_at",
        "comment_reports",
        ["account_id", "created_at"],
    )
    op.create_table(
        "thread_openings",
        sa.Column("record_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_thread_openings_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_thread_openings_record_id")
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_thread_openings")),
    )


def downgrade():
    for table in (
        "thread_openings",
        "comment_reports",
        "moderation_acts",
        "comment_mentions",
        "comment_versions",
    ):
        op.drop_table(table)
    # What nobody but its author was to read is not published by going back.
    op.execute(
        "UPDATE comments SET withdrawn_at = held_at "
        "WHERE held_at IS NOT NULL AND withdrawn_at IS NULL"
    )
    with op.batch_alter_table("comments") as batch:
        for name in CHECKS:
            batch.drop_constraint(name, type_="check")
        batch.drop_constraint("fk_comments_quotes_id", type_="foreignkey")
        batch.drop_index("ix_comments_quotes_id")
    with op.batch_alter_table("comments") as batch:
        for name in ("quotes_id", *MOMENTS, *TEXTS, "told_version"):
            batch.drop_column(name)
