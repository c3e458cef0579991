"""Shared fundings with their pledges; who accepted an offer by which vehicle; recusals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "pledges"
down_revision = "answers_by_link"
branch_labels = None
depends_on = None

APPEND_ONLY = ("pledges", "funding_shares", "recusals")


def _append_only(dialect):
    for table in APPEND_ONLY:
        if dialect == "sqlite":
            for verb in ("UPDATE", "DELETE"):
                yield (
                    f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        else:
            yield (
                f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE "
                f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )


def upgrade():
    op.create_table(
        "fundings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("estimate_cents", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.String(length=4), nullable=False),
        sa.Column("maximum_cents", sa.BigInteger(), nullable=True),
        sa.Column("deadline_on", sa.Date(), nullable=False),
        sa.Column("payee", sa.String(length=200), nullable=False),
        sa.Column("payee_id", sa.Integer(), nullable=True),
        sa.Column("legal_frame", sa.String(length=12), nullable=False),
        sa.Column("if_missed", sa.String(length=8), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("financed_cents", sa.BigInteger(), nullable=True),
        sa.Column("reduced_scope", sa.Text(), nullable=False),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_reached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'accepted') = (financed_cents IS NOT NULL)",
            name=op.f("accepted_fundings_say_what_is_financed"),
        ),
        sa.CheckConstraint(
            "(state = 'open') = (ended_at IS NULL)", name=op.f("fundings_that_ended_say_when")
        ),
        sa.CheckConstraint(
            "if_missed IN ('lapse', 'reduce', 'extend')",
            name=op.f("fundings_say_what_happens_when_missed"),
        ),
        sa.CheckConstraint(
            "legal_frame IN ('none', 'subvention', 'adhesion', 'commande', 'temps_agent', 'mecenat')",
            name=op.f("fundings_name_a_legal_vehicle"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'closed')", name=op.f("fundings_have_a_known_state")
        ),
        sa.CheckConstraint("tax IN ('none', 'ht', 'ttc')", name=op.f("fundings_have_a_known_tax")),
        sa.CheckConstraint("estimate_cents > 0", name=op.f("estimates_are_positive")),
        sa.CheckConstraint(
            "financed_cents IS NULL OR (financed_cents > 0 AND financed_cents <= estimate_cents)",
            name=op.f("no_more_is_financed_than_asked"),
        ),
        sa.CheckConstraint(
            "maximum_cents IS NULL OR maximum_cents >= estimate_cents",
            name=op.f("a_maximum_covers_the_estimate"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_fundings_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_fundings_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_fundings_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["payee_id"], ["organizations.id"], name=op.f("fk_fundings_payee_id")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_fundings_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fundings")),
        sa.UniqueConstraint("record_id", "number", name="one_funding_per_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_fundings_account_id"), "fundings", ["account_id"], unique=False)
    op.create_index("ix_fundings_state", "fundings", ["state"], unique=False)
    op.create_index(
        "one_open_funding_per_record",
        "fundings",
        ["record_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )

    op.create_table(
        "funding_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("funding_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_funding_moves_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_funding_moves_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_funding_moves_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["funding_id"], ["fundings.id"], name=op.f("fk_funding_moves_funding_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_moves")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_funding_moves_account_id"), "funding_moves", ["account_id"], unique=False
    )
    op.create_index(
        op.f("ix_funding_moves_funding_id"), "funding_moves", ["funding_id"], unique=False
    )

    op.create_table(
        "pledges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("funding_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("minimum_cents", sa.BigInteger(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("visibility", sa.String(length=8), nullable=False),
        sa.Column("legal_frame", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'conditional') = (minimum_cents IS NOT NULL OR valid_until IS NOT NULL)",
            name=op.f("conditional_pledges_say_their_condition"),
        ),
        sa.CheckConstraint(
            "kind IN ('firm', 'intended', 'conditional')", name=op.f("pledges_have_a_known_kind")
        ),
        sa.CheckConstraint(
            "legal_frame IN ('none', 'subvention', 'adhesion', 'commande', 'temps_agent', 'mecenat')",
            name=op.f("pledges_name_a_legal_vehicle"),
        ),
        sa.CheckConstraint(
            "visibility IN ('public', 'holder', 'council')",
            name=op.f("pledges_have_a_known_audience"),
        ),
        sa.CheckConstraint("amount_cents > 0", name=op.f("pledges_are_positive")),
        sa.CheckConstraint(
            "minimum_cents IS NULL OR minimum_cents > 0", name=op.f("totals_are_positive")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_pledges_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_pledges_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_pledges_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["funding_id"], ["fundings.id"], name=op.f("fk_pledges_funding_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_pledges_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledges")),
        sa.UniqueConstraint(
            "funding_id", "organization_id", "revision", name="one_pledge_per_revision"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_pledges_account_id"), "pledges", ["account_id"], unique=False)
    op.create_index(
        op.f("ix_pledges_organization_id"), "pledges", ["organization_id"], unique=False
    )

    op.create_table(
        "funding_shares",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("funding_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("pledge_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("pledged_cents", sa.BigInteger(), nullable=False),
        sa.Column("share_cents", sa.BigInteger(), nullable=False),
        sa.Column("visibility", sa.String(length=8), nullable=False),
        sa.Column("legal_frame", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "legal_frame IN ('none', 'subvention', 'adhesion', 'commande', 'temps_agent', 'mecenat')",
            name=op.f("shares_name_a_legal_vehicle"),
        ),
        sa.CheckConstraint(
            "visibility IN ('public', 'holder', 'council')",
            name=op.f("shares_have_a_known_audience"),
        ),
        sa.CheckConstraint(
            "share_cents >= 0 AND share_cents <= pledged_cents",
            name=op.f("nobody_pays_above_its_pledge"),
        ),
        sa.ForeignKeyConstraint(
            ["funding_id"], ["fundings.id"], name=op.f("fk_funding_shares_funding_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_funding_shares_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["pledge_id"], ["pledges.id"], name=op.f("fk_funding_shares_pledge_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_shares")),
        sa.UniqueConstraint("funding_id", "organization_id", name="one_share_per_organization"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_funding_shares_organization_id"),
        "funding_shares",
        ["organization_id"],
        unique=False,
    )

    op.create_table(
        "recusals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("established", sa.Boolean(), nullable=False),
        sa.Column("withdrawn_ballot_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("a_recusal_says_why")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_recusals_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_recusals_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_recusals_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_recusals_organization_id")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_recusals_poll_id")),
        sa.ForeignKeyConstraint(
            ["withdrawn_ballot_id"], ["ballots.id"], name=op.f("fk_recusals_withdrawn_ballot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusals")),
        sa.UniqueConstraint("poll_id", "organization_id", name="one_recusal_per_organization"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_recusals_account_id"), "recusals", ["account_id"], unique=False)
    op.create_index(
        op.f("ix_recusals_organization_id"), "recusals", ["organization_id"], unique=False
    )

    with op.batch_alter_table("contribution_moves") as batch:
        batch.add_column(sa.Column("legal_frame", sa.String(length=12), nullable=True))

    for statement in _append_only(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade():
    with op.batch_alter_table("contribution_moves") as batch:
        batch.drop_column("legal_frame")

    op.drop_index(op.f("ix_recusals_organization_id"), table_name="recusals")
    op.drop_index(op.f("ix_recusals_account_id"), table_name="recusals")

    op.drop_table("recusals")
    op.drop_index(op.f("ix_funding_shares_organization_id"), table_name="funding_shares")

    op.drop_table("funding_shares")
    op.drop_index(op.f("ix_pledges_organization_id"), table_name="pledges")
    op.drop_index(op.f("ix_pledges_account_id"), table_name="pledges")

    op.drop_table("pledges")
    op.drop_index(op.f("ix_funding_moves_funding_id"), table_name="funding_moves")
    op.drop_index(op.f("ix_funding_moves_account_id"), table_name="funding_moves")

    op.drop_table("funding_moves")
    op.drop_index("one_open_funding_per_record", table_name="fundings")
    op.drop_index("ix_fundings_state", table_name="fundings")
    op.drop_index(op.f("ix_fundings_account_id"), table_name="fundings")

    op.drop_table("fundings")
