"""One more cause for which a ballot is refused: the proxy of who sends it has ended."""

from __future__ import annotations

from alembic import op

revision = "proxy_refusals"
down_revision = "proxies"
branch_labels = None
depends_on = None

BEFORE = ("early", "late", "suspended", "recused", "unchangeable", "invalid")
AFTER = ("early", "late", "suspended", "recused", "proxy_ended", "unchangeable", "invalid")


def _known_causes(causes):
    listed = ", ".join(f"'{cause}'" for cause in causes)
    with op.batch_alter_table("poll_refusals") as batch:
        batch.drop_constraint(op.f("refusals_have_a_known_cause"), type_="check")
        batch.create_check_constraint(op.f("refusals_have_a_known_cause"), f"cause IN ({listed})")


def upgrade():
    _known_causes(AFTER)


def downgrade():
    op.execute("DELETE FROM poll_refusals WHERE cause = 'proxy_ended'")
    _known_causes(BEFORE)
