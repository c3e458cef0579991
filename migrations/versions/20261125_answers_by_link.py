"""Requests sent by mail to maintainers, and answers given by a link."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "answers_by_link"
down_revision = "talk"
branch_labels = None
depends_on = None

CHOICES = (
    "'would_accept', 'needs_design', 'out_of_scope', 'already_there', 'later', 'another_way', 'no'"
)


def _make_contacts():
    op.create_table(
        "software_contacts",
        sa.Column("software_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["accounts.id"], name=op.f("fk_software_contacts_changed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["software_id"], ["software.id"], name=op.f("fk_software_contacts_software_id")
        ),
        sa.PrimaryKeyConstraint("software_id", name=op.f("pk_software_contacts")),
    )


def _make_invitations():
    op.create_table(
        "request_invitations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("sent_by_id", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_request_invitations_request_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["accounts.id"], name=op.f("fk_request_invitations_sent_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_invitations")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_request_invitations_request_id", "request_invitations", ["request_id"])


def _make_pending():
    op.create_table(
        "pending_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=16), nullable=False),
        sa.Column("since_version", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("days_hundredths", sa.Integer(), nullable=True),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("signed_as", sa.String(length=160), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            f"choice IN ({CHOICES})", name=op.f("pending_answers_have_a_known_choice")
        ),
        sa.CheckConstraint(
            "(answer_id IS NULL) = (confirmed_at IS NULL)",
            name=op.f("a_confirmed_answer_is_published"),
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answers.id"], name=op.f("fk_pending_answers_answer_id")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"],
            ["request_invitations.id"],
            name=op.f("fk_pending_answers_invitation_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_answers")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pending_answers_invitation_id", "pending_answers", ["invitation_id"])
    op.create_index(
        "one_published_answer_per_invitation",
        "pending_answers",
        ["invitation_id"],
        unique=True,
        sqlite_where=sa.text("answer_id IS NOT NULL"),
        postgresql_where=sa.text("answer_id IS NOT NULL"),
    )


def upgrade():
    with op.batch_alter_table("answers") as batch:
        batch.add_column(
            sa.Column("by_link", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("answers") as batch:
        batch.alter_column("by_link", server_default=None)
    _make_contacts()
    _make_invitations()
    _make_pending()


def downgrade():
    op.drop_index("one_published_answer_per_invitation", table_name="pending_answers")
    op.drop_index("ix_pending_answers_invitation_id", table_name="pending_answers")
    op.drop_table("pending_answers")
    op.drop_index("ix_request_invitations_request_id", table_name="request_invitations")
    op.drop_table("request_invitations")
    op.drop_table("software_contacts")
    with op.batch_alter_table("answers") as batch:
        batch.drop_column("by_link")
