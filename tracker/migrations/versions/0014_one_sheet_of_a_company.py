"""One design sheet of a company as a whole; what a second one held becomes saved versions of the first."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NAME = "uq_design_sheet_of_company"
WHOLE = sa.text("case_id IS NULL")
SECOND = sa.text(
    "SELECT s.id, s.created_at,"
    " (SELECT MIN(f.id) FROM design_sheet f WHERE f.enrolment_id = s.enrolment_id AND f.case_id IS NULL) AS first_id"
    " FROM design_sheet s WHERE s.case_id IS NULL ORDER BY s.id"
)
VERSION = sa.text(
    "INSERT INTO design_snapshot (programme_id, sheet_id, title, taken_on, created_at, created_by_id)"
    " SELECT programme_id, :first, '二重に作られていたシートの内容', :taken_on, created_at, created_by_id"
    " FROM design_sheet WHERE id = :second"
).bindparams(sa.bindparam("taken_on", type_=sa.Date()))
BOXES = sa.text(
    "INSERT INTO design_snapshot_box (snapshot_id, box, words)"
    " SELECT (SELECT MAX(id) FROM design_snapshot), box, words FROM design_box WHERE sheet_id = :second AND words <> ''"
)


def upgrade() -> None:
    _join()
    op.create_index(NAME, "design_sheet", ["enrolment_id"], unique=True, sqlite_where=WHOLE, postgresql_where=WHOLE)


def downgrade() -> None:
    op.drop_index(NAME, table_name="design_sheet")


def _join() -> None:
    """Of two sheets the older one stays; no word of the newer one goes: it is kept as the first's saved version of its day."""
    link = op.get_bind()
    for second, created_at, first in link.execute(SECOND).all():
        if second == first:
            continue
        ids = {"second": second, "first": first}
        link.execute(sa.text("UPDATE design_snapshot SET sheet_id = :first WHERE sheet_id = :second"), ids)
        if link.scalar(sa.text("SELECT 1 FROM design_box WHERE sheet_id = :second AND words <> '' LIMIT 1"), ids):
            link.execute(VERSION, ids | {"taken_on": date.fromisoformat(str(created_at)[:10])})
            link.execute(BOXES, ids)
        link.execute(sa.text("DELETE FROM design_box WHERE sheet_id = :second"), ids)
        link.execute(sa.text("DELETE FROM design_sheet WHERE id = :second"), ids)
