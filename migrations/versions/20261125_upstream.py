"""Typed addresses upstream with their dated state, milestones of contributions."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

import sqlalchemy as sa
from alembic import op

revision = "upstream"
down_revision = "commons"
branch_labels = None
depends_on = None

# What an address most likely shows, by its shape on the forges most in use.
SHAPES = (
    (r"/(issues|work_items)/\d+/?$", "issue"),
    (r"/(pull|pulls|merge_requests|patches)/\d+(/|$)", "merge_request"),
    (r"/(releases/tag|-/releases|-/tags|releases|refs)/[^/]+", "release"),
    (r"/commit/[0-9a-f]{7,64}/?$", "commit"),
    (r"^//todo\.sr\.ht/~[^/]+/[^/]+/\d+/?$", "issue"),
)


def _kind(url):
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", "other"
    path = f"//{parts.hostname or ''}{parts.path}"
    kind = next((kind for shape, kind in SHAPES if re.search(shape, path)), "other")
    return (parts.hostname or "")[:255], kind


def _links():
    return sa.table(
        "upstream_links",
        sa.column("contribution_id", sa.Integer),
        sa.column("position", sa.Integer),
        sa.column("url", sa.Text),
        sa.column("host", sa.String),
        sa.column("kind", sa.String),
        sa.column("state", sa.String),
        sa.column("error", sa.String),
        sa.column("failures", sa.Integer),
        sa.column("due_at", sa.DateTime(timezone=True)),
    )


def _addresses_become_rows():
    connection, moment = op.get_bind(), datetime.now(UTC)
    if connection.dialect.name == "sqlite":
        moment = moment.replace(tzinfo=None)
    found = connection.execute(
        sa.text("SELECT id, upstream_links FROM contributions ORDER BY id")
    ).all()
    rows = []
    for number, links in found:
        urls = json.loads(links) if isinstance(links, str) else links or []
        for position, url in enumerate(urls):
            host, kind = _kind(url)
            rows.append(
                {
                    "contribution_id": number,
                    "position": position,
                    "url": url,
                    "host": host,
                    "kind": kind,
                    "state": "unknown",
                    "error": "",
                    "failures": 0,
                    "due_at": moment,
                }
            )
    if rows:
        connection.execute(_links().insert(), rows)


def _rows_become_addresses():
    connection = op.get_bind()
    found = connection.execute(
        sa.text(
            "SELECT contribution_id, url FROM upstream_links ORDER BY contribution_id, position"
        )
    ).all()
    urls = {}
    for number, url in found:
        urls.setdefault(number, []).append(url)
    table = sa.table(
        "contributions", sa.column("id", sa.Integer), sa.column("upstream_links", sa.JSON)
    )
    for number, listed in urls.items():
        connection.execute(table.update().where(table.c.id == number).values(upstream_links=listed))


def _make_links():
    op.create_table(
        "upstream_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state = 'unknown' OR checked_at IS NOT NULL",
            name=op.f("a_known_upstream_state_is_dated"),
        ),
        sa.CheckConstraint(
            "kind IN ('issue', 'merge_request', 'release', 'commit', 'other')",
            name=op.f("upstream_links_have_a_known_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('unknown', 'open', 'merged', 'closed', 'released')",
            name=op.f("upstream_links_have_a_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_upstream_links_contribution_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upstream_links")),
        sa.UniqueConstraint(
            "contribution_id", "position", name=op.f("one_upstream_link_per_position")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_upstream_links_due_at", "upstream_links", ["due_at"])
    op.create_index("ix_upstream_links_host_asked_at", "upstream_links", ["host", "asked_at"])


def _make_milestones():
    op.create_table(
        "contribution_milestones",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("due_label", sa.String(length=40), nullable=False),
        sa.Column("due_starts_on", sa.Date(), nullable=True),
        sa.Column("due_ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("title <> ''", name=op.f("contribution_milestones_have_a_title")),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_contribution_milestones_contribution_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution_milestones")),
        sa.UniqueConstraint("contribution_id", "position", name=op.f("one_milestone_per_position")),
        sqlite_autoincrement=True,
    )


def upgrade():
    _make_links()
    _make_milestones()
    _addresses_become_rows()
    with op.batch_alter_table("contributions") as batch:
        batch.drop_column("upstream_links")


def downgrade():
    with op.batch_alter_table("contributions") as batch:
        batch.add_column(
            sa.Column("upstream_links", sa.JSON(), nullable=False, server_default="[]")
        )
    _rows_become_addresses()
    with op.batch_alter_table("contributions") as batch:
        batch.alter_column("upstream_links", server_default=None)
    op.drop_table("contribution_milestones")
    op.drop_index("ix_upstream_links_host_asked_at", table_name="upstream_links")
    op.drop_index("ix_upstream_links_due_at", table_name="upstream_links")
    op.drop_table("upstream_links")
