"""Introductions, reuses, programmes and candidacies are records; three more kinds of links."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = (
    "organization",
    "software",
    "need",
    "contribution",
    "request",
    "roadmap_item",
    "subject",
    "meeting",
    "poll",
    "decision",
)
MORE_KINDS = (
    "organization",
    "software",
    "need",
    "introduction",
    "contribution",
    "reuse",
    "program",
    "candidacy",
    "request",
    "roadmap_item",
    "subject",
    "meeting",
    "poll",
    "decision",
)
LINKS = ("answers", "duplicates", "supersedes", "born_from", "about", "delivers")
MORE_LINKS = (*LINKS, "based_on", "depends_on", "within")


def _listed(column, values):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _allow(kinds, links):
    with op.batch_alter_table("records") as batch:
        batch.drop_constraint("records_have_a_known_kind", type_="check")
        batch.create_check_constraint("records_have_a_known_kind", _listed("kind", kinds))
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
    _allow(MORE_KINDS, MORE_LINKS)
    for name, table, columns in INDEXES:
        op.create_index(name, table, columns)


def downgrade():
    for name, table, _columns in reversed(INDEXES):
        op.drop_index(name, table_name=table)
    _allow(KINDS, LINKS)
