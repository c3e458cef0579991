"""What long lists are sorted and found by; a link says what an item of the road map waits for."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LINKS = ("answers", "duplicates", "supersedes", "born_from", "about", "delivers")
MORE_LINKS = (*LINKS, "depends_on")


def _listed(column, values):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _allow(links):
    with op.batch_alter_table("record_links") as batch:
        batch.drop_constraint("links_have_a_known_kind", type_="check")
        batch.create_check_constraint("links_have_a_known_kind", _listed("kind", links))


# What lists of ten thousand needs are sorted and found by.
INDEXES = (
    ("ix_records_reference", "records", ["reference"]),
    ("ix_needs_filed_on", "needs", ["filed_on", "id"]),
    ("ix_needs_due_ends_on", "needs", ["due_ends_on", "id"]),
)


def upgrade():
    _allow(MORE_LINKS)
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade():
    for name, table, _columns in reversed(INDEXES):
        op.drop_index(name, table_name=table)
    op.execute("DELETE FROM record_links WHERE kind = 'depends_on'")
    _allow(LINKS)
