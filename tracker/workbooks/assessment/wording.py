"""How the workbook names the items, and which rounds asked in words that were replaced since or are not the original's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tracker.domain.completeness import WORDING_BEING_CHECKED
from tracker.rows.assessments import ItemRow
from tracker.rows.results import GroupRoundRow


def told_items(items: Iterable[ItemRow]) -> tuple[str, ...]:
    """As the heads of columns."""
    return tuple(f"{item.number}　{item.short_label}" for item in items)


def told_wordings(rounds: Iterable[GroupRoundRow]) -> tuple[str, ...]:
    """Notes on the rounds that were made under a wording that does not stand any more, or that is not complete."""
    old: defaultdict[str, str] = defaultdict(str)
    damaged: defaultdict[str, str] = defaultdict(str)
    for group in rounds:
        items, name = [mean.item for mean in group.means], f"「{group.round.name}」"
        old["、".join(f"{item.number}（第{item.version_number}版）" for item in items if not item.is_current)] += name
        damaged["、".join(str(item.number) for item in items if not item.is_complete)] += name
    return (
        *(f"{names}は、直す前の文言で行った。直す前の文言だった評価項目：{numbers}" for numbers, names in old.items() if numbers),
        *(
            f"{names}で使った文言のうち、{WORDING_BEING_CHECKED}のもの：評価項目{numbers}"
            for numbers, names in damaged.items()
            if numbers
        ),
    )
