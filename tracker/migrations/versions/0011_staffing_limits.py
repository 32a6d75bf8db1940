"""What staffing has to keep: absences, exclusions, caps on the load."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        *_columns(),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_absence_period")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_absence_programme_id")),
        sa.ForeignKeyConstraint(
            ["producer_id", "programme_id"], ["producer.id", "producer.programme_id"], name="fk_absence_producer"
        ),
        *_constraints("absence"),
    )
    op.create_index("ix_absence_programme", "absence", ["programme_id", "starts_on"])
    op.create_table(
        "exclusion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("interest", "travel", "other", name="exclusionkind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        *_columns(),
        sa.CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_exclusion_period")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_exclusion_programme_id")),
        sa.ForeignKeyConstraint(
            ["producer_id", "programme_id"], ["producer.id", "producer.programme_id"], name="fk_exclusion_producer"
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_exclusion_enrolment"
        ),
        *_constraints("exclusion"),
    )
    op.create_index("ix_exclusion_programme", "exclusion", ["programme_id", "enrolment_id"])
    op.create_table(
        "load_cap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=True),
        sa.Column("leads", sa.Integer(), nullable=True),
        sa.Column("companies", sa.Integer(), nullable=True),
        sa.Column("is_own", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("leads IS NULL OR leads >= 0", name=op.f("ck_load_cap_leads")),
        sa.CheckConstraint("companies IS NULL OR companies >= 0", name=op.f("ck_load_cap_companies")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_load_cap_programme_id")),
        sa.ForeignKeyConstraint(
            ["producer_id", "programme_id"], ["producer.id", "producer.programme_id"], name="fk_load_cap_producer"
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_load_cap_created_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_load_cap")),
    )
    for name, column, where in (
        ("uq_load_cap_programme", "programme_id", "producer_id IS NULL"),
        ("uq_load_cap_producer", "producer_id", "producer_id IS NOT NULL"),
    ):
        op.create_index(name, "load_cap", [column], unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def downgrade() -> None:
    op.drop_table("load_cap")
    op.drop_table("exclusion")
    op.drop_table("absence")


def _columns() -> list[sa.Column]:
    return [
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
    ]


def _constraints(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f(f"fk_{table}_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f(f"fk_{table}_deleted_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("idempotency_key", name=op.f(f"uq_{table}_idempotency_key")),
    ]
