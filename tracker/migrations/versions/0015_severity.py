"""Means without severity, kept at the close where a programme asks for them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

STATES = ("fitted", "nothing", "apart", "follows")


def upgrade() -> None:
    op.add_column("programme", sa.Column("severity_shown", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("round_result", sa.Column("adjusted", sa.Double(), nullable=True))
    op.create_table(
        "round_adjustment",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(*STATES, name="adjustmentstate", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_round.id"], name=op.f("fk_round_adjustment_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_adjustment")),
    )
    op.create_table(
        "adjustment_group",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["rater_id"], ["producer.id"], name=op.f("fk_adjustment_group_rater_id")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round_adjustment.round_id"], name=op.f("fk_adjustment_group_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "rater_id", name=op.f("pk_adjustment_group")),
    )


def downgrade() -> None:
    op.drop_table("adjustment_group")
    op.drop_table("round_adjustment")
    op.drop_column("round_result", "adjusted")
    op.drop_column("programme", "severity_shown")
