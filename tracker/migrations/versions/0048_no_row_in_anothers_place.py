"""What is kept against a change is kept against a row put in its place: on SQLite neither trigger of before sees a REPLACE.

It deletes the row that stands in its way without a delete trigger, by any of its keys. PostgreSQL knows ON CONFLICT DO UPDATE alone,
which is an update to it.
"""

from __future__ import annotations

from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None

SUBMISSION_RULE = "a submission is frozen"
# by table the words of its other triggers (0001, 0031, 0037, 0039), and its keys
KEPT = {
    "audit_entry": ("the audit trail is append-only", ("id", "hash")),
    "audit_text": ("the texts of the audit trail change by a redaction alone, and go by a purge alone", ("entry_id",)),
    "submission": (SUBMISSION_RULE, ("id", "idempotency_key", "programme_id, number")),
    "submission_content": (SUBMISSION_RULE, ("submission_id",)),
    "submission_form": (SUBMISSION_RULE, ("id",)),
    "submission_note": (SUBMISSION_RULE, ("id", "idempotency_key")),
    "submission_withdrawal": (SUBMISSION_RULE, ("id", "submission_id")),
    "purge": ("a purge is not undone and not changed", ("id", "idempotency_key")),
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        return
    for table, (rule, keys) in KEPT.items():
        taken = " OR ".join(f"({key}) = ({', '.join(f'NEW.{column}' for column in key.split(', '))})" for key in keys)
        op.execute(
            f"CREATE TRIGGER tr_{table}_insert BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken}) "
            f"BEGIN SELECT RAISE(ABORT, '{rule}'); END"
        )
    # the one key among the columns that a redaction leaves open (0039)
    op.execute(
        "CREATE TRIGGER tr_submission_note_key BEFORE UPDATE OF idempotency_key ON submission_note "
        f"BEGIN SELECT RAISE(ABORT, '{SUBMISSION_RULE}'); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        return
    op.execute("DROP TRIGGER tr_submission_note_key")
    for table in KEPT:
        op.execute(f"DROP TRIGGER tr_{table}_insert")
