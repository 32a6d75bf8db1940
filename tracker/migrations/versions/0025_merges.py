"""別名と統合: the names that a merged company had, and where the old addresses lead."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "company_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_company_alias_company_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_company_alias_created_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company_alias")),
    )
    op.create_index("ix_company_alias_company_id", "company_alias", ["company_id"])
    op.create_table(
        "merged_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("gone_id <> kept_id", name=op.f("ck_merged_row_two_rows")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_merged_row_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_merged_row_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merged_row")),
        sa.UniqueConstraint("noun", "gone_id", name=op.f("uq_merged_row_noun_gone_id")),
    )


def downgrade() -> None:
    op.drop_table("merged_row")
    op.drop_table("company_alias")
