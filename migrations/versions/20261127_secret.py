"""Secret votes: who signed, the box, what was cleaned after the count; one more refusal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "secret"
down_revision = "objections"
branch_labels = None
depends_on = None

BEFORE = ("early", "late", "suspended", "recused", "proxy_ended", "unchangeable", "invalid")
AFTER = (*BEFORE, "no_receipt")


def upgrade():
    op.create_table(
        "poll_signatures",
        sa.Column(
            "roll_entry_id",
            sa.Integer(),
            sa.ForeignKey("roll_entries.id", name=op.f("fk_poll_signatures_roll_entry_id")),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("by_proxy", sa.Boolean(), nullable=False),
        sa.Column(
            "account_id",
            sa.Integer(),
            sa.ForeignKey("accounts.id", name=op.f("fk_poll_signatures_account_id")),
        ),
        sa.Column(
            "for_organization_id",
            sa.Integer(),
            sa.ForeignKey("records.id", name=op.f("fk_poll_signatures_for_organization_id")),
        ),
        sa.Column(
            "for_software_id",
            sa.Integer(),
            sa.ForeignKey("records.id", name=op.f("fk_poll_signatures_for_software_id")),
        ),
        sa.PrimaryKeyConstraint("roll_entry_id", name=op.f("one_signature_per_seat")),
    )
    op.create_index("ix_poll_signatures_account_id", "poll_signatures", ["account_id"])
    op.create_table(
        "secret_ballots",
        sa.Column("lookup", sa.String(length=64), nullable=False),
        sa.Column(
            "poll_id",
            sa.Integer(),
            sa.ForeignKey("polls.id", name=op.f("fk_secret_ballots_poll_id")),
            nullable=False,
        ),
        sa.Column("box", sa.String(length=60), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("proof", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("lookup", name=op.f("pk_secret_ballots")),
        sa.CheckConstraint("length(lookup) = 64", name=op.f("a_secret_ballot_is_found_by_a_hash")),
        sa.CheckConstraint("length(proof) = 64", name=op.f("a_secret_ballot_has_a_proof")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_secret_ballots_poll_id", "secret_ballots", ["poll_id"])
    op.create_table(
        "secret_scrubs",
        sa.Column(
            "poll_id",
            sa.Integer(),
            sa.ForeignKey("polls.id", name=op.f("fk_secret_scrubs_poll_id")),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("scrubbed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("one_scrub_per_poll")),
    )
    _known_causes(AFTER)


def downgrade():
    op.execute("DELETE FROM poll_refusals WHERE cause = 'no_receipt'")
    _known_causes(BEFORE)
    op.drop_table("secret_scrubs")
    op.drop_table("secret_ballots")
    op.drop_table("poll_signatures")


def _known_causes(causes):
    listed = ", ".join(f"'{cause}'" for cause in causes)
    with op.batch_alter_table("poll_refusals") as batch:
        batch.drop_constraint(op.f("refusals_have_a_known_cause"), type_="check")
        batch.create_check_constraint(op.f("refusals_have_a_known_cause"), f"cause IN ({listed})")
