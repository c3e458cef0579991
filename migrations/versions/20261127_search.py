"""Tables of the search index kept in PostgreSQL."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR

from council.extensions import UtcDateTime

revision = "search"
down_revision = "saved_searches"
branch_labels = None
depends_on = None

WORDS = sa.JSON().with_variant(ARRAY(sa.Text()), "postgresql")
VECTOR = sa.Text().with_variant(TSVECTOR(), "postgresql")
BYTES = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade():
    op.create_table(
        "search_builds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("analysis", sa.Integer(), nullable=False),
        sa.Column("engine", sa.Integer(), nullable=False),
        sa.Column("built_at", UtcDateTime(), nullable=True),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_builds")),
    )
    op.create_table(
        "search_documents",
        sa.Column("build_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reference", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("organization", sa.String(20), nullable=False),
        sa.Column("date", sa.String(10), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("audience", WORDS, nullable=False),
        sa.Column("facets", WORDS, nullable=False),
        sa.Column("terms", VECTOR, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["build_id"],
            ["search_builds.id"],
            name=op.f("fk_search_documents_build_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("build_id", "id", name=op.f("pk_search_documents")),
    )
    for column in ("terms", "audience"):
        op.create_index(
            f"ix_search_documents_{column}", "search_documents", [column], postgresql_using="gin"
        )
    op.create_table(
        "search_terms",
        sa.Column("build_id", sa.Integer(), nullable=False),
        sa.Column("term", BYTES, nullable=False),
        sa.Column("documents", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["build_id"],
            ["search_builds.id"],
            name=op.f("fk_search_terms_build_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("build_id", "term", name=op.f("pk_search_terms")),
    )


def downgrade():
    op.drop_table("search_terms")
    op.drop_table("search_documents")
    op.drop_table("search_builds")
