"""Rounds: their design, managers who rate, peers added to a design, reminders, and a close before the results are shown."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Written out: both databases take a checked column without copying the table.
    op.execute(
        "ALTER TABLE assessment_round ADD COLUMN design VARCHAR(24) DEFAULT 'all_rate_all' NOT NULL"
        " CONSTRAINT ck_assessment_round_rounddesign CHECK (design IN ('all_rate_all', 'team'))"
    )
    op.add_column("assessment_round", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE assessment_round SET ended_at = closed_at")
    op.create_table(
        "extra_pair",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("ratee_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("rater_id <> ratee_id", name=op.f("ck_extra_pair_peers")),
        sa.ForeignKeyConstraint(["ratee_id"], ["producer.id"], name=op.f("fk_extra_pair_ratee_id")),
        sa.ForeignKeyConstraint(["rater_id"], ["producer.id"], name=op.f("fk_extra_pair_rater_id")),
        sa.ForeignKeyConstraint(["round_id"], ["assessment_round.id"], name=op.f("fk_extra_pair_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "rater_id", "ratee_id", name=op.f("pk_extra_pair")),
    )
    op.create_table(
        "round_manager",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_round_manager_account_id")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_round.id"], name=op.f("fk_round_manager_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "account_id", name=op.f("pk_round_manager")),
    )
    op.create_table(
        "round_reminder",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("reminded_on", sa.Date(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_round_reminder_account_id")),
        sa.ForeignKeyConstraint(
            ["reminded_by_id"], ["account.id"], name=op.f("fk_round_reminder_reminded_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["assessment_round.id"], name=op.f("fk_round_reminder_round_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round_id", "account_id", "reminded_on", name=op.f("pk_round_reminder")),
    )
    op.create_table(
        "manager_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("ratee_id", sa.Integer(), nullable=False),
        sa.Column("item_version_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("cannot_judge", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(score IS NULL) = cannot_judge", name=op.f("ck_manager_rating_score_or_cannot_judge")),
        sa.ForeignKeyConstraint(["item_version_id"], ["item_version.id"], name=op.f("fk_manager_rating_item_version_id")),
        sa.ForeignKeyConstraint(["ratee_id"], ["producer.id"], name=op.f("fk_manager_rating_ratee_id")),
        sa.ForeignKeyConstraint(
            ["round_id", "account_id"],
            ["round_manager.round_id", "round_manager.account_id"],
            name=op.f("fk_manager_rating_round_id_account_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manager_rating")),
        sa.UniqueConstraint(
            "round_id",
            "account_id",
            "ratee_id",
            "item_version_id",
            name=op.f("uq_manager_rating_round_id_account_id_ratee_id_item_version_id"),
        ),
    )


def downgrade() -> None:
    for table in ("manager_rating", "round_reminder", "round_manager", "extra_pair"):
        op.drop_table(table)
    op.drop_column("assessment_round", "ended_at")
    op.execute("ALTER TABLE assessment_round DROP COLUMN design")
