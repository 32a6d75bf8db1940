"""A competency item's short label goes with its wording, so that a round keeps the one it was made under."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_OF_ITEM = "(SELECT item.short_label FROM competency_item AS item WHERE item.id = item_version.item_id)"
_OF_NEWEST = """(
    SELECT wording.short_label FROM item_version AS wording
    WHERE wording.item_id = competency_item.id ORDER BY wording.number DESC LIMIT 1
)"""


def upgrade() -> None:
    op.add_column("item_version", sa.Column("short_label", sa.String(length=40), server_default="", nullable=False))
    op.execute(f"UPDATE item_version SET short_label = {_OF_ITEM}")
    _without_default("item_version")
    op.drop_column("competency_item", "short_label")


def downgrade() -> None:
    op.add_column("competency_item", sa.Column("short_label", sa.String(length=40), server_default="", nullable=False))
    op.execute(f"UPDATE competency_item SET short_label = {_OF_NEWEST}")
    _without_default("competency_item")
    op.drop_column("item_version", "short_label")


def _without_default(table: str) -> None:
    with op.batch_alter_table(table) as batch:
        batch.alter_column("short_label", server_default=None)
