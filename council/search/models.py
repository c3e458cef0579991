"""Tables of the index kept in PostgreSQL; empty on SQLite, where the index is a folder."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from council.extensions import UtcDateTime, db

# Compared byte by byte, so that beginnings are read from the key itself.
BYTES = Text().with_variant(Text(collation="C"), "postgresql")
WORDS = JSON().with_variant(ARRAY(Text()), "postgresql")
VECTOR = Text().with_variant(TSVECTOR(), "postgresql")


class SearchBuild(db.Model):
    """One build of the index; the one in use was finished last."""

    __tablename__ = "search_builds"

    id: Mapped[int] = mapped_column(primary_key=True)
    analysis: Mapped[int]
    engine: Mapped[int]
    built_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    documents: Mapped[int] = mapped_column(default=0)


class SearchDocument(db.Model):
    """One record as a build knows it: what is searched, and what facets and sorting read.

    `facets` holds « kind=need » and the like.
    """

    __tablename__ = "search_documents"
    __table_args__ = (
        Index("ix_search_documents_terms", "terms", postgresql_using="gin"),
        Index("ix_search_documents_audience", "audience", postgresql_using="gin"),
    )

    build_id: Mapped[int] = mapped_column(
        ForeignKey("search_builds.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    reference: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(40))
    organization: Mapped[str] = mapped_column(String(20))
    date: Mapped[str] = mapped_column(String(10))
    weight: Mapped[float] = mapped_column(Float)
    audience: Mapped[list[str]] = mapped_column(WORDS)
    facets: Mapped[list[str]] = mapped_column(WORDS)
    terms: Mapped[Any] = mapped_column(VECTOR)
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)


class SearchTerm(db.Model):
    """A term of a build, and how many documents hold it."""

    __tablename__ = "search_terms"

    build_id: Mapped[int] = mapped_column(
        ForeignKey("search_builds.id", ondelete="CASCADE"), primary_key=True
    )
    term: Mapped[str] = mapped_column(BYTES, primary_key=True)
    documents: Mapped[int]
