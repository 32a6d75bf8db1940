"""Results kept at the close of a round, and looks at single scores."""

from itertools import combinations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ASKED = sa.text(
    "SELECT DISTINCT p.round_id, p.ratee_id, i.item_version_id"
    " FROM rating_pair p JOIN round_item i ON i.round_id = p.round_id JOIN assessment_round a ON a.id = p.round_id"
    " WHERE a.state = 'closed'"
)
CLOSED = sa.text(
    "SELECT p.round_id, p.ratee_id, r.item_version_id, p.kind, r.score, r.cannot_judge"
    " FROM rating r JOIN rating_pair p ON p.id = r.pair_id JOIN assessment_round a ON a.id = p.round_id"
    # a purge that was left in the middle has taken what was asked before what was answered
    " JOIN round_item i ON i.round_id = p.round_id AND i.item_version_id = r.item_version_id"
    " WHERE a.state = 'closed' AND p.kind IN ('self', 'peer')"
)


def upgrade() -> None:
    result = op.create_table(
        "round_result",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("ratee_id", sa.Integer(), nullable=False),
        sa.Column("item_version_id", sa.Integer(), nullable=False),
        sa.Column("own_score", sa.Integer(), nullable=True),
        sa.Column("own_cannot_judge", sa.Boolean(), nullable=False),
        sa.Column("raters", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("near_pairs", sa.Integer(), nullable=False),
        sa.CheckConstraint("raters >= 0 AND near_pairs >= 0", name=op.f("ck_round_result_counts")),
        sa.CheckConstraint(
            "own_score IS NULL OR own_cannot_judge = false", name=op.f("ck_round_result_own_score_or_cannot_judge")
        ),
        sa.ForeignKeyConstraint(["item_version_id"], ["item_version.id"], name=op.f("fk_round_result_item_version_id")),
        sa.ForeignKeyConstraint(["ratee_id"], ["producer.id"], name=op.f("fk_round_result_ratee_id")),
        sa.ForeignKeyConstraint(["round_id"], ["assessment_round.id"], name=op.f("fk_round_result_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", "ratee_id", "item_version_id", name=op.f("pk_round_result")),
    )
    op.create_index("ix_round_result_ratee", "round_result", ["ratee_id", "round_id"])
    op.create_table(
        "score_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("ratee_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idempotency_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_score_look_reason")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_score_look_account_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_score_look_programme_id")),
        sa.ForeignKeyConstraint(["ratee_id"], ["producer.id"], name=op.f("fk_score_look_ratee_id")),
        sa.ForeignKeyConstraint(["round_id"], ["assessment_round.id"], name=op.f("fk_score_look_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_look")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_score_look_idempotency_key")),
    )
    kept = _results(op.get_bind())
    if kept:
        op.bulk_insert(result, kept)


def _results(connection: sa.Connection) -> list[dict[str, object]]:
    """The results of the rounds that are closed already."""
    rows: dict[tuple[int, int, int], list[tuple[str, int | None, bool]]] = {
        tuple(asked): [] for asked in connection.execute(ASKED)
    }
    for round_id, ratee_id, item_version_id, *answer in connection.execute(CLOSED):
        kind, score, cannot_judge = answer
        rows[round_id, ratee_id, item_version_id].append((kind, score, bool(cannot_judge)))
    found = []
    for (round_id, ratee_id, item_version_id), answers in rows.items():
        peers = [score for kind, score, _cannot in answers if kind == "peer" and score is not None]
        own = next(((score, cannot) for kind, score, cannot in answers if kind == "self"), (None, False))
        found.append(
            {
                "round_id": round_id,
                "ratee_id": ratee_id,
                "item_version_id": item_version_id,
                "own_score": own[0],
                "own_cannot_judge": own[1],
                "raters": len(peers),
                "total": sum(peers),
                "near_pairs": sum(abs(one - other) <= 1 for one, other in combinations(peers, 2)),
            }
        )
    return found


def downgrade() -> None:
    op.drop_table("score_look")
    op.drop_table("round_result")
