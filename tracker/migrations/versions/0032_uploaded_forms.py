"""Uploaded forms of the report (様式): their versions, and which cells are tied to what."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "form_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("fixed_values", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        *_accounts("form_template", "created_by_id", "deleted_by_id"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_form_template_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_template")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_form_template_idempotency_key")),
    )
    op.create_index("ix_form_template_programme_id", "form_template", ["programme_id"])
    op.create_table(
        "form_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("stored_name", sa.String(length=80), nullable=False),
        sa.Column("sheets", sa.Text(), nullable=False),
        sa.Column("mapping", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_form_version_number")),
        sa.CheckConstraint("size > 0", name=op.f("ck_form_version_size")),
        *_accounts("form_version", "created_by_id"),
        sa.ForeignKeyConstraint(["form_id"], ["form_template.id"], name=op.f("fk_form_version_form_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_form_version_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_version")),
        sa.UniqueConstraint("form_id", "number", name=op.f("uq_form_version_form_id_number")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_form_version_idempotency_key")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_form_version_stored_name")),
    )
    op.create_index("ix_form_version_programme_id", "form_version", ["programme_id"])


def downgrade() -> None:
    op.drop_table("form_version")
    op.drop_table("form_template")


def _accounts(table: str, *columns: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], ["account.id"], name=op.f(f"fk_{table}_{column}"), ondelete="SET NULL")
        for column in columns
    ]
