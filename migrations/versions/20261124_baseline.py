"""The first shape of the database: every table, and the triggers of the append-only ones."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "ballots",
    "casting_votes",
    "decision_acts",
    "decision_versions",
    "journal_entries",
    "journal_subjects",
    "poll_extensions",
    "poll_incidents",
    "poll_results",
    "roll_entries",
)


def _append_only(dialect):
    if dialect == "sqlite":
        for table in APPEND_ONLY:
            for verb in ("UPDATE", "DELETE"):
                yield (
                    f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )
        return
    yield (
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    for table in APPEND_ONLY:
        yield (
            f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def upgrade():
    op.create_table(
        "accounts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("email_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pending_email", sa.String(length=254), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('invited', 'active', 'closed')", name=op.f("accounts_have_a_known_state")
        ),
        sa.CheckConstraint("email = lower(email)", name=op.f("addresses_are_in_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
        sa.UniqueConstraint("uid", name=op.f("uq_accounts_uid")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "colleges",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_colleges")),
        sa.UniqueConstraint("key", name=op.f("uq_colleges_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("the_journal_has_one_head")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_outbox_dedupe_key")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_done_at"), ["done_at"], unique=False)
        batch_op.create_index("ix_outbox_topic_not_before", ["topic", "not_before"], unique=False)

    op.create_table(
        "records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("software_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "audience IN ('public', 'council', 'secretariat', 'holders')",
            name=op.f("records_have_a_known_audience"),
        ),
        sa.CheckConstraint(
            "kind IN ('organization', 'software', 'need', 'contribution', 'request', 'roadmap_item', 'subject', 'meeting', 'poll', 'decision')",
            name=op.f("records_have_a_known_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["records.id"], name=op.f("fk_records_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["software_id"], ["records.id"], name=op.f("fk_records_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_records")),
        sa.UniqueConstraint("kind", "reference", name="one_record_per_reference"),
        sa.UniqueConstraint("uid", name=op.f("uq_records_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.create_index("ix_records_kind_audience", ["kind", "audience"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_records_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_records_software_id"), ["software_id"], unique=False)

    op.create_table(
        "reference_counters",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_reference_counters")),
    )
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempts")),
    )
    with op.batch_alter_table("sign_in_attempts", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempts_key_at", ["key", "at"], unique=False)

    op.create_table(
        "applications",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("organization_name", sa.String(length=160), nullable=False),
        sa.Column("organization_kind", sa.String(length=20), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("software_name", sa.String(length=160), nullable=False),
        sa.Column("proof_url", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('personal', 'organization', 'maintainer')",
            name=op.f("applications_have_a_known_kind"),
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR decision_reason <> ''",
            name=op.f("a_refused_application_says_why"),
        ),
        sa.CheckConstraint(
            "state IN ('to_confirm', 'waiting', 'accepted', 'attached', 'refused')",
            name=op.f("applications_have_a_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["accounts.id"], name=op.f("fk_applications_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_applications_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
        sa.UniqueConstraint("number", name=op.f("uq_applications_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_applications_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_applications_email"), ["email"], unique=False)
        batch_op.create_index("ix_applications_state_id", ["state", "id"], unique=False)

    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "audience IN ('public', 'council', 'secretariat', 'holders')",
            name=op.f("attachments_have_a_known_audience"),
        ),
        sa.CheckConstraint("size >= 0", name=op.f("attachments_have_a_size")),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_attachments_record_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint("uid", name=op.f("uq_attachments_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachments_record_id"), ["record_id"], unique=False)

    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("council_only", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_by_id", sa.Integer(), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(hidden_at IS NULL) = (hidden_reason = '')",
            name=op.f("a_hidden_comment_has_its_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_comments_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_comments_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_comments_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["hidden_by_id"], ["accounts.id"], name=op.f("fk_comments_hidden_by_id")
        ),
        sa.ForeignKeyConstraint(["record_id"], ["records.id"], name=op.f("fk_comments_record_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        sa.UniqueConstraint("uid", name=op.f("uq_comments_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comments_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_comments_record_id_id", ["record_id", "id"], unique=False)

    op.create_table(
        "contributions",
        sa.Column("title", sa.String(length=400), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("legal_frame", sa.String(length=12), nullable=False),
        sa.Column("code_rights", sa.String(length=16), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("tax", sa.String(length=4), nullable=False),
        sa.Column("days_hundredths", sa.Integer(), nullable=True),
        sa.Column("price_visibility", sa.String(length=8), nullable=False),
        sa.Column("schedule", sa.Text(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("licence", sa.String(length=120), nullable=False),
        sa.Column("upstream_links", sa.JSON(), nullable=False),
        sa.Column("supplier", sa.String(length=200), nullable=False),
        sa.Column("contract_lot", sa.String(length=120), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("offered_by_label", sa.String(length=200), nullable=False),
        sa.Column("software_label", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_label", sa.String(length=40), nullable=False),
        sa.Column("due_starts_on", sa.Date(), nullable=True),
        sa.Column("due_ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "code_rights IN ('none', 'dco', 'cla_individual', 'cla_company')",
            name=op.f("contributions_have_known_code_rights"),
        ),
        sa.CheckConstraint(
            "kind IN ('code', 'documentation', 'translation', 'testing', 'hosting', 'agent_time', 'skills_sponsorship', 'recognition', 'funding', 'expert_contact', 'distribution', 'coaching')",
            name=op.f("contributions_have_a_known_kind"),
        ),
        sa.CheckConstraint(
            "legal_frame = '' OR legal_frame IN ('none', 'subvention', 'adhesion', 'commande', 'temps_agent', 'mecenat')",
            name=op.f("contributions_have_a_known_legal_frame"),
        ),
        sa.CheckConstraint(
            "outcome = '' OR outcome IN ('met', 'partly_met', 'unmet')",
            name=op.f("contributions_have_a_known_outcome"),
        ),
        sa.CheckConstraint(
            "price_visibility IN ('public', 'holder', 'council')",
            name=op.f("contributions_have_a_known_price_audience"),
        ),
        sa.CheckConstraint(
            "state <> 'confirmed' OR outcome <> ''",
            name=op.f("confirmed_contributions_have_an_outcome"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'offered', 'accepted', 'under_way', 'delivered', 'confirmed', 'declined', 'withdrawn', 'lapsed')",
            name=op.f("contributions_have_a_known_state"),
        ),
        sa.CheckConstraint(
            "tax IN ('none', 'ht', 'ttc')", name=op.f("contributions_have_a_known_tax")
        ),
        sa.CheckConstraint(
            "amount_cents IS NULL OR amount_cents >= 0", name=op.f("amounts_are_positive")
        ),
        sa.CheckConstraint(
            "days_hundredths IS NULL OR days_hundredths >= 0",
            name=op.f("offered_days_are_positive"),
        ),
        sa.CheckConstraint(
            "due_ends_on IS NULL OR due_starts_on IS NULL OR due_ends_on >= due_starts_on",
            name=op.f("contributions_end_after_they_start"),
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_contributions_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributions")),
    )
    with op.batch_alter_table("contributions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contributions_delivered_on"), ["delivered_on"], unique=False
        )
        batch_op.create_index("ix_contributions_state", ["state"], unique=False)

    op.create_table(
        "decisions",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("body_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("tally_published", sa.Boolean(), nullable=False),
        sa.Column("college", sa.String(length=40), nullable=False),
        sa.Column("licence", sa.String(length=100), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("adopted_on", sa.Date(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('avis', 'decision', 'recommendation', 'motion')",
            name=op.f("decisions_have_a_known_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'adopted', 'published', 'superseded', 'repealed', 'withdrawn')",
            name=op.f("decisions_have_a_known_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('adopted', 'published') OR adopted_on IS NOT NULL",
            name=op.f("adopted_decisions_have_a_day"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('withdrawn', 'repealed') OR closing_reason <> ''",
            name=op.f("a_decision_taken_back_says_why"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_decisions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_decisions_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_decisions_for_software_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_decisions_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decisions")),
    )
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_decisions_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_decisions_adopted_on"), ["adopted_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_decisions_published_at"), ["published_at"], unique=False
        )
        batch_op.create_index("ix_decisions_state_adopted", ["state", "adopted_on"], unique=False)

    op.create_table(
        "import_keys",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("occurrence", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_import_keys_record_id")
        ),
        sa.PrimaryKeyConstraint("kind", "key_hash", "occurrence", name=op.f("pk_import_keys")),
    )
    with op.batch_alter_table("import_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_keys_record_id"), ["record_id"], unique=False)

    op.create_table(
        "journal_entries",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("schema_version", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=32), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("software_id", sa.Integer(), nullable=True),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.Column("public", sa.Text(), nullable=False),
        sa.Column("private_commitment", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["records.id"], name=op.f("fk_journal_entries_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["software_id"], ["records.id"], name=op.f("fk_journal_entries_software_id")
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_journal_entries")),
        sa.UniqueConstraint("hash", name=op.f("uq_journal_entries_hash")),
    )
    with op.batch_alter_table("journal_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_journal_entries_actor"), ["actor"], unique=False)
        batch_op.create_index(batch_op.f("ix_journal_entries_kind"), ["kind"], unique=False)

    op.create_table(
        "meetings",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=True),
        sa.Column("ends", sa.Time(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("agenda_html", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("minutes_html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint(
            "kind IN ('administrations', 'ecosysteme', 'plenary')",
            name=op.f("meetings_have_a_known_kind"),
        ),
        sa.CheckConstraint(
            "state <> 'cancelled' OR note <> '' OR imported",
            name=op.f("a_cancelled_meeting_says_why"),
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'moved', 'cancelled', 'held')",
            name=op.f("meetings_have_a_known_state"),
        ),
        sa.CheckConstraint(
            "starts IS NULL OR ends IS NULL OR ends > starts",
            name=op.f("meetings_end_after_they_start"),
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_meetings_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meetings_held_on"), ["held_on"], unique=False)

    op.create_table(
        "needs",
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("affected", sa.String(length=200), nullable=False),
        sa.Column("affected_count", sa.Integer(), nullable=True),
        sa.Column("current_situation", sa.Text(), nullable=False),
        sa.Column("enough", sa.Text(), nullable=False),
        sa.Column("constraints", sa.Text(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("function", sa.String(length=200), nullable=False),
        sa.Column("html", sa.JSON(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("visibility", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=500), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=False),
        sa.Column("filed_by_secretariat", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.Column("due_label", sa.String(length=40), nullable=False),
        sa.Column("due_starts_on", sa.Date(), nullable=True),
        sa.Column("due_ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'published', 'planned', 'met', 'partly_met', 'unmet', 'declined', 'withdrawn', 'merged')",
            name=op.f("needs_have_a_known_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('declined', 'withdrawn') OR closing_reason <> ''",
            name=op.f("a_need_closed_early_says_why"),
        ),
        sa.CheckConstraint(
            "visibility IN ('public', 'council', 'organization')",
            name=op.f("needs_have_a_known_visibility"),
        ),
        sa.CheckConstraint(
            "affected_count IS NULL OR affected_count >= 0",
            name=op.f("people_affected_are_not_fewer_than_none"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_needs_account_id")),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_needs_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_needs_for_software_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_needs_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_needs")),
    )
    with op.batch_alter_table("needs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_needs_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_needs_state_id", ["state", "id"], unique=False)

    op.create_table(
        "organizations",
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("skeleton", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("siret", sa.String(length=14), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("to_complete", sa.Boolean(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint(
            "kind IN ('administration', 'local_authority', 'operator', 'company', 'association', 'community', 'foreign')",
            name=op.f("organizations_have_a_known_kind"),
        ),
        sa.CheckConstraint("siret = '' OR length(siret) = 14", name=op.f("a_siret_has_14_digits")),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_organizations_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organizations")),
        sa.UniqueConstraint("name", name=op.f("uq_organizations_name")),
        sa.UniqueConstraint("skeleton", name=op.f("uq_organizations_skeleton")),
    )
    op.create_table(
        "polls",
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("rule_key", sa.String(length=60), nullable=False),
        sa.Column("rule_name", sa.String(length=120), nullable=False),
        sa.Column("rule_json", sa.Text(), nullable=False),
        sa.Column("rule_sha256", sa.String(length=64), nullable=False),
        sa.Column("tally_version", sa.String(length=10), nullable=False),
        sa.Column("shown_to", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_by_id", sa.Integer(), nullable=True),
        sa.Column("frozen", sa.Text(), nullable=False),
        sa.Column("frozen_sha256", sa.String(length=64), nullable=False),
        sa.Column("roll_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'called', 'suspended', 'cancelled', 'counted', 'published')",
            name=op.f("polls_have_a_known_state"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'cancelled') OR (opens_at IS NOT NULL AND closes_at IS NOT NULL AND called_at IS NOT NULL AND length(frozen_sha256) = 64)",
            name=op.f("a_called_poll_is_frozen_and_dated"),
        ),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("polls_close_after_they_open")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_polls_account_id")),
        sa.ForeignKeyConstraint(
            ["called_by_id"], ["accounts.id"], name=op.f("fk_polls_called_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_polls_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_polls_for_software_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_polls_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_polls")),
    )
    with op.batch_alter_table("polls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_polls_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_polls_state"), ["state"], unique=False)
        batch_op.create_index("ix_polls_state_closes_at", ["state", "closes_at"], unique=False)

    op.create_table(
        "record_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('answers', 'duplicates', 'supersedes', 'born_from', 'about', 'delivers')",
            name=op.f("links_have_a_known_kind"),
        ),
        sa.CheckConstraint("from_id <> to_id", name=op.f("no_record_links_to_itself")),
        sa.ForeignKeyConstraint(["from_id"], ["records.id"], name=op.f("fk_record_links_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["records.id"], name=op.f("fk_record_links_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_links")),
        sa.UniqueConstraint("from_id", "to_id", "kind", name="one_link_per_pair_and_kind"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("record_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_links_to_id"), ["to_id"], unique=False)

    op.create_table(
        "record_readers",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_record_readers_record_id")
        ),
        sa.PrimaryKeyConstraint("record_id", "token", name=op.f("pk_record_readers")),
    )
    with op.batch_alter_table("record_readers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_record_readers_token"), ["token"], unique=False)

    op.create_table(
        "requests",
        sa.Column("software_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state <> 'expired'", name=op.f("expiry_of_a_request_is_computed")),
        sa.CheckConstraint(
            "state IN ('sent', 'answered', 'expired', 'withdrawn')",
            name=op.f("requests_have_a_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_requests_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_requests_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_requests_for_software_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_requests_id")),
        sa.ForeignKeyConstraint(
            ["software_id"], ["records.id"], name=op.f("fk_requests_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requests")),
    )
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_requests_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_requests_due_on"), ["due_on"], unique=False)
        batch_op.create_index("ix_requests_software_state", ["software_id", "state"], unique=False)

    op.create_table(
        "roadmap_items",
        sa.Column("title", sa.String(length=600), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("theme", sa.String(length=200), nullable=False),
        sa.Column("organization_label", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_label", sa.String(length=40), nullable=False),
        sa.Column("due_starts_on", sa.Date(), nullable=True),
        sa.Column("due_ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'studied', 'planned', 'under_way', 'delivered', 'postponed', 'dropped')",
            name=op.f("roadmap_items_have_a_known_state"),
        ),
        sa.CheckConstraint(
            "due_ends_on IS NULL OR due_starts_on IS NULL OR due_ends_on >= due_starts_on",
            name=op.f("roadmap_items_end_after_they_start"),
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_roadmap_items_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_items")),
    )
    with op.batch_alter_table("roadmap_items", schema=None) as batch_op:
        batch_op.create_index("ix_roadmap_items_state_due", ["state", "due_ends_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_roadmap_items_theme"), ["theme"], unique=False)

    op.create_table(
        "rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_rules_account_id")),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_rules_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_rules_for_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules")),
        sa.UniqueConstraint("name", name=op.f("uq_rules_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_rules_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rules_account_id"), ["account_id"], unique=False)

    op.create_table(
        "software",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=2), nullable=False),
        sa.Column("sill_id", sa.String(length=40), nullable=False),
        sa.Column("wikidata_id", sa.String(length=20), nullable=False),
        sa.Column("comptoir_id", sa.String(length=40), nullable=False),
        sa.Column("licence", sa.String(length=400), nullable=False),
        sa.Column("repository", sa.String(length=500), nullable=False),
        sa.Column("website", sa.String(length=500), nullable=False),
        sa.Column("documentation", sa.String(length=500), nullable=False),
        sa.Column("logo", sa.String(length=500), nullable=False),
        sa.Column("label_url", sa.String(length=500), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("function", sa.String(length=300), nullable=False),
        sa.Column("component", sa.String(length=200), nullable=False),
        sa.Column("sector", sa.String(length=200), nullable=False),
        sa.Column("working_group", sa.String(length=100), nullable=False),
        sa.Column("min_version", sa.String(length=100), nullable=False),
        sa.Column("max_version", sa.String(length=100), nullable=False),
        sa.Column("years", sa.String(length=200), nullable=False),
        sa.Column("parent_name", sa.String(length=200), nullable=False),
        sa.Column("similar_ids", sa.String(length=200), nullable=False),
        sa.Column("alias", sa.String(length=200), nullable=False),
        sa.Column("support", sa.String(length=200), nullable=False),
        sa.Column("usage", sa.Text(), nullable=False),
        sa.Column("source_json", sa.JSON(), nullable=True),
        sa.Column("to_complete", sa.Boolean(), nullable=False),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.CheckConstraint(
            "kind IN ('software', 'service', 'database', 'standard')",
            name=op.f("software_has_a_known_kind"),
        ),
        sa.CheckConstraint(
            "status IN ('', 'R', 'O', 'FR')", name=op.f("software_has_a_known_status")
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_software_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_software")),
    )
    with op.batch_alter_table("software", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_software_name_key"), ["name_key"], unique=False)
        batch_op.create_index(
            "one_software_per_sill_id",
            ["sill_id"],
            unique=True,
            sqlite_where=sa.text("sill_id <> ''"),
            postgresql_where=sa.text("sill_id <> ''"),
        )

    op.create_table(
        "subjects",
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("public_from_version", sa.Integer(), nullable=True),
        sa.Column("row_version", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("submitter_name", sa.String(length=120), nullable=False),
        sa.Column("submitter_email", sa.String(length=254), nullable=False),
        sa.Column("show_name", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "origin IN ('citizen', 'body', 'council')", name=op.f("subjects_have_a_known_origin")
        ),
        sa.CheckConstraint(
            "state IN ('received', 'accepted', 'deliberated', 'answered', 'refused', 'merged', 'withdrawn')",
            name=op.f("subjects_have_a_known_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('refused', 'merged', 'withdrawn') OR state_reason <> ''",
            name=op.f("a_subject_closed_early_says_why"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_subjects_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_subjects_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_subjects_for_software_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["records.id"], name=op.f("fk_subjects_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subjects")),
    )
    with op.batch_alter_table("subjects", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subjects_account_id"), ["account_id"], unique=False)
        batch_op.create_index(
            "ix_subjects_state_received_at", ["state", "received_at"], unique=False
        )

    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("choice", sa.String(length=16), nullable=False),
        sa.Column("since_version", sa.String(length=60), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("days_hundredths", sa.Integer(), nullable=True),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("was_received", sa.Boolean(), nullable=False),
        sa.Column("received_from", sa.String(length=160), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "choice <> 'already_there' OR since_version <> ''",
            name=op.f("what_is_already_there_says_since_which_version"),
        ),
        sa.CheckConstraint(
            "choice IN ('would_accept', 'needs_design', 'out_of_scope', 'already_there', 'later', 'another_way', 'no')",
            name=op.f("answers_have_a_known_choice"),
        ),
        sa.CheckConstraint(
            "days_hundredths IS NULL OR days_hundredths >= 0",
            name=op.f("answered_days_are_positive"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_answers_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_answers_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_answers_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["requests.id"], name=op.f("fk_answers_request_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("request_id", "number", name="one_answer_per_number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answers_account_id"), ["account_id"], unique=False)

    op.create_table(
        "contribution_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'offered', 'accepted', 'under_way', 'delivered', 'confirmed', 'declined', 'withdrawn', 'lapsed')",
            name=op.f("contribution_moves_have_a_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_contribution_moves_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_contribution_moves_contribution_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_contribution_moves_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_contribution_moves_for_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution_moves")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contribution_moves", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contribution_moves_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_contribution_moves_contribution_id"), ["contribution_id"], unique=False
        )

    op.create_table(
        "contribution_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contribution_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_contribution_versions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["contribution_id"],
            ["contributions.id"],
            name=op.f("fk_contribution_versions_contribution_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_contribution_versions_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"],
            ["records.id"],
            name=op.f("fk_contribution_versions_for_software_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution_versions")),
        sa.UniqueConstraint(
            "contribution_id", "number", name="one_contribution_version_per_number"
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("contribution_versions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contribution_versions_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "decision_acts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("acted_on", sa.Date(), nullable=True),
        sa.Column("by_label", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('adoption', 'endorsement', 'refusal', 'publication_asked', 'publication')",
            name=op.f("decision_acts_have_a_known_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_decision_acts_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_decision_acts_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_decision_acts_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_decision_acts_for_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_acts")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("decision_acts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_decision_acts_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_decision_acts_decision_id"), ["decision_id"], unique=False
        )
        batch_op.create_index(
            "one_adoption_and_one_publication_per_decision",
            ["decision_id", "kind"],
            unique=True,
            sqlite_where=sa.text("kind IN ('adoption', 'publication')"),
            postgresql_where=sa.text("kind IN ('adoption', 'publication')"),
        )

    op.create_table(
        "decision_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_decision_versions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_decision_versions_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_decision_versions_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_decision_versions_for_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_versions")),
        sa.UniqueConstraint("decision_id", "number", name="one_decision_version_per_number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("decision_versions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_decision_versions_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "endorsements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("agents_concerned", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "agents_concerned >= 0", name=op.f("agents_concerned_are_not_fewer_than_none")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_endorsements_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_endorsements_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_endorsements_for_software_id")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_endorsements_need_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_endorsements_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsements")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("endorsements", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_endorsements_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_endorsements_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            "one_endorsement_per_organization_and_need",
            ["need_id", "organization_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )

    op.create_table(
        "journal_private",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sequence"], ["journal_entries.sequence"], name=op.f("fk_journal_private_sequence")
        ),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_journal_private")),
    )
    op.create_table(
        "journal_subjects",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"], ["records.id"], name=op.f("fk_journal_subjects_record_id")
        ),
        sa.ForeignKeyConstraint(
            ["sequence"], ["journal_entries.sequence"], name=op.f("fk_journal_subjects_sequence")
        ),
        sa.PrimaryKeyConstraint("sequence", "record_id", name=op.f("pk_journal_subjects")),
    )
    with op.batch_alter_table("journal_subjects", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_journal_subjects_record_id"), ["record_id"], unique=False
        )

    op.create_table(
        "mandates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("software_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=20), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(title = 'maintainer') = (software_id IS NOT NULL)",
            name=op.f("maintainers_act_for_a_software"),
        ),
        sa.CheckConstraint(
            "title IN ('member', 'alternate', 'representative', 'manager', 'maintainer', 'secretariat', 'chair', 'endorser', 'observer', 'administrator')",
            name=op.f("mandates_have_a_known_title"),
        ),
        sa.CheckConstraint(
            "(organization_id IS NULL) <> (software_id IS NULL)",
            name=op.f("a_mandate_is_for_an_organization_or_a_software"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("mandates_end_after_they_start")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_mandates_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["accounts.id"], name=op.f("fk_mandates_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["accounts.id"], name=op.f("fk_mandates_granted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_mandates_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["software_id"], ["records.id"], name=op.f("fk_mandates_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
        sa.UniqueConstraint("uid", name="one_mandate_per_uid"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.create_index("ix_mandates_account", ["account_id", "revoked_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_mandates_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_mandates_software_id"), ["software_id"], unique=False)

    op.create_table(
        "meeting_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_meeting_versions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_meeting_versions_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_meeting_versions_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_meeting_versions_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_versions")),
        sa.UniqueConstraint("meeting_id", "number", name="one_meeting_version_per_number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("meeting_versions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_meeting_versions_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "need_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_need_versions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_need_versions_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_need_versions_for_software_id")
        ),
        sa.ForeignKeyConstraint(["need_id"], ["needs.id"], name=op.f("fk_need_versions_need_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_versions")),
        sa.UniqueConstraint("need_id", "number", name="one_need_version_per_number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("need_versions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_need_versions_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "poll_extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("closed_at_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("closes_at > closed_at_before", name=op.f("a_closing_only_moves_later")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_poll_extensions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_poll_extensions_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_poll_extensions_for_software_id")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_extensions_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_extensions")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("poll_extensions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_poll_extensions_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_poll_extensions_poll_id"), ["poll_id"], unique=False)

    op.create_table(
        "poll_incidents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('suspended', 'resumed', 'cancelled')",
            name=op.f("incidents_have_a_known_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_poll_incidents_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_poll_incidents_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_poll_incidents_for_software_id")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_incidents_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_incidents")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("poll_incidents", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_poll_incidents_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_poll_incidents_poll_id"), ["poll_id"], unique=False)

    op.create_table(
        "poll_results",
        sa.Column("poll_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("box_sha256", sa.String(length=64), nullable=False),
        sa.Column("tally_version", sa.String(length=10), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_poll_results_poll_id")),
        sa.PrimaryKeyConstraint("poll_id", name="one_result_per_poll"),
    )
    op.create_table(
        "roadmap_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'studied', 'planned', 'under_way', 'delivered', 'postponed', 'dropped')",
            name=op.f("roadmap_moves_have_a_known_state"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_roadmap_moves_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_roadmap_moves_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_roadmap_moves_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["roadmap_items.id"], name=op.f("fk_roadmap_moves_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_moves")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("roadmap_moves", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_roadmap_moves_account_id"), ["account_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_roadmap_moves_item_id"), ["item_id"], unique=False)

    op.create_table(
        "roadmap_targets",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.Column("due_label", sa.String(length=40), nullable=False),
        sa.Column("due_starts_on", sa.Date(), nullable=True),
        sa.Column("due_ends_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_roadmap_targets_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_roadmap_targets_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_roadmap_targets_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["roadmap_items.id"], name=op.f("fk_roadmap_targets_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_targets")),
        sa.UniqueConstraint("item_id", "number", name="one_roadmap_target_per_number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("roadmap_targets", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_roadmap_targets_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "roadmap_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_roadmap_versions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_roadmap_versions_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_roadmap_versions_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["roadmap_items.id"], name=op.f("fk_roadmap_versions_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roadmap_versions")),
        sa.UniqueConstraint("item_id", "number", name="one_roadmap_version_per_number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("roadmap_versions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_roadmap_versions_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "seats",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("college_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ended_reason", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("seats_end_after_they_start")
        ),
        sa.ForeignKeyConstraint(["college_id"], ["colleges.id"], name=op.f("fk_seats_college_id")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["accounts.id"], name=op.f("fk_seats_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_seats_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["accounts.id"], name=op.f("fk_seats_proposed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.UniqueConstraint("uid", name=op.f("uq_seats_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_seats_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(
            "one_open_seat_per_organization_and_college",
            ["college_id", "organization_id"],
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )

    op.create_table(
        "software_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("software_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_software_versions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_software_versions_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_software_versions_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["software_id"], ["software.id"], name=op.f("fk_software_versions_software_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_software_versions")),
        sa.UniqueConstraint("software_id", "number", name="one_software_version_per_number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("software_versions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_software_versions_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "subject_submissions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("submitter_name", sa.String(length=120), nullable=False),
        sa.Column("submitter_email", sa.String(length=254), nullable=False),
        sa.Column("show_name", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subjects.id"], name=op.f("fk_subject_submissions_subject_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_submissions")),
        sa.UniqueConstraint("uid", name=op.f("uq_subject_submissions_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("subject_submissions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subject_submissions_created_at"), ["created_at"], unique=False
        )

    op.create_table(
        "subject_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("renderer_version", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_subject_versions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_subject_versions_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_subject_versions_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["subjects.id"], name=op.f("fk_subject_versions_subject_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subject_versions")),
        sa.UniqueConstraint("subject_id", "number", name="one_subject_version_per_number"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("subject_versions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_subject_versions_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "casting_votes",
        sa.Column("poll_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("choice", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("choice IN ('for', 'against')", name=op.f("a_casting_vote_settles")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_casting_votes_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"],
            ["records.id"],
            name=op.f("fk_casting_votes_for_organization_id"),
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_casting_votes_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["poll_results.poll_id"], name=op.f("fk_casting_votes_poll_id")
        ),
        sa.PrimaryKeyConstraint("poll_id", name="one_casting_vote_per_poll"),
    )
    with op.batch_alter_table("casting_votes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_casting_votes_account_id"), ["account_id"], unique=False
        )

    op.create_table(
        "roll_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("seat_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("organization_name", sa.String(length=160), nullable=False),
        sa.Column("college_key", sa.String(length=60), nullable=False),
        sa.Column("college_name", sa.String(length=120), nullable=False),
        sa.Column("weight", sa.String(length=20), nullable=False),
        sa.Column("advisory", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organizations.id"], name=op.f("fk_roll_entries_organization_id")
        ),
        sa.ForeignKeyConstraint(["poll_id"], ["polls.id"], name=op.f("fk_roll_entries_poll_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_roll_entries_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_entries")),
        sa.UniqueConstraint("poll_id", "seat_id", name="one_roll_entry_per_seat"),
        sa.UniqueConstraint("uid", name=op.f("uq_roll_entries_uid")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("roll_entries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_roll_entries_organization_id"), ["organization_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_roll_entries_poll_id"), ["poll_id"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("acting_mandate_id", sa.Integer(), nullable=True),
        sa.Column("acts_as_individual", sa.Boolean(), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("network", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["acting_mandate_id"], ["mandates.id"], name=op.f("fk_sessions_acting_mandate_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index("ix_sessions_account_ended", ["account_id", "ended_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_sessions_network"), ["network"], unique=False)

    op.create_table(
        "ballots",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roll_entry_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("receipt", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("for_organization_id", sa.Integer(), nullable=True),
        sa.Column("for_software_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("revision >= 1", name=op.f("revisions_start_at_one")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_ballots_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_organization_id"], ["records.id"], name=op.f("fk_ballots_for_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["for_software_id"], ["records.id"], name=op.f("fk_ballots_for_software_id")
        ),
        sa.ForeignKeyConstraint(
            ["roll_entry_id"], ["roll_entries.id"], name=op.f("fk_ballots_roll_entry_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ballots")),
        sa.UniqueConstraint("receipt", name=op.f("uq_ballots_receipt")),
        sa.UniqueConstraint("roll_entry_id", "revision", name="one_ballot_per_revision"),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("ballots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ballots_account_id"), ["account_id"], unique=False)

    op.create_table(
        "current_ballots",
        sa.Column("roll_entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ballot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ballot_id"], ["ballots.id"], name=op.f("fk_current_ballots_ballot_id")
        ),
        sa.ForeignKeyConstraint(
            ["roll_entry_id"], ["roll_entries.id"], name=op.f("fk_current_ballots_roll_entry_id")
        ),
        sa.PrimaryKeyConstraint("roll_entry_id", name="one_ballot_per_seat"),
    )
    for statement in _append_only(op.get_bind().dialect.name):
        op.execute(sa.DDL(statement.replace("%", "%%")))


def downgrade():
    op.drop_table("current_ballots")
    with op.batch_alter_table("ballots", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ballots_account_id"))

    op.drop_table("ballots")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_network"))
        batch_op.drop_index("ix_sessions_account_ended")

    op.drop_table("sessions")
    with op.batch_alter_table("roll_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roll_entries_poll_id"))
        batch_op.drop_index(batch_op.f("ix_roll_entries_organization_id"))

    op.drop_table("roll_entries")
    with op.batch_alter_table("casting_votes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_casting_votes_account_id"))

    op.drop_table("casting_votes")
    with op.batch_alter_table("subject_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subject_versions_account_id"))

    op.drop_table("subject_versions")
    with op.batch_alter_table("subject_submissions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subject_submissions_created_at"))

    op.drop_table("subject_submissions")
    with op.batch_alter_table("software_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_software_versions_account_id"))

    op.drop_table("software_versions")
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.drop_index(
            "one_open_seat_per_organization_and_college",
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_seats_organization_id"))

    op.drop_table("seats")
    with op.batch_alter_table("roadmap_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roadmap_versions_account_id"))

    op.drop_table("roadmap_versions")
    with op.batch_alter_table("roadmap_targets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roadmap_targets_account_id"))

    op.drop_table("roadmap_targets")
    with op.batch_alter_table("roadmap_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roadmap_moves_item_id"))
        batch_op.drop_index(batch_op.f("ix_roadmap_moves_account_id"))

    op.drop_table("roadmap_moves")
    op.drop_table("poll_results")
    with op.batch_alter_table("poll_incidents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_incidents_poll_id"))
        batch_op.drop_index(batch_op.f("ix_poll_incidents_account_id"))

    op.drop_table("poll_incidents")
    with op.batch_alter_table("poll_extensions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_poll_extensions_poll_id"))
        batch_op.drop_index(batch_op.f("ix_poll_extensions_account_id"))

    op.drop_table("poll_extensions")
    with op.batch_alter_table("need_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_versions_account_id"))

    op.drop_table("need_versions")
    with op.batch_alter_table("meeting_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_versions_account_id"))

    op.drop_table("meeting_versions")
    with op.batch_alter_table("mandates", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mandates_software_id"))
        batch_op.drop_index(batch_op.f("ix_mandates_organization_id"))
        batch_op.drop_index("ix_mandates_account")

    op.drop_table("mandates")
    with op.batch_alter_table("journal_subjects", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_subjects_record_id"))

    op.drop_table("journal_subjects")
    op.drop_table("journal_private")
    with op.batch_alter_table("endorsements", schema=None) as batch_op:
        batch_op.drop_index(
            "one_endorsement_per_organization_and_need",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_endorsements_organization_id"))
        batch_op.drop_index(batch_op.f("ix_endorsements_account_id"))

    op.drop_table("endorsements")
    with op.batch_alter_table("decision_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_decision_versions_account_id"))

    op.drop_table("decision_versions")
    with op.batch_alter_table("decision_acts", schema=None) as batch_op:
        batch_op.drop_index(
            "one_adoption_and_one_publication_per_decision",
            sqlite_where=sa.text("kind IN ('adoption', 'publication')"),
            postgresql_where=sa.text("kind IN ('adoption', 'publication')"),
        )
        batch_op.drop_index(batch_op.f("ix_decision_acts_decision_id"))
        batch_op.drop_index(batch_op.f("ix_decision_acts_account_id"))

    op.drop_table("decision_acts")
    with op.batch_alter_table("contribution_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contribution_versions_account_id"))

    op.drop_table("contribution_versions")
    with op.batch_alter_table("contribution_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contribution_moves_contribution_id"))
        batch_op.drop_index(batch_op.f("ix_contribution_moves_account_id"))

    op.drop_table("contribution_moves")
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answers_account_id"))

    op.drop_table("answers")
    with op.batch_alter_table("subjects", schema=None) as batch_op:
        batch_op.drop_index("ix_subjects_state_received_at")
        batch_op.drop_index(batch_op.f("ix_subjects_account_id"))

    op.drop_table("subjects")
    with op.batch_alter_table("software", schema=None) as batch_op:
        batch_op.drop_index(
            "one_software_per_sill_id",
            sqlite_where=sa.text("sill_id <> ''"),
            postgresql_where=sa.text("sill_id <> ''"),
        )
        batch_op.drop_index(batch_op.f("ix_software_name_key"))

    op.drop_table("software")
    with op.batch_alter_table("rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rules_account_id"))

    op.drop_table("rules")
    with op.batch_alter_table("roadmap_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_roadmap_items_theme"))
        batch_op.drop_index("ix_roadmap_items_state_due")

    op.drop_table("roadmap_items")
    with op.batch_alter_table("requests", schema=None) as batch_op:
        batch_op.drop_index("ix_requests_software_state")
        batch_op.drop_index(batch_op.f("ix_requests_due_on"))
        batch_op.drop_index(batch_op.f("ix_requests_account_id"))

    op.drop_table("requests")
    with op.batch_alter_table("record_readers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_readers_token"))

    op.drop_table("record_readers")
    with op.batch_alter_table("record_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_record_links_to_id"))

    op.drop_table("record_links")
    with op.batch_alter_table("polls", schema=None) as batch_op:
        batch_op.drop_index("ix_polls_state_closes_at")
        batch_op.drop_index(batch_op.f("ix_polls_state"))
        batch_op.drop_index(batch_op.f("ix_polls_account_id"))

    op.drop_table("polls")
    op.drop_table("organizations")
    with op.batch_alter_table("needs", schema=None) as batch_op:
        batch_op.drop_index("ix_needs_state_id")
        batch_op.drop_index(batch_op.f("ix_needs_account_id"))

    op.drop_table("needs")
    with op.batch_alter_table("meetings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meetings_held_on"))

    op.drop_table("meetings")
    with op.batch_alter_table("journal_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_entries_kind"))
        batch_op.drop_index(batch_op.f("ix_journal_entries_actor"))

    op.drop_table("journal_entries")
    with op.batch_alter_table("import_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_import_keys_record_id"))

    op.drop_table("import_keys")
    with op.batch_alter_table("decisions", schema=None) as batch_op:
        batch_op.drop_index("ix_decisions_state_adopted")
        batch_op.drop_index(batch_op.f("ix_decisions_published_at"))
        batch_op.drop_index(batch_op.f("ix_decisions_adopted_on"))
        batch_op.drop_index(batch_op.f("ix_decisions_account_id"))

    op.drop_table("decisions")
    with op.batch_alter_table("contributions", schema=None) as batch_op:
        batch_op.drop_index("ix_contributions_state")
        batch_op.drop_index(batch_op.f("ix_contributions_delivered_on"))

    op.drop_table("contributions")
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_index("ix_comments_record_id_id")
        batch_op.drop_index(batch_op.f("ix_comments_account_id"))

    op.drop_table("comments")
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachments_record_id"))

    op.drop_table("attachments")
    with op.batch_alter_table("applications", schema=None) as batch_op:
        batch_op.drop_index("ix_applications_state_id")
        batch_op.drop_index(batch_op.f("ix_applications_email"))

    op.drop_table("applications")
    with op.batch_alter_table("sign_in_attempts", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempts_key_at")

    op.drop_table("sign_in_attempts")
    op.drop_table("reference_counters")
    with op.batch_alter_table("records", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_records_software_id"))
        batch_op.drop_index(batch_op.f("ix_records_organization_id"))
        batch_op.drop_index("ix_records_kind_audience")

    op.drop_table("records")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_topic_not_before")
        batch_op.drop_index(batch_op.f("ix_outbox_done_at"))

    op.drop_table("outbox")
    op.drop_table("journal_head")
    op.drop_table("colleges")
    op.drop_table("accounts")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_change()")
