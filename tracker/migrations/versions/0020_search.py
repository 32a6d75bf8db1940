"""Search: the folded words of everything that is searched, and the index of their pieces; filled from what is there."""

from datetime import date

import sqlalchemy as sa
from alembic import op

from tracker.domain.search import Depth, Kind, fold_all, of_company, of_kind, pieces, row_id

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

AT_ONCE = 500
# By kind: id, programme, company, day, the words of the board, of the record, of the memo.
THINGS = {
    Kind.COMPANY: """SELECT e.id, e.programme_id, e.id, NULL,
        c.name || '\n' || c.kana || '\n' || c.prefecture || c.municipality || c.street || '\n' || coalesce(c.corporate_number, ''),
        c.contact_name || '\n' || e.remarks, '' FROM enrolment e JOIN company c ON c.id = e.company_id""",
    Kind.CASE: """SELECT n.id, e.programme_id, e.id, NULL, s.title || '\n' || s.kind, '', '' FROM enrolled_case n
        JOIN enrolment e ON e.id = n.enrolment_id JOIN support_case s ON s.id = n.case_id""",
    Kind.PERSON: "SELECT id, programme_id, NULL, NULL, name || '\n' || kana || '\n' || category, '', '' FROM producer",
    Kind.VISIT: """SELECT id, programme_id, enrolment_id, visit_on, '', decisions || '\n' || place || '\n' || counterparts || '\n'
        || other_attendees || '\n' || status_reason, internal_memo FROM visit""",
    Kind.MEETING: """SELECT s.id, s.programme_id, s.enrolment_id, m.meeting_on, '', s.decisions || '\n' || m.place || '\n'
        || m.other_attendees || '\n' || m.status_reason, s.internal_memo
        FROM meeting_section s JOIN team_meeting m ON m.id = s.meeting_id""",
    Kind.CHALLENGE: """SELECT id, programme_id, enrolment_id, raised_on, '', title || '\n' || description || '\n' || reason, ''
        FROM challenge""",
    Kind.ACTION: "SELECT id, programme_id, enrolment_id, due_on, '', what || '\n' || owner_name, '' FROM next_action",
    Kind.OUTCOME: """SELECT id, programme_id, enrolment_id, outcome_on, '', description || '\n' || kind_detail || '\n' || evidence, ''
        FROM outcome""",
    Kind.VOICE: "SELECT id, programme_id, enrolment_id, heard_on, '', words || '\n' || visitor, '' FROM market_feedback",
}
NOTES_OF = {
    Kind.VISIT: ("visit_case", "visit_id"),
    Kind.MEETING: ("meeting_case", "section_id"),
}


def upgrade() -> None:
    op.create_table(
        "search_text",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=False),
        sa.Column("depth", sa.String(length=24), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('company', 'case', 'person', 'visit', 'meeting', 'challenge', 'action', 'outcome', 'voice')",
            name=op.f("ck_search_text_kind"),
        ),
        sa.CheckConstraint("depth IN ('board', 'record', 'memo')", name=op.f("ck_search_text_depth")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_search_text_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_text")),
    )
    op.create_index("ix_search_text_thing", "search_text", ["kind", "thing_id"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TABLE search_index (id BIGINT CONSTRAINT pk_search_index PRIMARY KEY"
            " CONSTRAINT fk_search_index_id REFERENCES search_text (id) ON DELETE CASCADE, pieces TSVECTOR NOT NULL)"
        )
        op.execute("CREATE INDEX ix_search_index_pieces ON search_index USING gin (pieces)")
    else:
        # without a copy of the text, and without what only ranking and phrases need
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5 (pieces, content='', detail=none, columnsize=0, tokenize='ascii')"
        )
    for kind, statement in THINGS.items():
        fill(kind, statement)


def fill(kind: Kind, statement: str) -> None:
    connection = op.get_bind()
    is_sqlite = connection.dialect.name == "sqlite"
    table = sa.table(
        "search_text",
        *(sa.column(name) for name in ("id", "kind", "thing_id", "depth", "programme_id", "enrolment_id", "words")),
    )
    into_index = sa.text(
        "INSERT INTO search_index (rowid, pieces) VALUES (:id, :pieces)"
        if is_sqlite
        else "INSERT INTO search_index (id, pieces) VALUES (:id, array_to_tsvector(string_to_array(:pieces, ' ')))"
    )
    found = connection.execute(sa.text(statement)).all()
    for begins in range(0, len(found), AT_ONCE):
        things = found[begins : begins + AT_ONCE]
        beside = notes_of(kind, [thing[0] for thing in things])
        rows, index = [], []
        for thing_id, programme_id, enrolment_id, on, *texts in things:
            texts[1] += "\n" + beside.get(thing_id, "")
            day = date.fromisoformat(on) if isinstance(on, str) else on
            words = ""
            for depth, text in zip(Depth, texts, strict=True):
                added = fold_all([text])
                words = "\n".join(filter(None, (words, added)))
                if not added:
                    continue
                key = row_id(kind, thing_id, depth, day)
                rows.append(
                    {
                        "id": key,
                        "kind": kind.value,
                        "thing_id": thing_id,
                        "depth": depth.value,
                        "programme_id": programme_id,
                        "enrolment_id": enrolment_id,
                        "words": words,
                    }
                )
                around = {of_kind(programme_id, kind)} | ({of_company(enrolment_id)} if enrolment_id else set())
                index.append({"id": key, "pieces": " ".join(sorted(around | pieces(words)))})
        if rows:
            connection.execute(sa.insert(table), rows)
            connection.execute(into_index, index)


def notes_of(kind: Kind, thing_ids: list[int]) -> dict[int, str]:
    if kind not in NOTES_OF:
        return {}
    note, column = NOTES_OF[kind]
    found: dict[int, str] = {}
    for table, words in (
        (note, "facts || '\n' || interpretation || '\n' || report_summary"),
        ("unassigned_note", "facts || '\n' || interpretation || '\n' || report_summary"),
        ("challenge_progress", "words"),
    ):
        statement = sa.text(f"SELECT {column}, {words} FROM {table} WHERE {column} IN :ids ORDER BY id")
        for thing_id, text in op.get_bind().execute(statement.bindparams(sa.bindparam("ids", thing_ids, expanding=True))):
            found[thing_id] = found.get(thing_id, "") + "\n" + text
    return found


def downgrade() -> None:
    op.execute("DROP TABLE search_index")
    op.drop_table("search_text")
