"""Polls among options: settings of a poll, lots committed to, casting votes for an option."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "methods"
down_revision = "digests"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("polls", sa.Column("settings", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("polls", sa.Column("lot_seed", sa.String(64), nullable=False, server_default=""))
    _casting_votes("length(choice) > 0", sa.String(10), sa.String(60))


def downgrade():
    _casting_votes("choice IN ('for', 'against')", sa.String(60), sa.String(10))
    with op.batch_alter_table("polls") as batch:
        batch.drop_column("lot_seed")
        batch.drop_column("settings")


def _casting_votes(condition, before, after):
    with op.batch_alter_table("casting_votes") as batch:
        batch.drop_constraint(op.f("a_casting_vote_settles"), type_="check")
        batch.alter_column("choice", existing_type=before, type_=after, existing_nullable=False)
        batch.create_check_constraint(op.f("a_casting_vote_settles"), condition)
    if op.get_bind().dialect.name != "sqlite":
        return
    # SQLite rebuilds the table, which loses its triggers.
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER casting_votes_refuses_{verb.lower()} BEFORE {verb} ON casting_votes "
            "BEGIN SELECT RAISE(ABORT, 'casting_votes is append-only'); END"
        )
