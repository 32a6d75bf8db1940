"""A stand-in counts its saves: of two who end one at once, the second is shown both days."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("stand_in", sa.Column("version", sa.Integer(), server_default="1", nullable=False))
    with op.batch_alter_table("stand_in") as batch:
        batch.alter_column("version", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("stand_in") as batch:
        batch.drop_column("version")
