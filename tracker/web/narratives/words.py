"""The text of a case as one piece, for a form in Word: in Japanese, as the ministry reads it."""

from __future__ import annotations

from tracker.domain.narratives import PART_NAMES, NarrativePart
from tracker.rows.narratives import NarrativeRow

NONE_RECORDED = "記載なし"


def whole_text(row: NarrativeRow, company: str) -> str:
    """Case and company as the report calls it, then the four parts under their names."""
    head = f"{row.case.number}　{row.case.title}（{company}）"
    parts = (f"【{PART_NAMES[part]}】\n{row.texts[part] or NONE_RECORDED}" for part in NarrativePart)
    return "\n\n".join((head, *parts))
