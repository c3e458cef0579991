"""Introductions, reuses and programmes are records; a link says what a service is based on."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
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
MORE_KINDS = (*KINDS[:3], "introduction", "contribution", "reuse", "program", *KINDS[4:])
LINKS = ("answers", "duplicates", "supersedes", "born_from", "about", "delivers", "depends_on")
MORE_LINKS = (*LINKS, "based_on")


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
    op.execute("DELETE FROM record_links WHERE kind = 'based_on'")
    _allow(KINDS, LINKS)
