"""By what the identity of maintainers is shown."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "maintainers"
down_revision = "pledges"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "maintainer_proofs",
        sa.Column("application_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("software_id", sa.Integer(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("found_url", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(found_at IS NULL) = (found_url = '')",
            name=op.f("a_proof_found_says_where_and_when"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["applications.id"],
            name=op.f("fk_maintainer_proofs_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["software_id"], ["records.id"], name=op.f("fk_maintainer_proofs_software_id")
        ),
        sa.PrimaryKeyConstraint("application_id", name=op.f("pk_maintainer_proofs")),
    )
    op.create_index("ix_maintainer_proofs_due_at", "maintainer_proofs", ["due_at"])
    op.create_index("ix_maintainer_proofs_software_id", "maintainer_proofs", ["software_id"])
    op.create_table(
        "maintainer_identities",
        sa.Column("mandate_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("shown_by", sa.String(length=12), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "shown_by IN ('repository', 'secretariat', 'maintainer')",
            name=op.f("maintainer_identities_are_shown_by_something_known"),
        ),
        sa.CheckConstraint(
            "shown_by <> 'secretariat' OR reason <> ''",
            name=op.f("the_secretariat_says_how_it_verified"),
        ),
        sa.CheckConstraint(
            "shown_by <> 'repository' OR url <> ''",
            name=op.f("a_page_that_shows_identity_is_named"),
        ),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandates.id"], name=op.f("fk_maintainer_identities_mandate_id")
        ),
        sa.PrimaryKeyConstraint("mandate_id", name=op.f("pk_maintainer_identities")),
    )


def downgrade():
    op.drop_table("maintainer_identities")
    op.drop_index("ix_maintainer_proofs_software_id", table_name="maintainer_proofs")
    op.drop_index("ix_maintainer_proofs_due_at", table_name="maintainer_proofs")
    op.drop_table("maintainer_proofs")
