"""Attachments of exhibitions and trainings: what they belong to is widened; the rows that are there stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BEFORE = ("company", "visit", "meeting", "outcome", "design_sheet")
AFTER = (*BEFORE, "exhibition", "training")
NEW = ("exhibition_id", "training_id")
OLD_SUBJECT = "enrolment_id IS NOT NULL OR subject_key IS NOT NULL"
NEW_SUBJECT = f"{OLD_SUBJECT} OR exhibition_id IS NOT NULL OR training_id IS NOT NULL"
INDEXES = {
    "ix_attachment_company": ["enrolment_id", "created_at"],
    "ix_attachment_waiting": ["subject_key"],
    "ix_attachment_visit_id": ["visit_id"],
    "ix_attachment_meeting_id": ["meeting_id"],
    "ix_attachment_outcome_id": ["outcome_id"],
}
COLUMNS = (
    "id, programme_id, kind, enrolment_id, subject_key, visit_id, meeting_id, outcome_id, case_id, is_note, is_confidential, caption,"
    " file_name, media_type, size, digest, stored_name, created_at, created_by_id, version, idempotency_key, deleted_at, deleted_by_id"
)


def _listed(kinds: tuple[str, ...]) -> str:
    return "kind IN (" + ", ".join(f"'{kind}'" for kind in kinds) + ")"


def _rebuild(kinds: tuple[str, ...], *, subject: str, new: tuple[str, ...], indexes: dict[str, list[str]]) -> None:
    """SQLite changes no check of a table that is there: it is made anew, and its rows are copied as they are."""
    there = {str(one["name"]) for one in sa.inspect(op.get_bind()).get_indexes("attachment")}
    for index in there:
        op.drop_index(index, "attachment")
    op.rename_table("attachment", "attachment_before")
    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum(*kinds, name="attachedto", native_enum=False, create_constraint=True, length=24), nullable=False
        ),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("subject_key", sa.String(length=64), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("outcome_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in new),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("is_note", sa.Boolean(), nullable=False),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("caption", sa.String(length=200), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("stored_name", sa.String(length=80), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(subject, name=op.f("ck_attachment_subject")),
        sa.CheckConstraint("(stored_name IS NULL) = (digest IS NULL)", name=op.f("ck_attachment_file")),
        sa.CheckConstraint("size >= 0", name=op.f("ck_attachment_size")),
        sa.ForeignKeyConstraint(["case_id"], ["support_case.id"], name=op.f("fk_attachment_case_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_attachment_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f("fk_attachment_deleted_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_attachment_enrolment"
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["team_meeting.id"], name=op.f("fk_attachment_meeting_id")),
        sa.ForeignKeyConstraint(["outcome_id"], ["outcome.id"], name=op.f("fk_attachment_outcome_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_attachment_programme_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_attachment_visit_id")),
        *(
            sa.ForeignKeyConstraint([name], [f"{name.removesuffix('_id')}.id"], name=op.f(f"fk_attachment_{name}"))
            for name in new
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_attachment_idempotency_key")),
        sa.UniqueConstraint("stored_name", name=op.f("uq_attachment_stored_name")),
    )
    op.execute(f"INSERT INTO attachment ({COLUMNS}) SELECT {COLUMNS} FROM attachment_before")
    op.drop_table("attachment_before")
    for index, columns in indexes.items():
        op.create_index(index, "attachment", columns)


def upgrade() -> None:
    indexes = {f"ix_attachment_{name}": [name] for name in NEW}
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(AFTER, subject=NEW_SUBJECT, new=NEW, indexes=INDEXES | indexes)
        return
    for name in NEW:
        op.add_column("attachment", sa.Column(name, sa.Integer(), nullable=True))
        op.create_foreign_key(op.f(f"fk_attachment_{name}"), "attachment", name.removesuffix("_id"), [name], ["id"])
    _check(AFTER, NEW_SUBJECT)
    for index, columns in indexes.items():
        op.create_index(index, "attachment", columns)


def downgrade() -> None:
    op.execute("DELETE FROM attachment WHERE kind IN ('exhibition', 'training')")
    if op.get_bind().dialect.name == "sqlite":
        _rebuild(BEFORE, subject=OLD_SUBJECT, new=(), indexes=INDEXES)
        return
    _check(BEFORE, OLD_SUBJECT)
    for name in NEW:
        op.drop_column("attachment", name)


def _check(kinds: tuple[str, ...], subject: str) -> None:
    for name, rule in (("ck_attachment_attachedto", _listed(kinds)), ("ck_attachment_subject", subject)):
        op.drop_constraint(op.f(name), "attachment", type_="check")
        op.create_check_constraint(op.f(name), "attachment", rule)
