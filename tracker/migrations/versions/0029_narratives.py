"""成果のまとめ文: the versions of the text of a case."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

PARTS = ("challenges", "work", "outcomes", "to_come")


def upgrade() -> None:
    op.create_table(
        "narrative_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("restored_number", sa.Integer(), nullable=True),
        *(sa.Column(part, sa.Text(), nullable=False) for part in PARTS),
        *(sa.Column(f"{part}_digest", sa.String(length=64), nullable=False) for part in PARTS),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_narrative_version_programme_id")),
        sa.ForeignKeyConstraint(["case_id"], ["support_case.id"], name=op.f("fk_narrative_version_case_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_narrative_version_created_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_narrative_version")),
        sa.UniqueConstraint("programme_id", "case_id", "number", name=op.f("uq_narrative_version_programme_id_case_id_number")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_narrative_version_idempotency_key")),
    )
    op.create_index(op.f("ix_narrative_version_case_id"), "narrative_version", ["case_id"])


def downgrade() -> None:
    op.drop_table("narrative_version")
