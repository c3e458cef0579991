"""The register: sections, signatory, remedies, application, review, changes, black bars.

Going back is refused by the database while acts, links or changes of the new kinds exist: they
cannot be kept without it.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "register"
down_revision = "acts"
branch_labels = None
depends_on = None

TEXTS = ("context", "rationale", "alternatives", "consequences", "remedies")
ACTS = ("adoption", "endorsement", "refusal", "publication_asked", "publication")
MORE_ACTS = (*ACTS, "dissent", "application", "review")
LINKS = (
    "answers", "duplicates", "supersedes", "born_from", "about", "delivers", "depends_on",
    "based_on",
)  # fmt: skip
MORE_LINKS = (*LINKS[:3], "repeals", "amends", "corrects", *LINKS[3:])
APPLICATION = "application IN ('', 'todo', 'under_way', 'applied', 'dropped')"
DISSENT = "kind = 'dissent'"


def _listed(column, values):
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def _known(acts, links, more):
    with op.batch_alter_table("record_links") as batch:
        batch.drop_constraint("links_have_a_known_kind", type_="check")
        batch.create_check_constraint("links_have_a_known_kind", _listed("kind", links))
    with op.batch_alter_table("decision_acts") as batch:
        batch.drop_constraint("decision_acts_have_a_known_kind", type_="check")
        batch.create_check_constraint("decision_acts_have_a_known_kind", _listed("kind", acts))
        if more:
            batch.add_column(sa.Column("value", sa.String(20), nullable=False, server_default=""))
            batch.alter_column("value", existing_type=sa.String(20), server_default=None)
        else:
            batch.drop_column("value")
    if op.get_bind().dialect.name == "sqlite":
        # The table was made again, without its triggers.
        _guard("decision_acts")


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


def upgrade():
    with op.batch_alter_table("decisions") as batch:
        for name in TEXTS:
            batch.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
            batch.alter_column(name, existing_type=sa.Text(), server_default=None)
        for name, kind, default in (
            ("sections_html", sa.JSON(), "{}"),
            ("signatory", sa.String(300), ""),
            ("application", sa.String(12), ""),
        ):
            batch.add_column(sa.Column(name, kind, nullable=False, server_default=default))
            batch.alter_column(name, existing_type=kind, server_default=None)
        batch.add_column(sa.Column("application_due", sa.Date(), nullable=True))
        batch.add_column(sa.Column("application_holder_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_decisions_application_holder_id"), "records", ["application_holder_id"], ["id"]
        )
        batch.create_check_constraint("decisions_have_a_known_application", APPLICATION)
    op.create_index("ix_decisions_application", "decisions", ["application", "application_due"])
    op.create_index("ix_decisions_application_holder_id", "decisions", ["application_holder_id"])
    op.create_index("ix_decisions_review_on", "decisions", ["review_on"])
    _known(MORE_ACTS, MORE_LINKS, True)
    op.create_index(
        "one_dissent_per_body_and_decision",
        "decision_acts",
        ["decision_id", "for_organization_id"],
        unique=True,
        sqlite_where=sa.text(DISSENT),
        postgresql_where=sa.text(DISSENT),
    )
    _create_changes()
    _create_versions()
    _create_statements()


def _create_changes():
    op.create_table(
        "decision_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_decision_changes_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["decisions.id"], name=op.f("fk_decision_changes_target_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_changes")),
        sa.UniqueConstraint("decision_id", "target_id", name="one_change_per_pair_of_decisions"),
        sa.CheckConstraint("decision_id <> target_id", name=op.f("no_decision_changes_itself")),
        sa.CheckConstraint(
            "kind IN ('corrects', 'amends', 'supersedes', 'repeals')",
            name=op.f("changes_have_a_known_kind"),
        ),
        sa.CheckConstraint(
            "body = '' OR kind IN ('corrects', 'amends')",
            name=op.f("only_a_decision_that_stays_is_rewritten"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_decision_changes_target_id", "decision_changes", ["target_id"])


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


def _create_statements():
    op.create_table(
        "outcome_statements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "poll_id",
            sa.Integer(),
            sa.ForeignKey("polls.id", name=op.f("fk_outcome_statements_poll_id")),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_by_whom("outcome_statements"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_statements")),
        sa.CheckConstraint("text <> ''", name=op.f("a_statement_says_something")),
        sqlite_autoincrement=True,
    )
    for name in ("account_id", "poll_id"):
        op.create_index(f"ix_outcome_statements_{name}", "outcome_statements", [name])
    _guard("outcome_statements")


def _create_versions():
    op.create_table(
        "decision_originals",
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("commitment", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["decision_versions.id"], name=op.f("fk_decision_originals_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_decision_originals")),
    )
    op.create_table(
        "decision_version_withdrawals",
        sa.Column("version_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        *_by_whom("decision_version_withdrawals"),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["decision_versions.id"],
            name=op.f("fk_decision_version_withdrawals_version_id"),
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_decision_version_withdrawals")),
    )
    op.create_index(
        "ix_decision_version_withdrawals_account_id",
        "decision_version_withdrawals",
        ["account_id"],
    )
    for table in ("decision_originals", "decision_version_withdrawals"):
        _guard(table)


def downgrade():
    op.drop_table("outcome_statements")
    op.drop_table("decision_version_withdrawals")
    op.drop_table("decision_originals")
    op.drop_table("decision_changes")
    op.drop_index("one_dissent_per_body_and_decision", "decision_acts")
    _known(ACTS, LINKS, False)
    for name in ("review_on", "application_holder_id", "application"):
        op.drop_index(f"ix_decisions_{name}", "decisions")
    with op.batch_alter_table("decisions") as batch:
        batch.drop_constraint("decisions_have_a_known_application", type_="check")
        batch.drop_constraint(op.f("fk_decisions_application_holder_id"), type_="foreignkey")
        for name in ("review_on", "application_holder_id", "application_due", "application",
                     "signatory", "sections_html", *reversed(TEXTS)):  # fmt: skip
            batch.drop_column(name)
