"""Drafts found without reading the records, and what SQLite is told of how large the tables grow (``docs/decisions/0026``)."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

DRAFTS = {"ix_visit_draft": "visit", "ix_team_meeting_draft": "team_meeting"}
IS_DRAFT = sa.text("record_state = 'draft'")
# Table, then its indexes: how many rows, and how many of them one value of the first column has, of the first two, and so on.
FIGURES = {
    "assignment": {"ix_assignment_producer": "12000 4 1", "ix_assignment_team": "12000 2 2"},
    "company": {"ix_company_search": "2000 2000 1"},
    "enrolled_case": {"ix_enrolled_case_case_id": "7000 3"},
    "enrolment": {"ix_enrolment_company_id": "6000 3", "uq_enrolment_company": "6000 2000 1"},
    "meeting_case": {"ix_meeting_case_case_id": "72000 36"},
    "meeting_participant": {"ix_meeting_participant_producer_id": "144000 48"},
    "meeting_section": {"ix_meeting_section_enrolment_id": "72000 12"},
    "next_action": {
        "ix_next_action_company": "72000 12 6",
        "ix_next_action_due": "72000 24000 12000 143",
        "ix_next_action_meeting_id": "72000 2",
        "ix_next_action_owner_id": "72000 24",
        "ix_next_action_visit_id": "72000 2",
    },
    "outcome": {"ix_outcome_company": "6000 2 1", "ix_outcome_programme": "6000 2000 143"},
    "producer": {"ix_producer_programme_id": "3000 1000"},
    "search_text": {"ix_search_text_thing": "238000 34000 1"},
    "support_case": {"ix_support_case_company_id": "2300 2"},
    "team_meeting": {"ix_team_meeting_draft": "240 80", "ix_team_meeting_programme": "72000 24000 143 1"},
    "visit": {"ix_visit_company": "72000 12 1", "ix_visit_draft": "240 80", "ix_visit_programme": "72000 24000 143 1"},
    "visit_case": {"ix_visit_case_case_id": "72000 36"},
    "visit_participant": {"ix_visit_participant_producer_id": "144000 48"},
}


def upgrade() -> None:
    for name, table in DRAFTS.items():
        op.create_index(name, table, ["programme_id"], sqlite_where=IS_DRAFT, postgresql_where=IS_DRAFT)
    if op.get_bind().dialect.name == "sqlite":
        _tell_sqlite()


def _tell_sqlite() -> None:
    """Tables that somebody has had counted keep their own figures."""
    bind = op.get_bind()
    if bind.scalar(sa.text("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'")) == 0:
        bind.execute(sa.text("ANALYZE alembic_version"))  # SQLite alone can make the table of figures
        bind.execute(sa.text("DELETE FROM sqlite_stat1"))
    counted = {table for (table,) in bind.execute(sa.text("SELECT DISTINCT tbl FROM sqlite_stat1"))}
    rows = [
        {"tbl": table, "idx": index, "stat": figures}
        for table, indexes in FIGURES.items()
        if table not in counted
        for index, figures in indexes.items()
    ]
    if rows:
        bind.execute(sa.text("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (:tbl, :idx, :stat)"), rows)
    bind.execute(sa.text("ANALYZE sqlite_schema"))  # has them read


def downgrade() -> None:
    for name, table in DRAFTS.items():
        op.drop_index(name, table_name=table)
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DELETE FROM sqlite_stat1")
        op.execute("ANALYZE sqlite_schema")
