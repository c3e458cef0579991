"""Objections closed by their author or by who conducts the poll."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "objections"
down_revision = "proxy_refusals"
branch_labels = None
depends_on = None

TABLE = "objection_closings"


def upgrade():
    op.create_table(
        TABLE,
        sa.Column(
            "ballot_id",
            sa.Integer(),
            sa.ForeignKey("ballots.id", name=op.f("fk_objection_closings_ballot_id")),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "poll_id",
            sa.Integer(),
            sa.ForeignKey("polls.id", name=op.f("fk_objection_closings_poll_id")),
            nullable=False,
        ),
        sa.Column("by_author", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "account_id",
            sa.Integer(),
            sa.ForeignKey("accounts.id", name=op.f("fk_objection_closings_account_id")),
        ),
        sa.Column(
            "for_organization_id",
            sa.Integer(),
            sa.ForeignKey("records.id", name=op.f("fk_objection_closings_for_organization_id")),
        ),
        sa.Column(
            "for_software_id",
            sa.Integer(),
            sa.ForeignKey("records.id", name=op.f("fk_objection_closings_for_software_id")),
        ),
        sa.PrimaryKeyConstraint("ballot_id", name=op.f("one_closing_per_objection")),
        sa.CheckConstraint(
            "by_author OR reason <> ''", name=op.f("who_conducts_says_why_it_closes")
        ),
    )
    op.create_index("ix_objection_closings_account_id", TABLE, ["account_id"])
    op.create_index("ix_objection_closings_poll_id", TABLE, ["poll_id"])
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {TABLE}_refuses_{verb.lower()} BEFORE {verb} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append-only'); END"
            )
    else:
        op.execute(
            f"CREATE TRIGGER {TABLE}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {TABLE} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def downgrade():
    op.drop_table(TABLE)
