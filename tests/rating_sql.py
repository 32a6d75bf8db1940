"""The means of assessment by plain SQL over the single answers, written apart from the program's results; in whole tenths.

A mean near an end of the scale is bounded, and a group's mean is made of what is shown of each person (docs/decisions/0015).
"""

from __future__ import annotations

from sqlalchemy import Connection, text

FEWEST = 3
PERSONS = """
WITH said AS (
  SELECT r.id AS round_id, r.name AS round, r.scale_minimum AS lo, r.scale_maximum AS hi, r.minimum_raters AS least,
    i.number AS item, p.ratee_id, p.kind, sum(t.score) AS total, count(t.score) AS raters
  FROM rating t JOIN rating_pair p ON p.id = t.pair_id JOIN assessment_round r ON r.id = p.round_id
    JOIN item_version v ON v.id = t.item_version_id JOIN competency_item i ON i.id = v.item_id
  WHERE r.programme_id = :programme AND r.state = 'closed' AND t.score IS NOT NULL
  GROUP BY r.id, r.name, r.scale_minimum, r.scale_maximum, r.minimum_raters, i.number, p.ratee_id, p.kind
), persons AS (
  SELECT said.*, CASE
    WHEN kind = 'self' THEN 10 * total
    WHEN 2 * total >= (2 * hi - 1) * raters THEN 10 * hi - 5
    WHEN 2 * total <= (2 * lo + 1) * raters THEN 10 * lo + 5
    ELSE (20 * total + raters) / (2 * raters) END AS tenths
  FROM said WHERE kind = 'self' OR raters >= least
)
"""
GROUP = """
SELECT round, item, kind, count(*), (2 * CAST(sum(tenths) AS INTEGER) + count(*)) / (2 * count(*)),
  2 * sum(tenths) >= (20 * hi - 10) * count(*), 2 * sum(tenths) <= (20 * lo + 10) * count(*), 10 * hi - 5, 10 * lo + 5
FROM persons GROUP BY round_id, round, item, kind, hi, lo ORDER BY round_id, item, kind
"""
ONE_BY_ONE = """
SELECT n.name, item, tenths, 2 * total >= (2 * hi - 1) * raters, 2 * total <= (2 * lo + 1) * raters
FROM persons JOIN producer n ON n.id = ratee_id
WHERE kind = 'peer' AND round_id = (SELECT max(id) FROM assessment_round WHERE programme_id = :programme AND state = 'closed')
"""


def group_means(connection: Connection, programme: int) -> dict[tuple[str, int, str], str]:
    """By round, item and kind what the sheet 評価 is to say."""
    found = {}
    for name, item, kind, n, tenths, is_top, is_bottom, top, bottom in connection.execute(
        text(PERSONS + GROUP), {"programme": programme}
    ):
        mean = f"{told(top)}以上" if is_top else f"{told(bottom)}以下" if is_bottom else told(tenths)
        found[name, item, "自己評価" if kind == "self" else "他者評価"] = (
            f"{mean}（{n}人）" if n >= FEWEST else f"―（回答{FEWEST}名未満）"
        )
    return found


def person_means(connection: Connection, programme: int) -> dict[tuple[str, int], float | str]:
    """By person and item what the sheet 評価の一覧 is to say of the latest round; who was rated by too few is left out."""
    rows = connection.execute(text(PERSONS + ONE_BY_ONE), {"programme": programme})
    return {
        (name, item): f"{told(tenths)}以上" if is_top else f"{told(tenths)}以下" if is_bottom else tenths / 10
        for name, item, tenths, is_top, is_bottom in rows
    }


def told(tenths: int) -> str:
    return f"{tenths // 10}.{tenths % 10}"
