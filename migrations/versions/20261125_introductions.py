"""Two bodies put in touch about a need, each with its consent and the contact it names."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "introductions"
down_revision = "upstream"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "introductions",
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("other_need_id", sa.Integer(), nullable=True),
        sa.Column("low_body_id", sa.Integer(), nullable=False),
        sa.Column("high_body_id", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("by_secretariat", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("concluded_by_id", sa.Integer(), nullable=True),
        sa.Column("concluded_for_id", sa.Integer(), nullable=True),
        sa.Column("contacts_erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('accepted', 'joined', 'separate', 'no_reply')) = (accepted_at IS NOT NULL)",
            name=op.f("an_introduction_that_was_made_is_dated"),
        ),
        sa.CheckConstraint(
            "(state IN ('proposed', 'accepted')) = (closed_at IS NULL)",
            name=op.f("a_closed_introduction_is_dated"),
        ),
        sa.CheckConstraint("message <> ''", name=op.f("an_introduction_says_why")),
        sa.CheckConstraint(
            "state IN ('proposed', 'accepted', 'declined', 'withdrawn', 'expired', 'joined', 'separate', 'no_reply')",
            name=op.f("introductions_have_a_known_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('declined', 'withdrawn', 'separate') OR state_reason <> ''",
            name=op.f("an_introduction_without_effect_says_why"),
        ),
        sa.CheckConstraint(
            "low_body_id < high_body_id", name=op.f("an_introduction_joins_two_bodies")
        ),
        sa.CheckConstraint(
            "need_id < other_need_id", name=op.f("an_introduction_names_its_older_need_first")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_introductions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["concluded_by_id"], ["accounts.id"], name=op.f("fk_introductions_concluded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["concluded_for_id"], ["records.id"], name=op.f("fk_introductions_concluded_for_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_introductions_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_introductions_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["high_body_id"], ["records.id"], name=op.f("fk_introductions_high_body_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_introductions_id")),
        sa.ForeignKeyConstraint(
            ["low_body_id"], ["records.id"], name=op.f("fk_introductions_low_body_id")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_introductions_need_id")),
        sa.ForeignKeyConstraint(
            ["other_need_id"], ["needs.id"], name=op.f("fk_introductions_other_need_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_introductions")),
    )
    op.create_index(op.f("ix_introductions_account_id"), "introductions", ["account_id"])
    op.create_index(op.f("ix_introductions_other_need_id"), "introductions", ["other_need_id"])
    op.create_index("ix_introductions_state_id", "introductions", ["state", "id"])
    op.create_index(
        "one_live_introduction_per_need_and_pair",
        "introductions",
        ["need_id", "low_body_id", "high_body_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('proposed', 'accepted')"),
        postgresql_where=sa.text("state IN ('proposed', 'accepted')"),
    )

    op.create_table(
        "introduction_parties",
        sa.Column("introduction_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("contact_name", sa.String(length=120), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("contact_note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(answer = 'asked') = (answered_at IS NULL)",
            name=op.f("an_introduced_body_answers_on_a_day"),
        ),
        sa.CheckConstraint(
            "answer = 'accepted' OR (contact_name = '' AND contact_email = ''"
            " AND contact_phone = '' AND contact_note = '')",
            name=op.f("only_a_body_that_accepts_names_a_contact"),
        ),
        sa.CheckConstraint(
            "answer IN ('asked', 'accepted', 'declined')",
            name=op.f("introduced_bodies_have_a_known_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_introduction_parties_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["body_id"], ["records.id"], name=op.f("fk_introduction_parties_body_id")
        ),
        sa.ForeignKeyConstraint(
            ["introduction_id"],
            ["introductions.id"],
            name=op.f("fk_introduction_parties_introduction_id"),
        ),
        sa.PrimaryKeyConstraint("introduction_id", "body_id", name=op.f("pk_introduction_parties")),
    )
    op.create_index(op.f("ix_introduction_parties_body_id"), "introduction_parties", ["body_id"])


def downgrade():
    op.drop_index(op.f("ix_introduction_parties_body_id"), table_name="introduction_parties")

    op.drop_table("introduction_parties")
    op.drop_index("one_live_introduction_per_need_and_pair", table_name="introductions")
    op.drop_index("ix_introductions_state_id", table_name="introductions")
    op.drop_index(op.f("ix_introductions_other_need_id"), table_name="introductions")
    op.drop_index(op.f("ix_introductions_account_id"), table_name="introductions")

    op.drop_table("introductions")
