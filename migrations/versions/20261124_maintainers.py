"""Maintainers: claims, answers by link; catalogue: what is based on what, policies."""

from __future__ import annotations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    pass


def downgrade():
    pass
