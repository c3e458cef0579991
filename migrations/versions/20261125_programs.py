"""Support programmes: calls, candidacies, juries, grades, awards."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "programs"
down_revision = "maintainers"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "programs",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("supports", sa.JSON(), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=True),
        sa.Column("laureate_cents", sa.BigInteger(), nullable=True),
        sa.Column("tax", sa.String(length=4), nullable=False),
        sa.Column("shows_candidacies", sa.Boolean(), nullable=False),
        sa.Column("jury_closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("awarded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("award_note", sa.Text(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint(
            "(cancelled_at IS NULL) = (cancel_reason = '')",
            name=op.f("a_cancelled_program_says_why"),
        ),
        sa.CheckConstraint("tax IN ('none', 'ht', 'ttc')", name=op.f("programs_have_a_known_tax")),
        sa.CheckConstraint(
            "awarded_at IS NULL OR cancelled_at IS NULL",
            name=op.f("an_awarded_program_is_not_cancelled"),
        ),
        sa.CheckConstraint(
            "awarded_at IS NULL OR jury_closed_at IS NOT NULL",
            name=op.f("awards_come_after_the_jury_is_closed"),
        ),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("a_program_closes_after_it_opens")),
        sa.CheckConstraint(
            "laureate_cents IS NULL OR laureate_cents >= 0",
            name=op.f("a_laureates_share_is_positive"),
        ),
        sa.CheckConstraint(
            "total_cents IS NULL OR total_cents >= 0", name=op.f("a_total_is_positive")
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_programs_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programs")),
    )
    with op.batch_alter_table("programs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programs_closes_at"), ["closes_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_programs_opens_at"), ["opens_at"], unique=False)

    op.create_table(
        "candidacies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("software_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("supports", sa.JSON(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'draft') = (number IS NULL)", name=op.f("a_submitted_candidacy_has_a_number")
        ),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawal_reason <> '')",
            name=op.f("a_withdrawn_candidacy_says_why"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'withdrawn')",
            name=op.f("candidacies_have_a_known_state"),
        ),
        sa.CheckConstraint(
            "(organization_id IS NULL) <> (software_id IS NULL)",
            name=op.f("a_candidacy_has_one_holder"),
        ),
        sa.CheckConstraint(
            "amount_cents IS NULL OR amount_cents >= 0", name=op.f("an_ask_is_positive")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_candidacies_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_candidacies_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_candidacies_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_candidacies_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["programs.id"], name=op.f("fk_candidacies_program_id")
        ),
        sa.ForeignKeyConstraint(
            ["software_id"], ["software.id"], name=op.f("fk_candidacies_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidacies")),
        sa.UniqueConstraint("program_id", "number", name="one_candidacy_per_number"),
        sa.UniqueConstraint("uid", name=op.f("uq_candidacies_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("candidacies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_candidacies_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_candidacies_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index("ix_candidacies_program_state", ["program_id", "state"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_candidacies_software_id"), ["software_id"], unique=False
        )

    op.create_table(
        "jurors",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=True),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_jurors_account_id")),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["accounts.id"], name=op.f("fk_jurors_named_by_id")
        ),
        sa.ForeignKeyConstraint(["program_id"], ["programs.id"], name=op.f("fk_jurors_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jurors")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("jurors", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_jurors_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_jurors_program_id"), ["program_id"], unique=False)
        batch_op.create_index(
            "one_place_in_a_jury_per_person",
            ["program_id", "account_id"],
            unique=True,
            sqlite_where=sa.text("removed_at IS NULL"),
            postgresql_where=sa.text("removed_at IS NULL"),
        )

    op.create_table(
        "program_criteria",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.CheckConstraint("label <> ''", name=op.f("a_criterion_has_a_label")),
        sa.CheckConstraint("weight BETWEEN 1 AND 10", name=op.f("a_criterion_weighs_from_1_to_10")),
        sa.ForeignKeyConstraint(
            ["program_id"], ["programs.id"], name=op.f("fk_program_criteria_program_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_criteria")),
        sa.UniqueConstraint("program_id", "position", name="one_criterion_per_position"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "program_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
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
            ["account_id"], ["accounts.id"], name=op.f("fk_program_versions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_program_versions_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_program_versions_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["program_id"], ["programs.id"], name=op.f("fk_program_versions_program_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_versions")),
        sa.UniqueConstraint("program_id", "number", name="one_program_version_per_number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("program_versions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_program_versions_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "awards",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("supports", sa.JSON(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("an_award_says_why")),
        sa.CheckConstraint(
            "amount_cents IS NULL OR amount_cents >= 0", name=op.f("an_award_is_positive")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_awards_account_id")),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["candidacies.id"], name=op.f("fk_awards_candidacy_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_awards_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_awards_for_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awards")),
        sa.UniqueConstraint("candidacy_id", name=op.f("uq_awards_candidacy_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("awards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_awards_account_id"), ["account_id"], unique=False)

    op.create_table(
        "candidacy_grades",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("juror_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=14), nullable=False),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "grade IN ('reject', 'insufficient', 'passable', 'fairly_good', 'good', 'very_good')",
            name=op.f("candidacies_get_a_known_grade"),
        ),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["candidacies.id"], name=op.f("fk_candidacy_grades_candidacy_id")
        ),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["program_criteria.id"], name=op.f("fk_candidacy_grades_criterion_id")
        ),
        sa.ForeignKeyConstraint(
            ["juror_id"], ["jurors.id"], name=op.f("fk_candidacy_grades_juror_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidacy_grades")),
        sa.UniqueConstraint(
            "candidacy_id", "juror_id", "criterion_id", name="one_grade_per_juror_and_criterion"
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("candidacy_grades", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_candidacy_grades_juror_id"), ["juror_id"], unique=False
        )

    op.create_table(
        "candidacy_links",
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["candidacies.id"], name=op.f("fk_candidacy_links_candidacy_id")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_candidacy_links_record_id")
        ),
        sa.PrimaryKeyConstraint("candidacy_id", "record_id", name=op.f("pk_candidacy_links")),
    )
    with op.batch_alter_table("candidacy_links", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_candidacy_links_record_id"), ["record_id"], unique=False
        )

    op.create_table(
        "juror_recusals",
        sa.Column("juror_id", sa.Integer(), nullable=False),
        sa.Column("candidacy_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("a_jurors_recusal_says_why")),
        sa.ForeignKeyConstraint(
            ["candidacy_id"], ["candidacies.id"], name=op.f("fk_juror_recusals_candidacy_id")
        ),
        sa.ForeignKeyConstraint(
            ["juror_id"], ["jurors.id"], name=op.f("fk_juror_recusals_juror_id")
        ),
        sa.PrimaryKeyConstraint("juror_id", "candidacy_id", name=op.f("pk_juror_recusals")),
    )
    op.create_table(
        "award_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("a_follow_up_says_something")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_award_notes_account_id")
        ),
        sa.ForeignKeyConstraint(["award_id"], ["awards.id"], name=op.f("fk_award_notes_award_id")),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_award_notes_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_award_notes_for_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_notes")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("award_notes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_award_notes_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_award_notes_award_id"), ["award_id"], unique=False)


def downgrade():
    for table in (
        "award_notes",
        "juror_recusals",
        "candidacy_links",
        "candidacy_grades",
        "awards",
        "program_versions",
        "program_criteria",
        "jurors",
        "candidacies",
        "programs",
    ):
        op.drop_table(table)
