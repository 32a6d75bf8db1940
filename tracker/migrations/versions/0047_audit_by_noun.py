"""Which kinds of things the trail of a programme has, and the entries of one kind, are read off an index."""

from __future__ import annotations

from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_audit_entry_noun", "audit_entry", ["programme_id", "noun", "id"])


def downgrade() -> None:
    op.drop_index("ix_audit_entry_noun", "audit_entry")
