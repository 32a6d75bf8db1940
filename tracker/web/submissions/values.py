"""What the choices in the report's data sheets are called in the reader's language; what people wrote stands as it is."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import gettext as _

from tracker.domain.cadence import EventStatus, MonthState, VisitMode
from tracker.domain.completeness import WORDING_BEING_CHECKED
from tracker.domain.lacks import LackKind
from tracker.domain.narratives import PART_NAMES
from tracker.domain.outcomes import OutcomeKind
from tracker.domain.phases import Phase
from tracker.domain.rounds import RaterKind
from tracker.domain.staffing import AssignmentRole
from tracker.rows.submission_changes import RecordKind
from tracker.web.labels import label
from tracker.workbooks.report.changes import SAID, WITHHELD
from tracker.workbooks.report.columns import YES_NO
from tracker.workbooks.report.data_sheets import SHEETS
from tracker.workbooks.report.words import WORDS

Value = str | int | float | None


def _words_of(kind: type[StrEnum]) -> Mapping[str, StrEnum]:
    return {words: member for member, words in WORDS if isinstance(member, kind)}


# By the title of a column that holds a choice what each of its words stands for.
CHOICES: Mapping[str, Mapping[str, StrEnum]] = {
    "フェーズ": _words_of(Phase),
    "役割": _words_of(AssignmentRole),
    "状態": _words_of(EventStatus),
    "方法": _words_of(VisitMode),
    "種類": _words_of(RecordKind),
    "月の状態": _words_of(MonthState),
    "成果区分": _words_of(OutcomeKind),
    "確認事項の種類": _words_of(LackKind),
    "項目": {words: part for part, words in PART_NAMES.items()},
    "評価の種類": {"自己評価": RaterKind.SELF, "他者評価": RaterKind.PEER},
    "文の状態": {WORDING_BEING_CHECKED: LackKind.ITEM},
}
_YES_NO = frozenset(column.title for sheet in SHEETS for column in sheet.columns if column.codes == YES_NO)


def value_words(column: str, value: Value) -> str:
    """A value of a column for the reader; that one is not shown is no value but the program's own word."""
    if value is None:
        return "―"
    if value == WITHHELD:
        return _("（示しません）")
    if column in _YES_NO and value in SAID.values():
        return _("はい") if value == SAID[1] else _("いいえ")
    member = CHOICES.get(column, {}).get(str(value))
    return str(value) if member is None else label(member)
