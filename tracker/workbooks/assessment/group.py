"""The group's means as a table: one row an item in full, self, peers and managers of each round with n where it may be shown."""

from __future__ import annotations

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from tracker.domain.completeness import WORDING_BEING_CHECKED
from tracker.rows.assessments import ItemRow
from tracker.rows.results import GroupRoundRow, MeanRow
from tracker.workbooks.assessment.charts import SERIES
from tracker.workbooks.report.styles import PAGE_WIDTH, centre, write_head, write_row

COLUMNS = ("番号", "評価項目（略称）", "項目の文")
NUMBER_WIDTH, LABEL_WIDTH = 6.0, 24.0
WIDEST_MEAN, NARROWEST_MEAN, NARROWEST_TEXT = 18.0, 11.0, 24.0
MANAGERS = "管理者評価"
NOTES = (
    "自己評価は他者評価の平均に入らない。回答がないものと「評価できない」は、どの平均にも入らない。",
    "―は、回答した人が少ないため示さないことを示す。「以上」「以下」の値は、個人の点数が分からないように示したもの。",
)


def columns_of(rounds: Sequence[GroupRoundRow]) -> tuple[str, ...]:
    """The heads of the table."""
    heads = [f"{group.round.name}\n{series}" for group in rounds for series in _series(group)]
    return (*COLUMNS, *heads)


def widths_of(rounds: Sequence[GroupRoundRow]) -> tuple[float, ...]:
    """As wide as a page in readable print, half of it for the means; very many of them go on beside it."""
    means = max(len(columns_of(rounds)) - len(COLUMNS), 4)
    mean = max(NARROWEST_MEAN, min(WIDEST_MEAN, PAGE_WIDTH / 2 / means))
    text = max(NARROWEST_TEXT, PAGE_WIDTH - NUMBER_WIDTH - LABEL_WIDTH - means * mean)
    return (NUMBER_WIDTH, LABEL_WIDTH, text, *([mean] * means))


def write_group(sheet: Worksheet, items: Sequence[ItemRow], rounds: Sequence[GroupRoundRow], row: int) -> int:
    """The head on ``row``; returns the last row."""
    columns = columns_of(rounds)
    write_head(sheet, row, columns)
    for row, item in enumerate(items, start=row + 1):  # noqa: B020 - the head's row is where the count begins
        text = item.text if item.is_complete else f"{item.text}【{WORDING_BEING_CHECKED}】"
        shown = [words for group in rounds for words in _said(group, item)]
        write_row(sheet, row, (item.number, item.short_label, text, *shown))
        centre(sheet, row, (1, *range(len(COLUMNS) + 1, len(columns) + 1)))
    return row


def scale_note(rounds: Sequence[GroupRoundRow]) -> str:
    scales = "、".join(sorted({f"{group.round.scale.minimum}から{group.round.scale.maximum}" for group in rounds}))
    return f"評価は{scales}の点数。値は担い手ごとの平均をさらに平均したもので、（ ）は平均に入っている人数。"


def _series(group: GroupRoundRow) -> tuple[str, ...]:
    return (*SERIES, MANAGERS) if group.has_managers else SERIES


def _said(group: GroupRoundRow, item: ItemRow) -> list[str]:
    """The cells of one round; a round that did not ask the item has dashes."""
    mean = next((mean for mean in group.means if mean.item.item_id == item.item_id), None)
    if mean is None:
        return ["―"] * len(_series(group))
    both = [value.sentence % value.params for value in (mean.own, mean.peer)]
    return [*both, _managers(mean)] if group.has_managers else both


def _managers(mean: MeanRow) -> str:
    return "\n".join(f"{one.name}\n{one.mean.sentence % one.mean.params}" for one in mean.managers) or "―"
