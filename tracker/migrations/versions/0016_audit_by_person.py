"""The audit trail is asked for by person: one's own entries are found without reading those of the others."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_entry_person", "audit_entry", ["programme_id", "account_id", "id"])


def downgrade() -> None:
    op.drop_index("ix_audit_entry_person", "audit_entry")
