"""Proxies, ballots cast by them, second convocations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "proxies"
down_revision = "refusals"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "proxies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "poll_id",
            sa.Integer(),
            sa.ForeignKey("polls.id", name=op.f("fk_proxies_poll_id")),
            nullable=False,
        ),
        sa.Column(
            "giver_id",
            sa.Integer(),
            sa.ForeignKey("roll_entries.id", name=op.f("fk_proxies_giver_id")),
            nullable=False,
        ),
        sa.Column(
            "holder_id",
            sa.Integer(),
            sa.ForeignKey("roll_entries.id", name=op.f("fk_proxies_holder_id")),
            nullable=False,
        ),
        sa.Column("ended", sa.String(length=12), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "account_id",
            sa.Integer(),
            sa.ForeignKey("accounts.id", name=op.f("fk_proxies_account_id")),
        ),
        sa.Column(
            "for_organization_id",
            sa.Integer(),
            sa.ForeignKey("records.id", name=op.f("fk_proxies_for_organization_id")),
        ),
        sa.Column(
            "for_software_id",
            sa.Integer(),
            sa.ForeignKey("records.id", name=op.f("fk_proxies_for_software_id")),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proxies")),
        sa.UniqueConstraint("uid", name=op.f("uq_proxies_uid")),
        sa.CheckConstraint(
            "ended IN ('', 'revoked', 'own_ballot', 'recused')",
            name=op.f("proxies_end_in_a_known_way"),
        ),
        sa.CheckConstraint("giver_id <> holder_id", name=op.f("no_proxy_to_oneself")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_proxies_account_id", "proxies", ["account_id"])
    op.create_index("ix_proxies_poll_id", "proxies", ["poll_id"])
    op.create_index("ix_proxies_holder_id", "proxies", ["holder_id"])
    op.create_index(
        "one_proxy_in_force_per_seat",
        "proxies",
        ["giver_id"],
        unique=True,
        sqlite_where=sa.text("ended = ''"),
        postgresql_where=sa.text("ended = ''"),
    )
    with op.batch_alter_table("ballots") as batch:
        batch.add_column(sa.Column("proxy_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_ballots_proxy_id"), "proxies", ["proxy_id"], ["id"])
    _guard_ballots()
    with op.batch_alter_table("polls") as batch:
        batch.add_column(sa.Column("second_of_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_polls_second_of_id"), "polls", ["second_of_id"], ["id"])
    op.create_index("ix_polls_second_of_id", "polls", ["second_of_id"])


def downgrade():
    op.drop_index("ix_polls_second_of_id", "polls")
    with op.batch_alter_table("polls") as batch:
        batch.drop_constraint(op.f("fk_polls_second_of_id"), type_="foreignkey")
        batch.drop_column("second_of_id")
    with op.batch_alter_table("ballots") as batch:
        batch.drop_constraint(op.f("fk_ballots_proxy_id"), type_="foreignkey")
        batch.drop_column("proxy_id")
    _guard_ballots()
    op.drop_table("proxies")


def _guard_ballots():
    """Write again the triggers of ballots: SQLite makes the table again, without them."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER ballots_refuses_{verb.lower()} BEFORE {verb} ON ballots "
                "BEGIN SELECT RAISE(ABORT, 'ballots is append-only'); END"
            )
