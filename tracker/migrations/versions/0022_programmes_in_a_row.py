"""The programme that one goes on from: at most one successor each, so that nothing is begun twice."""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "ALTER TABLE programme ADD COLUMN predecessor_id INTEGER CONSTRAINT fk_programme_predecessor_id REFERENCES programme (id)"
    )
    op.create_index("uq_programme_predecessor", "programme", ["predecessor_id"], unique=True)


def downgrade() -> None:
    op.drop_index("uq_programme_predecessor", "programme")
    op.execute("ALTER TABLE programme DROP COLUMN predecessor_id")
