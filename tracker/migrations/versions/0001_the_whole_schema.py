"""The whole schema."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_tables()
    _guard_assignments()
    _guard_audit()


def _create_tables() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("is_administrator", sa.Boolean(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=True),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_account_created_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_head_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email_hash", sa.String(length=64), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_address", "sign_in_attempt", ["address_hash", "failed_at"], unique=False)
    op.create_index("ix_sign_in_attempt_email", "sign_in_attempt", ["email_hash", "failed_at"], unique=False)
    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_session_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    op.create_index(op.f("ix_account_session_account_id"), "account_session", ["account_id"], unique=False)
    op.create_table(
        "company",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.String(length=200), nullable=False),
        sa.Column("kana", sa.String(length=200), nullable=False),
        sa.Column("corporate_number", sa.String(length=13), nullable=True),
        sa.Column("prefecture", sa.String(length=10), nullable=False),
        sa.Column("municipality", sa.String(length=40), nullable=False),
        sa.Column("area_code", sa.String(length=5), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("contact_name", sa.String(length=100), nullable=False),
        sa.Column("contact_phone", sa.String(length=40), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("may_be_named", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_company_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f("fk_company_deleted_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_company_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_company_idempotency_key")),
    )
    op.create_index("ix_company_search", "company", ["organisation_id", "search_key"], unique=False)
    op.create_index(
        "uq_company_corporate_number",
        "company",
        ["organisation_id", "corporate_number"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL AND corporate_number IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND corporate_number IS NOT NULL"),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("fiscal_year", sa.Integer(), nullable=False),
        sa.Column("contract_starts_on", sa.Date(), nullable=False),
        sa.Column("contract_ends_on", sa.Date(), nullable=False),
        sa.Column("producer_label", sa.String(length=40), nullable=False),
        sa.Column("expected_producers", sa.Integer(), nullable=False),
        sa.Column("visits_per_month", sa.Integer(), nullable=False),
        sa.Column("online_counts", sa.Boolean(), nullable=False),
        sa.Column("event_counts", sa.Boolean(), nullable=False),
        sa.Column("short_month_days", sa.Integer(), nullable=False),
        sa.Column("hours_kept", sa.Boolean(), nullable=False),
        sa.Column("records_open", sa.Boolean(), nullable=False),
        sa.Column("scale_minimum", sa.Integer(), nullable=False),
        sa.Column("scale_maximum", sa.Integer(), nullable=False),
        sa.Column("minimum_raters", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("contract_ends_on >= contract_starts_on", name=op.f("ck_programme_contract_period")),
        sa.CheckConstraint("minimum_raters >= 3", name=op.f("ck_programme_floor_of_raters")),
        sa.CheckConstraint("scale_maximum > scale_minimum", name=op.f("ck_programme_scale")),
        sa.CheckConstraint("visits_per_month >= 1", name=op.f("ck_programme_visits_per_month")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_programme_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_programme_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("slug", name=op.f("uq_programme_slug")),
    )
    op.create_table(
        "assessment_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("planned", "open", "closed", name="roundstate", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("scale_minimum", sa.Integer(), nullable=False),
        sa.Column("scale_maximum", sa.Integer(), nullable=False),
        sa.Column("minimum_raters", sa.Integer(), nullable=False),
        sa.Column("singles_visible", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("minimum_raters >= 3", name=op.f("ck_assessment_round_floor_of_raters")),
        sa.CheckConstraint("scale_maximum > scale_minimum", name=op.f("ck_assessment_round_scale")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_assessment_round_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_assessment_round_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment_round")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_assessment_round_idempotency_key")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_assessment_round_programme_id_number")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("account_name", sa.String(length=100), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("noun", sa.String(length=40), nullable=False),
        sa.Column("noun_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_audit_entry_account_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_audit_entry_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_entry_hash")),
    )
    op.create_index("ix_audit_entry_programme", "audit_entry", ["programme_id", "id"], unique=False)
    op.create_index("ix_audit_entry_thing", "audit_entry", ["noun", "noun_id"], unique=False)
    op.create_table(
        "competency_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("short_label", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_competency_item_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_competency_item_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_competency_item")),
        sa.UniqueConstraint("programme_id", "number", name=op.f("uq_competency_item_programme_id_number")),
    )
    op.create_table(
        "enrolment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("has_concrete_plan", sa.Boolean(), nullable=True),
        sa.Column("has_stable_business", sa.Boolean(), nullable=True),
        sa.Column("wants_growth", sa.Boolean(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_enrolment_period")),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_enrolment_company_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_enrolment_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f("fk_enrolment_deleted_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_enrolment_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint("id", "programme_id", name="uq_enrolment_scope"),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_enrolment_idempotency_key")),
    )
    op.create_index(op.f("ix_enrolment_company_id"), "enrolment", ["company_id"], unique=False)
    op.create_index(
        "uq_enrolment_company",
        "enrolment",
        ["programme_id", "company_id"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_membership_account_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_membership_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_membership_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("account_id", "programme_id", name=op.f("uq_membership_account_id_programme_id")),
    )
    op.create_index(op.f("ix_membership_programme_id"), "membership", ["programme_id"], unique=False)
    op.create_table(
        "producer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("search_key", sa.String(length=100), nullable=False),
        sa.Column("kana", sa.String(length=100), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_producer_period")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_producer_account_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_producer_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f("fk_producer_deleted_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_producer_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer")),
        sa.UniqueConstraint("id", "programme_id", name="uq_producer_scope"),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_producer_idempotency_key")),
        sa.UniqueConstraint("programme_id", "account_id", name=op.f("uq_producer_programme_id_account_id")),
    )
    op.create_index(op.f("ix_producer_programme_id"), "producer", ["programme_id"], unique=False)
    op.create_table(
        "roster_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_roster_upload_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_roster_upload_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_upload")),
    )
    op.create_index(op.f("ix_roster_upload_programme_id"), "roster_upload", ["programme_id"], unique=False)
    op.create_table(
        "support_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("company_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name=op.f("fk_support_case_company_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_support_case_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deleted_by_id"], ["account.id"], name=op.f("fk_support_case_deleted_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_support_case")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_support_case_idempotency_key")),
    )
    op.create_index(op.f("ix_support_case_company_id"), "support_case", ["company_id"], unique=False)
    op.create_table(
        "team_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "scheduled",
                "held",
                "cancelled",
                "postponed",
                name="eventstatus",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sa.String(length=200), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("onsite", "online", "event", name="visitmode", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("meeting_on", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("end_time", sa.Time(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("other_attendees", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "record_state",
            sa.Enum("draft", "final", name="recordstate", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("finalised_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("mode <> 'event'", name=op.f("ck_team_meeting_mode_of_meeting")),
        sa.CheckConstraint("end_time IS NULL OR start_time IS NULL OR end_time > start_time", name=op.f("ck_team_meeting_times")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_team_meeting_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deleted_by_id"], ["account.id"], name=op.f("fk_team_meeting_deleted_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_team_meeting_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team_meeting")),
        sa.UniqueConstraint("id", "programme_id", name="uq_team_meeting_scope"),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_team_meeting_idempotency_key")),
    )
    op.create_index("ix_team_meeting_programme", "team_meeting", ["programme_id", "meeting_on", "id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("lead", "sub_lead", name="assignmentrole", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_assignment_period")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_assignment_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_assignment_enrolment_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_assignment_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
    )
    op.create_index("ix_assignment_producer", "assignment", ["producer_id", "enrolment_id"], unique=False)
    op.create_index("ix_assignment_team", "assignment", ["enrolment_id", "starts_on"], unique=False)
    op.create_table(
        "audit_text",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_text_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_audit_text")),
    )
    op.create_table(
        "enrolled_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["support_case.id"], name=op.f("fk_enrolled_case_case_id")),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_enrolled_case_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolled_case")),
        sa.UniqueConstraint("enrolment_id", "case_id", name=op.f("uq_enrolled_case_enrolment_id_case_id")),
    )
    op.create_index(op.f("ix_enrolled_case_case_id"), "enrolled_case", ["case_id"], unique=False)
    op.create_table(
        "excused_month",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("month_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("accepted_by", sa.String(length=100), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("accepted_by <> ''", name=op.f("ck_excused_month_accepted_by")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_excused_month_reason")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_excused_month_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deleted_by_id"], ["account.id"], name=op.f("fk_excused_month_deleted_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_excused_month_enrolment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_excused_month")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_excused_month_idempotency_key")),
    )
    op.create_index(
        "uq_excused_month",
        "excused_month",
        ["enrolment_id", "month_on"],
        unique=True,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.create_table(
        "hand_in",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["rater_id"], ["producer.id"], name=op.f("fk_hand_in_rater_id")),
        sa.ForeignKeyConstraint(["round_id"], ["assessment_round.id"], name=op.f("fk_hand_in_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "rater_id", name=op.f("pk_hand_in")),
    )
    op.create_table(
        "item_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column(
            "completeness",
            sa.Enum(
                "complete",
                "cut",
                "missing",
                "head_missing",
                name="completeness",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_item_version_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["item_id"], ["competency_item.id"], name=op.f("fk_item_version_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_version")),
        sa.UniqueConstraint("item_id", "number", name=op.f("uq_item_version_item_id_number")),
    )
    op.create_table(
        "meeting_participant",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["team_meeting.id"], name=op.f("fk_meeting_participant_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_meeting_participant_producer_id")),
        sa.PrimaryKeyConstraint("meeting_id", "producer_id", name=op.f("pk_meeting_participant")),
    )
    op.create_index(op.f("ix_meeting_participant_producer_id"), "meeting_participant", ["producer_id"], unique=False)
    op.create_table(
        "meeting_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("decisions", sa.Text(), nullable=False),
        sa.Column("internal_memo", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_meeting_section_enrolment"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id", "programme_id"],
            ["team_meeting.id", "team_meeting.programme_id"],
            name="fk_meeting_section_meeting",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_meeting_section_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_section")),
        sa.UniqueConstraint("meeting_id", "enrolment_id", name=op.f("uq_meeting_section_meeting_id_enrolment_id")),
    )
    op.create_index(op.f("ix_meeting_section_enrolment_id"), "meeting_section", ["enrolment_id"], unique=False)
    op.create_table(
        "membership_role",
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "coordinator", "manager", "clerk", "auditor", name="role", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_membership_role_membership_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("membership_id", "role", name=op.f("pk_membership_role")),
    )
    op.create_table(
        "outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "prototype",
                "product",
                "organisation",
                "concept",
                "scenario",
                "exhibition",
                "business_meeting",
                "other",
                name="outcomekind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("kind_detail", sa.String(length=60), nullable=False),
        sa.Column("outcome_on", sa.Date(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(kind = 'other') = (kind_detail <> '')", name=op.f("ck_outcome_kind_detail")),
        sa.ForeignKeyConstraint(["case_id"], ["support_case.id"], name=op.f("fk_outcome_case_id")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_outcome_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f("fk_outcome_deleted_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_outcome_enrolment"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_outcome_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_outcome_idempotency_key")),
    )
    op.create_index("ix_outcome_company", "outcome", ["enrolment_id", "outcome_on"], unique=False)
    op.create_index("ix_outcome_programme", "outcome", ["programme_id", "outcome_on"], unique=False)
    op.create_table(
        "phase_reason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "phase",
            sa.Enum("listen", "observe", "diagnose", "plan", name="phase", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_phase_reason_reason")),
        sa.ForeignKeyConstraint(["case_id"], ["support_case.id"], name=op.f("fk_phase_reason_case_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_phase_reason_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_phase_reason_enrolment_id")),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["account.id"], name=op.f("fk_phase_reason_revoked_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase_reason")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_phase_reason_idempotency_key")),
    )
    op.create_index(op.f("ix_phase_reason_case_id"), "phase_reason", ["case_id"], unique=False)
    op.create_index(
        "uq_phase_reason",
        "phase_reason",
        ["enrolment_id", "case_id", "phase"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_table(
        "rating_pair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("rater_id", sa.Integer(), nullable=False),
        sa.Column("ratee_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("self", "peer", "manager", name="raterkind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.CheckConstraint("(kind = 'self') = (rater_id = ratee_id)", name=op.f("ck_rating_pair_self_rates_self")),
        sa.ForeignKeyConstraint(["ratee_id"], ["producer.id"], name=op.f("fk_rating_pair_ratee_id")),
        sa.ForeignKeyConstraint(["rater_id"], ["producer.id"], name=op.f("fk_rating_pair_rater_id")),
        sa.ForeignKeyConstraint(["round_id"], ["assessment_round.id"], name=op.f("fk_rating_pair_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating_pair")),
        sa.UniqueConstraint("round_id", "rater_id", "ratee_id", name=op.f("uq_rating_pair_round_id_rater_id_ratee_id")),
    )
    op.create_index("ix_rating_pair_ratee", "rating_pair", ["round_id", "ratee_id"], unique=False)
    op.create_table(
        "stand_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_stand_in_period")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_stand_in_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f("fk_stand_in_deleted_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["enrolment_id"], ["enrolment.id"], name=op.f("fk_stand_in_enrolment_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_stand_in_producer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_in")),
    )
    op.create_index(op.f("ix_stand_in_enrolment_id"), "stand_in", ["enrolment_id"], unique=False)
    op.create_index("ix_stand_in_producer", "stand_in", ["producer_id", "enrolment_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "scheduled",
                "held",
                "cancelled",
                "postponed",
                name="eventstatus",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("status_reason", sa.String(length=200), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("onsite", "online", "event", name="visitmode", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("visit_on", sa.Date(), nullable=False),
        sa.Column("start_time", sa.Time(), nullable=True),
        sa.Column("end_time", sa.Time(), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("counterparts", sa.Text(), nullable=False),
        sa.Column("other_attendees", sa.Text(), nullable=False),
        sa.Column("decisions", sa.Text(), nullable=False),
        sa.Column("internal_memo", sa.Text(), nullable=False),
        sa.Column("travel_minutes", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.Column(
            "record_state",
            sa.Enum("draft", "final", name="recordstate", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("finalised_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("end_time IS NULL OR start_time IS NULL OR end_time > start_time", name=op.f("ck_visit_times")),
        sa.CheckConstraint("travel_minutes IS NULL OR travel_minutes >= 0", name=op.f("ck_visit_travel")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_visit_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["deleted_by_id"], ["account.id"], name=op.f("fk_visit_deleted_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_visit_enrolment"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_visit_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_visit_idempotency_key")),
    )
    op.create_index("ix_visit_company", "visit", ["enrolment_id", "visit_on"], unique=False)
    op.create_index("ix_visit_programme", "visit", ["programme_id", "visit_on", "id"], unique=False)
    op.create_table(
        "meeting_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("interpretation", sa.Text(), nullable=False),
        sa.Column("report_summary", sa.Text(), nullable=False),
        sa.Column("worked_listen", sa.Boolean(), nullable=False),
        sa.Column("worked_observe", sa.Boolean(), nullable=False),
        sa.Column("worked_diagnose", sa.Boolean(), nullable=False),
        sa.Column("worked_plan", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["support_case.id"], name=op.f("fk_meeting_case_case_id")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["meeting_section.id"], name=op.f("fk_meeting_case_section_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_case")),
        sa.UniqueConstraint("section_id", "case_id", name=op.f("uq_meeting_case_section_id_case_id")),
    )
    op.create_index(op.f("ix_meeting_case_case_id"), "meeting_case", ["case_id"], unique=False)
    op.create_table(
        "next_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("meeting_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=500), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner_name", sa.String(length=100), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "done", name="actionstatus", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(status = 'done') = (done_on IS NOT NULL)", name=op.f("ck_next_action_done")),
        sa.CheckConstraint("owner_id IS NOT NULL OR owner_name <> ''", name=op.f("ck_next_action_owner")),
        sa.ForeignKeyConstraint(["case_id"], ["support_case.id"], name=op.f("fk_next_action_case_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_next_action_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["deleted_by_id"], ["account.id"], name=op.f("fk_next_action_deleted_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_next_action_enrolment"
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["team_meeting.id"], name=op.f("fk_next_action_meeting_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["producer.id"], name=op.f("fk_next_action_owner_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_next_action_programme_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_next_action_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_action")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_next_action_idempotency_key")),
    )
    op.create_index("ix_next_action_company", "next_action", ["enrolment_id", "status"], unique=False)
    op.create_index("ix_next_action_due", "next_action", ["programme_id", "status", "due_on"], unique=False)
    op.create_index(op.f("ix_next_action_meeting_id"), "next_action", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_next_action_owner_id"), "next_action", ["owner_id"], unique=False)
    op.create_index(op.f("ix_next_action_visit_id"), "next_action", ["visit_id"], unique=False)
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair_id", sa.Integer(), nullable=False),
        sa.Column("item_version_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("cannot_judge", sa.Boolean(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(score IS NULL) = cannot_judge", name=op.f("ck_rating_score_or_cannot_judge")),
        sa.ForeignKeyConstraint(["item_version_id"], ["item_version.id"], name=op.f("fk_rating_item_version_id")),
        sa.ForeignKeyConstraint(["pair_id"], ["rating_pair.id"], name=op.f("fk_rating_pair_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("pair_id", "item_version_id", name=op.f("uq_rating_pair_id_item_version_id")),
    )
    op.create_table(
        "round_item",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("item_version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_version_id"], ["item_version.id"], name=op.f("fk_round_item_item_version_id")),
        sa.ForeignKeyConstraint(["round_id"], ["assessment_round.id"], name=op.f("fk_round_item_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "item_version_id", name=op.f("pk_round_item")),
    )
    op.create_table(
        "visit_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("interpretation", sa.Text(), nullable=False),
        sa.Column("report_summary", sa.Text(), nullable=False),
        sa.Column("worked_listen", sa.Boolean(), nullable=False),
        sa.Column("worked_observe", sa.Boolean(), nullable=False),
        sa.Column("worked_diagnose", sa.Boolean(), nullable=False),
        sa.Column("worked_plan", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["support_case.id"], name=op.f("fk_visit_case_case_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_case_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_case")),
        sa.UniqueConstraint("visit_id", "case_id", name=op.f("uq_visit_case_visit_id_case_id")),
    )
    op.create_index(op.f("ix_visit_case_case_id"), "visit_case", ["case_id"], unique=False)
    op.create_table(
        "visit_participant",
        sa.Column("visit_id", sa.Integer(), nullable=False),
        sa.Column("producer_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_visit_participant_producer_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_visit_participant_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("visit_id", "producer_id", name=op.f("pk_visit_participant")),
    )
    op.create_index(op.f("ix_visit_participant_producer_id"), "visit_participant", ["producer_id"], unique=False)


def _guard_assignments() -> None:
    """One lead a company a day, and nobody twice on a day, whatever writes: dated rows included."""
    if op.get_bind().dialect.name == "postgresql":
        # An int4range stands in for the plain number, so that no extension (btree_gist) is needed.
        for name, columns, where in (
            ("lead", "int4range(enrolment_id, enrolment_id, '[]') WITH =", "WHERE (role = 'lead')"),
            (
                "person",
                "int4range(enrolment_id, enrolment_id, '[]') WITH =, int4range(producer_id, producer_id, '[]') WITH =",
                "",
            ),
        ):
            op.execute(
                f"ALTER TABLE assignment ADD CONSTRAINT ex_assignment_{name} EXCLUDE USING gist "
                f"({columns}, daterange(starts_on, ends_on, '[]') WITH &&) {where}"
            )
        return
    for event in ("INSERT", "UPDATE"):
        op.execute(
            f"""
            CREATE TRIGGER tr_assignment_{event.lower()} BEFORE {event} ON assignment
            WHEN EXISTS (
                SELECT 1 FROM assignment AS other
                WHERE other.enrolment_id = NEW.enrolment_id AND other.id IS NOT NEW.id
                  AND other.starts_on <= coalesce(NEW.ends_on, '9999-12-31')
                  AND coalesce(other.ends_on, '9999-12-31') >= NEW.starts_on
                  AND (other.producer_id = NEW.producer_id OR (other.role = 'lead' AND NEW.role = 'lead'))
            )
            BEGIN SELECT RAISE(ABORT, 'assignment overlaps: one lead a day, nobody twice'); END
            """
        )


def _guard_audit() -> None:
    """The trail is append-only for everybody, the program included."""
    op.execute(f"INSERT INTO audit_head (id, hash) VALUES (1, '{'0' * 64}')")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            """
            CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$
            """
        )
        op.execute(
            "CREATE TRIGGER tr_audit_entry BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER tr_audit_entry_{event.lower()} BEFORE {event} ON audit_entry "
            "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
        )


def downgrade() -> None:
    op.drop_index(op.f("ix_visit_participant_producer_id"), "visit_participant")
    op.drop_table("visit_participant")
    op.drop_index(op.f("ix_visit_case_case_id"), "visit_case")
    op.drop_table("visit_case")
    op.drop_table("round_item")
    op.drop_table("rating")
    op.drop_index(op.f("ix_next_action_visit_id"), "next_action")
    op.drop_index(op.f("ix_next_action_owner_id"), "next_action")
    op.drop_index(op.f("ix_next_action_meeting_id"), "next_action")
    op.drop_index("ix_next_action_due", "next_action")
    op.drop_index("ix_next_action_company", "next_action")
    op.drop_table("next_action")
    op.drop_index(op.f("ix_meeting_case_case_id"), "meeting_case")
    op.drop_table("meeting_case")
    op.drop_index("ix_visit_programme", "visit")
    op.drop_index("ix_visit_company", "visit")
    op.drop_table("visit")
    op.drop_index("ix_stand_in_producer", "stand_in")
    op.drop_index(op.f("ix_stand_in_enrolment_id"), "stand_in")
    op.drop_table("stand_in")
    op.drop_index("ix_rating_pair_ratee", "rating_pair")
    op.drop_table("rating_pair")
    op.drop_index(
        "uq_phase_reason",
        "phase_reason",
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.drop_index(op.f("ix_phase_reason_case_id"), "phase_reason")
    op.drop_table("phase_reason")
    op.drop_index("ix_outcome_programme", "outcome")
    op.drop_index("ix_outcome_company", "outcome")
    op.drop_table("outcome")
    op.drop_table("membership_role")
    op.drop_index(op.f("ix_meeting_section_enrolment_id"), "meeting_section")
    op.drop_table("meeting_section")
    op.drop_index(op.f("ix_meeting_participant_producer_id"), "meeting_participant")
    op.drop_table("meeting_participant")
    op.drop_table("item_version")
    op.drop_table("hand_in")
    op.drop_index(
        "uq_excused_month",
        "excused_month",
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_table("excused_month")
    op.drop_index(op.f("ix_enrolled_case_case_id"), "enrolled_case")
    op.drop_table("enrolled_case")
    op.drop_table("audit_text")
    op.drop_index("ix_assignment_team", "assignment")
    op.drop_index("ix_assignment_producer", "assignment")
    op.drop_table("assignment")
    op.drop_index("ix_team_meeting_programme", "team_meeting")
    op.drop_table("team_meeting")
    op.drop_index(op.f("ix_support_case_company_id"), "support_case")
    op.drop_table("support_case")
    op.drop_index(op.f("ix_roster_upload_programme_id"), "roster_upload")
    op.drop_table("roster_upload")
    op.drop_index(op.f("ix_producer_programme_id"), "producer")
    op.drop_table("producer")
    op.drop_index(op.f("ix_membership_programme_id"), "membership")
    op.drop_table("membership")
    op.drop_index(
        "uq_enrolment_company",
        "enrolment",
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )
    op.drop_index(op.f("ix_enrolment_company_id"), "enrolment")
    op.drop_table("enrolment")
    op.drop_table("competency_item")
    op.drop_index("ix_audit_entry_thing", "audit_entry")
    op.drop_index("ix_audit_entry_programme", "audit_entry")
    op.drop_table("audit_entry")
    op.drop_table("assessment_round")
    op.drop_table("programme")
    op.drop_index(
        "uq_company_corporate_number",
        "company",
        sqlite_where=sa.text("deleted_at IS NULL AND corporate_number IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NULL AND corporate_number IS NOT NULL"),
    )
    op.drop_index("ix_company_search", "company")
    op.drop_table("company")
    op.drop_index(op.f("ix_account_session_account_id"), "account_session")
    op.drop_table("account_session")
    op.drop_index("ix_sign_in_attempt_email", "sign_in_attempt")
    op.drop_index("ix_sign_in_attempt_address", "sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_table("organisation")
    op.drop_table("audit_head")
    op.drop_table("account")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")
