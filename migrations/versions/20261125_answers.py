"""Routes to an answer, official answers with their versions, reminders of those still owed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "answers"
down_revision = "reuses"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "answer_reminders",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=4), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("stage IN ('half', 'late')", name=op.f("reminders_have_a_known_stage")),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_answer_reminders_need_id")
        ),
        sa.PrimaryKeyConstraint("need_id", "stage", name=op.f("pk_answer_reminders")),
    )
    op.create_table(
        "need_routes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("software_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("version", sa.String(length=60), nullable=False),
        sa.Column("contract", sa.String(length=200), nullable=False),
        sa.Column("lot", sa.String(length=120), nullable=False),
        sa.Column("contractor", sa.String(length=200), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("verdict_reason", sa.Text(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("judged_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(judged_at IS NULL) = (verdict = '')", name=op.f("a_judged_route_is_dated")
        ),
        sa.CheckConstraint(
            "(verdict = '') = (verdict_reason = '')", name=op.f("a_verdict_says_why")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason = '')",
            name=op.f("a_withdrawn_route_says_why"),
        ),
        sa.CheckConstraint(
            "kind <> 'contract' OR contract <> ''", name=op.f("a_contract_route_names_its_contract")
        ),
        sa.CheckConstraint(
            "kind <> 'upstream' OR version <> ''", name=op.f("an_upstream_route_names_its_version")
        ),
        sa.CheckConstraint(
            "kind = 'contract' OR software_id IS NOT NULL", name=op.f("a_route_names_its_software")
        ),
        sa.CheckConstraint(
            "kind IN ('existing', 'upstream', 'contract')", name=op.f("routes_have_a_known_kind")
        ),
        sa.CheckConstraint(
            "verdict IN ('', 'answers', 'partly', 'no')", name=op.f("routes_have_a_known_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_need_routes_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_need_routes_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_need_routes_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["judged_by_id"], ["accounts.id"], name=op.f("fk_need_routes_judged_by_id")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_need_routes_need_id")),
        sa.ForeignKeyConstraint(
            ["software_id"], ["software.id"], name=op.f("fk_need_routes_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_routes")),
        sa.UniqueConstraint("uid", name=op.f("uq_need_routes_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_need_routes_account_id"), "need_routes", ["account_id"])
    op.create_index(op.f("ix_need_routes_need_id"), "need_routes", ["need_id"])

    op.create_table(
        "official_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("cost_cents", sa.BigInteger(), nullable=True),
        sa.Column("cost_tax", sa.String(length=4), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.Column("due_label", sa.String(length=40), nullable=False),
        sa.Column("due_starts_on", sa.Date(), nullable=True),
        sa.Column("due_ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "cost_tax IN ('none', 'ht', 'ttc')", name=op.f("costs_have_a_known_tax")
        ),
        sa.CheckConstraint(
            "published_at IS NULL OR text <> ''", name=op.f("a_published_answer_says_something")
        ),
        sa.CheckConstraint(
            "state IN ('will_be_done', 'planned', 'under_study', 'not_retained', 'already_met', 'directed')",
            name=op.f("official_answers_have_a_known_state"),
        ),
        sa.CheckConstraint(
            "cost_cents IS NULL OR cost_cents >= 0", name=op.f("costs_are_positive")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_official_answers_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_official_answers_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_official_answers_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["need_id"], ["needs.id"], name=op.f("fk_official_answers_need_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["accounts.id"], name=op.f("fk_official_answers_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_answers")),
        sa.UniqueConstraint("need_id", name=op.f("uq_official_answers_need_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_official_answers_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_official_answers_account_id"), "official_answers", ["account_id"])
    op.create_index(op.f("ix_official_answers_published_at"), "official_answers", ["published_at"])

    op.create_table(
        "official_answer_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
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
            ["account_id"], ["accounts.id"], name=op.f("fk_official_answer_versions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["answer_id"],
            ["official_answers.id"],
            name=op.f("fk_official_answer_versions_answer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_official_answer_versions_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"],
            ["records.id"],
            name=op.f("fk_official_answer_versions_for_software_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_official_answer_versions")),
        sa.UniqueConstraint("answer_id", "number", name="one_answer_version_per_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_official_answer_versions_account_id"), "official_answer_versions", ["account_id"]
    )

    op.add_column("needs", sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_needs_unanswered",
        "needs",
        ["published_at", "id"],
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )


def downgrade():
    op.drop_index(
        "ix_needs_unanswered",
        "needs",
        sqlite_where=sa.text("answered_at IS NULL"),
        postgresql_where=sa.text("answered_at IS NULL"),
    )
    op.drop_column("needs", "answered_at")

    op.drop_index(op.f("ix_official_answer_versions_account_id"), "official_answer_versions")

    op.drop_table("official_answer_versions")
    op.drop_index(op.f("ix_official_answers_published_at"), "official_answers")
    op.drop_index(op.f("ix_official_answers_account_id"), "official_answers")

    op.drop_table("official_answers")
    op.drop_index(op.f("ix_need_routes_need_id"), "need_routes")
    op.drop_index(op.f("ix_need_routes_account_id"), "need_routes")

    op.drop_table("need_routes")
    op.drop_table("answer_reminders")
