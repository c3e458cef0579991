"""Guests on the roll of a poll: a body or a software that is heard without a seat.

Going back is refused while a roll has guests: it cannot be kept without them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "guests"
down_revision = "secret"
branch_labels = None
depends_on = None

GUEST = "seat_id IS NULL"


def upgrade():
    with op.batch_alter_table("roll_entries") as batch:
        batch.add_column(sa.Column("software_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            op.f("fk_roll_entries_software_id"), "records", ["software_id"], ["id"]
        )
        batch.alter_column("seat_id", existing_type=sa.Integer(), nullable=True)
        batch.alter_column("organization_id", existing_type=sa.Integer(), nullable=True)
        batch.create_check_constraint(
            op.f("a_roll_entry_is_for_a_body_or_a_software"),
            "(organization_id IS NULL) <> (software_id IS NULL)",
        )
        batch.create_check_constraint(
            op.f("guests_are_heard_apart"),
            "seat_id IS NOT NULL OR (advisory AND weight = '0')",
        )
    _guard()
    op.create_index("ix_roll_entries_software_id", "roll_entries", ["software_id"])
    for name, column in (
        ("one_roll_entry_per_guest_body", "organization_id"),
        ("one_roll_entry_per_guest_software", "software_id"),
    ):
        op.create_index(
            name,
            "roll_entries",
            ["poll_id", column],
            unique=True,
            sqlite_where=sa.text(GUEST),
            postgresql_where=sa.text(GUEST),
        )


def downgrade():
    op.drop_index("one_roll_entry_per_guest_software", "roll_entries")
    op.drop_index("one_roll_entry_per_guest_body", "roll_entries")
    op.drop_index("ix_roll_entries_software_id", "roll_entries")
    with op.batch_alter_table("roll_entries") as batch:
        batch.drop_constraint(op.f("guests_are_heard_apart"), type_="check")
        batch.drop_constraint(op.f("a_roll_entry_is_for_a_body_or_a_software"), type_="check")
        batch.alter_column("organization_id", existing_type=sa.Integer(), nullable=False)
        batch.alter_column("seat_id", existing_type=sa.Integer(), nullable=False)
        batch.drop_constraint(op.f("fk_roll_entries_software_id"), type_="foreignkey")
        batch.drop_column("software_id")
    _guard()


def _guard():
    """Write again the triggers of the roll: SQLite makes the table again, without them."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER roll_entries_refuses_{verb.lower()} BEFORE {verb} ON roll_entries "
                "BEGIN SELECT RAISE(ABORT, 'roll_entries is append-only'); END"
            )
