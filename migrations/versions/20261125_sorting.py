"""Needs are sorted by title as in a dictionary; long lists are read in the order of an index."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "sorting"
down_revision = "follows"
branch_labels = None
depends_on = None

LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})


def _key(title):
    spread = unicodedata.normalize("NFKD", title.translate(LIGATURES)).casefold()
    plain = "".join(c for c in spread if not unicodedata.combining(c))
    return plain.lstrip(" «»\"'’“”()[]…-–—")[:200]


def upgrade():
    with op.batch_alter_table("needs") as batch:
        batch.add_column(sa.Column("title_key", sa.String(200), nullable=False, server_default=""))
    needs = sa.table("needs", sa.column("id"), sa.column("title"), sa.column("title_key"))
    connection = op.get_bind()
    for number, title in connection.execute(sa.select(needs.c.id, needs.c.title)).all():
        row = sa.update(needs).where(needs.c.id == number)
        connection.execute(row.values(title_key=_key(title)))
    with op.batch_alter_table("needs") as batch:
        batch.alter_column("title_key", existing_type=sa.String(200), server_default=None)
    op.create_index("ix_needs_title_key", "needs", ["title_key", "id"])
    op.create_index("ix_endorsements_in_force", "endorsements", ["withdrawn_at", "need_id"])
    op.drop_index("ix_needs_state_id", "needs")
    op.create_index("ix_needs_state", "needs", ["state", "filed_on", "id"])
    op.drop_index("ix_records_kind_audience", "records")
    op.create_index("ix_records_kind_audience", "records", ["kind", "audience", "reference"])


def downgrade():
    op.drop_index("ix_records_kind_audience", "records")
    op.create_index("ix_records_kind_audience", "records", ["kind", "audience"])
    op.drop_index("ix_endorsements_in_force", "endorsements")
    op.drop_index("ix_needs_state", "needs")
    op.create_index("ix_needs_state_id", "needs", ["state", "id"])
    op.drop_index("ix_needs_title_key", "needs")
    with op.batch_alter_table("needs") as batch:
        batch.drop_column("title_key")
