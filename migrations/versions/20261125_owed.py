"""The list of needs without an official answer reads its states in its index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "owed"
down_revision = "milestones"
branch_labels = None
depends_on = None

UNANSWERED = sa.text("answered_at IS NULL")


def _index(columns):
    op.drop_index("ix_needs_unanswered", "needs")
    op.create_index(
        "ix_needs_unanswered",
        "needs",
        columns,
        sqlite_where=UNANSWERED,
        postgresql_where=UNANSWERED,
    )


def upgrade():
    _index(["published_at", "id", "state"])


def downgrade():
    _index(["published_at", "id"])
