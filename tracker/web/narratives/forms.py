"""The form of a case's text; what the draft was when it was opened goes along."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from tracker.domain.narratives import LONGEST_PART, NarrativePart, marks
from tracker.rows.narratives import NarrativeRow
from tracker.web.forms import AtMost, BaseForm, BlockField, HiddenKeyField, HiddenVersionField


class WriteNarrativeForm(BaseForm):
    """The four parts, the version they were opened with, and the marks of the draft that stood beside them."""

    idempotency_key = HiddenKeyField()
    version = HiddenVersionField(default=0)
    challenges = BlockField(_l("課題"), [AtMost(LONGEST_PART)])
    work = BlockField(_l("取組"), [AtMost(LONGEST_PART)])
    outcomes = BlockField(_l("成果"), [AtMost(LONGEST_PART)])
    to_come = BlockField(_l("今後の対応事項"), [AtMost(LONGEST_PART)])
    challenges_drafted = HiddenField()
    work_drafted = HiddenField()
    outcomes_drafted = HiddenField()
    to_come_drafted = HiddenField()

    @property
    def texts(self) -> Mapping[NarrativePart, str]:
        return {part: self[part.value].data or "" for part in NarrativePart}

    @property
    def drafted(self) -> Mapping[NarrativePart, str]:
        return {part: self[f"{part.value}_drafted"].data or "" for part in NarrativePart}


class BringBackForm(BaseForm):
    """Bringing an earlier version back; ``version`` is the one that was seen to stand."""

    idempotency_key = HiddenKeyField()
    version = HiddenVersionField(default=0)


def narrative_form(row: NarrativeRow) -> WriteNarrativeForm:
    """Opened with what stands, or with the draft where nobody wrote yet."""
    return WriteNarrativeForm(
        data={
            "version": row.number,
            **{part.value: row.texts[part] for part in NarrativePart},
            **{f"{part.value}_drafted": mark for part, mark in marks(row.draft).items()},
        }
    )
