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


def upgrade():
    _allow(MORE_KINDS, MORE_LINKS)


def downgrade():
    _allow(KINDS, LINKS)
