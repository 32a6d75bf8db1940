"""Dialogue tools with their parts and uses, 経営デザインシート with its snapshots; every programme gets the tools it was to have."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# What a programme is founded with, as it stood when this was written: label, other spellings, parts with their unnamed slots.
FOUNDED_WITH = (
    ("経営デザインシート", "デザインシート", (("存在意義", ()), ("これまで", ()), ("これから", ()), ("移行戦略", ()))),
    (
        "MURAMATSUメソッド",
        "",
        (
            ("4脚ビジネス化", ("脚1", "脚2", "脚3", "脚4")),
            ("4機能の能力向上フレーム", ("機能1", "機能2", "機能3", "機能4")),
        ),
    ),
    ("OKAMURAメソッド", "", (("メインテキスト", ()), ("サブテキスト", ()))),
)


def upgrade() -> None:
    op.create_table(
        "dialogue_tool",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("label <> ''", name=op.f("ck_dialogue_tool_label")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_dialogue_tool_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_dialogue_tool_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_tool")),
        sa.UniqueConstraint("id", "programme_id", name=op.f("uq_dialogue_tool_id_programme_id")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_dialogue_tool_idempotency_key")),
    )
    op.create_index("ix_dialogue_tool_programme", "dialogue_tool", ["programme_id", "place"], unique=False)
    op.create_table(
        "design_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["support_case.id"], name=op.f("fk_design_sheet_case_id")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_design_sheet_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id", "programme_id"], ["enrolment.id", "enrolment.programme_id"], name="fk_design_sheet_enrolment"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_design_sheet_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_sheet")),
        sa.UniqueConstraint("enrolment_id", "case_id", name=op.f("uq_design_sheet_enrolment_id_case_id")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_design_sheet_idempotency_key")),
    )
    op.create_table(
        "tool_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("tool_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("slot", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("aliases", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("label <> '' OR slot <> ''", name=op.f("ck_tool_part_label")),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_tool_part_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["parent_id", "tool_id"], ["tool_part.id", "tool_part.tool_id"], name="fk_tool_part_parent"),
        sa.ForeignKeyConstraint(
            ["tool_id", "programme_id"], ["dialogue_tool.id", "dialogue_tool.programme_id"], name="fk_tool_part_tool"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_part")),
        sa.UniqueConstraint("id", "tool_id", name=op.f("uq_tool_part_id_tool_id")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_tool_part_idempotency_key")),
    )
    op.create_index("ix_tool_part_tool", "tool_part", ["tool_id", "place"], unique=False)
    op.create_table(
        "design_box",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column(
            "box",
            sa.Enum(
                "purpose",
                "past_resources",
                "past_model",
                "past_value",
                "past_surroundings",
                "next_surroundings",
                "next_resources",
                "next_model",
                "next_value",
                "transition",
                name="box",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by_id"], ["account.id"], name=op.f("fk_design_box_created_by_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["sheet_id"], ["design_sheet.id"], name=op.f("fk_design_box_sheet_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_box")),
        sa.UniqueConstraint("sheet_id", "box", name=op.f("uq_design_box_sheet_id_box")),
    )
    op.create_table(
        "design_snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["account.id"], name=op.f("fk_design_snapshot_created_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_design_snapshot_programme_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["design_sheet.id"], name=op.f("fk_design_snapshot_sheet_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_snapshot")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_design_snapshot_idempotency_key")),
    )
    op.create_index("ix_design_snapshot_sheet", "design_snapshot", ["sheet_id", "taken_on"], unique=False)
    op.create_table(
        "tool_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("visit_id", sa.Integer(), nullable=True),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("tool_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("finding", sa.String(length=200), nullable=False),
        sa.Column("label_noted", sa.String(length=200), nullable=False),
        sa.CheckConstraint("(visit_id IS NULL) <> (section_id IS NULL)", name=op.f("ck_tool_use_parent")),
        sa.ForeignKeyConstraint(["case_id"], ["support_case.id"], name=op.f("fk_tool_use_case_id")),
        sa.ForeignKeyConstraint(["part_id", "tool_id"], ["tool_part.id", "tool_part.tool_id"], name="fk_tool_use_part"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_tool_use_programme_id")),
        sa.ForeignKeyConstraint(["section_id"], ["meeting_section.id"], name=op.f("fk_tool_use_section_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["tool_id", "programme_id"], ["dialogue_tool.id", "dialogue_tool.programme_id"], name="fk_tool_use_tool"
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name=op.f("fk_tool_use_visit_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tool_use")),
    )
    op.create_index(op.f("ix_tool_use_case_id"), "tool_use", ["case_id"], unique=False)
    op.create_index(op.f("ix_tool_use_section_id"), "tool_use", ["section_id"], unique=False)
    op.create_index(op.f("ix_tool_use_tool_id"), "tool_use", ["tool_id"], unique=False)
    op.create_index(op.f("ix_tool_use_visit_id"), "tool_use", ["visit_id"], unique=False)
    op.create_table(
        "design_snapshot_box",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column(
            "box",
            sa.Enum(
                "purpose",
                "past_resources",
                "past_model",
                "past_value",
                "past_surroundings",
                "next_surroundings",
                "next_resources",
                "next_model",
                "next_value",
                "transition",
                name="box",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"], ["design_snapshot.id"], name=op.f("fk_design_snapshot_box_snapshot_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_design_snapshot_box")),
        sa.UniqueConstraint("snapshot_id", "box", name=op.f("uq_design_snapshot_box_snapshot_id_box")),
    )
    _equip_programmes()


def _equip_programmes() -> None:
    connection = op.get_bind()
    programme = sa.table("programme", sa.column("id", sa.Integer()), sa.column("created_at", sa.DateTime(timezone=True)))
    tool, part = (sa.Table(name, sa.MetaData(), autoload_with=connection) for name in ("dialogue_tool", "tool_part"))
    for programme_id, made_at in connection.execute(sa.select(programme.c.id, programme.c.created_at)).all():
        common = {"programme_id": programme_id, "is_active": True, "created_at": made_at, "version": 1}
        for place, (label, aliases, parts) in enumerate(FOUNDED_WITH, start=1):
            added = connection.execute(sa.insert(tool).values(**common, place=place, label=label, aliases=aliases))
            of_tool = common | {"tool_id": added.inserted_primary_key[0], "aliases": ""}
            for number, (name, slots) in enumerate(parts, start=1):
                added = connection.execute(sa.insert(part).values(**of_tool, place=number, label=name, slot=""))
                for inner, slot in enumerate(slots, start=1):
                    parent_id = added.inserted_primary_key[0]
                    connection.execute(sa.insert(part).values(**of_tool, parent_id=parent_id, place=inner, slot=slot, label=""))


def downgrade() -> None:
    op.drop_table("design_snapshot_box")
    op.drop_index(op.f("ix_tool_use_visit_id"), table_name="tool_use")
    op.drop_index(op.f("ix_tool_use_tool_id"), table_name="tool_use")
    op.drop_index(op.f("ix_tool_use_section_id"), table_name="tool_use")
    op.drop_index(op.f("ix_tool_use_case_id"), table_name="tool_use")
    op.drop_table("tool_use")
    op.drop_index("ix_design_snapshot_sheet", table_name="design_snapshot")
    op.drop_table("design_snapshot")
    op.drop_table("design_box")
    op.drop_index("ix_tool_part_tool", table_name="tool_part")
    op.drop_table("tool_part")
    op.drop_table("design_sheet")
    op.drop_index("ix_dialogue_tool_programme", table_name="dialogue_tool")
    op.drop_table("dialogue_tool")
