"""Votes held in Belenios: the address of the election, its verified archive."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "belenios"
down_revision = "guests"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "belenios_elections",
        sa.Column(
            "poll_id",
            sa.Integer(),
            sa.ForeignKey("polls.id", name=op.f("fk_belenios_elections_poll_id")),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("uuid", sa.String(length=40), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=True),
        sa.Column("archive_sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "account_id",
            sa.Integer(),
            sa.ForeignKey("accounts.id", name=op.f("fk_belenios_elections_account_id")),
        ),
        sa.Column(
            "for_organization_id",
            sa.Integer(),
            sa.ForeignKey("records.id", name=op.f("fk_belenios_elections_for_organization_id")),
        ),
        sa.Column(
            "for_software_id",
            sa.Integer(),
            sa.ForeignKey("records.id", name=op.f("fk_belenios_elections_for_software_id")),
        ),
        sa.PrimaryKeyConstraint("poll_id", name=op.f("one_belenios_election_per_poll")),
        sa.CheckConstraint(
            "archive_sha256 = '' OR (length(archive_sha256) = 64 AND archive IS NOT NULL)",
            name=op.f("an_archive_has_its_hash"),
        ),
    )
    op.create_index("ix_belenios_elections_account_id", "belenios_elections", ["account_id"])


def downgrade():
    op.drop_table("belenios_elections")
