"""A person's calendars: their own, and that of the programmes that they manage, each under an address of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

KEY = "pk_calendar_feed"
KIND = sa.Enum("own", "programme", name="calendarkind", native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    with op.batch_alter_table("calendar_feed") as feeds:
        feeds.add_column(sa.Column("kind", KIND, nullable=False, server_default="own"))
    with op.batch_alter_table("calendar_feed") as feeds:
        feeds.alter_column("kind", server_default=None)
        feeds.drop_constraint(op.f(KEY), type_="primary")
        feeds.create_primary_key(op.f(KEY), ["account_id", "kind"])


def downgrade() -> None:
    # an address of the whole programme would be read as one's own
    op.execute("DELETE FROM calendar_feed WHERE kind <> 'own'")
    with op.batch_alter_table("calendar_feed") as feeds:
        feeds.drop_constraint(op.f(KEY), type_="primary")
        feeds.create_primary_key(op.f(KEY), ["account_id"])
        feeds.drop_constraint(op.f("ck_calendar_feed_calendarkind"), type_="check")
        feeds.drop_column("kind")
