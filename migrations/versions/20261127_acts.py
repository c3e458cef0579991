"""Acts of deliberations at a distance, what their debates say, the dates they announce."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "acts"
down_revision = "belenios"
branch_labels = None
depends_on = None

TABLES = ("poll_acts", "debate_contributions")


def _by_whom(table):
    return [
        sa.Column(
            name, sa.Integer(), sa.ForeignKey(f"{target}.id", name=op.f(f"fk_{table}_{name}"))
        )
        for name, target in (
            ("account_id", "accounts"),
            ("for_organization_id", "records"),
            ("for_software_id", "records"),
        )
    ]


def upgrade():
    with op.batch_alter_table("polls") as batch:
        batch.add_column(sa.Column("announced_opens_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("announced_closes_at", sa.DateTime(timezone=True)))
    op.create_table(
        "poll_acts",
        sa.Column(
            "poll_id",
            sa.Integer(),
            sa.ForeignKey("polls.id", name=op.f("fk_poll_acts_poll_id")),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_by_whom("poll_acts"),
        sa.PrimaryKeyConstraint("poll_id", "kind", name=op.f("one_act_of_each_kind")),
        sa.CheckConstraint(
            "kind IN ('debate_opened', 'debate_closed', 'vote_opened', 'vote_closed', "
            "'results_sent')",
            name=op.f("acts_have_a_known_kind"),
        ),
    )
    op.create_index("ix_poll_acts_account_id", "poll_acts", ["account_id"])
    op.create_table(
        "debate_contributions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column(
            "poll_id",
            sa.Integer(),
            sa.ForeignKey("polls.id", name=op.f("fk_debate_contributions_poll_id")),
            nullable=False,
        ),
        sa.Column(
            "roll_entry_id",
            sa.Integer(),
            sa.ForeignKey("roll_entries.id", name=op.f("fk_debate_contributions_roll_entry_id")),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_by_whom("debate_contributions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debate_contributions")),
        sa.UniqueConstraint("uid", name=op.f("uq_debate_contributions_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_debate_contributions_account_id", "debate_contributions", ["account_id"])
    op.create_index("ix_debate_contributions_poll_id", "debate_contributions", ["poll_id"])
    for table in TABLES:
        _guard(table)


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)
    with op.batch_alter_table("polls") as batch:
        batch.drop_column("announced_closes_at")
        batch.drop_column("announced_opens_at")


def _guard(table):
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
